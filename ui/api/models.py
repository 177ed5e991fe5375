"""What the API takes, field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kb.text.designs import DESIGNS, TYPES
from kb.types import Collection, Filters

QUESTION_CHARACTERS = 4000
Year = Annotated[int, Field(ge=1000, le=9999)]


def _some_words(text: str) -> str:
    if not text.strip():
        raise ValueError("there is no question in it")
    return text.strip()


Question = Annotated[
    str,
    Field(max_length=QUESTION_CHARACTERS, description="A question in plain words."),
    AfterValidator(_some_words),
]


class Request(BaseModel):
    """A request body; unknown names are errors, so that a misspelt filter is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class Scope(Request):
    """What to search in; what is left out sets no limit."""

    collections: list[Collection] | None = Field(None, description="Only these collections.")
    documents: list[str] | None = Field(None, description="Only the documents with these ids.")
    year_from: Year | None = Field(None, description="Only works of this year or later.")
    year_to: Year | None = Field(None, description="Only works of this year or earlier.")
    spans: list[tuple[Year, Year]] | None = Field(
        None,
        description="Only works of one of these spans of years: first and last, both included.",
    )
    retracted: bool = Field(True, description="False leaves retracted works out.")
    types: list[str] | None = Field(
        None, description=f"Only works published as one of these: {', '.join(TYPES)}."
    )
    designs: list[str] | None = Field(
        None, description=f"Only works of one of these designs: {', '.join(DESIGNS)}."
    )
    journals: list[str] | None = Field(None, description="Only works of these journals, by name.")

    @property
    def filters(self) -> Filters:
        """The same as the library's own filters."""
        return Filters(
            collections=None if self.collections is None else tuple(self.collections),
            documents=None if self.documents is None else tuple(self.documents),
            year_from=self.year_from,
            year_to=self.year_to,
            spans=None if self.spans is None else tuple(self.spans),
            retracted=self.retracted,
            types=None if self.types is None else tuple(self.types),
            designs=None if self.designs is None else tuple(self.designs),
            journals=None if self.journals is None else tuple(self.journals),
        )


class RemoveRequest(Request):
    """Forget documents."""

    documents: list[str] = Field(min_length=1, description="Their ids.")


class CorrectRequest(Request):
    """Correct what is known of a work."""

    values: dict[str, Annotated[str, Field(max_length=200_000)]] = Field(
        default_factory=dict,
        description="By field (title, authors, journal, year, doi, pmid, type, design, sample_size), what it "
        "is to be; authors parted by semicolons; an empty text for what is not known.",
    )
    undo: list[str] = Field(
        default_factory=list, description="Fields that are given back what was read."
    )
    by: str | None = Field(None, max_length=120, description="Who says so.")


class SearchRequest(Scope):
    """Find passages."""

    question: Question
    k: int | None = Field(
        None, ge=1, le=200, description="How many passages; default KB_SEARCH__RESULTS."
    )


class FindRequest(SearchRequest):
    """Find passages, with what else there is to say of the search."""

    facets: bool = Field(False, description="Count years, types, designs and journals, too.")


class AskRequest(Scope):
    """Ask for a cited answer."""

    question: Question
    writer: Literal["auto", "extractive", "ollama", "openai"] | None = Field(
        None, description="Who writes; default KB_MODEL__WRITER of the server."
    )
    conversation: str | None = Field(
        None,
        description="The id of a conversation to go on with: a follow-up is read together with the "
        "question before it, and the answer is kept there.",
    )
    keep: bool = Field(
        False,
        description="Begin a conversation with this question, unless `conversation` is given.",
    )


class IngestRequest(Request):
    """Read files and folders of this machine into the library."""

    paths: list[Path] = Field(
        min_length=1, description="Absolute paths of files or folders on the server's machine."
    )
    metadata: list[Path] = Field(
        default_factory=list,
        description="Absolute paths of exports (PubMed, RIS, BibTeX) that describe the files.",
    )
    collection: Collection = Field("literature", description="Where they go.")
    attested_by: str | None = Field(
        None,
        max_length=200,
        description="Who attests that the records are de-identified; needed for records.",
    )


class ImportRequest(Request):
    """Take a file of this machine."""

    path: Path = Field(description="Absolute path of the file on the server's machine.")


class ReindexRequest(Request):
    """Rebuild the vector index from the catalog."""

    embed: bool = Field(
        False, description="Compute the vectors anew, as after a change of embedding model."
    )
