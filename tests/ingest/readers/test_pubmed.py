"""PubMed's own XML: many articles in a file, read piece by piece."""

from __future__ import annotations

import gzip

import pytest

from ingest.readers.feeds import feed_for
from ingest.readers.many import Entry
from kb.errors import UnreadableFile

HEAD = (
    '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd"><PubmedArticleSet>'
)


def article(
    pmid: str = "11",
    abstract: str = "<AbstractText>We did it.</AbstractText>",
    more: str = "",
    kinds: str = "",
) -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal><JournalIssue><Volume>3</Volume>'
        "<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue><Title>The J</Title></Journal>"
        f"<ArticleTitle>[Effects of <i>x</i>].</ArticleTitle><Pagination><MedlinePgn>1-9</MedlinePgn></Pagination><Abstract>{abstract}"
        "</Abstract><AuthorList><Author><LastName>Roe</LastName><ForeName>Ann B</ForeName></Author><Author><CollectiveName>G"
        f"</CollectiveName></Author></AuthorList><PublicationTypeList>{kinds}</PublicationTypeList></Article>{more}"
        "<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation>"
        '<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1234/X</ArticleId><ArticleId IdType="pmc">PMC12</ArticleId>'
        "</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.9/other</ArticleId></ArticleIdList>"
        "</Reference></ReferenceList></PubmedData></PubmedArticle>"
    )


def read(data: bytes | str, name: str = "a.xml", size: int = 64) -> list[Entry | UnreadableFile]:
    raw = data.encode() if isinstance(data, str) else data
    feed = feed_for(name)
    found: list[Entry | UnreadableFile] = []
    try:
        for at in range(0, max(1, len(raw)), size):
            found += feed.feed(raw[at : at + size], last=at + size >= len(raw))
    except UnreadableFile as error:
        found.append(error)
    return found


def one(*args: str, **more: str) -> Entry:
    (entry,) = read(HEAD + article(*args, **more) + "</PubmedArticleSet>")
    assert isinstance(entry, Entry), entry
    return entry


def test_an_article_gives_its_metadata() -> None:
    entry = one()
    meta = entry.reading.metadata
    assert (entry.key, entry.passed) == ("11", None)
    assert (meta.title, meta.authors, meta.journal) == ("Effects of x", ("Ann B Roe", "G"), "The J")
    assert (meta.year, meta.volume, meta.pages) == (1998, "3", "1-9")
    assert (meta.doi, meta.pmid, meta.pmcid) == ("10.1234/x", "11", "PMC12")
    assert "Humans" not in entry.reading.text


def test_labels_become_sections() -> None:
    entry = one(
        abstract='<AbstractText Label="METHODS">We counted 10<sup>9</sup>/L.</AbstractText><AbstractText Label="UNLABELLED">More.'
        "</AbstractText>"
    )
    texts = [(block.section, block.text) for block in entry.reading.blocks if block.kind == "text"]
    assert texts == [("Methods", "We counted 10⁹/L."), ("Abstract", "More.")]


def test_publication_types_say_what_it_is() -> None:
    meta = one(
        kinds="<PublicationType>Journal Article</PublicationType><PublicationType>Randomized Controlled Trial</PublicationType>"
    ).reading.metadata
    assert (meta.type, meta.design) == ("article", "randomised controlled trial")
    assert (
        one(kinds="<PublicationType>Practice Guideline</PublicationType>").reading.metadata.type
        == "guideline"
    )


def test_retractions_and_errata_are_told() -> None:
    more = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>Lancet. 2020;1:2.</RefSource>'
        '</CommentsCorrections><CommentsCorrections RefType="Cites"><RefSource>x</RefSource></CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )
    assert one(more=more).reading.warnings == (
        "PubMed lists this article as retracted: Lancet. 2020;1:2.",
    )
    kinds = "<PublicationType>Retracted Publication</PublicationType>"
    assert one(kinds=kinds).reading.warnings == ("PubMed lists this article as retracted.",)


def test_an_article_without_an_abstract_is_passed_over_with_its_metadata() -> None:
    entry = one(abstract="")
    assert entry.passed == "no abstract"
    assert entry.reading.metadata.doi == "10.1234/x"


def test_articles_come_while_the_file_is_still_being_read() -> None:
    feed = feed_for("a.xml")
    first = list(feed.feed((HEAD + article("1") + article("2")[:40]).encode(), last=False))
    assert [entry.key for entry in first if isinstance(entry, Entry)] == ["1"]


def test_a_file_cut_short_gives_what_came_before_and_one_error() -> None:
    found = read(HEAD + article("1") + article("2")[:80])
    assert isinstance(found[0], Entry)
    assert isinstance(found[1], UnreadableFile)
    assert "damaged" in found[1].reason


def test_packed_files_read_like_plain_ones_and_say_where_they_end() -> None:
    whole = (
        HEAD + "".join(article(str(n)) for n in range(1, 400)) + "</PubmedArticleSet>"
    ).encode()
    packed = gzip.compress(whole[:9000]) + gzip.compress(whole[9000:])
    assert len(read(packed, "a.xml.gz", size=500)) == 399
    cut = read(gzip.compress(whole)[:-200], "a.xml.gz", size=500)
    assert isinstance(cut[-1], UnreadableFile)
    assert "missing" in cut[-1].reason
    broken = bytearray(gzip.compress(whole))
    broken[len(broken) // 2] ^= 255
    assert isinstance(read(bytes(broken), "a.xml.gz")[-1], UnreadableFile)


def test_a_packed_bomb_is_refused() -> None:
    bomb = gzip.compress(HEAD.encode() + b" " * 60_000_000)
    (error,) = read(bomb, "a.xml.gz", size=4096)
    assert isinstance(error, UnreadableFile)
    assert "times its size" in error.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "empty"),
        ("<article><x/></article>", "another kind: <article>"),
        ("<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "no PMID"),
        ('<!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]><PubmedArticleSet>&a;<', "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: str, reason: str) -> None:
    error = read(data)[-1]
    assert isinstance(error, UnreadableFile)
    assert reason in error.reason


def test_an_outside_entity_is_never_fetched(tmp_path) -> None:
    (tmp_path / "secret").write_text("the secret")
    head = HEAD.replace(
        'pubmed_250101.dtd">',
        f'pubmed_250101.dtd" [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>',
    )
    found = read(
        head + article(abstract="<AbstractText>A &x; b.</AbstractText>") + "</PubmedArticleSet>"
    )
    assert "secret" not in repr(found)
