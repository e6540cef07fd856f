"""Stages 7 and 8: work in cooperations, relief, vitality, exit and dissolution."""

from __future__ import annotations

from sim import draws, measures
from sim.compiling import rule
from sim.draws import cooperation_identity
from sim.ensemble.layout import (
    LIVING,
    TRUST,
    UNIT_MEMBERS,
    UNLIKENESS,
    State,
)
from sim.ensemble.starting import draw
from sim.ensemble.weighing import (
    covers,
    effort,
    field_identity,
    gain_with,
    others_of,
    served,
    smaller_load,
)
from sim.rules import cooperating, coordinating, deciding


@rule
def cooperations_work(s: State) -> None:
    """Members, partners and the coordinator give time; the cycle goes on; relief flows."""
    _steering_efforts(s)
    _efforts_asked(s)
    for i in range(len(s.people)):
        m = s.people[i]
        for_unit = m.unit_fte + m.steering_fte if m.in_unit else 0.0
        left = max(m.time_fte - for_unit, 0.0)
        m.given = deciding.able_share(left, m.asked_fte)
        m.given_fte = m.given * m.asked_fte
        m.effort_fte = m.given_fte + for_unit
    for q in range(len(s.partners)):
        _partner_takes_part(s, q)
    for a in range(s.run[0].n_living):
        _work_for_a_quarter(s, s.slots[LIVING, a])
    _relief_flows(s)


@rule
def _steering_efforts(s: State) -> None:
    """Own time of each member for the steering of the coordination unit, FTE."""
    n, unit, pairs, sums = len(s.people), s.unit[0], s.pairs, s.sums
    if unit.n_members == 0:
        return
    for i in range(n):
        sums[0, i] = sums[1, i] = 0.0
    for a in range(unit.n_members):
        j = s.lists[UNIT_MEMBERS, a]
        for i in range(n):
            sums[0, i] += pairs[UNLIKENESS, j, i]
            sums[1, i] += pairs[TRUST, j, i]
    for a in range(unit.n_members):
        i = s.lists[UNIT_MEMBERS, a]
        unlikeness = trust = 0.0
        if unit.n_members > 1:
            unlikeness = sums[0, i] / (unit.n_members - 1)
            trust = sums[1, i] / (unit.n_members - 1)
        s.people[i].steering_fte = coordinating.steering_effort(
            int(unit.n_members), unlikeness, trust, s.p
        )


@rule
def _efforts_asked(s: State) -> None:
    """Effort that each of its cooperations asks of a municipality, FTE; those across first."""
    p = s.p
    for i in range(len(s.people)):
        m = s.people[i]
        m.asked_fte = 0.0
        if m.n_cooperations == 0:
            continue
        factor = cooperating.shared_meetings_factor(
            int(m.n_cooperations), served(s, i, s.unit[0].care), p
        )
        for b in range(len(s.fields) + 1):
            cell = s.cells[i, len(s.fields) if b == 0 else b - 1]
            if cell.slot >= 0:
                c = s.coops[cell.slot]
                others = others_of(s, i, s.members, cell.slot, c.n_members)
                cell.unlikeness = others.unlikeness
                base = cooperating.effort_base(c.setup_fte, is_set_up(s, cell.slot), p)
                cell.asked = (
                    factor * effort_share(s, cell.slot) * effort(s, base, others, c.coordinated)
                )
                m.asked_fte += cell.asked


@rule
def is_set_up(s: State, k: int) -> bool:
    """Whether the set-up (analysis, ideas, planning) lies behind."""
    return s.coops[k].rounds > 0 or s.coops[k].phase > 2


@rule
def effort_share(s: State, k: int) -> float:
    """Share of the effort that members still give: all, or a part while it is dormant."""
    return max(s.p.dormant_effort_share, 1e-6) if s.coops[k].dormant else 1.0


@rule
def _partner_takes_part(s: State, q: int) -> None:
    """An organisation asked by cooperations beyond the analysis takes part, or not."""
    partner = s.partners[q]
    for a in range(s.run[0].n_living):
        c = s.coops[s.slots[LIVING, a]]
        if c.field == partner.field and c.partner < 0 and c.phase > 0:
            about = cooperation_identity(field_identity(s, c.field), c.founded)
            founder = s.people[c.founder].identity
            u = draw(s, draws.PARTNER, founder, partner.identity, about)
            if u[0] < cooperating.partner_chance(partner.openness, c.coordinated):
                c.partner = q
                partner.in_use += 1


@rule
def _work_for_a_quarter(s: State, k: int) -> None:
    p, c = s.p, s.coops[k]
    wanted = done = 0.0
    share = effort_share(s, k)
    for a in range(c.n_members):
        i = s.members[k, a]
        asked = s.cells[i, c.field].asked
        wanted += asked / share
        done += s.people[i].given * asked
    care = p.care_fte * c.coordinated
    partner = 0.0
    if c.partner >= 0:
        partner = s.partners[c.partner].capacity_fte / s.partners[c.partner].in_use
    c.worked = cooperating.worked_share(done, wanted, care, partner)
    c.given = cooperating.worked_share(done, wanted, care, 0.0)
    c.quality = cooperating.next_quality(c.quality, c.worked, p)
    c.progress = cooperating.next_progress(c.progress, c.worked, c.phase, p)
    if c.progress >= 1.0:
        _next_phase(s, k)
    c.delivered = delivers(s, k)


@rule
def _next_phase(s: State, k: int) -> None:
    """Go on to the next phase; a reflection refits the service to its changed users."""
    p, c = s.p, s.coops[k]
    c.progress = 0.0
    if c.phase < 4:
        c.phase += 1
        return
    c.phase = 0
    c.rounds += 1
    if c.field < len(s.fields):
        for a in range(c.n_members):
            i = s.members[k, a]
            cell = s.cells[i, c.field]
            forecast = served(s, i, s.unit[0].forecasting)
            cell.built_for = cooperating.refit(cell.built_for, cell.demand, forecast, p)


@rule
def delivers(s: State, k: int) -> float:
    """Which share of its relief flows, 0 … 1."""
    c = s.coops[k]
    if c.dormant:
        return 0.0
    return cooperating.delivered_share(c.phase, c.progress, c.rounds, s.p)


@rule
def _relief_flows(s: State) -> None:
    for i in range(len(s.people)):
        s.people[i].relief_fte = s.people[i].promised_fte = 0.0
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        if s.coops[k].field < len(s.fields) and s.coops[k].delivered > 0.0:
            _deliver(s, k)
    for i in range(len(s.people)):
        s.people[i].synergy_fte = 0.0
        if s.people[i].n_fields > 1:
            s.people[i].synergy_fte = _interplay_at(s, i)


@rule
def _deliver(s: State, k: int) -> None:
    p, c = s.p, s.coops[k]
    f = c.field
    total = weight = everyone = 0.0
    for a in range(c.n_members):
        i = s.members[k, a]
        load = s.cells[i, f].load
        total += cooperating.felt_strain(s.people[i].strain) * load
        weight += load
    mean_strain = measures.ratio(total, weight)
    for a in range(c.n_members):
        i = s.members[k, a]
        m, load = s.people[i], s.cells[i, f].load
        everyone = _together(s, i, k)
        gain = gain_with(s, i, f, everyone)
        received = cooperating.received_relief(load, c.effect, gain, c.quality, c.delivered)
        received += cooperating.cover(
            cooperating.felt_strain(m.strain), mean_strain, load, c.quality, c.delivered, p
        )
        m.relief_fte += received
        m.promised_fte += cooperating.promised_relief(load, gain, p) * c.delivered


@rule
def _together(s: State, i: int, k: int) -> float:
    """Residents of a member and of all others in a cooperation, in this order."""
    together = s.people[i].residents
    for a in range(s.coops[k].n_members):
        j = s.members[k, a]
        if j != i:
            together += s.people[j].residents
    return together


@rule
def _interplay_at(s: State, i: int) -> float:
    """What the fields in which a municipality cooperates do to each other there, FTE a year."""
    p, n_fields = s.p, len(s.fields)
    total = 0.0
    care = served(s, i, s.unit[0].care)
    for f in range(n_fields):
        first = s.cells[i, f].slot
        if first < 0 or s.coops[first].delivered <= 0.0:
            continue
        for g in range(f + 1, n_fields):
            second = s.cells[i, g].slot
            if second < 0 or s.coops[second].delivered <= 0.0:
                continue
            total += cooperating.interplay(
                s.interplay[0, f, g],
                s.interplay[1, f, g],
                smaller_load(s, i, f, g),
                n_fields,
                min(s.coops[first].delivered, s.coops[second].delivered),
                _linked(s, i, f, g),
                care,
                p,
            )
    return total


@rule
def _linked(s: State, i: int, f: int, g: int) -> float:
    """Quality of the cooperation across fields that links two of them here, else 0."""
    k = s.cells[i, len(s.fields)].slot
    if k < 0 or not covers(s.coops[k].fields, f) or not covers(s.coops[k].fields, g):
        return 0.0
    return s.coops[k].quality * s.coops[k].delivered
