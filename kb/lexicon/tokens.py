"""The words of a listed phrase or a question, brought to forms that can be compared."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# Words that end in s and are no plurals, beside those in -ss, -us and -is.
_NO_PLURAL = frozenset({"diabetes", "herpes", "rabies", "scabies", "ascites", "series", "species"})


def base(word: str) -> str:
    """A lower-case word without the possessive: "crohn's" becomes "crohn"."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def singular(word: str) -> str:
    """A lower-case word without the plural, by rules alone: "biopsies" becomes "biopsy".

    It serves to compare words, both sides having gone through it; it is not always a word itself.
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word in _NO_PLURAL:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 7 and word.endswith(("oses", "yses", "ases")):
        return word[:-2] + "is" if not word.endswith("eases") else word[:-1]
    return word[:-1]
