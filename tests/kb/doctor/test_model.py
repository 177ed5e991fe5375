"""The doctor finds models that are gone, changed, or another than the library was made with."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.store.store import Store
from tests.fakes.examination import failing, found


def test_another_model_than_the_librarys_is_found(store: Store, settings: Settings) -> None:
    store.catalog.set_meta(FINGERPRINT, "another-fp32")
    store.close()
    problem = failing(settings)["embedding model"]
    assert "another-fp32" in problem.message
    assert "kb reindex --embed" in problem.fix


def test_an_embedding_that_was_cut_short_is_found(store: Store, settings: Settings) -> None:
    store.catalog.set_meta(FINGERPRINT, "unfinished")
    store.close()
    assert "interrupted" in failing(settings)["embedding model"].message


def test_model_files_that_are_gone_or_changed_are_found(
    home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.doctor.model.content_hash", lambda folder: "other")
    assert "not what was prepared" in failing(settings)["embedding model"].message
    (settings.model_cache / "one" / "model.int8.onnx").unlink()
    assert "model.int8.onnx is missing" in failing(settings)["embedding model"].message
    monkeypatch.setattr("kb.doctor.model.read_export", lambda folder: None)
    assert found(settings)["embedding model"].status == "warn"


def test_no_model_server_is_no_failure_and_the_pull_line_is_exact(
    home: Path, settings: Settings
) -> None:
    finding = found(settings)["model server"]
    assert finding.status == "ok"
    assert f"ollama pull {finding.fix.rsplit(' ', 1)[-1]}" in finding.message
    named = settings.model_copy(
        update={
            "model": settings.model.model_copy(update={"writer": "ollama", "name": "qwen3:1.7b"})
        }
    )
    finding = found(named)["model server"]
    assert finding.status == "warn"
    assert finding.fix.endswith("ollama pull qwen3:1.7b")
