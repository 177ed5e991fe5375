"""``kb inspect``: how a file is read, before or without the library."""

from __future__ import annotations

import json as jsonlib
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ingest.inspect import files_in, inspect_all, inspect_safely
from kb.errors import IngestError, KbError, UnreadableFile
from kb.settings import Settings
from ui.cli.exits import DONE, SOME_FAILED, STOPPED, WrongUse
from ui.cli.paper import Paper, count, duration
from ui.cli.progress import ProgressDisplay
from ui.cli.stopping import stop_on_interrupt

if TYPE_CHECKING:
    from ingest.sandbox import ReaderPool

SPEED = "_speed.json"
STOPPING = "Stopping after the files in hand; Ctrl-C again stops at once."
UNKNOWN = "not found"
# Characters.
_LABEL, _KIND, _SECTION = 13, 9, 20


def run(paths: Sequence[Path], out: Path | None, *, blocks: bool, json: bool) -> int:
    """Read ``paths`` and show how, or write a JSON file for each into ``out``."""
    from ingest.sandbox import ReaderPool

    if out and (blocks or json):
        raise WrongUse("With --out everything is written as JSON; leave --json and --blocks out.")
    if out and out.exists() and not out.is_dir():
        raise WrongUse(f"{out} is a file; --out takes a folder.")
    files = files_in(paths)
    if not files:
        raise WrongUse(f"No files that can be read lie in {', '.join(map(str, paths))}.")
    with ReaderPool(Settings.load().ingest) as pool:
        if out:
            return _into(pool, files, out)
        if len(files) == 1:
            _show(inspect_safely(pool, files[0]), blocks=blocks, json=json)
            return DONE
        return _each(pool, files, blocks=blocks, json=json)


def _each(pool: ReaderPool, files: Sequence[Path], *, blocks: bool, json: bool) -> int:
    """Show several files, in their order; as JSON one a line."""
    failed = 0
    for path in files:
        try:
            told = inspect_safely(pool, path)
        except UnreadableFile as error:
            failed += 1
            print(error.message, file=sys.stderr)
            continue
        if json:
            print(jsonlib.dumps({"file": str(path), **told}, ensure_ascii=False), flush=True)
        else:
            Paper().line(str(path))
            _show(told, blocks=blocks, json=False)
            Paper().line()
    return SOME_FAILED if failed else DONE


def _into(pool: ReaderPool, files: Sequence[Path], out: Path) -> int:
    """Write a JSON file for each that can be read, and what all of them cost."""
    names = names_for(files)
    began = time.monotonic()
    written = pages = 0
    failed: list[IngestError] = []
    with stop_on_interrupt(STOPPING) as stop, ProgressDisplay() as progress:
        for done, (path, told) in enumerate(inspect_all(pool, files, cancel=stop), start=1):
            if isinstance(told, IngestError):
                failed.append(told)
            else:
                _write(out / names[path], told)
                written, pages = written + 1, pages + told["pages"]
            rate = done / max(time.monotonic() - began, 1e-3)
            progress(
                {
                    "done": done,
                    "total": len(files),
                    "current": str(path),
                    "passages": 0,
                    "rate": rate,
                    "remaining_s": (len(files) - done) / rate,
                }
            )
        stopped = stop.is_set()
    seconds = pool.cpu_seconds
    _write(out / SPEED, {"pages": pages, "cpu_s": round(seconds, 3)})
    paper = Paper()
    rate_told = f" ({pages / seconds:.1f} a second)" if seconds else ""
    paper.paragraph(
        f"{count(written, 'file')} in {out}: {count(pages, 'page')} in "
        f"{duration(seconds)} of CPU time{rate_told}."
    )
    for error in failed:
        print(error.message, file=sys.stderr)
    if stopped:
        print("Stopped before the end.", file=sys.stderr)
        return STOPPED
    return SOME_FAILED if failed else DONE


def names_for(files: Sequence[Path]) -> dict[Path, str]:
    """A name for each file's JSON: its own without the ending, where no other file has the same.

    Of files that share it (``a.pdf`` and ``a.xml``, or in two folders) each keeps its ending, and a number
    where that does not part them either.
    """
    plain = Counter(path.stem.lower() for path in files)
    names: dict[Path, str] = {}
    taken = {PurePath(SPEED).stem}
    for path in files:
        base = path.stem if plain[path.stem.lower()] == 1 else path.name
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.lower())
        names[path] = f"{name}.json"
    return names


def _write(path: Path, value: dict[str, Any]) -> None:
    """Write JSON whole or not at all; only for the owner, since it may be a record.

    Raises:
        KbError: the folder cannot be written to.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            jsonlib.dump(value, file, ensure_ascii=True, indent=1)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise KbError(f"{path} cannot be written ({error.strerror}).") from error


def _show(told: dict[str, Any], *, blocks: bool, json: bool) -> None:
    if json:
        print(jsonlib.dumps(told, ensure_ascii=False, indent=2))
        return
    paper = Paper()
    paper.paragraph(told["title"] or "No title was found", styles=("bold",))
    printed = ";".join(str(told[name]) for name in ("year", "volume") if told[name])
    if told["page_range"]:
        printed += f":{told['page_range']}"
    kinds = Counter(block["kind"] for block in told["blocks"])
    for label, text in (
        ("Authors", ", ".join(told["authors"])),
        ("Journal", told["journal"]),
        ("Year", printed),
        ("DOI", told["doi"]),
        ("PMID", told["pmid"]),
        ("Type", told["type"]),
        ("Design", told["design"]),
        ("Pages", str(told["pages"])),
        ("Confidence", confidence_told(told["confidence"], told["doubtful_pages"])),
        ("Blocks", ", ".join(f"{kind} {n:,}" for kind, n in kinds.most_common())),
        ("References", f"{len(told['references']):,}"),
    ):
        _field(paper, label, text or UNKNOWN)
    _field(paper, "Tables", f"{len(told['tables']):,}")
    for table in told["tables"]:
        rows, columns = len(table["rows"]), max(map(len, table["rows"]), default=0)
        size = f"p. {table['page']}, {count(rows, 'row')}, {count(columns, 'column')}"
        paper.paragraph(
            f"{table['caption'] or 'Without caption'} ({size})",
            first=" " * _LABEL + "- ",
            rest=None,
        )
    for warning in told["warnings"]:
        paper.paragraph(warning, first="Warning".ljust(_LABEL), styles=("caution",))
    if blocks:
        _show_blocks(paper, told["blocks"])


def _show_blocks(paper: Paper, blocks: Sequence[dict[str, Any]]) -> None:
    """One line a block, cut at the width of the paper."""
    paper.line()
    heads = f"{'Page':>4}  {'Kind':<{_KIND}}  {'Section':<{_SECTION}}  Begins"
    paper.line(paper.style(heads, "bold"))
    room = paper.width - len(heads) + len("Begins")
    for block in blocks:
        section, words = _cut(block["section"] or "", _SECTION), _cut(block["text"], room)
        paper.line(
            f"{block['page']:>4}  {block['kind']:<{_KIND}}  {section:<{_SECTION}}  {words}".rstrip()
        )


def _cut(text: str, room: int) -> str:
    words = " ".join(text[: 4 * room].split())
    return words if len(words) <= room else f"{words[: room - 1].rstrip()}…"


def confidence_told(confidence: Sequence[float], doubtful: Sequence[int]) -> str:
    """How sure the reader is of each page: ``1-4 1.00, 5 0.55 (doubtful), 6 0.90``."""
    if not confidence:
        return "not measured"
    marked = set(doubtful)
    parts: list[str] = []
    first = 1
    for number, sure in enumerate(confidence, start=1):
        if number < len(confidence) and confidence[number] == sure:
            continue
        pages = str(first) if first == number else f"{first}-{number}"
        parts.append(f"{pages}\u00a0{sure:.2f}" + ("\u00a0(doubtful)" if number in marked else ""))
        first = number + 1
    return ", ".join(parts)


def _field(paper: Paper, label: str, text: str) -> None:
    paper.paragraph(text, first=label.ljust(_LABEL), styles=("dim",) if text == UNKNOWN else ())
