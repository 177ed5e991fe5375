"""The same amount in another unit is the same; a molar mass or a calendar is not guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.answer.numbers import check_numbers
from kb.answer.scales import base_amounts


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("0.5 g", "500 mg"),
        ("7.9 g/dL", "79 g/L"),
        ("15 mcg/mL", "15 mg/L"),
        ("7 days", "1 week"),
        ("12 months", "1 year"),
        ("48 hours", "2 days"),
        ("100.4 \u00b0F", "38 \u00b0C"),
        ("0.8-1 L per day", "800-1,000 mL/day"),
        ("50%", "half"),
        ("one in five", "20%"),
        ("61 per 1000", "61 per 1,000"),
        ("1 in 1000", "1:1000"),
        ("a dozen patients", "12 patients"),
        ("1 248 patients", "1,248 patients"),
        ("2.5 mg", "2,5 mg"),
    ],
)
def test_the_same_amount_stands_in_the_source(claim: str, source: str) -> None:
    assert check_numbers(f"It was {claim}.", [f"It was {source}."]).unsupported == ()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("5 g", "500 mg"),
        ("15 mg/mL", "15 mg/L"),
        ("7 mg/dL", "7 mmol/L"),
        ("4 weeks", "1 month"),
        ("38 \u00b0F", "38 \u00b0C"),
        ("one in five", "25%"),
        ("two dozen patients", "12 patients"),
        ("285 ft", "285 m"),
        ("It doubled", "It halved"),
        ("the first month", "the first year"),
        ("12 480 patients", "1,248 patients"),
        ("25 mg", "2,5 mg"),
    ],
)
def test_another_amount_does_not(claim: str, source: str) -> None:
    assert check_numbers(f"It was {claim}.", [f"It was {source}."]).unsupported


def test_an_unknown_unit_measures_itself() -> None:
    assert base_amounts("puff", (Decimal(2),)) == ("puff", (2,))
    assert base_amounts("", ()) == ("", ())
