"""Embeds documents anew whose title a person corrected, so that they are found by the new one.

The catalog lists them from the correction on. Their vectors change in the catalog first, then in the index,
and only then do they leave the list: whatever is interrupted is done again by the next call.
"""

from __future__ import annotations

from kb.search.context import embedded_text
from kb.search.embedder import Embedder
from kb.search.hybrid import FINGERPRINT
from kb.store.store import Store

BATCH = 512


def revise_outdated(store: Store, embedder: Embedder) -> int:
    """Embed the listed documents anew; return how many.

    Nothing is done where the library's vectors come from another model: they would be a mixture. Takes the
    index, and so raises LibraryBusy where another process has it.
    """
    catalog = store.catalog
    if catalog.meta(FINGERPRINT) != embedder.fingerprint:
        return 0
    outdated = catalog.embeddings.outdated()
    for one in outdated:
        for batch in catalog.embeddings.of([one.document]):
            for at in range(0, len(batch.keys), BATCH):
                known = catalog.passages_by_key(batch.keys[at : at + BATCH])
                if not known:
                    continue  # removed meanwhile
                texts = [
                    embedded_text(document.metadata.title, passage.section, passage.text)
                    for passage, document in known.values()
                ]
                vectors = embedder.embed_passages(texts)
                store.revise(batch.collection, list(known), vectors)
                # The title is among what speaks for a passage, too.
                store.sentences.drop(list(known))
        catalog.embeddings.clear_outdated([one])
    return len(outdated)
