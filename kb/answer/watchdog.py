"""Hangs up on a model server that has gone silent, or that nobody listens to any more.

A read timeout is not enough: a server that sends a comment line, an empty chunk or a thought every few
seconds keeps a client waiting for ever. So the answer is read in a thread of its own, and the watchdog counts
from the last word that the reader could see. Meanwhile it gives a sign of life now and then, at which whoever
listens can leave: that ends the reading of the connection's socket, and with it the server's work.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

PULSE_SECONDS = 0.25
"""How soon somebody who leaves is noticed while the server is silent."""
AHEAD = 64
"""Pieces that are read before anybody has taken them."""
PATIENCE_SECONDS = 6.0
"""For the reading thread to end after the socket has; opening a connection takes up to five seconds."""


class Watchdog:
    """Watches one answer. ``fired`` says whether it hung up on a silent server.

    Give :meth:`watch_request` to the httpx client as its request hook, so that the socket is known.

    Args:
        seconds: silence that is borne between two words.
        first_seconds: silence that is borne before the first one; a model may have to be loaded.
    """

    def __init__(self, seconds: float, first_seconds: float | None = None) -> None:
        self.seconds = seconds
        self.first_seconds = seconds if first_seconds is None else first_seconds
        self.fired = False
        self._over = threading.Event()
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    def words(self, pieces: Generator[str, None, None]) -> Iterator[str]:
        """Pass the pieces on, and an empty one now and then while none comes.

        The clock runs only while a piece is being waited for. Closing the iterator hangs up.

        Raises:
            TimeoutError: the server was silent for too long.
            Exception: whatever reading the pieces raised.
        """
        read: queue.Queue[str | _End] = queue.Queue(AHEAD)
        thread = threading.Thread(
            target=self._read, args=(pieces, read), name="model-reader", daemon=True
        )
        thread.start()
        left = self.first_seconds
        try:
            while True:
                began = time.monotonic()
                try:
                    piece = read.get(timeout=max(0.0, min(PULSE_SECONDS, left)))
                except queue.Empty:
                    left -= time.monotonic() - began
                    if left <= 0:
                        self.fired = True
                        raise TimeoutError from None
                    yield ""
                    continue
                if isinstance(piece, _End):
                    if piece.error is not None:
                        raise piece.error
                    return
                yield piece
                left = self.seconds
        finally:
            self._hang_up(thread)

    def watch_request(self, request: httpx.Request) -> None:
        """A request hook of httpx: learn of the sockets that this request opens."""
        request.extensions["trace"] = self._connected

    def _read(self, pieces: Generator[str, None, None], read: queue.Queue[str | _End]) -> None:
        """In the thread: hand the pieces over, and how they ended."""
        end = _End()
        try:
            with closing(pieces):
                for piece in pieces:
                    if not self._hand_over(piece, read):
                        break
        except Exception as error:  # raised where the pieces are wanted
            end = _End(error)
        self._hand_over(end, read)

    def _hand_over(self, piece: str | _End, read: queue.Queue[str | _End]) -> bool:
        while not self._over.is_set():
            with suppress(queue.Full):
                read.put(piece, timeout=PULSE_SECONDS)
                return True
        return False

    def _connected(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets.append(opened)
                if self._over.is_set():
                    _end_reading(opened)

    def _hang_up(self, thread: threading.Thread) -> None:
        with self._lock:
            self._over.set()
            if thread.is_alive():
                for opened in self._sockets:
                    _end_reading(opened)
        thread.join(PATIENCE_SECONDS)


class _End:
    """The pieces are over; ``error`` is why, if not because all are there."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error


def _end_reading(opened: socket.socket) -> None:
    # Reading ends; the reader then closes the socket, which resets a server that is still writing (after a
    # shutdown of both sides such a server would stay blocked). The plain socket's method, as TLS would
    # take its state apart under the reader. A closed socket needs no hanging up.
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RD)
