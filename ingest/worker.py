"""The reader process: ``python -m ingest.worker``, started and fed by :mod:`ingest.sandbox`.

It imports what it needs, gives up files, network and memory beyond its share, says that it is ready,
and then answers one request after another until its input ends. Requests and replies are frames of
:mod:`ingest.wire`:

``{"op": "read", "name", "cpu_seconds"}`` + file  ->  ``{"reading": {...}}``
``{"op": "render", "page", "boxes", "quote", "dpi", "cpu_seconds"}`` + PDF  ->  ``{"width", "height"}`` + PNG
anything that fails  ->  ``{"error": reason, "hint", "kind"}``, with ``"retire": true`` when memory ran out
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable
from typing import Any

from ingest.confine import allow_cpu, confine
from ingest.readers import read
from ingest.render import render
from ingest.wire import HEADER, Message, pack_reading, parse, sizes, unpack_box
from kb.errors import IngestError, KbError, NotFound

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
        _send(answer(request))


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
    ):
        codecs.lookup(codec)
    sample = pymupdf.open()
    sample.new_page().insert_text((72, 72), "Warm up.")
    data = sample.tobytes()
    read(data, "sample.pdf")
    read(b"# Warm up\n\nA note.", "sample.md")
    render(data, 1, quote="Warm")


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
    reading = read(bytes(request.blob), str(request.fields["name"]))
    return Message({"reading": pack_reading(reading)})


def _render(request: Message) -> Message:
    fields = request.fields
    page = render(
        bytes(request.blob),
        int(fields["page"]),
        boxes=[unpack_box(box) for box in fields["boxes"]],
        quote=fields["quote"],
        dpi=int(fields["dpi"]),
    )
    return Message({"width": page.width, "height": page.height}, page.png)


_OPERATIONS: dict[str, Callable[[Message], Message]] = {"read": _read, "render": _render}


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
