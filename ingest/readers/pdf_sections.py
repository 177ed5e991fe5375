"""Turns groups of rows into the document's sections: front matter, body, tables, references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.readers.pdf_blocks import Group, is_table_caption
from ingest.readers.pdf_furniture import is_notice
from ingest.readers.pdf_layout import Row, Style
from ingest.readers.pdf_measure import (
    BACK_MATTER,
    KNOWN_HEADINGS,
    NUMBERING,
    REFERENCES,
    Page,
    has_stopped,
    is_list_item,
    plain,
)
from ingest.readers.pdf_references import entries_of

ABSTRACT = "Abstract"
_FIRST = re.compile(r"(?:1\.?|I\.)\s+\S")
_KEYWORDS = re.compile(r"key\s?-?words?\b|index terms\b|abbreviations?\s*:", re.IGNORECASE)
_OPENING = frozenset({"abstract", "summary", "introduction", "background"})
_ABSTRACT_WORDS = 40


def arrange(groups: Sequence[Group], title: Sequence[Row], page: Page) -> list[Group]:
    """Give every group its section and final kind; returns them in reading order."""
    groups = [_above_title(group, title, page) for group in groups]
    start = _body_start(groups, title)
    arranged = list(_front(groups[:start], title))
    arranged += _body(groups[start:], page)
    arranged = _keep_loose_text(arranged)
    return _join_parted(_mark_figures(list(_join_tables(arranged, page)), page), page)


def _keep_loose_text(groups: list[Group]) -> list[Group]:
    """Leaflets, slides and forms are made of short pieces: where little else is there, those are the text."""
    sizes: Counter[bool] = Counter()
    for group in groups:
        sizes[group.kind == "other"] += len(group.raw())
    if sizes[True] < 0.5 * sum(sizes.values()):
        return groups
    return [
        replace(group, kind="text")
        if group.kind == "other" and not is_notice(group.raw()) and len(group.raw()) > 3
        else group
        for group in groups
    ]


def section_name(heading: str) -> str:
    """A heading as a section's name: without numbering and closing stop."""
    return NUMBERING.sub("", heading.strip(), count=1).rstrip(" .:\u2014")


def _above_title(group: Group, title: Sequence[Row], page: Page) -> Group:
    """What stands above the title is a banner, wherever in the file it is drawn."""
    if not title or group.page != title[0].page:
        return group
    # Running text above the title's line belongs to another column.
    above = group.rows[0].style != page.body and all(r.y1 <= title[0].y0 + 2 for r in group.rows)
    return replace(group, kind="other", run_in=None) if above else group


def _body_start(groups: Sequence[Group], title: Sequence[Row]) -> int:
    """Where the abstract or the first section begins."""
    heads = {id(row) for row in title}
    after_title = 0
    for i, group in enumerate(groups):
        if group.page > 2:
            break
        if any(id(row) in heads for row in group.rows):
            after_title = i + 1
            continue
        text = group.raw()
        named = plain(group.run_in or text) in _OPENING
        if group.kind == "heading" and (named or _FIRST.match(text)):
            return i
        if group.run_in and named:
            return i
    for i, group in enumerate(groups[after_title:], after_title):
        long = group.kind == "text" and len(group.raw().split()) >= _ABSTRACT_WORDS
        if group.page > 1 or long:
            return _with_heading(groups, i, after_title)
    return after_title


def _with_heading(groups: Sequence[Group], start: int, least: int) -> int:
    """Go back over a heading directly before ``start``; a list of authors in large type is none."""
    while (
        start > least and groups[start - 1].kind == "heading" and "," not in groups[start - 1].raw()
    ):
        start -= 1
    return start


def _front(groups: Sequence[Group], title: Sequence[Row]) -> Iterator[Group]:
    """Title, authors, addresses, dates; and an abstract that has no heading."""
    heads = {id(row) for row in title}
    seen_title = not title
    for group in groups:
        if any(id(row) in heads for row in group.rows):
            rest = [row for row in group.rows if id(row) not in heads]
            if rest and not seen_title:
                yield Group("other", rest)
            if not seen_title:
                yield Group("heading", list(title))
            seen_title = True
            continue
        long = len(group.raw().split()) >= _ABSTRACT_WORDS
        if seen_title and group.kind == "text" and long and not is_notice(group.raw()):
            yield replace(group, section=ABSTRACT, run_in=None)
        else:
            yield replace(group, kind="other", run_in=None)


def _body(groups: Sequence[Group], page: Page) -> Iterator[Group]:
    """Sections by their headings; reference lists as entries."""
    section: str | None = None
    styles: Counter[Style] = Counter()
    entries: list[Row] = []
    in_references = False
    in_abstract = False
    captioned = False
    for group in groups:
        tabled = captioned and group.kind == "table"
        captioned = is_table_caption(group)
        name = plain(group.raw())
        if group.kind == "heading":
            known = name in KNOWN_HEADINGS
            if in_references and not known and not styles[group.rows[0].style]:
                entries.extend(group.rows)
                continue
            yield from entries_of(entries, section)
            entries = []
            in_references = name in REFERENCES
            in_abstract = name in ("abstract", "summary")
            section = section_name(" ".join(row.text for row in group.rows))
            styles[group.rows[0].style] += 1
            yield replace(group, section=section)
        elif (
            in_references and group.kind != "caption" and not tabled and not is_notice(group.raw())
        ):
            entries.extend(group.rows)
        elif group.run_in and not in_abstract:
            if _KEYWORDS.match(group.run_in):
                yield replace(group, kind="other", run_in=None, section=section)
                continue
            section = section_name(group.run_in)
            yield replace(group, section=section)
        elif group.kind == "text" and _is_aside(group, section):
            yield replace(group, kind="other", section=section)
        else:
            kept = ABSTRACT if in_abstract else section
            yield replace(group, section=kept, run_in=None)
    yield from entries_of(entries, section)


def _is_aside(group: Group, section: str | None) -> bool:
    return plain(section or "") in BACK_MATTER or _KEYWORDS.match(group.rows[0].text) is not None


def _join_tables(groups: Sequence[Group], page: Page) -> Iterator[Group]:
    """Make one table of what follows a table's caption in small type, and order it by rows."""
    at = 0
    while at < len(groups):
        group = groups[at]
        yield group
        at += 1
        if not is_table_caption(group):
            continue
        rows: list[Row] = []
        while at < len(groups) and _belongs(groups[at], group, page):
            rows.extend(groups[at].rows)
            at += 1
        if rows:
            yield Group("table", rows, group.section)


def _belongs(group: Group, caption: Group, page: Page) -> bool:
    if group.page != caption.page or group.kind in ("caption", "reference"):
        return False
    if group.kind == "heading":
        # Row headings of a table are bold, but of a table's size.
        small = page.is_small(group.rows[0].style)
        return small and plain(group.raw()) not in KNOWN_HEADINGS
    return group.kind == "table" or page.is_small(group.rows[0].style)


def table_lines(rows: Sequence[Row]) -> list[list[Row]]:
    """A table's rows as they stand on the page: pieces at one height together, from left to right."""
    lines: list[list[Row]] = []
    for row in sorted(rows, key=lambda r: (r.page, (r.y0 + r.y1) / 2, r.x0)):
        last = lines[-1][0] if lines else None
        middle = (row.y0 + row.y1) / 2
        if last is not None and last.page == row.page and last.y0 < middle < last.y1:
            lines[-1].append(row)
        else:
            lines.append([row])
    for line in lines:
        line.sort(key=lambda r: r.x0)
    return lines


def _mark_figures(groups: list[Group], page: Page) -> list[Group]:
    """Small type directly before a figure's caption is lettering of the figure."""
    for i, group in enumerate(groups):
        if group.kind != "caption" or is_table_caption(group):
            continue
        at = i - 1
        while at >= 0 and _is_lettering(groups[at], group, page):
            if at and is_table_caption(groups[at - 1]):
                break
            groups[at] = replace(groups[at], kind="other", run_in=None)
            at -= 1
    return groups


def _is_lettering(group: Group, caption: Group, page: Page) -> bool:
    return (
        group.page == caption.page
        and group.kind in ("text", "table", "other")
        and page.is_small(group.rows[0].style)
        and len(group.raw()) < 300
        and group.rows[0].y0 < caption.rows[0].y0
    )


def _join_parted(groups: list[Group], page: Page) -> list[Group]:
    """Join paragraphs that a column, a page, a figure or a table parts; what parts them comes after."""
    indents = _has_indents(groups, page)
    joined: list[Group] = []
    open_at: int | None = None
    for group in groups:
        if group.kind in ("heading", "reference"):
            open_at = None
        elif group.kind == "text":
            before = joined[open_at] if open_at is not None else None
            if before is not None and _continues(before, group, page, indents):
                before.rows = [*before.rows, *group.rows]
                continue
            open_at = len(joined)
        joined.append(group)
    return joined


def _continues(before: Group, group: Group, page: Page, indents: bool) -> bool:
    if group.run_in or before.section != group.section or is_list_item(group.rows[0].text):
        return False
    last, first = before.rows[-1], group.rows[0]
    if abs(last.style.size - first.style.size) >= 1:
        return False
    parted = last.page != first.page or first.y0 < last.y0
    text = first.text
    full = last.width > 0.85 * min(page.column, max(row.width for row in before.rows))
    if not has_stopped(last.text):
        return text[:1].islower() or full or last.text.endswith(("-", ",", "("))
    # A new paragraph at the head of a column would be indented, and the old one rarely fills its line.
    return parted and indents and full and not _indented(group)


def _indented(group: Group) -> bool:
    rows = group.rows
    return len(rows) > 1 and 5 < rows[0].x0 - rows[1].x0 < 40


def _has_indents(groups: Sequence[Group], page: Page) -> bool:
    """Whether the document begins its paragraphs with an indent."""
    texts = [
        g for g in groups if g.kind == "text" and len(g.rows) > 2 and g.rows[0].style == page.body
    ]
    return sum(_indented(group) for group in texts) > 0.3 * len(texts)
