"""Files beside a PDF that say what it is, from the folder to the library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.files import Upload, gather
from ingest.metadata.records import read_records
from ingest.pipeline import Ingestor
from kb.errors import UnreadableFile
from kb.library import Library
from kb.types import DocumentInfo, Metadata, Principal
from tests.fakes.soundness import assert_clean
from tests.ingest.pdfs import simple_pdf

WORDS = [
    "The medicine lowered the pressure of the blood.",
    "It did so in each of the arms of the study.",
]
RIS = "TY  - JOUR\nTI  - {title}\nAU  - Roe, Ann\nJO  - The Journal\nPY  - 2019\nDO  - 10.1234/abc\nER  - \n"
TITLE = "Effects of a medicine on the pressure of the blood"
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>77</PMID><Article><ArticleTitle>{title}.</ArticleTitle>"
    "<Abstract><AbstractText>Short.</AbstractText></Abstract></Article></MedlineCitation><PubmedData><ArticleIdList>"
    '<ArticleId IdType="doi">10.1234/abc</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "papers"
    path.mkdir()
    (path / "trial.pdf").write_bytes(simple_pdf(WORDS))
    return path


@pytest.fixture
def ingestor(library: Library, principal: Principal) -> Ingestor:
    return Ingestor(library, principal)


def the_one(library: Library, principal: Principal) -> DocumentInfo:
    (document,) = library.documents(principal)
    return document


def test_a_file_beside_a_pdf_describes_it_and_is_no_document(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "trial.ris").write_text(RIS.format(title=TITLE))
    report = ingestor.run([folder])
    assert (report.added, report.failed, report.skipped) == (1, (), ())
    meta = the_one(library, principal).metadata
    assert (meta.title, meta.authors, meta.journal) == (TITLE, ("Ann Roe",), "The Journal")
    assert dict(meta.origins)["journal"] == "trial.ris"
    assert ingestor.run([folder]).unchanged == 1


def test_a_changed_description_reaches_the_library_with_the_next_run(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    ingestor.run([folder])
    for title in (TITLE, TITLE + ", again"):
        (folder / "trial.ris").write_text(RIS.format(title=title))
        report = ingestor.run([folder])
        assert (report.added, report.replaced, report.unchanged) == (0, 1, 0)
        assert the_one(library, principal).metadata.title == title
    # What --watch hands over is the changed file alone.
    (folder / "trial.ris").write_text(RIS.format(title=TITLE))
    assert ingestor.run([folder / "trial.ris"]).replaced == 1
    (folder / "trial.ris").unlink()
    assert ingestor.run([folder]).replaced == 1
    assert the_one(library, principal).metadata.journal is None
    assert_clean(library)


def test_the_stronger_file_wins_field_by_field(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "trial.ris").write_text(RIS.format(title="Weaker title of the medicine trial"))
    (folder / "trial.json").write_text(json.dumps({"title": TITLE, "sample_size": 40}))
    ingestor.run([folder])
    meta = the_one(library, principal).metadata
    assert (meta.title, meta.sample_size, meta.journal) == (TITLE, 40, "The Journal")
    origins = dict(meta.origins)
    assert (origins["title"], origins["journal"]) == ("trial.json", "trial.ris")


def test_a_damaged_description_costs_a_warning_not_the_document(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "trial.json").write_text("{")
    assert ingestor.run([folder]).added == 1
    (warning,) = [one for one in the_one(library, principal).warnings if "trial.json" in one]
    assert "was not used: it is not JSON" in warning


def test_of_many_entries_the_one_that_agrees_is_taken_and_all_are_documents(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "trial.json").write_text(json.dumps({"doi": "10.1234/ABC"}))
    both = RIS.format(title="Another work about something else").replace("abc", "other")
    abstracts = both + RIS.format(title=TITLE).replace("ER", "AB  - It was short.\nER")
    (folder / "trial.ris").write_text(abstracts)
    report = ingestor.run([folder])
    assert report.added == 2
    assert [note.reason for note in report.skipped] == ["1 entry was passed over: no abstract"]
    found = library.store.catalog.documents(["literature"])
    assert {one.source for one in found} == {
        f"{folder}/trial.pdf",
        f"{folder}/trial.ris#10.1234/abc",
    }


def test_full_text_beside_a_pdf_is_a_document_and_describes_it(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "trial.xml").write_text(
        f"<article><front><article-meta><title-group><article-title>{TITLE}</article-title></title-group>"
        "</article-meta></front><body><sec><title>Results</title><p>It worked well.</p></sec></body></article>"
    )
    assert ingestor.run([folder]).added == 2
    found = library.store.catalog.documents(["literature"])
    assert {one.metadata.title for one in found} == {TITLE}


def test_a_given_export_describes_by_identifier_and_stays_without_being_given_again(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal, tmp_path: Path
) -> None:
    (folder / "trial.json").write_text(json.dumps({"doi": "10.1234/abc"}))
    ingestor.run([folder])
    export = tmp_path / "asthma.xml"
    export.write_text(PUBMED.format(title=TITLE))
    report = ingestor.run([folder], metadata=[export])
    assert (report.added, report.replaced) == (0, 1)
    meta = the_one(library, principal).metadata
    assert (meta.title, meta.pmid) == (TITLE, "77")
    assert dict(meta.origins)["pmid"] == "PubMed XML asthma.xml"
    assert ingestor.run([folder], metadata=[export]).unchanged == 1
    assert ingestor.run([folder]).unchanged == 1
    assert the_one(library, principal).metadata.pmid == "77"
    export.write_text(PUBMED.format(title=TITLE + " anew"))
    assert ingestor.run([folder], metadata=[export]).replaced == 1
    assert_clean(library)


def test_copies_of_a_pdf_with_and_without_an_export_all_stay(
    ingestor: Ingestor, library: Library, folder: Path, tmp_path: Path
) -> None:
    export = tmp_path / "e.xml"
    export.write_text(PUBMED.format(title=TITLE))
    data = simple_pdf([TITLE, "doi: 10.1234/abc", *WORDS])
    for name in ("copy", "trial"):
        (folder / f"{name}.pdf").write_bytes(data)
    for metadata in ([], [export], []):
        report = ingestor.run([folder], metadata=metadata)
        assert report.failed == ()
    assert len(library.store.catalog.documents(["literature"])) == 1
    assert_clean(library)


def test_a_corrected_identifier_does_not_have_a_file_read_with_every_run(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal, tmp_path: Path
) -> None:
    ingestor.run([folder])
    library.correct(the_one(library, principal).id, {"doi": "10.1234/abc"}, principal)
    export = tmp_path / "e.xml"
    export.write_text(PUBMED.format(title=TITLE))
    for _ in range(2):
        report = ingestor.run([folder], metadata=[export])
        assert (report.unchanged, report.replaced) == (1, 0)
    assert_clean(library)


def test_uploads_of_one_name_go_together() -> None:
    uploads = [
        Upload("trial.pdf", simple_pdf(WORDS)),
        Upload("trial.ris", RIS.encode()),
        Upload("trial.json", b"{}"),
        Upload("other.json", b"{}"),
    ]
    found, skipped, _ = gather([], uploads)
    assert [one.path.name for one in found] == ["trial.pdf"]
    assert [one.path.name for one in found[0].sidecars] == ["trial.json", "trial.ris"]
    assert [note.path for note in skipped] == ["other.json"]


def test_an_export_of_pubmed_is_told_from_an_article_by_its_content(
    ingestor: Ingestor, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "set.xml").write_text(PUBMED.format(title=TITLE))
    report = ingestor.run([tmp_path / "set.xml"])
    assert (report.added, report.failed) == (1, ())
    (document,) = library.store.catalog.documents(["literature"])
    assert document.source.endswith("set.xml#77")
    assert ingestor.run([tmp_path / "set.xml"]).unchanged == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"title": "T", "author": [{"family": "Roe", "given": "Ann"}, {"literal": "G"}], "issued": {"date-parts": [[2020, 3]]},
             "container-title": "J", "DOI": "10.1234/X", "PMID": 5, "page": "1-2", "type": "article-journal"},
            Metadata(title="T", authors=("Ann Roe", "G"), journal="J", year=2020, pages="1-2", doi="10.1234/x", pmid="5"),
        ),
        (
            {"title": "T", "authors": ["A B"], "type": "guideline", "design": "cohort study", "licence": "CC BY", "year": "2019"},
            Metadata(title="T", authors=("A B",), year=2019, licence="CC BY", type="guideline", design="cohort study"),
        ),
    ],
)  # fmt: skip
def test_json_of_both_kinds_is_understood(data: dict[str, object], expected: Metadata) -> None:
    assert read_records(json.dumps(data).encode(), "a.json") == [expected]
    assert read_records(json.dumps([data]).encode(), "a.json") == [expected]


@pytest.mark.parametrize("data", [b"", b"[]", b"3", b'{"x": 1}', b"[" * 100_000, b"\xff"])
def test_json_that_describes_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_records(data, "a.json")


@pytest.mark.parametrize("data", [b"<PubmedArticleSet/>", b"<PubmedArticleSet></PubmedArticleSet>"])
def test_an_export_of_pubmed_without_an_article_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="describes no work"):
        read_records(data, "a.xml")


def test_a_number_of_participants_that_cannot_be_is_passed_over() -> None:
    (found,) = read_records(b'{"title": "A trial", "sample_size": 1' + b"0" * 30 + b"}", "a.json")
    assert found == Metadata(title="A trial")
