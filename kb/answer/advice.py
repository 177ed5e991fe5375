"""What would answer a question that the library does not: which kind of work, and how to look for it.

The kind follows from what is asked (a dose, an effect, a risk, a test, a meaning), as the Oxford Centre for
Evidence-Based Medicine's Levels of Evidence (2011) order works by question. Nothing is guessed about content.
"""

from __future__ import annotations

import re

from kb.answer.pubmed_query import pubmed_query
from kb.lexicon.drug_classes import classes_of, drugs_of
from kb.search.query import Query, prepare
from kb.text.names import is_drug_name
from kb.types import Advice, PolicyKind

MOST_KINDS = 3


def _asks(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


# What a question asks, and the works that answer such questions, the first choice first.
_RULES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        _asks(r"cost|cost-effective\w*|qaly|budget|economic"),
        ("economic evaluation", "health technology assessment"),
    ),
    (
        _asks(r"experienc\w+ of|experience\b|attitud\w+|perceptions?|barriers?|views? of|preferences? of"),
        ("qualitative study", "survey"),
    ),
    (
        _asks(
            r"sensitivit\w+|specificit\w+|accura\w+|predictive values?|likelihood ratios?|cut-?offs?"
            r"|rule (?:in|out)|screening test|auc\b|auroc"
        ),
        ("diagnostic accuracy study", "systematic review", "guideline"),
    ),
    (
        _asks(
            r"recommend\w*|guidelines?|first[- ]line|second[- ]line|targets?|thresholds?|goals?|when (?:should|to)"
            r"|should|how often|manag\w+|treat(?:ed|ment)? of choice|choice of"
        ),
        ("guideline", "systematic review"),
    ),
    (
        _asks(
            r"effects?|effective\w*|efficacy|versus|vs\.?|compared? (?:with|to)|better than|superior\w*|reduc\w+"
            r"|improv\w+|lower\w*|prevent\w*|benefits?|outcomes?|mortality|survival"
        ),
        ("randomised controlled trial", "systematic review"),
    ),
    (
        _asks(
            r"prevalence|incidence|how (?:common|many|frequent)|risk factors?|associat\w+|prognos\w+|predict\w*"
            r"|causes?\b|risk of|natural history|epidemiolog\w+"
        ),
        ("cohort study", "systematic review"),
    ),
    (
        _asks(
            r"mechanisms?|pathophysiolog\w+|pathogenesis|what (?:is|are) (?:an? |the )?\w+(?: \w+)?\s*\?*$|define"
            r"|definition|meaning|anatomy|physiolog\w+|how does|why (?:is|are|do|does)"
        ),
        ("textbook", "review"),
    ),
    (
        _asks(r"symptoms?|signs?|presents?|presentation|differential|diagnos\w+|classif\w+|criteria|stag(?:e|ing)"),
        ("guideline", "review", "textbook"),
    ),
)  # fmt: skip
_LABEL = _asks(
    r"dos(?:e|es|ing|age)|half-?life|contra-?indicat\w+|side[- ]effects?|adverse|interact\w*|pharmacokinetic\w*"
    r"|metaboli[sz]ed|excret\w+|renal(?:ly)? adjust\w*|overdos\w+|breast-?feeding|lactation|pregnan\w+|mg\b"
)
_NUMBERED = re.compile(r"\bhow (?:much|long)\b", re.IGNORECASE)
_BY_POLICY: dict[PolicyKind, tuple[str, ...]] = {
    "guideline": ("guideline",),
    "terminology": ("textbook", "review"),
    "record": ("the patient's own notes and letters",),
    "interaction": ("drug label", "interaction reference"),
    "dosing": ("drug label", "guideline"),
    "diagnosis": ("guideline", "textbook"),
}
_OTHERWISE = ("guideline", "review")


def advise(question: str, query: Query | None, policy: PolicyKind | None) -> Advice:
    """Which kinds of work would answer, the likeliest first, and a PubMed search to copy.

    Args:
        query: the question as it was searched, where it was.
        policy: what kind of question it was taken for.
    """
    query = query or prepare(question)
    kinds: list[str] = []
    if policy == "record":
        return Advice(_BY_POLICY["record"], "")
    drug = any(_is_drug(phrase) for term in query.terms for phrase in term.phrases)
    if drug and (_LABEL.search(question) or _NUMBERED.search(question)):
        kinds.append("drug label")
    if policy in _BY_POLICY:
        kinds += _BY_POLICY[policy]
    for asks, answer in _RULES:
        if asks.search(question):
            kinds += answer
            break
    # A label says nothing of a use that it was not written for; a guideline may.
    kinds = list(dict.fromkeys(kinds if len(kinds) > 1 else [*kinds, *_OTHERWISE]))
    return Advice(tuple(kinds[:MOST_KINDS]), pubmed_query(query))


def _is_drug(phrase: str) -> bool:
    return bool(classes_of(phrase.lower()) or drugs_of(phrase)) or is_drug_name(phrase)
