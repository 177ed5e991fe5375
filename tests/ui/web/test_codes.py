"""Codes as the Terminology page shows them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kb.access.local import local_principal
from kb.store.store import Store
from tests.fakes.terms import SharedWords, small_book
from ui.terms.desk import TermDesk
from ui.web import codes


@pytest.fixture
def desk(tmp_path):
    store = Store(tmp_path / "home", tmp_path / "catalog.key")
    book = small_book(store.database)
    library = SimpleNamespace(
        store=store, terms=book, code_finder=SharedWords(book), terms_ready=book.ready
    )
    return TermDesk(library, local_principal())


def test_the_tree_leads_from_the_chapter_to_what_is_beside_and_below(desk):
    entry = desk.entry("E11.2")
    rows = codes.tree(entry, desk.level("E11.2"), [], [])["rows"]
    assert [one["code"] for one in rows] == [
        *("4", "E08-E13", "E11", "E11.2", "E11.21", "E11.22", "E11.9"),
    ]
    assert [one["level"] for one in rows] == [0, 1, 2, 3, 4, 4, 3]
    (here,) = [one for one in rows if one["selected"]]
    assert here["code"] == "E11.2"
    assert here["expanded"] is True


def test_without_a_code_the_tree_is_the_chapters(desk):
    shown = codes.tree(None, desk.chapters(), [], [])
    assert shown["label"] == "Chapters"
    assert not any(one["selected"] or one["expanded"] for one in shown["rows"])


def test_a_pinned_code_is_not_listed_again_as_recent(desk):
    lines = desk.lines(["E11.22", "N18.4"])
    shown = codes.tree(None, [], lines[:1], lines)
    assert [one["code"] for one in shown["recent"]] == ["N18.4"]


def test_the_codes_that_a_note_names_in_brackets_open():
    text = "type 1 diabetes (E10.-) and CKD (N18.1-N18.6); vitamin B12 (oral)"
    assert [(text[start:end], code) for start, end, code in codes.links(text)] == [
        ("E10", "E10"),
        ("N18.1", "N18.1"),
        ("N18.6", "N18.6"),
    ]


def test_the_entry_tells_its_own_notes_from_those_above(desk):
    shown = codes.entry(desk.entry("E11.22"), chosen=[], pinned=False)
    sections = {one["kind"]: one["items"] for one in shown["sections"]}
    assert sections["use_additional"][0]["from"] is None
    assert all(one["from"] for one in sections["excludes1"])
    assert [one["code"] for one in shown["path"]] == ["4", "E08-E13", "E11", "E11.2"]
    assert shown["label"] == "Billable"


def test_a_code_of_the_basket_that_excludes_the_entry_is_a_warning(desk):
    form = desk.entry("E10.9")
    conflicts = desk.check(["E11.22", "E10.9"])["conflicts"]
    shown = codes.entry(form, chosen=["E11.22"], pinned=False, conflicts=conflicts)
    (warning,) = shown["warnings"]
    assert warning["title"].startswith("With E11.22 in the basket")


def test_a_block_cannot_be_chosen(desk):
    assert codes.entry(desk.entry("E08-E13"), chosen=[], pinned=False)["choosable"] is False


def test_seventh_characters_are_listed(desk):
    shown = codes.entry(desk.entry("S52.501A"), chosen=[], pinned=False)
    assert {"sign": "A", "meaning": "initial encounter for closed fracture"} in shown["seventh"]


def test_the_basket_asks_for_what_is_missing_and_not_for_what_is_there(desk):
    def findings(*chosen):
        return codes.basket(desk.check(chosen), [], "")["findings"]

    assert any("stage" in one["text"] for one in findings("E11.22"))
    assert not any("stage" in one["text"] for one in findings("E11.22", "N18.4"))


def test_each_conflict_is_told_once(desk):
    found = codes.basket(desk.check(["E11.22", "E10.9"]), [], "")["findings"]
    assert [one["kind"] for one in found].count("conflict") == 1


def test_a_code_that_is_not_billable_is_a_caution(desk):
    (caution,) = [
        one
        for one in codes.basket(desk.check(["E11"]), [], "")["findings"]
        if one["kind"] == "caution"
    ]
    assert caution["codes"] == ["E11"]


def test_support_is_shown_with_what_stands_around_it():
    note = "word " * 30 + "He has heart failure since 2019. " + "word " * 30
    start = note.index("heart")
    shown = codes.around(note, [{"text": "heart failure", "start": start, "end": start + 13}])
    (span,) = shown["spans"]
    assert shown["text"][slice(*span)] == "heart failure"
    assert shown["text"].startswith("… ")
    assert shown["text"].endswith(" …")


def test_overlapping_support_is_marked_once():
    support = [{"text": "", "start": 0, "end": 5}, {"text": "", "start": 3, "end": 9}]
    assert codes.around("heart failure", support)["spans"] == [[0, 9]]
