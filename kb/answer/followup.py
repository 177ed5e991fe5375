"""Questions that lean on the one before: "And in pregnancy?", "How often should it be checked?".

No model is asked. A question is read together with the one before it when it begins as a follow-up does, or
names nothing of its own and points back; otherwise it stands alone. The reader is told how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.search.query import prepare
from kb.types import Answer

MOST_CHARACTERS = 400
_BEGINS = re.compile(
    r"\W*(?:and\b|but\b|or\b|what about\b|how about\b|what if\b|why\b(?: not)?\W*$|also\b|then\b|in that case\b"
    r"|same (?:for|in)\b|(?:what|how) else\b|otherwise\b|instead\b|compared (?:with|to)\b|versus\b|vs\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|these|those|he|she|him|her|his|such|"
    r"that (?:drug|dose|target|group|case|patient|test|trial|study|guideline|treatment)|the same|"
    r"the (?:former|latter|first|second|other)(?: one)?)\b",
    re.IGNORECASE,
)
FEW_WORDS = 4


def leans(question: str) -> bool:
    """Whether a question can hardly be understood without the one before."""
    if _BEGINS.match(question):
        return True
    if any(term.named for term in prepare(question).terms):
        return False
    return bool(_POINTS_BACK.search(question)) or len(question.split()) < FEW_WORDS


def read_with(question: str, earlier: Sequence[str]) -> str:
    """The question as it is asked of the library: with the one before where it leans on it.

    Args:
        earlier: the conversation's questions as they were read, oldest first.
    """
    question = " ".join(question.split())
    if not earlier or not leans(question):
        return question
    before = earlier[-1].strip().rstrip("?!. ")
    return f"{before}: {question}" if len(before) <= MOST_CHARACTERS else question


def reading(question: str) -> str:
    """Tell the reader how a follow-up was read."""
    return f"Read together with the question before: “{question}”"


def told(answer: Answer, typed: str, read: str) -> Answer:
    """The answer with a word on how its question was read, where that is not as it was typed."""
    if " ".join(typed.split()) == read:
        return answer
    return replace(answer, notice=f"{reading(read)} {answer.notice or ''}".strip())
