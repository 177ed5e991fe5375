// The chosen codes, checked against each other, and ways to take them along.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const send = (event, value) => setTriggerValue(event, { ...value, at: Date.now() });
  const held = root.getRootNode().activeElement?.dataset?.at;
  const count = data.items.length;
  root.replaceChildren(make("section", { class: "basket", "aria-label": "Basket" },
    make("p", { class: "head" }, make("span", { text: "Basket" }),
      make("span", { class: "quiet", role: "status", text: count ? `${count} ${count === 1 ? "code" : "codes"}` : "" })),
    count ? filled() : make("p", { class: "empty", text:
      "Codes you choose are gathered here, checked against each other, and exported. Press b on an entry." })));
  if (held !== undefined) {
    const rest = root.querySelectorAll(".remove");
    (rest[Math.min(Number(held), rest.length - 1)] ?? root.querySelector("button"))?.focus();
  }

  function filled() {
    return [
      make("ul", { class: "items" }, data.items.map(item)),
      data.findings.length
        ? make("ul", { class: "findings", "aria-label": "Checks" }, data.findings.map(finding))
        : make("p", { class: "good quiet", text: "✓ No Excludes1 conflict and no missing companion code among these." }),
      out(),
      make("p", { class: "quiet note", text: data.note }),
    ];
  }

  function item(one, index) {
    return make("li", {},
      make("button", { type: "button", class: "open", on: { click: () => send("open", { code: one.code }) } },
        make("span", { class: "code", text: one.code }),
        make("span", { class: "words", text: one.description }),
        one.billable ? null : make("span", { class: "badge record", text: "not billable" })),
      make("button", { type: "button", class: "icon remove", "data-at": String(index), text: "×",
        "aria-label": `Remove ${one.code}`, title: "Remove", on: { click: () => send("choose", { code: one.code }) } }));
  }

  function finding(one) {
    return make("li", { class: one.kind },
      make("p", { class: "title", text: `${one.kind === "conflict" ? "⊘" : one.kind === "caution" ? "!" : "→"} ${one.title}` }),
      make("p", { class: "quiet", text: one.text }),
      one.codes.length ? make("p", { class: "codes" }, one.codes.map((code) => make("button", { type: "button", class: "ref",
        text: code, on: { click: () => send("open", { code }) } }))) : null);
  }

  function out() {
    const copy = make("button", { type: "button", class: "act", text: "Copy all" });
    copy.addEventListener("click", () => copyText(data.text, copy, "Copy all"));
    const save = (label, one) => make("button", { type: "button", class: "act", text: label,
      on: { click: () => saveText(one.text, one.name, one.type) } });
    return make("div", { class: "actions" }, copy, data.files.map((one) => save(one.label, one)),
      make("button", { type: "button", class: "link", text: "Empty the basket", on: { click: () => send("clear", {}) } }));
  }
}
