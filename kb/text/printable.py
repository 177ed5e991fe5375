"""Texts that people give, brought to what a line, a file or a terminal can show."""

from __future__ import annotations

MOST_NAMED = 60


def printable(text: str) -> str:
    """The text without control signs, which XML cannot hold and a terminal would obey; breaks stay."""
    sound = text.encode("utf-8", "replace").decode()
    return "".join(sign for sign in sound if sign.isprintable() or sign in "\n\t")


def one_line(text: str) -> str:
    """The text on one line, its words a single space apart."""
    return printable(" ".join(text.split()))


def named(text: str) -> str:
    """What somebody called a thing, short enough for a sentence."""
    line = one_line(text)
    return line if len(line) <= MOST_NAMED else f"{line[: MOST_NAMED - 1]}…"
