"""Small questions to a model server, answered or given up on within a set time.

Standard library only: ``kb ask`` asks them on the way to every answer, and importing an HTTP client
would cost more than the question.
"""

from __future__ import annotations

import json
import queue
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from kb.answer.model_faults import Fault, Server

LARGEST_REPLY = 4_000_000


def get_json(server: Server, path: str, seconds: float, *, key: str | None = None) -> object:
    """GET ``path`` below the server's address, within ``seconds`` in all; redirects are not followed.

    Raises:
        ModelUnavailable: nothing answers, or not in time, or not with JSON.
    """
    answers: queue.SimpleQueue[object] = queue.SimpleQueue()
    # A thread of its own, because name resolution and a server that drips bytes know no timeout.
    threading.Thread(
        target=lambda: answers.put(_fetch(server.address, path, seconds, key)), daemon=True
    ).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise server.unavailable(Fault.DOWN) from None
    if isinstance(answer, Fault):
        raise server.unavailable(answer)
    return answer


def _fetch(address: str, path: str, seconds: float, key: str | None) -> object:
    """The parsed reply, or the :class:`Fault` that stands for it."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    headers = {"Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        connection.request("GET", parts.path + path, headers=headers)
        response = connection.getresponse()
        body = response.read(LARGEST_REPLY)
        if 300 <= response.status < 400:
            return Fault.REDIRECTED
        found: object = json.loads(body) if response.status == 200 else Fault.MALFORMED
        return found
    except OSError:
        return Fault.DOWN
    except (HTTPException, ValueError):
        return Fault.MALFORMED
    finally:
        connection.close()
