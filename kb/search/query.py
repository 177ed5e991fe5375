"""A question made ready for search: its words, what else they are called, and how to ask each index."""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from collections.abc import Iterable
from dataclasses import dataclass

from kb.lexicon.drug_classes import classes_of, drugs_of
from kb.lexicon.expand import expand
from kb.text.names import is_clinical_name
from kb.text.stems import stems
from kb.text.words import STOP_WORDS, WORD, words

MOST_TERMS = 64
MOST_RELATED = 8
# What finding only something related is worth: the class of the drug that was asked about, say.
RELATED_CREDIT = 0.6

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a question, with other ways to say it.

    Each way is a set of stems, all of which a text must hold. ``phrases`` are the same ways as written,
    the question's own first; ``related`` are weaker: the classes of a drug, the drugs of a class, the
    meanings of an ambiguous abbreviation. ``named`` is set for clinical names: what the word lists know,
    and words of that form.
    """

    phrases: tuple[str, ...]
    ways: tuple[Stems, ...]
    related: tuple[str, ...] = ()
    related_ways: tuple[Stems, ...] = ()
    named: bool = False

    def found_in(self, text: AnyOf[str]) -> float:
        """1 if a text's stems hold the term, ``RELATED_CREDIT`` if only something related, else 0."""
        if any(way <= set(text) for way in self.ways):
            return 1.0
        if any(way <= set(text) for way in self.related_ways):
            return RELATED_CREDIT
        return 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the full-text index is asked it; the embedding model is given ``text`` as it is.

    Adding the other ways to say a term helps BM25, which knows no meaning, and hurts the embedding,
    which does: docs/decisions/0006-hybrid-retrieval.md. ``read_as`` are words that stand nowhere in the
    library, each with the name that it was taken for; ``text`` has the names.
    """

    text: str
    terms: tuple[Term, ...]
    read_as: tuple[tuple[str, str], ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The content words of the question itself, quoted for FTS5."""
        kept = [word.removesuffix("'s") for word in words(self.text) if word not in STOP_WORDS]
        if not kept:
            kept = list(words(self.text))
        return quoted(kept)[:MOST_TERMS]

    @property
    def phrases(self) -> tuple[str, ...]:
        """Every way to say every term, quoted for FTS5, so that no sign in it is syntax."""
        phrases = [
            phrase
            for term in self.terms
            for phrase in (*term.phrases, *term.related[:MOST_RELATED])
        ]
        singles = [
            word.removesuffix("'s") for term in self.terms for word in words(term.phrases[0])
        ]
        kept = [word for word in singles if word not in STOP_WORDS] + phrases
        return quoted(kept)[:MOST_TERMS]

    @property
    def match(self) -> str:
        """The FTS5 expression: all phrases, OR-ed; may be empty."""
        return " OR ".join(self.phrases)


def prepare(question: str) -> Query:
    """Find the terms of a question and what else they are called."""
    expansion = expand(question)
    spans = [(one.start, one.end) for one in expansion.alternatives]
    terms: dict[str, Term] = {}
    for start, end in dict.fromkeys(spans):
        found = [one for one in expansion.alternatives if (one.start, one.end) == (start, end)]
        matched = question[start:end]
        sure = [phrase for one in found if not one.ambiguous for phrase in one.phrases]
        unsure = [phrase for one in found if one.ambiguous for phrase in one.phrases]
        every = tuple(dict.fromkeys((matched, *sure)))
        kin = (one for phrase in every for one in drugs_of(phrase))
        related = tuple(dict.fromkeys((*unsure, *kin)))
        terms[matched.lower()] = Term(
            every, _ways(every), related, _ways(related), named=any(one.named for one in found)
        )
    for match in WORD.finditer(question):
        word = match[0].lower().replace("’", "'").removesuffix("'s")
        inside = any(start <= match.start() and match.end() <= end for start, end in spans)
        if inside or word in STOP_WORDS or (len(word) == 1 and not word.isdigit()):
            continue
        related = classes_of(word) or drugs_of(word)
        terms.setdefault(
            word,
            Term(
                phrases=(word,),
                ways=_ways((word,)),
                related=related,
                related_ways=_ways(related),
                named=bool(related) or is_clinical_name(word),
            ),
        )
    if not terms:  # nothing but stop words: better those than nothing
        terms = {word: Term((word,), (frozenset({word}),)) for word in words(question)}
    return Query(question, tuple(terms.values()))


def _ways(phrases: AnyOf[str]) -> tuple[Stems, ...]:
    return tuple(found for phrase in phrases if (found := stems(phrase)))


def quoted(phrases: Iterable[str]) -> tuple[str, ...]:
    """Phrases as FTS5 takes them, each once; those without a word are left out."""
    plain = (" ".join(words(phrase)).replace('"', "") for phrase in phrases)
    return tuple(dict.fromkeys(f'"{one}"' for one in plain if one))
