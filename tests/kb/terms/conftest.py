"""The whole code book, indexed once for all tests of terms; and a small one to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.database import Database
from kb.terms.codes import CodeBook
from kb.terms.finder import CodeFinder

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeBook]:
    """The installed release of ICD-10-CM."""
    database = Database(tmp_path_factory.mktemp("terms") / "catalog.db", KEY)
    built = CodeBook(database)
    built.build()
    yield built
    database.close()


@pytest.fixture(scope="session")
def finder(book: CodeBook) -> CodeFinder:
    """From words to codes by words alone, without an embedding model."""
    return CodeFinder(book, None)


@pytest.fixture
def empty_book(tmp_path: Path) -> Iterator[CodeBook]:
    """A code book with no release."""
    database = Database(tmp_path / "catalog.db", KEY)
    yield CodeBook(database)
    database.close()
