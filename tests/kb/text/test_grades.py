"""A grade is shown where the source prints it with the sentence, and none is better than a wrong one.

``grades_judge.tsv`` was written before the rules, and no line of it was changed to suit them;
``grades_own.tsv`` was written with them, ``grades_after.tsv`` when they were done. In each about half of the
sentences are traps.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.text.grades import grade_of
from kb.text.sentences import sentence_spans

HERE = Path(__file__).parent
Case = tuple[str, int, int, bool, str]


def cases(name: str) -> list[Case]:
    """Passage, offsets of the sentence, whether it is a guideline's, and the grade ("-" for none)."""
    found = []
    for line in (HERE / name).read_text("utf-8").splitlines()[1:]:
        work, grade, marked = line.split("\t")
        marked = marked.replace("\\n", "\n")
        start, end = marked.index("«"), marked.index("»") - 1
        passage = marked.replace("«", "").replace("»", "")
        found.append((passage, start, end, work == "guideline", grade))
    return found


CASES = [*cases("grades_judge.tsv"), *cases("grades_own.tsv"), *cases("grades_after.tsv")]


@pytest.mark.parametrize(
    ("passage", "start", "end", "guideline", "grade"), CASES, ids=lambda one: str(one)[:40]
)
def test_the_printed_grade_and_no_other_is_found(
    passage: str, start: int, end: int, guideline: bool, grade: str
) -> None:
    found = grade_of(passage, start, end, guideline=guideline)
    assert (found.text if found else "-") == grade


def test_the_sets_hold_enough_and_as_many_traps_as_grades() -> None:
    traps = sum(grade == "-" for *_, grade in CASES)
    assert len(CASES) >= 120
    assert 0.45 <= traps / len(CASES) <= 0.6


def test_a_grade_stands_in_its_passage_as_it_is_shown() -> None:
    for passage, start, end, guideline, _ in CASES:
        found = grade_of(passage, start, end, guideline=guideline)
        if found:
            assert " ".join(passage[found.start : found.end].split()) == found.text


def test_a_sentence_does_not_get_the_grade_of_its_neighbour() -> None:
    passage = (
        "Aspirin is recommended after infarction (Class I, LOE A). Patients should walk every day. "
        "Clopidogrel may be considered (Class IIb, LOE C)."
    )
    graded = [grade_of(passage, *span, guideline=True) for span in sentence_spans(passage)]
    assert [one.text if one else None for one in graded] == [
        "Class I, LOE A",
        None,
        "Class IIb, LOE C",
    ]


def test_rows_that_are_quoted_together_have_no_grade_between_them() -> None:
    rows = "Aspirin is recommended | Class: I | Level: A\nIt may be stopped | Class: IIb | Level: C"
    assert grade_of(rows, 0, len(rows), guideline=True) is None
    first = rows.index("\n")
    found = grade_of(rows, 0, first, guideline=True)
    assert found is not None
    assert found.text == "Class: I | Level: A"


def test_short_forms_are_no_grades_outside_guidelines() -> None:
    passage = "We recommend weekly review (1B)."
    assert grade_of(passage, 0, len(passage), guideline=False) is None
    assert grade_of(passage, 0, len(passage), guideline=True) is not None


@pytest.mark.parametrize(
    "passage",
    [
        "",
        " ",
        "(",
        "(1B)",
        "We recommend (((((((((((((((((((((((",
        "We recommend it. " + "1,2-3 " * 2000,
        "We recommend " + "very low " * 2000 + "(Grade 1B",
        "We recommend it (" + "Class I, " * 300 + ")",
        "Class I " * 3000,
        "\n" * 5000 + "Use it. A",
        "⊕" * 5000,
    ],
    ids=lambda text: text[:20],
)
def test_odd_texts_have_no_grade_and_take_no_time(passage: str) -> None:
    assert grade_of(passage, 0, len(passage), guideline=True) is None
