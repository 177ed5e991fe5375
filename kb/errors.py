"""Everything that can go wrong, as one tree.

KbError                       .hint says what to do next
├── SettingsError             a setting is wrong; .hint names it
├── CatalogError              the catalog cannot be opened or is damaged
│   ├── KeyMissing            no key file where the library needs one
│   └── WrongKey              the key does not open this catalog
├── LibraryBusy               another process owns the library; .owner
├── IngestError               a file could not become passages; .path, .reason
│   ├── UnreadableFile        damaged, encrypted, too large, or not what its name says
│   └── NotAttested           records were given without an attestation of de-identification
├── RetrievalError            the search could not be carried out
│   └── ModelMismatch         the index was built with another embedding model; .expected, .found
├── NotFound                  no document, passage or job of that id
│   └── CodeNotFound          no such code in this release; .code, .nearest
├── WrongValue                a field of a work cannot be what a person wrote; .field
├── ModelUnavailable          the model server is down, lacks the model, or failed while writing
└── NotPermitted              the principal's roles do not allow it
"""

from __future__ import annotations


class KbError(Exception):
    """The root: ``message`` is what happened, ``hint`` what the reader can do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(KbError):
    """A setting is wrong."""


class CatalogError(KbError):
    """The catalog cannot be opened, or is damaged."""


class KeyMissing(CatalogError):
    """There is a catalog but no key file to open it with."""


class WrongKey(CatalogError):
    """The key file does not open this catalog."""


class LibraryBusy(KbError):
    """Another process owns the library."""

    def __init__(self, message: str, *, hint: str = "", owner: str = "") -> None:
        super().__init__(message, hint=hint)
        self.owner = owner


class IngestError(KbError):
    """A file could not become passages."""

    def __init__(self, path: str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint=hint)
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[IngestError], tuple[str, str]]:
        return type(self), (self.path, self.reason)


class UnreadableFile(IngestError):
    """The file is damaged, encrypted, too large, or not what its name says."""


class NotAttested(IngestError):
    """Records were given without the name of a person who attests that they are de-identified."""


class RetrievalError(KbError):
    """The search could not be carried out."""


class ModelMismatch(RetrievalError):
    """The index was built with another embedding model than the one that is set."""

    def __init__(self, message: str, *, hint: str, expected: str, found: str) -> None:
        super().__init__(message, hint=hint)
        self.expected = expected
        self.found = found


class NotFound(KbError):
    """There is no document, passage or job of that id."""


class CodeNotFound(NotFound):
    """There is no such code in this release; ``nearest`` are (code, description) that there are."""

    def __init__(
        self, message: str, *, hint: str = "", code: str, nearest: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.nearest = nearest


class WrongValue(KbError):
    """A field of a work cannot take the value that a person wrote."""

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class ModelUnavailable(KbError):
    """The model server is down, lacks the model, or failed while writing."""


class NotPermitted(KbError):
    """The principal's roles do not allow it."""
