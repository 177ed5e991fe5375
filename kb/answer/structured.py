"""A model's answer as it comes: a JSON object by schema, or the prose of a model that ignores the schema.

    {"sentences": [{"text": "The target is below 130/80 mm Hg.", "passages": [2]}]}

No sentences mean that the passages do not answer.
The reader shows each sentence as soon as it is complete, wherever a piece happens to be cut; what it shows is not
yet checked. At the end the whole is validated, and turned into prose with marks ("... [2].") which the ledger reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kb.answer import prompts
from kb.answer.numbers import without_marks
from kb.answer.repetition import distinct, repeats
from kb.answer.verify import cited_numbers
from kb.text.sentences import sentence_spans

MOST_SENTENCES = 12
"""The prompt asks for five; a model that writes some more is not asked again for that."""
MOST_SENTENCE_CHARACTERS = 1000
MOST_CHARACTERS = 12_000
ASKED_SENTENCES = 5

_FENCE = re.compile(r"```\w*\s*")
_OBJECT = re.compile(r'\{\s*"(?:answered|sentences)"\s*:')
_UNANSWERED = re.compile(r'^[^\[]*"answered"\s*:\s*false')
_ARRAY = re.compile(r'"sentences"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")
_MARKS = re.compile(r"\s*\[\s*\d{1,3}(?:\s*[,;–‒-]\s*\d{1,3})*\s*\]")
_TRAILING = re.compile(rf"(?:{_MARKS.pattern})+\W*$")
_ENDS = re.compile(r"[.!?][\"'”’)\]]*$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONE = re.compile(r"[\ud800-\udfff]")


def schema(passages: int) -> dict[str, Any]:
    """The JSON schema of an answer from passages 1 to ``passages``.

    Plain keywords only, which the grammars of llama.cpp, Ollama and vLLM all take; lengths are checked
    afterwards, since as a grammar they cost more than they save.
    """
    number = {"type": "integer", "enum": list(range(1, passages + 1))}
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "passages": {"type": "array", "items": number, "minItems": 1, "maxItems": 4},
        },
        "required": ["text", "passages"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "sentences": {"type": "array", "items": sentence, "maxItems": ASKED_SENTENCES}
        },
        "required": ["sentences"],
        "additionalProperties": False,
    }


class _Claim(BaseModel):
    """A sentence with the numbers of the passages that it rests on."""

    model_config = ConfigDict(frozen=True)

    text: str
    passages: tuple[int, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _marks_at_the_end(cls, value: object, info: ValidationInfo) -> object:
        """Where a model names its passages in the text after all: 'It is so [2].'"""
        if isinstance(value, str):
            value = {"text": value}
        if not isinstance(value, dict) or value.get("passages"):
            return value
        last = info.context["passages"] if info.context else 0
        marks = _TRAILING.search(str(value.get("text", "")))
        numbers = cited_numbers(marks[0]) if marks else ()
        within = all(1 <= number <= last for number in numbers)
        return {**value, "passages": numbers} if numbers and within else value

    @field_validator("text")
    @classmethod
    def _one_line(cls, text: str) -> str:
        text = clean(text)
        if not re.search(r"\w", text):
            raise ValueError(prompts.EMPTY_SENTENCE)
        if len(text) > MOST_SENTENCE_CHARACTERS:
            raise ValueError(prompts.LONG_SENTENCE)
        return text

    @field_validator("passages")
    @classmethod
    def _in_range(cls, passages: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        last = info.context["passages"] if info.context else 0
        for number in passages:
            if not 1 <= number <= last:
                raise ValueError(prompts.WRONG_NUMBER.format(last=last))
        return tuple(dict.fromkeys(passages))

    def marked(self) -> list[str]:
        """The sentences of the text as the ledger reads them: each ends with its marks and a stop.

        Other marks in it were copied with a passage, and mean the references of that work.
        """
        marks = "".join(f"[{number}]" for number in self.passages)
        text = " ".join(_MARKS.sub("", self.text).split())
        return [_closed(text[start:end], marks) for start, end in sentence_spans(text)]


class _Object(BaseModel):
    """The whole answer. ``answered`` is not asked for; some models add such a field, and may mean it."""

    model_config = ConfigDict(frozen=True)

    answered: bool | None = None
    sentences: tuple[_Claim, ...] = Field(max_length=MOST_SENTENCES)

    @model_validator(mode="after")
    def _one_of_both(self) -> _Object:
        if self.answered and not self.sentences:
            raise ValueError(prompts.NO_SENTENCE)
        if self.answered is False and self.sentences:
            raise ValueError(prompts.CONTRADICTION)
        return self


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered: prose with marks, that the passages do not answer, or why it cannot be used.

    ``fault`` completes "Your last reply could not be used: ..." and holds no word of the model.
    """

    text: str = ""
    declined: bool = False
    fault: str = ""


class AnswerReader:
    """Reads one answer from its pieces. ``cut`` says that it runs on or repeats itself: stop listening."""

    def __init__(self, passages: int) -> None:
        self.cut = False
        self._passages = passages
        self._text = ""
        self._form = "unknown"
        self._at = -1  # where the next sentence of the array is looked for; -1 before the array
        self._closed = False
        self._claims: list[_Claim] = []
        self._looked = 0

    def feed(self, piece: str) -> Iterator[str | None]:
        """What can be shown now; ``None`` means that all that was shown is to be forgotten."""
        if self.cut:
            return
        self._text += piece
        if self._form == "unknown":
            shown = self._decide()
        elif self._form == "prose" and _OBJECT.search(self._text):
            # 'Here is the answer: {...': what was shown was a preamble.
            self._form = "object"
            yield None
            shown = ""
        else:
            shown = piece if self._form == "prose" else ""
        if self._form == "prose" and shown:
            yield _LONE.sub("\ufffd", shown)
        if self._form == "object":
            for claim in self._complete(piece):
                self._claims.append(claim)
                yield f"{' '.join(claim.marked())} "
        self._watch()

    @property
    def structured(self) -> bool:
        """Whether the answer is JSON."""
        return self._form == "object"

    def finish(self) -> Reply:
        """The answer, once there is no more of it."""
        if self._form == "unknown":
            self._form = "prose"
        return self._object() if self._form == "object" else self._prose()

    def _decide(self) -> str:
        """Settle the form by the first characters; returns what prose there is to show."""
        text = self._text.lstrip("\ufeff \t\r\n")
        if text.startswith("`"):
            fence = _FENCE.match(text)
            text = text[fence.end() :] if fence else ("" if len(text) < 3 else text)
        if text:
            structured = text.startswith("{") or _OBJECT.search(text)
            self._form = "object" if structured else "prose"
        return text

    def _complete(self, piece: str) -> Iterator[_Claim]:
        """The sentences that have become complete."""
        if self._at < 0:
            array = _ARRAY.search(self._text)
            if array is None:
                return
            self._at = array.end()
        elif not re.search(r'["\]}]', piece):
            return
        while not self._closed:
            gap = _GAP.match(self._text, self._at)
            start = gap.end() if gap else self._at
            if start >= len(self._text):
                return
            if self._text[start] not in '{"':
                self._closed = True
                return
            try:
                value, self._at = json.JSONDecoder().raw_decode(self._text, start)
            except (ValueError, RecursionError):
                return
            try:
                claim = _Claim.model_validate(value, context={"passages": self._passages})
            except ValidationError:
                continue  # not shown; the validation of the whole says what is wrong
            if any(_same(claim.text, other.text) for other in self._claims):
                self.cut = True
                return
            if not prompts.declines(claim.text):
                yield claim

    def _watch(self) -> None:
        """Notice an answer that does not end, or says the same again and again."""
        if len(self._text) > MOST_CHARACTERS or len(self._claims) > MOST_SENTENCES:
            self.cut = True
        elif len(self._text) - self._looked >= 100:
            self._looked = len(self._text)
            self.cut = self.cut or repeats(self._text)

    def _object(self) -> Reply:
        try:
            start = self._text.index("{")
            opening = _OBJECT.search(self._text)
            value, _ = json.JSONDecoder().raw_decode(
                self._text, opening.start() if opening else start
            )
        except (ValueError, RecursionError):
            return self._broken_off()
        try:
            found = _Object.model_validate(value, context={"passages": self._passages})
        except ValidationError as error:
            return Reply(fault=_fault(error))
        kept = [one for one in found.sentences if not prompts.declines(one.text)]
        return self._told(kept) if kept else Reply(prompts.CANNOT_ANSWER, declined=True)

    def _broken_off(self) -> Reply:
        """Cut off, by the limit on an answer's length or by us: the sentences that are whole stand."""
        if self._claims and _UNANSWERED.search(self._text):
            return Reply(fault=prompts.CONTRADICTION)
        if self._claims:
            return self._told(self._claims)
        if self.cut:
            return Reply(fault=prompts.RUNNING_ON)
        begun = self._at >= 0 and not self._closed
        return Reply(fault=prompts.BROKEN_OFF if begun else prompts.NOT_THE_OBJECT)

    def _told(self, claims: list[_Claim]) -> Reply:
        return Reply(" ".join(distinct(text for one in claims for text in one.marked())))

    def _prose(self) -> Reply:
        text = _FENCE.sub("", clean(self._text, lines=True)).strip()
        if prompts.declines(text):
            return Reply(prompts.CANNOT_ANSWER, declined=True)
        sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
        dropped = len(sentences) > 1 and not _whole(sentences[-1])
        if dropped:
            sentences.pop()  # broken off: what it would have said is not known
        elif self.cut and sentences and not _whole(sentences[-1]):
            return Reply(fault=prompts.RUNNING_ON)
        kept = distinct(sentences)
        return Reply(text if len(kept) == len(sentences) and not dropped else "\n".join(kept))


def clean(text: str, *, lines: bool = False) -> str:
    """The text without control characters and halves of characters; on one line unless ``lines``."""
    text = _LONE.sub("\ufffd", text)
    if lines:
        return "\n".join(_CONTROL.sub(" ", line) for line in text.split("\n"))
    return " ".join(_CONTROL.sub(" ", text).split())


def _closed(sentence: str, marks: str) -> str:
    """'It is 5 mg.' with its marks: 'It is 5 mg [2].'"""
    body = sentence.strip().rstrip(".,;: ")
    stop = sentence.strip()[-1:]
    return f"{body.rstrip('?!')}{f' {marks}' if marks else ''}{stop if stop in ('?', '!') else '.'}"


def _whole(sentence: str) -> bool:
    """Whether a sentence of prose is finished: it ends with a stop or with a mark."""
    return bool(_ENDS.search(sentence) or _MARKS.search(sentence[-12:]))


def _same(one: str, other: str) -> bool:
    return without_marks(one).casefold().split() == without_marks(other).casefold().split()


def _fault(error: ValidationError) -> str:
    """What is wrong with an answer, in words of our own."""
    first = error.errors()[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    if first["type"] == "too_long":
        return prompts.MANY_SENTENCES.format(most=ASKED_SENTENCES)
    return prompts.NOT_THE_OBJECT
