"""Kümmerer: how municipalities of a rural county come to cooperate, as a simulation.

    import sim
    scenario = sim.load_scenario("coalition-of-the-willing")
    model = sim.CooperationModel(scenario, seed=1)
    model.run()
    model.indicators()

It explains and explores; it never predicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.comparison import compare
    from sim.ensemble import run_ensemble
    from sim.model import CooperationModel
    from sim.region import Region, load_region
    from sim.results import RunResult, run
    from sim.scenario import Scenario, ScenarioError, load_scenario, shipped_scenarios
    from sim.sweep import open_results, run_sweep

_HOMES = {
    "CooperationModel": "sim.model",
    "Region": "sim.region",
    "RunResult": "sim.results",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "compare": "sim.comparison",
    "load_region": "sim.region",
    "load_scenario": "sim.scenario",
    "open_results": "sim.sweep",
    "run": "sim.results",
    "run_ensemble": "sim.ensemble",
    "run_sweep": "sim.sweep",
    "shipped_scenarios": "sim.scenario",
}

__all__ = [
    "CooperationModel",
    "Region",
    "RunResult",
    "Scenario",
    "ScenarioError",
    "compare",
    "load_region",
    "load_scenario",
    "open_results",
    "run",
    "run_ensemble",
    "run_sweep",
    "shipped_scenarios",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import sim` alone stays light."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
