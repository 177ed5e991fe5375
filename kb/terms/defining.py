"""Sentences of the literature that say what something is.

"X is a … that …", "X is defined as …", "X refers to …" define; "X is a common cause of …" does not. The
patterns are plain, so that a reader can see why a sentence was taken; a sentence is always quoted as it
stands, with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.text.sentences import sentence_spans
from kb.text.words import words
from kb.types import Citation, Hit

Kind = Literal["definition", "mention"]

FEWEST_WORDS, MOST_WORDS = 5, 60
MOST_QUOTATIONS = 3

_LEAD = r"^(?:[^,.;:]{0,40},\s)?(?:(?:an?|the|acute or chronic)\s)?"
_ASIDE = r"(?:\s*[(\[][^)\]]{1,60}[)\]])?(?:,[^,]{1,60},)?"
_SOFTLY = (
    r"(?:\s(?:now|currently|generally|usually|commonly|often|best|broadly|clinically|widely))?"
)
_SAYS_SO = (
    rf"\s(?:is|are|has been|have been|can be|may be){_SOFTLY}\s(?:defined|described|understood)\s(?:as|by)\b"
    r"|\s(?:refers|refer) to\b|\s(?:means|denotes|denote)\b|\s(?:is|are)(?: a)? terms? (?:for|used)\b"
    rf"|\s(?:is|are){_SOFTLY}\s(?:characteri[sz]ed)\sby\b"
)
_WAS_SO = r"\s(?:was|were)\s(?:defined|diagnosed)\s(?:as|by)\b"
_KIND_OF = r"\s(?:is|are|represents?)\s(?:an?|the|any|one of the)\s(?P<what>.{8,})"
# "Sepsis is life-threatening organ dysfunction caused by …": no article, so that more has to be told.
_PLAINLY = (
    r"\s(?:is|are)\s(?P<plainly>(?!(?:\w+(?:ed|ly|en)|an?|the|any|not|no|more|less|very|common|rare|present|absent|"
    r"likely|possible|available|due|about|above|below|based|seen|known|given|shown|found|made|in|on|at|"
    r"to|for|by|with|of|as|often|also|still|now|only|one|two|all|both|part|key|similar|associated)\b)"
    r"[\w-]+\s.{8,})"
)
_TELLING_MUCH = re.compile(
    r"\b(?:that|in which|whose|characteri[sz]ed by|caused by|resulting from|defined (?:as|by)|from)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:that|which|in which|where|whose|characteri[sz]ed by|caused by|resulting|due to|defined|"
    r"consisting|from|of|with|measured|used to)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"[.!][)\]\"'”’]*(?:\s?\[[\d,\s–-]+\]\.?|\d{1,3})?$"
)  # no line that is cut short
# After "is a": what tells how common or grave it is, and not what it is.
_NOT_TELLING = re.compile(
    r"^(?:\S+\s){0,3}?(?:cause|causes|predictor|problem|concern|challenge|reason|risk factor|burden|"
    r"contraindication|target|goal|option|priority|topic|issue|threat|matter|mainstay|cornerstone|"
    r"key|common|commonest|frequent|leading|major|main|important|significant|serious|growing|"
    r"independent|recogni[sz]ed|well-known|possible|potential|useful|effective|good|better|"
    r"(?:most|more|less) \w+|first-line|safe|strong|global|public|gold standard|standard|presentation|"
    r"(?:method|test|treatment|drug) of choice|diagnosis|finding|reminder|need)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim sentence, where it stands, and whether it defines the term or only speaks of it."""

    text: str
    kind: Kind
    citation: Citation


def quotations(names: Sequence[str], hits: Sequence[Hit]) -> tuple[Quotation, ...]:
    """The best sentences about what ``names`` name, definitions first, no sentence twice.

    Args:
        names: the term, its synonyms and abbreviations. Names in capitals have to match as written.
        hits: passages in the order of the search.
    """
    pattern = _names(names)
    scored: list[tuple[float, int, Hit, int, int]] = []
    for hit in hits:
        text = hit.passage.text
        for start, end in sentence_spans(text):
            sentence = " ".join(text[start:end].split())
            score = _score(sentence, pattern)
            if score is not None:
                scored.append((score, hit.rank, hit, start, end))
    scored.sort(key=lambda one: (-one[0], one[1]))
    found: dict[str, Quotation] = {}
    for score, _, hit, start, end in scored:
        text = " ".join(hit.passage.text[start:end].split())
        if text.lower() not in found and len(found) < MOST_QUOTATIONS:
            kind: Kind = "definition" if score > 0 else "mention"
            found[text.lower()] = Quotation(text, kind, _cite(len(found) + 1, hit, start, end))
    return tuple(found.values())


def _names(names: Iterable[str]) -> str:
    """One pattern for all names: capitals as written, anything else in any case."""
    parts = []
    for name in sorted(dict.fromkeys(names), key=len, reverse=True):
        plain = r"[\s\-]+".join(re.escape(word) for word in re.split(r"[\s\-]+", name) if word)
        short = len(name) <= 6 and sum(letter.isupper() for letter in name) > 1
        parts.append(plain if short else f"(?i:{plain}s?)")
    return f"(?:{'|'.join(parts)})"


def _score(sentence: str, names: str) -> float | None:
    """How much a sentence defines: above 0 if it does, 0 if it only names; ``None`` if neither."""
    if not FEWEST_WORDS <= len(words(sentence)) <= MOST_WORDS or " | " in sentence:
        return None
    if not re.search(rf"(?<!\w){names}(?!\w)", sentence) or sentence.endswith("?"):
        return None
    subject = rf"{_LEAD}{names}{_ASIDE}"
    kind = re.match(rf"{subject}(?i:{_KIND_OF})", sentence)
    plain = re.match(rf"{subject}(?i:{_PLAINLY})", sentence)
    score = 0.0
    if not _WHOLE.search(sentence):
        return score
    if re.match(rf"{subject}(?i:{_SAYS_SO})", sentence):
        score = 3.0
    elif kind is not None and not _NOT_TELLING.match(kind["what"]):
        score = 2.5 if _TELLING.search(kind["what"]) else 1.5
    elif plain is not None and _TELLING_MUCH.search(plain["plainly"]):
        score = 0.0 if _NOT_TELLING.match(plain["plainly"]) else 1.5
    elif re.match(rf"{subject}(?i:{_WAS_SO})", sentence) or re.search(
        rf"(?i:\bdefin(?:e|es|ed|ing)\s){names}(?i:\sas\b)|(?i:\bdefinition of\s){names}(?i:\sis\b)",
        sentence,
    ):
        score = 1.0
    return score


def _cite(number: int, hit: Hit, start: int, end: int) -> Citation:
    passage = hit.passage
    first, last = passage.start + start, passage.start + end
    return Citation(
        n=number,
        document=hit.document,
        passage_id=passage.id,
        page=next((line.box.page for line in passage.lines if line.end > first), passage.page),
        section=passage.section,
        quote=passage.text[start:end],
        start=first,
        end=last,
        boxes=tuple(line.box for line in passage.lines if line.start < last and line.end > first),
    )
