"""What a document was read and cut with; another reading makes another document."""

from __future__ import annotations

from kb.settings import IngestSettings

READER_VERSION = 1


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


def parts(edition: str) -> tuple[str, str]:
    """An edition without its record, and the record's name (may be empty)."""
    own, _, record = edition.partition("@")
    return own, record
