"""How fast the ensemble engine is, and where its time goes.

    python tests/bench/ensemble.py            (about four minutes on two idle cores)
    python tests/bench/ensemble.py --quick    (a tenth of the runs; to see that it works)

Everything is measured in one go on the default county, 80 quarters, all indicators recorded, in
interleaved rounds of which the median counts: machines are noisy, so read the ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

QUICK = "--quick" in sys.argv
SCENARIO = "coalition-of-the-willing"
ROUNDS = 3 if QUICK else 7
RUNS = 200 if QUICK else 2000
MESA_RUNS = 8 if QUICK else 100


def main() -> None:
    """All measurements, one after the other."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {sys.version.split()[0]}, {cores} cores, scenario {SCENARIO}")
    compiling()
    against_mesa(int(cores or 1))
    where_the_time_goes()
    growth()
    memory()


# ------------------------------------------------------------------------------------- compiling

FIRST = f"""
import time
import sim
before = time.perf_counter()
sim.run_ensemble({SCENARIO!r}, 1, series=False)
print(time.perf_counter() - before)
"""


def compiling() -> None:
    """The first run in a process, without and with a cache."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        times = [
            float(subprocess.check_output([sys.executable, "-c", FIRST], env=environment))
            for _ in range(3)
        ]
    print(
        f"\nCompiling: first run on a machine {times[0]:.1f} s, "
        f"in a second process {min(times[1:]):.2f} s"
    )


# ---------------------------------------------------------------------------- against Mesa's own


def against_mesa(cores: int) -> None:
    """Runs per second of `mesa.batch_run` on all cores, and of the ensemble."""
    from sim.ensemble.running import Engine
    from sim.scenario import load_scenario
    from sim.world import World

    world = World.of(load_scenario(SCENARIO))
    engines = {threads: Engine(world, 1, threads) for threads in sorted({1, cores})}
    jobs: dict[str, tuple[int, Callable[[], object]]] = {
        f"mesa.batch_run, {cores} processes": (MESA_RUNS, lambda: batch_run(cores)),
        "Mesa model alone, 1 process": (MESA_RUNS // 4, mesa_alone),
    }
    for threads, engine in engines.items():
        name = f"ensemble, {threads} thread{'s' if threads > 1 else ''}"
        jobs[name] = (RUNS, lambda engine=engine: engine.run(RUNS))
    found = interleaved({name: job for name, (_, job) in jobs.items()}, ROUNDS // 2 + 1)
    rates = {name: jobs[name][0] / found[name] for name in jobs}
    slowest = next(iter(rates.values()))
    print(f"\n{'':34}{'runs/s':>9}{'ms/run':>10}{'times batch_run':>17}")
    for name, rate in rates.items():
        print(f"{name:34}{rate:9.1f}{1000 / rate:10.3f}{rate / slowest:17.0f}")
    if cores > 1:
        one, many = list(rates.values())[2:]
        print(f"{cores} threads over one: {many / one:.2f}")


def batch_run(processes: int) -> object:
    """As a Mesa user would: every indicator of every quarter of each run.

    The pool's start is left out of the time by making one call with enough runs.
    """
    import mesa

    from sim.model import CooperationModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mesa.batch_run(
            CooperationModel,
            parameters={"scenario": SCENARIO, "seed": 1, "replicate": list(range(MESA_RUNS))},
            number_processes=processes,
            max_steps=80,
            data_collection_period=1,
            display_progress=False,
        )


def mesa_alone() -> None:
    """The same model without a pool."""
    from sim.model import CooperationModel

    for replicate in range(MESA_RUNS // 4):
        CooperationModel(SCENARIO, seed=1, replicate=replicate).run()


def interleaved(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each job; all of them in every round."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            before = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - before)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


# --------------------------------------------------------------------------- where the time goes


def stopwatch() -> Any:
    """The kernel's loop over quarters with the processor's clock read after each stage."""
    from llvmlite import ir
    from numba import njit, types
    from numba.extending import intrinsic

    from sim.ensemble import passing, quarter  # noqa: F401
    from sim.ensemble.quarter import (
        administrations_run,
        all_learn,
        begin,
        cooperations_work,
        decide_on_itself,
        links_are_seen,
        measure,
        people_live,
        politics,
        proposals_are_made,
        share_out_capacity,
        shocks_strike,
        vitality_changes,
    )

    @intrinsic
    def ticks(typingctx: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = ir.FunctionType(ir.IntType(64), [])
            name = "llvm.readcyclecounter"
            return builder.call(builder.module.declare_intrinsic(name, fnty=kind), [])

        return types.int64(), code

    @njit(nogil=True, error_model="numpy", _nrt=False)
    def timed(s: Any, runs: int, own: Any, spent: Any) -> None:
        for r in range(runs):
            t = ticks()
            begin(s, r)
            t = lap(t, spent, 0)
            s.run[0].n_shocks = len(s.shocks)
            for q in range(own.shape[0]):
                s.run[0].quarter = q
                shocks_strike(s)
                people_live(s)
                t = lap(t, spent, 1)
                administrations_run(s)
                t = lap(t, spent, 2)
                share_out_capacity(s)
                decide_on_itself(s)
                t = lap(t, spent, 3)
                proposals_are_made(s)
                t = lap(t, spent, 4)
                links_are_seen(s)
                t = lap(t, spent, 5)
                cooperations_work(s)
                t = lap(t, spent, 6)
                vitality_changes(s)
                t = lap(t, spent, 7)
                all_learn(s)
                t = lap(t, spent, 8)
                politics(s)
                t = lap(t, spent, 9)
                measure(s, own[q])
                t = lap(t, spent, 10)

    @njit(_nrt=False)
    def lap(t: int, spent: Any, stage: int) -> int:
        now = ticks()
        spent[stage] += now - t
        return now

    return timed


STAGES = (
    "start of a run",
    "shocks, people",
    "administrations",
    "coordination unit, votes",
    "proposals, joining",
    "links between fields",
    "work, relief, synergy",
    "vitality, exit",
    "learning, trust",
    "politics",
    "indicators",
)


def where_the_time_goes() -> None:
    """Nanoseconds per municipality and quarter, by stage; and what of it are draws."""
    from sim.ensemble.layout import arrays
    from sim.scenario import load_scenario
    from sim.world import World

    world = World.of(load_scenario(SCENARIO))
    n, n_fields, quarters = len(world.identities), len(world.fields), world.scenario.quarters
    timed = stopwatch()
    state, own = arrays(world, 1, False), np.zeros((quarters, 20))
    timed(state, 1, own, np.zeros(len(STAGES), np.int64))
    runs, all_spent, seconds = RUNS // 4, [], []
    for _ in range(ROUNDS):
        spent = np.zeros(len(STAGES), np.int64)
        before = time.perf_counter()
        timed(state, runs, own, spent)
        seconds.append(time.perf_counter() - before)
        all_spent.append(spent)
    best = int(np.argsort(seconds)[len(seconds) // 2])
    total = seconds[best] / (runs * quarters * n) * 1e9
    share = all_spent[best] / all_spent[best].sum()
    draws, of_stage = blocks_per_run(world)
    block = nanoseconds_of_a_block()
    per = quarters * n
    print(
        f"\nOne thread: {total:.0f} ns per municipality and quarter, "
        f"{total / n_fields:.0f} per municipality, field and quarter; of it"
    )
    print(f"  draws       {draws / per * block:5.0f}  ({draws / per:.2f} blocks of {block:.1f} ns)")
    decisions = sum(total * share[k] - of_stage[k] / per * block for k in (3, 4, 5, 7))
    print(f"  decisions   {decisions:5.0f}  (stages marked *, without their draws)")
    print(f"  bookkeeping {total - decisions - draws / per * block:5.0f}")
    for k, name in enumerate(STAGES):
        mark = "*" if k in (3, 4, 5, 7) else " "
        blocks = of_stage[k] / per
        print(f"  {mark} {name:26}{total * share[k]:6.0f} ns, {blocks:.2f} blocks of draws")


def blocks_per_run(world: Any) -> tuple[float, list[float]]:
    """How many blocks of draws a run takes, counted with the compiler off."""
    code = f"""
import numpy as np
from sim.ensemble import layout, learning, living, proposing, starting
from sim.ensemble import unit, vitality, voting, weighing, working
from sim.ensemble import quarter as q
from sim.scenario import load_scenario
from sim.world import World
calls = 0
plain = starting.draw
def counted(*arguments):
    global calls
    calls += 1
    return plain(*arguments)
for module in (starting, living, unit, voting, proposing, weighing, working, vitality, learning):
    module.draw = counted
world = World.of(load_scenario({SCENARIO!r}))
s = layout.arrays(world, 1, True)
own = np.zeros(20)
spent = np.zeros(11)
stages = [(1, q.means_change), (1, q.shocks_strike), (1, q.people_live), (2, q.administrations_run),
    (3, q.share_out_capacity), (3, q.decide_on_itself), (3, q.unit_is_decided_on),
    (4, q.invitations_are_made), (4, q.proposals_are_made),
    (5, q.links_are_seen), (6, q.cooperations_work), (7, q.vitality_changes), (8, q.all_learn),
    (9, q.politics)]
runs = 3
for r in range(runs):
    calls = 0
    q.begin(s, r)
    spent[0] += calls
    s.run[0].n_shocks = len(s.shocks)
    for t in range(world.scenario.quarters):
        s.run[0].quarter = t
        for k, stage in stages:
            calls = 0
            stage(s)
            spent[k] += calls
        q.measure(s, own)
print(*(spent / runs))
"""
    said = subprocess.check_output(
        [sys.executable, "-c", code], env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, text=True
    )
    counts = [float(x) for x in said.split()]
    return sum(counts), counts


def nanoseconds_of_a_block() -> float:
    """One Philox block of four uniform numbers, in a loop of its own."""
    from numba import njit

    from sim.draws import uniforms

    @njit(nogil=True)
    def many(n: int) -> float:
        total = 0.0
        for i in range(n):
            u = uniforms(1, 2, i & 0xFFFF, 5, i, 0, 0)
            total += u[0] + u[1] + u[2] + u[3]
        return total

    many(10)
    times = []
    for _ in range(5):
        before = time.perf_counter()
        many(1_000_000)
        times.append(time.perf_counter() - before)
    return statistics.median(times) * 1000.0


# --------------------------------------------------------------------------------------- growth


def growth() -> None:
    """How the time of a run grows with quarters, fields and municipalities."""
    from sim.ensemble.running import Engine
    from sim.region import load_region
    from sim.scenario import load_scenario
    from sim.world import World

    base = load_scenario(SCENARIO)
    jobs: dict[str, tuple[Engine, int, int]] = {}

    def job(name: str, world: World, runs: int) -> None:
        cells = len(world.identities) * len(world.fields) * world.scenario.quarters
        jobs[name] = (Engine(world, 1, 1), max(runs // (10 if QUICK else 1), 3), cells)

    for quarters in (40, 80, 160, 320):
        scenario = base.model_copy(update={"quarters": quarters})
        job(f"{quarters} quarters", World.of(scenario), 60_000 // quarters)
    for n_fields in (3, 6, 12):
        fields = tuple(thinned(base.fields[k % 3], k, 3 / n_fields) for k in range(n_fields))
        scenario = base.model_copy(update={"fields": fields, "partners": ()})
        job(f"{n_fields} fields", World.of(scenario), 1800 // n_fields)
    for n in (16, 64, 256):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "grid.csv")
            write_grid(path, n)
            region = load_region(path)
        job(f"{n} municipalities", World.of(base, region), 9600 // n)
    times = interleaved({k: lambda e=e, r=r: e.run(r) for k, (e, r, _) in jobs.items()}, ROUNDS)
    print(f"\n{'':22}{'µs per run':>12}{'ns per cell':>13}   (municipality × field × quarter)")
    for name, (_, runs, cells) in jobs.items():
        each = times[name] / runs
        print(f"{name:22}{each * 1e6:12.0f}{each / cells * 1e9:13.0f}")


def thinned(field: Any, number: int, share: float) -> Any:
    """A field under another name with a share of the work and of the effort."""
    names = ("fte_per_1000_young", "fte_per_1000_working", "fte_per_1000_old", "setup_effort_fte")
    less = {name: share * getattr(field, name) for name in names}
    return field.model_copy(update={"name": f"field_{number}", **less})


def write_grid(path: str, n: int) -> None:
    """Municipalities on a square grid, each a neighbour of those beside it."""
    side = round(n**0.5)
    sizes = np.random.default_rng(1).lognormal(8.2, 0.8, n).astype(int) + 300
    with open(path, "w", encoding="utf-8") as file:
        file.write("key,name,population,area_km2,lat,lon,neighbours\n")
        for i in range(n):
            x, y = i % side, i // side
            near = [
                f"k{b * side + a:04d}"
                for a, b in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
                if 0 <= a < side and 0 <= b < side
            ]
            place = f"{51.0 + 0.05 * y:.4f},{9.5 + 0.08 * x:.4f}"
            file.write(f"k{i:04d},Ort {i},{sizes[i]},40,{place},{' '.join(near)}\n")


# --------------------------------------------------------------------------------------- memory


def memory() -> None:
    """Bytes per run, and the peak of a process that makes many runs."""
    from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES

    n = 100_000 if QUICK else 1_000_000
    outcomes = 8 * (len(INDICATOR_NAMES) + len(OUTCOME_NAMES))
    print(f"\nResults: {outcomes} bytes a run, {outcomes + 8 * 20 * 80:,} with every quarter")
    code = f"""
import sys
import sim
def peak():
    if sys.platform == "linux":  # what getrusage says includes the parent before the start
        status = open("/proc/self/status").read()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sim.run_ensemble({SCENARIO!r}, 1, series=False)
before = peak()
found = sim.run_ensemble({SCENARIO!r}, {n}, series=False)
print(before, peak())
"""
    before, after = map(int, subprocess.check_output([sys.executable, "-c", code]).split())
    print(
        f"Peak of a process: {before / 2**20:.0f} MiB with one run, {after / 2**20:.0f} MiB with "
        f"{n:,} runs of outcomes, {(after - before) / n:.0f} bytes a run"
    )


if __name__ == "__main__":
    main()
