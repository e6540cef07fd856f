"""Scenario files: TOML in, frozen and checked settings out.

`load_scenario` reads a file or a shipped scenario; `Scenario.parameters` gives the numbers that
rules read.
"""

from sim.scenario.reading import load_scenario, scenario_from_table, shipped_scenarios
from sim.scenario.scenario import PLAIN_SECTIONS, Scenario, ScenarioError, flat_settings

__all__ = [
    "PLAIN_SECTIONS",
    "Scenario",
    "ScenarioError",
    "flat_settings",
    "load_scenario",
    "scenario_from_table",
    "shipped_scenarios",
]
