"""What the API sends back, field by field: the JSON that scripts rely on.

The values come from :func:`kb.types.as_json`; these types describe them for the OpenAPI page and for the
command line, which imports this module only to check types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from kb.types import BlockKind, Collection, NoticeKind


class BoxForm(TypedDict):
    """A rectangle on a page, in PDF points (1/72 inch) from the top left."""

    page: Annotated[int, Field(description="Page, counted from 1.")]
    x0: float
    y0: float
    x1: float
    y1: float


class NoticeForm(TypedDict):
    """What became of a work after it was published."""

    kind: NoticeKind
    source: Annotated[str, Field(description="Who says so, with the date of a list.")]
    date: Annotated[str | None, Field(description="When, ISO 8601.")]
    reason: str | None
    doi: Annotated[str | None, Field(description="The DOI of the published notice.")]
    document: Annotated[str | None, Field(description="The newer work in the library.")]
    year: Annotated[int | None, Field(description="The year of the newer work.")]


class DocumentForm(TypedDict):
    """A document as the catalog lists it."""

    id: str
    source: Annotated[str, Field(description="The file that it was read from.")]
    title: Annotated[str, Field(description="The title, or the file name where it is unknown.")]
    authors: list[str]
    journal: str | None
    year: int | None
    volume: str | None
    page_range: Annotated[str | None, Field(description="Its pages in the journal.")]
    doi: str | None
    pmid: str | None
    pmcid: str | None
    licence: str | None
    type: Annotated[str | None, Field(description="How it was published: guideline, review ...")]
    design: Annotated[str | None, Field(description="How it was studied: cohort ...")]
    sample_size: Annotated[int | None, Field(description="Participants, where stated.")]
    origins: Annotated[dict[str, str], Field(description="Where each field was read.")]
    collection: Collection
    media_type: str
    pages: Annotated[int, Field(description="Number of pages.")]
    passages: Annotated[int, Field(description="Number of passages.")]
    added: Annotated[str, Field(description="When it was added, ISO 8601.")]
    attested_by: Annotated[
        str | None, Field(description="Who attested that these records are de-identified.")
    ]
    warnings: list[str]
    standing: Annotated[
        list[NoticeForm], Field(description="Retracted, of concern, corrected, superseded.")
    ]
    hidden_by: Annotated[
        str | None, Field(description="The document of the same work that stands for this one.")
    ]


class CorrectionForm(TypedDict):
    """A field of a work as a person corrected it."""

    field: str
    value: Annotated[str | int | list[str] | None, Field(description="What it is now.")]
    was: Annotated[str | int | list[str] | None, Field(description="What was read.")]
    by: Annotated[str, Field(description="Who said so.")]
    at: Annotated[str, Field(description="When, ISO 8601.")]


class PassageForm(TypedDict):
    """A few sentences that are embedded, found and cited together."""

    id: str
    document_id: str
    page: int
    section: str | None
    kind: Annotated[str, Field(description="What it is for: methods, results, table ...")]
    start: Annotated[int, Field(description="First character, in the document's text.")]
    end: Annotated[int, Field(description="One past the last character.")]
    boxes: Annotated[list[BoxForm], Field(description="Its lines on the page; empty for notes.")]
    text: str


class TableForm(TypedDict):
    """A table as a table; its words are passages of the kind "table"."""

    caption: str | None
    page: int
    rows: Annotated[list[list[str]], Field(description="Cells; spanning ones are repeated.")]
    header_rows: Annotated[int, Field(description="How many of the first rows are heads.")]
    notes: str | None
    start: Annotated[int, Field(description="First character, in the document's text.")]
    end: Annotated[int, Field(description="One past the last character.")]
    boxes: Annotated[list[BoxForm], Field(description="Where it is printed.")]


class BlockForm(TypedDict):
    """A block as the reader saw it."""

    text: str
    page: Annotated[int, Field(description="The page on which it begins.")]
    section: str | None
    kind: BlockKind
    boxes: Annotated[list[BoxForm], Field(description="Empty for a text without pages.")]


class ReadTableForm(TypedDict):
    """A table as it was read."""

    caption: str | None
    page: int
    rows: Annotated[list[list[str]], Field(description="Cells, the heads first.")]
    header_rows: int
    notes: str | None
    boxes: list[BoxForm]


class ReferenceForm(TypedDict):
    """One entry of a work's list of references."""

    text: str
    doi: str | None
    pmid: str | None


class ReadingForm(TypedDict):
    """How a file is read, from its own text alone: corrections and files beside it are not in it."""

    title: str | None
    authors: list[str]
    journal: str | None
    year: int | None
    volume: str | None
    page_range: Annotated[str | None, Field(description="Pages in the journal, as printed.")]
    doi: str | None
    pmid: str | None
    pmcid: str | None
    licence: str | None
    type: str | None
    design: str | None
    sample_size: int | None
    origins: Annotated[dict[str, str], Field(description="Where each field was found.")]
    media_type: str
    pages: Annotated[int, Field(description="How many pages there are.")]
    confidence: Annotated[list[float], Field(description="0 to 1 for each page, or empty.")]
    doubtful_pages: Annotated[list[int], Field(description="The most doubtful first.")]
    warnings: list[str]
    blocks: list[BlockForm]
    tables: list[ReadTableForm]
    references: list[ReferenceForm]


class HitForm(TypedDict):
    """A passage that was found. Ranks count from 1; null where that ranking did not have it."""

    rank: int
    score: Annotated[float, Field(description="The fused score, larger for better.")]
    passage: PassageForm
    document: DocumentForm
    dense_rank: int | None
    dense_score: Annotated[float | None, Field(description="Cosine similarity.")]
    bm25_rank: int | None
    bm25_score: float | None


class FacetValueForm(TypedDict):
    """A value that documents share; of years "2021", or "2010-2019" for a decade."""

    value: str
    documents: int


class FacetsForm(TypedDict):
    """Counts over the documents of the first 200 passages, each without what is chosen in it."""

    years: list[FacetValueForm]
    types: list[FacetValueForm]
    designs: list[FacetValueForm]
    journals: list[FacetValueForm]
    documents: int


class FoundForm(TypedDict):
    """A search with all there is to say of it."""

    hits: list[HitForm]
    read_as: Annotated[
        list[tuple[str, str]],
        Field(description="Words that no passage has, with the names they were taken for."),
    ]
    searched: Annotated[
        dict[str, int], Field(description="How many documents and passages were searched.")
    ]
    facets: Annotated[FacetsForm | None, Field(description="Only if asked for.")]
    timings: Annotated[dict[str, float], Field(description="Seconds by step.")]


class SimilarForm(TypedDict):
    """A document that is near another."""

    document: DocumentForm
    score: Annotated[float, Field(description="Cosine of the mean vectors of their passages.")]


class RetractionListForm(TypedDict):
    """The list of retractions in force."""

    file: str
    newest: Annotated[str | None, Field(description="Date of the newest entry, ISO 8601.")]
    imported: Annotated[str, Field(description="When it was imported, ISO 8601.")]
    imported_by: str
    entries: int
    passed_over: Annotated[int, Field(description="Rows that nothing can be matched by.")]


class RetractionsForm(TypedDict):
    """The list of retractions, and the works of the library that have a standing."""

    list: RetractionListForm | None
    works: list[DocumentForm]


class JobProgressForm(TypedDict):
    """How far a job is."""

    done: int
    total: int
    current: Annotated[str, Field(description="The file in hand.")]
    passages: int
    rate: Annotated[float, Field(description="Documents a second.")]
    remaining_s: float | None


class JobForm(TypedDict):
    """A piece of long work, running or finished."""

    id: str
    kind: Literal["ingest", "reindex", "remove"]
    state: Literal["running", "done", "failed", "interrupted", "cancelled"]
    started: str
    finished: str | None
    progress: JobProgressForm
    report: Annotated[dict[str, Any] | None, Field(description="What came of it, once finished.")]
    error: str | None


class FileNoteForm(TypedDict):
    """A file that did not go in, and why."""

    path: str
    reason: str


class IngestReportForm(TypedDict):
    """What an ingestion did."""

    added: int
    unchanged: int
    replaced: int
    failed: list[FileNoteForm]
    quarantined: int
    skipped: list[FileNoteForm]
    passages: int
    seconds: float
    sharpening_seconds: Annotated[
        float,
        Field(
            description="Of the seconds, those that went into sentences of passages that could be found already."
        ),
    ]
    unfindable: Annotated[
        int, Field(description="New vectors, of a sample, that the index does not find.")
    ]
    cancelled: bool
    job: str


class StartedForm(TypedDict):
    """A job that was started."""

    job: Annotated[str, Field(description="Its id, for /jobs/{id}.")]


class ReindexedForm(TypedDict):
    """An index that was rebuilt."""

    passages: Annotated[int, Field(description="Passages in the new index.")]
    seconds: float


class HealthForm(TypedDict):
    """That the server is up."""

    ok: bool
    version: str


class ProblemForm(TypedDict):
    """What went wrong."""

    error: Annotated[str, Field(description="What happened.")]
    hint: Annotated[str, Field(description="What to do about it; may be empty.")]


OnProgress = Callable[[JobProgressForm], None]
"""What a command does with a job's progress as it arrives."""
