"""What a PDF carries besides its pages: attachments, scripts, programs to start. Nothing of it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pymupdf

# Entries of the catalog that run a script (ISO 32000-1, 7.7.2 and 12.6), and names of actions as they
# stand in the file where its objects are not packed.
_SCRIPTS = ("Names/JavaScript", "OpenAction/JS", "AA", "AcroForm/XFA")
_SCRIPT_MARKS = (b"/JavaScript", b"/RichMedia")
_LAUNCH = b"/Launch"


def active_content(document: pymupdf.Document, data: bytes) -> list[str]:
    """Warnings about what was not read and not run."""
    warnings: list[str] = []
    attached = _attachments(document)
    if attached:
        what = "1 attached file was" if attached == 1 else f"{attached} attached files were"
        warnings.append(f"{what} not read.")
    catalog = document.pdf_catalog()
    scripts = any(document.xref_get_key(catalog, key)[0] != "null" for key in _SCRIPTS)
    if scripts or any(mark in data for mark in _SCRIPT_MARKS):
        warnings.append("The PDF holds scripts; they were not run.")
    if _LAUNCH in data:
        warnings.append("The PDF asks to start another program; it was not started.")
    return warnings


def _attachments(document: pymupdf.Document) -> int:
    try:
        return int(document.embfile_count())
    except (RuntimeError, ValueError):
        # The list of attachments is damaged: there was one.
        return 1
