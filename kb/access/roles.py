"""Which role reads which collection, and which may change the library."""

from __future__ import annotations

from kb.errors import NotPermitted
from kb.types import COLLECTIONS, Collection, Principal

READS: dict[str, frozenset[Collection]] = {
    "clinician": frozenset({"literature", "records"}),
    "researcher": frozenset({"literature"}),
    "staff": frozenset({"literature"}),
    "librarian": frozenset({"literature"}),
    "administrator": frozenset(),
}
MANAGERS = frozenset({"librarian"})


def readable(principal: Principal) -> frozenset[Collection]:
    """The collections that this principal may read; empty for unknown roles."""
    empty: frozenset[Collection] = frozenset()
    return empty.union(*(READS.get(role, empty) for role in principal.roles))


def readable_within(
    principal: Principal, wanted: tuple[Collection, ...] | None
) -> tuple[Collection, ...]:
    """The wanted collections that may be read, in fixed order; all readable ones for ``None``."""
    allowed = readable(principal)
    return tuple(
        name for name in COLLECTIONS if name in allowed and (wanted is None or name in wanted)
    )


def require_manager(principal: Principal) -> None:
    """Pass only who may add to, remove from or rebuild the library.

    Raises:
        NotPermitted: none of the principal's roles allows it.
    """
    if not principal.roles & MANAGERS:
        raise NotPermitted(
            f"{principal.name} may not change the library.",
            hint="Ask a person with the librarian role.",
        )
