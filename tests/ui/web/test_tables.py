"""A table is shown as a table: heads with what they span, levels of rows, the cited row marked."""

from __future__ import annotations

from dataclasses import replace

import pymupdf
import pytest

from ingest.readers.tables import INDENT, table_text
from kb.types import Table
from ui.web import evidence, tables

ROWS = (
    ("Group", "Arm", "Arm"),
    ("Group", "Treated", "Control"),
    ("Age", "", ""),
    (f"{INDENT}> 65", "3", "4"),
    ("Women", "7", "8"),
)
START = 500


def placed(rows: tuple[tuple[str, ...], ...] = ROWS) -> Table:
    table = Table("Table 1. Patients.", 1, rows, 2, "Numbers of patients.", START)
    return replace(table, end=START + len(table_text(table)[0]))


def cited(line: str) -> tuple[int, int]:
    at = START + table_text(placed())[0].index(line)
    return at, at + len(line)


def test_heads_are_shown_once_over_what_they_span() -> None:
    first, second = tables.shown(placed())["heads"]
    assert [(one["text"], one["columns"], one["rows"]) for one in first] == [
        ("Group", 1, 2),
        ("Arm", 2, 1),
    ]
    assert [one["text"] for one in second] == ["Treated", "Control"]


def test_only_the_cited_row_is_marked() -> None:
    rows = tables.shown(placed(), cited("Women | Arm Treated: 7"))["rows"]
    assert [row["cells"][0] for row in rows if row["cited"]] == ["Women"]
    assert not any(row["cited"] for row in tables.shown(placed())["rows"])


def test_labels_keep_their_level_and_heads_of_rows_span_the_table() -> None:
    age, older, women = tables.shown(placed())["rows"]
    assert (age["section"], age["cells"]) == (True, ["Age"])
    assert (older["level"], older["cells"]) == (1, ["> 65", "3", "4"])
    assert women["level"] == 0


def test_rows_of_uneven_length_are_filled_up() -> None:
    shown = tables.shown(placed((*ROWS, ("Men", "1"))))
    assert [len(row["cells"]) for row in shown["rows"][-2:]] == [3, 3]


@pytest.fixture
def cited_row(site, library):
    """A document whose only passage is a table, and the citation of one row of it."""
    answer = site.library.ask("What target is suggested in kidney disease?", site.principal)
    table = placed()
    text, _ = table_text(table)
    document, (first, *_), _ = library.entries["d001"]
    passage = replace(first, start=table.start, end=table.end, text=text, kind="table", lines=())
    library.entries["d001"] = (document, [passage], None)
    library.held_tables["d001"] = [table]
    start, end = cited("Women | Arm Treated: 7 | Arm Control: 8")
    citation = replace(
        answer.citations[0],
        document=document,
        passage_id=passage.id,
        quote=text[start - START : end - START],
        start=start,
        end=end,
        boxes=(),
    )
    return replace(answer, citations=(citation,))


def test_the_pane_of_a_row_shows_its_table_with_the_row_marked(site, cited_row) -> None:
    data = evidence.of_citation(site, cited_row, 1)
    (part,) = data["note"]
    assert [row["cells"] for row in part["table"]["rows"] if row["cited"]] == [["Women", "7", "8"]]
    assert part["table"]["notes"] == "Numbers of patients."


def test_the_pane_shows_a_table_beside_the_page_image_too(site, library, cited_row) -> None:
    with pymupdf.open() as made:
        made.new_page().insert_text((72, 132), "Women 7 8")
        pdf = made.tobytes()
    library.entries["d001"] = (*library.entries["d001"][:2], pdf)
    data = evidence.of_citation(site, cited_row, 1)
    assert data["image"]
    assert data["around"][0]["table"]["caption"] == "Table 1. Patients."


def test_a_table_in_several_passages_is_shown_once(site, library, cited_row) -> None:
    document, (passage,), _ = library.entries["d001"]
    middle = START + passage.text.index("Women")
    parts = [
        replace(passage, end=middle - 1, text=passage.text[: middle - 1 - START]),
        replace(passage, id="d001-0001", start=middle, text=passage.text[middle - START :]),
    ]
    library.entries["d001"] = (document, parts, None)
    data = evidence.of_page(site, document, 1)
    assert len(data["note"]) == 1
    assert len(data["note"][0]["table"]["rows"]) == 3
