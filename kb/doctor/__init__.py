"""`kb doctor`: looks at everything that can go wrong with a library on this machine, and says what to do."""

from __future__ import annotations

from kb.doctor.examine import examine
from kb.doctor.finding import Finding

__all__ = ["Finding", "examine"]
