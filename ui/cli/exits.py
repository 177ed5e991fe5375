"""How a command ends.

======  ==========================================
status  meaning
======  ==========================================
0       done
1       failed
2       wrong use
3       some files (or lines of a file) failed
130     stopped with Ctrl-C
======  ==========================================
"""

from __future__ import annotations

from kb.errors import KbError

DONE = 0
FAILED = 1
WRONG_USE = 2
SOME_FAILED = 3
STOPPED = 130


class WrongUse(KbError):
    """The command line does not make sense; exit status 2."""


def status_of(error: KbError) -> int:
    """Return the exit status that fits ``error``."""
    from kb.errors import NotAttested, WrongValue
    from kb.terms.problems import InvalidInput

    return (
        WRONG_USE
        if isinstance(error, (WrongUse, NotAttested, InvalidInput, WrongValue))
        else FAILED
    )
