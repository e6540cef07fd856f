"""Every indicator once: name, unit, formula; and the arithmetic that both engines share.

Names are fixed: tables, figures, sweeps and the live view use them.  Words for people stand in
the texts under the same names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.compiling import rule


class Indicator(NamedTuple):
    """One indicator of a quarter or of a run."""

    name: str
    unit: str
    formula: str


INDICATORS = (
    Indicator(
        "service_level", "0-1", "mean of the municipalities' service levels, weighted by residents"
    ),
    Indicator("service_level_min", "0-1", "lowest service level of an inhabited municipality"),
    Indicator(
        "service_inequality", "0-1", "Gini coefficient of service levels, weighted by residents"
    ),
    Indicator("staff_strain", "work / staff", "all work over all staff"),
    Indicator("strategic_time", "FTE", "sum of the working time left over and not bound"),
    Indicator("willingness", "0-1", "mean of the municipalities' willingness"),
    Indicator("trust", "0-1", "mean of the trust in one another over all pairs"),
    Indicator(
        "field_cooperations", "number", "living cooperations in one field, dormant ones left out"
    ),
    Indicator(
        "cross_field_cooperations",
        "number",
        "living cooperations across fields, dormant ones left out",
    ),
    Indicator("dormant_cooperations", "number", "cooperations that exist on paper only"),
    Indicator(
        "coverage", "share", "municipality-field pairs in a living cooperation over all pairs"
    ),
    Indicator("relief", "FTE", "sum of the relief received in field cooperations"),
    Indicator("synergy", "FTE", "sum of what fields do to each other; negative when they hinder"),
    Indicator(
        "coordination_effort",
        "FTE",
        "all time spent on cooperating: members, unit and its preparation, county",
    ),
    Indicator("net_benefit", "FTE", "relief + synergy - coordination_effort"),
    Indicator("institution_level", "0-3", "0 none, 1 informal, 2 shared staff, 3 office"),
    Indicator("institution_capacity", "FTE", "working capacity of the coordination unit"),
    Indicator("institution_members", "number", "municipalities that carry the coordination unit"),
    Indicator("autonomy", "0-1", "share of the work decided alone, weighted by work"),
    Indicator("population", "persons", "residents"),
)
INDICATOR_NAMES = tuple(indicator.name for indicator in INDICATORS)

OUTCOMES = (
    Indicator("founded", "0/1", "1 if a coordination unit was founded at least once"),
    Indicator("founding_quarter", "quarter", "quarter of the first founding; -1 if never"),
    Indicator(
        "service_loss", "quarters", "sum over the run of service level below the unshocked twin"
    ),
    Indicator(
        "recovery_quarters",
        "quarters",
        "from the first shock until service is back within 0.005 of the twin; -1 if not",
    ),
    Indicator("longest_cooperation", "quarters", "age of the cooperation that lived longest"),
)
OUTCOME_NAMES = tuple(outcome.name for outcome in OUTCOMES)
# what lies between 0 and 1
BOUNDED = frozenset(
    one.name for one in (*INDICATORS, *OUTCOMES) if one.unit in ("0-1", "0/1", "share")
)


@rule
def total(values: Sequence[float]) -> float:
    """Sum in order, the same bits in every version of Python and when compiled."""
    found = 0.0
    for i in range(len(values)):
        found += values[i]
    return found


@rule
def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Mean of values by weights, in their order; 0 when there is no weight."""
    total = 0.0
    weight = 0.0
    for i in range(len(values)):
        total += values[i] * weights[i]
        weight += weights[i]
    if weight <= 0.0:
        return 0.0
    return total / weight


@rule
def gini(values: Sequence[float], weights: Sequence[float], order: Sequence[int]) -> float:
    """Gini coefficient by weights, 0 (all alike) … 1: mean difference over twice the mean.

    ``order`` has the places of the values from the lowest to the highest.
    """
    difference = 0.0
    total = 0.0
    weight = 0.0
    for k in range(len(order)):
        i = order[k]
        difference += 2.0 * weights[i] * (values[i] * weight - total)
        total += values[i] * weights[i]
        weight += weights[i]
    if weight <= 0.0 or total <= 0.0:
        return 0.0
    return max(difference, 0.0) / (2.0 * weight * total)


@rule
def lowest(values: Sequence[float], weights: Sequence[float]) -> float:
    """Lowest value among those with a weight; 0 when there is none."""
    found = 2.0
    for i in range(len(values)):
        if weights[i] > 0.0 and values[i] < found:
            found = values[i]
    return found if found < 2.0 else 0.0


@rule
def ratio(part: float, whole: float) -> float:
    """Part over whole; 0 when there is no whole."""
    if whole <= 0.0:
        return 0.0
    return part / whole


@rule
def service_loss(own: Sequence[float], twin: Sequence[float]) -> float:
    """Area between the twin's service level and the own one below it, in service-quarters."""
    total = 0.0
    for i in range(len(own)):
        total += max(twin[i] - own[i], 0.0)
    return total


@rule
def recovery_quarters(own: Sequence[float], twin: Sequence[float], first_shock: int) -> int:
    """Quarters from the first shock until service is back near the twin for good; -1 if never.

    0 when service never left the neighbourhood (0.005) of the unshocked twin.
    """
    last_below = -1
    for i in range(len(own)):
        if twin[i] - own[i] > 0.005:
            last_below = i
    if last_below < 0:
        return 0
    if last_below == len(own) - 1:
        return -1
    return max(last_below + 1 - first_shock, 0)
