"""How well answers cite: precision and recall of citations, quotations, numbers, and what they cover.

Citation recall and precision are those of ALCE (Gao, Yen, Yu, Chen, EMNLP 2023) at sentence level. ALCE asks
a language model whether the cited text entails the sentence; here the ledger of :mod:`kb.answer.verify`
says so (quoted or supported), which needs no model and is stricter about numbers.

A set is JSONL: ``question``, and optionally ``gold``, statements that a good answer contains. BEIR
folders whose questions have an ``ideal_answer`` or ``long_answer`` serve as well.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.answer.carrying import content, stands_verbatim
from kb.answer.numbers import Standing, number_standings
from kb.answer.verify import check
from kb.errors import KbError
from kb.evaluate.questions import plain, rounded
from kb.library import Library
from kb.text.sentences import sentence_spans
from kb.types import Answer, Passage, Principal

# A gold statement counts as covered where the answer holds this share of its content words.
COVERED = 0.6
HELD = ("quoted", "supported")


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """A question and the statements that a good answer contains."""

    id: str
    question: str
    gold: tuple[str, ...] = ()


def load_asked(path: Path) -> list[AskedAnswer]:
    """Read a set: a JSONL file, or a folder with ``queries.jsonl``.

    Raises:
        KbError: a line is not a question.
    """
    file = path / "queries.jsonl" if path.is_dir() else path
    asked = []
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KbError(f"{file} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if value.get("answerable") is False:
                continue
            question = str(value.get("question") or value["text"])
            asked.append(
                AskedAnswer(
                    str(value.get("_id") or value.get("id") or number), question, _gold(value)
                )
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise KbError(
                f"{file}:{number} is not a question ({error}).",
                hint="Each line needs a question, and a list `gold` of statements where there are any.",
            ) from error
    return asked


def _gold(value: dict[str, Any]) -> tuple[str, ...]:
    for name in ("gold", "quote", "ideal_answer", "long_answer"):
        found = value.get(name)
        if not found:
            continue
        # Several ideal answers say the same in other words: the first one is the one to cover.
        text = found if isinstance(found, str) else found[0]
        if name == "gold":
            return tuple(str(one) for one in ([found] if isinstance(found, str) else found))
        return tuple(text[start:end] for start, end in sentence_spans(text))
    return ()


def evaluate_answers(
    library: Library,
    principal: Principal,
    asked: Sequence[AskedAnswer],
    *,
    writer: str | None = None,
    tell: Callable[[int], None] = lambda _done: None,
) -> dict[str, Any]:
    """Ask everything and judge the answers.

    Returns:
        ``answered``; over the sentences of the answers ``citation_recall`` (the share that their
        citations together carry) and ``citation_precision`` (the share of citations that carry the
        sentence, or without which it would no longer be carried); ``quotes_verbatim`` (of all cited
        quotations, found in the passage), ``numbers_supported``; ``coverage`` of the gold statements.
    """
    judged: list[_Judged] = []
    answered = 0
    for number, one in enumerate(asked, start=1):
        answer = library.ask(one.question, principal, writer=writer)
        answered += not answer.abstained
        if not answer.abstained:
            judged.append(_judge(library, principal, one, answer))
        tell(number)
    return {
        "questions": len(asked),
        "answered": answered,
        "sentences": sum(len(one.recalled) for one in judged),
        "citation_recall": _mean(value for one in judged for value in one.recalled),
        "citation_precision": _mean(value for one in judged for value in one.precise),
        "quotes": sum(len(one.verbatim) for one in judged),
        "quotes_verbatim": _mean(value for one in judged for value in one.verbatim),
        "numbers": sum(len(one.numbers) for one in judged),
        "numbers_supported": _mean(value for one in judged for value in one.numbers),
        "coverage": _mean(one.coverage for one in judged if one.coverage is not None),
    }


@dataclass(frozen=True, slots=True)
class _Judged:
    recalled: list[bool]
    precise: list[bool]
    verbatim: list[bool]
    numbers: list[bool]
    coverage: float | None


def _judge(library: Library, principal: Principal, one: AskedAnswer, answer: Answer) -> _Judged:
    passages = {
        cited.n: library.passage(cited.passage_id, principal)[0] for cited in answer.citations
    }
    recalled: list[bool] = []
    precise: list[bool] = []
    numbers: list[bool] = []
    for sentence in answer.sentences:
        cited = [passages[n] for n in sentence.citations if n in passages]
        held = _held(sentence.text, cited)
        recalled.append(held)
        for place in range(len(cited)):
            rest = cited[:place] + cited[place + 1 :]
            alone = _held(sentence.text, [cited[place]])
            precise.append(held and (alone or not _held(sentence.text, rest)))
        numbers += [
            standing is not Standing.ABSENT
            for _, standing in number_standings(sentence.text, [one.text for one in cited])
        ]
    verbatim = [plain(c.quote) in plain(passages[c.n].text) for c in answer.citations]
    return _Judged(recalled, precise, verbatim, numbers, _coverage(one.gold, answer))


def _held(sentence: str, cited: Sequence[Passage]) -> bool:
    if not cited:
        return False
    if any(stands_verbatim(sentence, passage.text) for passage in cited):
        return True
    return check(sentence, cited).state in HELD


def _coverage(gold: Sequence[str], answer: Answer) -> float | None:
    """The share of gold statements that the answer's sentences hold, by content words."""
    statements = [words for one in gold if (words := content(one))]
    if not statements:
        return None
    given: frozenset[str] = frozenset().union(*(content(one.text) for one in answer.sentences))
    return statistics.mean(len(words & given) / len(words) >= COVERED for words in statements)


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return rounded(statistics.mean(found)) if found else None
