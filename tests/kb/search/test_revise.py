"""A document whose title was corrected is found by the new one, whatever was interrupted."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.pipeline import Ingestor
from kb.library import Library
from kb.search.context import embedded_text
from kb.search.hybrid import FINGERPRINT
from kb.search.revise import revise_outdated
from kb.search.sharpen import edition
from kb.store.entries import NewDocument
from kb.types import Principal
from tests.conftest import OpenLibrary
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

ONE = entry("It hurts.", "It passes.", title="scanned")
OTHER = entry("Something else.", source="/other.pdf", title="Other")


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add([ONE, OTHER])
    library.store.publish([ONE.id, OTHER.id])
    return library


def expected(one: NewDocument, title: str | None) -> np.ndarray:
    texts = [embedded_text(title, passage.section, passage.text) for passage in one.passages]
    return FakeEmbedder().embed_passages(texts)


def knows(library: Library, one: NewDocument, title: str | None) -> bool:
    """Whether catalog, index and exact search have the vectors under this title."""
    (batch,) = library.store.catalog.embeddings.of([one.id])
    wanted = expected(one, title)
    searcher = library.searcher
    directory = searcher.directory()
    exact = searcher.exact(directory)
    held = exact.matrix[directory.positions(np.array(batch.keys))]
    nearest = [library.store.index().query("literature", row, 1) for row in wanted]
    return (
        np.allclose(batch.vectors, wanted)
        and np.allclose(held, wanted)
        and all(float(scores[0]) > 0.999 for _, scores in nearest)
    )


def test_a_corrected_title_is_embedded_at_once_where_the_model_is_at_hand(
    filled: Library, principal: Principal
) -> None:
    before = filled.store.catalog.embeddings.of([OTHER.id])[0].vectors
    filled.searcher.exact(filled.searcher.directory())
    filled.correct(ONE.id, {"title": "Podagra"}, principal)
    assert knows(filled, ONE, "Podagra")
    filled.correct(ONE.id, {}, principal, undo=["title"])
    assert knows(filled, ONE, "scanned")
    assert np.array_equal(filled.store.catalog.embeddings.of([OTHER.id])[0].vectors, before)
    assert filled.store.catalog.embeddings.outdated() == []


def test_the_old_title_no_longer_speaks_for_its_passages(
    filled: Library, principal: Principal
) -> None:
    filled.sharpen(principal)
    assert filled.unsharpened() == 0
    filled.correct(ONE.id, {"title": "Podagra"}, principal)
    assert filled.unsharpened() == len(ONE.passages)
    filled.sharpen(principal)
    (batch,) = filled.store.catalog.embeddings.of([ONE.id])
    kept = filled.store.sentences.read(batch.keys, edition(FakeEmbedder().fingerprint))
    title = FakeEmbedder().embed_question("Podagra")
    assert all(float((one.vectors @ title).max()) > 0.999 for one in kept.values())


def test_what_is_no_title_needs_no_new_vectors(filled: Library) -> None:
    filled.store.corrections.correct(ONE.id, {"year": 2011, "journal": "J"}, "A")
    assert filled.store.catalog.embeddings.outdated() == []


def test_without_the_model_the_next_ingest_does_it(
    filled: Library, principal: Principal, open_library: OpenLibrary
) -> None:
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    assert not knows(filled, ONE, "Podagra")
    filled.close()
    again = open_library()
    Ingestor(again, principal).run([])
    assert knows(again, ONE, "Podagra")
    assert again.store.catalog.embeddings.outdated() == []


def test_a_file_that_is_read_again_is_embedded_under_its_corrected_title(
    filled: Library, principal: Principal
) -> None:
    filled.correct(ONE.id, {"title": "Podagra"}, principal)
    changed = entry("It hurts much.", title="scanned")
    filled.store.catalog.add([changed])
    filled.store.publish([changed.id])
    revise_outdated(filled.store, filled.embedder)
    assert knows(filled, changed, "Podagra")


def test_whatever_is_interrupted_is_done_again(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    with monkeypatch.context() as patched:
        patched.setattr(filled.store.index(), "upsert", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            revise_outdated(filled.store, filled.embedder)
    assert not knows(filled, ONE, "Podagra")
    assert revise_outdated(filled.store, filled.embedder) == 1
    assert knows(filled, ONE, "Podagra")


def test_a_title_that_is_corrected_once_more_meanwhile_is_embedded_once_more(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    revise = filled.store.revise

    def slow(*args: object) -> None:
        filled.store.corrections.correct(ONE.id, {"title": "Gout"}, "B")
        revise(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(filled.store, "revise", slow)
        revise_outdated(filled.store, filled.embedder)
    assert len(filled.store.catalog.embeddings.outdated()) == 1
    revise_outdated(filled.store, filled.embedder)
    assert knows(filled, ONE, "Gout")


def test_what_is_removed_meanwhile_stays_gone(
    filled: Library, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    revise = filled.store.revise

    def slow(*args: object) -> None:
        filled.remove(ONE.id, principal)
        revise(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(filled.store, "revise", slow)
    revise_outdated(filled.store, filled.embedder)
    assert filled.store.index().count("literature") == 1
    assert filled.store.catalog.embeddings.of([ONE.id]) == []


def test_a_long_document_is_revised_part_by_part(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.revise.BATCH", 1)
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    revise_outdated(filled.store, filled.embedder)
    assert knows(filled, ONE, "Podagra")


def test_vectors_of_two_models_are_never_mixed(filled: Library) -> None:
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    assert revise_outdated(filled.store, FakeEmbedder("another", dimension=64)) == 0
    assert len(filled.store.catalog.embeddings.outdated()) == 1


def test_embedding_the_library_anew_leaves_nothing_outdated(
    filled: Library, principal: Principal
) -> None:
    filled.store.corrections.correct(ONE.id, {"title": "Podagra"}, "A")
    filled.reindex(principal, embed=True)
    assert knows(filled, ONE, "Podagra")
    assert filled.store.catalog.embeddings.outdated() == []
