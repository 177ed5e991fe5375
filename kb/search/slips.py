"""Slips of the pen in clinical names: what a word that stands nowhere in the library was meant to be.

Only a word that no passage holds is looked at, and only names are offered for it, so that an ordinary
question costs one look into the full-text index for each of its words.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replaced

import numpy as np

from kb.lexicon.known import clinical_words, is_listed
from kb.search.directory import Directory, Mask
from kb.search.query import Query, prepare
from kb.store.database import Database
from kb.text.names import is_clinical_name
from kb.text.stems import stem
from kb.text.words import STOP_WORDS, WORD, words

SHORTEST = 5
# From this length on two slips are forgiven, before it one.
LONG = 8
# How many of the nearest terms are looked up, and in how many passages each.
CONSIDERED, PASSAGES = 16, 40
# A word that is a capital or two longer than an abbreviation may be shouted.
SHOUTED = 7
# One is never a slip for the other: they mean opposite or different things.
_APART = (("hyper", "hypo"), ("inter", "intra"), ("macro", "micro"), ("brady", "tachy"))
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """A word of a question and what it is read as; ``start`` and ``end`` are its place there."""

    typed: str
    meant: str
    start: int
    end: int


class Slips:
    """Finds slips against one library's vocabulary, which is read once for each state of it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._version: int | None = None
        self._terms: list[str] = []
        self._counts: list[int] = []
        self._found: dict[tuple[str, bytes | None], str | None] = {}

    def prepare(
        self, question: str, directory: Directory, mask: Callable[[], Mask | None]
    ) -> Query:
        """A question made ready for search, read without its slips.

        Args:
            mask: which passages may be read, so that no word of others is told; asked for when needed.
        """
        found = self.find(question, directory, mask)
        if not found:
            return prepare(question)
        text, at = "", 0
        for slip in found:
            text += question[at : slip.start] + slip.meant
            at = slip.end
        query = prepare(text + question[at:])
        pairs = tuple(dict.fromkeys((slip.typed, slip.meant) for slip in found))
        return replaced(query, read_as=pairs)

    def find(
        self, question: str, directory: Directory, mask: Callable[[], Mask | None]
    ) -> list[Slip]:
        """The slips of a question, in order."""
        found = []
        for match in WORD.finditer(question):
            written = match[0].removesuffix("'s").removesuffix("’s")
            word = written.lower()
            if not _may_be_a_slip(written, word) or self._stands(word):
                continue
            meant = self._meant(word, directory, mask())
            if meant is not None:
                found.append(Slip(written, meant, match.start(), match.start() + len(written)))
        return found

    def _stands(self, word: str) -> bool:
        row = self._database.connection.execute(
            "SELECT 1 FROM passages_text WHERE passages_text MATCH ? LIMIT 1", (f'"{word}"',)
        ).fetchone()
        return row is not None

    def _meant(self, word: str, directory: Directory, mask: Mask | None) -> str | None:
        with self._guard:
            if self._version != directory.version:
                self._read(directory.version)
            key = (word, None if mask is None else np.packbits(mask).tobytes())
            if key not in self._found:
                self._found[key] = self._nearest(word, directory, mask)
            return self._found[key]

    def _read(self, version: int) -> None:
        """Read every term of the full-text index with the number of passages it stands in."""
        connection = self._database.connection
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.term_counts "
            "USING fts5vocab('main', 'passages_text', 'row')"
        )
        rows = connection.execute("SELECT term, doc FROM temp.term_counts").fetchall()
        rows = [row for row in rows if len(row[0]) >= SHORTEST - 2 and _LETTERS.fullmatch(row[0])]
        self._terms = [row[0] for row in rows]
        self._counts = [row[1] for row in rows]
        self._found = {}
        self._version = version

    def _nearest(self, word: str, directory: Directory, mask: Mask | None) -> str | None:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        limit = 2 if len(word) >= LONG else 1
        places = {
            place
            for form in {word, stem(word)}
            for _, _, place in extract(
                form,
                self._terms,
                scorer=OSA.distance,
                score_cutoff=limit,
                limit=CONSIDERED,
            )
        }
        forms: dict[str, int] = {}
        for place in places:
            for form in self._written(self._terms[place], directory, mask):
                if OSA.distance(word, form) <= limit:
                    forms[form] = max(forms.get(form, 0), self._counts[place])

        def order(form: str) -> tuple[int, int, bool, int, str]:
            distance = OSA.distance(word, form)
            other = form[0] != word[0]
            # A first letter is rarely mistaken: with another one, two slips are one too many.
            return distance + other, other, not _is_name(form), -forms[form], form

        best = sorted((form for form in forms if order(form)[0] <= limit), key=order)
        best = [form for form in best if not _apart(word, form)]
        # Where an ordinary word lies nearer than any name, no name was meant.
        if not best or not _is_name(best[0]):
            return None
        rivals = [form for form in best[1:] if order(form)[:2] == order(best[0])[:2]]
        return None if any(_apart(best[0], rival) for rival in rivals) else best[0]

    def _written(self, term: str, directory: Directory, mask: Mask | None) -> set[str]:
        """The words that became a term, as passages that may be read have them."""
        connection = self._database.connection
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.term_places "
            "USING fts5vocab('main', 'passages_text', 'instance')"
        )
        rows = connection.execute(
            "SELECT DISTINCT doc FROM temp.term_places WHERE term = ? LIMIT ?", (term, PASSAGES)
        ).fetchall()
        keys = np.array([row[0] for row in rows], dtype=np.int64)
        places = directory.positions(keys)
        keep = places >= 0
        if mask is not None:
            keep &= mask[places]
        found: set[str] = set()
        for key in keys[keep].tolist():
            row = connection.execute(
                "SELECT d.title, p.section, p.text FROM passages p "
                "JOIN documents d ON d.key = p.document WHERE p.key = ?",
                (key,),
            ).fetchone()
            if row is None:
                continue
            held = words(" ".join(part for part in row if part))
            found |= {one for one in held if stem(one) == term and _LETTERS.fullmatch(one)}
            if found:
                break
        return found


def _may_be_a_slip(written: str, word: str) -> bool:
    """Not short, no number or code in it, no abbreviation, and no word that is known."""
    if len(word) < SHORTEST or not _LETTERS.fullmatch(word) or word in STOP_WORDS:
        return False
    if written[1:] != word[1:] and not (written.isupper() and len(word) >= SHOUTED):
        return False
    return not is_listed(word)


def _is_name(word: str) -> bool:
    return word in clinical_words() or is_clinical_name(word)


def _apart(one: str, other: str) -> bool:
    """Whether two words differ in a beginning that turns the meaning round."""
    return any(
        (one.startswith(left) and other.startswith(right))
        or (one.startswith(right) and other.startswith(left))
        for left, right in _APART
    )
