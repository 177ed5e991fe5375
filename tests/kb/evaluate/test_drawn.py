"""A library drawn by chance."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kb.evaluate.drawn import draw_library, sentences
from kb.library import Library
from kb.search.sharpen import edition
from kb.types import Filters, Principal
from tests.conftest import OpenLibrary
from tests.fakes.embedder import FakeEmbedder

PASSAGES = 61


@pytest.fixture
def drawn(library: Library) -> Library:
    draw_library(library, PASSAGES, statements=20)
    return library


def test_it_has_as_many_passages_as_asked_for(drawn: Library) -> None:
    directory = drawn.searcher.directory()
    assert (len(directory.keys), directory.hidden) == (PASSAGES, 0)
    assert drawn.store.index().count("literature") + drawn.store.index().count("records") == 61


def test_it_can_be_searched_and_filtered(drawn: Library, principal: Principal) -> None:
    document = drawn.documents(principal)[0]
    hits = drawn.search(document.title, principal)
    assert hits
    limits = Filters(documents=(document.id,))
    assert {hit.document.id for hit in drawn.search(document.title, principal, filters=limits)} == {
        document.id
    }


def test_a_passage_s_vector_is_the_mean_of_its_sentences(drawn: Library) -> None:
    directory = drawn.searcher.directory()
    exact = drawn.searcher.exact(directory)
    keys = directory.keys.tolist()
    held = drawn.store.sentences.read(keys, edition(drawn.embedder.fingerprint))
    known = drawn.store.catalog.passages_by_key(keys)
    for place, key in enumerate(keys):
        passage, _ = known[key]
        spans = [passage.text[start:end] for start, end in held[key].spans.tolist()]
        assert " ".join(spans) == passage.text
        mean = drawn.embedder.embed_passages(spans).mean(axis=0)
        assert exact.matrix[place] @ mean / np.linalg.norm(mean) == pytest.approx(1, abs=1e-5)


def test_the_same_seed_draws_the_same_library(library: Library, open_library: OpenLibrary) -> None:
    ids = []
    for one in (library, Library(library.settings.model_copy(
        update={"home": library.settings.home / "two",
                "key_file": library.settings.key_file.with_name("two.key")}),
        embedder=FakeEmbedder())):  # fmt: skip
        with one:
            draw_library(one, 20, statements=5)
            ids.append([info.id for info in one.store.catalog.documents(("literature", "records"))])
    assert ids[0] == ids[1]


def test_sentences_are_many_and_no_two_alike() -> None:
    made = sentences(random.Random(1), 500)  # noqa: S311
    assert len(made) == len(set(made)) > 1000
    assert not any("{" in one for one in made)
