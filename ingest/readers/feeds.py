"""Which feed reads a file of many works, and the unpacking of packed ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import PurePath

from ingest.readers.bibliography import BibliographyFeed
from ingest.readers.many import Entry, Feed
from kb.errors import UnreadableFile

# The bytes that are unpacked at a time.
PIECE = 1 << 20
# Text packs to a tenth or a twentieth; a file that grows more than this was made to fill the memory.
MOST_GROWTH = 200


def feed_for(name: str) -> Feed:
    """A feed for a file of this name.

    Raises:
        UnreadableFile: the name says that it is no file of many works.
    """
    lower = name.lower()
    packed = lower.endswith(".gz")
    suffix = PurePath(lower.removesuffix(".gz")).suffix
    feed: Feed
    if suffix in (".xml", ".nxml"):
        from ingest.readers.pubmed import PubmedFeed

        feed = PubmedFeed(name)
    elif suffix in (".ris", ".nbib", ".bib"):
        feed = BibliographyFeed(name, suffix)
    else:
        raise UnreadableFile(name, f"a file ending in {suffix!r} does not hold many works")
    return _Unpacking(feed, name) if packed else feed


class _Unpacking:
    """Unpacks gzip before another feed; a file that grows beyond reason is refused."""

    def __init__(self, feed: Feed, name: str) -> None:
        self._feed = feed
        self._name = name
        self._gzip = zlib.decompressobj(wbits=31)
        self._came = self._went = 0

    def feed(self, data: bytes, *, last: bool) -> Iterator[Entry | UnreadableFile]:
        self._came += len(data)
        while data:
            try:
                piece = self._gzip.decompress(data, PIECE)
            except zlib.error as error:
                raise UnreadableFile(
                    self._name, "its gzip packing is damaged", hint="Fetch it again."
                ) from error
            self._went += len(piece)
            if self._went > PIECE and self._went > MOST_GROWTH * self._came:
                raise UnreadableFile(
                    self._name, f"it unpacks to more than {MOST_GROWTH} times its size"
                )
            yield from self._feed.feed(piece, last=False)
            data = self._gzip.unconsumed_tail
            if self._gzip.eof:
                # Several packed files may follow each other in one (RFC 1952, section 2.2).
                data = self._gzip.unused_data.lstrip(b"\0")
                self._gzip = zlib.decompressobj(wbits=31) if data else self._gzip
        if last:
            if not self._gzip.eof:
                raise UnreadableFile(self._name, "the end of it is missing", hint="Fetch it again.")
            yield from self._feed.feed(b"", last=True)
