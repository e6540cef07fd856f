"""Stages 1 and 2: shocks strike; people live; administrations run."""

from __future__ import annotations

from sim import demography, draws, entities, shocks
from sim.compiling import rule
from sim.draws import bell
from sim.ensemble.layout import State
from sim.ensemble.starting import demanded, draw
from sim.rules import coordinating, deciding, learning


@rule
def shocks_strike(s: State) -> None:
    """See what begins, and how hard each kind of shock bites each municipality now."""
    p, run = s.p, s.run[0]
    for i in range(s.shock_now.shape[0]):
        for kind in range(s.shock_now.shape[1]):
            s.shock_now[i, kind] = 0.0
    for number in range(run.n_shocks):
        shock = s.shocks[number]
        _shock_begins(s, number)
        for k in range(shock.first, shock.last):
            i = s.targets[k]
            since = run.quarter - s.shock_start[number, i]
            s.shock_now[i, shock.kind] += shocks.intensity(
                shock.kind, shock.magnitude, since, shock.duration
            )
    run.to_election = learning.quarters_to_council_election(run.quarter, run.start_year, p)
    end = p.funding_end_quarter
    run.grants_run = end < 0 or run.quarter < end


@rule
def _shock_begins(s: State, number: int) -> None:
    run, shock = s.run[0], s.shocks[number]
    common = 0.0
    if shock.quarter < 0 and not shock.each:
        common = draw(s, draws.RANDOM_SHOCK, 0, 0, shock.identity)[0]
    for k in range(shock.first, shock.last):
        i = s.targets[k]
        begins = run.quarter == shock.quarter
        over = run.quarter - s.shock_start[number, i] >= shock.duration
        if shock.quarter < 0 and over:
            luck = common
            if shock.each:
                luck = draw(s, draws.RANDOM_SHOCK, s.people[i].identity, 0, shock.identity)[0]
            begins = shocks.strikes(luck, shock.rate)
        if begins:
            s.shock_start[number, i] = run.quarter
            if run.first_shock < 0:
                run.first_shock = run.quarter


@rule
def people_live(s: State) -> None:
    """People are born, die, grow older, come and go."""
    p, n_small = s.p, 0
    for i in range(len(s.people)):
        m = s.people[i]
        u = draw(s, draws.DEMOGRAPHY, m.identity, 0, 0)
        m.young, m.working, m.old = demography.quarter_of_people(
            m.young,
            m.working,
            m.old,
            m.change,
            bell(u[0], u[1], u[2], u[3]),
            s.shock_now[i, entities.IN_MIGRATION] - s.shock_now[i, entities.OUT_MIGRATION],
            s.shock_now[i, entities.AGEING],
            p,
        )
        m.residents = m.young + m.working + m.old
        m.is_small = m.residents < p.small_below
        n_small += m.is_small
    s.run[0].county_help_fte = coordinating.county_help(n_small, p)


@rule
def administrations_run(s: State) -> None:
    """Staff leave and are replaced; the work is done as far as the staff go."""
    p = s.p
    for i in range(len(s.people)):
        m = s.people[i]
        u = draw(s, draws.STAFF, m.identity, 0, 0)
        m.plan_fte = demography.next_plan(
            m.plan_fte, m.start_plan_fte, m.hired_fte, m.residents, m.start_residents, p
        )
        m.staff_fte -= demography.staff_leaving(
            m.staff_fte, u[0], s.shock_now[i, entities.RETIREMENT_WAVE], p
        )
        m.vacancy = 0.0
        if m.plan_fte > 0.0:
            m.vacancy = deciding.clamp(1.0 - m.staff_fte / m.plan_fte, 0.0, 1.0)
        frozen = s.shock_now[i, entities.BUDGET_CUT]
        m.staff_fte += demography.posts_filled(m.staff_fte, m.plan_fte, u[1], frozen, p)
        for f in range(len(s.fields)):
            cell = s.cells[i, f]
            cell.demand = demanded(s, i, f)
            cell.built_for = demography.adapt(cell.built_for, cell.demand, p)
            cell.load = demography.field_load(
                cell.demand,
                cell.built_for,
                s.fields[f].fixed_share,
                s.shock_now[i, entities.FACILITY_CLOSURE],
                p,
            )
        m.other_demand = s.run[0].other_work_per_1000 * m.residents / 1000.0
        m.other_built_for = demography.adapt(m.other_built_for, m.other_demand, p)
        _feel_the_strain(s, i)


@rule
def _work(s: State, i: int) -> float:
    """Work of all fields and other duties before relief and effort, FTE."""
    m = s.people[i]
    work = demography.other_duties(m.residents, m.other_demand, m.other_built_for, s.p)
    for f in range(len(s.fields)):
        work += s.cells[i, f].load
    return work


@rule
def county_help_fte(s: State, i: int) -> float:
    """Working time that the county lends, FTE."""
    return s.run[0].county_help_fte if s.people[i].is_small else 0.0


@rule
def _feel_the_strain(s: State, i: int) -> None:
    """Strain, service level and the time left, with last quarter's relief and effort."""
    p, m = s.p, s.people[i]
    work = m.work_fte = _work(s, i)
    gained = m.relief_fte + m.synergy_fte
    own_effort = max(m.effort_fte - county_help_fte(s, i), 0.0)
    m.strain = demography.strain(work + own_effort - gained, m.staff_fte)
    m.pressure = deciding.pressure(m.strain)
    m.strain_sum += m.strain
    m.service_level = demography.service_level(m.strain, p)
    before_effort = demography.strain(work - p.relief_to_strategy * gained, m.staff_fte)
    own_time = demography.free_time(m.staff_fte, before_effort, p)
    m.time_fte = own_time + county_help_fte(s, i)
    m.free_fte = max(m.time_fte - m.effort_fte, 0.0)
