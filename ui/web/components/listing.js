// A list of works or passages. Arrows move, Enter opens, "x" selects, "/" goes to the search field.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const held = root.querySelector(":focus")?.dataset?.focus;
  const open = (key) => setTriggerValue("open", { key, at: Date.now() });
  root.replaceChildren(make("ol", { class: data.dense ? "dense" : "", "aria-label": data.label },
    data.items.map((item, index) => entry(item, index))));
  if (held) root.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();

  // One listener for the page, replaced when the list is drawn again.
  window.__kbSlash && document.removeEventListener("keydown", window.__kbSlash);
  window.__kbSlash = (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
    const field = document.querySelector(".st-key-search-box input, .st-key-library-filter input");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  };
  document.addEventListener("keydown", window.__kbSlash);

  function entry(item, index) {
    const title = make("button", { type: "button", class: "title", text: item.title,
      "aria-current": item.selected ? "true" : null, "data-focus": item.key,
      on: { click: () => open(item.key), keydown: (event) => move(event, item) } });
    return make("li", { class: item.selected ? "selected" : "" },
      data.picking && make("label", { class: "pick" }, make("input", { type: "checkbox",
        checked: item.picked, "data-focus": `pick ${item.document}`, "aria-label": `Select ${item.title}`,
        on: { change: () => pick(item) } })),
      data.numbered && make("span", { class: "rank", text: String(item.rank), "aria-hidden": "true" }),
      make("div", { class: "body" },
        make("p", { class: "head" }, title, badgesOf(item)),
        make("p", { class: "quiet source" },
          [item.authors, item.journal, item.where].filter(Boolean).join(" · ")),
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
    if (event.key === "x" && data.picking && !event.ctrlKey && !event.metaKey && !event.altKey)
      return event.preventDefault(), pick(item);
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!step) return;
    const titles = [...root.querySelectorAll(".title")];
    const next = titles[titles.indexOf(event.currentTarget) + step];
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
}
