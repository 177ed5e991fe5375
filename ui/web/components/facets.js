// What can be searched in: groups of values with their counts, a range of years, single documents.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const held = root.querySelector(":focus")?.dataset?.focus;
  const typed = root.querySelector(".find")?.value ?? "";
  // As it was left, also where it is drawn anew; a source that is opened beside it takes its room.
  const left = (window.__kbFacets ??= {});
  const place = `${data.page} ${data.folded}`;
  const send = (name, value) => setTriggerValue("choose", { name, value, at: Date.now() });
  const clear = data.chosen ? make("button", { type: "button", class: "link", "data-focus": "clear", text: "Clear all",
    on: { click: () => send("all", "") } }) : null;
  const shown = data.groups.map(group);
  // The range of years stands with the years, and alone where every work is of its own decade.
  if (data.range && !data.groups.some((one) => one.name === "spans"))
    shown.splice(data.groups.findIndex((one) => one.name === "collections") + 1, 0, group({ name: "spans", label: "Year", values: [] }));
  const parts = [documents(), ...shown, withdrawn()].filter(Boolean);
  const body = make("div", { class: "groups" }, parts);
  if (data.folded === null) {
    root.replaceChildren(body, make("div", { class: "end" }, clear));
    above(document.querySelector(".st-key-ask-narrow"));
  } else {
    const open = left[place] ?? (matchMedia("(min-width: 1024px)").matches && !data.folded);
    root.replaceChildren(make("details", { open, on: { toggle: (event) => (left[place] = event.target.open) } },
      make("summary", {}, make("span", { text: data.chosen ? `Filters (${data.chosen} in force)` : "Filters" })),
      clear, body, data.note && make("p", { class: "quiet note", text: data.note })));
  }
  if (held) root.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();

  // The menu ends above the row that it belongs to, however high that row grows.
  function above(row) {
    if (!row || root.watching) return;
    const say = () => document.documentElement.style.setProperty("--kb-menu-end",
      `${Math.round(innerHeight - row.getBoundingClientRect().top + 8)}px`);
    root.watching = new ResizeObserver(say);
    root.watching.observe(row);
    say();
  }

  function group(one) {
    return make("fieldset", { class: one.name }, make("legend", { text: one.label }),
      one.values.map((value) => line(one.name, value)), one.name === "spans" && range());
  }

  function line(name, value) {
    const box = make("input", { type: "checkbox", checked: value.checked, "data-focus": `${name} ${value.value}`,
      on: { change: () => send(name, value.value) } });
    return make("label", {}, box, make("span", { class: "name", text: value.label || value.value }),
      value.documents !== null && make("span", { class: "count", text: value.documents.toLocaleString("en"),
        "aria-label": `${value.documents} ${value.documents === 1 ? "document" : "documents"}` }));
  }

  function range() {
    if (!data.range) return null;
    const field = (name, label, value) => make("input", { class: "year", type: "text", inputmode: "numeric",
      maxlength: "4", pattern: "\\d{4}", "aria-label": label, "data-focus": `range ${name}`, value: value ?? "",
      placeholder: String(data.range[name === "from" ? 0 : 1]), on: { change: take } });
    const from = field("from", "From the year", data.from);
    const to = field("to", "To the year", data.to);
    function take() {
      const all = [from, to];
      const wrong = all.filter((one) => one.value.trim() && !/^\d{4}$/.test(one.value.trim()));
      for (const one of all) one.setAttribute("aria-invalid", String(wrong.includes(one)));
      if (!wrong.length) send("range", [from.value.trim(), to.value.trim()]);
    }
    return make("div", { class: "range" }, from, make("span", { class: "quiet", text: "to" }), to);
  }

  function documents() {
    const known = new Map(data.titles || []);
    if (data.titles && known.size < 2) return null;
    const list = make("div", {});
    const find = make("input", { class: "find", type: "search", placeholder: "Words of a title", value: typed,
      "aria-label": "Find a document by its title", "data-focus": "find", on: { input: fill } });
    function fill() {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = words.length
        ? [...known].filter(([id, title]) => !data.documents.includes(id) &&
            words.every((word) => title.toLowerCase().includes(word)))
        : [];
      const lines = [...data.documents.map((id) => [id, known.get(id) ?? "A document of this library", true]),
        ...found.slice(0, 6).map(([id, title]) => [id, title, false])];
      list.replaceChildren(...lines.map(([id, title, checked]) =>
        line("documents", { value: id, label: title, documents: null, checked })));
      if (found.length > 6) list.append(make("p", { class: "quiet", text: `${found.length - 6} more; add a word.` }));
      if (words.length && !found.length) list.append(make("p", { class: "quiet", role: "status", text: "No other title has these words." }));
    }
    fill();
    return make("fieldset", { class: "documents" }, make("legend", { text: "Only these documents" }),
      data.titles && find, list,
      !data.titles && !data.documents.length && make("p", { class: "quiet",
        text: "Select works on the Search page, or open a document, and ask only these." }));
  }

  function withdrawn() {
    if (data.retracted === null) return null;
    return make("fieldset", {}, make("legend", { text: "Retracted works" }),
      make("label", {}, make("input", { type: "checkbox", checked: !data.retracted, "data-focus": "retracted",
        on: { change: () => send("retracted", "") } }), make("span", { class: "name", text: "Leave them out" })));
  }
}
