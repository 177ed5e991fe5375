"""Question sets in BEIR form: ``corpus.jsonl(.gz)``, ``queries.jsonl`` and ``qrels.tsv``."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from kb.errors import KbError


@dataclass(frozen=True, slots=True)
class BeirSet:
    """Questions by id, and for each the relevant documents with their gain."""

    folder: Path
    corpus: Path
    questions: dict[str, str]
    relevant: dict[str, dict[str, int]]


def load_beir(folder: Path) -> BeirSet:
    """Read a BEIR folder; questions without judgements are left out.

    Raises:
        KbError: a file is missing or not of that form, or no question has a judgement.
    """
    corpus = next(
        (
            folder / name
            for name in ("corpus.jsonl", "corpus.jsonl.gz")
            if (folder / name).is_file()
        ),
        None,
    )
    judgements = next(
        (path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.is_file()),
        None,
    )
    queries = folder / "queries.jsonl"
    if corpus is None or judgements is None or not queries.is_file():
        raise KbError(
            f"{folder} is not a question set in BEIR form.",
            hint="It needs corpus.jsonl (or .gz), queries.jsonl and qrels.tsv.",
        )
    try:
        lines = [
            json.loads(line) for line in queries.read_text("utf-8").split("\n") if line.strip()
        ]
        relevant: dict[str, dict[str, int]] = {}
        with judgements.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t")
            next(rows, None)
            for question, document, gain in rows:
                if int(gain) > 0:
                    relevant.setdefault(question, {})[document] = int(gain)
        questions = {
            str(line["_id"]): str(line["text"]) for line in lines if str(line["_id"]) in relevant
        }
    except (KeyError, TypeError, ValueError) as error:
        raise KbError(f"{folder} is not a question set in BEIR form ({error}).") from error
    if not questions:
        raise KbError(f"No question of {folder} has a relevant document in {judgements.name}.")
    return BeirSet(folder, corpus, questions, relevant)
