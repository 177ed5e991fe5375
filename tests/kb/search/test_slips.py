"""Slips of the pen in names are forgiven, and nothing else is."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))
RESEARCHER = Principal("R", frozenset({"researcher"}))

ENTRIES = [
    entry("Metoprolol lowers mortality in heart failure.", source="/hf.pdf"),
    entry("Hypertension and hypotension were both seen.", source="/bp.pdf"),
    entry("Asthma is treated with inhaled steroids.", source="/asthma.pdf"),
    entry("Fluoxetine was given for depression, 42 patients.", source="/ssri.pdf"),
    entry("The letter was better written than the later one.", source="/letter.pdf"),
    entry("The patient took amiodarone.", source="/note.md", collection="records"),
]


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


def read(library: Library, question: str, principal: Principal = CLINICIAN) -> dict[str, str]:
    return dict(library.find(question, principal).read_as)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("metaprolol", "metoprolol"),
        ("metropolol", "metoprolol"),
        ("Metoprolo", "metoprolol"),
        ("METAPROLOL", "metoprolol"),
        ("hypertention", "hypertension"),
        ("hypotenson", "hypotension"),
        ("asthna", "asthma"),
        ("astham", "asthma"),
        ("fluoxetne", "fluoxetine"),
    ],
)
def test_a_slip_in_a_name_is_read_as_the_name(filled: Library, typed: str, meant: str) -> None:
    assert read(filled, f"effect of {typed} on survival") == {typed: meant}


def test_the_passage_of_the_name_is_found(filled: Library) -> None:
    found = filled.find("metaprolol in hart failure", CLINICIAN)
    assert found.hits[0].passage.text.startswith("Metoprolol")
    assert found.hits[0].bm25_rank == 1


@pytest.mark.parametrize(
    "question",
    [
        "metoprolol in heart failure",  # stands there
        "duloxetine for pain",  # another drug, two letters from fluoxetine
        "prednisone dose",  # a known drug that the library lacks
        "bettre lettr",  # near words that are no names
        "I21.4 code J45 E11",
        "HFrEF and NSTEMI and mTORC1",
        "12345 98765",
        "wxyzq",
    ],
)
def test_what_is_no_slip_is_left_alone(filled: Library, question: str) -> None:
    assert read(filled, question) == {}


def test_an_ordinary_word_that_lies_nearer_than_a_name_keeps_the_name_away(filled: Library) -> None:
    late = [
        entry("A rational design.", source="/r.pdf"),
        entry("Retinal detachment.", source="/e.pdf"),
    ]
    filled.store.catalog.add(late)
    filled.store.publish([one.id for one in late])
    assert read(filled, "the reational design") == {}


def test_a_word_between_two_opposites_is_left_alone(filled: Library) -> None:
    assert read(filled, "what causes hypetension") == {}


def test_a_word_of_passages_that_may_not_be_read_is_not_told(filled: Library) -> None:
    assert read(filled, "amiodaron dose", CLINICIAN) == {}
    assert read(filled, "amiodarine dose", RESEARCHER) == {}


def test_the_vocabulary_follows_the_library(filled: Library) -> None:
    assert read(filled, "effect of warfrin") == {}
    late = entry("Warfarin is steered by the INR.", source="/vka.pdf")
    filled.store.catalog.add([late])
    filled.store.publish([late.id])
    assert read(filled, "effect of warfrin") == {"warfrin": "warfarin"}


def test_possessives_and_signs_around_a_word_stay(filled: Library) -> None:
    found = filled.find("metaprolol's effect (asthna)?", CLINICIAN)
    assert found.query is not None
    assert found.query.text == "metoprolol's effect (asthma)?"
