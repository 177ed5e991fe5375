"""Cuts a document into passages: a few sentences that are embedded, found and cited together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kb.text.sections import block_kinds
from kb.text.sentences import sentence_spans
from kb.types import Block, Document, Line, Passage

CountTokens = Callable[[Sequence[str]], list[int]]

_BODY = frozenset({"text", "table", "caption"})
# A passage may pass the target by this share, and by this many tokens, before it is parted: better one
# of 240 than two of 120.
_STRETCH, _STRETCH_TOKENS = 0.1, 24
# What parting a paragraph costs, against (1 - tokens/target) squared for a passage that is too short.
_MID_PARAGRAPH = 0.03
_OVER = 4.0
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not parted: a sentence, a table row, or a piece of a sentence that is too long."""

    start: int
    end: int
    tokens: int
    ends_paragraph: bool


def cut(
    document: Document, document_id: str, *, count_tokens: CountTokens, target: int
) -> list[Passage]:
    """Cut a document's body into passages of about ``target`` tokens, evenly rather than full and rest.

    Passages end at sentence borders (a sentence longer than the target is parted at words), never cross
    a heading or section, and leave out headings, reference lists and marginal matter. A caption and its
    table stay together, and no table shares a passage with another; a long one is parted at rows. ``passage.text == document.text[passage.start:passage.end]``, and every sentence of
    the body is in exactly one passage. A document with no body at all gives its headings instead.

    Args:
        document: what a reader produced.
        document_id: prefix of the passages' ids; ordinals count from 0.
        count_tokens: tokens of each text, without the model's special tokens. Called a few times in all.
        target: tokens that a passage aims not to exceed; one may have up to a tenth more.
    """
    runs = list(_runs(document.blocks)) or [[b] for b in document.blocks if b.kind != "reference"]
    cutter = _Cutter(document.text, count_tokens, target)
    units = cutter.units(runs)
    starts = [line.start for line in document.lines]
    kinds = dict(
        zip(
            (block.start for block in document.blocks),
            block_kinds(document.blocks, document.lines),
            strict=True,
        )
    )
    passages: list[Passage] = []
    for run, run_units in zip(runs, units, strict=True):
        for group in _pack(run_units, target):
            start, end = group[0].start, group[-1].end
            lines = _lines_in(document.lines, starts, start, end)
            first = next((b for b in run if b.start <= start < b.end), run[0])
            passages.append(
                Passage(
                    id=f"{document_id}-{len(passages):04d}",
                    document_id=document_id,
                    ordinal=len(passages),
                    page=lines[0].box.page if lines else first.page,
                    section=_heading(document, first, start),
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    tokens=sum(unit.tokens for unit in group),
                    lines=lines,
                    kind=kinds[first.start],
                )
            )
    return passages


def _heading(document: Document, block: Block, start: int) -> str | None:
    """The section of what begins at ``start``; of a table's further parts the caption, which they lack."""
    if block.kind == "table" and start > block.start:
        table = next((one for one in document.tables if one.start == block.start), None)
        if table is not None and table.caption:
            return table.caption
    return block.section


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Neighbouring blocks that may share a passage: one section's text, or a table and its caption."""

    # A block outside the body (a heading, a reference) parts what stands before and after it.
    parted = 0
    keyed: list[tuple[tuple[int, str | None, bool], Block]] = []
    for block in blocks:
        if block.kind not in _BODY:
            parted += 1
            continue
        keyed.append(((parted, block.section, block.kind == "text"), block))
    for (_, _, is_text), group in groupby(keyed, key=lambda pair: pair[0]):
        members = [block for _, block in group]
        if is_text:
            yield members
        else:
            yield from _floats(members)


def _floats(blocks: list[Block]) -> Iterator[list[Block]]:
    """Each caption with the table that follows it; a table that says its caption itself, and the rest, alone."""
    at = 0
    while at < len(blocks):
        size = 1
        if blocks[at].kind == "caption":
            while at + size < len(blocks) and blocks[at + size].kind == "table":
                if _says(blocks[at + size], blocks[at]):
                    break
                size += 1
        said = size == 1 and at + 1 < len(blocks) and _says(blocks[at + 1], blocks[at])
        if not said:
            yield blocks[at : at + size]
        at += size


def _says(table: Block, caption: Block) -> bool:
    """Whether a table's text begins with the caption before it, which then need not be found as well."""
    own = " ".join(caption.text.split())
    return table.kind == "table" and caption.kind == "caption" and table.text.startswith(own)


class _Cutter:
    """Finds the units of all runs, counting the tokens of everything in few calls."""

    def __init__(self, text: str, count_tokens: CountTokens, target: int) -> None:
        self._text = text
        self._count = count_tokens
        self._target = target

    def units(self, runs: Sequence[Sequence[Block]]) -> list[list[_Unit]]:
        spans = [[self._spans(block) for block in run] for run in runs]
        flat = [span for run in spans for block in run for span in block]
        tokens = dict(zip(flat, self._tokens(flat), strict=True))
        pieces = self._part_long(tokens)
        return [
            [
                _Unit(start, end, count, ends_paragraph=end == block[-1][1])
                for block in run
                for span in block
                for start, end, count in pieces.get(span) or [(*span, tokens[span])]
            ]
            for run in spans
        ]

    def _spans(self, block: Block) -> list[tuple[int, int]]:
        if block.kind == "table":
            rows = re.finditer(r"[^\n]*\S[^\n]*", block.text)
            return [(block.start + row.start(), block.start + row.end()) for row in rows]
        return [(block.start + a, block.start + b) for a, b in sentence_spans(block.text)]

    def _tokens(self, spans: Sequence[tuple[int, int]]) -> list[int]:
        return self._count([self._text[start:end] for start, end in spans]) if spans else []

    def _part_long(
        self, tokens: dict[tuple[int, int], int]
    ) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
        """Pieces (start, end, tokens) of every span that alone exceeds the target."""
        done: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        work = [(span, span, count) for span, count in tokens.items() if count > self._target]
        while work:
            halves: list[tuple[tuple[int, int], tuple[int, int]]] = []
            for whole, span, count in work:
                parts = self._part(span, -(-count // self._target))
                if len(parts) == 1:
                    done.setdefault(whole, []).append((*span, count))
                else:
                    halves.extend((whole, part) for part in parts)
            counts = self._tokens([part for _, part in halves])
            work = []
            for (whole, part), count in zip(halves, counts, strict=True):
                if count > self._target:
                    work.append((whole, part, count))
                else:
                    done.setdefault(whole, []).append((*part, count))
        for found in done.values():
            found.sort()
        return done

    def _part(self, span: tuple[int, int], count: int) -> list[tuple[int, int]]:
        """``count`` stretches of whole words of about the same length; fewer where words run out."""
        words = [match.span() for match in _WORD.finditer(self._text, *span)]
        if len(words) < 2:
            # One endless word: nothing that is cited; parted anywhere so that it can be embedded.
            start, end = span
            step = max(1, -(-(end - start) // count))
            return [(at, min(at + step, end)) for at in range(start, end, step)]
        count = min(count, len(words))
        length = span[1] - span[0]
        parts: list[list[tuple[int, int]]] = [[]]
        for i, word in enumerate(words):
            share = (word[0] - span[0]) / length
            enough = parts[-1] and share >= len(parts) / count
            rest = len(words) - i
            if len(parts) < count and parts[-1] and (enough or rest <= count - len(parts)):
                parts.append([])
            parts[-1].append(word)
        return [(part[0][0], part[-1][1]) for part in parts]


def _pack(units: Sequence[_Unit], target: int) -> Iterator[Sequence[_Unit]]:
    """Group units into passages so that the sum of their costs is least (dynamic programming)."""
    if not units:
        return
    limit = target + min(int(target * _STRETCH), _STRETCH_TOKENS)
    best = [0.0] + [float("inf")] * len(units)
    came_from = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        border = 0.0 if units[end - 1].ends_paragraph else _MID_PARAGRAPH
        size = 0
        for start in range(end - 1, -1, -1):
            size += units[start].tokens
            if size > limit and start < end - 1:
                break
            cost = best[start] + border + _cost(size, target)
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    borders = [len(units)]
    while borders[-1] > 0:
        borders.append(came_from[borders[-1]])
    borders.reverse()
    for start, end in pairwise(borders):
        yield units[start:end]


def _cost(tokens: int, target: int) -> float:
    off = 1 - tokens / target
    return off * off * (1.0 if off >= 0 else _OVER)


def _lines_in(
    lines: Sequence[Line], starts: Sequence[int], start: int, end: int
) -> tuple[Line, ...]:
    """The printed lines that share a character with the span."""
    first = bisect_left(starts, start)
    while first > 0 and lines[first - 1].end > start:
        first -= 1
    return tuple(line for line in lines[first : bisect_left(starts, end)] if line.end > start)
