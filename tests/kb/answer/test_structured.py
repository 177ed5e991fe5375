"""A model's answer is read as it comes, whatever it is and however it is cut."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest

from kb.answer import prompts
from kb.answer.prompts import CANNOT_ANSWER
from kb.answer.structured import (
    MOST_CHARACTERS,
    MOST_SENTENCE_CHARACTERS,
    MOST_SENTENCES,
    AnswerReader,
    Reply,
    schema,
)

ONE = {"text": "The target is <130/80 mm Hg.", "passages": [2]}
TWO = {"text": "It is lower in proteinuria.", "passages": [1, 3]}
PROSE = "The target is <130/80 mm Hg [2]. It is lower in proteinuria [1][3]."


def written(*claims: Any, **more: Any) -> str:
    return json.dumps({"answered": True, "sentences": list(claims), **more})


def counting(characters: int) -> str:
    """Text of that length in which nothing is said twice in a row."""
    return " ".join(str(n * n) for n in range(9, characters))[:characters]


def read(text: str, size: int = 7, passages: int = 3) -> tuple[str, Reply, AnswerReader]:
    """What was shown in the end, the reply, and the reader, with the text in pieces of ``size``."""
    return fed([text[at : at + size] for at in range(0, len(text), size)], passages)


def fed(pieces: Sequence[str], passages: int = 3) -> tuple[str, Reply, AnswerReader]:
    reader = AnswerReader(passages)
    shown = ""
    for piece in pieces:
        for text in reader.feed(piece):
            shown = "" if text is None else shown + text
        if reader.cut:
            break
    return shown, reader.finish(), reader


@pytest.mark.parametrize("size", [1, 2, 3, 7, 40, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        written(ONE, TWO),
        json.dumps({"sentences": [ONE, TWO], "answered": True}, indent=2),
        f"```json\n{written(ONE, TWO)}\n```",
        f"```\n{written(ONE, TWO)}\n``` I hope this helps.",
        f"\ufeff  \n{written(ONE, TWO)}",
        f"Here is the answer as JSON:\n\n{written(ONE, TWO)}",
        written(ONE, TWO) + "\n\nNote: consult a physician.",
        written(ONE, {**TWO, "passages": ["1", "3"]}, confidence="high"),
        written(ONE, {**TWO, "passages": [1, 3, 1], "page": 7}),
        written("The target is <130/80 mm Hg [2].", "It is lower in proteinuria [1][3]."),
    ],
)
def test_an_answer_is_the_same_wherever_it_is_cut(text: str, size: int) -> None:
    shown, reply, _ = read(text, size)
    assert reply == Reply(PROSE)
    assert shown == f"{PROSE} "


def test_a_sentence_is_shown_as_soon_as_it_is_complete() -> None:
    reader = AnswerReader(3)
    text = written(ONE, TWO)
    end_of_first = text.index("}") + 1
    assert list(reader.feed(text[: end_of_first - 1])) == []
    assert list(reader.feed("}")) == ["The target is <130/80 mm Hg [2]. "]
    assert list(reader.feed(text[end_of_first:])) == ["It is lower in proteinuria [1][3]. "]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_escapes_and_other_scripts_come_through(size: int) -> None:
    said = 'Give "5 \u00b5g" \\ {kg} [4, 5] \U0001f48a at <2 °C — naïve ≥65.'
    claim = {"text": said, "passages": [1]}
    for text in (written(claim), json.dumps({"sentences": [claim]}, ensure_ascii=False)):
        _, reply, _ = read(text, size)
        assert reply.text == 'Give "5 \u00b5g" \\ {kg} \U0001f48a at <2 °C — naïve ≥65 [1].'


def test_half_a_character_and_control_characters_do_no_harm() -> None:
    _, reply, _ = read(
        r'{"sentences": [{"text": "It is\u0000\n\t \ud83d so\u001b[31m.", "passages": [1]}]}'
    )
    assert reply.text == "It is \ufffd so [31m [1]."
    reply.text.encode()
    shown, reply, _ = read("It is \ud83d\x00 so [1].")
    (shown + reply.text).encode()
    assert "\x00" not in reply.text


def test_every_sentence_of_a_text_gets_its_marks() -> None:
    _, reply, _ = read(
        written({"text": "It is 5 mg. Is it? It rises, e.g. at night", "passages": [1, 2]})
    )
    assert reply.text == "It is 5 mg [1][2]. Is it [1][2]? It rises, e.g. at night [1][2]."


def test_the_marks_of_a_source_are_not_taken_for_those_of_the_answer() -> None:
    _, reply, _ = read(written({"text": "Below 120 mmHg [4, 5], when tolerated.", "passages": [2]}))
    assert reply.text == "Below 120 mmHg, when tolerated [2]."


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("It is so [2].", "It is so [2]."),
        ("It is so. [1][3]", "It is so [1][3]."),
        ("It is so [1, 2].", "It is so [1][2]."),
        ("It is so [7].", "It is so."),
        ("It is so [1], when tolerated.", "It is so, when tolerated."),
    ],
)
def test_marks_count_where_they_end_a_sentence_that_names_no_passages(
    text: str, marked: str
) -> None:
    assert read(written({"text": text, "passages": []}))[1].text == marked


def test_a_sentence_without_passages_stays_one_for_the_ledger_to_attribute() -> None:
    _, reply, _ = read(written({"text": "It is so", "passages": []}, {"text": "It is also so."}))
    assert reply == Reply("It is so. It is also so.")


@pytest.mark.parametrize(
    "text",
    [
        written(answered=False),
        '{"answered": false, "sentences": []}',
        '{"sentences": []}',
        f"```json\n{written(answered=False)}\n```",
        written({"text": CANNOT_ANSWER, "passages": [1]}),
        CANNOT_ANSWER,
        f"{CANNOT_ANSWER} [1]",
    ],
)
@pytest.mark.parametrize("size", [1, 100])
def test_a_model_that_declines_is_understood(text: str, size: int) -> None:
    _, reply, _ = read(text, size)
    assert reply == Reply(CANNOT_ANSWER, declined=True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (written(), prompts.NO_SENTENCE),
        (written(ONE, answered=False), prompts.CONTRADICTION),
        (written({"text": "  ", "passages": [1]}), prompts.EMPTY_SENTENCE),
        (written({"text": "...", "passages": [1]}), prompts.EMPTY_SENTENCE),
        (
            written({"text": counting(2 * MOST_SENTENCE_CHARACTERS), "passages": [1]}),
            prompts.LONG_SENTENCE,
        ),
        (written(ONE, {"text": "So.", "passages": [4]}), prompts.WRONG_NUMBER.format(last=3)),
        (written({"text": "So.", "passages": [0]}), prompts.WRONG_NUMBER.format(last=3)),
        (written({"text": "So.", "passages": [-1]}), prompts.WRONG_NUMBER.format(last=3)),
        (written({"text": "So.", "passages": [10**30]}), prompts.WRONG_NUMBER.format(last=3)),
        (written({"text": "So.", "passages": "2"}), prompts.NOT_THE_OBJECT),
        (written({"text": "So.", "passages": [1.5]}), prompts.NOT_THE_OBJECT),
        (written({"text": 7, "passages": [1]}), prompts.NOT_THE_OBJECT),
        (written({"passages": [1]}), prompts.NOT_THE_OBJECT),
        (written(None), prompts.NOT_THE_OBJECT),
        ('{"sentences": "It is so."}', prompts.NOT_THE_OBJECT),
        ('{"sentences": {"text": "It is so."}}', prompts.NOT_THE_OBJECT),
        ('{"answer": "It is so."}', prompts.NOT_THE_OBJECT),
        ('{"answered": "perhaps", "sentences": []}', prompts.NOT_THE_OBJECT),
        ("{", prompts.NOT_THE_OBJECT),
        ('{"answered": true, "sentences": [{"text": "It', prompts.BROKEN_OFF),
        (written(ONE, TWO, answered=False)[:-20], prompts.CONTRADICTION),
        ('{"answered": true, "sen', prompts.NOT_THE_OBJECT),
        ('{"sentences": [NaN, Infinity]}', prompts.NOT_THE_OBJECT),
        ('{"sentences": [' + counting(5000).replace(" ", "") + "]}", prompts.NOT_THE_OBJECT),
    ],
)
@pytest.mark.parametrize("size", [3, 10_000])
def test_what_cannot_be_used_is_named_in_our_own_words(text: str, fault: str, size: int) -> None:
    _, reply, _ = read(text, size)
    assert reply == Reply(fault=fault)


def test_too_many_sentences_are_a_fault() -> None:
    many = [{"text": f"Number {n} is so.", "passages": [1]} for n in range(MOST_SENTENCES + 1)]
    _, reply, _ = read(written(*many), 10_000)
    assert reply.fault == prompts.MANY_SENTENCES.format(most=5)


def test_an_answer_that_is_cut_off_keeps_its_complete_sentences() -> None:
    text = written(ONE, TWO)
    _, reply, _ = read(text[: text.index("proteinuria")])
    assert reply == Reply("The target is <130/80 mm Hg [2].")


@pytest.mark.parametrize("size", [1, 50])
@pytest.mark.parametrize(
    "junk",
    [
        '{"sentences": ' + "[" * 9000,
        '{"sentences": [' + '{"a":' * 3000,
        "{" * 9000,
        '{"sentences": [' + '"\\' * 4000,
        '{"answered": true, "sentences": [' + " " * 11_000,
        "}" * 500 + "{]" * 500,
        "```" * 500,
        "```json " * 200,
        "`",
        "``",
        "",
        "   ",
        "\x00" * 300,
    ],
)
def test_junk_is_survived_and_never_an_answer(junk: str, size: int) -> None:
    _, reply, _ = read(junk, size)
    assert not reply.declined
    assert reply.fault or not any(char.isalpha() for char in reply.text)


def test_any_noise_is_survived() -> None:
    chance = random.Random(5)  # noqa: S311 -- noise that can be had again
    alphabet = [
        '{"answered": true, ',
        '"sentences": [',
        '{"text": "It is so.", ',
        '"passages": [1]}',
        "]}",
    ]
    alphabet += [
        "{",
        "}",
        "[",
        "]",
        '"',
        "\\",
        ",",
        ":",
        "1",
        "```",
        "<think>",
        " It is [1]. ",
        "\ud83d",
        "\n",
    ]
    for _ in range(300):
        pieces = [chance.choice(alphabet) for _ in range(chance.randrange(1, 40))]
        _, reply, _ = fed(pieces)
        reply.text.encode()
        assert not (reply.fault and reply.text)


def test_an_answer_that_says_the_same_again_is_cut_and_keeps_it_once() -> None:
    endless = '{"answered": true, "sentences": [' + ", ".join([json.dumps(ONE)] * 50)
    shown, reply, reader = read(endless)
    assert reader.cut
    assert reply == Reply("The target is <130/80 mm Hg [2].")
    assert shown == "The target is <130/80 mm Hg [2]. "


@pytest.mark.parametrize("start", ['{"sentences": [{"text": "', ""])
def test_a_loop_is_cut_and_a_fault(start: str) -> None:
    _, reply, reader = read(start + "the target of the " * 400)
    assert reader.cut
    assert reply.fault == prompts.RUNNING_ON


@pytest.mark.parametrize("start", ['{"sentences": [{"text": "', ""])
def test_an_answer_without_end_is_cut(start: str) -> None:
    text = start + counting(2 * MOST_CHARACTERS)
    _, reply, reader = read(text, 500)
    assert reader.cut
    assert reply.fault == prompts.RUNNING_ON
    assert list(reader.feed("more")) == []


def test_a_sentence_that_stands_twice_in_one_text_is_kept_once() -> None:
    _, reply, _ = read(written({"text": "It is so. It differs. It is so.", "passages": [1]}))
    assert reply.text == "It is so [1]. It differs [1]."


def test_prose_is_shown_and_read_as_it_is() -> None:
    text = "The target is <130/80 mm Hg [2].\n- It is lower {in some} [1].\n"
    shown, reply, reader = read(text, 3)
    assert shown == text
    assert reply == Reply(text.strip())
    assert not reader.structured


def test_prose_that_begins_with_a_mark_is_no_list() -> None:
    assert read("[1] says that it is so.")[1] == Reply("[1] says that it is so.")


def test_the_broken_off_end_of_prose_says_nothing() -> None:
    _, reply, _ = read("Metformin is given first [1]. It is contraindicated")
    assert reply == Reply("Metformin is given first [1].")


def test_a_sentence_of_prose_stands_once() -> None:
    _, reply, _ = read("It is so [1]. It differs [2]. It is so [3]. It is so [1].")
    assert reply == Reply("It is so [1].\nIt differs [2].")


def test_the_schema_knows_no_other_passages() -> None:
    sentence = schema(2)["properties"]["sentences"]["items"]
    assert sentence["properties"]["passages"]["items"] == {"type": "integer", "enum": [1, 2]}
    assert list(schema(2)["properties"]) == ["sentences"]
