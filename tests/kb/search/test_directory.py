"""The passage directory and the masks that filters become."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.search.directory import Directory, load_directory
from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.types import Collection, Filters
from tests.fakes.documents import entry

OLD = entry("Old paper.", "Its end.", source="/old.pdf", year=1999)
NEW = entry("New paper.", source="/new.pdf", year=2023)
UNDATED = entry("Undated paper.", source="/undated.pdf")
NOTE = entry("A note.", source="/note.md", collection="records")
ALL: tuple[Collection, ...] = ("literature", "records")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    database = Database(tmp_path / "catalog.db", bytes(32))
    catalog = Catalog(database)
    entries = [OLD, NEW, UNDATED, NOTE]
    catalog.add(entries)
    catalog.publish([one.id for one in entries])
    catalog.add([entry("Pending.", source="/pending.pdf")])
    yield catalog
    database.close()


@pytest.fixture
def directory(catalog: Catalog) -> Directory:
    return load_directory(catalog.database, catalog.version)


def passed(directory: Directory, allowed: tuple[Collection, ...], filters: Filters) -> set[str]:
    """The documents that a filter lets through."""
    mask = directory.mask(allowed, filters)
    numbers = directory.documents if mask is None else directory.documents[mask]
    names = {number: name for name, number in directory.document_numbers.items()}
    return {names[number] for number in numbers.tolist()}


def test_it_lists_the_passages_of_published_documents(directory: Directory) -> None:
    assert len(directory.keys) == 5
    assert directory.keys.tolist() == sorted(directory.keys.tolist())


def test_no_filter_is_no_mask(directory: Directory) -> None:
    assert directory.mask(ALL, Filters()) is None


def test_collections_that_are_not_allowed_are_out(directory: Directory) -> None:
    assert passed(directory, ("literature",), Filters()) == {OLD.id, NEW.id, UNDATED.id}
    assert passed(directory, ("records",), Filters()) == {NOTE.id}
    assert passed(directory, (), Filters()) == set()


def test_years_are_inclusive_and_leave_the_undated_out(directory: Directory) -> None:
    assert passed(directory, ALL, Filters(year_from=1999)) == {OLD.id, NEW.id}
    assert passed(directory, ALL, Filters(year_from=2000)) == {NEW.id}
    assert passed(directory, ALL, Filters(year_to=1999)) == {OLD.id}
    assert passed(directory, ALL, Filters(year_to=2030)) == {OLD.id, NEW.id}
    assert passed(directory, ALL, Filters(year_from=2000, year_to=2010)) == set()


def test_documents_are_named_and_unknown_names_let_nothing_in(directory: Directory) -> None:
    assert passed(directory, ALL, Filters(documents=(NEW.id, "unknown"))) == {NEW.id}
    assert passed(directory, ALL, Filters(documents=("unknown",))) == set()
    assert passed(directory, ALL, Filters(documents=())) == set()


def test_filters_narrow_each_other(directory: Directory) -> None:
    assert passed(directory, ("literature",), Filters(documents=(NOTE.id,))) == set()
    assert passed(directory, ALL, Filters(documents=(OLD.id,), year_from=2000)) == set()


def test_keys_that_are_not_here_have_no_position(directory: Directory) -> None:
    first, last = int(directory.keys[0]), int(directory.keys[-1])
    places = directory.positions(np.array([last, first, last + 1, 0], dtype=np.int64))
    assert places.tolist() == [4, 0, -1, -1]


def test_an_empty_library_has_an_empty_directory(tmp_path: Path) -> None:
    database = Database(tmp_path / "empty.db", bytes(32))
    directory = load_directory(database, 0)
    assert directory.mask(ALL, Filters()) is None
    assert directory.positions(np.array([1, 2], dtype=np.int64)).tolist() == [-1, -1]
    database.close()


def test_spans_of_years_let_through_what_is_in_any_of_them(directory: Directory) -> None:
    both = Filters(spans=((1990, 1999), (2023, 2023)))
    assert passed(directory, ALL, both) == {OLD.id, NEW.id}
    assert passed(directory, ALL, Filters(spans=((2000, 2009),))) == set()
    assert passed(directory, ALL, Filters(spans=())) == set()
    within = Filters(spans=((1990, 1999), (2023, 2023)), year_from=2000)
    assert passed(directory, ALL, within) == {NEW.id}
