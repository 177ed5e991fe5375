"""What an answer says beside its sentences: how words were read, what would answer, where sources disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.types import Answer
from ui.web.cite import badges


def read_as(pairs: Sequence[tuple[str, str]]) -> str:
    """How words that stand nowhere in the library were read, in a sentence; empty where there are none."""
    if not pairs:
        return ""
    meant = ", ".join(dict.fromkeys(meant for _, meant in pairs))
    typed = ", ".join(f"“{typed}”" for typed, _ in pairs)
    return f"Searched also for: {meant}. No passage has {typed}."


def advice(answer: Answer) -> dict[str, str]:
    """What would answer, in words, and the PubMed search to copy."""
    if not answer.abstained or answer.advice is None:
        return {"kinds": "", "pubmed": ""}
    return {"kinds": one_of(answer.advice.kinds), "pubmed": answer.advice.pubmed}


def one_of(kinds: Sequence[str]) -> str:
    """``A guideline or a systematic review``."""
    named = [one if one.startswith("the ") else f"{_article(one)} {one}" for one in kinds]
    text = " or ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)
    return f"{text[:1].upper()}{text[1:]}"


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeio" else "a"


def disagreements(answer: Answer) -> list[list[dict[str, Any]]]:
    """Pairs of sources that disagree: what each says, and its year and design."""
    by_number = {citation.n: citation for citation in answer.citations}
    return [
        [
            {
                "n": n,
                "says": says,
                "title": by_number[n].document.title,
                "about": " · ".join(
                    [
                        str(by_number[n].document.metadata.year or "year unknown"),
                        *badges(by_number[n].document),
                    ]
                ),
            }
            for n, says in ((pair.first, pair.first_says), (pair.second, pair.second_says))
        ]
        for pair in answer.conflicts
        if pair.first in by_number and pair.second in by_number
    ]


def said(answer: Answer) -> list[str]:
    """The same in sentences, for an export."""
    found = []
    for pair in disagreements(answer):
        each = "; ".join(f"[{one['n']}] ({one['about']}): {one['says']}" for one in pair)
        found.append(f"Sources disagree: {each}.")
    if answer.abstained and answer.advice is not None:
        found.append(f"What would answer it: {one_of(answer.advice.kinds)}.")
    if answer.read_as:
        found.append(read_as(answer.read_as))
    return found
