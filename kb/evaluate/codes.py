"""How well words lead to codes: held-out synonyms, and the inclusion terms of the list itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from kb.errors import KbError
from kb.terms.finder import CodeFinder

_DATA = Path(__file__).parent / "data"
PAIRS = (_DATA / "code_pairs.tsv", _DATA / "code_pairs_drawn.tsv")
FIRST = 5
DEPTH = 10

Part = Literal["tune", "test", "drawn"]
_PARTS: tuple[Part, ...] = ("tune", "test", "drawn")


@dataclass(frozen=True, slots=True)
class CodePair:
    """Words and the codes that are right for them; a heading stands for all below it."""

    part: Part
    words: str
    codes: tuple[str, ...]

    def right(self, code: str) -> bool:
        """Whether a code is one of them, or stands below one of them."""
        return any(code.startswith(one) for one in self.codes)

    def category(self, code: str) -> bool:
        """Whether a code is right or of the same category (three characters)."""
        return any(code[:3] == one[:3] for one in self.codes)


def load_pairs(*paths: Path) -> list[CodePair]:
    """Pairs from files of lines "part, words, codes parted by |", parted by tabs; ours if none given.

    Raises:
        KbError: a line is not of that form.
    """
    pairs = []
    for path in paths or PAIRS:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = line.split("\t")
            part = next((one for one in _PARTS if one == parts[0]), None)
            if len(parts) != 3 or part is None:
                raise KbError(
                    f"{path}:{number} is not a pair: part, words and codes parted by tabs."
                )
            pairs.append(CodePair(part, parts[1], tuple(parts[2].split("|"))))
    return pairs


def evaluate_codes(
    finder: CodeFinder,
    *,
    pairs: Sequence[CodePair] | None = None,
    inclusion_terms: int | None = None,
    held_out: bool = True,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[dict[str, Any]]:
    """One row each for the tuning pairs, the test pairs, the drawn ones and the inclusion terms.

    A row has the shares of questions whose first code, and one of whose first five, is right or of the
    right category; the share whose first code is right to the letter; and latency in milliseconds.

    Args:
        held_out: leave out those of the project's own index terms that are words of the pairs.
        inclusion_terms: ask for this many, evenly taken; all (about 12,600) if None, none if 0.
    """
    every = list(load_pairs() if pairs is None else pairs)
    terms = _inclusion_terms(finder, inclusion_terms)
    apart = finder.leaving_out(pair.words for pair in every) if held_out else finder
    total = len(every) + len(terms)
    rows = []
    done = 0
    for name, chosen in (
        ("synonyms, tune", [pair for pair in every if pair.part == "tune"]),
        ("synonyms, test", [pair for pair in every if pair.part == "test"]),
        ("synonyms, drawn", [pair for pair in every if pair.part == "drawn"]),
        ("inclusion terms", terms),
    ):
        asked = finder if name == "inclusion terms" else apart
        firsts, fives, exact, took, missed = [], [], [], [], []
        for pair in chosen:
            began = time.perf_counter()
            found = [match.code for match in asked.find(pair.words, DEPTH)]
            took.append(1000 * (time.perf_counter() - began))
            firsts.append(bool(found) and pair.category(found[0]))
            fives.append(any(pair.category(code) for code in found[:FIRST]))
            exact.append(bool(found) and pair.right(found[0]))
            if not firsts[-1]:
                missed.append(
                    {"words": pair.words, "codes": list(pair.codes), "found": found[:FIRST]}
                )
            done += 1
            tell(done, total)
        if chosen:
            rows.append(
                {
                    "name": name,
                    "questions": len(chosen),
                    "first": round(float(np.mean(firsts)), 4),
                    "in_first_5": round(float(np.mean(fives)), 4),
                    "first_to_the_letter": round(float(np.mean(exact)), 4),
                    "p50_ms": round(float(np.percentile(took, 50)), 2),
                    "p95_ms": round(float(np.percentile(took, 95)), 2),
                    "missed": missed,
                }
            )
    return rows


def _inclusion_terms(finder: CodeFinder, most: int | None) -> list[CodePair]:
    """Inclusion terms with all the codes that list them; a heading stands for those below it."""
    if most == 0:
        return []
    holders: dict[str, list[str]] = {}
    for code, kind, text in finder.book.tables.every_note(finder.book.release_key):
        # "Conditions classifiable to C50.-" and its like point to codes; nobody would search for them.
        if kind == "inclusion" and "classifiable to" not in text:
            holders.setdefault(text, []).append(code)
    pairs = [CodePair("test", text, tuple(codes)) for text, codes in holders.items()]
    if most is None or most >= len(pairs):
        return pairs
    step = len(pairs) / most
    return [pairs[int(at * step)] for at in range(most)]
