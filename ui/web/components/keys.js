// The keys of a page that lists works, and a card that shows them. Nothing happens while one is typing.
export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const card = make("dialog", { "aria-labelledby": "keys-title" },
    make("div", { class: "bar" }, make("h2", { id: "keys-title", text: "Keys" }),
      make("button", { type: "button", class: "icon", "aria-label": "Close", title: "Close", text: "×", on: { click: () => card.close() } })),
    make("dl", {}, data.keys.map(([keys, does]) => make("div", {},
      make("dt", {}, keys.map((key) => make("kbd", { text: key }))), make("dd", { text: does })))));
  card.addEventListener("click", (event) => event.target === card && card.close());
  root.replaceChildren(make("button", { type: "button", class: "link opener", "aria-haspopup": "dialog", "aria-keyshortcuts": "?",
    on: { click: () => card.showModal() } }, make("span", { text: "Keys" }), make("kbd", { text: "?", "aria-hidden": "true" })), card);

  // One listener for the page, replaced when this is drawn again, gone with it.
  window.__kbKeys && document.removeEventListener("keydown", window.__kbKeys);
  window.__kbKeys = (event) => {
    if (!root.isConnected) return document.removeEventListener("keydown", window.__kbKeys);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    const field = document.querySelector(data.field);
    if (event.key === "ArrowDown" && target === field) return act(event, () => list()?.go(1));
    const typing = target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|button|range)$/.test(target.type));
    if (typing || card.open || document.querySelector('[role="dialog"]')) return;
    const does = {
      "/": () => { field?.focus(); field?.select(); },
      "?": () => card.showModal(),
      j: () => list()?.go(1),
      k: () => list()?.go(-1),
      e: () => press(".st-key-export-menu button"),
      a: () => press(".st-key-ask-these button"),
      Escape: () => shut(),
    }[event.key];
    if (does) act(event, does);
  };
  document.addEventListener("keydown", window.__kbKeys);

  function act(event, does) {
    if (event.key !== "Escape") event.preventDefault();
    does();
  }

  // Other components keep to a shadow tree of their own.
  function within(selector) {
    for (const host of document.querySelectorAll("[data-testid^=stBidiComponent] *, [data-testid^=stBidiComponent]")) {
      const found = host.shadowRoot?.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  function list() {
    return within("ol .title")?.closest(".root");
  }

  function press(selector) {
    const button = document.querySelector(selector);
    button?.focus();
    button?.click();
  }

  function shut() {
    const open = list()?.querySelector(".title[aria-current=true]");
    within(".bar .close")?.click();
    open?.focus();
  }
}
