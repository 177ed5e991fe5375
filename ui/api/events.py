"""The events of an answer as it comes, in the form that server-sent events carry.

=============  ==========================  ===========================================
event          data                        meaning
=============  ==========================  ===========================================
``led``        ``{policy}``                what is said first; before ``retrieved``, if at all
``retrieved``  ``{hits: [hit, ...]}``      what the answer may rest on
``token``      ``{text}``                  the next piece of the answer, not yet checked
``notice``     ``{text}``                  something went differently
``restart``    ``{}``                      forget the tokens: another writer starts, or the same anew
``waiting``    ``{}``                      nothing new yet; the connection lives
``done``       ``{answer}``                the checked answer, with the id of the
                                           conversation that keeps it; the last event
``error``      ``{error, hint}``           it failed; the last event
=============  ==========================  ===========================================
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kb.types import as_json

if TYPE_CHECKING:
    from kb.answer.events import Event


def event_form(event: Event) -> tuple[str, dict[str, Any]]:
    """Return the event's name and data: ``Token("a")`` becomes ``("token", {"text": "a"})``."""
    return type(event).__name__.lower(), as_json(event)


def encode(name: str, data: dict[str, Any]) -> bytes:
    """Write one server-sent event. JSON holds no line break, so one ``data:`` line is enough."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
