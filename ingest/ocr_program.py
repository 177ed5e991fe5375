"""Starts Tesseract with little to gain from it: ``python -m ingest.ocr_program MIB SECONDS PROGRAM ARGUMENTS``.

A page image may be made to break the program that decodes it. What takes this process's place therefore
has no network, may not write a file or start another program, and has an end to its memory and CPU time.
"""

from __future__ import annotations

import os
import sys

from ingest.confine import confine_program

# Whoever asks a question meanwhile goes first.
_NICE = 5


def main() -> None:
    """Give up what reading an image does not need, then become the program."""
    memory_mb, seconds, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.nice(_NICE)
    confine_program(memory_mb=memory_mb, cpu_seconds=seconds)
    os.execv(program, sys.argv[3:])  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main()
