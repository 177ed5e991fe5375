"""Trials and the sentences that say what they found: is the right one brought up?

The form is that of Evidence Inference 2.0 (DeYoung, Lehman, Nye, Marshall, Wallace, BioNLP 2020): a folder
with ``articles/`` and ``annotations.jsonl``, whose lines have ``pmcid``, ``prompt_id``, ``intervention``,
``comparator``, ``outcome`` and ``evidence``, a sentence verbatim.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.evaluate.questions import plain
from kb.library import Library
from kb.types import Principal

PASSAGES, SENTENCES = 5, 3
# A quotation shorter than this stands in too many sentences to count as one of them.
SHORTEST = 20


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question about a trial, and the sentences that answer it."""

    article: str
    question: str
    evidence: tuple[str, ...]


def load_prompts(folder: Path, most: int = 0) -> list[Prompt]:
    """Read the prompts of a folder; ``most`` draws so many of them with a fixed seed, 0 takes all.

    Raises:
        KbError: there is no such file, or a line is of another form.
    """
    file = folder / "annotations.jsonl"
    found: dict[tuple[str, str], tuple[str, dict[str, None]]] = {}
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            one = json.loads(line)
            question = (
                f"effect of {one['intervention']} against {one['comparator']} on {one['outcome']}"
            )
            key = (str(one["pmcid"]), str(one["prompt_id"]))
            found.setdefault(key, (question, {}))[1][str(one["evidence"])] = None
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise KbError(
            f"{file} cannot be read as annotations ({error}).",
            hint="Each line needs pmcid, prompt_id, intervention, comparator, outcome and evidence.",
        ) from error
    prompts = [
        Prompt(article, question, tuple(sentences))
        for (article, _), (question, sentences) in sorted(found.items())
    ]
    if most and most < len(prompts):
        prompts = random.Random(7).sample(prompts, most)  # noqa: S311 -- a sample, not a secret
    return prompts


def evaluate_evidence(
    library: Library,
    principal: Principal,
    prompts: Sequence[Prompt],
    *,
    tell: Callable[[int], None] = lambda _done: None,
) -> dict[str, Any]:
    """Shares of the prompts for which search and the extractive answer bring up what they should.

    Returns:
        ``article_first``, ``evidence_in_first_5`` (an annotated sentence inside the first five passages),
        ``evidence_in_answer`` (inside one of the answer's first three quotations), ``answered``.
    """
    counts = dict.fromkeys(("article_first", "evidence_in_first_5", "evidence_in_answer"), 0)
    answered = 0
    for number, prompt in enumerate(prompts, start=1):
        wanted = [plain(one) for one in prompt.evidence]
        hits = library.search(prompt.question, principal, k=10)
        right = [prompt.article in hit.document.source for hit in hits]
        counts["article_first"] += bool(right and right[0])
        counts["evidence_in_first_5"] += any(
            good and any(one in plain(hit.passage.text) for one in wanted)
            for good, hit in zip(right[:PASSAGES], hits, strict=False)
        )
        answer = library.ask(prompt.question, principal, writer="extractive")
        answered += not answer.abstained
        quotes = [plain(cited.quote) for cited in answer.citations[:SENTENCES]]
        counts["evidence_in_answer"] += any(
            one in quote or (len(quote) > SHORTEST and quote in one)
            for one in wanted
            for quote in quotes
        )
        tell(number)
    total = max(1, len(prompts))
    return {
        "prompts": len(prompts),
        **{name: round(count / total, 4) for name, count in counts.items()},
        "answered": round(answered / total, 4),
    }
