"""Filters by type, design and journal, facets, similar works: over a real catalog."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.errors import NotFound, WrongValue
from kb.library import Library
from kb.search.facets import FacetValue, years_of
from kb.search.hybrid import FINGERPRINT
from kb.store.entries import NewDocument
from kb.store.rows import Vectors
from kb.types import Collection, Filters, Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))
RESEARCHER = Principal("R", frozenset({"researcher"}))
TRIAL, COHORT = "randomised controlled trial", "cohort study"


def work(
    text: str,
    name: str,
    *,
    year: int | None = None,
    type_: str | None = None,
    design: str | None = None,
    journal: str | None = None,
    collection: Collection = "literature",
) -> NewDocument:
    made = entry(text, source=f"/{name}", year=year, title=name, collection=collection)
    described = replace(made.document.metadata, type=type_, design=design, journal=journal)
    return replace(made, document=replace(made.document, metadata=described))


WORKS = [
    work("Metformin lowers glucose in adults.", "a.pdf", year=2021, type_="article", design=TRIAL,
         journal="The Lancet"),
    work("Metformin and glucose over years.", "b.pdf", year=2019, type_="article", design=COHORT,
         journal="the  lancet"),
    work("Metformin is given first for glucose.", "c.pdf", year=1998, type_="guideline",
         journal="BMJ"),
    work("Glucose and metformin, unknown.", "d.pdf"),
    work("Metformin at the visit, glucose 9.", "n.md", collection="records", journal="Diary"),
]  # fmt: skip


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(WORKS)
    library.store.publish([one.id for one in WORKS])
    return library


def titles(library: Library, **limits: tuple[str, ...]) -> set[str]:
    hits = library.search("metformin glucose", CLINICIAN, filters=Filters(**limits))  # type: ignore[arg-type]
    return {hit.document.title for hit in hits}


def test_designs_types_and_journals_narrow_the_search(filled: Library) -> None:
    assert titles(filled, designs=(TRIAL,)) == {"a.pdf"}
    assert titles(filled, designs=(TRIAL, COHORT)) == {"a.pdf", "b.pdf"}
    assert titles(filled, types=("guideline",)) == {"c.pdf"}
    assert titles(filled, journals=("THE LANCET",)) == {"a.pdf", "b.pdf"}
    assert titles(filled, journals=("bmj",), types=("article",)) == set()
    assert titles(filled, types=()) == set()


def test_other_spellings_of_a_design_are_understood(filled: Library) -> None:
    assert titles(filled, designs=("Randomized controlled trial",)) == {"a.pdf"}
    assert titles(filled, designs=("RCT",)) == {"a.pdf"}


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ({"types": ("guidline",)}, "guideline"),
        ({"designs": ("cohorts",)}, "cohort study"),
        ({"types": ("",)}, ""),
        ({"journals": ("Lancte",)}, "The Lancet"),
    ],
)
def test_an_unknown_value_is_refused_with_those_there_are(
    filled: Library, limits: dict[str, tuple[str, ...]], named: str
) -> None:
    with pytest.raises(WrongValue) as caught:
        titles(filled, **limits)
    assert named in caught.value.hint


def test_a_journal_of_records_is_not_told_to_who_may_not_read_them(filled: Library) -> None:
    with pytest.raises(WrongValue) as caught:
        filled.search("metformin", RESEARCHER, filters=Filters(journals=("Diary",)))
    assert "Diary" not in caught.value.hint


def test_a_correction_changes_what_a_filter_lets_through(filled: Library) -> None:
    admin = Principal("A. Clerk", frozenset({"clinician", "librarian"}))
    document = next(one for one in filled.documents(admin) if one.title == "d.pdf")
    filled.correct(document.id, {"design": COHORT, "journal": "BMJ"}, admin)
    assert titles(filled, designs=(COHORT,)) == {"b.pdf", "d.pdf"}
    assert titles(filled, journals=("BMJ",)) == {"c.pdf", "d.pdf"}


def test_facets_count_documents_and_leave_the_unknown_out(filled: Library) -> None:
    facets = filled.facets("metformin glucose", RESEARCHER)
    assert facets.documents == 4
    assert facets.years == (FacetValue("2020-2029", 1), FacetValue("2010-2019", 1),
                            FacetValue("1990-1999", 1))  # fmt: skip
    assert facets.types == (FacetValue("article", 2), FacetValue("guideline", 1))
    assert facets.designs == (FacetValue(COHORT, 1), FacetValue(TRIAL, 1))
    assert [one.documents for one in facets.journals] == [2, 1]
    assert "Diary" not in {one.value for one in facets.journals}


def test_a_facet_is_counted_without_what_is_chosen_in_it(filled: Library) -> None:
    facets = filled.facets("metformin glucose", RESEARCHER, filters=Filters(types=("article",)))
    assert facets.documents == 2
    assert {one.value for one in facets.types} == {"article", "guideline"}
    assert [one.value for one in facets.journals] == ["The Lancet"]
    assert [one.value for one in facets.years] == ["2021", "2019"]


def test_an_empty_question_has_no_facets(filled: Library) -> None:
    assert filled.facets("  ", CLINICIAN).documents == 0


def test_who_may_read_nothing_is_told_no_counts(filled: Library) -> None:
    nobody = Principal("A", frozenset({"administrator"}))
    facets = filled.facets("metformin glucose", nobody)
    assert (facets.documents, facets.years, facets.journals) == (0, (), ())


def test_every_facet_counts_what_a_search_without_its_own_choice_finds(filled: Library) -> None:
    chosen = Filters(types=("article",), designs=(TRIAL,), journals=("The Lancet",), year_from=2019)
    facets = filled.facets("metformin glucose", RESEARCHER, filters=chosen)
    assert facets.documents == 1
    assert [one.value for one in facets.designs] == [COHORT, TRIAL]
    for name, shown in (
        ("types", facets.types),
        ("designs", facets.designs),
        ("journals", facets.journals),
    ):
        without = replace(chosen, **{name: None})
        hits = filled.search("metformin glucose", RESEARCHER, filters=without)
        assert sum(one.documents for one in shown) == len({hit.document.id for hit in hits})
    years = replace(chosen, year_from=None)
    assert facets.years == filled.facets("metformin glucose", RESEARCHER, filters=years).years


def test_a_question_is_embedded_once_for_all_its_facets(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    embed = FakeEmbedder.embed_question

    def counted(self: FakeEmbedder, text: str) -> Vectors:
        asked.append(text)
        return embed(self, text)

    monkeypatch.setattr(FakeEmbedder, "embed_question", counted)
    chosen = Filters(types=("article",), designs=(TRIAL,), year_from=2020)
    filled.facets("metformin glucose", RESEARCHER, filters=chosen)
    assert asked == ["metformin glucose"]


def test_retracted_works_are_not_counted_where_they_are_left_out(filled: Library) -> None:
    gone = work("RETRACTED: Metformin raises glucose.", "r.pdf", year=2021, type_="article")
    named = replace(gone.document.metadata, title="RETRACTED: Metformin raises glucose")
    gone = replace(gone, document=replace(gone.document, metadata=named))
    filled.store.catalog.add([gone])
    filled.store.publish([gone.id])
    with_it = filled.facets("metformin glucose", RESEARCHER)
    without = filled.facets("metformin glucose", RESEARCHER, filters=Filters(retracted=False))
    assert (with_it.documents, without.documents) == (5, 4)


def test_a_year_or_decade_of_a_facet_can_be_read_back() -> None:
    assert years_of("2021") == (2021, 2021)
    assert years_of("1990-1999") == (1990, 1999)


def test_similar_works_leave_out_itself_and_the_other_collection(filled: Library) -> None:
    every = {one.title: one for one in filled.documents(CLINICIAN)}
    near = filled.similar(every["a.pdf"].id, CLINICIAN, 10)
    assert {one.document.title for one in near} == {"b.pdf", "c.pdf", "d.pdf"}
    assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)
    assert len(filled.similar(every["a.pdf"].id, CLINICIAN, 1)) == 1
    assert filled.similar(every["n.md"].id, CLINICIAN, 5) == []


def test_similar_works_of_what_may_not_be_read_are_refused(filled: Library) -> None:
    every = {one.title: one for one in filled.documents(CLINICIAN)}
    with pytest.raises(NotFound):
        filled.similar(every["n.md"].id, RESEARCHER)
    with pytest.raises(NotFound):
        filled.similar("unknown", CLINICIAN)
