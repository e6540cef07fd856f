"""What those outside the model do at a quarter: posts, grants, the unit's level, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents import Cooperation, Municipality
from sim.entities import COALITION, END_FUNDING, HIRE, INTERVENTIONS, INVITE, NONE, SET_LEVEL
from sim.model.proposing import enter
from sim.world import Intervention

if TYPE_CHECKING:
    from sim.model import CooperationModel


def means_change(model: CooperationModel) -> None:
    """Posts are added, and grants end, from this quarter on."""
    for taken in model.interventions_now():
        if taken.kind == HIRE:
            _hire(model, taken)
        elif taken.kind == END_FUNDING:
            ended = 0 <= model.p.funding_end_quarter < model.quarter
            _tell(model, taken, "already" if ended else "ends")


def unit_is_decided_on(model: CooperationModel) -> None:
    """The unit's level is put to the vote or set, and councils are invited into it."""
    for taken in model.interventions_now():
        if taken.kind == SET_LEVEL:
            _set_level(model, taken)
        elif taken.kind == INVITE and taken.field < 0:
            _invite_into_unit(model, taken)


def invitations_are_made(model: CooperationModel) -> None:
    """Cooperations in a field ask those whom an intervention names."""
    for taken in model.interventions_now():
        if taken.kind == INVITE and taken.field >= 0:
            _invite_into_cooperation(model, taken)


def _tell(model: CooperationModel, taken: Intervention, outcome: str) -> None:
    """Keep an event that says what is done, and what this means as things stand."""
    more: dict[str, int | float | str] = {}
    if taken.kind == SET_LEVEL:
        more["level"] = taken.level
    if taken.kind == HIRE:
        more["fte"] = taken.fte
    if taken.field >= 0:
        more["field"] = model.settings.fields[taken.field].name
    kind = INTERVENTIONS[taken.kind]
    model.remember("intervention", taken.who, intervention=kind, outcome=outcome, **more)


def _hire(model: CooperationModel, taken: Intervention) -> None:
    if taken.who >= 0:
        _tell(model, taken, "municipality")
        model.municipalities[taken.who].gets_posts(taken.fte)
    else:
        _tell(model, taken, "unit" if model.unit.exists else "unit_later")
        model.unit.hired_fte += taken.fte


def _set_level(model: CooperationModel, taken: Intervention) -> None:
    unit = model.unit
    if taken.level == NONE:
        _tell(model, taken, "ended" if unit.exists else "none")
        unit.closes()
    elif taken.level == unit.level:
        _tell(model, taken, "same_level")
    elif not unit.exists:
        _found_unit(model, taken)
    elif taken.asked:
        _tell(model, taken, "level_vote")
        unit.vote_on_level(taken.level, "intervention")
    else:
        _tell(model, taken, "level")
        unit.rests_from_votes()
        unit.change_level(taken.level)


def _found_unit(model: CooperationModel, taken: Intervention) -> None:
    """Vote on founding it now, or take all for granted; with those already asked, if any are."""
    unit, p = model.unit, model.p
    _tell(model, taken, "founding_vote" if taken.asked else "founded")
    if unit.prepared < 0:
        unit.find_scope()
        missing = p.minimum_members - len(unit.scope) if p.membership == COALITION else 0
        if missing > 0 and taken.asked:
            unit.finds_nobody()
            return
        if missing > 0:
            _add_most_willing(model, missing)
        unit.find_drafting()
    if taken.asked:
        unit.hold_the_vote(taken.level)
    else:
        unit.found(taken.level, list(unit.scope))


def _add_most_willing(model: CooperationModel, missing: int) -> None:
    """Those besides the interested who are most open, as many as are missing."""
    unit = model.unit
    others = [m for m in model.municipalities if m.index not in unit.scope]
    others.sort(key=lambda m: (-m.willingness, m.index))
    unit.scope = sorted([*unit.scope, *(m.index for m in others[:missing])])


def _invite_into_unit(model: CooperationModel, taken: Intervention) -> None:
    if not model.unit.exists:
        _tell(model, taken, "no_unit")
    elif model.municipalities[taken.who].in_unit:
        _tell(model, taken, "in_unit")
    else:
        _tell(model, taken, "unit")
        if not model.unit.asks_to_enter(taken.who):
            model.remember("invitation_declined", taken.who)


def _invite_into_cooperation(model: CooperationModel, taken: Intervention) -> None:
    m = model.municipalities[taken.who]
    if taken.field in m.cooperations:
        _tell(model, taken, "in_field")
        return
    cooperation = _most_trusted(model, m, taken.field)
    if cooperation is None:
        _tell(model, taken, "no_cooperation")
        return
    _tell(model, taken, "field")
    if not enter(model, m, cooperation):
        model.remember("invitation_declined", m.index, cooperation=cooperation.identifier)


def _most_trusted(model: CooperationModel, m: Municipality, f: int) -> Cooperation | None:
    """The cooperation in a field, awake, whose members one trusts most; of two alike the older."""
    best, best_trust = None, -1.0
    for cooperation in model.cooperations:
        if cooperation.field == f and not cooperation.dormant:
            trust = m.mean_trust(cooperation.members)
            if trust > best_trust:
                best, best_trust = cooperation, trust
    return best
