"""Read the results of a sweep."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.scenario.reading import scenario_from_table
from sim.sweep.design import Design
from sim.sweep.errors import SweepError
from sim.sweep.folder import POINTS, PROVENANCE, Folder
from sim.sweep.loading import plan_from
from sim.sweep.plan import Plan
from sim.texts.mistakes import say

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


def open_results(folder: str | Path) -> xr.Dataset:
    """A finished sweep as a dataset with dimensions point, run and, with series, quarter.

    Per-run outcomes and indicators (mean of the last four quarters) have dimensions (point, run);
    with series, each recorded indicator also stands as ``NAME_series`` (point, run, quarter).
    The settings of the points are coordinates along ``point``; attributes say where all comes
    from.  Rows of a sweep that is still at work are missing (nan), with a warning.

    Args:
        folder: as `run_sweep` left it.

    Raises:
        SweepError: a folder without a sweep.
    """
    import pandas as pd
    import xarray as xr

    place = Path(folder)
    record = read_record(place)
    points = read_points(place)
    runs = int(record["design"]["runs"])
    shape = len(points), runs
    variables: dict[str, Any] = {}
    for name, values in _filled(place / "runs", shape, ("point", "run")).items():
        variables[name] = (("point", "run"), values)
    coords: dict[str, Any] = {"point": np.arange(shape[0]), "run": np.arange(runs)}
    if record["design"]["record"]["series"]:
        quarters = int(pd.read_parquet(place / "series", columns=["quarter"])["quarter"].max()) + 1
        keys = ("point", "run", "quarter")
        for name, values in _filled(place / "series", (*shape, quarters), keys).items():
            variables[f"{name}_series"] = (keys, values)
        coords["quarter"] = np.arange(quarters)
    for name in points.columns:
        coords[name] = ("point", points[name].to_numpy())
    attributes = {
        key: value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
        for key, value in record.items()
    }
    return xr.Dataset(variables, coords, attributes)


def read_record(folder: Path) -> dict[str, Any]:
    """Where a sweep comes from.

    Raises:
        SweepError: a folder without a sweep.
    """
    try:
        found = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or "design" not in found:
        raise SweepError(say("sweep.no_sweep"), str(folder))
    return found


def read_points(folder: Path) -> pd.DataFrame:
    """A row per point, a column per setting."""
    import pandas as pd

    try:
        return pd.read_parquet(folder / POINTS).drop(columns="point")
    except (OSError, ValueError, KeyError):
        raise SweepError(say("sweep.no_points"), str(folder / POINTS)) from None


def _filled(folder: Path, shape: tuple[int, ...], keys: tuple[str, ...]) -> dict[str, Any]:
    """Each column of the parts at its place; nan where a row is missing."""
    import warnings

    import pandas as pd

    paths = sorted(folder.glob("part-*.parquet"))
    if not paths:
        raise SweepError(say("sweep.no_parts"), str(folder))
    Folder(folder.parent).refuse_damage(paths)
    table: pd.DataFrame = pd.read_parquet(paths)  # type: ignore[call-overload]
    place = np.ravel_multi_index(tuple(table[key].to_numpy() for key in keys), shape)
    size = int(np.prod(shape))
    if len(table) < size:
        told = f"{folder}: {len(table)} of {size} rows are there; the sweep is not finished"
        warnings.warn(told, stacklevel=3)
    found = {}
    for name in table.columns:
        if name not in keys:
            values = np.full(size, np.nan)
            values[place] = table[name].to_numpy()
            found[name] = values.reshape(shape)
    return found


def plan_of(folder: str | Path) -> Plan:
    """The plan of a sweep, from what stands in its folder alone.

    Raises:
        SweepError: a folder without a sweep.
    """
    record = read_record(Path(folder))
    scenario = scenario_from_table(record["scenario"], "scenario")
    plan = plan_from(Design.model_validate(record["design"]), scenario)
    points = read_points(Path(folder))
    by_name = {factor.name: factor for factor in (*plan.factors, *plan.crossed)}
    crossed = {factor.name for factor in plan.crossed}
    order = [by_name[str(name)] for name in points.columns]  # that of the sample, not of the file
    for factor in order:
        if any(isinstance(level, list | tuple | dict) for level in factor.levels):
            points[factor.name] = [json.loads(value) for value in points[factor.name]]
    return replace(
        plan,
        factors=tuple(factor for factor in order if factor.name not in crossed),
        crossed=tuple(factor for factor in order if factor.name in crossed),
        drawn=points,
    )
