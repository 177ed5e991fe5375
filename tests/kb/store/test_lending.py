"""A work's offered copy knows what its other copies know, for as long as these are here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.catalog import Catalog
from kb.store.corrections import Corrections
from kb.store.database import Database
from kb.types import Metadata
from tests.fakes.works import put, work

SURE = (0.99,)
PDF_ = work(source="/papers/a.pdf", confidence=SURE, year=None, journal=None)
XML_ = work(
    source="/papers/a.xml",
    media_type="application/xml",
    doi="10.1000/one",
    pmid="29768149",
    journal="J Samples",
    type="review",
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    database = Database(tmp_path / "catalog.db", bytes(32))
    yield Catalog(database)
    database.close()


def metadata(catalog: Catalog, document: str) -> Metadata:
    info = catalog.document(document)
    assert info is not None
    return info.metadata


@pytest.mark.parametrize("order", [(PDF_, XML_), (XML_, PDF_)], ids=["PDF first", "XML first"])
def test_the_offered_copy_has_the_names_of_the_hidden_one_with_their_origin(
    catalog: Catalog, order: tuple[object, ...]
) -> None:
    put(catalog, *order)  # type: ignore[arg-type]
    info = catalog.document(PDF_.id)
    assert info is not None
    assert info.hidden_by is None
    found = info.metadata
    assert (found.doi, found.pmid, found.year) == ("10.1000/one", "29768149", 2020)
    assert (found.journal, found.type) == ("J Samples", "review")
    assert dict(found.origins)["pmid"] == "its copy a.xml"
    assert metadata(catalog, XML_.id) == XML_.document.metadata


def test_what_a_copy_says_itself_stays(catalog: Catalog) -> None:
    own = work(source="/b.pdf", confidence=SURE, year=2021, journal="Own J")
    put(catalog, own, XML_)
    found = metadata(catalog, own.id)
    assert (found.year, found.journal, found.pmid) == (2021, "Own J", "29768149")


def test_when_the_copy_goes_it_takes_back_what_it_lent(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    catalog.remove([XML_.id])
    assert metadata(catalog, PDF_.id) == PDF_.document.metadata


def test_a_copy_that_changes_changes_what_it_lent(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    changed = work(
        *(one.text for one in XML_.passages[:-1]),
        "A word more.",
        source="/papers/a.xml",
        media_type="application/xml",
        pmid="12345678",
    )
    put(catalog, changed)
    found = metadata(catalog, PDF_.id)
    assert (found.pmid, found.doi) == ("12345678", None)


def test_what_was_lent_joins_no_further_documents(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    other = work(source="/c.pdf", title=None, doi="10.1000/one", authors=(), year=None)
    catalog.remove([XML_.id])
    put(catalog, other)
    assert {one.source for one in catalog.documents(("literature",), hidden=False)} == {
        "/papers/a.pdf",
        "/c.pdf",
    }


def test_a_correction_is_stronger_and_is_undone_to_what_was_read(catalog: Catalog) -> None:
    corrections = Corrections(catalog.database)
    put(catalog, PDF_, XML_)
    corrections.correct(PDF_.id, {"type": "guideline", "journal": None}, "A. Clerk")
    found = metadata(catalog, PDF_.id)
    assert (found.type, found.journal, found.doi) == ("guideline", None, "10.1000/one")
    assert [(one.field, one.was) for one in corrections.of(PDF_.id)] == [
        ("journal", None),
        ("type", None),
    ]
    corrections.undo(PDF_.id, ["type", "journal"])
    found = metadata(catalog, PDF_.id)
    assert (found.type, found.journal) == ("review", "J Samples")
    catalog.remove([XML_.id])
    assert metadata(catalog, PDF_.id) == PDF_.document.metadata


def test_a_correction_of_the_hidden_copy_is_lent(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    Corrections(catalog.database).correct(XML_.id, {"year": 2011}, "A. Clerk")
    assert metadata(catalog, PDF_.id).year == 2011


def test_a_correction_that_parts_the_copies_ends_the_loan(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    corrections = Corrections(catalog.database)
    corrections.correct(XML_.id, {"title": "Quite another thing in other samples"}, "A. Clerk")
    assert metadata(catalog, PDF_.id) == PDF_.document.metadata


def test_a_preprint_lends_nothing_to_the_published_work(catalog: Catalog) -> None:
    preprint = work(source="/p.pdf", doi="10.1101/2020.01.01.20000001", journal="medRxiv")
    published = work(source="/a.pdf", confidence=SURE, pmid="29768149")
    put(catalog, preprint, published)
    info = catalog.document(preprint.id)
    assert info is not None
    assert info.hidden_by == published.id
    found = metadata(catalog, published.id)
    assert (found.doi, found.journal) == (None, None)


def test_a_library_from_before_lends_once_it_is_opened(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    with catalog.database.write() as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'works'")
        connection.execute(
            "UPDATE documents SET year = NULL, journal = NULL, doi = NULL, pmid = NULL, type = NULL, "
            "origins = '[]', lent = NULL WHERE id = ?",
            (PDF_.id,),
        )
    catalog.refresh_works()
    assert metadata(catalog, PDF_.id).pmid == "29768149"
