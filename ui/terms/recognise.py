"""Whether what somebody typed is a code or words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.terms.codes import CodeBook, CodeEntry

# A letter, a digit, a digit (or A or B, as in C4A), then up to four more signs; the dot may be missing.
_CODE = re.compile(r"[A-Z]\d[0-9AB](?:\.?[0-9A-Z]{1,4}|\.)?-?", re.IGNORECASE)
_BLOCK = re.compile(r"[A-Z]\d[0-9AB]-[A-Z]\d[0-9AB]", re.IGNORECASE)
_CHAPTER = re.compile(r"(?:chapter\s+)?(\d{1,2})", re.IGNORECASE)
# A code of ICD-9-CM, which some still have at hand; there is none of that name now.
_ICD9 = re.compile(r"\d{3}\.\d{1,2}")
CHAPTERS = 22


def code_in(text: str) -> str | None:
    """The code that ``text`` has the form of, without a closing dash; None for words.

    "E11.22", "e1122", "E11.-", "E08-E13" and "chapter 4" are codes, "chf" is not. A code of ICD-9-CM
    ("250.00") is one, too: nobody means words by it.
    """
    text = " ".join(text.split())
    if _BLOCK.fullmatch(text) or _ICD9.fullmatch(text):
        return text
    if _CODE.fullmatch(text):
        return text.rstrip("-").rstrip(".")
    chapter = _CHAPTER.fullmatch(text)
    if chapter and 1 <= int(chapter[1]) <= CHAPTERS:
        return str(int(chapter[1]))
    return None


def recognised(text: str, book: CodeBook) -> CodeEntry | None:
    """The entry of the code that ``text`` is; None where it is words.

    What only looks like a code ("B12", "A1c") counts as words where it is a known abbreviation and no
    code.

    Raises:
        NotFound: it can be nothing but a code, and there is none of that name.
    """
    from kb.errors import NotFound
    from kb.lexicon.lists import abbreviations

    code = code_in(text)
    if code is None:
        return None
    try:
        return book.entry(code)
    except NotFound:
        if any(one.short.lower() == text.strip().lower() for one in abbreviations()):
            return None
        raise
