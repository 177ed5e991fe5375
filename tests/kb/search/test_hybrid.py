"""Hybrid retrieval over a real Chroma and a real SQLCipher folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import ModelMismatch
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.store.entries import NewDocument
from kb.types import Filters, Hit, Metadata, Principal
from tests.conftest import OpenLibrary
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))
RESEARCHER = Principal("R", frozenset({"researcher"}))
NOBODY = Principal("N", frozenset())
ADMINISTRATOR = Principal("A", frozenset({"administrator"}))

ENTRIES = [
    entry("Metformin is given first.", "Renal function is checked.", source="/dm.pdf", year=2020),
    entry("Warfarin is steered by the INR.", source="/vka.pdf", year=2001),
    entry("Inhaled steroids help in asthma.", source="/asthma.pdf", year=2019),
    entry("The patient took metformin.", source="/note.md", collection="records"),
]

OWN = """
import sys
from pathlib import Path
from kb.store.store import Store
store = Store(Path(sys.argv[1]), Path(sys.argv[2]))
store.index()
print("owned", flush=True)
sys.stdin.read()
store.close()
"""


def fill(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


@pytest.fixture
def filled(library: Library) -> Library:
    return fill(library)


@pytest.fixture
def owned_by_another(open_library: OpenLibrary, settings: Settings) -> Iterator[Library]:
    """A filled library whose index another process holds."""
    fill(open_library()).close()
    command = [sys.executable, "-c", OWN, str(settings.home), str(settings.key_file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owned\n"
        yield open_library()
        process.communicate()


def texts(hits: list[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def test_a_hit_carries_both_ranks_and_scores(filled: Library) -> None:
    hits = filled.search("metformin first", CLINICIAN)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    best = hits[0]
    assert best.passage.text == "Metformin is given first."
    assert (best.dense_rank, best.bm25_rank) == (1, 1)
    assert best.dense_score is not None
    assert 0 < best.dense_score <= 1
    assert best.bm25_score is not None
    assert best.bm25_score > 0
    assert best.score == pytest.approx(1)
    assert best.document.source == "/dm.pdf"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_a_role_sees_what_it_may_read_and_nothing_else(filled: Library) -> None:
    assert "The patient took metformin." in texts(filled.search("metformin", CLINICIAN))
    seen = texts(filled.search("metformin patient took", RESEARCHER))
    assert seen
    assert "The patient took metformin." not in seen
    wanted = Filters(collections=("records",))
    assert filled.search("metformin", RESEARCHER, filters=wanted) == []


@pytest.mark.parametrize("who", [NOBODY, ADMINISTRATOR, Principal("X", frozenset({"root"}))])
def test_no_permission_finds_nothing(filled: Library, who: Principal) -> None:
    found = filled.find("metformin", who)
    assert found.hits == ()
    assert found.searched == {"passages": 0, "documents": 0}


def test_an_empty_list_of_collections_finds_nothing(filled: Library) -> None:
    assert filled.search("metformin", CLINICIAN, filters=Filters(collections=())) == []


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (Filters(year_from=2010), {"/dm.pdf", "/asthma.pdf"}),
        (Filters(year_to=2010), {"/vka.pdf"}),
        (Filters(collections=("records",)), {"/note.md"}),
        (Filters(documents=(ENTRIES[1].id,)), {"/vka.pdf"}),
        (Filters(documents=()), set()),
        (Filters(documents=("unknown",)), set()),
        (Filters(collections=("records",), year_from=2000), set()),
    ],
)
def test_filters_decide_what_can_be_found(
    filled: Library, filters: Filters, sources: set[str]
) -> None:
    found = filled.find("metformin warfarin steroids", CLINICIAN, filters=filters)
    assert {hit.document.source for hit in found.hits} == sources
    assert found.searched["documents"] == len(sources)


def test_the_index_and_the_exact_scan_agree(filled: Library) -> None:
    everything = filled.search("metformin renal function", CLINICIAN)
    every_document = Filters(documents=tuple(one.id for one in ENTRIES[:3]))
    exact = filled.search("metformin renal function", RESEARCHER, filters=every_document)
    index = filled.search("metformin renal function", RESEARCHER)
    assert texts(exact) == texts(index)
    assert set(texts(index)) < set(texts(everything))


def test_k_limits_and_a_blank_question_finds_nothing(filled: Library) -> None:
    assert len(filled.search("metformin", CLINICIAN, k=2)) == 2
    assert filled.search("   ", CLINICIAN) == []


def test_an_empty_library_is_searched_without_an_error(library: Library) -> None:
    found = library.find("metformin", CLINICIAN)
    assert (found.hits, found.searched["passages"]) == ((), 0)


def test_pending_documents_are_not_found(filled: Library) -> None:
    filled.store.catalog.add([entry("Metformin secret trial.", source="/pending.pdf")])
    assert "Metformin secret trial." not in texts(filled.search("metformin secret", CLINICIAN))


def test_what_is_published_is_found_by_a_searcher_that_was_there_before(filled: Library) -> None:
    assert "Colchicine for gout." not in texts(filled.search("colchicine gout", CLINICIAN))
    new = entry("Colchicine for gout.", source="/gout.pdf")
    filled.store.catalog.add([new])
    filled.store.publish([new.id])
    assert texts(filled.search("colchicine gout", CLINICIAN))[0] == "Colchicine for gout."


def test_another_model_is_refused_with_what_to_do(
    open_library: OpenLibrary, filled: Library
) -> None:
    filled.close()
    other = open_library(FakeEmbedder("another"))
    with pytest.raises(ModelMismatch) as caught:
        other.search("metformin", CLINICIAN)
    assert "kb reindex --embed" in caught.value.hint
    assert (caught.value.expected, caught.value.found) == ("bag-of-words-64", "another-64")


def test_while_another_process_owns_the_index_search_is_exact(owned_by_another: Library) -> None:
    hits = owned_by_another.search("metformin first", CLINICIAN)
    assert hits[0].passage.text == "Metformin is given first."
    assert hits[0].dense_rank == 1
    assert not owned_by_another.store.lock.held


def test_two_searches_at_once_give_what_one_gives(filled: Library) -> None:
    questions = ["metformin first", "warfarin INR", "asthma steroids", "renal function"] * 5
    alone = [texts(filled.search(question, CLINICIAN)) for question in questions]
    together: dict[int, list[str]] = {}
    start = threading.Barrier(len(questions))

    def search(at: int) -> None:
        start.wait()
        together[at] = texts(filled.search(questions[at], CLINICIAN))

    threads = [threading.Thread(target=search, args=(at,)) for at in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[at] for at in range(len(questions))] == alone


DRUGS = ("metformin", "warfarin", "digoxin", "insulin")
DESIGNS = ("randomised controlled trial", "cohort study", None)


def described(number: int) -> NewDocument:
    """One of many works on four drugs, of different years, designs, journals and collections."""
    made = entry(
        f"{DRUGS[number % 4]} was given to group {number}, with effect {number % 7}.",
        f"Harms of {DRUGS[number % 3]} in {number} patients.",
        source=f"/{number}.pdf",
        year=1990 + number if number % 5 else None,
        collection="records" if number % 6 == 5 else "literature",
    )
    metadata = replace(
        made.document.metadata,
        type="guideline" if number % 8 == 0 else "article",
        design=DESIGNS[number % 3],
        journal=f"Journal {number % 4}",
    )
    return replace(made, document=replace(made.document, metadata=metadata))


MANY = [described(number) for number in range(36)]


@pytest.fixture
def many(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(MANY)
    library.store.publish([one.id for one in MANY])
    return library


@pytest.mark.parametrize("who", [CLINICIAN, RESEARCHER])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(year_from=1992),
        Filters(year_from=2020),
        Filters(year_to=1991),
        Filters(year_from=2000, year_to=2000),
        Filters(designs=("cohort study",)),
        Filters(types=("guideline",)),
        Filters(journals=("journal 2", "Journal 3")),
        Filters(documents=(MANY[7].id,)),
        Filters(documents=tuple(one.id for one in MANY[::3])),
        Filters(collections=("literature",), year_from=2005),
        Filters(types=("article",), designs=("cohort study",), year_from=1995, year_to=2015),
    ],
)
def test_a_filtered_search_finds_what_a_search_of_those_documents_would(
    many: Library, filters: Filters, who: Principal
) -> None:
    question, everything = "harms and effect of insulin or digoxin", 2 * len(MANY)
    passed = {
        one.id
        for one in many.documents(who)
        if passes(filters, one.metadata, one.id, one.collection)
    }
    unfiltered = many.find(question, who, k=everything)
    found = many.find(question, who, filters=filters, k=everything)
    expected = [hit for hit in unfiltered.hits if hit.document.id in passed]
    assert found.searched["documents"] == len(passed)
    # The best 100 of each ranking are looked at: here those are all there are.
    assert {hit.passage.id for hit in found.hits} == {hit.passage.id for hit in expected}
    before = {hit.passage.id: hit for hit in expected}
    cosines = sorted((hit.dense_score or 0.0 for hit in expected), reverse=True)
    for hit in found.hits:
        assert hit.dense_score == pytest.approx(before[hit.passage.id].dense_score, abs=1e-5)
        assert hit.bm25_score == pytest.approx(before[hit.passage.id].bm25_score, rel=1e-5)
        assert hit.dense_rank is not None
        assert hit.dense_score == pytest.approx(cosines[hit.dense_rank - 1], abs=1e-5)


def passes(filters: Filters, metadata: Metadata, identity: str, collection: str) -> bool:
    """Whether a document may be found, said once more without arrays."""
    year = metadata.year
    spanned = filters.year_from is not None or filters.year_to is not None
    if spanned and not (
        year is not None and (filters.year_from or 0) <= year <= (filters.year_to or 9999)
    ):
        return False
    named = (
        (filters.types, metadata.type),
        (filters.designs, metadata.design),
        (filters.collections, collection),
        (filters.documents, identity),
    )
    journals = filters.journals and {one.casefold() for one in filters.journals}
    return all(wanted is None or value in wanted for wanted, value in named) and (
        not journals or (metadata.journal or "").casefold() in journals
    )


def test_filtered_searches_are_right_while_documents_come_and_go(many: Library) -> None:
    librarian = Principal("L", frozenset({"clinician", "librarian"}))
    limits = [
        Filters(),
        Filters(year_from=2010),
        Filters(designs=("cohort study",)),
        Filters(journals=("Journal 1",), documents=tuple(one.id for one in MANY)),
    ]
    question = "insulin was given with effect"
    guest = entry("insulin was given with effect, by guests", source="/guest.pdf", year=2022)
    expected = [
        [hit.passage.id for hit in many.search(question, CLINICIAN, filters=one)] for one in limits
    ]
    problems: list[object] = []
    stop = threading.Event()
    turns = threading.Semaphore(0)

    def search(at: int) -> None:
        while not stop.is_set():
            try:
                hits = many.search(question, CLINICIAN, filters=limits[at], k=20)
                many.facets(question, CLINICIAN, filters=limits[at])
                here = [hit.passage.id for hit in hits if hit.document.source != "/guest.pdf"]
                # The guest may be among them or not, as it comes and goes; the others are always found.
                if not set(expected[at]) <= set(here):
                    problems.append((limits[at], here))
                elif any(
                    not passes(limits[at], hit.document.metadata, hit.document.id, "literature")
                    for hit in hits
                    if hit.document.collection == "literature"
                ):
                    problems.append((limits[at], hits))
            except BaseException as error:
                problems.append(error)
            turns.release()

    threads = [threading.Thread(target=search, args=(at,)) for at in range(len(limits))]
    for thread in threads:
        thread.start()
    for _ in range(4):
        many.store.catalog.add([guest])
        many.store.publish([guest.id])
        assert turns.acquire(timeout=30)
        many.remove(guest.id, librarian)
        assert turns.acquire(timeout=30)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    for at, one in enumerate(limits):
        hits = many.search(question, CLINICIAN, filters=one)
        assert [hit.passage.id for hit in hits] == expected[at]


def test_searches_go_on_while_the_index_is_rebuilt(filled: Library) -> None:
    problems: list[BaseException] = []
    stop = threading.Event()
    turns = threading.Semaphore(0)

    def search() -> None:
        while not stop.is_set():
            try:
                assert texts(filled.search("warfarin INR", CLINICIAN))[0].startswith("Warfarin")
            except BaseException as error:
                problems.append(error)
            turns.release()

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        filled.store.rebuild()
        assert turns.acquire(timeout=30)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []


def test_what_comes_in_during_a_rebuild_is_in_the_new_index(filled: Library) -> None:
    new = [entry(f"Trial number {n} of colchicine.", source=f"/{n}.pdf") for n in range(8)]

    def publish() -> None:
        for one in new:
            filled.store.catalog.add([one])
            filled.store.publish([one.id])

    publishing = threading.Thread(target=publish)
    publishing.start()
    while publishing.is_alive():
        filled.store.rebuild()
    publishing.join()
    index, catalog = filled.store.index(), filled.store.catalog
    assert index.count("literature") == catalog.counts()["literature"][1]
    for one in new:
        (batch,) = catalog.embeddings.of([one.id])
        assert index.query("literature", batch.vectors[0], 1)[0].tolist() == batch.keys


def test_no_path_of_the_home_folder_names_a_document(filled: Library, settings: Settings) -> None:
    names = {path.name for path in Path(settings.home).rglob("*")}
    assert not any("metformin" in name.lower() or "dm" in name for name in names)
