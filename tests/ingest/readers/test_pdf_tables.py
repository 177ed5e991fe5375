"""Tables of PDFs come back cell by cell, however they are set, and each row knows its place."""

from __future__ import annotations

from collections.abc import Sequence

import pymupdf

from ingest.readers import read
from ingest.readers.base import Reading
from ingest.readers.tables import INDENT, table_text
from kb.types import Table

BODY = (
    "Blood pressure was measured in the seated position after five minutes of rest by trained nurses",
    "who did not know the group of the patient and who used a validated device with a suitable cuff.",
    "Follow-up visits took place every three months, and all events were judged by a committee that",
    "was blind to treatment. The main outcome was a composite of stroke, infarction and death.",
)
WIDE = (60.0, 220.0, 330.0, 440.0)


class Sheet:
    """Sets a page of an article: running text in 10 points, tables in 8."""

    def __init__(self) -> None:
        self.document = pymupdf.open()
        self.page = self.document.new_page()
        self.y = 70.0
        self.write("Intensive treatment of hypertension in older adults", size=16, font="hebo")
        self.y += 20
        self.prose()

    def write(
        self, text: str, *, x: float = 60, size: float = 10, font: str = "tiro", rotate: int = 0
    ) -> None:
        self.page.insert_text((x, self.y), text, fontsize=size, fontname=font, rotate=rotate)
        self.y += size * 1.15

    def prose(self) -> None:
        for line in BODY:
            self.write(line)
        self.y += 14

    def caption(self, text: str) -> None:
        self.write(text, size=8)
        self.y += 4

    def rule(self, x0: float = 58, x1: float = 520, *, up: float = 8) -> None:
        self.page.draw_line((x0, self.y - up), (x1, self.y - up), width=0.5)
        self.y += 3

    def cells(
        self,
        *texts: str,
        at: Sequence[float] = WIDE,
        down: float = 13,
        font: str = "tiro",
        size: float = 8,
    ) -> None:
        for x, text in zip(at, texts, strict=False):
            if text:
                self.page.insert_text((x, self.y), text, fontsize=size, fontname=font)
        self.y += down

    def new_page(self) -> None:
        self.page = self.document.new_page()
        self.y = 70.0

    def read(self) -> Reading:
        return read(self.document.tobytes(), "article.pdf")


def only(reading: Reading) -> Table:
    assert len(reading.tables) == 1, [table.caption for table in reading.tables]
    return reading.tables[0]


def ruled(sheet: Sheet) -> None:
    """A table between three lines, with heads over several columns, wrapped cells, levels and notes."""
    sheet.caption("Table 1. Baseline data of the patients, by group.")
    sheet.rule()
    sheet.cells("", "Treatment", at=(60, 262))
    sheet.page.draw_line((218, sheet.y - 10), (400, sheet.y - 10), width=0.5)
    sheet.cells("Characteristic", "Intensive", "Standard", "P value")
    sheet.rule()
    sheet.cells("Age, years")
    sheet.cells("Below 75", "120 (48)", "118 (47)", "0.81", at=(68, *WIDE[1:]))
    sheet.cells("75 or older", "130 (52)", "133 (53)", "0.79", at=(68, *WIDE[1:]))
    sheet.cells("Estimated glomerular filtration", "61.2 ± 14", "60.8 ± 15", "0.66", down=9)
    sheet.cells("rate, mL/min")
    sheet.cells("Median survival, months", "24.1", "19.8*", "0.02")
    sheet.rule()
    sheet.cells("*One patient was lost to follow-up. Values are n (%) or mean ± SD.", down=12)
    sheet.y += 14
    sheet.prose()


ROWS = (
    ("", "Treatment", "Treatment", ""),
    ("Characteristic", "Intensive", "Standard", "P value"),
    ("Age, years", "", "", ""),
    (f"{INDENT}Below 75", "120 (48)", "118 (47)", "0.81"),
    (f"{INDENT}75 or older", "130 (52)", "133 (53)", "0.79"),
    ("Estimated glomerular filtration rate, mL/min", "61.2 ± 14", "60.8 ± 15", "0.66"),
    ("Median survival, months", "24.1", "19.8*", "0.02"),
)


def test_heads_levels_wrapped_cells_and_notes_are_told_apart() -> None:
    sheet = Sheet()
    ruled(sheet)
    table = only(sheet.read())
    assert table.caption == "Table 1. Baseline data of the patients, by group."
    assert table.header_rows == 2
    assert table.rows[2:] == ROWS[2:]
    assert table.rows[0][1:3] == ROWS[0][1:3]
    assert table.rows[1] == ROWS[1]
    assert table.notes == "*One patient was lost to follow-up. Values are n (%) or mean ± SD."


def test_a_row_is_found_by_its_label_and_its_heads() -> None:
    sheet = Sheet()
    ruled(sheet)
    text = sheet.read().text
    assert (
        "Median survival, months | Treatment Intensive: 24.1 | Treatment Standard: 19.8* | P value: 0.02"
        in text
    )
    assert "Age, years, Below 75 | Treatment Intensive: 120 (48)" in text


def test_the_block_of_a_table_and_its_lines_stand_where_they_say() -> None:
    sheet = Sheet()
    ruled(sheet)
    reading = sheet.read()
    table = only(reading)
    block = next(block for block in reading.blocks if block.kind == "table")
    assert (table.start, table.end) == (block.start, block.end)
    assert reading.text[table.start : table.end] == table_text(table)[0] == block.text
    assert [b.text for b in reading.blocks if b.kind == "caption"] == [table.caption]
    page = sheet.page
    _, spans = table_text(table)
    for row, span in zip(table.rows, spans, strict=True):
        if span is None:
            continue
        line = next(ln for ln in reading.lines if ln.start == table.start + span[0])
        assert line.end == table.start + span[1]
        box = pymupdf.Rect(line.box.x0, line.box.y0, line.box.x1, line.box.y1)
        for cell in filter(None, row[1:]):
            assert any(box.intersects(found) for found in page.search_for(cell)), cell


def test_what_stands_around_a_table_stays_whole() -> None:
    sheet = Sheet()
    ruled(sheet)
    reading = sheet.read()
    prose = [block.text for block in reading.blocks if block.kind == "text"]
    assert [text for text in prose if text.startswith("Blood pressure")] == [" ".join(BODY)] * 2


def test_rows_as_close_as_lines_stay_rows_where_nothing_is_drawn() -> None:
    sheet = Sheet()
    sheet.caption("Table 2. Drugs.")
    sheet.cells("Drug", "Dose, mg", "Patients", font="tibo", down=9.2)
    drugs = [("Ramipril", "5", "31"), ("Losartan", "50", "28"), ("Amlodipine", "10", "44")]
    for row in drugs:
        sheet.cells(*row, down=9.2)
    table = only(sheet.read())
    assert table.header_rows == 1
    assert table.rows == (("Drug", "Dose, mg", "Patients"), *drugs)


def test_a_cell_set_in_the_middle_beside_two_lines_belongs_to_both() -> None:
    sheet = Sheet()
    sheet.caption("Table 2. Outcomes.")
    sheet.rule()
    sheet.cells("Outcome", "Intensive", "Standard")
    sheet.rule()
    for first, second, *values in (
        ("Death from any", "cause", "11", "19"),
        ("Stroke, fatal or", "not fatal", "7", "9"),
        ("Hospital stay for", "heart failure", "14", "15"),
    ):
        top = sheet.y
        sheet.cells(first, down=9)
        sheet.cells(second)
        bottom, sheet.y = sheet.y, top + 4.5
        sheet.cells("", *values)
        sheet.y = bottom + 3
    sheet.rule()
    assert only(sheet.read()).rows[1:] == (
        ("Death from any cause", "11", "19"),
        ("Stroke, fatal or not fatal", "7", "9"),
        ("Hospital stay for heart failure", "14", "15"),
    )


def test_drawn_lines_part_rows_of_words() -> None:
    sheet = Sheet()
    sheet.caption("Table 3. Handling of losses.")
    at = (62.0, 150.0, 330.0)
    left, right = 58.0, 520.0
    rows = (
        (("Level",), ("Reason",), ("Consequence",)),
        (("Patient",), ("An adverse event that is",), ("Measures are taken and", "documented.")),
        (("Study",), ("Many patients with severe", "adverse events"), ("The trial is stopped.",)),
    )
    sheet.page.draw_line((left, sheet.y - 9), (right, sheet.y - 9))
    for row in rows:
        top = sheet.y
        for x, lines in zip(at, row, strict=True):
            for i, line in enumerate(lines):
                sheet.page.insert_text((x, top + 9 * i), line, fontsize=8, fontname="tiro")
        sheet.y = top + 9 * max(map(len, row)) + 3
        sheet.page.draw_line((left, sheet.y - 9), (right, sheet.y - 9))
    assert only(sheet.read()).rows == (
        ("Level", "Reason", "Consequence"),
        ("Patient", "An adverse event that is", "Measures are taken and documented."),
        ("Study", "Many patients with severe adverse events", "The trial is stopped."),
    )


def test_shaded_rows_are_rows_down_to_the_last() -> None:
    sheet = Sheet()
    sheet.caption("Table 3. Adverse events.")
    rows = (("Event", "Grade 1", "Grade 3"), ("Nausea", "10", "1"), ("Fatigue", "22", "4"))
    rows = (*rows, ("Neutropenia", "8", "9"), ("Rash", "3", "0"))
    for number, row in enumerate(rows):
        if number % 2:
            shade = (58, sheet.y - 9, 520, sheet.y + 3.5)
            sheet.page.draw_rect(shade, color=None, fill=(0.9, 0.95, 0.9))
        sheet.cells(*row, font="tiro" if number else "tibo")
    assert only(sheet.read()).rows == rows


def test_tables_beside_each_other_stay_two() -> None:
    sheet = Sheet()
    top = sheet.y
    for x, name in ((60.0, "Table 5. Left."), (310.0, "Table 6. Right.")):
        sheet.y = top
        sheet.write(name, x=x, size=8)
        sheet.y += 6
        for row in (("Drug", "mg"), ("Ramipril", "5"), ("Losartan", "50")):
            sheet.page.draw_line((x - 2, sheet.y - 9), (x + 220, sheet.y - 9))
            sheet.cells(*row, at=(x, x + 150))
        sheet.page.draw_line((x - 2, sheet.y - 9), (x + 220, sheet.y - 9))
    assert [table.caption for table in sheet.read().tables] == ["Table 5. Left.", "Table 6. Right."]
    for table in sheet.read().tables:
        assert table.rows == (("Drug", "mg"), ("Ramipril", "5"), ("Losartan", "50"))


def test_a_framed_table_in_the_size_of_the_text_makes_no_headings() -> None:
    sheet = Sheet()
    sheet.caption("Table 4. Results.")
    sheet.rule()
    sheet.cells("Measure", "Before", "After", size=10, font="tibo")
    sheet.rule()
    sheet.cells("Methods", size=10, font="tibo")
    sheet.cells("Systolic pressure", "152", "131", size=10)
    sheet.cells("Results", size=10, font="tibo")
    sheet.cells("Diastolic pressure", "88", "76", size=10)
    sheet.rule()
    sheet.y += 10
    sheet.prose()
    reading = sheet.read()
    table = only(reading)
    assert table.rows[1:] == (
        ("Methods", "", ""),
        ("Systolic pressure", "152", "131"),
        ("Results", "", ""),
        ("Diastolic pressure", "88", "76"),
    )
    assert not {"Methods", "Results"} & {b.text for b in reading.blocks if b.kind == "heading"}


def test_a_table_that_goes_on_is_one_table_with_boxes_on_both_pages() -> None:
    sheet = Sheet()
    for name, rows in (
        ("Table 1. Drugs given.", (("Ramipril", "5"), ("Losartan", "50"))),
        ("Table 1. Drugs given. (Continued)", (("Amlodipine", "10"), ("Doxazosin", "4"))),
    ):
        sheet.caption(name)
        sheet.rule()
        sheet.cells("Drug", "Dose, mg")
        sheet.rule()
        for row in rows:
            sheet.cells(*row)
        sheet.rule()
        sheet.new_page()
    sheet.prose()
    reading = sheet.read()
    table = only(reading)
    assert table.rows == (
        ("Drug", "Dose, mg"),
        ("Ramipril", "5"),
        ("Losartan", "50"),
        ("Amlodipine", "10"),
        ("Doxazosin", "4"),
    )
    assert {box.page for box in table.boxes} == {1, 2}
    row = reading.text.index("Doxazosin | Dose, mg: 4")
    assert next(line for line in reading.lines if line.start == row).box.page == 2
    assert [b.text for b in reading.blocks if b.kind == "caption"] == ["Table 1. Drugs given."]


def test_a_table_set_sideways_is_read_as_if_it_were_upright() -> None:
    sheet = Sheet()
    sheet.new_page()
    rows = (
        ("Author", "Patients", "Result"),
        ("Smith 2001", "120", "Fewer strokes"),
        ("Garcia 2005", "88", "No difference"),
        ("Zhang 2012", "240", "Fewer deaths"),
    )
    page = sheet.page
    page.insert_text((90, 700), "Table 2. Earlier trials.", fontsize=9, fontname="tiro", rotate=90)
    for i, row in enumerate(rows):
        for y, text in zip((700, 520, 360), row, strict=True):
            page.insert_text((110 + 14 * i, y), text, fontsize=9, fontname="tiro", rotate=90)
    for x in (99, 114, 158):
        page.draw_line((x, 702), (x, 260))
    table = only(sheet.read())
    assert table.caption == "Table 2. Earlier trials."
    assert table.rows == rows
    assert table.boxes[0].y1 - table.boxes[0].y0 > table.boxes[0].x1 - table.boxes[0].x0


def test_a_flow_chart_is_no_table() -> None:
    sheet = Sheet()
    for x, y, text in (
        (200, 200, "Assessed (n=310)"),
        (90, 260, "Intensive (n=150)"),
        (330, 260, "Standard (n=150)"),
        (90, 320, "Lost (n=4)"),
        (330, 320, "Lost (n=6)"),
    ):
        sheet.page.draw_rect((x - 8, y - 14, x + 110, y + 8))
        sheet.page.insert_text((x, y), text, fontsize=8, fontname="tiro")
    sheet.y = 360
    sheet.caption("Figure 1. Flow of patients through the trial.")
    sheet.y += 20
    sheet.prose()
    assert sheet.read().tables == ()


def test_lettering_below_a_table_is_none_of_its_rows() -> None:
    sheet = Sheet()
    sheet.caption("Table 1. Drugs given.")
    sheet.rule()
    sheet.cells("Drug", "Dose, mg")
    sheet.rule()
    sheet.cells("Ramipril", "5")
    sheet.cells("Losartan", "50")
    sheet.rule()
    sheet.cells("Data are medians of daily doses over the whole of the trial.")
    sheet.y += 60
    sheet.cells("0", "20", "40", "60")
    table = only(sheet.read())
    assert table.rows[-1] == ("Losartan", "50")
    assert table.notes == "Data are medians of daily doses over the whole of the trial."


def test_a_box_of_words_stays_text() -> None:
    sheet = Sheet()
    sheet.caption("Box 1. Key points.")
    sheet.rule()
    for line in ("Measure twice.", "Treat to target.", "Look for side effects."):
        sheet.cells(line)
    sheet.rule()
    reading = sheet.read()
    assert reading.tables == ()
    assert "Treat to target." in reading.text
