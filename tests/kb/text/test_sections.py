"""What a section is for, by its heading and by what it stands in."""

from __future__ import annotations

import pytest

from kb.text.sections import block_kinds, section_kind
from kb.types import Block, Box, Line, PassageKind

HEADINGS: dict[PassageKind, list[str]] = {
    "abstract": [
        "Abstract",
        "ABSTRACT",
        "A B S T R A C T",
        "Summary",
        "Executive summary",
        "Key points",
    ],
    "background": [
        "Introduction",
        "1. Introduction",
        "1 | INTRODUCTION",
        "Background",
        "Background and aims",
        "Background & Objectives",
        "Objectives",
        "Aim of the study",
        "Study objectives",
        "Rationale",
        "Purpose and scope",
        "What is already known on this topic",
    ],
    "methods": [
        "Methods",
        "METHOD",
        "2. Materials and Methods",
        "Material & methods",
        "Patients and methods",
        "Experimental section",
        "Experimental Procedures",
        "Methodology",
        "2.4. Statistical Analysis",
        "Statistical analyses",
        "Statistical methods",
        "Study design and participants",
        "Design and setting",
        "Randomisation and masking",
        "Randomization and Blinding",
        "Inclusion and exclusion criteria",
        "Eligibility criteria",
        "Search strategy",
        "Data extraction and quality assessment",
        "Sample size calculation",
        "Risk of bias assessment",
        "Guideline development process",
        "Methods > Vascular tone",
    ],
    "results": [
        "Results",
        "3. RESULT",
        "Results and discussion",
        "Results & Discussion",
        "Findings",
        "Main results",
        "Baseline characteristics",
        "Characteristics of included studies",
        "Summary of findings",
        "Case presentation",
        "Case 2",
        "Case II",
        "2. Case Report",
    ],
    "discussion": [
        "Discussion",
        "IV. Discussion",
        "Discussion and conclusions",
        "General discussion",
        "Comment",
        "Limitations",
        "Strengths and limitations of this study",
        "Comparison with other studies",
        "Implications for practice",
        "Recommendations for future research",
        "Future directions",
    ],
    "conclusion": [
        "Conclusion",
        "5. Conclusions",
        "Authors’ conclusions",
        "Concluding remarks",
        "Conclusions and recommendations",
        "Take-home message",
        "Summary and conclusions",
    ],
    "recommendations": [
        "Recommendations",
        "Summary of recommendations",
        "Recommendation 3: start a statin in adults with diabetes",
        "Recommendations for the treatment of hypertension",
        "Good practice points",
        "Evidence and recommendations",
        "We recommend screening every adult once",
    ],
    "table": ["Table 2", "Table 1. Baseline characteristics", "Supplementary Table S3"],
    "other": [
        "Acknowledgements",
        "Acknowledgments",
        "Funding",
        "Competing interests",
        "Declaration of conflicting interests",
        "Authors' contributions",
        "Data availability statement",
        "References",
        "Abbreviations",
        "Supplementary material",
        "Appendix",
        "Ethics approval and consent to participate",
        "Vascular tone",
        "Diagnostic methods",
        "Interpreting test results",
        "Treatment",
        "",
        "...",
        "12",
        "and",
        "Results " * 40,
    ],
}


@pytest.mark.parametrize(
    ("heading", "kind"), [(name, kind) for kind, names in HEADINGS.items() for name in names]
)
def test_a_heading_says_what_its_section_is_for(heading: str, kind: PassageKind) -> None:
    assert section_kind(heading) == kind


def test_no_heading_is_other() -> None:
    assert section_kind(None) == "other"


def test_the_innermost_level_that_says_something_counts() -> None:
    assert section_kind("Results > Statistical analysis > Vascular tone") == "methods"


def work(*headings: tuple[str, float]) -> tuple[list[Block], list[Line]]:
    """A heading of this height and a paragraph, for each."""
    blocks: list[Block] = []
    lines: list[Line] = []
    at = 0
    for name, height in headings:
        for kind, text in (("heading", name), ("text", "A paragraph.")):
            end = at + len(text)
            blocks.append(Block(text, 1, name, kind, at, end))  # type: ignore[arg-type]
            lines.append(Line(at, end, Box(1, 50, 100, 200, 100 + height)))
            at = end + 2
    return blocks, lines


def kinds(*headings: tuple[str, float]) -> list[PassageKind]:
    return block_kinds(*work(*headings))[1::2]


def test_a_section_of_unknown_name_is_of_the_part_it_stands_in() -> None:
    assert kinds(("Methods", 12), ("Vascular tone", 10), ("Results", 12), ("Vessels", 10)) == [
        "methods",
        "methods",
        "results",
        "results",
    ]


def test_a_section_after_the_introduction_of_a_review_is_no_introduction() -> None:
    assert kinds(("Introduction", 12), ("Treatment of gout", 12), ("Conclusion", 12)) == [
        "background",
        "other",
        "conclusion",
    ]


def test_larger_type_or_an_equal_number_ends_the_part() -> None:
    assert kinds(("Methods", 10), ("Gout in the old", 14)) == ["methods", "other"]
    assert kinds(("2. Methods", 10), ("3. Gout in the old", 10)) == ["methods", "other"]
    assert kinds(("2. Methods", 10), ("2.1. Vessels", 10)) == ["methods", "methods"]
    flat = [("2. Methods", 10), ("2.1. Study design", 10), ("2.2. Vessels", 10)]
    assert set(kinds(*flat)) == {"methods"}


def test_patients_among_the_results_are_results() -> None:
    assert kinds(("Methods", 12), ("Results", 12), ("Patients", 10), ("Vessels", 10)) == [
        "methods",
        "results",
        "results",
        "results",
    ]


def test_methods_may_come_last() -> None:
    assert kinds(("Results", 12), ("Discussion", 12), ("Methods", 12), ("Mice", 10))[2:] == [
        "methods",
        "methods",
    ]


def test_ethics_do_not_end_the_methods_but_acknowledgements_end_the_discussion() -> None:
    assert kinds(("Methods", 12), ("Ethics", 10), ("Vessels", 10)) == [
        "methods",
        "other",
        "methods",
    ]
    assert kinds(("Discussion", 12), ("Acknowledgements", 10), ("Dr X", 10))[1:] == [
        "other",
        "other",
    ]


def test_a_summary_after_the_findings_concludes() -> None:
    assert kinds(("Summary", 12), ("Results", 12), ("Summary", 12)) == [
        "abstract",
        "results",
        "conclusion",
    ]


def test_a_table_is_a_table_wherever_it_stands() -> None:
    block = Block("a | b", 1, "Methods", "table", 0, 5)
    assert block_kinds([block]) == ["table"]


def test_a_section_without_a_heading_block_is_known_by_its_name() -> None:
    """Plain text and XML may give sections without a block for the heading."""
    block = Block("We did.", 1, "Methods", "text", 0, 7)
    assert block_kinds([block]) == ["methods"]


def test_a_review_that_says_how_it_was_made_comes_to_its_subject_afterwards() -> None:
    names = (
        "Introduction",
        "Methods of this review",
        "Whom to treat",
        "Choice of drug",
        "Conclusion",
    )
    blocks = [
        Block(text, page=1, section=name, kind=kind, start=0, end=len(text))
        for name in names
        for text, kind in ((name, "heading"), ("A sentence.", "text"))
    ]
    kinds = block_kinds(blocks)[1::2]
    assert kinds == ["background", "methods", "other", "other", "conclusion"]


def test_a_patients_history_is_not_the_publications() -> None:
    assert kinds(("Results", 12), ("History", 10))[1] == "results"
    assert kinds(("Results", 12), ("Article history", 10))[1] == "other"
