// Shared by every component: build elements without ever parsing HTML.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else if (name === "text") element.textContent = value;
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, value);
  }
  for (const child of children.flat(3)) if (child) element.append(child);
  return element;
};

const same = (root, data) => {
  const print = JSON.stringify(data);
  if (root.dataset.shown === print) return true;
  root.dataset.shown = print;
  return false;
};

// A number and its unit stay on one line, and so does a page.
const UNITS =
  "mmHg|mg|g|kg|mcg|µg|ng|mL|dL|L|mmol|mol|µmol|mEq|IU|U|%|h|hours?|days?|weeks?|months?|years?|min|bpm|cm|mm|points?";
const bound = (text) =>
  text
    .replace(new RegExp(`(\\d) (?=(?:${UNITS})(?![A-Za-z]))`, "g"), "$1\u00a0")
    .replace(/([<>≤≥=±]) (?=\d)/g, "$1\u00a0")
    .replace(/\bp\. (?=\d)/g, "p.\u00a0");

const copyText = async (text, button, label) => {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { style: "position:fixed;opacity:0" });
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  button.textContent = done ? "Copied" : "Copying is not allowed here";
  setTimeout(() => (button.textContent = label), 1800);
};

const saveText = (text, filename, type = "text/markdown") => {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: address, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};

// Text with the given spans ([start, end)) wrapped in <mark>.
const marked = (text, spans) => {
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start > at) parts.push(document.createTextNode(text.slice(at, start)));
    parts.push(make("mark", { text: text.slice(start, end) }));
    at = end;
  }
  parts.push(document.createTextNode(text.slice(at)));
  return parts;
};

const badgesOf = (entry) => [
  (entry.marks || []).map((mark) =>
    make(mark.href ? "a" : "span", { class: `badge mark ${mark.kind}`, href: mark.href || null,
      target: mark.href ? "_blank" : null, rel: mark.href ? "noopener" : null, text: mark.label }),
  ),
  (entry.badges || []).map((name) =>
    make("span", { class: name === "Record" ? "badge record" : "badge", text: name }),
  ),
];

// A date stays on one line.
const dated = (text) => text.split(/(\d{4}-\d\d-\d\d)/).map((part, index) =>
  index % 2 ? make("span", { class: "date", text: part }) : part);

// What became of a work after it was published, in full.
const standingOf = (entry, lead = "") =>
  (entry.marks || []).map((mark) =>
    make("p", { class: `standing ${mark.kind}` }, lead && make("strong", { text: lead }),
      dated(mark.text)));

// Bring what is new to the top of the screen, so that reading starts at its first line. The page itself keeps
// pulling to its end for a moment while it grows, hence more than one try; any act of the reader ends them.
const toTop = (root, mark, start = root) => {
  if (root.dataset.placed === mark) return;
  root.dataset.placed = mark;
  let tries = 0;
  for (const act of ["wheel", "touchstart", "keydown", "mousedown"])
    addEventListener(act, () => (tries = 99), { once: true, passive: true });
  const timer = setInterval(() => {
    if (++tries > 12 || !root.isConnected) return clearInterval(timer);
    if (Math.abs(start.getBoundingClientRect().top - 80) > 4) start.scrollIntoView({ block: "start" });
  }, 120);
};
