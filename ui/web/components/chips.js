// The filters in force, each with a button that takes it out.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const held = root.querySelector(":focus");
  const at = held ? [...root.querySelectorAll("button")].indexOf(held) : -1;
  const send = (name, value) => setTriggerValue("remove", { name, value, at: Date.now() });
  const none = data.left === 0;
  root.replaceChildren(make("div", { class: "row", role: "group", "aria-label": "Filters in force" },
    make("ul", {}, data.chips.map((one) => make("li", {},
      make("button", { type: "button", class: "chip", "aria-label": `Remove the filter ${one.label}`, title: one.label,
        on: { click: () => send(one.name, one.value) } },
        make("span", { class: "name", text: one.label }), make("span", { class: "sign", "aria-hidden": "true", text: "×" }))))),
    make("button", { type: "button", class: "link", text: "Clear all", "aria-label": "Clear all filters",
      on: { click: () => send("all", "") } }),
    make("p", { class: none ? "left none" : "left quiet", role: none ? "alert" : "status", text: none
      ? "No document is left. Remove a filter."
      : `${data.left.toLocaleString("en")} of ${data.total.toLocaleString("en")} documents` })));
  // The next one takes the place of the one that was taken out.
  if (at >= 0) {
    const buttons = root.querySelectorAll("button");
    buttons[Math.min(at, buttons.length - 1)]?.focus();
  }
}
