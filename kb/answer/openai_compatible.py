"""Any local server that speaks the OpenAI protocol: LM Studio, llama.cpp, vLLM."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kb.answer.budget import answer_tokens
from kb.answer.model_faults import Fault, Server
from kb.answer.model_list import get_json, post_json
from kb.answer.model_stream import Client, fault_of, stream_answer
from kb.answer.ollama import SEED, STATUS_SECONDS, ModelStatus, is_cloud_model
from kb.answer.prompts import SYSTEM, SYSTEM_STRUCTURED
from kb.answer.server_address import checked_address
from kb.errors import ModelUnavailable, SettingsError
from kb.settings import ModelSettings
from kb.types import Hit, WriterName

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class OpenAICompatibleWriter:
    """Writes answers with a model behind an OpenAI-compatible address.

    ``digest`` is what the server says of the system behind an answer (``system_fingerprint``), if anything.
    Without ``KB_MODEL__NAME`` the first model that the server lists is taken, embedding models left out;
    ``model`` is empty until then.

    Raises:
        SettingsError: no address is set, it leaves this computer, or the model runs in a cloud.
    """

    name: WriterName = "openai"

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._server = _server(settings)
        self.model = self._server.model
        self.digest: str | None = None

    def stream(self, question: str, hits: Sequence[Hit], *, fault: str = "") -> Iterator[str]:
        """Pieces of JSON, or of text citing [n], the position in ``hits``; raises ModelUnavailable."""
        if hits:
            self._choose(min(5.0, self._settings.timeout_seconds))
        client = Client(self._connect, _form, self._complete, _explain, _status)
        yield from stream_answer(self._settings, self._server, client, question, hits, fault=fault)

    def cold(self) -> bool:
        """Whether the model has to be loaded first: this protocol has no way to tell."""
        return False

    def warm(self) -> None:
        """Have the server load the model, by asking for one token; raises ModelUnavailable."""
        self._choose(self._settings.timeout_seconds)
        system = SYSTEM_STRUCTURED if self._settings.structured else SYSTEM
        said = [{"role": "system", "content": system}, {"role": "user", "content": "?"}]
        body = {"model": self.model, "messages": said, "max_tokens": 1, "temperature": 0.0}
        seconds = self._settings.timeout_seconds + self._settings.load_seconds
        key = self._settings.openai_key
        post_json(self._server, "/chat/completions", body, seconds, key=key)

    def _choose(self, seconds: float) -> None:
        """Take the first model that the server lists, where the settings name none."""
        if self.model:
            return
        listed = _listed(self._server, self._settings, seconds)
        if not listed:
            raise self._server.unavailable(Fault.MISSING)
        self.model = listed[0]
        self._server = replace(self._server, model=self.model)

    def _complete(self, raw: object) -> bool:
        """Whether a chunk is the last one. Notes what the server says of itself and its model."""
        said = getattr(raw, "system_fingerprint", None)
        if isinstance(said, str) and said:
            self.digest = said
        choices = getattr(raw, "choices", None)
        return bool(choices and choices[0].finish_reason)

    def _connect(self, client_options: dict[str, Any]) -> tuple[LLM, Callable[[], None]]:
        import httpx
        from llama_index.llms.openai_like import OpenAILike

        client = httpx.Client(**client_options)
        extra: dict[str, Any] = {"seed": SEED}
        if "qwen3" in self.model.lower():
            # Qwen's own switch; servers that do not know it leave it alone.
            extra["extra_body"] = {"chat_template_kwargs": {"enable_thinking": False}}
        options: dict[str, Any] = {
            "model": self.model,
            "api_base": self._server.address,
            "api_key": self._settings.openai_key,
            "http_client": client,
            "context_window": self._settings.context_window,
            "max_tokens": answer_tokens(self._settings),
            "timeout": self._settings.timeout_seconds,
            "temperature": 0.0,
            "max_retries": 0,
            "is_chat_model": True,
            "is_function_calling_model": False,
            "additional_kwargs": extra,
        }
        return OpenAILike(**options), client.close


def openai_status(settings: ModelSettings, *, seconds: float = STATUS_SECONDS) -> ModelStatus:
    """Ask the server what it holds, within ``seconds``.

    Raises:
        SettingsError: no address is set, it leaves this computer, or the model runs in a cloud.
    """
    server = _server(settings)
    try:
        models = _listed(server, settings, seconds)
    except ModelUnavailable as error:
        return ModelStatus(False, None, (), server.model, False, error.hint)
    has_model = server.model in models if server.model else bool(models)
    hint = "" if has_model else server.unavailable(Fault.MISSING).hint
    return ModelStatus(True, None, models, server.model, has_model, hint)


def _server(settings: ModelSettings) -> Server:
    if not settings.openai_url:
        raise SettingsError(
            "No OpenAI-compatible server is set.",
            hint="Set KB_MODEL__OPENAI_URL, for example to http://127.0.0.1:1234/v1.",
        )
    address = checked_address(
        settings.openai_url, settings.local_hosts, setting="KB_MODEL__OPENAI_URL"
    )
    model = settings.name or ""
    if is_cloud_model(model):
        raise SettingsError(
            f"KB_MODEL__NAME is {model}, which runs in a cloud: questions and passages would leave this computer.",
            hint="Name a model that the server runs itself.",
        )
    return Server(
        name="The model server",
        address=address,
        model=model,
        start="Start the server, and check KB_MODEL__OPENAI_URL; the address usually ends in /v1.",
        fetch="Load the model in the server, or set KB_MODEL__NAME to one that it lists.",
        timeout_seconds=settings.timeout_seconds,
    )


def _listed(server: Server, settings: ModelSettings, seconds: float) -> tuple[str, ...]:
    """The models that can write, as the server lists them. Raises ModelUnavailable."""
    body = get_json(server, "/models", seconds, key=settings.openai_key)
    entries = body.get("data") if isinstance(body, dict) else None
    if not isinstance(entries, list):
        raise server.unavailable(Fault.MALFORMED)
    names = [str(entry["id"]) for entry in entries if isinstance(entry, dict) and entry.get("id")]
    return tuple(name for name in names if "embed" not in name.lower() and not is_cloud_model(name))


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    wanted = {"name": "answer", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": wanted}}


def _status(error: Exception) -> tuple[int, str]:
    import openai

    if isinstance(error, openai.APIStatusError):
        return error.status_code, error.message
    return 0, ""


def _explain(error: Exception) -> tuple[Fault, str] | None:
    import openai

    if isinstance(error, openai.APIConnectionError):
        # The client wraps what httpx raised, which says more.
        return (fault_of(error.__cause__) if error.__cause__ else None) or (Fault.DOWN, "")
    if isinstance(error, openai.NotFoundError):
        return Fault.MISSING, ""
    if isinstance(error, openai.APIStatusError):
        return _refusal(error.status_code, error.message)
    if isinstance(error, openai.APIResponseValidationError):
        return Fault.MALFORMED, ""
    if isinstance(error, openai.APIError):
        return Fault.REFUSED, error.message
    return None


def _refusal(status: int, message: str) -> tuple[Fault, str]:
    if 300 <= status < 400:
        return Fault.REDIRECTED, ""
    # What llama.cpp answers while it reads the model's file.
    if status == 503 and "loading" in message.lower():
        return Fault.LOADING, ""
    return Fault.REFUSED, message
