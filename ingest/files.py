"""What the given paths hold: which files will be read, which are passed over and why."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO, cast

from kb.errors import UnreadableFile

FileKind = Literal["file", "jsonl"]

FILE_SUFFIXES = frozenset({".pdf", ".txt", ".text", ".md", ".markdown"})
JSONL_SUFFIXES = (".jsonl", ".jsonl.gz")
# BEIR folders hold questions and judgements beside the corpus; they are not documents.
NOT_DOCUMENTS = frozenset({"queries.jsonl", "queries.jsonl.gz", "questions.jsonl"})
READABLE = "PDF, text (.txt), Markdown (.md) and JSONL (.jsonl, .jsonl.gz)"


@dataclass(frozen=True, slots=True)
class FileNote:
    """A file and what is to be said of it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file given as bytes. ``name`` is only a label: nothing is ever opened under it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that will be read. ``source`` is its name in the library."""

    path: Path
    source: str
    kind: FileKind
    data: bytes | None = None

    def sha256(self) -> str:
        """The hash of the content.

        Raises:
            UnreadableFile: the file cannot be opened, or is a pipe or a device.
        """
        if self.data is not None:
            return hashlib.sha256(self.data).hexdigest()
        try:
            # Asked first: opening a named pipe waits for a writer that may never come.
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise UnreadableFile(str(self.path), "it is not a regular file")
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            reason = f"it cannot be opened ({error.strerror})"
            raise UnreadableFile(str(self.path), reason) from error

    def count(self) -> int:
        """How many documents the file may hold: lines for JSONL, else one."""
        if self.kind == "file":
            return 1
        try:
            with open_text(self) as file:
                return sum(1 for line in file if line.strip())
        except (OSError, EOFError, UnicodeDecodeError, zlib.error):
            return 1


def open_text(candidate: Candidate) -> TextIO:
    """Open a (gzipped) UTF-8 text file or upload for reading by lines."""
    place = candidate.path if candidate.data is None else io.BytesIO(candidate.data)
    if candidate.path.name.lower().endswith(".gz"):
        return cast("TextIO", gzip.open(place, "rt", encoding="utf-8"))
    if isinstance(place, Path):
        return place.open(encoding="utf-8")
    return io.TextIOWrapper(place, encoding="utf-8")


def kind_of(name: str) -> FileKind | None:
    """How a file of this name is read; ``None`` if it is not."""
    lower = name.lower()
    if lower.endswith(JSONL_SUFFIXES):
        return "jsonl"
    return "file" if Path(lower).suffix in FILE_SUFFIXES else None


def gather(
    paths: Sequence[Path], uploads: Sequence[Upload] = ()
) -> tuple[list[Candidate], list[FileNote], list[FileNote]]:
    """Walk the paths; return what to read, what is skipped and what failed, each file once.

    Hidden files are passed over in silence; links to folders are not followed.
    """
    found: dict[str, Candidate] = {}
    skipped: list[FileNote] = []
    failed: list[FileNote] = []
    for path in paths:
        try:
            is_folder, is_there = path.is_dir(), path.exists()
        except OSError as error:
            failed.append(_unopened(error, path))
            continue
        if is_folder:
            for folder, folders, names in os.walk(
                path, onerror=lambda error: failed.append(_unopened(error, error.filename))
            ):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    if not name.startswith("."):
                        _place(Path(folder) / name, found, skipped, failed)
        elif is_there:
            _place(path, found, skipped, failed)
        else:
            failed.append(FileNote(_printable(path), "there is no such file or folder"))
    for upload in uploads:
        kind = kind_of(upload.name)
        if kind is None:
            skipped.append(FileNote(upload.name, f"not a kind that is read: {READABLE}"))
            continue
        digest = hashlib.sha256(upload.data).hexdigest()[:12]
        source = f"upload/{digest}/{Path(upload.name).name}"
        found[source] = Candidate(Path(Path(upload.name).name), source, kind, upload.data)
    return list(found.values()), skipped, failed


def _unopened(error: OSError, path: Path | str) -> FileNote:
    return FileNote(_printable(path), f"it cannot be opened ({error.strerror})")


def _printable(path: Path | str) -> str:
    """The path as UTF-8 text; bytes that are none (old archives hold such names) as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _place(
    path: Path, found: dict[str, Candidate], skipped: list[FileNote], failed: list[FileNote]
) -> None:
    kind = kind_of(path.name)
    name = _printable(path)
    if kind is None:
        skipped.append(FileNote(name, f"not a kind that is read: {READABLE}"))
    elif path.name.lower() in NOT_DOCUMENTS:
        skipped.append(FileNote(name, "questions, not documents"))
    elif name != str(path):
        failed.append(FileNote(name, "its name, or its folder's, is not UTF-8. Rename it."))
    else:
        source = str(Path(os.path.abspath(path)))  # noqa: PTH100 - links in a path are kept as given
        found.setdefault(source, Candidate(path, source, kind))
