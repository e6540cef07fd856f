"""What is measured at the end of a quarter, and what is counted over a run."""

from __future__ import annotations

from typing import Any

from sim import measures
from sim.compiling import rule
from sim.ensemble.layout import BY_SERVICE, LIVING, TRUST, State
from sim.rules import coordinating


@rule
def measure(s: State, found: Any) -> None:
    """The fixed indicators of the present state into ``found``, in their order."""
    _of_services(s, found)
    _of_attitudes(s, found)
    _of_cooperations(s, found)
    _of_efforts(s, found)
    _count(s)


@rule
def _of_services(s: State, found: Any) -> None:
    """Service level, its lowest and its inequality, strain, time left over, residents."""
    n = len(s.people)
    work = staff = strategic = residents = 0.0
    for i in range(n):
        m = s.people[i]
        s.sums[0, i], s.sums[1, i] = m.service_level, m.residents
        work += m.strain * m.staff_fte
        staff += m.staff_fte
        lent = s.run[0].county_help_fte if m.is_small else 0.0
        strategic += max(m.free_fte - max(lent - m.effort_fte, 0.0), 0.0)
        residents += m.residents
    _put_in_order(s)
    service, weights = s.sums[0], s.sums[1]
    found[0] = measures.weighted_mean(service, weights)
    found[1] = measures.lowest(service, weights)
    found[2] = measures.gini(service, weights, s.lists[BY_SERVICE])
    found[3] = measures.ratio(work, staff)
    found[4] = strategic
    found[19] = residents


@rule
def _put_in_order(s: State) -> None:
    """Municipalities from the lowest service level to the highest; nearly so from last time."""
    order, service = s.lists[BY_SERVICE], s.sums[0]
    for a in range(1, len(order)):
        i, b = order[a], a
        while b > 0 and (
            service[order[b - 1]] > service[i]
            or (service[order[b - 1]] == service[i] and order[b - 1] > i)
        ):
            order[b] = order[b - 1]
            b -= 1
        order[b] = i


@rule
def _of_attitudes(s: State, found: Any) -> None:
    """Mean willingness, and mean trust over all pairs: four others at a time, in their order."""
    n, pairs, sums = len(s.people), s.pairs, s.sums
    willingness = trust = 0.0
    for i in range(n):
        willingness += s.people[i].willingness
        sums[0, i] = 0.0
    for j in range(0, n - 3, 4):
        for i in range(n):
            half = sums[0, i] + pairs[TRUST, j, i] + pairs[TRUST, j + 1, i]
            sums[0, i] = half + pairs[TRUST, j + 2, i] + pairs[TRUST, j + 3, i]
    for j in range(n - n % 4, n):
        for i in range(n):
            sums[0, i] += pairs[TRUST, j, i]
    for i in range(n):
        trust += sums[0, i]
    found[5] = willingness / n
    found[6] = measures.ratio(trust, n * (n - 1))


@rule
def _of_cooperations(s: State, found: Any) -> None:
    """How many live and sleep, how much they cover, and what is decided alone."""
    n_fields, run = len(s.fields), s.run[0]
    in_fields = across = inside = 0
    for a in range(run.n_living):
        c = s.coops[s.slots[LIVING, a]]
        if not c.dormant:
            if c.field < n_fields:
                in_fields += 1
            else:
                across += 1
    together = everything = 0.0
    for i in range(len(s.people)):
        everything += s.people[i].work_fte
        for f in range(n_fields):
            slot = s.cells[i, f].slot
            if slot >= 0 and not s.coops[slot].dormant:
                together += s.cells[i, f].load
                inside += 1
    found[7], found[8] = float(in_fields), float(across)
    found[9] = float(run.n_living - in_fields - across)
    found[10] = inside / (len(s.people) * n_fields)
    found[18] = 1.0 - measures.ratio(together, everything)


@rule
def _of_efforts(s: State, found: Any) -> None:
    """What cooperating gives and takes, and the coordination unit."""
    unit, p = s.unit[0], s.p
    relief = synergy = effort = 0.0
    for i in range(len(s.people)):
        m = s.people[i]
        relief += m.relief_fte
        synergy += m.synergy_fte
        effort += m.effort_fte
    running = unit.preparation_fte
    if unit.level != 0:
        own = coordinating.unit_running_fte(unit.level, 0.0, unit.n_members, p)
        running = own + coordinating.lent_fte(unit.hired_fte, p)
    effort += running
    found[11], found[12], found[13] = relief, synergy, effort
    found[14] = relief + synergy - effort
    found[15] = float(unit.level)
    found[16] = unit.capacity_fte
    found[17] = float(unit.n_members)


@rule
def _count(s: State) -> None:
    """Who is in which field, and how large the cooperations in fields are."""
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        c = s.coops[k]
        if c.field < len(s.fields):
            s.group_sizes[c.n_members] += 1
        for b in range(c.n_members):
            s.cells[s.members[k, b], c.field].quarters_in += 1
