"""The words of this project for codes."""

from __future__ import annotations

from kb.terms.codes import CodeBook
from kb.terms.icd_store import with_dot
from kb.terms.phrases import index_terms


def test_every_index_term_leads_to_a_code_of_the_release(book: CodeBook) -> None:
    missing = {code for _, code in index_terms() if not book.exists(code)}
    assert missing == set()


def test_no_index_term_leads_to_two_codes() -> None:
    seen: dict[str, str] = {}
    twice = []
    for term, code in index_terms():
        if seen.setdefault(term.lower(), code) != code:
            twice.append(term)
    assert twice == []


def test_codes_are_written_as_the_list_writes_them() -> None:
    assert [code for _, code in index_terms() if with_dot(code) != code] == []
