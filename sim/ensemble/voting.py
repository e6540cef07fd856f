"""Votes on the coordination unit: who is asked, what a council weighs, whether the quota is met."""

from __future__ import annotations

from sim.compiling import rule
from sim.ensemble.layout import TRUST, YES, State
from sim.ensemble.starting import draw
from sim.ensemble.weighing import n_near, nth_near, others_of, weigh
from sim.entities import AGREED, BUDGET_CUT, FOUND_UNIT, RAISE_LEVEL, RENEW_UNIT, Terms
from sim.rules import coordinating, deciding


@rule
def ask(s: State, kind: int, level: int, row: int, n: int, purpose: int) -> int:
    """Put those who say yes to a level with these members into a list; how many they are."""
    n_yes = 0
    for a in range(n):
        i = s.lists[row, a]
        u = draw(s, purpose, s.people[i].identity, kind, 0)
        if votes(s, i, kind, level, row, n, u[0], u[1]):
            s.lists[YES, n_yes] = i
            n_yes += 1
    return n_yes


@rule
def quota_met(s: State, n_yes: int, row: int, n: int, quota: float) -> bool:
    """Whether those in the list of yes reach the quota among the first n of a list."""
    if not s.p.weighted_by_residents:
        return coordinating.quota_met(float(n_yes), float(n), quota)
    in_favour = everyone = 0.0
    yes = 0
    for a in range(n):
        i = s.lists[row, a]
        everyone += s.people[i].residents
        if yes < n_yes and s.lists[YES, yes] == i:
            in_favour += s.people[i].residents
            yes += 1
    return coordinating.quota_met(in_favour, everyone, quota)


@rule
def votes(
    s: State, i: int, kind: int, level: int, row: int, n: int, luck_a: float, luck_b: float
) -> bool:
    """The council's vote on carrying the coordination unit at a level with these members."""
    p, m = s.p, s.people[i]
    others = others_of(s, i, s.lists, row, n)
    own_effort = coordinating.steering_effort(others.n + 1, others.unlikeness, others.trust, p)
    own_effort += coordinating.staff_contribution_fte(level, m.willingness, p)
    needed = 0.0 if kind == RENEW_UNIT else own_effort
    able = deciding.able_share(m.free_fte, needed)
    if luck_a >= able:
        return False  # no time, whatever the terms
    load = _fields_load(s, i)
    contribution = _contribution_eur(s, i, level, row, n)
    belief = deciding.convinced(m.belief, m.persuaded)
    promised = coordinating.promised_by_unit(level, n, len(s.fields), load, p)
    usual = weigh(
        s,
        i,
        load,
        coordinating.unit_grant_fte(level, contribution, _grant_quarters(s, kind), p),
        _autonomy_cost(s, i, load, kind),
        others,
        _share_expected(s, i, kind, row, n),
        own_effort,
        deciding.expected_relief(promised, belief, p.quick_wins),
    )
    terms = Terms(
        usual.relief,
        usual.effort,
        deciding.contribution_term(
            contribution, m.residents, m.budget_room_eur, s.shock_now[i, BUDGET_CUT], p
        ),
        usual.grant,
        usual.autonomy,
        usual.peers,
        deciding.willingness_term(deciding.convinced(m.willingness, 0.5 * m.persuaded), load, p),
        usual.election,
        usual.domination,
        usual.likeness,
        usual.growth,
    )
    return deciding.verdict(luck_a, luck_b, able, 1.0, terms, load, p).outcome == AGREED


@rule
def _fields_load(s: State, i: int) -> float:
    """Work in all fields, FTE."""
    total = 0.0
    for f in range(len(s.fields)):
        total += s.cells[i, f].load
    return total


@rule
def _autonomy_cost(s: State, i: int, load: float, kind: int) -> float:
    """Share of the work in the fields that is no longer decided alone."""
    p, bound = s.p, 0.0
    for f in range(len(s.fields)):
        bound += s.fields[f].autonomy_cost * s.cells[i, f].load
    bound = bound / load if load > 0.0 else 0.0
    cost = (bound + 0.5 * p.cross_autonomy_cost) * coordinating.commitment(p.membership, p)
    return cost * p.habit_share if kind == RENEW_UNIT else cost


@rule
def _contribution_eur(s: State, i: int, level: int, row: int, n: int) -> float:
    p, everyone = s.p, 0.0
    for a in range(n):
        everyone += s.people[s.lists[row, a]].residents
    cost = coordinating.unit_cost_eur(level, n, p)
    return coordinating.contribution_eur(cost, n, s.people[i].residents, everyone, p)


@rule
def _grant_quarters(s: State, kind: int) -> int:
    """For how many quarters a grant to the office would still run for those who decide."""
    unit = s.unit[0]
    if not s.run[0].grants_run:
        return 0
    is_new = kind in (FOUND_UNIT, RAISE_LEVEL) and not unit.had_grant
    return s.p.office_grant_quarters if is_new else unit.grant_left


@rule
def _share_expected(s: State, i: int, kind: int, row: int, n: int) -> float:
    """Share of the neighbours that carry the unit, or at its founding seem open to it."""
    for a in range(n):
        s.people[s.lists[row, a]].marked = 1
    inside = total = 0.0
    for a in range(n_near(s, i)):
        j = nth_near(s, i, a)
        other, trust = s.people[j], s.pairs[TRUST, i, j]
        total += trust
        if other.marked:
            open_to_it = 1.0
            if kind == FOUND_UNIT:
                open_to_it = deciding.convinced(other.willingness, other.persuaded)
            inside += trust * open_to_it
    for a in range(n):
        s.people[s.lists[row, a]].marked = 0
    return inside / total if total > 0.0 else 0.0
