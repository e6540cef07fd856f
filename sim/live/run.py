"""One run as the page needs it: every quarter of every municipality, cooperation and the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim import measures
from sim.agents import Cooperation, Municipality
from sim.live.county import titles
from sim.live.futures import Resolved
from sim.live.telling import decisions, events
from sim.measures import INDICATOR_NAMES
from sim.model import CooperationModel
from sim.scenario import Scenario
from sim.story import Narrator
from sim.texts import languages

DIGITS = 4  # that count, of what is seen one by one
INDICATOR_DIGITS = 6

_TOWN = (
    "population",
    "share_65_plus",
    "staff_fte",
    "plan_fte",
    "workload_fte",
    "strain",
    "service_level",
    "willingness",
    "strategic_time",
    "relief",
    "effort",
    "in_unit",
    "cooperations",
    "key_person",
)
_WHOLE = ("in_unit", "cooperations", "key_person")
_STATE = ("phase", "vitality", "dormant", "promised", "received", "quality", "rounds")
_UNIT = ("level", "capacity", "need", "backlog", "preparing", "grant_left", "members")


class Recorder:
    """Writes down after each quarter what no event tells."""

    def __init__(self, model: CooperationModel) -> None:
        """Begin with an empty book."""
        self.model = model
        self.towns: list[list[tuple[float, ...]]] = []
        self.unit: list[tuple[float, ...]] = []
        self.states: dict[str, list[tuple[float, ...]]] = {}
        self.members: dict[str, list[frozenset[int]]] = {}

    def run(self) -> None:
        """All quarters of the run."""
        while self.model.running:
            self.model.step()
            self.towns.append([_town(m) for m in self.model.municipalities])
            self.unit.append(_unit(self.model))
            for c in self.model.cooperations:
                self.states.setdefault(c.identifier, []).append(_state(c))
                self.members.setdefault(c.identifier, []).append(frozenset(c.members))


def run(future: Resolved, example: int = 0) -> dict[str, Any]:
    """The answer to ``run``: one run of a future's fan, told in full in both languages."""
    model = CooperationModel(
        future.scenario, seed=future.seed, replicate=example, region=future.world.region
    )
    book = Recorder(model)
    book.run()
    narrators = {lang: Narrator(model, lang) for lang in languages}
    return {
        "key": future.key,
        "command": future.command_of(example),
        "indicators": _indicators(model),
        "municipalities": _towns(book),
        "cooperations": _cooperations(book, future.scenario),
        "unit": _unit_series(book),
        "events": events(model, narrators),
        "decisions": decisions(model, narrators),
    }


def rounded(values: Any, digits: int = DIGITS) -> list[Any]:
    """Numbers with so many digits that count and no more than so many decimals.

    Whole ones are written without a decimal point; rows stay rows.
    """
    array = np.asarray(values, dtype=float)
    if array.ndim > 1:
        return [rounded(row, digits) for row in array]
    size = np.floor(np.log10(np.maximum(np.abs(array), 0.1)))
    shift = 10.0 ** np.clip(digits - 1 - size, 0, digits)
    found = np.round(array * shift) / shift
    return [int(x) if x.is_integer() else x for x in found.tolist()]


def spells(members: Sequence[Iterable[int]], founded: int, end: int) -> list[list[int]]:
    """Who was a member from which quarter until which (-1: still is), in order.

    Args:
        members: who was a member at the end of each quarter.
        founded: the first of these quarters.
        end: the quarter after the last one if the cooperation has ended, else -1.
    """
    found: list[list[int]] = []
    inside: dict[int, list[int]] = {}
    for quarter, here in enumerate(members, founded):
        now = set(here)
        for m in [m for m in inside if m not in now]:
            inside.pop(m)[2] = quarter
        for m in sorted(now - inside.keys()):
            inside[m] = [m, quarter, -1]
            found.append(inside[m])
    for spell in inside.values():
        spell[2] = end
    return found


def _indicators(model: CooperationModel) -> dict[str, list[float]]:
    series = model.datacollector.model_vars
    return {name: rounded(series[name], INDICATOR_DIGITS) for name in INDICATOR_NAMES}


def _town(m: Municipality) -> tuple[float, ...]:
    return (
        m.residents,
        measures.ratio(m.old, m.residents),
        m.staff_fte,
        m.plan_fte,
        m.work_fte(),
        m.strain,
        m.service_level,
        m.willingness,
        m.strategic_fte,
        m.relief_fte,
        m.effort_fte,
        m.in_unit,
        len(m.cooperations),
        m.has_key_person,
    )


def _towns(book: Recorder) -> dict[str, list[list[float]]]:
    """Each number by municipality and quarter."""
    table = np.array(book.towns, dtype=float).transpose(2, 1, 0)
    return {
        name: _as_whole(rows) if name in _WHOLE else rounded(rows)
        for name, rows in zip(_TOWN, table, strict=True)
    }


def _state(c: Cooperation) -> tuple[float, ...]:
    return (c.phase, c.vitality, c.dormant, c.promised, c.received, c.quality, c.rounds)


def _cooperations(book: Recorder, scenario: Scenario) -> list[dict[str, Any]]:
    model = book.model
    everyone = (*model.cooperations, *model.ended)
    return [
        _cooperation(book, scenario, c)
        for c in sorted(everyone, key=lambda c: (c.founded, c.identifier))
    ]


def _cooperation(book: Recorder, scenario: Scenario, c: Cooperation) -> dict[str, Any]:
    rows = np.array(book.states.get(c.identifier, []), dtype=float).reshape(-1, len(_STATE))
    states = dict(zip(_STATE, rows.T, strict=True))
    members = book.members.get(c.identifier, [])
    return {
        "id": c.identifier,
        "name": titles(scenario, c.fields),
        "fields": list(c.fields),
        "cross": c.is_cross_field,
        "founder": c.founder,
        "founded": c.founded,
        "ended": c.ended,
        "partner": "" if c.partner < 0 else scenario.active_partners[c.partner].name,
        "members": spells(members, c.founded, c.ended),
        **{
            name: _as_whole(row) if name in ("phase", "dormant", "rounds") else rounded(row)
            for name, row in states.items()
        },
    }


def _unit(model: CooperationModel) -> tuple[float, ...]:
    unit = model.unit
    return (
        unit.level,
        unit.capacity_fte,
        unit.need_fte,
        unit.backlog,
        unit.prepared >= 0,
        unit.grant_left,
        len(unit.members),
    )


def _unit_series(book: Recorder) -> dict[str, list[float]]:
    columns = np.array(book.unit, dtype=float).T
    real = ("capacity", "need", "backlog")
    return {
        name: rounded(column) if name in real else _as_whole(column)
        for name, column in zip(_UNIT, columns, strict=True)
    }


def _as_whole(values: Any) -> Any:
    return np.asarray(values).astype(int).tolist()
