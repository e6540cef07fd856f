"""The coordination unit ("Kümmerer"): what it can do, what it costs, what it is needed for."""

from __future__ import annotations

from sim.compiling import rule
from sim.entities import (
    COALITION,
    FORUM,
    INFORMAL,
    NONE,
    OFFICE,
    SHARED_STAFF,
    Parameters,
)
from sim.rules.cooperating import member_effort
from sim.rules.deciding import clamp, logistic

STEERING_GROUP = 6  # members of a steering group, however many carry the unit


@rule
def carrier_capacity(
    level: int, willingness: float, spare_fte: float, strain: float, key_person: int, p: Parameters
) -> float:
    """What one member's people put into the coordination, FTE.

    informal: part of the working time of representatives; grows with willingness and spare time,
    evaporates under strain and when the key person is gone.  shared_staff: a released share of
    staff, partly recalled under strain, half as good without the key person.  office: nothing,
    it has its own people.  Sizes: assumption within evidence 2.4.
    """
    if level == INFORMAL:
        spare = clamp(spare_fte / p.informal_fte_per_member, 0.0, 1.0)
        return p.informal_fte_per_member * willingness * spare * key_person
    if level == SHARED_STAFF:
        recalled = clamp((strain - 1.0) / (p.strain_limit - 1.0), 0.0, 1.0)
        return p.shared_staff_fte_per_member * (1.0 - 0.7 * recalled) * (0.5 + 0.5 * key_person)
    return 0.0


@rule
def office_posts(n_members: int, p: Parameters) -> float:
    """Posts of a jointly financed office, FTE: one manager at least, two for 16 members.

    Evidence 2.4: one alliance manager for 11 municipalities; two persons recommended for LEADER.
    """
    if n_members <= 0:
        return 0.0
    return max(p.office_fte_minimum, p.office_fte_per_member * n_members)


@rule
def office_overhead(p: Parameters) -> float:
    """Premises, management, book-keeping of an office, FTE; less when a host carries them.

    Small budgets cannot carry an own office; joining an existing body is the advice of the source
    and of FARNET (evidence E7).
    """
    return p.office_overhead_fte * (1.0 - p.host_saving_share * p.attached)


@rule
def unit_capacity(
    level: int,
    carried_fte: float,
    n_members: int,
    start_up: float,
    support_fte: float,
    p: Parameters,
) -> float:
    """Working capacity of the coordination unit, FTE.

    Args:
        level: NONE … OFFICE.
        carried_fte: sum over the members of `carrier_capacity`.
        n_members: municipalities that carry it.
        start_up: share of the start-up time that has passed, 0 … 1 (office only).
        support_fte: what the county adds.
        p: parameters.
    """
    if level == NONE:
        return 0.0
    if level == SHARED_STAFF:
        carried_fte = carried_fte * max(1.0 - p.part_timer_loss * (n_members - 1), 0.3)
    if level == OFFICE:
        carried_fte = office_posts(n_members, p) * p.office_professionalism * start_up
    return carried_fte + support_fte


@rule
def unit_running_fte(level: int, carried_fte: float, n_members: int, p: Parameters) -> float:
    """Working time that the unit takes, whoever pays for it, FTE (part of coordination effort)."""
    if level == OFFICE:
        return office_posts(n_members, p) + office_overhead(p)
    if level == NONE:
        return 0.0
    return carried_fte


@rule
def unit_cost_eur(level: int, n_members: int, p: Parameters) -> float:
    """What the members pay together for an office, EUR a year, before grants."""
    if level != OFFICE:
        return 0.0
    cost = (office_posts(n_members, p) + office_overhead(p)) * p.price_per_fte_eur
    return max(cost - p.county_support_eur, 0.0)


@rule
def contribution_eur(
    cost_eur: float, n_members: int, residents: float, all_residents: float, p: Parameters
) -> float:
    """One member's contribution, EUR a year: an equal part and a part by residents."""
    if n_members <= 0:
        return 0.0
    by_residents = residents / all_residents if all_residents > 0.0 else 1.0 / n_members
    return cost_eur * (p.equal_share / n_members + (1.0 - p.equal_share) * by_residents)


@rule
def staff_contribution_fte(level: int, willingness: float, p: Parameters) -> float:
    """Own working time that carrying the unit is expected to take, FTE a year."""
    if level == INFORMAL:
        return p.informal_fte_per_member * willingness
    if level == SHARED_STAFF:
        return p.shared_staff_fte_per_member
    return 0.0


@rule
def coordination_needs(
    n_members: int, cared_for: float, n_uncovered: int, n_outside: int, p: Parameters
) -> tuple[float, float, float, float, float]:
    """Working time that each task of coordination needs, FTE, in the order of TASKS.

    Caring for cooperations, brokering for each member and field still without one, finding links
    between cooperations, persuading those asked but outside, keeping the members' forecasts up to
    date (the source's own list of functions, evidence E8).

    Args:
        n_members: municipalities that carry the unit.
        cared_for: cooperations, each by the share of its members that carry the unit.
        n_uncovered: pairs of member and field without a cooperation.
        n_outside: municipalities that may still come in.
        p: parameters.
    """
    return (
        p.care_fte * cared_for,
        p.brokering_fte * n_uncovered,
        p.linking_fte * cared_for,
        p.persuading_fte * n_outside,
        p.forecasting_fte * n_members,
    )


@rule
def shared_out(
    capacity_fte: float, needs: tuple[float, float, float, float, float], p: Parameters
) -> tuple[float, float, float, float, float]:
    """Share of each task that gets done, 0 … 1, in the order of TASKS.

    Capacity is shared out in proportion to need × emphasis, no task beyond its need; what is left
    goes to all unmet needs alike.
    """
    emphases = (
        p.care_emphasis,
        p.brokering_emphasis,
        p.linking_emphasis,
        p.persuading_emphasis,
        p.forecasting_emphasis,
    )
    weights = 0.0
    everything = 0.0
    for k in range(5):
        weights += needs[k] * emphases[k]
        everything += needs[k]
    rate = capacity_fte / weights if weights > 0.0 else 0.0
    first = 0.0
    for k in range(5):
        first += needs[k] * min(emphases[k] * rate, 1.0)
    unmet = everything - first
    more = 1.0 if capacity_fte > 0.0 else 0.0
    if unmet > 1e-12:
        more = clamp((capacity_fte - first) / unmet, 0.0, 1.0)
    return (
        _served(emphases[0] * rate, more),
        _served(emphases[1] * rate, more),
        _served(emphases[2] * rate, more),
        _served(emphases[3] * rate, more),
        _served(emphases[4] * rate, more),
    )


@rule
def _served(first_share: float, more: float) -> float:
    """Share of a task done in the first round and, of what was left, in the second, 0 … 1."""
    done = min(first_share, 1.0)
    return done + more * (1.0 - done)


@rule
def share_of_need(capacity_fte: float, need_fte: float) -> float:
    """Share of the whole need that can be met, 0 … 1."""
    if need_fte <= 0.0:
        return 1.0 if capacity_fte > 0.0 else 0.0
    return clamp(capacity_fte / need_fte, 0.0, 1.0)


@rule
def expected_capacity(level: int, n_members: int, p: Parameters) -> float:
    """What councils expect a unit to be able to do when they vote on it, FTE."""
    if level == INFORMAL:
        return p.informal_fte_per_member * n_members * 0.5
    if level == SHARED_STAFF:
        loss = max(1.0 - p.part_timer_loss * (n_members - 1), 0.3)
        return p.shared_staff_fte_per_member * n_members * loss
    if level == OFFICE:
        return office_posts(n_members, p) * p.office_professionalism
    return 0.0


@rule
def promised_by_unit(
    level: int, n_members: int, n_fields: int, load_fte: float, p: Parameters
) -> float:
    """Relief that a coordination unit of this level promises a member, FTE a year.

    A share of the work in the fields, in proportion to how much of the need the level is expected
    to cover (half of the members' fields still to be brokered, the other half to be cared for).
    """
    pairs = n_members * n_fields
    needs = coordination_needs(n_members, pairs / 6.0, pairs // 2, 0, p)
    need = needs[0] + needs[1] + needs[2] + needs[3] + needs[4]
    covered = share_of_need(expected_capacity(level, n_members, p), need)
    return p.unit_promise * load_fte * covered


@rule
def steering_effort(n_members: int, difference: float, trust: float, p: Parameters) -> float:
    """Own time of one member for the steering of the unit, FTE.

    Not all of many sit in the steering group: from 6 members on it grows no further (Kreis
    Groß-Gerau: a group of 5 or 6 for 15 members, evidence 0.4).

    Args:
        n_members: members with this one.
        difference: mean `unlikeness` to the others, 0 … 1.
        trust: mean trust in the others, 0 … 1.
        p: parameters.
    """
    steering = min(n_members, STEERING_GROUP)
    return member_effort(p.unit_effort_fte, steering, difference, trust, 0.0, p)


@rule
def commitment(membership: int, p: Parameters) -> float:
    """How much of one's autonomy a membership rule binds, 0 … 2 (1: all of it).

    A package across all fields binds most, a coalition that one may leave less, a forum with
    every project joined separately hardly (Kreis Groß-Gerau, evidence 0.4).
    """
    if membership == FORUM:
        return p.commitment_forum
    if membership == COALITION:
        return p.commitment_coalition
    return p.commitment_package


@rule
def persuade(persuaded: float, hours_fte: float, emphasis: float, p: Parameters) -> float:
    """The share of a council's doubt that persuasion has taken away, after another quarter.

    Args:
        persuaded: share so far, 0 … 1.
        hours_fte: persuading capacity spread over all in scope, FTE for this one.
        emphasis: 1, or more where the own mayor drafts along.
        p: parameters.
    """
    gained = clamp(p.persuasion_rate * hours_fte * emphasis / 4.0, 0.0, 1.0)
    return persuaded + (1.0 - persuaded) * gained


@rule
def drafts_along(draw: float, willingness: float, p: Parameters) -> bool:
    """Whether a mayor takes part in drafting.

    Mayors are more open than councils: they are not who loses office-related power (evidence B1,
    B6); in the county 10 of 16 municipalities were partners of the project (evidence 0.3).
    """
    return draw < logistic((willingness + p.mayor_openness_bonus - 0.5) / 0.12)


@rule
def signals_interest(draw: float, willingness: float, pressed: float) -> bool:
    """Whether a municipality says it would like to be in a coalition of the willing."""
    return draw < logistic((willingness + 0.2 * pressed - 0.5) / 0.1)


@rule
def quota_met(yes: float, total: float, quota: float) -> bool:
    """Whether the yes votes reach the quota; exactly the quota is enough.

    A quota is read to six decimals, so that 0.666667 means two thirds.
    """
    return total > 0.0 and yes >= (quota - 0.000001) * total


@rule
def start_up_progress(start_up: float, p: Parameters) -> float:
    """Share of the start-up time that has passed after another quarter, 0 … 1."""
    if p.start_up_quarters <= 0.0:
        return 1.0
    return min(start_up + 1.0 / p.start_up_quarters, 1.0)


@rule
def next_backlog(backlog: float, need_fte: float, capacity_fte: float) -> float:
    """Coordination work left undone, FTE-years: grows by what is not done, is worked off else."""
    return max(0.9 * backlog + (need_fte - capacity_fte) / 4.0, 0.0)


@rule
def outgrown(backlog: float, capacity_fte: float, p: Parameters) -> bool:
    """Whether the work has outgrown the unit, so that its members vote on the next level."""
    return backlog > p.formalise_backlog * max(capacity_fte, 0.05)


@rule
def falters(level: int, capacity_fte: float, p: Parameters) -> bool:
    """Whether a unit carried by the members' own people is down to almost nothing."""
    return level != OFFICE and capacity_fte < p.lapse_below_fte


@rule
def unit_grant_fte(
    level: int, contribution_eur: float, grant_quarters: int, p: Parameters
) -> float:
    """What a grant to the office takes off a contribution, spread over five years, FTE a year.

    ``grant_quarters``: for how many quarters the grant will still run.
    """
    if level != OFFICE or grant_quarters <= 0:
        return 0.0
    spread = min(grant_quarters, 20) / 20.0
    return contribution_eur / p.price_per_fte_eur * p.office_grant_share * spread


@rule
def county_help(n_small: int, p: Parameters) -> float:
    """Working time that the county lends to each small municipality, FTE: half of its support."""
    if n_small <= 0:
        return 0.0
    return 0.5 * p.county_support_fte / n_small


@rule
def lent_fte(hired_fte: float, p: Parameters) -> float:
    """People whom others pay for the coordination unit, FTE.

    Half of the county's support, and posts added by an intervention (``hired_fte``).
    """
    return 0.5 * p.county_support_fte + hired_fte
