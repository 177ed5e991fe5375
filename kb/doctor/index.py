"""The vector index against the catalog, and who has it open."""

from __future__ import annotations

import json
import os
from pathlib import Path

from kb.doctor.catalog import Examined
from kb.doctor.finding import Finding, fail, ok, plural, warn
from kb.errors import LibraryBusy
from kb.search.hybrid import FINGERPRINT
from kb.search.sharpen import edition
from kb.settings import Settings
from kb.store.audit import MOST_ASKED, Audit, audit
from kb.store.catalog import Catalog
from kb.store.lock import OwnerLock
from kb.store.sentences import SentenceTable
from kb.store.store import GENERATION, STALE
from kb.store.vectors import ChromaIndex
from kb.types import COLLECTIONS

REBUILD = "Run `kb reindex`: it builds the index anew from the catalog, without embedding."


def check_index(settings: Settings, examined: Examined, *, deep: bool) -> list[Finding]:
    """Every published vector is in the index and finds itself; nothing else is in it."""
    catalog = examined.catalog
    if catalog is None:
        return []
    lock = OwnerLock(settings.home)
    try:
        lock.acquire()
    except LibraryBusy as busy:
        return [_server(settings, busy.owner), *_left_over(catalog), *_sentences(catalog)]
    try:
        return [
            ok("server", "No other process has the library open."),
            *_pending(catalog),
            *_left_over(catalog),
            *_sentences(catalog),
            *_compare(settings, catalog, deep=deep),
        ]
    finally:
        lock.release()


def _server(settings: Settings, owner: str) -> Finding:
    server = running_server(settings.home)
    who = f"`kb serve` at {server}" if server else (owner or "another process")
    return warn(
        "server",
        f"The library is open in {who}, so its index could not be compared with the catalog.",
        "Stop it and run `kb doctor` again to have the index audited.",
    )


def running_server(home: Path) -> str | None:
    """The address of a server of this data folder whose process is alive."""
    try:
        record = json.loads((home / "server.json").read_text(encoding="utf-8"))
        os.kill(int(record["pid"]), 0)
        return str(record["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _pending(catalog: Catalog) -> list[Finding]:
    pending, leaving = len(catalog.pending()), sum(map(len, catalog.unindexed().values()))
    if not pending and not leaving:
        return []
    return [
        warn(
            "unfinished",
            f"{plural(pending, 'document')} and {plural(leaving, 'vector')} wait for the index, "
            "left so by a process that was stopped.",
            "Any command that searches or ingests finishes them; then run the ingest again.",
        )
    ]


def _left_over(catalog: Catalog) -> list[Finding]:
    stale = int(catalog.meta(STALE) or 0)
    if not stale:
        return []
    return [
        warn(
            "forgotten vectors",
            f"{plural(stale, 'vector')} of replaced passages still lie in the index's files.",
            "Run `kb reindex` to have them gone from the disk.",
        )
    ]


def _sentences(catalog: Catalog) -> list[Finding]:
    model = catalog.meta(FINGERPRINT)
    missing = SentenceTable(catalog.database).count_missing(edition(model)) if model else 0
    if not missing:
        return []
    return [
        warn(
            "sentences",
            f"{plural(missing, 'passage')} can be found only as a whole: the sentences are not embedded yet.",
            "`kb reindex` does that now, `kb serve` while it has nothing else to do.",
        )
    ]


def _compare(settings: Settings, catalog: Catalog, *, deep: bool) -> list[Finding]:
    name = catalog.meta(GENERATION)
    folder = settings.home / "index" / (name or "none")
    if name is None or not folder.is_dir():
        if not catalog.counts():
            return [ok("index", "There is none yet; it is made with the first document.")]
        return [fail("index", f"The index {folder} is missing.", REBUILD)]
    try:
        index = ChromaIndex(folder)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # Chroma's Rust core panics with a BaseException
        return [fail("index", f"The index cannot be opened ({_first_line(error)}).", REBUILD)]
    try:
        return [
            _judge(audit(catalog, index, one, most=MOST_ASKED if deep else 0))
            for one in COLLECTIONS
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return [fail("index", f"The index cannot be read ({_first_line(error)}).", REBUILD)]
    finally:
        index.close()


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _judge(found: Audit) -> Finding:
    name = f"index of {found.collection}"
    if found.sound:
        if not found.catalogued:
            return ok(name, "It is empty, as is the collection.")
        if not found.asked:
            return ok(name, f"It holds the {plural(found.catalogued, 'vector')} of the catalog.")
        sample = "every one" if found.asked == found.catalogued else f"a random {found.asked:,}"
        return ok(
            name,
            f"It holds the {plural(found.catalogued, 'vector')} of the catalog; {sample} was asked "
            "for by itself and found.",
        )
    wrong = [
        f"{plural(count, 'vector')} {what}"
        for count, what in (
            (found.missing, "missing from it"),
            (found.orphaned, "in it that the catalog does not know"),
            (found.lost, f"of {found.asked:,} asked for that did not find themselves"),
        )
        if count
    ]
    return fail(name, f"Of {found.catalogued:,}: {'; '.join(wrong)}.", REBUILD)
