"""What part of a work a question asks for."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.search.intent import Intent, intent, is_back_matter, preference
from kb.store.entries import NewDocument
from kb.types import PassageKind, Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Effect of simvastatin against placebo on vascular mortality", "findings"),
        ("Does metformin lower mortality?", "findings"),
        ("apixaban versus warfarin in the elderly", "findings"),
        ("Is coffee associated with atrial fibrillation?", "findings"),
        ("How was quality of life measured?", "methods"),
        ("What were the inclusion criteria of the trial?", "methods"),
        ("What blood pressure target is recommended in CKD?", "recommendations"),
        ("When to start dialysis", "recommendations"),
        ("Is a target below 120 better than one below 140?", "recommendations"),
        ("What is sarcoidosis?", None),
        ("symptoms of gout", None),
        ("", None),
    ],
)
def test_the_words_of_a_question_say_what_it_asks_for(question: str, asked: Intent | None) -> None:
    assert intent(question) == asked


def test_findings_are_preferred_where_they_are_asked_for_and_only_there() -> None:
    assert preference("findings", "results", "Results") > 0
    assert preference("findings", "methods", "Methods") < 0
    assert preference("methods", "methods", "Methods") > 0
    assert preference(None, "methods", "Methods") == 0
    assert preference("findings", "other", "Blood pressure targets") == 0


@pytest.mark.parametrize(
    "section", ["Abbreviations", "Competing interests", "Funding", "8. Ethics"]
)
def test_what_only_belongs_to_the_article_comes_last_for_everybody(section: str) -> None:
    assert is_back_matter(section)
    assert preference(None, "other", section) < 0


@pytest.mark.parametrize("section", [None, "Fundamentals", "Consensus", "Abbreviated regimens"])
def test_other_sections_are_not_back_matter(section: str | None) -> None:
    assert not is_back_matter(section)


def _entry(text: str, source: str, kind: PassageKind) -> NewDocument:
    from dataclasses import replace

    one = entry(text, source=source)
    return replace(one, passages=[replace(passage, kind=kind) for passage in one.passages])


def test_the_same_words_are_found_first_where_they_answer(
    library: Library, principal: Principal
) -> None:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    text = "Simvastatin lowers mortality against placebo in {}."
    entries = [
        _entry(text.format("women"), "/a.txt", "methods"),
        _entry(text.format("adults"), "/b.txt", "results"),
    ]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    found = library.search("Does simvastatin lower mortality?", principal)
    assert [hit.passage.kind for hit in found] == ["results", "methods"]
    asked = library.search("How was mortality measured with simvastatin?", principal)
    assert [hit.passage.kind for hit in asked] == ["methods", "results"]
