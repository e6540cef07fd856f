"""The work of a sweep: some runs of some points, as one table.

Rows are numbered through all points: row = point x runs + run.  A chunk is a range of rows; what
it gives depends on the plan and its rows alone, not on who does it, when, or with how many threads.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.ensemble.details import named_details
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.region import Region
from sim.scenario import Scenario, ScenarioError
from sim.sweep.errors import SweepError
from sim.sweep.plan import Plan, at_point
from sim.sweep.regions import Key, region_key
from sim.world import World

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

ROWS = 10_000  # runs of a chunk
ROOM = 64_000_000  # bytes of the quarters of a chunk: fewer runs where every quarter is kept
AT_ONCE = 250  # runs that a thread does before it looks for more, at most
LEAST_AT_ONCE = 16
SHARES = 4  # pieces for each thread, at least, so that all of them are busy to the end
USUAL_SIZE = 16  # municipalities: of larger regions a chunk has fewer runs


class Chunk(NamedTuple):
    """A range of rows.

    Attributes:
        number: which chunk; it names the part on disk.
        start: its first row.
        end: row after its last one.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Job:
    """A chunk with all that is needed to do it anywhere.

    Attributes:
        chunk: which rows.
        scenario: the scenario of the sweep.
        overrides: settings of the points from the one of the first row on.
        runs: runs of each point.
        seed: luck.
        indicators: names of those kept.
        series: whether every quarter of them is kept.
        details: whether what is counted in each run is kept.
        regions: those of its points, by `region_key`, so that no file is needed.
        weights: how much work a run of each of these points is; none where all are alike.
    """

    chunk: Chunk
    scenario: Scenario
    overrides: Sequence[dict[str, Any]]
    runs: int
    seed: int
    indicators: tuple[str, ...]
    series: bool
    details: bool
    regions: Mapping[Key, Region]
    weights: Sequence[float] = ()

    def parts(self, threads: int = 1) -> list[tuple[int, int, int]]:
        """Point, first run and number of runs of each piece of work, in the order of the rows."""
        rows = self.chunk.end - self.chunk.start
        most = min(max(-(-rows // (SHARES * threads)), LEAST_AT_ONCE), AT_ONCE)
        found = []
        row = self.chunk.start
        while row < self.chunk.end:
            point, run = divmod(row, self.runs)
            count = min(self.runs - run, self.chunk.end - row, most)
            found.append((point, run, count))
            row += count
        return found


class Done(NamedTuple):
    """What a chunk gave, as the bytes of its Parquet files."""

    runs: bytes
    series: bytes


def chunks_of(plan: Plan) -> list[Chunk]:
    """All chunks of a plan; they depend on the design, and on the size of its regions, alone."""
    rows, size = plan.count * plan.design.runs, chunk_rows(plan)
    starts = range(0, rows, size) if plan.sizes is None else _starts(plan, plan.sizes, size)
    return [
        Chunk(number, start, end) for number, (start, end) in enumerate(pairwise([*starts, rows]))
    ]


def _starts(plan: Plan, sizes: NDArray[np.int64], most: int) -> list[int]:
    """First rows of chunks with as much work in each, and no more rows than `most`."""
    runs = plan.design.runs
    work = np.maximum(sizes, USUAL_SIZE)  # of a run
    before = np.concatenate([[0], np.cumsum(work * runs)])  # of the points before
    marks = np.arange(0, before[-1], most * USUAL_SIZE)
    point = np.searchsorted(before, marks, side="right") - 1
    starts = point * runs + -(-(marks - before[point]) // work[point])
    return [int(start) for start in np.unique(starts)]


def chunk_rows(plan: Plan) -> int:
    """How many runs a chunk has."""
    if not plan.design.record.series:
        return ROWS
    a_run = 8 * len(INDICATOR_NAMES) * plan.scenario.quarters
    return max(1, min(ROWS, ROOM // a_run))


def job_of(plan: Plan, chunk: Chunk) -> Job:
    """A chunk with what it needs."""
    design = plan.design
    first, last = chunk.start // design.runs, (chunk.end - 1) // design.runs
    overrides = [plan.overrides(point) for point in range(first, last + 1)]
    settings = [plan.scenario_of(point).region for point in _different(plan, overrides, first)]
    return Job(
        chunk,
        plan.scenario,
        overrides,
        design.runs,
        design.seed,
        design.record.indicators,
        design.record.series,
        design.record.details,
        {region_key(each): plan.regions.of(each) for each in settings},
        () if plan.weights is None else plan.weights[first : last + 1].tolist(),
    )


def _different(plan: Plan, overrides: Sequence[Mapping[str, Any]], first: int) -> list[int]:
    """Points of which no two have the same settings of the region."""
    found: dict[str, int] = {}
    for place, changes in enumerate(overrides):
        own = {name: value for name, value in changes.items() if name.startswith("region")}
        found.setdefault(repr(own), first + place)
    return list(found.values())


def work_of(plan: Plan, chunk: Chunk) -> float:
    """How much work a chunk is, in runs of a mean size; simply its runs where all are alike."""
    if plan.weights is None:
        return chunk.end - chunk.start
    first, last = chunk.start // plan.design.runs, (chunk.end - 1) // plan.design.runs
    ends = np.arange(first, last + 2) * plan.design.runs
    counts = np.diff(np.clip(ends, chunk.start, chunk.end)).astype(np.float64)
    return float(counts @ plan.weights[first : last + 1])


def do(
    job: Job, threads: int | None = None, progress: Callable[[float], None] | None = None
) -> Done:
    """Do a chunk.

    Args:
        job: which one.
        threads: threads side by side; all cores that the process may use when None.
        progress: told, from any thread, how many runs have just been done (see `work_of`).
    """
    from sim.ensemble.running import Engine, usable_cores

    threads = threads or usable_cores()
    pieces, first = job.parts(threads), job.chunk.start // job.runs

    def work(piece: tuple[int, int, int]) -> Any:
        point, run, count = piece
        scenario = at_point(job.scenario, job.overrides[point - first], point)
        try:
            world = World.of(scenario, job.regions[region_key(scenario.region)])
        except ScenarioError as error:
            raise SweepError(f"point {point}: {error}") from None
        engine = Engine(world, job.seed, 1)
        found = engine.run(count, run, series=job.series, details=job.details)
        if progress is not None:
            progress(count * job.weights[point - first] if job.weights else count)
        return found, counted_in(world, found.details) if job.details else {}

    with ThreadPoolExecutor(threads) as pool:
        try:
            done = list(pool.map(work, pieces))
        except BaseException:  # Ctrl-C too: what has not begun is left out
            pool.shutdown(cancel_futures=True)
            raise
    return Done(_bytes(_runs(job, pieces, done)), _bytes(_series(job, pieces, done)))


def _runs(job: Job, pieces: Sequence[tuple[int, int, int]], done: Sequence[Any]) -> pa.Table:
    import pyarrow as pa

    columns = _keys(pieces)
    numbers = np.concatenate([found.outcomes for found, _ in done])
    names = (*OUTCOME_NAMES, *INDICATOR_NAMES)
    for name in (*OUTCOME_NAMES, *job.indicators):
        columns[name] = numbers[:, names.index(name)]
    if job.details:
        counts = [counted for _, counted in done]
        columns |= {name: np.concatenate([c[name] for c in counts]) for name in counts[0]}
    return pa.table(columns)


def counted_in(world: World, numbers: Any) -> dict[str, Any]:
    """What is counted in each run, one number each: the columns of `record.details`.

    - ``members.FIELD``: municipalities in a cooperation of the field, mean over the quarters;
      the field ``cross-field`` stands for those across fields.
    - ``asked_drafting``, ``yes_drafting``: councils in votes on founding the unit whose own mayor
      drafted along, and how many agreed; ``asked_others``, ``yes_others``: all other councils.
    - ``drafting_core_and_ring``, ``drafting_elsewhere``: municipalities whose mayor drafted along
      when a vote on founding the unit was last prepared.
    - ``members_at_end.FIELD``, ``groups_at_end.FIELD``, ``small_groups_at_end.FIELD``,
      ``largest_at_end.FIELD``: at the end of the run, municipalities in a cooperation of the field,
      cooperations, those with two to four members, and members of the largest; awake or dormant.
    - ``groups_2_to_4``: share of field cooperations, counted quarter by quarter, with two to four
      members; not a number (nan) in a run without any.
    """
    variables, coords = named_details(world, numbers)
    members = variables["memberships"][1].sum(axis=1) / world.scenario.quarters
    columns = {f"members.{name}": members[:, k] for k, name in enumerate(coords["field"])}
    votes = variables["votes"][1]
    for g, group in enumerate(coords["group"]):
        for v, vote in enumerate(coords["vote"]):
            columns[f"{vote}_{group}"] = votes[:, g, v]
    sizes = variables["group_sizes"][1]
    with np.errstate(invalid="ignore"):
        columns["groups_2_to_4"] = sizes[:, 2:5].sum(axis=1) / sizes.sum(axis=1)
    ring = np.isin(np.arange(len(world.identities)), world.core_and_ring)
    drafting = variables["drafting"][1]
    columns["drafting_core_and_ring"] = drafting[:, ring].sum(axis=1)
    columns["drafting_elsewhere"] = drafting[:, ~ring].sum(axis=1)
    for k, name in enumerate(coords["field"]):
        columns |= {
            f"{what}_at_end.{name}": values
            for what, values in groups_of(variables["group_at_end"][1][:, :, k]).items()
        }
    return columns


def groups_of(of_whom: Any) -> dict[str, Any]:
    """Groups told from the size of the group in which each is, 0 for none, (run, municipality)."""
    weight = np.divide(1.0, of_whom, out=np.zeros_like(of_whom), where=of_whom > 0.0)
    is_small = (of_whom >= 2.0) & (of_whom <= 4.0)
    return {
        "members": (of_whom > 0.0).sum(axis=1).astype(np.float64),
        "groups": np.rint(weight.sum(axis=1)),
        "small_groups": np.rint((weight * is_small).sum(axis=1)),
        "largest": of_whom.max(axis=1),
    }


def _series(job: Job, pieces: Sequence[tuple[int, int, int]], done: Sequence[Any]) -> Any:
    import pyarrow as pa

    if not job.series:
        return None
    quarters = done[0][0].series.shape[2]
    columns = {name: np.repeat(values, quarters) for name, values in _keys(pieces).items()}
    rows = job.chunk.end - job.chunk.start
    columns["quarter"] = np.tile(np.arange(quarters, dtype=np.int32), rows)
    for name in job.indicators:
        k = INDICATOR_NAMES.index(name)
        columns[name] = np.concatenate([found.series[k].ravel() for found, _ in done])
    return pa.table(columns)


def _keys(pieces: Sequence[tuple[int, int, int]]) -> dict[str, Any]:
    """Point and run of each row."""
    return {
        "point": np.concatenate([np.full(n, point, np.int32) for point, _, n in pieces]),
        "run": np.concatenate([np.arange(run, run + n, dtype=np.int32) for _, run, n in pieces]),
    }


def _bytes(table: Any) -> bytes:
    import pyarrow.parquet as pq

    if table is None:
        return b""
    room = io.BytesIO()
    pq.write_table(table, room, compression="zstd")
    return room.getvalue()
