"""Reading the tables of ``data``: tab-separated, one line of headings, ``#`` for comments."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a table as columns by heading. A short line has empty columns at its end.

    Raises:
        ValueError: a line has more columns than there are headings.
    """
    lines = (DATA / name).read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if line and not line.startswith("#")]
    headings = kept[0].split("\t")
    found: list[dict[str, str]] = []
    for line in kept[1:]:
        cells = line.split("\t")
        if len(cells) > len(headings):
            raise ValueError(f"{name}: too many columns: {line}")
        cells += [""] * (len(headings) - len(cells))
        found.append(dict(zip(headings, (cell.strip() for cell in cells), strict=True)))
    return found


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, separated by ``|``."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def key(name: str) -> str:
    """A name as names are compared: without case, hyphens, commas, spaces and full stops.

    A plus sign stays, so that "Na+" can be listed beside "Na".
    """
    plain = name.casefold().replace("β", "beta").replace("α", "alpha").replace("γ", "gamma")
    return "".join(letter for letter in plain if letter.isalnum() or letter == "+")
