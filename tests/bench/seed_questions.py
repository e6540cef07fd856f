"""The three questions of the project, answered from paired runs with 95 % intervals.

    python tests/bench/seed_questions.py [RUNS]        (default 1,000 runs of each scenario)

1. Is the county-wide package founded less often than the coalition and the ring?
2. What do informal, shared staff and office change, with and without out-migration?
3. Why do the smallest municipalities refuse?

All scenarios run with the same luck (seed 1, runs 0 … RUNS - 1), so that differences are paired.
The first two questions go to the ensemble engine; the third needs every term of every decision,
which the Mesa model alone keeps, and so has fewer runs.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from multiprocessing import Pool
from typing import Any

import numpy as np

from sim import run_ensemble
from sim.analysis import Estimate, mean_estimate, paired_difference
from sim.entities import JOIN_FIELD, OUTCOMES, Terms
from sim.model import CooperationModel
from sim.scenario import load_scenario

RULES = ("county-wide", "core-and-ring", "coalition-of-the-willing", "open-forum")
LEVELS = ("none", "informal", "shared_staff", "office")
SHOCK = [{"kind": "out_migration", "quarter": 32, "magnitude": 0.12, "duration": 8}]
SHOCKS = {"calm": [], "shock": SHOCK}
SIZES = (("below 2,000", 0, 2_000), ("2,000-5,000", 2_000, 5_000),
         ("5,000-10,000", 5_000, 10_000), ("10,000 and more", 10_000, 10**9))  # fmt: skip
LAST = 20  # quarters over which indicators are averaged
MOST_MESA_RUNS = 200
WIDTH = 27  # characters of an estimate with its interval


def main(runs: int) -> None:
    """Run all, print the answers."""
    print(f"{runs} paired runs each, 80 quarters; estimate [95 % interval]\n")
    first_question(runs)
    second_question(runs)
    third_question(min(runs, MOST_MESA_RUNS))


def values_of(runs: int, scenario: str, **settings: Any) -> dict[str, np.ndarray]:
    """A number per run: indicators of the last five years, outcomes, quarters with a unit."""
    found = run_ensemble(load_scenario(scenario, settings), runs, seed=1)
    late = {
        str(name): values[:, -LAST:].mean("quarter").to_numpy()
        if "quarter" in values.dims
        else values.to_numpy()
        for name, values in found.data_vars.items()
    }
    alive = (found["institution_level"] > 0).sum("quarter").to_numpy()
    return {**late, "quarters_alive": alive.astype(float)}


def shown(found: Estimate) -> str:
    """Estimate and interval."""
    return f"{found.estimate:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def first_question(runs: int) -> None:
    """Founded, by membership rule."""
    print("1. Coordination unit founded within 20 years (share of runs), members and net benefit")
    found = {name: values_of(runs, name) for name in RULES}
    keys = ("founded", "institution_members", "net_benefit")
    print("   " + " " * 38 + "".join(f"{key:>{WIDTH}s}" for key in keys))
    for name in RULES:
        row = [shown(mean_estimate(found[name][key])) for key in keys]
        print(f"   {name:38s}" + "".join(f"{cell:>{WIDTH}s}" for cell in row))
    for other in ("coalition-of-the-willing", "core-and-ring"):
        pairs = [(found["county-wide"][key], found[other][key]) for key in keys]
        row = [shown(paired_difference(*pair)) for pair in pairs]
        label = f"county-wide − {other}"
        print(f"   {label:38s}" + "".join(f"{cell:>{WIDTH}s}" for cell in row))
    print()


def second_question(runs: int) -> None:
    """Levels, with and without out-migration, each minus no coordination."""
    found = {
        (level, shock): values_of(runs, "coalition-of-the-willing", level=level, shocks=settings)
        for level in LEVELS
        for shock, settings in SHOCKS.items()
    }
    keys = ("net_benefit", "relief", "synergy", "coordination_effort", "cross_field_cooperations",
            "field_cooperations", "service_level", "strategic_time", "quarters_alive")  # fmt: skip
    for shock in SHOCKS:
        title = "without a shock" if shock == "calm" else "out-migration of 12 % after eight years"
        print(f"2. {title}: mean of the last five years, each level minus no coordination")
        print("   " + " " * 26 + "".join(f"{level:>{WIDTH}s}" for level in LEVELS[1:]))
        for key in keys:
            row = [
                shown(paired_difference(found[level, shock][key], found["none", shock][key]))
                for level in LEVELS[1:]
            ]
            print(f"   {key:26s}" + "".join(f"{cell:>{WIDTH}s}" for cell in row))
        print()
    print("   service lost to the shock (service-quarters below the same run without it)")
    loss = {level: found[level, "shock"]["service_loss"] for level in LEVELS}
    for level in LEVELS:
        against = shown(paired_difference(loss[level], loss["none"])) if level != "none" else "–"
        print(f"   {level:14s} {shown(mean_estimate(loss[level]))}   minus none {against}")
    print()


def third_question(runs: int) -> None:
    """What councils of each size answer when asked to join a field cooperation, and why."""
    print(f"3. Decisions to join a field cooperation (coalition with office), by size; {runs} runs")
    total: dict[str, list[Any]] = {
        label: [Counter(), [0.0] * len(Terms._fields), 0] for label, _, _ in SIZES
    }
    with Pool() as pool:
        for table in pool.imap(decisions_by_size, range(runs), chunksize=8):
            for label, (outcomes, terms, n) in table.items():
                total[label][0].update(outcomes)
                total[label][1] = [a + b for a, b in zip(total[label][1], terms, strict=True)]
                total[label][2] += n
    print("   " + " " * 16 + "".join(f"{o:>16s}" for o in OUTCOMES) + f"{'asked':>9s}")
    for label, (outcomes, _, n) in total.items():
        print(f"   {label:16s}" + "".join(f"{outcomes[o] / n:16.3f}" for o in OUTCOMES) + f"{n:9d}")
    print("   mean terms, share of the work in question")
    print("   " + " " * 16 + "".join(f"{t:>13s}" for t in Terms._fields))
    for label, (_, terms, n) in total.items():
        print(f"   {label:16s}" + "".join(f"{t / n:13.3f}" for t in terms))


def decisions_by_size(run: int) -> dict[str, tuple[Counter[str], list[float], int]]:
    """Outcomes and sums of terms (share of the work) of one run's decisions, by size."""
    model = CooperationModel("coalition-of-the-willing", seed=1, replicate=run, level="office")
    model.run()
    table = {}
    for label, low, high in SIZES:
        chosen = [
            d
            for d in model.decisions
            if d.kind == JOIN_FIELD
            and low <= model.municipalities[d.municipality].start_residents < high
        ]
        terms = [
            math.fsum(d.terms[k] / d.load_fte for d in chosen) for k in range(len(Terms._fields))
        ]
        table[label] = (Counter(OUTCOMES[d.verdict.outcome] for d in chosen), terms, len(chosen))
    return table


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
