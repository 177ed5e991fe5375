"""The vectors of retrieved sentences: those that the library keeps, and the rest computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kb.search.embedder import Embedder
from kb.search.sharpen import edition, sentence_text
from kb.store.rows import Vectors
from kb.store.sentences import SentenceTable
from kb.types import Hit


def known_sentences(
    table: SentenceTable, hits: Sequence[Hit], embedder: Embedder
) -> Callable[[Sequence[str]], Vectors]:
    """Embeds sentences of these hits, shape (n, dimension), without computing what the library keeps.

    What it keeps of records was embedded with their titles, and is not for this.
    """
    alone = [hit for hit in hits if hit.document.collection != "records"]
    kept = table.of([hit.passage.id for hit in alone], edition(embedder.fingerprint))
    known: dict[str, Vectors] = {}
    for hit in alone:
        one = kept.get(hit.passage.id)
        if one is not None:
            texts = (sentence_text(hit.passage.text[start:end]) for start, end in one.spans)
            known |= {text: row for text, row in zip(texts, one.vectors, strict=True) if text}

    def embed(texts: Sequence[str]) -> Vectors:
        lacking = [text for text in dict.fromkeys(texts) if text not in known]
        if lacking:
            known.update(zip(lacking, embedder.embed_passages(lacking), strict=True))
        return np.stack([known[text] for text in texts])

    return embed
