"""What a pattern is: a statement with its source, what is compared, and what is expected.

A pattern has one part or several, each a comparison with an estimate and an interval of its own.  A
part takes one number per run from each of its sides (scenarios that meet the same luck), makes one
estimate of them, and says where it must lie.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis import Estimate, mean_estimate, paired_difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from sim.region import Region

Numbers = NDArray[np.float64]
Words = tuple[str, str]  # German, English


# ---------------------------------------------------------------------------------- expectations
@dataclass(frozen=True)
class Expected:
    """Where an estimate must lie, and how that is written.

    Attributes:
        sign: as tables and figures show it: "+", "−", "0 ± 0.05", "> 0.5".
        low, high: ends of what is expected, in the unit of the part.
        closed: whether the ends belong to it.
    """

    sign: str
    low: float = -math.inf
    high: float = math.inf
    closed: bool = False

    def has_all_of(self, found: Estimate) -> bool:
        """Whether the whole interval lies where it is expected."""
        if self.closed:
            return self.low <= found.low and found.high <= self.high
        return self.low < found.low and found.high < self.high

    def has_none_of(self, found: Estimate) -> bool:
        """Whether no part of the interval lies where it is expected."""
        if self.closed:
            return found.high < self.low or found.low > self.high
        return found.high <= self.low or found.low >= self.high

    def distance(self, value: float) -> float:
        """How far a value lies from the nearest end."""
        ends = [end for end in (self.low, self.high) if math.isfinite(end)]
        return min((abs(value - end) for end in ends), default=math.nan)


MORE = Expected("+", low=0.0)
LESS = Expected("−", high=0.0)
NOT_MORE = Expected("≤ 0", high=0.0, closed=True)
NOTHING = Expected("= 0", 0.0, 0.0, closed=True)


def above(limit: float) -> Expected:
    """More than a limit."""
    return Expected(f"> {limit:g}", low=limit)


def between(low: float, high: float) -> Expected:
    """Between two ends, which do not belong to it."""
    return Expected(f"{low:g} … {high:g}", low, high)


def no_difference(margin: float) -> Expected:
    """A null: nothing that matters; whatever lies within the margin counts as nothing."""
    return Expected(f"0 ± {margin:g}", -margin, margin, closed=True)


def not_below(limit: float) -> Expected:
    """At least a limit."""
    return Expected(f"≥ {limit:g}", low=limit, closed=True)


# ----------------------------------------------------------------------------------------- sides
@dataclass(frozen=True)
class Side:
    """One side of a comparison: a scenario with some settings changed, on its own or another map.

    Attributes:
        scenario: name of a shipped scenario, or the path of a file.
        settings: changed settings by their name or dotted path.
        changed_region: makes another region of the scenario's own; None: as it is.
    """

    scenario: str
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    changed_region: Callable[[Region], Region] | None = None


def side(scenario: str, /, on: Callable[[Region], Region] | None = None, **settings: Any) -> Side:
    """A side: ``side("county-wide", quota=0.8)``; dotted names as ``**{"a.b": …}``."""
    return Side(scenario, MappingProxyType(settings), on)


@dataclass(frozen=True)
class Measure:
    """What is measured of a run: a function of an ensemble's runs, and the unit of what it gives.

    ``function`` gets the `xarray.Dataset` of `sim.ensemble.run_ensemble` with details, and gives
    one number per run, or a row of several.  It sees runs in batches, so what it says of one run
    must not depend on the others.
    """

    function: Callable[[xr.Dataset], Numbers]
    unit: str

    def __call__(self, runs: xr.Dataset) -> Numbers:
        """Its numbers, a row per run."""
        return np.asarray(self.function(runs), dtype=np.float64)


def measure(unit: str) -> Callable[[Callable[[xr.Dataset], Numbers]], Measure]:
    """Make a measure of a function: ``@measure("fte")``."""
    return lambda function: Measure(function, unit)


class Term(NamedTuple):
    """A measure taken on a side."""

    measure: Measure
    side: Side


# ------------------------------------------------------------------------------- parts, patterns
@dataclass(frozen=True)
class Part:
    """One comparison.

    Attributes:
        terms: what is measured on which side.
        estimate: makes the estimate of the terms' numbers, given in their order.
        expected: where it must lie.
        says: what is compared, in German and in English: as short as a row of the figure.
        unit: of the estimate; key of the texts ``patterns.units``, or any words.
    """

    terms: tuple[Term, ...]
    estimate: Callable[..., Estimate]
    expected: Expected
    says: Words = ("", "")
    unit: str = ""


@dataclass(frozen=True)
class Pattern:
    """A behaviour that must come out of the model.

    Attributes:
        name: "P1", "N3" …
        says: the statement in German and in English.
        source: rows of the list of evidence (ODD.md, section 11).
        parts: its comparisons; the pattern holds where all of them hold.
        explanation: where it does not come out, why: German and English.
    """

    name: str
    says: Words
    source: str
    parts: tuple[Part, ...]
    explanation: Words | None = None


def difference(
    measured: Measure, first: Side, second: Side, expected: Expected, says: Words = ("", "")
) -> Part:
    """First side less second side, run by run with the same luck."""
    terms = (Term(measured, first), Term(measured, second))
    return Part(terms, paired_difference, expected, says, measured.unit)


def value(measured: Measure, here: Side, expected: Expected, says: Words = ("", "")) -> Part:
    """The mean of one side."""
    estimate = _mean_of_numbers
    return Part((Term(measured, here),), estimate, expected, says, measured.unit)


def _mean_of_numbers(values: Numbers) -> Estimate:
    return mean_estimate(values, is_share=False)
