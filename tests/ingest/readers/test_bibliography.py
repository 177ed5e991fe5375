"""Exports of reference managers and of PubMed: RIS, NBIB, BibTeX."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.bibliography_bibtex import from_tex
from ingest.readers.feeds import feed_for
from ingest.readers.many import Entry
from kb.errors import UnreadableFile

RIS = """TY  - JOUR
AU  - Smith, Jane A.
A1  - Müller, K
TI  - A trial of things
JO  - Lancet
PY  - 2019/03/01
VL  - 3
SP  - 12
EP  - 19
DO  - https://doi.org/10.1016/ABC
DB  - PubMed
AN  - 123456
AB  - BACKGROUND: Things are. METHODS: We did
 a thing. RESULTS: p < 0.001.
ER  -

TY  - JOUR
TI  - No abstract here
ER  -
"""
NBIB = """PMID- 123
TI  - A long
      title here.
FAU - Smith, Jane A
AU  - Smith JA
CN  - The Group
LID - 10.1234/abc [doi]
LID - S0140 [pii]
AB  - We did it.
JT  - The Lancet
DP  - 2019 Mar
PT  - Randomized Controlled Trial
RIN - Lancet. 2020;1:1

PMID- 124
TI  - second
"""
BIB = r"""
@string{nejm = "N Engl J Med"}
@comment{nothing @ all}
@article{smith2019,
  title = {A {RCT} of {\"o}strogen and caf\'{e} $\alpha$},
  author = "M{\"u}ller, Karl and Smith, Jane and {The Group and Co} and others",
  journal = nejm # { Suppl}, year = 2019, pages = {12--19}, doi = {10.1000/X},
  abstract = {We {found} 5\% of "20" $\pm$ 3},
}
@book(k2, title = "No abstract")
"""


def read(data: bytes | str, name: str, size: int = 1 << 20) -> list[Entry | UnreadableFile]:
    raw = data.encode() if isinstance(data, str) else data
    feed = feed_for(name)
    found: list[Entry | UnreadableFile] = []
    try:
        for at in range(0, max(1, len(raw)), size):
            found += feed.feed(raw[at : at + size], last=at + size >= len(raw))
    except UnreadableFile as error:
        found.append(error)
    return found


def entries(data: bytes | str, name: str, size: int = 1 << 20) -> list[Entry]:
    found = read(data, name, size)
    assert all(isinstance(one, Entry) for one in found), found
    return [one for one in found if isinstance(one, Entry)]


def test_ris_entries_are_works() -> None:
    first, second = entries(RIS, "a.ris")
    meta = first.reading.metadata
    assert (meta.title, meta.authors) == ("A trial of things", ("Jane A. Smith", "K Müller"))
    assert (meta.journal, meta.year, meta.volume, meta.pages) == ("Lancet", 2019, "3", "12-19")
    assert (meta.doi, meta.pmid) == ("10.1016/abc", "123456")
    texts = [(one.section, one.text) for one in first.reading.blocks if one.kind == "text"]
    assert texts == [
        ("Background", "Things are."),
        ("Methods", "We did a thing."),
        ("Results", "p < 0.001."),
    ]
    assert (first.passed, second.passed) == (None, "no abstract")


def test_nbib_entries_are_works_and_tell_retractions() -> None:
    first, second = entries(NBIB, "a.nbib")
    meta = first.reading.metadata
    assert (first.key, meta.title, meta.pmid) == ("123", "A long title here", "123")
    assert (meta.authors, meta.doi) == (("Jane A Smith", "The Group"), "10.1234/abc")
    assert meta.design == "randomised controlled trial"
    assert first.reading.warnings == ("PubMed lists this article as retracted: Lancet. 2020;1:1.",)
    assert second.passed == "no abstract"


def test_bibtex_entries_are_works() -> None:
    first, second = entries(BIB, "a.bib")
    meta = first.reading.metadata
    assert (first.key, meta.title) == ("smith2019", "A RCT of östrogen and café α")
    assert meta.authors == ("Karl Müller", "Jane Smith", "The Group and Co")
    assert (meta.journal, meta.year, meta.pages) == ("N Engl J Med Suppl", 2019, "12-19")
    assert first.reading.blocks[-1].text == 'We found 5% of "20" ± 3'
    assert (second.key, second.passed) == ("k2", "no abstract")


@pytest.mark.parametrize(("data", "name"), [(RIS, "a.ris"), (NBIB, "a.nbib"), (BIB, "a.bib")])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_size_of_the_pieces_makes_no_difference(data: str, name: str, size: int) -> None:
    assert entries(data, name, size) == entries(data, name)


@pytest.mark.parametrize(("data", "name"), [(RIS, "a.ris"), (NBIB, "a.nbib"), (BIB, "a.bib")])
@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_found(data: str, name: str, codec: str) -> None:
    assert entries(data.encode(codec, "replace"), name)[0].reading.metadata.authors == (
        entries(data, name)[0].reading.metadata.authors
    )


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        ("TY  - JOUR\nTI  - Cut short\n", "a.ris", "end of an entry is missing: Cut short"),
        ("@article{x, title = {open\n", "a.bib", "end of an entry is missing: x"),
        ("", "a.ris", "empty"),
        ("nothing to see", "a.bib", "no entry"),
        ("<html>", "a.nbib", "no entry"),
    ],
)
def test_what_cannot_be_read_says_why(data: str, name: str, reason: str) -> None:
    error = read(data, name)[0]
    assert isinstance(error, UnreadableFile)
    assert reason in error.reason


def test_a_broken_entry_does_not_hide_the_next() -> None:
    found = read(
        "@article{x, title = {open\n\n@article{y, title = {Good}, abstract = {Yes}}\n", "a.bib"
    )
    assert [one.key for one in found if isinstance(one, Entry)] == ["y"]


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Erd{\H o}s, \v{S}karda, \c{c}a va, \'{\i}", "Erdős, Škarda, ça va, í"),
        (r"\aa ngstr\"om \& co", "ångström & co"),
        (r"{\O}rsted na\"{i}ve", "Ørsted naïve"),
        ("plain {Title} Case", "plain Title Case"),
    ],
)
def test_tex_becomes_letters(tex: str, text: str) -> None:
    assert from_tex(tex) == text


@given(
    st.text(alphabet='@{}"()=,#\\ab \nTY-ERPMID', max_size=120),
    st.sampled_from(["a.ris", "a.nbib", "a.bib"]),
)
def test_any_text_is_entries_or_an_error(text: str, name: str) -> None:
    for one in read(text, name, size=10):
        assert isinstance(one, (Entry, UnreadableFile))
