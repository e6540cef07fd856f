"""Stages 7 and 8: work in cooperations, relief, vitality, exit and dissolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import draws, measures
from sim.agents import CROSS, Cooperation, Municipality
from sim.entities import CARE, FORECASTING
from sim.rules import cooperating, deciding, learning

if TYPE_CHECKING:
    from sim.model import CooperationModel


def cooperations_work(model: CooperationModel) -> None:
    """Members, partners and the coordinator give time; the cycle goes on; relief flows."""
    asked = [_efforts_asked(model, m) for m in model.municipalities]
    given = [_share_given(m, asked[m.index]) for m in model.municipalities]
    for m, share in zip(model.municipalities, given, strict=True):
        m.given_fte = share * _total_asked(asked[m.index])
        m.effort_fte = m.given_fte + _time_for_the_unit(m)
    _partners_take_part(model)
    for cooperation in model.cooperations:
        _work_for_a_quarter(model, cooperation, asked, given)
    _relief_flows(model)


def _efforts_asked(model: CooperationModel, m: Municipality) -> dict[int, float]:
    """Effort that each of its cooperations asks of a municipality, FTE, by number of the field."""
    mine = m.all_cooperations()
    factor = cooperating.shared_meetings_factor(len(mine), m.served(CARE), model.p)
    return {c.field: factor * c.effort_share(model.p) * m.effort_in(c) for c in mine}


def _total_asked(asked: dict[int, float]) -> float:
    total = 0.0
    for field in sorted(asked):
        total += asked[field]
    return total


def _time_for_the_unit(m: Municipality) -> float:
    """Time for the coordination unit and its steering, FTE."""
    return m.unit_fte + m.steering_effort() if m.in_unit else 0.0


def _share_given(m: Municipality, asked: dict[int, float]) -> float:
    """Share of the effort asked for that a municipality has the time for."""
    left = max(m.time_fte - _time_for_the_unit(m), 0.0)
    return deciding.able_share(left, _total_asked(asked))


def _partners_take_part(model: CooperationModel) -> None:
    """Organisations asked by cooperations beyond the analysis take part, or not."""
    for number, partner in enumerate(model.settings.active_partners):
        for cooperation in model.cooperations:
            fits = (
                not cooperation.is_cross_field
                and model.settings.fields[cooperation.field].name == partner.field
            )
            if fits and cooperation.partner < 0 and cooperation.phase > 0:
                _ask_partner(model, number, cooperation)


def _ask_partner(model: CooperationModel, number: int, cooperation: Cooperation) -> None:
    partner = model.settings.active_partners[number]
    u = model.draw(
        draws.PARTNER,
        model.founder_identity(cooperation),
        draws.identity(partner.name),
        model.about(cooperation),
    )
    if u[0] < cooperating.partner_chance(partner.openness, cooperation.coordinated):
        cooperation.partner = number
        model.remember("partner", -1, partner=partner.name, cooperation=cooperation.identifier)


def _partner_fte(model: CooperationModel, cooperation: Cooperation) -> float:
    """What the organisation puts in: its capacity, shared among its cooperations."""
    if cooperation.partner < 0:
        return 0.0
    shared = sum(c.partner == cooperation.partner for c in model.cooperations)
    return model.settings.active_partners[cooperation.partner].capacity_fte / shared


def _work_for_a_quarter(
    model: CooperationModel,
    cooperation: Cooperation,
    asked: list[dict[int, float]],
    given: list[float],
) -> None:
    wanted = done = 0.0
    for i in cooperation.members:
        effort = asked[i][cooperation.field]
        wanted += effort / cooperation.effort_share(model.p)
        done += given[i] * effort
    care = model.p.care_fte * cooperation.coordinated
    partner = _partner_fte(model, cooperation)
    worked = cooperating.worked_share(done, wanted, care, partner)
    given_share = cooperating.worked_share(done, wanted, care, 0.0)
    reflected = cooperation.proceed(worked, given_share, model.p)
    if reflected and not cooperation.is_cross_field:
        _refit(model, cooperation)


def _refit(model: CooperationModel, cooperation: Cooperation) -> None:
    """A reflection refits the service to its changed users."""
    f = cooperation.field
    for i in cooperation.members:
        m = model.municipalities[i]
        m.built_for[f] = cooperating.refit(
            m.built_for[f], m.demands[f], m.served(FORECASTING), model.p
        )
    model.remember("reflected", -1, cooperation=cooperation.identifier)


def _relief_flows(model: CooperationModel) -> None:
    for m in model.municipalities:
        m.relief_fte = m.promised_fte = 0.0
    for cooperation in model.cooperations:
        cooperation.promised = cooperation.received = 0.0
        if not cooperation.is_cross_field:
            _deliver(model, cooperation)
    for m in model.municipalities:
        m.synergy_fte = _interplay_at(model, m)


def _deliver(model: CooperationModel, cooperation: Cooperation) -> None:
    delivered, f = cooperation.delivers(model.p), cooperation.field
    mean_strain = measures.weighted_mean(
        [cooperating.felt_strain(model.municipalities[i].strain) for i in cooperation.members],
        [model.municipalities[i].loads[f] for i in cooperation.members],
    )
    for i in cooperation.members:
        m = model.municipalities[i]
        others = [j for j in cooperation.members if j != i]
        received = m.received_from(cooperation, others, delivered)
        received += cooperating.cover(
            cooperating.felt_strain(m.strain),
            mean_strain,
            m.loads[f],
            cooperation.quality,
            delivered,
            model.p,
        )
        promised = m.offer_of_field(f, others, False).promised_fte * delivered
        m.relief_fte += received
        m.promised_fte += promised
        cooperation.received += received
        cooperation.promised += promised


def _interplay_at(model: CooperationModel, m: Municipality) -> float:
    """What the fields in which a municipality cooperates do to each other there, FTE a year."""
    total = 0.0
    mine = m.field_cooperations()
    for a, first in enumerate(mine):
        for second in mine[a + 1 :]:
            synergy, conflict = model.settings.interplay_matrix[first.field][second.field]
            total += cooperating.interplay(
                synergy,
                conflict,
                m.smaller_load(first.field, second.field),
                len(m.loads),
                min(first.delivers(model.p), second.delivers(model.p)),
                _linked(model, m, first.field, second.field),
                m.served(CARE),
                model.p,
            )
    return total


def _linked(model: CooperationModel, m: Municipality, f: int, g: int) -> float:
    """Quality of the cooperation across fields that links two of them here, else 0."""
    across = m.cooperations.get(CROSS)
    if across is None or f not in across.fields or g not in across.fields:
        return 0.0
    return across.quality * across.delivers(model.p)


def vitality_changes(model: CooperationModel) -> None:
    """Cooperations grow or wear, fall asleep or wake; members leave; what is left dissolves."""
    for cooperation in list(model.cooperations):
        grant_ends = cooperation.grant_left == 1 or (
            cooperation.grant_left > 0 and not model.grants_run
        )
        if not model.grants_run:
            cooperation.grant_left = 0
        was_dormant = cooperation.dormant
        cooperation.age(model.quarter, _difference(model, cooperation), model.p)
        if cooperation.dormant != was_dormant:
            kind = "fell_dormant" if cooperation.dormant else "woke_up"
            model.remember(kind, -1, cooperation=cooperation.identifier)
        _members_reconsider(model, cooperation, grant_ends)
        if cooperation.has_failed():
            _dissolve(model, cooperation)


def _difference(model: CooperationModel, cooperation: Cooperation) -> float:
    """Mean difference in size of the members, 0 … 1."""
    total = 0.0
    for i in cooperation.members:
        others = [j for j in cooperation.members if j != i]
        total += model.municipalities[i].mean_unlikeness(others)
    return total / len(cooperation.members)


def _members_reconsider(
    model: CooperationModel, cooperation: Cooperation, grant_ends: bool
) -> None:
    """Those not bound by a grant may leave; all decide on the same membership."""
    if cooperation.grant_left > 0 and not grant_ends:
        return
    if model.quarter - cooperation.founded < 4 and not grant_ends:
        return
    going = [
        i
        for i in cooperation.members
        if model.municipalities[i].reconsiders(cooperation, grant_ends)
    ]
    for i in going:
        model.municipalities[i].leaves(cooperation)
        model.remember("left", i, cooperation=cooperation.identifier, grant_ended=grant_ends)


def _dissolve(model: CooperationModel, cooperation: Cooperation) -> None:
    """The end of a cooperation costs trust among those who were in it last."""
    former = sorted(
        {*cooperation.members, *(i for i, q in cooperation.left.items() if q == model.quarter)}
    )
    for i in former:
        for j in former:
            if i != j:
                trust = model.municipalities[i].trust
                trust[j] = learning.disappointed(trust[j], model.p)
    for i in list(cooperation.members):
        model.municipalities[i].leaves(cooperation)
    cooperation.ended = model.quarter
    model.cooperations.remove(cooperation)
    model.ended.append(cooperation)
    model.remember("cooperation_ended", -1, cooperation=cooperation.identifier, members=former)
