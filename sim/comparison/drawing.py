"""Running all sides with the same luck, batch by batch, and keeping what the comparison needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis import Numbers
from sim.comparison.sides import Side
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.region import Region

if TYPE_CHECKING:
    import xarray as xr

BATCH = 250  # runs of one scenario between two looks at the clock
MOST_KEPT = 2000  # runs whose every quarter is kept
ROOM = 80_000_000  # bytes for the quarters of all sides together
LAST = 4  # quarters that an indicator is averaged over at the end


@dataclass(frozen=True)
class Drawn:
    """What the runs of one side gave.

    Attributes:
        values: a value per run for every measure; an indicator as mean of the last four quarters.
        series: every indicator in every quarter, (run, quarter), of the first runs only.
    """

    values: dict[str, Numbers]
    series: dict[str, Numbers]

    @property
    def runs(self) -> int:
        """How many runs."""
        return int(self.values[OUTCOME_NAMES[0]].size)

    @property
    def kept_runs(self) -> int:
        """How many of them keep every quarter."""
        return int(self.series[INDICATOR_NAMES[0]].shape[0])

    @property
    def dataset(self) -> xr.Dataset:
        """The values as a dataset with dimension run."""
        import xarray as xr

        data: dict[str, Any] = {name: ("run", values) for name, values in self.values.items()}
        return xr.Dataset(data, coords={"run": np.arange(self.runs)})


def kept_runs(sides: int, quarters: int) -> int:
    """Of how many runs every quarter is kept: 2,000, or fewer where that would take much room.

    It depends on the question only, not on the batches, so that the numbers do not either.
    """
    size = sides * quarters * len(INDICATOR_NAMES) * 8
    return max(min(MOST_KEPT, ROOM // size), 100)


@dataclass
class Drawing:
    """Runs of all sides so far; run r of each has the luck of seed and r."""

    sides: Sequence[Side]
    seed: int
    region: Region | None = None
    threads: int | None = None
    runs: int = 0
    _values: dict[str, list[dict[str, Numbers]]] = field(default_factory=dict)
    _series: dict[str, list[dict[str, Numbers]]] = field(default_factory=dict)

    def go_on(self, up_to: int) -> None:
        """One more batch of every side, not beyond a number of runs."""
        kept = kept_runs(len(self.sides), self.sides[0].scenario.quarters)
        count = min(BATCH, up_to - self.runs)
        if self.runs < kept:
            count = min(count, kept - self.runs)
        for side in self.sides:
            self._draw(side, count, is_kept=self.runs < kept)
        self.runs += count

    def drawn(self) -> dict[str, Drawn]:
        """What there is so far, by the key of the side; batches become one, to hold them once."""
        for batches in (self._values, self._series):
            for key, parts in batches.items():
                batches[key] = [_joined(parts)]
        return {
            side.key: Drawn(self._values[side.key][0], self._series[side.key][0])
            for side in self.sides
        }

    def _draw(self, side: Side, count: int, *, is_kept: bool) -> None:
        from sim.ensemble import run_ensemble

        found = run_ensemble(
            side.scenario,
            runs=count,
            seed=self.seed,
            first_run=self.runs,
            region=self.region,
            threads=self.threads,
            series=is_kept,
        )
        values = {name: _of_run(found[name].to_numpy()) for name in INDICATOR_NAMES}
        values |= {name: found[name].to_numpy() for name in OUTCOME_NAMES}
        self._values.setdefault(side.key, []).append(values)
        if is_kept:
            series = {name: found[name].to_numpy() for name in INDICATOR_NAMES}
            self._series.setdefault(side.key, []).append(series)


def _of_run(values: Numbers) -> Numbers:
    """The mean of the last four quarters, added up in their order; or what already is that."""
    if values.ndim == 1:
        return values
    last = values[:, -LAST:]
    total: Numbers = np.zeros(last.shape[0])
    for quarter in range(last.shape[1]):
        total += last[:, quarter]
    return total / float(last.shape[1])


def _joined(batches: list[dict[str, Numbers]]) -> dict[str, Numbers]:
    if len(batches) == 1:
        return batches[0]
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
