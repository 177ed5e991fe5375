"""Hybrid retrieval over a real Chroma and a real SQLCipher folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import ModelMismatch
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.types import Filters, Hit, Principal
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
        (batch,) = catalog.vectors_of([one.id])
        assert index.query("literature", batch.vectors[0], 1)[0].tolist() == batch.keys


def test_no_path_of_the_home_folder_names_a_document(filled: Library, settings: Settings) -> None:
    names = {path.name for path in Path(settings.home).rglob("*")}
    assert not any("metformin" in name.lower() or "dm" in name for name in names)
