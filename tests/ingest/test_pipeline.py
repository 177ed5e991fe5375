"""Files in, passages in the library."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from ingest.files import Upload
from ingest.pipeline import Ingestor
from kb.errors import LibraryBusy, ModelMismatch, NotAttested, NotPermitted
from kb.library import Library
from kb.settings import Settings
from kb.store.jobs import JobProgress
from kb.types import Principal
from tests.conftest import OpenLibrary
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.soundness import assert_clean, sources
from tests.ingest.pdfs import simple_pdf

FIRST = "Metformin is the first medicine in type 2 diabetes."
SECOND = "Empagliflozin protects heart and kidney in type 2 diabetes."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "papers"
    path.mkdir()
    return path


@pytest.fixture
def ingestor(library: Library, principal: Principal) -> Ingestor:
    return Ingestor(library, principal)


def found(library: Library, question: str) -> str:
    """The source of the best passage."""
    (hit,) = library.search(question, Principal("C", frozenset({"clinician"})), k=1)
    return hit.document.source


def lines(path: Path, **texts: str) -> None:
    path.write_text(
        "".join(json.dumps({"_id": key, "text": text}) + "\n" for key, text in texts.items())
    )


def test_files_of_every_kind_go_in_and_are_found(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "paper.pdf").write_bytes(simple_pdf(["A trial of zanzibarium.", "It worked."]))
    (folder / "note.md").write_text(f"# Diabetes\n\n{FIRST}")
    (folder / "plain.txt").write_text(SECOND)
    lines(folder / "corpus.jsonl", a="Colchicine for gout.", b="Allopurinol for gout.")
    report = ingestor.run([folder])
    assert (report.added, report.failed, report.skipped) == (5, (), ())
    assert report.passages == 5
    assert found(library, "zanzibarium trial") == str(folder / "paper.pdf")
    assert found(library, "metformin first medicine") == str(folder / "note.md")
    assert found(library, "colchicine") == f"{folder}/corpus.jsonl#a"
    assert_clean(library)


def test_the_same_files_again_are_a_no_op(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "paper.pdf").write_bytes(simple_pdf(["A trial of zanzibarium.", "It worked."]))
    (folder / "plain.txt").write_text(FIRST)
    lines(folder / "corpus.jsonl", a="Colchicine for gout.")
    ingestor.run([folder])
    embedder = library.embedder
    assert isinstance(embedder, FakeEmbedder)
    before, version = embedder.embedded, library.store.catalog.version
    report = ingestor.run([folder])
    assert (report.added, report.unchanged, report.replaced, report.failed) == (0, 3, 0, ())
    assert embedder.embedded == before
    assert library.store.catalog.version == version


def test_a_changed_file_replaces_its_passages(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(FIRST)
    ingestor.run([folder])
    (folder / "a.txt").write_text(SECOND)
    report = ingestor.run([folder])
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 0)
    assert sources(library) == {str(folder / "a.txt"): SECOND}
    assert_clean(library)


def test_two_files_that_exchange_their_contents_both_stay(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(FIRST)
    (folder / "b.txt").write_text(SECOND)
    ingestor.run([folder])
    (folder / "a.txt").write_text(SECOND)
    (folder / "b.txt").write_text(FIRST)
    assert ingestor.run([folder]).failed == ()
    assert sources(library) == {str(folder / "a.txt"): SECOND, str(folder / "b.txt"): FIRST}
    assert_clean(library)


def test_a_second_copy_of_a_file_is_no_second_document(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(FIRST)
    for added, unchanged in ((1, 2), (0, 3)):
        report = ingestor.run([folder])
        assert (report.added, report.unchanged, report.failed) == (added, unchanged, ())
    assert len(library.documents(principal)) == 1
    assert set(sources(library)) == {str(folder / f"{name}.txt") for name in "abc"}


def test_copies_of_an_unreadable_file_all_fail(ingestor: Ingestor, folder: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"not a PDF")
    report = ingestor.run([folder])
    assert sorted(Path(note.path).name for note in report.failed) == ["a.pdf", "b.pdf"]


def test_a_renamed_file_is_not_read_again(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(FIRST)
    ingestor.run([folder])
    (folder / "a.txt").rename(folder / "z.txt")
    report = ingestor.run([folder])
    assert (report.added, report.unchanged) == (0, 1)
    embedder = library.embedder
    assert isinstance(embedder, FakeEmbedder)
    # Its one passage, and the one sentence of that.
    assert embedder.embedded == 2


def test_sentences_come_after_documents_can_be_found(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(f"{FIRST} {SECOND}")
    seen: list[tuple[str, int]] = []

    def watch(state: JobProgress) -> None:
        seen.append((state.current, len(library.documents(ingestor.principal))))

    report = ingestor.run([folder], progress=watch)
    assert library.unsharpened() == 0
    assert ("sentences of 1 of 1 passages", 1) in seen
    assert 0 < report.sharpening_seconds <= report.seconds


def test_a_run_that_is_stopped_leaves_sentences_to_the_next(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(FIRST)
    stop = threading.Event()

    def watch(state: JobProgress) -> None:
        if state.done:
            stop.set()

    report = ingestor.run([folder], progress=watch, cancel=stop)
    assert (report.added, report.cancelled) == (1, False)
    assert library.unsharpened() == 1
    assert found(library, "metformin") == str(folder / "a.txt")
    ingestor.run([folder])
    assert library.unsharpened() == 0


def test_one_bad_file_never_stops_the_run(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "broken.pdf").write_bytes(simple_pdf(["x"])[:200])
    (folder / "empty.txt").write_bytes(b"")
    (folder / "fake.pdf").write_bytes(b"<html>not a paper</html>")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / "half.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00")
    (folder / "lines.jsonl").write_text('{"_id":"1","text":"Colchicine."}\nrubbish\n')
    (folder / "scan.pdf").write_bytes(simple_pdf())
    (folder / "good.txt").write_text(FIRST)
    report = ingestor.run([folder, folder / "missing.txt"])
    assert report.added == 2
    assert sorted(Path(note.path).name for note in report.failed) == [
        "broken.pdf",
        "empty.txt",
        "fake.pdf",
        "gone.txt",
        "half.jsonl.gz",
        "lines.jsonl:2",
        "missing.txt",
        "scan.pdf",
    ]
    assert all(note.reason for note in report.failed)
    assert_clean(library)


def test_a_file_that_became_unreadable_keeps_its_last_readable_state(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    (folder / "a.pdf").write_bytes(simple_pdf(["A trial of zanzibarium.", "It worked."]))
    ingestor.run([folder])
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 truncated")
    report = ingestor.run([folder])
    assert len(report.failed) == 1
    assert found(library, "zanzibarium") == str(folder / "a.pdf")
    assert_clean(library)


def test_lines_that_leave_a_file_leave_the_library(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    path = folder / "corpus.jsonl"
    lines(path, a="Colchicine for gout.", b="Allopurinol for gout.", c="Febuxostat too.")
    ingestor.run([path])
    lines(path, a="Colchicine for gout.", b="Allopurinol lowers urate.", d="Probenecid as well.")
    report = ingestor.run([path])
    assert (report.added, report.replaced, report.unchanged) == (1, 1, 1)
    assert sources(library) == {
        f"{path}#a": "Colchicine for gout.",
        f"{path}#b": "Allopurinol lowers urate.",
        f"{path}#d": "Probenecid as well.",
    }
    assert_clean(library)


def test_lines_stay_when_the_file_could_not_be_read_to_its_end(
    ingestor: Ingestor, library: Library, folder: Path
) -> None:
    path = folder / "corpus.jsonl"
    lines(path, a="Colchicine for gout.", b="Allopurinol for gout.")
    ingestor.run([path])
    path.write_text('{"_id":"a","text":"Colchicine for gout."}\nrubbish\n')
    assert len(ingestor.run([path]).failed) == 1
    assert set(sources(library)) == {f"{path}#a", f"{path}#b"}


def test_records_need_somebody_who_attests_and_keep_the_name(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "visit.md").write_text("# Visit\n\nThe pressure was 151/94 mmHg.")
    for name in (None, "", "  "):
        with pytest.raises(NotAttested, match="attests") as caught:
            ingestor.run([folder], collection="records", attested_by=name)
        assert "--attest-deidentified" in caught.value.hint
    assert library.documents(principal) == []
    assert library.jobs(principal) == []
    ingestor.run([folder], collection="records", attested_by="A. Clerk")
    (document,) = library.documents(principal)
    assert (document.collection, document.attested_by) == ("records", "A. Clerk")


def test_who_may_not_add_adds_nothing(library: Library, folder: Path) -> None:
    with pytest.raises(NotPermitted):
        Ingestor(library, Principal("C", frozenset({"clinician"}))).run([folder])


def test_another_model_is_refused_before_anything_is_read(
    library: Library, open_library: OpenLibrary, folder: Path, principal: Principal
) -> None:
    (folder / "a.txt").write_text(FIRST)
    Ingestor(library, principal).run([folder])
    library.close()
    with pytest.raises(ModelMismatch) as caught:
        Ingestor(open_library(FakeEmbedder("another")), principal).run([folder])
    assert "kb reindex --embed" in caught.value.hint


def test_a_library_that_another_has_open_is_not_written_to(
    library: Library, open_library: OpenLibrary, folder: Path, principal: Principal
) -> None:
    library.store.index()
    with pytest.raises(LibraryBusy):
        Ingestor(open_library(), principal).run([folder])


def test_uploads_go_in_under_a_label(
    ingestor: Ingestor, library: Library, principal: Principal
) -> None:
    data = simple_pdf(["A trial of zanzibarium.", "It worked."])
    uploads = [Upload("trial.pdf", data), Upload("../../x.txt", FIRST.encode())]
    assert ingestor.run([], uploads=uploads).added == 2
    names = {one.source.rsplit("/", 1)[-1] for one in library.documents(principal)}
    assert names == {"trial.pdf", "x.txt"}
    assert found(library, "zanzibarium").startswith("upload/")
    (pdf,) = [one for one in library.documents(principal) if one.source.endswith(".pdf")]
    assert library.original(pdf.id, principal) == data
    assert ingestor.run([], uploads=uploads).unchanged == 2


def test_the_job_record_tells_what_the_report_tells(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "good.txt").write_text(FIRST)
    (folder / "bad.pdf").write_bytes(b"nothing")
    (folder / "image.png").write_bytes(b"x")
    told: list[JobProgress] = []
    report = ingestor.run([folder], progress=told.append)
    job = library.job(report.job_id, principal)
    assert (job.state, job.kind) == ("done", "ingest")
    assert job.report == report.as_json()
    assert {"added", "unchanged", "replaced", "failed", "quarantined"} <= set(job.report)
    assert (told[-1].done, told[-1].total) == (2, 2)
    assert job.progress == told[-1]


def test_a_cancelled_run_stops_and_the_next_completes_it(
    ingestor: Ingestor,
    library: Library,
    folder: Path,
    principal: Principal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = folder / "corpus.jsonl"
    lines(path, **{f"n{n}": f"Trial {n} of word{n}." for n in range(10)})
    cancel = threading.Event()
    publish = library.store.publish

    def publish_and_cancel(ids: list[str]) -> list[str]:
        cancel.set()
        return publish(ids)

    with monkeypatch.context() as patched:
        patched.setattr("ingest.run.BATCH_PASSAGES", 2)
        patched.setattr(library.store, "publish", publish_and_cancel)
        report = ingestor.run([path], cancel=cancel)
    assert report.cancelled
    assert library.job(report.job_id, principal).state == "cancelled"
    assert 0 < len(sources(library)) < 10
    again = ingestor.run([path])
    assert again.added + again.unchanged == 10
    assert len(sources(library)) == 10
    assert_clean(library)


def test_a_run_beside_the_caller_is_a_job_and_two_of_them_take_turns(
    ingestor: Ingestor, library: Library, folder: Path, principal: Principal
) -> None:
    (folder / "one.pdf").write_bytes(simple_pdf(["A trial of zanzibarium.", "It worked."]))
    (folder / "two.pdf").write_bytes(simple_pdf(["A trial of colchicine.", "It failed."]))
    jobs = [ingestor.start([folder / name]) for name in ("one.pdf", "two.pdf", "one.pdf")]
    for thread in [one for one in threading.enumerate() if one.name.startswith("ingest-")]:
        thread.join(60)
    ended = [library.job(job, principal) for job in jobs]
    assert [job.state for job in ended] == ["done", "done", "done"]
    assert sum(job.report["added"] for job in ended if job.report) == 2
    for document in library.documents(principal):
        assert library.original(document.id, principal) is not None
    assert_clean(library)


def test_a_job_that_fails_says_so_and_frees_its_place(
    ingestor: Ingestor,
    library: Library,
    folder: Path,
    principal: Principal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "a.txt").write_text(FIRST)
    with monkeypatch.context() as broken:
        broken.setattr(library.store, "publish", lambda ids: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            ingestor.run([folder])
    assert library.jobs(principal)[0].state == "failed"
    assert library.jobs(principal)[0].error == "full"
    assert ingestor.run([folder]).failed == ()
    assert set(sources(library)) == {str(folder / "a.txt")}


def test_originals_are_kept_sealed_or_not_at_all(
    settings: Settings, principal: Principal, folder: Path
) -> None:
    (folder / "a.pdf").write_bytes(simple_pdf(["A trial of zanzibarium.", "It worked."]))
    plain = settings.model_copy(
        update={"ingest": settings.ingest.model_copy(update={"keep_originals": False})}
    )
    with Library.open(plain, embedder=FakeEmbedder()) as library:
        Ingestor(library, principal).run([folder])
        (document,) = library.documents(principal)
        assert library.original(document.id, principal) is None
        assert not (settings.home / "originals").exists()


def test_nothing_of_a_file_lies_readable_in_the_data_folder(
    ingestor: Ingestor, library: Library, settings: Settings, folder: Path
) -> None:
    (folder / "Zanzibarov.pdf").write_bytes(
        simple_pdf(["Mister Zanzibarov took zanzibarium.", "It worked."])
    )
    (folder / "note.md").write_text("# Zanzibarov\n\nHe is well.")
    ingestor.run([folder])
    library.search("zanzibarov", Principal("C", frozenset({"clinician"})))
    library.close()
    for path in settings.home.rglob("*"):
        assert "zanzibar" not in path.name.lower()
        assert path.stat().st_mode & 0o077 == 0
        if path.is_file():
            content = path.read_bytes().lower()
            assert b"zanzibar" not in content
            assert "zanzibar".encode("utf-16-le") not in content


def test_a_run_asks_the_index_for_what_it_was_given(
    ingestor: Ingestor, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "kept.md").write_text(FIRST)
    assert ingestor.run([folder]).unfindable == 0
    index = library.store.index()
    monkeypatch.setattr(index, "upsert", lambda *_: None)  # an index that loses what it is given
    (folder / "lost.md").write_text(SECOND)
    assert ingestor.run([folder]).unfindable == 1
