"""Every sentence of a model's text is held against what it cites."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.answer.prompts import CANNOT_ANSWER
from kb.answer.verify import check, cited_numbers, ledger
from kb.types import Citation, Hit, Sentence
from tests.fakes.claims import FALSE, KIDNEY, PRESSURE, SEPSIS, TRUE
from tests.fakes.passages import hits, passage

HITS = hits(PRESSURE, KIDNEY, SEPSIS)


def one(text: str, found: Sequence[Hit] = HITS) -> tuple[Sentence, list[Citation]]:
    sentences, citations = ledger(text, found)
    assert len(sentences) == 1
    return sentences[0], citations


@pytest.mark.parametrize(("text", "claim"), TRUE, ids=lambda text: text[:50])
def test_a_true_paraphrase_is_supported(text: str, claim: str) -> None:
    assert check(claim, [passage(text)]).state == "supported"


@pytest.mark.parametrize(("text", "claim"), FALSE, ids=lambda text: text[:50])
def test_a_false_claim_in_the_passages_words_is_not_supported(text: str, claim: str) -> None:
    assert check(claim, [passage(text)]).state in ("weak", "unsupported")


@pytest.mark.parametrize(
    "sentence",
    [
        "Sulfonylureas increase the risk of hypoglycaemia.",
        "Sulfonylureas  increase the\nrisk of hypoglycaemia [2].",
        "- **Sulfonylureas increase the risk of hypoglycaemia**",
        "Metformin should be stopped when the eGFR falls below 30 mL/min/1.73 m\u00b2 and the dose halved at "
        "30\u201344 mL/min/1.73 m2.",
    ],
)
def test_what_stands_verbatim_is_quoted(sentence: str) -> None:
    assert check(sentence, [passage(KIDNEY)]).state == "quoted"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (
            "Nobody says that metformin is safe in liver failure.",
            "Metformin is safe in liver failure.",
        ),
        ("Do not give starch for fluid resuscitation.", "Give starch for fluid resuscitation."),
        ("The target is a pressure of 130/80 mm Hg.", "The target is a pressure of 130."),
    ],
)
def test_a_stretch_that_changes_its_sense_is_no_quotation(text: str, cut: str) -> None:
    assert check(cut, [passage(text)]).state != "quoted"


def test_a_wrong_number_makes_the_sentence_unsupported_and_is_named() -> None:
    found = check(
        "The target is less than 140/90 mm Hg in chronic kidney disease.", [passage(PRESSURE)]
    )
    assert found.state == "unsupported"
    assert found.unsupported_numbers == ("140/90 mm Hg",)


def test_a_number_that_belongs_to_something_else_is_weak() -> None:
    claim = "Antibiotics should be given within three hours of recognition of septic shock."
    assert check(claim, [passage(SEPSIS)]).state == "weak"


def test_nothing_cited_is_unsupported() -> None:
    assert check("Sulfonylureas increase the risk.", []).state == "unsupported"


def test_a_sentence_about_nothing_is_weak() -> None:
    assert check("This is what the guideline recommends.", [passage(KIDNEY)]).state == "weak"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A [1].", (1,)),
        ("A [1][2].", (1, 2)),
        ("A [1, 2; 4].", (1, 2, 4)),
        ("A [1-3].", (1, 2, 3)),
        ("A [2\u20134, 1].", (2, 3, 4, 1)),
        ("A [1] and [1].", (1,)),
        ("A [1-999].", tuple(range(1, 32))),
        ("A [see 1] (2) [a].", ()),
    ],
)
def test_marks_of_every_form_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert cited_numbers(text) == numbers


def test_a_citation_is_a_verbatim_place_with_offsets_and_boxes() -> None:
    sentence, (citation,) = one(
        "Metformin is discontinued if the eGFR is below 30 mL/min/1.73 m2 [2]."
    )
    held = HITS[1].passage
    assert sentence.citations == (citation.n,) == (1,)
    assert citation.passage_id == held.id
    assert citation.document == HITS[1].document
    assert citation.page == 3
    assert citation.section == "Recommendations"
    assert citation.quote == held.text[citation.start - held.start : citation.end - held.start]
    assert citation.quote.startswith("Metformin should be stopped")
    assert citation.boxes == (held.lines[0].box,)


def test_the_quote_is_the_sentence_that_carries_not_the_first() -> None:
    _, (citation,) = one("Sulfonylureas raise the risk of hypoglycaemia [2].")
    assert citation.quote == "Sulfonylureas increase the risk of hypoglycaemia."


def test_two_places_of_one_passage_get_a_number_each() -> None:
    text = (
        "SGLT2 inhibitors may be started at an eGFR of 20 or higher [2]. "
        "Sulfonylureas raise the risk of hypoglycaemia [2]. "
        "The risk of hypoglycaemia is increased by sulfonylureas [2]."
    )
    sentences, citations = ledger(text, HITS)
    assert [sentence.citations for sentence in sentences] == [(1,), (2,), (2,)]
    assert [citation.n for citation in citations] == [1, 2]


def test_citations_are_numbered_in_the_order_of_the_text() -> None:
    text = (
        "Hydroxyethyl starch is avoided [3]. Sulfonylureas increase the risk of hypoglycaemia [2]."
    )
    _, citations = ledger(text, HITS)
    assert [(citation.n, citation.document.id) for citation in citations] == [(1, "d3"), (2, "d2")]


def test_a_sentence_may_rest_on_two_passages() -> None:
    claim = "Sulfonylureas increase the risk of hypoglycaemia and hydroxyethyl starch should not be used [2][3]."
    sentence, citations = one(claim)
    assert sentence.citations == (1, 2)
    assert {citation.document.id for citation in citations} == {"d2", "d3"}


@pytest.mark.parametrize("mark", ["[9]", "[0]", "[4-7]"])
def test_a_number_that_is_no_passage_of_this_answer_leaves_the_sentence_unsupported(
    mark: str,
) -> None:
    sentence, citations = one(f"Sulfonylureas increase the risk of hypoglycaemia {mark}.")
    assert sentence.state == "unsupported"
    assert sentence.citations == ()
    assert citations == []


def test_an_invalid_number_beside_a_valid_one_is_dropped() -> None:
    sentence, citations = one("Sulfonylureas increase the risk of hypoglycaemia [2][9].")
    assert sentence.state == "quoted"
    assert [citation.document.id for citation in citations] == ["d2"]


def test_a_sentence_that_cites_the_wrong_passage_is_unsupported() -> None:
    sentence, _ = one("Sulfonylureas increase the risk of hypoglycaemia [3].")
    assert sentence.state == "unsupported"


def test_a_sentence_without_a_mark_goes_to_the_passage_that_carries_it() -> None:
    sentence, (citation,) = one("The risk of hypoglycaemia is increased by sulfonylureas.")
    assert sentence.state == "supported"
    assert citation.document.id == "d2"


@pytest.mark.parametrize(
    "claim",
    [
        "Beta-blockers are safe in pregnancy.",
        "SGLT2 inhibitors may be started at an eGFR of 15 or higher.",
    ],
)
def test_a_sentence_without_a_mark_that_nothing_carries_is_unsupported(claim: str) -> None:
    sentence, citations = one(claim)
    assert sentence.state == "unsupported"
    assert citations == []


def test_marks_before_and_after_the_stop_belong_to_the_same_sentence() -> None:
    text = (
        "Sulfonylureas increase the risk of hypoglycaemia. [2] Hydroxyethyl starch is avoided [3]."
    )
    sentences, _ = ledger(text, HITS)
    assert [sentence.text for sentence in sentences] == [
        "Sulfonylureas increase the risk of hypoglycaemia.",
        "Hydroxyethyl starch is avoided.",
    ]
    assert all(sentence.citations for sentence in sentences)


def test_list_items_are_sentences_and_their_lead_rests_on_the_first() -> None:
    text = (
        "In septic shock, give:\n\n"
        "- antibiotics within one hour of recognition [3]\n"
        "- at least 30 mL/kg of crystalloid within the first 3 hours [3]\n"
    )
    sentences, _ = ledger(text, HITS)
    assert [sentence.text for sentence in sentences] == [
        "In septic shock, give:",
        "antibiotics within one hour of recognition",
        "at least 30 mL/kg of crystalloid within the first 3 hours",
    ]
    assert sentences[0].citations
    assert all(sentence.state != "unsupported" for sentence in sentences)


def test_the_sentinel_after_an_answer_is_no_sentence_of_it() -> None:
    sentence, _ = one(f"Sulfonylureas increase the risk of hypoglycaemia [2]. {CANNOT_ANSWER}")
    assert sentence.state == "quoted"


@pytest.mark.parametrize("text", ["", "  \n", "[1]", "- \n", "...", "**"])
def test_text_without_words_has_no_sentences(text: str) -> None:
    assert ledger(text, HITS) == ([], [])


def test_without_passages_everything_is_unsupported() -> None:
    sentences, citations = ledger("One thing [1]. Another thing.", [])
    assert [sentence.state for sentence in sentences] == ["unsupported", "unsupported"]
    assert citations == []


def test_meaning_decides_between_quotes_that_share_no_words() -> None:
    text = "Cyanosis was seen. Bleeding was seen."
    axes = {"cyanosis": 0, "blueness": 0, "bleeding": 1}

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 3), np.float32)
        for row, one_text in zip(rows, texts, strict=True):
            word = next((word for word in axes if word in one_text.lower()), None)
            row[axes[word] if word else 2] = 2.0
        return rows

    sentences, (citation,) = ledger("Blueness occurred [1].", hits(text), embed)
    assert citation.quote == "Cyanosis was seen."
    assert sentences[0].state == "weak"
