"""British and American spelling, and words that have only one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexicon.lists import spelling_pairs
from kb.lexicon.spelling import american, british, respelled

PAIRS = [
    "",
    "haemoglobin hemoglobin",
    "anaemia anemia",
    "ischaemic ischemic",
    "hyperglycaemia hyperglycemia",
    "leukaemia leukemia",
    "haemorrhage hemorrhage",
    "haematuria hematuria",
    "haemodialysis hemodialysis",
    "methaemoglobin methemoglobin",
    "septicaemia septicemia",
    "hypoxaemia hypoxemia",
    "paediatric pediatric",
    "orthopaedic orthopedic",
    "gynaecology gynecology",
    "anaesthetic anesthetic",
    "paraesthesia paresthesia",
    "aetiology etiology",
    "faeces feces",
    "caecum cecum",
    "caesarean cesarean",
    "oedema edema",
    "lymphoedema lymphedema",
    "oesophagitis esophagitis",
    "gastrooesophageal gastroesophageal",
    "oestrogen estrogen",
    "foetal fetal",
    "coeliac celiac",
    "diarrhoea diarrhea",
    "dyspnoea dyspnea",
    "apnoea apnea",
    "sulphonylurea sulfonylurea",
    "leucocyte leukocyte",
    "tumour tumor",
    "behavioural behavioral",
    "labour labor",
    "centre center",
    "litres liters",
    "millilitre milliliter",
    "fibre fiber",
    "titre titer",
    "analyse analyze",
    "randomised randomized",
    "hospitalisation hospitalization",
    "stabilise stabilize",
    "counselling counseling",
    "labelled labeled",
    "manoeuvre maneuver",
    "neurone neuron",
    "",
][1:-1]

ONE_SPELLING = [
    "academic",
    "systemic",
    "epidemic",
    "pandemic",
    "exercise",
    "exercised",
    "precise",
    "concise",
    "supervise",
    "revise",
    "disease",
    "raise",
    "rise",
    "otherwise",
    "promise",
    "compromise",
    "surgery",
    "laboratory",
    "labelless",
    "colorectal",
    "erythematosus",
    "chemotherapy",
    "chemotoxic",
    "redemption",
    "hemisphere",
    "hemiplegia",
    "rigor",
    "humoral",
    "anterior",
    "parameter",
    "diameter",
    "perimeter",
    "size",
    "prize",
    "seize",
    "capsize",
    "advertise",
    "expertise",
    "literature",
    "analysis",
    "dialysis",
    "paralysis",
    "premise",
    "demise",
    "treatise",
    "patient",
    "heart",
    "theme",
    "anemone",
    "obliterate",
    "analogous",
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_word_is_known_on_both_sides_of_the_atlantic(pair: str) -> None:
    there, here = pair.split()
    assert american(there) == here
    assert british(here) == there
    assert american(here) == here
    assert british(there) == there
    assert respelled(there) == here
    assert respelled(here) == there


@pytest.mark.parametrize("word", ONE_SPELLING)
def test_a_word_with_one_spelling_is_left_alone(word: str) -> None:
    assert respelled(word) is None


@given(
    st.sampled_from([british.strip("^$") for british, _ in spelling_pairs()]),
    st.text("abcdefghilmnoprstuy", max_size=6),
)
def test_respelling_twice_leads_back(part: str, rest: str) -> None:
    word = part + rest
    across = respelled(word)
    if across is not None and american(word) != word:
        assert american(across) == across
