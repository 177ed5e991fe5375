"""Cuts BibTeX into entries and turns TeX's way of writing letters into the letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingest.readers.bibliography_fields import Fields

_MOST_ENTRY = 1_000_000
_BEGIN = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w.:+-]*)\s*=\s*")
_WORD = re.compile(r"[^\s,#{}()\"]+")
_NO_ENTRY = frozenset({"comment", "preamble"})
_NAMES = {
    "title": "title", "author": "author", "journal": "journal", "journaltitle": "journal",
    "booktitle": "journal", "year": "year", "date": "year", "volume": "volume", "pages": "pages",
    "doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "abstract": "abstract", "type": "label",
    "copyright": "licence", "url": "address",
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

# TeX's accents as combining characters (The TeXbook, chapter 9).
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "textmu": "µ", "mu": "μ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ",
    "kappa": "κ", "lambda": "λ", "sigma": "σ", "omega": "ω", "chi": "χ", "leq": "≤", "le": "≤",
    "geq": "≥", "ge": "≥", "pm": "±", "times": "×", "cdot": "·", "sim": "∼", "approx": "≈",
    "textdegree": "°", "degree": "°", "textendash": "–", "textemdash": "—", "ldots": "…",
    "textquoteright": "’", "textquoteleft": "‘", "textless": "<", "textgreater": ">", "textregistered": "®",
    "texttrademark": "™", "copyright": "©", "S": "§", "P": "¶", "dag": "†", "ddag": "‡",
}  # fmt: skip
_ACCENTED = re.compile(
    r"\\([`'^~=.\"]|[uvHcdbkr](?![A-Za-z]))\s*(?:\{\s*(\\?[A-Za-z])\s*\}|(\\?[A-Za-z]))"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\s*\{\}|\s+|(?![A-Za-z]))")


class BibtexSplitter:
    """Cuts BibTeX into entries, given piece by piece. ``@string`` abbreviations are put in."""

    def __init__(self) -> None:
        self._rest = ""
        self._strings: dict[str, str] = {name: name.capitalize() for name in _MONTHS}

    def take(self, text: str, *, last: bool) -> Iterator[Fields | str]:
        text = self._rest + text
        at = 0
        while True:
            begin = _BEGIN.search(text, at)
            if begin is None:
                # An "@" near the end may be the head of an entry that is not here yet.
                at = max(at, text.rfind("@")) if "@" in text[at:] else len(text)
                break
            end = _end(text, begin.end() - 1)
            if end is None and not last and len(text) - begin.start() <= _MOST_ENTRY:
                at = begin.start()
                break
            if end is None:
                key = text[begin.end() : begin.end() + 60].split(",")[0].strip()
                yield f"the end of an entry is missing: {key}"
                # What follows may be sound: go on at the next entry that begins a line.
                following = re.compile(r"\n\s*@").search(text, begin.end())
                at = following.start() if following else len(text)
                continue
            fields = self._entry(begin[1].lower(), text[begin.end() : end])
            if fields is not None:
                yield fields
            at = end + 1
        self._rest = "" if last else text[at:]

    def _entry(self, kind: str, body: str) -> Fields | None:
        if kind in _NO_ENTRY:
            return None
        if kind == "string":
            for name, value in self._pairs(body):
                self._strings[name.lower()] = value
            return None
        key, _, rest = body.partition(",")
        fields: dict[str, list[str]] = {"key": [key.strip()]} if key.strip() else {}
        for name, value in self._pairs(rest):
            ours = _NAMES.get(name.lower())
            if ours == "author":
                names = re.split(r"\s+and\s+(?![^{]*\})", value)
                fields["author"] = [one for one in map(from_tex, names) if one != "others"]
            elif ours is not None:
                fields.setdefault(ours, []).append(from_tex(value))
        fields["pages"] = [one.replace("--", "-") for one in fields.get("pages", ())]
        for address in fields.pop("address", ()):
            if "doi.org/10." in address:
                fields.setdefault("doi", []).append(address)
        return fields

    def _pairs(self, body: str) -> Iterator[tuple[str, str]]:
        at = 0
        while field := _FIELD.match(body, at):
            value, at = self._value(body, field.end())
            yield field[1], value
            at = max(at, field.end())

    def _value(self, body: str, at: int) -> tuple[str, int]:
        """A value's parts put together ("a" # b # {c}), and where it ends."""
        parts: list[str] = []
        while at < len(body):
            if body[at] == "{":
                end = _end(body, at)
                end = len(body) if end is None else end
                parts.append(body[at + 1 : end])
                at = end + 1
            elif body[at] == '"':
                end = _quoted(body, at)
                parts.append(body[at + 1 : end])
                at = end + 1
            else:
                word = _WORD.match(body, at)
                if word is None:
                    break
                parts.append(self._strings.get(word[0].lower(), word[0]))
                at = word.end()
            joined = re.compile(r"\s*#\s*").match(body, at)
            if joined is None:
                break
            at = joined.end()
        return "".join(parts), at


def from_tex(text: str) -> str:
    """TeX's text as plain text: accents put on their letters, commands as signs or left out."""
    for _ in range(3):
        text = _ACCENTED.sub(_accented, text)
    text = text.replace("\\i", "ı") if "\\i" in text and "\\it" not in text else text
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    text = re.sub(
        r"\\(?:textsuperscript|textsubscript|textit|textbf|emph|text|url)\s*(?=\{)", "", text
    )
    text = _COMMAND.sub(lambda match: _LETTERS.get(match[1], ""), text)
    text = (
        text.replace("~", "\u00a0").replace("---", "\u2014").replace("``", "“").replace("''", "”")
    )
    text = re.sub(r"(?<!\\)\$", "", text)
    text = unicodedata.normalize("NFC", re.sub(r"[{}\\]", "", text))
    return " ".join(part for part in re.split(r"[ \t\r\n]+", text) if part)


def _accented(match: re.Match[str]) -> str:
    letter = (match[2] or match[3]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])


def _end(text: str, opening: int) -> int | None:
    """Where the bracket at ``opening`` closes; ``None`` if it does not."""
    closing = "}" if text[opening] == "{" else ")"
    depth = 0
    for match in re.compile(r"\\.|[{}()]", re.DOTALL).finditer(text, opening):
        sign = match[0]
        if sign == "{" or (match.start() == opening):
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == ")" and closing == ")" and depth == 1:
            return match.start()
        if depth == 0 and sign == closing:
            return match.start()
    return None


def _quoted(text: str, opening: int) -> int:
    """Where the quotation at ``opening`` ends; a quotation mark in braces is none."""
    depth = 0
    for match in re.compile(r"\\.|[{}\"]", re.DOTALL).finditer(text, opening + 1):
        sign = match[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth <= 0:
            return match.start()
    return len(text)
