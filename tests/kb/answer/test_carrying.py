"""What a sentence is about, and which sentence of a passage carries it."""

from __future__ import annotations

from kb.answer.carrying import best_carrier, content, coverage, stands_verbatim
from kb.text.stems import stem
from tests.fakes.claims import SEPSIS
from tests.fakes.passages import passage


def test_numbers_units_and_reporting_words_are_no_content() -> None:
    assert content("The guideline recommends 5 mg of apixaban twice daily.") == {stem("apixaban")}


def test_synonyms_and_abbreviations_meet() -> None:
    assert content("renal BP") == content("kidney blood pressure")


def test_coverage_counts_words_over_all_sources_together() -> None:
    own = content("apixaban bleeding stroke")
    assert coverage(own, ["apixaban", "a stroke"]) == 2 / 3
    assert coverage(own, []) == 0.0
    assert coverage(frozenset(), ["anything"]) == 1.0


def test_of_two_sentences_with_the_same_words_the_one_with_the_number_carries() -> None:
    held = passage("Apixaban was given at 5 mg. Apixaban was given at 10 mg.")
    assert best_carrier("Apixaban is given at 10 mg.", held).text == "Apixaban was given at 10 mg."


def test_a_passage_without_sentences_still_gives_a_place() -> None:
    assert best_carrier("Anything.", passage("")).text == ""


def test_typography_does_not_stand_in_the_way_of_a_quotation() -> None:
    text = "The target is \u201cless than\u201d 130/80\u2009mm Hg in patients aged 18\u201365\u00a0years [4]."
    assert stands_verbatim(
        'The target is "less than" 130/80 mm Hg in patients aged 18-65 years.', text
    )


def test_few_words_are_no_quotation() -> None:
    assert not stands_verbatim("Septic shock.", SEPSIS)
