"""Clinical names are told from ordinary rare words by their form."""

from __future__ import annotations

import pytest

from kb.text.names import is_clinical_name


@pytest.mark.parametrize(
    "word",
    [
        "zanubrutinib",
        "mirikizumab",
        "bictegravir",
        "omadacycline",
        "tezepelumab",
        "pantoprazole",
        # diseases
        "sarcoidosis",
        "glioblastoma",
        "hyponatraemia",
        "tendinopathy",
        "uveitis",
        # procedures
        "appendectomy",
        "colonoscopy",
        "arthrocentesis",
    ],
)
def test_names_of_drugs_diseases_and_procedures_are_clinical(word: str) -> None:
    assert is_clinical_name(word)
    assert is_clinical_name(word.capitalize())


@pytest.mark.parametrize("word", ["1999", "2021"])
def test_a_year_is_a_name(word: str) -> None:
    assert is_clinical_name(word)


@pytest.mark.parametrize(
    "word",
    [
        "program",
        "diagnosis",
        "prognosis",
        "guideline",
        "concept",
        "except",
        "peripheral",
        "canister",
        "rescan",
        "patient",
        "target",
        "1800",
        "120",
        "itis",
        "",
    ],
)
def test_ordinary_words_are_not(word: str) -> None:
    assert not is_clinical_name(word)
    assert not is_clinical_name(word.upper())
