"""The model as Mesa runs it: one step is one quarter of a year.

The order of the quarter:

1. Demography: posts and grants by intervention; shocks strike; births, deaths, ageing, migration.
2. Workload and staff: demand, retirements, vacancies, strain, service, time left over.
3. Coordination capacity: what the unit can do, shared out over its tasks.
4. Founding and level: preparation, votes, entry, renewal, formalising, falling back; interventions.
5. Initiative: interventions invite; municipalities start proposals; links between fields are seen.
6. Decision to join: each council asked considers and agrees, or not.
7. Work in cooperations: time given, the process cycle, relief, synergy and conflict, refitting.
8. Vitality: nourished and worn; dormancy, exit, dissolution.
9. Learning: promised and received move belief and willingness, working together moves trust.
10. Politics: elections; key persons leave and grow into the role.

Then the indicators of the quarter are collected.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import mesa
import networkx as nx

from sim import draws, measures
from sim.agents import Cooperation, CoordinationUnit, Decision, Municipality
from sim.entities import CARE, SET_LEVEL, SHOCKS
from sim.model import intervening, learning, measuring, proposing, striking, working
from sim.region import Region
from sim.rules import coordinating
from sim.scenario import Scenario, load_scenario
from sim.scenario.reading import with_overrides
from sim.world import Intervention, World


class Event(NamedTuple):
    """Something that happened, for the story."""

    quarter: int
    kind: str
    who: int  # index of a municipality, or -1
    details: Mapping[str, Any]


class CooperationModel(mesa.Model):
    """Municipalities of a county that come to cooperate, or do not.

    Args:
        scenario: a `Scenario`, or the path or name of one; the general defaults without it.
        seed: 0 … 2³² - 1; drawn when None.
        replicate: number of the run under this seed.
        region: another region than the scenario's own.
        municipality_class: a subclass of `Municipality` with own rules.
        **overrides: settings by their name (``level="office"``) or dotted path.

    Attributes:
        settings: the scenario.
        world: the scenario on its region.
        quarter: number of the last finished quarter, -1 before the first.
        municipalities: the agents in the order of their keys; unit: the coordination unit.
        cooperations: living ones in the order of founding; ended: those dissolved.
        decisions, events: every answer to a question put to a council (of those who stay in a
            cooperation none is asked), and everything that happened.
        shock_start: quarter in which each shock last began, by shock and municipality.
        shock_intensity: how hard each kind of shock bites now, by municipality and kind.
        datacollector: a Mesa DataCollector with the fixed indicators.
    """

    def __init__(
        self,
        scenario: Scenario | str | None = None,
        seed: int | None = None,
        *,
        replicate: int = 0,
        region: Region | None = None,
        municipality_class: type[Municipality] = Municipality,
        **overrides: Any,
    ) -> None:
        """Set up a run; nothing happens before the first step."""
        if seed is not None and not 0 <= seed < 2**32:
            raise ValueError(f"seed: given {seed}; allowed: 0 … {2**32 - 1}")
        super().__init__(rng=seed)
        self.run_seed = int(self.rng.integers(2**32)) if seed is None else int(seed)
        self.replicate = replicate
        self.world = World.of(_chosen(scenario, overrides), region)
        self.settings, self.p = self.world.scenario, self.world.p
        self.start_quarter = self.settings.coordination.start_quarter
        self.quarter = -1
        self.county_help_fte = 0.0
        self.quarters_to_council_election = 99
        self.decisions: list[Decision] = []
        self.events: list[Event] = []
        self.cooperations: list[Cooperation] = []
        self.ended: list[Cooperation] = []
        self.municipalities = [
            municipality_class(self, i, start)
            for i, start in enumerate(self.world.begin(self.run_seed, replicate))
        ]
        trust = self.world.begin_trust(self.run_seed, replicate)
        for m, row in zip(self.municipalities, trust, strict=True):
            m.trust, m.start_trust = row, list(row)
        self.unit = CoordinationUnit(self)
        n = len(self.municipalities)
        self.municipality_class = municipality_class
        self.shock_start = [[-100_000] * n for _ in self.world.shocks]
        self.shock_intensity = [[0.0] * len(SHOCKS) for _ in range(n)]
        self.last: dict[str, float] = {}
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_last, name) for name in measures.INDICATOR_NAMES}
        )

    def step(self) -> None:
        """One quarter of a year, in the order of the module's first lines."""
        self.quarter += 1
        intervening.means_change(self)
        striking.shocks_strike(self)
        self._people_live()
        self._administrations_run()
        self._coordination_shares_out()
        self.unit.decide_on_itself()
        intervening.unit_is_decided_on(self)
        intervening.invitations_are_made(self)
        proposing.proposals_are_made(self)
        proposing.links_are_seen(self)
        working.cooperations_work(self)
        working.vitality_changes(self)
        learning.all_learn(self)
        learning.politics(self)
        self.last = self.indicators()
        self.datacollector.collect(self)
        self.running = self.quarter + 1 < self.settings.quarters

    def run(self) -> CooperationModel:
        """All quarters of the scenario; the model itself, finished."""
        while self.running:
            self.step()
        return self

    def run_model(self) -> None:
        """All quarters of the scenario (Mesa's name for it)."""
        self.run()

    def draw(
        self, purpose: int, who: int, with_whom: int = 0, about: int = 0
    ) -> tuple[float, float, float, float]:
        """Four uniform numbers for a purpose, a municipality and whom and what it is about."""
        return draws.uniforms(
            self.run_seed, self.replicate, self.quarter, purpose, who, with_whom, about
        )

    def founder_identity(self, cooperation: Cooperation) -> int:
        """By which draws know the founder of a cooperation."""
        return self.world.identities[cooperation.founder]

    def about(self, cooperation: Cooperation) -> int:
        """By which draws know a cooperation, beside its founder."""
        field = self.world.field_identities[cooperation.field]
        return draws.cooperation_identity(field, cooperation.founded)

    def remember(self, kind: str, who: int, **details: Any) -> None:
        """Keep an event for the story."""
        self.events.append(Event(self.quarter, kind, who, details))

    def interventions_now(self) -> list[Intervention]:
        """The interventions of this quarter, in the order of the scenario."""
        return [taken for taken in self.world.interventions if taken.quarter == self.quarter]

    def sets_level(self) -> bool:
        """Whether an intervention decides on the coordination unit in this quarter."""
        return any(taken.kind == SET_LEVEL for taken in self.interventions_now())

    def shock_here(self, index: int) -> list[float]:
        """How hard each kind of shock bites a municipality in this quarter."""
        return self.shock_intensity[index]

    def everyone_but(self, index: int) -> tuple[int, ...]:
        """All other municipalities (for one without neighbours)."""
        return tuple(i for i in range(len(self.municipalities)) if i != index)

    @property
    def grants_run(self) -> bool:
        """Whether there are grants at all in this quarter."""
        end = self.p.funding_end_quarter
        return end < 0 or self.quarter < end

    def care_for(self, members: list[int]) -> float:
        """How well the coordination unit looks after these together, 0 … 1."""
        inside = 0
        for i in members:
            inside += self.municipalities[i].in_unit
        return self.unit.tasks[CARE] * inside / len(members)

    def _people_live(self) -> None:
        for m in self.municipalities:
            m.live_a_quarter()

    def _administrations_run(self) -> None:
        n_small = sum(m.is_small for m in self.municipalities)
        self.county_help_fte = coordinating.county_help(n_small, self.p)
        for m in self.municipalities:
            m.run_the_administration()

    def _coordination_shares_out(self) -> None:
        self.unit.share_out_capacity()
        for cooperation in self.cooperations:
            cooperation.coordinated = self.care_for(cooperation.members)

    def indicators(self) -> dict[str, float]:
        """The fixed indicators of the present state, by name."""
        return measuring.indicators(self)

    def network(self) -> nx.Graph[str]:
        """Municipalities and cooperations as a bipartite network of memberships."""
        return measuring.network(self)


def _chosen(scenario: Scenario | str | None, overrides: dict[str, Any]) -> Scenario:
    if isinstance(scenario, Scenario):
        return with_overrides(scenario, overrides) if overrides else scenario
    if scenario is None:
        return with_overrides(Scenario(), overrides) if overrides else Scenario()
    return load_scenario(scenario, overrides)


def _last(name: str, model: CooperationModel) -> float:
    """One indicator of the last finished quarter."""
    return model.last[name]
