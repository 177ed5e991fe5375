"""Keeps a model's thoughts out of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_OPEN = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSE = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_TAGS = ("<think>", "<thinking>", "</think>", "</thinking>")


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Pass pieces of text on without '<think>...</think>', wherever a piece happens to be cut.

    A closing tag with no opening one is dropped too. White space before the first word is left out, and
    no piece is empty. Only what could be the beginning of a tag is held back.
    """
    waiting, thinking, begun = "", False, False
    for piece in pieces:
        waiting += piece
        shown, waiting, thinking = _sorted_out(waiting, thinking)
        if not begun:
            shown = shown.lstrip()
        if shown:
            begun = True
            yield shown
    if waiting and not thinking:
        rest = waiting if begun else waiting.lstrip()
        if rest:
            yield rest


def _sorted_out(text: str, thinking: bool) -> tuple[str, str, bool]:
    """What can be shown now, what has to wait, and whether a thought is still open."""
    shown = []
    while True:
        tag = (_CLOSE if thinking else _OPEN).search(text)
        stray = None if thinking else _CLOSE.search(text)
        if stray and (tag is None or stray.start() < tag.start()):
            shown.append(text[: stray.start()])
            text = text[stray.end() :]
            continue
        if tag is None:
            break
        if not thinking:
            shown.append(text[: tag.start()])
        text, thinking = text[tag.end() :], not thinking
    held = _held_back(text)
    if not thinking:
        shown.append(text[: len(text) - held])
    return "".join(shown), text[len(text) - held :], thinking


def _held_back(text: str) -> int:
    """How many characters at the end could begin a tag."""
    at = text.rfind("<")
    tail = text[at:].lower() if at >= 0 else ""
    return len(tail) if tail and any(tag.startswith(tail) for tag in _TAGS) else 0
