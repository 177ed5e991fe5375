"""Works written for reference managers and spreadsheets, whatever their titles hold."""

from __future__ import annotations

import csv
import io
import re

import pytest

from kb.search.export_works import as_bibtex, as_csv, as_ris, family_first, once
from kb.types import DocumentInfo, Metadata, Notice


def work(title: str | None = "A title", **fields: object) -> DocumentInfo:
    authors = fields.pop("authors", ("Smith JA", "Jane B. van der Berg"))
    meta = Metadata(
        title=title, authors=authors, journal=fields.pop("journal", "BMJ"), year=2020, **fields
    )  # type: ignore[arg-type]
    return DocumentInfo("d1", "/x.pdf", "literature", "application/pdf", meta, 3, 4, "2026-11-20")


def test_ris_has_a_record_with_its_tags() -> None:
    text = as_ris([work(pages="12–19", doi="10.1/x", pmid="7", volume="3", design="cohort study")])
    lines = text.split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert "AU  - Smith, J.A." in lines
    assert "AU  - van der Berg, Jane B." in lines
    assert {"SP  - 12", "EP  - 19", "PY  - 2020", "DO  - 10.1/x", "KW  - cohort study"} <= set(
        lines
    )
    assert "ER  - " in lines


def test_a_title_cannot_begin_a_tag_of_its_own_in_ris() -> None:
    text = as_ris([work("One\nER  - \r\nTY  - BOOK\u2028AU  - Evil")])
    assert len(re.findall(r"(?m)^TY  - ", text)) == 1
    assert len(re.findall(r"(?m)^ER  - ", text)) == 1


def test_bibtex_escapes_what_tex_reads_and_keys_differ() -> None:
    first = work("50% of {cells} & $x_1$ \\ ~ ^ #1")
    text = as_bibtex([first, first])
    assert r"{{50\% of \{cells\} \& \$x\_1\$ \textbackslash{} \textasciitilde{} " in text
    assert re.findall(r"@article\{(.*?),", text) == ["smith2020", "smith2020-2"]
    assert "author = {Smith, J.A. and van der Berg, Jane B.}" in text


def test_a_group_with_an_and_in_its_name_stays_one_author() -> None:
    text = as_bibtex([work(authors=("Heart and Lung Research Group",))])
    assert "author = {{Heart and Lung Research Group}}" in text


def test_a_work_without_anything_is_still_written() -> None:
    bare = DocumentInfo("d2", "/a b.pdf", "literature", "x", Metadata(), 1, 1, "2026-11-20")
    assert "TI  - a b.pdf" in as_ris([bare])
    assert as_bibtex([bare]).startswith("@misc{")
    assert len(list(csv.reader(io.StringIO(as_csv([bare]))))) == 2


@pytest.mark.parametrize(
    "title", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "\uff1d1"]
)
def test_no_cell_is_a_formula(title: str) -> None:
    row = next(iter(csv.DictReader(io.StringIO(as_csv([work(title)])))))
    assert row["title"].startswith("'")


def test_commas_quotes_and_line_breaks_stay_in_their_cell() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([work('a, "b"\nc')]))))
    assert [row["title"] for row in rows] == ['a, "b" c']
    assert rows[0]["authors"] == "Smith JA; Jane B. van der Berg"


def test_a_retracted_work_is_marked() -> None:
    from dataclasses import replace

    gone = replace(work(), standing=(Notice("retracted", "its title"),))
    assert "N1  - Retracted" in as_ris([gone])
    assert "note = {Retracted}" in as_bibtex([gone])
    assert next(iter(csv.DictReader(io.StringIO(as_csv([gone])))))["retracted"] == "yes"


def test_each_work_once_in_order() -> None:
    assert [one.id for one in once([work(), work()])] == ["d1"]


def test_names_are_turned_round() -> None:
    assert family_first("Jane A. Smith") == "Smith, Jane A."
    assert family_first("Smith, Jane") == "Smith, Jane"
    assert family_first("WHO") == "WHO"
