"""A comparison told from the other side is the same one; turned round it is not."""

from __future__ import annotations

import pytest

from kb.answer.comparing import comparisons, turned, unstated

WOMEN = "Women fell more often than men."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Men fell more often than women.", WOMEN),
        ("Women fell less often than men.", WOMEN),
        ("Warfarin was superior to apixaban.", "Apixaban was superior to warfarin."),
        ("Warfarin was non-inferior to apixaban.", "Apixaban was non-inferior to warfarin."),
        ("Group A did better than group B.", "Group B did better than group A."),
    ],
)
def test_a_comparison_turned_round_is_seen(claim: str, source: str) -> None:
    assert turned(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        (WOMEN, WOMEN),
        ("Men fell less often than women.", WOMEN),
        ("Warfarin was inferior to apixaban.", "Apixaban was superior to warfarin."),
        ("Women fell.", WOMEN),
        (WOMEN, "Women fell."),
        ("More than 5 men fell.", "More than 5 women fell."),
    ],
)
def test_the_same_comparison_is_not_turned(claim: str, source: str) -> None:
    assert not turned(claim, source)


def test_a_comparison_that_the_source_does_not_make_is_unstated_unless_the_numbers_make_it() -> (
    None
):
    source = "Cough was seen in 12% on lisinopril and 3% on amlodipine."
    assert unstated("Cough was more common on lisinopril than on amlodipine.", source)
    said = "Cough was more common on lisinopril (12%) than on amlodipine (3%)."
    assert not unstated(said, source)
    assert unstated(said.replace("more", "less"), source)


def test_no_comparison_is_read_where_there_is_none() -> None:
    assert comparisons("") == []
    assert comparisons("The dose was 5 mg or more.") == []
