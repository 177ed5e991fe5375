"""Give the sentences of passages vectors of their own, so that one sentence can speak for its passage.

It costs about as much as embedding the passages did, so it comes after them: a document can be found as soon
as its passages are in, and is found better once its sentences are. What that gains:
docs/decisions/0022-sentences-speak-for-passages.md.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kb.search.context import embedded_text
from kb.search.embedder import Embedder
from kb.store.sentences import SentenceTable, SentenceVectors, Unsharpened
from kb.text.statements import statement_spans

BATCH_PASSAGES = 64
# Goes up when sentences are chosen or embedded in another way; older vectors are then computed anew.
RULES = 1


def edition(fingerprint: str) -> str:
    """Names what computes the vectors of sentences, with an embedding model of this fingerprint."""
    return f"{fingerprint}/{RULES}"


def sharpen(
    table: SentenceTable,
    embedder: Embedder,
    *,
    told: Callable[[int, int], None] = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Embed the sentences of all passages that lack it; return how many passages that were.

    What is done is kept batch by batch, so that an interruption loses nothing.

    Args:
        told: is given how many passages are done, of how many.
        stopped: is asked before each batch whether to end here.
    """
    name = edition(embedder.fingerprint)
    total = table.count_missing(name)
    done, last = 0, -1
    while total and not stopped():
        batch = table.missing(name, BATCH_PASSAGES, after=last)
        if not batch:
            break
        table.write(name, _vectors(batch, embedder))
        done += len(batch)
        last = batch[-1].key
        told(done, max(total, done))
    return done


def _vectors(passages: list[Unsharpened], embedder: Embedder) -> list[tuple[int, SentenceVectors]]:
    # Rows of tables are left out: read alone they say little, and there are many.
    spans = [() if one.kind == "table" else statement_spans(one.text) for one in passages]
    texts = [
        _embedded(one, sentence_text(one.text[start:end]))
        for one, of_one in zip(passages, spans, strict=True)
        for start, end in of_one
    ]
    nothing = np.empty((0, 0), np.float32)
    vectors = embedder.embed_passages(texts) if texts else nothing
    found, at = [], 0
    for one, of_one in zip(passages, spans, strict=True):
        found.append((one.key, SentenceVectors.pack(of_one, vectors[at : at + len(of_one)])))
        at += len(of_one)
    return found


def _embedded(passage: Unsharpened, sentence: str) -> str:
    """A sentence as it is embedded: that of a record with the record's title.

    A note's sentences never say whose they are; those of a publication are found better alone.
    """
    if passage.collection == "records":
        return embedded_text(passage.title, None, sentence)
    return sentence


def sentence_text(text: str) -> str:
    """A sentence without the line ends of the page that it stands on."""
    return " ".join(text.split())
