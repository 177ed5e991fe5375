"""DOI, PMID and PMCID in one form."""

from __future__ import annotations

import pytest

from kb.text.identifiers import doi, is_preprint, pmcid, pmid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1000/ABC.1", "10.1000/abc.1"),
        (" https://doi.org/10.1000/abc.1 ", "10.1000/abc.1"),
        ("http://dx.doi.org/10.1000/abc.1", "10.1000/abc.1"),
        ("doi: 10.1000/abc.1.", "10.1000/abc.1"),
        (
            "10.1002/(SICI)1097-0258(199808)17:15<1:AID>3.0.CO;2-9",
            "10.1002/(sici)1097-0258(199808)17:15<1:aid>3.0.co;2-9",
        ),
        ("unavailable", None),
        ("10.1000/abc def", None),
        ("", None),
        (None, None),
    ],
)
def test_a_doi_compares_without_what_is_put_before_it(
    text: str | None, expected: str | None
) -> None:
    assert doi(text) == expected


def test_a_preprint_is_known_by_its_doi_whatever_its_version() -> None:
    assert doi("10.1101/2021.03.04.21252975v2") == "10.1101/2021.03.04.21252975"
    assert doi("https://doi.org/10.1101/123456v1.full") == "10.1101/123456"
    assert is_preprint("10.1101/2021.03.04.21252975")
    assert is_preprint("10.64898/2026.01.01.123456")
    # Journals of the same press.
    assert not is_preprint(doi("10.1101/gr.123456.111"))
    assert not is_preprint(doi("10.1101/cshperspect.a041234"))
    assert not is_preprint(None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12345", "12345"),
        ("PMID: 012345", "12345"),
        ("12345.0", "12345"),
        ("0", None),
        ("n/a", None),
    ],
)
def test_a_pmid_is_digits_and_zero_is_none(text: str, expected: str | None) -> None:
    assert pmid(text) == expected


def test_a_pmcid_is_the_same_with_and_without_its_letters_and_version() -> None:
    assert pmcid("PMC123") == pmcid("123") == pmcid("pmcid: pmc123.2") == "PMC123"
    assert pmcid("NIHMS12") is None
