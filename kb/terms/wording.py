"""Words of diagnoses brought to forms that can be compared: the list's and those that people type.

Both sides go through the same steps: accents and case, American spelling, Roman numerals of types and
stages, words that mean the same (``data/equivalents.tsv``), stems. What follows "without" becomes words
of its own, so that "with aura" and "without aura" do not meet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.lexicon.spelling import american
from kb.text.stems import stem

DATA = Path(__file__).parent / "data"

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_POSSESSIVE = re.compile(r"(?<=[a-z])['’]s\b|(?<=s)['’](?!\w)")
_NUMBERED = re.compile(
    r"\b(type|types|stage|grade|class|phase|group|degree|factor|category)(\s+)(viii|vii|vi|iv|ix|iii|ii|i|v|x)\b"
)
# After these the letter A is a name: hepatitis A is not any hepatitis.
_LETTERED = re.compile(
    r"\b(?:hepatitis|vitamin|ha?emophilia|influenza|group|type|immunoglobulin)\s+$"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_ROMAN |= {"ix": "9", "x": "10"}

# Words that the list needs for its grammar and that say nothing about a disease.
EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "or",
        "with",
        "due",
        "to",
        "in",
        "by",
        "for",
        "from",
        "on",
        "at",
        "as",
        "into",
        "is",
        "his",
        "her",
        "their",
        "my",
        "has",
        "have",
        "had",
        "nos",
        "nec",
        "not",
        "elsewhere",
        "classified",
        "specified",
        "unspecified",
        "so",
        "called",
        "following",
        "other's",
        "s",
        "patient",
        "patients",
        "presents",
        "presenting",
    ]
)
# Words that say something but seldom decide: they count a part of what their rarity would give.
FAINT = {
    "diseas": 0.35,
    "syndrom": 0.45,
    "condit": 0.25,
    "type": 0.4,
    "other": 0.6,
    "site": 0.2,
    "uncompl": 0.05,
    "uncomplic": 0.05,
    "complic": 0.35,
    "episod": 0.3,
    "singl": 0.2,
    "encount": 0.2,
    "state": 0.3,
    "part": 0.3,
    "multipl": 0.6,
    "organ": 0.4,
    "femal": 0.4,
    "male": 0.45,
    "adult": 0.4,
    "intract": 0.3,
}
NEGATED = "no_"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a diagnosis: its stem, what was written, and where; ``optional`` in parentheses."""

    stem: str
    written: str
    start: int
    end: int
    optional: bool = False


@lru_cache(maxsize=1)
def _equivalents() -> tuple[dict[str, str], re.Pattern[str], dict[str, str]]:
    """Single words to their first word, and phrases likewise with the pattern that finds them."""
    words: dict[str, str] = {}
    phrases: dict[str, str] = {}
    for line in (DATA / "equivalents.tsv").read_text(encoding="utf-8").split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        first, *others = line.split("\t")
        head = first.replace(" ", "")
        for one in (first, *others):
            plain = one.replace("-", " ")
            (phrases if " " in plain else words)[plain] = head
    phrases["malignant neoplasm"] = phrases["malignant neoplasms"] = "cancer"
    phrases["malignant tumor"] = phrases["malignant tumors"] = "cancer"
    phrases["lymph glands"] = phrases["lymph nodes"] = "lymphnode"
    longest = sorted(phrases, key=len, reverse=True)
    return words, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b"), phrases


@lru_cache(maxsize=65536)
def word_stem(word: str) -> str:
    """The stem by which a lower-case word is compared."""
    words, _, _ = _equivalents()
    plain = american(word)
    if plain not in words and plain.endswith("s") and plain[:-1] in words:
        plain = plain[:-1]
    plain = words.get(plain, plain)
    if plain.isdigit() or len(plain) < 4:
        return plain
    return stem(plain)


def fold(text: str) -> str:
    """Lower case, without accents and typographic signs, each character staying in its place."""
    joined = text.lower() if text.isascii() else _unaccented(text)
    joined = joined.replace("’", "'")
    joined = _POSSESSIVE.sub(lambda found: " " * len(found[0]), joined)
    return joined.replace("-", " ").replace("–", " ").replace("/", " ")


def _unaccented(text: str) -> str:
    folded = []
    for sign in text:
        plain = unicodedata.normalize("NFKD", sign)[:1].lower()
        folded.append(plain if len(plain) == 1 else sign.lower()[:1] or " ")
    return "".join(folded)


def tokens(text: str) -> list[Token]:
    """The words of a diagnosis that say something, in order."""
    folded = fold(text)
    _, pattern, phrases = _equivalents()
    marked = _NUMBERED.sub(
        lambda found: found[1] + found[2] + _ROMAN[found[3]].ljust(len(found[3])), folded
    )
    joined = {found.start(): (phrases[found[0]], found.end()) for found in pattern.finditer(marked)}
    result: list[Token] = []
    negated = False
    past = 0
    depth = _depths(marked)
    for found in _WORD.finditer(marked):
        start, end, word = found.start(), found.end(), found[0]
        if start < past:
            continue
        if start in joined:
            word, end = joined[start]
            past = end
        if word in ("without", "w/o", "non"):
            negated = True
            continue
        if word in ("with", "and") and negated:
            negated = False
        if word == "a" and _LETTERED.search(marked, 0, start):
            word = "lettera"
        if word in EMPTY:
            continue
        key = word_stem(word)
        result.append(
            Token(NEGATED + key if negated else key, text[start:end], start, end, depth[start])
        )
        if negated and _clause_ends(marked, end):
            negated = False
    return result


def _clause_ends(text: str, at: int) -> bool:
    return text[at : at + 1] in (",", ";", ")")


def _depths(text: str) -> list[bool]:
    """For each character whether it stands in parentheses."""
    depth = 0
    inside = []
    for sign in text:
        depth += sign == "("
        inside.append(depth > 0)
        depth -= sign == ")"
        depth = max(depth, 0)
    return inside


def weight_of(key: str) -> float:
    """What a stem counts beside its rarity, 0 to 1."""
    if key.startswith(NEGATED):
        return 0.12
    return FAINT.get(key, 1.0)


@lru_cache(maxsize=16384)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a diagnosis, each once, in order."""
    return tuple(dict.fromkeys(token.stem for token in tokens(text)))
