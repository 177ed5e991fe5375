"""`kb bench` and `kb eval`: measuring speed and quality on this machine, with one's own data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.options import Json

bench = typer.Typer(
    help="Measure speed, as ratios within one run.", no_args_is_help=True, rich_markup_mode=None
)
evaluate = typer.Typer(
    help="Measure quality on questions with known answers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


Html = Annotated[
    Path | None,
    typer.Option(metavar="FILE", show_default=False, help="Write the figures as a page, too."),
]


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@bench.command("ingest")
def bench_ingest(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of PDFs.")],
    rounds: Annotated[int, typer.Option(min=1, help="How often each is run.")] = 3,
    json: Json = False,
) -> None:
    """Documents a second against the plain LlamaIndex pipeline (needs the extra `bench`)."""
    from ui.bench.ingest import bench_ingest as run
    from ui.cli.commands.measure import show

    raise typer.Exit(show(lambda: run(folder, rounds=rounds, tell=_tell), json=json))


@bench.command("cold")
def bench_cold(
    rounds: Annotated[int, typer.Option(min=1, help="How often each is run.")] = 5,
    json: Json = False,
) -> None:
    """Commands in a new process over the present library (needs the extra `bench`)."""
    from ui.bench.cold import bench_cold as run
    from ui.cli.commands.measure import show

    raise typer.Exit(show(lambda: run(rounds=rounds, tell=_tell), json=json))


@bench.command("scale")
def bench_scale(
    corpus: Annotated[
        Path, typer.Argument(exists=True, help="JSONL to ingest into a library of its own.")
    ],
    store: Annotated[
        Path | None, typer.Option(help="Keep that library here, and use it again.")
    ] = None,
    questions: Annotated[int, typer.Option(min=10, help="How many questions to ask.")] = 300,
    json: Json = False,
) -> None:
    """Latency, recall of the index and memory on a large library."""
    from ui.bench.scale import bench_scale_of
    from ui.cli.commands.measure import show

    raise typer.Exit(show(lambda: bench_scale_of(corpus, store, questions, tell=_tell), json=json))


@bench.command("search")
def bench_search(
    passages: Annotated[int, typer.Option(min=100, help="How many passages to draw.")] = 33_000,
    library: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            exists=True,
            file_okay=False,
            show_default=False,
            help="Measure this library instead: a data folder, or what `kb eval --store` kept.",
        ),
    ] = None,
    turns: Annotated[int, typer.Option(min=5, help="How often each way is searched.")] = 100,
    json: Json = False,
) -> None:
    """Searches with every kind of filter, and facets: latency and its ratio to no filter.

    Without --library, passages are drawn from the sentences of the glossary and the word lists. These
    sentences are embedded, a passage's vector is their mean: good for speed, not for what is found.
    """
    from ui.bench.search import bench_search as run
    from ui.bench.search import in_words
    from ui.cli.commands.measure import show

    def measured() -> dict[str, Any]:
        figures = run(passages, library, turns, tell=_tell)
        return figures if json else in_words(figures)

    raise typer.Exit(show(measured, json=json))


@evaluate.command("questions")
def eval_questions(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="Questions as in corpora/questions.jsonl."
        ),
    ],
    json: Json = False,
) -> None:
    """Ask the present library: is the passage found, is what cannot be answered refused?"""
    from ui.cli.commands.measure import questions, show

    raise typer.Exit(show(lambda: questions(file), json=json))


@evaluate.command("retrieval")
def eval_retrieval(
    folder: Annotated[
        Path,
        typer.Argument(metavar="BEIR_DIR", exists=True, file_okay=False, help="A BEIR folder."),
    ],
    store: Annotated[
        Path | None, typer.Option(help="Keep the temporary library here, and use it again.")
    ] = None,
    html: Html = None,
    json: Json = False,
) -> None:
    """nDCG, recall and MRR of each way to search, over a library built from the set's corpus.

    Rows for BM25, dense, reciprocal-rank fusion and what search does, with options switched off one by
    one; differences come with the p of a paired test.
    """
    from ui.cli.commands.measure import retrieval, show

    raise typer.Exit(show(lambda: retrieval(folder, store), json=json, html=html))


@evaluate.command("abstain")
def eval_abstain(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="SET",
            exists=True,
            help="A BEIR folder, of which every second question loses its documents; or a file as "
            "corpora/questions.jsonl, asked of the present library.",
        ),
    ],
    html: Html = None,
    json: Json = False,
) -> None:
    """Is what cannot be answered refused, and what can be answered answered?"""
    from ui.cli.commands.measure import abstain, show

    raise typer.Exit(show(lambda: abstain(questions), json=json, html=html))


@evaluate.command("answers")
def eval_answers(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="SET",
            exists=True,
            help="A JSONL file with `question` and `gold` (statements that a good answer holds), asked "
            "of the present library; or a BEIR folder, from whose corpus one is built.",
        ),
    ],
    writer: Annotated[
        str | None, typer.Option(help="Who writes.", show_default="KB_MODEL__WRITER")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="Keep a library that is built here, and use it again.")
    ] = None,
    html: Html = None,
    json: Json = False,
) -> None:
    """Do answers cite what carries them, quote it word for word, and say what they should?"""
    from ui.cli.commands.measure import answers, show

    raise typer.Exit(show(lambda: answers(questions, writer, store), json=json, html=html))


@evaluate.command("policy")
def eval_policy(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="SET",
            exists=True,
            dir_okay=False,
            show_default="both test parts that are shipped",
            help="Labelled questions: JSON objects with question and kind, or kind, tab, question.",
        ),
    ] = None,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Without the embedding model.")
    ] = False,
    json: Json = False,
) -> None:
    """Kinds of questions: macro F1, precision and recall of each kind, what is taken for what."""
    from ui.cli.commands.policy import measured

    raise typer.Exit(measured(file, words_only=words_only, json=json))


@evaluate.command("evidence")
def eval_evidence(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True,
            file_okay=False,
            help="A folder with articles/ and annotations.jsonl, as Evidence Inference has them.",
        ),
    ],
    prompts: Annotated[int, typer.Option(min=0, help="How many prompts to draw; 0 asks all.")] = 0,
    store: Annotated[
        Path | None, typer.Option(help="Keep the temporary library here, and use it again.")
    ] = None,
    html: Html = None,
    json: Json = False,
) -> None:
    """Are the sentences that say what a trial found brought up, over a library of the trials?"""
    from ui.cli.commands.measure import evidence, show

    raise typer.Exit(show(lambda: evidence(folder, prompts, store), json=json, html=html))


@evaluate.command("codes")
def eval_codes(
    terms: Annotated[
        int, typer.Option(min=0, help="How many inclusion terms to ask for; 0 for none.")
    ] = 1500,
    as_shipped: Annotated[
        bool, typer.Option("--as-shipped", help="Keep index terms that are words of the pairs.")
    ] = False,
    json: Json = False,
) -> None:
    """Words to ICD-10-CM codes: is the right code first, is it among the first five?"""
    from ui.cli.commands.measure import codes, show

    raise typer.Exit(show(lambda: codes(terms, as_shipped=as_shipped), json=json))
