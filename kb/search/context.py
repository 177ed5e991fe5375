"""What is embedded for a passage: its own words, and the title and heading they stand under."""

from __future__ import annotations

MOST_TITLE_CHARACTERS = 60
MOST_SECTION_CHARACTERS = 40


def embedded_text(title: str | None, section: str | None, text: str) -> str:
    """A passage's text with its document's title and its section's heading in front.

    A passage rarely repeats what its paper and its section are about. Both are cut, so that they never
    crowd out the passage. What it gains: docs/decisions/0006-hybrid-retrieval.md.
    """
    parts = [_short(title, MOST_TITLE_CHARACTERS), _short(section, MOST_SECTION_CHARACTERS), text]
    return ". ".join(part for part in parts if part)


def _short(text: str | None, most: int) -> str:
    text = text or ""
    if len(text) > most:
        text = text[:most].rsplit(" ", 1)[0]
    return text.rstrip(". ")
