"""Question sets in BEIR form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.evaluate.beir import load_beir

QUERIES = [
    {"_id": "1", "text": "Does metformin help?"},
    {"_id": "2", "text": "Does warfarin help?"},
    {"_id": "3", "text": "Nobody judged this."},
]
HEADER = "query-id\tcorpus-id\tscore\n"
QRELS = HEADER + "1\td1\t2\n1\td2\t1\n2\td3\t1\n2\td4\t0\n"


def beir(folder: Path, *, corpus: str = "corpus.jsonl", qrels: str = "qrels.tsv") -> Path:
    (folder / corpus).write_text("")
    (folder / "queries.jsonl").write_text("\n".join(json.dumps(one) for one in QUERIES) + "\n")
    (folder / qrels).parent.mkdir(exist_ok=True)
    (folder / qrels).write_text(QRELS)
    return folder


@pytest.mark.parametrize("corpus", ["corpus.jsonl", "corpus.jsonl.gz"])
@pytest.mark.parametrize("qrels", ["qrels.tsv", "qrels/test.tsv"])
def test_questions_come_with_what_is_relevant(tmp_path: Path, corpus: str, qrels: str) -> None:
    loaded = load_beir(beir(tmp_path, corpus=corpus, qrels=qrels))
    assert loaded.corpus == tmp_path / corpus
    assert loaded.questions == {"1": "Does metformin help?", "2": "Does warfarin help?"}
    assert loaded.relevant == {"1": {"d1": 2, "d2": 1}, "2": {"d3": 1}}


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_an_error_that_says_what_is_needed(tmp_path: Path, missing: str) -> None:
    (beir(tmp_path) / missing).unlink()
    with pytest.raises(KbError, match="BEIR form") as caught:
        load_beir(tmp_path)
    assert missing in caught.value.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("queries.jsonl", "not json"),
        ("queries.jsonl", '{"text": "no id"}'),
        ("queries.jsonl", "[1]"),
        ("qrels.tsv", HEADER + "1\td1\tmany\n"),
        ("qrels.tsv", HEADER + "1\td1\n"),
    ],
)
def test_a_file_of_another_form_is_an_error_that_names_the_folder(
    tmp_path: Path, name: str, text: str
) -> None:
    (beir(tmp_path) / name).write_text(text)
    with pytest.raises(KbError, match=tmp_path.name):
        load_beir(tmp_path)


def test_a_set_without_a_judged_question_is_an_error(tmp_path: Path) -> None:
    (beir(tmp_path) / "qrels.tsv").write_text(HEADER + "9\td1\t1\n1\td1\t0\n")
    with pytest.raises(KbError, match="No question"):
        load_beir(tmp_path)
