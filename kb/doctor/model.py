"""The embedding model's files, and the server that may write answers."""

from __future__ import annotations

from kb.doctor.catalog import Examined
from kb.doctor.finding import Finding, fail, ok, warn
from kb.errors import KbError
from kb.search.embedder import default_model, fingerprint, precision
from kb.search.export import fingerprint as content_hash
from kb.search.export import read_export, stat_key
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings

NAME = "embedding model"
EMBED_ANEW = "Set KB_EMBEDDING__MODEL back, or run `kb reindex --embed` to embed the library anew."


def check_embedding(settings: Settings, examined: Examined, *, deep: bool) -> list[Finding]:
    """The model's files are whole and are those that the library was embedded with."""
    folder = settings.embedding.model or default_model()
    try:
        target = settings.model_cache / stat_key(folder)
    except KbError as error:
        return [fail(NAME, error.message, error.hint)]
    model = read_export(target)
    if model is None:
        return [
            warn(
                NAME,
                f"{folder} is not prepared for use yet.",
                "Nothing to do: the first search or ingest prepares it, in about half a minute.",
            )
        ]
    chosen = precision(settings.embedding, model)
    absent = [
        one for one in (f"model.{chosen}.onnx", "tokenizer.json") if not (target / one).is_file()
    ]
    if absent or (deep and content_hash(folder) != model.fingerprint):
        what = f"{', '.join(absent)} is missing" if absent else "it is not what was prepared"
        return [
            fail(
                NAME,
                f"The prepared model in {target} does not match {folder}: {what}.",
                f"Delete the folder {target}: the next search prepares the model anew.",
            )
        ]
    agreement = (
        f", which agrees with the original (cosine {model.int8_mean:.3f} on average, "
        f"{model.int8_least:.3f} at least)"
        if chosen == "int8"
        else ""
    )
    described = f"{model.name} in {chosen}{agreement}"
    expected = None if examined.catalog is None else examined.catalog.meta(FINGERPRINT)
    found = fingerprint(model, chosen)
    if expected == "unfinished":
        return [
            fail(
                NAME,
                "Embedding the library anew was interrupted, so it cannot be searched.",
                "Run `kb reindex --embed` again.",
            )
        ]
    if expected is not None and expected != found:
        return [
            fail(
                NAME,
                f"The library was embedded with another model ({expected}) than is set ({found}).",
                EMBED_ANEW,
            )
        ]
    return [ok(NAME, f"{described}.")]


def check_writer(settings: Settings) -> list[Finding]:
    """Who would write an answer now, and what it takes to have a model write it."""
    name, model = "model server", settings.model
    if model.writer == "extractive":
        return [ok(name, "Answers are quoted from the passages; no model is asked.")]
    if model.writer == "openai":
        return _openai(settings)
    return _ollama(settings)


def _ollama(settings: Settings) -> list[Finding]:
    from kb.answer.ollama import ollama_status

    name, model = "model server", settings.model
    try:
        status = ollama_status(model)
    except KbError as error:
        return [fail(name, error.message, error.hint)]
    if status.reachable and status.has_model:
        version = f" {status.version}" if status.version else ""
        return [ok(name, f"Ollama{version} answers and holds {status.wanted}.")]
    if status.reachable:
        return [
            warn(
                name,
                f"Ollama answers but does not hold {status.wanted}; answers are quoted instead.",
                f"Run: ollama pull {status.wanted}",
            )
        ]
    message = f"No Ollama answers at {model.ollama_url}; answers are quoted from the passages."
    fix = f"To have a model write them, install Ollama and run: ollama pull {status.wanted}"
    # Without a model server the library works as it is meant to: nothing needs mending.
    return [
        Finding(name, "ok", f"{message} {fix}", fix)
        if model.writer == "auto"
        else warn(name, message, fix)
    ]


def _openai(settings: Settings) -> list[Finding]:
    from kb.answer.openai_compatible import openai_status

    name = "model server"
    try:
        status = openai_status(settings.model)
    except KbError as error:
        return [fail(name, error.message, error.hint)]
    where = settings.model.openai_url
    if status.reachable and status.has_model:
        return [ok(name, f"The server at {where} answers and holds {status.wanted or 'a model'}.")]
    if status.reachable:
        return [warn(name, f"The server at {where} lacks the model.", status.hint)]
    return [
        warn(
            name,
            f"No server answers at {where}; answers are quoted from the passages.",
            status.hint,
        )
    ]
