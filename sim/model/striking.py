"""Which shocks strike in a quarter, and how hard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import draws
from sim.entities import SHOCKS
from sim.rules import learning
from sim.shocks import intensity, strikes

if TYPE_CHECKING:
    from sim.model import CooperationModel


def shocks_strike(model: CooperationModel) -> None:
    """See what begins, and how hard each kind of shock bites each municipality now."""
    n = len(model.municipalities)
    model.shock_intensity = [[0.0] * len(SHOCKS) for _ in range(n)]
    for number, shock in enumerate(model.world.shocks):
        _shock_begins(model, number)
        for i in shock.targets:
            since = model.quarter - model.shock_start[number][i]
            model.shock_intensity[i][shock.kind] += intensity(
                shock.kind, shock.magnitude, since, shock.duration
            )
    model.quarters_to_council_election = learning.quarters_to_council_election(
        model.quarter, model.settings.start, model.p
    )
    if model.quarters_to_council_election == 0:
        model.remember("council_election", -1)
    if model.quarter == model.p.funding_end_quarter:
        model.remember("funding_ended", -1)


def _shock_begins(model: CooperationModel, number: int) -> None:
    shock = model.world.shocks[number]
    struck = []
    common = model.draw(draws.RANDOM_SHOCK, 0, 0, shock.identity)[0]
    for i in shock.targets:
        own = model.draw(draws.RANDOM_SHOCK, model.municipalities[i].identity, 0, shock.identity)[0]
        at_random = strikes(own if shock.each else common, shock.rate)
        over = model.quarter - model.shock_start[number][i] >= shock.duration
        if model.quarter == shock.quarter or (shock.quarter < 0 and at_random and over):
            model.shock_start[number][i] = model.quarter
            struck.append(i)
    if struck:
        model.remember(
            "shock",
            -1,
            shock=SHOCKS[shock.kind],
            whom=struck,
            magnitude=shock.magnitude,
            duration=shock.duration,
        )
