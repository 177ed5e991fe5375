"""BEIR-style JSONL."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.files import Candidate
from ingest.jsonl import read_jsonl
from kb.errors import IngestError
from kb.types import Document


def read(data: str | bytes, name: str = "corpus.jsonl") -> list[Document | IngestError]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_jsonl(Candidate(Path(name), name, "jsonl", raw), "literature"))


def document(**fields: Any) -> Document:
    (found,) = read(json.dumps(fields))
    assert isinstance(found, Document), found
    return found


def problem(line: str) -> str:
    (found,) = read(line)
    assert isinstance(found, IngestError), found
    return found.reason


def test_a_line_is_a_document_with_its_metadata() -> None:
    found = document(
        _id="4983",
        title=" Microstructural  development ",
        text="White matter\nmatures.",
        metadata={"year": "1996", "doi": "10.1/x", "journal": "J", "authors": ["A B", "C D"]},
        pmid=123,
    )
    assert found.source == "corpus.jsonl#4983"
    assert found.text == "White matter matures."
    assert found.metadata.title == "Microstructural development"
    assert (found.metadata.year, found.metadata.doi, found.metadata.pmid) == (1996, "10.1/x", "123")
    assert found.metadata.authors == ("A B", "C D")
    assert found.blocks[0].text == found.text[found.blocks[0].start : found.blocks[0].end]


def test_a_title_alone_is_text_enough() -> None:
    assert document(_id="1", title="Only a title", text="").text == "Only a title"


def test_the_order_of_keys_is_no_change_and_a_word_is() -> None:
    one = read('{"_id": "1", "text": "a", "year": 2001}')[0]
    same = read('{"year":2001,"text":"a",   "_id":"1"}')[0]
    other = read('{"_id": "1", "text": "b", "year": 2001}')[0]
    assert isinstance(one, Document)
    assert isinstance(same, Document)
    assert isinstance(other, Document)
    assert one.sha256 == same.sha256 != other.sha256


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"_id": "1"}', "neither a title nor a text"),
        ('{"_id": "1", "text": "   "}', "neither a title nor a text"),
        ('{"_id": "1", "text": true}', "neither a title nor a text"),
        ('{"_id": "1", "text": "a", "n": ' + "1" * 6000 + "}", "not JSON"),
        ('{"_id": "1", "text": ' + "[" * 100_000 + "}", "not JSON"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: str, reason: str) -> None:
    assert reason in problem(line)


def test_reading_goes_on_after_a_bad_line() -> None:
    found = read(
        '{"_id":"1","text":"a"}\nrubbish\n\n{"_id":"2","text":"b"}\n{"_id":"1","text":"c"}'
    )
    assert [type(one).__name__ for one in found] == [
        "Document",
        "UnreadableFile",
        "Document",
        "UnreadableFile",
    ]
    assert isinstance(found[1], IngestError)
    assert found[1].path == "corpus.jsonl:2"
    assert isinstance(found[3], IngestError)
    assert "second time" in found[3].reason


def test_half_a_surrogate_pair_becomes_a_replacement_sign() -> None:
    found = read('{"_id": "\\ud800x", "text": "broken \\udfff here"}')[0]
    assert isinstance(found, Document)
    assert found.text == "broken ? here"
    (found.text + found.source).encode()


@pytest.mark.parametrize(
    ("value", "year"),
    [
        (2001, 2001),
        ("2001-05-03", 2001),
        ("May 2001", None),
        (99, None),
        (None, None),
        ("²²²²", None),
    ],
)
def test_a_year_is_four_digits_or_nothing(value: Any, year: int | None) -> None:
    assert document(_id="1", text="a", year=value).metadata.year == year


def test_lines_without_an_id_are_told_apart_by_their_content() -> None:
    one, two = read('{"text": "a"}\n{"text": "b"}')
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.source != two.source
    again = read('{"text": "a"}')[0]
    assert isinstance(again, Document)
    assert again.source.split("#")[1] == one.source.split("#")[1]


def test_a_packed_file_reads_like_a_plain_one() -> None:
    plain = '{"_id":"1","text":"a"}\n{"_id":"2","text":"b"}\n'
    packed = read(gzip.compress(plain.encode()), "corpus.jsonl.gz")
    assert [one.text for one in packed if isinstance(one, Document)] == ["a", "b"]


def test_a_file_cut_short_gives_what_came_before_and_one_error() -> None:
    whole = gzip.compress(
        b"".join(b'{"_id":"%d","text":"passage %d"}\n' % (n, n * 7919) for n in range(5000))
    )
    found = read(whole[: len(whole) // 2], "corpus.jsonl.gz")
    assert isinstance(found[-1], IngestError)
    assert "damaged" in found[-1].reason
    assert len(found) > 100
    assert all(isinstance(one, Document) for one in found[:-1])


def test_text_in_another_encoding_is_told() -> None:
    (found,) = read('{"_id":"1","text":"caf\xe9"}'.encode("latin-1"))
    assert isinstance(found, IngestError)
    assert "UTF-8" in found.reason


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
fields = st.sampled_from(["_id", "id", "title", "text", "year", "authors", "doi", "metadata"])


@given(value=st.dictionaries(fields, json_values) | json_values)
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_a_document_or_an_error_and_can_be_stored(value: Any) -> None:
    (found,) = read(json.dumps(value))
    if isinstance(found, Document):
        assert found.text
        assert found.text == found.text.strip()
        (found.text + found.source + repr(found.metadata)).encode()
