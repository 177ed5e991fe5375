"""Mends the text of PDFs: characters, and words that were broken at line ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

_RAISED = str.maketrans("0123456789+-\u2212\u2013", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_EXPONENT = re.compile(r"[-+\u2212\u2013]?\d+\Z")
# "2", "2+", "12,13" and "4-7" over the line: units, charges and marks of references.
_MARKS = re.compile(r"[-+\u2212\u2013]?\d{1,3}[-+\u2212\u2013]?(?:\s?[,\u2013-]\s?\d{1,3})*,?\Z")
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff]")
# TeX fonts print an accent and its letter as two characters.
_ACCENTS = dict(zip("´¨`ˆ˜ˇ˚¸", "\u0301\u0308\u0300\u0302\u0303\u030c\u030a\u0327", strict=True))
_ACCENTED = re.compile(r"(?<!\d)([´¨`ˆ˜ˇ˚¸])\s?([A-Za-zı])")
_UNSEEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_HYPHENS = "-\u2010\u2011"
_LINE_ENDS = (*_HYPHENS, "\u00ad")
_BROKEN = re.compile(rf"(?P<head>[^\W\d_]+)[{_HYPHENS}]\Z")
_TAIL = re.compile(r"[^\W\d_]+")
_WORD = re.compile(rf"[^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)*")
# First parts that keep their hyphen when nothing else in the document says otherwise.
_KEEPING = re.compile(
    r"age|all|cross|double|evidence|follow|half|health|high|ill|intention|life|long|low|meta|non|off|on"
    r"|one|open|out|patient|placebo|post|pre|quality|self|short|single|so|three|two|well|year|week|month"
    r"|day|dose|risk|cost|case|drug|hospital|community|population|gender|sex|time"
)
_GOES_ON = frozenset({"and", "or", "to"})
# Parts shorter than this are words by chance ("in-crease").
_OWN_WORD = 4


def clean(text: str) -> str:
    """Make characters what they mean: ligatures and accents composed, math letters plain, NFC."""
    if text.isascii():
        return text.replace("\x00", "").replace("\x7f", "")
    text = text.translate(_LIGATURES).replace("\u00a0", " ").replace("\u2009", " ")
    text = _MATHEMATICAL.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    text = _ACCENTED.sub(_compose, text)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def raised(text: str, before: str) -> str:
    """A raised number as superscript characters: 10⁹ must not become 109, nor survival¹² survival12.

    At the head of a line (``before`` is empty) a number is a note's or an address's own and stays.
    """
    number = _EXPONENT if before[-1:].isdigit() else _MARKS
    if before.strip() and number.match(text.strip()):
        return text.translate(_RAISED)
    return text


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand unbroken in lines, in lower case: what tells how to mend the others."""
    words: set[str] = set()
    for text in texts:
        found = _WORD.findall(text.lower())
        # The last word of a line may itself be broken.
        words.update(found[:-1] if text.endswith(_LINE_ENDS) else found)
    return frozenset(words)


def seam(before: str, after: str, known: Collection[str]) -> tuple[str, str]:
    """How two lines of a paragraph join: the first as it must be kept, and what goes between.

    A hyphen between letters goes where the joined word is known, or where nothing speaks for the hyphen;
    one after a digit or before a capital stays ("40-" and "45" is a range). Dashes of ranges take no space.
    """
    if before.endswith("\u00ad"):
        # Some files set every hyphen as a soft one, in ranges too.
        before = before.rstrip("\u00ad") + "-"
    if before[-1:] in "\u2013\u2212/" and before[-2:-1].isdigit() and after[:1].isdigit():
        return before, ""
    if before[-1:] not in _HYPHENS or len(before) < 2 or before[-2].isspace():
        return before, " "
    tail = _TAIL.match(after)
    head = _BROKEN.search(before)
    if tail is None or head is None:
        return before, "" if after[:1].isalnum() else " "
    if tail.group().lower() in _GOES_ON:
        return before, " "
    return (before if _keeps_hyphen(before, head["head"], tail.group(), known) else before[:-1]), ""


def _keeps_hyphen(before: str, first: str, second: str, known: Collection[str]) -> bool:
    if not second[0].islower():
        return True
    low, rest = first.lower(), second.lower()
    if low + rest in known:
        return False
    if f"{low}-{rest}" in known:
        return True
    own_words = low in known and rest in known and min(len(low), len(rest)) >= _OWN_WORD
    # "double-blind, placebo-" or "IL-6-": a compound already.
    compound = before[: -len(first) - 1].endswith(tuple(_HYPHENS))
    return own_words or compound or first.isupper() or _KEEPING.fullmatch(low) is not None


def _compose(match: re.Match[str]) -> str:
    letter = "i" if match[2] == "ı" else match[2]
    composed = unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])
    return composed if len(composed) == 1 else match.group()
