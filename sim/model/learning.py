"""Stages 9 and 10: learning, trust and politics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents import Municipality
from sim.rules import learning

if TYPE_CHECKING:
    from sim.model import CooperationModel


def all_learn(model: CooperationModel) -> None:
    """Experience and those one trusts move belief, willingness and trust."""
    before = [m.willingness for m in model.municipalities]
    for m in model.municipalities:
        m.learns()
        m.willingness = learning.influenced(m.willingness, _trusted_mean(model, m, before), model.p)
        _trust_moves(model, m)


def _trusted_mean(model: CooperationModel, m: Municipality, willingness: list[float]) -> float:
    """Mean willingness of the others, weighted by trust; one's own when nobody is trusted."""
    total = weight = 0.0
    for j, trust in enumerate(m.trust):
        if j != m.index:
            total += trust * willingness[j]
            weight += trust
    return total / weight if weight > 0.0 else willingness[m.index]


def _trust_moves(model: CooperationModel, m: Municipality) -> None:
    shared = [0] * len(model.municipalities)
    for cooperation in m.all_cooperations():
        if not cooperation.dormant:
            for j in cooperation.members:
                shared[j] += 1
    for j, start in enumerate(m.start_trust):
        if j != m.index:
            m.trust[j] = learning.next_trust(m.trust[j], start, shared[j], model.p)


def politics(model: CooperationModel) -> None:
    """Elections are held; key persons leave and grow into the role."""
    for m in model.municipalities:
        m.goes_to_the_polls()
