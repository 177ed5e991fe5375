"""The reranker seam, with a real cross-encoder of random weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.errors import SettingsError
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.search.reranker import CrossEncoderReranker
from kb.types import Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder


class ByLength:
    """Prefers the longest text, which no other ranking does."""

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        return np.array([len(text) for text in texts], dtype=np.float32)


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    entries = [
        entry("Warfarin INR.", source="/a.txt"),
        entry("Warfarin is steered by what the INR says of the week before.", source="/b.txt"),
    ]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    return library


def test_the_first_passages_come_in_the_rerankers_order(
    filled: Library, principal: Principal
) -> None:
    before = [hit.passage.text for hit in filled.search("warfarin INR", principal)]
    assert before[0] == "Warfarin INR."
    filled.searcher._reranker = ByLength()
    hits = filled.search("warfarin INR", principal)
    assert [hit.passage.text for hit in hits] == before[::-1]
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score
    assert filled.searcher.reranks


def test_without_a_setting_there_is_none(filled: Library) -> None:
    assert not filled.searcher.reranks


def test_a_folder_without_a_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no cross-encoder"):
        CrossEncoderReranker(tmp_path).scores("a question", ["a text"])
    assert CrossEncoderReranker(tmp_path).scores("a question", []).shape == (0,)


def test_a_cross_encoder_of_a_folder_scores_every_text(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("sentence_transformers")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "warfarin", "inr", "aspirin"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    transformers.BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
        initializer_range=1.0,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    reranker = CrossEncoderReranker(tmp_path)
    scores = reranker.scores("warfarin inr", ["warfarin inr", "aspirin", "warfarin"])
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert np.allclose(
        scores, reranker.scores("warfarin inr", ["warfarin inr", "aspirin", "warfarin"])
    )
