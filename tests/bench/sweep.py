"""What a sweep costs beside the bare ensemble, and what its results take.

    python tests/bench/sweep.py            # a few minutes
    python tests/bench/sweep.py --million  # and one sweep of a million runs, 10 minutes or so

Ratios come from rounds that alternate between the two, because machines are noisy.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sim
from sim.sweep import load_design, run_sweep

SCENARIO = "coalition-of-the-willing"
ROUNDS = 3
KINDS = {  # points x runs
    "200 runs a point": (100, 200),
    "20 runs a point": (1000, 20),
    "1 run a point": (4000, 1),
}
MILLION = """
import resource, sys
from sim.sweep import run_sweep
run_sweep({design!r}, sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
READING = """
import sys, time
import pandas
before = time.perf_counter()
print(len(pandas.read_parquet(sys.argv[1])), time.perf_counter() - before)
"""


def design(points, runs):
    """A Latin hypercube over ten settings."""
    vary = {
        "municipalities.willingness_mean": "prior",
        "municipalities.trust_mean": "prior",
        "municipalities.autonomy_concern_mean": "prior",
        "decisions.decision_noise": "prior",
        "decisions.peer_weight": "prior",
        "staff.strategic_share": "prior",
        "staff.turnover_rate": "prior",
        "cooperation.synergy": "prior",
        "fields.water.scale_effect": "prior",
        "fields.housing.scale_effect": "prior",
    }
    return {
        "scenario": SCENARIO,
        "design": "latin_hypercube",
        "points": points,
        "runs": runs,
        "vary": vary,
    }


def timed(function):
    before = time.perf_counter()
    function()
    return time.perf_counter() - before


def against_the_ensemble():
    """The same number of runs, of one scenario at once and as a sweep."""
    sim.run_ensemble(SCENARIO, 1, series=False)
    print(f"{'':24}{'ensemble':>12}{'sweep':>12}{'ratio':>8}   (runs/s; median of {ROUNDS} rounds)")
    for name, (points, runs) in KINDS.items():
        alone, swept = [], []
        same = load_design({**design(points, runs), "vary": {"start": {"low": 2000, "high": 2050}}})
        for _ in range(ROUNDS):
            alone.append(timed(lambda n=points * runs: sim.run_ensemble(SCENARIO, n, series=False)))
            with tempfile.TemporaryDirectory() as folder:
                swept.append(timed(lambda f=folder, p=same: run_sweep(p, Path(f) / "s")))
        ratio = statistics.median(b / a for a, b in zip(alone, swept, strict=True))
        n = points * runs
        rates = n / statistics.median(alone), n / statistics.median(swept)
        print(f"{name:24}{rates[0]:12,.0f}{rates[1]:12,.0f}{ratio:8.3f}")


def results(points, runs):
    """Size, reading and memory."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "s"
        before = time.perf_counter()
        code = MILLION.format(design=design(points, runs))
        peak = float(subprocess.check_output([sys.executable, "-c", code, str(place)]))
        seconds = time.perf_counter() - before
        size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
        n = points * runs
        rate, mb = n / seconds, size / 1e6
        print(f"\nA sweep of {n:,} runs, {points:,} points: {seconds:,.0f} s, {rate:,.0f} runs/s")
        print(f"  peak memory {peak:,.0f} MiB, results {mb:,.1f} MB, {size / n:.0f} bytes a run")
        command = [sys.executable, "-c", READING, str(place / "runs")]
        rows, spent = subprocess.check_output(command, text=True).split()
        print(f"  pandas reads {int(rows):,} rows in {float(spent):.2f} s")
        before = time.perf_counter()
        sim.open_results(place)
        print(f"  sim.open_results: {time.perf_counter() - before:.2f} s")


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}")
    against_the_ensemble()
    results(*((5000, 200) if "--million" in sys.argv else (250, 200)))
