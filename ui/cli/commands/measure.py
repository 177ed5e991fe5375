"""``kb bench`` and ``kb eval``: running a measurement and showing its figures."""

from __future__ import annotations

import json as jsonlib
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from kb.library import Library
from kb.store.jobs import JobProgress
from ui.cli.exits import DONE


def show(measure: Callable[[], Any], *, json: bool, html: Path | None = None) -> int:
    """Run a measurement and print it, as JSON or as indented names and figures; ``html`` gets a page."""
    result = measure()
    if html is not None:
        from ui.cli.commands.measure_page import write_page

        write_page(html, result)
    if json:
        print(jsonlib.dumps(result, ensure_ascii=False, indent=2))
    else:
        for line in _lines(result):
            print(line)
    return DONE


def _lines(value: object, indent: str = "") -> list[str]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [line for one in value for line in ("", *_lines(one, indent))]
    lines: list[str] = []
    if not isinstance(value, dict):
        return [f"{indent}{value}"]
    for name, one in value.items():
        if isinstance(one, dict):
            lines += [f"{indent}{name}", *_lines(one, indent + "  ")]
        else:
            shown = _listed(one) if isinstance(one, list) else one
            lines.append(f"{indent}{name:<28} {shown}")
    return lines


def _listed(values: list[Any]) -> str:
    if values and isinstance(values[0], dict):
        return f"{len(values)} (--json lists them)"
    return ", ".join(map(str, values))


def questions(file: Path) -> dict[str, Any]:
    """Ask the present library every question of a file."""
    from kb.access.local import local_principal
    from kb.evaluate.questions import ask_all, load_questions
    from kb.settings import Settings

    asked = load_questions(file)
    with Library.open(Settings.load()) as library:
        report = ask_all(library, local_principal(), asked, _counter("questions", len(asked)))
    return report.figures()


def retrieval(folder: Path, store: Path | None) -> list[dict[str, Any]]:
    """Build a library from a BEIR corpus and measure retrieval on its questions."""
    from ingest.pipeline import Ingestor
    from kb.access.local import local_principal
    from kb.evaluate.beir import load_beir
    from kb.evaluate.retrieval import evaluate_retrieval

    asked = load_beir(folder)
    principal = local_principal()
    with library_folder(store) as home, open_apart(home) as library:
        Ingestor(library, principal).run([asked.corpus], progress=ingest_line)
        tell = _counter("questions", len(asked.questions))
        return evaluate_retrieval(library, principal, asked, tell=lambda done, _: tell(done))


def abstain(questions_: Path) -> dict[str, Any]:
    """Ask what can and what cannot be answered."""
    from kb.access.local import local_principal

    if questions_.is_file():
        return _abstain_from_file(questions_)
    from ingest.pipeline import Ingestor
    from kb.evaluate.abstention import evaluate_abstention, split, write_remaining
    from kb.evaluate.beir import load_beir

    asked = load_beir(questions_)
    parts = split(asked)
    principal = local_principal()
    with library_folder(None) as home, open_apart(home) as library:
        remaining = Path(home) / "corpus.jsonl"
        write_remaining(asked.corpus, parts.left_out, remaining)
        Ingestor(library, principal).run([remaining], progress=ingest_line)
        tell = _counter("questions", len(parts.kept) + len(parts.deprived))
        return evaluate_abstention(library, principal, asked, parts, tell=tell)


def _abstain_from_file(file: Path) -> dict[str, Any]:
    from kb.access.local import local_principal
    from kb.evaluate.abstention import figures
    from kb.evaluate.questions import ask_all, load_questions
    from kb.settings import Settings

    asked = load_questions(file)
    with Library.open(Settings.load()) as library:
        report = ask_all(library, local_principal(), asked, _counter("questions", len(asked)))
    scores: dict[bool, list[float]] = {True: [], False: []}
    answered = {True: 0, False: 0}
    for one in report.outcomes:
        scores[one.question.answerable].append(one.evidence)
        answered[one.question.answerable] += one.answered
    return figures(scores, answered)


def answers(questions_: Path, writer: str | None, store: Path | None) -> dict[str, Any]:
    """Ask, and judge the citations, quotations and numbers of the answers."""
    from kb.access.local import local_principal
    from kb.evaluate.answers import evaluate_answers, load_asked
    from kb.settings import Settings

    asked = load_asked(questions_)
    principal = local_principal()
    tell = _counter("questions", len(asked))
    if questions_.is_file():
        with Library.open(Settings.load()) as library:
            return evaluate_answers(library, principal, asked, writer=writer, tell=tell)
    from ingest.pipeline import Ingestor
    from kb.evaluate.beir import load_beir

    corpus = load_beir(questions_).corpus
    with library_folder(store) as home, open_apart(home) as library:
        Ingestor(library, principal).run([corpus], progress=ingest_line)
        return evaluate_answers(library, principal, asked, writer=writer, tell=tell)


def evidence(folder: Path, most: int, store: Path | None) -> dict[str, Any]:
    """Build a library of trials and ask for what they found."""
    from ingest.pipeline import Ingestor
    from kb.access.local import local_principal
    from kb.evaluate.evidence_inference import evaluate_evidence, load_prompts

    prompts = load_prompts(folder, most)
    principal = local_principal()
    with library_folder(store) as home, open_apart(home) as library:
        Ingestor(library, principal).run([folder / "articles"], progress=ingest_line)
        tell = _counter("prompts", len(prompts))
        return evaluate_evidence(library, principal, prompts, tell=tell)


def library_folder(store: Path | None) -> AbstractContextManager[Path | str]:
    """The folder to build a library in: the one given, kept, or a temporary one."""
    if store is not None:
        return nullcontext(store)
    return tempfile.TemporaryDirectory(prefix="kb-eval-")


def open_apart(home: Path | str) -> Library:
    """A library of its own, apart from the user's, with its key beside the folder."""
    from kb.settings import Settings

    folder = Path(home)
    return Library.open(
        Settings.load(home=folder / "library", key_file=folder / "catalog.key"), wait_seconds=1.0
    )


def ingest_line(progress: JobProgress) -> None:
    """Tell on standard error how far an ingestion is."""
    left = "" if progress.remaining_s is None else f", {progress.remaining_s:,.0f} s left"
    print(
        f"ingesting {progress.done:,} of {progress.total:,} ({progress.rate:.0f}/s{left})",
        file=sys.stderr,
        flush=True,
    )


def _counter(noun: str, total: int) -> Callable[[int], None]:
    step = max(1, total // 20)

    def tell(done: int) -> None:
        if done % step == 0 or done == total:
            print(f"{done:,} of {total:,} {noun}", file=sys.stderr, flush=True)

    return tell


def codes(terms: int, *, as_shipped: bool) -> list[dict[str, Any]]:
    """Ask the code book of the present library for the pairs and for its inclusion terms."""
    from kb.evaluate.codes import evaluate_codes
    from kb.settings import Settings

    with Library.open(Settings.load()) as library:
        return evaluate_codes(
            library.code_finder,
            inclusion_terms=terms,
            held_out=not as_shipped,
            tell=lambda done, total: _counter("questions", total)(done),
        )
