"""Page numbers and running heads go; text that happens to look like them stays."""

from __future__ import annotations

from ingest.readers.pdf_furniture import drop_furniture, is_notice
from ingest.readers.pdf_layout import Row, Run, Sheet, Style

BODY, SMALL = Style("Times", 10.0, False, False), Style("Helvetica", 8.0, False, False)


def row(page: int, text: str, y: float, style: Style = BODY) -> Row:
    return Row(page, 1, 60, y, 290, y + 10, [Run(text, style, 60, 290)], text)


def sheets(*tops: list[Row]) -> list[Sheet]:
    """Pages whose first rows are given; each has its number at the foot."""
    return [
        Sheet(n, 595, 842, [*rows, row(n, str(n), 800, SMALL)], [])
        for n, rows in enumerate(tops, 1)
    ]


def texts(pages: list[Sheet]) -> list[str]:
    return [r.text for page in pages for r in page.rows]


def test_page_numbers_go() -> None:
    pages = sheets([row(1, "One.", 90)], [row(2, "Two.", 90)], [row(3, "Three.", 90)])
    assert drop_furniture(pages) == ["1", "2", "3"]
    assert texts(pages) == ["One.", "Two.", "Three."]


def test_a_row_of_text_that_begins_with_the_pages_number_stays() -> None:
    pages = sheets(
        [row(1, "It is thought that it (1) is inborn,", 90)],
        [row(2, "(2) arises in childhood, or", 60), row(2, "is late, or", 72)],
        [row(3, "is later still in group 3", 60), row(3, "or in no group.", 72)],
    )
    drop_furniture(pages)
    assert "(2) arises in childhood, or" in texts(pages)
    assert "is later still in group 3" in texts(pages)


def test_a_running_head_of_two_rows_goes() -> None:
    pages = sheets(
        *[
            [
                row(n, "Smith et al. Trials 2015", 40, SMALL),
                row(n, f"Page {n} of 3", 51, SMALL),
                row(n, f"Text {'abc'[n - 1]}.", 90),
            ]
            for n in (1, 2, 3)
        ]
    )
    drop_furniture(pages)
    assert texts(pages) == ["Text a.", "Text b.", "Text c."]


def test_a_sentence_that_mentions_the_corresponding_author_is_no_notice() -> None:
    said = "All authors completed the form (available on request from the corresponding author)."
    assert not is_notice(said)
    assert is_notice("* Corresponding author: a.smith@example.org")
    assert is_notice("Corresponding author A. Smith, Department of Medicine")
