"""How a council decides: whether it has the time, whether it looks at it, whether it agrees.

Deciding is two-stage: consider (problem pressure, expected gains), then agree (bargaining and
collective action costs); Kwon & Feiock 2010.  In front of both stands the staff to take part:
need is highest where capacity is lowest (Riechel & Trapp 2020).
"""

from __future__ import annotations

import math

from sim.compiling import rule
from sim.entities import AGREED, NO_TIME, NOT_CONSIDERED, REFUSED, Parameters, Terms, Verdict


@rule
def clamp(value: float, low: float, high: float) -> float:
    """The value, kept between low and high."""
    if value < low:
        return low
    if value > high:
        return high
    return value


@rule
def logistic(x: float) -> float:
    """Probability of a yes in a logit choice; x is the balance in units of its noise."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-min(x, 700.0)))
    e = math.exp(max(x, -700.0))
    return e / (1.0 + e)


@rule
def able_share(free_fte: float, needed_fte: float) -> float:
    """Share of the working time needed that the administration can spare, 0 … 1.

    Args:
        free_fte: working time not yet bound, FTE, 0 or more.
        needed_fte: working time that taking part needs, FTE.

    Returns:
        1 when enough is free or nothing is needed; 0 when nothing is free: who has half the time
        needed finds it half as often (assumption).
    """
    if needed_fte <= 0.0:
        return 1.0
    return clamp(free_fte / needed_fte, 0.0, 1.0)


@rule
def pressure(strain: float) -> float:
    """How hard the workload presses, 0 (at 90 % of the staff) … 1 (at 120 %).

    Cost pressure raises the hazard of cooperation (Bischoff & Wolfschütz); the two ends are an
    assumption.
    """
    return clamp((strain - 0.9) / 0.3, 0.0, 1.0)


@rule
def attention(
    pressed: float, gain_share: float, vacancy: float, impulse: float, p: Parameters
) -> float:
    """Probability that a council looks at a proposal at all, 0 … 1.

    Args:
        pressed: problem pressure, 0 … 1.
        gain_share: promised relief and grant as a share of the work in question, 0 or more.
        vacancy: share of posts that are open, 0 … 1; often the trigger (evidence A15).
        impulse: what the coordination unit adds, 0 (none) or more; a factor, so that where
            there is neither pressure nor gain nor vacancy, nobody looks.
        p: parameters.

    Returns:
        x / (x + attention_half) with x the weighted sum of what presses and attracts.
    """
    x = p.pressure_weight * pressed + p.gain_weight * gain_share + p.vacancy_weight * vacancy
    x = x * (1.0 + impulse)
    if x <= 0.0:
        return 0.0
    return x / (x + p.attention_half)


@rule
def expected_relief(promised_fte: float, belief: float, quick_wins: float) -> float:
    """What a council expects of a promise, FTE a year.

    Doubt about the direct use for one's own municipality is largest at the beginning; what shows
    early need not be believed (Riechel & Trapp 2020).
    """
    return promised_fte * (belief + (1.0 - belief) * quick_wins)


@rule
def convinced(value: float, persuaded: float) -> float:
    """An attitude in [0, 1], raised by the share of the doubt that persuasion has taken away."""
    return value + (1.0 - value) * persuaded


@rule
def contribution_term(
    eur: float, residents: float, room_eur: float, budget_cut: float, p: Parameters
) -> float:
    """What a contribution weighs, FTE a year (zero or negative).

    Money counts at the price of a post; what goes beyond the budget room (EUR per resident and
    year, less what a budget cut takes) weighs in proportion more, three times at most.

    Args:
        eur: own contribution, EUR a year.
        residents: persons.
        room_eur: room in the budget, EUR per resident and year.
        budget_cut: share of it that is gone, 0 … 1.
        p: parameters.
    """
    room = room_eur * residents * (1.0 - clamp(budget_cut, 0.0, 1.0))
    if eur <= 0.0:
        return 0.0
    weight = 1.0
    if eur > room:
        weight = min(eur / room, 3.0) if room > 0.0 else 3.0
    return -weight * eur / p.price_per_fte_eur


@rule
def peers_term(share_in: float, load_fte: float, p: Parameters) -> float:
    """Few of the neighbours in speaks against, most of them in speaks for; FTE a year.

    ``share_in`` is weighted by trust, 0 … 1; half of them is neutral.
    """
    return p.peer_weight * load_fte * (2.0 * share_in - 1.0)


@rule
def autonomy_term(autonomy_cost: float, concern: float, load_fte: float) -> float:
    """What it weighs no longer to decide alone, FTE a year (zero or negative).

    ``autonomy_cost`` is a share of the work, ``concern`` how much the council minds, 0 … 1
    (evidence A12, A16, B1).
    """
    return 0.0 - autonomy_cost * concern * load_fte


@rule
def willingness_term(willingness: float, load_fte: float, p: Parameters) -> float:
    """Political openness, FTE a year: 0.5 is neutral."""
    return p.willingness_weight * load_fte * (2.0 * willingness - 1.0)


@rule
def election_term(
    quarters_to_election: int, pressed: float, load_fte: float, p: Parameters
) -> float:
    """In the four quarters before a council election: less at low cost pressure, more at high.

    Bischoff & Wolfschütz (evidence B3) find this interaction; an earlier version of the study
    finds no cycle, so the weight's range includes 0.
    """
    if quarters_to_election > 3:
        return 0.0
    return p.election_weight * load_fte * (2.0 * pressed - 1.0)


@rule
def domination_term(residents: float, largest: float, load_fte: float, p: Parameters) -> float:
    """Fear of a larger partner, FTE a year (zero or negative); evidence B2.

    A partner ten times one's size costs the whole weight.
    """
    if largest <= residents or residents <= 0.0:
        return 0.0
    feared = min(math.log(largest / residents) / 2.302585093, 1.5)
    return 0.0 - p.domination_weight * load_fte * feared


@rule
def likeness_term(unlikeness: float, load_fte: float, p: Parameters) -> float:
    """Whether likeness draws together (+) or difference does (-): open, evidence A4, A5, A6."""
    return p.likeness_effect * load_fte * (1.0 - 2.0 * unlikeness)


@rule
def growth_term(annual_change: float, load_fte: float, p: Parameters) -> float:
    """Whether growth (+) or shrinking (-) as such favours joining: open, evidence A1, A6.

    Two per cent a year counts fully.
    """
    return p.growth_effect * load_fte * clamp(annual_change / 0.02, -1.0, 1.0)


@rule
def unlikeness(residents_a: float, residents_b: float) -> float:
    """How different in size two municipalities are, 0 (alike) … 1 (ten times or more)."""
    if residents_a <= 0.0 or residents_b <= 0.0:
        return 1.0
    ratio = max(residents_a, residents_b) / min(residents_a, residents_b)
    return min(math.log(ratio) / 2.302585093, 1.0)


@rule
def balance(terms: Terms) -> float:
    """Sum of the terms, FTE a year, in their order."""
    return (
        terms.relief
        + terms.effort
        + terms.contribution
        + terms.grant
        + terms.autonomy
        + terms.peers
        + terms.willingness
        + terms.election
        + terms.domination
        + terms.likeness
        + terms.growth
    )


@rule
def agreement(balance_fte: float, load_fte: float, p: Parameters) -> float:
    """Probability that a council that considers a proposal agrees, 0 … 1.

    A logit choice; the noise is a share of the work in question, so that small and large
    municipalities weigh alike.  Without any work in question nobody agrees.
    """
    if load_fte <= 0.0:
        return 0.0
    return logistic(balance_fte / (p.decision_noise * load_fte))


@rule
def verdict(
    consider_draw: float,
    agree_draw: float,
    able: float,
    noticed: float,
    terms: Terms,
    load_fte: float,
    p: Parameters,
) -> Verdict:
    """A council's answer: no time, not considered, refused, or agreed.

    Args:
        consider_draw: uniform in [0, 1) for the first stage.
        agree_draw: uniform in [0, 1) for the second stage.
        able: share of the working time needed that is there, 0 … 1.
        noticed: probability that it is looked at, given the time, 0 … 1.
        terms: what speaks for and against, FTE a year.
        load_fte: the work in question, FTE a year.
        p: parameters.
    """
    total = balance(terms)
    chance = agreement(total, load_fte, p)
    outcome = AGREED if agree_draw < chance else REFUSED
    if consider_draw >= able:
        outcome = NO_TIME
    elif consider_draw >= able * noticed:
        outcome = NOT_CONSIDERED
    return Verdict(outcome, able, noticed, total, chance)


@rule
def is_welcome(mean_trust: float, n_members: int, p: Parameters) -> bool:
    """Whether the members of a cooperation let a newcomer in: the larger, the more trust it takes.

    Small number, likeness and repeated play keep the cost of agreeing low (evidence C1, C3); two
    to four members make up most groups (A14).
    """
    return mean_trust >= p.welcome_trust + p.welcome_per_member * (n_members - 2)


@rule
def initiative_chance(
    noticed: float,
    willingness: float,
    able: float,
    has_tie: bool,
    impulse: float,
    quarters_to_election: int,
    pressed: float,
    p: Parameters,
) -> float:
    """Probability that a municipality starts a proposal in a field in a quarter, 0 … 1.

    Pressure, vacancies and promised gains (``noticed``), willingness, the time (``able``), an
    existing tie (evidence C6) and the coordinator's impulse; in the year before an election less
    at low cost pressure, more at high (B3), by half of what that weighs against the noise.
    """
    rate = p.initiative_rate / 4.0 * noticed * 2.0 * willingness * able * (1.0 + impulse)
    if has_tie:
        rate = rate * (1.0 + p.tie_weight)
    if quarters_to_election <= 3:
        mood = 0.5 * p.election_weight / p.decision_noise * (2.0 * pressed - 1.0)
        rate = rate * max(1.0 + mood, 0.0)
    return clamp(rate, 0.0, 1.0)
