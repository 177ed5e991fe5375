"""Sealed originals."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import CatalogError
from kb.store.vault import Vault

KEY = bytes(range(32))
CONTENT = b"%PDF-1.7 the pressure was 151/94 mmHg" * 50


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "originals", KEY)


def test_what_is_put_in_comes_out_again(vault: Vault) -> None:
    vault.put("doc1", CONTENT)
    assert vault.get("doc1") == CONTENT
    vault.put("doc1", b"")
    assert vault.get("doc1") == b""
    assert vault.get("doc2") is None


def test_nothing_of_it_can_be_read_on_disk(vault: Vault) -> None:
    vault.put("doc1", CONTENT)
    sealed = (vault.folder / "doc1").read_bytes()
    assert b"pressure" not in sealed
    assert b"%PDF" not in sealed
    assert (vault.folder / "doc1").stat().st_mode & 0o777 == 0o600
    assert vault.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", [0, 5, 12, 100, -1])
def test_a_changed_byte_is_noticed(vault: Vault, place: int) -> None:
    vault.put("doc1", CONTENT)
    path = vault.folder / "doc1"
    sealed = bytearray(path.read_bytes())
    sealed[place] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(CatalogError, match="damaged"):
        vault.get("doc1")


@pytest.mark.parametrize("length", [0, 7, 12, 27, 200])
def test_a_file_cut_short_is_noticed(vault: Vault, length: int) -> None:
    vault.put("doc1", CONTENT)
    path = vault.folder / "doc1"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(CatalogError, match="damaged"):
        vault.get("doc1")


def test_two_originals_cannot_be_exchanged(vault: Vault) -> None:
    vault.put("doc1", b"one")
    vault.put("doc2", b"two")
    (vault.folder / "doc1").replace(vault.folder / "doc2")
    with pytest.raises(CatalogError, match="damaged"):
        vault.get("doc2")


def test_another_key_opens_nothing(vault: Vault) -> None:
    vault.put("doc1", CONTENT)
    with pytest.raises(CatalogError, match="damaged"):
        Vault(vault.folder, bytes(32)).get("doc1")


def test_deleting_twice_is_harmless(vault: Vault) -> None:
    vault.put("doc1", CONTENT)
    vault.delete("doc1")
    vault.delete("doc1")
    assert vault.get("doc1") is None


def test_what_nobody_owns_is_swept_half_written_files_too(vault: Vault) -> None:
    assert vault.sweep({"doc1"}) == 0
    vault.put("doc1", CONTENT)
    vault.put("doc2", CONTENT)
    (vault.folder / ".doc3.abcd").write_bytes(b"half")
    assert vault.sweep({"doc1"}) == 2
    assert [path.name for path in vault.folder.iterdir()] == ["doc1"]
