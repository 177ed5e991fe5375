"""Text set for a terminal: measured lines, quiet colour, and none of it where it is not wanted."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from typing import TextIO

MEASURE = 78  # characters; longer lines are hard to read back to the left margin
NO_BREAK = "\u00a0"
CODES = {
    "bold": "1",
    "dim": "2",
    "accent": "36",
    "good": "32",
    "caution": "33",
    "danger": "31",
}
_MARK = re.compile(r"\[\d+\](?:\[\d+\])*")
_QUANTITY = re.compile(
    r"(\d) (?=(?:%|[a-zµ]?[gLlm]|mm ?Hg|mcg|IU|units?|[µm]?mol|kPa|bpm|°C|"
    r"years?|months?|weeks?|days?|hours?|minutes?)(?:/|\b|(?<=%)))"
)


def measure(columns: int | None = None) -> int:
    """Return how many characters a line may have here."""
    return max(30, min(MEASURE, (columns or shutil.get_terminal_size().columns) - 1))


def wants_colour(stream: TextIO) -> bool:
    """Whether to colour: a terminal, no ``NO_COLOR`` (https://no-color.org), and not a dumb one."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Paper:
    """Writes paragraphs to a stream."""

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        columns: int | None = None,
        colour: bool | None = None,
    ) -> None:
        self.stream = stream or sys.stdout
        self.width = measure(columns)
        self.colour = wants_colour(self.stream) if colour is None else colour

    def style(self, text: str, *names: str) -> str:
        """Return ``text`` in the given styles, or as it is where there is no colour."""
        if not self.colour or not names or not text:
            return text
        return f"\x1b[{';'.join(CODES[name] for name in names)}m{text}\x1b[0m"

    def line(self, text: str = "") -> None:
        """Write one line as it is."""
        print(text, file=self.stream)

    def paragraph(
        self,
        text: str,
        *,
        first: str = "",
        rest: str | None = None,
        styles: tuple[str, ...] = (),
    ) -> None:
        """Write ``text`` wrapped, ``first`` before its first line and ``rest`` before the others.

        A number stays with its unit, a citation mark with the word before it.
        """
        rest = " " * len(first) if rest is None else rest
        kept = _QUANTITY.sub(rf"\1{NO_BREAK}", " ".join(text.split()))
        kept = re.sub(r" (?=\[\d+\])", NO_BREAK, kept)
        lines = textwrap.wrap(
            kept,
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines or [first.rstrip()]:
            indent = line[: len(line) - len(line.lstrip())]
            body = line[len(indent) :].replace(NO_BREAK, " ")
            self.line(indent + (self.style(body, *styles) if styles else self._marks(body)))

    def text(self, text: str, *, indent: str = "") -> None:
        """Write a text of several paragraphs and bullets, keeping its line breaks."""
        for line in text.strip().splitlines():
            bullet = re.match(r"\s*(?:[-*•]|\d+[.)])\s+", line)
            if not line.strip():
                self.line()
            elif bullet:
                head = bullet.group().strip() + " "
                self.paragraph(line[bullet.end() :], first=f"{indent}{head}")
            else:
                self.paragraph(line, first=indent)

    def _marks(self, body: str) -> str:
        if not self.colour:
            return body
        return _MARK.sub(lambda found: self.style(found.group(), "accent"), body)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 passage``, ``2 passages``, ``12,000 passages``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """Return a duration as one reads it: ``0.41 s``, ``12 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
