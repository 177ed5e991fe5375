"""Sentence borders that quotations and citations rest on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.sentences import sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


# A bar stands where one sentence ends and the next begins.
PROSE = """Blood pressure fell by 5.2 mm Hg (p < 0.05).| The effect persisted at 12 months.
Agents that block the renin system, e.g. ACE inhibitors, were allowed.| No other drugs were.
Two groups, i.e. A and B, were compared.| Both improved.
We compared simvastatin vs. Placebo in 200 adults.| It worked.
As shown in Fig. 2 and Fig. S1, survival improved.| See Table 3.
Smith et al. Reported this first.
This was found by Smith et al. [12] in 2010.| We agree.
This agrees with Jones et al.| The mechanism is unclear.
Dr. Miller saw him.| He was well.
LDL fell to 70 mg/dL.| The target was met.
He weighed approx. 80 kg.| BMI was 27.
Any chest pain?| No.| He denies dyspnea.
Sample No. 12 was lost.| Others were kept.
Vitamin D was given with hepatitis C.| Patients were followed.
J. A. Smith and R. Jones wrote it.| They agreed.
S. aureus grew.| E. coli did not.
The U.S. Food and Drug Administration approved it in 2010.| It was first.
It was made by Pfizer Inc. New York.
Drawn at 9 a.m.| Patients fasted.
The pH was 7.32.| pH 7.4 is normal.
Kidney function was stable.| eGFR fell by 2 mL/min/1.73 m2.
The ratio was 0.75 (95% CI 0.60 to 0.94; P = .01).| This was significant.
He said: "I feel well."| Then he left.
The trial (ISRCTN 1234.) ended.| It was stopped.
She waited ... and then improved.| Pain was 2/10.
He stopped...| Then pain returned.
Doses of 5, 10, and 20 mg.| 40 mg was not used.
Values were measured in 2010.| The mean was 5.
Is it safe?| Yes, it is!| Use it.
Group A.| Group B.| None.
Take 5 mg p.o. b.i.d. with food.| Recheck in 1 wk.
Patients (n = 20) were randomised.| (Two were excluded.)| All others stayed.
The mean was 3.4 ± 0.5 mmol/l.| Thirty-two patients left.
See pp. 12-15 and Eq. 3.| We used it.
Data were analysed with SPSS v. 20.| P values were two-sided.
It was St. John's wort.| It failed.
β-blockers were stopped.| β-agonists were given.
Infection with Candida spp. was common.| Aspergillus spp. were rare.""".splitlines()


@pytest.mark.parametrize("marked", PROSE)
def test_clinical_prose_is_cut_where_a_reader_would(marked: str) -> None:
    parts = marked.split("|")
    assert split("".join(parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize(
    "marked",
    [
        "Mortality was reduced.[3]| In contrast, stroke was not.",
        "Mortality was reduced [3,4].| In contrast, stroke was not.",
        "Mortality was reduced. [3]| In contrast, stroke was not.",
        "Mortality was reduced. [3], [5], [7]–[9]| In contrast, stroke was not.",
        "Mortality was reduced.12,13| In contrast, stroke was not.",
        "Mortality was reduced (45%).12–14| However, stroke was not.",
        "Mortality was reduced.¹²| However, stroke was not.",
    ],
)
def test_citation_marks_stay_with_the_sentence_that_they_support(marked: str) -> None:
    parts = marked.split("|")
    assert split("".join(parts)) == [part.strip() for part in parts]


def test_a_decimal_after_a_word_is_not_a_citation_mark() -> None:
    assert split("The odds were .45 Among women.") == ["The odds were .45 Among women."]


def test_list_markers_stay_with_their_items() -> None:
    assert split("1. Take aspirin daily. 2. Stop ibuprofen. 3. Return in 2 weeks.") == [
        "1. Take aspirin daily.",
        "2. Stop ibuprofen.",
        "3. Return in 2 weeks.",
    ]
    assert split("Plan:\n1.\tSteroid cream\n2.\tEmollients, up to QDS") == [
        "Plan:",
        "1.\tSteroid cream",
        "2.\tEmollients, up to QDS",
    ]


def test_each_line_of_a_terse_note_stands_alone() -> None:
    assert split("PMH: Eczema, Asthma\nDHx: Nil regular\nNKDA\nSH: lives alone") == [
        "PMH: Eczema, Asthma",
        "DHx: Nil regular",
        "NKDA",
        "SH: lives alone",
    ]
    assert split("• Nose: congestion\n• Skin: clear") == ["• Nose: congestion", "• Skin: clear"]


def test_a_wrapped_line_is_not_a_border() -> None:
    text = (
        "The patient has a past history of hypertension and was last\n"
        "seen in clinic six months ago, when the dose of lisinopril\n"
        "was increased. He is well."
    )
    assert split(text) == [text[: text.index(" He is")], "He is well."]


def test_a_blank_line_is_always_a_border() -> None:
    assert split("Assessment\n\nStable angina.") == ["Assessment", "Stable angina."]


def test_nothing_comes_of_nothing() -> None:
    assert split("") == []
    assert split(" \n\n\t") == []


@given(
    st.lists(
        st.sampled_from(
            [
                "Dr.",
                "Fig.",
                "1.",
                "2",
                "e.g.",
                "A.",
                "[3]",
                "?",
                "...",
                "\n",
                "\n\n",
                " ",
                "(",
                ")",
                "the",
                "The",
                "mg",
                "•",
                "pH",
                "12,13",
                ".",
                "et al.",
                "\t",
                "µ",
                ":",
                '"',
                "\xa0",
                "v.",
                "No.",
                "IV",
                "β",
                "3)",
                "ii.",
                "Plan:",
            ]
        ),
        max_size=40,
    )
)
def test_every_character_but_space_is_in_exactly_one_sentence(pieces: list[str]) -> None:
    text = " ".join(pieces)
    spans = sentence_spans(text)
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert text[last:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        last = end
    assert text[last:].strip() == ""


def test_a_long_text_without_sentences_takes_linear_time() -> None:
    text = "e.g. Aspirin " * 40_000
    assert len(sentence_spans(text)) == 1
