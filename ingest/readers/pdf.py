"""Reads PDFs with PyMuPDF."""

from __future__ import annotations

from ingest.readers.assemble import Draft, assemble
from ingest.readers.base import PDF, Reading
from ingest.readers.pdf_open import open_pdf
from kb.types import Box, Line, Metadata


def read_pdf(data: bytes, name: str) -> Reading:
    drafts = []
    with open_pdf(data, name) as document:
        for number in range(document.page_count):
            for block in document[number].get_text("dict", flags=3)["blocks"]:
                text = ""
                lines = []
                for line in block.get("lines", ()):
                    words = "".join(s["text"] for s in line["spans"]).strip()
                    if words:
                        text += " " if text else ""
                        lines.append(
                            Line(len(text), len(text) + len(words), Box(number + 1, *line["bbox"]))
                        )
                        text += words
                drafts.append(Draft(text, number + 1, lines=lines))
        pages = document.page_count
    whole, blocks, lines = assemble(drafts)
    return Reading(PDF, Metadata(), pages, whole, blocks, lines)
