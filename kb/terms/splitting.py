"""Several findings in one sentence, taken apart where they are findings of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.terms.context import read_wording

_SURE = re.compile(r"[;\n•]|\.(?=\s|$)|(?<!\d),(?!\d)|,(?=\s)|(?:^|(?<=\s))\d{1,2}[.)]\s|\s\+\s")
_MAYBE = re.compile(r"\s(?:and|&|plus|as well as|along with|or|with)\s", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:and|or|but|with|also|now|the|patient (?:has|with)|pt (?:has|with)|has)\s+", re.IGNORECASE
)
_JOINT = 0.8
# Words that say how a condition is, not what it is: they stay with what stands before them.
_DETAIL = re.compile(
    r"^(?:(?:un|poorly |well )?controlled|stable|severe|mild|moderate|acute|chronic|bilateral|right|left"
    r"|stage \w+|grade \w+|type \w+|unspecified|subsequent encounter|initial encounter|sequela|nos|nec"
    r"|(?:first|second|third) trimester|recurrent|single episode|in remission|(?:right|left|both) \w+"
    r"|with(?:out)? \w+.*|due to .*|secondary to .*|not .*|on \w+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A finding: ``shown`` as written at ``text[start:end]``, ``words`` with what was said before it."""

    words: str
    shown: str
    start: int
    end: int


def split_findings(text: str, joint: Callable[[str], float]) -> list[Part]:
    """The findings of a text. ``joint`` says how well words are one condition, 0 to about 1.

    "History of", "family history of" and "no" reach over "and" and "or" to the next finding.
    """
    parts: list[Part] = []
    for start, end in _clauses(text):
        cue = ""
        for first, last in _conjuncts(text, start, end, joint):
            shown = text[first:last]
            wording = read_wording(shown)
            if wording.context == "present" and cue:
                words = f"{cue} {shown}"
            else:
                words = shown
                cue = wording.cue if wording.context != "suspected" else ""
            parts.append(Part(words, shown, first, last))
    return parts


def _clauses(text: str) -> list[tuple[int, int]]:
    """Spans between signs that always part findings; details stay with what they belong to."""
    spans: list[tuple[int, int]] = []
    at = 0
    for mark in [*_SURE.finditer(text), None]:
        stop = mark.start() if mark else len(text)
        start, end = _trimmed(text, at, stop)
        if start < end:
            by_comma = bool(spans) and text[spans[-1][1] : start].strip() == ","
            if by_comma and _DETAIL.match(text[start:end]):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        at = mark.end() if mark else stop
    return spans


def _conjuncts(
    text: str, start: int, end: int, joint: Callable[[str], float]
) -> list[tuple[int, int]]:
    """A clause parted at its conjunctions where its parts fit better than the whole."""
    for mark in _MAYBE.finditer(text, start, end):
        left, right = _trimmed(text, start, mark.start()), _trimmed(text, mark.end(), end)
        if left[0] >= left[1] or right[0] >= right[1]:
            continue
        whole = joint(_plain(text[start:end]))
        apart = min(joint(_plain(text[slice(*left)])), joint(_plain(text[slice(*right)])))
        linking = "with" in mark[0].lower()
        if _DETAIL.match(text[slice(*right)]) or (whole >= _JOINT and whole >= apart - 0.12):
            continue
        if apart < (0.75 if linking else 0.45) and whole > apart:
            continue
        return [*_conjuncts(text, *left, joint), *_conjuncts(text, *right, joint)]
    return [_trimmed(text, start, end)]


def _plain(words: str) -> str:
    return read_wording(words).words


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without blanks and words that only lead in."""
    while True:
        while start < end and text[start] in " \t-:*,.":
            start += 1
        leading = _LEADING.match(text[start:end])
        if leading is None:
            break
        start += leading.end()
    while end > start and text[end - 1] in " \t-:,.":
        end -= 1
    return start, end
