"""What a reading's own words say of its type, design and size, where nothing better said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.base import Reading
from kb.text.designs import by_labels, describe
from kb.text.sample_size import sample_size
from kb.text.sections import block_kinds
from kb.types import Block, PassageKind

# Where a work says what it is; the words themselves are in the text for anyone to read.
OWN_WORDS = "the work's own words"
LABEL = "its label"
_METHODS, _ABSTRACT = 20_000, 12_000
# Kinds of works that have no participants of their own.
_WITHOUT_SIZE = frozenset({"case report", "laboratory study", "narrative review", "scoping review"})
_WITHOUT_SIZE_TYPES = frozenset({"guideline", "editorial", "letter", "correction", "protocol"})


def described(reading: Reading, labels: Sequence[str] = ()) -> Reading:
    """The same reading with type, design and sample size, as far as its words and labels say them.

    Fields that are known already stay. A reading without an abstract or methods is judged by its title.

    Args:
        labels: what the journal prints above the title ("Case Report").
    """
    meta = reading.metadata
    kinds = block_kinds(reading.blocks, reading.lines)
    abstract = _text(reading.blocks, kinds, "abstract")[:_ABSTRACT]
    methods = _text(reading.blocks, kinds, "methods")[:_METHODS]
    told, labelled = describe(meta.title, abstract, methods), by_labels(labels)
    type_ = labelled.type if labelled.type not in (None, "article", "review") else None
    found: dict[str, object] = {
        "type": type_ or told.type or labelled.type,
        "design": labelled.design or told.design,
    }
    origins = {
        "type": LABEL if type_ or not told.type else OWN_WORDS,
        "design": LABEL if labelled.design else OWN_WORDS,
    }
    design = meta.design or found["design"]
    if design not in _WITHOUT_SIZE and (meta.type or found["type"]) not in _WITHOUT_SIZE_TYPES:
        size = sample_size(abstract) or sample_size(methods)
        found["sample_size"] = size
        origins["sample_size"] = OWN_WORDS
    new = {name: value for name, value in found.items() if value and getattr(meta, name) is None}
    said = tuple((name, origins[name]) for name in new)
    return replace(
        reading,
        metadata=replace(meta, **new, origins=(*meta.origins, *said)),  # type: ignore[arg-type]
    )


def _text(blocks: Sequence[Block], kinds: Sequence[PassageKind], wanted: PassageKind) -> str:
    return "\n".join(
        block.text
        for block, kind in zip(blocks, kinds, strict=True)
        if kind == wanted and block.kind == "text"
    )
