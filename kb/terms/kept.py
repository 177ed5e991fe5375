"""The codes that somebody pinned, opened last, or has in their basket; kept in the encrypted catalog."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence

from kb.store.catalog import Catalog
from kb.types import Principal

RECENT = 12
PINNED = 60


class KeptCodes:
    """Pinned, recent and chosen codes of each principal. Thread-safe within a process."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._guard = threading.Lock()

    def pinned(self, principal: Principal) -> list[str]:
        """The pinned codes, the newest first."""
        return self._read("pinned", principal)

    def recent(self, principal: Principal) -> list[str]:
        """The codes that were opened last, at most :data:`RECENT`, the newest first."""
        return self._read("recent", principal)

    def basket(self, principal: Principal) -> list[str]:
        """The chosen codes, in the order in which they were chosen."""
        return self._read("basket", principal)

    def keep_basket(self, codes: Sequence[str], principal: Principal) -> None:
        """Replace the chosen codes."""
        with self._guard:
            self._write("basket", principal, codes)

    def pin(self, code: str, principal: Principal) -> bool:
        """Pin a code, or let go of one that is pinned; return whether it is pinned now."""
        with self._guard:
            codes = self._read("pinned", principal)
            if code in codes:
                codes.remove(code)
            else:
                codes.insert(0, code)
            self._write("pinned", principal, codes[:PINNED])
            return code in codes

    def opened(self, code: str, principal: Principal) -> None:
        """Put a code first among the recent ones."""
        with self._guard:
            before = self._read("recent", principal)
            if before[:1] == [code]:
                return
            codes = [code, *(one for one in before if one != code)]
            self._write("recent", principal, codes[:RECENT])

    def _read(self, kind: str, principal: Principal) -> list[str]:
        held = self._catalog.meta(_key(kind, principal))
        return list(json.loads(held)) if held else []

    def _write(self, kind: str, principal: Principal, codes: Sequence[str]) -> None:
        self._catalog.set_meta(_key(kind, principal), json.dumps(list(codes)))


def _key(kind: str, principal: Principal) -> str:
    return f"codes.{kind}:{principal.name}"
