"""Articles are read as a person reads them: columns, sections, tables, references, who wrote it."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.readers import read
from ingest.readers.base import Reading
from kb.errors import UnreadableFile
from tests.ingest.pdfs import locked_pdf, simple_pdf

LEFT, RIGHT, WIDTH = 60.0, 310.0, 230.0
LOREM = [
    "Blood",
    "pressure",
    "was",
    "measured",
    "in",
    "the",
    "seated",
    "position",
    "after",
    "five",
    "minutes",
    "of",
    "rest",
    "by",
    "trained",
    "nurses",
    "who",
    "did",
    "not",
    "know",
    "the",
    "group",
    "of",
    "the",
    "patient",
    "and",
    "who",
    "used",
    "a",
    "validated",
    "device",
    "with",
    "a",
    "suitable",
    "cuff",
]


class Article:
    """Sets rows of text like a two-column article."""

    def __init__(self) -> None:
        self.document = pymupdf.open()
        self.page = self.document.new_page()
        self.x, self.y = LEFT, 80.0

    def row(self, text: str, *, size: float = 10, font: str = "tiro", indent: float = 0) -> None:
        self.page.insert_text((self.x + indent, self.y), text, fontsize=size, fontname=font)
        self.y += size * 1.15

    def heading(self, text: str) -> None:
        self.y += 10
        self.row(text, size=12, font="hebo")
        self.y += 4

    def paragraph(self, text: str, *, size: float = 10, stop: bool = True) -> None:
        """Set a paragraph in rows of the column's width."""
        line = ""
        for word in [*text.split(), ""]:
            longer = f"{line} {word}".strip()
            if word and pymupdf.get_text_length(longer, "tiro", size) <= WIDTH:
                line = longer
                continue
            if line:
                self.row(line, size=size)
            line = word
        self.y += 6

    def column(self) -> None:
        self.x, self.y = RIGHT, 80.0

    def new_page(self) -> None:
        self.page = self.document.new_page()
        self.x, self.y = LEFT, 80.0

    def read(self) -> Reading:
        return read(self.document.tobytes(), "article.pdf")


def prose(start: str, words: int = 60) -> str:
    return f"{start} " + " ".join(LOREM[i % len(LOREM)] for i in range(words)) + "."


@pytest.fixture
def article() -> Article:
    made = Article()
    made.row("Journal of Sample Medicine 2019;12(3):101-110", size=8)
    made.row("doi:10.5555/jsm.2019.0042", size=8)
    made.y += 20
    made.row("Research Article", size=16, font="tiit")
    made.row("Intensive treatment of hypertension", size=16, font="hebo")
    made.row("in older adults", size=16, font="hebo")
    made.y += 8
    made.row("Anna B. Smith, Carlos García and Wei Zhang", size=11, font="heit")
    made.y += 8
    made.heading("Abstract")
    made.paragraph(prose("We compared two targets."))
    made.heading("1. Introduction")
    made.paragraph(prose("Hypertension is common."))
    return made


def kinds(reading: Reading, kind: str) -> list[str]:
    return [block.text for block in reading.blocks if block.kind == kind]


def test_the_first_page_tells_what_the_article_is(article: Article) -> None:
    meta = article.read().metadata
    assert meta.title == "Intensive treatment of hypertension in older adults"
    assert meta.authors == ("Anna B. Smith", "Carlos García", "Wei Zhang")
    assert meta.doi == "10.5555/jsm.2019.0042"
    assert meta.journal == "Journal of Sample Medicine"
    assert (meta.year, meta.volume, meta.pages) == (2019, "12", "101-110")


def test_headings_give_the_sections(article: Article) -> None:
    article.heading("2. Methods")
    article.row("2.1. Patients", font="heit")
    article.paragraph(prose("Adults were enrolled."))
    reading = article.read()
    sections = {block.text[:20]: block.section for block in reading.blocks if block.kind == "text"}
    assert sections == {
        "We compared two targ": "Abstract",
        "Hypertension is comm": "Introduction",
        "Adults were enrolled": "Patients",
    }


def test_every_block_and_line_stands_where_it_says(article: Article) -> None:
    reading = article.read()
    for block in reading.blocks:
        assert reading.text[block.start : block.end] == block.text
        assert block.boxes
    last = 0
    for line in reading.lines:
        assert last <= line.start < line.end <= len(reading.text)
        assert line.box.x0 >= LEFT - 1
        assert line.box.y1 > line.box.y0
        last = line.end


def test_a_paragraph_that_goes_on_in_the_next_column_is_one(article: Article) -> None:
    article.paragraph(
        "It was not known whether a lower target would prevent strokes in this large and"
    )
    article.column()
    article.paragraph("growing group of patients.")
    joined = next(t for t in kinds(article.read(), "text") if t.startswith("It was not known"))
    assert joined.endswith("in this large and growing group of patients.")


def test_a_table_between_the_parts_of_a_paragraph_comes_after_it(article: Article) -> None:
    article.paragraph(
        "It was not known whether a lower target would prevent strokes in this large and"
    )
    article.new_page()
    article.row("Table 1. Baseline data.", size=8)
    for cells in (("Age", "61"), ("Women", "48%")):
        article.page.insert_text((LEFT, article.y), cells[0], fontsize=8)
        article.page.insert_text((LEFT + 120, article.y), cells[1], fontsize=8)
        article.y += 10
    article.y += 20
    article.paragraph("growing group of patients.")
    reading = article.read()
    order = [block.kind for block in reading.blocks if block.kind != "other"]
    assert order[-3:] == ["text", "caption", "table"]
    assert kinds(reading, "text")[-1].endswith("this large and growing group of patients.")
    assert kinds(reading, "table") == ["Table 1. Baseline data.\nAge | 61\nWomen | 48%"]


def test_running_heads_and_page_numbers_are_dropped(article: Article) -> None:
    for number, start in ((2, "Some were lost."), (3, "None died.")):
        article.new_page()
        article.page.insert_text((LEFT, 40), f"Smith et al. Hypertension {number}", fontsize=8)
        article.page.insert_text((300, 820), f"Page {number} of 3", fontsize=8)
        article.paragraph(prose(start))
    text = article.read().text
    assert "Smith et al." not in text
    assert "of 3" not in text
    assert "None died." in text


def test_reference_lists_are_entries_and_no_text(article: Article) -> None:
    article.heading("References")
    for i in range(1, 5):
        article.row(f"{i}. Author A. A title of a work.", size=8)
        article.row(f"Lancet. 201{i};1:2.", size=8, indent=12)
    entries = kinds(article.read(), "reference")
    assert entries[0] == "1. Author A. A title of a work. Lancet. 2011;1:2."
    assert len(entries) == 4


def test_a_sentence_that_begins_with_table_is_no_caption(article: Article) -> None:
    article.paragraph("Table 2 shows " + prose("the results.", 30))
    reading = article.read()
    assert kinds(reading, "caption") == []
    assert any(text.startswith("Table 2 shows") for text in kinds(reading, "text"))


def test_a_page_without_text_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableFile, match="OCR"):
        read(simple_pdf((), ()), "scan.pdf")


def test_pages_that_may_be_scans_are_named() -> None:
    text = ("A page of text that is long enough to be read as such.",)
    assert read(simple_pdf(text, (), ()), "mixed.pdf").warnings == (
        "These pages have hardly any text and may be scans: 2, 3.",
    )


def test_a_locked_pdf_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableFile, match="without the password"):
        read(locked_pdf(), "locked.pdf")


def test_a_leaflet_of_short_pieces_is_still_text() -> None:
    reading = read(
        simple_pdf(("Stop smoking", "", "Move every day", "", "Eat fish twice")), "l.pdf"
    )
    assert "Move every day" in reading.text
    assert {block.kind for block in reading.blocks} <= {"text", "heading"}
