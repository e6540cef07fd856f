"""The three questions of the project, answered from paired runs with 95 % intervals.

    python tests/bench/seed_questions.py [RUNS]        (default 200 runs of each scenario)

1. Is the county-wide package founded less often than the coalition and the ring?
2. What do informal, shared staff and office change, with and without out-migration?
3. Why do the smallest municipalities refuse?

All scenarios run with the same luck (seed 1, replicates 0 … RUNS - 1), so that differences are
paired.  Intervals are means ± 1.96 standard errors.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from multiprocessing import Pool

from sim.entities import JOIN_FIELD, OUTCOMES, Terms
from sim.measures import service_loss
from sim.model import CooperationModel

RULES = ("county-wide", "core-and-ring", "coalition-of-the-willing", "open-forum")
LEVELS = ("none", "informal", "shared_staff", "office")
SHOCK = [{"kind": "out_migration", "quarter": 32, "magnitude": 0.12, "duration": 8}]
SIZES = (("below 2,000", 0, 2_000), ("2,000-5,000", 2_000, 5_000),
         ("5,000-10,000", 5_000, 10_000), ("10,000 and more", 10_000, 10**9))  # fmt: skip
LAST = 20  # quarters over which indicators are averaged


def main(runs: int) -> None:
    """Run all, print the answers."""
    jobs = [(name, "", replicate) for name in RULES for replicate in range(runs)]
    jobs += [(level, s, r) for level in LEVELS for s in ("calm", "shock") for r in range(runs)]
    with Pool(2) as pool:
        found = pool.map(one_run, jobs, chunksize=8)
    results = {job: result for job, result in zip(jobs, found, strict=True)}
    print(f"{runs} paired runs each, 80 quarters; mean ± half of the 95 % interval\n")
    first_question(results, runs)
    second_question(results, runs)
    third_question(results, runs)


def one_run(job: tuple[str, str, int]) -> dict[str, object]:
    """One run, reduced to what the answers need."""
    name, shock, replicate = job
    if shock:
        shocks = SHOCK if shock == "shock" else []
        model = CooperationModel(
            "coalition-of-the-willing", seed=1, replicate=replicate, level=name, shocks=shocks
        )
    else:
        model = CooperationModel(name, seed=1, replicate=replicate)
    series = model.run().datacollector.model_vars
    means = {key: math.fsum(values[-LAST:]) / LAST for key, values in series.items()}
    return {
        **means,
        "founded": float(model.unit.first_founded >= 0),
        "alive": math.fsum(v > 0 for v in series["institution_level"]),
        "service": series["service_level"],
        "decisions": decisions_by_size(model),
    }


def decisions_by_size(model: CooperationModel) -> dict[str, tuple[Counter[str], list[float], int]]:
    """Outcomes, mean terms (share of the work) of decisions to join field cooperations, by size."""
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


def interval(values: list[float]) -> str:
    """Mean ± half of its 95 % interval."""
    n = len(values)
    mean = math.fsum(values) / n
    variance = math.fsum((v - mean) ** 2 for v in values) / (n - 1)
    return f"{mean:+7.3f} ± {1.96 * math.sqrt(variance / n):.3f}"


def first_question(results: dict, runs: int) -> None:
    """Founded, by membership rule."""
    print("1. Coordination unit founded within 20 years (share of runs), members and net benefit")
    for name in RULES:
        row = [results[name, "", r] for r in range(runs)]
        shown = [
            interval([x[k] for x in row]) for k in ("founded", "institution_members", "net_benefit")
        ]
        print(f"   {name:26s} founded {shown[0]}   members {shown[1]}   net benefit {shown[2]}")
    for other in ("coalition-of-the-willing", "core-and-ring"):
        pairs = [
            results["county-wide", "", r]["founded"] - results[other, "", r]["founded"]
            for r in range(runs)
        ]
        print(f"   county-wide minus {other:26s} {interval(pairs)}")
    print()


def second_question(results: dict, runs: int) -> None:
    """Levels, with and without out-migration, each minus no coordination."""
    keys = ("net_benefit", "relief", "synergy", "coordination_effort", "cross_field_cooperations",
            "field_cooperations", "service_level", "strategic_time", "alive")  # fmt: skip
    for shock in ("calm", "shock"):
        title = "without a shock" if shock == "calm" else "out-migration of 12 % after eight years"
        print(f"2. {title}: mean of the last five years, each level minus no coordination")
        print("   " + " " * 26 + "".join(f"{level:>20s}" for level in LEVELS[1:]))
        for key in keys:
            shown = [
                interval(
                    [
                        results[level, shock, r][key] - results["none", shock, r][key]
                        for r in range(runs)
                    ]
                )
                for level in LEVELS[1:]
            ]
            print(f"   {key:26s}" + "".join(f"{s:>20s}" for s in shown))
        print()
    print("   service lost to the shock (service-quarters below the same run without it)")
    loss = {
        level: [
            service_loss(
                results[level, "shock", r]["service"], results[level, "calm", r]["service"]
            )
            for r in range(runs)
        ]
        for level in LEVELS
    }
    for level in LEVELS:
        against = [a - b for a, b in zip(loss[level], loss["none"], strict=True)]
        print(f"   {level:14s} {interval(loss[level])}   minus none {interval(against)}")
    print()


def third_question(results: dict, runs: int) -> None:
    """What councils of each size answer when asked to join a field cooperation, and why."""
    print("3. Decisions to join a field cooperation (coalition with office), by size")
    total: dict[str, list] = {
        label: [Counter(), [0.0] * len(Terms._fields), 0] for label, _, _ in SIZES
    }
    for r in range(runs):
        for label, (outcomes, terms, n) in results["office", "calm", r]["decisions"].items():
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
