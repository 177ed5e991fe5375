"""Articles in JATS XML and in BioMed Central's older form."""

from __future__ import annotations

import pytest

from ingest.readers import read
from ingest.readers.base import Reading
from kb.errors import UnreadableFile

FRONT = """
<front><journal-meta><journal-title-group><journal-title>Journal of Tests</journal-title></journal-title-group>
</journal-meta><article-meta>
<article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="pmc">456</article-id>
<article-id pub-id-type="doi">10.1234/ABC.5</article-id>
<article-categories><subj-group><subject>Case Report</subject></subj-group></article-categories>
<title-group><article-title>Sepsis in <italic>E. coli</italic></article-title><subtitle>a report</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Smith</surname><given-names>Jane A.</given-names></name>
<xref ref-type="aff" rid="a1"><sup>1</sup></xref></contrib>
<contrib contrib-type="author"><collab>The Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Ed</surname></name></contrib></contrib-group>
<pub-date pub-type="pmc-release"><year>2022</year></pub-date><pub-date pub-type="epub"><year>2020</year></pub-date>
<pub-date pub-type="collection"><year>2021</year></pub-date><volume>7</volume><fpage>12</fpage><lpage>19</lpage>
<permissions><license xmlns:x="http://www.w3.org/1999/xlink" x:href="https://creativecommons.org/licenses/by-nc/4.0/"/></permissions>
<abstract><sec><title>Methods</title><p>We looked.</p></sec><sec><title>Results</title><p>It was there.</p></sec></abstract>
</article-meta></front>
"""
BACK = """
<back><ack><title>Thanks</title><p>We thank all.</p></ack><ref-list><title>References</title>
<ref id="r1"><label>1</label><element-citation><person-group><name><surname>Doe</surname><given-names>J</given-names></name>
<etal/></person-group><article-title>On things</article-title><source>Lancet</source><year>2001</year><volume>3</volume>
<fpage>4</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.1000/XYZ</pub-id><pub-id pub-id-type="pmid">77</pub-id>
</element-citation></ref>
<ref id="r2"><label>2</label><mixed-citation><name><surname>Roe</surname>, <given-names>R</given-names></name>. <article-title>
More things</article-title>. <source>BMJ</source> <year>2002</year>;1:2.</mixed-citation></ref></ref-list></back>
"""
TABLE = """
<table-wrap id="t1"><label>Table 1</label><caption><p>Outcomes</p></caption><table>
<thead><tr><th rowspan="2">Arm</th><th colspan="2">Survival</th></tr><tr><th>median</th><th>n</th></tr></thead>
<tbody><tr><td>A</td><td>12.1<xref ref-type="table-fn" rid="f"><sup>a</sup></xref></td><td>30</td></tr>
<tr><td>&#x2003;old</td><td>9</td><td>4</td></tr></tbody></table>
<table-wrap-foot><fn id="f"><label>a</label><p>In months.</p></fn></table-wrap-foot></table-wrap>
"""


def article(
    body: str = "<sec><title>Methods</title><p>We measured.</p></sec>", **parts: str
) -> Reading:
    front, back = parts.get("front", FRONT), parts.get("back", "")
    xml = f"<article article-type='case-report'>{front}<body>{body}</body>{back}</article>"
    return read(xml.encode(), "a.xml")


def texts(reading: Reading, kind: str) -> list[tuple[str | None, str]]:
    return [(block.section, block.text) for block in reading.blocks if block.kind == kind]


def paragraph(inner: str) -> str:
    (found,) = texts(
        article(f"<sec><title>R</title><p>{inner}</p></sec>", front="<front/>"), "text"
    )
    return found[1]


def test_the_front_gives_the_metadata_and_says_so() -> None:
    meta = article().metadata
    assert meta.title == "Sepsis in E. coli: a report"
    assert meta.authors == ("Jane A. Smith", "The Group")
    assert (meta.journal, meta.year, meta.volume, meta.pages) == (
        "Journal of Tests",
        2021,
        "7",
        "12-19",
    )
    assert (meta.doi, meta.pmid, meta.pmcid) == ("10.1234/abc.5", "123", "PMC456")
    assert (meta.licence, meta.type, meta.design) == ("CC BY-NC 4.0", "case report", "case report")
    assert dict(meta.origins)["doi"] == "the publisher's XML"


def test_sections_are_named_by_their_own_titles() -> None:
    reading = article(
        "<p>Before.</p><sec><label>2</label><title>2. Methods</title><p>One.</p><sec><title>Power</title>"
        "<p>Two.</p></sec></sec><sec><p>No title.</p></sec>"
    )
    assert texts(reading, "text") == [
        ("Abstract", "Methods: We looked."),
        ("Abstract", "Results: It was there."),
        (None, "Before."),
        ("Methods", "One."),
        ("Power", "Two."),
        (None, "No title."),
    ]
    for block in reading.blocks:
        assert reading.text[block.start : block.end] == block.text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ('seen [<xref ref-type="bibr">1</xref>, <xref ref-type="bibr">2</xref>].', "seen."),
        (
            'seen<sup><xref ref-type="bibr">1</xref>–<xref ref-type="bibr">3</xref></sup> twice',
            "seen twice",
        ),
        ('(<xref ref-type="bibr">Roe 2002</xref>) said', "(Roe 2002) said"),
        ('see <xref ref-type="fig" rid="f1">Figure 1</xref>', "see Figure 1"),
        ("10<sup>9</sup>/L, m<sup>2</sup>, s<sup>−1</sup>", "10⁹/L, m², s⁻¹"),
        ("CO<sub>2</sub>, log<sub>10</sub>, HbA<sub>1c</sub>", "CO2, log₁₀, HbA1c"),
        ("the 5<sup>th</sup> of 10<sup>0.5</sup>", "the 5th of 10^0.5"),
        ("shown.<sup>1,2</sup> Then", "shown. Then"),
        ("p&#x2009;&lt;&#x2009;0.001 and 12&#xa0;mg", "p\u2009<\u20090.001 and 12\u00a0mg"),
        ("&alpha;-blocker &nbsp;", "α-blocker \u00a0"),
    ],
)
def test_signs_stay_and_marks_of_citations_go(inner: str, text: str) -> None:
    assert paragraph(inner) == text


def test_a_formula_is_read_once_from_its_mathml() -> None:
    math = (
        '<inline-formula><alternatives><tex-math>x</tex-math><mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">'
        "<mml:mi>B</mml:mi><mml:mo>=</mml:mo><mml:mfrac><mml:mi>w</mml:mi><mml:msup><mml:mi>h</mml:mi><mml:mn>2</mml:mn>"
        "</mml:msup></mml:mfrac></mml:math></alternatives></inline-formula>"
    )
    assert paragraph(f"with {math} known") == "with B = w/h² known"
    tex = r"<inline-formula><tex-math>\begin{document}$$x \leq \frac{a}{b}$$\end{document}</tex-math></inline-formula>"
    assert paragraph(f"if {tex}") == "if x ≤ (a)/(b)"


def test_a_table_is_a_grid_with_its_spans_and_a_block_of_lines() -> None:
    reading = article(f"<sec><title>Results</title>{TABLE}</sec>")
    (table,) = reading.tables
    assert table.caption == "Table 1. Outcomes"
    assert table.header_rows == 2
    assert table.rows == (
        ("Arm", "Survival", "Survival"),
        ("Arm", "median", "n"),
        ("A", "12.1ᵃ", "30"),
        ("\u2003old", "9", "4"),
    )
    assert table.notes == "a In months."
    block = reading.text[table.start : table.end]
    assert "Survival median: 9" in block
    assert [one.text for one in reading.blocks if one.kind == "table"] == [block]


def test_floats_stand_after_the_paragraph_that_first_speaks_of_them_and_once() -> None:
    body = (
        '<sec><title>Results</title><p>See <xref ref-type="table" rid="t1">Table 1</xref>.</p><p>More on '
        '<xref ref-type="table" rid="t1">Table 1</xref>.</p></sec>'
    )
    floats = f"<floats-group>{TABLE}<fig id='x'><label>Figure 1</label><caption><p>Flow.</p></caption></fig></floats-group>"
    reading = article(body, back=floats)
    kinds = [
        block.kind
        for block in reading.blocks
        if block.section == "Results" or block.kind == "caption"
    ]
    assert kinds == ["heading", "text", "table", "text", "caption"]
    assert texts(reading, "caption") == [(None, "Figure 1. Flow.")]


def test_lists_boxes_and_quotations_are_read_in_place() -> None:
    body = (
        "<sec><title>Advice</title><p>Do:<list list-type='order'><list-item><p>this</p></list-item><list-item><p>that"
        "</p></list-item></list>then rest.</p><boxed-text><caption><title>Key points</title></caption><p>Rest.</p>"
        "</boxed-text></sec>"
    )
    found = texts(article(body, front="<front/>"), "text")
    assert found == [
        ("Advice", "Do:"),
        ("Advice", "1. this"),
        ("Advice", "2. that"),
        ("Advice", "then rest."),
        ("Key points", "Rest."),
    ]


def test_references_are_a_list_and_kept_apart() -> None:
    reading = article(back=BACK)
    assert [(one.doi, one.pmid) for one in reading.references] == [
        ("10.1000/xyz", "77"),
        (None, None),
    ]
    assert reading.references[0].text == "Doe J, et al. On things. Lancet. 2001;3:4-9."
    assert reading.references[1].text == "Roe, R. More things. BMJ 2002;1:2."
    assert texts(reading, "reference")[0] == (
        "References",
        "1 Doe J, et al. On things. Lancet. 2001;3:4-9.",
    )
    assert texts(reading, "other") == [("Thanks", "We thank all.")]


def test_the_older_form_reads_like_the_newer() -> None:
    old = """<?xml version='1.0'?><!DOCTYPE art SYSTEM 'http://www.biomedcentral.com/xml/article.dtd'>
    <art><fm><dochead>Study protocol</dochead><bibl><title><p>A trial</p></title><aug><au><snm>Ba</snm><fnm>C</fnm></au>
    </aug><source>Trials</source><pubdate>2015</pubdate><volume>16</volume><fpage>1</fpage><xrefbib><pubidlist><pubid
    idtype="doi">10.1186/x</pubid></pubidlist></xrefbib></bibl><abs><sec><st><p>Abstract</p></st><p>Short.</p></sec></abs>
    </fm><bdy><sec><st><p>Methods</p></st><p>We did <abbrgrp><abbr bid="B1">1</abbr></abbrgrp>.</p><table id="T1"><title>
    <p>Table 1</p></title><caption><p>Doses</p></caption><tgroup cols="2"><colspec colname="c1"/><colspec colname="c2"/>
    <thead><row><entry namest="c1" nameend="c2"><p>Both</p></entry></row></thead><tbody><row><entry><p>a</p></entry>
    <entry><p>1</p></entry></row></tbody></tgroup></table></sec></bdy><bm><refgrp><bibl id="B1"><title><p>Old</p></title>
    <aug><au><snm>X</snm><fnm>Y</fnm></au></aug><source>J</source><pubdate>2000</pubdate></bibl></refgrp></bm></art>"""
    reading = read(old.encode(), "old.xml")
    meta = reading.metadata
    assert (meta.title, meta.authors, meta.year, meta.doi) == (
        "A trial",
        ("C Ba",),
        2015,
        "10.1186/x",
    )
    assert meta.type == "protocol"
    assert texts(reading, "text") == [("Abstract", "Short."), ("Methods", "We did.")]
    assert reading.tables[0].rows == (("Both", "Both"), ("a", "1"))
    assert [one.text for one in reading.references] == ["X Y. Old. J. 2000."]


def test_retractions_are_told() -> None:
    front = FRONT.replace(
        "<abstract>",
        '<related-article related-article-type="retraction-forward" xmlns:x="http://www.w3.org/1999/xlink" '
        'x:href="10.1/r"/><abstract>',
    )
    assert "This article was retracted: 10.1/r." in article(front=front).warnings


def test_an_outside_entity_is_never_fetched_and_none_is_expanded(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    xml = (
        f'<!DOCTYPE article [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "own">]>'
        "<article><front/><body><p>Before &x; &y; after.</p></body></article>"
    )
    reading = read(xml.encode(), "xxe.xml")
    assert "secret" not in reading.text
    assert any("2 references to entities" in one for one in reading.warnings)


def test_a_billion_laughs_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE article [<!ENTITY l0 "ha">{laughs}]><article><front/><body><p>x &l11;</p></body></article>'
    with pytest.raises(UnreadableFile, match="grow beyond reason"):
        read(xml.encode(), "laughs.xml")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<article><front/><body><p>x</p></body>", "damaged"),
        (b"<TEI><text/></TEI>", "XML of another kind: a TEI document (<TEI>)"),
        (b"<PubmedArticleSet/>", "an export of PubMed"),
        (b"<article><front/><body/></article>", "no text"),
        (b"<!doctype html><html><p>x</p></html>", "a web page"),
        (b"plain words", "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data, "bad.xml")
    assert reason in caught.value.reason


def test_western_text_that_claims_to_be_utf8_is_read_with_a_warning() -> None:
    data = "<article><front/><body><p>café</p></body></article>".encode("cp1252")
    reading = read(data, "a.nxml")
    assert "café" in reading.text
    assert "Windows-1252" in reading.warnings[0]


def test_a_table_that_spans_a_million_columns_stays_small() -> None:
    wide = '<table-wrap><table><tr><td colspan="999999" rowspan="999999">x</td><td>y</td></tr><tr><td>z</td></tr></table></table-wrap>'
    (table,) = article(f"<sec><title>R</title>{wide}</sec>").tables
    assert sum(map(len, table.rows)) <= 200_000
