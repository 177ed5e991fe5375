"""What went wrong, as ``{error, hint}`` with the status that fits.

=====================  ======  =========================================
error                  status  meaning
=====================  ======  =========================================
``NotPermitted``       403     the principal's roles do not allow it
``NotFound``           404     no such document, conversation, job, code ...
``NotRunning``         409     the job has ended already
``LibraryBusy``        409     another process owns the library
``ModelMismatch``      409     the index needs ``kb reindex --embed``
``SettingsError``      422     a setting or a choice is wrong
``IngestError``        422     the file could not be taken
``InvalidInput``       422     a value or a unit cannot be used
``WrongValue``         422     a field of a work cannot take this value
``ModelUnavailable``   503     the model server is down
``CatalogError``       500     the catalog is damaged or closed
anything else          500     the traceback is in the log
=====================  ======  =========================================
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from kb.errors import (
    CodeNotFound,
    IngestError,
    KbError,
    LibraryBusy,
    ModelMismatch,
    ModelUnavailable,
    NotFound,
    NotPermitted,
    SettingsError,
    WrongValue,
)
from kb.terms.problems import InvalidInput

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse


class NotRunning(KbError):
    """The job has ended, or another process runs it."""


STATUS: tuple[tuple[type[KbError], int], ...] = (
    (NotPermitted, 403),
    (NotFound, 404),
    (NotRunning, 409),
    (LibraryBusy, 409),
    (ModelMismatch, 409),
    (SettingsError, 422),
    (IngestError, 422),
    (InvalidInput, 422),
    (WrongValue, 422),
    (ModelUnavailable, 503),
)
WRONG_USE = 422
UNEXPECTED = "Something went wrong inside the server."
LOG_HINT = "The log of the server says more; the library itself is unharmed."

log = logging.getLogger(__name__)


def problem(error: str, hint: str) -> dict[str, str]:
    """Build the body of every refusal."""
    return {"error": error, "hint": hint}


def problem_of(error: KbError) -> dict[str, Any]:
    """Build the body for an error; a code that there is not comes with the ``nearest`` that there are."""
    body: dict[str, Any] = problem(error.message, error.hint)
    if isinstance(error, CodeNotFound):
        body["code"] = error.code
        body["nearest"] = [
            {"code": code, "description": description} for code, description in error.nearest
        ]
    return body


def status_of(error: KbError) -> int:
    """Return the HTTP status that fits ``error``."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def wrong_field(location: tuple[int | str, ...], message: str) -> str:
    """Name the field that is wrong, without the ``body`` or ``query`` it came in."""
    name = ".".join(str(part) for part in location[1:]) or str(location[0])
    return f"{name}: {message[:1].lower()}{message[1:]}"


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` in this form; what a person asked never reaches the log."""
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import JSONResponse
    from starlette.exceptions import HTTPException

    @app.exception_handler(KbError)
    def of_library(request: Request, error: KbError) -> JSONResponse:
        return JSONResponse(problem_of(error), status_of(error))

    @app.exception_handler(RequestValidationError)
    def of_request(request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = "; ".join(wrong_field(item["loc"], item["msg"]) for item in error.errors())
        body = problem(f"The request is not valid: {wrong}.", "See /api/docs for what it takes.")
        return JSONResponse(body, WRONG_USE)

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> JSONResponse:
        hint = "See /api/docs for the addresses there are." if error.status_code == 404 else ""
        return JSONResponse(problem(str(error.detail), hint), error.status_code, error.headers)

    @app.exception_handler(Exception)
    def of_anything(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return JSONResponse(problem(UNEXPECTED, LOG_HINT), 500)
