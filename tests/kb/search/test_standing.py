"""What became of a work decides where its passages stand, and hidden copies are found by no way of search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kb.errors import LibraryBusy
from kb.library import Library
from kb.search.dense import DenseSearch
from kb.search.hybrid import FINGERPRINT
from kb.search.standing import by_standing
from kb.store.entries import NewDocument
from kb.store.retractions import ListEntry
from kb.types import DocumentInfo, Filters, Hit, Metadata, Notice, NoticeKind, Passage, Principal
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.works import work

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))
LIBRARIAN = Principal("L", frozenset({"clinician", "librarian"}))
METFORMIN = "Metformin is given first in type two diabetes with obesity"


def fill(library: Library, *entries: NewDocument) -> None:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])


def retract(library: Library, *dois: str) -> None:
    entries = [ListEntry("retraction", doi, None, "2021-01-01") for doi in dois]
    library.replace_retractions(entries, LIBRARIAN, file="list.csv")


def sources(hits: Sequence[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.document.source for hit in hits))


def hit(identity: str, rank: int, *notices: Notice) -> Hit:
    info = DocumentInfo(
        identity, f"/{identity}", "literature", "text/plain", Metadata(), 1, 1, "", standing=notices
    )
    passage = Passage(f"{identity}-{rank:04}", identity, rank, 1, None, 0, 1, "x", 1)
    return Hit(rank, 1 / rank, passage, info)


def notice(kind: NoticeKind, newer: str | None = None) -> Notice:
    return Notice(kind, "a list", document=newer)


def test_retracted_works_stand_after_the_rest_and_none_is_dropped() -> None:
    hits = [
        hit("a", 1, notice("retracted")),
        hit("b", 2),
        hit("a", 3, notice("retracted")),
        hit("c", 4),
    ]
    ordered = by_standing(hits)
    assert [one.document.id for one in ordered] == ["b", "c", "a", "a"]
    assert [one.rank for one in ordered] == [1, 2, 3, 4]


def test_an_older_edition_stands_behind_the_newer_one_where_both_were_found() -> None:
    old = notice("superseded", "new")
    hits = [hit("old", 1, old), hit("x", 2), hit("new", 3), hit("old", 4, old), hit("y", 5)]
    assert [one.document.id for one in by_standing(hits)] == ["x", "new", "old", "old", "y"]
    alone = [hit("old", 1, old), hit("x", 2)]
    assert [one.document.id for one in by_standing(alone)] == ["old", "x"]
    withdrawn = [hit("old", 1, old), hit("new", 2, notice("retracted"))]
    assert [one.document.id for one in by_standing(withdrawn)] == ["old", "new"]


def test_corrected_works_keep_their_place() -> None:
    hits = (hit("a", 1, notice("corrected")), hit("b", 2, notice("concern")), hit("c", 3))
    assert by_standing(hits) == hits


def test_a_retracted_work_is_found_last_and_left_out_when_asked(library: Library) -> None:
    fill(
        library,
        work(METFORMIN, source="/retracted.pdf", doi="10.1000/r", title="First sample of a title"),
        work(
            "Metformin is one drug among many",
            source="/sound.pdf",
            title="Second sample of a title",
        ),
    )
    assert sources(library.search(METFORMIN, CLINICIAN))[0] == "/retracted.pdf"
    retract(library, "10.1000/r")
    hits = library.search(METFORMIN, CLINICIAN)
    assert sources(hits) == ["/sound.pdf", "/retracted.pdf"]
    assert hits[-1].document.retracted
    found = library.find(METFORMIN, CLINICIAN, filters=Filters(retracted=False))
    assert sources(found.hits) == ["/sound.pdf"]
    assert found.searched["documents"] == 1
    narrow = Filters(year_from=2000, retracted=False)
    assert sources(library.search(METFORMIN, CLINICIAN, filters=narrow)) == ["/sound.pdf"]


def test_leaving_out_what_is_retracted_still_fills_the_list(library: Library) -> None:
    entries = [
        work(
            f"{METFORMIN} {number}",
            source=f"/{number}.pdf",
            doi=f"10.1000/{number}",
            title=f"Title {number}",
        )
        for number in range(40)
    ]
    fill(library, *entries)
    retract(library, *(f"10.1000/{number}" for number in range(30)))
    hits = library.search(METFORMIN, CLINICIAN, filters=Filters(retracted=False), k=10)
    assert len(hits) == 10
    assert not any(one.document.retracted for one in hits)


@pytest.fixture
def twins(library: Library) -> Library:
    fill(
        library,
        work(METFORMIN, source="/a.pdf", doi="10.1000/1"),
        work(METFORMIN, source="/a.xml", media_type="application/xml", doi="10.1000/1"),
        work(
            "Warfarin is steered by the INR", source="/vka.pdf", title="Another sample of a title"
        ),
    )
    return library


def test_a_hidden_copy_is_found_by_no_way_of_search(
    twins: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sources(twins.search(METFORMIN, CLINICIAN)) == ["/a.xml", "/vka.pdf"]
    exact = twins.search(METFORMIN, CLINICIAN, filters=Filters(year_from=2000))
    assert sources(exact) == ["/a.xml", "/vka.pdf"]

    def busy(*_: object, **__: object) -> None:
        raise LibraryBusy("elsewhere")

    monkeypatch.setattr(DenseSearch, "_nearest", busy)
    assert sources(twins.search(METFORMIN, CLINICIAN)) == ["/a.xml", "/vka.pdf"]


def test_hidden_copies_do_not_crowd_out_what_is_offered(library: Library) -> None:
    entries = []
    for number in range(12):
        text = f"{METFORMIN} in sample {number}"
        names = {"doi": f"10.1000/{number}", "title": f"Sample {number} of a telling title"}
        for kind in ("a", "b", "c", "d"):
            entries.append(work(text, source=f"/{number}{kind}.pdf", **names))  # type: ignore[arg-type]
    fill(library, *entries)
    keys, _ = library.searcher._dense.ranking(
        library.searcher.directory(),
        FakeEmbedder().embed_question(METFORMIN),
        None,
        None,
        ("literature",),
        20,
    )
    assert len(keys) == 20


def test_searching_in_a_hidden_copy_searches_its_work(twins: Library) -> None:
    hidden = next(one for one in twins.documents(CLINICIAN, hidden=True) if one.hidden_by)
    hits = twins.search(METFORMIN, CLINICIAN, filters=Filters(documents=(hidden.id,)))
    assert sources(hits) == ["/a.xml"]


def test_lists_and_counts_hold_a_work_once(twins: Library) -> None:
    assert {one.source for one in twins.documents(CLINICIAN)} == {"/a.xml", "/vka.pdf"}
    assert len(twins.documents(CLINICIAN, hidden=True)) == 3
    assert twins.stats(CLINICIAN).documents["literature"] == 2
    found = twins.find(METFORMIN, CLINICIAN)
    assert found.searched == {"passages": 4, "documents": 2}


def test_a_hidden_copy_can_be_opened_and_comes_back(twins: Library) -> None:
    shown, hidden = (
        next(one for one in twins.documents(CLINICIAN, hidden=True) if one.source == source)
        for source in ("/a.xml", "/a.pdf")
    )
    assert twins.document(hidden.id, CLINICIAN).hidden_by == shown.id
    assert twins.passages(hidden.id, CLINICIAN)
    assert [one.id for one in twins.same_work(shown.id, CLINICIAN)] == [hidden.id]
    twins.remove(shown.id, LIBRARIAN)
    assert sources(twins.search(METFORMIN, CLINICIAN))[0] == "/a.pdf"


def test_embedding_anew_takes_hidden_copies_along(twins: Library) -> None:
    assert twins.reindex(LIBRARIAN, embed=True) == 6
    shown = next(one for one in twins.documents(CLINICIAN) if one.source == "/a.xml")
    twins.remove(shown.id, LIBRARIAN)
    assert sources(twins.search(METFORMIN, CLINICIAN))[0] == "/a.pdf"


def test_the_same_hits_without_any_standing_are_given_as_they_are() -> None:
    hits = [replace(hit("a", 1), rank=1), hit("b", 2)]
    assert by_standing(hits) == tuple(hits)
