"""What is kept by the running server: conversations and saved searches.

An id or a name is anything that somebody typed, so it is looked at before it becomes part of an address.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode

from kb.store.conversations import is_identity, searchable, unknown
from kb.text.printable import one_line

if TYPE_CHECKING:
    from kb.answer.export import FormatName
    from kb.search.saved import Sort
    from kb.types import Filters
    from ui.api.forms import FoundForm
    from ui.cli.connection import Connection
    from ui.kept.forms import ConversationForm, OpenedForm, ReplayForm, SavedSearchForm

MOST_NAME = 1000


class RemoteConversations:
    """The :class:`ui.cli.kept.Conversations` of a running server."""

    def __init__(self, server: Connection) -> None:
        self._server = server

    def all(self, words: str = "", *, limit: int, offset: int = 0) -> list[ConversationForm]:
        query = urlencode({"words": searchable(words), "limit": limit, "offset": offset})
        return self._server.call("GET", f"/conversations?{query}")  # type: ignore[no-any-return]

    def open(self, identity: str, *, limit: int, offset: int = 0) -> OpenedForm:
        query = urlencode({"limit": limit, "offset": offset})
        return self._server.call("GET", f"{_place(identity)}?{query}")  # type: ignore[no-any-return]

    def export(self, identity: str, form: FormatName) -> tuple[str, bytes]:
        where, content = self._server.fetch(f"{_place(identity)}/export?format={form}")
        return unquote(where.rpartition("''")[2]), content

    def rename(self, identity: str, title: str) -> ConversationForm:
        body = {"title": one_line(title)}
        return self._server.call("PATCH", _place(identity), body)  # type: ignore[no-any-return]

    def delete(self, identity: str) -> ConversationForm:
        return self._server.call("DELETE", _place(identity))  # type: ignore[no-any-return]

    def replay(self, identity: str, ordinal: int) -> ReplayForm:
        return self._server.call("POST", f"{_place(identity)}/answers/{ordinal}/replay")  # type: ignore[no-any-return]


class RemoteSearches:
    """The :class:`ui.cli.kept.Searches` of a running server."""

    def __init__(self, server: Connection) -> None:
        self._server = server

    def all(self, *, limit: int, offset: int = 0) -> list[SavedSearchForm]:
        query = urlencode({"limit": limit, "offset": offset})
        return self._server.call("GET", f"/searches?{query}")  # type: ignore[no-any-return]

    def get(self, identity: str) -> SavedSearchForm:
        # A name may hold any sign, and some would end the part of an address.
        query = urlencode({"name": one_line(identity)[:MOST_NAME]})
        return self._server.call("GET", f"/searches/named?{query}")  # type: ignore[no-any-return]

    def save(self, name: str, question: str, filters: Filters, sort: Sort) -> SavedSearchForm:
        body = {"name": name, "question": question, "sort": sort, **asdict(filters)}
        return self._server.call("POST", "/searches", body)  # type: ignore[no-any-return]

    def run(self, identity: str, k: int | None, *, facets: bool = False) -> FoundForm:
        wanted = {"facets": str(facets).lower(), **({} if k is None else {"k": k})}
        path = f"/searches/{self.get(identity)['id']}/run?{urlencode(wanted)}"
        return self._server.call("POST", path)  # type: ignore[no-any-return]

    def delete(self, identity: str) -> SavedSearchForm:
        return self._server.call("DELETE", f"/searches/{self.get(identity)['id']}")  # type: ignore[no-any-return]


def _place(identity: str) -> str:
    """The address of a conversation. Raises NotFound for what cannot be one."""
    if not is_identity(identity):
        raise unknown(identity)
    return f"/conversations/{quote(identity, safe='')}"
