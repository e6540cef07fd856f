"""The administration of a municipality: people, work, staff, strain and the time left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim import demography, draws, entities
from sim.agents.cooperation import CROSS, Cooperation
from sim.draws import bell
from sim.region import Place
from sim.rules import deciding
from sim.world import Start

if TYPE_CHECKING:
    from sim.model import CooperationModel


class Administration(mesa.Agent):
    """Keeps services running with few people.

    Attributes:
        index: place in the order of keys; key, name: from the region.
        young, working, old: residents under 20, 20 to 64, 65 and more (persons).
        staff_fte, plan_fte: people and posts of the administration (FTE).
        hired_fte: posts that interventions have added (FTE).
        demands, built_for, loads: work by field: asked for, built for, to be done (FTE).
        other_demand, other_built_for: the same of all other duties (FTE).
        strain: work ÷ staff; service_level: 0 … 1; vacancy: share of posts that are open.
        time_fte: working time left for strategy and cooperating, with what the county lends;
            free_fte: what of it is not bound; given_fte: what was given to cooperations;
            effort_fte: that and the time for the coordination unit (FTE).
        unit_fte: working time that its people put into the coordination unit (FTE).
        relief_fte, promised_fte: relief received and promised (FTE a year).
        synergy_fte: what fields with cooperations do to each other here (FTE a year).
        willingness, home_willingness: openness now and at the start (0 … 1).
        autonomy_concern: how much the council minds not deciding alone (0 … 1).
        belief: share of a promise that the council expects to be kept (0 … 1).
        persuaded: share of the doubt about the coordination unit taken away (0 … 1).
        trust: trust in each other municipality by index (0 … 1).
        has_key_person: 1 while the person on whom cooperation hangs is there, else 0.
        budget_room_eur: room in the budget for contributions (EUR per resident and year).
        in_unit: whether it carries the coordination unit.
        cooperations: the living cooperation in each field, by number of the field; CROSS too.
    """

    model: CooperationModel

    def __init__(self, model: CooperationModel, index: int, start: Start) -> None:
        """Take over the starting state of one run."""
        super().__init__(model)
        self.index = index
        self.place: Place = model.world.region.places[index]
        self.key, self.name = self.place.key, self.place.name
        self.identity = model.world.identities[index]
        self.young, self.working, self.old = start.young, start.working, start.old
        self.start_residents = self.residents
        self.start_plan_fte = self.plan_fte = self.staff_fte = start.plan_fte
        self.hired_fte = 0.0
        self.change = demography.expected_change(
            self.place.annual_change, model.world.region.annual_change, model.p
        )
        self.demands = [self._demand(f) for f in range(len(model.world.fields))]
        self.built_for = list(self.demands)
        self.loads = list(self.demands)
        self.other_demand = self.other_built_for = self._other_demand()
        self.strain = 0.0
        self.service_level = 1.0
        self.vacancy = 0.0
        self.time_fte = self.free_fte = 0.0
        self.effort_fte = self.given_fte = self.relief_fte = self.promised_fte = (
            self.synergy_fte
        ) = 0.0
        self.willingness = self.home_willingness = start.willingness
        self.autonomy_concern = start.autonomy_concern
        self.belief = model.p.belief_mean
        self.persuaded = 0.0
        self.trust: list[float] = []
        self.start_trust: list[float] = []
        self.mayor_offset = start.mayor_offset
        self.has_key_person = 1
        self.budget_room_eur = start.budget_room_eur
        self.in_unit = False
        self.unit_fte = 0.0
        self.cooperations: dict[int, Cooperation] = {}

    @property
    def residents(self) -> float:
        """All residents (persons)."""
        return self.young + self.working + self.old

    @property
    def pressure(self) -> float:
        """How hard the workload presses, 0 … 1."""
        return deciding.pressure(self.strain)

    @property
    def is_small(self) -> bool:
        """Whether the county counts it as small."""
        return self.residents < self.model.p.small_below

    @property
    def county_help_fte(self) -> float:
        """Working time that the county lends, FTE."""
        return self.model.county_help_fte if self.is_small else 0.0

    @property
    def strategic_fte(self) -> float:
        """Own working time left over and not bound, FTE (what the county lends left out)."""
        lent = max(self.county_help_fte - self.effort_fte, 0.0)
        return max(self.free_fte - lent, 0.0)

    def served(self, task: int) -> float:
        """How well the coordination unit serves it in a task (CARE …), 0 … 1."""
        return self.model.unit.tasks[task] if self.in_unit else 0.0

    def field_cooperations(self) -> list[Cooperation]:
        """Its living cooperations in single fields, in the order of the fields."""
        return [self.cooperations[f] for f in sorted(self.cooperations) if f != CROSS]

    def all_cooperations(self) -> list[Cooperation]:
        """Its living cooperations, those across fields first."""
        return [self.cooperations[f] for f in sorted(self.cooperations)]

    def mean_trust(self, others: list[int]) -> float:
        """Mean trust in others, 0 … 1."""
        total = 0.0
        for j in others:
            total += self.trust[j]
        return total / len(others) if others else 0.0

    def mean_unlikeness(self, others: list[int]) -> float:
        """Mean difference in size to others, 0 … 1."""
        row = self.model.world.unlikeness[self.index]
        total = 0.0
        for j in others:
            total += row[j]
        return total / len(others) if others else 0.0

    def live_a_quarter(self) -> None:
        """People are born, die, grow older, come and go."""
        shock = self.model.shock_here(self.index)
        self.young, self.working, self.old = demography.quarter_of_people(
            self.young,
            self.working,
            self.old,
            self.change,
            bell(*self.model.draw(draws.DEMOGRAPHY, self.identity)),
            shock[entities.IN_MIGRATION] - shock[entities.OUT_MIGRATION],
            shock[entities.AGEING],
            self.model.p,
        )

    def run_the_administration(self) -> None:
        """Staff leave and are replaced; the work is done as far as the staff go."""
        p, shock = self.model.p, self.model.shock_here(self.index)
        leaving, filling, _, _ = self.model.draw(draws.STAFF, self.identity)
        self.plan_fte = demography.next_plan(
            self.plan_fte,
            self.start_plan_fte,
            self.hired_fte,
            self.residents,
            self.start_residents,
            p,
        )
        self.staff_fte -= demography.staff_leaving(
            self.staff_fte, leaving, shock[entities.RETIREMENT_WAVE], p
        )
        self.vacancy = self._open_share()
        frozen = shock[entities.BUDGET_CUT]
        self.staff_fte += demography.posts_filled(self.staff_fte, self.plan_fte, filling, frozen, p)
        for f, built_for in enumerate(self.built_for):
            self.demands[f] = self._demand(f)
            self.built_for[f] = demography.adapt(built_for, self.demands[f], p)
            self.loads[f] = demography.field_load(
                self.demands[f],
                self.built_for[f],
                self.model.world.fields[f].fixed_share,
                shock[entities.FACILITY_CLOSURE],
                p,
            )
        self.other_demand = self._other_demand()
        self.other_built_for = demography.adapt(self.other_built_for, self.other_demand, p)
        self._feel_the_strain()

    def gets_posts(self, fte: float) -> None:
        """More posts than planned, with people in them."""
        self.hired_fte += fte
        self.plan_fte += fte
        self.staff_fte += fte

    def _other_demand(self) -> float:
        return self.model.world.other_work_per_1000 * self.residents / 1000.0

    def _demand(self, f: int) -> float:
        field = self.model.world.fields[f]
        return demography.demand(
            field.fte_per_1000_young,
            field.fte_per_1000_working,
            field.fte_per_1000_old,
            self.young,
            self.working,
            self.old,
        )

    def _open_share(self) -> float:
        if self.plan_fte <= 0.0:
            return 0.0
        return deciding.clamp(1.0 - self.staff_fte / self.plan_fte, 0.0, 1.0)

    def work_fte(self) -> float:
        """Work of all fields and other duties before relief and effort, FTE."""
        work = demography.other_duties(
            self.residents, self.other_demand, self.other_built_for, self.model.p
        )
        for load in self.loads:
            work += load
        return work

    def _feel_the_strain(self) -> None:
        """Strain, service level and the time left, with last quarter's relief and effort."""
        p, work = self.model.p, self.work_fte()
        gained = self.relief_fte + self.synergy_fte
        own_effort = max(self.effort_fte - self.county_help_fte, 0.0)
        self.strain = demography.strain(work + own_effort - gained, self.staff_fte)
        self.service_level = demography.service_level(self.strain, p)
        before_effort = demography.strain(work - p.relief_to_strategy * gained, self.staff_fte)
        own_time = demography.free_time(self.staff_fte, before_effort, p)
        self.time_fte = own_time + self.county_help_fte
        self.free_fte = max(self.time_fte - self.effort_fte, 0.0)
