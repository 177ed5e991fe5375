"""A table's text says in each row what its columns and its parent rows say."""

from __future__ import annotations

from ingest.readers.tables import INDENT, column_heads, printed_rows, table_text
from kb.types import Table


def table(*rows: tuple[str, ...], heads: int = 1, notes: str | None = None) -> Table:
    return Table("Table 1. Survival.", 1, rows, heads, notes)


def lines(one: Table) -> list[str]:
    return table_text(one)[0].split("\n")


def test_a_row_says_its_columns_heads() -> None:
    assert lines(table(("", "Arm A", "Arm B"), ("Median survival", "9", "12"))) == [
        "Table 1. Survival.",
        "Median survival | Arm A: 9 | Arm B: 12",
    ]


def test_heads_of_two_rows_are_said_together() -> None:
    one = table(("", "Arm A", "Arm A"), ("", "n", "%"), ("Women", "5", "50"), heads=2)
    assert column_heads(one) == ("", "Arm A n", "Arm A %")
    assert lines(one)[1] == "Women | Arm A n: 5 | Arm A %: 50"


def test_an_indented_label_stands_under_its_parent_until_the_indentation_ends() -> None:
    one = table(
        ("", "n"),
        ("Age", ""),
        (f"{INDENT}> 65", "3"),
        (f"{INDENT}≤ 65", "4"),
        ("Women", "2"),
    )
    assert lines(one)[1:] == ["Age", "Age > 65 | n: 3", "Age ≤ 65 | n: 4", "Women | n: 2"]


def test_without_indentation_a_label_without_values_heads_what_follows() -> None:
    one = table(("", "n"), ("Race", ""), ("White", "3"), ("Sex:", ""), ("Female", "4"))
    assert lines(one)[1:] == ["Race", "Race, White | n: 3", "Sex:", "Sex: Female | n: 4"]


def test_a_label_that_spans_all_columns_is_said_once() -> None:
    one = table(("", "A", "B"), ("Toxicity", "Toxicity", "Toxicity"), ("Nausea", "1", "2"))
    assert lines(one)[1:] == ["Toxicity", "Toxicity, Nausea | A: 1 | B: 2"]


def test_equal_values_under_different_heads_are_both_said() -> None:
    assert lines(table(("", "A", "B"), ("Nausea", "1", "1")))[1] == "Nausea | A: 1 | B: 1"


def test_empty_cells_are_left_out_and_notes_come_last() -> None:
    one = table(("", "A", "B"), ("Nausea", "", "1"), notes="Grade 3\nor more.")
    assert lines(one)[1:] == ["Nausea | B: 1", "Grade 3 or more."]


def test_a_row_without_a_label_belongs_to_the_label_above() -> None:
    one = table(("Species", "Place"), ("Coyote", "Montana"), ("", "California"))
    assert lines(one)[1:] == ["Coyote | Place: Montana", "Coyote | Place: California"]


def test_each_row_knows_where_it_stands() -> None:
    one = table(("", "A"), ("", ""), ("Nausea", "1"), ("Pain", "2"))
    text, spans = table_text(one)
    assert spans[0] is None
    assert spans[1] is None
    assert [text[slice(*span)] for span in spans if span] == ["Nausea | A: 1", "Pain | A: 2"]


def test_ragged_and_empty_tables_are_no_trouble() -> None:
    assert table_text(Table(None, 1, (), 0)) == ("", ())
    assert lines(table(("A", "B"), ("x",), ("y", "1", "2"))) == [
        "Table 1. Survival.",
        "x",
        "y | B: 1 | 2",
    ]


def test_spanning_heads_are_printed_once() -> None:
    one = table(("Sex", "Arm", "Arm"), ("Sex", "n", "n"), ("Women", "5", "5"), heads=2)
    assert printed_rows(one) == [["Sex", "Arm", ""], ["", "n", "n"], ["Women", "5", "5"]]
