"""Every passage embedded anew, for another embedding model."""

from __future__ import annotations

from collections.abc import Callable

from kb.search.context import embedded_text
from kb.search.embedder import Embedder
from kb.search.hybrid import FINGERPRINT
from kb.store.catalog import Catalog

BATCH = 512


def embed_anew(
    catalog: Catalog, embedder: Embedder, report: Callable[[int, int, str], None]
) -> None:
    """Put this model's vectors in the place of all that the catalog has; ``report`` is told the progress."""
    outdated = catalog.embeddings.outdated()
    every = catalog.passage_keys()
    # Until all are done the vectors are a mixture; this name matches no model, so nothing is searched with
    # them and the next `kb reindex --embed` starts over.
    catalog.set_meta(FINGERPRINT, "unfinished")
    for at in range(0, len(every), BATCH):
        known = catalog.passages_by_key(every[at : at + BATCH])
        texts = [
            embedded_text(document.metadata.title, passage.section, passage.text)
            for passage, document in known.values()
        ]
        catalog.embeddings.replace(list(known), embedder.embed_passages(texts))
        report(at + len(known), len(every), "embedding")
    catalog.embeddings.clear_outdated(outdated)
    catalog.set_meta(FINGERPRINT, embedder.fingerprint)
