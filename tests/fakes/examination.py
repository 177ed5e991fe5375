"""What the doctor finds, asked the way that tests ask, and the embedding model that it is shown."""

from __future__ import annotations

from pathlib import Path

from kb.doctor import Finding, examine
from kb.search.export import ExportedModel
from kb.settings import Settings
from kb.store.store import Store

MODEL = ExportedModel(
    version=1,
    name="fake",
    fingerprint="bag",
    dimension=64,
    max_tokens=256,
    pad_id=0,
    inputs=("input_ids",),
    query_prompt="",
    passage_prompt="",
    int8_mean=0.994,
    int8_least=0.987,
)


def found(settings: Settings, **options: bool) -> dict[str, Finding]:
    """All findings by name."""
    return {one.name: one for one in examine(settings, **options)}


def failing(settings: Settings) -> dict[str, Finding]:
    """Those that are failures."""
    return {name: one for name, one in found(settings).items() if one.status == "fail"}


def files(home: Path) -> dict[str, bytes]:
    """Every file of a data folder that must not change by being looked at."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name not in ("catalog.db-shm", "catalog.db-wal", "owner.lock")
    }


def keys(store: Store) -> list[int]:
    """The keys of the literature's passages."""
    return [key for batch in store.catalog.embeddings.every("literature") for key in batch.keys]
