"""Conversations: kept, found, exported, replayed and forgotten."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from kb.answer.conversations import FORGOTTEN, dump_answer, load_answer
from kb.answer.export import as_data, as_markdown, as_word
from kb.errors import NotFound, SettingsError
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Answer, Principal, Sentence
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
