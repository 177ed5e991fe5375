"""A process that indexes a small ICD-10-CM and kills itself at a named step: see test_building.py.

Usage: python -m tests.kb.terms.killed_build STEP, with KB_HOME and KB_KEY_FILE set.
"""

from __future__ import annotations

import os
import signal
import sys

from kb.terms import codes
from kb.terms.icd_shipped import ShippedRelease
from tests.fakes.terms import EFFECTIVE, RELEASE, TABULAR


class SmallRelease(ShippedRelease):
    """A few categories of the list."""

    def confirmed(self) -> frozenset[str]:
        return frozenset()


def small() -> ShippedRelease:
    """What stands for the installed release."""
    return SmallRelease(RELEASE, EFFECTIVE, TABULAR, TABULAR)


def main(step: str) -> None:
    """Index; does not return if the step is reached."""
    from kb.library import Library
    from kb.settings import Settings
    from tests.fakes.embedder import FakeEmbedder

    def progress(done: int, _total: int, name: str) -> None:
        # After some of it was done: the first call of the other steps is before their first line.
        if name == step and (done or step != "codes"):
            os.kill(os.getpid(), signal.SIGKILL)

    codes.shipped = small  # type: ignore[attr-defined]
    with Library.open(Settings.load(), embedder=FakeEmbedder()) as library:
        library.build_terms(progress)


if __name__ == "__main__":
    main(*sys.argv[1:])
