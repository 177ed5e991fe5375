"""The API as one FastAPI application, to be mounted under ``/api``.

Nothing in it reaches outside: the OpenAPI page is served from assets in a package (FastAPI's own loads
them from a content delivery network), and OpenTelemetry, which FastAPI can be told to export by an
environment variable, is off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

import kb
from ui.api import (
    problems,
    routes_ask,
    routes_conversations,
    routes_documents,
    routes_health,
    routes_jobs,
    routes_retractions,
    routes_searches,
    routes_terms,
    routes_tools,
)
from ui.api.context import Context
from ui.api.forms import ProblemForm
from ui.api.guard import Guard
from ui.api.running import RunningJobs
from ui.terms.desk import TermDesk

if TYPE_CHECKING:
    from kb.library import Library
    from ui.web.pageimages import PageImages
    from ui.web.readings import Readings

DESCRIPTION = """\
Search the library and ask it questions, from this machine only.

Every address except `/health` wants the token: `Authorization: Bearer` with the content of `server.token`
in the data folder. Offsets are characters of the document's text, half-open; boxes are PDF points
(1/72 inch) from the top left; pages count from 1. An error is `{error, hint}`.
"""
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ProblemForm, "description": "The token is missing or wrong."},
    403: {"model": ProblemForm, "description": "The principal's roles do not allow it."},
    404: {
        "model": ProblemForm,
        "description": "There is no such document, passage, conversation, job or code.",
    },
    409: {"model": ProblemForm, "description": "It cannot be done in the present state."},
    422: {"model": ProblemForm, "description": "The request is not valid."},
    503: {
        "model": ProblemForm,
        "description": "The model server is down, or the code book not ready.",
    },
}
TELEMETRY_OFF = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def create_api(
    library: Library,
    *,
    token: str,
    images: PageImages | None = None,
    readings: Readings | None = None,
) -> FastAPI:
    """Build the API around an open library.

    Args:
        library: stays the caller's to close.
        token: what callers must present; see :func:`ui.api.token.new_token`.
        images: the page images to share with the web page. Without it the API makes its own, which
            ``app.state.context.images.close()`` stops.
        readings: what was read again, to be shared in the same way.

    Raises:
        ValueError: the token is empty, which would let everybody in.
    """
    from kb.access.local import local_principal

    if not token:
        raise ValueError("An API needs a token.")
    principal = local_principal()
    if images is None:
        from ui.web.pageimages import PageImages

        images = PageImages(library, principal, library.settings.ingest)
    if readings is None:
        from ui.web.readings import Readings

        readings = Readings(library, principal, library.settings.ingest)

    app = FastAPIOffline(
        title="clinical-kb",
        version=kb.__version__,
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs/assets",
        # No check of the description by a validator on the internet.
        swagger_ui_parameters={"validatorUrl": None, "persistAuthorization": False},
        telemetry=TELEMETRY_OFF,
    )
    app.state.context = Context(
        library,
        principal,
        images,
        readings,
        RunningJobs(library, principal),
        TermDesk(library, principal),
    )
    app.add_middleware(
        Guard, token=token, upload_bytes=routes_jobs.request_bytes(library.settings.server)
    )
    problems.install(app)
    app.include_router(routes_health.router)
    # The guard decides; this declares the token on the OpenAPI page.
    declared = [Depends(HTTPBearer(auto_error=False, description="The content of server.token."))]
    for module in (
        routes_ask,
        routes_conversations,
        routes_searches,
        routes_documents,
        routes_jobs,
        routes_retractions,
        routes_terms,
        routes_tools,
    ):
        app.include_router(module.router, dependencies=declared, responses=REFUSALS)
    return app
