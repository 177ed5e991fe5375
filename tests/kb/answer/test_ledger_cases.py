"""Some six hundred sentences against their passages: faults are not believed, faithful sentences are held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.answer.verify import SentenceCheck, check
from tests.fakes.passages import passage

FILE = Path(__file__).with_name("ledger_cases.txt")
HELD = ("quoted", "supported")
LEAST_HELD = 0.75
# What the ledger cannot see: each rests on words of one sentence that mean something else together.
BLIND = frozenset(
    {
        "CA 19-9 was 14.2 mg/dL.",
        "On presentation the platelet count was 156 x 10^9/L.",
        "Unopened pens are stable at room temperature for 28 days.",
        "Screening is recommended between 76 and 85 years.",
        "Azithromycin was given at 5 mg/kg on day 1.",
        "11 children aged 5 to 12 years had a relapse.",
    }
)


@dataclass(frozen=True)
class Case:
    text: str
    sentence: str
    kind: str
    faithful: bool
    planted: tuple[str, ...]


def cases() -> Iterator[Case]:
    text = ""
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("P "):
            text = line[2:]
        elif line[:2] in ("F ", "X "):
            kind, _, sentence = line[2:].partition(" | ")
            planted = tuple(re.findall(r"\{(.*?)\}", sentence))
            yield Case(text, re.sub(r"[{}]", "", sentence), kind, line[0] == "F", planted)


CASES = tuple(cases())
FAULTS = [case for case in CASES if not case.faithful]
FAITHFUL = [case for case in CASES if case.faithful]


def _checked(case: Case) -> SentenceCheck:
    return check(case.sentence, [passage(case.text)])


def test_the_set_is_large_and_every_kind_of_fault_is_in_it() -> None:
    assert len(FAULTS) > 200
    assert len(FAITHFUL) > 200
    wanted = "digit decimal unit swap negation direction comparison hedge population drug word time"
    assert set(wanted.split()) <= {case.kind for case in FAULTS}


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: f"{case.kind}: {case.sentence[:60]}")
def test_a_fault_is_not_believed(case: Case) -> None:
    state = _checked(case).state
    assert (state in HELD) == (case.sentence in BLIND)


@pytest.mark.parametrize(
    "case",
    [case for case in FAULTS if case.planted],
    ids=lambda case: f"{case.kind}: {case.sentence[:60]}",
)
def test_a_planted_number_is_not_shown_as_supported(case: Case) -> None:
    found = _checked(case)
    held = [number for number, supported in found.numbers if supported]
    for planted in case.planted:
        digits = re.findall(r"\d+(?:\.\d+)?", planted)
        assert not any(number in held for number in [planted, *digits])


def test_most_faithful_sentences_are_held() -> None:
    held = [case for case in FAITHFUL if _checked(case).state in HELD]
    assert len(held) >= LEAST_HELD * len(FAITHFUL)


def test_verbatim_sentences_are_quoted() -> None:
    verbatim = [case for case in FAITHFUL if case.kind == "verbatim"]
    assert verbatim
    long = [case for case in verbatim if len(case.sentence.split()) >= 4]
    assert {_checked(case).state for case in long} == {"quoted"}
