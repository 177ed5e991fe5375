"""The examination: every check in its turn, none of which may end the others."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kb.doctor.finding import Finding, fail
from kb.settings import Settings

Check = Callable[[], list[Finding]]


def examine(settings: Settings, *, deep: bool = True) -> list[Finding]:
    """Look at the library that the settings name; nothing is made, mended or changed.

    Args:
        deep: read every page of the catalog and ask the index for its vectors, which takes seconds for
            a small library and about a minute for 20,000 passages.

    Never raises: a check that fails to run is a finding itself.
    """
    from kb.doctor.catalog import Examined, check_catalog, check_key
    from kb.doctor.files import check_disk, check_modes, check_umask
    from kb.doctor.index import check_index
    from kb.doctor.model import check_embedding, check_writer
    from kb.doctor.ocr import check_ocr
    from kb.doctor.standing import check_retractions
    from kb.doctor.volume import check_volume

    examined = Examined()
    checks: list[tuple[str, Check]] = [
        ("key", lambda: check_key(settings)),
        # Before the catalog is opened, which puts its own file's mode right.
        ("file modes", lambda: check_modes(settings)),
        ("catalog", lambda: check_catalog(settings, examined, deep=deep)),
        ("index", lambda: check_index(settings, examined, deep=deep)),
        ("retractions", lambda: check_retractions(examined)),
        ("embedding model", lambda: check_embedding(settings, examined, deep=deep)),
        ("model server", lambda: check_writer(settings)),
        ("text recognition", lambda: check_ocr(settings)),
        ("volume", lambda: check_volume(settings)),
        ("disk", lambda: check_disk(settings)),
        ("umask", check_umask),
    ]
    try:
        return [finding for name, check in checks for finding in _run(name, check)]
    finally:
        examined.close()


def _run(name: str, check: Check) -> list[Finding]:
    try:
        return check()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # Chroma's Rust core panics with a BaseException
        logging.getLogger(__name__).warning("the check of %s failed", name, exc_info=True)
        reason = str(error).strip().splitlines()
        return [
            fail(
                name,
                f"It could not be examined: {reason[0] if reason else type(error).__name__}.",
                "If the other findings do not explain it, restore the data folder from a backup.",
            )
        ]
