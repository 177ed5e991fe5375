"""Which source gives which field."""

from __future__ import annotations

from ingest.metadata.chain import merge, named, same_work
from ingest.metadata.licence import licence_name
from ingest.metadata.registry import Registry
from kb.types import Metadata

LONG = "Effects of a medicine on the heart: a randomised trial"
OTHER = "Prevalence of coeliac disease among children in three regions"


def test_the_first_source_that_knows_a_field_gives_it_and_is_named() -> None:
    page = named(Metadata(title="Misread", year=2020, doi="10.1234/p"), "page 1")
    beside = named(Metadata(title=LONG, authors=("A B",)), "trial.ris")
    merged = merge([beside, page])
    assert (merged.title, merged.authors, merged.year, merged.doi) == (
        LONG,
        ("A B",),
        2020,
        "10.1234/p",
    )
    assert dict(merged.origins) == {
        "title": "trial.ris",
        "authors": "trial.ris",
        "year": "page 1",
        "doi": "page 1",
    }


def test_a_field_without_an_origin_stays_without_one() -> None:
    assert merge([Metadata(title="T")]).origins == ()
    assert merge([]) == Metadata()


def test_works_are_the_same_by_identifier_or_title_and_other_only_when_both_differ() -> None:
    assert same_work(Metadata(doi="10.1234/A"), Metadata(doi="https://doi.org/10.1234/a")) is True
    assert same_work(Metadata(pmid="1"), Metadata(pmid="PMID: 1")) is True
    assert same_work(Metadata(title=LONG), Metadata(title=LONG.upper() + ".")) is True
    assert (
        same_work(Metadata(doi="10.1234/a", title=LONG), Metadata(doi="10.1234/b", title=OTHER))
        is False
    )
    assert same_work(Metadata(doi="10.1234/a"), Metadata(doi="10.1234/b")) is None
    assert same_work(Metadata(title=LONG), Metadata(title=OTHER)) is None


def test_the_registry_finds_by_identifier_then_by_title() -> None:
    registry = Registry()
    registry.add(Metadata(title=LONG, doi="10.1234/a", pmid="7"), "PubMed XML a.xml")
    for asked in (Metadata(doi="10.1234/A"), Metadata(pmid="7"), Metadata(title=LONG)):
        found = registry.find(asked)
        assert found is not None
        assert found.pmid == "7"
        assert dict(found.origins)["pmid"] == "PubMed XML a.xml"
    assert registry.find(Metadata(title=OTHER)) is None


def test_the_registry_does_not_trust_a_misread_identifier_or_a_title_of_two_works() -> None:
    registry = Registry()
    registry.add(Metadata(title=LONG, doi="10.1234/a"), "x")
    assert registry.find(Metadata(title=OTHER, doi="10.1234/a")) is None
    assert registry.find(Metadata(title=LONG, doi="10.1234/b")) is None
    registry.add(Metadata(title=LONG, doi="10.1234/c"), "x")
    assert registry.find(Metadata(title=LONG)) is None
    assert registry.find(Metadata(title=LONG, doi="10.1234/c")) is not None


def test_licences_have_short_names() -> None:
    assert licence_name("http://creativecommons.org/licenses/by-nc-nd/4.0/") == "CC BY-NC-ND 4.0"
    assert licence_name("http://creativecommons.org/publicdomain/zero/1.0/") == "CC0 1.0"
    both = (
        "the Creative Commons Attribution License (http://creativecommons.org/licenses/by/2.0). The waiver "
        "(http://creativecommons.org/publicdomain/zero/1.0/) applies to the data."
    )
    assert licence_name(both) == "CC BY 2.0"
    assert (
        licence_name("the Creative Commons Attribution Non Commercial License 4.0")
        == "CC BY-NC 4.0"
    )
    assert licence_name("CC BY 4.0") == "CC BY 4.0"
    assert licence_name("All rights reserved.") is None
