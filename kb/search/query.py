"""A question made ready for search: its words, what else they are called, and how to ask each index."""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from dataclasses import dataclass

from kb.terms.drug_classes import classes_of
from kb.terms.expand import expand
from kb.text.stems import stems
from kb.text.words import STOP_WORDS, WORD, words

MOST_TERMS = 64
MOST_ADDED = 6
# What finding only the class of the drug that was asked about is worth.
CLASS_CREDIT = 0.6

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a question, with other ways to say it.

    Each way is a set of stems, all of which a text must hold. ``phrases`` are the same ways as written;
    ``classes`` name the classes of a drug.
    """

    phrases: tuple[str, ...]
    ways: tuple[Stems, ...]
    classes: tuple[str, ...] = ()
    class_ways: tuple[Stems, ...] = ()

    def found_in(self, text: AnyOf[str]) -> float:
        """1 if a text's stems hold the term, ``CLASS_CREDIT`` if only its class, else 0."""
        if any(way <= set(text) for way in self.ways):
            return 1.0
        if any(way <= set(text) for way in self.class_ways):
            return CLASS_CREDIT
        return 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the indexes are asked it. ``dense`` is what is embedded."""

    text: str
    terms: tuple[Term, ...]
    dense: str

    @property
    def match(self) -> str:
        """The FTS5 expression: every way to say every term, OR-ed and quoted; may be empty."""
        phrases = [phrase for term in self.terms for phrase in (*term.phrases, *term.classes)]
        singles = [word for term in self.terms for word in words(term.phrases[0])]
        kept = [word for word in singles if word not in STOP_WORDS] + phrases
        return " OR ".join(f'"{_quoted(one)}"' for one in list(dict.fromkeys(kept))[:MOST_TERMS])


def prepare(question: str) -> Query:
    """Find the terms of a question and what else they are called."""
    expansion = expand(question)
    spans = [(one.start, one.end) for one in expansion.alternatives]
    terms: dict[str, Term] = {}
    added: list[str] = []
    by_span: dict[tuple[int, int], list[str]] = {}
    for one in expansion.alternatives:
        by_span.setdefault((one.start, one.end), []).extend(one.phrases)
        if not one.ambiguous:
            added += one.phrases[:2]
    for (start, end), phrases in by_span.items():
        matched = question[start:end]
        every = tuple(dict.fromkeys((matched, *phrases)))
        terms[matched.lower()] = Term(every, tuple(_ways(every)))
    for match in WORD.finditer(question):
        word = match[0].lower().replace("’", "'")
        inside = any(start <= match.start() and match.end() <= end for start, end in spans)
        if inside or word in STOP_WORDS or (len(word) == 1 and not word.isdigit()):
            continue
        classes = classes_of(word)
        added += classes[:1]
        terms.setdefault(
            word, Term((match[0],), tuple(_ways((match[0],))), classes, tuple(_ways(classes)))
        )
    if not terms:  # nothing but stop words: better those than nothing
        terms = {word: Term((word,), (frozenset({word}),)) for word in words(question)}
    extra = list(dict.fromkeys(added))[:MOST_ADDED]
    dense = f"{question} ({'; '.join(extra)})" if extra else question
    return Query(question, tuple(terms.values()), dense)


def _ways(phrases: AnyOf[str]) -> list[Stems]:
    return [found for phrase in phrases if (found := stems(phrase))]


def _quoted(phrase: str) -> str:
    return " ".join(words(phrase)).replace('"', "")
