"""How a run begins: the same start as `World.begin`, without anything left of the run before."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.demography import demand
from sim.draws import uniforms
from sim.ensemble.layout import (
    ADJACENT,
    FREE,
    MOVING,
    NEARNESS,
    SEEN,
    START_TRUST,
    TRUST,
    State,
)
from sim.entities import NONE
from sim.rules.beginning import (
    start_autonomy_concern,
    start_budget_room,
    start_plan,
    start_trust,
    start_willingness,
)


@rule
def draw(
    s: State, purpose: int, who: int, with_whom: int, about: int
) -> tuple[float, float, float, float]:
    """Four uniform numbers for a purpose, a municipality and whom and what it is about."""
    run = s.run[0]
    return uniforms(
        int(run.seed),
        int(run.replicate),
        int(run.quarter),
        purpose,
        int(who),
        int(with_whom),
        int(about),
    )


@rule
def begin(s: State, replicate: int) -> None:
    """Everything as it stands before the first quarter of a run."""
    _clear(s, replicate)
    _places_by_nearness(s)
    for i in range(len(s.people)):
        _begin_one(s, i)
    _begin_trust(s)


@rule
def _clear(s: State, replicate: int) -> None:
    run, unit = s.run[0], s.unit[0]
    run.replicate, run.quarter = replicate, 0
    run.n_living, run.n_free = 0, s.slots.shape[1]
    for a in range(run.n_moving):
        s.pairs[MOVING, s.moving[a].first, s.moving[a].second] = 0.0
    run.n_founded = run.longest = run.look = run.n_moving = 0
    run.first_shock = -1
    run.county_help_fte = 0.0
    for k in range(s.slots.shape[1]):
        s.slots[FREE, k] = s.slots.shape[1] - 1 - k
        s.slots[SEEN, k] = 0
    for q in range(len(s.partners)):
        s.partners[q].in_use = 0
    for q in range(s.shock_start.shape[0]):
        for i in range(len(s.people)):
            s.shock_start[q, i] = -100_000
    for size in range(len(s.group_sizes)):
        s.group_sizes[size] = 0
    for grouping in range(3):
        for class_ in range(s.commitment.shape[1]):
            s.commitment[grouping, class_, 0] = 0
            s.commitment[grouping, class_, 1] = 0
    unit.level, unit.founded, unit.first_founded = NONE, -1, -1
    unit.n_members = unit.n_scope = unit.vote_pause = unit.had_grant = unit.grant_left = 0
    unit.prepared = -1
    unit.pause = unit.attempts = unit.weak = unit.outgrown = unit.closed = 0
    unit.others_asked = unit.others_yes = unit.drafting_asked = unit.drafting_yes = 0
    unit.capacity_fte = unit.need_fte = unit.backlog = unit.carried_fte = 0.0
    unit.preparation_fte = unit.start_up = unit.hired_fte = 0.0
    unit.care = unit.brokering = unit.linking = unit.persuading = unit.forecasting = 0.0


@rule
def _places_by_nearness(s: State) -> None:
    """Whose nearness to the seat each has: the own, or shuffled where the scenario says so."""
    n = len(s.people)
    for i in range(n):
        s.lists[NEARNESS, i] = i
        s.people[i].sort_key = 0.0
        if s.run[0].shuffled:
            s.people[i].sort_key = draw(s, draws.START_PLACE, s.people[i].identity, 0, 0)[0]
    if s.run[0].shuffled:
        for a in range(1, n):
            i, b = s.lists[NEARNESS, a], a
            while b > 0 and s.people[s.lists[NEARNESS, b - 1]].sort_key > s.people[i].sort_key:
                s.lists[NEARNESS, b] = s.lists[NEARNESS, b - 1]
                b -= 1
            s.lists[NEARNESS, b] = i


@rule
def _begin_one(s: State, i: int) -> None:
    p, m = s.p, s.people[i]
    u = draw(s, draws.START_ATTITUDE, m.identity, 0, 0)
    v = draw(s, draws.START_ADMINISTRATION, m.identity, 0, 0)
    nearness = s.people[s.lists[NEARNESS, i]].nearness
    m.young, m.working, m.old = m.young_given, m.working_given, m.old_given
    m.residents = m.young + m.working + m.old
    m.start_residents = m.residents
    plan = start_plan(m.residents_given, v[0], p) if m.staff_given < 0.0 else m.staff_given
    m.start_plan_fte = m.plan_fte = m.staff_fte = plan
    willing = start_willingness(nearness, u[0], u[1], u[2], u[3], p)
    if m.willingness_given >= 0.0:
        willing = m.willingness_given
    m.willingness = m.home_willingness = willing
    m.autonomy_concern = start_autonomy_concern(v[1], p)
    m.budget_room_eur = start_budget_room(v[3], p)
    m.mayor_offset = int(v[2] * 24.0)
    m.belief = p.belief_mean
    m.strain = m.pressure = m.vacancy = m.time_fte = m.free_fte = m.persuaded = 0.0
    m.effort_fte = m.given_fte = m.unit_fte = m.relief_fte = m.promised_fte = m.synergy_fte = 0.0
    m.steering_fte = m.strain_sum = m.hired_fte = 0.0
    m.service_level = 1.0
    m.has_key_person, m.left_unit = 1, -1_000
    m.in_unit = m.drafting = m.n_fields = m.n_cooperations = m.marked = 0
    m.no_time = m.not_considered = m.refused = m.agreed = 0
    m.other_demand = m.other_built_for = s.run[0].other_work_per_1000 * m.residents / 1000.0
    for f in range(s.cells.shape[1]):
        cell = s.cells[i, f]
        cell.slot, cell.quarters_in = -1, 0
        cell.asked = cell.unlikeness = 0.0
        if f < len(s.fields):
            cell.demand = cell.built_for = cell.load = demanded(s, i, f)


@rule
def demanded(s: State, i: int, f: int) -> float:
    """Work that the residents of a municipality ask of a field, FTE."""
    m, field = s.people[i], s.fields[f]
    return demand(
        field.fte_per_1000_young,
        field.fte_per_1000_working,
        field.fte_per_1000_old,
        m.young,
        m.working,
        m.old,
    )


@rule
def _begin_trust(s: State) -> None:
    p = s.p
    for i in range(len(s.people)):
        for j in range(i + 1, len(s.people)):
            u = draw(s, draws.START_TRUST, s.people[i].identity, s.people[j].identity, 0)
            trust = start_trust(is_near(s, i, j), u[0], u[1], u[2], u[3], p)
            s.pairs[TRUST, i, j] = s.pairs[TRUST, j, i] = trust
            s.pairs[START_TRUST, i, j] = s.pairs[START_TRUST, j, i] = trust


@rule
def is_near(s: State, i: int, j: int) -> bool:
    """Whether j is a neighbour of i."""
    return s.pairs[ADJACENT, i, j] > 0.0
