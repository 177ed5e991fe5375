"""A small library to ask, and what its answers' events amount to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from kb.answer.events import Done, Event, Notice, Restart, Retrieved, Token, Waiting
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import ModelSettings, Settings
from kb.store.entries import NewDocument
from kb.text.sentences import sentence_spans
from kb.types import Answer, Box, Line, Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

TARGET = (
    "Adults with chronic kidney disease should aim for a systolic blood pressure target "
    "below 120 mmHg [4, 5], when tolerated."
)
OFFICE = "Standardised office measurement is needed before this is applied."
ASTHMA = "Inhaled corticosteroids are the mainstay of asthma treatment."
QUESTION = "What systolic blood pressure target should adults with chronic kidney disease aim for?"

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))


def _printed(one: NewDocument) -> NewDocument:
    """The document with a printed line for each sentence, each a line lower on the page."""
    passages = []
    for passage in one.passages:
        spans = sentence_spans(passage.text)
        lines = tuple(
            Line(
                passage.start + start,
                passage.start + end,
                Box(1, 72, 90 + 12 * at, 500, 100 + 12 * at),
            )
            for at, (start, end) in enumerate(spans)
        )
        passages.append(replace(passage, lines=lines))
    return replace(one, passages=passages)


CKD = _printed(entry(f"{OFFICE} {TARGET}", "Diuretics are added where needed.", source="/ckd.pdf"))
ENTRIES = [
    CKD,
    _printed(entry(ASTHMA, source="/asthma.pdf", year=2019)),
    _printed(entry("The patient took metformin.", source="/note.md", collection="records")),
]


def fill(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


@contextmanager
def with_ollama(settings: Settings, address: str, writer: str = "ollama") -> Iterator[Library]:
    """A filled library whose answers an Ollama server at this address is to write."""
    model = ModelSettings.model_validate(
        {"writer": writer, "name": "qwen3:4b", "ollama_url": address, "timeout_seconds": 5}
    )
    changed = settings.model_copy(update={"model": model})
    with Library.open(changed, embedder=FakeEmbedder()) as library:
        yield fill(library)


def stream(library: Library, question: str = QUESTION) -> list[Event]:
    """All events but signs of life, in the order that is promised."""
    events = [one for one in library.stream(question, CLINICIAN) if not isinstance(one, Waiting)]
    assert isinstance(events[0], Retrieved)
    assert isinstance(events[-1], Done)
    assert all(isinstance(one, Notice | Token | Restart) for one in events[1:-1])
    return events


def as_object(*sentences: tuple[str, list[int]]) -> str:
    """A model's answer as the JSON object that it is asked for; without sentences it declines."""
    claims = [{"text": text, "passages": passages} for text, passages in sentences]
    return json.dumps({"sentences": claims})


def written(events: Sequence[Event]) -> str:
    """What a reader sees as it is written: the tokens since the last restart."""
    last = max((at for at, one in enumerate(events) if isinstance(one, Restart)), default=0)
    return "".join(one.text for one in events[last:] if isinstance(one, Token))


def answer_of(events: Sequence[Event]) -> Answer:
    done = events[-1]
    assert isinstance(done, Done)
    return done.answer
