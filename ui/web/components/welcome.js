// First use: what to ask, what this is, how to add documents.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const said = (text) => make("p", { class: "said", text });
  root.replaceChildren(make("div", { class: "welcome" },
    make("h1", { text: data.heading }),
    data.lines.map(said),
    data.questions.length &&
      make("section", {}, make("h2", { text: "Questions to start with" }),
        make("ul", {}, data.questions.map((question) => make("li", {},
          make("button", { type: "button", class: "ask", on: { click: () =>
            setTriggerValue("ask", { question, at: Date.now() }) } },
            make("span", { text: question }), make("span", { class: "go", "aria-hidden": "true", text: "→" })))))),
    make("section", {}, make("h2", { text: "Add documents" }),
      make("p", { class: "how", text: data.adding }),
      data.command && make("code", { text: data.command }),
      make("button", { type: "button", class: "link", text: "Open the Library",
        on: { click: () => setTriggerValue("library", { at: Date.now() }) } }))));
  toTop(root, "welcome", document.querySelector("[data-testid=stMainBlockContainer]") ?? root);
}
