"""British and American spelling of one word, where the change is sure.

Parts of words come from a list (``data/spelling.tsv``), because the digraphs alone decide nothing:
"glycemic" has a British form, "systemic" has none. Only -ise/-ize is a rule: it holds after the
letters named here, which leaves out exercise, precise, supervise, disguise and their like.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb.lexicon.lists import spelling_pairs

_ISE = re.compile(
    r"^(?!promis|compromis|treatis|valis|denis|beli)([a-z]+"
    r"(?:[aeiou]l|ll|[aeiou]r|[aeiou]n|gn|rn|im|om|um|ym|[aeiou]t|ic|id|rd|og|rg|as|es))"
    r"i([sz])(e|ed|es|er|ers|ing|ation|ations|able)$"
)
_LETTER = {"s": "z", "z": "s"}


class _Respelling:
    """Replaces listed parts of a word, all in one pass, the longest where several fit."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        longest_first = sorted((old for old, _ in pairs), key=len, reverse=True)
        self.parts = re.compile("|".join(longest_first))
        self.news = {old.strip("^$"): new.strip("^$") for old, new in pairs}

    def __call__(self, word: str) -> str:
        return self.parts.sub(lambda found: self.news[found[0]], word)


@lru_cache(maxsize=1)
def _respellings() -> tuple[_Respelling, _Respelling]:
    """From British to American, and from American to British."""
    pairs = spelling_pairs()
    return _Respelling(pairs), _Respelling(tuple((new, old) for old, new in pairs))


def _change(word: str, respell: _Respelling, letter: str) -> str:
    """One word respelled; ``letter`` is the s or z that -ise/-ize has in the spelling left behind."""
    changed = respell(word)
    found = _ISE.match(changed)
    if found and found.group(2) == letter:
        changed = f"{found.group(1)}i{_LETTER[letter]}{found.group(3)}"
    return changed


@lru_cache(maxsize=8192)
def american(word: str) -> str:
    """A lower-case word in American spelling; a word that is spelled one way only as it is."""
    return _change(word, _respellings()[0], "s")


@lru_cache(maxsize=8192)
def british(word: str) -> str:
    """A lower-case word in British spelling, given in American or British spelling."""
    plain = american(word)
    changed = _change(plain, _respellings()[1], "z")
    return changed if american(changed) == plain else word


def respelled(word: str) -> str | None:
    """The same lower-case word across the Atlantic, or None where both sides write it alike."""
    across = american(word)
    if across == word:
        across = british(word)
    return across if across != word else None
