"""Nothing that the process once held may ride along into a file of the vector index.

Chroma's HNSW writer asks for room for its whole capacity with ``malloc`` and writes all of it to
``data_level0.bin`` and ``length.bin``, also the part that no vector has filled yet. What stood in that
memory before, a vector that was just deleted or a line of a note, then lies on disk in clear.
The C library of Linux can hand out every piece of memory cleared (``M_PERTURB`` in mallopt(3)).
"""

from __future__ import annotations

import ctypes
import sys

# From malloc.h of the GNU C library. Fresh memory is filled with the complement of the value, freed
# memory with the value itself: 0xFF gives zeros.
M_PERTURB = -6
FRESH_AS_ZEROS = 0xFF


def clear_fresh_memory() -> bool:
    """Have the C library clear memory before it hands it out; say whether this one can.

    macOS clears on free of its own accord (since 13); musl and Windows have no such switch.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(M_PERTURB, FRESH_AS_ZEROS) == 1
