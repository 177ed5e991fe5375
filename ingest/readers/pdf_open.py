"""Opening a PDF from bytes, with a clear word where that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.errors import UnreadableFile

if TYPE_CHECKING:
    import pymupdf


def open_pdf(data: bytes, name: str) -> pymupdf.Document:
    """The opened ``pymupdf.Document``; close it after use.

    Raises:
        UnreadableFile: empty, damaged, or encrypted with a password.
    """
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
    except pymupdf.EmptyFileError as error:
        raise UnreadableFile(name, "the file is empty", hint="Fetch it again.") from error
    except (pymupdf.FileDataError, RuntimeError, ValueError) as error:
        raise UnreadableFile(
            name, "the PDF is damaged and cannot be opened", hint="Fetch it again."
        ) from error
    if document.needs_pass:
        document.close()
        raise UnreadableFile(
            name,
            "the PDF is locked with a password",
            hint="Save a copy without the password and add that.",
        )
    try:
        pages = document.page_count
    except RuntimeError as error:
        document.close()
        raise UnreadableFile(
            name, "the PDF is damaged: its pages cannot be counted", hint="Fetch it again."
        ) from error
    if pages < 1:
        document.close()
        raise UnreadableFile(name, "the PDF has no pages", hint="Fetch it again.")
    return document
