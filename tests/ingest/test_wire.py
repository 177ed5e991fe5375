"""What the readers say is checked, not trusted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.readers import read
from ingest.wire import HEADER, Message, WireError, pack_reading, parse, sizes, unpack_reading
from tests.ingest.pdfs import simple_pdf


def test_a_reading_survives_the_way() -> None:
    reading = read(
        simple_pdf(("Systolic pressure fell by 12 mm Hg in adults.", "It rose.")), "a.pdf"
    )
    form = json.loads(json.dumps(pack_reading(reading)))
    again = unpack_reading(form)
    assert again.text == reading.text
    assert [b.text for b in again.blocks] == [b.text for b in reading.blocks]
    assert again.metadata == reading.metadata
    assert [(x.start, x.end) for x in again.lines] == [(x.start, x.end) for x in reading.lines]
    assert abs(again.lines[0].box.x0 - reading.lines[0].box.x0) < 0.01


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 5),
        ("blocks", [[0, 10**9, 1, None, "text", []]]),
        ("blocks", [[-1, 2, 1, None, "text", []]]),
        ("blocks", [[0, 1, 1, None, "script", []]]),
        ("blocks", "many"),
        ("lines", [[0, 1, 1, 0, 0, 0]]),
        ("lines", [[0, 1, 1, 0, 0, 0, "wide"]]),
        ("meta", []),
        ("pages", "many"),
        ("warnings", [None]),
        ("pages", 2**63),
        ("lines", [[0, 1, 2**40, 0, 0, 0, 0]]),
        ("lines", [[0, 1, 1, 0, 0, 1e300, 0]]),
        ("lines", [[0, 1, 1, 0, 0, float("nan"), 0]]),
        ("warnings", ["\ud800"]),
        ("meta", [None, [], None, 2**70, *[None] * 9, []]),
        ("meta", [None, [], None, None, *[None] * 8, 2**70, []]),
    ],
)
def test_a_reading_that_makes_no_sense_is_refused(key: str, value: Any) -> None:
    form = pack_reading(read(b"A note.", "n.txt")) | {key: value}
    with pytest.raises(WireError):
        unpack_reading(form)


@pytest.mark.parametrize("form", [None, [], "text", 3, {}])
def test_what_is_no_reading_is_refused(form: Any) -> None:
    with pytest.raises(WireError):
        unpack_reading(form)


def test_frames_are_taken_apart_again() -> None:
    head, blob = Message({"op": "é"}, b"PDF").frame()
    body_size, blob_size = sizes(head[: HEADER.size])
    assert blob_size == len(blob) == 3
    message = parse(head[HEADER.size :], blob)
    assert len(head) == HEADER.size + body_size
    assert message.fields == {"op": "é"}


def test_impossible_sizes_and_broken_json_are_refused() -> None:
    with pytest.raises(WireError):
        sizes(HEADER.pack(1 << 60, 0))
    for body in (b"{", b"[]", b"\xff", b"[" * 100_000):
        with pytest.raises(WireError):
            parse(body, b"")
