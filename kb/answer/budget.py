"""What fits into a model's context: the passages that it is shown, and that it may therefore cite.

Whatever is left out here was not given to the model: the ledger gets the same passages and no other.
Ollama drops the beginning of a prompt that is too long, and says nothing; so all parts are counted on the safe side.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from kb.answer import prompts
from kb.answer.structured import schema
from kb.errors import ModelUnavailable
from kb.settings import ModelSettings
from kb.text.sentences import sentence_spans
from kb.types import Hit

TEMPLATE_TOKENS = 64
"""What a chat template puts around two messages."""
LARGEST_ANSWER = 3
"""An answer may take a third of the context at most: without passages there is nothing to answer from."""


def tokens_at_most(text: str) -> int:
    """Tokens that a text costs, estimated on the safe side without the model's tokenizer.

    English prose takes a token per four to five characters; digits and signs take up to one each, and
    other scripts no more than their bytes, since every model's tokenizer can fall back on bytes.
    """
    letters = sum(char.isascii() and (char.isalpha() or char.isspace()) for char in text)
    other = len(text.encode("utf-8", "replace")) - letters
    return other + letters // 3 + 1


def answer_tokens(settings: ModelSettings) -> int:
    """Tokens that the answer may have."""
    return min(settings.max_tokens, settings.context_window // LARGEST_ANSWER)


def fit(settings: ModelSettings, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits that a model can be shown with this question, best first; long ones cut at a sentence.

    No passage takes more than half of the room where there are others. The offsets of what is left of a
    passage stay right, as only its end is cut off.

    Raises:
        ModelUnavailable: the context is too small for this question with even one passage.
    """
    room = _room(settings, question, len(hits))
    largest = room if len(hits) == 1 else room // 2
    shown: list[Hit] = []
    for hit in hits:
        part = _cut(hit, len(shown) + 1, min(room, largest))
        if part is not None:
            shown.append(part)
            room -= _cost(part, len(shown))
    if hits and not shown:
        raise ModelUnavailable(
            f"The question and a passage do not fit into a context of {settings.context_window} tokens.",
            hint="Set KB_MODEL__CONTEXT_WINDOW higher, or ask a shorter question.",
        )
    return tuple(shown)


def _room(settings: ModelSettings, question: str, passages: int) -> int:
    """Tokens left for passages, in the larger of the two forms of the prompt."""
    prose = tokens_at_most(prompts.SYSTEM) + tokens_at_most(prompts.question_prompt(question, []))
    structured = (
        tokens_at_most(prompts.SYSTEM_STRUCTURED)
        + tokens_at_most(prompts.question_prompt(question, [], structured=True))
        # Not part of the prompt on most servers; some put it there.
        + tokens_at_most(json.dumps(schema(passages)))
    )
    again = tokens_at_most(prompts.AGAIN + prompts.NOT_HELD)
    fixed = max(prose, structured if settings.structured else 0) + again + TEMPLATE_TOKENS
    return settings.context_window - answer_tokens(settings) - fixed


def _cost(hit: Hit, number: int) -> int:
    return tokens_at_most(prompts.numbered_one(number, hit)) + 1


def _cut(hit: Hit, number: int, room: int) -> Hit | None:
    """The hit with as many of its first sentences as there is room for; ``None`` where not one fits."""
    if _cost(hit, number) <= room:
        return hit
    best = None
    for _, end in sentence_spans(hit.passage.text):
        part = replace(hit, passage=replace(hit.passage, text=hit.passage.text[:end]))
        if _cost(part, number) > room:
            break
        best = part
    return best
