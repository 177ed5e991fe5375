"""kill -9 at any moment: the next run completes it, with nothing twice and nothing lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from kb.doctor import examine
from kb.types import Principal
from tests.conftest import ROOT, OpenLibrary
from tests.fakes.soundness import assert_clean, sources
from tests.ingest.killed_run import POINTS
from tests.ingest.pdfs import simple_pdf

OLD, NEW = "Alphazine is given to all.", "Alphazine is given to some."
OLD_PDF = simple_pdf(["Betamol was tried in ten people.", "It slowed the heart."])
NEW_PDF = simple_pdf(["Betamol was tried in ninety people.", "It slowed the heart."])


def write_lines(path: Path, first: int, last: int) -> None:
    path.write_text(
        "".join(
            json.dumps({"_id": str(n), "text": f"Abstract {n} speaks of drug{n}."}) + "\n"
            for n in range(first, last)
        )
    )


def before(folder: Path) -> dict[str, str]:
    """Lay out the folder's first state; return what the library should then hold."""
    folder.mkdir()
    (folder / "changed.txt").write_text(OLD)
    (folder / "changed.pdf").write_bytes(OLD_PDF)
    (folder / "kept.txt").write_text("Gammacillin treats pneumonia.")
    write_lines(folder / "lines.jsonl", 0, 8)
    return {"changed.txt": OLD, "kept.txt": "Gammacillin treats pneumonia."} | {
        f"lines.jsonl#{n}": f"Abstract {n} speaks of drug{n}." for n in range(8)
    }


def after(folder: Path) -> dict[str, str]:
    """Change it: two files, a new one, a copy, lines that come and go."""
    (folder / "changed.txt").write_text(NEW)
    (folder / "changed.pdf").write_bytes(NEW_PDF)
    (folder / "copy.txt").write_text(NEW)
    (folder / "new.pdf").write_bytes(simple_pdf(["Deltaparin thins the blood.", "In most."]))
    write_lines(folder / "lines.jsonl", 4, 14)
    return {
        "changed.txt": NEW,
        "copy.txt": NEW,
        "kept.txt": "Gammacillin treats pneumonia.",
    } | {f"lines.jsonl#{n}": f"Abstract {n} speaks of drug{n}." for n in range(4, 14)}


def texts(held: dict[str, str], folder: Path) -> dict[str, str]:
    """What is held by name in the folder, PDFs apart."""
    named = {source.removeprefix(f"{folder}/"): text for source, text in held.items()}
    return {name: text for name, text in named.items() if not name.endswith(".pdf")}


@pytest.mark.parametrize("point", POINTS)
def test_a_run_that_is_killed_is_completed_by_the_next(
    point: str, tmp_path: Path, open_library: OpenLibrary, principal: Principal
) -> None:
    folder = tmp_path / "folder"
    old = before(folder)
    library = open_library()
    Ingestor(library, principal).run([folder])
    assert texts(sources(library), folder) == old
    library.close()
    new = after(folder)

    killed = subprocess.run(
        [sys.executable, "-m", "tests.ingest.killed_run", str(folder), point],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    # Whoever looks in between sees of each source its old state or its new one, whole.
    library = open_library()
    seen = texts(sources(library), folder)
    for source, text in seen.items():
        assert text in (old.get(source), new.get(source)), source
    for source in old.keys() & new.keys():
        assert source in seen
    hits = library.search("gammacillin pneumonia", principal)
    assert hits[0].passage.text == "Gammacillin treats pneumonia."
    assert library.jobs(principal)[0].state == "interrupted"

    report = Ingestor(library, principal).run([folder])
    assert report.failed == ()
    assert texts(sources(library), folder) == new
    by_name = {one.source.rsplit("/", 1)[-1]: one for one in library.documents(principal)}
    assert library.original(by_name["changed.pdf"].id, principal) == NEW_PDF
    assert library.original(by_name["new.pdf"].id, principal) is not None
    assert len(by_name) == 1 + 2 + 10 + 1  # changed and copy are one document
    assert_clean(library)
    for n in range(4, 14):
        (hit,) = library.search(f"drug{n}", principal, k=1)
        assert hit.passage.text == f"Abstract {n} speaks of drug{n}."
    again = Ingestor(library, principal).run([folder])
    assert (again.added, again.replaced, again.failed) == (0, 0, ())
    library.close()
    findings = {one.name: one.status for one in examine(library.settings)}
    assert findings.keys() & {"unfinished", "last ingest"} == set()
    for name in ("key", "file modes", "catalog", "originals", "index of literature"):
        assert findings[name] == "ok", name


def test_a_rebuild_that_is_killed_leaves_the_old_index(
    tmp_path: Path, open_library: OpenLibrary, principal: Principal
) -> None:
    folder = tmp_path / "folder"
    before(folder)
    library = open_library()
    Ingestor(library, principal).run([folder])
    library.close()
    script = (
        "import sys\nfrom tests.ingest.killed_run import kill_at\nfrom kb.library import Library\n"
        "from kb.offline import go_offline\n"
        "from kb.settings import Settings\nfrom kb.access.local import local_principal\n"
        "from tests.fakes.embedder import FakeEmbedder\ngo_offline()\n"
        "library = Library.open(Settings.load(), embedder=FakeEmbedder())\nlibrary.store.index()\n"
        "kill_at(sys.argv[1], sys.argv[2], 1)\nlibrary.reindex(local_principal())\n"
    )
    for place, when in (
        ("kb.store.vectors:ChromaIndex.upsert", "after"),
        ("kb.store.vectors:ChromaIndex.close", "before"),
        ("kb.store.store:remove_index", "before"),
    ):
        killed = subprocess.run(
            [sys.executable, "-c", script, place, when],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        library = open_library()
        assert_clean(library)
        assert len(list((library.settings.home / "index").iterdir())) == 1
        library.close()
