"""Abstention measured by leaving documents out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kb.evaluate.abstention import evaluate_abstention, figures, split, write_remaining
from kb.evaluate.beir import BeirSet
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder


def beir(relevant: dict[str, set[str]], corpus: Path = Path()) -> BeirSet:
    return BeirSet(
        Path(),
        corpus,
        {one: f"What of {one}?" for one in relevant},
        {one: dict.fromkeys(documents, 1) for one, documents in relevant.items()},
    )


def test_half_of_the_questions_lose_their_documents_the_same_ones_each_time() -> None:
    questions = beir({f"q{n}": {f"d{n}"} for n in range(200)})
    parts = split(questions)
    assert parts == split(questions)
    assert 70 < len(parts.deprived) < 130
    assert set(parts.kept) | set(parts.deprived) == set(questions.questions)
    assert parts.left_out == {f"d{one[1:]}" for one in parts.deprived}


def test_a_question_that_loses_a_document_to_another_counts_as_neither() -> None:
    questions = beir({f"q{n}": {"shared"} for n in range(20)})
    parts = split(questions)
    assert parts.kept == ()
    assert parts.deprived


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
def test_what_is_left_out_is_not_in_the_corpus_any_more(tmp_path: Path, name: str) -> None:
    lines = "".join(json.dumps({"_id": f"d{n}", "text": "T"}) + "\n" for n in range(4))
    corpus = tmp_path / name
    corpus.write_bytes(gzip.compress(lines.encode()) if name.endswith("gz") else lines.encode())
    target = tmp_path / "rest.jsonl"
    assert write_remaining(corpus, frozenset({"d1", "d3"}), target) == 2
    assert [json.loads(line)["_id"] for line in target.read_text().splitlines()] == ["d0", "d2"]


def test_the_four_counts_add_up(library: Library, principal: Principal) -> None:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    entries = [entry("Warfarin is steered by the INR in all patients.", source="/c.jsonl#d0")]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    questions = beir({f"q{n}": {f"d{n}"} for n in range(12)})
    parts = split(questions)
    found = evaluate_abstention(library, principal, questions, parts)
    assert found["answerable_answered"] + found["answerable_refused"] == len(parts.kept)
    assert found["unanswerable_answered"] + found["unanswerable_refused"] == len(parts.deprived)


def test_shares_and_thresholds_are_of_the_scores() -> None:
    found = figures({True: [0.9, 0.8, 0.4], False: [0.6, 0.2]}, {True: 2, False: 1})
    assert found["wrongly_refused"] == 0.3333
    assert found["rightly_refused"] == 0.5
    assert found["auroc"] == round(5 / 6, 4)
    half = next(one for one in found["thresholds"] if one["threshold"] == 0.5)
    assert (half["wrongly_refused"], half["rightly_refused"]) == (0.3333, 0.5)


def test_a_side_without_questions_has_no_share() -> None:
    found = figures({True: [0.9], False: []}, {True: 1, False: 0})
    assert found["rightly_refused"] is None
    assert found["auroc"] is None
