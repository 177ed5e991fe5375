"""The short name of the licence that a work was published under."""

from __future__ import annotations

import re

# The addresses that Creative Commons gives its licences (creativecommons.org/licenses/).
_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<kind>by(?:-nc)?(?:-nd|-sa)?)|(?P<domain>publicdomain/(?:zero|mark)))"
    r"(?:/(?P<version>\d\.\d))?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\bCC[ -]?(?P<kind>BY(?:[ -]NC)?(?:[ -](?:ND|SA))?|0)(?![A-Za-z])(?:[ -]?(?P<version>[1-4]\.0))?"
)
_WORDS = re.compile(
    r"creative commons (?P<kind>attribution(?:[ \u2010-\u2015-]+(?:non[ -]?commercial|no[ -]?deriv(?:ative)?s?(?: works)?"
    r"|share[ -]?alike))*)(?:[^.]{0,60}?\b(?P<version>[1-4]\.0))?",
    re.IGNORECASE,
)
_CROWN = re.compile(
    r"open government licen[cs]e(?:[^.]{0,20}?v?(?P<version>\d\.\d))?", re.IGNORECASE
)


def licence_name(text: str) -> str | None:
    """ "CC BY-NC 4.0", "CC0 1.0" or the like, from a licence's address or wording; ``None`` for any other.

    An address is believed before words, since many articles waive rights in their *data* (CC0) besides.
    """
    addresses = [match for match in _ADDRESS.finditer(text) if match["kind"]]
    match = next(iter(addresses), None) or _ADDRESS.search(text)
    if match:
        if match["domain"]:
            return _named(
                "CC0" if match["domain"].lower().endswith("zero") else "Public domain", match
            )
        return _named(f"CC {match['kind'].upper()}", match)
    match = _WORDS.search(text)
    if match:
        words = match["kind"].lower()
        kind = "CC BY"
        kind += "-NC" if re.search(r"non[ -]?commercial", words) else ""
        kind += "-ND" if "deriv" in words else "-SA" if "alike" in words else ""
        return _named(kind, match)
    match = _SHORT.search(text)
    if match:
        kind = match["kind"].replace(" ", "-")
        return _named("CC0" if kind == "0" else f"CC {kind}", match)
    match = _CROWN.search(text)
    return _named("Open Government Licence", match) if match else None


def _named(name: str, match: re.Match[str]) -> str:
    version = match["version"]
    return f"{name} {version}" if version else name
