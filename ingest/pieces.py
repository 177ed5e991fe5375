"""A file of any size in pieces, for those who must not hold it whole."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from kb.errors import UnreadableFile

PIECE = 1 << 20
# Packed text grows tenfold and more on the other side.
PACKED_PIECE = 1 << 17


def pieces(path: Path, data: bytes | None = None) -> Iterator[tuple[bytes, bool]]:
    """Its bytes in order, each piece with whether it is the last; at least one piece, which may be empty.

    With ``data`` the bytes are taken from there and ``path`` only tells the kind of file.

    Raises:
        UnreadableFile: it is a pipe or a device.
        OSError: it cannot be read.
    """
    size = PACKED_PIECE if path.name.lower().endswith(".gz") else PIECE
    if data is not None:
        for at in range(0, max(1, len(data)), size):
            yield data[at : at + size], at + size >= len(data)
        return
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableFile(str(path), "it is not a regular file")
    with path.open("rb") as file:
        piece = file.read(size)
        while True:
            following = file.read(size)
            yield piece, not following
            if not following:
                return
            piece = following
