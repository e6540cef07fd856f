"""Stages 9 and 10: learning, trust and politics."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.draws import bell
from sim.ensemble.layout import LIVING, MOVING, SHARED, START_TRUST, TRUST, State
from sim.ensemble.starting import draw
from sim.entities import KEY_PERSON_LOSS
from sim.rules import learning


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
    """Sums of trust, and of willingness by trust, over all others in their order.

    Four others at a time, one after the other: the sums are read and written less often.
    """
    n, pairs, sums, people = len(s.people), s.pairs, s.sums, s.people
    for i in range(n):
        sums[0, i] = sums[1, i] = 0.0
    for j in range(0, n - 3, 4):
        willing_0, willing_1 = people[j].willingness_before, people[j + 1].willingness_before
        willing_2, willing_3 = people[j + 2].willingness_before, people[j + 3].willingness_before
        for i in range(n):
            trust_0, trust_1 = pairs[TRUST, j, i], pairs[TRUST, j + 1, i]
            trust_2, trust_3 = pairs[TRUST, j + 2, i], pairs[TRUST, j + 3, i]
            weighted = sums[0, i] + trust_0 * willing_0 + trust_1 * willing_1
            sums[0, i] = weighted + trust_2 * willing_2 + trust_3 * willing_3
            sums[1, i] = sums[1, i] + trust_0 + trust_1 + trust_2 + trust_3
    for j in range(n - n % 4, n):
        for i in range(n):
            sums[0, i] += pairs[TRUST, j, i] * people[j].willingness_before
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
    """Trust grows with every cooperation shared that is not dormant, and fades to its start.

    It stays the same, to the last bit, where nothing is shared and it has come to rest: at its
    start, or so near to it that a further step is too small to count.
    """
    pairs, run = s.pairs, s.run[0]
    _count_shared(s)
    n = 0
    for a in range(run.n_moving):
        i, j = s.moving[a].first, s.moving[a].second
        trust, shared = pairs[TRUST, i, j], pairs[SHARED, i, j]
        moved = learning.next_trust(trust, pairs[START_TRUST, i, j], shared, s.p)
        pairs[TRUST, i, j] = pairs[TRUST, j, i] = moved
        pairs[SHARED, i, j] = 0.0
        if moved != trust or shared > 0.0:
            s.moving[n].first, s.moving[n].second = i, j
            n += 1
        else:
            pairs[MOVING, i, j] = 0.0
    run.n_moving = n


@rule
def _count_shared(s: State) -> None:
    """See how many cooperations that are not dormant each pair shares."""
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        c = s.coops[k]
        if not c.dormant:
            for b in range(c.n_members):
                for d in range(b + 1, c.n_members):
                    i, j = s.members[k, b], s.members[k, d]
                    s.pairs[SHARED, i, j] += 1.0
                    moves(s, i, j)


@rule
def moves(s: State, i: int, j: int) -> None:
    """The trust of i and j, the later one in order, no longer rests."""
    if s.pairs[MOVING, i, j] == 0.0:
        s.pairs[MOVING, i, j] = 1.0
        pair = s.moving[s.run[0].n_moving]
        pair.first, pair.second = i, j
        s.run[0].n_moving += 1


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
