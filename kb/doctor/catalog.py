"""The key and the encrypted catalog."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from kb.doctor.finding import Finding, fail, ok, plural, warn
from kb.errors import KbError
from kb.settings import Settings
from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.store.jobs import Jobs
from kb.store.keys import check_apart, read_key
from kb.store.store import CATALOG_FILE
from kb.store.vault import Vault
from kb.types import COLLECTIONS

SHOWN = 3


@dataclass
class Examined:
    """What one check opened and a later one looks into."""

    catalog: Catalog | None = None

    def close(self) -> None:
        """Close the catalog, if it was opened."""
        if self.catalog is not None:
            self.catalog.database.close()
            self.catalog = None


def check_key(settings: Settings) -> list[Finding]:
    """The key is there, is a key, lies outside the data folder and is its owner's alone."""
    name, path = "key", settings.key_file
    needed = (settings.home / CATALOG_FILE).exists()
    try:
        check_apart(path, settings.home)
        if not path.exists() and not needed:
            return [ok(name, "There is none yet; it is made with the library.")]
        read_key(path)
    except KbError as error:
        return [fail(name, error.message, error.hint)]
    status = path.stat()
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        return [
            fail(
                name,
                f"Others on this machine may be able to read the key file {path} (mode {mode:04o}).",
                f"Run: chmod 600 {path}",
            )
        ]
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        return [
            warn(
                name,
                f"The key file {path} belongs to another user (uid {status.st_uid}).",
                f"Run: sudo chown {os.getuid()} {path}",
            )
        ]
    return [
        ok(
            name,
            f"{path} lies outside the data folder and only its owner can read it. Keep a backup.",
        )
    ]


def check_catalog(settings: Settings, examined: Examined, *, deep: bool) -> list[Finding]:
    """The catalog opens, its pages are what was written, and nothing is left half done."""
    path = settings.home / CATALOG_FILE
    if not path.exists():
        return [
            ok("catalog", f"There is no library in {settings.home} yet; `kb ingest` makes one.")
        ]
    try:
        database = Database(path, read_key(settings.key_file))
    except KbError as error:
        return [fail("catalog", error.message, error.hint)]
    catalog = examined.catalog = Catalog(database)
    damage = database.damage() if deep else []
    if damage:
        more = f" and {len(damage) - SHOWN} more" if len(damage) > SHOWN else ""
        return [
            fail(
                "catalog",
                f"The catalog {path} is damaged: {'; '.join(damage[:SHOWN])}{more}.",
                "Restore it from a backup, or move the data folder away and ingest the files again.",
            )
        ]
    counts = catalog.counts()
    held = " and ".join(
        f"{plural(counts[one][0], 'document')} of {one}" for one in COLLECTIONS if one in counts
    )
    checked = "Every page is intact" if deep else "It opens"
    return [
        ok("catalog", f"{checked}; it holds {held or 'no document'}."),
        *_originals(settings, catalog, deep=deep),
        *_last_job(database),
    ]


def _originals(settings: Settings, catalog: Catalog, *, deep: bool) -> list[Finding]:
    """The sealed originals open with this key."""
    folder = settings.home / "originals"
    if not deep or not folder.is_dir():
        return []
    vault = Vault(folder, read_key(settings.key_file))
    owned = catalog.ids()
    kept = [path.name for path in folder.iterdir() if path.name in owned]
    broken = []
    for one in kept:
        try:
            vault.get(one)
        except KbError:
            broken.append(one)
    if broken:
        named = ", ".join(broken[:SHOWN])
        return [
            fail(
                "originals",
                f"{plural(len(broken), 'stored original')} cannot be opened: {named}.",
                "Remove these documents with `kb remove ID` and ingest their files again.",
            )
        ]
    return [ok("originals", f"{plural(len(kept), 'stored original')}, all sealed and intact.")]


def _last_job(database: Database) -> list[Finding]:
    """The last ingest was not cut short."""
    for job in Jobs(database).recent(20):
        if job.kind != "ingest" or job.state == "running":
            continue
        if job.state == "interrupted":
            return [
                warn(
                    "last ingest",
                    f"The ingest that began {job.started} was interrupted.",
                    "Run it again on the same files: what is in already is passed over.",
                )
            ]
        break
    return []
