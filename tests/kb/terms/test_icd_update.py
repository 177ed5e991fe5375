"""Another release beside the one that is loaded: what changes, and which day reads which."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.errors import CodeNotFound, UnreadableFile
from kb.terms.codes import CodeBook

OLD, NEW = date(2024, 10, 1), date(2025, 10, 1)


def tabular(folder: Path, name: str, diagnoses: str) -> Path:
    path = folder / name
    path.write_text(
        "<ICD10CM.tabular><chapter><name>4</name><desc>Endocrine (E00-E89)</desc>"
        f'<section id="E08-E13"><desc>Diabetes</desc>{diagnoses}</section></chapter>'
        "</ICD10CM.tabular>",
        encoding="utf-8",
    )
    return path


def diagnosis(code: str, description: str, below: str = "") -> str:
    return f"<diag><name>{code}</name><desc>{description}</desc>{below}</diag>"


@pytest.fixture
def two(empty_book: CodeBook, tmp_path: Path) -> CodeBook:
    old = diagnosis("E11.0", "Type 2 with coma") + diagnosis("E11.9", "Type 2 plain")
    new = diagnosis("E11.9", "Type 2 without complications", diagnosis("E11.90", "In remission"))
    empty_book.update(
        tabular(tmp_path, "old.xml", diagnosis("E11", "Type 2 diabetes", old)), OLD, name="old"
    )
    empty_book.update(
        tabular(tmp_path, "new.xml", diagnosis("E11", "Type 2 diabetes", new)), NEW, name="new"
    )
    return empty_book


def test_the_difference_names_what_was_added_removed_and_reworded(
    two: CodeBook, tmp_path: Path
) -> None:
    newest = diagnosis("E11", "Type 2 diabetes", diagnosis("E11.9", "Type 2 with no complications"))
    difference = two.compare(tabular(tmp_path, "newest.xml", newest), date(2026, 10, 1))
    assert difference.before == "new"
    assert difference.after == "ICD-10-CM FY2027 (October 2026)"
    assert [line.code for line in difference.removed] == ["E11.90"]
    assert [(one.code, one.after) for one in difference.reworded] == [
        ("E11.9", "Type 2 with no complications")
    ]
    assert difference.newly_billable == ("E11.9",)
    assert len(two.releases()) == 2


def test_an_encounter_reads_the_release_of_its_day(two: CodeBook) -> None:
    assert two.entry("E11.90").description == "In remission"
    assert not two.entry("E11.9").billable
    before = two.as_of(date(2025, 3, 1))
    assert before.entry("E11.9").description == "Type 2 plain"
    assert before.entry("E11.0").release == "old"
    assert [release.until for release in two.releases()] == [None, date(2025, 9, 30)]


def test_a_retired_code_is_explained(two: CodeBook) -> None:
    with pytest.raises(CodeNotFound, match="Retired: old has it as “Type 2 with coma”") as caught:
        two.entry("E11.0")
    assert caught.value.nearest == (("E11.90", "In remission"),)


def test_the_same_release_again_changes_nothing(two: CodeBook, tmp_path: Path) -> None:
    assert two.compare(tmp_path / "new.xml", NEW).empty
    two.update(tmp_path / "new.xml", NEW, name="new")
    assert [release.name for release in two.releases()] == ["new", "old"]


def test_a_file_that_is_no_tabular_list_leaves_the_book_alone(
    two: CodeBook, tmp_path: Path
) -> None:
    (tmp_path / "bad.xml").write_text("<ICD10CM.tabular><chapter><name>1", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        two.update(tmp_path / "bad.xml", date(2026, 10, 1))
    assert len(two.releases()) == 2


def test_words_are_found_in_the_release_that_was_loaded_last(two: CodeBook) -> None:
    assert [line.code for line in two.search_prefix("remission", 3)] == ["E11.90"]
