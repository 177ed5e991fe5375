"""The library opened in this process."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from kb.types import as_json

if TYPE_CHECKING:
    from kb.library import Library
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
    from ui.kept.conversations import ConversationDesk
    from ui.kept.searches import SearchDesk
    from ui.terms.desk import TermDesk


class LocalDoor:
    """The :class:`ui.cli.door.Door` to a library of this process."""

    def __init__(self, library: Library) -> None:
        from kb.access.local import local_principal

        self.library = library
        self.principal = local_principal()

    @classmethod
    def open(cls, *, wait_seconds: float) -> LocalDoor:
        """Open the library that the settings name, creating it on first use.

        With ``wait_seconds`` this process also takes ownership of the index, waiting so long for it.
        """
        from kb.library import Library
        from kb.settings import Settings

        def tell(sentence: str) -> None:
            print(sentence, file=sys.stderr, flush=True)

        return cls(Library.open(Settings.load(), wait_seconds=wait_seconds, tell=tell))

    @property
    def terms(self) -> TermDesk:
        """Terminology of this library."""
        from ui.terms.desk import TermDesk

        return TermDesk(self.library, self.principal)

    @property
    def conversations(self) -> ConversationDesk:
        """What this library keeps of questions."""
        from ui.kept.conversations import ConversationDesk

        return ConversationDesk(self.library, self.principal)

    @property
    def searches(self) -> SearchDesk:
        """What this library keeps of searches."""
        from ui.kept.searches import SearchDesk

        return SearchDesk(self.library, self.principal)

    def ask(self, question: str, filters: Filters, writer: str | None) -> AskedForm:
        from ui.kept.asking import Asking

        return Asking(question, filters, writer).answer(self.library, self.principal)

    def stream(
        self,
        question: str,
        filters: Filters,
        writer: str | None,
        *,
        conversation: str | None = None,
        keep: bool = False,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        from kb.answer.events import Done
        from ui.api.events import event_form
        from ui.kept.asking import Asking

        asking = Asking(question, filters, writer, conversation, keep)
        for event in asking.events(self.library, self.principal):
            if isinstance(event, Done):
                answer = asking.finish(event.answer, self.library, self.principal)
                yield "done", {"answer": answer}
            else:
                yield event_form(event)

    def search(self, question: str, filters: Filters, k: int | None) -> list[HitForm]:
        hits = self.library.search(question, self.principal, filters=filters, k=k)
        return cast("list[HitForm]", as_json(hits))

    def find(
        self, question: str, filters: Filters, k: int | None, *, facets: bool = False
    ) -> FoundForm:
        from ui.api.found import found_form

        return found_form(self.library, self.principal, question, filters, k, facets=facets)

    def similar(self, document_id: str, k: int) -> list[SimilarForm]:
        near = self.library.similar(document_id, self.principal, k)
        return cast("list[SimilarForm]", as_json(near))

    def documents(
        self, collection: Collection | None = None, *, hidden: bool = False
    ) -> list[DocumentForm]:
        found = self.library.documents(self.principal, collection=collection, hidden=hidden)
        return cast("list[DocumentForm]", as_json(found))

    def passages(self, document_id: str) -> list[PassageForm]:
        found = self.library.passages(document_id, self.principal)
        return cast("list[PassageForm]", as_json(found))

    def tables(self, document_id: str) -> list[TableForm]:
        found = self.library.tables(document_id, self.principal)
        return cast("list[TableForm]", as_json(found))

    def corrections(self, document_id: str) -> list[CorrectionForm]:
        found = self.library.corrections(document_id, self.principal)
        return cast("list[CorrectionForm]", as_json(found))

    def correct(
        self,
        document_id: str,
        values: Mapping[str, str],
        *,
        undo: Sequence[str] = (),
        by: str | None = None,
    ) -> DocumentForm:
        changed = self.library.correct(document_id, values, self.principal, undo=undo, by=by)
        return cast("DocumentForm", as_json(changed))

    def remove(self, document_ids: Sequence[str]) -> list[DocumentForm]:
        removed = self.library.remove_all(document_ids, self.principal)
        return cast("list[DocumentForm]", as_json(removed))

    def retractions(self) -> RetractionsForm:
        return {
            "list": as_json(self.library.retractions()),
            "works": as_json(self.library.marked(self.principal)),
        }

    def import_retractions(
        self, path: Path, on_progress: Callable[[int, int], None]
    ) -> RetractionsForm:
        from ingest.retraction_list import import_list

        import_list(self.library, self.principal, path, on_progress)
        return self.retractions()

    def jobs(self, limit: int = 50) -> list[JobForm]:
        return cast("list[JobForm]", as_json(self.library.jobs(self.principal, limit=limit)))

    def job(self, job_id: str) -> JobForm:
        return cast("JobForm", as_json(self.library.job(job_id, self.principal)))

    def ingest(
        self,
        paths: Sequence[Path],
        collection: Collection,
        attested_by: str | None,
        on_progress: OnProgress,
        stop: threading.Event,
        metadata: Sequence[Path] = (),
    ) -> IngestReportForm:
        from ingest.pipeline import Ingestor

        report = Ingestor(self.library, self.principal).run(
            paths,
            metadata=metadata,
            collection=collection,
            attested_by=attested_by,
            progress=lambda progress: on_progress(as_json(progress)),
            cancel=stop,
        )
        return cast("IngestReportForm", report.as_json())

    def reindex(self, embed: bool, on_progress: OnProgress) -> ReindexedForm:
        began = time.monotonic()
        count = self.library.reindex(
            self.principal,
            embed=embed,
            progress=lambda progress: on_progress(as_json(progress)),
        )
        return {"passages": count, "seconds": round(time.monotonic() - began, 3)}

    def close(self) -> None:
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
