"""Work in cooperations: `[cooperation]`."""

from __future__ import annotations

from sim.scenario.settings.base import Section, setting


class CooperationSettings(Section):
    """Work in cooperations: effort, cycle, vitality: `[cooperation]`."""

    size_effort: float = setting(
        0.08,
        "effort added by each member beyond two",
        "share",
        (0, 1),
        (0.02, 0.2),
        "C1, C3, C5; size assumed",
    )
    difference_effort: float = setting(
        0.3,
        "effort added by members ten times as large or small",
        "share",
        (0, 3),
        (0.0, 0.8),
        "C1; size assumed",
    )
    running_effort_share: float = setting(
        0.4,
        "running effort after the set-up",
        "share of the set-up effort",
        (0, 2),
        (0.2, 0.7),
        "assumption: no source found (evidence 5.7)",
    )
    analysis_quarters: float = setting(
        2.0,
        "length of the analysis at full work",
        "quarters",
        (0.25, 40),
        (1, 4),
        "seed (cycle); length assumed",
    )
    ideas_quarters: float = setting(
        2.0,
        "length of the search for ideas",
        "quarters",
        (0.25, 40),
        (1, 4),
        "seed (cycle); length assumed",
    )
    planning_quarters: float = setting(
        3.0,
        "length of the planning",
        "quarters",
        (0.25, 40),
        (2, 6),
        "seed (cycle); grants take 2-3 months (2.5)",
    )
    implementation_quarters: float = setting(
        8.0,
        "length of the implementation",
        "quarters",
        (0.25, 80),
        (4, 16),
        "savings grow for up to six years (D1); length assumed",
    )
    reflection_quarters: float = setting(
        2.0,
        "length of the reflection",
        "quarters",
        (0.25, 40),
        (1, 4),
        "seed (cycle); length assumed",
    )
    quality_start: float = setting(
        0.5, "working quality of a new cooperation", "0-1", (0, 1), (0.3, 0.7), "assumption"
    )
    quality_rate: float = setting(
        0.3, "how fast quality follows the work given", "per year", (0, 4), (0.1, 0.8), "assumption"
    )
    mutual_cover: float = setting(
        0.25,
        "standing in for one another, per unit of difference in strain",
        "share of the work",
        (0, 2),
        (0.0, 0.6),
        "partial protection (D13); size assumed",
    )
    refit_share: float = setting(
        0.6,
        "how far a reflection refits a service to its users",
        "share",
        (0, 1),
        (0.2, 1.0),
        "seed (mismatch); size assumed",
    )
    nourishment: float = setting(
        0.06,
        "vitality gained in a quarter of full work",
        "0-1 per quarter",
        (0, 1),
        (0.03, 0.12),
        "assumption",
    )
    wear: float = setting(
        0.15,
        "vitality worn off in a quarter",
        "share per quarter",
        (0, 1),
        (0.08, 0.22),
        "working groups lapse (C7); size assumed",
    )
    neglect: float = setting(
        0.06,
        "vitality lost in a quarter in which no work is given",
        "share per quarter",
        (0, 1),
        (0.0, 0.12),
        "working groups lapse (C7); size assumed",
    )
    size_wear: float = setting(
        0.05,
        "wear added by each member beyond two",
        "share",
        (0, 1),
        (0.0, 0.15),
        "C1; size assumed",
    )
    difference_wear: float = setting(
        0.5,
        "wear added by members ten times as large or small",
        "share",
        (0, 3),
        (0.0, 1.0),
        "C1; size assumed",
    )
    deepening_quarters: float = setting(
        40.0,
        "age at which wear has halved",
        "quarters",
        (1, 400),
        (16, 80),
        "longer interaction, more commitment (C1); size assumed",
    )
    dormant_below: float = setting(
        0.25, "vitality below which a cooperation is dormant", "0-1", (0, 0.8), None, "assumption"
    )
    dormant_effort_share: float = setting(
        0.25,
        "effort that members still give a dormant cooperation",
        "share",
        (0, 1),
        (0.0, 0.5),
        "assumption",
    )
    link_rate: float = setting(
        0.3,
        "how often a link between fields is seen",
        "per year and municipality",
        (0, 4),
        (0.1, 0.6),
        "E8; size assumed",
    )
    interplay_on: bool = setting(True, "fields help and hinder each other", "true/false")
    synergy: float = setting(
        0.10,
        "gain between two fields, linked",
        "share of the smaller work",
        (0, 1),
        (0.0, 0.20),
        "seed, E8; size assumed",
    )
    conflict: float = setting(
        0.015,
        "loss between two fields with cooperations that are not coordinated",
        "share of the smaller work",
        (0, 1),
        (0.0, 0.05),
        "seed (parallel structures); size assumed",
    )
    cross_autonomy_cost: float = setting(
        0.08,
        "autonomy cost of working across fields",
        "share of the work",
        (0, 1),
        (0.04, 0.15),
        "B1, seed (no majority); size assumed",
    )
