"""How many people a study had, only where it says so."""

from __future__ import annotations

import pytest

from kb.text.sample_size import sample_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("120 patients were randomised to diet or to none.", 120),
        ("We enrolled 1,234 adult patients with gout.", 1234),
        ("A total of 20 536 high-risk people took part.", 20536),
        ("Forty-two women with gout were enrolled.", 42),
        ("Twelve healthy volunteers were studied.", 12),
        ("We randomly assigned 61 postmenopausal, osteoporotic women to two groups.", 61),
        ("In this cohort study of 5,102 nurses, diet was recorded.", 5102),
        ("Participants: 62 abdominally obese adults aged 40–75.", 62),
        ("Of 340 patients screened, 120 patients were randomised.", 120),
        ("A total of 120 patients were randomised: 60 patients to A and 60 patients to B.", 120),
        ("Data from 812 children were analysed.", 812),
    ],
)
def test_a_stated_size_is_found(text: str, size: int) -> None:
    assert sample_size(f"Gout hurts. {text} It was well tolerated.") == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Patients were 54 years old.",
        "Mortality was 12% in patients with gout.",
        "340 patients were screened and excluded.",
        "A sample of 200 patients is required for a power of 80%.",
        "60 patients in each group were randomised.",
        "A previous trial enrolled 400 patients.",
        "We enrolled 40 patients. We recruited 55 women.",
        "The dose was 120 mg; patients were randomised.",
        "Gout 2016 patients",
        "Six other participants were recruited in a different way.",
        "202 participants were allocated to the intervention group.",
        "Failure was seen in 8/34 patients: 6 men and 2 women.",
        "There were 32 infected children, 154 exposed children and 187 others were enrolled.",
    ],
)
def test_what_is_not_the_size_is_not_taken(text: str) -> None:
    assert sample_size(text) is None


def test_the_randomised_count_before_the_enrolled() -> None:
    assert sample_size("We enrolled 300 patients. 280 patients were randomised.") == 280


def test_a_text_made_to_be_slow_is_not() -> None:
    assert sample_size("120 " + "very " * 50_000 + "patients were randomised") is None
