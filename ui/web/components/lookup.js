// The one box of Terminology: codes as you type, Enter to find by words, "/" to come back to it.
const KEPT = 200; // answers that going back a letter shows again at once
const PATIENCE = 2000; // ms

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  const send = (event, value) => setTriggerValue(event, { ...value, at: Date.now() });
  if (!root.box) build();
  root.send = send;
  root.took(data);

  function build() {
    const input = make("input", { type: "search", id: "code-box", role: "combobox", autocomplete: "off",
      spellcheck: "false", maxlength: "2000", "aria-label": "Words or a code", "aria-expanded": "false",
      "aria-controls": "code-list", "aria-autocomplete": "list", placeholder: data.placeholder });
    const list = make("ul", { id: "code-list", role: "listbox", "aria-label": "Codes", class: "list" });
    const said = make("p", { class: "hidden", role: "status" });
    const find = make("button", { type: "submit", class: "find", text: "Find" });
    const form = make("form", { class: "form", on: { submit: (event) => { event.preventDefault(); enter(); } } },
      input, find);
    root.box = { input, list, shown: [], at: -1, key: "", set: null, kept: new Map(), asking: false, wanted: "" };
    root.replaceChildren(make("div", { class: "lookup" }, form, list, said));

    input.addEventListener("input", () => type(input.value));
    input.addEventListener("focus", () => input.value.trim() && root.box.shown.length && open());
    input.addEventListener("keydown", key);
    root.addEventListener("focusout", (event) => root.contains(event.relatedTarget) || close());
    list.addEventListener("mousedown", (event) => event.preventDefault());

    // One listener for the page, replaced when the page is drawn again.
    window.__kbSlash && document.removeEventListener("keydown", window.__kbSlash);
    window.__kbSlash = (event) => {
      let target = event.composedPath()[0];
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!root.isConnected) return;
      event.preventDefault();
      input.focus();
      input.select();
    };
    document.addEventListener("keydown", window.__kbSlash);

    // What the server says: the text as the page holds it, and the key of type-ahead.
    root.took = (now) => {
      const box = root.box;
      box.key = now.key;
      if (now.set === box.set) return;
      box.set = now.set;
      // Now and then the code book is another one; what was kept for long is asked for again.
      box.kept.clear();
      input.value = now.text;
      box.shown = [];
      settle();
    };

    function type(text) {
      const box = root.box;
      const asked = text.trim();
      box.wanted = asked;
      select(-1);
      if (!asked) {
        box.shown = [];
        return close();
      }
      const kept = box.kept.get(asked);
      if (kept) show(kept, asked);
      else if (!box.asking) ask();
    }

    // One question at a time: what is typed while it is under way is asked next, and what was typed in
    // between never. No pause before the first.
    async function ask() {
      const box = root.box;
      box.asking = true;
      while (box.wanted && !box.kept.has(box.wanted)) {
        const asked = box.wanted;
        const found = await reply(asked);
        if (found) keep(asked, found);
        if (asked !== box.wanted) continue;
        if (!found) {
          box.shown = []; // rather than those of what was typed before
          close();
          break;
        }
        // Who has begun to choose from the list keeps it.
        if (box.at < 0) show(found, asked);
      }
      box.asking = false;
    }

    async function reply(asked) {
      try {
        const answer = await fetch("/type-ahead", { method: "POST", body: asked, headers: { "X-Page-Key": root.box.key },
          signal: AbortSignal.timeout(PATIENCE) });
        return answer.ok ? await answer.json() : null;
      } catch {
        return null; // the server is gone or busy; the next key asks again
      }
    }

    function keep(asked, found) {
      const { kept } = root.box;
      kept.set(asked, found);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    }

    function show(suggestions, asked) {
      const box = root.box;
      box.shown = suggestions;
      box.at = -1;
      list.replaceChildren(...suggestions.map((one, index) =>
        make("li", { role: "option", id: `code-${index}`, class: one.billable ? "" : "category",
          "aria-selected": "false",
          on: { click: () => pick(index), mousemove: () => index !== box.at && select(index) } },
          make("span", { class: "code", text: one.code }),
          make("span", { class: "words" }, marked(one.description, spans(one.description, asked))),
          one.billable ? null : make("span", { class: "badge record", text: one.label }))));
      said.textContent = suggestions.length ? `${suggestions.length} codes` : "No code begins like this";
      if (suggestions.length && inside()) open();
      else close();
    }

    function inside() {
      return root.getRootNode().activeElement === input;
    }

    function spans(text, asked) {
      const found = [];
      const low = text.toLowerCase();
      for (const word of asked.toLowerCase().split(/\s+/)) {
        if (word.length < 2) continue;
        const start = low.search(new RegExp(`(?<![a-z0-9])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
        if (start >= 0) found.push([start, start + word.length]);
      }
      found.sort((a, b) => a[0] - b[0]);
      return found.filter((span, index) => !index || span[0] >= found[index - 1][1]);
    }

    function open() {
      list.classList.add("open");
      input.setAttribute("aria-expanded", "true");
    }

    function close() {
      list.classList.remove("open");
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      root.box.at = -1;
    }

    function select(index) {
      const box = root.box;
      box.at = index;
      [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", `code-${index}`);
      list.children[index].scrollIntoView({ block: "nearest" });
    }

    function key(event) {
      const box = root.box;
      const shown = list.classList.contains("open");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!box.shown.length) return;
        event.preventDefault();
        if (!shown) open();
        const count = box.shown.length;
        const step = event.key === "ArrowDown" ? 1 : -1;
        select(box.at < 0 && step < 0 ? count - 1 : (box.at + step + count + 1) % (count + 1) === count
          ? -1 : (box.at + step + count + 1) % (count + 1));
      } else if (event.key === "Escape" && shown) {
        event.preventDefault();
        close();
      }
    }

    // A reply that is still under way must not open the list again.
    function settle() {
      root.box.wanted = "";
      close();
    }

    function enter() {
      const box = root.box;
      if (box.at >= 0) return pick(box.at);
      const text = input.value.trim();
      settle();
      if (text) root.send("find", { text });
    }

    function pick(index) {
      const { code } = root.box.shown[index];
      settle();
      root.send("open", { code });
    }
  }
}
