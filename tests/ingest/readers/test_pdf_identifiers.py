"""Which DOI is the work's own, what else identifies it, and what its references and its own words say."""

from __future__ import annotations

from collections.abc import Sequence

import pymupdf
import pytest

from ingest.readers.base import Reading
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_identifiers import find_doi

BODY = [
    "Abstract",
    "Background: gout hurts, and few people say how much of the pain goes with a diet that is poor in meat.",
    "Methods: In this randomised controlled trial, 120 patients were randomly assigned to diet or to none.",
    "Results: the pain went down by half in those who kept to the diet, and not at all in the other patients.",
]
OWN = "10.1186/s13063-014-0531-y"

Row = tuple[float, float, str]


def article(
    rows: Sequence[Row] = (),
    last: Sequence[Row] = (),
    links: Sequence[tuple[str, str]] = (),
    subject: str = "",
    title: str = "Diet and the pain of gout in older women",
) -> Reading:
    """A two-page article: rows are (y, type size, text); links cover the row of this text."""
    document = pymupdf.open()
    document.set_metadata({"subject": subject})
    for _ in range(2):
        document.new_page()
    first, second = document[0], document[1]
    first.insert_text((72, 120), title, fontsize=20)
    for i, text in enumerate(BODY):
        first.insert_textbox(pymupdf.Rect(72, 200 + 50 * i, 500, 250 + 50 * i), text, fontsize=10)
    second.insert_textbox(pymupdf.Rect(72, 100, 500, 200), " ".join(BODY[1:]), fontsize=10)
    for page, added in ((first, rows), (second, last)):
        for y, size, text in added:
            page.insert_text((72, y), text, fontsize=size)
    for page in (first, second):
        for text, uri in links:
            for rect in page.search_for(text):
                page.insert_link({"kind": pymupdf.LINK_URI, "from": rect, "uri": uri})
    return read_pdf(document.tobytes(), "gout.pdf")


def origin(reading: Reading, field: str) -> str:
    return dict(reading.metadata.origins)[field]


def test_the_doi_on_a_row_of_its_own_is_the_works() -> None:
    found = article([(80, 9, f"https://doi.org/{OWN}")])
    assert (found.metadata.doi, origin(found, "doi")) == (OWN, "page 1")


def test_a_doi_that_the_text_names_in_passing_is_not_taken_for_the_works() -> None:
    found = article(
        [
            (420, 10, "The data set is deposited in Dryad, https://doi.org/10.5061/dryad.1234."),
            (
                440,
                10,
                "It corrects the article available online at http://dx.doi.org/10.1155/2015/1.",
            ),
            (770, 8, f"doi: {OWN}"),
        ]
    )
    assert found.metadata.doi == OWN


def test_a_link_gives_a_doi_that_is_not_printed() -> None:
    found = article([(80, 9, "View online")], links=[("View online", f"https://doi.org/{OWN}")])
    assert (found.metadata.doi, origin(found, "doi")) == (OWN, "link on page 1")


def test_the_last_page_may_say_how_to_cite() -> None:
    last = [(400, 9, f"doi:{OWN}"), (412, 9, "Cite this article as: Roe et al.: Diet. 2015.")]
    found = article(last=last)
    assert (found.metadata.doi, origin(found, "doi")) == (OWN, "page 2")


def test_the_files_properties_come_in_where_the_pages_say_nothing() -> None:
    found = article(subject=f"J Gout, doi:{OWN}")
    assert (found.metadata.doi, origin(found, "doi")) == (OWN, "PDF properties")


def test_no_doi_is_taken_from_a_reference() -> None:
    last = [
        (300, 12, "References"),
        (320, 9, "1. Doe J. Pain of the foot. J Pain. 2001;2:3-9. doi:10.1000/pain.2001"),
        (334, 9, "2. Roe R. Diet of the old. J Diet. 2003;1:1-7. doi:10.1000/diet.2003"),
    ]
    assert article(last=last).metadata.doi is None


def test_pmid_pmcid_and_licence_are_read_where_they_are_printed() -> None:
    found = article(
        [
            (80, 9, "PMCID: PMC4736323  PMID: 26881234"),
            (
                760,
                8,
                "This article is distributed under the Creative Commons Attribution License 4.0.",
            ),
        ]
    )
    meta = found.metadata
    assert (meta.pmid, meta.pmcid, meta.licence) == ("26881234", "PMC4736323", "CC BY 4.0")
    assert origin(found, "licence") == "page 1"


def test_every_known_field_says_where_it_came_from() -> None:
    meta = article([(80, 9, f"https://doi.org/{OWN}")]).metadata
    known = {name for name, _ in meta.origins}
    assert {"title", "doi", "type", "design", "sample_size"} <= known
    assert all(getattr(meta, name) for name in known)


def test_the_works_own_words_say_what_it_is() -> None:
    found = article()
    meta = found.metadata
    assert (meta.type, meta.design) == ("article", "randomised controlled trial")
    assert meta.sample_size == 120
    assert origin(found, "design") == "the work's own words"


def test_a_label_above_the_title_counts_before_the_words() -> None:
    found = article([(80, 9, "Case Report")])
    assert (found.metadata.type, found.metadata.design) == ("case report", "case report")
    assert origin(found, "type") == "its label"
    assert found.metadata.sample_size is None


REFERENCES: list[Row] = [
    (300, 12, "References"),
    (
        320,
        9,
        "1. Doe J. Pain of the foot. J Pain. 2001;2:3-9. doi:10.1000/pain.2001. PMID: 11234567",
    ),
    (334, 9, "2. Roe R. Diet of the old. J Diet. 2003;1:1-7."),
    (348, 9, "3. Poe E. Gout of the great. J Gout. 2004;1:1-7. PubMed"),
]


def test_references_have_what_they_print_and_what_their_links_lead_to() -> None:
    found = article(
        last=REFERENCES,
        links=[
            ("Diet of the old", "https://doi.org/10.1000/DIET.2003"),
            ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/7654321/"),
            ("Gout of the great", "https://example.org/10.1000/no"),
        ],
    )
    one, two, three = found.references
    assert (one.doi, one.pmid) == ("10.1000/pain.2001", "11234567")
    assert (two.doi, two.pmid) == ("10.1000/diet.2003", None)
    assert (three.doi, three.pmid) == (None, "7654321")
    assert two.text.startswith("2. Roe R.")


def test_a_link_mends_a_doi_that_the_print_breaks() -> None:
    rows: list[Row] = [
        (300, 12, "References"),
        (320, 9, "1. Doe J. Pain of the foot. J Pain. 2001;2:3-9. https://doi.org/10.1000/j."),
        (331, 9, "    pain.2001.02.003"),
        (345, 9, "2. Roe R. Diet of the old. J Diet. 2003;1:1-7. doi:10.1000/"),
        (356, 9, "    diet.2003"),
    ]
    uri = "https://doi.org/10.1000/j.pain.2001.02.003"
    one, two = article(last=rows, links=[("https://doi.org/10.1000/j.", uri)]).references
    assert one.doi == "10.1000/j.pain.2001.02.003"
    assert two.doi == "10.1000/diet.2003"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("doi:10.1016/S0140-6736(05)66545-0).", "10.1016/s0140-6736(05)66545-0"),
        ("(https://doi.org/10.1000/ABC.1);", "10.1000/abc.1"),
        ("[10.1000/abc]", "10.1000/abc"),
        ("version 10.12/3 of it", None),
        ("", None),
    ],
)
def test_a_doi_ends_where_punctuation_begins(text: str, doi: str | None) -> None:
    assert find_doi(text) == doi


def test_links_of_a_hostile_file_are_only_addresses() -> None:
    found = article(
        [(80, 9, "View online")],
        links=[("View online", "javascript:app.alert('doi.org/10.1000/x')//https://doi.org/")],
    )
    assert found.metadata.doi is None or found.metadata.doi.startswith("10.")
