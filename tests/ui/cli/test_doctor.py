import json
import sys
from dataclasses import dataclass
from types import ModuleType

import pytest


@dataclass(frozen=True)
class Finding:
    name: str
    status: str
    message: str
    fix: str = ""


GOOD = Finding("cipher", "ok", "The catalog is intact.")
WARNING = Finding(
    "volume", "warn", "The folder is not encrypted.", "Move it to an encrypted volume."
)
BAD = Finding("modes", "fail", "The key can be read by others.", "Run: chmod 600 KEY")


@pytest.fixture
def found(monkeypatch):
    """What the examination finds; the examination itself is tested with the library."""
    findings = [GOOD]
    module = ModuleType("kb.doctor")
    module.examine = lambda settings: list(findings)
    monkeypatch.setitem(sys.modules, "kb.doctor", module)
    return findings


def test_all_in_order_ends_with_0(kb, found):
    ended = kb("doctor")
    assert ended.status == 0
    assert "Everything is in order." in ended.out


def test_a_warning_says_what_to_do_and_ends_with_0(kb, found):
    found.append(WARNING)
    ended = kb("doctor")
    assert ended.status == 0
    assert (
        "! volume: The folder is not encrypted.\n  → Move it to an encrypted volume." in ended.out
    )
    assert "0 problems, 1 warning." in ended.out


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_problem_ends_with_1(kb, found, words):
    found.append(BAD)
    ended = kb("doctor", *words)
    assert ended.status == 1
    assert "chmod 600 KEY" in ended.out


def test_json_holds_every_finding(kb, found):
    found += [WARNING, BAD]
    findings = json.loads(kb("doctor", "--json").out)
    assert [item["status"] for item in findings] == ["ok", "warn", "fail"]
    assert set(findings[0]) == {"name", "status", "message", "fix"}
