"""Work in cooperations: effort, the process cycle, relief, vitality, synergy and conflict."""

from __future__ import annotations

import math

from sim.compiling import rule
from sim.entities import IMPLEMENTATION, PLANNING, REFLECTION, Parameters
from sim.rules.deciding import clamp


@rule
def member_effort(
    base_fte: float,
    n_members: int,
    difference: float,
    trust: float,
    coordinated: float,
    p: Parameters,
) -> float:
    """Working time that taking part asks of one member, FTE.

    Grows with the number and the difference of the partners, falls with trust and with
    coordination (institutional collective action: Feiock 2007; evidence C1, C3, C5).

    Args:
        base_fte: for two like partners at trust 0.5, FTE.
        n_members: members with this one, 2 or more.
        difference: mean `unlikeness` to the others, 0 … 1.
        trust: mean trust in the others, 0 … 1.
        coordinated: how well the cooperation is looked after, 0 … 1.
        p: parameters.
    """
    size = 1.0 + p.size_effort * max(n_members - 2, 0)
    unlike = 1.0 + p.difference_effort * difference
    return base_fte * size * unlike * (1.5 - trust) * (1.0 - p.effort_saving * coordinated)


@rule
def taken_over(n_members: int, coordinated: float, p: Parameters) -> float:
    """What the coordination unit takes off each member while it looks after them, FTE.

    Progress needs the time of members or of a coordinator; who has little of it can take part all
    the same where somebody else does a part of the work.

    Args:
        n_members: members with this one, 1 or more.
        coordinated: how well the cooperation is looked after, 0 … 1.
        p: parameters.
    """
    return p.care_fte * coordinated / max(n_members, 1)


@rule
def effort_base(setup_fte: float, is_set_up: bool, p: Parameters) -> float:
    """Base effort of a member before (all of it) and after (a share) the set-up, FTE."""
    return setup_fte * p.running_effort_share if is_set_up else setup_fte


@rule
def lasting_effort_base(setup_fte: float, p: Parameters) -> float:
    """Mean base effort over the first five years, two of them set-up: what a council weighs."""
    return setup_fte * (0.4 + 0.6 * p.running_effort_share)


@rule
def scale_gain(own_residents: float, all_residents: float, limit: float, p: Parameters) -> float:
    """Which part of a field's effect a member can have, 0 … 1.

    A part comes from sharing work as such; the rest from scale, as far as the own size lies below
    the size at which scale is exhausted (evidence D5, D12), on a logarithmic scale from 500
    residents.
    """
    if own_residents <= 0.0:
        return 0.0
    low = math.log(max(min(own_residents, limit), 500.0))
    high = math.log(max(min(all_residents, limit), 500.0))
    span = math.log(max(limit, 600.0) / 500.0)
    return p.sharing_gain + (1.0 - p.sharing_gain) * clamp((high - low) / span, 0.0, 1.0)


@rule
def promised_relief(load_fte: float, gain: float, p: Parameters) -> float:
    """Relief that a cooperation promises a member, FTE a year.

    Applicants for a grant must promise 15 % (evidence 2.5); less where the partners bring less.
    """
    return p.promised_share * gain * load_fte


@rule
def promised_synergy(
    synergy: float, smaller_load_fte: float, n_fields: int, p: Parameters
) -> float:
    """Gain that linking a pair of fields promises a member, FTE a year.

    What a field can gain is spread over the pairs that it can form, so that many fields do not
    multiply it.
    """
    if p.interplay_on == 0:
        return 0.0
    return synergy * smaller_load_fte / max(n_fields - 1, 1)


@rule
def true_effect(draw: float, mean: float, spread: float) -> float:
    """What joint provision really saves, as a share of the work; may be zero or negative."""
    return mean + spread * (2.0 * draw - 1.0)


@rule
def delivered_share(phase: int, progress: float, rounds: int, p: Parameters) -> float:
    """Which share of the relief flows: quick wins at once, all once implemented, 0 … 1."""
    if rounds > 0 or phase == REFLECTION:
        return 1.0
    if phase == IMPLEMENTATION:
        return p.quick_wins + (1.0 - p.quick_wins) * clamp(progress, 0.0, 1.0)
    return p.quick_wins


@rule
def received_relief(
    load_fte: float, effect: float, gain: float, quality: float, delivered: float
) -> float:
    """Relief of one member in one field, FTE a year; may fall short of the promise."""
    return load_fte * effect * gain * quality * delivered


@rule
def felt_strain(strain: float) -> float:
    """Strain as partners count it when they stand in for one another, 0.5 … 1.5."""
    return clamp(strain, 0.5, 1.5)


@rule
def cover(
    own_strain: float,
    mean_strain: float,
    load_fte: float,
    quality: float,
    delivered: float,
    p: Parameters,
) -> float:
    """Working time that flows to the more strained member (+) or from the less strained (-), FTE.

    Members stand in for one another: partial protection (evidence D13).  With the mean weighted
    by the members' work, what some get is what others give.

    Args:
        own_strain: `felt_strain` of the member.
        mean_strain: mean of the members' `felt_strain`, weighted by their work in the field.
        load_fte: own work in the field, FTE.
        quality: working quality, 0 … 1.
        delivered: share of the relief that flows, 0 … 1.
        p: parameters.
    """
    return p.mutual_cover * quality * delivered * load_fte * (own_strain - mean_strain)


@rule
def phase_quarters(phase: int, p: Parameters) -> float:
    """How long a phase takes when all the work asked for is given, quarters."""
    if phase == 0:
        return p.analysis_quarters
    if phase == 1:
        return p.ideas_quarters
    if phase == PLANNING:
        return p.planning_quarters
    if phase == IMPLEMENTATION:
        return p.implementation_quarters
    return p.reflection_quarters


@rule
def next_progress(progress: float, worked: float, phase: int, p: Parameters) -> float:
    """Progress in the phase after a quarter in which a share ``worked`` of the work was given."""
    return progress + clamp(worked, 0.0, 1.5) / phase_quarters(phase, p)


@rule
def next_quality(quality: float, worked: float, p: Parameters) -> float:
    """Working quality, learned by working together, 0 … 1."""
    return quality + p.quality_rate / 4.0 * (clamp(worked, 0.0, 1.0) - quality)


@rule
def next_vitality(
    vitality: float,
    given: float,
    n_members: int,
    difference: float,
    age_quarters: int,
    coordinated: float,
    p: Parameters,
) -> float:
    """Vitality after a quarter, 0 … 1.

    Nourished by the members' time and care; worn down by size, difference and neglect (evidence
    C1, C7); age deepens commitment (C1).

    Args:
        vitality: before, 0 … 1.
        given: share of the time asked for that members and coordinator gave, 0 or more.
        n_members: number of members.
        difference: mean difference in size of the members, 0 … 1.
        age_quarters: quarters since the founding.
        coordinated: how well it is looked after, 0 … 1.
        p: parameters.
    """
    nourished = p.nourishment * clamp(given, 0.0, 1.0) * (1.0 - vitality)
    worn = p.wear * (1.0 + p.size_wear * max(n_members - 2, 0) + p.difference_wear * difference)
    worn = worn * (1.0 - p.care_protection * coordinated)
    worn = worn / (1.0 + age_quarters / p.deepening_quarters)
    neglected = p.neglect * max(1.0 - given, 0.0) * vitality
    return clamp(vitality + nourished - worn * vitality - neglected, 0.0, 1.0)


@rule
def is_dormant(was_dormant: bool, vitality: float, p: Parameters) -> bool:
    """Dormant on paper below the limit; awake again only clearly above it."""
    if was_dormant:
        return vitality < p.dormant_below + 0.1
    return vitality < p.dormant_below


@rule
def interplay(
    synergy: float,
    conflict: float,
    smaller_load_fte: float,
    n_fields: int,
    delivered: float,
    linked: float,
    coordinated: float,
    p: Parameters,
) -> float:
    """What two fields with living cooperations do to each other at one member, FTE a year.

    Linked by a cross-field cooperation (``linked`` = its quality, else 0) their synergy is
    lifted; not coordinated they duplicate and work against each other (Riechel & Trapp 2020).
    Size: assumption.

    Args:
        synergy: gain when linked, share of the smaller work.
        conflict: loss when not coordinated, share of the smaller work.
        smaller_load_fte: the smaller work of the two fields, FTE.
        n_fields: number of fields; what a field has is spread over the pairs it can form.
        delivered: the smaller share of delivery of the two cooperations, 0 … 1.
        linked: quality of the cooperation that links the two, 0 … 1.
        coordinated: how well the municipality is cared for, 0 … 1.
        p: parameters.
    """
    if p.interplay_on == 0:
        return 0.0
    lifted = synergy * linked
    lost = conflict * (1.0 - max(linked, coordinated))
    return smaller_load_fte * delivered * (lifted - lost) / max(n_fields - 1, 1)


@rule
def grant_eur(n_members: int, p: Parameters) -> float:
    """Grant for a new cooperation, EUR once: 50, 75, 100 thousand for 2, 3, more partners.

    Hessian framework guideline on inter-municipal cooperation (evidence 2.5); scaled by the
    setting ``cooperation_grant`` (1 = as in Hesse, 0 = none).
    """
    if n_members < 2:
        return 0.0
    if n_members == 2:
        return 50_000.0 * p.cooperation_grant
    if n_members == 3:
        return 75_000.0 * p.cooperation_grant
    return 100_000.0 * p.cooperation_grant


@rule
def grant_per_member_fte(n_members: int, p: Parameters) -> float:
    """One member's part of the grant, spread over its years, FTE a year."""
    if n_members < 2 or p.grant_quarters <= 0:
        return 0.0
    years = p.grant_quarters / 4.0
    return grant_eur(n_members, p) / n_members / years / p.price_per_fte_eur


@rule
def refit(built_for_fte: float, demand_fte: float, forecast: float, p: Parameters) -> float:
    """The size a service is built for, after a reflection; forecasts kept up to date help."""
    share = clamp(p.refit_share * (0.5 + 0.5 * forecast), 0.0, 1.0)
    return built_for_fte + share * (demand_fte - built_for_fte)


@rule
def leave_chance(stay_probability: float, grant_ends: bool, p: Parameters) -> float:
    """Probability that a member leaves in this quarter; when a grant ends all reconsider."""
    rate = p.exit_rate / 4.0
    if grant_ends:
        rate = max(rate, 0.5)
    return clamp(rate * (1.0 - stay_probability), 0.0, 1.0)


@rule
def link_chance(free_fte: float, coordinated: float, p: Parameters) -> float:
    """Probability that somebody sees a link between the fields of one municipality in a quarter.

    Holding the threads is what the coordination unit is for (evidence E8); without it those see a
    link who have time for more than the day's work, and seldom (assumption: a tenth as often).
    """
    sight = 0.1 * free_fte / (free_fte + 0.5) + 0.9 * coordinated
    return clamp(p.link_rate / 4.0 * sight, 0.0, 1.0)


@rule
def shared_meetings_factor(n_cooperations: int, coordinated: float, p: Parameters) -> float:
    """Factor on the effort of a member of several cooperations whose meetings are shared."""
    if n_cooperations < 2:
        return 1.0
    return 1.0 - p.shared_meetings * coordinated * (n_cooperations - 1) / n_cooperations


@rule
def worked_share(given_fte: float, asked_fte: float, care_fte: float, partner_fte: float) -> float:
    """Share of the work asked for that was given, by members, coordinator and partners, 0 … 1.5."""
    if asked_fte <= 0.0:
        return 1.0
    return clamp((given_fte + care_fte + partner_fte) / asked_fte, 0.0, 1.5)


@rule
def partner_chance(openness: float, coordinated: float) -> float:
    """Probability that an organisation takes part when it is asked in a quarter, 0 … 1."""
    return clamp(openness / 4.0 * (1.0 + coordinated), 0.0, 1.0)
