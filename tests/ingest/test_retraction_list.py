"""The list of retractions in the form of Retraction Watch: taken whole, or refused with a reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ingest.retraction_list import import_list, read_list
from kb.errors import NotPermitted, UnreadableFile
from kb.library import Library
from kb.store.retractions import ListEntry
from kb.types import Principal

COLUMNS = [
    "Record ID",
    "Title",
    "Subject",
    "Institution",
    "Journal",
    "Publisher",
    "Country",
    "Author",
    "URLS",
    "ArticleType",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
    "Paywalled",
    "Notes",
]


def row(**cells: str) -> dict[str, str]:
    return {
        "Record ID": "1",
        "Title": "A, sample; with “signs”",
        "RetractionDate": "1/31/2020 0:00",
        "RetractionDOI": "10.1000/Notice",
        "OriginalPaperDOI": "10.1000/SAMPLE.1",
        "OriginalPaperPubMedID": "0",
        "RetractionNature": "Retraction",
        "Reason": "+Error in Data;+Notice - Limited or No Information;",
        "Notes": "two\nlines",
    } | cells


def write(
    path: Path,
    *rows: dict[str, str],
    columns: list[str] | None = None,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or COLUMNS, extrasaction="ignore", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


EXPECTED = ListEntry(
    "retraction",
    "10.1000/sample.1",
    None,
    "2020-01-31",
    "Error in Data; Notice - Limited or No Information",
    "10.1000/notice",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_become_entries_in_whatever_encoding(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = write(tmp_path / "list.csv", row(), encoding=encoding, delimiter=delimiter)
    assert list(read_list(path)) == [EXPECTED]


def test_letters_of_another_encoding_do_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", row(Title="A", Author="Müller"), encoding="cp1252")
    assert list(read_list(path)) == [EXPECTED]


def test_columns_are_found_by_name_whatever_others_there_are(tmp_path: Path) -> None:
    columns = ["New", *reversed(COLUMNS), "Another"]
    path = write(tmp_path / "list.csv", row(), columns=columns)
    assert list(read_list(path)) == [EXPECTED]


@pytest.mark.parametrize(
    ("cells", "nature", "date"),
    [
        ({"RetractionNature": "Expression of concern"}, "concern", "2020-01-31"),
        ({"RetractionNature": "Correction"}, "correction", "2020-01-31"),
        ({"RetractionNature": " reinstatement "}, "reinstatement", "2020-01-31"),
        ({"RetractionDate": "2021-02-03"}, "retraction", "2021-02-03"),
        ({"RetractionDate": "12/1/2021"}, "retraction", "2021-12-01"),
        ({"RetractionDate": "31/12/2021 0:00"}, "retraction", None),
        ({"RetractionDate": "unknown"}, "retraction", None),
    ],
)
def test_natures_and_dates(
    tmp_path: Path, cells: dict[str, str], nature: str, date: str | None
) -> None:
    (entry,) = read_list(write(tmp_path / "list.csv", row(**cells)))
    assert entry is not None
    assert (entry.nature, entry.date) == (nature, date)


@pytest.mark.parametrize(
    "cells",
    [
        {"OriginalPaperDOI": "unavailable"},
        {"OriginalPaperDOI": "", "OriginalPaperPubMedID": "0"},
        {"RetractionNature": "Something new"},
    ],
)
def test_a_row_that_nothing_can_be_matched_by_is_passed_over(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    assert list(read_list(write(tmp_path / "list.csv", row(**cells)))) == [None]


def test_progress_tells_bytes_and_ends_at_the_total(tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", *[row() for _ in range(5000)])
    told: list[tuple[int, int]] = []
    assert len(list(read_list(path, lambda done, total: told.append((done, total))))) == 5000
    assert len(told) == 3
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size,) * 2


CASES = {
    "empty": b"",
    "another table": b"a,b,c\n1,2,3\n",
    "binary": b"PK\x03\x04" + bytes(range(256)) * 20,
    "no entry": ",".join(COLUMNS).encode() + b"\n",
}


@pytest.mark.parametrize("content", CASES.values(), ids=CASES)
def test_what_is_no_such_list_is_refused_and_the_old_one_stays(
    library: Library, principal: Principal, tmp_path: Path, content: bytes
) -> None:
    good = write(tmp_path / "good.csv", row())
    before = import_list(library, principal, good)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        import_list(library, principal, bad)
    assert caught.value.hint
    assert library.retractions() == before


@pytest.mark.parametrize("cut", [30, 90, 200])
def test_a_file_that_is_cut_short_is_refused(
    library: Library, principal: Principal, tmp_path: Path, cut: int
) -> None:
    path = write(tmp_path / "list.csv", *[row(Notes="a note in two\nlines") for _ in range(20)])
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(UnreadableFile, match=r"cut short|no sound CSV"):
        import_list(library, principal, path)
    assert library.retractions() is None


def test_only_managers_import(library: Library, tmp_path: Path) -> None:
    reader = Principal("R", frozenset({"researcher"}))
    with pytest.raises(NotPermitted):
        import_list(library, reader, write(tmp_path / "list.csv", row()))
    assert library.retractions() is None


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        list(read_list(tmp_path / "none.csv"))
