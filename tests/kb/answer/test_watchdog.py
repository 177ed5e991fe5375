"""The watchdog hangs up on silence, and lets whoever listens leave at any time."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from kb.answer import watchdog as module
from kb.answer.watchdog import Watchdog


def saying(*pieces: str) -> Generator[str, None, None]:
    yield from pieces


def words(watchdog: Watchdog, pieces: Generator[str, None, None]) -> list[str]:
    return [piece for piece in watchdog.words(pieces) if piece]


def test_pieces_come_through_in_order() -> None:
    many = [str(n) for n in range(1, 500)]
    assert words(Watchdog(5), saying(*many)) == many


def test_what_reading_raised_is_raised_to_the_listener() -> None:
    def failing() -> Generator[str, None, None]:
        yield "one"
        raise KeyError("gone")

    heard: list[str] = []
    with pytest.raises(KeyError, match="gone"):
        heard.extend(Watchdog(5).words(failing()))
    assert heard == ["one"]


@pytest.fixture
def released() -> Generator[threading.Event, None, None]:
    """Set at the end of a test, so that no reader is left behind."""
    event = threading.Event()
    yield event
    event.set()


def silent_after(first: tuple[str, ...], released: threading.Event) -> Generator[str, None, None]:
    yield from first
    released.wait(30)


def test_silence_is_borne_for_so_long_only(
    released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    watchdog = Watchdog(0.05)
    with pytest.raises(TimeoutError):
        words(watchdog, silent_after(("one",), released))
    assert watchdog.fired


def test_before_the_first_word_more_silence_may_be_borne(
    released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)

    def late() -> Generator[str, None, None]:
        released.wait(0.3)
        yield "at last"
        released.wait(30)

    watchdog = Watchdog(0.05, 20)
    heard: list[str] = []
    with pytest.raises(TimeoutError):
        heard.extend(piece for piece in watchdog.words(late()) if piece)
    assert heard == ["at last"]


def test_while_nothing_comes_there_are_signs_of_life(
    released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    listening = Watchdog(30).words(silent_after((), released))
    assert next(listening) == ""
    listening.close()  # type: ignore[attr-defined]


def test_leaving_ends_the_reading() -> None:
    closed = threading.Event()

    def endless() -> Generator[str, None, None]:
        try:
            while True:
                yield "on"
        finally:
            closed.set()

    listening = Watchdog(5).words(endless())
    assert next(listening) == "on"
    listening.close()  # type: ignore[attr-defined]
    assert closed.wait(5)
    assert not any(one.name == "model-reader" for one in threading.enumerate())
