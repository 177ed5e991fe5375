"""What a document was read and cut with; another reading makes another document."""

from __future__ import annotations

from kb.settings import IngestSettings

READER_VERSION = 1


def edition(settings: IngestSettings) -> str:
    """Names the reader and the cut, so that a better reader replaces what an older one read."""
    return f"r{READER_VERSION}.{settings.passage_tokens}"
