"""GET /health: is the server up? Needs no token and tells nothing else."""

from __future__ import annotations

from fastapi import APIRouter

import kb
from ui.api.forms import HealthForm

router = APIRouter(tags=["server"])


@router.get("/health")
def health() -> HealthForm:
    """Whether the server is up, and its version. Needs no token."""
    return {"ok": True, "version": kb.__version__}
