"""A sweep design: a TOML file becomes a checked, frozen plan with a row per point."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.analysis.factors import Factor
from sim.analysis.sampling import rows, sample
from sim.measures import INDICATOR_NAMES
from sim.region import Region, load_region
from sim.scenario import Scenario, ScenarioError, load_scenario
from sim.scenario.reading import full_name, with_overrides
from sim.sweep.errors import SweepError
from sim.sweep.factors import factor_of, is_setting, prior_factors
from sim.sweep.files import beside, found_design, names_only, read_design
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd

SAMPLED = ("latin_hypercube", "sobol", "morris")
MOST_RUNS, MOST_POINTS = 1_000_000, 10_000_000


class Table(BaseModel):
    """A table of a design file: nothing unknown in it, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(Table):
    """What is kept of every run.

    Attributes:
        indicators: those kept, each as its mean over the last four quarters; all when not said.
            The outcomes of a run are always kept.
        series: keep every quarter of these indicators.
        details: keep what is counted in each run (see `sim.ensemble.details`).
    """

    indicators: tuple[str, ...] = INDICATOR_NAMES
    series: bool = False
    details: bool = False


class Design(Table):
    """A designed experiment as it stands in its file.

    Attributes:
        scenario: name of a shipped scenario, or a file (looked for beside the design first).
        design: how points are chosen.
        points: number of points of a Latin hypercube; base sample of a Sobol' design (a power of
            two; it has points x (settings + 2) points); trajectories of a Morris design (points x
            (settings + 1) points).
        steps: of a range in a grid that names none of its own.
        runs: of each point, all points with the same luck.
        seed: luck of the runs and of the sample.
        set: settings for all points, on top of the scenario.
        vary: settings that vary, by path: a list of values, a range { low, high } with steps in a
            grid, or "prior" for the range that the setting declares.
        cross: settings by path with lists of values; every point is run with each combination, so
            that policies can be compared at the same point.
        record: what is kept.
    """

    scenario: str
    design: Literal["grid", "latin_hypercube", "sobol", "morris"] = "grid"
    points: int | None = Field(None, ge=1, le=MOST_POINTS)
    steps: int = Field(5, ge=2, le=1000)
    runs: int = Field(100, ge=1, le=MOST_RUNS)
    seed: int = Field(1, ge=0, le=2**32 - 1)
    set: dict[str, Any] = {}
    vary: dict[str, Any] = {}
    cross: dict[str, tuple[Any, ...]] = {}
    record: Record = Record()

    def told(self) -> dict[str, Any]:
        """The design as a table that TOML and JSON can hold; where files lie does not count."""
        found: dict[str, Any] = names_only(self.model_dump(mode="json", exclude_none=True))
        return found


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

    def region_of(self, source: str) -> Region:
        """The region of a scenario with this `region.source`; read once."""
        if self.region is not None:
            return self.region
        if source not in self._regions:
            self._regions[source] = load_region(source)
        return self._regions[source]

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {str(name): self.points[name].to_numpy() for name in self.points.columns}

    def scenario_of(self, point: int) -> Scenario:
        """The scenario of a point.

        Raises:
            SweepError: for a combination of settings that cannot be run.
        """
        return at_point(self.scenario, self.overrides(point), point)


def at_point(scenario: Scenario, overrides: Mapping[str, Any], point: int) -> Scenario:
    """A scenario with the settings of a point."""
    try:
        return with_overrides(scenario, overrides)
    except ScenarioError as error:
        raise SweepError(f"point {point}: {without_set(error)}") from None


def without_set(error: ScenarioError) -> str:
    """What went wrong with a setting, without the option that it would have on a command line."""
    return str(error).removeprefix("--set").lstrip(": ")


def load_design(
    source: str | Path | Mapping[str, Any],
    changes: Mapping[str, Any] | None = None,
    *,
    all_priors: bool = False,
    region: Region | None = None,
) -> Plan:
    """A checked plan from a design file, or from the same keys as a table.

    Args:
        source: path of a TOML file, name of a shipped design, or a table with its keys.
        changes: keys that replace those of the file; tables such as `record` are merged.
        all_priors: vary every setting that declares a prior range, besides those of the file.
        region: another region than the scenario's own.

    Raises:
        SweepError: one line that names the file, the key, what was given and what is allowed.
        ScenarioError: a scenario that cannot be read.
    """
    if not isinstance(source, Mapping):
        source = found_design(source)
    where = "design" if isinstance(source, Mapping) else source.name
    table = dict(source) if isinstance(source, Mapping) else read_design(source)
    for key, value in (changes or {}).items():
        below = table.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        table[key] = {**below, **value} if both else value  # type: ignore[dict-item]
    if not isinstance(source, Mapping):
        for section in ("set", "vary", "cross"):
            if isinstance(table.get(section), dict) and "region.source" in table[section]:
                there = beside(table[section]["region.source"], source.parent)
                table[section] = {**table[section], "region.source": there}
    try:
        design = Design.model_validate(table)
    except ValidationError as error:
        raise SweepError(f"{where}: {_mistake(error)}") from None
    folder = None if isinstance(source, Mapping) else source.parent
    try:
        return _planned(design, folder, all_priors, region)
    except SweepError as error:
        raise SweepError(f"{where}: {error}") from None


def _mistake(error: ValidationError) -> str:
    """The first mistake in one line: key, what was given, what is allowed."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"] if not isinstance(part, int))
    if first["type"] == "extra_forbidden":
        names = list((Record if len(first["loc"]) > 1 else Design).model_fields)
        near = difflib.get_close_matches(str(first["loc"][-1]), names, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(names)}"
        return f"{key}: unknown key; {hint}"
    if first["type"] == "missing":
        return f"{key}: is missing"
    allowed = first["msg"].removeprefix("Input should be ")
    shown = repr(first["input"])
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return f"{key}: given {shown}; allowed: {allowed}"


def _planned(design: Design, folder: Path | None, all_priors: bool, region: Region | None) -> Plan:
    _check_record(design)
    scenario = _scenario(design, folder)
    plan = plan_from(design, scenario, all_priors=all_priors, region=region)
    World.of(scenario, region)
    for factor in (*plan.factors, *plan.crossed):
        for level in factor.levels:  # names of municipalities, regions that cannot be read
            try:
                World.of(with_overrides(scenario, {factor.name: level}), region)
            except ScenarioError as error:
                raise SweepError(f"{factor.name}: {without_set(error)}") from None
    return plan


def plan_from(
    design: Design, scenario: Scenario, *, all_priors: bool = False, region: Region | None = None
) -> Plan:
    """A plan from a design and its scenario, with `Design.set` already in it.

    Raises:
        SweepError: settings that cannot vary as they should.
    """
    vary = dict(design.vary)
    if all_priors:
        named = {
            full_name(path)
            for path in (*vary, *design.cross, *design.set)
            if is_setting(scenario, path)
        }
        vary |= {name: "prior" for name in prior_factors(scenario) if name not in named}
        design = design.model_copy(update={"vary": vary})
    factors = tuple(
        factor_of(scenario, f"vary.{path}", path, given, is_grid=design.design == "grid")
        for path, given in vary.items()
    )
    crossed = tuple(
        factor_of(scenario, f"cross.{path}", path, list(given), is_grid=True)
        for path, given in design.cross.items()
    )
    _check_once(factors, crossed)
    _check_set(design, (*factors, *crossed))
    if design.record.details and any(f.name == "fields" for f in (*factors, *crossed)):
        raise SweepError("record.details: given true while fields vary; allowed: false")
    if design.design in SAMPLED and design.points is None:
        raise SweepError(f"points: is missing; allowed: 1 or more for a design {design.design}")
    if design.design == "grid" and design.points is not None:
        raise SweepError(
            f"points: given {design.points} in a grid; allowed: steps, or another design"
        )
    if not factors and (design.design in SAMPLED or not crossed):
        raise SweepError("vary: given nothing; allowed: one setting or more")
    plan = Plan(design, scenario, factors, crossed, region)
    try:
        count = plan.count
    except ValueError as error:
        raise SweepError(str(error)) from None
    if count > MOST_POINTS:
        raise SweepError(f"vary: given {count} points; allowed: up to {MOST_POINTS}")
    if design.record.series and any(f.name == "quarters" for f in (*factors, *crossed)):
        raise SweepError("record.series: given true while quarters vary; allowed: false")
    return plan


def _check_once(factors: Sequence[Factor], crossed: Sequence[Factor]) -> None:
    names = [factor.name for factor in (*factors, *crossed)]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise SweepError(f"{name}: given twice in vary and cross; allowed: once")
        for other in names:
            if other.startswith((f"{name}.", f"{name}[")):
                raise SweepError(f"{name}: varies as a whole, and {other} besides; allowed: one")


def _check_set(design: Design, factors: Sequence[Factor]) -> None:
    """Refuse settings that would be without effect, or take a whole section with them."""
    varied = {factor.name for factor in factors}
    for path, value in design.set.items():
        if isinstance(value, Mapping):
            raise SweepError(
                f"set.{path}: given a table; allowed: quoted paths, as "
                f'"{path}.{next(iter(value), "…")}" = …'
            )
        if full_name(path) in varied:
            raise SweepError(f"set.{path}: varies, too; allowed: one of them")


def _scenario(design: Design, folder: Path | None) -> Scenario:
    beside = None if folder is None else folder / design.scenario
    source = beside if beside is not None and beside.is_file() else design.scenario
    scenario = load_scenario(source)
    try:
        return with_overrides(scenario, design.set) if design.set else scenario
    except ScenarioError as error:
        raise SweepError(f"set: {without_set(error)}") from None


def _check_record(design: Design) -> None:
    for name in design.record.indicators:
        if name not in INDICATOR_NAMES:
            near = difflib.get_close_matches(name, INDICATOR_NAMES, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]!r}? " if near else ""
            allowed = ", ".join(INDICATOR_NAMES)
            raise SweepError(f"record.indicators: no such one {name!r}; {hint}allowed: {allowed}")


def _plain(value: Any) -> Any:
    """A number or text of Python's own."""
    return value.item() if hasattr(value, "item") else value
