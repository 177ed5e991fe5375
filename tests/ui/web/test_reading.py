"""How a document was read: what the view says of each page, and where it finds nothing to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ingest.render import RenderedPage
from kb.errors import NotFound, UnreadableFile
from kb.types import Block, Box, Document, Metadata
from tests.fakes.library import FakeLibrary
from tests.ui.web.test_screens import components
from ui.web import reading
from ui.web.pageimages import PageImage
from ui.web.readings import KEPT, Readings
from ui.web.server import ENTRY

UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def a_document(*blocks: Block, pages: int = 3, confidence: tuple[float, ...] = ()) -> Document:
    return Document(
        "/library/d.pdf",
        "0" * 64,
        "literature",
        "application/pdf",
        Metadata("A trial"),
        pages,
        "",
        blocks,
        confidence=confidence,
    )


class Drawn:
    """Pages of 200 by 400 pixels."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    def page(self, document_id: str, page: int) -> PageImage:
        return PageImage(b"png", 200, 400, None, UPRIGHT)

    def forget(self, document_id: str) -> None:
        self.forgotten.append(document_id)

    def close(self) -> None: ...


@pytest.fixture
def shown(site: Any, library: FakeLibrary) -> Any:
    """The view of a page of a reading that the test makes."""

    def call(document: Document, page: int = 1) -> dict[str, Any]:
        info = library.add("A trial", ["It ended early."], pdf=b"%PDF")
        site.readings = Readings(
            library, site.principal, site.settings.ingest, read=lambda _: document
        )
        site.images = Drawn()
        return reading.of_page(site, info, page)

    return call


def test_blocks_are_numbered_in_order_and_placed_on_the_page(shown):
    data = shown(
        a_document(
            Block("Results", 1, "Results", "heading", 0, 7, (Box(1, 20, 40, 120, 60),)),
            Block("It fell.", 1, "Results", "text", 9, 17, (Box(1, 20, 80, 180, 120),)),
            Block("Elsewhere.", 2, "Results", "text", 19, 29, (Box(2, 20, 80, 180, 120),)),
        )
    )
    assert [(one["n"], one["label"], one["text"]) for one in data["blocks"]] == [
        (1, "Heading", "Results"),
        (2, "Text", "It fell."),
    ]
    assert data["blocks"][1]["boxes"] == [[10.0, 20.0, 80.0, 10.0]]
    assert data["blocks"][0]["section"] == ""
    assert data["blocks"][1]["section"] == "Results"
    assert [(one["kind"], one["count"]) for one in data["legend"]] == [("heading", 1), ("text", 1)]
    assert (data["pageBefore"], data["pageAfter"]) == (None, 2)


def test_a_paragraph_over_two_pages_stands_on_both(shown):
    block = Block("Long.", 1, None, "text", 0, 5, (Box(1, 0, 300, 9, 400), Box(2, 0, 0, 9, 50)))
    (first,) = shown(a_document(block), 1)["blocks"]
    (second,) = shown(a_document(block), 2)["blocks"]
    assert first["more"] == "goes on to page 2"
    assert second["more"] == "begins on page 1"
    assert (len(first["boxes"]), len(second["boxes"])) == (1, 1)


def test_doubtful_pages_come_first_the_most_doubtful_before_the_others(shown):
    data = shown(a_document(confidence=(0.6, 0.95, 0.3)), 3)
    assert [(one["page"], one["confidence"], one["here"]) for one in data["doubts"]] == [
        (3, "0.30", True),
        (1, "0.60", False),
    ]
    assert data["doubtsNote"] == "0.95 on every other page"
    assert (data["confidence"], data["doubtful"]) == ("0.30", True)


def test_no_doubt_is_said_and_so_is_doubt_everywhere(shown):
    sure = shown(a_document(confidence=(1.0, 0.85, 0.9)))
    assert sure["doubts"] == []
    assert sure["doubtsNote"] == "No page is doubtful: 0.85 or more on each."
    assert shown(a_document(confidence=(0.1,), pages=1))["doubtsNote"] == "that is every page"
    many = shown(a_document(confidence=(0.5,) * 1000, pages=1000))
    assert len(many["doubts"]) == reading.LISTED
    assert many["doubtsNote"].startswith("and 976 more")
    unmeasured = shown(a_document())
    assert (unmeasured["confidence"], unmeasured["doubtsNote"]) == (None, "")


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (99, 3)])
def test_a_page_that_is_not_there_gives_the_nearest(shown, asked, given):
    assert shown(a_document(), asked)["page"] == given


def test_a_box_never_leaves_the_page_however_it_is_turned():
    wild = Box(1, -50, -50, 1e9, 20)
    assert reading.placed(wild, PageImage(b"", 200, 400, None, UPRIGHT)) == [0, 0, 100, 5]
    quarter = PageImage(b"", 400, 200, None, (0.0, 1.0, -1.0, 0.0, 400.0, 0.0))
    assert reading.placed(Box(1, 0, 0, 100, 40), quarter) == [90, 0, 10, 50]
    assert reading.placed(wild, PageImage(b"", 0, 0, None, UPRIGHT))[0] == 0


def test_a_document_without_its_original_shows_what_the_library_holds(site, library):
    info = library.document("d001", site.principal)
    data = reading.of_page(site, info, 1)
    assert data["note"] == reading.NOT_KEPT
    assert data["image"] is None
    assert data["blocks"][0]["section"] == "Recommendations"
    assert "120 mmHg" in data["blocks"][0]["text"]


def test_an_original_that_cannot_be_read_says_why_and_shows_what_is_held(site, library):
    info = library.add("Torn", ["What was read once."], pdf=b"%PDF")

    def fail(job: Any) -> Document:
        raise UnreadableFile(str(job.path), "the file is damaged", hint="Fetch it again.")

    site.readings = Readings(library, site.principal, site.settings.ingest, read=fail)
    data = reading.of_page(site, info, 1)
    assert "the file is damaged" in data["note"]
    assert data["blocks"][0]["text"] == "What was read once."


def test_a_text_without_pages_is_shown_under_its_sections(site, library):
    info = library.add("Visit", ["The pressure was 151/94 mmHg."], collection="records")
    data = reading.of_page(site, info, 1)
    assert data["note"] == reading.NO_PAGES
    assert data["blocks"][0]["section"] == "Recommendations"


def test_a_note_is_listed_without_a_picture(site, library):
    info = library.add(
        "Visit", ["The pressure was 151/94 mmHg."], pdf=b"# Visit\n\nThe pressure.\n"
    )
    library.entries[info.id] = (
        replace(info, source="/notes/visit.md", media_type="text/markdown"),
        *library.entries[info.id][1:],
    )
    data = reading.of_page(site, library.document(info.id, site.principal), 1)
    assert data["note"] == reading.NO_PAGES
    assert data["blocks"][-1]["text"] == "The pressure."
    assert data["blocks"][-1]["boxes"] == []


def test_a_document_is_read_once_and_forgotten_when_it_is_removed(site, library):
    read: list[str] = []

    def note(job: Any) -> Document:
        read.append(job.source)
        return a_document()

    readings = Readings(library, site.principal, site.settings.ingest, read=note)
    held = [library.add(f"Work {n}", ["Text."], pdf=b"%PDF").id for n in range(KEPT + 1)]
    for _ in range(2):
        readings.of(held[0])
    assert len(read) == 1
    readings.forget(held[0])
    for one in held:
        readings.of(one)
    assert len(read) == KEPT + 2
    readings.of(held[0])  # the oldest made room
    assert len(read) == KEPT + 3
    library.remove(held[1], site.principal)
    with pytest.raises(NotFound):
        readings.of(held[1])


def test_the_document_page_turns_between_its_pages_and_how_they_were_read(site, library):
    page = AppTest.from_file(str(ENTRY), default_timeout=20).run()
    page.switch_page("screens/document.py").run()
    page.query_params["id"] = "d001"
    page.run()
    assert "whole" in components(page)[0]
    page.query_params["view"] = "reading"
    page.run()
    assert not page.exception
    assert components(page)[0]["note"] == reading.NOT_KEPT
    (choice,) = page.button_group
    assert choice.value == "How it was read"


def test_a_rendered_page_keeps_its_place_for_the_frames(site, library):
    class Painter:
        def render_page(self, pdf, page, *, boxes=(), quote=None, dpi=110):
            return RenderedPage(b"png", 850, 1100, (2.0, 0.0, 0.0, 2.0, 1.0, 1.0))

        def close(self): ...

    info = library.add("Work", ["Text."], pdf=b"%PDF")
    site.images._open = Painter
    assert site.images.page(info.id, 1).place == (2.0, 0.0, 0.0, 2.0, 1.0, 1.0)
