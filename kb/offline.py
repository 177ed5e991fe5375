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
    # From 1.29 on onnxruntime reports each process to its maker, and keeps a device id under ~/.cache,
    # unless told not to; the name of the switch differs between releases.
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
    "OTEL_SDK_DISABLED": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "true",
    "TRANSFORMERS_OFFLINE": "1",
}


def switch_off() -> None:
    """Set every switch. Called again where such a library is imported, for whoever uses ours as one."""
    os.environ.update(SWITCHES)


def go_offline() -> None:
    """Set every switch, and make new files readable by their owner only (umask 077)."""
    switch_off()
    os.umask(0o077)
