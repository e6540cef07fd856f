"""Stage 8: vitality, dormancy, exit and dissolution."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.draws import cooperation_identity
from sim.ensemble.layout import (
    BEFORE,
    BY_AGE,
    BY_DIFFERENCE,
    BY_MEMBERS,
    FREE,
    LIVING,
    TRUST,
    State,
)
from sim.ensemble.learning import moves
from sim.ensemble.starting import draw
from sim.ensemble.weighing import (
    effort,
    field_identity,
    gain_with,
    load_across,
    others_of,
    promised_across,
    share_of_neighbours,
    weigh,
)
from sim.ensemble.working import delivers, effort_share, is_set_up
from sim.rules import cooperating, deciding, learning


@rule
def vitality_changes(s: State) -> None:
    """Cooperations grow or wear, fall asleep or wake; members leave; what is left dissolves."""
    p, run = s.p, s.run[0]
    a = 0
    while a < run.n_living:
        k = s.slots[LIVING, a]
        c = s.coops[k]
        grant_ends = c.grant_left == 1 or (c.grant_left > 0 and not run.grants_run)
        if not run.grants_run:
            c.grant_left = 0
        age = run.quarter - c.founded
        difference = _difference(s, k)
        c.vitality = cooperating.next_vitality(
            c.vitality, c.given, c.n_members, difference, age, c.coordinated, p
        )
        c.dormant = cooperating.is_dormant(c.dormant != 0, c.vitality, p)
        if c.grant_left > 0:
            c.grant_left -= 1
        n_before = c.n_members
        for b in range(n_before):
            s.lists[BEFORE, b] = s.members[k, b]
        if grant_ends or (c.grant_left == 0 and age >= 4):
            _members_reconsider(s, k, grant_ends, difference)
        if c.n_members < 2 or c.vitality <= 0.05:
            _dissolve(s, a, n_before)
        else:
            a += 1


@rule
def _difference(s: State, k: int) -> float:
    """Mean difference in size of the members, 0 … 1."""
    c = s.coops[k]
    total = 0.0
    for a in range(c.n_members):
        total += s.cells[s.members[k, a], c.field].unlikeness
    return total / c.n_members


@rule
def _members_reconsider(s: State, k: int, grant_ends: bool, difference: float) -> None:
    """Those not bound by a grant may leave; all decide on the same membership."""
    c, n = s.coops[k], 0
    n_members = c.n_members
    for a in range(n_members):
        i = s.members[k, a]
        s.people[i].going = _leaves(s, i, k, grant_ends)
    n_going = 0
    for a in range(n_members):
        i = s.members[k, a]
        if s.people[i].going:
            n_going += 1
            s.cells[i, c.field].slot = -1
            s.people[i].n_cooperations -= 1
            if c.field < len(s.fields):
                s.people[i].n_fields -= 1
        else:
            s.members[k, n] = i
            n += 1
    c.n_members = n
    if c.field < len(s.fields):
        _count_commitment(s, k, n_members, n_going, difference)


@rule
def _leaves(s: State, i: int, k: int, grant_ends: bool) -> bool:
    """Whether it leaves: would it join again, knowing what it knows?"""
    p, c = s.p, s.coops[k]
    about = cooperation_identity(field_identity(s, c.field), c.founded)
    u = draw(s, draws.EXIT, s.people[i].identity, s.people[c.founder].identity, about)
    if u[0] >= cooperating.leave_chance(0.0, grant_ends, p):
        return False  # whatever it weighs: nobody leaves more likely than this
    stays = _would_join_again(s, i, k)
    return u[0] < cooperating.leave_chance(stays, grant_ends, p)


@rule
def _would_join_again(s: State, i: int, k: int) -> float:
    """Probability of a yes, were it asked again."""
    p, c, m = s.p, s.coops[k], s.people[i]
    f = c.field
    others = others_of(s, i, s.members, k, c.n_members)
    delivered = delivers(s, k)
    if f == len(s.fields):
        load, promised = load_across(s, i, c.fields), promised_across(s, i, c.fields)
        autonomy_cost = p.cross_autonomy_cost
        received = promised * c.quality * delivered
    else:
        load = s.cells[i, f].load
        gain = gain_with(s, i, f, others.together)
        promised = cooperating.promised_relief(load, gain, p)
        autonomy_cost = s.fields[f].autonomy_cost
        received = cooperating.received_relief(load, c.effect, gain, c.quality, 1.0)
    expected = deciding.expected_relief(promised, m.belief, p.quick_wins)
    relief = received * delivered + expected * (1.0 - delivered)
    base = cooperating.effort_base(c.setup_fte, is_set_up(s, k), p)
    own = effort(s, base, others, c.coordinated) * effort_share(s, k)
    share_in = share_of_neighbours(s, i, f, s.members, k, c.n_members)
    terms = weigh(s, i, load, 0.0, autonomy_cost * p.habit_share, others, share_in, own, relief)
    return deciding.agreement(deciding.balance(terms), load, p)


@rule
def _count_commitment(s: State, k: int, n: int, n_going: int, difference: float) -> None:
    """Count who could leave and who left, by size, difference and age of the cooperation."""
    years = (s.run[0].quarter - s.coops[k].founded) // 4
    by_members = n - 2 if n < 5 else (3 if n < 7 else 4)
    by_age = 0 + (years >= 3) + (years >= 6) + (years >= 10) + (years >= 15)
    by_difference = min(int(difference * 5.0), 4)
    s.commitment[BY_MEMBERS, by_members, 0] += n
    s.commitment[BY_MEMBERS, by_members, 1] += n_going
    s.commitment[BY_DIFFERENCE, by_difference, 0] += n
    s.commitment[BY_DIFFERENCE, by_difference, 1] += n_going
    s.commitment[BY_AGE, by_age, 0] += n
    s.commitment[BY_AGE, by_age, 1] += n_going


@rule
def _dissolve(s: State, a: int, n_before: int) -> None:
    """The end of a cooperation costs trust among those who were in it last."""
    p, run = s.p, s.run[0]
    k = s.slots[LIVING, a]
    c = s.coops[k]
    for b in range(n_before):
        for d in range(b + 1, n_before):
            i, j = s.lists[BEFORE, b], s.lists[BEFORE, d]
            trust = learning.disappointed(s.pairs[TRUST, i, j], p)
            s.pairs[TRUST, i, j] = s.pairs[TRUST, j, i] = trust
            moves(s, i, j)
    for b in range(c.n_members):
        i = s.members[k, b]
        s.cells[i, c.field].slot = -1
        s.people[i].n_cooperations -= 1
        if c.field < len(s.fields):
            s.people[i].n_fields -= 1
    if c.partner >= 0:
        s.partners[c.partner].in_use -= 1
    run.longest = max(run.longest, run.quarter - c.founded)
    for b in range(a, run.n_living - 1):
        s.slots[LIVING, b] = s.slots[LIVING, b + 1]
    run.n_living -= 1
    s.slots[FREE, run.n_free] = k
    run.n_free += 1
