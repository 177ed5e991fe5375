"""Answers become paragraphs, chips, a line on their quality and an export without the unsupported."""

from __future__ import annotations

import dataclasses

import pytest

from kb.access.local import local_principal
from kb.search.query import prepare
from kb.types import Answer, Sentence
from ui.web import present
from ui.web.marks import spans

QUESTION = "What blood pressure target is suggested in kidney disease?"
MODEL_TEXT = (
    "The target is below 120 mmHg [1]. It is weak evidence [1].\n- Everyone gets 999 mg [1]."
)


@pytest.fixture
def quoted(library) -> Answer:
    return library.ask(QUESTION, local_principal())


@pytest.fixture
def written(library) -> Answer:
    library.model_text = MODEL_TEXT
    return library.ask(QUESTION, local_principal())


def test_quotations_stand_each_in_a_paragraph_of_their_own(quoted):
    assert [block["sentences"] for block in present.blocks(quoted)] == [
        [index] for index in range(len(quoted.sentences))
    ]


def test_a_model_s_paragraphs_and_bullets_are_kept(written):
    assert present.blocks(written) == [
        {"kind": "p", "sentences": [0, 1]},
        {"kind": "li", "sentences": [2]},
    ]


def test_chips_replace_the_marks_in_the_text(written):
    assert present.words(written.sentences[0]) == "The target is below 120 mmHg."


def test_a_quotation_keeps_the_reference_marks_of_its_source():
    sentence = Sentence("The target is below 120 mmHg [4].", "quoted", (4,))
    assert present.words(sentence) == "The target is below 120 mmHg [4]."


def test_marks_that_are_no_citation_of_this_answer_stay_in_the_text():
    sentence = Sentence("Seen in two trials [7].", "supported", (1,))
    assert present.words(sentence) == "Seen in two trials [7]."


def test_the_quality_line_counts_sentences_by_state(quoted, written):
    assert present.quality(quoted)[0] == "1 sentence quoted word for word"
    assert present.quality(written)[0] == "3 sentences: 1 supported, 1 weak, 1 unsupported"
    row = dataclasses.replace(quoted.citations[0], quote="Target | Systolic: <120 mmHg")
    of_table = dataclasses.replace(quoted, citations=(row,))
    assert present.quality(of_table)[0] == "1 table row quoted word for word"
    assert present.quality(written)[1].startswith("from ")


def test_the_export_leaves_unsupported_sentences_out_and_says_so(written):
    text = present.markdown(written)
    assert "999" not in text
    assert "1 sentence that no cited passage supports was left out." in text
    assert "(weakly supported)" in text
    assert "p. 1." in text
    assert "Written by: qwen3:4b · Ollama." in text
    assert "Not a medical device" in text


def test_markup_in_an_answer_is_escaped_in_the_export(written):
    bad = Sentence("See ![x](http://outside.test/a.png) <img src=x> now [1].", "supported", (1,))
    text = present.markdown(dataclasses.replace(written, sentences=(bad,), answer=bad.text))
    assert "![" not in text
    assert "<img" not in text.replace("\\<img", "")


def test_an_abstention_says_what_was_searched_and_what_came_nearest(library):
    answer = library.ask("kidney transplant dosing", local_principal())
    assert answer.abstained
    data = present.turn_data(answer, turn="t", took=0.2, selected=None)
    assert data["searched"] == "2 documents (3 passages)"
    assert [item["rank"] for item in data["nearest"]] == [1]
    assert "No passage in the library answers this." in data["markdown"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.01, "under 0.1 s"),
        (0.42, "0.4 s"),
        (12.3, "12 s"),
        (185, "3 min 05 s"),
        (3720, "1 h 02 min"),
    ],
)
def test_durations_read_well(value, shown):
    assert present.seconds(value) == shown


def test_the_question_s_words_are_marked_in_any_form_and_under_other_names():
    text = "Targets of blood pressure (BP) differ with angiotensin-converting enzyme inhibitors."
    found = [text[start:end] for start, end in spans(text, prepare("target BP ACEI"))]
    assert found == [
        "Targets",
        "blood",
        "pressure",
        "BP",
        "angiotensin",
        "converting",
        "enzyme",
        "inhibitors",
    ]
    assert spans("An enzyme alone is another thing.", prepare("target BP ACEI")) == []
