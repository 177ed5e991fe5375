"""In which other words a question could have been asked.

A library answers in its authors' words: "myocardial infarction", "HFrEF", "haemoglobin". People ask
in theirs: "heart attack", "systolic heart failure", "hemoglobin". :func:`expand` finds the words of a
question that the lists know, the longest first, and gives the other ways to say each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kb.lexicon.concepts import Entry, entries, gap_between
from kb.lexicon.spelling import american, british, respelled
from kb.lexicon.tokens import WORD, base, singular

# Words before a Roman numeral: "NYHA class IV" is not intravenous.
_NUMBERED = frozenset(
    ("class", "stage", "grade", "type", "phase", "group", "category", "factor", "level", "iii")
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other ways to say one part of a question: ``matched == question[start:end]``.

    Where ``ambiguous`` is set, each phrase is right for one meaning only: the several expansions of
    an abbreviation, or an abbreviation that stands for other things too or is an ordinary word.

    ``named`` is set where the lists know the part as a clinical subject: a disease, a drug, a test, a
    sign. It is not set for general words (treatment, patient, twice daily), nor for words that are
    known by their spelling alone.
    """

    matched: str
    phrases: tuple[str, ...]
    start: int
    end: int
    ambiguous: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """What can be said otherwise in a question, in the order of its words; often nothing.

    A part of the question that has both sure and ambiguous alternatives stands here twice.
    """

    question: str
    alternatives: tuple[Alternative, ...]

    @property
    def phrases(self) -> tuple[str, ...]:
        """All sure phrases, each once: what may be searched for beside the question."""
        sure = (found for found in self.alternatives if not found.ambiguous)
        return tuple(dict.fromkeys(phrase for found in sure for phrase in found.phrases))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the question: the keys it may have in the lists, and where it stands."""

    keys: frozenset[str]
    lookups: frozenset[str]
    word: str
    start: int
    end: int


def expand(question: str) -> Expansion:
    """The other ways to say what a question says, from the word lists.

    Longer matches win over shorter ones that they overlap. Words spelled otherwise across the
    Atlantic are alternatives of their own where no longer match holds them.
    """
    tokens = [_token(found) for found in WORD.finditer(question)]
    shouted = len(tokens) > 2 and question == question.upper()
    spans: dict[tuple[int, int], list[Entry]] = {}
    for first, last, entry in _matches(tokens, question, shouted):
        spans.setdefault((first, last), []).append(entry)
    taken: set[int] = set()
    alternatives: list[Alternative] = []
    # Words first, then characters, then the order of the question.
    by_length = sorted(
        spans, key=lambda s: (s[0] - s[1], tokens[s[0]].start - tokens[s[1]].end, s[0])
    )
    for first, last in by_length:
        places = range(first, last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            start, end = tokens[first].start, tokens[last].end
            alternatives += _alternatives(question, start, end, spans[first, last])
    for place, token in enumerate(tokens):
        across = respelled(token.word)
        if place not in taken and across:
            written = question[token.start : token.end]
            alternatives.append(Alternative(written, (across,), token.start, token.end))
    alternatives.sort(key=lambda found: (found.start, found.ambiguous))
    return Expansion(question, tuple(alternatives))


def _token(found: re.Match[str]) -> _Token:
    word = unicodedata.normalize("NFKC", found[0]).lower()
    plain = {word, base(word), singular(base(word))}
    keys = frozenset(plain | {american(form) for form in plain})
    lookups = frozenset(keys | {british(form) for form in plain})
    return _Token(keys, lookups, word, found.start(), found.end())


def _matches(
    tokens: list[_Token], question: str, shouted: bool
) -> Iterator[tuple[int, int, Entry]]:
    """Every listed phrase in the question, as its first and last word and its entry."""
    gaps = [gap_between(question[left.end : right.start]) for left, right in pairwise(tokens)]
    for first, token in enumerate(tokens):
        candidates = {entry for key in token.lookups for entry in entries(key)}
        for entry in candidates:
            last = first + len(entry.keys) - 1
            if last >= len(tokens) or list(entry.gaps) != gaps[first:last]:
                continue
            held = zip(entry.keys, tokens[first : last + 1], strict=True)
            if not all(key in token.keys for key, token in held):
                continue
            if entry.short:
                written = question[token.start : tokens[last].end]
                before = tokens[first - 1].word if first else ""
                if not _stands_for(entry, written, before, shouted):
                    continue
            yield first, last, entry


def _stands_for(entry: Entry, written: str, before: str, shouted: bool) -> bool:
    """Whether what is written can be that abbreviation, after the word ``before``."""
    if written.upper() == "IV" and before in _NUMBERED:
        return False
    as_listed = entry.text in (written, written.removesuffix("s"))
    if entry.exact:
        # In a question of capitals only, AS is more likely "as" than aortic stenosis.
        return as_listed and not shouted
    # "nsaids" is NSAID, but "does" is not DOE and "mis" is not MI.
    plural = written.lower() == f"{entry.text.lower()}s"
    return as_listed or not plural or len(entry.text) > 3


def _alternatives(question: str, start: int, end: int, found: list[Entry]) -> list[Alternative]:
    """What the entries that match ``question[start:end]`` give, sure and ambiguous apart."""
    written = question[start:end]
    same_case = [entry for entry in found if entry.text in (written, written.removesuffix("s"))]
    found = same_case or found
    sure: tuple[str, ...] = ()
    if len({entry.means for entry in found}) > 1:
        # "egfr" may be the filtration rate or the receptor: the case that tells them is missing.
        unsure = _phrases(written, (phrase for entry in found for phrase in entry.means))
    else:
        sure = _phrases(written, (phrase for entry in found for phrase in entry.sure))
        unsure = _phrases(written, (phrase for entry in found for phrase in entry.unsure))
    unsure = tuple(phrase for phrase in unsure if phrase not in sure)
    own = _across(written.lower())
    if own:
        sure = tuple(dict.fromkeys((*sure, own)))
    named = any(entry.named for entry in found)
    return [
        Alternative(written, phrases, start, end, ambiguous=ambiguous, named=named)
        for phrases, ambiguous in ((sure, False), (unsure, True))
        if phrases
    ]


def _phrases(written: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """The phrases, each followed by its other spelling, without those that say what is written."""
    said = _flat(written)
    found: dict[str, None] = {}
    for phrase in phrases:
        for form in (phrase, _across(phrase)):
            if form and _flat(form) != said:
                found[form] = None
    return tuple(found)


def _flat(text: str) -> tuple[str, ...]:
    """A phrase without case, plural and signs, for comparison."""
    return tuple(singular(base(word)) for word in WORD.findall(text.lower()))


def _across(phrase: str) -> str | None:
    """A phrase in the other spelling, or None where there is no other."""
    changed = WORD.sub(lambda found: respelled(found[0]) or found[0], phrase)
    return changed if changed != phrase else None
