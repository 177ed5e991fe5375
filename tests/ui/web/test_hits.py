"""Search hits become one entry a work."""

from __future__ import annotations

import dataclasses

from kb.access.local import local_principal
from kb.search.query import prepare
from ui.web import hits


def test_a_result_names_its_ranks_in_both_rankings(library):
    hit = library.search("septic shock", local_principal())[0]
    assert hits.ranks(hit) == "Rank by meaning 1, by words 2"
    alone = dataclasses.replace(hit, dense_rank=None)
    assert hits.ranks(alone) == "Rank by words 2 alone"


def test_search_lists_each_work_once_with_its_other_passages_below(library):
    found = library.search("potassium systolic target septic", local_principal())
    items = hits.results(found, prepare("potassium systolic target"), selected="d001-0001")
    assert [item["document"] for item in items] == ["d001", "d002"]
    assert [item["rank"] for item in items] == [1, 2]
    assert [one["key"] for one in items[0]["more"]] == ["d001-0001"]
    assert items[0]["more"][0]["label"] == "p. 2 Recommendations"
    assert [item["selected"] for item in items] == [True, False]
