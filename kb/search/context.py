"""What is embedded for a passage: its own words, and the title and heading they stand under."""

from __future__ import annotations

MOST_CHARACTERS = 120


def embedded_text(title: str | None, section: str | None, text: str) -> str:
    """A passage's text with its document's title and its section's heading in front.

    A passage rarely repeats what its paper and its section are about. Both are cut, so that they never
    crowd out the passage. What it gains: docs/decisions/0006-hybrid-retrieval.md.
    """
    parts = [_short(part) for part in (title, section) if part]
    return ". ".join([*parts, text])


def _short(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rsplit(" ", 1)[0]
    return text.rstrip(". ")
