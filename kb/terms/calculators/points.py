"""Scores that add up points for criteria."""

from __future__ import annotations

from collections.abc import Mapping

from kb.terms.calculators.model import Detail, Values


def points(values: Values, weights: Mapping[str, float]) -> tuple[Detail, ...]:
    """The flags that are present, each with its points."""
    return tuple(
        Detail(name, weight, "points") for name, weight in weights.items() if values.flag(name)
    )


def total(details: tuple[Detail, ...]) -> float:
    """The sum of points."""
    return float(sum(one.value for one in details))


def when(condition: bool, name: str, weight: float) -> tuple[Detail, ...]:
    """One criterion that a value decides."""
    return (Detail(name, weight, "points"),) if condition else ()
