// The source of one citation: the work, the page with its lines marked, the passage around it.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  root.replaceChildren();
  if (!data.title) {
    root.append(make("div", { class: "empty" },
      make("p", { class: "empty-head", text: "Evidence" }),
      make("p", { class: "quiet", text: data.hint })));
    return;
  }
  const send = (event, value) => setTriggerValue(event, { ...value, at: Date.now() });
  root.classList.toggle("whole", Boolean(data.whole));
  root.append(...[bar(), head(), picture() || words(), around(), actions()].filter(Boolean));
  const frame = root.querySelector(".frame");
  if (frame) place(frame);
  const note = root.querySelector(".note");
  const quoted = note?.querySelector("mark");
  if (quoted) note.scrollTop = quoted.offsetTop - note.offsetTop - note.clientHeight / 3;
  const sheet = innerWidth < 1024 && data.opened;
  const shown = `${data.n} ${data.title}`;
  if (sheet && root.dataset.reached !== shown) root.querySelector(".close")?.focus();
  root.dataset.reached = sheet ? shown : "";
  root.onkeydown = (event) => {
    if (event.key === "Escape" && (data.closable || innerWidth < 1024)) send("close", {});
  };

  function bar() {
    if (data.whole) return "";
    const step = (to, label, sign) =>
      make("button", { type: "button", class: "icon", "aria-label": label, title: label, text: sign,
        disabled: to === null, on: { click: () => send("go", { n: to }) } });
    return make("div", { class: "bar" },
      make("p", { class: "count" },
        data.n && make("span", { class: "number", text: String(data.n) }),
        make("span", { class: "quiet", text: data.count })),
      make("div", {},
        data.n && step(data.previous, "Previous source", "‹"),
        data.n && step(data.next, "Next source", "›"),
        make("button", { type: "button", class: data.closable ? "icon close always" : "icon close", "aria-label": "Close the evidence", title: "Close",
          text: "×", on: { click: () => send("close", {}) } })));
  }

  function head() {
    return make("header", {},
      make("h2", { text: data.title }),
      make("p", { class: "cite quiet", text: data.vancouver }),
      make("p", { class: "place" }, badgesOf(data), make("span", { class: "quiet", text: bound(data.where) })),
      standingOf(data), copies());
  }

  function copies() {
    if (!data.copies?.length) return null;
    return make("p", { class: "quiet copies" }, make("span", { text: data.copiesLabel }),
      data.copies.map((one) => make("a", { class: "link", href: one.href, target: "_blank", rel: "noopener",
        text: one.label })));
  }

  function picture() {
    if (!data.image) return null;
    const turn = (page, label, sign) =>
      make("button", { type: "button", class: "icon", "aria-label": label, title: label, text: sign,
        disabled: page === null, on: { click: () => send("page", { page }) } });
    const image = make("img", { src: data.image, alt: data.alt, width: data.width, height: data.height });
    const frame = make("div", { class: "frame", tabindex: "0", role: "group", "aria-label": data.alt }, image);
    const zoom = make("button", { type: "button", class: "link", "aria-pressed": "false", text: "Enlarge" });
    zoom.addEventListener("click", () => {
      const large = frame.classList.toggle("large");
      zoom.textContent = large ? "Fit" : "Enlarge";
      zoom.setAttribute("aria-pressed", String(large));
      place(frame);
    });
    return make("figure", {},
      frame,
      make("figcaption", { class: "quiet" },
        make("span", { class: "pager" }, turn(data.pageBefore, "Page before", "‹"),
          make("span", { text: data.pageOf }), turn(data.pageAfter, "Page after", "›"),
          data.backToQuote && make("button", { type: "button", class: "link", text: "To the quoted lines",
            on: { click: () => send("page", { page: data.backToQuote }) } })),
        zoom));
  }

  function place(frame) {
    const image = frame.querySelector("img");
    const go = () => {
      if (!data.marked) return;
      const middle = ((data.marked[0] + data.marked[1]) / 2) * image.clientHeight;
      frame.scrollTop = Math.max(0, middle - frame.clientHeight / 2);
    };
    if (image.complete) requestAnimationFrame(go);
    image.addEventListener("load", go, { once: true });
  }

  function words() {
    if (!data.note.length) return make("p", { class: "quiet missing", text: data.missing });
    return make("div", { class: "note", tabindex: "0", role: "group", "aria-label": "Text of the note" },
      data.note.map((part) => [
        part.section && make("h3", { text: part.section }),
        part.table ? table(part.table) : make("p", {}, marked(part.text, part.spans)),
      ]));
  }

  function around() {
    if (!data.around.length) return null;
    return make("section", { class: "around" },
      make("h3", { text: data.aroundLabel }),
      data.around.map((part) => part.table ? table(part.table) :
        make("p", { class: part.own ? "own" : "beside" }, marked(bound(part.text), part.spans))));
  }

  function table(given) {
    const head = (cell) => make("th", { scope: cell.columns > 1 ? "colgroup" : "col",
      colspan: cell.columns > 1 ? String(cell.columns) : null, rowspan: cell.rows > 1 ? String(cell.rows) : null,
      text: cell.text });
    const row = ({ cells, level, section, cited }) => {
      const style = level ? `padding-left: ${10 + 14 * level}px` : null;
      if (section) {
        return make("tr", { class: cited ? "section cited" : "section" },
          make("th", { scope: "colgroup", colspan: String(given.width), style, text: cells[0] }));
      }
      return make("tr", { class: cited ? "cited" : null },
        cells.map((text, i) => i ? make("td", { class: text.length < 18 ? "short" : null, text: bound(text) }) :
          make("th", { scope: "row", style },
            cited ? [make("mark", { text: bound(text) }), make("span", { class: "hidden", text: " (cited row)" })]
              : bound(text))));
    };
    const caption = given.caption || "Table";
    const body = make("table", { "aria-label": caption },
      given.heads.length && make("thead", {}, given.heads.map((cells) => make("tr", {}, cells.map(head)))),
      make("tbody", {}, given.rows.map(row)));
    const holder = make("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption }, body);
    requestAnimationFrame(() => settle(holder));
    return make("div", { class: "tabled" }, given.caption && make("p", { class: "caption", text: bound(given.caption) }), holder, given.notes && make("p", { class: "quiet notes", text: bound(given.notes) }));
  }

  // Header rows stay in sight one under the other; the cited row is brought into view inside the table.
  function settle(holder) {
    let above = 0;
    for (const line of holder.querySelectorAll("thead tr")) {
      for (const cell of line.children) cell.style.top = `${above}px`;
      above += line.offsetHeight;
    }
    const cited = holder.querySelector(".cited");
    if (cited) holder.scrollTop = Math.max(0, cited.offsetTop - above - holder.clientHeight / 3);
  }

  function actions() {
    const copy = make("button", { type: "button", class: "link", text: "Copy citation" });
    copy.addEventListener("click", () => copyText(data.copy, copy, "Copy citation"));
    return make("div", { class: "actions" }, copy,
      data.href && make("a", { class: "link", href: data.href, target: "_blank", rel: "noopener",
        text: "Open document" }));
  }
}
