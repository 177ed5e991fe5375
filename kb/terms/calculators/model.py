"""What a calculator is: its inputs, its formula, its source; and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "choice", "flag"]
Value = float | str | bool


@dataclass(frozen=True, slots=True)
class Input:
    """One input.

    Attributes:
        name: as in ``kb calc NAME name=value``.
        about: what it is, in words.
        kind: a number in ``unit``, one of ``choices``, or a flag (yes or no).
        unit: the unit that the formula takes; values in other units are converted into it.
        analyte: the substance, where converting takes one.
        low, high: the limits, both included, in which a value can be true; others are refused.
        choices: the permitted values, the canonical one first, then what else may be typed for it.
        required: whether it has to be given. A flag that is not given counts as absent.
        aliases: other names for it.
        default: what counts where it is not given.
    """

    name: str
    about: str
    kind: Kind = "number"
    unit: str = ""
    analyte: str | None = None
    low: float = 0.0
    high: float = 0.0
    choices: tuple[tuple[str, ...], ...] = ()
    required: bool = True
    aliases: tuple[str, ...] = ()
    default: Value | None = None


class Values:
    """The checked inputs of one calculation, by name, in the units of the formula."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[str, Value]) -> None:
        self._held = dict(held)

    def number(self, name: str) -> float:
        """A number that was given, or has a default."""
        value = self._held[name]
        if isinstance(value, (str, bool)):
            raise TypeError(f"{name} is not a number")
        return value

    def maybe(self, name: str) -> float | None:
        """A number, or ``None`` where it was not given."""
        return self.number(name) if name in self._held else None

    def choice(self, name: str) -> str:
        """The canonical form of what was chosen."""
        return str(self._held[name])

    def flag(self, name: str) -> bool:
        """Whether something is present; ``False`` where nobody said."""
        return self._held.get(name) is True

    def items(self) -> tuple[tuple[str, Value], ...]:
        """All that was given, or has a default."""
        return tuple(self._held.items())


@dataclass(frozen=True, slots=True)
class Detail:
    """Something computed on the way: another formula's value, or what each criterion gave."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the formula of a calculator gives."""

    value: float
    interpretation: str | None = None
    details: tuple[Detail, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator.

    Attributes:
        name: as in ``kb calc NAME``.
        title: its name in words.
        formula: as its source prints it.
        source: authors, journal, year, volume, pages.
        inputs: in the order in which they are asked for.
        unit: of the result; empty for a score.
        decimals: to which the result is usually given.
        compute: from checked values to the outcome.
        contradictions: what is wrong with values that are possible one by one.
        aliases: other names for it.
        bands: the source of the interpretation, where it is not ``source``.
        cautions: where the formula does not hold, from its source.
    """

    name: str
    title: str
    formula: str
    source: str
    inputs: tuple[Input, ...]
    unit: str
    decimals: int
    compute: Callable[[Values], Outcome]
    contradictions: Callable[[Values], tuple[str, ...]] = lambda _: ()
    aliases: tuple[str, ...] = ()
    bands: str | None = None
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsedInput:
    """An input as it went into the formula: converted, or the default, or taken as absent."""

    name: str
    value: Value
    unit: str
    given: str | None


@dataclass(frozen=True, slots=True)
class CalculationResult:
    """The result of one calculation, with all that is needed to check it by hand.

    ``value`` is exact, ``shown`` rounded as usual. ``interpretation`` is the band of the source that
    the value lies in; ``None`` where the source has none.
    """

    name: str
    title: str
    value: float
    shown: str
    unit: str
    interpretation: str | None
    formula: str
    source: str
    inputs: tuple[UsedInput, ...]
    details: tuple[Detail, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The result in one line."""
        unit = f" {self.unit}" if self.unit else ""
        band = f" ({self.interpretation})" if self.interpretation else ""
        return f"{self.title}: {self.shown}{unit}{band}"
