"""From words to codes: what people type or write in a note, and the codes that it may mean.

What is found are candidates for a person to accept or drop. None of it is advice on billing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kb.errors import CodeNotFound
from kb.search.embedder import Embedder
from kb.terms.choosing import Choice, choices, core_stems, missing_kind
from kb.terms.codes import CodeBook
from kb.terms.context import Wording, read_wording
from kb.terms.details import Details, details, without_weeks
from kb.terms.history import FAMILY, PERSONAL, history_codes
from kb.terms.icd_entries import CodeLine
from kb.terms.matches import CodeMatch, Finding, falling, varied
from kb.terms.matching import Fit, Matcher, held_words
from kb.terms.meaning import MeaningIndex
from kb.terms.notes import NoteCandidate, note_candidates
from kb.terms.phrase_index import PhraseIndex
from kb.terms.ranking import Ranked, rank
from kb.terms.splitting import split_findings
from kb.terms.wording import stems_of

_CODE = re.compile(r"[A-Za-z]\d[0-9A-Za-z](?:\.[0-9A-Za-z]{1,4}|[0-9A-Za-z]{0,4})")
_AXIS = re.compile(r"acute or chronic|how severe|which (?:stage|trimester|side)")
_LEAST = 0.3
_FAMILY_SIZE = 4
# Below this share of the best score a second concept does not make the first doubtful.
_CLOSE = 0.93
_ALIKE = 0.97
# Below this the best fits so badly that one code of each disease is shown rather than its kinds.
_CONFIDENT = 0.8


class CodeFinder:
    """Finds codes of one code book. Thread-safe."""

    def __init__(self, book: CodeBook, embedder: Callable[[], Embedder] | Embedder | None) -> None:
        """``embedder`` (or what gives it, when first needed) may be None: then words alone count."""
        self.book = book
        self._embedder = embedder
        self._hidden: frozenset[frozenset[str]] = frozenset()
        self._guard = threading.Lock()
        self._ready: tuple[int, Matcher] | None = None
        self._vectors: tuple[int, MeaningIndex] | None = None

    # -- making ready -------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether everything is stored that :meth:`prepare` would make."""
        book = self.book
        return book.ready() and (
            self._embedder is None or MeaningIndex.stored(book.tables, book.release_key)
        )

    def prepare(self, progress: Callable[[int, int, str], None] | None = None) -> None:
        """Make and load the indexes now rather than with the first question."""
        self._matcher(progress)
        self._meaning(progress)

    def _matcher(self, progress: Callable[[int, int, str], None] | None = None) -> Matcher:
        index = self.book.phrases(progress)
        key = self.book.release_key
        with self._guard:
            if self._ready is None or self._ready[0] != key or self._ready[1].index is not index:
                self._ready = (key, Matcher(index, self._meaning, self._hidden))
            return self._ready[1]

    def _meaning(
        self, progress: Callable[[int, int, str], None] | None = None
    ) -> MeaningIndex | None:
        given = self._embedder
        if given is None:
            return None
        key, index = self.book.release_key, self.book.phrases()
        with self._guard:
            if self._vectors is None or self._vectors[0] != key:
                embedder = given() if callable(given) else given
                tell = progress or (lambda done, total, step: None)
                opened = MeaningIndex.open(self.book.tables, key, index, embedder, tell)
                self._vectors = (key, opened)
            return self._vectors[1]

    def leaving_out(self, terms: Iterable[str]) -> CodeFinder:
        """This finder without those of the project's own index terms that have the same words.

        So that held-out words are measured without having been looked up.
        """
        other = CodeFinder(self.book, self._embedder)
        other._hidden = frozenset(frozenset(stems_of(term)) for term in terms)
        return other

    # -- finding ------------------------------------------------------------------------------

    def find(self, words: str, k: int = 10) -> list[CodeMatch]:
        """The k codes that words may mean, the likeliest first.

        "History of" and "family history of" lead to their Z codes. What is said to be absent gives
        nothing. A code gives itself.
        """
        written = words.strip()
        if not written or k < 1:
            return []
        if _CODE.fullmatch(written):
            try:
                line = self.book.line(written)
            except CodeNotFound:
                pass
            else:
                return [CodeMatch(line.code, line.description, 1.0, line.billable, (written,))]
        wording = read_wording(written)
        if wording.context != "present" and self._matcher().listed(written):
            wording = Wording(written, "present")
        if wording.context == "absent":
            return []
        if wording.context in ("personal history", "family history"):
            return self._history(written, wording, k)
        return self._present(wording.words, k)

    def _present(self, words: str, k: int) -> list[CodeMatch]:
        matcher = self._matcher()
        fit = matcher.fit(without_weeks(words))
        ranked = rank(matcher.index, fit, words)
        return self._matches(matcher.index, fit, ranked, words, k)

    def _matches(
        self, index: PhraseIndex, fit: Fit, ranked: Sequence[Ranked], words: str, k: int
    ) -> list[CodeMatch]:
        """Codes of the concepts: the best concept's family in full, one code of each other."""
        ranked = [one for one in ranked[: 6 * k] if one.score >= _LEAST]
        if not ranked:
            return []
        best = ranked[0].score
        said = details(f"{words} {fit.variants[ranked[0].variant].text}")
        relatives = self._relatives(index, ranked)
        confident = best >= _CONFIDENT
        sure = len(ranked) < 2 or ranked[1].score < _CLOSE * best
        found: dict[str, CodeMatch] = {}
        taken: set[int] = set()
        for one in ranked:
            if one.concept in taken:
                continue
            family = [one, *relatives] if one is ranked[0] else [one]
            taken.update(other.concept for other in family)
            most = 1
            if one is ranked[0] and (sure or relatives):
                most = max(_FAMILY_SIZE, len(family)) if confident else 1 + bool(relatives)
            for match in self._family(index, fit, family, words, said, best, most):
                found.setdefault(match.code, match)
            if len(found) >= (k if confident else 2 * k):
                break
        listed = list(found.values())
        return falling((listed if confident else varied(listed))[:k])

    def _relatives(self, index: PhraseIndex, ranked: Sequence[Ranked]) -> list[Ranked]:
        """Concepts that hold as much of what was said as the best, and differ from it in detail only."""
        first = ranked[0]
        alike = [
            one
            for one in ranked[1:]
            if index.categories[one.concept] == index.categories[first.concept]
            and one.asked >= _ALIKE * first.asked
        ]
        codes = [index.codes[one.concept][-1] for one in (first, *alike)]
        lines = self.book.tables.lines(self.book.release_key, codes)
        cores = [core_stems(lines[code].description) for code in codes]
        return [one for one, core in zip(alike, cores[1:], strict=True) if core == cores[0]][:6]

    def _family(
        self,
        index: PhraseIndex,
        fit: Fit,
        family: Sequence[Ranked],
        words: str,
        said: Details,
        best: float,
        most: int,
    ) -> list[CodeMatch]:
        """The codes of concepts that differ in detail only: unspecified ones last, ``most`` of them."""
        scale = max(1.0, best)
        listed: list[tuple[float, bool, CodeMatch]] = []
        for one in family:
            options = choices(
                self.book.tables, self.book.release_key, index, one.concept, said, words
            )
            matched = self._matched(index, fit, one, words)
            for choice in options:
                missing = self._missing(choice, said)
                agreement = choice.agreement * _detail_agreement(choice.line.description, said)
                match = CodeMatch(
                    choice.line.code,
                    choice.line.description,
                    # Members of a family fit what was said alike: what parts them was not said.
                    round(max(0.0, family[0].score * agreement / scale), 4),
                    choice.line.billable,
                    matched,
                    missing,
                )
                open_ = choice.unspecified or any(_AXIS.match(text) for text in missing)
                listed.append((agreement, open_, match))
        top = max((agreement for agreement, _, _ in listed), default=0.0)
        agreeing = [one for one in listed if one[0] >= top - 0.01]
        # What was not asked for comes only where nothing agrees better.
        kept = agreeing if len(agreeing) >= most else listed
        kept = sorted(kept, key=lambda one: (-round(one[0], 2), one[1]))
        if len(kept) > most:
            # The unspecified code is offered too, last, where the family does not fit as a whole.
            kept = [*kept[: most - 1], next((o for o in kept[most - 1 :] if o[1]), kept[most - 1])]
        return [
            replace(match, score=round(match.score * (0.99 if is_open and most > 1 else 1.0), 4))
            for _, is_open, match in kept
        ]

    def _missing(self, choice: Choice, said: Details) -> tuple[str, ...]:
        tables, key = self.book.tables, self.book.release_key
        row = tables.row(key, choice.line.code)
        if row is None or row[4] is None or "-" in row[4]:
            return choice.missing
        line, parent = choice.line, row[4]
        above = tables.row(key, parent)
        if above is not None and line.description.startswith(f"{above[1]}, "):
            # A seventh character: what kind is open is asked of the code that it was added to.
            line = CodeLine(above[0], above[1], above[2], bool(above[3]))
            parent = above[4]
        if parent is None or "-" in parent:
            return choice.missing
        family = tables.children(key, parent)
        return tuple(dict.fromkeys((*choice.missing, *missing_kind(line, family, said))))

    def _matched(self, index: PhraseIndex, fit: Fit, one: Ranked, words: str) -> tuple[str, ...]:
        variant = fit.variants[one.variant]
        held = held_words(words, index.texts[one.phrase])
        said = variant.said or (() if held else (f"≈ {index.texts[one.phrase]}",))
        return tuple(dict.fromkeys((*held, *said)))

    # -- several findings ---------------------------------------------------------------------

    def split(self, text: str, k: int = 10) -> list[Finding]:
        """The findings of a sentence, each with its codes.

        Words that make one condition together ("nausea and vomiting") stay together. What is said to
        be absent is a finding without codes.
        """
        findings = []
        for part in split_findings(text, self._joint):
            wording = read_wording(part.words)
            codes = () if wording.context == "absent" else tuple(self.find(part.words, k))
            findings.append(Finding(part.shown, codes, wording.context, part.start, part.end))
        return findings

    def _joint(self, words: str) -> float:
        """How well words are one condition: the best phrase's share of what was said, and its fit."""
        matcher = self._matcher()
        ranked = rank(matcher.index, matcher.fit(words), words)
        return ranked[0].score if ranked else 0.0

    def from_note(self, text: str) -> list[NoteCandidate]:
        """Candidate codes of a note with the words that support each, in the order of the note.

        For a coder to accept or drop: what is denied is left out, what is suspected, past or in the
        family says so in ``context``.
        """
        return note_candidates(self, self._matcher(), text)

    def code_of(self, phrase: int, words: str, around: str) -> CodeMatch | None:
        """The code of a phrase of the index that stands in a text, with the details around it."""
        index = self._matcher().index
        concept = int(index.defaults[index.concept[phrase]])
        said = details(around)
        options = choices(self.book.tables, self.book.release_key, index, concept, said, around)
        if not options:
            return None
        # In a note nobody chooses: where no side is written, the unspecified code says so.
        best = options[0]
        if not said.side:
            best = next((one for one in options if one.unspecified), options[0])
        line = best.line
        return CodeMatch(
            line.code,
            line.description,
            round(best.agreement, 4),
            line.billable,
            (words,),
            self._missing(best, said),
        )

    # -- history ------------------------------------------------------------------------------

    def _history(self, written: str, wording: Wording, k: int) -> list[CodeMatch]:
        """Codes for what is past or in the family: by the list's own words, and by the disease."""
        family = wording.context == "family history"
        matcher = self._matcher()
        index, key = matcher.index, self.book.release_key
        only = FAMILY if family else PERSONAL
        scores: dict[str, CodeMatch] = {}
        for prefix in ("family history of",) if family else ("history of", "personal history of"):
            phrase = f"{prefix} {wording.words}"
            fit = matcher.fit(phrase)
            ranked = rank(index, fit, phrase, only=only)
            for match in self._matches(index, fit, ranked, phrase, k):
                known = scores.get(match.code)
                if known is None or known.score < match.score:
                    scores[match.code] = match
        for place, disease in enumerate(self._present(wording.words, 3)[:2]):
            said = f"{wording.words} = {disease.code} {disease.description}"
            for code, reach in history_codes(self.book.tables, key, disease.code, family=family)[
                :3
            ]:
                lines = self.book.billable_below(code, 6)
                by_disease = (0.62 + 0.04 * min(reach, 4) - 0.1 * place) * min(1.0, disease.score)
                for line in lines:
                    # A heading holds histories of other diseases, too: only its words tell which.
                    share = by_disease if len(lines) == 1 or "other" in line.description else 0.0
                    before = scores.get(line.code)
                    words = before.score if before else 0.0
                    score = max(words, share) + (0.1 if words and share else 0.0)
                    if score <= 0:
                        continue
                    matched = (wording.cue, said, *(before.matched if before else ()))
                    scores[line.code] = CodeMatch(
                        line.code,
                        line.description,
                        score,
                        line.billable,
                        tuple(dict.fromkeys(matched)),
                        before.missing if before else (),
                    )
        found = sorted(scores.values(), key=lambda one: -one.score)[:k]
        top = max((one.score for one in found), default=1.0)
        return [replace(one, score=round(one.score / max(top, 1.0), 4)) for one in found]


def _detail_agreement(description: str, said: Details) -> float:
    """1 where a description says nothing against the details that were said, less where it does."""
    own = details(description)
    agreement = 1.0
    for name in ("acuity", "severity", "stage"):
        wanted, given = getattr(said, name), getattr(own, name)
        if wanted and given and wanted != given:
            agreement *= 0.85
    return agreement


__all__ = ["CodeFinder", "CodeMatch", "Finding", "NoteCandidate"]
