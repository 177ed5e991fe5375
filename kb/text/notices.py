"""What a work's own record says has become of it, from the sentences with which readers report that.

Readers of PubMed, JATS and RIS begin such a warning with one of these phrases (``ingest/readers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SAID: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("record-notice", r"This is the notice of a retraction\b"),
        (
            "record-retracted",
            r"(?:PubMed lists this article as retracted|This article was retracted)\b",
        ),
        (
            "record-concern",
            r"(?:PubMed lists an expression of concern about|An expression of concern about this"
            r"|PubMed lists a part of this article as retracted)\b",
        ),
        (
            "record-corrected",
            r"(?:PubMed lists an erratum of this|A correction of this|This article was corrected)\b",
        ),
    )
)


def said_by_record(warnings: Iterable[str]) -> list[str]:
    """Which of ``record-retracted``, ``-notice``, ``-concern`` and ``-corrected`` the warnings say."""
    told = list(warnings)
    return [word for word, pattern in _SAID if any(pattern.match(one) for one in told)]
