"""The sentences of a passage that say something."""

from __future__ import annotations

from kb.text.statements import MOST_WORDS, statement_spans


def said(text: str, *, rows: bool = False) -> list[str]:
    return [text[start:end] for start, end in statement_spans(text, rows=rows)]


def test_sentences_are_given_with_their_offsets() -> None:
    text = "Metformin is given first. It lowers HbA1c by about one percent."
    assert said(text) == ["Metformin is given first.", "It lowers HbA1c by about one percent."]


def test_scraps_and_runaways_are_left_out() -> None:
    runaway = " ".join(["word"] * (MOST_WORDS + 1)) + "."
    assert said(f"See below. {runaway} Renal function is checked yearly.") == [
        "Renal function is checked yearly."
    ]


def test_of_a_table_the_lines_are_given() -> None:
    table = "Table 1. Doses of each drug\nMetformin | Dose: 500 mg | Times: twice\n"
    assert said(table, rows=True) == [
        "Table 1. Doses of each drug",
        "Metformin | Dose: 500 mg | Times: twice",
    ]


def test_nothing_says_nothing() -> None:
    assert said("") == said("\n \n", rows=True) == []
