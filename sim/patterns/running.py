"""Evaluate patterns: run every side once, keep what is measured, compare.

Sides that several patterns share run once.  Runs come in batches, and of each batch only the
numbers per run are kept, so that memory hardly grows with the number of runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.patterns.definition import Measure, Numbers, Part, Pattern, Side
from sim.patterns.judging import Finding, judge
from sim.region import Region
from sim.scenario import Scenario, load_scenario
from sim.world import region_of, whole

if TYPE_CHECKING:
    import xarray as xr

RUNS = 2000  # of each side
MOST_RUNS = 1_000_000
BATCH = 500  # runs that are in memory at once
_LABELS = {"title", "description", "beside", "name"}

Progress = Callable[[int, int], None]


class Place(NamedTuple):
    """A side ready to run: its scenario, its region, and what tells it from others."""

    scenario: Scenario
    region: Region | None
    key: str


def evaluate(
    patterns: Sequence[Pattern],
    runs: int = RUNS,
    seed: int = 1,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """What comes out of each pattern.

    Args:
        patterns: which ones; own ones, too.
        runs: of each side, 2 or more.
        seed: luck of all sides, 0 … 2³² - 1.
        threads: of the engine; None: as many as there are cores.
        progress: is told how many runs are done, and how many there are in all.

    Raises:
        ScenarioError: a side that cannot be run.
        ValueError, TypeError: a number out of its range, or something that is no pattern.
    """
    whole("runs", runs, 2, MOST_RUNS)
    for given in patterns:
        if not isinstance(given, Pattern):
            raise TypeError(f"patterns: given {given!r}; allowed: patterns, as PATTERNS['P1']")
    places = {id(s): settled(s) for s in _sides(patterns)}
    wanted: dict[str, tuple[Place, dict[int, Measure]]] = {}
    for part in _parts(patterns):
        for measured, s in part.terms:
            place = places[id(s)]
            wanted.setdefault(place.key, (place, {}))[1][id(measured)] = measured
    found: dict[tuple[str, int], Numbers] = {}
    for done, (place, measures) in enumerate(wanted.values()):
        before, in_all = done * runs, len(wanted) * runs
        told = _shifted(progress, before, in_all)
        for which, values in measured_on(place, measures, runs, seed, threads, told).items():
            found[place.key, which] = values

    def estimated(part: Part) -> Any:
        arrays = [found[places[id(s)].key, id(measured)] for measured, s in part.terms]
        return judge(part, part.estimate(*arrays))

    return [Finding(p, tuple(estimated(part) for part in p.parts)) for p in patterns]


def measured_on(
    place: Place,
    measures: dict[int, Measure],
    runs: int,
    seed: int,
    threads: int | None,
    progress: Callable[[int], None],
) -> dict[int, Numbers]:
    """Each measure on one side, a row per run; the runs themselves are not kept."""
    kept: dict[int, list[Numbers]] = {which: [] for which in measures}
    for first in range(0, runs, BATCH):
        batch = _run(place, min(BATCH, runs - first), seed, first, threads)
        for which, measured in measures.items():
            kept[which].append(measured(batch))
        progress(min(first + BATCH, runs))
    return {which: np.concatenate(values) for which, values in kept.items()}


def settled(s: Side) -> Place:
    """A side's scenario and region, and what tells it from all other sides."""
    scenario = load_scenario(s.scenario, s.settings)
    region = None
    if s.changed_region is not None:
        region = s.changed_region(region_of(scenario.region))
    table = scenario.model_dump(mode="json", exclude=_LABELS)
    text = json.dumps([table, region and region.fingerprint()], sort_keys=True, ensure_ascii=False)
    return Place(scenario, region, hashlib.sha256(text.encode()).hexdigest())


def places_of(patterns: Sequence[Pattern]) -> list[Place]:
    """All different sides of these patterns, each once, in the order of the patterns."""
    return list({place.key: place for place in map(settled, _sides(patterns))}.values())


def _run(place: Place, runs: int, seed: int, first: int, threads: int | None) -> xr.Dataset:
    from sim.ensemble import run_ensemble

    return run_ensemble(
        place.scenario,
        runs=runs,
        seed=seed,
        first_run=first,
        region=place.region,
        threads=threads,
        details=True,
    )


def _parts(patterns: Sequence[Pattern]) -> Iterator[Part]:
    for pattern in patterns:
        yield from pattern.parts


def _sides(patterns: Sequence[Pattern]) -> Iterator[Side]:
    seen: set[int] = set()
    for part in _parts(patterns):
        for _, s in part.terms:
            if id(s) not in seen:
                seen.add(id(s))
                yield s


def _shifted(progress: Progress | None, before: int, in_all: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, in_all) if progress else None
