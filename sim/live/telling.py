"""What happened in a run and how councils decided, in both languages, with the votes as lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.agents import Decision
from sim.entities import DECISIONS, LEVELS
from sim.live.refusing import Both
from sim.model import CooperationModel, Event
from sim.story import UNIT, Narrator, outcome_name

DECIMALS = 4
Narrators = Mapping[str, Narrator]

GROUPS = {
    "no_interest": "unit",
    "preparation": "unit",
    "unit_vote": "unit",
    "unit_founded": "unit",
    "unit_entered": "unit",
    "unit_left": "unit",
    "office_grant_ended": "unit",
    "unit_renewal": "unit",
    "unit_level_vote": "unit",
    "unit_level": "unit",
    "unit_ended": "unit",
    "cooperation_founded": "cooperation",
    "joined": "cooperation",
    "left": "cooperation",
    "cooperation_ended": "cooperation",
    "fell_dormant": "cooperation",
    "woke_up": "cooperation",
    "partner": "cooperation",
    "reflected": "cooperation",
    "shock": "shock",
    "council_election": "election",
    "funding_ended": "measure",
    "key_person_left": "people",
    "intervention": "measure",
    "invitation_declined": "measure",
}
_IDLE = ("no_unit", "in_unit", "no_cooperation", "in_field", "already", "same_level")
_WHOM = ("asked", "members", "whom", "scope")  # under which names events keep whom they concern


def events(model: CooperationModel, narrators: Narrators) -> list[dict[str, Any]]:
    """Everything that happened, in order."""
    told = model.events
    return [
        {**_event(event, narrators), **_more(event, told[i] if i < len(told) else None)}
        for i, event in enumerate(told, 1)
    ]


def decisions(model: CooperationModel, narrators: Narrators) -> list[dict[str, Any]]:
    """Every council decision with every term, in order."""
    return [_decision(decision, narrators) for decision in model.decisions]


def _event(event: Event, narrators: Narrators) -> dict[str, Any]:
    details = event.details
    return {
        "q": event.quarter,
        "kind": event.kind,
        "group": GROUPS.get(event.kind, "measure"),
        "who": event.who,
        "whom": next((list(details[name]) for name in _WHOM if name in details), []),
        "cooperation": details.get("cooperation", ""),
        "text": {lang: one.event(event) for lang, one in narrators.items()},
        "vote": _vote(details),
    }


def _more(event: Event, after: Event | None) -> dict[str, Any]:
    """How long a shock lasts; what was done from outside, and what came of it."""
    details = event.details
    if event.kind == "shock":
        return {"until": event.quarter + details["duration"]}
    if event.kind != "intervention":
        return {}
    turn = {
        "kind": details["intervention"],
        "level": LEVELS[details["level"]] if "level" in details else "",
        "field": details.get("field", ""),
        "fate": _fate(details["outcome"], after),
    }
    return {"turn": turn}


def _fate(outcome: str, after: Event | None) -> str:
    """Why it came to nothing; empty where it did not.

    Args:
        outcome: of the intervention.
        after: the next event: the model tells the answer to an intervention right after it.
    """
    if outcome in _IDLE:
        return "nothing"
    if after is None:
        return ""
    if outcome in ("founding_vote", "level_vote"):
        if after.kind == "no_interest":
            return "few"
        return "" if after.details.get("carried", True) else "lost"
    return "declined" if after.kind == "invitation_declined" else ""


def _vote(details: Mapping[str, Any]) -> dict[str, Any] | None:
    if "carried" not in details:
        return None
    return {
        "yes": list(details["yes"]),
        "asked": list(details["asked"]),
        "needed": details["needed"],
        "carried": bool(details["carried"]),
    }


def _decision(decision: Decision, narrators: Narrators) -> dict[str, Any]:
    answer = decision.verdict
    return {
        "q": decision.quarter,
        "who": decision.municipality,
        "kind": DECISIONS[decision.kind],
        "subject": "unit" if decision.subject == UNIT else decision.subject,
        "about": _about(decision, narrators),
        "outcome": outcome_name(decision),
        "needed": _short(decision.needed_fte),
        "free": _short(decision.free_fte),
        "able": _short(answer.able),
        "attention": _short(answer.attention),
        "balance": _short(answer.balance),
        "probability": _short(answer.probability),
        "others": decision.others,
        "load": _short(decision.load_fte),
        "terms": _terms(decision),
        "text": {lang: one.decision(decision) for lang, one in narrators.items()},
    }


def _terms(decision: Decision) -> dict[str, float]:
    """What speaks for and against, FTE a year; what weighs nothing is left out."""
    terms = {name: _short(fte) for name, fte in decision.terms._asdict().items()}
    return {name: fte for name, fte in terms.items() if fte}


def _about(decision: Decision, narrators: Narrators) -> Both:
    return {lang: one.subject(decision) for lang, one in narrators.items()}


def _short(value: float) -> float:
    """Four decimals: hours, when it is a part of a post over a year."""
    found = round(value, DECIMALS)
    return int(found) if found.is_integer() else found
