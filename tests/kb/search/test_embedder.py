"""The embedding model that ships, as it runs here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.errors import SettingsError
from kb.search.embedder import OnnxEmbedder, default_model, fingerprint, precision
from kb.search.export import ExportedModel, read_export, stat_key
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
    good = ExportedModel(**{**_fields(model), "int8_mean": 0.995, "int8_least": 0.985})
    poor = ExportedModel(**{**_fields(model), "int8_mean": 0.995, "int8_least": 0.9})
    assert precision(EmbeddingSettings(), good) == "int8"
    assert precision(EmbeddingSettings(), poor) == "fp32"
    assert precision(EmbeddingSettings(precision="int8"), poor) == "int8"
    assert precision(EmbeddingSettings(precision="fp32"), good) == "fp32"
    assert fingerprint(good, "int8") == f"{model.fingerprint}-int8"


def _fields(model: ExportedModel) -> dict[str, object]:
    return {name: getattr(model, name) for name in ExportedModel.__slots__}


def test_a_folder_that_is_no_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"modules\.json") as caught:
        OnnxEmbedder(EmbeddingSettings(model=tmp_path), tmp_path / "cache")
    assert "KB_EMBEDDING__MODEL" in caught.value.hint
