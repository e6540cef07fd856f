"""What those outside the model do at a quarter: as `sim.model.intervening`, stage by stage."""

from __future__ import annotations

from sim.compiling import rule
from sim.ensemble.layout import LIVING, SCOPE, State
from sim.ensemble.proposing import enter, insert
from sim.ensemble.unit import (
    asks_to_enter,
    change_level,
    end,
    find_drafting,
    find_scope,
    finds_nobody,
    found,
    hold_the_vote,
    rests_from_votes,
    vote_on_level,
)
from sim.ensemble.weighing import others_of
from sim.entities import COALITION, HIRE, INVITE, NONE, SET_LEVEL


@rule
def means_change(s: State) -> None:
    """Posts are added from this quarter on; when grants end, stands in the parameters."""
    for k in range(len(s.interventions)):
        taken = s.interventions[k]
        if taken.quarter == s.run[0].quarter and taken.kind == HIRE:
            if taken.who >= 0:
                m = s.people[taken.who]
                m.hired_fte += taken.fte
                m.plan_fte += taken.fte
                m.staff_fte += taken.fte
            else:
                s.unit[0].hired_fte += taken.fte


@rule
def unit_is_decided_on(s: State) -> None:
    """The unit's level is put to the vote or set, and councils are invited into it."""
    for k in range(len(s.interventions)):
        taken = s.interventions[k]
        if taken.quarter != s.run[0].quarter:
            continue
        if taken.kind == SET_LEVEL:
            _set_level(s, taken.level, taken.asked != 0)
        elif taken.kind == INVITE and taken.field < 0 and s.unit[0].level != NONE:
            _invite_into_unit(s, taken.who)


@rule
def invitations_are_made(s: State) -> None:
    """Cooperations in a field ask those whom an intervention names."""
    for k in range(len(s.interventions)):
        taken = s.interventions[k]
        if taken.quarter != s.run[0].quarter or taken.kind != INVITE or taken.field < 0:
            continue
        if s.cells[taken.who, taken.field].slot < 0:
            slot = _most_trusted(s, taken.who, taken.field)
            if slot >= 0:
                enter(s, taken.who, slot)


@rule
def _invite_into_unit(s: State, i: int) -> None:
    if not s.people[i].in_unit:
        asks_to_enter(s, i)


@rule
def _set_level(s: State, level: int, asked: bool) -> None:
    unit = s.unit[0]
    if level == NONE:
        if unit.level != NONE:
            end(s)
        unit.prepared, unit.closed = -1, 1
    elif level == unit.level:
        return
    elif unit.level == NONE:
        _found_unit(s, level, asked)
    elif asked:
        vote_on_level(s, level)
    else:
        rests_from_votes(s)
        change_level(s, level)


@rule
def _found_unit(s: State, level: int, asked: bool) -> None:
    """Vote on founding it now, or take all for granted; with those already asked, if any are."""
    p, unit = s.p, s.unit[0]
    if unit.prepared < 0:
        find_scope(s)
        missing = p.minimum_members - unit.n_scope if p.membership == COALITION else 0
        if missing > 0 and asked:
            finds_nobody(s)
            return
        for _ in range(missing):
            _add_most_willing(s)
        find_drafting(s)
    if asked:
        hold_the_vote(s, level)
    else:
        found(s, level, SCOPE, unit.n_scope)


@rule
def _add_most_willing(s: State) -> None:
    """The one besides those in scope who is most open, if there is any."""
    unit = s.unit[0]
    for a in range(unit.n_scope):
        s.people[s.lists[SCOPE, a]].marked = 1
    best = -1
    for i in range(len(s.people)):
        m = s.people[i]
        if not m.marked and (best < 0 or m.willingness > s.people[best].willingness):
            best = i
    for a in range(unit.n_scope):
        s.people[s.lists[SCOPE, a]].marked = 0
    if best >= 0:
        unit.n_scope = insert(s, SCOPE, unit.n_scope, best)


@rule
def _most_trusted(s: State, i: int, f: int) -> int:
    """The cooperation in a field, awake, whose members one trusts most; of two alike the older."""
    best, best_trust = -1, -1.0
    for a in range(s.run[0].n_living):
        k = s.slots[LIVING, a]
        if s.coops[k].field == f and not s.coops[k].dormant:
            trust = others_of(s, i, s.members, k, s.coops[k].n_members).trust
            if trust > best_trust:
                best, best_trust = int(k), trust
    return best
