"""Where a run begins: a scenario, its region and a seed become a starting state.

`World` holds what no seed changes; `World.begin` draws the rest.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from numbers import Integral
from typing import Any, NamedTuple

from sim import draws
from sim.demography import demand
from sim.draws import identities, identity, uniforms
from sim.entities import INTERVENTIONS, LEVELS, NONE, SHOCKS, ActionField, Parameters
from sim.region import Place, Region, RegionError, load_region
from sim.rules.beginning import (
    start_autonomy_concern,
    start_budget_room,
    start_plan,
    start_trust,
    start_willingness,
)
from sim.rules.deciding import unlikeness
from sim.scenario import Scenario, ScenarioError
from sim.scenario.settings import InterventionSettings, RegionSettings, ShockSettings
from sim.texts.mistakes import given, say


class Start(NamedTuple):
    """One municipality at the beginning of a run."""

    young: float  # residents under 20
    working: float  # residents from 20 to 64
    old: float  # residents of 65 and more
    plan_fte: float  # posts
    willingness: float  # 0 … 1
    autonomy_concern: float  # 0 … 1
    budget_room_eur: float  # EUR per resident and year
    mayor_offset: int  # quarters by which the mayoral elections are shifted, 0 … 23


class Shock(NamedTuple):
    """A shock of the scenario with the municipalities that it may strike."""

    kind: int  # constant of `sim.shocks`
    quarter: int  # quarter in which it begins, -1 when random
    rate: float  # how often a year it strikes at random
    each: bool  # strikes each municipality for itself
    magnitude: float
    duration: int
    targets: tuple[int, ...]  # indices
    identity: int


class Intervention(NamedTuple):
    """A measure of the scenario with those whom it concerns."""

    kind: int  # SET_LEVEL, INVITE, HIRE or END_FUNDING
    quarter: int
    level: int  # set_level: NONE … OFFICE
    asked: bool  # set_level: whether councils vote
    who: int  # invite, hire: index of a municipality; -1: the coordination unit gets the posts
    field: int  # invite: number of a field; -1: into the coordination unit
    fte: float  # hire: posts


@dataclass(frozen=True)
class World:
    """A scenario on its region: everything that a run depends on besides seed and replicate."""

    scenario: Scenario
    region: Region

    @classmethod
    def of(cls, scenario: Scenario, region: Region | None = None) -> World:
        """Check a scenario against its region.

        Args:
            scenario: the settings.
            region: another region than the scenario's own (for tests and own data).

        Raises:
            ScenarioError: for a region that cannot be used or an unknown municipality.
            TypeError: for anything but a region.
        """
        if not isinstance(region, Region | None):
            raise TypeError(f"region: given {region!r}; allowed: a Region, as load_region reads it")
        try:
            region = region or region_of(scenario.region)
            if scenario.region.municipalities:
                region = region.subset(scenario.region.municipalities)
            if scenario.region.count_of_year is not None:
                region = _counted_in(region, scenario.region.count_of_year)
        except RegionError as error:
            raise ScenarioError(error, f"{scenario.name or 'scenario'}: region") from None
        world = cls(scenario, region)
        _ = world.shocks, world.interventions, world.drafting_partners
        return world

    @cached_property
    def p(self) -> Parameters:
        """The numbers that rules read."""
        return self.scenario.parameters

    @cached_property
    def fields(self) -> tuple[ActionField, ...]:
        """The action fields as numbers."""
        return self.scenario.action_fields

    @cached_property
    def identities(self) -> tuple[int, ...]:
        """By which draws know the municipalities."""
        return identities(self.region.keys)

    @cached_property
    def field_identities(self) -> tuple[int, ...]:
        """By which draws know the fields; the last one stands for work across fields."""
        return (*(identity(field.name) for field in self.scenario.fields), identity("cross-field"))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the neighbours of each municipality, in order."""
        region = self.region
        return tuple(
            tuple(region.index(other) for other in region.neighbour_keys(key))
            for key in region.keys
        )

    @cached_property
    def seat(self) -> int:
        """Index of the county seat; where none is marked, of the largest municipality."""
        places = self.region.places
        marked = [i for i, place in enumerate(places) if place.is_seat]
        return marked[0] if marked else max(range(len(places)), key=lambda i: places[i].population)

    @cached_property
    def core_and_ring(self) -> tuple[int, ...]:
        """The county seat and its direct neighbours, in order."""
        return tuple(sorted({self.seat, *self.neighbours[self.seat]}))

    @cached_property
    def start_residents(self) -> tuple[float, ...]:
        """Residents at the start."""
        return tuple(float(place.population) for place in self.region.places)

    @cached_property
    def unlikeness(self) -> tuple[tuple[float, ...], ...]:
        """How different in size (at the start) each pair is, 0 … 1."""
        return _unlikeness(self.start_residents)

    @cached_property
    def other_work_per_1000(self) -> float:
        """All work by residents less that of the action fields, FTE per 1,000; not below 0."""
        young = old = everyone = work = 0.0
        for place in self.region.places:
            everyone += place.population
            young += place.population * place.share_under_20
            old += place.population * place.share_65_plus
        for f in self.fields:
            rates = (f.fte_per_1000_young, f.fte_per_1000_working, f.fte_per_1000_old)
            work += demand(*rates, young, everyone - young - old, old)
        per_1000 = 1000.0 * work / everyone if everyone > 0.0 else 0.0
        return max(self.p.work_fte_per_1000 - per_1000, 0.0)

    @cached_property
    def steps_to_seat(self) -> tuple[int, ...]:
        """How many borders lie between each municipality and the county seat."""
        steps = {self.seat: 0}
        queue = deque([self.seat])
        while queue:
            here = queue.popleft()
            for other in self.neighbours[here]:
                if other not in steps:
                    steps[other] = steps[here] + 1
                    queue.append(other)
        furthest = max(steps.values()) + 1
        return tuple(steps.get(i, furthest) for i in range(len(self.region.places)))

    @cached_property
    def nearness(self) -> tuple[float, ...]:
        """Standardised nearness to the county seat: mean 0, variance 1 (or all 0)."""
        raw = [-float(steps) for steps in self.steps_to_seat]
        mean = _total(raw) / len(raw)
        variance = _total([(x - mean) * (x - mean) for x in raw]) / len(raw)
        if variance <= 0.0:
            return tuple(0.0 for _ in raw)
        deviation = math.sqrt(variance)
        return tuple((x - mean) / deviation for x in raw)

    @cached_property
    def shocks(self) -> tuple[Shock, ...]:
        """The shocks of the scenario, with their targets found."""
        kinds = [shock.kind for shock in self.scenario.shocks]
        return tuple(
            self._shock(n, shock, kinds[:n].count(shock.kind))
            for n, shock in enumerate(self.scenario.shocks)
        )

    @cached_property
    def interventions(self) -> tuple[Intervention, ...]:
        """The interventions of the scenario in their order, with those whom they concern found."""
        return tuple(self._intervention(*pair) for pair in enumerate(self.scenario.interventions))

    @cached_property
    def drafting_partners(self) -> tuple[int, ...]:
        """Municipalities whose mayors are known to draft along."""
        return self._found(
            "coordination.drafting_partners", self.scenario.coordination.drafting_partners
        )

    def _shock(self, number: int, shock: ShockSettings, earlier: int) -> Shock:
        """A shock; draws know it by its kind and how many of that kind stand before it."""
        named = self._found(f"shocks[{number}].municipalities", shock.municipalities)
        return Shock(
            SHOCKS.index(shock.kind),
            -1 if shock.quarter is None else shock.quarter,
            shock.rate or 0.0,
            shock.each,
            shock.magnitude,
            shock.duration,
            named or tuple(range(len(self.region.places))),
            identity(f"{shock.kind} {earlier}"),
        )

    def _intervention(self, number: int, given: InterventionSettings) -> Intervention:
        named = (given.municipality,) if given.municipality else ()
        found = self._found(f"interventions[{number}].municipality", named)
        names = [field.name for field in self.scenario.fields]
        return Intervention(
            INTERVENTIONS.index(given.kind),
            given.quarter,
            NONE if given.level is None else LEVELS.index(given.level),
            given.asked,
            found[0] if found else -1,
            names.index(given.field) if given.field else -1,
            given.fte,
        )

    def _found(self, where: str, names: tuple[str, ...]) -> tuple[int, ...]:
        try:
            return tuple(sorted(self.region.index(self.region.find(n).key) for n in names))
        except RegionError as error:
            raise ScenarioError(error, f"{self.scenario.name or 'scenario'}: {where}") from None

    def begin(self, seed: int, replicate: int) -> list[Start]:
        """The municipalities at the beginning of a run, in the order of their keys."""
        nearness = self._nearness_of_run(seed, replicate)
        return [
            self._begin_one(i, place, nearness[i], seed, replicate)
            for i, place in enumerate(self.region.places)
        ]

    def _begin_one(self, i: int, place: Place, nearness: float, seed: int, replicate: int) -> Start:
        p, who = self.p, self.identities[i]
        u = uniforms(seed, replicate, 0, draws.START_ATTITUDE, who, 0, 0)
        v = uniforms(seed, replicate, 0, draws.START_ADMINISTRATION, who, 0, 0)
        residents = float(place.population)
        plan = start_plan(residents, v[0], p) if place.staff_fte is None else place.staff_fte
        willing = start_willingness(nearness, *u, p)
        return Start(
            young=residents * place.share_under_20,
            working=residents * (1.0 - place.share_under_20 - place.share_65_plus),
            old=residents * place.share_65_plus,
            plan_fte=plan,
            willingness=willing if place.willingness is None else place.willingness,
            autonomy_concern=start_autonomy_concern(v[1], p),
            budget_room_eur=start_budget_room(v[3], p),
            mayor_offset=int(v[2] * 24.0),
        )

    def _nearness_of_run(self, seed: int, replicate: int) -> tuple[float, ...]:
        """Nearness to the seat; shuffled among the municipalities where the scenario says so."""
        if not self.scenario.municipalities.willingness_shuffled:
            return self.nearness
        order = sorted(
            range(len(self.nearness)),
            key=lambda i: (
                uniforms(seed, replicate, 0, draws.START_PLACE, self.identities[i], 0, 0)[0],
                i,
            ),
        )
        return tuple(self.nearness[i] for i in order)

    def begin_trust(self, seed: int, replicate: int) -> list[list[float]]:
        """Trust of each municipality in each other at the start, symmetrical, 0 … 1."""
        n = len(self.identities)
        trust = [[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
        for i in range(n):
            near = set(self.neighbours[i])
            for j in range(i + 1, n):
                u = uniforms(
                    seed, replicate, 0, draws.START_TRUST, self.identities[i], self.identities[j], 0
                )
                trust[i][j] = trust[j][i] = start_trust(j in near, *u, self.p)
        return trust


def region_of(settings: RegionSettings) -> Region:
    """The region of a scenario, before single municipalities or an older count are chosen.

    Raises:
        RegionError: a file that cannot be used.
    """
    return load_region(
        settings.source, borders=settings.borders, seat=settings.seat, unit=settings.unit
    )


def _counted_in(region: Region, year: int) -> Region:
    """The region with the residents counted at the end of an earlier year."""
    counts = [
        {day.year: count for day, count in place.history if (day.month, day.day) == (12, 31)}
        for place in region.places
    ]
    shared = sorted(set.intersection(*(set(count) for count in counts)))
    if year not in shared:
        allowed = ", ".join(str(y) for y in shared) or say("scenario.no_counts")
        raise RegionError(given(year, allowed), where="count_of_year")
    places = (
        replace(place, population=count[year])
        for place, count in zip(region.places, counts, strict=True)
    )
    return replace(region, places=tuple(places))


@lru_cache(maxsize=4)  # all points of a sweep ask for the same
def _unlikeness(size: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    """How different in size each pair is, 0 … 1; either way round the same."""
    found = [[0.0] * len(size) for _ in size]
    for i, a in enumerate(size):
        for j in range(i, len(size)):
            found[i][j] = found[j][i] = unlikeness(a, size[j])
    return tuple(map(tuple, found))


def _total(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


def whole(name: str, value: Any, low: int, high: int) -> None:
    """Refuse what is no whole number from low to high.

    Raises:
        TypeError: no whole number.
        ValueError: out of the range.
    """
    allowed = f"allowed: whole numbers, {low} … {high}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name}: given {value!r}; {allowed}")
    if not low <= int(value) <= high:
        raise ValueError(f"{name}: given {value}; {allowed}")
