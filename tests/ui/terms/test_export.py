import csv
import io
from datetime import date

import pytest

from kb.errors import SettingsError
from ui.terms.export import FORMATS, export, safe_cell, version_of

CODES = [
    {"code": "E11.22", "description": 'Type 2 "diabetes", x', "kind": "code", "billable": True},
    {"code": "E11", "description": "=HYPERLINK()", "kind": "category", "billable": False},
]
DAY = date(2026, 11, 20)


def test_quotation_marks_and_commas_survive_the_csv():
    text = export(CODES, "csv", release="R", day=DAY)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1] == ["E11.22", 'Type 2 "diabetes", x', "yes", "R"]
    assert text.endswith("\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("Heart failure") == "Heart failure"


def test_plain_lines_are_code_and_words():
    assert export(CODES[:1], "text", release="R", day=DAY) == 'E11.22\tType 2 "diabetes", x\n'


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_export_is_said(form):
    with pytest.raises(SettingsError):
        export([], form, release="R", day=DAY)


def test_the_version_is_the_fiscal_year():
    assert version_of("ICD-10-CM FY2026 (April 2026)") == "2026"
    assert version_of("Special") == "Special"
