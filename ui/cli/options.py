"""The arguments and options that commands share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

CollectionName = Literal["literature", "records"]
SortChoice = Literal["relevance", "year"]
WriterChoice = Literal["auto", "extractive", "ollama", "openai"]
FormatChoice = Literal["markdown", "docx", "json"]

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")]
Limit = Annotated[int, typer.Option(min=1, max=500, help="How many to list.")]
Offset = Annotated[int, typer.Option(min=0, max=10_000_000, help="How many to pass over.")]
InCollection = Annotated[
    CollectionName | None,
    typer.Option("--collection", help="Search only this collection.", show_default=False),
]
InDocuments = Annotated[
    list[str] | None,
    typer.Option(
        "--document",
        metavar="ID",
        help="Search only this document; may be given several times.",
        show_default=False,
    ),
]
OfTypes = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        metavar="TYPE",
        help="Only works published so: guideline, review, article ...; may be given several times.",
        show_default=False,
    ),
]
OfDesigns = Annotated[
    list[str] | None,
    typer.Option(
        "--design",
        metavar="DESIGN",
        help="Only works of this design: randomised controlled trial, cohort study ...; may be given "
        "several times.",
        show_default=False,
    ),
]
OfJournals = Annotated[
    list[str] | None,
    typer.Option(
        "--journal",
        metavar="NAME",
        help="Only works of this journal; may be given several times.",
        show_default=False,
    ),
]
WithoutRetracted = Annotated[
    bool, typer.Option("--without-retracted", help="Leave retracted works out.")
]
YearFrom = Annotated[
    int | None,
    typer.Option(
        min=1000,
        max=9999,
        metavar="YEAR",
        help="Only works of this year or later.",
        show_default=False,
    ),
]
YearTo = Annotated[
    int | None,
    typer.Option(
        min=1000,
        max=9999,
        metavar="YEAR",
        help="Only works of this year or earlier.",
        show_default=False,
    ),
]
