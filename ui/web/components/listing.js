// A list of works or passages. Arrows move, Enter opens, "/" goes to the search field.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const open = (key) => setTriggerValue("open", { key, at: Date.now() });
  root.replaceChildren(make("ol", { class: data.dense ? "dense" : "", "aria-label": data.label },
    data.items.map((item, index) => entry(item, index))));

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
      "aria-current": item.selected ? "true" : null,
      on: { click: () => open(item.key), keydown: move } });
    return make("li", { class: item.selected ? "selected" : "" },
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
        item.ranks && make("p", { class: "quiet ranks", text: item.ranks }),
        item.note && make("p", { class: "caution", text: item.note })));
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!step) return;
    const titles = [...root.querySelectorAll(".title")];
    const next = titles[titles.indexOf(event.currentTarget) + step];
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
}
