"""Run a sweep: what is missing, here or on a cluster, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sim.provenance import provenance
from sim.region import Region
from sim.sweep.design import Design
from sim.sweep.errors import SweepError
from sim.sweep.files import names_only
from sim.sweep.folder import SCHEMA, Folder
from sim.sweep.loading import load_design
from sim.sweep.plan import Plan
from sim.sweep.working import Chunk, chunks_of, do, job_of, work_of
from sim.texts.mistakes import say
from sim.world import whole

Progress = Callable[[float], None]
Workers = Callable[[Plan, Folder, list[Chunk], Progress | None], None]
MOST_CHECKED = 10_000  # points that are looked at before the first run
TRIED = 2.0  # seconds that the runs of an estimate take, about


class Estimate(NamedTuple):
    """What a sweep will take.

    Attributes:
        points: number of points.
        runs: number of runs, over all points.
        done: runs of it that are already there.
        chunks: number of parts.
        seconds: for what is missing, on this machine.
        megabytes: of the finished results.
    """

    points: int
    runs: int
    done: int
    chunks: int
    seconds: float
    megabytes: float


def run_sweep(
    design: str | Path | Mapping[str, Any] | Plan,
    out: str | Path,
    *,
    region: Region | None = None,
    threads: int | None = None,
    cluster: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    command: str = "",
) -> Path:
    """Run a designed experiment, or what is missing of it.

    Args:
        design: path of a TOML file, a table with its keys, or a plan (see `load_design`).
        out: folder of the results; that of an interrupted sweep goes on.
        region: another region than the scenario's own.
        threads: threads side by side on this machine; all cores when None.
        cluster: address of a Dask scheduler (``tcp://…``) whose workers do the runs.
        overwrite: throw an earlier sweep in this folder away.
        progress: told, from any thread, how many runs have just been done, or found done.  Where
            regions or quarters vary, a run counts as much as it is work, so that what is left
            takes as long as it seems; all of them together are still the number of runs.
        command: what was typed, for the provenance; that of an interrupted sweep stays.

    Returns:
        The folder.

    Raises:
        SweepError: a design that cannot be run, a folder that holds something else, no room.
        ScenarioError: a scenario that cannot be read.
    """
    if threads is not None:
        whole("threads", threads, 1, 1024)
    if isinstance(design, Plan) and region is not None:
        raise TypeError("region: given with a Plan; allowed: load_design(…, region=…)")
    plan = design if isinstance(design, Plan) else load_design(design, region=region)
    folder = Folder(out)
    folder.refuse_others()
    for point in range(min(plan.count, MOST_CHECKED)):
        plan.check(point)
    with _workers(cluster, threads) as do_all, folder.alone():
        if overwrite:
            folder.empty()
        folder.begin(plan, record_of(plan), command)
        missing = _missing(plan, folder, progress)
        try:
            do_all(plan, folder, missing, progress)
            folder.finish()
        except OSError as error:
            kept = len(chunks_of(plan)) - len(_missing(plan, folder, None))
            told = {"reason": error.strerror, "kept": kept, "parts": len(chunks_of(plan))}
            raise SweepError(say("sweep.kept", **told), str(out)) from None
    return Path(out)


def record_of(plan: Plan) -> dict[str, Any]:
    """Where the numbers come from, for `provenance.json`; nothing of the machine."""
    several = {names_only(source): world.region for source, world in plan.worlds.items()}
    region = next(iter(several.values())) if several else plan.world_of(plan.scenario).region
    found = provenance(plan.scenario, region, plan.design.seed)
    del found["replicate"]
    if several:  # no run has the scenario's own one
        del found["region"], found["region_fingerprint"]
        found["region_source"] = "; ".join(sorted({region.source for region in several.values()}))
    return {
        **found,
        "schema": SCHEMA,
        "design": plan.design.told(),
        "regions": {source: region.fingerprint() for source, region in several.items()},
    }


def kinds_of(design: Design) -> tuple[str, ...]:
    """Which kinds of parts a sweep has."""
    return ("runs", "series") if design.record.series else ("runs",)


def estimate(plan: Plan, out: str | Path | None = None) -> Estimate:
    """What a sweep will take: some runs of points far apart are made, and thrown away.

    Args:
        plan: the sweep.
        out: its folder, where part of it may be done already.
    """
    chunks = chunks_of(plan)
    runs = plan.count * plan.design.runs
    done, left = 0, float(runs)
    if out is not None:
        Folder(out).refuse_others()
    if out is not None and not Folder(out).is_new:
        Folder(out).compare(plan, record_of(plan))
        whole = Folder(out).done(chunks, kinds_of(plan.design))
        done = sum(c.end - c.start for c in chunks if c.number in whole)
        left = sum(work_of(plan, c) for c in chunks if c.number not in whole)
    tried, work, size, spent = 0, 0.0, 0, 0.0
    count = min(64, runs)
    do(job_of(plan, Chunk(0, 0, 1)))  # compiles, if need be
    while spent < TRIED and tried < runs:
        start = (tried * 7919 * plan.design.runs) % max(runs - count + 1, 1)
        chunk = Chunk(0, start, start + count)
        before = time.perf_counter()
        found = do(job_of(plan, chunk))
        spent += time.perf_counter() - before
        tried, size = tried + count, size + len(found.runs) + len(found.series)
        work += work_of(plan, chunk)
        if plan.sizes is None:  # of regions of all sizes there can never be enough
            count = min(2 * count, runs, chunks[0].end)
    return Estimate(
        plan.count,
        runs,
        done,
        len(chunks),
        left * spent / work,
        runs * size / tried / 1e6,
    )


def _missing(plan: Plan, folder: Folder, progress: Progress | None) -> list[Chunk]:
    chunks = chunks_of(plan)
    done = folder.done(chunks, kinds_of(plan.design))
    if progress is not None:
        progress(sum(work_of(plan, chunk) for chunk in chunks if chunk.number in done))
    return [chunk for chunk in chunks if chunk.number not in done]


@contextmanager
def _workers(cluster: str | None, threads: int | None) -> Iterator[Workers]:
    """Who does the chunks: the threads of this machine, or a cluster, asked before all else."""
    if cluster is None:

        def here(
            plan: Plan, folder: Folder, missing: list[Chunk], progress: Progress | None
        ) -> None:
            for chunk in missing:
                folder.keep(chunk, do(job_of(plan, chunk), threads, progress))

        yield here
    else:
        from sim.sweep.cluster import connected

        with connected(cluster) as on_cluster:
            yield on_cluster
