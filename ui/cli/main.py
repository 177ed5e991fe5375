"""The command line ``kb``: what it takes. What each command does is in :mod:`ui.cli.commands`.

Only typer and the standard library are imported here, so that ``kb --help`` is immediate.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ui.cli import lookup
from ui.cli.conversations import conversations
from ui.cli.measure import bench, evaluate
from ui.cli.options import (
    CollectionName,
    InCollection,
    InDocuments,
    Json,
    OfDesigns,
    OfJournals,
    OfTypes,
    SortChoice,
    WithoutRetracted,
    WriterChoice,
    YearFrom,
    YearTo,
)
from ui.cli.retractions import retractions
from ui.cli.searches import searches

EPILOG = (
    "Exit status: 0 done, 1 failed, 2 wrong use, 3 some files failed. Standard output is the result, "
    "standard error the progress. KB_HOME is the data folder, KB_KEY_FILE the key of its catalog; "
    "`kb settings` lists every setting. While `kb serve` runs, commands go through it and its settings hold."
)

app = typer.Typer(
    name="kb",
    help="A local knowledge base for clinical literature and de-identified records.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)

lookup.register(app)
app.add_typer(retractions, name="retractions")
app.add_typer(bench, name="bench")
app.add_typer(evaluate, name="eval")
app.add_typer(conversations, name="conversations")
app.add_typer(searches, name="searches")


@app.command()
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            exists=True,
            show_default=False,
            help="Files and folders: PDF, JATS XML, web pages, text and Markdown notes; exports of "
            "PubMed (XML, NBIB) and reference managers (RIS, BibTeX); BEIR-style JSONL.",
        ),
    ],
    collection: Annotated[CollectionName, typer.Option(help="Where they go.")] = "literature",
    attest_deidentified: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            show_default=False,
            help="Who attests that these records are de-identified; needed for records, and kept.",
        ),
    ] = None,
    metadata: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            show_default=False,
            help="An export of PubMed or of a reference manager that describes the files, matched by "
            "DOI, PMID or title; may be given several times.",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and take in what changes, until Ctrl-C.")
    ] = False,
    json: Json = False,
) -> None:
    """Read files into the library.

    A file that is there already is left alone, a changed one replaces its old passages, and a run that
    was cut short is completed by running it again. A file beside a PDF with the same name (.xml, .nbib,
    .json, .ris, .bib) says what it is: its title, authors, journal and so on.
    """
    from ui.cli.commands.ingest import run

    raise typer.Exit(
        run(paths, collection, attest_deidentified, metadata or (), watch=watch, json=json)
    )


@app.command()
def inspect(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            exists=True,
            show_default=False,
            help="A PDF, article in JATS XML, web page or note; several, or a folder of them.",
        ),
    ],
    blocks: Annotated[
        bool, typer.Option("--blocks", help="List the blocks in order: page, kind, section, words.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            show_default=False,
            help="Write one JSON file for each into this folder, and what reading cost to _speed.json.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show how a file is read, without touching the library.

    Title, authors and the like as its own text gives them, how sure the reader is of each page, its
    blocks, tables and references, and what was left out.
    """
    from ui.cli.commands.inspect import run

    raise typer.Exit(run(paths, out, blocks=blocks, json=json))


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(show_default=False, help="A question in plain words.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="IN.jsonl",
            show_default=False,
            help="Answer many: a JSON object with a `question` on each line ('-' for standard "
            "input); writes one JSON answer a line.",
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Begin a conversation: keep the answer to go on from.")
    ] = False,
    conversation: Annotated[
        str | None,
        typer.Option(
            "--conversation",
            metavar="ID",
            show_default=False,
            help="Go on with this conversation; a follow-up is read with the question before it.",
        ),
    ] = None,
    continue_: Annotated[
        bool,
        typer.Option(
            "--continue", help="Go on with the last one; with --keep begin one if there is none."
        ),
    ] = False,
    writer: Annotated[
        WriterChoice | None,
        typer.Option(help="Who writes the answer.", show_default="KB_MODEL__WRITER"),
    ] = None,
    collection: InCollection = None,
    document: InDocuments = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    type_: OfTypes = None,
    design: OfDesigns = None,
    journal: OfJournals = None,
    json: Json = False,
) -> None:
    """Answer a question from the library, with the page that says so."""
    from ui.cli.commands.ask import run
    from ui.cli.scope import filters

    limits = filters(
        collection, document, year_from, year_to, types=type_, designs=design, journals=journal
    )
    raise typer.Exit(
        run(
            question,
            file,
            limits,
            writer,
            keep=keep,
            conversation=conversation,
            latest=continue_,
            json=json,
        )
    )


@app.command()
def policy(
    question: Annotated[
        str | None, typer.Argument(show_default=False, help="A question in plain words.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="IN.jsonl",
            show_default=False,
            help="Many: a JSON object with a `question` on each line ('-' for standard input); "
            "writes one JSON object a line.",
        ),
    ] = None,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Without the embedding model: quicker, less sure.")
    ] = False,
    json: Json = False,
) -> None:
    """Say what kind of question something is, and what is done about such questions."""
    from ui.cli.commands.policy import run

    raise typer.Exit(run(question, file, words_only=words_only, json=json))


@app.command()
def search(
    question: Annotated[str, typer.Argument(show_default=False, help="What to look for.")],
    k: Annotated[
        int | None,
        typer.Option(
            "-k", min=1, max=200, help="How many passages.", show_default="KB_SEARCH__RESULTS"
        ),
    ] = None,
    collection: InCollection = None,
    document: InDocuments = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    type_: OfTypes = None,
    design: OfDesigns = None,
    journal: OfJournals = None,
    without_retracted: WithoutRetracted = False,
    sort: Annotated[
        SortChoice, typer.Option(help="The best first, or the newest of the best.")
    ] = "relevance",
    facets: Annotated[
        bool,
        typer.Option("--facets", help="Also count years, types, designs and journals."),
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Also write the works to a new file ending in .ris, .bib or .csv.",
        ),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option(metavar="NAME", show_default=False, help="Also keep this search."),
    ] = None,
    json: Json = False,
) -> None:
    """Find passages, the best first; those of retracted works come last, marked.

    Slips of the pen in names that stand nowhere in the library are forgiven, and that is said.
    """
    from ui.cli.commands.search import run
    from ui.cli.scope import filters

    limits = filters(
        collection,
        document,
        year_from,
        year_to,
        retracted=not without_retracted,
        types=type_,
        designs=design,
        journals=journal,
    )
    raise typer.Exit(
        run(question, limits, k, sort=sort, facets=facets, export=export, save=save, json=json)
    )


@app.command()
def similar(
    document: Annotated[
        str, typer.Argument(show_default=False, help="A document's id, or the path of its file.")
    ],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many documents.")] = 10,
    json: Json = False,
) -> None:
    """List the documents that are nearest to one, by the meaning of all their passages."""
    from ui.cli.commands.similar import run

    raise typer.Exit(run(document, k, json=json))


@app.command()
def check(
    passage: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default=False, help="A text file with the cited passage."
        ),
    ] = None,
    sentence: Annotated[
        str | None, typer.Option(show_default=False, help="The sentence that cites it.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="IN.jsonl",
            show_default=False,
            help="Check many: a JSON object with `passage` and `sentence` on each line ('-' for "
            "standard input); writes one JSON result a line.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Does a sentence stand in a passage, with all its numbers? No library is needed."""
    from ui.cli.commands.check import run

    raise typer.Exit(run(passage, sentence, file, json=json))


@app.command()
def documents(
    collection: Annotated[
        CollectionName | None,
        typer.Option(help="List only this collection.", show_default=False),
    ] = None,
    hidden: Annotated[
        bool,
        typer.Option("--all", help="Also the copies that a better copy of the same work hides."),
    ] = False,
    json: Json = False,
) -> None:
    """List the documents in the library."""
    from ui.cli.commands.documents import run

    raise typer.Exit(run(collection, hidden=hidden, json=json))


@app.command()
def passages(
    document: Annotated[
        str, typer.Argument(show_default=False, help="A document's id, or the path of its file.")
    ],
    json: Json = False,
) -> None:
    """Show the passages of a document, in reading order."""
    from ui.cli.commands.passages import run

    raise typer.Exit(run(document, json=json))


@app.command()
def tables(
    document: Annotated[
        str, typer.Argument(show_default=False, help="A document's id, or the path of its file.")
    ],
    csv: Annotated[
        bool,
        typer.Option("--csv", help="Write CSV; each row begins with the number of its table."),
    ] = False,
    json: Json = False,
) -> None:
    """Show the tables of a document, cell by cell."""
    from ui.cli.commands.tables import run

    raise typer.Exit(run(document, csv=csv, json=json))


@app.command()
def correct(
    document: Annotated[
        str, typer.Argument(show_default=False, help="A document's id, or the path of its file.")
    ],
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE",
            show_default=False,
            help="title, authors (parted by ;), journal, year, doi, pmid, type, design or sample_size; "
            "an empty value for what is not known.",
        ),
    ] = None,
    undo: Annotated[
        list[str] | None,
        typer.Option("--undo", metavar="FIELD", help="Give a field back what was read."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who says so; shown beside the field."),
    ] = None,
    json: Json = False,
) -> None:
    """Correct what is known of a work, or show it with where each field came from.

    Corrections stay when the file is read again.
    """
    from ui.cli.commands.correct import run

    raise typer.Exit(run(document, changes or [], undo=undo or [], by=by, json=json))


@app.command()
def remove(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT|PATH",
            show_default=False,
            help="A document's id, the path of its file, or a folder for all that lies in it.",
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Forget a document; the file itself stays.

    Its passages, its vectors and the stored copy of the original are deleted.
    """
    from ui.cli.commands.remove import run

    raise typer.Exit(run(document, yes=yes, json=json))


@app.command()
def reindex(
    embed: Annotated[
        bool,
        typer.Option("--embed", help="Compute the vectors anew, as after a change of model."),
    ] = False,
    json: Json = False,
) -> None:
    """Build the vector index anew from the catalog."""
    from ui.cli.commands.reindex import run

    raise typer.Exit(run(embed=embed, json=json))


@app.command()
def jobs(
    job: Annotated[
        str | None, typer.Argument(show_default=False, help="Show one job in full.")
    ] = None,
    json: Json = False,
) -> None:
    """List what was ingested, when, and what became of it."""
    from ui.cli.commands.jobs import run

    raise typer.Exit(run(job, json=json))


@app.command()
def doctor(json: Json = False) -> None:
    """Examine the library; each finding says what to do."""
    from ui.cli.commands.doctor import run

    raise typer.Exit(run(json=json))


@app.command()
def serve(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen on.", show_default="KB_SERVER__PORT"),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the page in a browser.")
    ] = False,
) -> None:
    """Serve the page and the API, on this machine only, until Ctrl-C."""
    from ui.cli.commands.serve import run

    raise typer.Exit(run(port, open_browser=not no_browser))


@app.command()
def settings(json: Json = False) -> None:
    """Show every setting and where its value comes from."""
    from ui.cli.commands.settings import run

    raise typer.Exit(run(json=json))


@app.command()
def version() -> None:
    """Show the version."""
    import kb

    typer.echo(f"clinical-kb {kb.__version__}")


def main() -> None:
    """Run ``kb`` and end the process with its exit status."""
    from ui.cli.boundary import run

    sys.exit(run(app, sys.argv[1:]))


if __name__ == "__main__":
    main()
