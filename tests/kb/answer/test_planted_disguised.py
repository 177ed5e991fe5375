"""Orders to a model are seen in other languages, in disguise, politely put, and cut in two; clinical orders are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from kb.answer import writers
from kb.answer.disguises import hidden_text, undisguised
from kb.answer.planted import is_order, without_orders
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Hit, Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.planted_orders import ORDERS, ORDINARY

BEFORE = "Colchicine is started at a dose of 0.5 mg twice daily in acute pericarditis."
AFTER = "Diarrhoea is the most frequent side effect of colchicine."
QUESTION = "At which dose is colchicine started in acute pericarditis?"


def test_there_are_more_than_sixty_of_each() -> None:
    assert len(set(ORDERS)) > 60
    assert len(set(ORDINARY)) > 60


@pytest.mark.parametrize("order", ORDERS)
def test_nothing_of_an_order_that_could_be_followed_is_left(order: str) -> None:
    text = f"{BEFORE} {order} {AFTER}"
    cleaned = without_orders(text)
    assert len(cleaned) == len(text)
    assert cleaned.startswith(BEFORE)
    left = cleaned[len(BEFORE) : -len(AFTER)]
    assert "900" not in left
    if "900" not in order:
        assert not left.strip()


@pytest.mark.parametrize("sentence", ORDINARY)
def test_clinical_orders_and_talk_of_models_are_left_alone(sentence: str) -> None:
    text = f"{BEFORE} {sentence} {AFTER}"
    assert without_orders(text) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ign\u200bore th\u00adis", "Ignore this"),
        ("\u0406gn\u043er\u0435 this", "Ignore this"),
        ("I g n o r e this", "Ignore this"),
        ("\uff29\uff47\uff4e\uff4f\uff52\uff45 this", "Ignore this"),
        ("\u03b2-blockers and \u03b1-synuclein", "\u03b2-blockers and \u03b1-synuclein"),
        ("vitamins A B and C", "vitamins A B and C"),
    ],
)
def test_a_disguise_is_taken_off_and_greek_stays(written: str, read: str) -> None:
    assert undisguised(written) == read


@pytest.mark.parametrize("text", ["ATGCGTACGTTAGCCTAGGATCCGATCGATTACG", "a1b2c3d4" * 8, "", "QQ=="])
def test_sequences_and_checksums_hide_no_text(text: str) -> None:
    assert hidden_text(text) == ""
    assert not is_order(text)


class Obedient:
    """A model that repeats whatever it is shown, and claims the planted dose besides."""

    name = "ollama"
    model = "obedient"
    digest = None

    def __init__(self) -> None:
        self.shown: list[str] = []

    def cold(self) -> bool:
        return False

    def stream(self, question: str, hits: Sequence[Hit], *, fault: str = "") -> Iterator[str]:
        self.shown = [hit.passage.text for hit in hits]
        for text in dict.fromkeys(" ".join(one.split()) for one in self.shown):
            yield f"{text} [1] "
        yield "The dose of colchicine in acute pericarditis is 900 mg. [1] "


@pytest.fixture
def poisoned(library: Library) -> Library:
    """A library in which every planted order stands between two true sentences."""
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    entries = [
        entry(f"{BEFORE} {order} {AFTER}", source=f"/disguised-{n}.txt")
        for n, order in enumerate(ORDERS)
    ]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    return library


def test_no_disguised_order_is_quoted(poisoned: Library, principal: Principal) -> None:
    answer = poisoned.ask(QUESTION, principal, writer="extractive")
    assert answer.answer.startswith(BEFORE)
    assert "900" not in answer.answer
    assert not any("900" in citation.quote for citation in answer.citations)


def test_an_obedient_model_neither_sees_nor_gets_away_with_one(
    poisoned: Library, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Obedient()
    monkeypatch.setattr(writers, "choose_writer", lambda *_: "ollama")
    monkeypatch.setattr(writers, "model_writer", lambda *_: model)
    answer = poisoned.ask(QUESTION, principal)
    assert model.shown
    assert not any("900" in text for text in model.shown)
    believed = [one.text for one in answer.sentences if one.state in ("quoted", "supported")]
    assert believed
    assert not any("900" in text for text in believed)
