"""What is embedded for a passage: its own words, and the title they stand under."""

from __future__ import annotations

MOST_TITLE_CHARACTERS = 120


def embedded_text(title: str | None, text: str) -> str:
    """A passage's text with its document's title in front.

    A passage rarely repeats what its paper is about; the title says so in a few words, and is cut so
    that it never crowds out the passage.
    """
    if not title:
        return text
    short = title if len(title) <= MOST_TITLE_CHARACTERS else title[:MOST_TITLE_CHARACTERS].rsplit(" ", 1)[0]
    return f"{short.rstrip('. ')}. {text}"
