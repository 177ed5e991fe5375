"""Latency, recall of the index and memory, on a library of a few passages."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kb.errors import KbError
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.store.rows import Vectors
from kb.store.vectors import ChromaIndex, Keys, Scores
from kb.types import Collection, Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import DIMENSION, FakeEmbedder
from ui.bench.scale import bench_scale, bench_scale_of

DRUGS = ["metformin", "warfarin", "apixaban", "ramipril", "salbutamol", "atorvastatin"] * 4
QUESTIONS = ["a trial of metformin", "a trial of warfarin", "monitoring of the INR"]


def fill(library: Library, *, years: bool = True) -> Library:
    # Drawn at random, so that no two passages are equally near.
    drawn = np.random.default_rng(7).normal(size=(len(DRUGS), DIMENSION))
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    entries = [
        entry(
            f"Trial {number} of {drug} in group {number * 7}.",
            source=f"/{number}.pdf",
            year=2000 + number if years else None,
            vectors=[drawn[number].tolist()],
        )
        for number, drug in enumerate(DRUGS)
    ]
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    return library


def test_every_figure_is_there(library: Library, principal: Principal) -> None:
    told: list[str] = []
    figures = bench_scale(fill(library), principal, QUESTIONS, tell=told.append)
    assert (figures["passages"], figures["questions"]) == (len(DRUGS), 3)
    assert figures["median_year"] == 2011
    assert set(figures["retrieval_ms"]) == {"all", "from_median_year"}
    for values in figures["retrieval_ms"].values():
        assert 0 < values["p50"] <= values["p95"] <= values["max"]
    assert set(figures["steps_p50_ms"]) == {"embed", "dense", "bm25", "retrieval"}
    assert figures["peak_memory_mb"] > 10
    assert told
    json.dumps(figures, allow_nan=False)


def test_an_index_that_finds_everything_has_full_recall(
    library: Library, principal: Principal
) -> None:
    assert bench_scale(fill(library), principal, QUESTIONS)["index_recall_at_10"] == 1.0


def test_an_index_that_loses_half_has_half(
    library: Library, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = ChromaIndex.query

    def forgetful(
        self: ChromaIndex, name: Collection, vector: Vectors, k: int
    ) -> tuple[Keys, Scores]:
        keys, scores = query(self, name, vector, k)
        return keys[: len(keys) // 2], scores[: len(scores) // 2]

    monkeypatch.setattr(ChromaIndex, "query", forgetful)
    assert bench_scale(fill(library), principal, QUESTIONS)["index_recall_at_10"] == 0.5


def test_a_library_without_years_is_measured_without_a_filter(
    library: Library, principal: Principal
) -> None:
    figures = bench_scale(fill(library, years=False), principal, QUESTIONS)
    assert figures["median_year"] is None
    assert figures["retrieval_ms"]["from_median_year"]["p50"] > 0


def _apart(home: Path | str) -> Library:
    """What :func:`ui.cli.commands.measure.open_apart` does, with a small embedder."""
    folder = Path(home)
    settings = Settings.load(
        home=folder / "library", key_file=folder / "catalog.key", ingest={"workers": 1}
    )
    return Library.open(settings, embedder=FakeEmbedder())


def corpus(folder: Path, *, titles: bool = True) -> Path:
    path = folder / "corpus.jsonl"
    lines = [
        {
            "_id": str(number),
            "title": f"A trial of {drug}, {number}" if titles else "",
            "text": text,
        }
        for number, drug in enumerate(DRUGS)
        for text in [f"Patients of centre {number} took {drug} for a year and got better."]
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def test_a_corpus_is_ingested_once_and_asked_for_titles_spread_over_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.cli.commands.measure.open_apart", _apart)
    first = bench_scale_of(corpus(tmp_path), tmp_path / "store", 5)
    assert (first["ingested"], first["passages"], first["questions"]) == (24, 24, 5)
    again = bench_scale_of(corpus(tmp_path), tmp_path / "store", 5)
    assert (again["ingested"], again["passages"]) == (0, 24)
    assert np.isfinite(again["ingest_s"])


def test_a_corpus_without_titles_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.cli.commands.measure.open_apart", _apart)
    with pytest.raises(KbError, match="title"):
        bench_scale_of(corpus(tmp_path, titles=False), None, 5)
