"""What a person may write into a field."""

from __future__ import annotations

import pytest

from kb.errors import WrongValue
from kb.text.fields import Value, parse_field, written


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("title", "  Gout \n in  women ", "Gout in women"),
        ("title", "  ", None),
        ("authors", "Smith, Jane A.; Roe R;; Roe R", ("Smith, Jane A.", "Roe R")),
        ("authors", "Smith J\nRoe R", ("Smith J", "Roe R")),
        ("authors", "", ()),
        ("year", " 2016 ", 2016),
        ("year", "", None),
        ("doi", "https://doi.org/10.1000/ABC.1", "10.1000/abc.1"),
        ("doi", "doi: 10.1000/abc.1.", "10.1000/abc.1"),
        ("pmid", "PMID: 29768149", "29768149"),
        ("type", "Guideline", "guideline"),
        ("design", "Randomized controlled trial", "randomised controlled trial"),
        ("design", "cohort", "cohort study"),
        ("sample_size", "1,234", 1234),
        ("sample_size", "12 345", 12345),
    ],
)
def test_what_is_written_becomes_a_value(field: str, text: str, value: Value) -> None:
    assert parse_field(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("colour", "red", "no field 'colour'"),
        ("year", "199", "no year of publication"),
        ("year", "9999", "no year of publication"),
        ("year", "٢٠١٦", "no year of publication"),
        ("year", "2016a", "no year of publication"),
        ("doi", "10.1000", "no DOI"),
        ("doi", "javascript:alert(1)", "no DOI"),
        ("pmid", "abc", "no PMID"),
        ("type", "song", "no type that is known"),
        ("design", "trial", "no design that is known"),
        ("sample_size", "-3", "no number of participants"),
        ("sample_size", "0", "no number of participants"),
        ("sample_size", "1.5", "no number of participants"),
        ("title", "Gout\x00", "control characters"),
        ("title", "x" * 2000, "2,000 characters"),
        ("authors", "x" * 300, "300 characters"),
    ],
)
def test_what_no_field_can_take_is_refused_with_the_reason(
    field: str, text: str, says: str
) -> None:
    with pytest.raises(WrongValue, match=says) as caught:
        parse_field(field, text)
    assert caught.value.hint
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [("authors", ("Smith, Jane A.", "Roe R")), ("year", 2016), ("title", None), ("doi", "10.1/x")],
)
def test_a_value_is_written_as_it_can_be_read(field: str, value: Value) -> None:
    text = written(field, value)
    if field != "doi":
        assert parse_field(field, text) == value
