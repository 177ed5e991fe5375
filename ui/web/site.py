"""What all pages share: the open library and what stands around it.

Streamlit runs the pages as scripts in the server's own process and hands them nothing. One slot in this
module is how they reach the library that :func:`ui.web.server.serve` opened; it is filled once, before the
first page can run, and emptied when the server stops.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb.errors import KbError
from kb.types import DocumentInfo, Filters, Principal
from ui.web import examples
from ui.web.pageimages import PageImages
from ui.web.readings import Readings
from ui.web.typeahead import TypeAhead
from ui.web.workers import Workers
from ui.web.writers import Writers

if TYPE_CHECKING:
    from kb.library import Library
    from kb.settings import Settings
    from ui.api.running import RunningJobs
    from ui.terms.desk import TermDesk
    from ui.terms.forms import CodeLineForm
    from ui.web.limits import Held

LOG = logging.getLogger(__name__)
# First questions that are offered, and how many are tried to find them.
OFFERED = 3
TRIED = 10


@dataclass
class Site:
    """The library, the one local principal, and what stands around them, for as long as we serve."""

    library: Library
    settings: Settings
    principal: Principal
    images: PageImages
    readings: Readings
    writers: Writers
    jobs: RunningJobs
    terms: TermDesk
    workers: Workers = field(default_factory=Workers)

    def __post_init__(self) -> None:
        self._listed: tuple[int, list[DocumentInfo]] | None = None
        self._held: tuple[tuple[int, Filters], Held] | None = None
        self._tried: tuple[int, list[str]] | None = None
        self.typing = TypeAhead(self._suggest)

    def _suggest(self, text: str) -> list[CodeLineForm]:
        return self.terms.suggest(text)  # asked late: the server shares the API's desk

    def sharpen(self, stopping: threading.Event) -> None:
        """Embed sentences that an interrupted ingest, or an older version, left without; blocks."""
        try:
            self.library.sharpen(self.principal, stopped=stopping.is_set)
        except KbError as error:
            LOG.warning("sentences could not be embedded: %s", error)

    def documents(self) -> list[DocumentInfo]:
        """Every document, newest first; read again only when the catalog has changed."""
        version = self.library.store.catalog.version
        listed = self._listed
        if listed is None or listed[0] != version:
            listed = self._listed = (version, self.library.documents(self.principal))
        return listed[1]

    def held(self, filters: Filters) -> Held:
        """What there is to choose beside these filters; counted again only when something has changed."""
        from ui.web.limits import held

        documents = self.documents()
        key = (self._listed[0] if self._listed else 0, filters)
        known = self._held
        if known is None or known[0] != key:
            known = self._held = (key, held(documents, filters))
        return known[1]

    def copies(self) -> int:
        """How many documents stand behind a better copy of the same work."""
        return self.library.hidden_documents()

    def totals(self) -> tuple[int, int]:
        """How many documents and passages there are in all."""
        documents = self.documents()
        return len(documents), sum(one.passages for one in documents)

    def examples(self) -> list[str]:
        """Three questions to start with; empty where the library holds no literature.

        Those that were tried and are answered, where :meth:`warm` has seen the library as it is now.
        """
        documents = self.documents()
        tried = self._tried
        if tried is not None and self._listed is not None and tried[0] == self._listed[0]:
            return tried[1]
        return examples.questions(documents)

    def warm(self) -> None:
        """Load the embedding model, and try which first questions the library answers."""
        documents = self.documents()
        version = self._listed[0] if self._listed else 0
        kept: list[str] = []
        try:
            for question in examples.questions(documents, count=TRIED):
                answer = self.library.ask(question, self.principal, writer="extractive")
                if not answer.abstained:
                    kept.append(question)
                if len(kept) == OFFERED:
                    break
            self._tried = (version, kept)
        except KbError as error:
            LOG.warning("%s", error)

    def close(self) -> None:
        """Stop the workers and the reader processes; the library is closed by who opened it."""
        self.typing.close()
        self.workers.close()
        self.images.close()


_slot: list[Site] = []


def install(site: Site) -> None:
    """Make ``site`` what the pages find."""
    _slot[:] = [site]


def uninstall() -> None:
    """Leave the slot empty again."""
    _slot.clear()


def current() -> Site:
    """The installed site.

    Raises:
        RuntimeError: the page was started by other means than ``kb serve``.
    """
    if not _slot:
        raise RuntimeError("No library is open in this process. Start the page with `kb serve`.")
    return _slot[0]


def build(library: Library, settings: Settings, principal: Principal) -> Site:
    """Put a site together around an open library."""
    from ui.api.running import RunningJobs
    from ui.terms.desk import TermDesk

    return Site(
        library=library,
        settings=settings,
        principal=principal,
        images=PageImages(library, principal, settings.ingest),
        readings=Readings(library, principal, settings.ingest),
        writers=Writers(settings.model),
        jobs=RunningJobs(library, principal),
        terms=TermDesk(library, principal),
    )
