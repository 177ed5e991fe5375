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
    assert [one.get("state") for one in found] == ["quoted", None, None, None, "unsupported"]
    assert "line 2" in found[1]["error"]
    assert "line 3" in found[2]["error"]
    assert "sentence" in found[3]["error"]
    assert ended.status == 3


def test_it_reads_standard_input(kb, monkeypatch):
    line = json.dumps({"passage": PASSAGE, "sentence": ""})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode() + b"\n")))
    assert json.loads(kb("check", "--file", "-").out) == {"state": "unsupported", "numbers": []}


def test_each_line_gets_one_line_whatever_is_in_it(kb, tmp_path):
    file = tmp_path / "in.jsonl"
    good = json.dumps(
        {"passage": PASSAGE + "\u2028\x0b", "sentence": "Nobody had a stroke."}, ensure_ascii=False
    )
    lines = [
        good.encode(),
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"null",
        json.dumps({"passage": "", "sentence": "Nobody had a stroke."}).encode(),
        json.dumps({"passage": PASSAGE, "sentence": "\ud800 had 5 mg."}).encode(),
        json.dumps({"passage": PASSAGE, "sentence": 5}).encode(),
        good.encode() + b"\r",
        b" ".join(b'{"passage":' for _ in range(3)),
        json.dumps({"passage": PASSAGE, "sentence": "5 mg and " * 500}).encode(),
    ]
    file.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines) + b"\n")
    ended = kb("check", "--file", str(file))
    found = [json.loads(line) for line in ended.out.split("\n") if line]
    assert len(found) == len(lines)
    states = [one.get("state") for one in found]
    assert states[0] == states[7] == "quoted"
    assert states[4] == states[5] == states[9] == "unsupported"
    assert len(found[9]["numbers"]) == 500
    assert all("error" in one for one, state in zip(found, states, strict=True) if state is None)


def test_a_number_of_another_group_is_not_supported(kb, tmp_path):
    file = tmp_path / "passage.txt"
    file.write_text(
        "Cough was reported by 3% of the amlodipine group and 12% of the lisinopril group."
    )
    words = ("check", "--passage", str(file), "--json", "--sentence")
    found = json.loads(kb(*words, "Cough was reported by 12% of the amlodipine group.").out)
    assert found == {"state": "weak", "numbers": [{"text": "12%", "supported": False}]}


def test_a_binary_passage_is_refused_in_words(kb, tmp_path):
    file = tmp_path / "passage.pdf"
    file.write_bytes(b"%PDF-1.7\xff\xfe\x00")
    ended = kb("check", "--passage", str(file), "--sentence", "One.")
    assert ended.status == 1
    assert "UTF-8" in ended.err


def test_what_is_missing_is_said(kb, tmp_path):
    ended = kb("check", "--sentence", "One.")
    assert ended.status == 2
    assert "--passage" in ended.err
    ended = kb("check", "--passage", str(tmp_path / "no.txt"), "--sentence", "One.")
    assert ended.status == 1
    assert "cannot be read" in ended.err
    both = kb("check", "--file", "x", "--sentence", "One.")
    assert both.status == 2
