"""Conversations: kept, found, exported, replayed and forgotten."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from kb.answer.conversations import FORGOTTEN, dump_answer, load_answer
from kb.answer.export import FORMATS, as_data, as_markdown, as_word, file_name, said
from kb.errors import NotFound, SettingsError
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Answer, Filters, Policy, Principal, Sentence
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

INR = "Warfarin is steered by the INR, which should lie between 2 and 3."
QUESTION = "How is warfarin steered by the INR?"
OTHER = Principal("somebody else", frozenset({"clinician", "administrator"}))


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    entries = [entry(INR, source="/vka.txt"), entry("Gout is painful.", source="/gout.txt")]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    return library


@pytest.fixture
def answer(filled: Library, principal: Principal) -> Answer:
    found = filled.ask(QUESTION, principal, writer="extractive")
    assert found.citations
    return found


@pytest.fixture
def kept(filled: Library, principal: Principal, answer: Answer) -> str:
    return filled.conversations.keep(answer, principal)


def test_an_answer_comes_back_as_it_was(answer: Answer) -> None:
    assert load_answer(dump_answer(answer)) == answer


def test_a_conversation_grows_and_the_newest_comes_first(
    filled: Library, principal: Principal, answer: Answer, kept: str
) -> None:
    conversations = filled.conversations
    assert conversations.keep(answer, principal, kept) == kept
    second = conversations.keep(replace(answer, question="Gout?"), principal)
    rows = conversations.all(principal)
    assert {row.id: row.turns for row in rows} == {kept: 2, second: 1}
    row, exchanges = conversations.open(kept, principal)
    assert row.title == QUESTION
    assert [one.ordinal for one in exchanges] == [1, 2]
    assert exchanges[0].answer == answer
    assert exchanges[0].replay.passages


def test_nobody_reaches_the_conversation_of_another(
    filled: Library, answer: Answer, kept: str
) -> None:
    conversations = filled.conversations
    assert conversations.all(OTHER) == []
    assert conversations.all(OTHER, "warfarin") == []
    for call in (
        lambda: conversations.open(kept, OTHER),
        lambda: conversations.rename(kept, "Mine", OTHER),
        lambda: conversations.delete(kept, OTHER),
        lambda: conversations.keep(answer, OTHER, kept),
    ):
        with pytest.raises(NotFound):
            call()


def test_what_a_question_was_asked_of_is_kept_exported_and_asked_of_again(
    filled: Library, principal: Principal, answer: Answer
) -> None:
    limits = Filters(spans=((1990, 1999), (2020, 2024)), types=("guideline",), retracted=False)
    kept = filled.conversations.keep(answer, principal, filters=limits)
    row, (exchange,) = filled.conversations.open(kept, principal)
    assert exchange.replay.filters == limits
    said = "asked of: 1990-1999 or 2020-2024, guideline, without retracted works"
    assert said in as_markdown(row, [exchange])
    assert json.loads(as_data(row, [exchange]))["turns"][0]["replay"]["filters"]["spans"] == [
        [1990, 1999],
        [2020, 2024],
    ]


def test_a_conversation_that_was_kept_before_filters_were_is_read(
    filled: Library, principal: Principal, kept: str
) -> None:
    with filled.store.database.write() as connection:
        connection.execute("UPDATE turns SET replay = json_remove(replay, '$.filters')")
    (exchange,) = filled.conversations.open(kept, principal)[1]
    assert exchange.replay.filters == Filters()


def test_words_of_a_question_or_an_answer_find_it(
    filled: Library, principal: Principal, kept: str
) -> None:
    conversations = filled.conversations
    assert [row.id for row in conversations.all(principal, "WARFARIN between")] == [kept]
    assert conversations.all(principal, "warfarin penguin") == []
    assert conversations.all(principal, "100%") == []
    assert conversations.all(principal, "_") == []


def test_it_can_be_renamed_and_deleted(filled: Library, principal: Principal, kept: str) -> None:
    conversations = filled.conversations
    conversations.rename(kept, "  The INR \n again ", principal)
    assert conversations.open(kept, principal)[0].title == "The INR again"
    with pytest.raises(SettingsError):
        conversations.rename(kept, "  ", principal)
    conversations.delete(kept, principal)
    assert conversations.all(principal) == []
    with pytest.raises(NotFound):
        conversations.open(kept, principal)


def test_a_replay_says_that_nothing_changed(
    filled: Library, principal: Principal, kept: str
) -> None:
    conversations = filled.conversations
    (exchange,) = conversations.open(kept, principal)[1]
    compared = conversations.replay(
        exchange, lambda question: filled.ask(question, principal, writer="extractive")
    )
    assert compared.same, compared.differences


def test_a_replay_says_what_is_different_today(
    filled: Library, principal: Principal, kept: str
) -> None:
    newer = entry(
        "Warfarin is steered by the INR: how often it is measured is steered by its last value.",
        source="/newer.txt",
    )
    filled.store.catalog.add([newer])
    filled.store.publish([newer.id])
    conversations = filled.conversations
    (exchange,) = conversations.open(kept, principal)[1]
    compared = conversations.replay(
        exchange, lambda question: filled.ask(question, principal, writer="extractive")
    )
    assert not compared.same
    assert any("cited today, not then" in one for one in compared.differences)


@pytest.mark.parametrize(
    ("then", "today", "named"),
    [("a" * 64, "b" * 64, True), ("a" * 64, "a" * 64, False), (None, "b" * 64, False)],
)
def test_a_replay_names_another_build_of_the_model(
    filled: Library,
    principal: Principal,
    answer: Answer,
    then: str | None,
    today: str,
    named: bool,
) -> None:
    by_model = replace(answer, writer="ollama", model="qwen3:4b")
    conversations = filled.conversations
    kept = conversations.keep(replace(by_model, model_digest=then), principal)
    (exchange,) = conversations.open(kept, principal)[1]
    assert exchange.replay.digest == then
    compared = conversations.replay(exchange, lambda _: replace(by_model, model_digest=today))
    assert compared.same
    assert [("another build" in one) for one in compared.differences] == ([True] if named else [])


def test_what_was_kept_before_digests_were_known_still_opens(
    filled: Library, principal: Principal, kept: str
) -> None:
    connection = filled.store.database.connection
    ((replay, said),) = connection.execute("SELECT replay, answer FROM turns").fetchall()
    older, answer = json.loads(replay), json.loads(said)
    del older["digest"], answer["model_digest"]
    with connection:
        connection.execute(
            "UPDATE turns SET replay = ?, answer = ?", (json.dumps(older), json.dumps(answer))
        )
    (exchange,) = filled.conversations.open(kept, principal)[1]
    assert exchange.replay.digest is None
    assert exchange.answer.model_digest is None


def test_what_a_removed_document_said_leaves_the_conversations_too(
    filled: Library, principal: Principal, answer: Answer, kept: str
) -> None:
    (one,) = {cited.document.id for cited in answer.citations}
    filled.remove(one, principal)
    (exchange,) = filled.conversations.open(kept, principal)[1]
    assert exchange.answer.citations == ()
    assert exchange.answer.answer == FORGOTTEN
    rows = filled.store.database.connection.execute("SELECT answer FROM turns").fetchall()
    assert not any("between 2 and 3" in row[0] for row in rows)


def test_a_document_removed_while_it_was_being_answered_leaves_nothing_behind(
    filled: Library, principal: Principal, answer: Answer
) -> None:
    (one,) = {cited.document.id for cited in answer.citations}
    filled.remove(one, principal)
    late = filled.conversations.keep(answer, principal)
    (exchange,) = filled.conversations.open(late, principal)[1]
    assert exchange.answer.citations == ()
    assert exchange.answer.answer == FORGOTTEN


# -- leaving as files ---------------------------------------------------------------------------


@pytest.fixture
def doubtful(filled: Library, principal: Principal, answer: Answer) -> str:
    planted = Sentence("Warfarin cures *gout*.", "unsupported", (1,), ("7",))
    weak = Sentence("The INR matters.", "weak", (1,))
    return filled.conversations.keep(
        replace(answer, sentences=(*answer.sentences, weak, planted)), principal
    )


def test_unsupported_sentences_never_leave(
    filled: Library, principal: Principal, doubtful: str
) -> None:
    row, exchanges = filled.conversations.open(doubtful, principal)
    from docx import Document

    word = Document(io.BytesIO(as_word(row, exchanges)))
    texts = (
        as_markdown(row, exchanges),
        as_data(row, exchanges),
        "\n".join(paragraph.text for paragraph in word.paragraphs),
    )
    for text in texts:
        assert INR in text
        assert "cures" not in text
    assert "1 sentence without support left out" in texts[0]
    assert "(weakly supported)" in texts[0]
    assert json.loads(texts[1])["turns"][0]["withheld"] == 1
    assert "left out" in texts[2]


def test_sources_are_named_with_their_page_and_quotation(
    filled: Library, principal: Principal, kept: str
) -> None:
    text = as_markdown(*filled.conversations.open(kept, principal))
    assert "1. " in text
    assert "page 1" in text
    assert f"“{INR}”" in text
    assert text.startswith(f"# {QUESTION}")


def test_an_abstention_is_exported_as_one(filled: Library, principal: Principal) -> None:
    answer = filled.ask("Who won the football cup in 1966?", principal, writer="extractive")
    assert answer.abstained
    identity = filled.conversations.keep(answer, principal)
    row, exchanges = filled.conversations.open(identity, principal)
    assert "No passage in the library answers this." in as_markdown(row, exchanges)
    assert json.loads(as_data(row, exchanges))["turns"][0]["abstained"] is True


def test_a_follow_up_is_exported_as_it_was_typed_and_as_it_was_read(
    filled: Library, principal: Principal, kept: str
) -> None:
    read = f"{QUESTION[:-1]}: And at night?"
    answer = filled.ask(read, principal, writer="extractive")
    filled.conversations.keep(answer, principal, kept, question="And at night?")
    row, exchanges = filled.conversations.open(kept, principal)
    text = as_markdown(row, exchanges)
    assert "## And at night?" in text
    assert f"Read together with the question before: “{read}”" in text
    second = json.loads(as_data(row, exchanges))["turns"][1]
    assert (second["question"], second["read"]) == ("And at night?", read)
    assert filled.conversations.questions(kept, principal) == [QUESTION, read]
    (found,) = filled.conversations.all(principal, "at night")
    assert found.id == kept


def test_an_export_says_first_what_is_to_be_said_first(
    filled: Library, principal: Principal, answer: Answer
) -> None:
    urgent = replace(answer, policy=Policy("emergency", 1.0, "emergency_first", "Call for help."))
    row, exchanges = filled.conversations.open(
        filled.conversations.keep(urgent, principal), principal
    )
    text = as_markdown(row, exchanges)
    assert text.index("Call for help.") < text.index(INR)
    assert said(urgent).startswith("Call for help. ")


def test_what_a_person_typed_is_kept_without_signs_that_no_file_can_hold(
    filled: Library, principal: Principal, answer: Answer
) -> None:
    identity = filled.conversations.keep(answer, principal, question="\x00\x1b[31mINR? \udcff")
    row, exchanges = filled.conversations.open(identity, principal)
    assert row.title == "[31mINR? ?"
    for form in FORMATS.values():
        assert form.write(row, exchanges)
    assert filled.conversations.rename(identity, "x" * 500, principal).title.endswith("x…")
    nameless = filled.conversations.keep(answer, principal, question="\x00")
    assert filled.conversations.row(nameless, principal).title == "Untitled"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "How is warfarin steered by the INR in very old people?",
            "how-is-warfarin-steered-by-the-inr-in.md",
        ),
        ("../../etc/passwd", "etc-passwd.md"),
        ("", "conversation.md"),
        ("???", "conversation.md"),
        ("x" * 100, f"{'x' * 40}.md"),
        ("Größe", "größe.md"),
    ],
)
def test_a_file_is_named_for_the_title(title: str, name: str) -> None:
    assert file_name(title, "markdown") == name


def test_one_question_is_found_by_its_place(
    filled: Library, principal: Principal, answer: Answer, kept: str
) -> None:
    filled.conversations.keep(answer, principal, kept, question="Again?")
    assert filled.conversations.exchange(kept, 2, principal).question == "Again?"
    for ordinal in (-1, 0, 3):
        with pytest.raises(NotFound, match="no question"):
            filled.conversations.exchange(kept, ordinal, principal)
