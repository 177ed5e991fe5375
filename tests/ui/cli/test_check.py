"""`kb check`: the ledger for one sentence, without a library."""

import io
import json
import sys

PASSAGE = "In adults with kidney disease the target was below 130/80 mm Hg. Nobody had a stroke."


def test_a_sentence_is_held_against_a_passage(kb, tmp_path):
    file = tmp_path / "passage.txt"
    file.write_text(PASSAGE)
    words = ("check", "--passage", str(file), "--sentence")
    found = json.loads(kb(*words, "The target in kidney disease was <130/80 mmHg.", "--json").out)
    assert found["state"] == "supported"
    assert found["numbers"] == [{"text": "130/80 mmHg", "supported": True}]
    out = kb(*words, "The target in kidney disease was <140/90 mmHg.").out
    assert out.startswith("Unsupported.")
    assert "140/90" in out
    assert not (tmp_path / "home").exists()


def test_many_are_checked_in_one_process_and_a_bad_line_does_not_stop_it(kb, tmp_path):
    file = tmp_path / "in.jsonl"
    lines = [
        json.dumps({"passage": PASSAGE, "sentence": "Nobody had a stroke."}),
        "{broken",
        "",
        json.dumps({"passage": PASSAGE}),
        json.dumps({"passage": PASSAGE, "sentence": "Six people had a stroke."}),
    ]
    file.write_text("\n".join(lines))
    ended = kb("check", "--file", str(file))
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert [one.get("state") for one in found] == ["quoted", None, None, "unsupported"]
    assert "line 2" in found[1]["error"]
    assert "sentence" in found[2]["error"]
    assert ended.status == 3


def test_it_reads_standard_input(kb, monkeypatch):
    line = json.dumps({"passage": PASSAGE, "sentence": ""})
    monkeypatch.setattr(sys, "stdin", io.StringIO(line + "\n"))
    assert json.loads(kb("check", "--file", "-").out) == {"state": "unsupported", "numbers": []}


def test_what_is_missing_is_said(kb, tmp_path):
    ended = kb("check", "--sentence", "One.")
    assert ended.status == 2
    assert "--passage" in ended.err
    ended = kb("check", "--passage", str(tmp_path / "no.txt"), "--sentence", "One.")
    assert ended.status == 1
    assert "cannot be read" in ended.err
    both = kb("check", "--file", "x", "--sentence", "One.")
    assert both.status == 2
