"""The one principal of a library without accounts: whoever owns this user account on this machine."""

from __future__ import annotations

from kb.types import Principal


def local_principal() -> Principal:
    """A principal that may read both collections and manage the library."""
    return Principal(name="local", roles=frozenset({"clinician", "librarian"}))
