// Everything printed about one code, with what its neighbours in the basket say about it.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const send = (event, value) => setTriggerValue(event, { ...value, at: Date.now() });
  const open = (code) => send("open", { code });
  const focused = root.getRootNode().activeElement?.dataset?.focus;
  root.replaceChildren(make("article", { class: "entry", "aria-label": data.code }, back(), head(), actions(),
    data.warnings.map((one) => make("div", { class: "warning", role: "alert" },
      make("p", { class: "warning-head", text: one.title }), make("p", {}, linked(one)))),
    data.sections.map(section), seventh(), foot()));
  if (focused) root.querySelector(`[data-focus="${focused}"]`)?.focus();

  // Letters act on the code that is shown, unless somebody is writing.
  window.__kbEntry && document.removeEventListener("keydown", window.__kbEntry);
  window.__kbEntry = (event) => {
    const target = event.composedPath()[0];
    if (!root.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return;
    const button = { b: "basket", p: "pin", c: "copy-code" }[event.key];
    if (!button) return;
    event.preventDefault();
    root.querySelector(`[data-focus="${button}"]`)?.click();
  };
  document.addEventListener("keydown", window.__kbEntry);

  function back() {
    return data.back && make("button", { type: "button", class: "link back", text: `‹ ${data.back}`,
      on: { click: () => send("back", {}) } });
  }

  function head() {
    return make("header", {},
      make("nav", { class: "path quiet", "aria-label": "Path" }, data.path.flatMap((one, index) => [
        index ? make("span", { "aria-hidden": "true", text: "›" }) : null,
        make("button", { type: "button", class: "step", text: one.code, title: one.description,
          on: { click: () => open(one.code) } })])),
      make("h2", {}, make("span", { class: "code", text: data.code }), " ", make("span", { text: data.description })),
      make("p", { class: "state" },
        make("span", { class: data.billable ? "badge" : "badge record", text: data.label }),
        make("span", { class: "quiet", text: data.standing })));
  }

  function actions() {
    const copy = (name, label, text) => {
      const button = make("button", { type: "button", class: "act", "data-focus": name, text: label });
      button.addEventListener("click", () => copyText(text, button, label));
      return button;
    };
    return make("div", { class: "actions" },
      make("button", { type: "button", class: data.chosen ? "act" : "act main", "data-focus": "basket",
        "aria-pressed": String(data.chosen), "aria-keyshortcuts": "b", disabled: !data.choosable,
        title: data.choosable ? "b" : "Only codes can be chosen, not blocks or chapters",
        text: data.chosen ? "Remove from basket" : "Add to basket", on: { click: () => send("choose", { code: data.code }) } }),
      copy("copy-code", "Copy code", data.code),
      copy("copy-line", "Copy with words", data.line),
      make("button", { type: "button", class: "act", "data-focus": "pin", "aria-pressed": String(data.pinned),
        "aria-keyshortcuts": "p", title: "p", text: data.pinned ? "Unpin" : "Pin",
        on: { click: () => send("pin", { code: data.code }) } }));
  }

  function section(one) {
    return make("section", { class: `notes ${one.kind}` }, make("h3", { text: one.title }),
      one.help && make("p", { class: "quiet", text: one.help }),
      make("ul", {}, one.items.map((item) => make("li", {}, linked(item),
        item.from && make("button", { type: "button", class: "from", text: `from ${item.from}`,
          on: { click: () => open(item.from) } })))));
  }

  // A note's text; the codes that it names open.
  function linked(item) {
    const parts = [];
    let at = 0;
    for (const [start, end, code] of item.links) {
      if (start > at) parts.push(item.text.slice(at, start));
      parts.push(make("button", { type: "button", class: "ref", text: item.text.slice(start, end),
        on: { click: () => open(code) } }));
      at = end;
    }
    parts.push(item.text.slice(at));
    return make("span", {}, parts);
  }

  function seventh() {
    if (!data.seventh.length) return null;
    return make("section", { class: "notes" }, make("h3", { text: "Seventh character" }),
      make("table", {}, make("tbody", {}, data.seventh.map((one) => make("tr", {},
        make("th", { scope: "row", text: one.sign }), make("td", { text: one.meaning }))))));
  }

  function foot() {
    return make("p", { class: "quiet foot", text: data.foot });
  }
}
