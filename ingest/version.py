"""What a document was read and cut with; another reading makes another document."""

from __future__ import annotations

from collections.abc import Callable

from kb.settings import IngestSettings

_AWAITING = "~scans"
READER_VERSION = 2


def edition(settings: IngestSettings) -> str:
    """Names the reader and the cut, so that a better reader replaces what an older one read."""
    return f"r{READER_VERSION}.{settings.passage_tokens}"


def described(edition: str, *, sidecars: str = "", record: str = "") -> str:
    """The edition of a document that other files describe: what they say is a part of its reading.

    Args:
        sidecars: names the content of the files beside it, empty where there are none.
        record: names what an export of PubMed says of it, empty where none does.
    """
    return edition + (f"+{sidecars}" if sidecars else "") + (f"@{record}" if record else "")


def awaiting_ocr(edition: str) -> str:
    """The edition of the same document read without its scanned pages, for want of a program."""
    own, record = parts(edition)
    return own + _AWAITING + (f"@{record}" if record else "")


def is_current(edition: str, own: str, *, reads_scans: Callable[[], bool]) -> bool:
    """Whether a document of this edition is what reading its file now would give, its record apart.

    Args:
        own: the edition, without a record, of what is read now.
        reads_scans: asked only where the document lacks its scanned pages.
    """
    had = parts(edition)[0]
    return had == own or (had == own + _AWAITING and not reads_scans())


def parts(edition: str) -> tuple[str, str]:
    """An edition without its record, and the record's name (may be empty)."""
    own, _, record = edition.partition("@")
    return own, record
