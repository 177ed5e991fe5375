// Where a code stands: chapter, block, category, its neighbours; below, pinned and recent codes.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const open = (code) => setTriggerValue("open", { code, at: Date.now() });
  const active = root.getRootNode().activeElement?.dataset?.code;
  const rows = data.rows.map(row);
  const here = Math.max(0, data.rows.findIndex((one) => one.selected));
  if (rows.length) rows[here].tabIndex = 0;
  root.replaceChildren(
    make("nav", { "aria-label": "Place in the classification" },
      make("p", { class: "head" }, make("span", { text: data.label }),
        data.rows.length && data.rows.some((one) => one.selected) &&
          make("button", { type: "button", class: "link top", text: "All chapters", on: { click: () => open("") } })),
      make("ul", { role: "tree", "aria-label": "Codes", on: { keydown: move } }, rows)),
    ...[kept("Pinned", data.pinned), kept("Recent", data.recent)].filter(Boolean));
  if (active) (rows.find((one) => one.dataset.code === active) ?? rows[here])?.focus();
  const list = root.querySelector("ul");
  const mark = rows[here];
  if (mark && list.scrollHeight > list.clientHeight)
    list.scrollTop = Math.max(0, mark.offsetTop - list.offsetTop - list.clientHeight / 3);

  function row(one) {
    return make("li", { role: "treeitem", tabindex: "-1", "data-code": one.code,
      style: `--level:${one.level}`, title: one.description, "aria-level": String(one.level + 1),
      "aria-selected": String(one.selected), "aria-expanded": one.leaf ? null : String(one.expanded),
      on: { click: () => open(one.code) } },
      make("span", { class: "sign", "aria-hidden": "true", text: one.leaf ? "" : one.expanded ? "▾" : "▸" }),
      make("span", { class: "code", text: one.code }),
      make("span", { class: "words", text: one.description }));
  }

  function move(event) {
    const at = rows.indexOf(root.getRootNode().activeElement);
    if (at < 0) return;
    const one = data.rows[at];
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) focus(rows[to]);
    else if (event.key === "Enter" || event.key === " ") open(one.code);
    else if (event.key === "ArrowRight") one.expanded ? focus(rows[at + 1]) : one.leaf || open(one.code);
    else if (event.key === "ArrowLeft") {
      for (let up = at - 1; up >= 0; up--)
        if (data.rows[up].level < one.level) { focus(rows[up]); break; }
    } else return;
    event.preventDefault();
  }

  function focus(row) {
    if (!row) return;
    rows.forEach((one) => (one.tabIndex = -1));
    row.tabIndex = 0;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function kept(title, codes) {
    if (!codes.length) return null;
    return make("section", { class: "kept", "aria-label": title }, make("h2", { text: title }),
      make("ul", {}, codes.map((one) => make("li", {}, make("button", { type: "button", title: one.description,
        on: { click: () => open(one.code) } },
        make("span", { class: "code", text: one.code }), make("span", { class: "words", text: one.description }))))));
  }
}
