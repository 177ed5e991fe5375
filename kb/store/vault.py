"""Encrypted copies of the original files, so that a citation can show its page years later.

Each file is sealed with AES-256-GCM under a key derived from the catalog's (HKDF-SHA256, RFC 5869);
its name is the document's opaque id, which is also bound in as associated data.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection as AnyOf
from pathlib import Path

from kb.errors import CatalogError

NONCE_BYTES = 12


class Vault:
    """A folder of sealed files, one a document."""

    def __init__(self, folder: Path, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        self.folder = folder
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"clinical-kb vault").derive(
            key
        )
        self._cipher = AESGCM(derived)

    def put(self, document_id: str, content: bytes) -> None:
        """Seal and store ``content``; complete or not there at all."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, content, document_id.encode())
        partial = self.folder / f".{document_id}.{secrets.token_hex(4)}"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self.folder / document_id)

    def get(self, document_id: str) -> bytes | None:
        """Return the original, or ``None`` if no copy is kept.

        Raises:
            CatalogError: the copy was altered or belongs to another key.
        """
        from cryptography.exceptions import InvalidTag

        try:
            sealed = (self.folder / document_id).read_bytes()
        except FileNotFoundError:
            return None
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, ciphertext, document_id.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut to less than a nonce
            raise CatalogError(
                f"The stored original of document {document_id} is damaged.",
                hint="Ingest the file again; `kb doctor` lists what else is damaged.",
            ) from error

    def delete(self, document_id: str) -> None:
        """Forget the copy, if there is one."""
        (self.folder / document_id).unlink(missing_ok=True)

    def sweep(self, keep: AnyOf[str]) -> int:
        """Delete copies and half-written files that no document in ``keep`` owns; return how many."""
        if not self.folder.is_dir():
            return 0
        strays = [path for path in self.folder.iterdir() if path.name not in keep]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)
