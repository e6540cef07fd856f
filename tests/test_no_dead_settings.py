"""No setting is ignored: moving any of them moves some number somewhere."""

from functools import cache

import numpy as np
import pytest

import sim
from sim.measures import INDICATOR_NAMES
from sim.model import CooperationModel
from sim.scenario import Scenario
from sim.scenario.manual import all_settings
from sim.scenario.reading import with_overrides

# Settings that choose or name things; tested in test_scenarios.py and test_interventions.py.
ELSEWHERE = {"region", "interplay", "partners", "shocks", "interventions", ""}
RUNS = 3
BUSY = {
    "quarters": 44,
    "municipalities.willingness_mean": 0.6,
    "cooperation.implementation_quarters": 4.0,
    "shocks": [
        {"kind": "key_person_loss", "rate": 0.2, "each": True, "magnitude": 0.8, "duration": 1},
        {"kind": "budget_cut", "quarter": 10, "magnitude": 0.5},
    ],
}
BASES = {
    "coalition": {},
    "adaptive": {
        "level": "informal", "development": "adaptive", "county.county_support_fte": 0.4,
    },
    "county-wide": {
        "membership": "county_wide", "quota": 0.45, "coordination.attached": True,
        "county.county_support_eur": 30_000.0,
    },
    "county-wide that fails": {
        "membership": "county_wide", "quota": 0.9, "coordination.pause_quarters": 2,
        "coordination.preparation_quarters": 2,
    },
    "shared staff": {"level": "shared_staff"},
    "informal": {"level": "informal"},
    "forum": {"membership": "open_forum", "municipalities.willingness_mean": 0.45},
    "grants end": {"funding.funding_end_quarter": 24},
}  # fmt: skip


def scenario_of(base, **change):
    return with_overrides(Scenario(), BUSY | BASES[base] | change)


@cache
def unchanged(base):
    return sim.run_ensemble(scenario_of(base), RUNS, 1)


def moved_runs(base, change):
    """The numbers of the runs in which anything is another number; the ensemble finds them soon."""
    found, before = sim.run_ensemble(scenario_of(base, **change), RUNS, 1), unchanged(base)
    differing = [(found[k] != before[k]).to_numpy().reshape(RUNS, -1) for k in INDICATOR_NAMES]
    return np.flatnonzero(np.hstack(differing).any(axis=1))


def moves_in_the_model(base, change, replicate):
    """The same with agents, as far as the first quarter that differs."""
    one = CooperationModel(scenario_of(base), 1, replicate=replicate)
    other = CooperationModel(scenario_of(base, **change), 1, replicate=replicate)
    while one.running:
        one.step()
        other.step()
        if one.indicators() != other.indicators():
            return True
    return False


def other_values(info):
    """Values that differ from the default: the edges of the allowed range, or the other choice."""
    if info.allowed == "true | false":
        return [info.default != "true"]
    if " | " in info.allowed:
        return [choice for choice in info.allowed.split(" | ") if choice != info.default]
    if info.name == "funding_end_quarter":  # the edges are never and after the end
        return [10]
    numbers = [float(edge) for edge in info.allowed.split(" … ")]
    return [int(n) if n.is_integer() else n for n in numbers if n != float(info.default)]


MOVABLE = [i for i in all_settings() if i.section not in ELSEWHERE and i.allowed]
CHOSEN = [i for i in MOVABLE if i.name not in ("title_de", "title_en")]


@pytest.mark.parametrize("info", CHOSEN, ids=[i.path for i in CHOSEN])
def test_setting_moves_something(info):
    path = info.path.replace("NAME", "housing")
    for base in BASES:
        if path.split(".")[-1] in {key.split(".")[-1] for key in BASES[base]}:
            continue
        for value in other_values(info):
            change = {path: value}
            for replicate in moved_runs(base, change):
                assert moves_in_the_model(base, change, int(replicate))
                return
    pytest.fail(f"{info.path} moves nothing in any of {', '.join(BASES)}")


def test_nearly_all_settings_are_tried():
    assert len(CHOSEN) > 140
