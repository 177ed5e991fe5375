"""Whether scanned pages can be read: is Tesseract there, and does it know the languages that are set?"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from kb.doctor.finding import Finding, ok, warn
from kb.settings import IngestSettings, Settings

PROGRAM = "tesseract"
INSTALL = (
    "Install Tesseract (Debian, Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract)"
)
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Ocr:
    """The program's path, or (empty path) why scans are not read and what to do about it."""

    program: str = ""
    version: str = ""
    lack: str = ""
    hint: str = ""
    # Whether a library without scans lacks nothing.
    optional: bool = False


def find_ocr(settings: IngestSettings) -> Ocr:
    """Look for Tesseract on the path and ask it for its languages; never raises."""
    if settings.ocr == "off":
        return Ocr(
            lack="reading scans is switched off", hint="Set KB_INGEST__OCR to auto", optional=True
        )
    program = shutil.which(PROGRAM)
    if program is None:
        return Ocr(lack="Tesseract is not installed", hint=INSTALL, optional=True)
    try:
        version = _first_line(_say(program, "--version"))
        known = {line.strip() for line in _say(program, "--list-langs").splitlines()[1:]}
    except (OSError, subprocess.SubprocessError):
        return Ocr(lack="Tesseract does not start", hint="Install it again")
    missing = [one for one in settings.ocr_languages.split("+") if one not in known]
    if missing:
        packages = " ".join(f"tesseract-ocr-{one.replace('_', '-').lower()}" for one in missing)
        return Ocr(
            lack=f"Tesseract does not know the language {', '.join(missing)}",
            hint=f"Install it (Debian, Ubuntu: apt install {packages}; macOS: brew install "
            "tesseract-lang), or set KB_INGEST__OCR_LANGUAGES to one that "
            "`tesseract --list-langs` names",
        )
    return Ocr(program, version)


def check_ocr(settings: Settings) -> list[Finding]:
    """Scanned pages can be read, or what is missing for it."""
    found = find_ocr(settings.ingest)
    if found.program:
        languages = settings.ingest.ocr_languages
        return [ok("text recognition", f"{found.version} reads scanned pages ({languages}).")]
    message = f"Scanned pages are not read: {found.lack}."
    if found.optional:
        return [ok("text recognition", f"{message} {found.hint}, if you have such pages.")]
    return [warn("text recognition", message, f"{found.hint}.")]


def _say(program: str, what: str) -> str:
    """What the program prints when asked; older ones write to standard error."""
    done = subprocess.run(
        [program, what],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout.decode("utf-8", "replace")


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].strip()[:80] if text.strip() else PROGRAM
