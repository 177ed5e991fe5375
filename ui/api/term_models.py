"""What the addresses under /terms take, field by field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ui.api.models import Request

TEXT_CHARACTERS = 4000
NOTE_CHARACTERS = 200_000
TEXTS = 200
CODES = 200
CODE_CHARACTERS = 40


def _some_words(text: str) -> str:
    if not text.strip():
        raise ValueError("there are no words in it")
    return text.strip()


Words = Annotated[
    str,
    Field(max_length=TEXT_CHARACTERS, description="A diagnosis in plain words."),
    AfterValidator(_some_words),
]
Code = Annotated[str, Field(max_length=CODE_CHARACTERS, description="A code; dots are optional.")]
Many = Annotated[int, Field(ge=1, le=100, description="How many codes.")]


class FindRequest(Request):
    """Find codes for words."""

    text: Words
    k: Many = 10


class FindManyRequest(Request):
    """Find codes for several texts at once; empty ones get none."""

    texts: list[Annotated[str, Field(max_length=TEXT_CHARACTERS)]] = Field(max_length=TEXTS)
    k: Many = 10


class NoteRequest(Request):
    """Find candidate codes in a note."""

    text: str = Field(max_length=NOTE_CHARACTERS, description="A de-identified note.")


class CodesRequest(Request):
    """Chosen codes."""

    codes: list[Code] = Field(max_length=CODES)


class ExportRequest(CodesRequest):
    """Chosen codes, as a file."""

    format: Literal["csv", "codesystem", "valueset", "text"] = Field(
        "csv", description="CSV, a FHIR R4 CodeSystem or ValueSet, or plain lines."
    )


class UpdateRequest(Request):
    """Load a release of the tabular list from a file of this machine."""

    path: Path = Field(description="Absolute path of the CDC's tabular XML.")
    effective: date = Field(description="First day of the encounters that it holds for.")


class CalculateRequest(Request):
    """The inputs of a calculator."""

    values: dict[str, str | float | bool] = Field(description="By name; a text may carry a unit.")
