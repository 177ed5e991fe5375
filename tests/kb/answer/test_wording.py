"""Another form or name of a word is held; another drug, population or outcome is not."""

from __future__ import annotations

import pytest

from kb.answer.wording import missing, terms


def _missing(claim: str, source: str) -> list[str]:
    return [term.written for term in missing(terms(claim), source)]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("symptomatic", "patients with symptoms"),
        ("oedema", "edema of the legs"),
        ("DVT", "deep vein thrombosis"),
        ("deep vein thrombosis", "a DVT was seen"),
        ("HFpEF", "heart failure with preserved ejection fraction"),
        ("randomised", "patients were randomly assigned"),
        ("non-inferior", "it was noninferior"),
        ("pre-eclampsia", "preeclampsia"),
        ("Guillain-Barr\u00e9", "Guillain-Barre syndrome"),
        ("it occurred in patients of the group", "nothing of that"),
        ("at least 5 mg or more than 3 days", "nothing of that"),
        ("", ""),
    ],
)
def test_other_words_for_the_same_are_held(claim: str, source: str) -> None:
    assert _missing(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("prednisone", "prednisolone"),
        ("atenolol", "metoprolol"),
        ("hypotension", "hypertension"),
        ("asymptomatic", "symptomatic"),
        ("specificity", "a specific test"),
        ("severe", "several"),
        ("women", "men"),
        ("stroke", "bleeding"),
        ("vitamin A", "vitamin D"),
        ("group B", "group A"),
        ("from May to July 2013", "from June to July 2013; it may be"),
    ],
)
def test_something_else_is_missing(claim: str, source: str) -> None:
    assert _missing(claim, source)
