"""What part of a work a question asks for, and how much rather a passage of that part is taken.

"Does A lower B?" is answered where findings stand, "How was B measured?" where methods do, "What is
recommended for A?" where recommendations do. What words tell this, and what the preferences gain:
docs/decisions/0018-parts-of-works.md.
"""

from __future__ import annotations

import re
from typing import Literal

from kb.types import PassageKind

Intent = Literal["findings", "methods", "recommendations"]

_FINDINGS = re.compile(
    r"\b(?:effects?|impact|influence|efficacy|effectiveness|benefits?|superiority|outcomes?|consequences?)\s+(?:of|on|in)\b"
    r"|\b(?:versus|vs\.?|compared (?:with|to)|in comparison (?:with|to)|as opposed to|rather than)(?:\s|$)"
    r"|\bagainst\b.*\bon\b"
    r"|\b(?:do|does|did|is|are|was|were|can|could|will|would|has|have)\b[^?.]{0,80}\b(?:reduc|increas|improv|lower|rais|prevent"
    r"|affect|decreas|worsen|prolong|shorten|chang|alter|effective|superior|inferior|associat|better|worse|help|differ"
    r"|predict|cause)\w*"
    r"|\bassociat\w+ (?:of|between|with)\b",
    re.IGNORECASE,
)
_METHODS = re.compile(
    r"\bhow (?:was|were|is|are) .{0,60}\b(?:measur|assess|defin|select|recruit|randomi|calculat|collect|blind|diagnos)\w*"
    r"|\b(?:inclusion|exclusion|eligibility) criteria\b|\bsample size\b|\bstudy design\b|\bstatistical analys[ei]s\b"
    r"|\bmethods? of\b.{0,40}\b(?:study|trial|paper|article)\b",
    re.IGNORECASE,
)
_RECOMMENDATIONS = re.compile(
    r"\b(?:recommend|advis|guideline|guidance|consensus|first[- ]line|second[- ]line|target|goal|threshold"
    r"|indication|contraindicat|should|when to|how often|who (?:is|are) to)\w*",
    re.IGNORECASE,
)
# Passages that only list what belongs to the article, whoever asks. Narrower than what kb.text.sections calls
# "other": an appendix, a glossary or notes are no part of the argument either, but may hold the answer.
_BACK_MATTER = re.compile(
    r"(?:[\dIVX.]+\s*)?(?:list of )?(?:abbreviations?|acknowledge?ments?|competing interests?|conflicts? of interest"
    r"|funding|authors?['\u2019]? contributions?|author details|supplementary|supporting information|additional files?"
    r"|ethic\w*|consent|data availability|availability of data|pre-?publication history|copyright|disclosures?)\b",
    re.IGNORECASE,
)

_PREFERRED: dict[Intent, dict[PassageKind, float]] = {
    "findings": {
        "results": 0.1,
        "abstract": 0.1,
        "methods": -0.2,
        "background": -0.2,
        "table": -0.1,
    },
    "methods": {"methods": 0.1},
    "recommendations": {"recommendations": 0.05},
}
_ASIDE = -0.2


def intent(question: str) -> Intent | None:
    """What a question asks for, where its words say so. What is recommended goes before what was found."""
    if _METHODS.search(question):
        return "methods"
    if _RECOMMENDATIONS.search(question):
        return "recommendations"
    return "findings" if _FINDINGS.search(question) else None


def preference(asked: Intent | None, kind: PassageKind, section: str | None) -> float:
    """What to add to a passage's score, which is between 0 and 1, for the part of the work it is of."""
    if is_back_matter(section):
        return _ASIDE
    return _PREFERRED[asked].get(kind, 0.0) if asked else 0.0


def is_back_matter(section: str | None) -> bool:
    """Whether a section is one of those at an article's end that say nothing about its subject."""
    return bool(section and _BACK_MATTER.match(section))
