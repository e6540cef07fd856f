"""Stages 3 and 4: the coordination unit's capacity, its founding, and how it develops."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.ensemble.layout import LIVING, SCOPE, TOGETHER, UNIT_MEMBERS, YES, State
from sim.ensemble.proposing import insert, wait
from sim.ensemble.starting import draw
from sim.ensemble.voting import ask, quota_met, votes
from sim.ensemble.weighing import (
    care_for,
    others_of,
)
from sim.entities import (
    COALITION,
    CORE_AND_RING,
    ENTER_UNIT,
    FORUM,
    FOUND_UNIT,
    INFORMAL,
    NONE,
    OFFICE,
    RAISE_LEVEL,
    RENEW_UNIT,
)
from sim.rules import coordinating, learning

# ---------------------------------------------------------------------------- stage 3: capacity


@rule
def share_out_capacity(s: State) -> None:
    """See what can be done this quarter, and share it out over the tasks."""
    p, unit = s.p, s.unit[0]
    unit.carried_fte = unit.capacity_fte = unit.need_fte = 0.0
    _nothing_done(s)
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
            0.5 * p.county_support_fte,
            p,
        )
        _do_tasks(s)
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        s.coops[k].coordinated = care_for(s, _inside(s, k), s.coops[k].n_members)


@rule
def _nothing_done(s: State) -> None:
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
    needs = coordinating.coordination_needs(unit.n_members, cared_for, uncovered, _n_outside(s), p)
    for need in needs:
        unit.need_fte += need
    done = coordinating.shared_out(unit.capacity_fte, needs, p)
    unit.care, unit.brokering, unit.linking = done[0], done[1], done[2]
    unit.persuading, unit.forecasting = done[3], done[4]
    unit.backlog = coordinating.next_backlog(unit.backlog, unit.need_fte, unit.capacity_fte)
    unit.start_up = coordinating.start_up_progress(unit.start_up, p)


# ------------------------------------------------------------------ stage 4: founding and level


@rule
def decide_on_itself(s: State) -> None:
    """Prepare and vote while there is none; go on, grow, fall back or end once there is one."""
    p, unit, run = s.p, s.unit[0], s.run[0]
    unit.preparation_fte = 0.0
    if p.level == NONE:
        return
    if unit.level != NONE:
        _persuade_outside(s)
        _let_in(s)
        _renew(s)
        _develop(s)
    elif run.quarter >= run.start_quarter:
        _prepare(s)


@rule
def _is_open(s: State) -> bool:
    """Whether others may still come in."""
    return s.p.membership == COALITION and s.p.open_for_entry != 0


@rule
def _n_outside(s: State) -> int:
    """How many may still come in: in an open coalition all others, else nobody."""
    return len(s.people) - s.unit[0].n_members if _is_open(s) else 0


@rule
def _persuade_outside(s: State) -> None:
    if _is_open(s):
        hours = s.p.persuading_fte * s.unit[0].persuading
        for i in range(len(s.people)):
            if not s.people[i].in_unit:
                _persuade(s, i, hours)


@rule
def _persuade(s: State, i: int, hours_fte: float) -> None:
    m = s.people[i]
    emphasis = 2.0 if m.drafting else 1.0
    m.persuaded = coordinating.persuade(m.persuaded, hours_fte, emphasis, s.p)


@rule
def _prepare(s: State) -> None:
    p, unit = s.p, s.unit[0]
    if unit.attempts >= p.attempts:
        return
    if unit.pause > 0:
        unit.pause -= 1
        return
    if unit.prepared < 0:
        _begin_preparation(s)
        if unit.prepared < 0:
            return
    if unit.prepared < p.preparation_quarters:
        for a in range(unit.n_scope):
            _persuade(s, s.lists[SCOPE, a], p.preparation_fte / unit.n_scope)
        unit.preparation_fte = p.preparation_fte
        unit.prepared += 1
    if unit.prepared >= p.preparation_quarters:
        _hold_the_vote(s)


@rule
def _begin_preparation(s: State) -> None:
    """Ask those in scope; see which mayors draft along."""
    p, unit = s.p, s.unit[0]
    unit.prepared = 0
    unit.n_scope = 0
    some_known = False
    for i in range(len(s.people)):
        m = s.people[i]
        some_known = some_known or m.drafts_known != 0
        if p.membership == CORE_AND_RING and not m.in_ring:
            continue
        u = draw(s, draws.PREPARATION, m.identity, 0, 0)
        interested = coordinating.signals_interest(u[1], m.willingness, m.pressure)
        if interested or p.membership != COALITION:
            s.lists[SCOPE, unit.n_scope] = i
            unit.n_scope += 1
    if p.membership == COALITION and unit.n_scope < p.minimum_members:
        unit.prepared = -1
        unit.attempts += 1
        unit.pause = p.pause_quarters
        return
    for i in range(len(s.people)):
        s.people[i].drafting = 0
    for a in range(unit.n_scope):
        m = s.people[s.lists[SCOPE, a]]
        u = draw(s, draws.PREPARATION, m.identity, 0, 0)
        drawn = coordinating.drafts_along(u[0], m.willingness, p)
        m.drafting = m.drafts_known != 0 or (drawn and not some_known)


@rule
def _hold_the_vote(s: State) -> None:
    p, unit = s.p, s.unit[0]
    unit.prepared = -1
    unit.attempts += 1
    n_yes = ask(s, FOUND_UNIT, p.level, SCOPE, unit.n_scope, draws.UNIT_VOTE)
    _countvotes(s, n_yes)
    members, n = SCOPE, unit.n_scope
    if p.membership == COALITION:
        carried = n_yes >= p.minimum_members
        members, n = YES, n_yes
    else:
        carried = quota_met(s, n_yes, SCOPE, unit.n_scope, _quota(s, FOUND_UNIT))
    if carried:
        _found(s, members, n)
        return
    unit.pause = p.pause_quarters
    for a in range(n_yes):
        m = s.people[s.lists[YES, a]]
        m.willingness = learning.tired(m.willingness, p)


@rule
def _countvotes(s: State, n_yes: int) -> None:
    """Count those asked and those who agreed, by whether the own mayor drafted along."""
    unit = s.unit[0]
    for a in range(unit.n_scope):
        if s.people[s.lists[SCOPE, a]].drafting:
            unit.drafting_asked += 1
        else:
            unit.others_asked += 1
    for a in range(n_yes):
        if s.people[s.lists[YES, a]].drafting:
            unit.drafting_yes += 1
        else:
            unit.others_yes += 1


@rule
def _quota(s: State, kind: int) -> float:
    """Share that must agree: half is enough for a forum, and for going on."""
    p = s.p
    if kind == RENEW_UNIT or (kind == FOUND_UNIT and p.membership == FORUM):
        return min(p.quota, 0.5)
    return float(p.quota)


@rule
def _found(s: State, row: int, n: int) -> None:
    unit, run = s.unit[0], s.run[0]
    unit.level = s.p.level
    unit.founded = run.quarter
    if unit.first_founded < 0:
        unit.first_founded = run.quarter
    for a in range(n):
        _admit(s, s.lists[row, a])
    for a in range(n):
        _binds_time(s, s.lists[UNIT_MEMBERS, a])
    _set_up_level(s)


@rule
def _admit(s: State, i: int) -> None:
    s.unit[0].n_members = insert(s, UNIT_MEMBERS, s.unit[0].n_members, i)
    s.people[i].in_unit = 1


@rule
def _binds_time(s: State, i: int) -> None:
    """Keep the time promised to the unit: it is no longer free in this quarter."""
    p, unit, m = s.p, s.unit[0], s.people[i]
    own = coordinating.staff_contribution_fte(unit.level, m.willingness, p)
    others = others_of(s, i, s.lists, UNIT_MEMBERS, unit.n_members)
    steering = coordinating.steering_effort(others.n + 1, others.unlikeness, others.trust, p)
    m.free_fte = max(m.free_fte - steering - own, 0.0)


@rule
def _set_up_level(s: State) -> None:
    p, unit = s.p, s.unit[0]
    unit.start_up = 0.0 if unit.level == OFFICE and p.start_up_quarters > 0 else 1.0
    unit.grant_left = 0
    if unit.level == OFFICE and s.run[0].grants_run and not unit.had_grant:
        unit.grant_left = p.office_grant_quarters
        unit.had_grant = 1
    unit.backlog = 0.0
    unit.weak = unit.outgrown = 0


@rule
def _let_in(s: State) -> None:
    """A coalition may be joined later: those outside are asked once a year, in random order."""
    p, unit, run = s.p, s.unit[0], s.run[0]
    if not _is_open(s):
        return
    n_waiting = 0
    for i in range(len(s.people)):
        m = s.people[i]
        waited = run.quarter - m.left_unit >= p.pause_quarters
        if not m.in_unit and (run.quarter + m.identity) % 4 == 0 and waited:
            u = draw(s, draws.UNIT_ENTRY, m.identity, 0, 0)
            n_waiting = wait(s, n_waiting, i, 0, u[2])
    for k in range(n_waiting):
        i = s.queue[k].who
        for a in range(unit.n_members):
            s.lists[TOGETHER, a] = s.lists[UNIT_MEMBERS, a]
        n = insert(s, TOGETHER, unit.n_members, i)
        u = draw(s, draws.UNIT_ENTRY, s.people[i].identity, 0, 0)
        if votes(s, i, ENTER_UNIT, unit.level, TOGETHER, n, u[0], u[1]):
            _admit(s, i)
            _binds_time(s, i)


@rule
def _renew(s: State) -> None:
    """Decide on going on: when the grant ends, and every few years."""
    p, unit, run = s.p, s.unit[0], s.run[0]
    grant_ends = unit.grant_left == 1 or (unit.grant_left > 0 and not run.grants_run)
    unit.grant_left = max(unit.grant_left - 1, 0) if run.grants_run else 0
    age = run.quarter - unit.founded
    if not grant_ends and (age == 0 or age % p.renewal_quarters != 0):
        return
    n = unit.n_members
    n_yes = ask(s, RENEW_UNIT, unit.level, UNIT_MEMBERS, n, draws.UNIT_RENEWAL)
    if p.membership == COALITION:
        goes_on = n_yes >= p.minimum_members
        _release_all_but(s, n_yes)
    else:
        goes_on = quota_met(s, n_yes, UNIT_MEMBERS, n, _quota(s, RENEW_UNIT))
    if not goes_on:
        _fall_back(s)


@rule
def _release_all_but(s: State, n_yes: int) -> None:
    """Let those go who are not among the first of the list of yes."""
    unit = s.unit[0]
    yes = 0
    for a in range(unit.n_members):
        i = s.lists[UNIT_MEMBERS, a]
        if yes < n_yes and s.lists[YES, yes] == i:
            s.lists[UNIT_MEMBERS, yes] = i
            yes += 1
        else:
            _release(s, i)
    unit.n_members = yes


@rule
def _release(s: State, i: int) -> None:
    s.people[i].left_unit = s.run[0].quarter
    s.people[i].in_unit = 0


@rule
def _fall_back(s: State) -> None:
    """One level down where the level may develop, else the end of the unit."""
    p, unit = s.p, s.unit[0]
    enough = p.minimum_members if p.membership == COALITION else 2
    if p.adaptive and unit.level > INFORMAL and unit.n_members >= enough:
        unit.level -= 1
        _set_up_level(s)
        return
    for a in range(unit.n_members):
        _release(s, s.lists[UNIT_MEMBERS, a])
    unit.n_members = 0
    unit.level, unit.founded = NONE, -1
    unit.grant_left = 0
    unit.capacity_fte = 0.0
    _nothing_done(s)
    unit.pause = p.pause_quarters


@rule
def _develop(s: State) -> None:
    """Falter without capacity; formalise when the work has outgrown the unit."""
    p, unit = s.p, s.unit[0]
    if unit.level == NONE:
        return
    falters = coordinating.falters(unit.level, unit.capacity_fte, p)
    unit.weak = unit.weak + 1 if falters else 0
    if unit.weak >= 4:
        _fall_back(s)
        return
    grown = coordinating.outgrown(unit.backlog, unit.capacity_fte, p)
    unit.outgrown = unit.outgrown + 1 if grown else 0
    unit.vote_pause = max(unit.vote_pause - 1, 0)
    may_vote = p.adaptive and unit.level < OFFICE and unit.vote_pause == 0
    if may_vote and unit.outgrown >= 4:
        _vote_on_next_level(s)


@rule
def _vote_on_next_level(s: State) -> None:
    unit = s.unit[0]
    unit.outgrown, unit.vote_pause = 0, s.p.pause_quarters
    n = unit.n_members
    n_yes = ask(s, RAISE_LEVEL, unit.level + 1, UNIT_MEMBERS, n, draws.UNIT_RENEWAL)
    if quota_met(s, n_yes, UNIT_MEMBERS, n, _quota(s, RAISE_LEVEL)):
        unit.level += 1
        _set_up_level(s)
