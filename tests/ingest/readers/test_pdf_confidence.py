"""Every page says how far it can be trusted, and the doubtful ones are named."""

from __future__ import annotations

from ingest.readers.pdf_confidence import confidences, doubts
from ingest.readers.pdf_layout import Row, Run, Sheet, Style

BODY = Style("Times", 10.0, False, False)


def row(text: str, y: float, *, x: float = 60, width: float = 230) -> Row:
    return Row(1, 1, x, y, x + width, y + 10, [Run(text, BODY, x, x + width)], text)


def sheet(*rows: Row, **fields: object) -> Sheet:
    return Sheet(1, 595, 842, list(rows), [], **fields)  # type: ignore[arg-type]


PAGE = [row("A line of some forty letters of plain text.", 80 + 12 * i) for i in range(20)]


def trust(made: Sheet, unreadable: int = 0, *, repaired: bool = False) -> float:
    (value,) = confidences([made], {1: unreadable}, repaired=repaired)
    return value


def test_a_plain_page_is_trusted() -> None:
    assert trust(sheet(*PAGE)) == 1.0


def test_every_reason_for_doubt_lowers_the_figure() -> None:
    assert trust(sheet(*PAGE), repaired=True) < 1.0
    assert trust(sheet(*PAGE, recognised=True)) < 0.7
    assert trust(sheet(*PAGE, hidden=30)) < 1.0
    assert trust(sheet(row("7", 80), pictured=True)) < 0.7
    assert trust(sheet(*PAGE, *PAGE)) < 0.7


def test_an_empty_page_holds_nothing_to_doubt() -> None:
    assert trust(sheet()) == 1.0


def test_more_unreadable_signs_mean_more_doubt() -> None:
    one, many = trust(sheet(*PAGE), 1), trust(sheet(*PAGE), 30)
    assert many < one < 1.0
    assert trust(sheet(*PAGE), 10_000) >= 0.0


def test_rows_that_jump_back_up_their_column_are_doubted() -> None:
    mixed = [PAGE[i] for i in (9, 3, 12, 1, 15, 2, 18, 5)]
    assert trust(sheet(*mixed)) < trust(sheet(*PAGE))


def test_two_columns_are_in_order() -> None:
    right = [row(r.text, r.y0, x=310) for r in PAGE]
    assert trust(sheet(*PAGE, *right)) == 1.0


def test_doubtful_pages_are_named() -> None:
    made = sheet(*PAGE, recognised=True, hidden=12)
    warnings = doubts([made], {1: 2}, [0.3])
    assert warnings == [
        "Text that cannot be seen on the page was left out (12 letters): page 1.",
        "2 signs could not be read and stand as \ufffd: page 1.",
        "The text was recognised in a scanned image and may hold wrong characters: page 1.",
        "Compare with the original before relying on it: page 1.",
    ]
    assert doubts([sheet(*PAGE)], {}, [1.0]) == []


def test_long_lists_of_pages_are_cut() -> None:
    pages = [Sheet(n, 595, 842, PAGE, [], recognised=True) for n in range(1, 31)]
    (recognised, doubtful) = doubts(pages, {}, [0.5] * 30)
    assert recognised.endswith("19, 20 and 10 more.")
    assert doubtful.endswith("19, 20 and 10 more.")
