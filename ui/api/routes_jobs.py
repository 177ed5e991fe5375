"""POST /ingest, /ingest/upload and /reindex; GET /jobs."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile

from kb.errors import SettingsError, UnreadableFile
from kb.settings import ServerSettings
from kb.types import Collection, as_json
from ui.api.context import Here
from ui.api.forms import JobForm, ReindexedForm, StartedForm
from ui.api.models import IngestRequest, ReindexRequest

MIB = 1024 * 1024
UPLOADS = 20  # files in one request

router = APIRouter(tags=["jobs"])


def request_bytes(settings: ServerSettings) -> int:
    """Return how large one upload request may be, in bytes, its multipart borders included."""
    return UPLOADS * settings.max_upload_mb * MIB + MIB


@router.post("/ingest", status_code=202)
def ingest(body: IngestRequest, here: Here) -> StartedForm:
    """Start to read files and folders of this machine into the library; follow it at `/jobs/{id}`."""
    for path in (*body.paths, *body.metadata):
        # A relative path would mean the server's folder, not the caller's.
        if not path.is_absolute():
            raise SettingsError(
                f"{path} is not an absolute path.", hint="Send the whole path, from / on."
            )
        if not path.exists():
            raise UnreadableFile(str(path), "there is no such file or folder on this machine")
    job_id = here.running.ingest(
        body.paths,
        metadata=body.metadata,
        collection=body.collection,
        attested_by=body.attested_by,
    )
    return {"job": job_id}


@router.post("/ingest/upload", status_code=202)
def upload(
    files: Annotated[list[UploadFile], File(description="Documents, or files that hold many.")],
    here: Here,
    collection: Annotated[Collection, Form()] = "literature",
    attested_by: Annotated[str | None, Form(max_length=200)] = None,
) -> StartedForm:
    """Start to read uploaded files into the library; follow it at `/jobs/{id}`."""
    if len(files) > UPLOADS:
        raise SettingsError(
            f"{len(files)} files in one request are too many.",
            hint=f"Send at most {UPLOADS} at a time.",
        )
    limit = here.library.settings.server.max_upload_mb
    uploads = []
    for file in files:
        # The name is only a label; what the file is decides its content.
        name = (file.filename or "upload").replace("\\", "/").rsplit("/", 1)[-1] or "upload"
        if (file.size or 0) > limit * MIB:
            raise UnreadableFile(
                name,
                f"larger than {limit} MiB",
                hint="Raise KB_SERVER__MAX_UPLOAD_MB, or ingest it by its path.",
            )
        uploads.append((name, file.file.read()))
    job_id = here.running.ingest(
        (), uploads=uploads, collection=collection, attested_by=attested_by
    )
    return {"job": job_id}


@router.post("/reindex")
def reindex(body: ReindexRequest, here: Here) -> ReindexedForm:
    """Rebuild the vector index from the catalog; replies when it is done."""
    began = time.monotonic()
    count = here.library.reindex(here.principal, embed=body.embed)
    return {"passages": count, "seconds": round(time.monotonic() - began, 3)}


@router.get("/jobs")
def jobs(here: Here, limit: Annotated[int, Query(ge=1, le=1000)] = 50) -> list[JobForm]:
    """List jobs, the newest first."""
    return as_json(here.library.jobs(here.principal, limit=limit))  # type: ignore[no-any-return]


@router.get("/jobs/{job_id}")
def job(job_id: str, here: Here) -> JobForm:
    """Show one job: how far it is, and what came of it."""
    return as_json(here.library.job(job_id, here.principal))  # type: ignore[no-any-return]


@router.post("/jobs/{job_id}/cancel", status_code=202)
def cancel(job_id: str, here: Here) -> JobForm:
    """Ask an ingestion to stop after the files in hand. What went in stays."""
    here.running.cancel(job_id)
    return as_json(here.library.job(job_id, here.principal))  # type: ignore[no-any-return]
