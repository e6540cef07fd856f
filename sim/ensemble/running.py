"""Runs of one scenario in threads, and their results as an `xarray.Dataset`."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.ensemble.details import count_of_numbers, named_details
from sim.ensemble.kernel import announced, is_plain, is_ready, kernel
from sim.ensemble.layout import State, arrays
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.provenance import provenance
from sim.region import Region
from sim.scenario import Scenario, load_scenario
from sim.world import World, whole

if TYPE_CHECKING:
    import xarray as xr

CHUNK = 64  # runs that a thread does before it looks for more
MOST = 2**32  # seeds and run numbers have 32 bits
MOST_THREADS = 1024
_AGAINST_TWIN = [OUTCOME_NAMES.index(name) for name in ("service_loss", "recovery_quarters")]


@dataclass(frozen=True)
class Results:
    """Numbers of many runs, as the kernel leaves them.

    Attributes:
        series: (indicators, runs, quarters), or (0, runs, 0) when nobody wants them.
        outcomes: (runs, 5 + 20): per-run outcomes, then each indicator's mean over the last four
            quarters.
        details: (runs, numbers), or (0, 0).
    """

    series: np.ndarray[Any, np.dtype[np.float64]]
    outcomes: np.ndarray[Any, np.dtype[np.float64]]
    details: np.ndarray[Any, np.dtype[np.float64]]


class Engine:
    """One scenario on its region and one seed, ready to be run as often as one likes.

    Args:
        world: the scenario on its region.
        seed: 0 … 2³² - 1.
        threads: threads side by side; all that the process may use when None.
    """

    def __init__(self, world: World, seed: int, threads: int | None = None) -> None:
        """Make room for one thread; compile on the first use on this machine."""
        whole("seed", seed, 0, MOST - 1)
        if threads is not None:
            whole("threads", threads, 1, MOST_THREADS)
        self.world, self.seed = world, seed
        self.quarters = world.scenario.quarters
        self.threads = threads or usable_cores()
        self._rooms = [self._room()]
        if not is_ready():
            announced(
                lambda: self._run_chunk(self._rooms[0], self.empty(0, False, False), 0, 0, 0, False)
            )

    def _room(self) -> tuple[State, Any, Any]:
        n = len(INDICATOR_NAMES)
        state = arrays(self.world, self.seed, is_plain())
        return state, np.zeros((self.quarters, n)), np.zeros((self.quarters, n))

    def empty(self, runs: int, series: bool, details: bool) -> Results:
        """Room for the results of runs."""
        n = len(INDICATOR_NAMES)
        return Results(
            np.zeros((n, runs, self.quarters)) if series else np.zeros((0, runs, 0)),
            np.zeros((runs, len(OUTCOME_NAMES) + n)),
            np.zeros((runs, count_of_numbers(self.world)) if details else (0, 0)),
        )

    def run(
        self,
        runs: int,
        first_run: int = 0,
        *,
        series: bool = True,
        details: bool = False,
        twins: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> Results:
        """Many runs.

        Args:
            runs: how many.
            first_run: number of the first one.
            series: keep every quarter.
            details: keep what is counted in each run.
            twins: after each run with shocks the same one without them, to see what they cost;
                without, `service_loss` and `recovery_quarters` are NaN.
            progress: told, from any thread, how many runs have just been done.
        """
        results = self.empty(runs, series, details)
        share = min(CHUNK, -(-runs // self.threads)) if runs else 1
        chunks: SimpleQueue[tuple[int, int]] = SimpleQueue()
        for chunk in pairwise([*range(0, runs, share), runs]):
            chunks.put(chunk)
        while len(self._rooms) < min(self.threads, chunks.qsize()):
            self._rooms.append(self._room())

        def work(room: tuple[State, Any, Any]) -> None:
            while not chunks.empty():
                try:
                    start, end = chunks.get_nowait()
                except Empty:  # another thread was quicker
                    return
                self._run_chunk(room, results, start, end, first_run, twins)
                if progress is not None:
                    progress(end - start)

        if len(self._rooms) == 1:
            work(self._rooms[0])
            return results
        with ThreadPoolExecutor(self.threads) as pool:
            waiting = [pool.submit(work, room) for room in self._rooms]
            try:
                for job in waiting:
                    job.result()
            finally:  # after Ctrl-C the threads end with the chunk that they are at
                while not chunks.empty():
                    with suppress(Empty):
                        chunks.get_nowait()
        return results

    def _run_chunk(
        self,
        room: tuple[State, Any, Any],
        results: Results,
        start: int,
        end: int,
        first_run: int,
        twins: bool,
    ) -> None:
        state, own, twin = room
        kernel()(
            state,
            first_run,
            start,
            end,
            own,
            twin if twins else twin[:0],
            results.series,
            results.outcomes,
            results.details,
        )
        if not twins:
            results.outcomes[start:end, _AGAINST_TWIN] = np.nan


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_ensemble(
    scenario: Scenario | str,
    runs: int = 1000,
    seed: int = 1,
    *,
    first_run: int = 0,
    region: Region | None = None,
    threads: int | None = None,
    series: bool = True,
    details: bool = False,
    progress: Callable[[int], None] | None = None,
    municipality_class: type | None = None,
) -> xr.Dataset:
    """Many runs of a scenario; run r has the luck of ``CooperationModel(…, replicate=r)``.

    Args:
        scenario: a `Scenario`, or the path or name of one.
        runs: how many, 0 or more.
        seed: 0 … 2³² - 1.
        first_run: number of the first run, so that more can be added later.
        region: another region than the scenario's own.
        threads: threads side by side; all cores that the process may use when None.  The numbers
            do not depend on it.
        series: keep every quarter (runs x quarters x 20 x 8 bytes); else each indicator's mean
            over the last four quarters.
        details: also keep what is counted in each run (see `sim.ensemble.details`).
        progress: told, from any thread, how many runs have just been done.
        municipality_class: refused; own classes run in the Mesa model.

    Returns:
        A dataset with dimensions ``run`` and ``quarter``: the indicators by their names and, with
        dimension ``run``, the per-run outcomes.

    Raises:
        ScenarioError: for a scenario or region that cannot be used.
        ValueError: for a number out of its range.
        TypeError: for a ``municipality_class``, or where a whole number is wanted.
    """
    if municipality_class is not None:
        raise TypeError(
            f"municipality_class: given {municipality_class.__name__}; the ensemble engine runs "
            "the model's own rules only; use CooperationModel(municipality_class=…)"
        )
    whole("runs", runs, 0, MOST)
    whole("first_run", first_run, 0, MOST - max(runs, 1))
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    world = World.of(chosen, region)
    engine = Engine(world, seed, threads)
    found = engine.run(runs, first_run, series=series, details=details, progress=progress)
    return _dataset(world, seed, first_run, found)


def _dataset(world: World, seed: int, first_run: int, found: Results) -> xr.Dataset:
    import xarray as xr

    runs = found.outcomes.shape[0]
    variables: dict[str, Any] = {}
    for k, name in enumerate(INDICATOR_NAMES):
        if found.series.shape[0]:
            variables[name] = (("run", "quarter"), found.series[k])
        else:
            variables[name] = (("run",), found.outcomes[:, len(OUTCOME_NAMES) + k])
    for k, name in enumerate(OUTCOME_NAMES):
        variables[name] = (("run",), found.outcomes[:, k])
    coords: dict[str, Any] = {"run": np.arange(first_run, first_run + runs)}
    if found.series.shape[0]:
        coords["quarter"] = np.arange(world.scenario.quarters)
    if found.details.size:
        more, where = named_details(world, found.details)
        variables |= more
        coords |= where
    record = provenance(world.scenario, world.region, seed, first_run)
    return xr.Dataset(variables, coords, attrs=_flat(record))


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """Attributes that every format can keep: no tables within."""
    import json

    return {
        name: json.dumps(value, sort_keys=True, ensure_ascii=False)
        if isinstance(value, dict)
        else value
        for name, value in record.items()
    }
