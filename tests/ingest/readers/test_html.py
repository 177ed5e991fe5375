"""Guidelines saved as web pages."""

from __future__ import annotations

import pytest

from ingest.readers import read
from ingest.readers.base import Reading
from kb.errors import UnreadableFile

REST = (
    "These are the words of a guideline that goes on for as long as is needed to be taken for one. "
    * 2
)


def page(body: str, head: str = "") -> Reading:
    return read(
        f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


def shown(body: str, head: str = "") -> str:
    return page(f"{body}<p>{REST}</p>", head).text


def found(reading: Reading, kind: str = "text") -> list[tuple[str | None, str]]:
    return [(one.section, one.text) for one in reading.blocks if one.kind == kind]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>unseen</p>",
        '<p style="color:red; display : none">unseen</p>',
        '<p style="visibility:hidden">unseen</p>',
        '<p style="position:absolute;left:-9999px">unseen</p>',
        '<p style="font-size:0">unseen</p>',
        '<p style="color:#fff">unseen</p>',
        '<div aria-hidden="true"><p>unseen</p></div>',
        "<!-- unseen --><script>unseen</script><style>unseen{}</style><noscript>unseen</noscript>",
        "<template><p>unseen</p></template><form><button>unseen</button></form>",
        '<p class="by-sheet">unseen</p>',
        '<p id="sheet">unseen</p>',
        '<span class="visually-hidden">unseen</span>',
        "<nav><a href=x>unseen</a></nav><header>unseen</header><footer>unseen</footer><aside>unseen</aside>",
        '<div role="navigation">unseen</div><div class="cookie-banner">unseen</div><ul id="main-menu"><li>unseen</ul>',
        "<ul><li><a href=1>unseen</a><li><a href=2>unseen</a><li><a href=3>unseen</a><li><a href=4>unseen</a></ul>",
    ],
)
def test_what_a_reader_of_the_page_does_not_see_is_not_read(hidden: str) -> None:
    sheet = "<style>/* x */ p.by-sheet, #sheet {color: red; display:none}</style>"
    text = shown(f"<p>Seen before.</p>{hidden}tail<p>Seen after.</p>", sheet)
    assert "unseen" not in text
    assert "Seen before." in text
    assert "tail" in text
    assert "Seen after." in text


def test_what_only_print_hides_is_read() -> None:
    assert "Seen." in shown(
        '<p class="x">Seen.</p>', "<style>@media print {.x{display:none}}</style>"
    )


def test_the_main_part_is_the_content() -> None:
    reading = page(f"<div>Around the page.</div><main><h1>Asthma</h1><p>{REST}</p></main>")
    assert "Around" not in reading.text
    assert reading.metadata.title == "Asthma"


def test_headings_become_sections_and_lists_keep_their_signs() -> None:
    reading = page(
        f"<h1>Guide</h1><p>{REST}</p><h2>1.2 Treatment:</h2><p>Give it.</p><ol><li>one<li><p>two</p></ol>"
        "<dl><dt>ICS</dt><dd>a spray</dd></dl>"
    )
    assert found(reading)[1:] == [
        ("Treatment", "Give it."),
        ("Treatment", "1. one"),
        ("Treatment", "2. two"),
        ("Treatment", "ICS: a spray"),
    ]
    for block in reading.blocks:
        assert reading.text[block.start : block.end] == block.text


def test_a_box_of_recommendations_is_a_section() -> None:
    reading = page(
        f"<h2>Care</h2><p>{REST}</p><div class='panel recommendation-box'><p>Offer it.</p></div><p>After.</p>"
        "<section class=key-points><h3>In short</h3><p>Points.</p></section>"
    )
    assert found(reading)[1:] == [
        ("Recommendation", "Offer it."),
        ("Care", "After."),
        ("In short", "Points."),
    ]


def test_tables_are_grids_and_frames_are_not() -> None:
    reading = page(
        f"<p>{REST}</p><table><caption>Doses</caption><tr><th>Drug<th colspan=2>Dose<tr><td rowspan=2>A<td>1<td>2"
        "<sup>a</sup><tr><td>3<td>4</table><table role=presentation><tr><td><p>Left.</p><td><p>Right.</p>"
        "<tr><td>x<td>y</table>"
    )
    (table,) = reading.tables
    assert table.caption == "Doses"
    assert (table.header_rows, table.rows[1:]) == (1, (("A", "1", "2ᵃ"), ("A", "3", "4")))
    assert reading.text[table.start : table.end].startswith("Doses\nA | Dose: 1")
    assert [text for _, text in found(reading)[1:]] == ["Left.", "Right.", "x", "y"]


def test_signs_stay_and_marks_of_citations_go() -> None:
    text = shown(
        '<p>10<sup>9</sup>/L of CO<sub>2</sub><sup><a href="#ref1">1</a>,<a href="#ref2">2</a></sup> and [<a '
        'href="#cite-3">3</a>] at &ge;&nbsp;5&thinsp;mg.</p>'
    )
    assert text.startswith("10⁹/L of CO2 and at ≥\u00a05\u2009mg.")


def test_references_are_a_list_with_their_identifiers() -> None:
    reading = page(
        f"<p>{REST}</p><h2>References</h2><ol><li>Doe J. Things. <a href='https://doi.org/10.1000/XY'>link</a></li>"
        "<li>Roe. <a href='https://pubmed.ncbi.nlm.nih.gov/12345678/'>PubMed</a></li></ol>"
    )
    assert [(one.doi, one.pmid) for one in reading.references] == [
        ("10.1000/xy", None),
        (None, "12345678"),
    ]
    assert len(found(reading)) == 1


def test_the_tags_for_libraries_give_the_metadata() -> None:
    head = (
        '<title>Wrong | Site</title><meta name="citation_title" content="A guideline"><meta name="citation_author" '
        'content="Smith, Jane"><meta name="citation_author" content="Karl Roe"><meta name="citation_doi" content='
        '"doi:10.1/AB"><meta name="citation_publication_date" content="2020/03/01"><meta name="citation_firstpage" '
        'content="3"><meta name="citation_lastpage" content="9"><meta name="DC.Rights" content='
        '"https://creativecommons.org/licenses/by/4.0/"><meta property="og:title" content="Other">'
    )
    meta = page(f"<p>{REST}</p>", head).metadata
    assert (meta.title, meta.authors) == ("A guideline", ("Jane Smith", "Karl Roe"))
    assert (meta.year, meta.pages, meta.licence) == (2020, "3-9", "CC BY 4.0")
    assert meta.type == "guideline"


def test_a_page_that_asks_to_sign_in_is_no_guideline() -> None:
    with pytest.raises(UnreadableFile, match="asks to sign in"):
        page("<h1>Sign in</h1><p>To read on.</p><form><input name=u><input type=password></form>")


@pytest.mark.parametrize(
    "body", ["", "<script>fill()</script><div id=app></div>", "<p hidden>x</p>"]
)
def test_a_page_without_words_is_refused(body: str) -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        page(body)


def test_hardly_any_text_is_told() -> None:
    assert "hardly any text" in page("<p>Only this.</p>").warnings[0]


@pytest.mark.parametrize(
    ("data", "warned"),
    [
        ("<meta charset=utf-8><p>Müller".encode(), False),
        ("<meta charset='iso-8859-1'><p>Müller".encode("cp1252"), False),
        ("<p>Müller".encode("cp1252"), True),
        ("<meta charset=nonsense><p>Müller".encode("cp1252"), True),
        ("\ufeff<p>Müller".encode("utf-16-le"), False),
        (b"<p>M&uuml;ller", False),
    ],
)
def test_the_encoding_is_found(data: bytes, warned: bool) -> None:
    reading = read(data, "a.htm")
    assert "Müller" in reading.text
    assert any("Windows-1252" in one for one in reading.warnings) == warned


def test_deep_nesting_and_broken_markup_do_no_harm() -> None:
    assert "deep" in shown("<div>" * 1500 + "deep" + "</p></table>" * 50)
    assert "deep" in shown("<p>" + "<i>" * 1500 + "deep")
    with pytest.raises(UnreadableFile, match="nested deeper"):
        page("<div>" * 5000 + REST)
    assert "end" in shown("<b><i><p>end</b>")


def test_a_pdf_under_this_name_is_told() -> None:
    with pytest.raises(UnreadableFile, match="looks like a PDF"):
        read(b"%PDF-1.7\n", "a.html")
