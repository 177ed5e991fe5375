"""The key file."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from kb.errors import CatalogError, KeyMissing, SettingsError
from kb.store.keys import check_apart, create_key, read_key


def test_a_new_key_is_random_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "key", tmp_path / "b" / "key"
    assert create_key(first) != create_key(second)
    assert len(read_key(first)) == 32
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_an_existing_key_is_kept(tmp_path: Path) -> None:
    key = create_key(tmp_path / "key")
    assert create_key(tmp_path / "key") == key
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_processes_that_make_the_key_at_once_get_the_same_one(tmp_path: Path) -> None:
    start, keys = threading.Barrier(8), []

    def make() -> None:
        start.wait()
        keys.append(create_key(tmp_path / "key"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert set(keys) == {read_key(tmp_path / "key")}


def test_a_missing_key_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"catalog\.key") as caught:
        read_key(tmp_path / "catalog.key")
    assert "backup" in caught.value.hint


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 31, "00" * 33])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(CatalogError, match="64 hexadecimal digits"):
        read_key(tmp_path / "key")


def test_a_key_inside_the_data_folder_is_refused_also_by_way_of_a_link(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "elsewhere").symlink_to(home)
    for key_file in (home / "key", home / "keys" / "key", tmp_path / "elsewhere" / "key"):
        with pytest.raises(SettingsError, match="inside the data folder"):
            check_apart(key_file, home)
    check_apart(tmp_path / "key", home)
