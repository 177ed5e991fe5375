"""A process that ingests a folder and kills itself at a named point: see test_pipeline_killed.py.

Usage: python -m tests.ingest.killed_run FOLDER POINT, with KB_HOME and KB_KEY_FILE set.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# point: what is patched, whether it is killed before or after the call, and at which call.
POINTS: dict[str, tuple[str, str, int]] = {
    "while the first file is being embedded": (
        "tests.fakes.embedder:FakeEmbedder.embed_passages",
        "before",
        1,
    ),
    "after an original was stored": ("kb.store.vault:Vault.put", "after", 1),
    "before documents are written": ("kb.store.catalog:Catalog.add", "before", 1),
    "in the middle of writing them": ("kb.store.catalog:insert_document", "after", 2),
    "between catalog and index": ("kb.store.catalog:Catalog.add", "after", 1),
    "between index and publishing": ("kb.store.vectors:ChromaIndex.upsert", "after", 1),
    "in the middle of publishing": ("kb.store.catalog:drop_orphans", "after", 1),
    "after publishing, before forgetting": ("kb.store.catalog:Catalog.publish", "after", 1),
    "between forgetting an original and its vectors": ("kb.store.vault:Vault.delete", "after", 1),
    "after vectors left, before that is noted": ("kb.store.vectors:ChromaIndex.delete", "after", 1),
    "in the middle of a file of lines": ("kb.store.catalog:Catalog.publish", "after", 2),
    "with a batch of lines pending": ("kb.store.catalog:Catalog.add", "after", 2),
    "before a file of lines is noted as read": (
        "kb.store.containers:Containers.finish",
        "before",
        1,
    ),
    "after a file of lines is noted as read": (
        "kb.store.containers:Containers.finish",
        "after",
        1,
    ),
    "when all is done but the job record": ("kb.store.jobs:Jobs.finish", "before", 1),
}


def kill_at(place: str, when: str, times: int) -> None:
    """Patch ``place`` so that this process is killed before or after its ``times``-th call."""
    module_name, _, path = place.partition(":")
    owner: Any = importlib.import_module(module_name)
    *owners, name = path.split(".")
    for part in owners:
        owner = getattr(owner, part)
    whole: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def killing(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == times and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = whole(*args, **kwargs)
        if calls == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, killing)


def main(folder: str, point: str) -> None:
    """Ingest ``folder``; does not return if the point is reached."""
    from ingest import run
    from ingest.pipeline import Ingestor
    from kb.access.local import local_principal
    from kb.library import Library
    from kb.offline import go_offline
    from kb.settings import Settings
    from tests.fakes.embedder import FakeEmbedder

    go_offline()
    run.BATCH_PASSAGES = 3
    settings = Settings.load(ingest={"workers": 1})
    with Library.open(settings, embedder=FakeEmbedder()) as library:
        library.store.index()
        kill_at(*POINTS[point])
        Ingestor(library, local_principal()).run([Path(folder)])


if __name__ == "__main__":
    main(*sys.argv[1:])
