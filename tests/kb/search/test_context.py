"""What is embedded for a passage."""

from __future__ import annotations

from kb.search.context import MOST_SECTION_CHARACTERS, MOST_TITLE_CHARACTERS, embedded_text


def test_title_and_section_stand_before_the_passage() -> None:
    assert embedded_text("Sepsis.", "Methods", "Give fluids.") == "Sepsis. Methods. Give fluids."
    assert embedded_text(None, "Methods", "Give fluids.") == "Methods. Give fluids."
    assert embedded_text("Sepsis", None, "Give fluids.") == "Sepsis. Give fluids."
    assert embedded_text(None, None, "Give fluids.") == "Give fluids."
    assert embedded_text("", "", "Give fluids.") == "Give fluids."


def test_a_long_title_is_cut_at_a_word() -> None:
    text = embedded_text("anticoagulation " * 30, None, "Give fluids.")
    title = text.removesuffix(". Give fluids.")
    assert len(title) <= MOST_TITLE_CHARACTERS
    assert set(title.split()) == {"anticoagulation"}


def test_a_long_heading_leaves_room_for_the_passage() -> None:
    text = embedded_text(None, "recommendations " * 30, "Give fluids.")
    heading = text.removesuffix(". Give fluids.")
    assert 0 < len(heading) <= MOST_SECTION_CHARACTERS
    assert set(heading.split()) == {"recommendations"}
