"""From words to codes, over the whole release, by words alone."""

from __future__ import annotations

import pytest

from kb.terms.finder import CodeFinder, CodeMatch


def codes(found: list[CodeMatch]) -> list[str]:
    return [match.code for match in found]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("chf with reduced ef", "I50.2"),
        ("heart attack", "I21.9"),
        ("sugar diabetes", "E11.9"),
        ("oesophageal reflux", "K21.9"),
        ("iron deficiency anaemia", "D50.9"),
        ("diabetes with ckd", "E11.22"),
        ("pain in left knee", "M25.562"),
        ("acute systolic heart failure", "I50.21"),
        ("chronic kidney disease stage 4", "N18.4"),
        ("ckd stage IIIb", "N18.32"),
        ("fracture of right distal radius subsequent encounter", "S52.501D"),
        ("colles fracture left wrist sequela", "S52.532S"),
        ("history of breast cancer", "Z85.3"),
        ("h/o breast ca", "Z85.3"),
        ("family history of breast cancer", "Z80.3"),
        ("mother had colon cancer", "Z80.0"),
        ("history of stroke", "Z86.73"),
        ("history of kidney stones", "Z87.442"),
        ("absence of larynx", "Q31.8"),
        ("old age", "R54"),
        ("e11.22", "E11.22"),
        ("E1122", "E11.22"),
    ],
)
def test_words_lead_to_their_code(finder: CodeFinder, words: str, code: str) -> None:
    assert finder.find(words)[0].code.startswith(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hypertention", "I10"),
        ("diabtes type 2", "E11.9"),
        ("pnuemonia", "J18.9"),
        ("rheumatiod arthritis", "M06.9"),
        ("schizophernia", "F20.9"),
    ],
)
def test_slips_of_typing_are_forgiven_and_shown(finder: CodeFinder, typed: str, code: str) -> None:
    best = finder.find(typed)[0]
    assert best.code == code
    assert any("≈" in said for said in best.matched)


def test_an_abbreviation_of_several_meanings_shows_each(finder: CodeFinder) -> None:
    found = finder.find("MS")
    said = {text for match in found for text in match.matched}
    assert {"MS = multiple sclerosis", "MS = mitral stenosis"} <= said
    assert found[0].code.startswith("G35")
    assert any(match.code.startswith("I05") for match in found)


@pytest.mark.parametrize(
    "words", ["no chest pain", "denies fever", "diabetes ruled out", "", "   "]
)
def test_what_is_absent_has_no_code(finder: CodeFinder, words: str) -> None:
    assert finder.find(words) == []


def test_the_side_that_is_said_comes_first(finder: CodeFinder) -> None:
    assert finder.find("acute serous otitis media left ear")[0].code == "H65.02"
    assert finder.find("acute serous otitis media both ears")[0].code == "H65.03"


def test_where_no_side_is_said_the_unspecified_code_comes_last_and_asks(
    finder: CodeFinder,
) -> None:
    family = [match for match in finder.find("otitis media") if match.code.startswith("H66.9")]
    assert codes(family) == ["H66.91", "H66.92", "H66.93", "H66.90"]
    assert "which ear?" in family[-1].missing


def test_where_no_stage_is_said_the_unspecified_code_asks_for_it(finder: CodeFinder) -> None:
    found = finder.find("chronic kidney disease")
    family = [match for match in found if match.code.startswith("N18")]
    assert family[-1].code == "N18.9"
    assert family[-1].missing == ("which stage?",)


def test_the_trimester_follows_from_the_weeks(finder: CodeFinder) -> None:
    found = finder.find("anemia complicating pregnancy at 30 weeks")
    assert "O99.013" in codes(found)[:3]


def test_a_fracture_with_no_encounter_asks_which(finder: CodeFinder) -> None:
    best = finder.find("fracture of right distal radius")[0]
    assert best.code == "S52.501A"
    assert "which encounter?" in best.missing


def test_scores_never_rise_and_codes_are_not_repeated(finder: CodeFinder) -> None:
    for words in ("pneumonia", "diabetes", "depression", "knee pain", "cancer"):
        found = finder.find(words, 10)
        scores = [match.score for match in found]
        assert scores == sorted(scores, reverse=True)
        assert len(set(codes(found))) == len(found) <= 10
        assert all(0 <= score <= 1 for score in scores)


def test_several_findings_give_several_codes(finder: CodeFinder) -> None:
    text = "type 2 diabetes with ckd stage 3 and hypertension, history of breast cancer"
    findings = finder.split(text)
    assert [text[one.start : one.end] for one in findings] == [one.words for one in findings]
    firsts = [one.codes[0].code for one in findings]
    assert firsts == ["E11.9", "N18.30", "I10", "Z85.3"] or firsts[0] == "E11.22"


def test_words_that_make_one_condition_stay_together(finder: CodeFinder) -> None:
    findings = finder.split("nausea and vomiting, chest pain")
    assert [one.words for one in findings] == ["nausea and vomiting", "chest pain"]


def test_negation_reaches_over_or(finder: CodeFinder) -> None:
    findings = finder.split("no fever or cough; asthma")
    assert [(one.context, bool(one.codes)) for one in findings] == [
        ("absent", False),
        ("absent", False),
        ("present", True),
    ]


def test_any_text_is_answered_without_error(finder: CodeFinder) -> None:
    for text in (
        "?",
        "((",
        "💊",
        "\x00",
        "a" * 3000,
        "ﬁbrosis",
        "M. Crohn",
        "stage",
        "no",
        "of the",
    ):
        finder.find(text)
        finder.split(text)
        finder.from_note(text)
