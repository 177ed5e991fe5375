"""GET /retractions; POST /retractions/import and /retractions/upload: the list, and what it marks."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from kb.errors import SettingsError, UnreadableFile
from kb.types import as_json
from ui.api.context import Here
from ui.api.forms import RetractionsForm
from ui.api.models import ImportRequest

MIB = 1024 * 1024

router = APIRouter(prefix="/retractions", tags=["retractions"])


@router.get("")
def state(here: Here) -> RetractionsForm:
    """Show the list of retractions in force, and the works of the library that have a standing."""
    return {
        "list": as_json(here.library.retractions()),
        "works": as_json(here.library.marked(here.principal)),
    }


@router.post("/import")
def import_path(body: ImportRequest, here: Here) -> RetractionsForm:
    """Put a list from a file of this machine in the place of the one before, wholly or not at all."""
    # A relative path would mean the server's folder, not the caller's.
    if not body.path.is_absolute():
        raise SettingsError(
            f"{body.path} is not an absolute path.", hint="Send the whole path, from / on."
        )
    if not body.path.is_file():
        raise UnreadableFile(str(body.path), "there is no such file on this machine")
    return _import(here, body.path)


@router.post("/upload")
def upload(
    file: Annotated[UploadFile, File(description="The CSV file of the Retraction Watch database.")],
    here: Here,
) -> RetractionsForm:
    """Put an uploaded list in the place of the one before, wholly or not at all."""
    name = (file.filename or "list.csv").replace("\\", "/").rsplit("/", 1)[-1] or "list.csv"
    limit = here.library.settings.server.max_upload_mb
    if (file.size or 0) > limit * MIB:
        raise UnreadableFile(
            name,
            f"larger than {limit} MiB",
            hint="Raise KB_SERVER__MAX_UPLOAD_MB, or import it by its path.",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(file.file.read())
        return _import(here, path)


def _import(here: Here, path: Path) -> RetractionsForm:
    from ingest.retraction_list import import_list

    import_list(here.library, here.principal, path)
    return state(here)
