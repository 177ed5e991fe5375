"""The code book over the whole release: entries, places, conflicts, reminders."""

from __future__ import annotations

from datetime import date

import pytest

from kb.errors import CodeNotFound, NotFound
from kb.terms.codes import CodeBook
from kb.terms.icd_shipped import shipped

CODES = 98_225


def test_every_code_of_the_release_opens(book: CodeBook) -> None:
    listed = [line for line in shipped().codes.read_text("utf-8").split("\n") if line.strip()]
    listed = [line.split(" ")[0].strip() for line in listed]
    # Chapters are numbers and blocks are ranges; 39 blocks of one category bear its name again.
    codes = [one for one in listed if "-" not in one and not one.isdigit()]
    assert len(codes) == CODES
    for code in codes:
        entry = book.entry(code)
        assert entry.code.replace(".", "") == code
        assert entry.description
        assert entry.billable == (not entry.children)
        assert entry.category == entry.code[:3]
        assert entry.chapter
        assert entry.block


def test_every_chapter_and_block_opens(book: CodeBook) -> None:
    chapters = book.chapters()
    assert len(chapters) == 22
    blocks = [block for chapter in chapters for block in book.children(chapter.code)]
    assert len(blocks) == 297
    assert all(book.entry(block.code).kind == "block" for block in blocks)


@pytest.mark.parametrize("written", ["E11.22", "e1122", " e11.22 ", "E1122"])
def test_dots_are_optional_and_case_does_not_matter(book: CodeBook, written: str) -> None:
    assert book.entry(written).code == "E11.22"


def test_an_entry_says_everything_that_is_printed_about_a_code(book: CodeBook) -> None:
    entry = book.entry("E11.22")
    assert entry.description == "Type 2 diabetes mellitus with diabetic chronic kidney disease"
    assert (entry.kind, entry.billable, entry.parent) == ("code", True, "E11.2")
    assert (entry.chapter, entry.block, entry.category) == ("4", "E08-E13", "E11")
    assert "stage of chronic kidney disease (N18.1-N18.6)" in entry.use_additional[0]
    assert "FY2026" in entry.release


def test_notes_of_the_headings_above_are_inherited_the_nearest_first(book: CodeBook) -> None:
    inherited = book.entry("E11.22").inherited
    assert any(
        note.code == "E11" and note.kind == "excludes1" and "E10.-" in note.text
        for note in inherited
    )
    assert [note.code for note in inherited][-1] == "4"


def test_seventh_characters_come_from_the_heading_that_defines_them(book: CodeBook) -> None:
    entry = book.entry("S52.501A")
    assert entry.seventh_characters["A"] == "initial encounter for closed fracture"
    assert entry.seventh_characters["S"] == "sequela"
    assert entry.billable
    assert not book.entry("S52.501").billable


def test_a_block_of_one_category_is_told_apart_from_it(book: CodeBook) -> None:
    assert book.entry("B99").kind == "category"
    assert book.entry("B99-B99").kind == "block"


def test_the_tree_is_walked_both_ways(book: CodeBook) -> None:
    assert [line.code for line in book.ancestors("E11.22")] == ["4", "E08-E13", "E11", "E11.2"]
    assert [line.code for line in book.children("E11.2")] == ["E11.21", "E11.22", "E11.29"]
    assert [line.code for line in book.siblings("E11.22")] == ["E11.21", "E11.29"]


def test_a_code_that_is_not_there_names_the_nearest(book: CodeBook) -> None:
    with pytest.raises(CodeNotFound) as caught:
        book.entry("I48.1X")
    assert [code for code, _ in caught.value.nearest] == ["I48.11", "I48.19"]
    assert "I48.11" in caught.value.hint


def test_a_code_of_icd_9_is_recognised(book: CodeBook) -> None:
    with pytest.raises(CodeNotFound, match="ICD-9"):
        book.entry("250.00")


def test_excludes1_is_a_conflict_between_chosen_codes(book: CodeBook) -> None:
    found = book.conflicts(["E10.9", "E11.9"])
    assert {(one.code, one.other, one.kind) for one in found} == {
        ("E10.9", "E11.9", "excludes1"),
        ("E11.9", "E10.9", "excludes1"),
    }
    assert "(E11.-)" in found[0].text


def test_excludes2_is_no_conflict(book: CodeBook) -> None:
    assert book.conflicts(["I50.9", "I46.9"]) == []


def test_a_heading_beside_its_own_code_is_a_conflict(book: CodeBook) -> None:
    assert [one.kind for one in book.conflicts(["E11", "E11.22"])] == ["same_branch"]


def test_a_code_that_comes_before_its_cause_is_out_of_sequence(book: CodeBook) -> None:
    kinds = {(one.code, one.other): one.kind for one in book.conflicts(["I50.9", "I11.0"])}
    assert kinds["I50.9", "I11.0"] == "sequence"
    assert not [one for one in book.conflicts(["I11.0", "I50.9"]) if one.kind == "sequence"]


def test_a_reminder_is_met_by_another_chosen_code(book: CodeBook) -> None:
    open_ = book.reminders("E11.22")[0]
    assert (open_.source, open_.kind, open_.met) == ("E11.22", "use_additional", False)
    assert book.reminders("E11.22", ["E11.22", "N18.30"])[0].met


def test_lines_that_a_note_introduces_are_one_reminder(book: CodeBook) -> None:
    control = [one for one in book.reminders("E11.9") if one.source == "E11"]
    assert len(control) == 1
    assert control[0].codes == ("Z79.85", "Z79.4", "Z79.84")


def test_type_ahead_takes_the_beginning_of_a_code_or_of_words(book: CodeBook) -> None:
    assert book.search_prefix("e11.2", 3)[0].code == "E11.2"
    assert book.search_prefix("type 2 diab", 5)[0].code.startswith("E11")
    assert "J45" in {line.code[:3] for line in book.search_prefix("asth", 5)}
    assert book.search_prefix("zzzzzz", 5) == []
    assert book.search_prefix("", 5) == []


def test_building_again_does_nothing(book: CodeBook) -> None:
    before = book.releases()
    book.build()
    assert book.releases() == before


def test_a_day_before_the_first_release_is_refused(book: CodeBook) -> None:
    with pytest.raises(NotFound, match="2019-01-01"):
        book.as_of(date(2019, 1, 1))
    assert book.as_of(date(2026, 6, 1)).release.name == book.release.name


def test_a_book_with_no_release_says_how_to_get_one(empty_book: CodeBook) -> None:
    assert not empty_book.ready()
    with pytest.raises(NotFound, match="kb terms build"):
        empty_book.entry("E11.9")
