"""The key that the catalog is encrypted with, in a file outside the data folder.

32 random bytes as 64 hexadecimal digits, mode 0600. Whoever holds both the file and the data folder can
read the library, which is why the two must not lie together.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from kb.errors import CatalogError, KeyMissing, SettingsError

KEY_BYTES = 32


def check_apart(key_file: Path, home: Path) -> None:
    """Refuse a key that lies inside the data folder it is meant to protect.

    Raises:
        SettingsError: it does.
    """
    if key_file.resolve().is_relative_to(home.resolve()):
        raise SettingsError(
            f"The key file {key_file} lies inside the data folder {home}.",
            hint="Set KB_KEY_FILE to a place outside it, so that a copied folder stays unreadable.",
        )


def read_key(key_file: Path) -> bytes:
    """Read the key.

    Raises:
        KeyMissing: there is no such file.
        CatalogError: the file holds something else than 64 hexadecimal digits.
    """
    try:
        text = key_file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError as error:
        raise KeyMissing(
            f"The library is encrypted and its key file {key_file} is missing.",
            hint="Restore the file from your backup, or set KB_KEY_FILE to where it is.",
        ) from error
    except OSError as error:
        raise CatalogError(
            f"The key file {key_file} cannot be read: {error.strerror}.",
            hint="Check who owns the file; its mode should be 0600.",
        ) from error
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise CatalogError(
            f"{key_file} is not a key file: 64 hexadecimal digits are expected.",
            hint="Restore the file from your backup, or set KB_KEY_FILE to where it is.",
        )
    return key


def create_key(key_file: Path) -> bytes:
    """Make a new random key and write it, readable by its owner only; an existing file is kept and read."""
    key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(KEY_BYTES)
    # Written aside and linked into place: another process never sees half a key, and the first one wins.
    partial = key_file.with_name(f".{key_file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(partial, key_file)
    finally:
        partial.unlink(missing_ok=True)
    return read_key(key_file)
