"""A font that names a glyph one way and maps it another is not to be trusted with it."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.readers.pdf_encoding import disagreements


def font(differences: str, claims: str) -> tuple[pymupdf.Document, int]:
    """A document with one simple font of one byte a code."""
    document = pymupdf.open()
    document.new_page()
    layer, xref = document.get_new_xref(), document.get_new_xref()
    document.update_object(layer, "<<>>")
    document.update_stream(layer, claims.encode(), new=True)
    document.update_object(
        xref,
        f"<</Type/Font/Subtype/Type1/BaseFont/Odd/Encoding<</Differences[{differences}]>>"
        f"/ToUnicode {layer} 0 R>>",
    )
    return document, xref


@pytest.mark.parametrize(
    ("differences", "claims", "doubted"),
    [
        ("109/mu", "beginbfchar <6D> <006D> endbfchar", {"m"}),
        ("109/mu/n", "beginbfrange <6D> <6E> <006D> endbfrange", {"m"}),
        ("109/m", "beginbfchar <6D> <006D> endbfchar", set()),
        ("109/mu", "beginbfchar <6D> <03BC> endbfchar", set()),
        ("45/hyphen", "beginbfchar <2D> <00AD> endbfchar", set()),
        ("97/A", "beginbfchar <61> <0061> endbfchar", set()),
        ("109/C21", "beginbfchar <6D> <006D> endbfchar", set()),
        ("", "beginbfchar <6D> <006D> endbfchar", set()),
        ("109/mu", "nonsense <", set()),
    ],
)
def test_names_and_map_are_compared(differences: str, claims: str, doubted: set[str]) -> None:
    assert disagreements(*font(differences, claims)) == doubted


def test_a_font_without_a_map_disagrees_with_nothing() -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), "Plain.")
    assert disagreements(document, page.get_fonts()[0][0]) == frozenset()
