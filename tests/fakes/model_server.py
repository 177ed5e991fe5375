"""A model server whose every word is scripted: what the Ollama and OpenAI fakes share.

A script is a list of steps that one answer takes, sent as HTTP chunks: text to send, or one of
:data:`HANG` (stay silent), :data:`DIE` (drop the connection). An endless script is a generator.
"""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG = object()
DIE = object()
Step = object
Script = Callable[[], Iterable[Step]]


@dataclass
class Refusal:
    """A reply with a status other than 200."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class ModelServer:
    """Runs on a free port of this machine. Use as a context manager.

    Attributes:
        gets: replies by path: a JSON value, raw text, a :class:`Refusal` or :data:`HANG`.
        posts: by path, the script of the answer or a :class:`Refusal`.
        refuses: the :class:`Refusal` of a POST with this body, if it is to be refused.
        asked: bodies of the POST requests, in order.
        hung_up: set when the client closed the connection before the script was over.
    """

    def __init__(self) -> None:
        self.gets: dict[str, Any] = {}
        self.posts: dict[str, Script | Refusal] = {}
        self.refuses: Callable[[dict[str, Any]], Refusal | None] = lambda _: None
        self.content_type = "application/x-ndjson"
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                fake.reply(self, fake.gets.get(self.path, Refusal(404, "not found")))

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                fake.asked.append(json.loads(self.rfile.read(length)))
                fake.headers.append({name.lower(): value for name, value in self.headers.items()})
                script = fake.refuses(fake.asked[-1]) or fake.posts.get(
                    self.path, Refusal(404, "not found")
                )
                if isinstance(script, Refusal):
                    fake.reply(self, script)
                else:
                    fake.play(self, script())

        return Handler

    def reply(self, handler: BaseHTTPRequestHandler, reply: Any) -> None:
        """Answer in one piece."""
        if reply is HANG:
            self._stay_silent(handler)
            return
        status, headers = 200, {}
        if isinstance(reply, Refusal):
            status, headers, reply = reply.status, reply.headers, reply.body
        body = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def play(self, handler: BaseHTTPRequestHandler, steps: Iterable[Step]) -> None:
        """Answer step by step; the headers go out with the first text."""
        begun = False
        try:
            for step in steps:
                if step is HANG:
                    self._stay_silent(handler)
                    return
                if step is DIE:
                    handler.close_connection = True
                    return
                if not begun:
                    begun = True
                    handler.send_response(200)
                    handler.send_header("Content-Type", self.content_type)
                    handler.send_header("Transfer-Encoding", "chunked")
                    handler.end_headers()
                text = str(step).encode()
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))
                handler.wfile.flush()
                if self._stopping.is_set():
                    handler.close_connection = True
                    return
            handler.wfile.write(b"0\r\n\r\n")
        except OSError:
            handler.close_connection = True
            self.hung_up.set()

    def _stay_silent(self, handler: BaseHTTPRequestHandler) -> None:
        """Say nothing until the client hangs up or the server stops."""
        handler.close_connection = True
        while not self._stopping.is_set():
            readable, _, _ = select.select([handler.connection], [], [], 0.01)
            if readable:
                self.hung_up.set()
                return


@contextmanager
def nobody() -> Iterator[str]:
    """An address at which nothing listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"


@contextmanager
def deaf() -> Iterator[str]:
    """An address that takes connections and never reads from them."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
