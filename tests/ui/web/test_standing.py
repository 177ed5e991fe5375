"""What became of a work, in words and marks."""

from __future__ import annotations

from dataclasses import replace

from kb.types import Answer, Citation, DocumentInfo, Metadata, Notice, Sentence
from ui.web import present
from ui.web.standing import form, label, marks, sentence

LIST = "Retraction Watch list of 2026-10-30"
RETRACTED = Notice("retracted", LIST, "2021-03-02", "Error in Data", "10.1000/n")
NEWER = Notice(
    "superseded",
    "this library",
    reason="A newer edition is in the library",
    document="d2",
    year=2024,
)
WORK = DocumentInfo(
    "d1",
    "/a/b.pdf",
    "literature",
    "application/pdf",
    Metadata(title="A sample"),
    3,
    4,
    "",
    standing=(RETRACTED, NEWER),
)


def test_a_badge_says_what_and_when() -> None:
    assert label(RETRACTED) == "Retracted 2021"
    assert label(Notice("retracted", "its title")) == "Retracted"
    assert label(Notice("concern", LIST, "2020-01-01")) == "Expression of concern 2020"
    assert label(NEWER) == "Superseded by 2024"


def test_a_sentence_says_why_and_who_says_so() -> None:
    assert sentence(RETRACTED) == (
        f"Retracted on 2021-03-02: Error in Data. Source: {LIST}. doi:10.1000/n."
    )
    assert sentence(Notice("corrected", LIST)) == f"Corrected. Source: {LIST}."
    assert sentence(NEWER) == "Superseded: a newer edition is in the library (2024)."


def test_marks_link_to_the_newer_work() -> None:
    first, second = marks(WORK)
    assert (first["kind"], first["href"]) == ("retracted", "")
    assert second["href"] == "document?id=d2"


def test_an_export_carries_the_marks_of_what_it_cites() -> None:
    citation = Citation(1, WORK, "d1-0000", 2, None, "A quoted sentence.", 0, 18)
    answer = Answer(
        question="What?",
        abstained=False,
        answer="A quoted sentence. [1]",
        writer="extractive",
        model=None,
        sentences=(Sentence("A quoted sentence.", "quoted", (1,)),),
        citations=(citation,),
        nearest=(),
        evidence=0.9,
        notice="Left out, because it was retracted: “B”.",
    )
    text = present.markdown(answer)
    assert "**Retracted on 2021-03-02: Error in Data." in text
    assert "Left out, because it was retracted" in text
    assert present.chip(citation)["marks"][0]["label"] == "Retracted 2021"


def test_a_copy_is_named_by_its_form() -> None:
    assert form(WORK) == "PDF, 3 pages (b.pdf)"
    assert form(replace(WORK, media_type="application/xml", pages=1)) == "XML (b.pdf)"
    assert form(replace(WORK, media_type="text/plain", pages=1)) == "text (b.pdf)"
