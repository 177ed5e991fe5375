"""Any sentence-transformers folder becomes an export that gives the vectors it would give there."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.errors import SettingsError
from kb.search.embedder import OnnxEmbedder
from kb.search.export import (
    EXPORT_VERSION,
    ExportedModel,
    export,
    fingerprint,
    model_files,
    read_export,
    stat_key,
)
from kb.settings import EmbeddingSettings

VOCABULARY = """[PAD] [UNK] [CLS] [SEP] the of in is blood pressure kidney disease target chronic asthma below
mmhg treatment patients with a 120 . ,"""
TEXTS = ["The target of blood pressure in chronic kidney disease", "asthma treatment", "a ." * 40]

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A BERT of two thin layers, with [CLS] pooling and prompts, saved by sentence-transformers."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(7)
    place = tmp_path_factory.mktemp("tiny")
    bert = place / "bert"
    bert.mkdir()
    vocabulary = bert / "vocab.txt"
    vocabulary.write_text("\n".join(dict.fromkeys(VOCABULARY.split())) + "\n")
    BertTokenizerFast(str(vocabulary)).save_pretrained(bert)
    config = BertConfig(
        vocab_size=len(dict.fromkeys(VOCABULARY.split())),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=24)
    model = SentenceTransformer(
        modules=[transformer, Pooling(32, pooling_mode="cls"), Normalize()],
        device="cpu",
        prompts={"query": "treatment: ", "document": "the "},
    )
    folder = place / "tiny-bert"
    model.save(str(folder))
    return folder, model


def test_an_export_gives_the_vectors_of_the_original(
    tiny: tuple[Path, Any], tmp_path: Path
) -> None:
    folder, original = tiny
    settings = EmbeddingSettings(model=folder, precision="fp32")
    embedder = OnnxEmbedder(settings, tmp_path)
    expected = original.encode(TEXTS, prompt_name="document", normalize_embeddings=True)
    cosines = np.sum(embedder.embed_passages(TEXTS) * expected, axis=1)
    assert cosines == pytest.approx(1.0, abs=1e-4)
    asked = original.encode(TEXTS[0], prompt_name="query", normalize_embeddings=True)
    assert float(embedder.embed_question(TEXTS[0]) @ asked) == pytest.approx(1.0, abs=1e-4)
    assert (embedder.model.dimension, embedder.max_tokens) == (32, 24)
    assert (embedder.model.query_prompt, embedder.model.passage_prompt) == ("treatment: ", "the ")


def test_it_is_exported_once_and_again_when_the_folder_changes(
    tiny: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = tiny
    settings = EmbeddingSettings(model=folder)
    first = OnnxEmbedder(settings, tmp_path)
    monkeypatch.setattr("kb.search.embedder.export", lambda *_: pytest.fail("exported again"))
    assert OnnxEmbedder(settings, tmp_path).fingerprint == first.fingerprint
    key, content = stat_key(folder), fingerprint(folder)
    marker = folder / "added.json"
    marker.write_text("{}")
    assert stat_key(folder) != key
    assert fingerprint(folder) != content
    marker.unlink()
    assert fingerprint(folder) == content
    assert [path.name for path in tmp_path.iterdir()] == [key]


def test_an_export_that_fails_leaves_nothing_behind(
    tiny: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = tiny
    monkeypatch.setattr("kb.search.export._quantise", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(folder, tmp_path / "cache" / "target")
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_export_of_another_version_or_a_broken_one_is_not_read(tmp_path: Path) -> None:
    assert read_export(tmp_path) is None
    (tmp_path / "export.json").write_text("{")
    assert read_export(tmp_path) is None
    (tmp_path / "export.json").write_text('{"version": 0}')
    assert read_export(tmp_path) is None


def test_a_folder_without_modules_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"modules\.json"):
        model_files(tmp_path)


def _description() -> ExportedModel:
    return ExportedModel(
        version=EXPORT_VERSION,
        name="made by hand",
        fingerprint="f",
        dimension=2,
        max_tokens=8,
        pad_id=0,
        inputs=("input_ids",),
        query_prompt="",
        passage_prompt="",
        int8_mean=1.0,
        int8_least=1.0,
    )


def test_an_export_appears_with_its_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "cache" / "target"

    def make(_: Path, folder: Path) -> ExportedModel:
        (folder / "model.fp32.onnx").write_bytes(b"weights")
        assert not target.exists()
        return _description()

    monkeypatch.setattr("kb.search.export._export", make)
    assert export(tmp_path, target) == _description() == read_export(target)
    assert list(target.parent.iterdir()) == [target]


def test_the_second_of_two_exporters_yields_to_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "cache" / "target"
    both = threading.Barrier(2)

    def make(_: Path, folder: Path) -> ExportedModel:
        (folder / "model.fp32.onnx").write_text(folder.name)
        both.wait(timeout=30)
        return _description()

    monkeypatch.setattr("kb.search.export._export", make)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: export(tmp_path, target), range(2)))
    assert made == [_description(), _description()]
    assert list(target.parent.iterdir()) == [target]


def test_a_finished_export_is_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    first = replace(_description(), name="first")
    target.mkdir()
    (target / "export.json").write_text(json.dumps(asdict(first)))
    monkeypatch.setattr("kb.search.export._export", lambda *_: _description())
    assert export(tmp_path, target) == first == read_export(target)
    assert list(tmp_path.iterdir()) == [target]


def test_a_broken_export_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "model.fp32.onnx").write_bytes(b"half")
    monkeypatch.setattr("kb.search.export._export", lambda *_: _description())
    assert export(tmp_path, target) == _description() == read_export(target)
    assert [path.name for path in target.iterdir()] == ["export.json"]
