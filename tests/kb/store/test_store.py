"""The data folder as a whole: catalog, index and originals stay together whatever happens."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.errors import KeyMissing, LibraryBusy, SettingsError, WrongKey
from kb.store.entries import NewDocument
from kb.store.store import Store
from kb.types import COLLECTIONS
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

WORDS = "Zanzibarov", "metoprolol"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "catalog.key"


@pytest.fixture
def store(home: Path, key_file: Path) -> Iterator[Store]:
    store = Store(home, key_file)
    yield store
    store.close()


def put(store: Store, *entries: NewDocument) -> None:
    store.catalog.add(entries)
    store.publish([one.id for one in entries])


def nearest(store: Store, text: str) -> list[int]:
    return store.index().query("literature", FakeEmbedder().embed_question(text), 3)[0].tolist()


def keys_of(store: Store, one: NewDocument) -> list[int]:
    return [key for batch in store.catalog.embeddings.of([one.id]) for key in batch.keys]


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def test_the_first_use_makes_folder_and_key_for_their_owner_only(
    store: Store, home: Path, key_file: Path
) -> None:
    assert home.stat().st_mode & 0o777 == 0o700
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert store.catalog.documents(COLLECTIONS) == []


def test_a_lost_key_is_told_not_replaced(home: Path, key_file: Path) -> None:
    Store(home, key_file).close()
    key_file.unlink()
    with pytest.raises(KeyMissing):
        Store(home, key_file)
    assert not key_file.exists()


def test_another_key_is_refused(home: Path, key_file: Path) -> None:
    Store(home, key_file).close()
    key_file.write_text(secrets.token_hex(32))
    with pytest.raises(WrongKey):
        Store(home, key_file)


def test_a_key_in_the_data_folder_is_refused(home: Path) -> None:
    with pytest.raises(SettingsError):
        Store(home, home / "catalog.key")
    assert not home.exists()


def test_two_processes_may_make_the_same_library_at_once(home: Path, key_file: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom kb.store.store import Store\n"
        "store = Store(Path(sys.argv[1]), Path(sys.argv[2]))\nprint(store.catalog.version)\n"
    )
    command = [sys.executable, "-c", script, str(home), str(key_file)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in both:
        assert process.communicate() == ("0\n", "")


def test_a_document_is_in_catalog_and_index_or_in_neither(store: Store) -> None:
    one = entry("Metoprolol slows the heart.")
    put(store, one)
    assert nearest(store, "metoprolol heart") == keys_of(store, one)
    assert store.catalog.find(one.id)


def test_no_file_holds_a_word_of_what_was_put_in(store: Store, home: Path) -> None:
    put(
        store,
        entry("Zanzibarov takes metoprolol.", source="/patients/Zanzibarov.md", title="Zanzibarov"),
        entry("Zanzibarov again.", source="/patients/Zanzibarov-2.md", collection="records"),
    )
    store.vault.put("doc", b"Zanzibarov takes metoprolol.")
    content = on_disk(home)
    store.close()
    content += on_disk(home)
    for word in (*WORDS, "patients", "Jane A. Smith"):
        for form in (word, word.lower()):
            assert form.encode() not in content
            assert form.encode("utf-16-le") not in content
    assert not [path for path in home.rglob("*") if "Zanzibarov" in path.name]


def test_what_a_killed_run_left_pending_is_finished_by_the_next_owner(
    home: Path, key_file: Path
) -> None:
    one = entry("Metoprolol slows the heart.")
    first = Store(home, key_file)
    first.catalog.add([one])
    first.close()
    second = Store(home, key_file)
    assert second.catalog.documents(COLLECTIONS) == []
    assert nearest(second, "metoprolol heart") == keys_of(second, one)
    assert second.catalog.find(one.id)
    second.close()


def test_vectors_that_should_have_left_leave_with_the_next_owner(
    home: Path, key_file: Path
) -> None:
    one = entry("Metoprolol slows the heart.")
    first = Store(home, key_file)
    put(first, one)
    first.catalog.remove([one.id])
    first.close()
    second = Store(home, key_file)
    assert second.index().count("literature") == 0
    assert second.catalog.unindexed() == {}
    assert second.stale_vectors == 1
    second.close()


def test_a_rebuilt_index_holds_the_same_and_nothing_of_what_was_deleted(
    store: Store, home: Path
) -> None:
    gone = entry("Zanzibarov.", source="/gone.txt", vectors=[[0.123456789] * 64])
    kept = entry("Metoprolol slows the heart.", "Aspirin too.", source="/kept.txt")
    put(store, gone, kept)
    before = store.index().folder  # type: ignore[attr-defined]
    mark = np.float32(0.123456789).tobytes() * 8
    assert mark in on_disk(home / "index")
    store.catalog.remove([gone.id])
    store.forget([gone.id])
    assert store.stale_vectors == 1
    steps: list[tuple[int, int]] = []
    assert store.rebuild(lambda done, total: steps.append((done, total))) == 2
    assert steps == [(2, 2)]
    assert store.stale_vectors == 0
    assert not before.exists()
    assert mark not in on_disk(home / "index")
    assert sorted(nearest(store, "metoprolol")) == keys_of(store, kept)
    assert len(list((home / "index").iterdir())) == 1


def test_an_index_that_a_killed_rebuild_left_is_cleared_away(home: Path, key_file: Path) -> None:
    first = Store(home, key_file)
    put(first, entry("Metoprolol."))
    first.close()
    (home / "index" / "half").mkdir()
    (home / "index" / "half" / "chroma.sqlite3").write_bytes(b"half a rebuild")
    second = Store(home, key_file)
    assert second.index().count("literature") == 1
    assert len(list((home / "index").iterdir())) == 1
    second.close()


def test_only_one_process_has_the_index_and_all_have_the_catalog(
    store: Store, home: Path, key_file: Path
) -> None:
    put(store, entry("Metoprolol."))
    other = Store(home, key_file)
    assert len(other.catalog.documents(COLLECTIONS)) == 1
    with pytest.raises(LibraryBusy):
        other.index()
    store.close()
    assert other.index().count("literature") == 1
    other.close()


def test_originals_that_nobody_owns_are_swept(store: Store) -> None:
    one = entry("Metoprolol.")
    put(store, one)
    store.vault.put(one.id, b"the file")
    store.vault.put("left-by-a-killed-run", b"another")
    assert store.sweep() == 1
    assert store.vault.get(one.id) == b"the file"


def test_the_original_of_a_document_that_waits_for_the_index_is_kept(store: Store) -> None:
    one = entry("Metoprolol.")
    store.vault.put(one.id, b"the file")
    store.catalog.add([one])
    assert store.sweep() == 0
    assert store.vault.get(one.id) == b"the file"


def test_replacing_deletes_the_old_original_and_vectors(store: Store) -> None:
    old, new = entry("Old words."), entry("New words.")
    put(store, old)
    store.vault.put(old.id, b"old")
    put(store, new)
    assert store.vault.get(old.id) is None
    assert nearest(store, "words") == keys_of(store, new)
