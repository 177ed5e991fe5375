"""``kb settings``: every knob, its value, and where that comes from."""

from __future__ import annotations

import json as jsonlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.cli.exits import DONE
from ui.cli.paper import Paper

if TYPE_CHECKING:
    from pydantic import BaseModel

SECRET = ("key", "token", "password", "secret")
NOT_SECRET = ("key_file",)
MASK = "********"


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as it is shown. ``source`` is 'environment', 'settings.toml' or 'default'."""

    name: str
    env: str
    value: object
    source: str
    description: str


def run(*, json: bool) -> int:
    """Write the effective settings."""
    from kb.settings import Settings

    settings = Settings.load()
    shown = list(effective(settings, os.environ, _toml(settings.home)))
    if json:
        print(jsonlib.dumps([asdict(item) for item in shown], ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    group = ""
    for item in shown:
        head = item.name.rpartition(".")[0]
        if head != group:
            group = head
            paper.line()
            paper.line(paper.style(group, "bold"))
        value = "not set" if item.value is None else str(item.value)
        source = "" if item.source == "default" else f"  ({item.source})"
        paper.line(f"{paper.style(item.env, 'accent')} = {value}{source}")
        paper.paragraph(item.description, first="    ", styles=("dim",))
    return DONE


def effective(
    settings: BaseModel, environment: Mapping[str, str], toml: Mapping[str, Any], prefix: str = ""
) -> Iterator[Shown]:
    """Yield each setting, the plain ones before the groups; secrets are masked."""
    from pydantic import BaseModel

    fields = type(settings).model_fields
    groups = []
    for name, field in fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            groups.append((name, value))
            continue
        path = f"{prefix}{name}"
        env = f"KB_{path.replace('.', '__').upper()}"
        if _from_environment(environment, env, prefix.rstrip("."), name):
            source = "environment"
        else:
            source = "settings.toml" if name in toml else "default"
        yield Shown(path, env, _plain(name, value), source, field.description or "")
    for name, value in groups:
        below = toml.get(name)
        yield from effective(
            value, environment, below if isinstance(below, Mapping) else {}, f"{prefix}{name}."
        )


def _from_environment(environment: Mapping[str, str], env: str, group: str, name: str) -> bool:
    """Whether the environment names the setting itself, or its group as JSON that holds it."""
    given = {key.upper(): value for key, value in environment.items()}
    if env in given:
        return True
    try:
        held = jsonlib.loads(given[f"KB_{group.upper()}"]) if group else {}
    except (KeyError, ValueError):
        return False
    return isinstance(held, dict) and name in held


def _plain(name: str, value: object) -> object:
    secret = name not in NOT_SECRET and name.rpartition("_")[2] in SECRET
    if secret and value not in (None, "", "not-needed"):
        return MASK
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _toml(home: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((home / "settings.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
