"""Works for tests of twins, editions and retractions: documents with names and a text that can be told apart."""

from __future__ import annotations

from dataclasses import replace

from kb.store.catalog import Catalog
from kb.store.entries import NewDocument
from kb.types import COLLECTIONS, Collection, Metadata
from tests.fakes.documents import entry

WORDS = [
    "alpha",
    "bravo",
    "charlie",
    "delta",
    "echo",
    "foxtrot",
    "golf",
    "hotel",
    "india",
    "juliet",
    "kilo",
    "lima",
    "mike",
    "november",
    "oscar",
    "papa",
    "quebec",
    "romeo",
    "sierra",
    "tango",
    "uniform",
    "victor",
    "whiskey",
    "xray",
    "yankee",
    "zulu",
    "anchor",
    "basket",
    "candle",
    "dragon",
    "engine",
    "falcon",
    "garden",
    "hammer",
    "island",
    "jacket",
    "kettle",
    "ladder",
    "magnet",
    "needle",
    "orange",
    "pepper",
    "quartz",
    "ribbon",
    "saddle",
    "temple",
    "urchin",
    "velvet",
]
ABSTRACT = " ".join(WORDS[:24])
BODY = " ".join(WORDS[20:])
TITLE = "Sample drug in samples with sample disease"


def work(
    *texts: str,
    source: str,
    title: str | None = TITLE,
    year: int | None = 2020,
    authors: tuple[str, ...] = ("Smith, Jane",),
    media_type: str = "application/pdf",
    collection: Collection = "literature",
    confidence: tuple[float, ...] = (),
    container: str | None = None,
    warnings: tuple[str, ...] = (),
    **names: str,
) -> NewDocument:
    """A document; ``names`` are further fields of its metadata (doi, pmid, journal ...).

    Each source has a word of its own, so that no two documents have the same content.
    """
    texts = (*(texts or (ABSTRACT, BODY)), f"source {source}")
    made = entry(
        *texts, source=source, title=title, year=year, collection=collection, container=container
    )
    document = replace(
        made.document,
        media_type=media_type,
        metadata=Metadata(title=title, year=year, authors=authors, **names),  # type: ignore[arg-type]
        confidence=confidence,
        warnings=warnings,
    )
    return replace(made, document=document)


def put(catalog: Catalog, *works: NewDocument) -> list[str]:
    """Add and publish, one after the other; return what was replaced."""
    gone = []
    for one in works:
        catalog.add([one])
        gone += catalog.publish([one.id])
    return gone


def offered(catalog: Catalog) -> set[str]:
    """The sources of the documents that are listed."""
    return {one.source for one in catalog.documents(COLLECTIONS, hidden=False)}
