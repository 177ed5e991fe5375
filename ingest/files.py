"""What the given paths hold: which files will be read, which are passed over and why."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TextIO, cast

from ingest.metadata import sidecar
from ingest.readers.xml import root_name
from kb.errors import UnreadableFile

# A document; documents a line (JSONL); an export of many works.
FileKind = Literal["file", "jsonl", "many"]

FILE_SUFFIXES = frozenset(
    {".pdf", ".txt", ".text", ".md", ".markdown", ".xml", ".nxml", ".html", ".htm"}
)
JSONL_SUFFIXES = (".jsonl", ".jsonl.gz")
MANY_SUFFIXES = (".xml.gz", ".ris", ".nbib", ".bib")
# Exports and articles are both called .xml: the root element tells them apart.
MANY_ROOT = "PubmedArticleSet"
_HEAD_BYTES = 65_536
# BEIR folders hold questions and judgements beside the corpus; they are not documents.
NOT_DOCUMENTS = frozenset({"queries.jsonl", "queries.jsonl.gz", "questions.jsonl"})
READABLE = (
    "PDF, articles in JATS XML (.xml, .nxml), web pages (.html), text (.txt), Markdown (.md), exports of "
    "PubMed and of reference managers (.xml, .xml.gz, .nbib, .ris, .bib) and JSONL (.jsonl, .jsonl.gz)"
)


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
    """A file that will be read. ``source`` is its name in the library.

    ``sidecars`` are the files that describe it, strongest first.
    """

    path: Path
    source: str
    kind: FileKind
    data: bytes | None = None
    sidecars: tuple[Candidate, ...] = ()

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
        """How many documents the file may hold: lines for JSONL; one where that is not known."""
        if self.kind != "jsonl":
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
    if lower.endswith(MANY_SUFFIXES):
        return "many"
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
    _place_uploads(uploads, found, skipped)
    return list(found.values()), skipped, failed


def _place_uploads(
    uploads: Sequence[Upload], found: dict[str, Candidate], skipped: list[FileNote]
) -> None:
    """Uploads as candidates; what describes a PDF that came with it goes with that."""
    names = {upload.name: upload for upload in uploads}
    pairs = sidecar.pair_names(list(names))
    beside = {name for described in pairs.values() for name in described}
    for upload in uploads:
        kind = _refined(kind_of(upload.name), upload.data[:_HEAD_BYTES])
        if upload.name in beside and sidecar.describes_only(upload.name, upload.data):
            continue
        if kind is None:
            skipped.append(FileNote(upload.name, f"not a kind that is read: {READABLE}"))
            continue
        one = _uploaded(upload, kind)
        described = tuple(_uploaded(names[name], "file") for name in pairs.get(upload.name, ()))
        found[one.source] = replace(one, sidecars=described)


def _uploaded(upload: Upload, kind: FileKind) -> Candidate:
    digest = hashlib.sha256(upload.data).hexdigest()[:12]
    name = Path(upload.name).name
    return Candidate(Path(name), f"upload/{digest}/{name}", kind, upload.data)


def _refined(kind: FileKind | None, head: bytes) -> FileKind | None:
    """The kind, once the file's first bytes are known."""
    return "many" if kind == "file" and root_name(head) == MANY_ROOT else kind


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
    described = sidecar.pdf_of(path)
    if described is not None and name == str(path):
        # What it says of the PDF may be new: the PDF is looked at again.
        _place(described, found, skipped, failed)
        if _only_describes(path):
            return
    if kind == "file" and path.suffix.lower() in (".xml", ".nxml"):
        kind = _refined(kind, _head(path))
    if kind is None:
        skipped.append(FileNote(name, f"not a kind that is read: {READABLE}"))
    elif path.name.lower() in NOT_DOCUMENTS:
        skipped.append(FileNote(name, "questions, not documents"))
    elif name != str(path):
        failed.append(FileNote(name, "its name, or its folder's, is not UTF-8. Rename it."))
    else:
        source = str(Path(os.path.abspath(path)))  # noqa: PTH100 - links in a path are kept as given
        beside = tuple(
            Candidate(one, str(Path(os.path.abspath(one))), "file")  # noqa: PTH100
            for one in sidecar.beside(path)
        )
        found.setdefault(source, Candidate(path, source, kind, sidecars=beside))


def _head(path: Path, size: int = _HEAD_BYTES) -> bytes:
    """A file's first bytes; none of what cannot be opened, which is told when it is read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


def _only_describes(path: Path) -> bool:
    return sidecar.describes_only(path.name, _head(path, sidecar.MOST_BYTES + 1))
