"""Which documents an id or a path stands for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.api.forms import DocumentForm


def found_by(name: str, documents: Sequence[DocumentForm]) -> list[DocumentForm]:
    """Return the document with this id, or else those read from this file or below this folder.

    A collection of abstracts in one file gives each a source of its own, ``FILE#ID``.
    """
    for document in documents:
        if document["id"] == name:
            return [document]
    path = Path(name).expanduser()
    wanted = {str(path), str(path.absolute()), str(path.resolve())}
    found = []
    for document in documents:
        source = document["source"]
        file = source.partition("#")[0]
        folders = {str(folder) for folder in Path(file).parents}
        if source in wanted or name == source or file in wanted or wanted & folders:
            found.append(document)
    return found
