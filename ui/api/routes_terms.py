"""ICD-10-CM under /terms: words to codes, codes to entries, checks, export, releases."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from kb.errors import SettingsError, UnreadableFile
from ui.api.context import Here
from ui.api.term_models import (
    CODE_CHARACTERS,
    TEXT_CHARACTERS,
    CodesRequest,
    ExportRequest,
    FindManyRequest,
    FindRequest,
    NoteRequest,
    UpdateRequest,
)
from ui.terms import forms
from ui.terms.export import FILES, MEDIA

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/fhir+json": {"schema": {"type": "object"}},
        }
    }
}
On = Annotated[
    date | None, Query(alias="date", description="The encounter's date: codes in force then.")
]

router = APIRouter(prefix="/terms", tags=["terminology"])


@router.get("/status")
def status(here: Here) -> forms.BuildForm:
    """Whether the code book can be used, and how far its first build is."""
    return here.terms.build.status()


@router.post("/build", status_code=202)
def build(here: Here) -> forms.BuildForm:
    """Begin to index ICD-10-CM, unless that is done; follow it at `/terms/status`."""
    here.terms.build.start()
    return here.terms.build.status()


@router.post("/find")
def find(body: FindRequest, here: Here) -> list[forms.CodeMatchForm]:
    """Find codes for words, the best first, with what is missing to be specific."""
    return here.terms.find([body.text], body.k)[0]


@router.post("/find-many")
def find_many(body: FindManyRequest, here: Here) -> list[list[forms.CodeMatchForm]]:
    """Find codes for several texts, in their order."""
    return here.terms.find(body.texts, body.k)


@router.post("/split")
def split(body: FindRequest, here: Here) -> forms.FindingsForm:
    """Cut a sentence into its findings and find codes for each."""
    return here.terms.split(body.text, body.k)


@router.post("/readings")
def readings(body: FindRequest, here: Here) -> list[forms.ReadingForm]:
    """List the abbreviations of a text that may mean several things."""
    return here.terms.readings(body.text)


@router.post("/note")
def note(body: NoteRequest, here: Here) -> forms.CandidatesForm:
    """Find codes that a note may support, each with the words that do.

    They are candidates for a coder to accept or drop, not billing advice. The note is not kept.
    """
    return here.terms.note(body.text)


@router.get("/suggest")
def suggest(
    here: Here,
    text: Annotated[str, Query(max_length=TEXT_CHARACTERS)],
    k: Annotated[int, Query(ge=1, le=100)] = 12,
) -> list[forms.CodeLineForm]:
    """Complete the beginning of a code or of words, for type-ahead."""
    return here.terms.suggest(text, k)


@router.get("/recognise")
def recognise(
    here: Here, text: Annotated[str, Query(max_length=TEXT_CHARACTERS)], on: On = None
) -> forms.CodeEntryForm | None:
    """Show the entry if the text is a code; null if it is words."""
    return here.terms.recognise(text, on)


@router.get("/chapters")
def chapters(here: Here) -> list[forms.CodeLineForm]:
    """List the chapters, where the tree begins."""
    return here.terms.chapters()


@router.get("/codes/{code}")
def entry(
    code: Annotated[str, Path(max_length=CODE_CHARACTERS)], here: Here, on: On = None
) -> forms.CodeEntryForm:
    """Show everything that is printed about a code, and its place in the tree."""
    return here.terms.entry(code, on)


@router.post("/check")
def check(body: CodesRequest, here: Here) -> forms.CheckForm:
    """Check chosen codes against each other: exclusions, order, and what else to code."""
    return here.terms.check(body.codes)


@router.post("/export", response_class=Response, responses=_FILE)
def export(body: ExportRequest, here: Here) -> Response:
    """Write chosen codes as CSV, as a FHIR R4 CodeSystem or ValueSet, or as plain lines."""
    name = FILES[body.format]
    return Response(
        here.terms.export(body.codes, body.format),
        media_type=MEDIA[body.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/releases")
def releases(here: Here) -> list[forms.ReleaseForm]:
    """List the releases that are loaded, the newest first."""
    return here.terms.releases()


@router.post("/update")
def update(body: UpdateRequest, here: Here) -> forms.ReleaseDifferenceForm:
    """Load a later release from a file of this machine, and say what it changes."""
    # A relative path would mean the server's folder, not the caller's.
    if not body.path.is_absolute():
        raise SettingsError(
            f"{body.path} is not an absolute path.", hint="Send the whole path, from / on."
        )
    if not body.path.is_file():
        raise UnreadableFile(str(body.path), "there is no such file on this machine")
    return here.terms.update(body.path, body.effective)
