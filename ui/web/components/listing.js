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
      "aria-current": item.key === data.selected ? "true" : null,
      on: { click: () => open(item.key), keydown: move } });
    return make("li", { class: item.key === data.selected ? "selected" : "" },
      data.numbered && make("span", { class: "rank", text: String(item.rank), "aria-hidden": "true" }),
      make("div", { class: "body" },
        make("p", { class: "head" }, title, badgesOf(item)),
        make("p", { class: "quiet source" },
          [item.authors, item.journal, item.where].filter(Boolean).join(" · ")),
        item.text && make("p", { class: "text" }, marked(item.text, spans(item.text, item.terms || []))),
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

  function spans(text, terms) {
    if (!terms.length) return [];
    const safe = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${safe.join("|")})[\\p{L}\\p{N}]{0,3}(?![\\p{L}\\p{N}])`, "giu");
    return [...text.matchAll(pattern)].map((hit) => [hit.index, hit.index + hit[0].length]);
  }
}
