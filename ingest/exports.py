"""Exports of PubMed and of reference managers: a document for each work with an abstract."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ingest.files import Candidate
from ingest.job import ReadJob
from ingest.metadata.chain import named
from ingest.readers.many import Entry
from ingest.wire import pack_reading
from kb.errors import IngestError, UnreadableFile
from kb.types import Collection, Document

TWICE = "occurs a second time"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A work that is not taken as a document, and why."""

    source: str
    reason: str


class Exporting(Protocol):
    """What is needed of the reader processes."""

    def read_many(self, job: ReadJob) -> Iterator[Entry | UnreadableFile]:
        """The works of an export."""
        ...


def read_export(
    readers: Exporting, candidate: Candidate, collection: Collection
) -> Iterator[Document | PassedOver | IngestError]:
    """The works of an export, one after another; what cannot be read gives an error and reading goes on.

    A work's source is the file's with its key there: ``asthma.xml#12345678``.
    """
    seen: set[str] = set()
    name = candidate.path.name
    origin = f"PubMed XML {name}" if ".xml" in name.lower() else name
    job = ReadJob(candidate.path, candidate.source, collection, candidate.data)
    for one in readers.read_many(job):
        if isinstance(one, UnreadableFile):
            yield one
            continue
        source = f"{candidate.source}#{one.key}"
        if one.key in seen:
            yield PassedOver(source, TWICE)
            continue
        seen.add(one.key)
        if one.passed is not None:
            yield PassedOver(source, one.passed)
            continue
        # Of the content as it was read: the order of a file's entries or their spacing is no change.
        content = json.dumps([one.key, pack_reading(one.reading)], sort_keys=True)
        reading = dataclasses.replace(one.reading, metadata=named(one.reading.metadata, origin))
        yield reading.document(
            source=source,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            collection=collection,
        )
