"""Nothing rests on a retracted work, whoever writes; the reader is told what was left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.engine import NO_EVIDENCE
from kb.answer.events import Retrieved
from kb.library import Library
from kb.settings import Settings
from kb.store.retractions import ListEntry, Nature
from kb.types import Metadata, Principal
from tests.fakes import ollama as fake
from tests.fakes.answering import (
    CKD,
    ENTRIES,
    QUESTION,
    TARGET,
    answer_of,
    fill,
    stream,
    with_ollama,
)
from tests.fakes.documents import entry
from tests.fakes.ollama import fake_ollama

LIBRARIAN = Principal("L", frozenset({"clinician", "librarian"}))
SAYS = "The systolic blood pressure target in chronic kidney disease is below 120 mmHg [1]."
# The same claim in other words, from a work that stands.
SOUND = entry(
    "Adults with chronic kidney disease should aim for a systolic blood pressure target below 130 mmHg.",
    source="/sound.pdf",
    title="Sound",
)


@pytest.fixture
def settings() -> Settings:
    """No model is looked for unless a test brings one."""
    return Settings.load(ingest={"workers": 1}, model={"writer": "extractive"})


def mark(library: Library, nature: Nature) -> None:
    """Give the work that answers best a DOI, and the list an entry on it."""
    with library.store.database.write() as connection:
        (key,) = connection.execute("SELECT key FROM documents WHERE id = ?", (CKD.id,)).fetchone()
        connection.execute("INSERT INTO work_keys VALUES ('doi', '10.1000/ckd', ?)", (key,))
    listed = ListEntry(nature, "10.1000/ckd", None, "2021-03-02", "Error in Data")
    library.replace_retractions([listed], LIBRARIAN, file="list.csv")


def test_a_retracted_work_is_not_quoted_and_the_reader_is_told(library: Library) -> None:
    fill(library)
    library.store.catalog.add([SOUND])
    library.store.publish([SOUND.id])
    mark(library, "retraction")
    events = stream(library)
    answer = answer_of(events)
    assert not answer.abstained
    assert {citation.document.id for citation in answer.citations} == {SOUND.id}
    assert TARGET not in answer.answer
    assert answer.notice is not None
    assert answer.notice.startswith("Left out, because it was retracted: “ckd.pdf” (2021-03-02")
    assert "Retraction Watch list of 2021-03-02" in answer.notice
    assert isinstance(events[0], Retrieved)
    assert all(hit.document.id != CKD.id for hit in events[0].hits)


def test_where_nothing_else_answers_it_abstains_and_says_why(library: Library) -> None:
    mark(fill(library), "retraction")
    answer = library.ask(QUESTION, LIBRARIAN)
    assert answer.abstained
    assert answer.answer == NO_EVIDENCE
    assert all(hit.document.id != CKD.id for hit in answer.nearest)
    assert answer.notice is not None
    assert "Left out, because it was retracted" in answer.notice


def test_a_model_is_given_no_passage_of_a_retracted_work(settings: Settings) -> None:
    with (
        fake_ollama(fake.says(SAYS.replace("120", "130"))) as server,
        with_ollama(settings, server.address) as library,
    ):
        library.store.catalog.add([SOUND])
        library.store.publish([SOUND.id])
        mark(library, "retraction")
        answer = library.ask(QUESTION, LIBRARIAN)
    assert answer.writer == "ollama"
    assert {citation.document.id for citation in answer.citations} == {SOUND.id}
    assert answer.notice is not None
    assert answer.notice.count("Left out") == 1


@pytest.mark.parametrize("nature", ["concern", "correction"])
def test_concern_and_correction_are_quoted_with_their_mark(
    library: Library, nature: Nature
) -> None:
    mark(fill(library), nature)
    answer = library.ask(QUESTION, LIBRARIAN)
    assert answer.citations[0].quote == TARGET
    (notice,) = answer.citations[0].document.standing
    assert notice.source == "Retraction Watch list of 2021-03-02"
    assert answer.notice is None


def test_a_reinstated_work_is_quoted_again(library: Library) -> None:
    mark(fill(library), "retraction")
    entries = [
        ListEntry(nature, "10.1000/ckd", None, day)
        for nature, day in (("retraction", "2021-03-02"), ("reinstatement", "2022-03-02"))
    ]
    library.replace_retractions(entries, LIBRARIAN, file="list.csv")  # type: ignore[arg-type]
    assert library.ask(QUESTION, LIBRARIAN).citations[0].quote == TARGET


def test_a_title_alone_keeps_a_work_out(library: Library) -> None:
    named = replace(
        CKD,
        document=replace(
            CKD.document, metadata=Metadata(title="RETRACTED: Pressure in kidney disease")
        ),
    )
    library.store.catalog.add([named, *ENTRIES[1:]])
    library.store.publish([named.id, *(one.id for one in ENTRIES[1:])])
    answer = library.ask(QUESTION, LIBRARIAN)
    assert answer.abstained
    assert answer.notice is not None
    assert "(source: its title)" in answer.notice
