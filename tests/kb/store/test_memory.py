"""What was in memory does not come to lie in the index's files."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from kb.store.memory import clear_fresh_memory
from kb.store.vectors import ChromaIndex

DIMENSION = 384


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is Linux's")
def test_this_machine_can_clear_fresh_memory() -> None:
    assert clear_fresh_memory()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is Linux's")
def test_room_without_vectors_is_written_empty(tmp_path: Path) -> None:
    # A large index first: once its memory was given back, the C library serves later ones from it.
    rng = np.random.default_rng(7)
    large = ChromaIndex(tmp_path / "large")
    large.upsert("literature", range(3000), rng.random((3000, DIMENSION), dtype=np.float32))
    large.close()
    for attempt in range(8):
        folder = tmp_path / str(attempt)
        index = ChromaIndex(folder)
        index.upsert("literature", range(5), rng.random((5, DIMENSION), dtype=np.float32))
        index.close()
        (rows,) = folder.rglob("data_level0.bin")
        assert not rows.read_bytes().strip(b"\0")
