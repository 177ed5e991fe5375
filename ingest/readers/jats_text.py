"""The running text of JATS elements: paragraphs, titles, cells, and formulas in one line."""

from __future__ import annotations

import re

from ingest.readers.flow import Flow
from ingest.readers.inline import MARK, clean, is_mark, lowered, raised, tidy
from ingest.readers.xml import Element, child, children, local

# What stands inside a paragraph in the file but is a block of its own.
BLOCKS = frozenset(
    [
        "p",
        "list",
        "def-list",
        "disp-formula",
        "disp-formula-group",
        "disp-quote",
        "boxed-text",
        "table-wrap",
        "table-wrap-group",
        "fig",
        "fig-group",
        "supplementary-material",
        "media",
        "verse-group",
        "speech",
        "statement",
        "preformat",
        "code",
        "table",
        "chem-struct-wrap",
        "question",
        "answer",
        "array",
    ]
)
_UNSEEN = frozenset(
    [
        "graphic",
        "inline-graphic",
        "media",
        "inline-media",
        "tex-math",
        "fn",
        "index-term",
        "target",
        "table-wrap",
        "fig",
        "supplementary-material",
        "object-id",
        "private-char",
        "processing-meta",
        "inline-supplementary-material",
        "related-article",
        "related-object",
        "alt-text",
        "long-desc",
        "def",
    ]
)
_APART = frozenset(
    [
        "break",
        "p",
        "list-item",
        "title",
        "subtitle",
        "label",
        "td",
        "th",
        "entry",
        "def",
        "term",
        "name",
        "string-name",
        "sec",
    ]
)
# The marks of notes and of authors' addresses; those to tables, figures and sections are words.
_NOTE_MARKS = frozenset({"fn", "table-fn", "aff", "corresp", "author-notes", "contrib"})
_TEX_SIGNS = {
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠",
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "approx": "≈", "sim": "∼",
    "infty": "∞", "sum": "∑", "prod": "∏", "int": "∫", "rightarrow": "→", "to": "→",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "Sigma": "Σ", "tau": "τ", "phi": "φ", "chi": "χ", "omega": "ω", "Omega": "Ω", "eta": "η",
    "circ": "°", "ldots": "…", "dots": "…", "quad": " ", "log": "log", "ln": "ln", "exp": "exp",
}  # fmt: skip
_TEX_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_TEX_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_TEX_STYLE = re.compile(r"\\(?:mathrm|mathit|mathbf|text|textrm|textit|mathsf|operatorname)\s*")
_TEX_POWER = re.compile(r"\^\{([^{}]*)\}|\^(\w)")
_TEX_INDEX = re.compile(r"_\{([^{}]*)\}|_(\w)")


def flow(element: Element | None, *, notes: bool = False) -> str:
    """An element's text in one line. ``notes`` keeps the marks of notes, which cells of tables need."""
    return "" if element is None else tidy(_Flow(notes=notes).all(element))


def stretches(paragraph: Element) -> list[str | Element]:
    """A paragraph cut at the blocks inside it: its texts and these blocks, in order."""
    return _Flow.stretches(paragraph)


class _Flow(Flow):
    def one(self, element: Element) -> None:
        """Write an element, or what stands for it."""
        name = local(element)
        if self.cut is not None and name in BLOCKS:
            self.end("".join(self.out))
            self.cut.append(element)
            return
        if not name or name in _UNSEEN:
            return
        if name == "xref":
            self._link(element)
        elif name in ("sup", "sub"):
            text = tidy_marks(_Flow(notes=self.notes).all(element))
            change = raised if name == "sup" else lowered
            self.out.append(change(text, "".join(self.out[-4:])))
        elif name in ("alternatives", "inline-formula", "disp-formula", "math"):
            self.out.append(f" {formula(element)} ")
        elif name in _APART:
            self.out.append(" ")
            self.inside(element)
            self.out.append(" ")
        else:
            self.inside(element)

    def _link(self, element: Element) -> None:
        kind = element.get("ref-type") or ""
        text = _Flow(notes=self.notes).all(element)
        if (kind == "bibr" and is_mark(tidy(text).strip("[]()"))) or (
            kind in _NOTE_MARKS and not self.notes
        ):
            self.out.append(MARK)
        elif kind in _NOTE_MARKS:
            mark = tidy(text)
            # The mark may be raised inside the link already.
            self.out.append(raised(mark, "".join(self.out[-4:])) if mark.isascii() else mark)
        else:
            self.out.append(text)


def tidy_marks(text: str) -> str:
    """White space evened out; the marks stay."""
    return " ".join(text.split())


def formula(element: Element) -> str:
    """A formula in one line: from MathML, else from TeX, else from what is written plainly."""
    math = next((one for one in element.iter() if local(one) == "math"), None)
    if math is not None:
        return " ".join(_math(math).split())
    tex = next((one for one in element.iter() if local(one) == "tex-math"), None)
    if tex is not None:
        return _from_tex("".join(tex.itertext()))
    return tidy(_Flow().all(element))


def _math(element: Element) -> str:
    """A MathML element in one line."""
    name = local(element)
    inner = (one for one in children(element) if not local(one).startswith("annotation"))
    parts = [_math(one) for one in inner]
    if name in ("mi", "mn", "mtext", "ms"):
        text = clean(element.text or "").strip() + "".join(parts)
    elif name == "mo":
        text = _operator(clean(element.text or "").strip())
    elif name == "mfrac" and len(parts) == 2:
        text = f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    elif name in ("msup", "msub", "msubsup") and len(parts) >= 2:
        text = _scripted(name, *(part.replace(" ", "") for part in parts))
    elif name == "msqrt":
        text = f"√({''.join(parts)})"
    else:
        text = (" " if name in ("mspace", "mtr", "mtd") else "").join(["", *parts])
    return text


def _operator(sign: str) -> str:
    # The invisible operators (function application, times, separator, plus) have no sign.
    if sign in "\u2061\u2062\u2063\u2064":
        return ""
    return f" {sign} " if sign in "=<>≤≥±×+-\u2212≈" else sign


def _scripted(name: str, base: str, first: str, *second: str) -> str:
    if name == "msup":
        return base + raised(first, base)
    return base + lowered(first, base) + "".join(raised(one, base) for one in second)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[\w.]*", text) else f"({text})"


def _from_tex(text: str) -> str:
    """A TeX formula readably: the commands that formulas of medical articles use, the others' names."""
    body = re.search(r"\\begin\{document\}(.*?)\\end\{document\}", text, re.DOTALL)
    text = (body[1] if body else text).replace("$", " ")
    text = re.sub(
        r"\\(?:begin|end)\{\w+\*?\}|\\(?:left|right|displaystyle|limits|[,;:! ])", " ", text
    )
    text = _TEX_STYLE.sub("", text)
    for _ in range(4):
        text = _TEX_ROOT.sub(r"√(\1)", _TEX_FRACTION.sub(r"(\1)/(\2)", text))
    text = re.sub(r"\\([A-Za-z]+)", lambda match: _TEX_SIGNS.get(match[1], match[1]), text)
    text = _TEX_POWER.sub(lambda match: raised(match[1] or match[2], "1"), text)
    text = _TEX_INDEX.sub(lambda match: lowered(match[1] or match[2], "x"), text)
    return " ".join(re.sub(r"[{}\\&~]", " ", text).split())


def labelled(element: Element, text: str) -> str:
    """A text behind its element's label: "Table 2. Outcomes"."""
    label = flow(child(element, "label"))
    if not label:
        return text
    if not text:
        return label
    return f"{label} {text}" if label[-1] in ".:)" else f"{label}. {text}"
