"""The words of this project for codes."""

from __future__ import annotations

from kb.terms.codes import CodeBook
from kb.terms.icd_store import with_dot
from kb.terms.phrases import index_files, index_terms
from kb.terms.wording import stems_of


def test_every_index_term_leads_to_a_code_of_the_release(book: CodeBook) -> None:
    missing = {code for _, code in index_terms() if not book.exists(code)}
    assert missing == set()


def test_an_index_term_leads_to_two_codes_only_where_it_has_two_meanings() -> None:
    seen: dict[str, list[str]] = {}
    for term, code in index_terms():
        seen.setdefault(term.lower(), []).append(code)
    several = {term: codes for term, codes in seen.items() if len(codes) > 1}
    # ASD is autism and a hole in the heart; nothing has two codes within one category.
    assert {"asd", "pph"} <= set(several)
    assert all(len({code[:3] for code in codes}) == len(codes) for codes in several.values())
    assert len(several) < 60


def test_the_words_cover_every_chapter() -> None:
    counts: dict[str, int] = {}
    for _, code in index_terms():
        counts[code[0]] = counts.get(code[0], 0) + 1
    assert all(counts.get(letter, 0) >= 100 for letter in "ABCDEFGHIJKLMNOPQRSTZ")
    assert len(index_terms()) > 10_000
    assert len(index_files()) == 18


def test_no_term_is_empty_or_says_nothing() -> None:
    assert [term for term, _ in index_terms() if not stems_of(term)] == []


def test_codes_are_written_as_the_list_writes_them() -> None:
    assert [code for _, code in index_terms() if with_dot(code) != code] == []
