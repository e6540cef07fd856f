"""How the cost of a run grows with the municipalities of a county, and what all counties take.

    python tests/bench/regions.py TABLE.csv            (a few minutes on two idle cores)
    python tests/bench/regions.py TABLE.csv --quick    (fewer runs; to see that it works)

The table is that of all German municipalities (or another with a column `county`).  Counties of
different sizes are run in interleaved rounds of which the median counts: machines are noisy, so
read the ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from sim.ensemble.running import Engine, run_ensemble
from sim.region import Region, counties, load_region
from sim.scenario import load_scenario
from sim.world import World

QUICK = "--quick" in sys.argv
SCENARIOS = ("county-wide", "core-and-ring", "coalition-of-the-willing", "open-forum")
SIZES = (16, 30, 60, 120, 165, 234)
ROUNDS = 3 if QUICK else 9
MUNICIPALITIES = 600 if QUICK else 6000  # runs times municipalities of a county in a round
RUNS = 4 if QUICK else 100  # of each county in the total


def main() -> None:
    """Both measurements, one after the other."""
    table = Path(next(argument for argument in sys.argv[1:] if not argument.startswith("--")))
    if "--total" in sys.argv:  # in a process of its own, for its memory
        total(table)
        return
    found = regions(table)
    sizes = [len(region.places) for region in found.values()]
    print(f"{table.name}: {len(found)} counties of {min(sizes)} … {max(sizes)} municipalities")
    growth([load_region(), *(nearest(found, size) for size in SIZES)])
    sys.stdout.flush()
    subprocess.run([sys.executable, *sys.argv, "--total"], check=True)


def regions(table: Path) -> dict[str, Region]:
    """Each county with two inhabited municipalities or more, by its key."""
    return {key: load_region(f"{table}#{key}") for key in counties(table)}


def nearest(found: dict[str, Region], size: int) -> Region:
    """The county whose number of municipalities lies nearest to one; the first of several."""
    return min(found.values(), key=lambda region: abs(len(region.places) - size))


# ---------------------------------------------------------------------------------------- growth


def growth(some: Sequence[Region]) -> None:
    """Nanoseconds of one thread per municipality and quarter; waiting for a core does not count."""
    engines = {
        (name, k): Engine(World.of(load_scenario(name), region), 1, 1)
        for name in SCENARIOS
        for k, region in enumerate(some)
    }
    times = defaultdict(list)
    for _ in range(ROUNDS):
        for place, engine in engines.items():
            n = len(some[place[1]].places)
            runs = max(MUNICIPALITIES // n, 2)
            before = time.thread_time()
            engine.run(runs, series=False)
            seconds = time.thread_time() - before
            times[place].append(seconds / (runs * n * engine.quarters) * 1e9)
    print(f"\nns per municipality and quarter (times that of {some[0].name}), one thread")
    print(f"{'':26}" + "".join(f"{region.name[:13]:>14}" for region in some))
    print(f"{'municipalities':26}" + "".join(f"{len(region.places):14}" for region in some))
    for name in SCENARIOS:
        each = [statistics.median(times[name, k]) for k in range(len(some))]
        print(f"{name:26}" + "".join(f"{ns:7.0f} ({ns / each[0]:4.2f})" for ns in each))
    ready = [1000 * seconds_to_be_ready(region) for region in some]
    print(f"{'ms until the first run':26}" + "".join(f"{ms:14.1f}" for ms in ready))


def seconds_to_be_ready(region: Region) -> float:
    """What it takes to make a world of a region, and room for one thread."""
    scenario = load_scenario(SCENARIOS[0])
    before = time.perf_counter()
    Engine(World.of(scenario, region), 1, 1)
    return time.perf_counter() - before


# ----------------------------------------------------------------------------------------- total


def total(table: Path) -> None:
    """All counties, one after the other, on all cores: seconds, and the peak of the process."""
    run_ensemble(SCENARIOS[0], 1)  # compile
    before = time.perf_counter()
    found = regions(table)
    reading = time.perf_counter() - before
    n = sum(len(region.places) for region in found.values())
    print(f"\nAll {len(found)} counties, {n} municipalities, {RUNS} runs; reading {reading:.1f} s")
    for name in SCENARIOS:
        before = time.perf_counter()
        for region in found.values():
            run_ensemble(name, RUNS, region=region, series=False)
        print(f"{name:26}{time.perf_counter() - before:8.1f} s")
    print(f"Peak of the process: {peak_mib():.0f} MiB")


def peak_mib() -> float:
    """The most memory that this process has held."""
    if sys.platform == "linux":  # what getrusage says includes the parent before the start
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main()
