"""The plan of a sweep: a design on its scenario, with a row per point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.factors import Factor
from sim.analysis.sampling import rows, sample
from sim.region import Region, RegionError
from sim.scenario import Scenario, ScenarioError
from sim.scenario.reading import with_overrides
from sim.sweep.design import Design
from sim.sweep.errors import SweepError
from sim.sweep.files import names_only
from sim.sweep.regions import SOURCE, Regions
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Plan:
    """A design on its scenario: everything that is needed to run it.

    Attributes:
        design: the design.
        scenario: the scenario with `Design.set`.
        factors: what varies, in the order of the design.
        crossed: what is crossed with every point.
        region: another region than the scenario's own.
        drawn: the points, where they have been drawn before.
    """

    design: Design
    scenario: Scenario
    factors: tuple[Factor, ...]
    crossed: tuple[Factor, ...]
    region: Region | None = None
    drawn: pd.DataFrame | None = None

    @property
    def sampled(self) -> int:
        """How many points the sample has, before they are crossed."""
        design = self.design
        if not self.factors:
            return 1
        return rows(design.design, self.factors, design.points, steps=design.steps)

    @property
    def count(self) -> int:
        """How many points there are."""
        crossings = 1
        for factor in self.crossed:
            crossings *= len(factor.levels)
        return self.sampled * crossings

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row per point, a column per setting; crossed ones last, and changing fastest."""
        import pandas as pd

        if self.drawn is not None:
            return self.drawn
        design, factors = self.design, self.factors
        drawn = pd.DataFrame(index=[0])
        if factors:
            drawn = sample(design.design, factors, design.points, design.seed, steps=design.steps)
        combined = list(product(*(factor.levels for factor in self.crossed)))
        repeated = drawn.loc[drawn.index.repeat(len(combined))].reset_index(drop=True)
        for k, factor in enumerate(self.crossed):
            repeated[factor.name] = [values[k] for values in combined] * len(drawn)
        return repeated

    def overrides(self, point: int) -> dict[str, Any]:
        """The settings of a point by path."""
        return {name: _plain(values[point]) for name, values in self._columns.items()}

    @cached_property
    def regions(self) -> Regions:
        """The regions of the scenarios; each is read once."""
        return Regions(self.region)

    @property
    def sources(self) -> tuple[str, ...]:
        """The values of `region.source` where it varies, else nothing."""
        every = (*self.factors, *self.crossed)
        return next((factor.levels for factor in every if factor.name == SOURCE), ())

    @cached_property
    def worlds(self) -> dict[str, World]:
        """The scenario on each region, by `sources`.

        Raises:
            SweepError: a region that cannot be used.
        """
        return {source: self._world_on(source) for source in self.sources}

    def _world_on(self, source: str) -> World:
        try:
            return self.world_of(with_overrides(self.scenario, {SOURCE: source}))
        except ScenarioError as error:
            raise SweepError(error.without_set(), f"{SOURCE}: {names_only(source)}") from None

    def world_of(self, scenario: Scenario) -> World:
        """A scenario on its region.

        Raises:
            ScenarioError: a region that cannot be read, or does not fit the scenario.
        """
        try:
            region = self.regions.of(scenario.region)
        except RegionError as error:
            raise ScenarioError(error, f"{scenario.name or 'scenario'}: region") from None
        return World.of(scenario, region)

    @cached_property
    def sizes(self) -> NDArray[np.int64] | None:
        """How many municipalities each point has, (point); None where the region is one."""
        if not self.sources:
            return None
        of = {source: len(world.region.places) for source, world in self.worlds.items()}
        return np.array([of[source] for source in self._columns[SOURCE]], dtype=np.int64)

    @cached_property
    def weights(self) -> NDArray[np.float64] | None:
        """How much work a run of each point is, 1 on average, (point); None where all are alike.

        A run takes about as long as it has municipalities, times quarters.
        """
        quarters = self._columns.get("quarters")
        if self.sizes is None and quarters is None:
            return None
        work = np.ones(self.count)
        work *= 1 if self.sizes is None else self.sizes
        work *= 1 if quarters is None else quarters
        return np.asarray(work / work.mean())

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {str(name): self.points[name].to_numpy() for name in self.points.columns}

    def scenario_of(self, point: int) -> Scenario:
        """The scenario of a point.

        Raises:
            SweepError: for a combination of settings that cannot be run.
        """
        return at_point(self.scenario, self.overrides(point), point)

    def check(self, point: int) -> None:
        """Refuse a combination of settings that cannot be run.

        Raises:
            SweepError: with its point.
        """
        scenario = self.scenario_of(point)
        try:
            self.world_of(scenario)
        except ScenarioError as error:
            raise SweepError(error.without_set(), f"point {point}") from None


def at_point(scenario: Scenario, overrides: Mapping[str, Any], point: int) -> Scenario:
    """A scenario with the settings of a point."""
    try:
        return with_overrides(scenario, overrides)
    except ScenarioError as error:
        raise SweepError(error.without_set(), f"point {point}") from None


def _plain(value: Any) -> Any:
    """A number or text of Python's own."""
    return value.item() if hasattr(value, "item") else value
