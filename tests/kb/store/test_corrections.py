"""What a person corrected stays corrected, whatever is read again, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import NotFound
from kb.search.directory import load_directory
from kb.store.catalog import Catalog, document_id
from kb.store.corrections import Corrections
from kb.store.database import Database
from kb.store.entries import NewDocument
from tests.fakes.documents import entry

KEY = bytes(32)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "catalog.db", KEY)
    yield opened
    opened.close()


@pytest.fixture
def catalog(database: Database) -> Catalog:
    return Catalog(database)


@pytest.fixture
def corrections(database: Database) -> Corrections:
    return Corrections(database)


def put(catalog: Catalog, *entries: NewDocument) -> None:
    catalog.add(entries)
    catalog.publish([one.id for one in entries])


def title(catalog: Catalog, document: str) -> str | None:
    info = catalog.document(document)
    assert info is not None
    return info.metadata.title


def read_again(one: NewDocument, edition: str) -> NewDocument:
    """The same file, as another edition of the reader read it."""
    identity = document_id(one.document.sha256, one.document.collection, edition)
    passages = [
        replace(each, id=f"{identity}-{each.ordinal:04d}", document_id=identity)
        for each in one.passages
    ]
    return replace(one, id=identity, edition=edition, passages=passages)


def copied_and_changed(
    catalog: Catalog, corrections: Corrections
) -> tuple[NewDocument, NewDocument]:
    """A corrected document, and what its copy at another place became."""
    one = entry("It hurts.", title="paper.dvi")
    put(catalog, one)
    corrections.correct(one.id, {"title": "Gout"}, "A")
    catalog.point("/copy.pdf", "literature", "/copy.pdf", one.id)
    changed = entry("It hurts much.", source="/copy.pdf", title="paper.dvi")
    put(catalog, changed)
    return one, changed


def found(database: Database, word: str) -> list[int]:
    rows = database.connection.execute(
        "SELECT rowid FROM passages_text WHERE passages_text MATCH ?", (f"title : {word}",)
    )
    return [row[0] for row in rows]


def test_a_correction_shows_with_who_and_when_and_what_was_read(
    catalog: Catalog, corrections: Corrections
) -> None:
    one = entry("Gout hurts.", title="paper.dvi", year=1999)
    put(catalog, one)
    corrections.correct(one.id, {"title": "Gout", "authors": ("Roe R", "Doe, Jane")}, "A. Clerk")
    info = catalog.document(one.id)
    assert info is not None
    assert (info.metadata.title, info.metadata.authors) == ("Gout", ("Roe R", "Doe, Jane"))
    assert info.metadata.year == 1999
    origin = dict(info.metadata.origins)["title"]
    assert origin.startswith("corrected by A. Clerk on 20")
    listed = corrections.of(one.id)
    assert [(each.field, each.value, each.was, each.by) for each in listed] == [
        ("title", "Gout", "paper.dvi", "A. Clerk"),
        ("authors", ("Roe R", "Doe, Jane"), ("Jane A. Smith",), "A. Clerk"),
    ]
    assert listed[0].origin == origin


def test_undoing_gives_back_what_was_read_and_nothing_else(
    catalog: Catalog, corrections: Corrections
) -> None:
    one = entry("Gout hurts.", title="paper.dvi", year=1999)
    put(catalog, one)
    before = catalog.document(one.id)
    corrections.correct(one.id, {"title": "Gout", "year": 2001}, "A")
    corrections.correct(one.id, {"title": "Gout again"}, "B")
    corrections.undo(one.id, ["title"])
    info = catalog.document(one.id)
    assert info is not None
    assert (info.metadata.title, info.metadata.year) == ("paper.dvi", 2001)
    corrections.undo(one.id, ["year"])
    assert catalog.document(one.id) == before
    assert corrections.of(one.id) == []
    with pytest.raises(NotFound, match="Nobody corrected year"):
        corrections.undo(one.id, ["year"])


def test_search_uses_the_corrected_title_and_year(
    catalog: Catalog, corrections: Corrections, database: Database
) -> None:
    one = entry("It hurts.", "It passes.", title="scanned", year=1999)
    put(catalog, one)
    corrections.correct(one.id, {"title": "Podagra", "year": 2011}, "A")
    assert len(found(database, "podagra")) == 2
    assert found(database, "scanned") == []
    directory = load_directory(database, catalog.version)
    assert set(directory.years.tolist()) == {2011}
    corrections.undo(one.id, ["title", "year"])
    assert len(found(database, "scanned")) == 2
    assert found(database, "podagra") == []


def test_whoever_reads_the_library_learns_of_a_correction(
    catalog: Catalog, corrections: Corrections
) -> None:
    one = entry("It hurts.")
    put(catalog, one)
    before = catalog.version
    corrections.correct(one.id, {"title": "Gout"}, "A")
    assert catalog.version > before


def test_a_correction_outlasts_a_better_reader(catalog: Catalog, corrections: Corrections) -> None:
    one = entry("It hurts.", title="paper.dvi")
    put(catalog, one)
    corrections.correct(one.id, {"title": "Gout"}, "A")
    better = read_again(one, "better")
    put(catalog, better)
    assert catalog.document(one.id) is None
    assert title(catalog, better.id) == "Gout"
    assert corrections.of(better.id)[0].was == "paper.dvi"


def test_a_correction_outlasts_a_changed_file_and_one_after_that(
    catalog: Catalog, corrections: Corrections
) -> None:
    one, two, three = (entry(text, title="paper.dvi") for text in ("One.", "Two.", "Three."))
    put(catalog, one)
    corrections.correct(one.id, {"title": "Gout"}, "A")
    put(catalog, two)
    put(catalog, three)
    assert title(catalog, three.id) == "Gout"
    corrections.undo(three.id, ["title"])
    assert title(catalog, three.id) == "paper.dvi"
    put(catalog, one)
    assert title(catalog, one.id) == "paper.dvi"


def test_a_correction_made_while_the_file_is_being_read_again_is_not_lost(
    catalog: Catalog, corrections: Corrections
) -> None:
    one = entry("It hurts.", title="paper.dvi")
    put(catalog, one)
    better = read_again(one, "better")
    catalog.add([better])
    corrections.correct(one.id, {"title": "Gout"}, "A")
    catalog.publish([better.id])
    assert title(catalog, better.id) == "Gout"


def test_another_file_of_the_same_content_has_the_correction_and_keeps_it(
    catalog: Catalog, corrections: Corrections
) -> None:
    one, changed = copied_and_changed(catalog, corrections)
    assert title(catalog, changed.id) == "Gout"
    corrections.undo(changed.id, ["title"])
    assert title(catalog, one.id) == "paper.dvi"


def test_another_document_in_the_place_of_the_corrected_one_keeps_its_own_name(
    catalog: Catalog, corrections: Corrections
) -> None:
    one, other = entry("One."), entry("Other.", source="/other.pdf", title="Other")
    put(catalog, one, other)
    corrections.correct(one.id, {"title": "Gout"}, "A")
    catalog.point("/papers/one.pdf", "literature", "/papers/one.pdf", other.id)
    assert title(catalog, other.id) == "Other"
    assert corrections.of(other.id) == []


def test_the_same_content_among_the_records_is_not_corrected(
    catalog: Catalog, corrections: Corrections
) -> None:
    one = entry("It hurts.")
    record = entry("It hurts.", source="/note.md", collection="records", title="Visit")
    put(catalog, one, record)
    corrections.correct(one.id, {"title": "Gout"}, "A")
    assert title(catalog, record.id) == "Visit"


def test_a_field_can_be_emptied(catalog: Catalog, corrections: Corrections) -> None:
    one = entry("It hurts.", title="Wrong", year=1999)
    put(catalog, one)
    corrections.correct(one.id, {"title": None, "authors": None, "year": None}, "A")
    info = catalog.document(one.id)
    assert info is not None
    assert (info.metadata.title, info.metadata.authors, info.metadata.year) == (None, (), None)
    assert info.title == "one.pdf"


def test_removing_a_document_forgets_its_corrections(
    catalog: Catalog, corrections: Corrections, database: Database
) -> None:
    one = entry("It hurts.", title="paper.dvi")
    put(catalog, one)
    corrections.correct(one.id, {"title": "Gout"}, "A")
    catalog.remove([one.id])
    for table in ("corrections", "correction_keys"):
        assert database.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    put(catalog, one)
    assert title(catalog, one.id) == "paper.dvi"


def test_what_is_not_here_cannot_be_corrected(corrections: Corrections) -> None:
    for change in (
        lambda: corrections.correct("none", {"title": "x"}, "A"),
        lambda: corrections.undo("none", ["title"]),
        lambda: corrections.of("none"),
    ):
        with pytest.raises(NotFound):
            change()


def test_correcting_anew_holds_wherever_the_correction_before_held(
    catalog: Catalog, corrections: Corrections
) -> None:
    one, changed = copied_and_changed(catalog, corrections)
    corrections.correct(changed.id, {"title": "Podagra"}, "B")
    assert title(catalog, changed.id) == title(catalog, one.id) == "Podagra"
    assert [each.by for each in corrections.of(one.id)] == ["B"]


def test_removing_one_document_leaves_the_correction_to_the_other_that_has_it(
    catalog: Catalog, corrections: Corrections
) -> None:
    one, changed = copied_and_changed(catalog, corrections)
    catalog.remove([changed.id])
    assert title(catalog, one.id) == "Gout"
    assert [each.field for each in corrections.of(one.id)] == ["title"]
    corrections.undo(one.id, ["title"])
    assert title(catalog, one.id) == "paper.dvi"


@pytest.fixture
def moved(catalog: Catalog, corrections: Corrections) -> tuple[NewDocument, NewDocument]:
    """A corrected file, and its content, read anew, in the place of another corrected file."""
    one = entry("One.", title="paper.dvi")
    two = entry("Two.", source="/two.pdf", title="paper.dvi")
    put(catalog, one, two)
    corrections.correct(one.id, {"title": "Older"}, "A")
    corrections.correct(two.id, {"title": "Younger"}, "A")
    anew = read_again(one, "better")
    anew = replace(anew, document=replace(one.document, source="/two.pdf"), container="/two.pdf")
    put(catalog, anew)
    return one, anew


def test_undoing_brings_no_older_correction_to_light(
    catalog: Catalog, corrections: Corrections, moved: tuple[NewDocument, NewDocument]
) -> None:
    one, anew = moved
    assert title(catalog, anew.id) == "Younger"
    corrections.undo(one.id, ["title"])
    assert title(catalog, one.id) == title(catalog, anew.id) == "paper.dvi"
    assert corrections.of(one.id) == corrections.of(anew.id) == []


def test_nothing_is_left_of_corrections_once_all_that_had_them_are_removed(
    catalog: Catalog, database: Database, moved: tuple[NewDocument, NewDocument]
) -> None:
    catalog.remove([one.id for one in moved])
    for table in ("corrections", "correction_keys"):
        assert database.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
