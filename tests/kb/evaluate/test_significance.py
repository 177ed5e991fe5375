"""Intervals and paired tests."""

from __future__ import annotations

import numpy as np
import pytest

from kb.evaluate.significance import interval, paired_p


def test_the_same_figures_do_not_differ() -> None:
    assert paired_p([0.1, 0.5, 0.9], [0.1, 0.5, 0.9]) == 1.0
    assert paired_p([], []) == 1.0


def test_a_difference_in_every_question_is_sure_and_one_in_few_is_not() -> None:
    theirs = np.linspace(0, 0.8, 40)
    assert paired_p(theirs + 0.1, theirs) < 0.001
    few = theirs.copy()
    few[:3] += 0.1
    assert paired_p(few, theirs) > 0.2


def test_the_test_is_exact_where_all_swaps_can_be_counted() -> None:
    # Of the 2^3 ways to sign three equal differences, two are as far out: p = 0.25.
    assert paired_p([1, 1, 1], [0, 0, 0]) == pytest.approx(0.25, abs=0.02)


def test_noise_is_found_significant_as_seldom_as_it_should() -> None:
    generator = np.random.default_rng(1)
    found = sum(
        paired_p(generator.normal(size=30), generator.normal(size=30)) < 0.05 for _ in range(100)
    )
    assert found <= 12


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 500
    assert interval(few)[0] < 0.5 < interval(few)[1]
    assert interval(many)[1] - interval(many)[0] < interval(few)[1] - interval(few)[0]


def test_pairs_must_match() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        paired_p([1, 2], [1, 2, 3])
