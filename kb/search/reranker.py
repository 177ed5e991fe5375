"""Reading question and passage together: slower and surer than either ranking, for the first few only.

Off unless a folder is set (``KB_SEARCH__RERANKER``). Any sentence-transformers cross-encoder with one
output does; nothing is fetched.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb.errors import SettingsError
from kb.offline import switch_off
from kb.store.vectors import Scores


class Reranker(Protocol):
    """What search needs of a reranker."""

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """How well each text answers the question; only their order matters. Shape (len(texts),)."""


class CrossEncoderReranker:
    """A cross-encoder from a local folder, loaded when it is first needed. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._model: Any = None

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """How well each text answers the question.

        Raises:
            SettingsError: the folder holds no such model.
        """
        if not texts:
            return np.empty(0, np.float32)
        with self._guard:
            model = self._loaded()
            found = model.predict(
                [(question, text) for text in texts], show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(found, dtype=np.float32).reshape(len(texts))

    def _loaded(self) -> Any:
        if self._model is None:
            if not (self._folder / "config.json").is_file():
                raise SettingsError(
                    f"KB_SEARCH__RERANKER: {self._folder} holds no cross-encoder.",
                    hint="Give the folder that has its config.json, or unset it to search without.",
                )
            switch_off()
            try:
                from sentence_transformers import CrossEncoder

                model = CrossEncoder(str(self._folder), device="cpu", local_files_only=True)
            except (ImportError, OSError, ValueError) as error:
                raise SettingsError(
                    f"KB_SEARCH__RERANKER: the model in {self._folder} cannot be loaded: {error}.",
                    hint="Check its files, or unset it to search without.",
                ) from error
            if getattr(model.config, "num_labels", 1) != 1:
                raise SettingsError(
                    f"KB_SEARCH__RERANKER: the model in {self._folder} gives "
                    f"{model.config.num_labels} outputs; one score is needed.",
                )
            self._model = model
        return self._model
