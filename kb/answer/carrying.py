"""How much of a sentence a passage carries, and which of its sentences carries it best."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.claiming import doubts_what_follows
from kb.answer.numbers import check_numbers, without_marks
from kb.answer.polarity import negations
from kb.answer.quantities import quantities
from kb.answer.units import lower, plain
from kb.text.sentences import sentence_spans
from kb.text.stems import stem, stems
from kb.types import Passage

Similarity = Callable[[str, str], float]
"""The cosine of two texts' embeddings."""

VERBATIM_WORDS = 4
"""Fewer words than these are no quotation: they stand in many places."""
NUMBER_WEIGHT = 0.2
MEANING_WEIGHT = 0.5

# What may not follow a quotation: the rest of a word, a number or a unit.
_UNCUT = r"(?![\w%/])(?![.,-]\d)(?! ?(?:per|a|each|every) (?:kg|m2|day|week|hour|dose|kilogram))(?! ?[\u00b7*] ?\w)"
# Words with which a source is reported; a passage need not hold them.
_REPORTING = frozenset(
    stem(word)
    for word in (
        "according",
        "guideline",
        "guidelines",
        "passage",
        "passages",
        "recommend",
        "recommended",
        "recommendation",
        "advise",
        "suggest",
        "state",
        "report",
        "note",
        "indicate",
        "evidence",
        "literature",
        "therefore",
        "additionally",
        "overall",
        "specifically",
        "treat",
        "give",
        "given",
        "associated",
        "consider",
    )
)
_SAME = {
    stem(word): frozenset(stem(part) for part in parts.split())
    for word, parts in {
        "renal": "kidney",
        "cardiac": "heart",
        "hepatic": "liver",
        "pulmonary": "lung",
        "bp": "blood pressure",
        "hypertensive": "hypertension",
        "diabetic": "diabetes",
        "ckd": "chronic kidney disease",
        "copd": "chronic obstructive pulmonary disease",
        "af": "atrial fibrillation",
        "hf": "heart failure",
        "mi": "myocardial infarction",
        "egfr": "glomerular filtration rate",
        "elevated": "raised",
        "high": "raised",
        "increased": "raised",
        "decreased": "reduced",
        "lowered": "reduced",
        "lower": "reduced",
        "medication": "drug",
        "medicine": "drug",
        "agent": "drug",
        "elderly": "older",
        "death": "mortality",
        "physician": "clinician",
        "doctor": "clinician",
        "begin": "start",
        "initiate": "start",
        "commence": "start",
        "discontinue": "stop",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """The sentence of a passage that carries another sentence best.

    ``start`` and ``end`` are offsets in ``passage.text``; ``coverage`` is the share of the carried
    sentence's content words that it holds.
    """

    passage: Passage
    start: int
    end: int
    coverage: float
    meaning: float

    @property
    def text(self) -> str:
        """The carrying sentence, verbatim."""
        return self.passage.text[self.start : self.end]


@lru_cache(maxsize=2048)
def content(text: str) -> frozenset[str]:
    """Stems of what a text is about: no stop words, numbers, units or reporting words.

    Common synonyms and abbreviations are brought to one word ('renal' to 'kidney').
    """
    found: set[str] = set()
    for root in stems(_without_quantities(text)):
        if root not in _REPORTING and not root.isdigit() and len(root) > 1:
            found |= _SAME.get(root, {root})
    return frozenset(found)


def _without_quantities(text: str) -> str:
    shown = plain(text)
    pieces, at = [], 0
    for quantity in quantities(text):
        if quantity.shape in ("single", "pair", "range") and quantity.start >= at:
            pieces.append(shown[at : quantity.start])
            at = quantity.end
    return " ".join([*pieces, shown[at:]])


def coverage(own: frozenset[str], sources: Iterable[str]) -> float:
    """The share of ``own`` that the sources hold together, 0 to 1; 1 where there is nothing to hold."""
    if not own:
        return 1.0
    held: frozenset[str] = frozenset().union(*(content(source) for source in sources))
    return len(own & held) / len(own)


def best_carrier(sentence: str, passage: Passage, similar: Similarity | None = None) -> Carrier:
    """The sentence of ``passage`` that carries ``sentence`` best: words, then numbers, then meaning."""
    own = content(sentence)
    best, best_score = Carrier(passage, 0, len(passage.text), 0.0, 0.0), -1.0
    for start, end in sentence_spans(passage.text):
        text = passage.text[start:end]
        share = coverage(own, [text]) if own else 0.0
        meaning = similar(sentence, text) if similar else 0.0
        score = share + MEANING_WEIGHT * meaning + NUMBER_WEIGHT * _numbers_held(sentence, text)
        if score > best_score:
            best, best_score = Carrier(passage, start, end, share, meaning), score
    return best


def _numbers_held(sentence: str, text: str) -> float:
    asserted = quantities(sentence)
    if not asserted:
        return 0.0
    return max(0.0, 1 - len(check_numbers(sentence, [text]).unsupported) / len(asserted))


def stands_verbatim(sentence: str, passage: str) -> bool:
    """Whether the sentence is a passage of ``passage``, but for white space, dashes and quotation marks.

    A stretch out of a sentence that is negated or put in doubt outside the stretch is not: 'metformin is
    safe' is no quotation of 'nobody says that metformin is safe', nor of 'it is unclear whether it is'.
    """
    needle = _even(sentence).strip(" .;,:!?\"'")
    if len(needle.split()) < VERBATIM_WORDS:
        return False
    hay = _even(passage)
    for match in re.finditer(rf"(?<!\w){re.escape(needle)}{_UNCUT}", hay):
        left = max(hay.rfind(stop, 0, match.start()) for stop in (". ", "? ", "! "))
        right = re.search(r"[.?!][\"')]*(?=\s|$)", hay[match.end() :])
        end = match.end() + right.start() if right else len(hay)
        doubted = doubts_what_follows(hay[left + 1 : match.start()])
        if not doubted and negations(hay[left + 1 : end]) == negations(needle):
            return True
    return False


@lru_cache(maxsize=512)
def _even(text: str) -> str:
    return lower(plain(without_marks(text).replace("- ", "-")))


def all_sentences(passages: Sequence[Passage]) -> list[str]:
    """The sentences of the passages, in order."""
    return [
        passage.text[start:end]
        for passage in passages
        for start, end in sentence_spans(passage.text)
    ]
