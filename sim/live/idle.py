"""Which settings have no effect in a future as it stands: the page says so under them.

Only what the rules say for certain is declared; test_live_idle.py runs the ensemble with another
value for each entry and finds the same numbers.  What an intervention may change is not claimed
where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Why = Literal["rule", "unit", "office", "half"]


class Idle(NamedTuple):
    """When a setting has no effect.

    Attributes:
        why: which words the page has for it.
        where: the values that other settings must have, any of those listed, by path.
        even_with_interventions: an intervention changes nothing in that.
        above: only values from this one on come to the same; None: any value does.
    """

    why: Why
    where: Mapping[str, tuple[str, ...]]
    even_with_interventions: bool = False
    above: float | None = None

    def told(self) -> dict[str, Any]:
        """As the page reads it."""
        where = {path: list(values) for path, values in self.where.items()}
        return {**self._asdict(), "where": where}


_LEVEL, _GROWS = "coordination.level", "coordination.development"
_WHO = "coordination.membership"
_COALITION = "coalition_of_the_willing"
_PACKAGE = ("county_wide", "core_and_ring")

_NO_UNIT = Idle("unit", {_LEVEL: ("none",)})
# At a fixed level there never is an office; one that may grow may become one.
_NO_OFFICE = Idle("office", {_LEVEL: ("informal", "shared_staff"), _GROWS: ("fixed",)})
_NO_COALITION = Idle("rule", {_WHO: (*_PACKAGE, "open_forum")}, even_with_interventions=True)

IDLE: Mapping[str, tuple[Idle, ...]] = {
    _WHO: (_NO_UNIT,),
    _GROWS: (_NO_UNIT,),
    "coordination.quota": (
        _NO_UNIT,
        # Members who vote on another level need it in a coalition too.
        Idle("rule", {_WHO: (_COALITION,), _GROWS: ("fixed",)}),
        # Half is enough for a forum, so that only less than that makes a difference.
        Idle("half", {_WHO: ("open_forum",), _GROWS: ("fixed",)}, above=0.5),
    ),
    "coordination.minimum_members": (_NO_UNIT, _NO_COALITION),
    "coordination.open_for_entry": (_NO_UNIT, _NO_COALITION),
    "coordination.attached": (_NO_UNIT, _NO_OFFICE),
    "coordination.start_quarter": (_NO_UNIT,),
    "coordination.preparation_quarters": (_NO_UNIT,),
    "coordination.preparation_fte": (_NO_UNIT,),
    "funding.office_grant_share": (_NO_UNIT, _NO_OFFICE),
    "funding.office_grant_quarters": (_NO_UNIT, _NO_OFFICE),
    "county.county_support_eur": (_NO_UNIT, _NO_OFFICE),
    "coordination.effort_saving": (_NO_UNIT,),
    "coordination.brokering_weight": (_NO_UNIT,),
    "coordination.care_protection": (_NO_UNIT,),
}
