"""Text made readable that was written so that rules do not read it: signs that cannot be seen, letters of
another alphabet in a Latin word, letters set apart, and base64 or hexadecimal.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata

# Letters that look like Latin ones (a selection of Unicode's confusables, UTS 39).
_LOOKALIKES = str.maketrans(
    "аеорсхуіјѕԁһԛԝВЕНКМОРСТХАЅІЈαοενικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcxyijsdhqwBEHKMOPCTXASIJaoevikptuxABEZHIKMNOPTYX",
)
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]|[\U000e0000-\U000e007f]"
)
_WORD = re.compile(r"\w+")
_SET_APART = re.compile(
    r"(?<!\w)(?:[A-Za-z] ){4,}[A-Za-z](?!\w)(?:  (?:[A-Za-z] ){2,}[A-Za-z](?!\w))*"
)
_BASE64 = re.compile(
    r"(?<![\w+/=])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/=])"
)
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){16,}(?!\w)")
_FEWEST_WORDS = 3
"""Words from which what was decoded is a text and no chance."""


def undisguised(sentence: str) -> str:
    """The sentence as a reader, or a model, would take it, on one line."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", sentence))
    text = _WORD.sub(lambda found: _in_latin(found[0]), text)
    text = _SET_APART.sub(lambda found: re.sub(r"(?<=\w) (?=\w)", "", found[0]), text)
    return " ".join(text.split())


def _in_latin(word: str) -> str:
    """A word of two alphabets in Latin; a word that is wholly Greek or Russian stays."""
    latin = any("a" <= char.lower() <= "z" for char in word)
    return word.translate(_LOOKALIKES) if latin and not word.isascii() and len(word) > 3 else word


def hidden_text(sentence: str) -> str:
    """What base64 or hexadecimal in a sentence says, where it is text in words; empty otherwise."""
    found = [_in_words(_from_base64(match[0])) for match in _BASE64.finditer(sentence)]
    found += [_in_words(_from_hex(match[0])) for match in _HEX.finditer(sentence)]
    return " ".join(one for one in found if one)


def _from_base64(written: str) -> bytes:
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4))
    except binascii.Error:
        return b""


def _from_hex(written: str) -> bytes:
    try:
        return bytes.fromhex(re.sub(r"[ :]", "", written))
    except ValueError:
        return b""


def _in_words(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() and len(text.split()) >= _FEWEST_WORDS else ""
