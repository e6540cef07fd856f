"""The county, its people and its administrations: `[region]`, `[population]`, `[staff]`."""

from __future__ import annotations

from typing import Literal

from sim.scenario.settings.base import Section, setting


class RegionSettings(Section):
    """Which county, and which of its municipalities."""

    source: str = setting(
        "werra-meissner",
        "built-in county, or a CSV, Excel or GeoJSON file; FILE#COUNTY: one county of a table",
        "name or path",
    )
    borders: str = setting(
        "", "GeoJSON with the outlines, or CSV with pairs of neighbours; empty: none", "path"
    )
    seat: str = setting("", "the county seat; empty: as the table says", "key or name")
    unit: Literal["municipality", "association"] = setting(
        "municipality",
        "who acts: municipalities, or the associations that run their administrations",
        "kind",
    )
    municipalities: tuple[str, ...] = setting(
        (), "only these municipalities (keys or names); empty: all", "keys or names"
    )
    count_of_year: int | None = setting(
        None,
        "begin with the residents counted at the end of this year; empty: the latest",
        "year",
        (1950, 2200),
        None,
        "sim/data/SOURCES.md",
    )


class Population(Section):
    """The path of the residents.  A stable path stands beside every declining one."""

    annual_change: float = setting(
        0.0,
        "yearly change of the county's residents; 0: the stable path",
        "share per year",
        (-0.05, 0.05),
        (-0.008, 0.0),
        "-0.02 % a year from 2013 to 2022 [derived]; projections -0.23 % and -0.52 % (2.2)",
    )
    trend_persistence: float = setting(
        0.5,
        "how much of a municipality's past deviation from the county goes on",
        "share",
        (0, 1),
        (0.0, 1.0),
        "derivation of municipal projections (sim/data/SOURCES.md)",
    )
    migration_spread: float = setting(
        0.006,
        "standard deviation of a municipality's yearly net migration",
        "share per year",
        (0, 0.1),
        (0.003, 0.010),
        "assumption; yearly figures 2013-2022 vary by about this much",
    )
    birth_rate: float = setting(
        0.0114,
        "births per resident of 20 to 64",
        "per year",
        (0, 0.05),
        None,
        "derived: 654 births in 2013 (2.2)",
    )
    death_rate_working: float = setting(
        0.0038,
        "deaths per resident of 20 to 64",
        "per year",
        (0, 0.1),
        None,
        "derived: 1,444 deaths in 2013, 15 % below 65 assumed (2.2)",
    )
    death_rate_old: float = setting(
        0.049,
        "deaths per resident of 65 and more",
        "per year",
        (0, 0.3),
        None,
        "derived: 1,444 deaths in 2013, 85 % from 65 on assumed (2.2)",
    )


class Staff(Section):
    """Administration: posts, work and the time left over."""

    staff_fte_per_1000: float = setting(
        3.0,
        "posts in general administration",
        "FTE per 1,000 residents",
        (0.5, 20),
        (2.4, 3.6),
        "derived: one fifth of 14.8 per 1,000 (2.3)",
    )
    staff_spread: float = setting(
        0.06,
        "spread of posts between municipalities of one size (plus or minus)",
        "share",
        (0, 0.7),
        (0.0, 0.2),
        "assumption; the audit range 94-237 around 138 EUR per head is the upper limit (2.3)",
    )
    small_staff_bonus: float = setting(
        0.20,
        "more posts per head in the smallest, fading out at 4,000 residents",
        "share",
        (0, 1),
        (0.0, 0.3),
        "Hessian audit office: 167 against 135 EUR per head below and above 2,000 (2.3)",
    )
    fixed_duties_fte: float = setting(
        1.1,
        "other duties that every municipality has whatever its size",
        "FTE",
        (0, 10),
        (0.5, 2.0),
        "assumption",
    )
    work_fte_per_1000: float = setting(
        2.8,
        "all work by residents, of which the action fields are a part",
        "FTE per 1,000 residents",
        (0, 30),
        (2.65, 2.95),
        "assumption: work and posts balance at about 8,000 residents (2.3)",
    )
    other_fixed_share: float = setting(
        0.5,
        "other duties that do not shrink with the residents",
        "share",
        (0, 1),
        (0.3, 0.8),
        "seed (remanence), A1; size assumed",
    )
    retirement_rate: float = setting(
        0.035,
        "staff retiring",
        "per year",
        (0, 0.5),
        (0.025, 0.08),
        "DStGB: 30 % in ten years; Bertelsmann: 25 % in eight (2.3)",
    )
    turnover_rate: float = setting(
        0.02, "staff leaving for other reasons", "per year", (0, 0.5), (0.0, 0.05), "assumption"
    )
    vacancy_quarters: float = setting(
        3.0,
        "how long a post stays vacant on average",
        "quarters",
        (1, 40),
        (1.0, 8.0),
        "assumption: no source found (2.3)",
    )
    plan_follows_population: float = setting(
        0.8,
        "how far posts follow the residents (revenue does)",
        "share",
        (0, 1),
        (0.5, 1.0),
        "assumption",
    )
    plan_lag_years: float = setting(
        2.0,
        "how long posts lag behind the residents",
        "years",
        (0.25, 20),
        (1.0, 4.0),
        "assumption",
    )
    strategic_share: float = setting(
        0.03,
        "working time kept free for strategy at a strain of 1",
        "share",
        (0, 0.3),
        (0.0, 0.10),
        "seed says only: little; free parameter (2.3)",
    )
    strain_limit: float = setting(
        1.2,
        "strain at which no time for strategy is left",
        "work / staff",
        (1.01, 3),
        (1.1, 1.4),
        "assumption",
    )
    relief_to_strategy: float = setting(
        1.0,
        "how much of the relief becomes free time (0: it is absorbed)",
        "share",
        (0, 1),
        (0.0, 1.0),
        "seed: relief gives room for strategy; size assumed",
    )
    mismatch_cost: float = setting(
        0.3,
        "work added by mismatch between the size a service was built for and its users",
        "share",
        (0, 2),
        (0.0, 0.6),
        "seed (mismatch); size assumed",
    )
    adaptation_rate: float = setting(
        0.02,
        "how fast services adapt to their users without cooperation",
        "per year",
        (0, 1),
        (0.0, 0.05),
        "assumption",
    )
    service_elasticity: float = setting(
        1.0,
        "service lost per share of the work left undone",
        "share per share",
        (0, 2),
        (0.7, 1.3),
        "assumption",
    )
