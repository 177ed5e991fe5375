// One question with its answer: sentences, chips, who wrote it, copy, export, asking again.
const LONGEST_WORD = 24;
const MOST_BESIDE = 4;
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (same(root, data)) return;
  const held = root.querySelector(":focus")?.dataset?.focus;
  root.replaceChildren();
  root.append(make("h2", { class: "question", text: data.question }));
  if (data.scope) root.append(make("p", { class: "scope quiet", text: `Asked of: ${data.scope}` }));
  if (data.lead) root.append(lead());
  if (data.state === "done") root.append(...(data.ended ? [] : data.abstained ? refusal() : answer()));
  else root.append(...underway());
  let restoring = true;
  if (held) root.querySelector(`[data-focus="${held}"]`)?.focus();
  restoring = false;
  if (data.newest) toTop(root, `${data.turn} ${data.state === "done"}`);

  // What must be said before the answer. Help comes loud, everything else quiet.
  function lead() {
    const urgent = ["emergency_first", "help_first"].includes(data.action);
    return make("p", { class: urgent ? "lead urgent" : "lead", role: urgent ? "alert" : "note" },
      data.lead.split(/`([^`]+)`/).map((part, index) => index % 2 ? make("code", { text: part }) : part));
  }

  function underway() {
    const writing = data.state === "writing" && data.text;
    return [
      data.notice && make("p", { class: "notice", text: data.notice }),
      data.state === "failed" && make("div", { class: "notice", role: "alert", text: data.error }),
      writing &&
        make("p", { class: "prose draft", text: data.text.replace(/\s*\[[\d,;\s]*\]?/g, "") }),
      data.state !== "failed" &&
        make("p", { class: "working quiet", role: "status" }, make("span", { class: "pulse" }),
          make("span", { text: data.status })),
    ].filter(Boolean);
  }

  function byWork() {
    const prose = make("div", { class: "prose" });
    for (const group of data.groups) {
      prose.append(make("h3", { class: "work", text: group.title }));
      for (const [heading, places] of [["Speaks of these findings", group.mention],
        ["Speaks of one as absent, rare or excluding", group.against]]) {
        if (!places.length) continue;
        prose.append(make("p", { class: "quiet", text: heading }));
        for (const index of places) {
          const target = make("p");
          target.append(...sentence(data.sentences[index], index));
          prose.append(target);
        }
      }
    }
    return prose;
  }

  function answer() {
    const prose = data.groups?.length ? byWork() : make("div", { class: "prose" });
    let list = null;
    for (const block of data.groups?.length ? [] : data.blocks) {
      const target = make(block.kind === "li" ? "li" : "p");
      if (block.kind === "li") {
        if (!list) prose.append((list = make("ul")));
        list.append(target);
      } else {
        list = null;
        prose.append(target);
      }
      for (const index of block.sentences) target.append(...sentence(data.sentences[index], index));
    }
    return [
      data.notice && make("p", { class: "notice", text: data.notice }),
      data.readAs && make("p", { class: "quiet", text: data.readAs }),
      prose,
      found(),
      conflicts(),
      legend(),
      standing(),
      foot(),
    ].filter(Boolean);
  }

  function sentence(item, index) {
    const text = make("span", { class: `sentence ${item.state}` });
    // What a quotation carries of its source's own reference marks is set back, not taken for ours.
    for (const part of bound(item.text).split(/(\[\d+(?:[\s,;–-]+\d+)*\])/)) {
      if (/^\[\d/.test(part))
        text.append(make("span", { class: "foreign", text: part, title: "Reference mark of the source" }));
      else if (part) text.append(part);
    }
    const out = [text];
    if (item.citations.length) {
      const chips = make("span", { class: "chips" }, item.citations.map((n) => chip(n, index)));
      const end = text.lastChild;
      const cut = end?.nodeType === Node.TEXT_NODE ? end.data.trimEnd().lastIndexOf(" ") + 1 : -1;
      // A chip never begins a line on its own: the last word goes with it.
      if (cut >= 0 && end.data.length - cut <= LONGEST_WORD && item.citations.length <= MOST_BESIDE) {
        const word = end.data.slice(cut).trimEnd();
        end.data = end.data.slice(0, cut);
        text.append(make("span", { class: "end" }, word, chips));
      } else out.push(chips);
    }
    if (item.state === "weak") {
      const numbers = item.numbers.length ? `: ${item.numbers.join(", ")} not on the page` : "";
      out.push(make("span", { class: "flag weak", text: `weak${numbers}` }));
    }
    if (item.state === "unsupported")
      out.push(make("span", { class: "flag", text: "not supported by what it cites" }));
    out.push(" ");
    return out;
  }

  function chip(n, index) {
    const about = data.citations[n];
    if (!about) return null;
    const button = make("button", {
      type: "button",
      class: about.marks?.length ? `chip marked ${about.marks[0].kind}` : "chip",
      "data-focus": `${index}-${n}`,
      "aria-pressed": String(data.selected === n),
      "aria-label": [`Source ${n}: ${about.title}, ${about.where}`,
        ...(about.marks || []).map((mark) => mark.label)].join(". "),
      text: String(n),
      on: {
        click: () => {
          hide();
          setTriggerValue("cite", { turn: data.turn, n, at: Date.now() });
        },
        mouseenter: () => data.selected !== n && show(button, about),
        mouseleave: hide,
        focus: () => !restoring && button.matches(":focus-visible") && show(button, about),
        blur: hide,
        keydown: (event) => event.key === "Escape" && hide(),
      },
    });
    return button;
  }

  function show(button, about) {
    hide();
    const id = `tip-${data.turn}`;
    const tip = make("div", { class: "tip", role: "tooltip", id, popover: "manual" },
      make("p", { class: "tip-quote", text: `“${bound(about.quote)}”` }),
      make("p", { class: "tip-title", text: about.title }),
      make("p", { class: "quiet", text: about.where }),
      about.grade && make("p", { class: "tip-grade" }, make("span", { class: "badge", text: about.grade })),
      standingOf(about));
    root.append(tip);
    button.setAttribute("aria-describedby", id);
    tip.showPopover?.();
    const box = button.getBoundingClientRect();
    const width = Math.min(400, innerWidth - 24);
    tip.style.width = `${width}px`;
    tip.style.left = `${Math.max(12, Math.min(box.left - 16, innerWidth - width - 12))}px`;
    const above = box.bottom + tip.offsetHeight + 16 > innerHeight && box.top > tip.offsetHeight + 16;
    tip.style.top = above ? `${box.top - tip.offsetHeight - 8}px` : `${box.bottom + 8}px`;
  }

  function hide() {
    root.querySelectorAll(".tip").forEach((tip) => tip.remove());
    root.querySelectorAll("[aria-describedby]").forEach((one) => one.removeAttribute("aria-describedby"));
  }

  function legend() {
    const states = new Set(data.sentences.map((item) => item.state));
    const said = [];
    if (states.has("weak")) said.push("Dotted: the source says it only in part.");
    if (states.has("unsupported")) said.push("Grey: no cited passage says it; left out of copy and export.");
    return said.length ? make("p", { class: "quiet legend", text: said.join(" ") }) : null;
  }

  function standing() {
    const cited = new Map();
    for (const [n, about] of Object.entries(data.citations))
      for (const mark of about.marks || []) {
        const known = cited.get(about.title + mark.text) || { marks: [mark], numbers: [] };
        known.numbers.push(n);
        cited.set(about.title + mark.text, known);
      }
    if (!cited.size) return null;
    return make("div", { class: "standings", role: "note" },
      [...cited.values()].map((one) => standingOf(one, one.numbers.map((n) => `[${n}]`).join(" "))));
  }

  // Sources that disagree: each with what it says, its year and its design.
  function conflicts() {
    if (!data.conflicts?.length) return null;
    const against = new Map();
    for (const [one, other] of data.conflicts) {
      const known = against.get(one.n) || { one, others: [] };
      known.others.push(other);
      against.set(one.n, known);
    }
    const says = (one, place) => make("p", {}, make("span", { text: bound(one.says) }), " ",
      make("span", { class: "beside" }, make("span", { class: "chips" }, chip(one.n, `conflict-${place}-${one.n}`)),
        make("span", { class: "quiet", text: ` ${one.about}` })));
    return make("section", { class: "conflicts", role: "note" },
      make("h3", { text: "Sources disagree" }),
      [...against.values()].map((pair, place) => make("div", { class: "pair" }, says(pair.one, place),
        make("p", { class: "quiet", text: "Against it" }), pair.others.map((other) => says(other, place)))));
  }

  // What the lists know of a question of terminology: what letters stand for, and codes to check.
  function found() {
    const { codes = [], expansions = [], note } = data.found || {};
    if (!codes.length && !expansions.length) return null;
    return make("section", { class: "found" },
      expansions.length > 0 && make("h3", { text: "Stands for" }),
      expansions.length > 0 && make("ul", {}, expansions.map((one) => make("li", {},
        make("strong", { text: one.short }), ` ${one.long} `,
        make("span", { class: "quiet", text: one.field })))),
      codes.length > 0 && make("h3", { text: "ICD-10-CM" }),
      codes.length > 0 && make("ul", {}, codes.map((one) => make("li", { class: "coded" },
        make("a", { class: "link code", href: one.href, target: "_blank", rel: "noopener", text: one.code,
          "aria-label": `${one.code} ${one.title}, in the code list, in a new tab` }),
        make("span", {}, `${one.title} `,
          make("span", { class: "quiet", text: [one.label, one.why].filter(Boolean).join(" · ") }))))),
      note && make("p", { class: "quiet", text: note }));
  }

  function foot() {
    const copy = make("button", { type: "button", class: "link", "data-focus": "copy", text: "Copy" });
    copy.addEventListener("click", () => copyText(data.markdown, copy, "Copy"));
    const save = make("button", { type: "button", class: "link", text: "Export", "data-focus": "save",
      "aria-label": "Export this answer as Markdown",
      on: { click: () => saveText(data.markdown, data.filename) } });
    return make("div", { class: "foot" },
      make("p", { class: "quiet" },
        make("strong", { class: data.model ? "who model" : "who", text: data.writer }),
        make("span", { text: " · " + data.quality.join(" · ") })),
      make("div", { class: "actions" }, copy, save, again()), replayed());
  }

  // Would today's library say the same?
  function again() {
    if (!data.replayable) return null;
    return make("button", { type: "button", class: "link", "data-focus": "again", text: "Ask again",
      "aria-label": "Ask again, of today's library", disabled: data.replay?.state === "asking",
      on: { click: () => setTriggerValue("again", { turn: data.turn, at: Date.now() }) } });
  }

  function replayed() {
    const now = data.replay;
    if (!now) return null;
    return make("section", { class: "replay", role: "status" },
      make("p", { class: "replay-head" }, dated(now.said)),
      now.differences.length > 0 && make("ul", {}, now.differences.map((one) => make("li", { text: one }))),
      now.today.length > 0 && make("details", {}, make("summary", { text: "What it says today" }),
        now.today.map((one) => make("p", { text: bound(one) })),
        make("button", { type: "button", class: "link", text: "Ask it anew, with sources",
          on: { click: () => setTriggerValue("anew", { turn: data.turn, at: Date.now() }) } })));
  }

  function widen() {
    if (!data.scope) return null;
    return make("button", { type: "button", class: "widen", "data-focus": "widen", text: "Ask the whole library",
      on: { click: () => setTriggerValue("widen", { turn: data.turn, at: Date.now() }) } });
  }

  function refusal() {
    const items = data.nearest.map((item) =>
      make("li", {}, make("button", { type: "button", class: "near", "data-focus": `near-${item.rank}`,
        on: { click: () => setTriggerValue("near", { turn: data.turn, rank: item.rank, at: Date.now() }) } },
        make("span", { class: "near-title", text: item.title }), badgesOf(item),
        make("span", { class: "quiet", text: item.where }),
        make("span", { class: "near-text", text: bound(item.text) }))));
    return [
      data.notice && make("p", { class: "notice", text: data.notice }),
      data.readAs && make("p", { class: "quiet", text: data.readAs }),
      found(),
      data.none ? nothingLeft() : make("section", { class: "refusal" },
        make("p", { class: "refusal-head", text: data.scope ? "No passage within these filters answers this."
          : data.found?.head || "No passage in the library answers this." }),
        make("p", { class: "quiet", text: `Searched: ${data.searched}.` }),
        widen(),
        items.length && make("h3", { text: "Nearest passages" }),
        items.length && make("ol", {}, items),
        make("h3", { text: "What would answer it" }),
        make("p", { class: "advice", text:
          `${data.advice?.kinds || "A guideline or a study"} on this question, added under Library. ` +
          "If one is there already, ask with the words that it uses, or look through Search." }),
        ...pubmed()),
      data.replayable && make("div", { class: "foot" }, make("div", { class: "actions" }, again()), replayed()),
    ].filter(Boolean);
  }

  // The filters left nothing to search in.
  function nothingLeft() {
    return make("section", { class: "refusal" },
      make("p", { class: "refusal-head", text: "No document passes these filters." }),
      make("p", { class: "advice", text: "Nothing was searched. Take a filter out above the question field, or ask everything." }),
      widen());
  }

  function pubmed() {
    if (!data.advice?.pubmed) return [];
    const copy = make("button", { type: "button", class: "link", "data-focus": "pubmed", text: "Copy" ,
      "aria-label": "Copy the PubMed search" });
    copy.addEventListener("click", () => copyText(data.advice.pubmed, copy, "Copy"));
    return [make("h3", { text: "To look for one in PubMed" }),
      make("div", { class: "pubmed" }, make("code", { text: data.advice.pubmed }), copy)];
  }
}
