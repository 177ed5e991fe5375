"""Reads plain text and Markdown: notes, guidelines as text, abstracts."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

from ingest.readers.assemble import Draft, assemble
from ingest.readers.base import MARKDOWN, SUFFIXES, Reading
from kb.errors import UnreadableFile
from kb.types import BlockKind, Metadata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no text has; tab, line feed, form feed and carriage return are fine.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_HASHED = re.compile(r"(#{1,6})[ \t]+(?P<title>.+?)[ \t]*#*\Z")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})\Z")
_FENCE = re.compile(r"(?:```|~~~)")
_TABLE_ROW = re.compile(r"\|.*\|\Z")
_COLUMNS = re.compile(r"\S(?: {2,}|\t+)\S")
_RULE = re.compile(r"[-=_*\s|+:]{3,}\Z")
_TITLE_CASE = re.compile(r"[A-Z][A-Z0-9 /&(),.'-]{2,70}:?\Z")
_INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)
_FRONT_MATTER = re.compile(r"\A---\n(?P<fields>.*?)\n---\n", re.DOTALL)
_FIELD = re.compile(r"(?P<name>\w+):[ \t]*(?P<value>\S.*)\Z")


def read_note(data: bytes, name: str) -> Reading:
    """Read a text or Markdown file as one page; headings become sections. There are no boxes.

    Raises:
        UnreadableFile: it is not text, or there is no word in it.
    """
    text, warnings = _decode(data, name)
    media_type = SUFFIXES.get(PurePath(name).suffix.lower(), MARKDOWN)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\f", "\n\n")
    metadata = Metadata()
    if media_type == MARKDOWN:
        text, metadata = _front_matter(text)
        text = _unmarked(text)
    drafts = list(_drafts(text, markdown=media_type == MARKDOWN))
    if not any(re.search(r"\w", draft.text) for draft in drafts):
        raise UnreadableFile(name, "there is no text in it")
    if metadata.title is None:
        metadata = Metadata(
            title=_title(drafts), year=metadata.year, authors=metadata.authors, doi=metadata.doi
        )
    whole, blocks, lines = assemble(drafts)
    return Reading(media_type, metadata, 1, whole, blocks, lines, warnings)


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text from bytes: by its byte-order mark, else UTF-8, UTF-16 by its zeros, at last Windows-1252."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return _checked(data.decode(codec), name), ()
            except UnicodeDecodeError as error:
                raise UnreadableFile(name, f"its {codec} text is damaged") from error
    sample = data[:4096]
    if len(data) % 2 == 0 and sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        try:
            return _checked(data.decode("utf-16-le" if little else "utf-16-be"), name), ()
        except UnicodeDecodeError as error:
            raise UnreadableFile(name, "it is not text") from error
    try:
        return _checked(data.decode("utf-8"), name), ()
    except UnicodeDecodeError:
        pass
    # Windows-1252 is what clinical systems mostly wrote before UTF-8; five of its bytes mean nothing.
    text = data.decode("cp1252", errors="replace")
    return _checked(text, name), (
        "The text is not UTF-8; it was read as Windows-1252 (Western European).",
    )


def _checked(text: str, name: str) -> str:
    if len(_BINARY.findall(text)) > max(2, len(text) // 2000):
        raise UnreadableFile(name, "it is not text", hint="Save it as plain text and add that.")
    return _BINARY.sub("", text)


def _front_matter(text: str) -> tuple[str, Metadata]:
    """Markdown's head of ``key: value`` lines, if there is one, as metadata."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return text, Metadata()
    fields: dict[str, str] = {}
    for line in match["fields"].splitlines():
        pair = _FIELD.match(line.strip())
        if pair:
            fields[pair["name"].lower()] = pair["value"].strip().strip("\"'")
    year = re.search(r"\b(?:19|20)\d\d\b", fields.get("year") or fields.get("date") or "")
    authors = fields.get("authors") or fields.get("author") or ""
    metadata = Metadata(
        title=fields.get("title"),
        authors=tuple(part.strip() for part in authors.strip("[]").split(",") if part.strip()),
        journal=fields.get("journal"),
        year=int(year.group()) if year else None,
        doi=fields.get("doi"),
        pmid=fields.get("pmid"),
    )
    return text[match.end() :], metadata


def _unmarked(text: str) -> str:
    """Markdown without the marks inside lines: emphasis, code ticks, link targets, comments."""
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    return text


def _drafts(text: str, *, markdown: bool) -> Iterator[Draft]:
    section: str | None = None
    for kind, body in _stretches(text, markdown=markdown):
        if kind == "heading":
            section = body
        yield Draft(body, 1, kind, section)


def _stretches(text: str, *, markdown: bool) -> Iterator[tuple[BlockKind, str]]:
    """Headings, tables and paragraphs, in order."""
    rows: list[str] = []
    fenced = False
    lines = text.split("\n")
    skip = False
    for i, raw in enumerate(lines):
        line = raw.strip()
        if skip:
            skip = False
            continue
        if markdown and _FENCE.match(line):
            fenced = not fenced
            continue
        if not line:
            yield from _flush(rows)
            continue
        following = lines[i + 1].strip() if i + 1 < len(lines) else ""
        title = None if fenced else _heading(line, following, first=not rows, markdown=markdown)
        if title is None:
            rows.append(raw.rstrip())
            continue
        yield from _flush(rows)
        yield "heading", title
        skip = bool(_UNDERLINE.match(following))
    yield from _flush(rows)


def _heading(line: str, following: str, *, first: bool, markdown: bool) -> str | None:
    """The title, if this line is one."""
    hashed = _HASHED.match(line) if markdown else None
    if hashed:
        return hashed["title"].strip("*_ ")
    has_letters = any(letter.isalpha() for letter in line)
    if not has_letters or _COLUMNS.search(line):
        return None
    if _UNDERLINE.match(following) and len(line) <= 100 and not _TABLE_ROW.match(line):
        # "----" under a line of columns is a table's rule; under one phrase it is a heading.
        return line.rstrip(":") if first else None
    if first and _TITLE_CASE.match(line) and len(line.split()) <= 8:
        return line.rstrip(":")
    return None


def _flush(rows: list[str]) -> Iterator[tuple[BlockKind, str]]:
    if not rows:
        return
    # Common indentation says nothing; the rest may line up columns.
    while rows and not rows[0].strip():
        rows.pop(0)
    columns = sum(
        bool(_TABLE_ROW.match(row.strip()) or _COLUMNS.search(row.strip())) for row in rows
    )
    kind: BlockKind = "table" if len(rows) >= 2 and columns * 2 > len(rows) else "text"
    kept = [row for row in rows if not _RULE.match(row.strip())]
    body = "\n".join(kept).strip()
    rows.clear()
    if body:
        yield kind, body


def _title(drafts: list[Draft]) -> str | None:
    """The first heading, if nothing but headings stands before it."""
    first = next(iter(drafts), None)
    return first.text if first is not None and first.kind == "heading" else None
