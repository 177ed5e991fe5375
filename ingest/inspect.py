"""How a file was read, as plain JSON: what ``kb inspect FILE --json`` shows and what readings are judged by."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.files import gather, kind_of
from ingest.job import ReadJob
from ingest.readers import read
from ingest.readers.base import Reading
from ingest.readers.pdf_confidence import DOUBTFUL
from ingest.readers.tables import printed_rows
from ingest.sandbox import ReaderPool
from kb.errors import IngestError, UnreadableFile
from kb.types import Box, Document

MANY_HINT = "`kb ingest` takes it in; inspect the PDFs and articles that it describes."


def inspect_file(path: Path) -> dict[str, Any]:
    """Read a file in this process (for files that are trusted) and describe the reading.

    Raises:
        UnreadableFile: nothing can be made of it.
    """
    return describe(read(path.read_bytes(), path.name))


def inspect_safely(pool: ReaderPool, path: Path) -> dict[str, Any]:
    """Read a file in a limited process and describe the reading.

    Raises:
        UnreadableFile: nothing can be made of it, or reading it cost too much.
    """
    _require_one_work(path)
    return describe(pool.read(ReadJob(path, str(path), "literature")))


def inspect_all(
    pool: ReaderPool, paths: Iterable[Path], *, cancel: threading.Event | None = None
) -> Iterator[tuple[Path, dict[str, Any] | IngestError]]:
    """Read files side by side and describe each, in the order in which they are done.

    After ``cancel`` is set no further file is begun.
    """
    refused: list[tuple[Path, IngestError]] = []

    def jobs() -> Iterator[ReadJob]:
        for path in paths:
            try:
                _require_one_work(path)
            except UnreadableFile as error:
                refused.append((path, error))
            else:
                yield ReadJob(path, str(path), "literature")

    for job, result in pool.read_all(jobs(), cancel=cancel):
        yield job.path, describe(result) if isinstance(result, Document) else result
    yield from refused


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files to inspect: those that are named, and of folders those that a reader reads, each once.

    Raises:
        UnreadableFile: a folder cannot be opened, or holds a file whose name is not UTF-8.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        inside, _, failed = gather([path])
        if failed:
            raise UnreadableFile(failed[0].path, failed[0].reason)
        found |= dict.fromkeys(one.path for one in inside if one.kind == "file")
    return list(found)


def describe(reading: Reading | Document) -> dict[str, Any]:
    """A reading as plain JSON values.

    Returns:
        title, authors, journal, year, volume, page_range (as printed: "101-9"), doi, pmid, pmcid, licence,
        type, design, sample_size, origins (where each came from); media_type; ``pages``, how many there are;
        ``confidence``, from 0 to 1 for each page (empty where nothing was measured); doubtful_pages, the
        most doubtful first; warnings; ``blocks`` as {text, page, section, kind, boxes}, boxes in points from
        the top left; ``tables`` as {caption, page, rows, header_rows, notes, boxes}, rows of cells with the
        heads first, as printed; ``references`` as {text, doi, pmid}, one for each entry.
    """
    meta = reading.metadata
    doubtful = [(sure, n) for n, sure in enumerate(reading.confidence, start=1) if sure < DOUBTFUL]
    return {
        "title": meta.title,
        "authors": list(meta.authors),
        "journal": meta.journal,
        "year": meta.year,
        "volume": meta.volume,
        "page_range": meta.pages,
        "doi": meta.doi,
        "pmid": meta.pmid,
        "pmcid": meta.pmcid,
        "licence": meta.licence,
        "type": meta.type,
        "design": meta.design,
        "sample_size": meta.sample_size,
        "origins": dict(meta.origins),
        "media_type": reading.media_type,
        "pages": reading.page_count,
        "confidence": list(reading.confidence),
        "doubtful_pages": [number for _, number in sorted(doubtful)],
        "warnings": list(reading.warnings),
        "blocks": [
            {
                "text": block.text,
                "page": block.page,
                "section": block.section,
                "kind": block.kind,
                "boxes": _boxes(block.boxes),
            }
            for block in reading.blocks
        ],
        "tables": [
            {
                "caption": table.caption,
                "page": table.page,
                "rows": printed_rows(table),
                "header_rows": table.header_rows,
                "notes": table.notes,
                "boxes": _boxes(table.boxes),
            }
            for table in reading.tables
        ],
        "references": [
            {"text": one.text, "doi": one.doi, "pmid": one.pmid} for one in reading.references
        ],
    }


def _boxes(boxes: Iterable[Box]) -> list[dict[str, float]]:
    return [
        {
            "page": box.page,
            "x0": round(box.x0, 2),
            "y0": round(box.y0, 2),
            "x1": round(box.x1, 2),
            "y1": round(box.y1, 2),
        }
        for box in boxes
    ]


def _require_one_work(path: Path) -> None:
    if kind_of(path.name) in ("jsonl", "many"):
        raise UnreadableFile(str(path), "it holds many works, not one", hint=MANY_HINT)
