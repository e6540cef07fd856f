"""Stages 5 and 6: who starts a proposal, whom it reaches, what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import draws
from sim.agents import CROSS, Cooperation, Municipality
from sim.rules import cooperating, deciding

if TYPE_CHECKING:
    from sim.model import CooperationModel

CLOSE_TRUST = 0.6  # trust from which one invites somebody who is not a neighbour


def proposals_are_made(model: CooperationModel) -> None:
    """Those who start a proposal do so one after the other, in the order of their draws."""
    starters = []
    for m in model.municipalities:
        for f in range(len(model.world.fields)):
            about = model.world.field_identities[f]
            luck = model.draw(draws.INITIATIVE, m.identity, 0, about)[0]
            if f not in m.cooperations and m.takes_initiative(f, luck):
                starters.append((luck, m.index, f))
    for _, i, f in sorted(starters):
        if f not in model.municipalities[i].cooperations:
            _propose(model, model.municipalities[i], f)


def _propose(model: CooperationModel, m: Municipality, f: int) -> None:
    """Join a cooperation within reach that lets one in, or else found one."""
    existing = _within_reach(model, m, f)
    if existing is not None:
        enter(model, m, existing)
        return
    invited = _whom_to_invite(model, m, f)
    if invited:
        _found(model, m, (f,), f, invited)


def _within_reach(model: CooperationModel, m: Municipality, f: int) -> Cooperation | None:
    """The cooperation in a field whose members one trusts most, if they let one in."""
    best, best_trust = None, 0.0
    for cooperation in model.cooperations:
        closed = cooperation.field != f or cooperation.dormant
        if closed or not _knows_one(model, m, cooperation.members):
            continue
        trust = m.mean_trust(cooperation.members)
        welcome = deciding.is_welcome(trust, len(cooperation.members), model.p)
        if welcome and trust > best_trust:
            best, best_trust = cooperation, trust
    return best


def _knows_one(model: CooperationModel, m: Municipality, members: list[int]) -> bool:
    return any(_within_talking_distance(model, m, j) for j in members)


def _within_talking_distance(model: CooperationModel, m: Municipality, j: int) -> bool:
    """Neighbours, fellow members of the coordination unit, or close friends."""
    together = m.in_unit and model.municipalities[j].in_unit
    return together or j in model.world.neighbours[m.index] or m.trust[j] >= CLOSE_TRUST


def _whom_to_invite(model: CooperationModel, m: Municipality, f: int) -> list[int]:
    """Those without a cooperation in the field whom one trusts most."""
    free = [
        j
        for j in model.everyone_but(m.index)
        if f not in model.municipalities[j].cooperations and _within_talking_distance(model, m, j)
    ]
    free.sort(key=lambda j: (-m.trust[j], j))
    return free[: model.p.invitations]


def enter(model: CooperationModel, m: Municipality, cooperation: Cooperation) -> bool:
    """One council decides on a cooperation that is there, and joins with a yes."""
    agreed = m.considers_joining(cooperation, list(cooperation.members))
    if agreed:
        m.joins(cooperation)
        m.binds_time(cooperation)
        model.remember("joined", m.index, cooperation=cooperation.identifier)
    return agreed


def _found(
    model: CooperationModel,
    m: Municipality,
    fields: tuple[int, ...],
    field: int,
    invited: list[int],
) -> None:
    """The founder's council first, then the others asked, in the order of trust."""
    cooperation = _new_cooperation(model, m, fields, field)
    if not m.considers_joining(cooperation, invited[:1]):
        return
    members = [m.index]
    for j in invited:
        other = model.municipalities[j]
        if other.considers_joining(cooperation, sorted(members)):
            members.append(j)
    if len(members) < 2:
        return
    _grant(model, cooperation, len(members))
    cooperation.coordinated = model.care_for(members)
    model.cooperations.append(cooperation)
    for j in sorted(members):
        model.municipalities[j].joins(cooperation)
    for j in sorted(members):
        model.municipalities[j].binds_time(cooperation)
    model.remember(
        "cooperation_founded",
        m.index,
        cooperation=cooperation.identifier,
        members=sorted(members),
    )


def _new_cooperation(
    model: CooperationModel, m: Municipality, fields: tuple[int, ...], field: int
) -> Cooperation:
    about = draws.cooperation_identity(model.world.field_identities[field], model.quarter)
    luck = model.draw(draws.EFFECT, m.identity, 0, about)[0]
    if field == CROSS:
        name, effect = "cross-field", 0.0
    else:
        name, numbers = model.settings.fields[field].name, model.world.fields[field]
        effect = cooperating.true_effect(luck, numbers.scale_effect, numbers.scale_effect_spread)
    return Cooperation(
        identifier=f"{name} {m.key} {model.quarter}",
        field=field,
        fields=fields,
        founder=m.index,
        founded=model.quarter,
        effect=effect,
        quality=model.p.quality_start,
    )


def _grant(model: CooperationModel, cooperation: Cooperation, n_members: int) -> None:
    granted = cooperating.grant_eur(n_members, model.p) > 0.0 and model.grants_run
    if granted and not cooperation.is_cross_field:
        cooperation.grant_left = model.p.grant_quarters


def links_are_seen(model: CooperationModel) -> None:
    """Where somebody cooperates in several fields and sees the link, work across is proposed."""
    seen = []
    for m in model.municipalities:
        about = model.world.field_identities[CROSS]
        luck = model.draw(draws.LINK, m.identity, 0, about)[0]
        every_field = tuple(range(len(model.world.fields)))
        if _can_link(m, every_field) and m.sees_a_link(luck):
            seen.append((luck, m.index))
    for _, i in sorted(seen):
        if CROSS not in model.municipalities[i].cooperations:
            _propose_across(model, model.municipalities[i])


def _propose_across(model: CooperationModel, m: Municipality) -> None:
    """Join work across fields that lets one in, or else found it with one's partners."""
    awake = _awake(m)
    partners = sorted({j for c in awake for j in c.members if j != m.index})
    existing = _across_within_reach(model, m, partners)
    if existing is not None:
        enter(model, m, existing)
        return
    fields = tuple(c.field for c in awake)
    invited = [j for j in partners if _can_link(model.municipalities[j], fields)]
    invited.sort(key=lambda j: (-m.trust[j], j))
    if invited:
        _found(model, m, fields, CROSS, invited[: model.p.invitations])


def _across_within_reach(
    model: CooperationModel, m: Municipality, partners: list[int]
) -> Cooperation | None:
    """The work across fields whose members one trusts most, if it fits and lets one in."""
    best, best_trust = None, 0.0
    for cooperation in model.cooperations:
        known = any(j in partners for j in cooperation.members)
        if not cooperation.is_cross_field or cooperation.dormant or not known:
            continue
        fits = _can_link(m, cooperation.fields)
        trust = m.mean_trust(cooperation.members)
        welcome = deciding.is_welcome(trust, len(cooperation.members), model.p)
        if fits and welcome and trust > best_trust:
            best, best_trust = cooperation, trust
    return best


def _awake(m: Municipality) -> list[Cooperation]:
    """Its field cooperations that are not dormant."""
    return [c for c in m.field_cooperations() if not c.dormant]


def _can_link(m: Municipality, fields: tuple[int, ...]) -> bool:
    """Whether it cooperates in at least two of these fields and not yet across any."""
    mine = sum(c.field in fields for c in _awake(m))
    return CROSS not in m.cooperations and mine >= 2
