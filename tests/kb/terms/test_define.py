"""Defining a term: the library's words first, then the glossary's, and every meaning of an abbreviation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from kb.errors import ModelMismatch, NotFound
from kb.library import Library
from kb.terms.define import define
from kb.terms.glossary import find_entry
from kb.types import Filters, Hit, Principal
from tests.kb.terms.hits import hit

SEPSIS = "Sepsis is life-threatening organ dysfunction caused by a dysregulated host response to infection."
ZANZIBAR = "Zanzibaritis is an inflammation of the palate that follows a visit to the islands."
IN_A_NOTE = "Bradycardia is a slow pulse that this patient of ours has had since May."


class Answering:
    """Gives the same passages to every question, and keeps what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.hits = [hit(text, rank=rank) for rank, text in enumerate(texts, start=1)]
        self.asked: list[tuple[str, Filters | None]] = []

    def search(
        self, question: str, principal: Principal, *, filters: Filters | None, k: int | None
    ) -> Sequence[Hit]:
        self.asked.append((question, filters))
        return self.hits[:k]


class OtherModel:
    """A library whose index was built with another model."""

    def search(
        self, question: str, principal: Principal, *, filters: Filters | None, k: int | None
    ) -> Sequence[Hit]:
        raise ModelMismatch(
            "The index was built with A.", hint="kb reindex", expected="B", found="A"
        )


@pytest.fixture
def filled(library: Library, principal: Principal, tmp_path: Path) -> Library:
    papers, notes = tmp_path / "papers", tmp_path / "notes"
    papers.mkdir()
    notes.mkdir()
    (papers / "textbook.txt").write_text(
        f"Many patients came in June. {SEPSIS} It is treated at once.\n\n{ZANZIBAR} It heals alone."
    )
    (notes / "visit.txt").write_text(f"{IN_A_NOTE} The pressure was 151/94 mmHg.")
    ingestor = Ingestor(library, principal)
    assert ingestor.run([papers]).failed == ()
    assert ingestor.run([notes], collection="records", attested_by="A. Clerk").added == 1
    return library


def test_the_library_comes_first_with_its_place(filled: Library, principal: Principal) -> None:
    found = define(filled, "sepsis", principal)
    (meaning,) = found.meanings
    assert (meaning.text, meaning.origin) == (SEPSIS, "library")
    assert meaning.source == "textbook.txt, p. 1"
    cited = meaning.quotations[0].citation
    assert cited.quote == SEPSIS
    passage, document = filled.passage(cited.passage_id, principal)
    assert SEPSIS in passage.text
    assert document.id == cited.document.id
    entry = find_entry("sepsis")
    assert entry is not None
    assert meaning.glossary == entry.definition
    assert found.notice is None
    assert not found.ambiguous


def test_a_term_that_only_the_library_knows(filled: Library, principal: Principal) -> None:
    (meaning,) = define(filled, "Zanzibaritis", principal).meanings
    assert (meaning.text, meaning.origin, meaning.glossary) == (ZANZIBAR, "library", None)


def test_notes_of_patients_define_nothing(filled: Library, principal: Principal) -> None:
    (meaning,) = define(filled, "bradycardia", principal).meanings
    assert meaning.origin == "glossary"
    assert meaning.quotations == ()


def test_only_the_literature_is_searched_and_no_retracted_work(principal: Principal) -> None:
    library = Answering(SEPSIS)
    define(library, "sepsis", principal)
    wanted = Filters(collections=("literature",), retracted=False)
    assert {filters for _, filters in library.asked} == {wanted}


def test_without_a_library_the_glossary_answers(principal: Principal) -> None:
    (meaning,) = define(None, "myocardial infarction", principal).meanings
    assert meaning.origin == "glossary"
    assert meaning.text == meaning.glossary
    assert meaning.source
    assert "heart attack" in meaning.also


def test_a_mention_does_not_displace_the_glossary(principal: Principal) -> None:
    library = Answering("Hypertension is a common cause of stroke in adults of any age.")
    (meaning,) = define(library, "hypertension", principal).meanings
    assert meaning.origin == "glossary"
    assert meaning.quotations == ()


def test_a_mention_is_better_than_nothing_and_is_called_one(principal: Principal) -> None:
    sentence = "Zanzibaritis was seen in 12 of the 40 patients."
    (meaning,) = define(Answering(sentence), "zanzibaritis", principal).meanings
    assert (meaning.text, meaning.origin) == (sentence, "mentioned in the library")
    assert meaning.source == "Sample textbook, 2021, p. 4"


@pytest.mark.parametrize(
    "asked",
    ["What is sepsis?", "what's sepsis", "define sepsis", "Definition of sepsis.", " “Sepsis” "],
)
def test_the_term_is_taken_out_of_the_question(asked: str, principal: Principal) -> None:
    assert define(None, asked, principal).meanings == define(None, "sepsis", principal).meanings


def test_an_abbreviation_shows_all_it_stands_for(principal: Principal) -> None:
    found = define(None, "MS", principal)
    assert found.ambiguous
    assert {one.phrase for one in found.meanings} == {
        "multiple sclerosis",
        "mitral stenosis",
        "morphine sulfate",
    }
    for one in found.meanings:
        assert one.abbreviation is not None
        assert one.abbreviation.source
    cautions = [one.abbreviation.caution for one in found.meanings if one.abbreviation]
    assert sum(caution is not None for caution in cautions) == 1


def test_an_abbreviation_without_a_definition_is_still_spelled_out(principal: Principal) -> None:
    (meaning,) = define(None, "QD", principal).meanings
    assert (meaning.phrase, meaning.text, meaning.origin) == (
        "once daily",
        None,
        "abbreviation only",
    )
    assert "2024" in meaning.source


def test_each_meaning_is_quoted_with_its_own_sentence(principal: Principal) -> None:
    embolism = (
        "Pulmonary embolism (PE) is a blockage of an artery of the lungs by a clot that came by."
    )
    found = define(Answering(embolism), "PE", principal)
    by_phrase = {one.phrase: one for one in found.meanings}
    assert by_phrase["pulmonary embolism"].text == embolism
    assert by_phrase["physical examination"].text != embolism
    assert by_phrase["physical examination"].quotations == ()


def test_a_slip_of_the_finger_is_said(principal: Principal) -> None:
    found = define(None, "bradycrdia", principal)
    assert found.meanings[0].phrase == "bradycardia"
    assert found.notice == "Nothing is known of “bradycrdia”; this is “bradycardia”."


def test_an_unknown_term_is_an_error_that_helps(principal: Principal) -> None:
    with pytest.raises(NotFound, match="defines “qqqqqqqq”") as raised:
        define(None, "qqqqqqqq", principal)
    assert raised.value.hint == "Add a document that defines it, or a synonym."
    with pytest.raises(NotFound, match="No term was given"):
        define(None, " ?! ", principal)


def test_another_model_is_said_and_the_glossary_answers(principal: Principal) -> None:
    found = define(OtherModel(), "sepsis", principal)
    assert found.meanings[0].origin == "glossary"
    assert found.notice == "The library was not searched. The index was built with A. kb reindex"


def test_long_input_is_cut(principal: Principal) -> None:
    with pytest.raises(NotFound):
        define(None, "q" * 100_000, principal)
