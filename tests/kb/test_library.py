"""The library's calls: every one names who asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from kb.errors import ModelMismatch, NotFound, NotPermitted, WrongValue
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.types import Filters, Principal
from tests.conftest import OpenLibrary
from tests.fakes.embedder import FakeEmbedder
from tests.ingest.pdfs import simple_pdf

RESEARCHER = Principal("R", frozenset({"researcher"}))
NOBODY = Principal("N", frozenset())
LIBRARIAN = Principal("L", frozenset({"librarian"}))
PAPER = ["Zanzibarium lowers the blood pressure.", "It was well tolerated."]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "trial.pdf").write_bytes(simple_pdf(PAPER))
    (folder / "other.txt").write_text("Metformin is the first medicine in type 2 diabetes.")
    return folder


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "notes" / "visit.md"
    path.parent.mkdir()
    path.write_text("# Visit\n\nThe pressure at the visit was 151/94 mmHg.")
    return path


@pytest.fixture
def filled(library: Library, principal: Principal, papers: Path, note: Path) -> Library:
    ingestor = Ingestor(library, principal)
    assert ingestor.run([papers]).failed == ()
    assert ingestor.run([note], collection="records", attested_by="A. Clerk").added == 1
    return library


def identity(library: Library, principal: Principal, name: str) -> str:
    return next(one.id for one in library.documents(principal) if one.source.endswith(name))


def test_documents_are_listed_newest_first_and_by_collection(
    filled: Library, principal: Principal
) -> None:
    names = [one.source.rsplit("/", 1)[-1] for one in filled.documents(principal)]
    assert names[0] == "visit.md"
    assert sorted(names) == ["other.txt", "trial.pdf", "visit.md"]
    assert [one.attested_by for one in filled.documents(principal, collection="records")] == [
        "A. Clerk"
    ]


def test_a_role_cannot_reach_what_it_may_not_read(filled: Library, principal: Principal) -> None:
    hidden = identity(filled, principal, "visit.md")
    passage = filled.passages(hidden, principal)[0].id
    assert filled.documents(RESEARCHER, collection="records") == []
    assert filled.documents(NOBODY) == []
    for call in (
        lambda: filled.document(hidden, RESEARCHER),
        lambda: filled.passages(hidden, RESEARCHER),
        lambda: filled.passage(passage, RESEARCHER),
        lambda: filled.neighbours(passage, RESEARCHER),
        lambda: filled.original(hidden, RESEARCHER),
    ):
        with pytest.raises(NotFound):
            call()


def test_what_is_hidden_and_what_is_not_there_look_the_same(
    filled: Library, principal: Principal
) -> None:
    hidden = identity(filled, principal, "visit.md")
    with pytest.raises(NotFound) as secret:
        filled.document(hidden, RESEARCHER)
    with pytest.raises(NotFound) as missing:
        filled.document("0" * 16, RESEARCHER)
    assert secret.value.message.replace(hidden, "X") == missing.value.message.replace("0" * 16, "X")


def test_changing_the_library_takes_a_librarian(filled: Library, principal: Principal) -> None:
    one = identity(filled, principal, "trial.pdf")
    for call in (
        lambda: filled.remove(one, RESEARCHER),
        lambda: filled.reindex(RESEARCHER),
        lambda: filled.jobs(RESEARCHER),
        lambda: filled.job("x", RESEARCHER),
        lambda: Ingestor(filled, RESEARCHER).run([]),
    ):
        with pytest.raises(NotPermitted):
            call()


def test_the_original_comes_back_as_it_was(
    filled: Library, principal: Principal, papers: Path
) -> None:
    one = identity(filled, principal, "trial.pdf")
    assert filled.original(one, principal) == (papers / "trial.pdf").read_bytes()
    assert filled.original(identity(filled, principal, "other.txt"), principal) is None


def test_neighbours_are_the_passages_around(
    library: Library, principal: Principal, tmp_path: Path
) -> None:
    long = tmp_path / "long.txt"
    long.write_text("\n\n".join(f"Finding {n} was about topic{n}. " * 30 for n in range(6)))
    Ingestor(library, principal).run([long])
    (document,) = library.documents(principal)
    passages = library.passages(document.id, principal)
    assert len(passages) > 3
    around = library.neighbours(passages[2].id, principal, before=1, after=1)
    assert [one.ordinal for one in around] == [1, 2, 3]
    assert [one.ordinal for one in library.neighbours(passages[0].id, principal)] == [0, 1]
    assert library.passage(passages[2].id, principal) == (passages[2], document)


def test_removing_forgets_a_document_everywhere(
    filled: Library, principal: Principal, settings: Settings
) -> None:
    one = identity(filled, principal, "trial.pdf")
    (vector,) = filled.store.catalog.embeddings.of([one])
    marks = [row.tobytes() for row in vector.vectors]
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert any(mark in path.read_bytes() for path in files for mark in marks)
    assert (settings.home / "originals" / one).exists()

    assert filled.remove(one, principal).id == one

    with pytest.raises(NotFound):
        filled.document(one, principal)
    assert not (settings.home / "originals" / one).exists()
    assert filled.store.stale_vectors == 0
    hits = filled.search("zanzibarium blood pressure", principal)
    assert all(hit.document.id != one for hit in hits)
    connection = filled.store.database.connection
    segments = connection.execute("SELECT block FROM passages_text_data").fetchall()
    assert not any(b"zanzibarium" in block for (block,) in segments)
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert not any(mark in path.read_bytes() for path in files for mark in marks)


def test_a_removal_that_is_cut_short_leaves_no_quotation_in_kept_answers(
    filled: Library, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = identity(filled, principal, "other.txt")
    answer = filled.ask("What is the first medicine in diabetes?", principal)
    assert one in {cited.document.id for cited in answer.citations}
    kept = filled.conversations.keep(answer, principal)
    monkeypatch.setattr(filled.store.catalog, "remove", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        filled.remove(one, principal)
    (exchange,) = filled.conversations.open(kept, principal)[1]
    assert "metformin" not in exchange.answer.answer.lower()
    assert exchange.answer.citations == ()


def test_removing_several_is_all_or_none(filled: Library, principal: Principal) -> None:
    ids = [one.id for one in filled.documents(principal)]
    with pytest.raises(NotFound):
        filled.remove_all([ids[0], "unknown"], principal)
    assert len(filled.documents(principal)) == 3
    assert [one.id for one in filled.remove_all(ids[:2], principal)] == ids[:2]
    assert [one.id for one in filled.documents(principal)] == ids[2:]


def test_reindexing_needs_no_embedding(filled: Library, principal: Principal) -> None:
    embedder = filled.embedder
    assert isinstance(embedder, FakeEmbedder)
    before = embedder.embedded
    found = [hit.passage.id for hit in filled.search("pressure", principal)]
    assert filled.reindex(principal) == 3
    assert embedder.embedded == before
    assert [hit.passage.id for hit in filled.search("pressure", principal)] == found
    assert filled.jobs(principal)[0].kind == "reindex"
    assert filled.jobs(principal)[0].state == "done"


def test_another_model_takes_over_with_reindex_embed(
    filled: Library, principal: Principal, open_library: OpenLibrary
) -> None:
    filled.close()
    other = FakeEmbedder("another", dimension=32)
    library = open_library(other)
    with pytest.raises(ModelMismatch):
        library.search("pressure", principal)
    with pytest.raises(ModelMismatch) as caught:
        Ingestor(library, principal).run([])
    assert "kb reindex --embed" in caught.value.hint
    steps: list[str] = []
    library.reindex(principal, embed=True, progress=lambda state: steps.append(state.current))
    # Three passages, their four sentences and the one title.
    assert other.embedded == 8
    assert list(dict.fromkeys(steps)) == ["embedding", "indexing", "sentences"]
    found = library.search("zanzibarium blood pressure", principal)
    assert found[0].document.source.endswith("trial.pdf")
    assert library.store.catalog.meta(FINGERPRINT) == "another-32"


def test_a_reindex_that_was_cut_short_is_noticed_and_done_again(
    filled: Library,
    principal: Principal,
    open_library: OpenLibrary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled.close()
    library = open_library(FakeEmbedder("another", dimension=32))
    monkeypatch.setattr(library.store, "rebuild", lambda *_: 1 / 0)
    monkeypatch.setattr(
        library.store.catalog.embeddings,
        "replace",
        lambda *_: (_ for _ in ()).throw(OSError("no space left")),
    )
    with pytest.raises(OSError, match="no space"):
        library.reindex(principal, embed=True)
    assert library.jobs(principal)[0].state == "failed"
    library.close()
    for embedder in (FakeEmbedder(), FakeEmbedder("another", dimension=32)):
        with pytest.raises(ModelMismatch):
            open_library(embedder).search("pressure", principal)
    again = open_library(FakeEmbedder("another", dimension=32))
    assert again.reindex(principal, embed=True) == 3
    assert again.search("zanzibarium", principal)[0].document.source.endswith("trial.pdf")


def test_the_stats_count_what_may_be_read(filled: Library, principal: Principal) -> None:
    stats = filled.stats(principal)
    assert stats.documents == {"literature": 2, "records": 1}
    assert stats.passages == {"literature": 2, "records": 1}
    assert filled.stats(RESEARCHER).documents == {"literature": 2}
    assert filled.stats(NOBODY).documents == {}


def test_an_unknown_job_is_not_found(library: Library, principal: Principal) -> None:
    with pytest.raises(NotFound, match="nothing"):
        library.job("nothing", principal)


def test_a_corrected_title_and_year_are_searched_and_outlast_a_changed_file(
    filled: Library, principal: Principal, papers: Path
) -> None:
    one = identity(filled, principal, "other.txt")
    changed = filled.correct(one, {"title": "Podagra", "year": "2011"}, principal, by="A. Clerk")
    assert (changed.title, changed.metadata.year) == ("Podagra", 2011)
    assert filled.search("podagra", principal)[0].document.id == one
    old = filled.search("metformin", principal, filters=Filters(year_from=2010, year_to=2012))
    assert {hit.document.id for hit in old} == {one}
    (papers / "other.txt").write_text("Metformin is still the first medicine in diabetes.")
    assert Ingestor(filled, principal).run([papers]).replaced == 1
    again = filled.document(identity(filled, principal, "other.txt"), principal)
    assert again.id != one
    assert again.title == "Podagra"
    assert dict(again.metadata.origins)["title"].startswith("corrected by A. Clerk on ")
    given = filled.correct(again.id, {}, principal, undo=["title"])
    assert given.title != "Podagra"
    assert [each.field for each in filled.corrections(again.id, principal)] == ["year"]


def test_only_who_may_change_the_library_corrects_it(filled: Library, principal: Principal) -> None:
    one = identity(filled, principal, "other.txt")
    before = filled.document(one, principal)
    with pytest.raises(NotPermitted):
        filled.correct(one, {"title": "x"}, RESEARCHER)
    with pytest.raises(WrongValue):
        filled.correct(one, {"title": "x", "year": "soon"}, principal)
    with pytest.raises(NotFound):
        filled.correct(identity(filled, principal, "visit.md"), {"title": "x"}, LIBRARIAN)
    assert filled.document(one, principal) == before
