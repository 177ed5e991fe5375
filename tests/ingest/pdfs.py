"""Small PDFs made for a test."""

from __future__ import annotations

from collections.abc import Sequence

import pymupdf


def simple_pdf(*pages: Sequence[str], width: float = 595, height: float = 842) -> bytes:
    """One page for each sequence of lines, 11 pt, from the top left."""
    document = pymupdf.open()
    for lines in pages or ((),):
        page = document.new_page(width=width, height=height)
        for i, line in enumerate(lines):
            page.insert_text((72, 90 + 14 * i), line, fontsize=11)
    data: bytes = document.tobytes()
    return data


def burning_pdf(depth: int = 12, fan: int = 12) -> bytes:
    """A few kilobytes whose page draws forms in forms, ``fan ** depth`` times in all."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), "This page takes long.")
    inner = 0
    for level in range(depth):
        xref = document.get_new_xref()
        inside = f"/Resources<</XObject<</F {inner} 0 R>>>>" if level else ""
        document.update_object(xref, f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]{inside}>>")
        content = b"/F Do " * fan if level else b"BT ET 0 0 m 1 1 l S " * fan
        document.update_stream(xref, content, new=1)
        inner = xref
    resources = int(document.xref_get_key(page.xref, "Resources")[1].split()[0])
    document.xref_set_key(resources, "XObject", f"<</F {inner} 0 R>>")
    stream = page.get_contents()[0]
    document.update_stream(stream, document.xref_stream(stream) + b" /F Do")
    data: bytes = document.tobytes()
    return data


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "Secret.")
    data: bytes = document.tobytes(
        encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="user"
    )
    return data
