"""What the patterns measure of a run: each a function of an ensemble's runs.

F = founded or formed, M = members, X = cooperations across fields alive, Y = net benefit,
D = lifetime, U = loss of service after a shock (ODD.md, section 1).  Stocks that take years to
build up are means over the years 11 to 20, the second half of a run, for every pattern alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.entities import AGREED
from sim.patterns.definition import Measure, Numbers, measure

if TYPE_CHECKING:
    import xarray as xr

LASTING = 20  # quarters: the five years that a grant asks for (2.5) make a membership lasting
HORIZON = 40  # quarters over which the lifetime of a coordination unit is followed
TEN_YEARS = 39  # the last quarter of the tenth year


def _series(runs: xr.Dataset, name: str) -> Numbers:
    return np.asarray(runs[name].transpose("run", "quarter"), dtype=np.float64)


def late(name: str, unit: str) -> Measure:
    """Mean of an indicator over the second half of the run."""

    def function(runs: xr.Dataset) -> Numbers:
        values = _series(runs, name)
        found: Numbers = values[:, values.shape[1] // 2 :].mean(axis=1)
        return found

    return Measure(function, unit)


def at(name: str, quarter: int, unit: str) -> Measure:
    """An indicator at the end of a quarter."""
    return Measure(lambda runs: _series(runs, name)[:, quarter], unit)


def whole_run(name: str, unit: str) -> Measure:
    """Mean of an indicator over the whole run."""
    return Measure(lambda runs: _series(runs, name).mean(axis=1), unit)


def outcome(name: str, unit: str) -> Measure:
    """One of the outcomes of a run."""
    return Measure(lambda runs: np.asarray(runs[name], dtype=np.float64), unit)


founded = outcome("founded", "share_of_runs")
service_loss = outcome("service_loss", "quarters")
net_benefit = late("net_benefit", "fte")
across_fields = late("cross_field_cooperations", "number")
field_cooperations = late("field_cooperations", "number")
coverage = late("coverage", "share")
synergy = late("synergy", "fte")
members_after_ten_years = at("institution_members", TEN_YEARS, "municipalities")


@measure("fte")
def net_benefit_if_founded(runs: xr.Dataset) -> Numbers:
    """Net benefit where a coordination unit was founded, else missing."""
    return np.where(founded(runs) > 0.0, net_benefit(runs), np.nan)


@measure("share_of_time")
def time_with_a_field_cooperation(runs: xr.Dataset) -> Numbers:
    """Share of the run in which at least one field cooperation lives."""
    found: Numbers = (_series(runs, "field_cooperations") > 0.0).mean(axis=1)
    return found


@measure("number")
def most_cooperations(runs: xr.Dataset) -> Numbers:
    """The most cooperations of any kind that there were at the end of a quarter."""
    names = ("field_cooperations", "cross_field_cooperations", "dormant_cooperations")
    found: Numbers = sum((_series(runs, name) for name in names), np.zeros(1)).max(axis=1)
    return found


@measure("quarters")
def lifetime(runs: xr.Dataset) -> Numbers:
    """Quarters that the first coordination unit lives, counted up to ten years from its founding.

    Missing where none was founded, or so late that the run does not show ten years of it.
    """
    level = _series(runs, "institution_level") > 0.0
    begins = np.asarray(runs["founding_quarter"], dtype=np.int64)
    found = np.full(len(level), np.nan)
    for run, quarter in enumerate(begins):
        if 0 <= quarter <= level.shape[1] - HORIZON:
            alive = level[run, quarter : quarter + HORIZON]
            found[run] = HORIZON if alive.all() else int(np.argmin(alive))
    return found


# ------------------------------------------------------------------------- what details tell
@measure("share")
def votes(runs: xr.Dataset) -> Numbers:
    """Founding votes: councils asked, in favour; all of them, then those of drafting mayors."""
    cells = np.asarray(runs["votes"].transpose("run", "group", "vote"), dtype=np.float64)
    return np.column_stack((cells.sum(axis=1), cells[:, 1]))


def taking_part(key: str) -> Measure:
    """Share of fields and quarters in which one municipality is in a field cooperation."""

    def function(runs: xr.Dataset) -> Numbers:
        quarters = runs["memberships"].sel(municipality=key).transpose("run", "field")
        of_fields = np.asarray(quarters, dtype=np.float64)[:, :-1]
        found: Numbers = of_fields.mean(axis=1) / runs.sizes["quarter"]
        return found

    return Measure(function, "share")


def strain_of(key: str) -> Measure:
    """Mean strain of one municipality."""
    return Measure(lambda runs: np.asarray(runs["strain"].sel(municipality=key)), "strain")


def answers_of(key: str) -> Measure:
    """Yes and all answers of one municipality on joining a cooperation."""

    def function(runs: xr.Dataset) -> Numbers:
        cells = runs["answers"].sel(municipality=key).transpose("run", "answer")
        counts = np.asarray(cells, dtype=np.float64)
        return np.column_stack((counts[:, AGREED], counts.sum(axis=1)))

    return Measure(function, "share")


def lasting_members(field: str) -> Measure:
    """Share of the municipalities that were in the field for five years or more."""

    def function(runs: xr.Dataset) -> Numbers:
        quarters = runs["memberships"].sel(field=field).transpose("run", "municipality")
        found: Numbers = (np.asarray(quarters) >= LASTING).mean(axis=1)
        return found

    return Measure(function, "share_of_municipalities")


@measure("share_of_municipalities")
def lasting_package(runs: xr.Dataset) -> Numbers:
    """Share of the municipalities that carried a package for five years or more: all or none."""
    members = _series(runs, "institution_members") > 0.0
    found: Numbers = (members.sum(axis=1) >= LASTING).astype(np.float64)
    return found


@measure("share")
def small_groups(runs: xr.Dataset) -> Numbers:
    """Quarters that field cooperations with two to four members lived, then those of all."""
    sizes = np.asarray(runs["group_sizes"].transpose("run", "size"), dtype=np.float64)
    return np.column_stack((sizes[:, 2:5].sum(axis=1), sizes.sum(axis=1)))


def leaving(grouping: int, few: slice, many: slice) -> Measure:
    """Left and could have left, in the one and in the other classes of a grouping."""

    def function(runs: xr.Dataset) -> Numbers:
        cells = runs["commitment"].transpose("run", "grouping", "class", "what")
        counts = np.asarray(cells, dtype=np.float64)[:, grouping]
        first, second = counts[:, few].sum(axis=1), counts[:, many].sum(axis=1)
        return np.column_stack((first[:, 1], first[:, 0], second[:, 1], second[:, 0]))

    return Measure(function, "share_per_quarter")
