"""The numbers of a comparison as tidy tables, and the files they are written to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis import Estimate, Numbers, difference_over_time, mean_estimate, paired_difference
from sim.comparison.drawing import Drawn
from sim.comparison.sides import Side
from sim.measures import INDICATOR_NAMES, INDICATORS, OUTCOMES
from sim.provenance import provenance
from sim.workbook import tables_workbook
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd

    from sim.comparison import Comparison

UNITS = {measure.name: measure.unit for measure in (*OUTCOMES, *INDICATORS)}
SHARES = ("founded",)  # zeros and ones
NEVER = ("founding_quarter", "recovery_quarters")  # -1 where it never came to that


def pair_of(a: Drawn, b: Drawn, measure: str) -> tuple[Numbers, Numbers]:
    """The values of both sides, run by run.

    A quarter of founding and a time of recovery exist only where there was one (-1: there was
    none), so these two are compared among the runs in which both sides have one.  That is a
    choice of runs which the scenarios themselves make: read it beside the share that founded.
    """
    first, second = a.values[measure], b.values[measure]
    if measure not in NEVER:
        return first, second
    both = (first >= 0.0) & (second >= 0.0)
    return first[both], second[both]


def difference(a: Drawn, b: Drawn, measure: str, confidence: float) -> Estimate:
    """Mean of a - b over the runs that have both, with its interval, in the measure's unit."""
    pair = pair_of(a, b, measure)
    return paired_difference(*pair, confidence, is_share=measure in SHARES)


def difference_table(
    sides: Sequence[Side], drawn: Mapping[str, Drawn], confidence: float
) -> pd.DataFrame:
    """A row per scenario and measure; differences are scenario less baseline."""
    import pandas as pd

    baseline = sides[0].key
    return pd.DataFrame(
        [
            _row(baseline, side.key, measure, drawn, confidence)
            for side in sides[1:]
            for measure in UNITS
        ]
    )


def _row(
    baseline: str, scenario: str, measure: str, drawn: Mapping[str, Drawn], confidence: float
) -> dict[str, Any]:
    pair = pair_of(drawn[scenario], drawn[baseline], measure)
    found = paired_difference(*pair, confidence, is_share=measure in SHARES)
    means = [mean_estimate(values, confidence, is_share=False).estimate for values in pair]
    return {
        "baseline": baseline,
        "scenario": scenario,
        "measure": measure,
        "unit": UNITS[measure],
        **found._asdict(),
        "mean_scenario": means[0],
        "mean_baseline": means[1],
    }


def over_time_table(
    sides: Sequence[Side], drawn: Mapping[str, Drawn], confidence: float
) -> pd.DataFrame:
    """A row per scenario, indicator and quarter; from the runs that keep every quarter."""
    import pandas as pd

    baseline = drawn[sides[0].key]
    tables = []
    for side in sides[1:]:
        for name in INDICATOR_NAMES:
            own, other = drawn[side.key].series[name], baseline.series[name]
            found = difference_over_time(own, other, confidence)
            columns = {"scenario": side.key, "baseline": sides[0].key, "indicator": name}
            quarters = {"quarter": np.arange(own.shape[1]), **found._asdict()}
            tables.append(pd.DataFrame({**columns, **quarters, "runs": own.shape[0]}))
    return pd.concat(tables, ignore_index=True)


def runs_table(drawn: Mapping[str, Drawn]) -> pd.DataFrame:
    """A row per scenario and run: outcomes, and indicators over the last four quarters."""
    import pandas as pd

    tables = []
    for key, side in drawn.items():
        values = {name: side.values[name] for name in UNITS}
        tables.append(pd.DataFrame({"scenario": key, "run": np.arange(side.runs), **values}))
    return pd.concat(tables, ignore_index=True)


def write_tables(found: Comparison, folder: Path, command: str = "", lang: str = "en") -> None:
    """Write all tables of a comparison and its provenance into a folder.

    Args:
        found: the comparison.
        folder: where to.
        command: what was typed; empty when nobody typed it.
        lang: of the workbook that holds the tables besides.
    """
    tables = {"comparison": found.table, "differences_over_time": found.over_time}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        table.to_parquet(folder / f"{name}.parquet", index=False)
    starts = {side.scenario.start for side in found.sides}
    book = tables_workbook(tables, lang, starts.pop() if len(starts) == 1 else None)
    (folder / "tables.xlsx").write_bytes(book)
    found.values.to_parquet(folder / "runs.parquet", index=False)
    origin = comparison_provenance(found)
    if command:
        origin["command"] = command
    record = json.dumps(origin, indent=2, ensure_ascii=False)
    (folder / "provenance.json").write_text(f"{record}\n", encoding="utf-8")


def comparison_provenance(found: Comparison) -> dict[str, Any]:
    """Where the numbers come from: of every scenario, and what holds for all of them."""
    records, rules = {}, ""
    for side in found.sides:
        place = World.of(side.scenario, found.region).region
        records[side.key] = provenance(side.scenario, place, found.seed)
        del records[side.key]["replicate"]
        rules = records[side.key].pop("rules_fingerprint")
    return {
        "schema": 1,
        "kind": "comparison",
        "baseline": found.baseline.key,
        "runs": found.runs,
        "seed": found.seed,
        "confidence": found.confidence,
        "rules_fingerprint": rules,
        "precision": {target.measure: target.asked for target in found.targets},
        "scenarios": records,
    }
