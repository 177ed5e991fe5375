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

from kb.text.sentences import sentence_spans
from kb.types import Hit

_MODEL = r"(?:AI|A\.I\.|LLMs?|language models?|chat ?bots?|assistant|GPT(?:-?\d\S*)?|ChatGPT|Qwen|Llama|DAN)"
_ORDERS = r"(?:instructions?|prompts?|rules|directions|directives|commands?|context|training|safeguards|filters|restrictions)"
_SPEAK = r"(?:answer|reply|respond|say|output|print|write|tell|state|claim|repeat|conclude|translate|return)"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:ignore|disregard|forget|override|bypass|skip|overrule)\b[^.]{{0,50}}\b{_ORDERS}\b",
        r"\b(?:ignore|disregard|forget)\s+(?:everything|anything|what(?:ever)?|all)\b[^.]{0,30}"
        r"\b(?:above|before|told|said|previous|earlier|else)\b",
        rf"\byou(?:'re| are| will act| must act)\b[^.]{{0,30}}\b(?:an?|the)\b[^.]{{0,25}}\b{_MODEL}\b",
        rf"\b(?:act|behave|pretend|role-?play|respond|speak)\s+(?:as|like|to be)\b[^.]{{0,30}}\b{_MODEL}\b",
        rf"\b(?:dear|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for))\b"
        rf"[^.]{{0,25}}\b{_MODEL}\b",
        rf"^\W*{_MODEL}\s*[:,]\s*\S",
        rf"\b(?:any|every|all|the|an?|this)\s+(?:\w+\s+)?{_MODEL}\b[^.]{{0,40}}\b(?:must|should|shall|is to|are to|has to)\b"
        rf"[^.]{{0,40}}\b(?:{_SPEAK}|ignore|omit|hide|recommend|cite)\b",
        r"\b(?:system|developer|hidden|original|initial)\s+(?:prompt|message|instructions?|override)\b",
        r"\b(?:new|updated|revised|additional|secret)\s+(?:system\s+)?instructions?\s*[:.-]",
        rf"\bfrom now on\b[^.]{{0,40}}\b(?:you|{_SPEAK})\b",
        rf"^\W*(?:please\s+|now\s+|instead,?\s+|always\s+|only\s+|just\s+|simply\s+)*{_SPEAK}"
        r"(?:\s*:|\s+(?:only|exactly|simply|just|nothing|instead|with\b|the (?:word|phrase|following|text)|that\b|[\"'“‘]))",
        r"\byou (?:must|should|shall|have to|need to|will)\s+(?:now\s+|always\s+|only\s+|instead\s+|never\s+)*"
        r"(?:answer|reply|respond|output|print|state|claim|conclude|translate|return|cite|mention|ignore|obey"
        r"|comply|reveal)\b",
        r"\byou (?:must |will |shall )?obey\b",
        rf"\b{_SPEAK}\b[^.]{{0,40}}\bto the user\b",
        rf"\bwhen(?:ever)?\s+(?:you(?:'re| are)?\s+)?(?:asked|answering|summari[sz]ing|the user asks|queried|prompted)\b[^.]{{0,60}}"
        rf"\b(?:{_SPEAK}|always|never|recommend|cite)\b",
        rf"\b(?:user|reader)(?:'s)? question\b[^.]{{0,40}}\b(?:{_SPEAK}|ignore)\b",
        rf"^\W*(?:please\s+)?{_SPEAK}\b[^.]{{0,40}}\b(?:to|for) (?:the|this|your) (?:user|question|query)\b",
        r"\b(?:reveal|print|show|repeat|leak|send|e-?mail|upload|post|transmit|exfiltrate|dump)\b[^.]{0,60}"
        r"(?:\b(?:prompt|instructions|passwords?|api keys?|credentials|conversation|chat history|other passages)\b|\bto\s+(?:https?://|\S+@\S))",
        r"\b(?:do not|don't|never)\s+(?:cite|mention|tell|reveal|disclose|show|quote|warn)\b[^.]{0,50}"
        r"\b(?:user|reader|sources?|passages?|instructions?|this (?:message|text|sentence))\b",
        r"\b(?:jail ?break|prompt injection|developer mode|do anything now|sudo|god mode)\b",
        r"<\|?\s*/?(?:im_start|im_end|system|assistant|user|endoftext|inst)\b|\[/?INST\]|^\W*#{2,}\s*(?:system|instruction|assistant)",
        r"^\W*(?:system|assistant|developer)\s*:\s*\S",
        r"^\W*(?:end|begin|start)\s+of\s+(?:passages?|documents?|context|system|data)\b",
        r"</?\s*(?:passages?|question|system|instructions?|context)\b",
    )
)


_SEAM = re.compile(r"(?<=[.!?])\s+(?=[<\[#])|(?<=[>\]])\s+(?=[A-Z])")


def is_order(sentence: str) -> bool:
    """Whether a sentence gives orders to a language model."""
    text = " ".join(sentence.split())
    return any(form.search(text) for form in _FORMS)


def without_orders(text: str) -> str:
    """The text with such sentences blanked out; every offset stays."""
    for start, end in _spans(text):
        if is_order(text[start:end]):
            text = text[:start] + " " * (end - start) + text[end:]
    return text


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
