// A list of works or passages. Arrows, j and k move, Enter opens, x selects.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const held = root.querySelector(":focus")?.dataset?.focus;
  const open = (key) => setTriggerValue("open", { key, at: Date.now() });
  const live = root.querySelector(".live") ?? make("p", { class: "hidden live", role: "status" });
  if (!live.isConnected) root.append(live);
  root.querySelector("ol")?.remove();
  root.append(make("ol", { class: data.dense ? "dense" : "", "aria-label": data.label },
    data.items.map((item, index) => entry(item, index))));
  if (held) root.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();

  // What is new is said: how much was found, and what was selected.
  const picked = data.items.filter((item) => item.picked).length;
  const said = data.said ? `${data.said}${picked ? `, ${picked} selected` : ""}` : "";
  if (said && live.textContent !== said) live.textContent = said;
  // For the keys of the whole page.
  root.go = step;

  function entry(item, index) {
    const title = make("button", { type: "button", class: "title", text: item.title,
      "aria-current": item.selected ? "true" : null, "data-focus": item.key,
      "aria-keyshortcuts": data.picking ? "j k x Enter" : "j k Enter", on: { click: () => open(item.key) } });
    return make("li", { class: item.selected ? "selected" : "", on: { keydown: (event) => move(event, item) } },
      data.picking && make("label", { class: "pick" }, make("input", { type: "checkbox",
        checked: item.picked, "data-focus": `pick ${item.document}`, "aria-label": `Select ${item.title}`,
        on: { change: () => pick(item) } })),
      data.numbered && make("span", { class: "rank", text: String(item.rank), "aria-hidden": "true" }),
      make("div", { class: "body" },
        make("p", { class: "head" }, title, badgesOf(item)),
        make("p", { class: "quiet source" },
          bound([item.authors, item.journal, item.where].filter(Boolean).join(" · "))),
        standingOf(item),
        item.text && make("p", { class: "text" }, marked(item.text, item.spans || [])),
        item.more?.length && make("p", { class: "more quiet" }, make("span", { text: "Also" }),
          item.more.map((one) => make("button", { type: "button", class: "place", text: one.label,
            "aria-pressed": String(Boolean(one.selected)), on: { click: () => open(one.key) } }))),
        data.similar && !item.record && make("p", { class: "acts" },
          make("button", { type: "button", class: "link", "data-focus": `similar ${item.document}`,
            "aria-label": `Articles similar to ${item.title}`, text: "Similar articles",
            on: { click: () => setTriggerValue("similar", { document: item.document, at: Date.now() }) } })),
        item.ranks && make("p", { class: "quiet ranks", text: item.ranks }),
        item.note && make("p", { class: "caution", text: item.note })));
  }

  function pick(item) {
    setTriggerValue("pick", { document: item.document, at: Date.now() });
  }

  function move(event, item) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "x" && data.picking) return event.preventDefault(), event.stopPropagation(), pick(item);
    const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    step(by);
  }

  // From the entry that has the focus to the next; into the list where none has it.
  function step(by) {
    const entries = [...root.querySelectorAll("li")];
    const at = entries.findIndex((entry) => entry.contains(root.getRootNode().activeElement));
    const next = entries[at < 0 ? 0 : at + by];
    if (!next) {
      // Up from the first entry leads back to the field.
      if (by < 0) document.querySelector(".st-key-search-box input, .st-key-library-filter input")?.focus();
      return;
    }
    next.querySelector(".title").focus();
    next.scrollIntoView({ block: "nearest" });
  }
}
