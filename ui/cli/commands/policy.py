"""``kb policy``: what kind of question something is, and what would be done about it."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import KbError
from ui.cli.exits import DONE, SOME_FAILED, WrongUse
from ui.cli.paper import Paper, count

HEADINGS = {
    "first": "First test part, written before the questions that it is trained with",
    "second": "Second test part, written later as users type, and not trained with",
}

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
    """Classify each line of ``file``; a line that is no question leaves ``{error, hint, line}`` in its place."""
    failed = 0
    lines = _lines(file)
    for number, line in enumerate(lines, start=1):
        try:
            asked = _question(line)
            form = _form(asked["question"], meaning)
            shown = {name: form[name] for name in ("kind", "confidence", "action")}
            identity = {"id": asked["id"]} if "id" in asked else {}
            result = identity | {"question": asked["question"], **shown}
            text = jsonlib.dumps(result, ensure_ascii=False, allow_nan=False)
        except (ValueError, KeyError, TypeError, RecursionError):
            failed += 1
            error = {
                "error": "The line is not a question.",
                "hint": 'Write {"question": "..."} on each line.',
                "line": number,
            }
            text = jsonlib.dumps(error)
        print(text, flush=True)
    if failed:
        print(f"{count(failed, 'line')} of {len(lines)} failed.", file=sys.stderr)
    return SOME_FAILED if failed else DONE


def _question(line: bytes) -> dict[str, Any]:
    """The object on a line.

    Raises:
        ValueError: the line is no UTF-8 or no JSON, or its question is no text.
        TypeError: it is no object.
        KeyError: it has no question.
    """
    asked: dict[str, Any] = jsonlib.loads(line.decode("utf-8"))
    if not isinstance(asked["question"], str):
        raise ValueError("a question is text")
    # JSON can spell half of a surrogate pair, which no encoding can write.
    whole = asked["question"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return asked | {"question": whole}


def _lines(file: Path) -> list[bytes]:
    """The lines of a file, empty ones too, but for those at its end."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error}.", hint="Give a file of lines.") from error
    content = content.removeprefix(b"\xef\xbb\xbf").rstrip()
    return content.split(b"\n") if content else []


def measured(path: Path | None, *, words_only: bool, json: bool) -> int:
    """``kb eval policy``: print the report on a labelled set, or on both test parts that are shipped."""
    from kb.answer.policy import classify
    from kb.evaluate.policy import SECOND, TEST, evaluate_policy, load_labelled

    parts = {"own": path} if path else {"first": TEST, "second": SECOND}
    questions = {name: load_labelled(file) for name, file in parts.items()}
    if not all(questions.values()):
        raise KbError(f"{path} holds no question.", hint="One labelled question a line.")
    meaning = None if words_only else embedder()
    classify("warm", meaning)
    reports = {
        name: evaluate_policy(asked, lambda text: classify(text, meaning))
        for name, asked in questions.items()
    }
    # The first part's figures stand at the top, as they did when it was the only one.
    report = next(iter(reports.values()))
    if "second" in reports:
        report = report | {"second": reports["second"]}
    if json:
        print(jsonlib.dumps(report, ensure_ascii=False, indent=2))
        return DONE
    for name, one in reports.items():
        if name != "own":
            print(f"\n{HEADINGS[name]}\n")
        for line in table(one):
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
    lines += [
        "",
        f"Confidence and what was right (off by {report['calibration_error']:.3f} on average):",
    ]
    lines += [
        f"{row['from']:.1f}-{row['to']:.1f}{row['questions']:>8}{row['confidence']:>8.3f}{row['right']:>8.3f}"
        for row in report["reliability"]
    ]
    if report["wrong"]:
        lines += [
            "",
            f"{count(len(report['wrong']), 'question')} taken for another kind (--json lists them)",
        ]
    return lines
