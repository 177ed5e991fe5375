"""What a question asks about is read where it is plain, and not guessed where it is not."""

from __future__ import annotations

import pytest

from kb.terms.asked import Asked, asked, codes_in


@pytest.mark.parametrize(
    ("question", "term", "wanted"),
    [
        ("What is the ICD-10 code for essential hypertension?", "essential hypertension", "code"),
        ("icd10 migraine with aura", "migraine with aura", "code"),
        ("Which ICD-10-CM code covers scarlet fever", "scarlet fever", "code"),
        ("code: urinary tract infection", "urinary tract infection", "code"),
        ("How is scarlet fever coded?", "scarlet fever", "code"),
        ("scarlet fever ICD-10-CM", "scarlet fever", "code"),
        ("What does HFrEF stand for?", "HFrEF", "letters"),
        ("CABG stands for", "CABG", "letters"),
        ("what is DVT short for", "DVT", "letters"),
        ("full form of ECG", "ECG", "letters"),
        ("LVEF", "LVEF", "letters"),
        ("Define the term “cachexia”.", "cachexia", "meaning"),
        ("What is meant by orthopnoea?", "orthopnoea", "meaning"),
        ("What is the meaning of PE in a discharge summary?", "PE", "meaning"),
        ("what does c/o mean in a note", "c/o", "meaning"),
        ("What is a lipoma?", "lipoma", "meaning"),
        ("what does differential diagnosis mean", "differential diagnosis", "meaning"),
        ("  what   is\ngout ? ", "gout", "meaning"),
    ],
)
def test_the_term_is_read_from_the_question(question: str, term: str, wanted: str) -> None:
    assert asked(question) == Asked(term, wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "SNOMED CT code for pneumonia",
        "LOINC for serum sodium",
        "CPT code for colonoscopy",
        "normal range of potassium",
        "convert creatinine 1.4 mg/dL to umol/L",
        "difference between syncope and seizure",
        "gout vs pseudogout",
        "Does aspirin prevent stroke?",
        "plural of diagnosis",
        "How do you spell psoriasis",
        "What is the medical word for nosebleed?",
        "define " + "very " * 60 + "long",
    ],
)
def test_other_questions_have_no_term(question: str) -> None:
    assert asked(question) is None


def test_codes_are_known_by_their_dot_or_where_codes_are_spoken_of() -> None:
    assert codes_in("What is E11.9?") == ("E11.9",)
    assert codes_in("E11.21 or E11.22, and E11.21") == ("E11.21", "E11.22")
    assert codes_in("what does the code I10 mean") == ("I10",)
    assert codes_in("What is P53?") == ()
    assert codes_in("version 3.1 of B12 and FEV1.5") == ()
