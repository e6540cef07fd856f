"""From a design to its plan: what varies is checked before anything is run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.analysis.factors import Factor
from sim.measures import INDICATOR_NAMES
from sim.region import Region
from sim.scenario import Scenario, ScenarioError, load_scenario
from sim.scenario.reading import full_name, with_overrides
from sim.sweep.design import MOST_POINTS, Design, mistake
from sim.sweep.errors import SweepError
from sim.sweep.factors import factor_of, is_setting, prior_factors
from sim.sweep.files import (
    FILE_SETTINGS,
    beside,
    every_county,
    found_design,
    names_every_county,
    names_only,
    read_design,
)
from sim.sweep.plan import Plan
from sim.sweep.regions import SOURCE

SAMPLED = ("latin_hypercube", "sobol", "morris")


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
    folder = None if isinstance(source, Mapping) else source.parent
    try:
        for section in ("set", "vary", "cross"):
            if isinstance(table.get(section), dict):
                table[section] = _with_files(section, table[section], folder)
    except SweepError as error:
        raise SweepError(error, where) from None
    try:
        design = Design.model_validate(table)
    except ValidationError as error:
        raise SweepError(mistake(error), where) from None
    try:
        return _planned(design, folder, all_priors, region)
    except SweepError as error:
        raise SweepError(error, where) from None


def _with_files(section: str, settings: dict[str, Any], folder: Path | None) -> dict[str, Any]:
    """Settings of a design whose files are found beside it, and whose counties are all named."""
    found = dict(settings)
    for path in (path for path in settings if path in FILE_SETTINGS):
        value = settings[path] if folder is None else beside(settings[path], folder)
        is_list = section != "set"
        try:
            found[path] = every_county(value) if is_list else value
        except SweepError as error:
            raise SweepError(error, f"{section}.{path}") from None
        if not is_list and names_every_county(value):
            raise SweepError(
                f"{section}.{path}: given {settings[path]!r}; allowed: one county, as "
                "FILE#KEY, or all of them in [vary]"
            )
    return found


def _planned(design: Design, folder: Path | None, all_priors: bool, region: Region | None) -> Plan:
    _check_record(design)
    scenario = _scenario(design, folder)
    plan = plan_from(design, scenario, all_priors=all_priors, region=region)
    _check_names(plan.sources)
    if plan.sources:  # the scenario's own region is none of them
        scenario = next(iter(plan.worlds.values())).scenario
    else:
        plan.world_of(scenario)
    for factor in (*plan.factors, *plan.crossed):
        for level in () if factor.name == SOURCE else factor.levels:
            try:  # names of municipalities, regions that cannot be read
                plan.world_of(with_overrides(scenario, {factor.name: level}))
            except ScenarioError as error:
                raise SweepError(error.without_set(), factor.name) from None
    return plan


def _check_names(sources: Sequence[str]) -> None:
    """Refuse files of one name in different folders: results know them by their names."""
    known: dict[str, str] = {}
    for source in sources:
        name = names_only(source)
        if known.setdefault(name, source) != source:
            raise SweepError(
                f"{SOURCE}: {known[name]} and {source} are both {name} in the results; allowed: "
                "files of different names"
            )


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
        raise SweepError(error.without_set(), "set") from None


def _check_record(design: Design) -> None:
    for name in design.record.indicators:
        if name not in INDICATOR_NAMES:
            near = difflib.get_close_matches(name, INDICATOR_NAMES, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]!r}? " if near else ""
            allowed = ", ".join(INDICATOR_NAMES)
            raise SweepError(f"record.indicators: no such one {name!r}; {hint}allowed: {allowed}")
