"""The nouns that everything here speaks in.

All are frozen dataclasses, so that they can be hashed, compared, sent to worker processes and written
as JSON with :func:`as_json`. Pages count from 1. Offsets are characters of the document's text as the
reader produced it, half-open. Boxes are PDF points (1/72 inch) with the origin at the top left.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Collection = Literal["literature", "records"]
COLLECTIONS: tuple[Collection, ...] = ("literature", "records")

BlockKind = Literal["text", "heading", "table", "caption", "reference", "other"]
# What a stretch of a work is for, whatever its authors called the section.
PassageKind = Literal[
    "abstract",
    "background",
    "methods",
    "results",
    "discussion",
    "conclusion",
    "recommendations",
    "table",
    "other",
]
# What became of a work after it was published, the gravest first.
NoticeKind = Literal["retracted", "concern", "corrected", "superseded"]
SentenceState = Literal["quoted", "supported", "weak", "unsupported"]
WriterName = Literal["extractive", "ollama", "openai"]
# What a question asks for, whatever its subject.
PolicyKind = Literal[
    "literature",
    "guideline",
    "terminology",
    "record",
    "interaction",
    "dosing",
    "diagnosis",
    "emergency",
    "selfharm",
    "out_of_scope",
]
POLICY_KINDS: tuple[PolicyKind, ...] = get_args(PolicyKind)
# What is done about it: answer; quote without any model writing; point to somebody else; say first that help
# is to be called, and then quote; say only where help is; say what this is for.
PolicyAction = Literal["answer", "quote_only", "refer", "emergency_first", "help_first", "decline"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: where its characters lie in the document's text, and its box on the page."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption ...: ``text == document.text[start:end]``."""

    text: str
    page: int
    section: str | None
    kind: BlockKind
    start: int
    end: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a work. Every field may be unknown; nothing is guessed.

    ``type`` is how it was published (guideline, article, review, letter, ...), ``design`` how it was
    studied, both from :mod:`kb.text.designs`. ``origins`` says where fields came from, as pairs of a
    field's name and words for a person ("page 1", "trial.ris", "corrected by A. Clerk").
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    licence: str | None = None
    type: str | None = None
    design: str | None = None
    sample_size: int | None = None
    origins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a table: ``rows`` of cells, the first ``header_rows`` of which are heads.

    Spanning cells are repeated in every row and column that they span. ``start`` and ``end`` are the
    offsets of the block in the document's text that says the same in words, ``boxes`` where it is printed.
    """

    caption: str | None
    page: int
    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 1
    notes: str | None = None
    start: int = 0
    end: int = 0
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a work's list of references."""

    text: str
    doi: str | None = None
    pmid: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One work as a reader saw it.

    ``text`` is the blocks' text joined by blank lines; ``lines`` may be empty (plain text has none).
    ``media_type`` tells the viewer what the original is. ``confidence`` has a number from 0 to 1 for each
    page (how sure the reader is of its text and order); it is empty where nothing was measured.
    """

    source: str
    sha256: str
    collection: Collection
    media_type: str
    metadata: Metadata
    page_count: int
    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    confidence: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences that are embedded, found and cited together.

    ``text`` is what is shown; ``start`` and ``end`` are its offsets in the document; ``lines`` carry
    the boxes of each printed line in it, with document offsets.
    """

    id: str
    document_id: str
    ordinal: int
    page: int
    section: str | None
    start: int
    end: int
    text: str
    tokens: int
    lines: tuple[Line, ...] = ()
    kind: PassageKind = "other"

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the passage's lines, in reading order."""
        return tuple(line.box for line in self.lines)


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of a work after it was published, and who says so.

    ``source`` is words for a person ("Retraction Watch list of 2026-10-30", "its title"), ``date`` an ISO
    date, ``doi`` that of the published notice, ``document`` the id of the newer work here, and ``year`` its
    year. Every field but the first two may be unknown.
    """

    kind: NoticeKind
    source: str
    date: str | None = None
    reason: str | None = None
    doi: str | None = None
    document: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document as the catalog lists it.

    ``standing`` holds the notices about the work, the gravest first. ``hidden_by`` is the id of the document
    that is offered in this one's place, because it is the same work with the better text.
    """

    id: str
    source: str
    collection: Collection
    media_type: str
    metadata: Metadata
    pages: int
    passages: int
    added: str
    attested_by: str | None = None
    warnings: tuple[str, ...] = ()
    confidence: tuple[float, ...] = ()
    standing: tuple[Notice, ...] = ()
    hidden_by: str | None = None

    @property
    def title(self) -> str:
        """The title, or the source's file name where the title is unknown."""
        return self.metadata.title or self.source.rsplit("/", 1)[-1]

    @property
    def retracted(self) -> bool:
        """Whether the work was retracted, so that nothing may rest on it."""
        return any(notice.kind == "retracted" for notice in self.standing)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to search in. ``None`` means no limit; ``retracted=False`` leaves retracted works out.

    ``spans`` are first and last years, both included; a work is of one of them. They narrow within
    ``year_from`` and ``year_to``. ``types`` and ``designs`` are words of :mod:`kb.text.designs`, ``journals`` names as the catalog has
    them, whatever their capitals.
    """

    collections: tuple[Collection, ...] | None = None
    documents: tuple[str, ...] | None = None
    year_from: int | None = None
    year_to: int | None = None
    retracted: bool = True
    types: tuple[str, ...] | None = None
    designs: tuple[str, ...] | None = None
    journals: tuple[str, ...] | None = None
    spans: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. Ranks count from 1; ``None`` means that ranking did not have it.

    ``dense_score`` is a cosine, ``bm25_score`` positive and larger for better, ``score`` the fused one.
    """

    rank: int
    score: float
    passage: Passage
    document: DocumentInfo
    dense_rank: int | None = None
    dense_score: float | None = None
    bm25_rank: int | None = None
    bm25_score: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """``[n]`` of an answer: a verbatim quotation and where it stands.

    ``grade`` is that of the quoted recommendation as its source prints it, from :mod:`kb.text.grades`; none
    where the source prints none with this sentence.
    """

    n: int
    document: DocumentInfo
    passage_id: str
    page: int
    section: str | None
    quote: str
    start: int
    end: int
    boxes: tuple[Box, ...] = ()
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, with the citations that it rests on.

    ``unsupported_numbers`` are the numbers of the sentence that no cited passage holds.
    """

    text: str
    state: SentenceState
    citations: tuple[int, ...] = ()
    unsupported_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Quotations of one work in an answer that supports thinking about a diagnosis.

    Both are indices into the answer's sentences: those that speak of findings of the question, and those
    that speak of such a finding as absent or unlikely.
    """

    title: str
    year: int | None
    mention: tuple[int, ...]
    against: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What kind of question it is, how sure that is (0 to 1), and what is done about it.

    ``lead`` is for the reader, above the answer; empty where nothing needs saying.
    """

    kind: PolicyKind
    confidence: float
    action: PolicyAction
    lead: str = ""
    groups: tuple[PolicyGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What would answer a question that the library does not.

    ``kinds`` are kinds of work, the likeliest first; ``pubmed`` is a PubMed search to copy, or empty.
    """

    kinds: tuple[str, ...]
    pubmed: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two citations that disagree: their numbers, and in a few words what each says."""

    first: int
    second: int
    first_says: str
    second_says: str


@dataclass(frozen=True, slots=True)
class AnswerCode:
    """A code of ICD-10-CM for the term of a question; ``matched`` are the words that led to it."""

    code: str
    title: str
    billable: bool
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """What an abbreviation of a question may stand for, in which field."""

    short: str
    long: str
    field: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or an abstention that says what was searched and what came nearest.

    ``writer`` is who wrote it, with ``model`` and the ``model_digest`` that tells its build from others, as far
    as the server says; ``notice`` says, in a sentence for the reader, what went differently
    (a model server that was down, for example). ``evidence`` is the evidence score, 0 to 1.
    ``timings`` are seconds by step. ``policy`` is what kind of question it was taken for. ``read_as`` are
    words of the question that no passage has, with the names that they were taken for. ``advice`` comes
    with an abstention, ``conflicts`` with an answer whose sources disagree. ``codes`` and ``expansions``
    come with a question of terminology, whether or not a passage answers it.
    """

    question: str
    abstained: bool
    answer: str
    writer: WriterName
    model: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Hit, ...]
    evidence: float
    searched: dict[str, int] = field(default_factory=dict)
    notice: str | None = None
    timings: dict[str, float] = field(default_factory=dict)
    policy: Policy | None = None
    read_as: tuple[tuple[str, str], ...] = ()
    advice: Advice | None = None
    conflicts: tuple[Conflict, ...] = ()
    model_digest: str | None = None
    codes: tuple[AnswerCode, ...] = ()
    expansions: tuple[Expansion, ...] = ()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. Roles decide what can be read (see :mod:`kb.access.roles`)."""

    name: str
    roles: frozenset[str]


def as_json(value: Any) -> Any:
    """Turn these types (and containers of them) into plain JSON values.

    Adds the derived ``boxes`` of a passage and the flattened ``title``, ``year``, ``doi`` of a document,
    which are what scripts rely on.
    """
    if isinstance(value, Passage):
        return {
            "id": value.id,
            "document_id": value.document_id,
            "page": value.page,
            "section": value.section,
            "kind": value.kind,
            "start": value.start,
            "end": value.end,
            "boxes": as_json(value.boxes),
            "text": value.text,
        }
    if isinstance(value, DocumentInfo):
        return {
            "id": value.id,
            "source": value.source,
            "title": value.title,
            "authors": list(value.metadata.authors),
            "journal": value.metadata.journal,
            "year": value.metadata.year,
            "volume": value.metadata.volume,
            "page_range": value.metadata.pages,
            "doi": value.metadata.doi,
            "pmid": value.metadata.pmid,
            "pmcid": value.metadata.pmcid,
            "licence": value.metadata.licence,
            "type": value.metadata.type,
            "design": value.metadata.design,
            "sample_size": value.metadata.sample_size,
            "origins": dict(value.metadata.origins),
            "collection": value.collection,
            "media_type": value.media_type,
            "pages": value.pages,
            "passages": value.passages,
            "added": value.added,
            "attested_by": value.attested_by,
            "warnings": list(value.warnings),
            "standing": as_json(value.standing),
            "hidden_by": value.hidden_by,
        }
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(item) for item in value]
    return value
