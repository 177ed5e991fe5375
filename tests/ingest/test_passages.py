"""Cutting keeps every sentence, once, in its section, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import cut
from ingest.readers.assemble import Draft, assemble, placed_tables
from ingest.readers.tables import table_text
from kb.text.sentences import sentence_spans
from kb.types import BlockKind, Box, Document, Line, Metadata, Passage, Table


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def document(drafts: Sequence[Draft]) -> Document:
    text, blocks, lines = assemble(drafts)
    return Document(
        "a.pdf", "0" * 64, "literature", "application/pdf", Metadata(), 9, text, blocks, lines
    )


def draft(kind: BlockKind, section: str | None, text: str, page: int = 1) -> Draft:
    """A block whose printed lines are 30 characters long."""
    lines = [
        Line(at, min(at + 30, len(text)), Box(page, 50, 50 + at, 250, 60 + at))
        for at in range(0, len(text), 30)
    ]
    return Draft(text, page, kind, section, lines)


def cut_words(drafts: Sequence[Draft], target: int = 100) -> list[Passage]:
    return cut(document(drafts), "d", count_tokens=count_words, target=target)


def prose(sentences: int, words: int = 10) -> str:
    return " ".join(f"Sentence {i} " + "word " * (words - 3) + "ends." for i in range(sentences))


def test_ids_ordinals_and_pages_follow_the_text() -> None:
    passages = cut_words(
        [draft("text", "A", prose(15), page=1), draft("text", "A", prose(15), page=2)]
    )
    assert [p.id for p in passages] == [f"d-{i:04d}" for i in range(len(passages))]
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    assert [p.page for p in passages] == sorted(p.page for p in passages)
    assert {p.page for p in passages} == {1, 2}


def test_a_small_rest_is_balanced_away() -> None:
    passages = cut_words([draft("text", None, prose(13))])
    assert [p.tokens for p in passages] in ([60, 70], [70, 60])


def test_a_little_over_the_target_stays_whole() -> None:
    assert [p.tokens for p in cut_words([draft("text", None, prose(11))])] == [110]


def test_paragraph_ends_are_preferred_borders() -> None:
    passages = cut_words([draft("text", None, prose(8)), draft("text", None, prose(10))])
    assert [p.tokens for p in passages] == [80, 100]


def test_a_passage_never_crosses_a_heading() -> None:
    passages = cut_words(
        [
            draft("heading", "Aim", "Aim"),
            draft("text", "Aim", "To compare two drugs."),
            draft("heading", "Aim", "Aim"),
            draft("text", "Aim", "To compare them again."),
        ]
    )
    assert [p.text for p in passages] == ["To compare two drugs.", "To compare them again."]


def test_reference_lists_and_headings_are_no_passages() -> None:
    passages = cut_words(
        [
            draft("heading", "Results", "Results"),
            draft("text", "Results", "Mortality fell."),
            draft("heading", "References", "References"),
            draft("reference", "References", "1. Smith J. A trial. Lancet 2010."),
            draft("other", None, "Correspondence: J. Smith, Department of Medicine."),
        ]
    )
    assert [p.text for p in passages] == ["Mortality fell."]


def test_a_document_of_headings_only_can_still_be_found() -> None:
    assert [p.text for p in cut_words([draft("heading", "Gout", "Gout")])] == ["Gout"]


def test_a_caption_stays_with_its_table_and_apart_from_the_text() -> None:
    passages = cut_words(
        [
            draft("text", "Results", "Mortality fell."),
            draft("caption", "Results", "Table 1. Baseline data."),
            draft("table", "Results", "Age | 60\nWomen | 50%"),
            draft("caption", "Results", "Figure 1. Survival."),
            draft("text", "Results", "Stroke did not."),
        ]
    )
    assert [p.text for p in passages] == [
        "Mortality fell.",
        "Table 1. Baseline data.\n\nAge | 60\nWomen | 50%",
        "Figure 1. Survival.",
        "Stroke did not.",
    ]


def test_a_table_that_says_its_caption_is_a_passage_without_it_twice() -> None:
    caption = "Table 1. Baseline data."
    passages = cut_words(
        [
            draft("text", "Results", "Mortality fell."),
            draft("caption", "Results", caption),
            draft("table", "Results", f"{caption}\nAge | n: 60"),
            draft("table", "Results", "Table 2. Doses.\nRamipril | mg: 5"),
            draft("text", "Results", "Stroke did not."),
        ]
    )
    assert [(p.text, p.kind) for p in passages[1:3]] == [
        (f"{caption}\nAge | n: 60", "table"),
        ("Table 2. Doses.\nRamipril | mg: 5", "table"),
    ]
    assert [p.text for p in passages[::3]] == ["Mortality fell.", "Stroke did not."]


def test_the_further_parts_of_a_long_table_carry_its_caption_as_their_section() -> None:
    table = Table(
        "Table 1. Doses.",
        1,
        (("Drug", "mg"), *((f"Drug {i} in a row of words", str(i)) for i in range(60))),
    )
    text, _ = table_text(table)
    drafts = [replace(draft("table", "Results", text), table=table)]
    whole = document(drafts)
    whole = replace(whole, tables=placed_tables(drafts, whole.blocks))
    passages = cut(whole, "d", count_tokens=count_words, target=100)
    assert len(passages) > 3
    assert passages[0].section == "Results"
    assert passages[0].text.startswith("Table 1. Doses.\n")
    assert {p.section for p in passages[1:]} == {"Table 1. Doses."}
    for passage in passages:
        assert passage.text == whole.text[passage.start : passage.end]
        assert passage.kind == "table"
    for passage in passages[1:]:
        assert passage.text.startswith("Drug ")


def test_a_long_table_is_parted_between_rows() -> None:
    rows = [f"Row {i} " + "cell " * 8 for i in range(40)]
    table = "\n".join(row.strip() for row in rows)
    for passage in cut_words([draft("table", None, table)]):
        assert passage.text.startswith("Row")
        assert passage.text.count("Row") * 10 == passage.tokens


def test_a_sentence_longer_than_a_passage_is_parted_at_words() -> None:
    text = "This sentence " + "goes on " * 200 + "and ends."
    passages = cut_words([draft("text", None, text)])
    assert " ".join(p.text for p in passages) == text
    assert max(p.tokens for p in passages) <= 110
    assert min(p.tokens for p in passages) >= 70


def test_an_endless_word_is_parted_too() -> None:
    def count_letters(texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    passages = cut(
        document([draft("text", None, "x" * 1000)]), "d", count_tokens=count_letters, target=100
    )
    assert "".join(p.text for p in passages) == "x" * 1000
    assert max(p.tokens for p in passages) <= 110


def test_tokens_are_counted_in_few_calls() -> None:
    calls = []

    def count(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return count_words(texts)

    cut(document([draft("text", None, prose(200))] * 20), "d", count_tokens=count, target=100)
    assert len(calls) == 1


def test_lines_are_those_that_the_passage_touches() -> None:
    whole = document([draft("text", None, prose(40))])
    for passage in cut(whole, "d", count_tokens=count_words, target=100):
        touched = [x for x in whole.lines if x.start < passage.end and x.end > passage.start]
        assert list(passage.lines) == touched


words = st.sampled_from(["blood", "pressure", "fell", "e.g.", "5.2", "mg", "(p", "=", "0.01)", "A"])
sentences = st.lists(words, min_size=1, max_size=60).map(lambda w: "The " + " ".join(w) + " end.")
paragraphs = st.lists(sentences, min_size=1, max_size=8).map(" ".join)
tables = st.lists(sentences, min_size=1, max_size=8).map("\n".join)
kinds: st.SearchStrategy[BlockKind] = st.sampled_from(
    ["text", "text", "text", "heading", "table", "caption", "reference", "other"]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    drafts = [draft("text", draw(st.sampled_from([None, "A", "B"])), draw(paragraphs))]
    for page in range(draw(st.integers(0, 10))):
        kind = draw(kinds)
        text = draw(tables if kind == "table" else paragraphs)
        drafts.append(draft(kind, draw(st.sampled_from([None, "A", "B"])), text, page=page + 1))
    return document(drafts)


@settings(deadline=None, max_examples=150)
@given(documents(), st.integers(5, 120))
def test_every_body_sentence_is_in_exactly_one_passage(whole: Document, target: int) -> None:
    passages = cut(whole, "d", count_tokens=count_words, target=target)
    for passage in passages:
        assert passage.text == whole.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert passage.tokens == len(passage.text.split())
        inside = [b for b in whole.blocks if b.start < passage.end and b.end > passage.start]
        assert {b.section for b in inside} == {passage.section}
        assert not {b.kind for b in inside} & {"heading", "reference", "other"}
        assert passage.tokens <= target * 1.1
    for before, after in pairwise(passages):
        assert before.end <= after.start
    for block in whole.blocks:
        if block.kind != "text":
            continue
        for a, b in sentence_spans(block.text):
            start, end = block.start + a, block.start + b
            holders = [p for p in passages if p.start < end and p.end > start]
            if len(whole.text[start:end].split()) <= target:
                assert len(holders) == 1
            joined = " ".join(p.text for p in holders)
            assert " ".join(whole.text[start:end].split()) in " ".join(joined.split())
