"""The codes that notes name."""

from __future__ import annotations

import pytest

from kb.terms.icd_references import named_in, references


@pytest.mark.parametrize(
    ("note", "code", "named"),
    [
        ("type 1 diabetes mellitus (E10.-)", "E10.9", True),
        ("type 1 diabetes mellitus (E10.-)", "E11.9", False),
        ("gestational diabetes (O24.4-)", "O24.419", True),
        ("gestational diabetes (O24.4-)", "O24.319", False),
        ("influenza and other acute respiratory infections (J00-J22)", "J18.9", True),
        ("influenza and other acute respiratory infections (J00-J22)", "J22", True),
        ("influenza and other acute respiratory infections (J00-J22)", "J30.1", False),
        ("stage of chronic kidney disease (N18.1-N18.6)", "N18.30", True),
        ("stage of chronic kidney disease (N18.1-N18.6)", "N18.9", False),
        ("adverse effect (T36-T50 with fifth or sixth character 5)", "T36.0X5A", True),
        ("adverse effect (T36-T50 with fifth or sixth character 5)", "T36.0X1A", False),
        ("poisoning (T36-T50 with fifth or sixth character 1-4)", "T39.1X3A", True),
        ("diabetes with retinopathy (E08-E13 with .39)", "E11.39", True),
        ("diabetes with retinopathy (E08-E13 with .39)", "E11.9", False),
        ("asthma with COPD [J44.89]", "J44.89", True),
        ("code to identify the organism", "A41.9", False),
    ],
)
def test_a_note_names_codes_ranges_and_conditions(note: str, code: str, named: bool) -> None:
    assert named_in(note, code) is named


def test_what_a_note_names_is_shown_as_printed() -> None:
    note = "use with (E08-E13, O24.4-), (T36-T50 with fifth or sixth character 5)"
    assert [one.printed for one in references(note)] == [
        "E08-E13",
        "O24.4-",
        "T36-T50 with fifth or sixth character 5",
    ]
