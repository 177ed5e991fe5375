"""Attachments are not read, scripts and programs not started; the person is told."""

from __future__ import annotations

from ingest.readers import read
from tests.ingest.nasty_pdfs import PROSE, active_pdf
from tests.ingest.pdfs import simple_pdf


def test_what_is_not_on_the_pages_is_named_and_left_alone() -> None:
    reading = read(active_pdf(), "active.pdf")
    assert "Attached words" not in reading.text
    assert PROSE in reading.text
    assert reading.warnings == (
        "1 attached file was not read.",
        "The PDF holds scripts; they were not run.",
        "The PDF asks to start another program; it was not started.",
    )


def test_a_plain_pdf_gives_no_such_warning() -> None:
    assert read(simple_pdf((PROSE,)), "plain.pdf").warnings == ()
