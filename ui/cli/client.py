"""The library of the running server, reached through its API.

Standard library only: ``kb ask`` through a server is a new process each time, and should feel like none.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kb.errors import CodeNotFound, KbError, LibraryBusy, ModelUnavailable, NotFound, NotPermitted
from ui.api.token import Runtime, live_record

if TYPE_CHECKING:
    from kb.types import Collection, Filters
    from ui.api.forms import (
        AnswerForm,
        DocumentForm,
        HitForm,
        IngestReportForm,
        JobForm,
        OnProgress,
        PassageForm,
        ReindexedForm,
    )
    from ui.cli.remote_terms import RemoteTerms

HEALTH_SECONDS = 2.0
REPLY_SECONDS = 900.0  # a small model on a slow processor may think for minutes
POLL_SECONDS = 0.25
KINDS: dict[int, type[KbError]] = {
    403: NotPermitted,
    404: NotFound,
    409: LibraryBusy,
    503: ModelUnavailable,
}


def find_server(home: Path) -> RemoteDoor | None:
    """Return the door of the server of this data folder, if one runs and answers."""
    runtime = live_record(home)
    if runtime is None:
        return None
    door = RemoteDoor(runtime)
    if door.healthy():
        return door
    door.close()
    return None


class RemoteDoor:
    """The :class:`ui.cli.door.Door` to a running server."""

    def __init__(self, runtime: Runtime, *, timeout: float | None = REPLY_SECONDS) -> None:
        self._runtime = runtime
        self._timeout = timeout
        address = runtime.url.removeprefix("http://").rstrip("/")
        self._connection = http.client.HTTPConnection(address, timeout=timeout)

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._runtime.url

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

    @property
    def terms(self) -> RemoteTerms:
        """Terminology of that library."""
        from ui.cli.remote_terms import RemoteTerms

        return RemoteTerms(self)

    def ask(self, question: str, filters: Filters, writer: str | None) -> AnswerForm:
        body = {"question": question, "writer": writer, **asdict(filters)}
        return self.call("POST", "/ask", body)  # type: ignore[no-any-return]

    def stream(
        self, question: str, filters: Filters, writer: str | None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        body = {"question": question, "writer": writer, **asdict(filters)}
        reply = self._request("POST", "/ask/stream", body)
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
            raise _gone(self._runtime.url) from error
        finally:
            self._connection.close()  # what is left of the stream is of no use to anybody
        raise _gone(self._runtime.url)

    def search(self, question: str, filters: Filters, k: int | None) -> list[HitForm]:
        body = {"question": question, "k": k, **asdict(filters)}
        return self.call("POST", "/search", body)  # type: ignore[no-any-return]

    def documents(self, collection: Collection | None = None) -> list[DocumentForm]:
        query = f"?collection={collection}" if collection else ""
        return self.call("GET", f"/documents{query}")  # type: ignore[no-any-return]

    def passages(self, document_id: str) -> list[PassageForm]:
        return self.call("GET", f"/documents/{part(document_id)}/passages")  # type: ignore[no-any-return]

    def remove(self, document_ids: Sequence[str]) -> list[DocumentForm]:
        return self.call("POST", "/documents/remove", {"documents": list(document_ids)})  # type: ignore[no-any-return]

    def jobs(self, limit: int = 50) -> list[JobForm]:
        return self.call("GET", f"/jobs?limit={limit}")  # type: ignore[no-any-return]

    def job(self, job_id: str) -> JobForm:
        return self.call("GET", f"/jobs/{part(job_id)}")  # type: ignore[no-any-return]

    def ingest(
        self,
        paths: Sequence[Path],
        collection: Collection,
        attested_by: str | None,
        on_progress: OnProgress,
        stop: threading.Event,
    ) -> IngestReportForm:
        body = {
            "paths": [str(path.absolute()) for path in paths],
            "collection": collection,
            "attested_by": attested_by,
        }
        job_id = self.call("POST", "/ingest", body)["job"]
        asked_to_stop = False
        while (job := self.job(job_id))["state"] == "running":
            on_progress(job["progress"])
            if stop.is_set() and not asked_to_stop:
                self.call("POST", f"/jobs/{job_id}/cancel")
                asked_to_stop = True
            time.sleep(POLL_SECONDS)
        on_progress(job["progress"])
        if job["state"] in ("failed", "interrupted") or job["report"] is None:
            raise KbError(
                f"Job {job_id} {job['state']}: {job['error'] or 'no report was left'}",
                hint="Run the same command again; what went in stays.",
            )
        return job["report"]  # type: ignore[return-value]

    def reindex(self, embed: bool, on_progress: OnProgress) -> ReindexedForm:
        # The reply comes at the end, which may be hours away; a second connection follows the job.
        ended: list[ReindexedForm | KbError] = []

        def wait() -> None:
            with RemoteDoor(self._runtime, timeout=None) as door:
                try:
                    ended.append(door.call("POST", "/reindex", {"embed": embed}))
                except KbError as error:
                    ended.append(error)

        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        while waiting.is_alive():
            for job in self.jobs(limit=5):
                if job["kind"] == "reindex" and job["state"] == "running":
                    on_progress(job["progress"])
                    break
            waiting.join(POLL_SECONDS)
        result = ended[0]
        if isinstance(result, KbError):
            raise result
        return result

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        reply = self._request(method, path, body)
        try:
            return json.loads(reply.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _gone(self._runtime.url) from error

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> http.client.HTTPResponse:
        headers = {"Authorization": f"Bearer {self._runtime.token}"}
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request(method, f"/api{path}", content, headers)
            reply = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise _gone(self._runtime.url) from error
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


def part(text: str) -> str:
    """Quote a path segment."""
    from urllib.parse import quote

    return quote(text, safe="")
