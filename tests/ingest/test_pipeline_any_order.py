"""Files added, changed, renamed, deleted and removed in any order, against a plain-Python model.

The model is a dict from source to text. A file that is gone from the disk stays in the library until it
is removed there; a line that is gone from a file of lines leaves with the next run over that file.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ingest.pipeline import Ingestor
from kb.access.local import local_principal
from kb.library import Library
from kb.settings import Settings
from kb.types import Principal
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.readers import ReadersInProcess
from tests.fakes.soundness import assert_sound, sources

ME: Principal = local_principal()
NAMES = ("a.txt", "b.txt", "deep/c.txt")
# Each has words of its own; the last makes several passages, the empty one cannot be read.
LONG = "\n\n".join(
    f"Chapter{n} of the epsilonium report speaks of item{n}. " * 40 for n in range(3)
)
CONTENTS = {
    "alphazine": "Alphazine lowers the pressure.",
    "betamol": "Betamol slows the heart.",
    "gammacillin": "Gammacillin treats pneumonia.",
    "deltaparin": "Deltaparin thins the blood.",
    "long": LONG,
    "unreadable": "",
}
LINES = ("Omegastatin one.", "Omegastatin two.", "Sigmaprofen three.")
# Where a run may break off: what is called there, and whether before or after it is done.
BREAKS = (
    ("kb.store.catalog.Catalog.add", "before"),
    ("kb.store.catalog.Catalog.add", "after"),
    ("kb.store.vectors.ChromaIndex.upsert", "after"),
    ("kb.store.catalog.Catalog.publish", "after"),
    ("kb.store.vectors.ChromaIndex.delete", "after"),
    ("kb.store.containers.Containers.finish", "before"),
)


CHANGES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*CONTENTS, None]), min_size=1)


class BrokenOff(Exception):
    """The run ends here, as if the process had died."""


@contextmanager
def breaking(place: str, when: str) -> Iterator[None]:
    owner, _, name = place.rpartition(".")
    module, _, kind = owner.rpartition(".")
    cls = getattr(__import__(module, fromlist=[kind]), kind)
    whole = getattr(cls, name)

    def broken(*args: object, **kwargs: object) -> None:
        if when == "after":
            whole(*args, **kwargs)
        raise BrokenOff

    with patch.object(cls, name, broken):
        yield


class Folder(RuleBasedStateMachine):
    """A folder on disk, a library, and what the library should hold."""

    @initialize()
    def start(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "folder"
        (self.folder / "deep").mkdir(parents=True)
        self.settings = Settings.load(
            home=self.place / "home", key_file=self.place / "keys" / "key"
        )
        self.library = Library.open(self.settings, embedder=FakeEmbedder())
        self.disk: dict[str, str] = {}
        self.disk_lines: dict[str, str] | None = None
        self.held: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            shutil.rmtree(self.place)

    # -- on the disk ------------------------------------------------------------------------

    @rule(changes=CHANGES)
    def change(self, changes: dict[str, str | None]) -> None:
        for name, content in changes.items():
            if content is not None:
                self.disk[name] = CONTENTS[content]
                (self.folder / name).write_text(CONTENTS[content])
            elif self.disk.pop(name, None) is not None:
                (self.folder / name).unlink()

    @rule(changes=CHANGES)
    def change_and_ingest(self, changes: dict[str, str | None]) -> None:
        self.change(changes)
        self._ingest(self.folder)

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def rename(self, name: str, to: str) -> None:
        if name in self.disk:
            (self.folder / name).rename(self.folder / to)
            self.disk[to] = self.disk.pop(name)

    @rule(texts=st.dictionaries(st.sampled_from("xyz"), st.sampled_from(LINES)))
    def write_lines(self, texts: dict[str, str]) -> None:
        self.disk_lines = texts
        (self.folder / "lines.jsonl").write_text(
            "".join(json.dumps({"_id": key, "text": text}) + "\n" for key, text in texts.items())
        )

    # -- in the library ---------------------------------------------------------------------

    def _ingest(self, where: Path) -> None:
        with patch("ingest.run.ReaderPool", ReadersInProcess):
            report = Ingestor(self.library, ME).run([where])
        seen = {
            name: text
            for name, text in self.disk.items()
            if (self.folder / name).is_relative_to(where)
        }
        assert len(report.failed) == sum(not text for text in seen.values())
        for name, text in seen.items():
            if text:
                self.held[str(self.folder / name)] = text
        if self.disk_lines is not None and where == self.folder:
            prefix = f"{self.folder}/lines.jsonl#"
            self.held = {key: text for key, text in self.held.items() if not key.startswith(prefix)}
            self.held |= {prefix + key: text for key, text in self.disk_lines.items()}

    @rule(part=st.sampled_from([".", ".", "deep"]))
    def ingest(self, part: str) -> None:
        self._ingest(self.folder / part)

    @rule(at=st.sampled_from(BREAKS), batch=st.sampled_from([1, 384]))
    def break_off_and_run_again(self, at: tuple[str, str], batch: int) -> None:
        with (
            patch("ingest.run.ReaderPool", ReadersInProcess),
            patch("ingest.run.BATCH_PASSAGES", batch),
            breaking(*at),
            suppress(BrokenOff),
        ):
            Ingestor(self.library, ME).run([self.folder])
        self.reopen()
        self._ingest(self.folder)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(sorted(self.held)))
        document = next(
            one
            for one in self.library.documents(ME)
            if self.library.store.catalog.source_document(source, "literature") == one.id
        )
        self.library.remove(document.id, ME)
        kept = sources(self.library)
        gone = {key for key in self.held if key not in kept}
        assert source in gone
        assert {self.held[key] for key in gone} == {self.held[source]}
        self.held = {key: text for key, text in self.held.items() if key not in gone}

    @rule(reindex=st.booleans())
    def reopen(self, reindex: bool = False) -> None:
        if reindex:
            self.library.reindex(ME)
        self.library.close()
        self.library = Library.open(self.settings, embedder=FakeEmbedder())

    # -- what must hold ------------------------------------------------------------------------

    @invariant()
    def the_library_holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "library"):
            return
        held = {key: _words(text) for key, text in sources(self.library).items()}
        assert held == {key: _words(text) for key, text in self.held.items()}
        assert_sound(self.library)

    @invariant()
    def what_is_held_is_found_by_its_words(self) -> None:
        if not hasattr(self, "library"):
            return
        for text in set(self.held.values()):
            (hit, *_) = self.library.search(" ".join(text.split()[:3]), ME)
            assert set(hit.passage.text.split()[:2]) <= set(text.split())


def _words(text: str) -> list[str]:
    return text.split()


Folder.TestCase.settings = hypothesis_settings(
    max_examples=int(os.environ.get("KB_TEST_EXAMPLES", "20")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyOrder = Folder.TestCase
