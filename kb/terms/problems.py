"""What can be wrong with what somebody typed: a value, a unit, a name.

Every problem of one call is collected first, so that all of them can be mended at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from kb.errors import KbError


class InvalidInput(KbError):
    """Values or units that cannot be used. ``problems`` has one sentence for each of them."""

    def __init__(self, problems: Sequence[str], *, hint: str = "") -> None:
        super().__init__(" ".join(problems), hint=hint)
        self.problems = tuple(problems)


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names that a mistyped one is most like, best first; empty where none is close."""
    by_key: dict[str, str] = {}
    for name in known:
        by_key.setdefault(name.casefold(), name)
    found = get_close_matches(word.casefold(), list(by_key), n=most, cutoff=0.72)
    return tuple(by_key[key] for key in found)


def perhaps(word: str, known: Iterable[str]) -> str:
    """A hint for a name that is not known: "Perhaps: creatinine, creatine kinase."; may be empty."""
    names = nearest(word, known)
    return f"Perhaps: {', '.join(names)}." if names else ""
