"""A difference as people read it: unit, decimals, interval and what can be told of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis import FEWEST, Estimate, mean_estimate
from sim.comparison.tables import SHARES, UNITS, pair_of
from sim.texts import number, text

if TYPE_CHECKING:
    from sim.comparison import Comparison, Side

PERCENT = ("founded", "service_level", "service_level_min", "coverage", "autonomy")
MOST_DECIMALS, MORE_DECIMALS = 6, 2
SHOWN = (
    "founded",
    "founding_quarter",
    "institution_members",
    "field_cooperations",
    "cross_field_cooperations",
    "coverage",
    "relief",
    "synergy",
    "coordination_effort",
    "net_benefit",
    "service_level",
    "service_level_min",
    "staff_strain",
    "strategic_time",
    "trust",
)
AFTER_SHOCKS = ("service_loss", "recovery_quarters")


class Told(NamedTuple):
    """A row of a table for people.

    Attributes:
        name, unit, explanation: of the measure; unit of the difference.
        baseline, scenario: means of both sides.
        baseline_interval, scenario_interval: of these means.
        difference, interval: scenario less baseline, with signs; where too few pairs of runs have
            a value, their number instead of the interval, and dashes.
        verdict: higher, lower, alike (in every pair of runs), open (the interval holds 0), unknown.
        worth: how many unpaired runs a paired one is worth; a dash where nobody can tell.
    """

    name: str
    unit: str
    explanation: str
    baseline: str
    baseline_interval: str
    scenario: str
    scenario_interval: str
    difference: str
    interval: str
    verdict: str
    worth: str


def has_shocks(found: Comparison) -> bool:
    """Whether any of the scenarios has shocks."""
    return any(scenario.shocks for scenario in found.scenarios)


def shown_measures(found: Comparison) -> tuple[str, ...]:
    """The measures of the small table; those of shocks only where there are some."""
    return (*SHOWN, *AFTER_SHOCKS) if has_shocks(found) else SHOWN


def all_measures(found: Comparison) -> tuple[str, ...]:
    """The measures of the large table; those of shocks only where there are some."""
    return tuple(name for name in UNITS if has_shocks(found) or name not in AFTER_SHOCKS)


def row_of(found: Comparison, side: Side, measure: str, lang: str) -> Told:
    """A measure of a pair in words and numbers of a language ("de" or "en")."""
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], measure)
    if is_rare(own.size, found.runs):
        return _rare(measure, own.size, lang)
    estimate = found.difference(side, measure)
    means = [
        mean_estimate(values, found.confidence, is_share=measure in SHARES)
        for values in (other, own)
    ]
    return Told(
        name=measure_text(measure, "name", lang),
        unit=unit_of(measure, lang),
        explanation=measure_text(measure, "explanation", lang),
        baseline=mean_shown(means[0], measure, lang),
        baseline_interval=mean_interval_shown(means[0], measure, lang),
        scenario=mean_shown(means[1], measure, lang),
        scenario_interval=mean_interval_shown(means[1], measure, lang),
        difference=difference_shown(estimate, measure, lang),
        interval=interval_shown(estimate, measure, lang),
        verdict=verdict_on(found, side, measure),
        worth=worth_shown(estimate.variance_ratio, lang),
    )


def is_rare(pairs: int, runs: int) -> bool:
    """Whether so few of all pairs have a value that nothing can be said of them."""
    return pairs < min(runs, FEWEST)


def verdict_on(found: Comparison, side: Side, measure: str) -> str:
    """What can be told of a measure: higher, lower, alike (in every pair), open or unknown."""
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], measure)
    if is_rare(own.size, found.runs):
        return "unknown"
    return "alike" if np.array_equal(own, other) else verdict_of(found.difference(side, measure))


def _rare(measure: str, pairs: int, lang: str) -> Told:
    """A row without numbers but that of the pairs."""
    form = "none" if pairs == 0 else "one" if pairs == 1 else "many"
    return Told(
        name=measure_text(measure, "name", lang),
        unit=unit_of(measure, lang),
        explanation=measure_text(measure, "explanation", lang),
        baseline="–",
        baseline_interval="–",
        scenario="–",
        scenario_interval="–",
        difference="–",
        interval=text(f"compare.pairs_{form}", lang, count=number(pairs, 0, lang)),
        verdict="unknown",
        worth="–",
    )


def measure_text(measure: str, part: str, lang: str) -> str:
    """Name, unit or explanation of an indicator, or of an outcome of a run."""
    return text(f"indicators.{measure}.{part}", lang)


def unit_of(measure: str, lang: str) -> str:
    """Unit of a difference: percentage points for shares of the whole."""
    return (
        text("compare.points", lang) if measure in PERCENT else measure_text(measure, "unit", lang)
    )


def scale_of(measure: str) -> float:
    """What a value is multiplied with to be shown: shares as percentages."""
    return 100.0 if measure in PERCENT else 1.0


def verdict_of(found: Estimate) -> str:
    """What an interval tells: higher, lower, alike, open or unknown."""
    if math.isnan(found.low):
        return "unknown"
    if found.low == found.high == 0.0:
        return "alike"
    if found.is_clear:
        return "higher" if found.estimate > 0.0 else "lower"
    return "open"


def decimals_of(found: Estimate, measure: str, digits: int = 2) -> int:
    """Decimals that show half the interval with so many digits, and on which side of zero it ends.

    "-0.04 to 0.00" would look as if it held zero, and "0.00 to 0.17" as if it did not.
    """
    width = scale_of(measure) * found.half_width
    if not width > 0.0:
        return 1
    decimals = digits - 1 - math.floor(math.log10(width))
    nearest = scale_of(measure) * min(abs(found.low), abs(found.high))
    if nearest > 0.0:
        most = MOST_DECIMALS if found.is_clear else decimals + MORE_DECIMALS
        decimals = max(decimals, min(-math.floor(math.log10(nearest)), most))
    return min(max(decimals, 0), MOST_DECIMALS)


def mean_shown(found: Estimate, measure: str, lang: str) -> str:
    """A mean with as many decimals as its interval deserves; shares of the whole as percentages."""
    written = number(scale_of(measure) * found.estimate, decimals_of(found, measure), lang)
    return text("plots.percent", lang, value=written) if measure in PERCENT else written


def mean_interval_shown(found: Estimate, measure: str, lang: str) -> str:
    """Both ends of the interval of a mean; a dash where it is unknown."""
    if math.isnan(found.low):
        return "–"
    decimals, scale = decimals_of(found, measure), scale_of(measure)
    ends = [number(scale * end, decimals, lang) for end in (found.low, found.high)]
    return text("compare.interval", lang, low=ends[0], high=ends[1])


def difference_shown(found: Estimate, measure: str, lang: str) -> str:
    """A difference with its sign and as many decimals as its interval deserves."""
    return signed(scale_of(measure) * found.estimate, decimals_of(found, measure), lang)


def interval_shown(found: Estimate, measure: str, lang: str, digits: int = 2) -> str:
    """Both ends of the interval with their signs; a dash where it is unknown."""
    if math.isnan(found.low):
        return "–"
    decimals, scale = decimals_of(found, measure, digits), scale_of(measure)
    ends = [signed(scale * end, decimals, lang) for end in (found.low, found.high)]
    return text("compare.interval", lang, low=ends[0], high=ends[1])


def worth_shown(ratio: float, lang: str) -> str:
    """How many unpaired runs a paired one is worth."""
    if not math.isfinite(ratio):
        return "–"
    return number(ratio, 0 if ratio >= 10.0 else 1, lang)


def signed(value: float, decimals: int, lang: str) -> str:
    """A number with its sign; nothing before a zero."""
    written = number(value, decimals, lang)
    is_positive = value > 0 and any(digit in "123456789" for digit in written)
    return f"+{written}" if is_positive else written
