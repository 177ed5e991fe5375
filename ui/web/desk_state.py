"""What one visitor is doing on the Terminology page."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field

from kb.errors import CodeNotFound, KbError
from ui.terms.desk import TermDesk
from ui.terms.forms import CandidateForm, CodeMatchForm, FindingForm, ReadingForm

SHOWN = 12
SHOWN_EACH = 5  # where a sentence holds several findings
BASKET = 60
KEY = "terms-state"


@dataclass
class DeskState:
    """The box, the code that is open, what was found, and the basket.

    The open code is in the page's address, so that a link leads back to it; the basket is kept in the
    catalog. What was typed is in neither, nor is a note.
    """

    text: str = ""
    turns: int = 0  # counts what was set from here, so that the box knows when to take it
    moved: bool = False
    code: str = ""
    question: str = ""
    found: list[FindingForm] | None = None
    readings: list[ReadingForm] = field(default_factory=list)
    problem: KbError | None = None
    basket: list[str] = field(default_factory=list)
    note: str = ""
    candidates: list[CandidateForm] | None = None
    arrived: bool = False

    def arrive(self, desk: TermDesk, address: MutableMapping[str, str]) -> None:
        """On the first visit take over the kept basket, and open the code that the address names."""
        if self.arrived:
            return
        self.arrived = True
        self.basket = desk.basket()
        if wanted := address.get("code", ""):
            self.open(desk, wanted)
            self.moved = False

    def leave(self, address: MutableMapping[str, str]) -> None:
        """Write the open code into the address."""
        if address.get("code", "") == self.code:
            return
        if self.code:
            address["code"] = self.code
        else:
            del address["code"]

    def open(self, desk: TermDesk, code: str) -> None:
        """Show a code; an empty one shows the chapters again."""
        self.moved = True
        self.problem = None
        if not code:
            self.code, self.found = "", None
            return
        try:
            form = desk.entry(code)
        except CodeNotFound as error:
            self.problem = error
            self.code = ""
            self.found = _nearest(error)
            self.question = code
            return
        self.code = form["code"]
        self._set(form["code"])
        desk.opened(form["code"])

    def find(self, desk: TermDesk, text: str) -> None:
        """Show what words mean, or open the code that they are."""
        text = " ".join(text.split())
        if not text:
            return
        self.moved = True
        self.problem = None
        try:
            entry = desk.recognise(text)
        except CodeNotFound:
            self.open(desk, text)
            return
        if entry is not None:
            self.open(desk, entry["code"])
            return
        self.code, self.question = "", text
        self.found = desk.split(text, SHOWN_EACH)["findings"]
        if len(self.found) < 2:
            self.found = [_one(text, desk.find([text], SHOWN)[0])]
        self.readings = desk.readings(text)
        self._set(text)

    def choose(self, desk: TermDesk, code: str) -> None:
        """Put a code into the basket, or take it out."""
        if code in self.basket:
            self.basket.remove(code)
        elif len(self.basket) < BASKET:
            self.basket.append(code)
        desk.keep_basket(self.basket)

    def empty(self, desk: TermDesk) -> None:
        """Take every code out of the basket."""
        self.basket = []
        desk.keep_basket([])

    def read_note(self, desk: TermDesk, text: str) -> None:
        """Look for candidate codes in a note."""
        self.note = text
        self.candidates = desk.note(text)["candidates"] if text.strip() else None

    def drop(self, desk: TermDesk, code: str) -> None:
        """Leave a candidate out, and out of the basket."""
        if self.candidates is not None:
            self.candidates = [one for one in self.candidates if one["code"] != code]
        if code in self.basket:
            self.choose(desk, code)

    def _set(self, text: str) -> None:
        self.text = text
        self.turns += 1


def _nearest(error: CodeNotFound) -> list[FindingForm] | None:
    """The nearest valid codes, shown like codes that were found."""
    if not error.nearest:
        return None
    codes: list[CodeMatchForm] = [
        {
            "code": code,
            "description": description,
            "score": 0.0,
            "billable": True,
            "matched": [],
            "missing": [],
        }
        for code, description in error.nearest
    ]
    return [_one("", codes)]


def _one(words: str, codes: list[CodeMatchForm]) -> FindingForm:
    """The words as a single finding."""
    return {"words": words, "context": "present", "start": 0, "end": len(words), "codes": codes}


def state() -> DeskState:
    """This visitor's state."""
    import streamlit as st

    found: DeskState = st.session_state.setdefault(KEY, DeskState())
    return found
