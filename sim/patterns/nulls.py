"""Nulls: comparisons that must show nothing: what would make the difference is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.patterns.coordinating import CARRIED_BY_ALL
from sim.patterns.definition import (
    NOTHING,
    Numbers,
    Part,
    Pattern,
    Side,
    Term,
    difference,
    measure,
    no_difference,
    side,
    value,
)
from sim.patterns.estimating import where_both_are_known
from sim.patterns.quantities import founded, most_cooperations

if TYPE_CHECKING:
    import xarray as xr

SAME = 0.05  # share of the runs: one in twenty more or fewer would not be seen in practice

# All councils equally and clearly willing: 0.9, where openness outweighs what speaks against it
# (0.15 × 0.8 of the work).  Effort depends on nobody's size: neither on the number nor on the
# difference of the partners, nor is there the same steering time for all, which the small have not.
_WILLING: dict[str, Any] = {
    "willingness_mean": 0.9,
    "willingness_spread": 0.0,
    "size_effort": 0.0,
    "difference_effort": 0.0,
    "unit_effort_fte": 0.0,
}


def _all_willing(scenario: str) -> Side:
    return side(scenario, **_WILLING)


N1 = Pattern(
    "N1",
    (
        "Sind alle gleich und klar bereit, gründen alle Regeln gleich oft",
        "Where all are equally and clearly willing, all rules found equally often",
    ),
    "logic of the model",
    tuple(
        difference(
            founded,
            _all_willing(scenario),
            _all_willing("coalition-of-the-willing"),
            no_difference(SAME),
            says,
        )
        for scenario, says in (
            ("county-wide", ("kreisweit − Koalition", "county-wide − coalition")),
            ("core-and-ring", ("Ring − Koalition", "ring − coalition")),
            ("open-forum", ("Forum − Koalition", "forum − coalition")),
        )
    ),
)

# Nobody retires, leaves or is voted out, and no cooperation is proposed, so that all effort is
# that for the unit; all sixteen carry it.  What is left of the effort when its cost has been taken
# off (posts and overhead of an office, the time that members' people put in) is steering, and must
# be the same.
_CALM: dict[str, Any] = {
    "retirement_rate": 0.0,
    "turnover_rate": 0.0,
    "key_person_rate": 0.0,
    "mayor_change": 0.0,
    "initiative_rate": 0.0,
    **CARRIED_BY_ALL,
}
_POSTS, _OVERHEAD, _LOSS = 0.125, 0.4, 0.02  # the defaults of an office and of shared staff


@measure("fte")
def effort_beyond_its_cost(runs: xr.Dataset) -> Numbers:
    """Effort less what the unit costs, mean of the quarters 8 to 18 (before the first renewal).

    Missing in a run without a unit in one of them.
    """
    level, members, capacity, effort = (
        np.asarray(runs[name].transpose("run", "quarter"))[:, 8:19]
        for name in (
            *("institution_level", "institution_members"),
            *("institution_capacity", "coordination_effort"),
        )
    )
    efficiency = np.where(level == 2.0, np.maximum(1.0 - _LOSS * (members - 1.0), 0.3), 1.0)
    office = np.maximum(_POSTS * members, 1.0) + _OVERHEAD
    cost = np.where(level == 3.0, office, capacity / efficiency)
    beyond = np.where((level > 0.0).all(axis=1), (effort - cost).mean(axis=1), np.nan)
    return beyond


def _calm(level: str) -> Side:
    return side("county-wide", level=level, **_CALM)


N3 = Pattern(
    "N3",
    (
        "Ohne Schocks und Personalwechsel unterscheidet sich der Aufwand der Formen nur um ihre "
        "Kosten",
        "Without shocks and turnover levels differ in effort only as their cost says",
    ),
    "logic of the model",
    tuple(
        Part(
            (
                Term(effort_beyond_its_cost, _calm(level)),
                Term(effort_beyond_its_cost, _calm("office")),
            ),
            where_both_are_known,
            no_difference(0.01),
            says,
            "fte",
        )
        for level, says in (
            ("informal", ("informell − Geschäftsstelle", "informal − office")),
            ("shared_staff", ("geteilt − Geschäftsstelle", "shared staff − office")),
        )
    ),
)

# The same eight municipalities on both sides, since the ring also differs in size from eight
# others. Shuffled, their willingness is that of eight places at random; without any clustering it
# is drawn regardless of place to begin with.  If shuffling left the ring its lead, the two would
# differ.
N4 = Pattern(
    "N4",
    (
        "Ist die Bereitschaft im Raum gemischt, gründet der Ring wie acht zufällig Bereite",
        "With willingness shuffled in space the ring does as eight of random willingness",
    ),
    "0.3",
    (
        difference(
            founded,
            side("core-and-ring", willingness_shuffled=True),
            side("core-and-ring", willingness_clustering=0.0),
            no_difference(SAME),
            ("Ring: gemischt − ungehäuft", "ring: shuffled − unclustered"),
        ),
    ),
)

# Nothing to gain and nothing that presses: no grants, nothing promised, nothing saved, no synergy,
# and neither strain nor vacancies draw attention.
_FIELDS = ("water", "housing", "neighbourhood")
_NOTHING: dict[str, Any] = {
    "cooperation_grant": 0.0,
    "office_grant_share": 0.0,
    "promised_share": 0.0,
    "unit_promise": 0.0,
    "synergy": 0.0,
    "pressure_weight": 0.0,
    "vacancy_weight": 0.0,
    **{f"fields.{name}.scale_effect": 0.0 for name in _FIELDS},
    **{f"fields.{name}.scale_effect_spread": 0.0 for name in _FIELDS},
}
N5 = Pattern(
    "N5",
    (
        "Ohne Fördergeld, Entlastung und Druck entsteht keine Kooperation",
        "Without grant, relief and pressure there is no cooperation",
    ),
    "A10, C3",
    (
        value(
            most_cooperations,
            side("coalition-of-the-willing", **_NOTHING),
            NOTHING,
            ("Kooperationen", "cooperations"),
        ),
    ),
)

NULLS = (N1, N3, N4, N5)
