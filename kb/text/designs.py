"""How a work was published and how it was studied, as it says of itself.

Each rule is a pattern of words with which authors name their own work: in the title ("... : a cohort
study"), or in a sentence about what was done ("we conducted a case-control study", "patients were randomly
assigned"). A design that is only mentioned ("unlike randomised trials", "a review of cohort studies") is
none. The first rule that applies counts: title before abstract before methods. What no rule names stays
unknown. The names of designs follow the reporting guidelines CONSORT, PRISMA, STROBE, STARD, CARE and COREQ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.text.design_rules import RULES

# How much is looked at: the methods name their design at the head. An abstract is rarely a third as long.
_OPENING, _LONGEST = 3000, 12_000
_SENTENCE = re.compile(r"(?<=[.;?!])\s+(?=[A-Z(\"\u201c])|\n+")
# The words for types and designs, of which metadata holds one or none each.
TYPES = (
    "article",
    "guideline",
    "review",
    "case report",
    "protocol",
    "editorial",
    "letter",
    "conference abstract",
    "correction",
    "retraction notice",
)
DESIGNS = (
    "meta-analysis",
    "systematic review",
    "scoping review",
    "narrative review",
    "randomised controlled trial",
    "non-randomised trial",
    "cohort study",
    "case-control study",
    "cross-sectional study",
    "diagnostic accuracy study",
    "qualitative study",
    "economic evaluation",
    "observational study",
    "case series",
    "case report",
    "laboratory study",
)
# The type that a design implies; "article" for the others.
_TYPE_OF = {
    "meta-analysis": "review",
    "systematic review": "review",
    "scoping review": "review",
    "narrative review": "review",
    "case report": "case report",
}
# How journals, JATS (article-type) and PubMed (publication types) label what they publish: type, design.
_LABELS: dict[str, tuple[str | None, str | None]] = {
    "case report": ("case report", "case report"),
    "case presentation": ("case report", "case report"),
    "case study": ("case report", "case report"),
    "case series": ("article", "case series"),
    "clinical case": ("case report", "case report"),
    "guideline": ("guideline", None),
    "practice guideline": ("guideline", None),
    "clinical practice guideline": ("guideline", None),
    "clinical guideline": ("guideline", None),
    "consensus development conference": ("guideline", None),
    "consensus statement": ("guideline", None),
    "position statement": ("guideline", None),
    "meta analysis": ("review", "meta-analysis"),
    "systematic review": ("review", "systematic review"),
    "scoping review": ("review", "scoping review"),
    "review": ("review", None),
    "review article": ("review", None),
    "mini review": ("review", None),
    "narrative review": ("review", "narrative review"),
    "randomized controlled trial": ("article", "randomised controlled trial"),
    "study protocol": ("protocol", None),
    "protocol": ("protocol", None),
    "clinical trial protocol": ("protocol", None),
    "editorial": ("editorial", None),
    "letter": ("letter", None),
    "letter to the editor": ("letter", None),
    "letters to the editor": ("letter", None),
    "correspondence": ("letter", None),
    "reply": ("letter", None),
    "meeting abstract": ("conference abstract", None),
    "abstract": ("conference abstract", None),
    "correction": ("correction", None),
    "corrected article": ("article", None),
    "published erratum": ("correction", None),
    "erratum": ("correction", None),
    "corrigendum": ("correction", None),
    "retraction": ("retraction notice", None),
    "retraction of publication": ("retraction notice", None),
    "research article": ("article", None),
    "original article": ("article", None),
    "original research": ("article", None),
    "original investigation": ("article", None),
    "clinical study": ("article", None),
    "brief report": ("article", None),
    "short report": ("article", None),
    "rapid communication": ("article", None),
    "observational study": ("article", "observational study"),
    "clinical trial": ("article", None),
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a work says it is; ``evidence`` is the words that say so, as printed."""

    type: str | None = None
    design: str | None = None
    evidence: str = ""


def by_labels(labels: Iterable[str]) -> Described:
    """Type and design from the labels of a journal, of JATS or of PubMed; the most telling one counts."""
    found = [(label, known) for label in labels if (known := _LABELS.get(_plain(label)))]
    if not found:
        return Described()
    # The order of the designs and types is from the more telling to the less.
    label, (type_, design) = min(
        found,
        key=lambda one: (
            DESIGNS.index(one[1][1]) if one[1][1] else len(DESIGNS),
            one[1][0] in ("article", "review"),
        ),
    )
    return Described(type_, design, label.strip())


def describe(title: str | None, abstract: str = "", methods: str = "") -> Described:
    """What a work is, by its own words. All may be empty; nothing is guessed.

    Args:
        abstract: without its heading; labels within it ("Design: ...") help.
        methods: the methods section, of which the opening is looked at.
    """
    found = _first("title", [" ".join((title or "").split())])
    for text in (abstract, methods[:_OPENING]):
        if found is None:
            parts = _SENTENCE.split(text[:_LONGEST])
            found = _first("text", [" ".join(one.split()) for one in parts if one.strip()])
    return found or Described()


def _first(place: str, texts: Sequence[str]) -> Described | None:
    """What the first rule of this place says that applies to one of the texts."""
    for rule in RULES:
        if rule.place == place:
            for text in texts:
                match = _pattern(rule.pattern).search(text)
                if match and not _pattern(rule.unless).search(text):
                    return _found(rule.says, match[0])
    return None


@lru_cache(maxsize=128)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def _found(says: str, words: str) -> Described:
    words = words.strip(" ,;:.-")
    if says in DESIGNS:
        return Described(_TYPE_OF.get(says, "article"), says, words)
    return Described(says, None, words)


def _plain(label: str) -> str:
    words = re.sub(r"[^a-z ]", " ", label.casefold()).replace("randomised", "randomized").split()
    return " ".join(w if w in ("series", "analysis") else w.removesuffix("s") for w in words)
