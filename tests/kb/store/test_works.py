"""Twins and editions, kept up as documents come and go."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store import works
from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.store.entries import NewDocument
from kb.store.works import MOST_SHARED
from tests.fakes.works import ABSTRACT, BODY, TITLE, WORDS, offered, put, work

XML = "application/xml"
DOI = "10.1000/sample.1"
PREPRINT = "10.1101/2020.01.02.123456"
GUIDELINE = "Guideline on asthma of the British Thoracic Society"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    database = Database(tmp_path / "catalog.db", bytes(32))
    yield Catalog(database)
    database.close()


def hidden_by(catalog: Catalog, one: NewDocument) -> str | None:
    found = catalog.document(one.id)
    assert found is not None
    return found.hidden_by


def superseded_by(catalog: Catalog, one: NewDocument) -> str | None:
    found = catalog.document(one.id)
    assert found is not None
    return next((notice.document for notice in found.standing), None)


PDF_ = work(source="/a.pdf", doi=DOI)
XML_ = work(source="/a.xml", media_type=XML, doi="https://doi.org/10.1000/SAMPLE.1", pmid="77")
RECORD = work(ABSTRACT, source="/export.xml#77", media_type=XML, pmid="77", title=None)


@pytest.mark.parametrize("order", list(itertools.permutations([PDF_, XML_, RECORD])))
def test_a_work_is_offered_once_in_whatever_order_its_copies_come(
    catalog: Catalog, order: tuple[NewDocument, ...]
) -> None:
    record = work(ABSTRACT, source="/export.xml#77", media_type=XML, pmid="77")
    copies = [record if one is RECORD else one for one in order]
    put(catalog, *copies)
    assert offered(catalog) == {"/a.xml"}
    # The record and the PDF have no name in common but that of the XML.
    assert hidden_by(catalog, PDF_) == hidden_by(catalog, record) == XML_.id
    assert {one.id for one in catalog.same_work(XML_.id)} == {PDF_.id, record.id}
    assert next(one.id for one in catalog.same_work(PDF_.id)) == XML_.id
    assert catalog.counts() == {"literature": (1, 3)}


def test_copies_that_are_published_together_are_found_as_well(catalog: Catalog) -> None:
    catalog.add([PDF_, XML_])
    catalog.publish([PDF_.id, XML_.id])
    assert offered(catalog) == {"/a.xml"}


def test_a_pdf_that_was_read_well_is_offered_before_xml(catalog: Catalog) -> None:
    well = work(source="/well.pdf", doi=DOI, confidence=(1.0, 0.9))
    put(catalog, XML_, well)
    assert offered(catalog) == {"/well.pdf"}
    doubtful = work(
        source="/bad.pdf", doi="10.1000/2", confidence=(1.0, 0.4), title=TITLE + " again"
    )
    other = work(source="/b.xml", media_type=XML, doi="10.1000/2", title=TITLE + " again")
    put(catalog, doubtful, other)
    assert offered(catalog) == {"/well.pdf", "/b.xml"}


def test_the_whole_text_is_offered_before_an_abstract(catalog: Catalog) -> None:
    abstract = work(ABSTRACT, source="/export.xml#1", media_type=XML, doi=DOI)
    page = work(ABSTRACT, *[BODY] * 4, source="/a.html", media_type="text/html", doi=DOI)
    put(catalog, abstract, page)
    assert offered(catalog) == {"/a.html"}


def test_when_the_offered_copy_is_removed_the_next_best_comes_back(catalog: Catalog) -> None:
    note = work(source="/a.txt", media_type="text/plain", doi=DOI)
    put(catalog, note, XML_, PDF_)
    assert offered(catalog) == {"/a.xml"}
    catalog.remove([XML_.id])
    assert offered(catalog) == {"/a.pdf"}
    assert hidden_by(catalog, note) == PDF_.id
    catalog.remove([PDF_.id])
    assert offered(catalog) == {"/a.txt"}


def test_removing_a_hidden_copy_changes_nothing_else(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    catalog.remove([PDF_.id])
    assert offered(catalog) == {"/a.xml"}
    assert catalog.same_work(XML_.id) == []


def test_a_changed_file_is_compared_anew(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    other = work(
        "Entirely other words now.", source="/a.xml", media_type=XML, doi="10.1000/9", title="X"
    )
    assert put(catalog, other) == [XML_.id]
    assert offered(catalog) == {"/a.pdf", "/a.xml"}


def test_twins_without_identifiers_are_known_by_title_author_year_and_text(
    catalog: Catalog,
) -> None:
    pdf = work(source="/a.pdf")
    record = work(ABSTRACT, source="/refs.ris#1", media_type="application/x-ris", year=2021)
    put(catalog, pdf, record)
    assert offered(catalog) == {"/a.pdf"}


OTHER = " ".join(f"{word}ish" for word in WORDS)


@pytest.mark.parametrize(
    "other",
    [
        work(OTHER, source="/b.pdf"),
        work(source="/b.pdf", authors=("Jones, Ann",)),
        work(source="/b.pdf", year=2024),
        work(source="/b.pdf", doi="10.1000/other"),
        work(source="/b.pdf", title="Sample drug in samples with sample disease: part 2"),
        work(source="/b.pdf", title=f"Erratum: {TITLE}"),
        work(OTHER, source="/b.pdf", doi=DOI, title="Quite another thing in the same supplement"),
        work(OTHER, source="/b.pdf", doi=DOI),
        work(source="/b.pdf", collection="records", doi=DOI),
    ],
    ids=(
        *("other text", "other author", "other year", "other doi", "other part", "erratum"),
        *("shared doi", "another piece", "a record"),
    ),
)
def test_near_misses_are_different_works(catalog: Catalog, other: NewDocument) -> None:
    put(catalog, work(source="/a.pdf", doi=DOI), other)
    assert offered(catalog) == {"/a.pdf", "/b.pdf"}


def test_documents_without_a_telling_title_are_never_twins(catalog: Catalog) -> None:
    for number, title in enumerate(("Editorial", None, "", "In reply")):
        put(
            catalog,
            work(source=f"/{number}a.pdf", title=title),
            work(source=f"/{number}b.pdf", title=title),
        )
    assert len(offered(catalog)) == 8


def test_lines_of_one_file_are_two_works_unless_their_names_and_titles_agree(
    catalog: Catalog,
) -> None:
    lines = [
        work(source=f"/corpus.jsonl#{number}", container="/corpus.jsonl", authors=(), year=None)
        for number in range(2)
    ]
    snippets = [
        work(source=f"/corpus.jsonl#{number}", container="/corpus.jsonl", title=None, pmid="5")
        for number in range(2, 4)
    ]
    twice = [
        work(
            source=f"/corpus.jsonl#{number}", container="/corpus.jsonl", doi=DOI, title=TITLE + " b"
        )
        for number in range(4, 6)
    ]
    put(catalog, *lines, *snippets, *twice)
    assert len(offered(catalog)) == 5


def test_a_preprint_gives_way_to_the_published_version(catalog: Catalog) -> None:
    preprint = work(source="/preprint.pdf", doi=PREPRINT + "v2", year=2019, confidence=(1.0,))
    published = work(source="/paper.xml", media_type=XML, doi=DOI, year=2021)
    put(catalog, published, preprint)
    assert offered(catalog) == {"/paper.xml"}
    assert hidden_by(catalog, preprint) == published.id


def test_a_preprint_stays_marked_beside_the_abstract_of_the_published_version(
    catalog: Catalog,
) -> None:
    preprint = work(ABSTRACT, *[BODY] * 4, source="/preprint.pdf", doi=PREPRINT)
    abstract = work(ABSTRACT, source="/export.xml#1", media_type=XML, doi=DOI)
    put(catalog, preprint, abstract)
    assert offered(catalog) == {"/preprint.pdf", "/export.xml#1"}
    assert superseded_by(catalog, preprint) == abstract.id
    catalog.remove([abstract.id])
    assert superseded_by(catalog, preprint) is None


def test_a_name_that_very_many_share_tells_none_apart(catalog: Catalog) -> None:
    copies = [
        work(source=f"/{number:02}.pdf", doi=DOI, title=None) for number in range(MOST_SHARED)
    ]
    put(catalog, *copies)
    assert len(offered(catalog)) == 1
    put(catalog, work(source="/more.pdf", doi=DOI, title=None))
    assert len(offered(catalog)) == MOST_SHARED + 1


def test_an_older_edition_is_superseded_by_the_newest(catalog: Catalog) -> None:
    editions = [
        work(
            f"Edition {year}.",
            source=f"/{year}.pdf",
            title=f"{GUIDELINE}, {year}",
            year=year,
            authors=(),
        )
        for year in (2014, 2023, 2019)
    ]
    put(catalog, *editions)
    old, new, middle = editions
    assert superseded_by(catalog, old) == superseded_by(catalog, middle) == new.id
    assert superseded_by(catalog, new) is None
    (notice,) = catalog.document(old.id).standing  # type: ignore[union-attr]
    assert (notice.kind, notice.year) == ("superseded", 2023)
    catalog.remove([new.id])
    assert superseded_by(catalog, old) == middle.id
    catalog.remove([middle.id])
    assert superseded_by(catalog, old) is None


@pytest.mark.parametrize(
    "other",
    [
        work("New.", source="/b.pdf", title="Guideline on asthma of the American Thoracic Society"),
        work(
            "New.",
            source="/b.pdf",
            title="Guideline on bronchiectasis of the British Thoracic Society",
        ),
        work("New.", source="/b.pdf", title=f"Erratum: {GUIDELINE}"),
        work("New.", source="/b.pdf", title=f"{GUIDELINE}: part 2"),
        work("New.", source="/b.pdf", title=f"Adherence to the {GUIDELINE}"),
        work("New.", source="/b.pdf", title=GUIDELINE, year=2010),
        work("New.", source="/b.pdf", title=GUIDELINE, year=None),
        work("New.", source="/b.pdf", title="Guideline on asthma"),
    ],
    ids=("body", "disease", "erratum", "part", "adherence", "older", "no year", "no body"),
)
def test_no_edition_of_something_else_supersedes(catalog: Catalog, other: NewDocument) -> None:
    one = work("Old.", source="/a.pdf", title=GUIDELINE, year=2014, authors=())
    put(catalog, one, other)
    assert superseded_by(catalog, one) is None


def test_without_a_body_the_journal_and_the_authors_decide(catalog: Catalog) -> None:
    def edition(year: int, journal: str, *people: str) -> NewDocument:
        return work(
            f"Text of {year}.",
            source=f"/{year}.pdf",
            title="Recommendations on asthma",
            year=year,
            journal=journal,
            authors=people,
        )

    old = edition(2010, "J Samples", "Roe, A", "Doe, B", "Poe, C")
    put(catalog, old, edition(2012, "J Samples", "Coe, D"), edition(2013, "Other J", "Roe, A"))
    assert superseded_by(catalog, old) is None
    newer = edition(2014, "J. Samples", "Roe A", "New, N")
    put(catalog, newer)
    assert superseded_by(catalog, old) == newer.id


def test_a_library_from_before_is_gone_through_once(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    with catalog.database.write() as connection:
        connection.execute("DELETE FROM work_keys")
        connection.execute("UPDATE documents SET hidden_by = NULL")
    assert len(offered(catalog)) == 2
    before = catalog.version
    catalog.refresh_works()
    assert offered(catalog) == {"/a.xml"}
    assert catalog.version > before
    catalog.refresh_works()
    assert catalog.version == before + 1


def test_corrected_metadata_part_what_a_wrong_doi_joined(catalog: Catalog) -> None:
    put(catalog, PDF_, XML_)
    with catalog.database.write() as connection:
        (key,) = connection.execute("SELECT key FROM documents WHERE id = ?", (XML_.id,)).fetchone()
        connection.execute(
            "UPDATE documents SET doi = '10.1000/right', title = 'Another thing altogether here' "
            "WHERE key = ?",
            (key,),
        )
        works.renew(connection, key)
    assert offered(catalog) == {"/a.pdf", "/a.xml"}


def test_what_fails_midway_leaves_the_work_as_it_was(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(catalog, PDF_)
    catalog.add([XML_])

    def fail(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("kb.store.works._settle_editions", fail)
    with pytest.raises(RuntimeError):
        catalog.publish([XML_.id])
    monkeypatch.undo()
    assert offered(catalog) == {"/a.pdf"}
    assert catalog.pending() == [XML_.id]
    catalog.publish([XML_.id])
    assert offered(catalog) == {"/a.xml"}
