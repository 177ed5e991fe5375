"""``kb policy``: what kind of question something is, and what would be done about it."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import KbError
from ui.cli.exits import DONE, SOME_FAILED, WrongUse
from ui.cli.paper import Paper, count

if TYPE_CHECKING:
    from kb.answer.policy_model import Meaning


def run(question: str | None, file: Path | None, *, words_only: bool, json: bool) -> int:
    """Classify one question, or one a line of ``file``; no library is opened."""
    if (question is None) == (file is None):
        raise WrongUse(
            "Give one question, or a file of them.",
            hint='For example: kb policy "Can warfarin be taken with ibuprofen?"',
        )
    meaning = None if words_only else embedder()
    if file is not None:
        return _many(file, meaning)
    form = _form(question or "", meaning)
    if json:
        print(jsonlib.dumps({name: form[name] for name in ("kind", "confidence", "action")}))
        return DONE
    paper = Paper()
    paper.paragraph(f"{form['kind']} ({form['confidence']:.2f}): {form['action']}")
    if form["lead"]:
        paper.paragraph(form["lead"], styles=("dim",))
    return DONE


def embedder() -> Meaning:
    """The embedding model that the settings name."""
    from kb.search.embedder import OnnxEmbedder
    from kb.settings import Settings

    settings = Settings.load()
    return OnnxEmbedder(
        settings.embedding, settings.model_cache, lambda text: print(text, file=sys.stderr)
    )


def _form(question: str, meaning: Meaning | None) -> dict[str, Any]:
    from kb.access.local import local_principal
    from kb.answer.policy import decide
    from kb.types import as_json

    form: dict[str, Any] = as_json(decide(question, local_principal(), meaning))
    return form


def _many(file: Path, meaning: Meaning | None) -> int:
    failed = 0
    lines = [line for line in _text(file).split("\n") if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            asked = jsonlib.loads(line)
            form = _form(str(asked["question"]), meaning)
            shown = {name: form[name] for name in ("kind", "confidence", "action")}
            result = ({"id": asked["id"]} if "id" in asked else {}) | {
                "question": asked["question"],
                **shown,
            }
        except (ValueError, KeyError, TypeError):
            failed += 1
            result = {
                "error": "The line is not a question.",
                "hint": 'Write {"question": "..."} on each line.',
                "line": number,
            }
        print(jsonlib.dumps(result, ensure_ascii=False), flush=True)
    if failed:
        print(f"{count(failed, 'line')} of {len(lines)} failed.", file=sys.stderr)
    return SOME_FAILED if failed else DONE


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file} cannot be read: {error}.", hint="Give a UTF-8 file.") from error


def measured(path: Path | None, *, words_only: bool, json: bool) -> int:
    """``kb eval policy``: print the report on a labelled set."""
    from kb.answer.policy import classify
    from kb.evaluate.policy import TEST, evaluate_policy, load_labelled

    questions = load_labelled(path or TEST)
    if not questions:
        raise KbError(f"{path} holds no question.", hint="One labelled question a line.")
    meaning = None if words_only else embedder()
    classify(questions[0].question, meaning)
    report = evaluate_policy(questions, lambda text: classify(text, meaning))
    if json:
        print(jsonlib.dumps(report, ensure_ascii=False, indent=2))
        return DONE
    for line in table(report):
        print(line)
    return DONE


def table(report: dict[str, Any]) -> list[str]:
    """The report in lines: the figures of each kind, then the confusion table."""
    lines = [
        f"{report['questions']} questions: macro F1 {report['macro_f1']:.4f}, "
        f"right {report['accuracy']:.1%}, p50 {report['p50_ms']} ms, p95 {report['p95_ms']} ms",
        "",
        f"{'kind':<14}{'questions':>10}{'precision':>11}{'recall':>8}{'F1':>8}",
    ]
    for kind, row in report["kinds"].items():
        lines.append(
            f"{kind:<14}{row['questions']:>10}{row['precision']:>11.3f}{row['recall']:>8.3f}{row['f1']:>8.3f}"
        )
    kinds = list(report["confusion"])
    lines += ["", "Labelled as (rows), found as (columns):"]
    lines.append(" " * 14 + "".join(f"{kind[:6]:>8}" for kind in kinds))
    for kind, found in report["confusion"].items():
        cells = "".join(f"{found[other] or '.':>8}" for other in kinds)
        lines.append(f"{kind:<14}{cells}")
    if report["wrong"]:
        lines += [
            "",
            f"{count(len(report['wrong']), 'question')} taken for another kind (--json lists them)",
        ]
    return lines
