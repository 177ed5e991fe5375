"""How long searches take: without a filter, with filters of every selectivity, and counting facets."""

from __future__ import annotations

import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kb.errors import KbError
from kb.library import Library
from kb.types import DocumentInfo, Filters, Principal

DEPTH = 10
SHARES = (0.9, 0.5, 0.1, 0.01, 0.001)
SETS = (1, 10, 1000)
WARM = 3
READER = Principal("reader of literature", frozenset({"researcher"}))
PERCENTILES = (50, 95)
NAMED: dict[str, Callable[[tuple[str, ...]], Filters]] = {
    "type": lambda values: Filters(types=values),
    "design": lambda values: Filters(designs=values),
    "journal": lambda values: Filters(journals=values),
}


@dataclass
class Kind:
    """One kind of search, and what each took: milliseconds by the clock and of processor time."""

    name: str
    filters: Filters
    principal: Principal
    share: float = 1.0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    facets: list[float] = field(default_factory=list)
    facets_cpu: list[float] = field(default_factory=list)


def measure_latency(
    library: Library,
    principal: Principal,
    turns: int,
    *,
    seed: int = 1,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Search so many times in each way, the ways in turn, and count the facets of each search.

    The questions are titles of documents. Each is asked once only, so that nothing is remembered of it,
    while the facets are counted right after the search, as the Search page does. ``share`` is that of the
    passages that a filter lets through; ``times_unfiltered`` compares medians of processor time, which other
    work on the machine disturbs less than the clock.

    Raises:
        KbError: the library has too few titles to ask for.
    """
    chance = random.Random(seed)  # noqa: S311
    documents = library.documents(principal)
    kinds = _kinds(library, documents, principal, chance)
    titles = [one.title for one in documents if one.metadata.title]
    wanted = (turns + WARM) * len(kinds)
    if len(titles) < len(kinds):
        raise KbError(
            "The library holds too few documents with titles to ask for.",
            hint="Measure one that `kb bench search` draws: leave --library out.",
        )
    questions = chance.sample(titles, min(wanted, len(titles)))
    tell("reading what filters need into memory")
    first = _first(library, principal)
    for turn in range(turns + WARM):
        if turn >= WARM and (turn - WARM) % 10 == 0:
            tell(f"{turn - WARM} of {turns} turns")
        for place, kind in enumerate(kinds):
            question = questions[(turn * len(kinds) + place) % len(questions)]
            _ask(library, kind, question, kept=turn >= WARM)
    directory = library.searcher.directory()
    plain = float(np.percentile(kinds[0].cpu, 50))
    return {
        "passages": len(directory.keys),
        "documents": directory.count,
        "turns": turns,
        "first_search_ms": first[0],
        "first_filtered_search_ms": first[1],
        "load_average": round(os.getloadavg()[0], 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "ways": [_row(one, plain) for one in kinds],
    }


def _ask(library: Library, kind: Kind, question: str, *, kept: bool) -> None:
    began, worked = time.perf_counter(), time.process_time()
    library.find(question, kind.principal, filters=kind.filters, k=DEPTH)
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    began, worked = time.perf_counter(), time.process_time()
    library.facets(question, kind.principal, filters=kind.filters)
    facets, facets_cpu = time.perf_counter() - began, time.process_time() - worked
    if kept:
        kind.wall.append(1000 * wall)
        kind.cpu.append(1000 * cpu)
        kind.facets.append(1000 * facets)
        kind.facets_cpu.append(1000 * facets_cpu)


def _first(library: Library, principal: Principal) -> tuple[float, float]:
    """Milliseconds of the first search, which loads the model and opens the index, and the first with a filter."""
    times = []
    for filters in (Filters(), Filters(documents=("none",)), Filters(year_from=1)):
        began = time.perf_counter()
        library.find("What is known?", principal, filters=filters, k=DEPTH)
        times.append(round(1000 * (time.perf_counter() - began), 1))
    return times[0], times[2]


def _kinds(
    library: Library, documents: Sequence[DocumentInfo], principal: Principal, chance: random.Random
) -> list[Kind]:
    """The ways to search that this library allows; the first is without a filter."""
    ids = [one.id for one in documents]
    named: dict[str, Filters] = {"no filter": Filters()}
    years = [one.metadata.year for one in documents if one.metadata.year is not None]
    spans = {share: _span(years, len(documents), share) for share in SHARES} if years else {}
    for share, (first, last) in spans.items():
        name = f"years, about {100 * share:g} %"
        named[name] = Filters(year_from=first, year_to=last)
    for name, limit in NAMED.items():
        counts = Counter(getattr(one.metadata, name) for one in documents)
        del counts[None]
        ranked = [value for value, _ in counts.most_common()]
        for value, which in zip(ranked[:1] + ranked[1:][-1:], ("most", "fewest"), strict=False):
            named[f"{name} with the {which}"] = limit((value,))
    for size in SETS:
        if size < len(ids):
            plural = "document" if size == 1 else "documents"
            named[f"{size:,} {plural}"] = Filters(documents=tuple(chance.sample(ids, size)))
    if years and "type with the most" in named and "design with the most" in named:
        first, last = spans[SHARES[1]]
        named["type, design and years"] = Filters(
            types=named["type with the most"].types,
            designs=named["design with the most"].designs,
            year_from=first,
            year_to=last,
        )
    kinds = [Kind(name, filters, principal) for name, filters in named.items()]
    kinds.append(Kind("without retracted works", Filters(retracted=False), principal))
    kinds.append(Kind("who may not read records", Filters(), READER))
    for kind in kinds:
        kind.share = _share(library, kind)
    return kinds


def _share(library: Library, kind: Kind) -> float:
    every = len(library.searcher.directory().keys)
    found = library.find(" ", kind.principal, filters=kind.filters)
    return found.searched["passages"] / max(every, 1)


def _span(years: Sequence[int], documents: int, share: float) -> tuple[int, int]:
    """The first and last year between which the share of the documents lies nearest to the one wanted."""
    counts = Counter(years)
    first, last = min(counts), max(counts)
    best = (1.0, first, last)
    for begin in range(first, last + 1):
        inside = 0
        for end in range(begin, last + 1):
            inside += counts[end]
            if inside:
                best = min(best, (abs(inside / documents - share), begin, end))
    return best[1], best[2]


def _row(kind: Kind, plain: float) -> dict[str, Any]:
    row: dict[str, Any] = {"way": kind.name, "share": round(kind.share, 5)}
    for name, values in (
        ("", kind.wall),
        ("cpu_", kind.cpu),
        ("facets_", kind.facets),
        ("facets_cpu_", kind.facets_cpu),
    ):
        for percentile, value in zip(PERCENTILES, np.percentile(values, PERCENTILES), strict=True):
            row[f"{name}p{percentile}_ms"] = round(float(value), 1)
    ratio = float(np.percentile(kind.cpu, 50)) / plain if plain else None
    return {**row, "times_unfiltered": None if ratio is None else round(ratio, 2)}
