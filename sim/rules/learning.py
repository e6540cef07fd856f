"""What municipalities learn from one another, and what elections and departures undo."""

from __future__ import annotations

from sim.compiling import rule
from sim.entities import Parameters
from sim.rules.deciding import clamp


@rule
def next_belief(belief: float, received_fte: float, promised_fte: float, rate: float) -> float:
    """The share of a promise that a council expects to be kept, after seeing what came, 0 … 1.

    Args:
        belief: before, 0 … 1.
        received_fte: relief that came, at home or at the neighbours, FTE a year.
        promised_fte: relief that was promised there; without a promise nothing is learned.
        rate: how fast, per year.
    """
    if promised_fte <= 0.0:
        return belief
    kept = clamp(received_fte / promised_fte, 0.0, 1.0)
    return belief + min(rate / 4.0, 1.0) * (kept - belief)


@rule
def encouraged(willingness: float, received_fte: float, effort_fte: float, p: Parameters) -> float:
    """Willingness after seeing whether a cooperation gives back more than it takes, 0 … 1."""
    weight = abs(received_fte) + effort_fte
    if weight <= 0.0:
        return willingness
    success = (received_fte - effort_fte) / weight
    return clamp(willingness + p.willingness_learning / 4.0 * success, 0.0, 1.0)


@rule
def influenced(willingness: float, trusted_mean: float, p: Parameters) -> float:
    """Willingness drawn towards that of those one trusts (DeGroot 1974), 0 … 1."""
    return willingness + p.social_influence / 4.0 * (trusted_mean - willingness)


@rule
def next_trust(trust: float, start: float, n_shared: int, p: Parameters) -> float:
    """Trust in one other municipality after a quarter, 0 … 1.

    Grows with every living cooperation shared, fades towards where it started.
    """
    grown = trust + p.trust_gain / 4.0 * n_shared * (1.0 - trust)
    return clamp(grown - p.trust_decay / 4.0 * (grown - start), 0.0, 1.0)


@rule
def disappointed(trust: float, p: Parameters) -> float:
    """Trust among former partners when a cooperation has failed, 0 … 1."""
    return trust * (1.0 - p.trust_loss)


@rule
def tired(willingness: float, p: Parameters) -> float:
    """Willingness of those who voted yes after a failed vote, 0 … 1."""
    return willingness * (1.0 - p.fatigue)


@rule
def after_election(willingness: float, home: float, bell: float, p: Parameters) -> float:
    """Willingness of a newly elected council, 0 … 1: some of what grew is lost, luck does the rest.

    Args:
        willingness: of the old council, 0 … 1.
        home: where the municipality started, 0 … 1.
        bell: bell-shaped draw with variance 1.
        p: parameters.
    """
    back = willingness + p.election_reversion * (home - willingness)
    return clamp(back + p.election_shift * bell, 0.0, 1.0)


@rule
def quarters_to_council_election(quarter: int, start_year: int, p: Parameters) -> int:
    """Quarters until the next council election, 0 in its own quarter; every five years, in spring.

    Hesse: 2011, 2016, 2021 … (evidence 2.5); the first quarter of the year.
    """
    first = (p.council_election_year - start_year) * 4
    return (first - quarter) % 20


@rule
def is_mayoral_election(quarter: int, offset: int) -> bool:
    """Whether the mayor is elected in this quarter: every six years, not in step (evidence 2.5)."""
    return (quarter + offset) % 24 == 0 and quarter > 0


@rule
def key_person_stays(draw: float, mayoral_election: bool, extra_risk: float, p: Parameters) -> bool:
    """Whether the person on whom cooperation hangs is still there after this quarter."""
    risk = p.key_person_rate / 4.0 + extra_risk
    if mayoral_election:
        risk = risk + p.mayor_change
    return draw >= clamp(risk, 0.0, 1.0)


@rule
def key_person_returns(draw: float, p: Parameters) -> bool:
    """Whether somebody new has grown into the role in this quarter."""
    return draw < clamp(p.key_person_return / 4.0, 0.0, 1.0)
