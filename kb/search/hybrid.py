"""Hybrid retrieval: dense and BM25 rankings, fused, inside what the principal may read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from kb.access.roles import readable_within
from kb.errors import LibraryBusy, ModelMismatch
from kb.search.context import embedded_text
from kb.search.directory import Directory, Mask, load_directory
from kb.search.embedder import Embedder
from kb.search.exact import ExactVectors, load_exact
from kb.search.facts import check_journals
from kb.search.fusion import blend, fuse
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
from kb.store.vectors import IndexClosedError, Keys, Scores
from kb.types import Collection, Filters, Hit, Principal

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
        self._exact: ExactVectors | None = None
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
        with self._guard:
            if self._exact is None or self._exact.version != directory.version:
                self._exact = load_exact(self._store.catalog, directory)
            return self._exact

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
        aside = None if filters.retracted or not directory.aside.any() else directory.aside
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
        dense_keys, dense_scores = self._dense(directory, vector, mask, aside, allowed, width)
        looked_up = time.perf_counter()
        bm25_keys, bm25_scores = self._lexical(directory, query, shown, DEEPER * width)
        matched = time.perf_counter()
        fused = self._blended(
            vector, (dense_keys, dense_scores), (bm25_keys, bm25_scores), width=width
        )
        fused = self._preferred(query.text, self._reranked(query.text, fused), k)
        hits = by_standing(
            self._hits(fused, (dense_keys, dense_scores), (bm25_keys[:width], bm25_scores[:width]))
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
        *,
        names_weight: float | None = None,
        dense_weight: float | None = None,
    ) -> list[int]:
        """Passage keys by one way of ranking alone, for measuring.

        ``bm25`` and ``dense``, ``rrf`` (both by reciprocal rank, k = 60), ``fused`` (both by score) and
        ``reranked``. The weights are those of the settings unless given.
        """
        allowed = readable_within(principal, filters.collections)
        directory = self.directory()
        filters = self._checked(directory, filters, principal)
        mask = directory.mask(allowed, filters)
        query = self._prepared(question, directory, principal)
        if name == "bm25":
            ranked: list[int] = self._lexical(directory, query, mask, k, names_weight)[0].tolist()
            return ranked
        self._check_model()
        vector = self._embedder().embed_question(query.text)
        dense = self._dense(directory, vector, mask, None, allowed, k)
        if name == "dense":
            ranked = dense[0].tolist()
            return ranked
        if name == "rrf":
            lexical = self._lexical(directory, query, mask, k, names_weight)
            return [key for key, _ in fuse([dense[0], lexical[0]])][:k]
        lexical = self._lexical(directory, query, mask, DEEPER * k, names_weight)
        fused = self._blended(vector, dense, lexical, width=k, dense_weight=dense_weight)[:k]
        if name == "reranked":
            fused = self._reranked(question, fused)
        return [key for key, _ in fused]

    def _prepared(self, question: str, directory: Directory, principal: Principal) -> Query:
        readable = readable_within(principal, None)
        return self._slips.prepare(question, directory, lambda: directory.mask(readable, Filters()))

    def _checked(self, directory: Directory, filters: Filters, principal: Principal) -> Filters:
        if filters.journals:
            mask = directory.mask(readable_within(principal, None), Filters())
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
        names_weight: float | None = None,
    ) -> tuple[Keys, Scores]:
        return lexical_ranking(
            self._store.database,
            directory,
            query,
            mask,
            k,
            names_weight=self._settings.names_weight if names_weight is None else names_weight,
        )

    def _blended(
        self,
        vector: Vectors,
        dense: tuple[Keys, Scores],
        bm25: tuple[Keys, Scores],
        *,
        width: int,
        dense_weight: float | None = None,
    ) -> list[tuple[int, float]]:
        """The ``width`` best of each ranking with one score, best first.

        Each is scored by both: cosines that the dense ranking does not have are computed.
        """
        cosines = dict(zip(dense[0].tolist(), dense[1].tolist(), strict=True))
        worded = dict(zip(bm25[0].tolist(), bm25[1].tolist(), strict=True))
        keys = list(dict.fromkeys([*dense[0][:width].tolist(), *bm25[0][:width].tolist()]))
        lacking = [key for key in keys if key not in cosines]
        for key, stored in self._store.catalog.vectors_by_key(lacking).items():
            cosines[key] = float(stored @ vector)
        keys = [key for key in keys if key in cosines]
        scores = blend(
            np.array([cosines[key] for key in keys], dtype=np.float32),
            np.array([worded.get(key, 0.0) for key in keys], dtype=np.float32),
            dense_weight=self._settings.dense_weight if dense_weight is None else dense_weight,
        )
        order = np.argsort(-scores, kind="stable")
        return [(keys[place], float(scores[place])) for place in order.tolist()]

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

    def _dense(
        self,
        directory: Directory,
        vector: Vectors,
        mask: Mask | None,
        aside: Mask | None,
        allowed: tuple[Collection, ...],
        k: int,
    ) -> tuple[Keys, Scores]:
        shown = directory.without(mask, aside)
        if mask is not None and not _whole_collections(directory, mask, allowed):
            return self.exact(directory).query(directory, vector, shown, k)
        # The index also holds passages that are hidden or left out: where there are any, more are asked
        # for at once, and twice as many again while too few are left.
        width = 2 * k if directory.hidden or aside is not None else k
        while True:
            try:
                found = self._nearest(vector, allowed, width)
            except LibraryBusy:
                return self.exact(directory).query(directory, vector, shown, k)
            keys = np.concatenate([one[0] for one in found])
            scores = np.concatenate([one[1] for one in found])
            places = directory.positions(keys)
            keep = places >= 0
            if aside is not None:
                keep &= ~aside[places]
            if int(keep.sum()) >= k or all(len(one[0]) < width for one in found):
                break
            if not directory.hidden and aside is None:
                break
            width *= 2
        keys, scores = keys[keep], scores[keep]
        order = np.argsort(-scores, kind="stable")[:k]
        return keys[order], scores[order]

    def _nearest(
        self, vector: Vectors, allowed: tuple[Collection, ...], k: int
    ) -> list[tuple[Keys, Scores]]:
        """Ask the index; once more if a newer one took its place meanwhile."""
        while True:
            index = self._store.index()
            try:
                return [index.query(name, vector, k) for name in allowed]
            except IndexClosedError:
                continue

    def _hits(
        self,
        fused: list[tuple[int, float]],
        dense: tuple[Keys, Scores],
        bm25: tuple[Keys, Scores],
    ) -> tuple[Hit, ...]:
        known = self._store.catalog.passages_by_key([key for key, _ in fused])
        ranks = [
            {
                key: (rank, float(score))
                for rank, (key, score) in enumerate(zip(keys.tolist(), scores, strict=True), 1)
            }
            for keys, scores in (dense, bm25)
        ]
        hits: list[Hit] = []
        for key, score in fused:
            if key not in known:
                continue
            passage, document = known[key]
            dense_rank, dense_score = ranks[0].get(key, (None, None))
            bm25_rank, bm25_score = ranks[1].get(key, (None, None))
            hits.append(
                Hit(
                    rank=len(hits) + 1,
                    score=score,
                    passage=passage,
                    document=document,
                    dense_rank=dense_rank,
                    dense_score=dense_score,
                    bm25_rank=bm25_rank,
                    bm25_score=bm25_score,
                )
            )
        return tuple(hits)


def _whole_collections(directory: Directory, mask: Mask, allowed: tuple[Collection, ...]) -> bool:
    """Whether the mask is exactly the allowed collections, which the index holds apart."""
    whole = directory.mask(allowed, Filters())
    return whole is not None and bool((whole == mask).all())
