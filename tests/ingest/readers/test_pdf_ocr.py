"""Which pages need recognition, how they are drawn, and where their words go."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.readers import read
from ingest.readers.base import Reading
from ingest.readers.pdf_ocr import PagesWantedError, Scan, Scans, draw_scan
from kb.errors import NotFound, UnreadableFile
from kb.types import Box
from tests.fakes.tesseract import HEAD, scan_of, with_text_pages
from tests.ingest.nasty_pdfs import scanned_pdf
from tests.ingest.pdfs import simple_pdf

PRINTED = ("This page is printed, and holds a sentence of its own.",)


def wanted(data: bytes) -> tuple[int, ...]:
    try:
        read(data, "a.pdf", scans=Scans(ask=True))
    except PagesWantedError as error:
        return error.pages
    return ()


def recognised(
    data: bytes, page: int, *words: tuple[int, int, int, str], dpi: int = 300
) -> Reading:
    """Read with these words, each of line, place in tenths of an inch from left and top, and text."""
    drawn = draw_scan(data, page)
    rows = [
        "\t".join(
            map(str, (5, 1, 1, 1, line, 1, x * dpi // 10, y * dpi // 10, 140, 30, 96.0, text))
        )
        for line, x, y, text in words
    ]
    scan = Scan(page, drawn.width, drawn.height, "\n".join((HEAD, *rows)))
    return read(data, "a.pdf", scans=Scans(read=(scan,)))


def test_pictures_of_pages_are_wanted_and_printed_and_empty_pages_are_not() -> None:
    scan = scan_of(PRINTED, PRINTED)
    assert wanted(scan) == (1, 2)
    assert wanted(with_text_pages(scan, PRINTED, ())) == (3, 4)
    assert wanted(simple_pdf(PRINTED, ())) == ()


@pytest.mark.parametrize("text_first", [True, False])
def test_a_scan_with_a_text_layer_of_its_own_is_not_read_again(text_first: bool) -> None:
    assert wanted(scanned_pdf(text_first=text_first)) == ()


def test_a_page_in_strips_and_one_of_drawn_letters_are_wanted() -> None:
    document = pymupdf.open()
    page = document.new_page()
    strip = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 60, 4), False)
    strip.clear_with(200)
    for y in range(0, 842, 40):
        page.insert_image(pymupdf.Rect(0, y, 595, y + 40), pixmap=strip, keep_proportion=False)
    page = document.new_page()
    for i in range(200):
        page.draw_line((72 + i, 90), (72 + i, 100))
        page.draw_circle((72 + i, 200), 2)
    assert wanted(document.tobytes()) == (1, 2)


def test_a_small_figure_does_not_make_a_scan() -> None:
    document = pymupdf.open()
    page = document.new_page()
    picture = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 60, 60), False)
    page.insert_image(pymupdf.Rect(0, 0, 200, 200), pixmap=picture)
    document.insert_pdf(pymupdf.open(stream=simple_pdf(PRINTED), filetype="pdf"))
    assert wanted(document.tobytes()) == ()


def test_a_page_is_drawn_in_grey_at_300_dots_an_inch() -> None:
    drawn = draw_scan(scan_of(PRINTED), 1)
    assert drawn.image.startswith(b"P5")
    assert (drawn.width, drawn.dpi) == (pytest.approx(595 / 72 * 300, abs=2), 300)


def test_an_enormous_page_is_drawn_smaller() -> None:
    document = pymupdf.open()
    page = document.new_page(width=14_000, height=14_000)
    page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 9, 9), False))
    drawn = draw_scan(document.tobytes(), 1)
    assert drawn.width * drawn.height < 16_100_000
    assert drawn.dpi == 70


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(NotFound):
        draw_scan(scan_of(PRINTED), 2)


def test_words_stand_where_they_were_seen() -> None:
    reading = recognised(
        scan_of(PRINTED), 1, (1, 10, 20, "Pressure"), (1, 16, 20, "fell"), (2, 10, 22, "slowly.")
    )
    assert reading.text == "Pressure fell slowly."
    box = reading.lines[0].box
    assert box.x0 == pytest.approx(72, abs=0.2)
    assert box.x1 == pytest.approx(16 * 7.2 + 140 * 72 / 300, abs=0.2)
    assert box.y0 < 20 * 7.2 + 2
    assert box.y1 > 20 * 7.2 + 7


def test_a_stamp_on_a_scan_is_not_read_twice() -> None:
    document = pymupdf.open(stream=scan_of(PRINTED), filetype="pdf")
    document[0].insert_text((300, 800), "Copy 7", fontsize=8)
    reading = recognised(document.tobytes(), 1, (1, 10, 20, "Pressure"), (1, 16, 20, "fell."))
    assert "Copy" not in reading.text


def test_a_page_shown_turned_keeps_its_boxes_in_the_pages_own_space() -> None:
    data = scan_of(PRINTED, turn=90, rotate=270)
    reading = recognised(data, 1, (1, 10, 20, "Pressure"), (1, 16, 20, "fell."))
    page = pymupdf.open(stream=data, filetype="pdf")[0]
    box: Box = reading.lines[0].box
    shown = pymupdf.Rect(box.x0, box.y0, box.x1, box.y1) * page.rotation_matrix
    assert shown.x0 == pytest.approx(72, abs=1)
    assert shown.y1 == pytest.approx(20 * 7.2 + 7, abs=4)


def test_read_without_more_the_reason_says_that_it_is_a_scan() -> None:
    with pytest.raises(UnreadableFile, match="every page is a scan"):
        read(scan_of(PRINTED), "a.pdf")


def test_what_is_known_of_scans_goes_there_and_back() -> None:
    scans = Scans(True, (Scan(3, 10, 20, "a\tb"),), ((4, "it failed"),), "none", "Install it")
    assert Scans.of(scans.form()) == scans
