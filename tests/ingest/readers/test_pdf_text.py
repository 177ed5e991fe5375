"""Characters and line ends of PDFs become the words that are meant."""

from __future__ import annotations

import pytest

from ingest.readers.pdf_text import clean, raised, seam, vocabulary


def join(before: str, after: str, *others: str) -> str:
    kept, between = seam(before, after, vocabulary([before, after, *others]))
    return kept + between + after


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the mea-", "surement of", "the measurement of"),
        ("doses of 40-", "45 Gy were", "doses of 40-45 Gy were"),
        ("intake 20\u2013", "25 kcal/kg", "intake 20\u201325 kcal/kg"),
        ("a placebo-", "controlled trial", "a placebo-controlled trial"),
        ("the Anglo-", "Saxon world", "the Anglo-Saxon world"),
        ("pre-", "and postoperative", "pre- and postoperative"),
        ("hospi\u00ad", "tal stay", "hospital stay"),
        ("hospi-", "tal stay", "hospital stay"),
        ("with COVID-", "19 pneumonia", "with COVID-19 pneumonia"),
        ("the end of a line", "and the next", "the end of a line and the next"),
        ("a dash \u2013", "and more", "a dash \u2013 and more"),
        ("effects of IL-", "6 inhibition", "effects of IL-6 inhibition"),
    ],
)
def test_lines_join_as_they_are_meant(before: str, after: str, joined: str) -> None:
    assert join(before, after) == joined


def test_the_rest_of_the_document_tells_whether_a_hyphen_is_meant() -> None:
    assert join("a time-", "saving way", "timesaving devices are") == "a timesaving way"
    assert join("a choles-", "terol test", "cholesterol was") == "a cholesterol test"
    assert (
        join("a steroid-", "sparing drug", "the steroid-sparing effect") == "a steroid-sparing drug"
    )
    assert join("moderate-", "certainty evidence", "of moderate certainty here") == (
        "moderate-certainty evidence"
    )


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("eﬀective and ﬁrst", "effective and first"),
        ("𝑛= 9 and 4 𝜇m", "n= 9 and 4 μm"),
        ("´Enzs¨oly", "Énzsöly"),
        ("e\u0301tude", "étude"),
        ("5´ end", "5´ end"),
        ("so\u200bft", "soft"),
    ],
)
def test_characters_become_what_they_mean(printed: str, meant: str) -> None:
    assert clean(printed) == meant


def test_an_exponent_stays_an_exponent() -> None:
    assert raised("9", "3.2 × 10") == "⁹"
    assert raised("\u22123", "10") == "⁻³"
    assert raised("th", "the 5") == "th"


def test_raised_numbers_run_into_no_word_and_no_number() -> None:
    assert raised("12,13", "trials.") == "¹²,¹³"
    assert raised("4\u20137", "survival") == "⁴⁻⁷"
    assert raised("2", "30 mL/min/1.73 m") == "²"
    assert raised("2+", "Ca") == "²⁺"
    assert raised("2", "") == "2"
    assert raised("2016;1", "trials") == "2016;1"


def test_a_compound_that_is_hyphenated_elsewhere_keeps_its_hyphen() -> None:
    assert join("a beta-", "blocker was", "no beta-blocker yet") == "a beta-blocker was"
    assert join("a beta-", "blocker was", "a betablocker yet") == "a betablocker was"


@pytest.mark.parametrize("dash", ["-", "\u2010", "\u2011", "\u2013", "\u2212"])
def test_no_line_end_glues_a_range_into_one_number(dash: str) -> None:
    assert join(f"aged 40{dash}", "45 years") == f"aged 40{dash}45 years"
    assert join(f"1.5{dash}", "2.5 mg") == f"1.5{dash}2.5 mg"


def test_a_soft_hyphen_is_no_reason_to_glue_numbers() -> None:
    assert join("doses of 40\u00ad", "45 Gy were") == "doses of 40-45 Gy were"
    assert join("a placebo\u00ad", "controlled trial") == "a placebo-controlled trial"
    assert join("given 5-", "fluorouracil") == "given 5-fluorouracil"
