"""Requests to the running server, and its refusals as the errors that the library raised.

Standard library only: ``kb ask`` through a server is a new process each time, and should feel like none.
"""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

from kb.errors import CodeNotFound, KbError, LibraryBusy, ModelUnavailable, NotFound, NotPermitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.api.token import Runtime

HEALTH_SECONDS = 2.0
KINDS: dict[int, type[KbError]] = {
    403: NotPermitted,
    404: NotFound,
    409: LibraryBusy,
    503: ModelUnavailable,
}


class Connection:
    """A kept connection to the API of a running server."""

    def __init__(self, runtime: Runtime, *, timeout: float | None) -> None:
        """``timeout`` is how many seconds a reply may take; no limit, if None."""
        self.runtime = runtime
        self._timeout = timeout
        address = runtime.url.removeprefix("http://").rstrip("/")
        self._connection = http.client.HTTPConnection(address, timeout=timeout)

    def healthy(self) -> bool:
        """Whether the server answers within two seconds."""
        self._connection.timeout = HEALTH_SECONDS
        try:
            self._connection.request("GET", "/api/health")
            reply = self._connection.getresponse()
            health = json.loads(reply.read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        good = reply.status == 200 and isinstance(health, dict) and health.get("ok") is True
        self._connection.timeout = self._timeout
        if self._connection.sock is not None:
            self._connection.sock.settimeout(self._timeout)
        return good

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the server answers, as JSON. Raises the errors of :mod:`kb.errors`."""
        reply = self._request(method, path, body)
        try:
            return json.loads(reply.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _gone(self.runtime.url) from error

    def fetch(self, path: str) -> tuple[str, bytes]:
        """A file from the server: what it is to be called, as the header says, and its content."""
        reply = self._request("GET", path)
        try:
            return reply.getheader("Content-Disposition", ""), reply.read()
        except (OSError, http.client.HTTPException) as error:
            raise _gone(self.runtime.url) from error

    def events(self, path: str, body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The server's events as (name, data); the last one is ``done``. Raises KbError."""
        reply = self._request("POST", path, body)
        try:
            name = ""
            for line in reply:
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    data = json.loads(line[6:])
                    if name == "error":
                        raise KbError(data["error"], hint=data["hint"])
                    yield name, data
                    if name == "done":
                        return
        except (OSError, http.client.HTTPException) as error:
            raise _gone(self.runtime.url) from error
        finally:
            self._connection.close()  # what is left of the stream is of no use to anybody
        raise _gone(self.runtime.url)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> http.client.HTTPResponse:
        headers = {"Authorization": f"Bearer {self.runtime.token}"}
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request(method, f"/api{path}", content, headers)
            reply = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise _gone(self.runtime.url) from error
        if reply.status >= 400:
            raise _refused(reply)
        return reply


def _refused(reply: http.client.HTTPResponse) -> KbError:
    """Turn ``{error, hint}`` back into the error that the library raised."""
    try:
        body = json.loads(reply.read())
        message, hint = str(body["error"]), str(body.get("hint", ""))
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        message, hint = f"The server answered with status {reply.status}.", ""
        body = {}
    if "nearest" in body:
        nearest = tuple((one["code"], one["description"]) for one in body["nearest"])
        return CodeNotFound(message, hint=hint, code=body["code"], nearest=nearest)
    return KINDS.get(reply.status, KbError)(message, hint=hint)


def _gone(url: str) -> KbError:
    return KbError(
        f"The server at {url} went away in the middle.",
        hint="Run the command again; it opens the library itself when no server runs.",
    )
