"""A quarter of people, work and staff in one municipality.

Scalars in, scalars out; residents in persons (fractions allowed), staff and work in FTE.
"""

from __future__ import annotations

from sim.compiling import rule
from sim.entities import Parameters
from sim.rules.deciding import clamp


@rule
def expected_change(own_trend: float, county_trend: float, p: Parameters) -> float:
    """Yearly change of the residents that the population path sets, as a share.

    The county's path plus a part of the municipality's past deviation from the county, as in the
    derivation of municipal projections (half of it by default).
    """
    return p.annual_change + p.trend_persistence * (own_trend - county_trend)


@rule
def quarter_of_people(
    young: float,
    working: float,
    old: float,
    change: float,
    luck: float,
    extra_migration: float,
    extra_ageing: float,
    p: Parameters,
) -> tuple[float, float, float]:
    """Residents by age group after births, deaths, ageing and migration of a quarter.

    Births and deaths are nearly certain, migration is what chance moves: it fills what the
    population path needs beyond the natural change, plus luck, plus shocks.

    Args:
        young: residents under 20.
        working: residents from 20 to 64.
        old: residents of 65 and more.
        change: yearly change that the path sets, share.
        luck: bell-shaped draw with variance 1.
        extra_migration: arrivals (+) or departures (-) by shocks, share of the residents in this
            quarter.
        extra_ageing: share of those of working age whose place is taken by older people in this
            quarter.
        p: parameters.

    Returns:
        Residents under 20, from 20 to 64, and of 65 and more; never below 0.
    """
    total = young + working + old
    births = p.birth_rate / 4.0 * working
    deaths_working = p.death_rate_working / 4.0 * working
    deaths_old = p.death_rate_old / 4.0 * old
    grow_up = young / 80.0
    retire = min(working / 180.0 + extra_ageing * working, working)
    natural = births - deaths_working - deaths_old
    moves = change / 4.0 * total - natural + p.migration_spread * 0.5 * luck * total
    shocked = extra_migration * total
    young = young + births - grow_up + 0.25 * moves + 0.30 * shocked
    working = working + grow_up - deaths_working - retire + 0.65 * moves + 0.65 * shocked
    old = old + retire - deaths_old + 0.10 * moves + 0.05 * shocked
    return _nobody_below_zero(young, working, old)


@rule
def _nobody_below_zero(young: float, working: float, old: float) -> tuple[float, float, float]:
    """The same groups, none below 0: who is missing in one group is taken from the others."""
    if young >= 0.0 and working >= 0.0 and old >= 0.0:
        return young, working, old
    wanted = max(young + working + old, 0.0)
    young, working, old = max(young, 0.0), max(working, 0.0), max(old, 0.0)
    found = young + working + old
    share = wanted / found if found > 0.0 else 0.0
    return young * share, working * share, old * share


@rule
def demand(
    per_1000_young: float,
    per_1000_working: float,
    per_1000_old: float,
    young: float,
    working: float,
    old: float,
) -> float:
    """Work that the residents ask of a field, FTE."""
    return (per_1000_young * young + per_1000_working * working + per_1000_old * old) / 1000.0


@rule
def field_load(
    demand_fte: float, built_for_fte: float, fixed_share: float, closure: float, p: Parameters
) -> float:
    """Work in one field, FTE.

    The fixed share stays as the service was built (cost remanence); the rest follows the users;
    mismatch between the two adds work, and so does a facility that closes.
    """
    mismatch = abs(demand_fte - built_for_fte)
    work = fixed_share * built_for_fte + (1.0 - fixed_share) * demand_fte
    return (work + p.mismatch_cost * mismatch) * (1.0 + closure)


@rule
def adapt(built_for_fte: float, demand_fte: float, p: Parameters) -> float:
    """The size a service is built for, after a quarter of adapting alone, FTE."""
    return built_for_fte + p.adaptation_rate / 4.0 * (demand_fte - built_for_fte)


@rule
def other_duties(residents: float, demand_fte: float, built_for_fte: float, p: Parameters) -> float:
    """Work of all other duties, FTE: a part that every municipality has, and one by residents.

    Args:
        residents: persons; without any there is nothing to do.
        demand_fte: what the residents ask for, FTE.
        built_for_fte: what the administration is built for, FTE; as in a field, a share of it
            stays when the residents go.
        p: parameters.
    """
    if residents <= 0.0:
        return 0.0
    return p.fixed_duties_fte + field_load(demand_fte, built_for_fte, p.other_fixed_share, 0.0, p)


@rule
def next_plan(
    plan_fte: float,
    start_plan_fte: float,
    hired_fte: float,
    residents: float,
    start_residents: float,
    p: Parameters,
) -> float:
    """Posts of the administration after a quarter, FTE.

    Revenue follows the residents in part, and posts follow revenue with a lag; posts added by an
    intervention (``hired_fte``) stay.
    """
    if start_residents <= 0.0:
        return start_plan_fte + hired_fte
    change = residents / start_residents - 1.0
    target = max(start_plan_fte * (1.0 + p.plan_follows_population * change), 0.0) + hired_fte
    return plan_fte + (target - plan_fte) / (4.0 * p.plan_lag_years)


@rule
def staff_leaving(staff_fte: float, draw: float, extra_share: float, p: Parameters) -> float:
    """Posts that fall vacant in a quarter, FTE, as whole posts.

    Whole posts matter: of three people one is a third.  Retirement 3.5 % a year: 30 % in ten years
    (DStGB), 25 % in eight (Bertelsmann); see evidence 2.3.
    """
    people = max(staff_fte, 1.0)  # a part of a post is a person, too
    expected = people * ((p.retirement_rate + p.turnover_rate) / 4.0 + extra_share)
    whole = float(int(expected + draw))
    return min(whole, staff_fte)


@rule
def posts_filled(
    staff_fte: float, plan_fte: float, draw: float, frozen: float, p: Parameters
) -> float:
    """Vacant posts that are filled in a quarter, FTE; a budget cut freezes a share of them."""
    open_posts = max(plan_fte - staff_fte, 0.0)
    if open_posts <= 0.0:
        return 0.0
    advertised = max(open_posts, 1.0)  # a part of a post is filled as fast as a whole one
    expected = advertised * (1.0 - clamp(frozen, 0.0, 1.0)) / p.vacancy_quarters
    return min(float(int(expected + draw)), open_posts)


@rule
def strain(work_fte: float, staff_fte: float) -> float:
    """Work ÷ staff; 1 means that the work just gets done.  0 … 5 (nobody there counts as 5)."""
    if work_fte <= 0.0:
        return 0.0
    if staff_fte <= 0.0:
        return 5.0
    return min(work_fte / staff_fte, 5.0)


@rule
def service_level(strained: float, p: Parameters) -> float:
    """Service level, 0 … 1: what of the work gets done.

    1 up to a strain of 1; beyond it the missing part, 1 - 1 ÷ strain, is lost in proportion to the
    elasticity (1: one for one; assumption).
    """
    if strained <= 1.0:
        return 1.0
    return max(1.0 - p.service_elasticity * (1.0 - 1.0 / strained), 0.0)


@rule
def free_time(staff_fte: float, strained: float, p: Parameters) -> float:
    """Working time left for strategy and cooperating, FTE.

    What the work leaves over, plus a small share that leaders keep free in their own hours and
    that melts away as strain rises from 1 to its limit (little, says Riechel & Trapp 2020;
    evidence 2.3: 0-10 %).
    """
    over = max(1.0 - strained, 0.0)
    kept = p.strategic_share * clamp((p.strain_limit - strained) / (p.strain_limit - 1.0), 0.0, 1.0)
    return staff_fte * (over + kept)
