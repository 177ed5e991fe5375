"""The form in which a reading is shown and judged, and that hostile files cost only themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from ingest.inspect import describe, files_in, inspect_all, inspect_file, inspect_safely
from ingest.readers.base import PDF, Reading
from ingest.sandbox import ReaderPool
from kb.errors import UnreadableFile
from kb.settings import IngestSettings
from kb.types import Block, Box, Metadata, Reference, Table
from tests.ingest.pdfs import locked_pdf, simple_pdf

TEXT = ("Systolic pressure fell by 12 mm Hg.", "No patient was lost.")
LIMITS = IngestSettings(workers=2, wall_seconds=60)


def test_a_description_has_the_names_that_scripts_rely_on():
    block = Block("Fell.", 2, "Results", "text", 0, 5, (Box(2, 72.123456, 90, 200, 104),))
    table = Table("Table 1", 2, (("Arm", "n"), ("A", "12")), 1, "As treated.", 0, 5)
    reading = Reading(
        PDF,
        Metadata("A trial", ("Ann Lee",), "J", 2020, "3", "10-19", "10.1/x", "123", type="article"),
        3,
        "Fell.",
        (block,),
        warnings=("Pages 1 and 3 are doubtful.",),
        tables=(table,),
        references=(Reference("Roe. 2001.", "10.1/y"),),
        confidence=(0.6, 1.0, 0.5),
    )
    told = describe(reading)
    assert json.loads(json.dumps(told)) == told
    assert (told["title"], told["authors"], told["year"]) == ("A trial", ["Ann Lee"], 2020)
    assert {"journal", "doi", "pmid", "type", "design"} <= set(told)
    assert (told["pages"], told["page_range"]) == (3, "10-19")
    assert told["confidence"] == [0.6, 1.0, 0.5]
    assert told["doubtful_pages"] == [3, 1]
    assert told["blocks"] == [
        {
            "text": "Fell.",
            "page": 2,
            "section": "Results",
            "kind": "text",
            "boxes": [{"page": 2, "x0": 72.12, "y0": 90, "x1": 200, "y1": 104}],
        }
    ]
    assert told["tables"][0]["rows"] == [["Arm", "n"], ["A", "12"]]
    assert told["tables"][0]["caption"] == "Table 1"
    assert told["references"] == [{"text": "Roe. 2001.", "doi": "10.1/y", "pmid": None}]
    assert told["warnings"] == ["Pages 1 and 3 are doubtful."]


def test_the_limited_process_reads_what_this_one_reads(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(simple_pdf(TEXT))
    with ReaderPool(LIMITS) as pool:
        assert inspect_safely(pool, path) == inspect_file(path)


def test_what_reading_costs_is_counted(tmp_path: Path):
    path = tmp_path / "a.pdf"
    lines = [f"Line {n} of a page that costs some time to read." for n in range(45)]
    path.write_bytes(simple_pdf(*[lines] * 40))
    with ReaderPool(LIMITS) as pool:
        inspect_safely(pool, path)
        once = pool.cpu_seconds
        inspect_safely(pool, path)
    assert 0 < once < pool.cpu_seconds


def test_every_block_of_a_pdf_says_where_it_is_printed(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(simple_pdf(TEXT, TEXT))
    told = inspect_file(path)
    assert told["pages"] == len(told["confidence"]) == 2
    assert told["blocks"]
    for block in told["blocks"]:
        assert block["boxes"][0]["page"] == block["page"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path):
    files = {"good.pdf": simple_pdf(TEXT), "locked.pdf": locked_pdf(), "list.ris": b"TY  - JOUR\n"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with ReaderPool(LIMITS) as pool:
        found = dict(inspect_all(pool, [tmp_path / name for name in files]))
    assert found[tmp_path / "good.pdf"]["pages"] == 1
    assert "password" in found[tmp_path / "locked.pdf"].reason
    assert "many works" in found[tmp_path / "list.ris"].reason


def test_an_export_of_many_works_is_refused_with_what_to_do(tmp_path: Path):
    with ReaderPool(LIMITS) as pool, pytest.raises(UnreadableFile) as refused:
        inspect_safely(pool, tmp_path / "works.jsonl")
    assert "kb ingest" in refused.value.hint


def test_a_folder_gives_its_readable_files_and_each_file_once(tmp_path: Path):
    for name in ("b.pdf", "a.txt", "c.xlsx", ".hidden.pdf", "queries.jsonl", "list.ris"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "d.md").write_bytes(b"x")
    found = files_in([tmp_path / "b.pdf", tmp_path])
    assert [path.name for path in found] == ["b.pdf", "a.txt", "d.md"]
    assert files_in([tmp_path / "c.xlsx"]) == [tmp_path / "c.xlsx"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_lie_on_the_ink_of_the_drawn_page_however_it_is_turned(tmp_path: Path, turn: int):
    document = pymupdf.open()
    page = document.new_page(width=400, height=700)
    page.insert_text((60, 100), "One line near the top of a page.", fontsize=14)
    page.set_rotation(turn)
    pdf = document.tobytes()
    path = tmp_path / "turned.pdf"
    path.write_bytes(pdf)
    with ReaderPool(LIMITS) as pool:
        (block,) = inspect_safely(pool, path)["blocks"]
        drawn = pool.render_page(pdf, 1, dpi=72)
    image = pymupdf.Pixmap(drawn.png)
    dark = [
        (x, y)
        for x in range(image.width)
        for y in range(image.height)
        if min(image.pixel(x, y)) < 128
    ]
    a, b, c, d, e, f = drawn.place
    box = block["boxes"][0]
    corners = [
        (a * x + c * y + e, b * x + d * y + f)
        for x, y in ((box["x0"], box["y0"]), (box["x1"], box["y1"]))
    ]
    (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
    assert dark
    assert all(left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2 for x, y in dark)
