"""Stages 9 and 10: learning, trust and politics."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from operator import mul
from typing import TYPE_CHECKING

from sim.agents import Municipality
from sim.model.rows import in_order, others
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
    trust = others(m.trust, m.index)
    weight = in_order(trust)
    total = in_order(map(mul, trust, others(willingness, m.index)))
    return total / weight if weight > 0.0 else willingness[m.index]


def _trust_moves(model: CooperationModel, m: Municipality) -> None:
    awake = [c.members for c in m.all_cooperations() if not c.dormant]
    if not awake and m.trust == m.start_trust:
        return  # between those who share nothing it stays where it started
    shared = Counter(chain.from_iterable(awake))
    for j, (trust, start) in enumerate(zip(m.trust, m.start_trust, strict=True)):
        if j != m.index and (j in shared or trust != start):
            m.trust[j] = learning.next_trust(trust, start, shared[j], model.p)


def politics(model: CooperationModel) -> None:
    """Elections are held; key persons leave and grow into the role."""
    for m in model.municipalities:
        m.goes_to_the_polls()
