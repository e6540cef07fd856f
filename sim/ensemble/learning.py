"""Stages 9 and 10: learning, trust and politics."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.draws import bell
from sim.ensemble.layout import SHARED, START_TRUST, TRUST, State
from sim.ensemble.starting import draw
from sim.rules import learning
from sim.shocks import KEY_PERSON_LOSS


@rule
def all_learn(s: State) -> None:
    """Experience and those one trusts move belief, willingness and trust."""
    p = s.p
    for i in range(len(s.people)):
        s.people[i].willingness_before = s.people[i].willingness
    _sum_up_the_trusted(s)
    for i in range(len(s.people)):
        m = s.people[i]
        _learns(s, i)
        weight = s.sums[1, i]
        trusted_mean = s.sums[0, i] / weight if weight > 0.0 else m.willingness_before
        m.willingness = learning.influenced(m.willingness, trusted_mean, p)
    _trust_moves(s)


@rule
def _sum_up_the_trusted(s: State) -> None:
    """Sums of trust, and of willingness by trust, over all others in their order."""
    n, pairs, sums = len(s.people), s.pairs, s.sums
    for i in range(n):
        sums[0, i] = sums[1, i] = 0.0
    for j in range(n):
        willingness = s.people[j].willingness_before
        for i in range(j):
            sums[0, i] += pairs[TRUST, j, i] * willingness
            sums[1, i] += pairs[TRUST, j, i]
        for i in range(j + 1, n):
            sums[0, i] += pairs[TRUST, j, i] * willingness
            sums[1, i] += pairs[TRUST, j, i]


@rule
def _learns(s: State, i: int) -> None:
    """Compare what was promised with what came, at home and at the neighbours."""
    p, m = s.p, s.people[i]
    received = promised = 0.0
    for a in range(m.near_from, m.near_to):
        j = s.near[a]
        received += s.people[j].relief_fte
        promised += s.people[j].promised_fte
    m.belief = learning.next_belief(m.belief, m.relief_fte, m.promised_fte, p.belief_learning)
    m.belief = learning.next_belief(m.belief, received, promised, p.neighbour_learning)
    if m.promised_fte > 0.0:
        gained = m.relief_fte + m.synergy_fte
        m.willingness = learning.encouraged(m.willingness, gained, m.given_fte, p)


@rule
def _trust_moves(s: State) -> None:
    """Trust grows with every cooperation shared that is not dormant, and fades to its start."""
    p, n, pairs = s.p, len(s.people), s.pairs
    _count_shared(s, 1.0)
    for j in range(n):
        for i in range(n):
            pairs[TRUST, j, i] = learning.next_trust(
                pairs[TRUST, j, i], pairs[START_TRUST, j, i], pairs[SHARED, j, i], p
            )
    _count_shared(s, -1.0)


@rule
def _count_shared(s: State, one: float) -> None:
    """Add one to all pairs for each cooperation that they share (and take it away again)."""
    for a in range(s.run[0].n_living):
        k = s.slots[0, a]
        c = s.coops[k]
        if not c.dormant:
            for b in range(c.n_members):
                for d in range(c.n_members):
                    if b != d:
                        s.pairs[SHARED, s.members[k, b], s.members[k, d]] += one


@rule
def politics(s: State) -> None:
    """Council elections, mayoral elections, and key persons who leave or grow into the role."""
    p, run = s.p, s.run[0]
    for i in range(len(s.people)):
        m = s.people[i]
        if run.to_election == 0:
            v = draw(s, draws.POLITICS, m.identity, 1, 0)
            luck = bell(v[0], v[1], v[2], v[3])
            m.willingness = learning.after_election(m.willingness, m.home_willingness, luck, p)
            m.persuaded = 0.5 * m.persuaded
        u = draw(s, draws.POLITICS, m.identity, 0, 0)
        if m.has_key_person:
            mayoral = learning.is_mayoral_election(run.quarter, m.mayor_offset)
            extra = s.shock_now[i, KEY_PERSON_LOSS]
            m.has_key_person = learning.key_person_stays(u[0], mayoral, extra, p)
        else:
            m.has_key_person = learning.key_person_returns(u[1], p)
