"""A question as a PubMed search to copy: its names with their synonyms OR-ed, AND between them.

Nothing is sent anywhere. Tags and truncation follow the PubMed User Guide (National Library of Medicine):
``"phrase"[tiab]`` searches titles and abstracts.
"""

from __future__ import annotations

import re

from kb.lexicon.lists import general_groups
from kb.search.query import Query, Term
from kb.text.words import STOP_WORDS, WORD, words

# More names than these, joined by AND, rarely leave anything to find.
MOST_NAMES, MOST_OTHERS, FEWEST = 4, 2, 2
MOST_SYNONYMS = 5
# Words with which people ask, and which say nothing about the subject.
_ASKING = frozenset(
    words(
        "recommended recommend recommendation recommendations suggested suggest target targets best better "
        "should guideline guidelines treatment treatments treat treated therapy management manage managed use "
        "used using effect effects effective efficacy evidence patient patients adult adults people person first "
        "line drug drugs dose doses dosing dosage many much often long high low level levels risk role cause "
        "causes caused diagnosis diagnose diagnosed given give start stop compared comparison versus against "
        "improve improves reduce reduces increase increases difference choice option options safe safety "
        "kind kinds type types common frequent sensitivity specificity accuracy barriers mechanism among between "
        "sign signs symptom symptoms definition prevalence incidence association associated factor factors show shows shown study studies trial trials outcome outcomes work works need"
    )
)
_OPERATORS = frozenset({"and", "or", "not"})
_SIGNS = re.compile(r"[^\w\s'’/+-]+")


def pubmed_query(query: Query) -> str:
    """The search, or an empty text where the question names nothing to search for."""
    generic = {phrase.lower() for group in general_groups() for phrase in group} | _ASKING
    named = [one for one in query.terms if one.named and not _only(one, generic)]
    others = [one for one in query.terms if not one.named and not _only(one, generic)]
    others = [one for one in others if _says_something(one.phrases[0])]
    chosen = named[:MOST_NAMES]
    if len(chosen) < FEWEST:
        chosen += others[:MOST_OTHERS]
    order = [one for one in query.terms if one in chosen]
    parts = [found for one in order if (found := _one(one, query.text))]
    return " AND ".join(dict.fromkeys(parts))


def _only(term: Term, generic: set[str] | frozenset[str]) -> bool:
    phrase = term.phrases[0].lower()
    return phrase in generic or all(word in generic for word in words(phrase))


def _says_something(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and word.lower() not in STOP_WORDS


def _compound(word: str, text: str) -> str:
    """The hyphenated word that a word is part of, or the word itself: D-dimer for dimer."""
    part = re.escape(word)
    found = re.search(rf"\b(?:\w+-)+{part}\b|\b{part}(?:-\w+)+\b", text, re.IGNORECASE)
    return found[0] if found else word


def _one(term: Term, text: str) -> str:
    """``("phrase"[tiab] OR word[tiab])``: a term in each of its sure ways."""
    ways: dict[str, str] = {}
    phrases = term.phrases if term.named else tuple(_compound(one, text) for one in term.phrases)
    for phrase in phrases:
        plain = " ".join(_SIGNS.sub(" ", phrase).split())
        if WORD.search(plain) and plain.lower() not in _OPERATORS:
            ways.setdefault(plain.lower(), plain)
    shown = [
        f'"{way}"[tiab]' if re.search(r"[\s/+-]", way) else f"{way}[tiab]"
        for way in list(ways.values())[:MOST_SYNONYMS]
    ]
    return f"({' OR '.join(shown)})" if len(shown) > 1 else "".join(shown)
