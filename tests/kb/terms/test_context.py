"""What is said of a finding."""

from __future__ import annotations

import pytest

from kb.terms.context import context_before, read_wording


@pytest.mark.parametrize(
    ("text", "context", "words"),
    [
        ("history of breast cancer", "personal history", "breast cancer"),
        ("family history of breast cancer", "family history", "breast cancer"),
        ("FH: diabetes", "family history", "diabetes"),
        ("mother had stroke", "family history", "stroke"),
        ("h/o MI", "personal history", "MI"),
        ("no evidence of pneumonia", "absent", "pneumonia"),
        ("denies chest pain", "absent", "chest pain"),
        ("pulmonary embolism ruled out", "absent", "pulmonary embolism"),
        ("no family history of diabetes", "absent", "diabetes"),
        ("possible pneumonia", "suspected", "pneumonia"),
        ("pneumonia", "present", "pneumonia"),
        ("no periods", "present", "no periods"),
    ],
)
def test_the_wording_of_one_finding(text: str, context: str, words: str) -> None:
    found = read_wording(text)
    assert (found.context, found.words) == (context, words)


@pytest.mark.parametrize(
    ("before", "after", "context"),
    [
        ("She denies fever, chills or ", ".", "absent"),
        ("No fever but has ", ".", "present"),
        ("Mother had ", " at 50.", "family history"),
        ("", " was ruled out.", "absent"),
        ("Likely ", ".", "suspected"),
        ("Presents with ", ", no rash.", "present"),
    ],
)
def test_what_a_sentence_says_around_a_finding(before: str, after: str, context: str) -> None:
    assert context_before(before, after)[0] == context
