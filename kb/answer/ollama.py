"""Qwen, or any other local model, through an Ollama server."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.answer.budget import answer_tokens
from kb.answer.model_faults import Fault, Server
from kb.answer.model_list import get_json, post_json
from kb.answer.model_stream import Client, stream_answer
from kb.answer.server_address import checked_address
from kb.errors import ModelUnavailable, SettingsError
from kb.settings import ModelSettings
from kb.types import Hit, WriterName

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

SMALL, LARGE = "qwen3:4b", "qwen3:8b"
LARGE_NEEDS_BYTES = 16 * 10**9
"""A computer sold with 16 GB shows a little less than 16 GiB; decimal gigabytes count it in."""
STATUS_SECONDS = 0.4
SEED = 7


@dataclass(frozen=True, slots=True)
class Listed:
    """A model of the server's list; ``remote`` ones run in a cloud."""

    remote: bool
    digest: str | None


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What a model server can do right now; ``hint`` is the next step, empty when all is well.

    ``models`` are the names of what it holds, without models that run in a cloud. ``wanted`` is the
    model that the settings ask for, empty where the server may choose.
    """

    reachable: bool
    version: str | None
    models: tuple[str, ...]
    wanted: str
    has_model: bool
    hint: str


class OllamaWriter:
    """Writes answers with a model served by Ollama.

    Raises:
        SettingsError: the address leaves this computer, or the model runs in a cloud.
    """

    name: WriterName = "ollama"

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._server = _server(settings)
        self.model = self._server.model
        self.digest: str | None = None

    def stream(self, question: str, hits: Sequence[Hit], *, fault: str = "") -> Iterator[str]:
        """Pieces of JSON, or of text citing [n], the position in ``hits``; raises ModelUnavailable."""
        loading = False
        if hits:
            seconds = min(5.0, self._settings.timeout_seconds)
            self.digest = _check_model(self._server, _listed(self._server, seconds))
            loading = self.cold()
        client = Client(self._connect, _form, _complete, _explain, _status)
        yield from stream_answer(
            self._settings, self._server, client, question, hits, fault=fault, loading=loading
        )

    def cold(self) -> bool:
        """Whether the server says that the model is not in memory, so that it has to load it first."""
        try:
            body = get_json(self._server, "/api/ps", STATUS_SECONDS)
        except ModelUnavailable:
            return False
        loaded = body.get("models") if isinstance(body, dict) else None
        wanted = _with_tag(self.model)
        return isinstance(loaded, list) and not any(
            _with_tag(str(one.get("name") or "")) == wanted
            for one in loaded
            if isinstance(one, dict)
        )

    def warm(self) -> None:
        """Have the server load the model, with the context that answers will ask for; raises ModelUnavailable.

        An empty prompt only loads. Another context size would make the first question load it again.
        """
        _check_model(self._server, _listed(self._server, self._settings.timeout_seconds))
        body = {
            "model": self.model,
            "prompt": "",
            "stream": False,
            "keep_alive": self._settings.keep_alive,
            "options": {"num_ctx": self._settings.context_window},
        }
        seconds = self._settings.timeout_seconds + self._settings.load_seconds
        post_json(self._server, "/api/generate", body, seconds)

    def _connect(self, options: dict[str, Any]) -> tuple[LLM, Callable[[], None]]:
        from llama_index.llms.ollama import Ollama
        from ollama import Client

        client = Client(host=self._server.address, **options)
        llm = Ollama(
            model=self.model,
            base_url=self._server.address,
            client=client,
            context_window=self._settings.context_window,
            request_timeout=self._settings.timeout_seconds,
            keep_alive=self._settings.keep_alive,
            temperature=0.0,
            thinking=False,
            is_function_calling_model=False,
            additional_kwargs={"num_predict": answer_tokens(self._settings), "seed": SEED},
        )
        return llm, client.close


def default_model(memory: int | None = None) -> str:
    """The Qwen model that this computer's memory (bytes) carries."""
    found = memory_bytes() if memory is None else memory
    return LARGE if found >= LARGE_NEEDS_BYTES else SMALL


def memory_bytes() -> int:
    """The computer's memory; 0 where the system does not say."""
    if sys.platform == "win32":
        import ctypes

        kilobytes = ctypes.c_ulonglong(0)
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes))
        return kilobytes.value * 1024
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0


def is_cloud_model(name: str) -> bool:
    """Whether the name is one of those that Ollama passes on to its cloud ('gpt-oss:120b-cloud')."""
    return name.lower().endswith(("-cloud", ":cloud"))


def ollama_status(settings: ModelSettings, *, seconds: float = STATUS_SECONDS) -> ModelStatus:
    """Ask the server what it holds; answers within ``seconds`` twice over, whatever the server does.

    Raises:
        SettingsError: the address leaves this computer, or the model runs in a cloud.
    """
    server = _server(settings)
    try:
        listed = _listed(server, seconds)
    except ModelUnavailable as error:
        return ModelStatus(False, None, (), server.model, False, error.hint)
    models = tuple(name for name, one in listed.items() if not one.remote)
    hint = ""
    try:
        _check_model(server, listed)
    except ModelUnavailable as error:
        hint = error.hint
    return ModelStatus(True, _version(server, seconds), models, server.model, not hint, hint)


def _server(settings: ModelSettings) -> Server:
    address = checked_address(
        settings.ollama_url, settings.local_hosts, setting="KB_MODEL__OLLAMA_URL"
    )
    model = settings.name or default_model()
    if is_cloud_model(model):
        raise SettingsError(
            f"KB_MODEL__NAME is {model}, which runs in a cloud: questions and passages would leave this computer.",
            hint=f"Name a local model, for example {SMALL}.",
        )
    return Server(
        name="Ollama",
        address=address,
        model=model,
        start="Start it with: ollama serve",
        fetch=f"ollama pull {model}",
        timeout_seconds=settings.timeout_seconds,
    )


def _listed(server: Server, seconds: float) -> dict[str, Listed]:
    """The models that the server lists, by name. Raises ModelUnavailable."""
    body = get_json(server, "/api/tags", seconds)
    entries = body.get("models") if isinstance(body, dict) else None
    if not isinstance(entries, list):
        raise server.unavailable(Fault.MALFORMED)
    return {
        str(entry["name"]): Listed(
            is_cloud_model(str(entry["name"]))
            or bool(entry.get("remote_host") or entry.get("remote_model")),
            str(entry["digest"]) if entry.get("digest") else None,
        )
        for entry in entries
        if isinstance(entry, dict) and entry.get("name")
    }


def _version(server: Server, seconds: float) -> str | None:
    try:
        body = get_json(server, "/api/version", seconds)
    except ModelUnavailable:
        return None
    return str(body["version"]) if isinstance(body, dict) and body.get("version") else None


def _check_model(server: Server, listed: dict[str, Listed]) -> str | None:
    """The model's digest; raises ModelUnavailable unless it is there and runs on the server itself."""
    wanted = _with_tag(server.model)
    found = next((one for name, one in listed.items() if _with_tag(name) == wanted), None)
    if found is None:
        raise server.unavailable(Fault.MISSING)
    if found.remote:
        raise server.unavailable(Fault.CLOUD)
    return found.digest


def _with_tag(name: str) -> str:
    return name.lower() if ":" in name.rsplit("/", 1)[-1] else f"{name.lower()}:latest"


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    return {"format": schema}


def _complete(raw: Any) -> bool:
    return bool(raw and raw.get("done"))


def _status(error: Exception) -> tuple[int, str]:
    from ollama import ResponseError

    return (error.status_code, error.error) if isinstance(error, ResponseError) else (0, "")


def _explain(error: Exception) -> tuple[Fault, str] | None:
    from ollama import ResponseError

    if isinstance(error, ResponseError):
        if error.status_code == 404:
            return Fault.MISSING, ""
        if 300 <= error.status_code < 400:
            return Fault.REDIRECTED, ""
        return Fault.REFUSED, error.error
    if isinstance(error, ConnectionError):
        return Fault.DOWN, ""
    return None
