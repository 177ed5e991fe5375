"""Notes keep their headings, their tables and their characters."""

from __future__ import annotations

import pytest

from ingest.readers import read
from kb.errors import UnreadableFile

MARKDOWN = """# Visit note: gout

## Medications

- allopurinol 100 mg daily
- **colchicine** as needed

## Results

| Test | Result |
| ---- | ------ |
| Urate | 9.1 mg/dL |

Seen [here](https://example.org/a_(b)).
"""


def shape(text: str, name: str = "n.txt") -> list[tuple[str, str | None, str]]:
    return [(b.kind, b.section, b.text) for b in read(text.encode(), name).blocks]


def test_markdown_headings_are_sections_and_marks_are_gone() -> None:
    reading = read(MARKDOWN.encode(), "n.md")
    assert reading.metadata.title == "Visit note: gout"
    assert [(b.kind, b.section, b.text) for b in reading.blocks] == [
        ("heading", "Visit note: gout", "Visit note: gout"),
        ("heading", "Medications", "Medications"),
        ("text", "Medications", "- allopurinol 100 mg daily\n- colchicine as needed"),
        ("heading", "Results", "Results"),
        ("table", "Results", "| Test | Result |\n| Urate | 9.1 mg/dL |"),
        ("text", "Results", "Seen here."),
    ]
    assert reading.lines == ()
    for block in reading.blocks:
        assert reading.text[block.start : block.end] == block.text


def test_a_head_of_fields_is_metadata() -> None:
    text = '---\ntitle: "Sepsis"\nauthors: A. Smith, B. Jones\ndate: 2021-10-02\ndoi: 10.1/x\n---\nText.'
    meta = read(text.encode(), "n.md").metadata
    assert (meta.title, meta.authors, meta.year, meta.doi) == (
        "Sepsis",
        ("A. Smith", "B. Jones"),
        2021,
        "10.1/x",
    )


def test_plain_text_headings_are_capitals_or_underlined() -> None:
    assert shape("VISIT NOTE\n==========\n\nASSESSMENT:\nStable angina.\n\nPlan\n----\nRest.") == [
        ("heading", "VISIT NOTE", "VISIT NOTE"),
        ("heading", "ASSESSMENT", "ASSESSMENT"),
        ("text", "ASSESSMENT", "Stable angina."),
        ("heading", "Plan", "Plan"),
        ("text", "Plan", "Rest."),
    ]


def test_columns_are_a_table() -> None:
    text = "Test        Result   Unit\n-------------------------\nUrate          9.1   mg/dL\nALT             41   U/L"
    assert shape(text)[0][0] == "table"


def test_a_wrapped_line_of_capitals_in_a_paragraph_is_no_heading() -> None:
    text = "The patient was told to call the\nNHS LINE\nwhen needed."
    assert [kind for kind, _, _ in shape(text)] == ["text"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_recognised(codec: str) -> None:
    reading = read("Dose: 5 µg, naïve".encode(codec), "n.txt")
    assert reading.text == "Dose: 5 µg, naïve"
    assert reading.warnings == ()


def test_an_old_encoding_is_read_with_a_warning() -> None:
    reading = read("Temp 38 °C – naïve".encode("cp1252"), "n.txt")
    assert reading.text == "Temp 38 °C – naïve"
    assert "Windows-1252" in reading.warnings[0]


def test_windows_line_ends_and_composed_characters() -> None:
    assert read("na\u0131\u0308ve\r\nline e\u0301".encode(), "n.txt").text.endswith("\nline é")


@pytest.mark.parametrize("text", ["", " \n\t\n", "----\n====\n"])
def test_a_note_without_words_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match=r"empty|no text"):
        read(text.encode(), "n.txt")
