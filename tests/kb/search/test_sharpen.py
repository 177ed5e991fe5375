"""Sentences are embedded after their passages: in batches, once, and from where it was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.errors import NotPermitted
from kb.library import Library
from kb.search import sharpen as module
from kb.search.hybrid import FINGERPRINT
from kb.search.sentences import known_sentences
from kb.search.sharpen import edition, sharpen
from kb.store.rows import Vectors
from kb.store.sentences import TITLE
from kb.types import Filters, Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

LIBRARIAN = Principal("L", frozenset({"librarian"}))
CLINICIAN = Principal("C", frozenset({"clinician"}))
ANSWER = "Empagliflozin lowers admissions for heart failure."
# The answer is one sentence among others here; there all of a short passage is about something like it.
LONG = (
    "The clinic opened in spring and moved twice. Parking is found behind the old mill. "
    f"{ANSWER} Meals are served at noon. The library closes early on most Fridays."
)
SHORT = "Empagliflozin lowers heart failure odds."
ENTRIES = [
    entry(LONG, source="/long.pdf"),
    entry(SHORT, source="/short.pdf"),
    entry("Warfarin is steered by the INR.", source="/vka.pdf"),
]


class Counting(FakeEmbedder):
    """Keeps the texts that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().embed_passages(texts)


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


def nearest(library: Library, question: str) -> str:
    """The source of the passage that is nearest by meaning alone."""
    (key, *_) = library.searcher.ranking(
        "fused",
        question,
        CLINICIAN,
        Filters(),
        3,
        dense_weight=1,
        sentence_weight=0.5,
        coverage_weight=0,
    )
    _, document = library.store.catalog.passages_by_key([key])[key]
    return document.source


def test_every_sentence_is_embedded_once_as_it_reads(filled: Library) -> None:
    embedder = Counting()
    assert sharpen(filled.store.sentences, embedder) == 3
    assert sorted(embedder.texts) == sorted(
        [
            "The clinic opened in spring and moved twice.",
            "Parking is found behind the old mill.",
            ANSWER,
            "Meals are served at noon.",
            "The library closes early on most Fridays.",
            SHORT,
            "Warfarin is steered by the INR.",
        ]
    )
    assert sharpen(filled.store.sentences, embedder) == 0
    assert len(embedder.texts) == 7


def test_one_sentence_speaks_for_its_passage(filled: Library) -> None:
    question = "empagliflozin lowers admissions for heart failure"
    assert nearest(filled, question) == "/short.pdf"
    filled.sharpen(LIBRARIAN)
    assert nearest(filled, question) == "/long.pdf"


def test_it_can_be_left_and_goes_on_from_there(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_PASSAGES", 1)
    told: list[tuple[int, int]] = []
    done = filled.sharpen(
        LIBRARIAN, told=lambda *both: told.append(both), stopped=lambda: len(told) == 2
    )
    assert (done, told) == (2, [(1, 3), (2, 3)])
    assert filled.unsharpened() == 1
    assert filled.sharpen(LIBRARIAN) == 1
    assert filled.unsharpened() == 0


def test_a_failure_keeps_the_batches_before(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_PASSAGES", 1)

    class Failing(FakeEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            if "Warfarin" in texts[0]:
                raise MemoryError
            return super().embed_passages(texts)

    with pytest.raises(MemoryError):
        sharpen(filled.store.sentences, Failing())
    assert filled.unsharpened() == 1


def test_only_one_does_it_at_a_time(filled: Library) -> None:
    inside: list[int] = []
    filled.sharpen(LIBRARIAN, told=lambda *_: inside.append(filled.sharpen(LIBRARIAN)))
    assert inside == [0]


def test_only_who_manages_the_library_may(filled: Library) -> None:
    with pytest.raises(NotPermitted):
        filled.sharpen(CLINICIAN)


def test_another_model_embeds_anew(filled: Library) -> None:
    sharpen(filled.store.sentences, FakeEmbedder())
    assert sharpen(filled.store.sentences, FakeEmbedder("other")) == 3


def test_a_model_that_is_not_the_library_s_replaces_nothing(filled: Library) -> None:
    filled.sharpen(LIBRARIAN)
    filled.store.catalog.set_meta(FINGERPRINT, FakeEmbedder("other").fingerprint)
    with filled.store.database.write() as connection:
        connection.execute("DELETE FROM sentence_vectors WHERE passage = 1")
    assert filled.sharpen(LIBRARIAN) == 0
    filled.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    assert filled.sharpen(LIBRARIAN) == 1


def test_reindexing_completes_what_is_missing(filled: Library) -> None:
    steps: list[str] = []
    filled.reindex(LIBRARIAN, progress=lambda state: steps.append(state.current))
    assert filled.unsharpened() == 0
    assert "sentences" in steps


def test_the_title_of_a_work_and_a_table_s_caption_speak_for_passages(library: Library) -> None:
    paper = entry("They were given it for a year.", "It worked.", title="Steroids in asthma")
    (text, _) = paper.passages
    table = replace(
        text,
        id=f"{paper.id}-0001",
        ordinal=1,
        text="Table 1. Doses in both groups\nArm A | Dose: 5 mg | Given: once",
        kind="table",
    )
    library.store.catalog.add([replace(paper, passages=[text, table])])
    library.store.publish([paper.id])
    embedder = Counting()
    sharpen(library.store.sentences, embedder)
    assert embedder.texts == [
        "They were given it for a year.",
        "Steroids in asthma",
        "Table 1. Doses in both groups",
    ]
    kept = library.store.sentences.of([f"{paper.id}-0000"], edition(embedder.fingerprint))
    assert kept[f"{paper.id}-0000"].spans.tolist() == [[0, 30], list(TITLE)]


def test_sentences_of_a_record_are_embedded_with_its_title(library: Library) -> None:
    note = entry(
        "The knee is swollen again. He walks with a stick.",
        source="/note.md",
        collection="records",
        title="Visit of S-08",
    )
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add([note])
    library.store.publish([note.id])
    embedder = Counting()
    sharpen(library.store.sentences, embedder)
    assert embedder.texts == [
        "Visit of S-08. The knee is swollen again.",
        "Visit of S-08. He walks with a stick.",
    ]
    hits = library.search("knee", CLINICIAN, k=1)
    known_sentences(library.store.sentences, hits, embedder)(["The knee is swollen again."])
    assert embedder.texts[-1] == "The knee is swollen again."


def test_what_is_kept_is_not_embedded_again(filled: Library) -> None:
    filled.sharpen(LIBRARIAN)
    hits = filled.search("empagliflozin", CLINICIAN, filters=Filters(), k=3)
    embedder = Counting()
    embed = known_sentences(filled.store.sentences, hits, embedder)
    vectors = embed([ANSWER, "Something else entirely.", ANSWER])
    assert embedder.texts == ["Something else entirely."]
    assert vectors.shape == (3, embedder.dimension)
    assert np.abs(vectors[0] - embedder.embed_question(ANSWER)).max() < 0.01


def test_vectors_of_another_model_are_never_mixed_in(filled: Library) -> None:
    filled.sharpen(LIBRARIAN)
    hits = filled.search("empagliflozin", CLINICIAN, k=3)
    other = FakeEmbedder("other")
    embed = known_sentences(filled.store.sentences, hits, other)
    assert np.array_equal(embed([ANSWER])[0], other.embed_question(ANSWER))
    assert edition(other.fingerprint) != edition(FakeEmbedder().fingerprint)
