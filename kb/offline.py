"""The one place that turns every library's telemetry and downloads off.

Call :func:`go_offline` before any of those libraries is imported: all of them read the environment
once, at import.
"""

from __future__ import annotations

import os

SWITCHES: dict[str, str] = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "FASTAPI_OTEL_AUTO_CONFIGURE": "false",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "OTEL_SDK_DISABLED": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "true",
    "TRANSFORMERS_OFFLINE": "1",
}


def go_offline() -> None:
    """Set every switch, and make new files readable by their owner only (umask 077)."""
    os.environ.update(SWITCHES)
    os.umask(0o077)
