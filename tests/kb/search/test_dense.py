"""Which vectors a search reads, and when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from kb.library import Library
from kb.search.exact import ExactVectors
from kb.search.hybrid import FINGERPRINT
from kb.store.embeddings import Embeddings
from kb.store.rows import Vectors
from kb.store.vectors import Keys
from kb.types import Filters, Principal
from tests.conftest import OpenLibrary
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))
LIBRARIAN = Principal("L", frozenset({"clinician", "librarian"}))
SINCE = Filters(year_from=2000)


def publish(library: Library, *texts: str, year: int = 2020) -> None:
    entries = [entry(text, source=f"/{text}.pdf", year=year) for text in texts]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    publish(library, "Metformin is given first.", "Warfarin needs the INR.")
    publish(library, "Digoxin is an old drug.", year=1980)
    return library


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many vectors each reading of the catalog asked for."""
    asked: list[int] = []
    chosen = Embeddings.chosen

    def counted(self: Embeddings, keys: Keys) -> Iterator[tuple[Keys, Vectors]]:
        asked.append(len(keys))
        return chosen(self, keys)

    monkeypatch.setattr(Embeddings, "chosen", counted)
    return asked


def test_without_a_filter_no_vector_is_read_into_memory(filled: Library, read: list[int]) -> None:
    assert filled.search("metformin", CLINICIAN)
    assert filled.search("metformin", CLINICIAN, filters=Filters(collections=("literature",)))
    assert filled.search("metformin", CLINICIAN, filters=Filters(year_from=1900))
    assert read == []


def test_after_a_change_only_the_new_vectors_are_read(filled: Library, read: list[int]) -> None:
    filled.search("metformin", CLINICIAN, filters=SINCE)
    publish(filled, "Apixaban needs no INR.")
    hits = filled.search("apixaban", CLINICIAN, filters=SINCE)
    assert hits[0].passage.text == "Apixaban needs no INR."
    assert hits[0].dense_rank == 1
    assert read == [3, 1]


def test_what_was_removed_is_gone_from_memory_too(filled: Library, read: list[int]) -> None:
    filled.search("metformin", CLINICIAN, filters=SINCE)
    gone = next(one for one in filled.documents(LIBRARIAN) if "Metformin" in one.source)
    filled.remove(gone.id, LIBRARIAN)
    hits = filled.search("metformin given first", CLINICIAN, filters=SINCE)
    assert [hit.passage.text for hit in hits] == ["Warfarin needs the INR."]
    directory = filled.searcher.directory()
    assert filled.searcher.exact(directory).matrix.shape == (2, FakeEmbedder().dimension)
    assert read == [3, 0]


def test_vectors_of_another_model_are_read_anew(
    filled: Library, open_library: OpenLibrary, read: list[int]
) -> None:
    document = next(one for one in filled.documents(LIBRARIAN) if "Metformin" in one.source)
    filled.similar(document.id, CLINICIAN)
    filled.close()
    other = open_library(FakeEmbedder("another"))
    before = other.searcher.exact(other.searcher.directory())
    other.reindex(LIBRARIAN, embed=True)
    after = other.searcher.exact(other.searcher.directory())
    stored = other.store.catalog.embeddings.by_key(after.keys.tolist())
    assert np.array_equal(after.matrix, np.stack([stored[key] for key in after.keys.tolist()]))
    assert not np.array_equal(after.matrix, before.matrix)
    hits = other.search("Warfarin needs the INR.", CLINICIAN, filters=SINCE)
    assert hits[0].dense_rank == 1


@pytest.mark.parametrize("share", [1, 3, 9])
def test_few_and_many_masked_passages_score_the_same(filled: Library, share: int) -> None:
    publish(filled, *(f"Trial {number} of drug{number % 5}." for number in range(24)))
    directory = filled.searcher.directory()
    exact: ExactVectors = filled.searcher.exact(directory)
    question = FakeEmbedder().embed_question("trial of drug3")
    mask = np.arange(len(directory.keys)) % share == 0
    everything = exact.cosines(question)
    expected = sorted(everything[mask].tolist(), reverse=True)[:6]
    for known in (None, everything):
        keys, scores = exact.query(directory, question, mask, 6, known)
        assert scores.tolist() == pytest.approx(expected, abs=1e-6)
        assert mask[directory.positions(keys)].all()
