// What the found documents are, counted: each value narrows the search when it is checked.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const held = root.querySelector(":focus")?.dataset?.focus;
  // As it was left, unless a source has been opened beside it, which takes its room.
  const before = root.dataset.beside === String(data.beside) ? root.querySelector("details")?.open : undefined;
  root.dataset.beside = String(data.beside);
  const chosen = data.groups.flatMap((group) => group.values).filter((value) => value.checked).length;
  const wide = matchMedia("(min-width: 1024px)").matches && !data.beside;
  const send = (name, value) => setTriggerValue("choose", { name, value, at: Date.now() });
  root.replaceChildren(make("details", { open: before ?? wide },
    make("summary", {}, make("span", { text: chosen ? `Narrow by (${chosen} chosen)` : "Narrow by" })),
    chosen && make("button", { type: "button", class: "link", "data-focus": "clear", text: "Clear all",
      on: { click: () => send("all", "") } }),
    data.groups.filter((group) => group.values.length).map((group) =>
      make("fieldset", {}, make("legend", { text: group.label }),
        group.values.map((value) => line(group, value))))));
  if (held) root.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();

  function line(group, value) {
    const box = make("input", { type: "checkbox", checked: value.checked,
      "data-focus": `${group.name} ${value.value}`,
      on: { change: () => send(group.name, value.value) } });
    return make("label", {}, box, make("span", { class: "name", text: value.label || value.value }),
      make("span", { class: "count", text: String(value.documents),
        "aria-label": `${value.documents} ${value.documents === 1 ? "document" : "documents"}` }));
  }
}
