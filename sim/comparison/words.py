"""A difference as people read it: unit, decimals, interval and what can be told of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.analysis import Estimate
from sim.comparison.tables import UNITS, pair_of
from sim.texts import number, text

if TYPE_CHECKING:
    from sim.comparison import Comparison, Side

PERCENT = ("founded", "service_level", "service_level_min", "coverage", "autonomy")
MOST_DECIMALS = 6
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
        difference, interval: scenario less baseline, with signs.
        verdict: higher, lower, alike (in every pair of runs), open (the interval holds 0), unknown.
        worth: how many unpaired runs a paired one is worth; a dash where nobody can tell.
    """

    name: str
    unit: str
    explanation: str
    baseline: str
    scenario: str
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


def row_of(found: Comparison, side: Side, measure: str, lang: str) -> Told | None:
    """A measure of a pair in words; nothing where no pair has a value."""
    estimate = found.difference(side, measure)
    if math.isnan(estimate.estimate):
        return None
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], measure)
    return told(estimate, measure, float(other.mean()), float(own.mean()), lang)


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
    """What can be told: higher, lower, alike, open or unknown."""
    if math.isnan(found.low):
        return "unknown"
    if found.low == found.high == 0.0:
        return "alike"
    if found.is_clear:
        return "higher" if found.estimate > 0.0 else "lower"
    return "open"


def decimals_of(found: Estimate, measure: str, digits: int = 2) -> int:
    """Decimals that show half the interval with so many digits, and that it leaves out zero."""
    width = scale_of(measure) * found.half_width
    if not width > 0.0:
        return 1
    decimals = digits - 1 - math.floor(math.log10(width))
    if found.is_clear:  # "-0.04 to 0.00" would look as if it held zero
        nearest = scale_of(measure) * min(abs(found.low), abs(found.high))
        decimals = max(decimals, -math.floor(math.log10(nearest)))
    return min(max(decimals, 0), MOST_DECIMALS)


def told(
    found: Estimate, measure: str, mean_baseline: float, mean_scenario: float, lang: str
) -> Told:
    """A difference in words and numbers of a language.

    Args:
        found: scenario less baseline, in the unit of the measure.
        measure: name of an indicator or an outcome of a run.
        mean_baseline: mean of the baseline in the same runs.
        mean_scenario: mean of the scenario in the same runs.
        lang: "de" or "en".
    """
    return Told(
        name=measure_text(measure, "name", lang),
        unit=unit_of(measure, lang),
        explanation=measure_text(measure, "explanation", lang),
        baseline=mean_shown(mean_baseline, measure, lang),
        scenario=mean_shown(mean_scenario, measure, lang),
        difference=difference_shown(found, measure, lang),
        interval=interval_shown(found, measure, lang),
        verdict=verdict_of(found),
        worth=worth_shown(found.variance_ratio, lang),
    )


def mean_shown(value: float, measure: str, lang: str) -> str:
    """A mean; shares of the whole as percentages."""
    if measure in PERCENT:
        return text("plots.percent", lang, value=number(100.0 * value, 1, lang))
    return number(value, 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2, lang)


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
