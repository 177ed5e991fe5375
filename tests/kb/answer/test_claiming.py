"""A sentence may not be surer than its source."""

from __future__ import annotations

import pytest

from kb.answer.claiming import doubts_what_follows, overstates

MAY = "Metformin may cause a deficiency of vitamin B12."
LINKED = "Smoking was associated with a higher rate of fractures."
SOME = "Some women had a second scan."
UNCLEAR = "It is unclear whether these results apply to children."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Metformin causes a deficiency of vitamin B12.", MAY),
        ("Smoking increases fractures.", LINKED),
        ("Smoking causes fractures.", LINKED),
        ("All women had a second scan.", SOME),
        ("Only women had a second scan.", SOME),
        ("Most of the women had a second scan.", SOME),
        ("These results apply to children.", UNCLEAR),
        ("Aspirin must be given.", "Aspirin should be considered."),
        ("Aspirin is contraindicated.", "Aspirin was not studied."),
        ("The difference was significant.", "There was a difference."),
    ],
)
def test_more_than_the_source_says_is_seen(claim: str, source: str) -> None:
    assert overstates(claim, source, [])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Metformin can lead to a deficiency of vitamin B12.", MAY),
        ("Smoking was linked to more fractures.", LINKED),
        ("Several women had a second scan.", SOME),
        ("Whether these results apply to children is unknown.", UNCLEAR),
        ("Aspirin should be avoided.", "Aspirin must not be given."),
        ("The dose is given every day.", "The dose is given once daily."),
        ("Every 2 weeks a scan is made.", "A scan is made at intervals of 2 weeks."),
        ("", MAY),
    ],
)
def test_as_much_or_less_is_no_overstatement(claim: str, source: str) -> None:
    assert not overstates(claim, source, [])


def test_words_that_keep_open_what_follows() -> None:
    assert doubts_what_follows("We hypothesised that ")
    assert doubts_what_follows("It is unclear whether ")
    assert not doubts_what_follows("The trial showed that ")
