"""Where the data folder is, found without loading the settings (which would cost a third of a second)."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Return ``KB_HOME``, or the platform's user data folder: as :class:`kb.settings.Settings` does."""
    if named := os.environ.get("KB_HOME"):
        return Path(named)
    from platformdirs import user_data_dir

    return Path(user_data_dir("clinical-kb"))
