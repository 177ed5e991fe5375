import pytest

from kb.errors import CodeNotFound
from kb.store.database import Database
from tests.fakes.terms import small_book
from ui.terms.recognise import code_in, recognised


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E11.22", "E11.22"),
        ("e1122", "e1122"),
        (" E11 ", "E11"),
        ("E11.-", "E11"),
        ("E11.2-", "E11.2"),
        ("S52.501A", "S52.501A"),
        ("E08-E13", "E08-E13"),
        ("chapter 4", "4"),
        ("4", "4"),
        ("C4A.9", "C4A.9"),
        ("250.00", "250.00"),
    ],
)
def test_a_code_is_told_from_words(text, code):
    assert code_in(text) == code


@pytest.mark.parametrize(
    "text", ["chf", "MS", "T2DM", "23", "heart failure", "type 2", "E1", "CKD 3", "covid19", ""]
)
def test_words_are_told_from_codes(text):
    assert code_in(text) is None


@pytest.fixture
def book(tmp_path):
    return small_book(Database(tmp_path / "catalog.db", b"0" * 32))


@pytest.mark.parametrize("text", ["B12", "A1c", "heart failure"])
def test_a_known_abbreviation_that_is_no_code_counts_as_words(book, text):
    assert recognised(text, book) is None


def test_a_code_that_there_is_not_is_an_error(book):
    with pytest.raises(CodeNotFound):
        recognised("E19", book)
