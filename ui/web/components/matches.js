// What words were found to mean: codes, why each was found, and what it lacks to be specific.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const send = (event, value) => setTriggerValue(event, { ...value, at: Date.now() });
  const held = root.getRootNode().activeElement?.dataset?.focus;
  root.replaceChildren(make("section", { class: "matches", "aria-label": data.label },
    make("p", { class: "heading", text: data.heading }),
    data.notice && make("p", { class: "notice", text: data.notice }),
    data.readings.map((one) => make("p", { class: "reading" }, make("strong", { text: one.short }), " may mean ",
      one.longs.flatMap((long, index) => [index ? ", " : null, make("button", { type: "button", class: "ref", text: long,
        on: { click: () => send("find", { text: one.questions[index] }) } })]))),
    data.groups.map(group)));
  if (held) root.querySelector(`[data-focus="${held}"]`)?.focus();

  function group(one, at) {
    return make("section", { class: "group" },
      one.words && make("h2", { text: one.words }),
      one.around && make("p", { class: "around" }, marked(one.around.text, one.around.spans)),
      one.codes.length ? make("ol", { on: { keydown: move } }, one.codes.map((item, index) => code(item, `${at}-${index}`)))
        : make("p", { class: "quiet", text: one.absent ? "Said to be absent: no code." : "No code matches these words." }));
  }

  function code(item, focus) {
    return make("li", { class: item.chosen ? "chosen" : "" },
      make("div", { class: "body" },
        make("button", { type: "button", class: "title", "data-focus": focus, on: { click: () => send("open", { code: item.code }) } },
          make("span", { class: "code", text: item.code }), make("span", { text: item.description })),
        make("p", { class: "why quiet" },
          item.billable ? null : make("span", { class: "badge record", text: "not billable" }),
          item.context && make("span", { class: "badge record", text: item.context }),
          item.matched.length ? make("span", { text: `Matches: ${item.matched.join(", ")}` }) : null),
        item.missing.length ? make("p", { class: "missing" }, make("span", { class: "ask", text: "To be specific: " }),
          item.missing.join(" ")) : null),
      make("div", { class: "verdict" },
        make("button", { type: "button", class: "act", "aria-pressed": String(item.chosen), "data-focus": `${focus}+`,
          "aria-label": `${item.chosen ? "Remove" : "Add"} ${item.code}`, text: item.chosen ? "✓ Chosen" : data.accept,
          on: { click: () => send("choose", { code: item.code }) } }),
        data.drop ? make("button", { type: "button", class: "act plain", "aria-label": `Drop ${item.code}`, text: "Drop",
          on: { click: () => send("drop", { code: item.code }) } }) : null));
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const titles = [...root.querySelectorAll(".title")];
    const next = titles[titles.indexOf(root.getRootNode().activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
}
