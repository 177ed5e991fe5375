"""The way to the library: through the running server, or by opening the folder.

One process owns the index. While ``kb serve`` runs it is that one, and commands talk to it; otherwise the
command opens the library itself. A command is written once, against :class:`Door`, and speaks the JSON
forms of :mod:`ui.api.forms` either way, so that its output does not depend on the way taken.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from kb.errors import LibraryBusy

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
    from ui.cli.kept import Conversations, Searches
    from ui.cli.terms import Terms


PATIENCE_SECONDS = 10.0
TURN_SECONDS = 0.5


class Door(Protocol):
    """What a command can ask of the library. All raise the errors of :mod:`kb.errors`."""

    @property
    def terms(self) -> Terms:
        """Terminology: codes, definitions, units, calculators."""
        ...

    @property
    def conversations(self) -> Conversations:
        """What was asked and kept."""
        ...

    @property
    def searches(self) -> Searches:
        """Searches that were saved."""
        ...

    def ask(self, question: str, filters: Filters, writer: str | None) -> AskedForm:
        """The answer, which is not kept."""
        ...

    def stream(
        self,
        question: str,
        filters: Filters,
        writer: str | None,
        *,
        conversation: str | None = None,
        keep: bool = False,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the events of :mod:`ui.api.events` as (name, data); the last one is ``done``.

        Go on with a ``conversation``, or ``keep`` the answer in a new one; it is kept once it is done.
        """
        ...

    def search(self, question: str, filters: Filters, k: int | None) -> list[HitForm]: ...

    def find(
        self, question: str, filters: Filters, k: int | None, *, facets: bool = False
    ) -> FoundForm:
        """Search, with how words were read, what was searched and, if wanted, facets."""
        ...

    def similar(self, document_id: str, k: int) -> list[SimilarForm]: ...

    def documents(
        self, collection: Collection | None = None, *, hidden: bool = False
    ) -> list[DocumentForm]: ...

    def passages(self, document_id: str) -> list[PassageForm]: ...

    def tables(self, document_id: str) -> list[TableForm]: ...

    def corrections(self, document_id: str) -> list[CorrectionForm]: ...

    def correct(
        self,
        document_id: str,
        values: Mapping[str, str],
        *,
        undo: Sequence[str] = (),
        by: str | None = None,
    ) -> DocumentForm: ...

    def remove(self, document_ids: Sequence[str]) -> list[DocumentForm]: ...

    def retractions(self) -> RetractionsForm: ...

    def import_retractions(
        self, path: Path, on_progress: Callable[[int, int], None]
    ) -> RetractionsForm:
        """Put a list in the place of the one before; told of bytes read and their total."""
        ...

    def jobs(self, limit: int = 50) -> list[JobForm]: ...

    def job(self, job_id: str) -> JobForm: ...

    def ingest(
        self,
        paths: Sequence[Path],
        collection: Collection,
        attested_by: str | None,
        on_progress: OnProgress,
        stop: threading.Event,
        metadata: Sequence[Path] = (),
    ) -> IngestReportForm:
        """Read files and folders, described by exports of ``metadata``; setting ``stop`` ends it after the files in hand."""
        ...

    def reindex(self, embed: bool, on_progress: OnProgress) -> ReindexedForm: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def open_door(*, changes: bool = False, patience: float = PATIENCE_SECONDS) -> Door:
    """Return the running server's door, or else open the library in this process.

    Reading needs no more. A command that ``changes`` the library must own its index: while another process
    does, look for either way until ``patience`` seconds are over, for it may be a server that is starting.

    Raises:
        LibraryBusy: another process still owns the index.
        KbError: as :meth:`kb.library.Library.open` does.
    """
    from ui.cli.client import find_server
    from ui.cli.home import data_folder

    deadline = time.monotonic() + patience
    waiting = False
    while True:
        server = find_server(data_folder())
        if server is not None:
            return server
        from ui.cli.local import LocalDoor

        try:
            return LocalDoor.open(wait_seconds=TURN_SECONDS if changes else 0.0)
        except LibraryBusy as busy:
            if time.monotonic() >= deadline:
                raise
            if not waiting:
                waiting = True
                print(f"{busy.message} Waiting for it.", file=sys.stderr, flush=True)
