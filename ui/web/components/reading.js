// How a page was read: its image with the blocks framed and numbered, beside the text that they became.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  const held = root.getRootNode().activeElement;
  if (same(root, data)) return;
  // Turning pages by keyboard goes on after the page has changed.
  const keep = held && root.contains(held) ? held.dataset.keep || "frame" : "";
  const go = (page) => page !== null && setTriggerValue("page", { page, at: Date.now() });
  root.replaceChildren(...[bar(), doubts(), warnings(), legend(), note(), both(), facts()].filter(Boolean));
  root.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowLeft: data.pageBefore, ArrowRight: data.pageAfter }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  if (keep) {
    const again = root.querySelector(`[data-keep="${keep}"]:not(:disabled)`) || root.querySelector('[data-keep="frame"]');
    again?.focus({ preventScroll: true });
  }

  function bar() {
    const turn = (page, label, sign, keep) =>
      make("button", { type: "button", class: "icon", "aria-label": label, title: label, text: sign,
        "data-keep": keep, disabled: page === null, on: { click: () => go(page) } });
    return make("div", { class: "bar" },
      data.pages > 1 && make("span", { class: "pager" }, turn(data.pageBefore, "Page before", "‹", "before"),
        make("span", { text: `Page ${data.page} of ${data.pages}`, "aria-live": "polite" }),
        turn(data.pageAfter, "Page after", "›", "after")),
      data.confidence && make("span", { class: data.doubtful ? "sure doubtful" : "sure quiet",
        text: `${data.doubtful ? "Doubtful: confidence" : "Confidence"} ${data.confidence}` }));
  }

  function doubts() {
    if (!data.doubts.length) return data.doubtsNote ? make("p", { class: "quiet", text: data.doubtsNote }) : null;
    return make("div", { class: "doubts", role: "group", "aria-label": "Doubtful pages" },
      make("span", { class: "head", text: "Doubtful pages" }),
      data.doubts.map((one) => make("button", { type: "button", class: "doubt", "data-keep": `doubt-${one.page}`,
        "aria-current": one.here ? "page" : null, on: { click: () => go(one.page) } },
        make("span", { text: `Page ${one.page}` }), make("span", { class: "value", text: one.confidence }))),
      make("span", { class: "quiet", text: data.doubtsNote }));
  }

  function warnings() {
    if (!data.warnings.length) return null;
    return make("ul", { class: "warnings" }, data.warnings.map((text) => make("li", { text })));
  }

  function legend() {
    if (!data.legend.length) return null;
    return make("div", { class: "legend" },
      make("ul", { "aria-label": "Kinds of blocks on this page" }, data.legend.map((one) =>
        make("li", {}, make("span", { class: `swatch ${one.kind}` }),
          make("span", { text: `${one.label} ${one.count}` })))),
      data.legendNote && make("p", { class: "quiet", text: data.legendNote }));
  }

  function note() {
    return data.note ? make("p", { class: "note", text: data.note }) : null;
  }

  function both() {
    return make("div", { class: data.image ? "both" : "both alone" }, picture(), words());
  }

  function picture() {
    if (!data.image) return null;
    const sheet = make("div", { class: "sheet" },
      make("img", { src: data.image, alt: data.alt, width: data.width, height: data.height }),
      data.blocks.map((block) => block.boxes.map(([left, top, width, height], i) =>
        make("div", { class: `box ${block.kind}`, "data-n": String(block.n),
          style: `left:${left}%;top:${top}%;width:${width}%;height:${height}%`, title: `${block.n} ${block.label}`,
          on: { click: () => reach(block.n), mouseenter: () => light(block.n), mouseleave: () => light(null) } },
          i === 0 && make("span", { class: "tag", text: String(block.n) })))));
    return make("div", { class: "frame", tabindex: "0", role: "group", "data-keep": "frame",
      "aria-label": "The page. Left and right arrows turn pages." }, sheet);
  }

  function words() {
    if (!data.blocks.length) return make("p", { class: "quiet", text: "Nothing was read on this page." });
    return make("ol", { class: "words", "aria-label": "Blocks in the order in which they were read" },
      data.blocks.map((block) => make("li", { class: `block ${block.kind}`, tabindex: data.image ? "0" : null,
        "data-n": String(block.n), on: { mouseenter: () => light(block.n), mouseleave: () => light(null),
          focus: () => show(block.n), blur: () => light(null, "at") } },
        make("p", { class: "meta" }, make("span", { class: `tag ${block.kind}`, text: String(block.n) }),
          make("span", { class: "kind", text: block.label }),
          make("span", { class: "quiet", text: [block.section, block.more].filter(Boolean).join(" · ") })),
        make("p", { class: "text", text: bound(block.text) }))));
  }

  function facts() {
    return data.facts ? make("p", { class: "quiet facts", text: data.facts }) : null;
  }

  // What the pointer is on and what has the focus are marked apart: one never clears the other.
  function light(n, mark = "on") {
    for (const one of root.querySelectorAll("[data-n]")) one.classList.toggle(mark, one.dataset.n === String(n));
  }

  // A block of the list in focus: its frame comes into view within the page.
  function show(n) {
    light(n, "at");
    const frame = root.querySelector(".frame"), box = root.querySelector(`.box[data-n="${n}"]`);
    if (!frame || !box) return;
    const middle = box.offsetTop + box.offsetHeight / 2;
    if (middle < frame.scrollTop || middle > frame.scrollTop + frame.clientHeight)
      frame.scrollTop = Math.max(0, middle - frame.clientHeight / 2);
  }

  function reach(n) {
    const item = root.querySelector(`.block[data-n="${n}"]`);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }
}
