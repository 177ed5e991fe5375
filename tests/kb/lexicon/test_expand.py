"""In which other words a question could have been asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexicon.expand import Alternative, expand
from kb.lexicon.lists import abbreviations, general_groups, synonym_groups
from kb.lexicon.tokens import WORD, base, singular


def sure(question: str, matched: str) -> tuple[str, ...]:
    """The sure phrases for one part of a question; empty where it was not found."""
    for found in expand(question).alternatives:
        if found.matched == matched and not found.ambiguous:
            return found.phrases
    return ()


def unsure(question: str, matched: str) -> tuple[str, ...]:
    for found in expand(question).alternatives:
        if found.matched == matched and found.ambiguous:
            return found.phrases
    return ()


def flat(phrase: str) -> list[str]:
    return [singular(base(word)) for word in WORD.findall(phrase.lower())]


def parts(question: str) -> list[str]:
    return [found.matched for found in expand(question).alternatives if not found.ambiguous]


@pytest.mark.parametrize(
    ("question", "matched", "phrase"),
    [
        ("What to do after a heart attack?", "heart attack", "myocardial infarction"),
        ("aspirin after myocardial infarction", "myocardial infarction", "heart attack"),
        ("aspirin after MI", "MI", "heart attack"),
        ("stop blood thinners before surgery", "blood thinners", "anticoagulant"),
        ("which water pill first", "water pill", "diuretic"),
        ("high blood sugar in hospital", "high blood sugar", "hyperglycaemia"),
        ("high blood sugar in hospital", "high blood sugar", "hyperglycemia"),
        ("treatment of HFrEF", "HFrEF", "systolic heart failure"),
        ("systolic heart failure drugs", "systolic heart failure", "HFrEF"),
        ("Eliquis and kidneys", "Eliquis", "apixaban"),
        ("apixaban and kidneys", "apixaban", "Eliquis"),
        ("acetaminophen dose", "acetaminophen", "paracetamol"),
        ("albuterol or ipratropium", "albuterol", "salbutamol"),
        ("epinephrine in anaphylaxis", "epinephrine", "adrenaline"),
        ("tPA within how many hours", "tPA", "alteplase"),
        ("head CT first?", "head CT", "CT head"),
        ("repeat echo when", "echo", "echocardiogram"),
        ("bp target in ckd", "bp", "blood pressure"),
        ("bp target in ckd", "ckd", "chronic kidney disease"),
        ("SpO₂ target", "SpO₂", "oxygen saturation"),
        ("C diff treatment", "C diff", "Clostridioides difficile"),
        ("Parkinsons disease drugs", "Parkinsons disease", "paralysis agitans"),
        ("beta-blockers in asthma", "beta-blockers", "beta-adrenergic blocker"),
        ("NSAIDs and kidneys", "NSAIDs", "non-steroidal anti-inflammatory drug"),
        ("nsaids and kidneys", "nsaids", "non-steroidal anti-inflammatory drug"),
    ],
)
def test_a_question_is_said_in_the_words_of_the_literature_and_back(
    question: str, matched: str, phrase: str
) -> None:
    assert phrase in sure(question, matched)


def test_the_longest_part_of_a_question_wins() -> None:
    assert parts("type 2 diabetes mellitus")[0] == "type 2 diabetes mellitus"
    assert parts("heart failure with reduced ejection fraction") == [
        "heart failure with reduced ejection fraction"
    ]
    assert "stroke" not in parts("What lowers stroke volume?")


def test_an_ambiguous_abbreviation_gives_all_it_can_mean_and_nothing_sure() -> None:
    assert unsure("fatigue in MS", "MS")[:3] == (
        "multiple sclerosis",
        "mitral stenosis",
        "morphine sulfate",
    )
    assert sure("fatigue in MS", "MS") == ()


def test_a_phrase_is_not_surely_its_ambiguous_abbreviation() -> None:
    question = "rhythm in mitral stenosis"
    assert "MS" not in sure(question, "mitral stenosis")
    assert unsure(question, "mitral stenosis") == ("MS",)


def test_an_abbreviation_told_by_its_capitals_alone_is_ambiguous_without_them() -> None:
    assert sure("eGFR below 30", "eGFR") == (
        "estimated glomerular filtration rate",
        "estimated GFR",
    )
    assert sure("EGFR mutation", "EGFR") == ("epidermal growth factor receptor",)
    assert set(unsure("egfr below 30", "egfr")) == {
        "estimated glomerular filtration rate",
        "epidermal growth factor receptor",
    }


@pytest.mark.parametrize(
    "question",
    [
        "Who is it for, and is it as good at all?",
        "Should he or she be given 5 mg?",
        "Does that help us?",
        "Over 24 hr or 48 hrs?",
        "a pet or a cat in the lap",
        "the spread is 3 ms",
        "Is it fit for use, and is the grade gold?",
        "How fast can he get a net gain?",
    ],
)
def test_ordinary_words_are_no_abbreviations(question: str) -> None:
    assert expand(question).alternatives == ()


def test_capitals_tell_an_abbreviation_from_a_word() -> None:
    assert "aortic stenosis" in unsure("valve area in AS", "AS")
    assert expand("as in valve area").alternatives == ()
    assert sure("low Mg", "Mg") == ("magnesium",)
    assert sure("crisis in MG", "MG") == ("myasthenia gravis",)


def test_a_question_in_capitals_is_not_full_of_abbreviations() -> None:
    found = expand("IS IT AS GOOD AS CPAP FOR OSA OR ALL THE SAME").alternatives
    assert [part.matched for part in found] == ["CPAP", "OSA"]


def test_a_roman_numeral_is_not_intravenous() -> None:
    assert "IV" not in parts("NYHA class IV symptoms")
    assert "IV" in parts("switch from IV to oral")


def test_a_slash_is_not_a_blank() -> None:
    assert "c/o" in parts("pt c/o rash")
    assert parts("hepatitis C, O negative blood") == ["hepatitis"]


def test_words_without_a_synonym_are_given_in_the_other_spelling() -> None:
    assert sure("randomised comparison", "randomised") == ("randomized",)
    assert sure("pediatric doses", "pediatric") == ("paediatric",)
    assert "hemoglobin" in sure("haemoglobin before transfusion", "haemoglobin")


def test_every_part_stands_where_it_says_and_in_order() -> None:
    question = "Is tPA safe after a heart attack in MS, given anaemia?"
    found = expand(question).alternatives
    assert all(question[part.start : part.end] == part.matched for part in found)
    assert [part.start for part in found] == sorted(part.start for part in found)


def test_the_phrases_of_an_expansion_are_the_sure_ones_each_once() -> None:
    expansion = expand("BP, blood pressure and MS")
    assert expansion.phrases.count("blood pressure") == 1
    assert "multiple sclerosis" not in expansion.phrases


def test_a_clinical_subject_is_told_from_a_general_word() -> None:
    question = "Which drug treatment of heart attack is given bid in a randomised trial in UA?"
    named = {part.matched for part in expand(question).alternatives if part.named}
    assert named == {"heart attack", "UA"}


def test_a_phrase_is_not_searched_as_a_stop_word() -> None:
    assert "AS" not in unsure("aortic stenosis", "aortic stenosis")
    assert "OR" not in unsure("an odds ratio of 2", "odds ratio")


def test_nothing_to_expand_gives_nothing() -> None:
    assert expand("").alternatives == ()
    assert expand("?!").alternatives == ()
    assert expand("What colour is that lamp").phrases == ("color",)


def test_every_abbreviation_leads_to_its_expansions() -> None:
    for short, long, _ in abbreviations():
        found = expand(short).alternatives
        assert any(long in part.phrases for part in found), short


def test_every_synonym_leads_to_every_other_of_its_group() -> None:
    for group in (*synonym_groups(), *general_groups()):
        for phrase in group:
            found = expand(phrase).alternatives
            assert found, phrase
            assert found[0].matched == phrase, phrase
            said = {spoken.lower() for part in found for spoken in part.phrases}
            for other in group:
                # "low-molecular-weight" and "low molecular weight" are one to a search.
                assert flat(other) == flat(phrase) or other.lower() in said, (phrase, other)


@given(st.text(max_size=60))
def test_any_text_can_be_expanded_and_no_part_overlaps_another(text: str) -> None:
    ends = 0
    spans: list[tuple[int, int]] = []
    for part in expand(text).alternatives:
        assert isinstance(part, Alternative)
        assert part.phrases
        assert text[part.start : part.end] == part.matched
        if (part.start, part.end) not in spans:
            assert part.start >= ends
            ends = part.end
            spans.append((part.start, part.end))
