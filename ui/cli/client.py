"""The library of the running server, reached through its API."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kb.errors import KbError
from ui.api.token import Runtime, live_record
from ui.cli.connection import Connection

if TYPE_CHECKING:
    from kb.types import Collection, Filters
    from ui.api.answer_forms import AskedForm
    from ui.api.forms import (
        CorrectionForm,
        DocumentForm,
        FoundForm,
        HitForm,
        IngestReportForm,
        JobForm,
        OnProgress,
        PassageForm,
        ReindexedForm,
        RetractionsForm,
        SimilarForm,
        TableForm,
    )
    from ui.cli.remote_kept import RemoteConversations, RemoteSearches
    from ui.cli.remote_terms import RemoteTerms

REPLY_SECONDS = 900.0  # a small model on a slow processor may think for minutes
POLL_SECONDS = 0.25


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
        self._server = Connection(runtime, timeout=timeout)

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._server.runtime.url

    def healthy(self) -> bool:
        """Whether the server answers within two seconds."""
        return self._server.healthy()

    @property
    def terms(self) -> RemoteTerms:
        """Terminology of that library."""
        from ui.cli.remote_terms import RemoteTerms

        return RemoteTerms(self._server)

    @property
    def conversations(self) -> RemoteConversations:
        """What that library keeps of questions."""
        from ui.cli.remote_kept import RemoteConversations

        return RemoteConversations(self._server)

    @property
    def searches(self) -> RemoteSearches:
        """What that library keeps of searches."""
        from ui.cli.remote_kept import RemoteSearches

        return RemoteSearches(self._server)

    def ask(self, question: str, filters: Filters, writer: str | None) -> AskedForm:
        body = {"question": question, "writer": writer, **asdict(filters)}
        return self._server.call("POST", "/ask", body)  # type: ignore[no-any-return]

    def stream(
        self,
        question: str,
        filters: Filters,
        writer: str | None,
        *,
        conversation: str | None = None,
        keep: bool = False,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        body = {"question": question, "writer": writer, **asdict(filters)}
        body |= {"conversation": conversation, "keep": keep}
        return self._server.events("/ask/stream", body)

    def search(self, question: str, filters: Filters, k: int | None) -> list[HitForm]:
        body = {"question": question, "k": k, **asdict(filters)}
        return self._server.call("POST", "/search", body)  # type: ignore[no-any-return]

    def find(
        self, question: str, filters: Filters, k: int | None, *, facets: bool = False
    ) -> FoundForm:
        body = {"question": question, "k": k, "facets": facets, **asdict(filters)}
        return self._server.call("POST", "/search/found", body)  # type: ignore[no-any-return]

    def similar(self, document_id: str, k: int) -> list[SimilarForm]:
        return self._server.call("GET", f"/documents/{part(document_id)}/similar?k={k}")  # type: ignore[no-any-return]

    def documents(
        self, collection: Collection | None = None, *, hidden: bool = False
    ) -> list[DocumentForm]:
        limits = [f"collection={collection}"] if collection else []
        query = "?" + "&".join([*limits, f"hidden={str(hidden).lower()}"])
        return self._server.call("GET", f"/documents{query}")  # type: ignore[no-any-return]

    def passages(self, document_id: str) -> list[PassageForm]:
        return self._server.call("GET", f"/documents/{part(document_id)}/passages")  # type: ignore[no-any-return]

    def tables(self, document_id: str) -> list[TableForm]:
        return self._server.call("GET", f"/documents/{part(document_id)}/tables")  # type: ignore[no-any-return]

    def corrections(self, document_id: str) -> list[CorrectionForm]:
        return self._server.call("GET", f"/documents/{part(document_id)}/corrections")  # type: ignore[no-any-return]

    def correct(
        self,
        document_id: str,
        values: Mapping[str, str],
        *,
        undo: Sequence[str] = (),
        by: str | None = None,
    ) -> DocumentForm:
        body = {"values": dict(values), "undo": list(undo), "by": by}
        return self._server.call("PATCH", f"/documents/{part(document_id)}", body)  # type: ignore[no-any-return]

    def remove(self, document_ids: Sequence[str]) -> list[DocumentForm]:
        return self._server.call("POST", "/documents/remove", {"documents": list(document_ids)})  # type: ignore[no-any-return]

    def retractions(self) -> RetractionsForm:
        return self._server.call("GET", "/retractions")  # type: ignore[no-any-return]

    def import_retractions(
        self, path: Path, on_progress: Callable[[int, int], None]
    ) -> RetractionsForm:
        body = {"path": str(path.absolute())}
        return self._server.call("POST", "/retractions/import", body)  # type: ignore[no-any-return]

    def jobs(self, limit: int = 50) -> list[JobForm]:
        return self._server.call("GET", f"/jobs?limit={limit}")  # type: ignore[no-any-return]

    def job(self, job_id: str) -> JobForm:
        return self._server.call("GET", f"/jobs/{part(job_id)}")  # type: ignore[no-any-return]

    def ingest(
        self,
        paths: Sequence[Path],
        collection: Collection,
        attested_by: str | None,
        on_progress: OnProgress,
        stop: threading.Event,
        metadata: Sequence[Path] = (),
    ) -> IngestReportForm:
        body = {
            "paths": [str(path.absolute()) for path in paths],
            "metadata": [str(path.absolute()) for path in metadata],
            "collection": collection,
            "attested_by": attested_by,
        }
        job_id = self._server.call("POST", "/ingest", body)["job"]
        asked_to_stop = False
        while (job := self.job(job_id))["state"] == "running":
            on_progress(job["progress"])
            if stop.is_set() and not asked_to_stop:
                self._server.call("POST", f"/jobs/{job_id}/cancel")
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
            with closing(Connection(self._server.runtime, timeout=None)) as server:
                try:
                    ended.append(server.call("POST", "/reindex", {"embed": embed}))
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
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def part(text: str) -> str:
    """Quote a path segment."""
    from urllib.parse import quote

    return quote(text, safe="")
