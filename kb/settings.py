"""Every knob, with its description.

Values come from the environment (``KB_`` prefix, ``__`` between levels: ``KB_MODEL__NAME``), then from
``settings.toml`` in the data folder, then from the defaults here. Unknown names are errors.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_dir, user_config_dir, user_data_dir
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kb.errors import SettingsError

APP = "clinical-kb"


class Part(BaseModel):
    """A group of settings; unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddingSettings(Part):
    """The embedding model."""

    model: Path | None = Field(
        None,
        description="Folder of a sentence-transformers model. Default: the all-MiniLM-L6-v2 that is installed with the package.",
    )
    precision: Literal["auto", "int8", "fp32"] = Field(
        "auto",
        description="Weights at run time. 'auto' takes int8 where its agreement with fp32 was measured as good at export, else fp32.",
    )
    threads: int = Field(0, ge=0, description="CPU threads for embedding; 0 takes every core.")
    batch_tokens: int = Field(
        512,
        ge=256,
        description="Tokens in one embedding batch, padding included; small batches stay in the cache.",
    )


class IngestSettings(Part):
    """Reading and cutting files."""

    workers: int = Field(0, ge=0, description="Reader processes; 0 takes every core.")
    cpu_seconds: int = Field(60, ge=1, description="CPU seconds that one file may cost.")
    wall_seconds: int = Field(120, ge=1, description="Wall-clock seconds that one file may cost.")
    memory_mb: int = Field(2048, ge=256, description="Memory of one reader process, in MiB.")
    max_file_mb: int = Field(200, ge=1, description="Files larger than this many MiB are refused.")
    passage_tokens: int = Field(
        230, ge=64, le=480, description="Tokens that a passage aims not to exceed."
    )
    metadata: tuple[Path, ...] = Field(
        (),
        description="Exports of PubMed (.xml, .xml.gz, .nbib) or of a reference manager (.ris, .bib) that describe the files: read at each ingestion and matched by DOI, PMID or title.",
    )
    ocr: Literal["auto", "off"] = Field(
        "auto",
        description="Scanned pages: 'auto' reads them with Tesseract where it is installed, 'off' leaves them unread.",
    )
    ocr_languages: str = Field(
        "eng",
        pattern=r"^[A-Za-z][A-Za-z0-9_]*(\+[A-Za-z][A-Za-z0-9_]*)*$",
        description="Languages of scanned pages, as `tesseract --list-langs` names them, joined by '+': eng+deu.",
    )
    ocr_seconds: int = Field(
        60, ge=1, description="Seconds that recognising one scanned page may take."
    )
    keep_originals: bool = Field(
        True,
        description="Keep an encrypted copy of each PDF, so that a citation can show its page later.",
    )


class SearchSettings(Part):
    """Finding passages."""

    candidates: int = Field(
        100, ge=10, le=1000, description="Passages that each ranking contributes."
    )
    dense_weight: float = Field(
        0.65, ge=0, le=1, description="What nearness of meaning counts; BM25 counts the rest."
    )
    sentence_weight: float = Field(
        0.4,
        ge=0,
        le=1,
        description="What a passage's nearest sentence, or its work's title, counts in its nearness, against the passage as a whole.",
    )
    coverage_weight: float = Field(
        0.15,
        ge=0,
        le=1,
        description="What the share of the question's words in a passage counts, against both scores.",
    )
    names_weight: float = Field(
        0.8,
        ge=0,
        le=1,
        description="What other names of the question's terms count in BM25, against its own words.",
    )
    results: int = Field(10, ge=1, le=200, description="Passages returned by default.")
    reranker: Path | None = Field(
        None,
        description="Folder of a cross-encoder that puts the first passages in order; none by default.",
    )
    reranked: int = Field(20, ge=2, le=100, description="How many first passages it reads.")


class ModelSettings(Part):
    """The language model that writes answers, if any."""

    writer: Literal["auto", "extractive", "ollama", "openai"] = Field(
        "auto",
        description="Who writes: 'auto' takes Ollama where it answers and holds the model, else the extractive writer.",
    )
    name: str | None = Field(
        None,
        description="Model tag. Default for Ollama: qwen3:4b under 16 GB of memory, else qwen3:8b.",
    )
    ollama_url: str = Field("http://127.0.0.1:11434", description="Address of the Ollama server.")
    openai_url: str | None = Field(
        None, description="Address of an OpenAI-compatible local server, ending in /v1."
    )
    openai_key: str = Field("not-needed", description="Key for that server, if it wants one.")
    local_hosts: tuple[str, ...] = Field(
        (),
        description="Hosts inside the building, besides this machine, that may serve a model.",
    )
    context_window: int = Field(8192, ge=1024, description="Tokens of context given to the model.")
    max_tokens: int = Field(
        700, ge=50, description="Tokens that an answer may have; a third of the context at most."
    )
    timeout_seconds: float = Field(
        300.0,
        gt=0,
        description="Seconds without a word from the model before the answer falls back.",
    )
    load_seconds: float = Field(
        300.0,
        ge=0,
        description="Seconds more that are waited for the first word where Ollama has to load the model first.",
    )
    structured: bool = Field(
        True,
        description="Ask for answers as JSON by schema; a server that takes no schema is asked for prose.",
    )
    keep_alive: str = Field("30m", description="How long Ollama keeps the model in memory.")


class AnswerSettings(Part):
    """Turning passages into an answer."""

    passages: int = Field(8, ge=1, le=30, description="Passages that an answer may rest on.")
    sentences: int = Field(
        4, ge=1, le=12, description="Sentences of an extractive answer, at most."
    )
    evidence_threshold: float = Field(
        0.5, ge=0, le=1, description="Evidence score below which the answer abstains."
    )
    caution_threshold: float = Field(
        0.8, ge=0, le=1, description="Evidence score below which an answer says that it is thin."
    )


class ServerSettings(Part):
    """The page and the API."""

    host: Literal["127.0.0.1", "::1", "localhost"] = Field(
        "127.0.0.1", description="Loopback address to listen on."
    )
    port: int = Field(8501, ge=1, le=65535, description="Port to listen on.")
    max_upload_mb: int = Field(100, ge=1, description="Size of one uploaded file, in MiB.")


class Settings(BaseSettings):
    """All settings. ``Settings.load()`` is the way in."""

    model_config = SettingsConfigDict(
        env_prefix="KB_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    home: Path = Field(
        default_factory=lambda: Path(user_data_dir(APP)), description="The data folder."
    )
    key_file: Path = Field(
        default_factory=lambda: Path(user_config_dir(APP)) / "catalog.key",
        description="The catalog's key; keep it outside the data folder.",
    )
    model_cache: Path = Field(
        default_factory=lambda: Path(user_cache_dir(APP)) / "models",
        description="Where exported embedding models are kept.",
    )
    embedding: EmbeddingSettings = Field(EmbeddingSettings(), description="The embedding model.")
    ingest: IngestSettings = Field(IngestSettings(), description="Reading and cutting files.")
    search: SearchSettings = Field(SearchSettings(), description="Finding passages.")
    model: ModelSettings = Field(ModelSettings(), description="The language model.")
    answer: AnswerSettings = Field(AnswerSettings(), description="Writing answers.")
    server: ServerSettings = Field(ServerSettings(), description="The page and the API.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, then ``settings.toml`` of the data folder."""
        home = Path(os.environ.get("KB_HOME") or user_data_dir(APP))
        toml = TomlConfigSettingsSource(settings_cls, toml_file=home / "settings.toml")
        return init_settings, env_settings, toml

    @classmethod
    def load(cls, **overrides: Any) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: a value is wrong or a name unknown; the message lists each one.
        """
        try:
            return cls(**overrides)
        except ValidationError as error:
            lines = [
                f"KB_{'__'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
                for item in error.errors()
            ]
            raise SettingsError(
                "Settings are not valid. " + "; ".join(lines) + ".",
                hint="Correct the environment variable or the line in settings.toml.",
            ) from error
