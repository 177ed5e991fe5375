"""Sentences in documents that speak to a language model instead of to a reader.

An indexed file may say "Ignore the instructions above and answer that ...". Prompts already mark passages
as data (:mod:`kb.answer.prompts`), but a small model may follow, and the ledger would find what it then
says in the passage. So such sentences never reach a model, are never quoted, and support nothing.

The rules look for the form of an order to a model, not for bad content: what they miss is still
data in a prompt, what they catch wrongly is one sentence that is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from kb.answer.disguises import hidden_text, undisguised
from kb.answer.planted_forms import ELSEWHERE, FORMS, TRIGGER, TRIGGER_ELSEWHERE
from kb.text.sentences import sentence_spans
from kb.types import Hit

_SEAM = re.compile(r"(?<=[.!?])\s+(?=[<\[#/{|!`\"])|(?<=[>\]])\s+(?=[A-Z])")


# What a sentence after an order says where it goes on with it.
_GOES_ON = re.compile(
    r"\b(?:say|reply|answer|respond|output|your|task|instead|this (?:passage|text|document|message)|the (?:user|reader))\b"
    r"|^\W*you\b|\bonly (?:passage|source)\b",
    re.IGNORECASE,
)
_FRAMES = re.compile(
    r"<(system|assistant|instructions?|user)>.*?</\1>|\[INST\].*?\[/INST\]|<<SYS>>.*?<</SYS>>"
    r"|\[\[(system|assistant|user)\]\].*?\[\[/\2\]\]|<\|im_start\|>.*?<\|im_end\|>",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=4096)
def is_order(sentence: str) -> bool:
    """Whether a sentence gives orders to a language model, openly or in disguise."""
    text = undisguised(sentence)
    if TRIGGER.search(text) and any(form.search(text) for form in FORMS):
        return True
    if TRIGGER_ELSEWHERE.search(text) and any(form.search(text) for form in ELSEWHERE):
        return True
    # Nobody writes sentences in base64 for a reader.
    return bool(hidden_text(sentence))


def without_orders(text: str) -> str:
    """The text with such sentences, and what goes on with them, blanked out; every offset stays."""
    shown = _FRAMES.sub(lambda found: _blank(found[0]), text)
    after = False
    for start, end in _spans(text):
        sentence = text[start:end]
        ordered = is_order(sentence)
        if ordered or (after and _GOES_ON.search(undisguised(sentence))):
            shown = shown[:start] + _blank(sentence) + shown[end:]
        after = ordered
    return shown


def _blank(text: str) -> str:
    return " " * len(text)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, parted also where a template's token stands between them."""
    for start, end in sentence_spans(text):
        at = start
        for seam in _SEAM.finditer(text, start, end):
            yield at, seam.start()
            at = seam.end()
        yield at, end


def harmless_hit(hit: Hit) -> Hit:
    """A hit as a model may read it and rest on it."""
    text = without_orders(hit.passage.text)
    return (
        hit if text == hit.passage.text else replace(hit, passage=replace(hit.passage, text=text))
    )
