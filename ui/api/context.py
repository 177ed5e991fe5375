"""What every route needs: the library, who asks, page images, readings, jobs started here, terminology."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

if TYPE_CHECKING:
    from kb.library import Library
    from kb.types import Principal
    from ui.api.running import RunningJobs
    from ui.terms.desk import TermDesk
    from ui.web.pageimages import PageImages
    from ui.web.readings import Readings


@dataclass(frozen=True)
class Context:
    """The parts that the routes share for as long as the application lives."""

    library: Library
    principal: Principal
    images: PageImages
    readings: Readings
    running: RunningJobs
    terms: TermDesk


def context_of(request: Request) -> Context:
    """Return the application's :class:`Context`."""
    context: Context = request.app.state.context
    return context


Here = Annotated[Context, Depends(context_of)]
