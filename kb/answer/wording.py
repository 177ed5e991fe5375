"""What a sentence is about, word by word, and which of its words a source does not hold.

A sentence may tell what its source tells in other words; it may not speak of something else. So every word
of it must stand in the source: as such, in the other spelling, in another form ('symptoms', 'symptomatic'),
by a synonym or an abbreviation of the lists (:mod:`kb.lexicon`), or by its initials. Only words that say
nothing of their own ('occurred', 'reported', 'the group') may be missing: a drug, a population, an outcome
or a direction that the source does not name is what makes a sentence another sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.quantities import quantities
from kb.answer.units import plain, words_of
from kb.answer.word_lists import APART, GENERAL, MEANINGS, SUFFIX
from kb.lexicon.expand import expand
from kb.lexicon.spelling import american
from kb.text.stems import stem
from kb.text.words import STOP_WORDS, WORD

SHORTEST_ROOT = 5
_UNDONE = re.compile(r"(?i)\b(non|post|pre|anti)[- ](?=[a-z]{3})")
# 'group A' and 'vitamin D' are what their letter says.
_LETTERED = re.compile(
    r"\b((?i:group|arm|cohort|vitamin|hepatitis|protocol|influenza|regimen|schedule|class|factor|subtype|type|stage))s?"
    r" ([A-HJ-UWYZ])(?![\w.])"
)
# What compares an amount is read with the amount.
_AMOUNT_COMPARED = re.compile(
    r"(?i)\b(?:less|more|fewer|greater|higher|lower|older|younger|longer|shorter|later|earlier|larger|smaller) than"
    r"(?=\W*(?:\d|one\b|two\b|three\b|half\b|a\s))"
    r"|\b(?:or|and) (?:less|more|fewer|greater|higher|lower|older|younger|longer|over|above|below)\b|\bat (?:least|most)\b"
    r"|\b(?:more|less) (?:common|commonly|often|frequent|frequently|likely)\b|\bno more than\b"
)
_MONTH = re.compile(
    r"\bMay(?=,? \d|,? to | and (?:June|July|August|September|October|November|December)\b)"
    r"|(?<=\d )May\b|(?<=to )May\b"
)
_OPENING = re.compile(
    r"(?i)^\W*(?:overall|in summary|in conclusion|in brief|specifically|of note|notably|importantly),\s"
)
_SHORT = re.compile(r"[A-Z][A-Za-z]*[A-Z]s?")
_KEPT = words_of("before after without")
_ALSO = {
    **dict.fromkeys(("effectiveness", "efficacy", "efficacious"), "effective"),
    "afterwards": "after",
    "following": "after",
    "prior": "before",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a sentence, as its stem, and all that may stand for it: any set, whole."""

    root: str
    written: str
    options: tuple[frozenset[str], ...]


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    return frozenset(word if word in APART else stem(american(word)) for word in GENERAL)


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in MEANINGS.strip().split("\n"):
        line_words = [stem(american(word)) for word in line.split()]
        name = next((found[word] for word in line_words if word in found), line_words[0])
        for word in line_words:
            found.setdefault(word, name)
    return found


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The stem of a lower-case word in one spelling and, where the list has one, one synonym."""
    word = _ALSO.get(word, word)
    if word in APART:
        return word
    found = stem(american(word))
    return _meanings().get(found, found)


def _shown(text: str) -> str:
    even = unicodedata.normalize("NFD", _MONTH.sub("Maymonth", plain(text)))
    shown = "".join(char for char in even if not unicodedata.combining(char))
    shown = _OPENING.sub("", shown)
    shown = _LETTERED.sub(lambda found: f"{found[1]}{found[2]}letter", shown)
    return _UNDONE.sub(lambda found: found[1], shown)


@lru_cache(maxsize=4096)
def vocabulary(text: str) -> frozenset[str]:
    """The roots of all words of a text, general ones too."""
    found = {_word(match[0]) for match in WORD.finditer(_shown(text))}
    return frozenset(root(word) for word in found if word in _KEPT or word not in STOP_WORDS)


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[Term, ...]:
    """The words of a sentence that its source has to hold, each once, in order."""
    shown = _shown(_AMOUNT_COMPARED.sub(" ", without_amounts(text)))
    ways: dict[int, list[frozenset[str]]] = {}
    for found in expand(shown).alternatives:
        said = [vocabulary(phrase) for phrase in found.phrases]
        for at in range(found.start, found.end):
            ways.setdefault(at, []).extend(phrase for phrase in said if phrase)
    held: dict[str, Term] = {}
    for match in WORD.finditer(shown):
        word = _word(match[0])
        own = root(word)
        if own in held or not _says_something(word, own):
            continue
        options = (frozenset({own}), *dict.fromkeys(ways.get(match.start(), ())))
        held[own] = Term(own, match[0], options)
    return tuple(held.values())


def _says_something(word: str, own: str) -> bool:
    if any(char.isdigit() for char in word) or len(word) < 2:
        return False
    if word in STOP_WORDS:
        return False
    return own not in _general() and (word in APART or stem(american(word)) not in _general())


def every_word(text: str) -> tuple[Term, ...]:
    """All words of a sentence as terms, for one that is made of general words alone."""
    shown = _shown(without_amounts(text))
    written = {root(_word(match[0])): match[0] for match in WORD.finditer(shown)}
    return tuple(
        Term(own, word, (frozenset({own}),))
        for own, word in written.items()
        if _word(word) not in STOP_WORDS and not any(char.isdigit() for char in word)
    )


def says_something(word: str) -> bool:
    """Whether a root is that of a word that its source has to hold."""
    return word not in _general() and not any(char.isdigit() for char in word)


def _word(written: str) -> str:
    return written.lower().replace("’", "'").removesuffix("'s")


def without_amounts(text: str) -> str:
    """The text with 0 for each amount: units are no words, and '5-year' is no year."""
    shown = plain(text)
    pieces, at = [], 0
    for quantity in quantities(text):
        if quantity.shape in ("single", "pair", "range", "label") and quantity.start >= at:
            pieces += [shown[at : quantity.start], " 0 "]
            at = quantity.end
    return "".join([*pieces, shown[at:]])


def missing(wanted: Iterable[Term], source: str) -> list[Term]:
    """The terms that ``source`` holds in no form."""
    held = vocabulary(source)
    return [term for term in wanted if not _held(term, held, source)]


def _held(term: Term, held: frozenset[str], source: str) -> bool:
    if any(option <= held for option in term.options):
        return True
    if _SHORT.fullmatch(term.written) and _spelled_out(term.written, source):
        return True
    return any(_same_family(term.root, other) for other in held)


@lru_cache(maxsize=65536)
def _same_family(one: str, other: str) -> bool:
    """'symptom' and 'symptomatic'; not 'prednisone' and 'prednisolone'."""
    if one in APART or other in APART:
        return False
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    if shared < SHORTEST_ROOT:
        return False
    return bool(SUFFIX.fullmatch(one[shared:]) and SUFFIX.fullmatch(other[shared:]))


@lru_cache(maxsize=4096)
def _initials(source: str) -> str:
    return " ".join(
        f"{word[0]}"
        for word in re.findall(r"[a-z]+", plain(source).lower())
        if word not in STOP_WORDS
    ).replace(" ", "")


def _spelled_out(short: str, source: str) -> bool:
    """Whether the source has words with these initials, one after the other: DVT, HFpEF."""
    letters = short.removesuffix("s").lower()
    kept = _initials(source)
    everyone = "".join(word[0] for word in re.findall(r"[a-z]+", plain(source).lower()))
    return len(letters) > 2 and (letters in kept or letters in everyone)
