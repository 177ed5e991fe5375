"""Small questions to a model server, answered or given up on within a set time.

Standard library only: ``kb ask`` asks them on the way to every answer, and importing an HTTP client
would cost more than the question.
"""

from __future__ import annotations

import json
import queue
import threading
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from kb.answer.model_faults import Fault, Server

LARGEST_REPLY = 4_000_000


def get_json(server: Server, path: str, seconds: float, *, key: str | None = None) -> object:
    """GET ``path`` below the server's address, within ``seconds`` in all; redirects are not followed.

    Raises:
        ModelUnavailable: nothing answers, or not in time, or not with JSON.
    """
    return _within(server, path, None, seconds, key)


def post_json(
    server: Server, path: str, body: object, seconds: float, *, key: str | None = None
) -> object:
    """POST ``body`` to ``path`` below the server's address, as :func:`get_json` gets it.

    Raises:
        ModelUnavailable: nothing answers, or not in time, or not with JSON.
    """
    return _within(server, path, json.dumps(body).encode(), seconds, key)


def _within(
    server: Server, path: str, body: bytes | None, seconds: float, key: str | None
) -> object:
    answers: queue.SimpleQueue[object] = queue.SimpleQueue()
    # A thread of its own, because name resolution and a server that drips bytes know no timeout.
    threading.Thread(
        target=lambda: answers.put(_fetch(server.address, path, body, seconds, key)), daemon=True
    ).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise server.unavailable(Fault.DOWN) from None
    if isinstance(answer, Fault):
        raise server.unavailable(answer)
    return answer


def _fetch(address: str, path: str, body: bytes | None, seconds: float, key: str | None) -> object:
    """The parsed reply, or the :class:`Fault` that stands for it."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    headers = {"Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        if body is None:
            connection.request("GET", parts.path + path, headers=headers)
        else:
            headers["Content-Type"] = "application/json"
            connection.request("POST", parts.path + path, body, headers)
        response = connection.getresponse()
        reply = response.read(LARGEST_REPLY)
        if 300 <= response.status < 400:
            return Fault.REDIRECTED
        if response.status == HTTPStatus.SERVICE_UNAVAILABLE and b"loading" in reply.lower():
            return Fault.LOADING
        found: object = json.loads(reply) if response.status == 200 else Fault.MALFORMED
        return found
    except OSError:
        return Fault.DOWN
    except (HTTPException, ValueError):
        return Fault.MALFORMED
    finally:
        connection.close()
