"""The library opened for what its catalog keeps of people: any process may read and write that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.library import Library


@contextmanager
def opened() -> Iterator[Library]:
    """The library that the settings name; a running server keeps the index meanwhile."""
    from kb.library import Library
    from kb.settings import Settings

    library = Library.open(Settings.load())
    try:
        yield library
    finally:
        library.close()
