"""``kb search``: passages, the best first."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.search.saved import in_order
from ui.cli.door import open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.paper import Paper, count
from ui.cli.status import Status
from ui.cli.works import document_of, show_hit
from ui.cli.writing import write_file

if TYPE_CHECKING:
    from kb.types import Filters
    from ui.api.forms import FacetsForm, FoundForm, HitForm
    from ui.cli.options import SortChoice

FACETS = (("years", "Year"), ("types", "Type"), ("designs", "Design"), ("journals", "Journal"))


def run(
    question: str,
    filters: Filters,
    k: int | None,
    *,
    sort: SortChoice = "relevance",
    facets: bool = False,
    export: Path | None = None,
    save: str | None = None,
    json: bool = False,
) -> int:
    """Find passages and write them; with ``export`` their works into a file, with ``save`` keep it all."""
    if not question.strip():
        raise WrongUse("There is nothing to search for.", hint="Give a few words.")
    if export is not None:
        _check_ending(export)
    with Status("Searching"), open_door() as door:
        found = door.find(question, filters, k, facets=facets)
        found["hits"] = in_order(found["hits"], sort, lambda hit: hit["document"]["year"])
        notes = Paper(sys.stderr)
        if export is not None:
            notes.line(f"{count(_export(found['hits'], export), 'work')} written to {export}.")
        if save is not None:
            kept = door.searches.save(save, question, filters, sort)
            notes.line(f"Saved as “{kept['name']}”.")
    write(question, found, json=json)
    return DONE


def write(question: str, found: FoundForm, *, json: bool) -> None:
    """Write what was found: for people, or as JSON the hits alone unless there are facets."""
    if not json:
        show(Paper(), question, found, found["hits"])
        return
    if found["read_as"]:
        Paper(sys.stderr).paragraph(also(found))
    shown = found["hits"] if found["facets"] is None else found
    print(jsonlib.dumps(shown, ensure_ascii=False, indent=2))


def show(paper: Paper, question: str, found: FoundForm, hits: list[HitForm]) -> None:
    """Write how words were read, the passages, and the facets if there are any."""
    if found["read_as"]:
        paper.paragraph(also(found), styles=("caution",))
        paper.line()
    if not hits:
        paper.paragraph("No passage in the library matches.")
    wanted = " ".join([question, *(meant for _, meant in found["read_as"])])
    for position, hit in enumerate(hits):
        if position:
            paper.line()
        show_hit(paper, hit, wanted)
        ranks = [
            f"{name} {rank}"
            for name, rank in (("meaning", hit["dense_rank"]), ("words", hit["bm25_rank"]))
            if rank is not None
        ]
        paper.paragraph(f"rank by {', by '.join(ranks)}", first="     ", styles=("dim",))
    if found["facets"] is not None:
        _show_facets(paper, found["facets"])


def also(found: FoundForm) -> str:
    """Say how words that stand nowhere in the library were read."""
    from ui.web.asides import read_as

    return read_as([(one[0], one[1]) for one in found["read_as"]])


def _show_facets(paper: Paper, facets: FacetsForm) -> None:
    paper.line()
    paper.paragraph(
        f"{count(facets['documents'], 'document')} among the 200 best passages:", styles=("bold",)
    )
    for name, label in FACETS:
        values = facets[name]  # type: ignore[literal-required]
        if values:
            listed = ", ".join(f"{one['value']} {one['documents']}" for one in values)
            paper.paragraph(listed, first=f"  {label + ':':<9}")


def _check_ending(path: Path) -> None:
    from kb.search.export_works import FORMATS

    if path.suffix.lower() not in FORMATS:
        raise WrongUse(
            f"Works are written as {', '.join(FORMATS)}, not as {path.suffix or 'nothing'}.",
            hint="End the file's name in one of these.",
        )


def _export(hits: list[HitForm], path: Path) -> int:
    """Write the works of these passages to a new file, readable by its owner only; return how many."""
    from kb.search.export_works import FORMATS, once

    documents = once(document_of(hit["document"]) for hit in hits)
    listing, _ = FORMATS[path.suffix.lower()]
    write_file(path, listing(documents).encode("utf-8"))
    return len(documents)
