"""A PDF opens, or the refusal says why."""

from __future__ import annotations

import pytest

from ingest.readers.pdf_open import open_pdf
from kb.errors import UnreadableFile
from tests.ingest.nasty_pdfs import endless_pdf, owner_locked_pdf
from tests.ingest.pdfs import locked_pdf, simple_pdf


def test_an_owners_password_does_not_keep_readers_out() -> None:
    with open_pdf(owner_locked_pdf(), "owner.pdf") as document:
        assert "The dose" in document[0].get_text()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "damaged"),
        (locked_pdf(), "password"),
        (endless_pdf(), "cannot be counted"),
        (simple_pdf(("A line.",)).replace(b"/Count 1", b"/Count 0"), "no pages"),
    ],
)
def test_what_does_not_open_says_why(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        open_pdf(data, "bad.pdf")
    assert caught.value.hint
