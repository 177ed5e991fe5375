"""The text inside a paragraph of marked-up files: raised and lowered signs, and marks of citations.

A walker puts :data:`MARK` where a citation stands; :func:`tidy` takes the marks out, with the brackets,
commas and spaces that only they needed.
"""

from __future__ import annotations

import re
import unicodedata

# A private character: no text has it, because the walkers drop it from what they read.
MARK = "\ue000"

_RAISED = dict(zip("0123456789+-\u2212\u2013=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
# Of the Latin letters only q has no raised form.
_LETTERS = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_NUMBERS = re.compile(r"[\[(]?\s*\d{1,4}[a-z]?(?:\s*[,;\u2013\u2014-]\s*\d{1,4}[a-z]?)*\s*[\])]?")
_SIGNS = re.compile(r"[*\u2020\u2021\u00a7\u00b6#]+|[a-z]")
_MARKS = rf"{MARK}(?:\s*(?:[,;\u2013\u2014-]|and|&)?\s*{MARK})*"
_GROUP = rf"[\[(]\s*{_MARKS}[\s,;]*[\])]"
_BRACKETED = re.compile(rf"\s*{_GROUP}(?:\s*(?:[,;\u2013\u2014-]|and|&)?\s*{_GROUP})*")
_BARE = re.compile(_MARKS)
_LONE = re.compile(r"\s*[\[(][\s,;\u2013-]*[\])]")
_LISTED = re.compile(r"(?:\d+\s*[,\u2013\u2014-]\s*)+\d+")


def is_mark(text: str) -> bool:
    """Whether the text of a link to a reference is a mark ("12", "[3-5]", "a"), no name and year."""
    text = text.strip()
    return not text or bool(_NUMBERS.fullmatch(text) or _SIGNS.fullmatch(text))


def raised(text: str, before: str) -> str:
    """A superscript in plain characters, given what stands before it: "m²", "10⁻⁹", "12ᵃ", "5th".

    Numbers listed after a word or a stop ("shown.1,2") are citations that nobody linked.
    """
    text = text.strip()
    if not text or not text.replace(MARK, "").strip(" ,;[]()\u2013\u2014-"):
        return MARK if MARK in text else text
    after_number = before[-1:].isdigit()
    if _LISTED.fullmatch(text) and not after_number and before.strip():
        return MARK
    if all(one in _RAISED for one in text):
        return "".join(_RAISED[one] for one in text)
    if text.lower() in _ORDINALS:
        return text
    if all(one in _LETTERS for one in text) and (after_number or len(text) == 1):
        return "".join(_LETTERS[one] for one in text)
    # A power that no raised form exists for must not run into its base: 10^0.5.
    return f"^{text}" if after_number and text[0].isalnum() else text


def lowered(text: str, before: str) -> str:
    """A subscript in plain characters: "CO2", "HbA1c"; only after a digit as lowered ones, "log₁₀"."""
    text = text.strip()
    word = re.search(r"[^\W\d_]*\Z", before)
    if text.isdigit() and (before[-1:].isdigit() or (word and word[0].lower() in ("log", "lg"))):
        return "".join(_LOWERED[one] for one in text)
    return text


def clean(text: str) -> str:
    """Text as it was given, without the private character."""
    return text.replace(MARK, "")


def tidy(text: str) -> str:
    """A paragraph without its marks, white space evened out, composed (NFC).

    No-break and thin spaces stay: they group the digits of a number.
    """
    marked = MARK in text
    text = _SPACES.sub(" ", text)
    if marked:
        text = _BRACKETED.sub("", text)
        text = _BARE.sub("", text)
        text = _LONE.sub("", text)
        text = re.sub(r"\s+([.,;:)\]])", r"\1", text)
        text = re.sub(r"([(\[])\s*[,;]\s*", r"\1", text)
        text = re.sub(r"[,;]\s*([.)\]])", r"\1", text)
        text = re.sub(r"  +", " ", text)
    return unicodedata.normalize("NFC", text.strip(" "))
