"""One file to read, and its bytes if they are such as may be read at all."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from kb.errors import UnreadableFile
from kb.types import Collection


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A file to read. ``source`` is its name in the library.

    With ``data`` the bytes are taken from there (an upload) and ``path`` only tells the kind of file.
    """

    path: Path
    source: str
    collection: Collection
    data: bytes | None = None

    def content(self, most_mb: int) -> bytes:
        """The file's bytes.

        Args:
            most_mb: the size in MiB that is allowed.

        Raises:
            UnreadableFile: it is no regular file, too large, or cannot be opened.
        """
        name = str(self.path)
        try:
            if self.data is None:
                status = self.path.stat()
                if not stat.S_ISREG(status.st_mode):
                    raise UnreadableFile(name, "it is not a regular file")
                size = status.st_size
            else:
                size = len(self.data)
            if size > most_mb * 1024 * 1024:
                raise UnreadableFile(
                    name,
                    f"it is larger than {most_mb} MiB",
                    hint="Raise KB_INGEST__MAX_FILE_MB if you trust the file.",
                )
            return self.path.read_bytes() if self.data is None else self.data
        except OSError as error:
            raise UnreadableFile(name, f"it cannot be opened ({error.strerror})") from error
