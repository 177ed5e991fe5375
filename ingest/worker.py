"""The reader process: ``python -m ingest.worker``, started and fed by :mod:`ingest.sandbox`.

It imports what it needs, gives up files, network and memory beyond its share, says that it is ready,
and then answers one request after another until its input ends. Requests and replies are frames of
:mod:`ingest.wire`:

``{"op": "read", "name", "scans", "cpu_seconds"}`` + file  ->  ``{"reading": {...}}``, or ``{"scans": [...]}``:
    the pages without text, where ``scans`` asks for them (:class:`ingest.readers.pdf_ocr.Scans`)
``{"op": "draw", "page", "cpu_seconds"}`` + PDF  ->  ``{"width", "height", "dpi"}`` + PGM, for recognition
``{"op": "render", "page", "boxes", "quote", "dpi", "cpu_seconds"}`` + PDF  ->
    ``{"width", "height", "place"}`` + PNG
``{"op": "records", "name", "cpu_seconds"}`` + file  ->  ``{"records": [[...], ...]}``, metadata of each work in it
``{"op": "feed", "name", "first", "last", "cpu_seconds"}`` + a piece of a file of many works  ->
    ``{"entries": [{...} | {"error", "place", "hint"}, ...]}``, what is complete now
anything that fails  ->  ``{"error": reason, "hint", "kind"}``, with ``"retire": true`` when memory ran out

Every reply also says what it cost: ``"cpu_s"``, CPU seconds.
"""

from __future__ import annotations

import codecs
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from ingest.confine import allow_cpu, confine
from ingest.metadata.records import read_records
from ingest.readers import read
from ingest.readers.feeds import feed_for
from ingest.readers.many import Feed
from ingest.readers.pdf_ocr import PagesWantedError, Scan, Scans, draw_scan
from ingest.render import render
from ingest.wire import (
    HEADER,
    Message,
    pack_entry,
    pack_metadata,
    pack_reading,
    parse,
    sizes,
    unpack_box,
)
from kb.errors import IngestError, KbError, NotFound, UnreadableFile

_STDIN, _STDOUT = 0, 1
_PIECE = 1 << 20


def main() -> None:
    """Serve until the parent closes the pipe."""
    memory_mb = int(sys.argv[1])
    warm_up()
    _send(Message({"ready": os.getpid(), "confined": confine(memory_mb=memory_mb)}))
    while True:
        request = _receive()
        if request is None:
            return
        allow_cpu(int(request.fields["cpu_seconds"]))
        began = time.process_time()
        reply = answer(request)
        spent = round(time.process_time() - began, 4)
        _send(Message({**reply.fields, "cpu_s": spent}, reply.blob))


def warm_up() -> None:
    """Load everything that is loaded on first use, since no file can be opened later."""
    import pymupdf

    for codec in (
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1252",
        "latin-1",
        "idna",
        "ascii",
        # What web pages are still written in besides.
        "utf-8-sig",
        "iso8859-2",
        "iso8859-15",
        "cp1250",
        "cp1251",
        "cp1254",
        "koi8-r",
        "gb18030",
        "big5",
        "shift_jis",
        "euc-jp",
        "euc-kr",
    ):
        codecs.lookup(codec)
    sample = pymupdf.open()
    sample.new_page().insert_text((72, 72), "Warm up.")
    data = sample.tobytes()
    read(data, "sample.pdf")
    _warm_up_scans()
    read(b"# Warm up\n\nA note.", "sample.md")
    read(
        b"<p>Warm up, a page: 10<sup>9</sup>.<table><tr><td>1<td>2<tr><td>3<td>4</table>",
        "sample.html",
    )
    read(
        b"<article><front/><body><sec><title>Methods</title><p>Warm &alpha; up.</p></sec></body></article>",
        "sample.xml",
    )
    read_records(b"TY  - JOUR\nTI  - Warm up\nER  - \n", "sample.ris")
    read_records(b"PMID- 1\nTI  - Warm up\n", "sample.nbib")
    read_records(b"@article{a, title = {Warm up}}", "sample.bib")
    read_records(
        b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article/></MedlineCitation>"
        b"</PubmedArticle></PubmedArticleSet>",
        "sample.xml",
    )
    render(data, 1, quote="Warm")


def _warm_up_scans() -> None:
    """Draw a page that is a picture, and read it with a word that was recognised on it."""
    import pymupdf

    scan = pymupdf.open()
    page = scan.new_page(width=72, height=72)
    page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 8, 8), False))
    data = scan.tobytes()
    drawn = draw_scan(data, 1)
    table = "level\tpage_num\n5\t1\t1\t1\t1\t1\t30\t30\t99\t30\t96.5\tWarm\n"
    words = Scan(1, drawn.width, drawn.height, table)
    read(data, "scan.pdf", scans=Scans(read=(words,)))


def answer(request: Message) -> Message:
    """Carry out one request; whatever goes wrong becomes a reply."""
    try:
        return _OPERATIONS[str(request.fields.get("op"))](request)
    except KbError as error:
        reason = error.reason if isinstance(error, IngestError) else error.message
        kind = "missing" if isinstance(error, NotFound) else "unreadable"
        return _failure(reason, hint=error.hint, kind=kind)
    except MemoryError:
        return _out_of_memory()
    except Exception as error:
        if "malloc" in str(error) or "alloc" in str(error):
            return _out_of_memory()
        return _failure(
            f"it could not be read ({type(error).__name__}: {error})"[:300], kind="unreadable"
        )


def _read(request: Message) -> Message:
    scans = Scans.of(request.fields["scans"])
    try:
        reading = read(bytes(request.blob), str(request.fields["name"]), scans=scans)
    except PagesWantedError as wanted:
        return Message({"scans": list(wanted.pages)})
    return Message({"reading": pack_reading(reading)})


def _draw(request: Message) -> Message:
    drawn = draw_scan(bytes(request.blob), int(request.fields["page"]))
    return Message({"width": drawn.width, "height": drawn.height, "dpi": drawn.dpi}, drawn.image)


def _render(request: Message) -> Message:
    fields = request.fields
    page = render(
        bytes(request.blob),
        int(fields["page"]),
        boxes=[unpack_box(box) for box in fields["boxes"]],
        quote=fields["quote"],
        dpi=int(fields["dpi"]),
    )
    return Message(
        {"width": page.width, "height": page.height, "place": list(page.place)}, page.png
    )


def _records(request: Message) -> Message:
    works = read_records(bytes(request.blob), str(request.fields["name"]))
    return Message({"records": [pack_metadata(one) for one in works]})


class _Feeding:
    """The one file of many works that is being read, between its pieces."""

    def __init__(self) -> None:
        self._feed: Feed | None = None

    def __call__(self, request: Message) -> Message:
        if request.fields["first"]:
            self._feed = feed_for(str(request.fields["name"]))
        if self._feed is None:
            return _failure("its reading was interrupted", kind="unreadable", hint="Add it again.")
        last = bool(request.fields["last"])
        entries: list[dict[str, Any]] = []
        try:
            for one in self._feed.feed(bytes(request.blob), last=last):
                if isinstance(one, UnreadableFile):
                    entries.append({"error": one.reason, "place": one.path, "hint": one.hint})
                else:
                    entries.append(pack_entry(one))
        except UnreadableFile as error:
            # What came before the damage is kept: the reply says both.
            self._feed = None
            return Message({"entries": entries, "stopped": error.reason, "hint": error.hint})
        if last:
            self._feed = None
        return Message({"entries": entries})


_OPERATIONS: dict[str, Callable[[Message], Message]] = {
    "read": _read,
    "draw": _draw,
    "render": _render,
    "records": _records,
    "feed": _Feeding(),
}


def _failure(reason: str, *, kind: str, hint: str = "", retire: bool = False) -> Message:
    fields: dict[str, Any] = {"error": reason, "hint": hint, "kind": kind}
    return Message(fields | ({"retire": True} if retire else {}))


def _out_of_memory() -> Message:
    return _failure(
        "it needs more memory than a reader may use",
        kind="unreadable",
        hint="Raise KB_INGEST__MEMORY_MB if you trust the file.",
        retire=True,
    )


def _receive() -> Message | None:
    """The next request, or None when the parent is gone."""
    head = _take(HEADER.size)
    if head is None:
        return None
    body_size, blob_size = sizes(head)
    body, blob = _take(body_size), _take(blob_size)
    return None if body is None or blob is None else parse(body, blob)


def _take(size: int) -> bytearray | None:
    data = bytearray()
    while len(data) < size:
        piece = os.read(_STDIN, min(size - len(data), _PIECE))
        if not piece:
            return None
        data += piece
    return data


def _send(message: Message) -> None:
    for part in message.frame():
        view = memoryview(part)
        while view:
            view = view[os.write(_STDOUT, view) :]


if __name__ == "__main__":
    main()
