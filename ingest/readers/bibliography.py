"""Reads exports of reference managers and of PubMed: RIS, NBIB (PubMed's own format) and BibTeX.

An entry with an abstract is a document; the others are only metadata. The formats differ in how an entry
is written (:mod:`ingest.readers.bibliography_tagged`, :mod:`ingest.readers.bibliography_bibtex`); what it means is
the same for all (:mod:`ingest.readers.bibliography_fields`).
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator

from ingest.readers.assemble import Draft, assemble
from ingest.readers.base import Reading
from ingest.readers.bibliography_fields import Fields, Splitter, clean, labelled_parts, metadata_of
from ingest.readers.many import MOST_CHARACTERS, Entry
from kb.errors import UnreadableFile

# The names that IANA or long use give these formats.
MEDIA_TYPES = {
    ".ris": "application/x-research-info-systems",
    ".nbib": "application/nbib",
    ".bib": "application/x-bibtex",
}
NO_ABSTRACT = "no abstract"


class BibliographyFeed:
    """Gives the entries of an export as they become complete; see :class:`ingest.readers.many.Feed`."""

    def __init__(self, name: str, suffix: str) -> None:
        self._name = name
        self._media_type = MEDIA_TYPES[suffix]
        self._splitter = _splitter(suffix)
        self._text = _Text()
        self._any = self._found = False

    def feed(self, data: bytes, *, last: bool) -> Iterator[Entry | UnreadableFile]:
        self._any = self._any or bool(data)
        for fields in self._splitter.take(self._text.decode(data, last=last), last=last):
            self._found = True
            if isinstance(fields, str):
                yield UnreadableFile(self._name, fields)
            else:
                yield self._entry(fields)
        if last and not self._found:
            reason = "no entry was found in it" if self._any else "the file is empty"
            raise UnreadableFile(self._name, reason, hint="Export it anew.")

    def _entry(self, fields: Fields) -> Entry | UnreadableFile:
        metadata = metadata_of(fields)
        abstract = clean(" ".join(fields.get("abstract", ())))
        digest = hashlib.sha256(repr(sorted(fields.items())).encode("utf-8", "replace")).hexdigest()
        key = next(iter(fields.get("key", ())), "") or metadata.pmid or metadata.doi or digest[:16]
        if len(abstract) > MOST_CHARACTERS:
            return UnreadableFile(f"{self._name}#{key}", "the abstract is longer than any abstract")
        drafts = [Draft(metadata.title or "", 1, "heading")]
        for label, text in labelled_parts(abstract):
            if label:
                drafts.append(Draft(label, 1, "heading", label))
            drafts.append(Draft(text, 1, "text", label or "Abstract"))
        text, blocks, _ = assemble(drafts)
        notices = tuple(fields.get("notice", ()))
        reading = Reading(self._media_type, metadata, 1, text, blocks, (), notices)
        return Entry(key, reading, None if abstract else NO_ABSTRACT)


def _splitter(suffix: str) -> Splitter:
    if suffix == ".bib":
        from ingest.readers.bibliography_bibtex import BibtexSplitter

        return BibtexSplitter()
    from ingest.readers.bibliography_tagged import NBIB, RIS, TaggedSplitter

    return TaggedSplitter(NBIB if suffix == ".nbib" else RIS)


class _Text:
    """Decodes bytes as they come: by the byte-order mark, else UTF-8, from the first other byte on Windows-1252."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = None

    def decode(self, data: bytes, *, last: bool) -> str:
        if self._decoder is None:
            wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            self._decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
        pending = self._decoder.getstate()[0]
        try:
            return self._decoder.decode(data, last)
        except UnicodeDecodeError:
            self._decoder = codecs.getincrementaldecoder("cp1252")("replace")
            return self._decoder.decode(pending + data, last)
