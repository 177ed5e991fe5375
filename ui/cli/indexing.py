"""The first use of the code book: it is indexed once, with its progress on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ui.cli.status import Status

if TYPE_CHECKING:
    from ui.cli.terms import Terms
    from ui.terms.forms import BuildForm


def prepared(terms: Terms) -> Terms:
    """Terminology with its code book ready; the first time that takes part of a minute.

    Raises:
        KbError: the code book could not be built.
    """
    told = False
    with Status("") as status:

        def tell(state: BuildForm) -> None:
            nonlocal told
            if state["ready"]:
                return
            if not told:
                told = True
                print("Indexing ICD-10-CM, this once.", file=sys.stderr, flush=True)
            status.say(f"{state['step']}: {state['share']:.0%}")

        terms.prepare(tell)
    return terms
