"""Stage 4: how the coordination unit is founded, and how it develops."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.ensemble.capacity import is_open, nothing_done
from sim.ensemble.layout import SCOPE, TOGETHER, UNIT_MEMBERS, YES, State
from sim.ensemble.proposing import insert, wait
from sim.ensemble.starting import draw
from sim.ensemble.voting import ask, quota_met, votes
from sim.ensemble.weighing import others_of
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
    SET_LEVEL,
)
from sim.rules import coordinating, learning


@rule
def decide_on_itself(s: State) -> None:
    """Prepare and vote while there is none; go on, grow, fall back or end once there is one."""
    unit = s.unit[0]
    unit.preparation_fte = 0.0
    if unit.level != NONE:
        _persuade_outside(s)
        _let_in(s)
        _renew(s)
        _develop(s)
    elif _may_prepare(s):
        _prepare(s)


@rule
def _may_prepare(s: State) -> bool:
    """Whether one is prepared by itself: not when an intervention decides on it."""
    is_wanted = s.p.level != NONE and not s.unit[0].closed
    return is_wanted and s.run[0].quarter >= s.run[0].start_quarter and not _level_is_set(s)


@rule
def _level_is_set(s: State) -> bool:
    """Whether an intervention decides on the coordination unit in this quarter."""
    for k in range(len(s.interventions)):
        taken = s.interventions[k]
        if taken.kind == SET_LEVEL and taken.quarter == s.run[0].quarter:
            return True
    return False


@rule
def _persuade_outside(s: State) -> None:
    if is_open(s):
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
        hold_the_vote(s, p.level)


@rule
def _begin_preparation(s: State) -> None:
    """Ask those in scope; see which mayors draft along."""
    p, unit = s.p, s.unit[0]
    find_scope(s)
    if p.membership == COALITION and unit.n_scope < p.minimum_members:
        finds_nobody(s)
        return
    unit.prepared = 0
    find_drafting(s)


@rule
def find_scope(s: State) -> None:
    """Whom the membership rule asks; for a coalition those who signal interest."""
    p, unit = s.p, s.unit[0]
    unit.n_scope = 0
    for i in range(len(s.people)):
        m = s.people[i]
        if p.membership == CORE_AND_RING and not m.in_ring:
            continue
        u = draw(s, draws.PREPARATION, m.identity, 0, 0)
        interested = coordinating.signals_interest(u[1], m.willingness, m.pressure)
        if interested or p.membership != COALITION:
            s.lists[SCOPE, unit.n_scope] = i
            unit.n_scope += 1


@rule
def finds_nobody(s: State) -> None:
    """Too few are interested for a coalition: try again after a pause."""
    unit = s.unit[0]
    unit.prepared = -1
    unit.attempts += 1
    unit.pause = s.p.pause_quarters


@rule
def find_drafting(s: State) -> None:
    """See which mayors of those in scope draft along."""
    p, unit = s.p, s.unit[0]
    some_known = False
    for i in range(len(s.people)):
        s.people[i].drafting = 0
        some_known = some_known or s.people[i].drafts_known != 0
    for a in range(unit.n_scope):
        m = s.people[s.lists[SCOPE, a]]
        u = draw(s, draws.PREPARATION, m.identity, 0, 0)
        drawn = coordinating.drafts_along(u[0], m.willingness, p)
        m.drafting = m.drafts_known != 0 or (drawn and not some_known)


@rule
def hold_the_vote(s: State, level: int) -> None:
    """Those in scope vote on founding the unit at a level."""
    p, unit = s.p, s.unit[0]
    unit.prepared = -1
    unit.attempts += 1
    n_yes = ask(s, FOUND_UNIT, level, SCOPE, unit.n_scope, draws.UNIT_VOTE)
    _countvotes(s, n_yes)
    members, n = SCOPE, unit.n_scope
    if p.membership == COALITION:
        carried = n_yes >= p.minimum_members
        members, n = YES, n_yes
    else:
        carried = quota_met(s, n_yes, SCOPE, unit.n_scope, _quota(s, FOUND_UNIT))
    if carried:
        found(s, level, members, n)
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
def found(s: State, level: int, row: int, n: int) -> None:
    """Found it at a level with the first n of a list."""
    unit, run = s.unit[0], s.run[0]
    unit.level = level
    unit.prepared, unit.closed = -1, 0
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
    p, run = s.p, s.run[0]
    if not is_open(s):
        return
    n_waiting = 0
    for i in range(len(s.people)):
        m = s.people[i]
        waited = run.quarter - m.left_unit >= p.pause_quarters
        if not m.in_unit and (run.quarter + m.identity) % 4 == 0 and waited:
            u = draw(s, draws.UNIT_ENTRY, m.identity, 0, 0)
            n_waiting = wait(s, n_waiting, i, 0, u[2])
    for k in range(n_waiting):
        asks_to_enter(s, s.queue[k].who)


@rule
def asks_to_enter(s: State, i: int) -> None:
    """One council decides on entering, and does so with a yes."""
    unit = s.unit[0]
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
        change_level(s, unit.level - 1)
        return
    end(s)


@rule
def end(s: State) -> None:
    """Let all members go."""
    unit = s.unit[0]
    for a in range(unit.n_members):
        _release(s, s.lists[UNIT_MEMBERS, a])
    unit.n_members = 0
    unit.level, unit.founded = NONE, -1
    unit.grant_left = 0
    unit.capacity_fte = 0.0
    nothing_done(s)
    unit.pause = s.p.pause_quarters


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
        vote_on_level(s, unit.level + 1)


@rule
def vote_on_level(s: State, level: int) -> None:
    """The members vote on another level, as the work has outgrown it or by an intervention."""
    rests_from_votes(s)
    n = s.unit[0].n_members
    n_yes = ask(s, RAISE_LEVEL, level, UNIT_MEMBERS, n, draws.UNIT_RENEWAL)
    if quota_met(s, n_yes, UNIT_MEMBERS, n, _quota(s, RAISE_LEVEL)):
        change_level(s, level)


@rule
def rests_from_votes(s: State) -> None:
    """No other vote on the level for a while."""
    s.unit[0].outgrown, s.unit[0].vote_pause = 0, s.p.pause_quarters


@rule
def change_level(s: State, level: int) -> None:
    """Work at another level from now on."""
    s.unit[0].level = level
    _set_up_level(s)
