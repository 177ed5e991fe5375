"""Words that are near to what was typed: other words for it, and the parts of which it is made.

"Colpitis", "inflammation of the vagina" and "vaginitis" are one thing: the first and the last fall into the
same parts (``data/word_parts.tsv``), which the second says outright. Words of a line of
``data/near_words.tsv`` may stand for one another, for less than the word itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from kb.terms.wording import DATA, stems_of, tokens, word_stem

_NEAR = 0.72
_SHORTEST = 6

Parts = tuple[frozenset[str], str]


def _lines(name: str) -> list[list[str]]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _near() -> Mapping[str, Mapping[str, float]]:
    """Stem to the stems that may stand for it, with how well."""
    found: dict[str, dict[str, float]] = {}
    for words in _lines("near_words.tsv"):
        stems = {word_stem(word) for word in words}
        for one in stems:
            found.setdefault(one, {}).update(dict.fromkeys(stems - {one}, _NEAR))
    return found


def stand_ins(stem: str) -> dict[str, float]:
    """The stems that may stand for one, itself for 1."""
    return {**_near().get(stem, {}), stem: 1.0}


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Beginnings and endings of compounds to their plain words."""
    forms: dict[str, str] = {}
    endings: dict[str, str] = {}
    for kind, plain, *spelled in _lines("word_parts.tsv"):
        (forms if kind == "form" else endings).update(dict.fromkeys(spelled, plain))
    return forms, endings


@lru_cache(maxsize=8192)
def apart(word: str) -> tuple[str, str] | None:
    """The plain words of a compound, body part first; None where it is none we know."""
    if len(word) < _SHORTEST:
        return None
    forms, endings = _tables()
    for at in range(2, len(word) - 2):
        plain = endings.get(word[at:])
        form = forms.get(word[:at]) or forms.get(word[:at].removesuffix("o"))
        if plain and form:
            return form, plain
    return None


def _key(form: str, ending: str) -> Parts:
    return frozenset(stems_of(form)), word_stem(ending)


def by_parts(words: Iterable[str]) -> dict[Parts, tuple[str, ...]]:
    """The compounds among words, by their parts."""
    found: dict[Parts, tuple[str, ...]] = {}
    for word in words:
        parts = apart(word)
        if parts:
            key = _key(*parts)
            found[key] = (*found.get(key, ()), word)
    return found


def rephrased(text: str, known: Mapping[Parts, tuple[str, ...]]) -> list[str]:
    """A text with its compound in plain words, and with compounds for its plain words."""
    result: list[str] = []
    own = tokens(text)
    for token in own:
        parts = apart(token.written.lower())
        if parts is None:
            continue
        before, after = text[: token.start], text[token.end :]
        result.append(f"{before}{parts[0]} {parts[1]}{after}")
        others = known.get(_key(*parts), ())
        result += [f"{before}{one}{after}" for one in others if one != token.written.lower()][:2]
    stems = [token.stem for token in own]
    for (form, ending), compounds in known.items():
        if ending in stems and form.issubset(stems):
            rest = [
                token.written for token in own if token.stem != ending and token.stem not in form
            ]
            result += [" ".join([*rest, one]) for one in compounds[:2]]
    return list(dict.fromkeys(result))[:4]
