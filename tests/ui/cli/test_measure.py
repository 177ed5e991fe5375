"""``kb bench`` and ``kb eval``: what they take, what they show, and where they leave things."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.access.local import local_principal
from kb.errors import KbError
from kb.evaluate.retrieval import CONFIGURATIONS
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.store.jobs import JobProgress
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.ui.cli.conftest import Run
from ui.cli.commands import measure
from ui.cli.exits import DONE, FAILED

CKD = "Adults with chronic kidney disease should aim for a systolic pressure below 120 mmHg."
FIGURES = {"rounds": 3, "seconds": {"ask": {"min": 0.5}}, "missed": ["a", "b"]}
USAGE = 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


def opened(settings: Settings, **_: object) -> Library:
    """The library of these settings, with a small embedder."""
    return Library(settings, embedder=FakeEmbedder())


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries are opened with a small embedder."""
    monkeypatch.setattr(Library, "open", opened)
    monkeypatch.setenv("KB_INGEST__WORKERS", "1")


# -- what the commands hand on -----------------------------------------------------------------


def takes(kept: list[Any]) -> Callable[..., dict[str, Any]]:
    def call(*words: object, **options: object) -> dict[str, Any]:
        tell = options.pop("tell")
        assert callable(tell)
        tell("halfway")
        kept.append((words, options))
        return FIGURES

    return call


def test_bench_ingest_hands_on_its_folder_and_rounds(
    kb: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    monkeypatch.setattr("ui.bench.ingest.bench_ingest", takes(kept))
    ended = kb("bench", "ingest", str(folder), "--rounds", "2", "--json")
    assert kept == [((folder,), {"rounds": 2})]
    assert (ended.status, json.loads(ended.out)) == (DONE, FIGURES)
    assert ended.err == "halfway\n"


def test_bench_cold_hands_on_its_rounds(kb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    monkeypatch.setattr("ui.bench.cold.bench_cold", takes(kept))
    assert json.loads(kb("bench", "cold", "--json").out) == FIGURES
    assert kept == [((), {"rounds": 5})]


def test_bench_scale_hands_on_its_corpus_store_and_questions(
    kb: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    monkeypatch.setattr("ui.bench.scale.bench_scale_of", takes(kept))
    words = ("bench", "scale", str(folder), "--store", str(folder / "store"), "--questions", "20")
    assert kb(*words).status == DONE
    assert kept == [((folder, folder / "store", 20), {})]


def test_bench_search_hands_on_its_size_library_and_turns(
    kb: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    figures = {"passages": 500, "ways": []}

    def run(*words: object, **options: object) -> dict[str, Any]:
        options["tell"]("halfway")  # type: ignore[operator]
        kept.append(words)
        return figures

    monkeypatch.setattr("ui.bench.search.bench_search", run)
    ended = kb("bench", "search", "--passages", "500", "--json")
    assert json.loads(ended.out) == figures
    words = ("bench", "search", "--library", str(folder), "--turns", "9")
    assert "passages" in kb(*words).out
    assert kept == [(500, None, 100), (33_000, folder, 9)]


@pytest.mark.parametrize(
    "words",
    [
        ("bench", "search", "--library", "nowhere"),
        ("bench", "search", "--passages", "3"),
        ("bench", "ingest", "nowhere"),
        ("bench", "scale", "nowhere.jsonl"),
        ("bench", "cold", "--rounds", "0"),
        ("eval", "questions", "nowhere.jsonl"),
        ("eval", "retrieval", "nowhere"),
        ("bench",),
        ("eval",),
    ],
)
def test_wrong_use_is_said_before_anything_runs(kb: Run, words: tuple[str, ...]) -> None:
    assert kb(*words).status == USAGE


def test_a_measurement_that_cannot_be_made_ends_with_a_sentence(
    kb: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KbError("The plain pipeline failed.", hint="Install the extra `bench`.")

    monkeypatch.setattr("ui.bench.ingest.bench_ingest", fail)
    ended = kb("bench", "ingest", str(folder))
    assert (ended.status, ended.out) == (FAILED, "")
    assert ended.err == "The plain pipeline failed.\nInstall the extra `bench`.\n"


# -- how figures are shown ---------------------------------------------------------------------


def test_figures_are_shown_indented_under_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert measure.show(lambda: FIGURES, json=False) == DONE
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [["rounds", "3"], ["seconds"], ["ask"], ["min", "0.5"], ["missed", "a,", "b"]]


def test_rows_are_parted_by_a_blank_line(capsys: pytest.CaptureFixture[str]) -> None:
    measure.show(lambda: [{"name": "bm25"}, {"name": "dense"}], json=False)
    assert capsys.readouterr().out.split("\n\n")[-1].split() == ["name", "dense"]


def test_progress_is_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    measure.ingest_line(
        JobProgress(done=10, total=1234, current="x", passages=20, rate=5.4, remaining_s=226.6)
    )
    measure.ingest_line(JobProgress(done=0, total=2, current="", passages=0))
    told = capsys.readouterr()
    first, second = told.err.splitlines()
    assert first == "ingesting 10 of 1,234 (5/s, 227 s left)"
    assert "left" not in second
    assert told.out == ""


# -- kb eval -----------------------------------------------------------------------------------


@pytest.fixture
def filled(small: None) -> None:
    """The user's own library holds one document."""
    with Library.open(Settings.load()) as library:
        one = entry(CKD, source="/library/ckd.pdf")
        library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
        library.store.catalog.add([one])
        library.store.publish([one.id])


def test_eval_questions_asks_the_present_library(kb: Run, filled: None, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    asked = [
        {
            "id": "known",
            "question": "What systolic pressure should adults with chronic kidney disease aim for?",
            "answerable": True,
            "document": "ckd.pdf",
            "quote": CKD,
        },
        {"id": "unknown", "question": "Which vaccine prevents yellow fever?", "answerable": False},
    ]
    file.write_text("\n".join(json.dumps(one) for one in asked), encoding="utf-8")
    ended = kb("eval", "questions", str(file), "--json")
    figures = json.loads(ended.out)
    assert ended.status == DONE
    assert (figures["passage_in_first_5"], figures["rightly_refused"]) == (1, 1)
    assert (figures["missed"], figures["refused"], figures["auroc"]) == ([], [], 1.0)
    assert "2 of 2 questions" in ended.err


def test_eval_questions_names_the_line_that_is_none(kb: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("[]\n", encoding="utf-8")
    ended = kb("eval", "questions", str(file))
    assert ended.status == FAILED
    assert "questions.jsonl:1 is not a question" in ended.err


def beir(folder: Path) -> Path:
    """A question set of three documents and two questions."""
    corpus = {"d1": "Metformin is given first.", "d2": "Warfarin needs the INR.", "d3": CKD}
    questions = {"q1": "metformin given first", "q2": "warfarin and the INR"}
    for name, texts in (("corpus.jsonl", corpus), ("queries.jsonl", questions)):
        lines = [json.dumps({"_id": key, "title": "", "text": text}) for key, text in texts.items()]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n")
    return folder


def test_eval_retrieval_builds_a_library_apart_and_measures_it(
    kb: Run, small: None, folder: Path, tmp_path: Path
) -> None:
    ended = kb("eval", "retrieval", str(beir(folder)), "--json")
    rows = json.loads(ended.out)
    assert [row["name"] for row in rows] == [way.name for way in CONFIGURATIONS]
    assert {row["ndcg@10"] for row in rows} == {1.0}
    assert {row["questions"] for row in rows} == {2}
    assert "2 of 2 questions" in ended.err
    assert not (tmp_path / "home").exists()


def test_the_figures_can_be_had_as_a_page(
    kb: Run, small: None, folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    ended = kb("eval", "retrieval", str(beir(folder)), "--html", str(page))
    assert ended.status == DONE
    text = page.read_text(encoding="utf-8")
    for way in CONFIGURATIONS:
        assert f"<td>{way.name}</td>" in text
    assert text.count("<rect") == len(CONFIGURATIONS)
    nowhere = kb("eval", "retrieval", str(folder), "--html", str(tmp_path / "no" / "report.html"))
    assert nowhere.status == FAILED
    assert "cannot be written" in nowhere.err


def test_eval_abstain_leaves_documents_out(kb: Run, small: None, folder: Path) -> None:
    ended = kb("eval", "abstain", str(beir(folder)), "--json")
    assert ended.status == DONE
    figures = json.loads(ended.out)
    assert figures["answerable"] + figures["unanswerable"] == 2


def test_eval_abstain_asks_the_present_library_a_file(
    kb: Run, filled: None, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    asked = [
        {"question": "Which systolic pressure in chronic kidney disease?", "answerable": True},
        {"question": "Who won the football cup?", "answerable": False},
    ]
    file.write_text("\n".join(json.dumps(one) for one in asked), encoding="utf-8")
    page = tmp_path / "report.html"
    ended = kb("eval", "abstain", str(file), "--json", "--html", str(page))
    figures = json.loads(ended.out)
    assert (figures["answerable"], figures["unanswerable_refused"]) == (1, 1)
    assert "Thresholds" in page.read_text(encoding="utf-8")


def test_eval_answers_judges_what_the_present_library_says(
    kb: Run, filled: None, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    asked = {
        "question": "What systolic pressure should adults with chronic kidney disease aim for?",
        "gold": [CKD, "Potassium is checked after two weeks of treatment."],
    }
    file.write_text(json.dumps(asked), encoding="utf-8")
    figures = json.loads(kb("eval", "answers", str(file), "--json").out)
    assert (figures["questions"], figures["answered"], figures["quotes"]) == (1, 1, 1)
    assert figures["quotes_verbatim"] == figures["citation_recall"] == 1.0
    assert figures["citation_precision"] == figures["numbers_supported"] == 1.0
    assert figures["coverage"] == 0.5
    file.write_text("{}", encoding="utf-8")
    bad = kb("eval", "answers", str(file))
    assert bad.status == FAILED
    assert "is not a question" in bad.err


def test_eval_evidence_builds_a_library_of_the_trials(kb: Run, small: None, folder: Path) -> None:
    (folder / "articles").mkdir()
    finding = "Simvastatin lowered mortality against placebo (p < 0.001)."
    (folder / "articles" / "PMC1.txt").write_text(f"# Results\n\n{finding}\n")
    (folder / "articles" / "PMC2.txt").write_text("# Results\n\nGout hurts without treatment.\n")
    line = {
        "pmcid": "PMC1",
        "prompt_id": "1",
        "intervention": "simvastatin",
        "comparator": "placebo",
        "outcome": "mortality",
        "evidence": finding,
    }
    annotations = folder / "annotations.jsonl"
    annotations.write_text(json.dumps(line) + "\n")
    figures = json.loads(kb("eval", "evidence", str(folder), "--json").out)
    assert figures == {
        "prompts": 1,
        "article_first": 1.0,
        "evidence_in_first_5": 1.0,
        "evidence_in_answer": 1.0,
        "answered": 1.0,
    }
    annotations.write_text("{}\n")
    assert "annotations" in kb("eval", "evidence", str(folder)).err


def test_a_library_that_is_kept_is_used_again(
    kb: Run, small: None, folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "kept"
    words = ("eval", "retrieval", str(beir(folder)), "--store", str(store), "--json")
    first = json.loads(kb(*words).out)
    with Library.open(
        Settings.load(home=store / "library", key_file=store / "catalog.key")
    ) as kept:
        before = {one.id: one.added for one in kept.documents(local_principal())}
    again = json.loads(kb(*words).out)
    with Library.open(
        Settings.load(home=store / "library", key_file=store / "catalog.key")
    ) as kept:
        assert {one.id: one.added for one in kept.documents(local_principal())} == before
    assert len(before) == 3
    assert [row["ndcg@10"] for row in again] == [row["ndcg@10"] for row in first]


def test_a_library_that_is_not_kept_is_gone_afterwards() -> None:
    with measure.library_folder(None) as home:
        assert Path(home).is_dir()
    assert not Path(home).exists()


def test_a_library_apart_has_its_own_key_and_leaves_the_user_s_alone(tmp_path: Path) -> None:
    with measure.open_apart(tmp_path / "apart") as library:
        assert library.settings.home == tmp_path / "apart" / "library"
        assert library.store.lock.held
    assert (tmp_path / "apart" / "catalog.key").is_file()
    assert not (tmp_path / "home").exists()
    assert not (tmp_path / "keys").exists()


def test_a_folder_that_is_no_question_set_is_said_before_anything_is_built(
    kb: Run, folder: Path, tmp_path: Path
) -> None:
    ended = kb("eval", "retrieval", str(folder), "--store", str(tmp_path / "store"))
    assert ended.status == FAILED
    assert "BEIR form" in ended.err
    assert not (tmp_path / "store").exists()
