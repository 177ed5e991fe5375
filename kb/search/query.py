"""A question made ready for search: its words, what else they are called, and how to ask each index."""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from dataclasses import dataclass

from kb.terms.drug_classes import classes_of, drugs_of
from kb.terms.expand import expand
from kb.text.names import is_clinical_name
from kb.text.stems import stems
from kb.text.words import STOP_WORDS, WORD, words

MOST_TERMS = 64
MOST_CLASSES = 8
# What finding only the class of the drug that was asked about is worth, or only a drug of the class.
CLASS_CREDIT = 0.6

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a question, with other ways to say it.

    Each way is a set of stems, all of which a text must hold. ``phrases`` are the same ways as written,
    the question's own first; ``classes`` name the classes of a drug, or the drugs of a class. ``named`` is set for clinical
    names: what the word lists know, and words of that form.
    """

    phrases: tuple[str, ...]
    ways: tuple[Stems, ...]
    classes: tuple[str, ...] = ()
    class_ways: tuple[Stems, ...] = ()
    named: bool = False

    def found_in(self, text: AnyOf[str]) -> float:
        """1 if a text's stems hold the term, ``CLASS_CREDIT`` if only its class, else 0."""
        if any(way <= set(text) for way in self.ways):
            return 1.0
        if any(way <= set(text) for way in self.class_ways):
            return CLASS_CREDIT
        return 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the full-text index is asked it; the embedding model is given ``text`` as it is.

    Adding the other ways to say a term helps BM25, which knows no meaning, and hurts the embedding,
    which does: docs/decisions/0006-hybrid-retrieval.md.
    """

    text: str
    terms: tuple[Term, ...]

    @property
    def match(self) -> str:
        """The FTS5 expression: every way to say every term, OR-ed and quoted; may be empty."""
        phrases = [phrase for term in self.terms for phrase in (*term.phrases, *term.classes[:MOST_CLASSES])]
        singles = [word for term in self.terms for word in words(term.phrases[0])]
        kept = [word for word in singles if word not in STOP_WORDS] + phrases
        return " OR ".join(f'"{_quoted(one)}"' for one in list(dict.fromkeys(kept))[:MOST_TERMS])


def prepare(question: str) -> Query:
    """Find the terms of a question and what else they are called."""
    expansion = expand(question)
    spans = [(one.start, one.end) for one in expansion.alternatives]
    terms: dict[str, Term] = {}
    by_span: dict[tuple[int, int], list[str]] = {}
    for one in expansion.alternatives:
        by_span.setdefault((one.start, one.end), []).extend(one.phrases)
    for (start, end), phrases in by_span.items():
        matched = question[start:end]
        every = tuple(dict.fromkeys((matched, *phrases)))
        held = tuple(drug for phrase in every for drug in drugs_of(phrase))
        terms[matched.lower()] = Term(every, tuple(_ways(every)), held, tuple(_ways(held)), named=True)
    for match in WORD.finditer(question):
        word = match[0].lower().replace("’", "'").removesuffix("'s")
        inside = any(start <= match.start() and match.end() <= end for start, end in spans)
        if inside or word in STOP_WORDS or (len(word) == 1 and not word.isdigit()):
            continue
        classes = classes_of(word) or drugs_of(word)
        terms.setdefault(
            word,
            Term(
                phrases=(word,),
                ways=tuple(_ways((word,))),
                classes=classes,
                class_ways=tuple(_ways(classes)),
                named=bool(classes) or is_clinical_name(word),
            ),
        )
    if not terms:  # nothing but stop words: better those than nothing
        terms = {word: Term((word,), (frozenset({word}),)) for word in words(question)}
    return Query(question, tuple(terms.values()))


def _ways(phrases: AnyOf[str]) -> list[Stems]:
    return [found for phrase in phrases if (found := stems(phrase))]


def _quoted(phrase: str) -> str:
    return " ".join(words(phrase)).replace('"', "")
