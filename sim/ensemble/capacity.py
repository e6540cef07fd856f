"""Stage 3: what the coordination unit can do, shared out over its tasks."""

from __future__ import annotations

from sim.compiling import rule
from sim.ensemble.layout import LIVING, UNIT_MEMBERS, State
from sim.ensemble.weighing import care_for
from sim.entities import COALITION, NONE
from sim.rules import coordinating


@rule
def share_out_capacity(s: State) -> None:
    """See what can be done this quarter, and share it out over the tasks."""
    p, unit = s.p, s.unit[0]
    unit.carried_fte = unit.capacity_fte = unit.need_fte = 0.0
    nothing_done(s)
    for i in range(len(s.people)):
        m = s.people[i]
        m.unit_fte = 0.0
        if m.in_unit:
            m.unit_fte = coordinating.carrier_capacity(
                unit.level, m.willingness, m.time_fte, m.strain, m.has_key_person, p
            )
        unit.carried_fte += m.unit_fte
    if unit.level != NONE:
        unit.capacity_fte = coordinating.unit_capacity(
            unit.level,
            unit.carried_fte,
            unit.n_members,
            unit.start_up,
            coordinating.lent_fte(unit.hired_fte, p),
            p,
        )
        _do_tasks(s)
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        s.coops[k].coordinated = care_for(s, _inside(s, k), s.coops[k].n_members)


@rule
def nothing_done(s: State) -> None:
    """Without a unit no task gets done."""
    unit = s.unit[0]
    unit.care = unit.brokering = unit.linking = unit.persuading = unit.forecasting = 0.0


@rule
def _inside(s: State, k: int) -> int:
    """How many members of a cooperation carry the coordination unit."""
    inside = 0
    for b in range(s.coops[k].n_members):
        inside += s.people[s.members[k, b]].in_unit
    return inside


@rule
def _do_tasks(s: State) -> None:
    p, unit = s.p, s.unit[0]
    uncovered = 0
    for a in range(unit.n_members):
        uncovered += len(s.fields) - s.people[s.lists[UNIT_MEMBERS, a]].n_fields
    cared_for = 0.0
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        cared_for += _inside(s, k) / s.coops[k].n_members
    needs = coordinating.coordination_needs(unit.n_members, cared_for, uncovered, n_outside(s), p)
    for need in needs:
        unit.need_fte += need
    done = coordinating.shared_out(unit.capacity_fte, needs, p)
    unit.care, unit.brokering, unit.linking = done[0], done[1], done[2]
    unit.persuading, unit.forecasting = done[3], done[4]
    unit.backlog = coordinating.next_backlog(unit.backlog, unit.need_fte, unit.capacity_fte)
    unit.start_up = coordinating.start_up_progress(unit.start_up, p)


@rule
def is_open(s: State) -> bool:
    """Whether others may still come in."""
    return s.p.membership == COALITION and s.p.open_for_entry != 0


@rule
def n_outside(s: State) -> int:
    """How many may still come in: in an open coalition all others, else nobody."""
    return len(s.people) - s.unit[0].n_members if is_open(s) else 0
