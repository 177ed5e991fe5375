"""Turn a sentence-transformers folder into ONNX files, once.

The whole chain of the model (transformer, pooling, dense layers, normalisation) is traced into one
graph, so that any folder that sentence-transformers can load gives the vectors it would give there.
Int8 weights (dynamic, per channel) are made beside it and judged by their agreement with the original
on the clinical sentences of ``agreement.txt``.

This module imports torch and sentence-transformers inside :func:`export`; nothing else here does.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import shutil
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import SettingsError
from kb.offline import switch_off

EXPORT_VERSION = 2
OPSET = 17
INT8_MEAN_COSINE = 0.99
INT8_LEAST_COSINE = 0.98
FP32_LEAST_COSINE = 0.9999


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """What an export folder holds (``export.json``).

    ``int8_mean`` and ``int8_least`` are cosines between int8 and original vectors of the same text.
    """

    version: int
    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    pad_id: int
    inputs: tuple[str, ...]
    query_prompt: str
    passage_prompt: str
    int8_mean: float
    int8_least: float

    @property
    def int8_agrees(self) -> bool:
        """Whether int8 may stand in for the original."""
        return self.int8_mean >= INT8_MEAN_COSINE and self.int8_least >= INT8_LEAST_COSINE


def read_export(folder: Path) -> ExportedModel | None:
    """The description of an export folder; ``None`` if it is missing or of another version."""
    try:
        values = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if values.get("version") != EXPORT_VERSION:
        return None
    return ExportedModel(**{**values, "inputs": tuple(values["inputs"])})


def model_files(folder: Path) -> list[Path]:
    """The files that decide what a model computes.

    Raises:
        SettingsError: the folder is not a sentence-transformers model.
    """
    if not (folder / "modules.json").is_file():
        raise SettingsError(
            f"{folder} is not a sentence-transformers model: it has no modules.json.",
            hint="Point KB_EMBEDDING__MODEL at the folder that SentenceTransformer.save() wrote.",
        )
    kinds = {".json", ".txt", ".safetensors", ".bin", ".model"}
    return sorted(
        path for path in folder.rglob("*") if path.suffix in kinds and "onnx" not in path.parts
    )


def stat_key(folder: Path) -> str:
    """A cheap name for the folder's present state, from paths, sizes and times."""
    digest = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=10)
    for path in model_files(folder):
        status = path.stat()
        digest.update(f"{path.name}:{status.st_size}:{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def fingerprint(folder: Path) -> str:
    """A hash of the contents that decide what the model computes."""
    digest = hashlib.sha256()
    for path in model_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:24]


def export(folder: Path, target: Path) -> ExportedModel:
    """Export the model in ``folder`` to ``target``, which appears complete or not at all."""
    logging.getLogger("root").setLevel(logging.ERROR)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    partial.mkdir(parents=True, mode=0o700)
    try:
        description = _export(folder, partial)
        (partial / "export.json").write_text(json.dumps(asdict(description), indent=1))
        try:
            partial.rename(target)
        except OSError:  # something is there
            finished = read_export(target)
            if finished is not None:  # another process was faster
                return finished
            shutil.rmtree(target, ignore_errors=True)
            partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return description


def _export(folder: Path, target: Path) -> ExportedModel:
    switch_off()
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    model = SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager"},
    ).eval()
    tokenizer = model.tokenizer
    tokenizer.backend_tokenizer.save(str(target / "tokenizer.json"))
    example = dict(
        tokenizer(["a first text", "another, longer text"], padding=True, return_tensors="pt")
    )
    names = tuple(example)

    class Chain(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.parts = model

        def forward(self, *tensors: Any) -> Any:
            features = dict(zip(names, tensors, strict=True))
            for part in self.parts:
                features = part(features)
            return features["sentence_embedding"]

    plain = target / "plain.onnx"
    axes = {name: {0: "batch", 1: "token"} for name in names}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Chain(),
            tuple(example[name] for name in names),
            str(plain),
            input_names=list(names),
            output_names=["sentence_embedding"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    sentences = Path(__file__).with_name("agreement.txt").read_text(encoding="utf-8").splitlines()
    texts = sentences + [" ".join(sentences[at : at + 6]) for at in range(0, len(sentences) - 5, 3)]
    with torch.no_grad():
        original = np.asarray(
            model.encode(texts, batch_size=8, show_progress_bar=False), dtype=np.float32
        )
    original /= np.linalg.norm(original, axis=1, keepdims=True)

    full = _optimise(plain, target / "model.fp32.onnx", model, tokenizer, texts, original)
    small = _quantise(full, target / "model.int8.onnx")
    agreement = _cosines(small, names, tokenizer, texts, original, int(model.max_seq_length))
    plain.unlink()
    prompts = {str(key): str(value) for key, value in (model.prompts or {}).items() if value}
    return ExportedModel(
        version=EXPORT_VERSION,
        name=folder.resolve().name if folder.name != "model" else folder.resolve().parent.name,
        fingerprint=fingerprint(folder),
        dimension=int(original.shape[1]),
        max_tokens=int(model.max_seq_length),
        pad_id=int(tokenizer.pad_token_id or 0),
        inputs=names,
        query_prompt=prompts.get("query", ""),
        passage_prompt=prompts.get("document", prompts.get("passage", "")),
        int8_mean=round(float(agreement.mean()), 5),
        int8_least=round(float(agreement.min()), 5),
    )


def _optimise(
    plain: Path, target: Path, model: Any, tokenizer: Any, texts: list[str], original: Any
) -> Path:
    """Fuse what onnxruntime knows of the architecture, if that changes nothing.

    Attention and the skip connections stay apart: dynamic int8 then takes the matrix products alone,
    and a token costs a fifth less.
    """
    transformer: Any = getattr(model[0], "auto_model", None)
    config: Any = getattr(transformer, "config", None)
    if getattr(config, "model_type", "") == "bert":
        from onnxruntime.transformers import optimizer
        from onnxruntime.transformers.fusion_options import FusionOptions

        options = FusionOptions("bert")
        options.enable_attention = False
        options.enable_skip_layer_norm = False
        options.enable_bias_skip_layer_norm = False
        fused = optimizer.optimize_model(
            str(plain),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            opt_level=0,
            optimization_options=options,
        )
        fused.save_model_to_file(str(target))
        names = tuple(one.name for one in fused.model.graph.input)
        cosines = _cosines(target, names, tokenizer, texts, original, int(model.max_seq_length))
        if float(cosines.min()) >= FP32_LEAST_COSINE:
            return target
    shutil.copyfile(plain, target)
    return target


def _quantise(full: Path, target: Path) -> Path:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(full),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    return target


def _cosines(
    path: Path,
    names: tuple[str, ...],
    tokenizer: Any,
    texts: list[str],
    original: npt.NDArray[np.float32],
    max_tokens: int,
) -> npt.NDArray[np.float32]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    wanted = {one.name for one in session.get_inputs()}
    cosines = []
    for text, expected in zip(texts, original, strict=True):
        encoded = tokenizer([text], truncation=True, max_length=max_tokens, return_tensors="np")
        feed = {name: encoded[name].astype(np.int64) for name in names if name in wanted}
        (vector,) = session.run(None, feed)[0]
        cosines.append(float(vector @ expected / np.linalg.norm(vector)))
    return np.array(cosines, dtype=np.float32)
