"""What was in memory does not come to lie in the index's files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.store.memory import clear_fresh_memory

# In a process of its own: the switch stays on for as long as a process lives.
BUILD = """
import sys
from pathlib import Path
import numpy as np
from kb.store.vectors import ChromaIndex

home, rng = Path(sys.argv[1]), np.random.default_rng(7)
# A large index first: once its memory was given back, the C library serves later ones from it.
for name, count in (("large", 3000), *((str(number), 5) for number in range(8))):
    index = ChromaIndex(home / name)
    index.upsert("literature", range(count), rng.random((count, 384), dtype=np.float32))
    index.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is Linux's")
def test_this_machine_can_clear_fresh_memory() -> None:
    assert clear_fresh_memory()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is Linux's")
def test_room_without_vectors_is_written_empty(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", BUILD, str(tmp_path)], check=True, timeout=120)
    for number in range(8):
        (rows,) = (tmp_path / str(number)).rglob("data_level0.bin")
        assert not rows.read_bytes().strip(b"\0")
