"""What no office publishes for each municipality and is derived here: its trend and its ages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.region.places import weighted_mean

# The trend lies between two dates on one census base (that of 2011); 2024 is on that of 2022.
TREND = (date(2013, 12, 31), date(2023, 12, 31))


@dataclass(frozen=True)
class AgeStructure:
    """What is known of the ages in a region, by default those of Germany everywhere.

    Attributes:
        share_65_plus: share of residents of 65 years and more (0-1).  Germany 2021: 22 %
            (Destatis, quoted by berliner-zeitung.de, li.356539).
        share_under_20: share of residents under 20 years (0-1).  Germany 2018: 18.4 %
            (bpb.de/wissen/X39RH6).
        slope: rise of the 65+ share (0-1) for each unit of annual change below the region's.
    """

    share_65_plus: float = 0.22
    share_under_20: float = 0.184
    slope: float = 0.0


def annual_change(history: Sequence[tuple[date, int]]) -> float | None:
    """Mean yearly change from 2013-12-31 to 2023-12-31 (share per year, -0.005 is -0.5 %).

    (population 2023 / population 2013) ** (1/10) - 1, rounded to six places, less than a tenth of
    a resident in 100,000, so that every machine gets the same number.  None where a count is
    missing or nobody lived there.
    """
    counts = dict(history)
    before, after = (counts.get(day, 0) for day in TREND)
    if not before or not after:
        return None
    return round(math.pow(after / before, 1 / (TREND[1].year - TREND[0].year)) - 1, 6)


def slope_of_ageing(facts: Mapping[str, float], changes: Mapping[str, float]) -> float:
    """How far the 65+ share (0-1) rises for each unit of annual change below the county's.

    slope = (highest - lowest mean age) x points per year / (highest - lowest trend), where
    "points per year" is the rise of the county's 65+ share per year of its mean age, 1995-2022.
    Werra-Meißner: 49.4 years (Meinhard) - 46.2 (Hessisch Lichtenau) = 3.2, times 1.29 points,
    are 4.1 points between the place that grows most and the one that shrinks most.  It takes a
    relation over time to hold between places: an assumption, and a rough one: it keeps the
    published range, but six places that shrink faster come out older than Meinhard.

    Args:
        facts: quantities of `county.csv`: 65+ shares (%) and mean ages (years), those of two
            municipalities as `mean_age_KEY`.
        changes: annual change of each municipality (share per year) by key.

    Source: BBSR INKAR 1995-2022; range of the mean ages about 2020 as quoted in the press.
    """
    ages = [facts[f"mean_age_{key}"] for key in changes if f"mean_age_{key}" in facts]
    points = facts["share_65_plus"] - facts["share_65_plus_1995"]
    points_per_year = points / (facts["mean_age"] - facts["mean_age_1995"])
    trends = max(changes.values()) - min(changes.values())
    return (max(ages) - min(ages)) * points_per_year / 100 / trends


def age_structure(facts: Mapping[str, float], changes: Mapping[str, float]) -> AgeStructure:
    """Age structure of a county from its `county.csv` and the trends of its municipalities.

    Under 20: the ages 15-19 are taken to be as strong as those below, so the published share
    under 15 times 20/15 (an assumption; 12 % become 16 %).
    """
    return AgeStructure(
        share_65_plus=facts["share_65_plus"] / 100,
        share_under_20=facts["share_under_15"] / 100 * 20 / 15,
        slope=slope_of_ageing(facts, changes),
    )


def shares_65_plus(
    changes: Sequence[float], populations: Sequence[int], ages: AgeStructure
) -> list[float]:
    """Share of residents of 65 years and more (0.05-0.6) of each place: who shrinks is older.

    share = region's share + slope x (region's change - own change), the region's change being
    the mean of all weighted by residents, so that the weighted mean of the shares is exactly the
    region's share (as long as no share has to be kept within 0.05 and 0.6).
    """
    region = weighted_mean(changes, populations)
    raw = [ages.share_65_plus + ages.slope * (region - change) for change in changes]
    return [min(0.6, max(0.05, share)) for share in raw]


def shares_under_20(older: Sequence[float], ages: AgeStructure) -> list[float]:
    """Share of residents under 20 (0-1) of each place from its 65+ share.

    share = region's share - half of what the 65+ share is above the region's (an assumption: an
    older place lacks the young and those of working age alike).
    """
    return [max(0.0, ages.share_under_20 - (o - ages.share_65_plus) / 2) for o in older]
