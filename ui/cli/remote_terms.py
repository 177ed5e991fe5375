"""Terminology of the running server."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from kb.errors import KbError

if TYPE_CHECKING:
    from ui.cli.connection import Connection
    from ui.terms import forms

POLL_SECONDS = 0.25
BATCH = 100


class RemoteTerms:
    """The :class:`ui.cli.terms.Terms` of a running server."""

    def __init__(self, server: Connection) -> None:
        self._server = server

    def prepare(self, tell: Callable[[forms.BuildForm], None]) -> None:
        status = self._get("/status")
        if not status["ready"]:
            status = self._post("/build", {})
        while not status["ready"] and not status["error"]:
            tell(status)
            time.sleep(POLL_SECONDS)
            status = self._get("/status")
        if status["error"]:
            raise KbError(
                f"ICD-10-CM could not be indexed: {status['error']}",
                hint="Install clinical-kb again with its dependencies; then try once more.",
            )

    def find(self, texts: Sequence[str], k: int = 10) -> list[list[forms.CodeMatchForm]]:
        found: list[list[forms.CodeMatchForm]] = []
        for at in range(0, len(texts), BATCH):
            body = {"texts": list(texts[at : at + BATCH]), "k": k}
            found += self._post("/find-many", body)
        return found

    def readings(self, text: str) -> list[forms.ReadingForm]:
        return self._post("/readings", {"text": text})  # type: ignore[no-any-return]

    def split(self, text: str, k: int = 10) -> forms.FindingsForm:
        return self._post("/split", {"text": text, "k": k})  # type: ignore[no-any-return]

    def note(self, text: str) -> forms.CandidatesForm:
        return self._post("/note", {"text": text})  # type: ignore[no-any-return]

    def recognise(self, text: str, on: date | None = None) -> forms.CodeEntryForm | None:
        return self._get("/recognise", text=text, date=on)  # type: ignore[no-any-return]

    def releases(self) -> list[forms.ReleaseForm]:
        return self._get("/releases")  # type: ignore[no-any-return]

    def update(self, path: Path, effective: date) -> forms.ReleaseDifferenceForm:
        body = {"path": str(path.absolute()), "effective": effective.isoformat()}
        return self._post("/update", body)  # type: ignore[no-any-return]

    def define(self, term: str) -> forms.DefinitionForm:
        return self._get("/define", term=term)  # type: ignore[no-any-return]

    def _get(self, path: str, **query: object) -> Any:
        given = {name: str(value) for name, value in query.items() if value is not None}
        asked = f"?{urlencode(given)}" if given else ""
        return self._server.call("GET", f"/terms{path}{asked}")

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._server.call("POST", f"/terms{path}", body)
