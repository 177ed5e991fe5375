"""Completes what a document says of itself by the files beside it and by exports that name its work."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ingest.files import Candidate, kind_of
from ingest.job import ReadJob
from ingest.metadata.chain import merge, named, same_work
from ingest.metadata.registry import Registry, digest
from ingest.metadata.sidecar import fingerprint
from ingest.readers.many import Entry
from ingest.version import described
from kb.errors import IngestError, UnreadableFile
from kb.types import Collection, Document, Metadata


class Describing(Protocol):
    """What is needed of the reader processes."""

    def read_many(self, job: ReadJob) -> Iterator[Entry | UnreadableFile]:
        """The works of an export."""
        ...

    def records(self, job: ReadJob) -> list[Metadata]:
        """The works that a file describes."""
        ...


class Describer:
    """Knows the exports of one run, and reads the files beside each document."""

    def __init__(self, readers: Describing, edition: str, collection: Collection) -> None:
        self._readers = readers
        self._edition = edition
        self._collection = collection
        self.registry = Registry()

    def learn(self, path: Path) -> Iterator[IngestError]:
        """Take in an export of PubMed or of a reference manager; gives what could not be read of it."""
        origin = f"PubMed XML {path.name}" if ".xml" in path.name.lower() else path.name
        job = ReadJob(path, str(path), self._collection)
        if kind_of(path.name) is None or path.suffix.lower() in (".json",):
            try:
                for work in self._readers.records(job):
                    self.registry.add(work, origin)
            except IngestError as error:
                yield error
            return
        for one in self._readers.read_many(job):
            if isinstance(one, UnreadableFile):
                yield one
            else:
                self.registry.add(one.reading.metadata, origin)

    def edition(self, sidecars: Sequence[Candidate]) -> str:
        """The edition of a document with these files beside it, as far as these tell."""
        hashes = []
        for one in sidecars:
            try:
                hashes.append((one.path.name, one.sha256()))
            except UnreadableFile:
                # It is told when its document is described.
                hashes.append((one.path.name, "unreadable"))
        return described(self._edition, sidecars=fingerprint(hashes))

    def record_of(self, metadata: Metadata) -> str:
        """Names what the exports say of a work; empty where they do not know it."""
        found = self.registry.find(metadata) if self.registry.count else None
        return digest(found) if found is not None else ""

    def complete(self, document: Document, sidecars: Sequence[Candidate]) -> tuple[Document, str]:
        """The document with all that is known of it, and the edition that it is."""
        given, warnings = self._beside(document.metadata, sidecars)
        so_far = merge([*given, document.metadata])
        found = self.registry.find(so_far) if self.registry.count else None
        record = [] if found is None else [found]
        edition = self.edition(sidecars) + (f"@{digest(found)}" if found is not None else "")
        complete = dataclasses.replace(
            document,
            metadata=merge([*given, *record, document.metadata]),
            warnings=(*document.warnings, *warnings),
        )
        return complete, edition

    def _beside(
        self, own: Metadata, sidecars: Sequence[Candidate]
    ) -> tuple[list[Metadata], list[str]]:
        """What the files beside say, strongest first, and which of them say nothing of this work."""
        given: list[Metadata] = []
        warnings: list[str] = []
        for one in sidecars:
            name = one.path.name
            try:
                works = self._readers.records(
                    ReadJob(one.path, one.source, self._collection, one.data)
                )
            except IngestError as error:
                warnings.append(f"{name} beside it was not used: {error.reason}.")
                continue
            work = _the_one(own, works)
            if work is None:
                what = "another work" if len(works) == 1 else "other works"
                warnings.append(f"{name} beside it was not used: it describes {what}.")
            else:
                given.append(named(work, name))
        return given, warnings


def _the_one(own: Metadata, works: Sequence[Metadata]) -> Metadata | None:
    """The description of this work: the only one that is not of another work, or the one that agrees."""
    if len(works) == 1:
        return None if same_work(own, works[0]) is False else works[0]
    return next((work for work in works if same_work(own, work)), None)
