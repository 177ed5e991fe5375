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
from kb.store.sentences import TITLE, SentenceTable, SentenceVectors, Unsharpened
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
    told = [_sentences(one) for one in passages]
    texts = list(dict.fromkeys(text for one in told for _, text in one))
    vectors = embedder.embed_passages(texts) if texts else np.empty((0, 0), np.float32)
    places = {text: place for place, text in enumerate(texts)}
    return [
        (
            passage.key,
            SentenceVectors.pack(
                [span for span, _ in of_one], vectors[[places[text] for _, text in of_one]]
            )
            if of_one
            else SentenceVectors.pack([], np.empty((0, 0), np.float32)),
        )
        for passage, of_one in zip(passages, told, strict=True)
    ]


def _sentences(passage: Unsharpened) -> list[tuple[tuple[int, int], str]]:
    """What can speak for a passage, each with its place in it.

    The title of a publication is one of its sentences: often only it says what all the others are about. A
    note's title says whose note it is, which none of its sentences does: they are embedded under it.
    """
    table = passage.kind == "table"
    spans = statement_spans(passage.text, rows=table)
    # Of a table the first line, its caption as a rule: rows alone say little, and there are many.
    sentences = [
        ((start, end), sentence_text(passage.text[start:end]))
        for start, end in (spans[:1] if table else spans)
    ]
    title = sentence_text(passage.title or "")
    if not title:
        return sentences
    if passage.collection == "records":
        return [(span, embedded_text(title, None, text)) for span, text in sentences]
    return [*sentences, (TITLE, title)]


def sentence_text(text: str) -> str:
    """A sentence without the line ends of the page that it stands on."""
    return " ".join(text.split())
