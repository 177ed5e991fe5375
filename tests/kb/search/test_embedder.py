"""The embedding model that ships, as it runs here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import SettingsError
from kb.search.embedder import OnnxEmbedder, _batches, default_model, fingerprint, precision
from kb.search.export import read_export, stat_key
from kb.settings import EmbeddingSettings

TEXTS = [
    "Adults with chronic kidney disease should aim for a systolic pressure below 120 mmHg.",
    "The target blood pressure in renal impairment is debated.",
    "Inhaled corticosteroids are the mainstay of asthma treatment.",
    "word " * 600,
    "x",
    "",
]


@pytest.fixture(scope="module")
def embedder(export_cache: Path) -> OnnxEmbedder:
    return OnnxEmbedder(EmbeddingSettings(threads=1), export_cache)


def test_vectors_have_the_length_of_one(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_what_is_about_the_same_is_nearer(embedder: OnnxEmbedder) -> None:
    question = embedder.embed_question("What blood pressure target in chronic kidney disease?")
    scores = embedder.embed_passages(TEXTS[:3]) @ question
    assert min(scores[0], scores[1]) > scores[2] + 0.3


def test_company_and_order_hardly_change_a_vector(embedder: OnnxEmbedder) -> None:
    together = embedder.embed_passages(TEXTS)
    backwards = embedder.embed_passages(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    # Dynamic int8 scales by the largest number in the batch: equal means nearly equal.
    for other in (backwards, alone):
        cosines = np.sum(together * other, axis=1)
        assert (cosines[:4] > 0.98).all()
        assert (cosines > 0.95).all()


def test_threads_change_nothing(embedder: OnnxEmbedder, export_cache: Path) -> None:
    two = OnnxEmbedder(EmbeddingSettings(threads=2, batch_tokens=256), export_cache)
    one = OnnxEmbedder(EmbeddingSettings(threads=1, batch_tokens=256), export_cache)
    assert np.array_equal(two.embed_passages(TEXTS), one.embed_passages(TEXTS))


def test_int8_stays_near_fp32(export_cache: Path) -> None:
    small, full = (
        OnnxEmbedder(EmbeddingSettings(precision=one), export_cache) for one in ("int8", "fp32")
    )
    cosines = np.sum(small.embed_passages(TEXTS[:3]) * full.embed_passages(TEXTS[:3]), axis=1)
    assert (cosines > 0.98).all()
    assert small.fingerprint != full.fingerprint


def test_tokens_are_counted_without_marks(embedder: OnnxEmbedder) -> None:
    assert embedder.count_tokens(["blood pressure", ""]) == [2, 0]
    assert embedder.max_tokens == 256


def test_precision_auto_takes_int8_only_where_it_agrees(export_cache: Path) -> None:
    model = read_export(export_cache / stat_key(default_model()))
    assert model is not None
    good = replace(model, int8_mean=0.995, int8_least=0.985)
    poor = replace(model, int8_mean=0.995, int8_least=0.9)
    assert precision(EmbeddingSettings(), good) == "int8"
    assert precision(EmbeddingSettings(), poor) == "fp32"
    assert precision(EmbeddingSettings(precision="int8"), poor) == "int8"
    assert precision(EmbeddingSettings(precision="fp32"), good) == "fp32"
    assert fingerprint(good, "int8") == f"{model.fingerprint}-int8.{good.version}"


def test_a_folder_that_is_no_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"modules\.json") as caught:
        OnnxEmbedder(EmbeddingSettings(model=tmp_path), tmp_path / "cache")
    assert "KB_EMBEDDING__MODEL" in caught.value.hint


class _Session:
    """Stands in for onnxruntime: keeps what it was fed, gives each row the same vector."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.fed: list[dict[str, np.ndarray]] = []

    def run(self, _: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.fed.append(feed)
        return [np.full((len(feed["input_ids"]), self.dimension), 2.0, dtype=np.float32)]


def _roberta_like(export_cache: Path) -> tuple[OnnxEmbedder, _Session]:
    """The embedder as if its model padded with 1 and took no token types."""
    embedder = OnnxEmbedder(EmbeddingSettings(threads=1), export_cache)
    embedder.model = replace(embedder.model, pad_id=1, max_tokens=8)
    embedder._inputs = {"input_ids", "attention_mask"}
    embedder._session = _Session(embedder.model.dimension)
    return embedder, embedder._session


def test_the_model_s_own_padding_and_inputs_are_used(export_cache: Path) -> None:
    embedder, session = _roberta_like(export_cache)
    vectors = embedder.embed_passages(["blood pressure target", "asthma"])
    (fed,) = session.fed
    assert set(fed) == {"input_ids", "attention_mask"}
    assert fed["attention_mask"].tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
    assert fed["input_ids"][1, 3:].tolist() == [1, 1]
    assert 1 not in fed["input_ids"][0]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)


def test_a_text_that_is_too_long_is_cut_and_keeps_its_closing_mark(export_cache: Path) -> None:
    embedder, session = _roberta_like(export_cache)
    embedder.embed_passages(["blood", "blood " * 50])
    (fed,) = session.fed
    longest, shortest = fed["input_ids"].tolist()
    assert len(longest) == 8
    assert longest[-1] == shortest[2]


def test_a_question_is_embedded_once_however_often_it_is_asked(export_cache: Path) -> None:
    embedder, session = _roberta_like(export_cache)
    first = embedder.embed_question("What lowers blood pressure?")
    assert np.array_equal(embedder.embed_question("What lowers blood pressure?"), first)
    assert len(session.fed) == 1
    embedder.embed_question("What raises blood pressure?")
    assert len(session.fed) == 2


def test_no_batch_is_wider_than_its_budget() -> None:
    lengths = [300, 5, 200, 7, 100, 100, 3, 60]
    batches = _batches(lengths, 256)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        widest = max(lengths[index] for index in batch)
        assert len(batch) == 1 or len(batch) * widest <= 256


def test_nothing_to_embed_gives_no_vectors(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("mean", "least", "agrees"),
    [(0.99, 0.98, True), (0.9899, 0.99, False), (0.999, 0.9799, False)],
)
def test_int8_must_agree_on_average_and_at_its_worst(
    export_cache: Path, mean: float, least: float, agrees: bool
) -> None:
    model = read_export(export_cache / stat_key(default_model()))
    assert model is not None
    assert replace(model, int8_mean=mean, int8_least=least).int8_agrees is agrees
