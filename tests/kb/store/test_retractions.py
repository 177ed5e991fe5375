"""The list of retractions, kept beside the documents and joined with them at reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kb.store.database import Database
from kb.store.retractions import ListEntry, Retractions
from kb.store.store import Store
from kb.types import Notice
from tests.fakes.works import ABSTRACT, TITLE, put, work

DOI = "10.1000/sample.1"
RETRACTED = ListEntry("retraction", DOI, None, "2021-03-02", "Error in Data", "10.1000/notice")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with_key = Store(tmp_path / "home", tmp_path / "keys" / "catalog.key")
    yield with_key
    with_key.close()


def take(store: Store, *entries: ListEntry | None) -> str:
    return store.retractions.replace(entries, file="list.csv", imported_by="A. Clerk").name


def standing(store: Store, identity: str) -> tuple[Notice, ...]:
    found = store.catalog.document(identity)
    assert found is not None
    return found.standing


def test_a_list_marks_what_is_here_and_what_is_added_later(store: Store) -> None:
    before = work(source="/a.pdf", doi="https://doi.org/10.1000/SAMPLE.1")
    put(store.catalog, before)
    assert standing(store, before.id) == ()
    name = take(store, RETRACTED, ListEntry("concern", None, "77", "2020-05-06"))
    (notice,) = standing(store, before.id)
    assert notice == Notice("retracted", name, "2021-03-02", "Error in Data", "10.1000/notice")
    assert name == "Retraction Watch list of 2021-03-02"
    later = work(
        "Other words.", source="/b.pdf", title="Another title that is long enough", pmid="77"
    )
    put(store.catalog, later)
    assert [one.kind for one in standing(store, later.id)] == ["concern"]
    assert store.catalog.document(before.id).retracted  # type: ignore[union-attr]


def test_a_later_list_takes_the_place_of_the_one_before(store: Store) -> None:
    one = work(source="/a.pdf", doi=DOI)
    put(store.catalog, one)
    take(store, RETRACTED)
    version = store.catalog.version
    take(store, ListEntry("correction", DOI, None, "2022-01-01"))
    assert [notice.kind for notice in standing(store, one.id)] == ["corrected"]
    assert store.catalog.version > version
    state = store.retractions.state()
    assert state is not None
    assert (state.entries, state.newest, state.imported_by) == (1, "2022-01-01", "A. Clerk")


def test_a_list_that_breaks_off_leaves_the_old_one(store: Store) -> None:
    one = work(source="/a.pdf", doi=DOI)
    put(store.catalog, one)
    take(store, RETRACTED)

    def broken() -> Iterator[ListEntry]:
        yield ListEntry("correction", "10.1000/x", None)
        raise ValueError("cut short")

    with pytest.raises(ValueError, match="cut short"):
        store.retractions.replace(broken(), file="new.csv", imported_by="B")
    assert [notice.kind for notice in standing(store, one.id)] == ["retracted"]
    state = store.retractions.state()
    assert state is not None
    assert state.file == "list.csv"


@pytest.mark.parametrize(
    ("entries", "kinds"),
    [
        ([("retraction", "2020-01-01"), ("reinstatement", "2021-01-01")], []),
        ([("reinstatement", "2021-01-01"), ("retraction", "2020-01-01")], []),
        ([("retraction", "2020-01-01"), ("reinstatement", "2020-01-01")], []),
        ([("retraction", "2020-01-01"), ("reinstatement", None)], []),
        ([("retraction", None), ("reinstatement", "2020-01-01")], []),
        (
            [
                ("retraction", "2020-01-01"),
                ("reinstatement", "2021-01-01"),
                ("retraction", "2022-01-01"),
            ],
            ["retracted"],
        ),
        (
            [("correction", "2019-01-01"), ("concern", "2020-01-01"), ("retraction", "2021-01-01")],
            ["retracted", "concern", "corrected"],
        ),
        ([("concern", "2019-01-01"), ("reinstatement", "2020-01-01")], ["concern"]),
    ],
)
def test_a_reinstatement_cancels_the_retractions_before_it(
    store: Store, entries: list[tuple[str, str | None]], kinds: list[str]
) -> None:
    one = work(source="/a.pdf", doi=DOI)
    put(store.catalog, one)
    take(store, *(ListEntry(nature, DOI, None, day) for nature, day in entries))  # type: ignore[arg-type]
    assert [notice.kind for notice in standing(store, one.id)] == kinds


def test_a_date_in_the_future_does_not_make_a_list_newer(store: Store) -> None:
    ahead = (date.today() + timedelta(days=400)).isoformat()
    take(store, ListEntry("retraction", DOI, None, ahead), RETRACTED, None)
    state = store.retractions.state()
    assert state is not None
    assert (state.newest, state.passed_over) == ("2021-03-02", 1)


def test_what_the_list_says_of_one_copy_holds_for_the_work(store: Store) -> None:
    offered = work(source="/a.xml", media_type="application/xml", doi=DOI)
    record = work(ABSTRACT, source="/b.xml#1", media_type="application/xml", doi=DOI, pmid="5")
    put(store.catalog, offered, record)
    take(store, ListEntry("retraction", None, "5", "2021-01-01"))
    assert store.catalog.document(record.id).hidden_by == offered.id  # type: ignore[union-attr]
    assert [notice.kind for notice in standing(store, offered.id)] == ["retracted"]
    assert [notice.kind for notice in standing(store, record.id)] == ["retracted"]


def test_a_withdrawn_preprint_does_not_mark_the_published_version(store: Store) -> None:
    preprint = work(source="/p.pdf", doi="10.1101/2020.01.02.123456")
    published = work(source="/a.xml", media_type="application/xml", doi=DOI)
    put(store.catalog, preprint, published)
    take(store, ListEntry("retraction", "10.1101/2020.01.02.123456", None, "2021-01-01"))
    assert standing(store, published.id) == ()
    assert [notice.kind for notice in standing(store, preprint.id)] == ["retracted"]


def test_titles_and_records_say_it_without_a_list(store: Store) -> None:
    entries = [
        work("One.", source="/1", title=f"RETRACTED: {TITLE}"),
        work("Two.", source="/2", title="Retraction of a thing in samples and more"),
        work(
            "The publisher and the editors have retracted this article.",
            source="/3",
            title="Retraction of another thing in samples",
        ),
        work(
            "Four.",
            source="/4",
            title="A fourth sample of a thing",
            warnings=("PubMed lists this article as retracted: J Samples. 2021.",),
        ),
        work(
            "Five.",
            source="/5",
            title="A fifth sample of a thing",
            warnings=("PubMed lists an expression of concern about this article.",),
        ),
    ]
    put(store.catalog, *entries)
    kinds = [[notice.kind for notice in standing(store, one.id)] for one in entries]
    assert kinds == [["retracted"], [], ["retracted"], ["retracted"], ["concern"]]
    assert standing(store, entries[0].id)[0].source == "its title"
    assert standing(store, entries[3].id)[0].source == "its record"


def test_records_are_never_marked(store: Store) -> None:
    note = work(source="/a.md", collection="records", doi=DOI, title=f"RETRACTED: {TITLE}")
    put(store.catalog, note)
    take(store, RETRACTED)
    assert standing(store, note.id) == ()


def test_a_list_is_read_by_its_date_of_import_where_no_entry_has_one(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.db", bytes(32))
    retractions = Retractions(database)
    assert retractions.state() is None
    state = retractions.replace([ListEntry("retraction", DOI, None)], file="l.csv", imported_by="A")
    assert state.newest is None
    assert state.name == f"Retraction Watch list of {state.imported[:10]}"
    assert retractions.state() == state
    database.close()
