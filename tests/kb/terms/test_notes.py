"""Candidate codes of a note, with the words that support them."""

from __future__ import annotations

from kb.terms.finder import CodeFinder

NOTE = """68-year-old woman with CHF and type 2 diabetes mellitus. She denies chest pain.
History of breast cancer in 2011. Mother had colon cancer. Possible pneumonia on X-ray.
No evidence of deep vein thrombosis. Hypertension, poorly controlled. CKD stage 3b."""


def test_each_candidate_shows_the_words_that_support_it(finder: CodeFinder) -> None:
    found = finder.from_note(NOTE)
    for candidate in found:
        assert candidate.supports
        for support in candidate.supports:
            assert NOTE[support.start : support.end] == support.words
    by_code = {candidate.code: candidate for candidate in found}
    assert by_code["I50.9"].supports[0].words == "CHF"
    assert by_code["N18.32"].supports[0].words == "CKD stage 3b"
    assert {"E11.9", "I10"} <= set(by_code)


def test_what_is_denied_is_no_candidate(finder: CodeFinder) -> None:
    codes = {candidate.code for candidate in finder.from_note(NOTE)}
    assert not {code for code in codes if code.startswith(("R07", "I82"))}


def test_history_family_and_suspicion_are_told_apart(finder: CodeFinder) -> None:
    contexts = {candidate.code: candidate.context for candidate in finder.from_note(NOTE)}
    assert contexts["Z85.3"] == "personal history"
    assert contexts["Z80.0"] == "family history"
    assert contexts["J18.9"] == "suspected"
    assert contexts["I50.9"] == "present"


def test_one_code_gathers_all_its_support(finder: CodeFinder) -> None:
    found = finder.from_note("Asthma since childhood. Seen for asthma today.")
    assert [(one.code, len(one.supports)) for one in found] == [("J45.909", 2)]


def test_negation_ends_at_but(finder: CodeFinder) -> None:
    codes = {one.code for one in finder.from_note("No fever but productive cough and asthma.")}
    assert "J45.909" in codes
    assert "R50.9" not in codes
