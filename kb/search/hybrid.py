"""Hybrid retrieval: dense and BM25 rankings, fused, inside what the principal may read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from kb.access.roles import readable_within
from kb.errors import ModelMismatch
from kb.search.blending import Blending
from kb.search.context import embedded_text
from kb.search.dense import DenseSearch, is_whole
from kb.search.directory import Directory, Mask, load_directory
from kb.search.embedder import Embedder
from kb.search.exact import ExactVectors
from kb.search.facts import check_journals
from kb.search.fusion import fuse
from kb.search.hits import hits_of
from kb.search.intent import intent, preference
from kb.search.lexical import lexical_ranking
from kb.search.query import Query
from kb.search.reranker import CrossEncoderReranker, Reranker
from kb.search.scope import checked
from kb.search.slips import Slips
from kb.search.standing import by_standing
from kb.settings import SearchSettings
from kb.store.rows import Vectors
from kb.store.store import Store
from kb.store.vectors import Keys, Scores
from kb.types import Filters, Hit, Principal

FINGERPRINT = "embedding_fingerprint"
# BM25 is asked for more than it contributes: a passage that the dense ranking found gets its score too.
DEEPER = 3
# So many of the best are looked at for the part of the work that they stand in.
LOOKED_AT = 40

RankingName = Literal["bm25", "dense", "rrf", "fused", "reranked"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: hits, the question's vector, how many passages were searched, timings in s."""

    hits: tuple[Hit, ...]
    query: Query | None
    vector: Vectors | None
    searched: dict[str, int]
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def read_as(self) -> tuple[tuple[str, str], ...]:
        """Words of the question that no passage has, with the names that they were taken for."""
        return () if self.query is None else self.query.read_as


class HybridSearch:
    """Searches the library. Thread-safe; notices by itself when the library has changed."""

    def __init__(
        self, store: Store, embedder: Callable[[], Embedder], settings: SearchSettings
    ) -> None:
        self._reranker: Reranker | None = (
            CrossEncoderReranker(settings.reranker) if settings.reranker else None
        )
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._guard = threading.Lock()
        self._directory: Directory | None = None
        self._dense = DenseSearch(
            store, lambda: f"{store.catalog.meta(FINGERPRINT)} {store.catalog.embeddings.revision}"
        )
        self._blending = Blending(store, self._dense, embedder)
        self._slips = Slips(store.database)

    def directory(self) -> Directory:
        """The passage directory of the library's present state."""
        version = self._store.catalog.version
        with self._guard:
            if self._directory is None or self._directory.version != version:
                standings = self._store.catalog.standing.all(version)
                withdrawn = {
                    document
                    for document, notices in standings.items()
                    if any(notice.kind == "retracted" for notice in notices)
                }
                self._directory = load_directory(self._store.database, version, withdrawn)
            return self._directory

    def exact(self, directory: Directory) -> ExactVectors:
        """All vectors of the library's present state."""
        return self._dense.exact(directory)

    def search(self, question: str, principal: Principal, filters: Filters, k: int) -> Found:
        """The k best passages for a question; those of retracted works stand after the rest.

        Raises:
            ModelMismatch: the library's vectors come from another embedding model.
            WrongValue: there is no such type or design, or no document here is of that journal.
        """
        began = time.perf_counter()
        allowed = readable_within(principal, filters.collections)
        directory = self.directory()
        filters = self._checked(directory, filters, principal)
        mask = directory.mask(allowed, filters) if allowed else None
        aside = _aside(directory, filters)
        shown = directory.without(mask, aside)
        reachable = 0 if not allowed else len(directory.keys) if shown is None else int(shown.sum())
        searched = {
            "passages": reachable,
            "documents": directory.count_documents(shown) if allowed else 0,
        }
        if reachable == 0 or not question.strip():
            return Found((), None, None, searched)
        self._check_model()
        query = self._prepared(question, directory, principal)
        vector = self._embedder().embed_question(query.text)
        embedded = time.perf_counter()
        width = max(self._settings.candidates, k)
        dense_keys, dense_scores = self._dense.ranking(
            directory, vector, mask, aside, allowed, width
        )
        looked_up = time.perf_counter()
        bm25_keys, bm25_scores = self._lexical(
            directory, query, shown, DEEPER * width, self._settings
        )
        matched = time.perf_counter()
        fused = self._blending.blended(
            directory,
            query,
            vector,
            (dense_keys, dense_scores),
            (bm25_keys, bm25_scores),
            width=width,
            settings=self._settings,
        )
        fused = self._preferred(query.text, self._reranked(query.text, fused), k)
        hits = by_standing(
            hits_of(
                self._store.catalog,
                fused,
                (dense_keys, dense_scores),
                (bm25_keys[:width], bm25_scores[:width]),
            )
        )
        done = time.perf_counter()
        return Found(
            hits,
            query,
            vector,
            searched,
            {
                "embed": embedded - began,
                "dense": looked_up - embedded,
                "bm25": matched - looked_up,
                "retrieval": done - began,
            },
        )

    @property
    def reranks(self) -> bool:
        """Whether a reranker puts the first passages in order."""
        return self._reranker is not None

    def ranking(
        self,
        name: RankingName,
        question: str,
        principal: Principal,
        filters: Filters,
        k: int,
        **weights: float,
    ) -> list[int]:
        """Passage keys by one way of ranking alone, for measuring.

        ``bm25`` and ``dense``, ``rrf`` (both by reciprocal rank, k = 60), ``fused`` (both by score) and
        ``reranked``. The weights are those of the settings, but for those that are given.
        """
        settings = self._settings.model_copy(update=weights)
        allowed = readable_within(principal, filters.collections)
        directory = self.directory()
        filters = self._checked(directory, filters, principal)
        mask = directory.mask(allowed, filters)
        query = self._prepared(question, directory, principal)
        if name == "bm25":
            ranked: list[int] = self._lexical(directory, query, mask, k, settings)[0].tolist()
            return ranked
        self._check_model()
        vector = self._embedder().embed_question(query.text)
        dense = self._dense.ranking(directory, vector, mask, None, allowed, k)
        if name == "dense":
            ranked = dense[0].tolist()
            return ranked
        if name == "rrf":
            lexical = self._lexical(directory, query, mask, k, settings)
            return [key for key, _ in fuse([dense[0], lexical[0]])][:k]
        lexical = self._lexical(directory, query, mask, DEEPER * k, settings)
        fused = self._blending.blended(
            directory, query, vector, dense, lexical, width=k, settings=settings
        )[:k]
        if name == "reranked":
            fused = self._reranked(question, fused)
        return [key for key, _ in fused]

    def rankings(
        self, question: str, principal: Principal, several: Sequence[Filters], k: int
    ) -> list[Keys]:
        """The k best passages for one question within each of several filters, best first.

        They are in the order of the scores of whole passages: nothing is preferred or reranked, no sentence
        looked at. What does not depend on a filter is done once.

        Raises:
            ModelMismatch, WrongValue: as :meth:`search` does.
        """
        directory = self.directory()
        within = [self._checked(directory, filters, principal) for filters in several]
        allowed = [readable_within(principal, filters.collections) for filters in within]
        masks = [directory.mask(*both) for both in zip(allowed, within, strict=True)]
        nothing = np.empty(0, np.int64)
        if not any(allowed) or not question.strip():
            return [nothing for _ in several]
        self._check_model()
        query = self._prepared(question, directory, principal)
        vector = self._embedder().embed_question(query.text)
        exactly = sum(not is_whole(directory, *both) for both in zip(masks, allowed, strict=True))
        known = self.exact(directory).cosines(vector) if exactly > 1 else None
        whole = self._settings.model_copy(update={"sentence_weight": 0.0})
        found = []
        for filters, names, mask in zip(within, allowed, masks, strict=True):
            if not names:
                found.append(nothing)
                continue
            aside = _aside(directory, filters)
            dense = self._dense.ranking(directory, vector, mask, aside, names, k, known)
            shown = directory.without(mask, aside)
            lexical = self._lexical(directory, query, shown, DEEPER * k, whole)
            fused = self._blending.blended(
                directory, query, vector, dense, lexical, width=k, settings=whole
            )[:k]
            found.append(np.array([key for key, _ in fused], dtype=np.int64))
        return found

    def _prepared(self, question: str, directory: Directory, principal: Principal) -> Query:
        readable = readable_within(principal, None)
        return self._slips.prepare(question, directory, lambda: directory.whole(readable))

    def _checked(self, directory: Directory, filters: Filters, principal: Principal) -> Filters:
        if filters.journals:
            mask = directory.whole(readable_within(principal, None))
            readable = np.zeros(directory.count, dtype=np.bool_)
            readable[directory.documents if mask is None else directory.documents[mask]] = True
            check_journals(filters, directory.facts.journals, readable)
        return checked(filters)

    def _reranked(self, question: str, fused: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """The first few in the reranker's order, the others after them; scores keep their place."""
        if self._reranker is None or len(fused) < 2:
            return fused
        head, tail = fused[: self._settings.reranked], fused[self._settings.reranked :]
        known = self._store.catalog.passages_by_key([key for key, _ in head])
        keys = [key for key, _ in head if key in known]
        texts = [
            embedded_text(document.title, passage.section, passage.text)
            for passage, document in (known[key] for key in keys)
        ]
        order = np.argsort(-self._reranker.scores(question, texts), kind="stable")
        scores = [score for _, score in head]
        return [(keys[place], scores[at]) for at, place in enumerate(order.tolist())] + tail

    def _preferred(
        self, question: str, fused: list[tuple[int, float]], k: int
    ) -> list[tuple[int, float]]:
        """The k best once the parts of works that the question asks for are preferred."""
        pool = fused[: max(LOOKED_AT, 2 * k)]
        asked = intent(question)
        parts = self._store.catalog.parts_by_key([key for key, _ in pool])
        scored = [
            (key, score + preference(asked, *parts[key])) for key, score in pool if key in parts
        ]
        return sorted(scored, key=lambda one: -one[1])[:k]

    def _lexical(
        self,
        directory: Directory,
        query: Query,
        mask: Mask | None,
        k: int,
        settings: SearchSettings,
    ) -> tuple[Keys, Scores]:
        return lexical_ranking(
            self._store.database,
            directory,
            query,
            mask,
            k,
            names_weight=settings.names_weight,
        )

    def _check_model(self) -> None:
        expected = self._store.catalog.meta(FINGERPRINT)
        found = self._embedder().fingerprint
        if expected is not None and expected != found:
            raise ModelMismatch(
                "The library was embedded with another model than the one that is set "
                f"({expected} in the library, {found} set).",
                hint="Set KB_EMBEDDING__MODEL back, or run `kb reindex --embed` to embed the library anew.",
                expected=expected,
                found=found,
            )


def _aside(directory: Directory, filters: Filters) -> Mask | None:
    """The passages of retracted works, if they are to be left out and there are any."""
    return None if filters.retracted or not directory.aside.any() else directory.aside
