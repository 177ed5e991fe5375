"""The pane shows the work, the page and the quotation in its place."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.render import RenderedPage
from kb.errors import NotFound
from ui.web import evidence
from ui.web.pageimages import PageImages

QUESTION = "What blood pressure target is suggested in kidney disease?"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    with pymupdf.open() as document:
        for number in range(2):
            page = document.new_page()
            page.insert_text((72, 132), f"Page {number + 1}: a systolic target below 120 mmHg.")
        return document.tobytes()


def test_a_citation_is_shown_with_its_work_and_place(site):
    answer = site.library.ask(QUESTION, site.principal)
    data = evidence.of_citation(site, answer, 1)
    assert data["title"].startswith("Blood pressure in chronic kidney disease")
    assert data["where"] == "2021 · Recommendations · p. 1"
    assert data["badges"] == ["Guideline"]
    assert data["previous"] is None
    assert data["copy"].startswith("“The guideline suggests")
    assert data["href"].startswith("document?id=d001&page=1&passage=d001-0000")


def test_a_note_shows_its_text_with_the_quotation_marked(site):
    answer = site.library.ask(QUESTION, site.principal)
    data = evidence.of_citation(site, answer, 1)
    assert data["image"] is None
    part = data["note"][0]
    start, end = part["spans"][0]
    assert part["text"][start:end] == answer.citations[0].quote


def test_the_page_image_comes_with_the_marked_lines_and_the_passage_around(site, library, pdf):
    document, passages, _ = library.entries["d001"]
    library.entries["d001"] = (document, passages, pdf)
    answer = site.library.ask(QUESTION, site.principal)
    data = evidence.of_citation(site, answer, 1)
    assert data["image"].startswith("data:image/png;base64,")
    top, bottom = data["marked"]
    assert 0.1 < top < bottom < 0.25
    assert [part["own"] for part in data["around"]] == [True, False]
    leafed = evidence.of_citation(site, answer, 1, page=2)
    assert leafed["pageOf"] == "Page 2 of 2"
    assert leafed["backToQuote"] == 1
    assert leafed["marked"] is None


def test_a_number_that_the_answer_does_not_have_is_not_found(site):
    answer = site.library.ask(QUESTION, site.principal)
    with pytest.raises(NotFound):
        evidence.of_citation(site, answer, 99)


def test_a_document_that_was_removed_since_is_not_found(site):
    answer = site.library.ask(QUESTION, site.principal)
    site.library.remove("d001", site.principal)
    with pytest.raises(NotFound):
        evidence.of_citation(site, answer, 1)


def test_a_quotation_is_found_across_line_ends():
    assert evidence.find("a target below\n120 mmHg holds", "below 120 mmHg") == (9, 23)
    assert evidence.find("nothing here", "below 120") is None


def test_a_page_is_drawn_once_and_kept(site, library, pdf, settings):
    drawn = []

    class Painter:
        def render_page(self, data, page, *, boxes=(), quote=None, dpi=110):
            drawn.append((page, quote))
            return RenderedPage(b"png", 850, 1100, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))

        def close(self):
            drawn.append("closed")

    document, passages, _ = library.entries["d001"]
    library.entries["d001"] = (document, passages, pdf)
    images = PageImages(library, site.principal, settings.ingest, renderer=Painter)
    for _ in range(3):
        assert images.page("d001", 1, quote="q") is not None
    images.page("d001", 1, quote="other")
    assert drawn == [(1, "q"), (1, "other")]
    images.forget("d001")
    images.page("d001", 1, quote="q")
    images.close()
    assert drawn == [(1, "q"), (1, "other"), (1, "q"), "closed"]
