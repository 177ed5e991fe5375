"""Cuts a reference list into its entries, and finds what identifies the work that each names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.readers.pdf_blocks import Group
from ingest.readers.pdf_identifiers import find_doi
from ingest.readers.pdf_layout import Row
from ingest.readers.pdf_links import Link, links_in
from kb.types import Block, Reference

_PMID = re.compile(
    r"(?:\bPMID\s*:?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(?:\?term=)?)(\d{5,9})\b", re.IGNORECASE
)
# A DOI that a line's end parts: it stops at a mark that cannot end it, and goes on with digits.
_PARTED_DOI = re.compile(r"(10\.\d{4,9}/(?:[^\s]*[/\-_(])?)\s+(?=[^\s]*\d)", re.IGNORECASE)
_ENTRY_NUMBER = re.compile(r"\[?\(?(\d{1,3})[\].)]?(?:\s|$)")


def entries_of(rows: Sequence[Row], section: str | None) -> Iterator[Group]:
    """A reference list as single entries: by their numbers, else by hanging indents, else by blocks."""
    if not rows:
        return
    starts = _numbered(rows) or _hanging(rows)
    entry: list[Row] = []
    for i, row in enumerate(rows):
        begins = i in starts if starts else bool(entry) and row.block != entry[-1].block
        if begins and entry:
            yield Group("reference", entry, section)
            entry = []
        entry.append(row)
    yield Group("reference", entry, section)


def _numbered(rows: Sequence[Row]) -> set[int]:
    """Rows that open entries 1, 2, 3 ..., allowing for a few that cannot be seen."""
    starts: set[int] = set()
    expected = None
    for i, row in enumerate(rows):
        match = _ENTRY_NUMBER.match(row.text)
        if match is None:
            continue
        number = int(match[1])
        if expected is None or expected <= number <= expected + 3:
            starts.add(i)
            expected = number + 1
    return starts if len(starts) >= 2 and len(starts) * 12 >= len(rows) else set()


def _hanging(rows: Sequence[Row]) -> set[int]:
    """Rows at the left edge of their column, where most other rows are indented."""
    lefts = Counter((row.page, round(row.x0 / 3)) for row in rows)
    starts: set[int] = set()
    indented = 0
    for i, row in enumerate(rows):
        edge = min(
            (
                x
                for (p, x), n in lefts.items()
                if p == row.page and abs(x * 3 - row.x0) < 30 and n > 1
            ),
            default=round(row.x0 / 3),
        )
        if row.x0 <= edge * 3 + 4:
            starts.add(i)
        else:
            indented += 1
    return starts if indented * 4 >= len(rows) else set()


def references_of(blocks: Sequence[Block], links: Sequence[Link]) -> tuple[Reference, ...]:
    """The entries of the list, each with the DOI and PMID that it prints or that a link in it leads to.

    A link is believed before the print, which a line's end may have broken.
    """
    entries = [block for block in blocks if block.kind == "reference"]
    return tuple(_reference(block, links_in(links, block.boxes)) for block in entries)


def _reference(block: Block, links: Sequence[Link]) -> Reference:
    printed = find_doi(_PARTED_DOI.sub(r"\1", block.text))
    linked = [doi for link in links if (doi := link.doi)]
    # A box of an entry may reach over a line of its neighbour: its own DOI begins as the print does.
    agreeing = [doi for doi in linked if printed is None or doi.startswith(printed[:12])]
    pmid = _PMID.search(" ".join([block.text, *(link.uri for link in links)]))
    return Reference(
        text=block.text,
        doi=next(iter(agreeing), None) or printed,
        pmid=pmid[1] if pmid else None,
    )
