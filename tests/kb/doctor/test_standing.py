"""The examination tells how old the list of retractions is, and what it marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kb.doctor.catalog import Examined
from kb.doctor.finding import Finding
from kb.doctor.standing import MOST_DAYS, check_retractions
from kb.library import Library
from kb.store.retractions import ListEntry
from tests.fakes.works import put, work


def found(library: Library, days: int | None = None) -> Finding:
    put(library.store.catalog, work(source="/a.pdf", doi="10.1000/1"))
    if days is not None:
        day = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
        listed = ListEntry("retraction", "10.1000/1", None, day)
        library.store.retractions.replace([listed], file="list.csv", imported_by="A")
    (finding,) = check_retractions(Examined(library.store.catalog))
    return finding


def test_without_a_list_nothing_is_wrong_and_the_way_to_one_is_told(library: Library) -> None:
    finding = found(library)
    assert finding.status == "ok"
    assert "kb retractions import FILE" in finding.message


def test_a_fresh_list_is_well(library: Library) -> None:
    finding = found(library, 3)
    assert finding.status == "ok"
    assert "1 entries" not in finding.message
    assert "1 document of this library is retracted" in finding.message


def test_an_old_list_should_be_replaced(library: Library) -> None:
    finding = found(library, MOST_DAYS + 1)
    assert (finding.status, finding.name) == ("warn", "retractions")
    assert "kb retractions import FILE" in finding.fix


def test_without_a_catalog_there_is_nothing_to_say() -> None:
    assert check_retractions(Examined()) == []
