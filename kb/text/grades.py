"""The grade of a recommendation, where the source prints one with the very sentence that is quoted.

It is taken as printed ("Class I, Level of Evidence: A", "strong recommendation, low-quality evidence",
"1B") from the sentence itself, from what stands directly behind it, or from the columns of its row; the forms
are in :mod:`kb.text.grade_rules`. Where a sentence has two, or speaks about grades, or the letter could belong
to something else, there is none: no grade is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.text import grade_rules as rules

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]")
# Reference marks between a sentence and its grade: "[14, 15]", raised figures, "110-113".
_LIST = r"\d{1,3}(?:\s?[,\u2012\u2013-]\s?\d{1,3})*"
_BEHIND = re.compile(
    rf"[.;]?(?:\s*\[{_LIST}\]\.?|[\u2070\u00b9\u00b2\u00b3\u2074-\u2079,\u207b]+|\s*{_LIST}(?=\s[^\d.]))*\s*"
)
# A grade without brackets is a sentence, or a line, of its own.
_CLOSES = re.compile(r"\s*(?:\.(?=\s|$)|\n|$)")
_LINE_END = re.compile(r"[^\S\n]*\.?[^\S\n]*(?:\n|$)")
_OPENS = re.compile(r"(?:This is an? )?")
# What follows a grade within a sentence and goes on to another matter.
_GOES_ON = re.compile(r";|\b(?:but|while|whereas|although|however)\b", re.IGNORECASE)
_LAST_COLUMNS = re.compile(r"(?<=[.\d\])])\s(?P<tag>(?:I|II[ab]|III) [ABC])$")
_THIRD = re.compile(r"(?:class|cor)\W*(?:of recommendation\W*)?(?:III|3)\b|(?:III|3)\b(?!,)", re.I)
_TAG_WORD = re.compile(r"class|grade|level", re.IGNORECASE)
_WORDS_BEFORE = 40
# Characters that may stand in a bracket beside a full form: "Recommendation 3; ...", "...; see Table 2".
_BESIDE = 90


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as printed, on one line, and where: half-open offsets within the passage."""

    text: str
    start: int
    end: int


def grade_of(passage: str, start: int, end: int, *, guideline: bool) -> Grade | None:
    """The grade that a passage prints for its sentence ``passage[start:end]``, if it prints one.

    Args:
        guideline: whether this is a guideline's text, or a section of recommendations; only there short
            forms ("1B", "Grade A", "I A") are taken for grades.
    """
    quote = _flat(passage)[start:end]
    if not quote.strip() or rules.ABOUT_GRADES.search(quote):
        return None
    found = list(_within(passage, start, end, guideline))
    if not found:
        behind = _behind(passage, start, end, guideline)
        before = _columns_before(passage, start, end) if guideline else None
        found = [one for one in (behind, before) if one is not None]
    if len({one.text.casefold() for one in found}) != 1:
        return None
    if any(_is_one_of_several(_flat(passage), start, end, one) for one in found):
        return None
    # The third class advises against: in a sentence that advises for, something else is classed.
    if _THIRD.match(found[0].text) and not rules.AGAINST.search(quote):
        return None
    return found[0]


def _within(passage: str, start: int, end: int, guideline: bool) -> Iterator[Grade]:
    """The grades that stand in a sentence."""
    quote = _flat(passage)[start:end]
    rows = list(re.finditer(rules.CELLS, passage[start:end], re.MULTILINE)) if guideline else []
    for row in rows:
        yield _at(passage, start + row.start("tag"), start + row.end("tag"))
    if rows:
        return
    recommends = bool(rules.RECOMMENDS.search(quote))
    plain = quote
    for bracket in _BRACKETS.finditer(passage, start, end):
        first, last = bracket.start() - start, bracket.end() - start
        plain = f"{plain[:first]}{'_' * (last - first)}{plain[last:]}"
        if recommends and (found := _bracketed(passage, bracket, quote, guideline)):
            yield found
    for first, last in _spans(rules.IN_WORDS, plain):
        closing = recommends and not plain[last:].strip(" .")
        if closing or rules.GIVES.search(plain[:first]):
            yield _at(passage, start + first, start + last)
    if guideline and recommends and (columns := _LAST_COLUMNS.search(plain)):
        yield _at(passage, start + columns.start("tag"), start + columns.end("tag"))


def _bracketed(passage: str, bracket: re.Match[str], quote: str, guideline: bool) -> Grade | None:
    """The grade in a bracket: all that is in it, or a full form beside a few other words."""
    inner, first = bracket[1], bracket.start(1)
    for one, last in _spans(rules.FULL, inner):
        apart = inner[:one].rstrip()[-1:] in ("", ";", ",", ".", ":") and inner[last:].lstrip()[
            :1
        ] in ("", ";", ",", ".", ":", "(")
        if apart and len(inner) - (last - one) <= _BESIDE:
            return _at(passage, first + one, first + last)
    whole = inner.strip()
    if not guideline or not _is_one_of(rules.SHORT, whole):
        return None
    before = passage[max(0, bracket.start() - _WORDS_BEFORE) : bracket.start()]
    if _TAG_WORD.match(whole) and (
        rules.GRADED_THINGS.search(before) or rules.SCALES.search(quote)
    ):
        return None
    return _at(passage, *bracket.span(1))


def _behind(passage: str, start: int, end: int, guideline: bool) -> Grade | None:
    """The grade directly behind a sentence, before anything else is said."""
    quote = _flat(passage)[start:end]
    if not rules.RECOMMENDS.search(quote):
        return None
    letter = _letter_behind(passage, start, end) if guideline else None
    if told := _labelled(passage, end) or letter:
        return told
    skipped = _BEHIND.match(passage, end)
    at = skipped.end() if skipped else end
    new_line = "\n" in passage[end:at]
    if bracket := _BRACKETS.match(passage, at):
        if new_line and not _LINE_END.match(passage, bracket.end()):
            return None
        return _bracketed(passage, bracket, quote, guideline)
    if new_line and _opens_with_grade(passage):
        # Grades on lines of their own may be headings of what follows them.
        return None
    opened = _OPENS.match(passage, at)
    at = opened.end() if opened else at
    last = _longest(rules.FULL, passage, at, _CLOSES)
    if last is None and guideline:
        last = _longest(rules.ALONE, passage, at, _LINE_END)
    return None if last is None else _at(passage, at, last)


def _labelled(passage: str, end: int) -> Grade | None:
    """What a line directly behind a sentence says its grade is: "Source: KDIGO 2021 [4]. Grade: 2B"."""
    skipped = _BEHIND.match(passage, end)
    match = re.compile(rules.LABELLED).match(passage, skipped.end() if skipped else end)
    if match is None or not any(_pattern(form).match(match["tag"]) for form in rules.NAMED):
        return None
    tag = re.split(r"[.;](?=\s|$)", match["tag"], maxsplit=1)[0].rstrip()
    return _at(passage, match.start("tag"), match.start("tag") + len(tag))


def _columns_before(passage: str, start: int, end: int) -> Grade | None:
    """Class and level in the columns before a recommendation, as ACC/AHA tables have them."""
    quote = _flat(passage)[start:end]
    within = re.match(rules.COLUMNS, quote)
    match = within or re.search(rf"(?<!\S){rules.COLUMNS}$", passage[:start])
    if match is None or not rules.RECOMMENDS.search(quote):
        return None
    if not rules.OWN_LETTERS.search(match["tag"]) and not rules.HEADS.search(passage[:start]):
        return None
    offset = start if within else 0
    return _at(passage, offset + match.start("tag"), offset + match.end("tag"))


def _letter_behind(passage: str, start: int, end: int) -> Grade | None:
    """The letter that ends a numbered recommendation of the ADA."""
    quote = _flat(passage)[start:end].rstrip()
    numbered = rules.ADA_NUMBERED.match(quote) or rules.ADA_NUMBER.search(passage[:start])
    match = rules.ADA_LETTER.match(passage, end)
    if not numbered or not match or quote[-1:] not in (".", "]", ")"):
        return None
    return _at(passage, *match.span("tag"))


def _is_one_of_several(passage: str, start: int, end: int, grade: Grade) -> bool:
    """Whether a sentence recommends something else, too, that the grade may not be meant for."""
    rest = passage[grade.end : end]
    if grade.start > start and (_GOES_ON.search(rest) or rules.RECOMMENDS.search(rest)):
        return True
    before = passage[start : max(start, min(end, grade.start))].split(";")
    # An order opens its part of the sentence, there without a capital.
    parts = (f"{one[:1].upper()}{one[1:]}" for one in (part.strip() for part in before))
    return sum(bool(rules.RECOMMENDS.search(one)) for one in parts) > 1


def _opens_with_grade(passage: str) -> bool:
    first = passage.strip().split("\n", 1)[0].rstrip(" .:")
    return _is_one_of((*rules.FULL, *rules.ALONE, rf"Class {rules.CLASSES}"), first)


def _at(passage: str, start: int, end: int) -> Grade:
    return Grade(" ".join(passage[start:end].split()), start, end)


def _spans(forms: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where the forms stand in a text, the longest of those that overlap, in order."""
    flat = _flat(text)
    every = {match.span() for form in forms for match in _pattern(form).finditer(flat)}
    kept: list[tuple[int, int]] = []
    for first, last in sorted(every, key=lambda one: one[0] - one[1]):
        if all(last <= other[0] or first >= other[1] for other in kept):
            kept.append((first, last))
    return sorted(kept)


def _longest(forms: Sequence[str], text: str, at: int, closes: re.Pattern[str]) -> int | None:
    """Where the longest form ends that stands at a place and is closed there."""
    matches = (_pattern(form).match(_flat(text), at) for form in forms)
    ends = [one.end() for one in matches if one and closes.match(text, one.end())]
    return max(ends, default=None)


def _is_one_of(forms: Sequence[str], text: str) -> bool:
    return any(_pattern(form).fullmatch(_flat(text)) for form in forms)


@lru_cache(maxsize=128)
def _pattern(form: str) -> re.Pattern[str]:
    # A form begins where a word does.
    return re.compile(rf"(?<![\w+-])(?:{form})")


@lru_cache(maxsize=64)
def _flat(text: str) -> str:
    """The text with every white space as a blank, so that line breaks are no matter; offsets stay."""
    return re.sub(r"\s", " ", text)
