"""Two or more scenarios with the same luck: what differs, and whether it is more than luck.

    from sim.comparison import Comparison
    found = Comparison.of(["coalition-of-the-willing", "no-coordination"], runs=1000, seed=1)
    found.table, found.over_time

Run r has the same luck in every scenario, so every difference is taken run by run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis import CONFIDENCE, Estimate, runs_needed
from sim.comparison.drawing import Drawing, Drawn
from sim.comparison.sides import ComparisonError, Side, sides_of
from sim.comparison.stopping import MEASURES, Target, is_number, looks, targets_of
from sim.comparison.tables import difference, difference_table, over_time_table, runs_table
from sim.region import Region
from sim.scenario import Scenario
from sim.world import whole

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEASURES", "Comparison", "ComparisonError", "Side", "Target", "compare"]

MOST_RUNS, MOST_SEEDS = 250_000, 2**32
Progress = Callable[[int, tuple[Target, ...]], None]


@dataclass(frozen=True)
class Comparison:
    """Paired runs of two or more scenarios; the first one is the baseline of every difference.

    Attributes:
        sides: the scenarios with their names.
        drawn: what their runs gave, by the key of the side.
        seed: the seed; run numbers go from 0 to runs - 1.
        confidence: of the intervals, 0 … 1.
        targets: what precision was asked for and what came of it.
        region: another region than the scenarios' own.
    """

    sides: tuple[Side, ...]
    drawn: Mapping[str, Drawn]
    seed: int
    confidence: float = CONFIDENCE
    targets: tuple[Target, ...] = ()
    region: Region | None = None

    @classmethod
    def of(
        cls,
        scenarios: Sequence[Scenario | Side | str | Path],
        runs: int = 1000,
        seed: int = 1,
        *,
        precision: Mapping[str, float] | None = None,
        confidence: float = CONFIDENCE,
        region: Region | None = None,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Comparison:
        """Run all scenarios with the same luck and compare them.

        Args:
            scenarios: settings, files or names of shipped scenarios; the first is the baseline.
            runs: runs of each scenario, 2 … 250,000; with `precision` the most that are made.
            seed: 0 … 2³² - 1.
            precision: half-widths of intervals by measure, each in its unit; runs are added
                until every interval of every pair is that narrow (see `sim.comparison.stopping`).
            confidence: of the intervals, 0 … 1.
            region: another region than the scenarios' own.
            threads: how many cores to use; all of them when not said.
            progress: called after each batch with the runs made and the targets so far.

        Raises:
            ScenarioError: a scenario that cannot be run.
            ComparisonError: scenarios that cannot be compared, or an unknown measure.
            ValueError, TypeError: a number out of its range, or of another kind.
        """
        whole("runs", runs, 2, MOST_RUNS)
        whole("seed", seed, 0, MOST_SEEDS - 1)
        if not (is_number(confidence) and 0.5 <= confidence < 1.0):
            raise ComparisonError(
                f"confidence: given {confidence!r}; allowed: 0.5 or more, and less than 1"
            )
        targets = targets_of(precision)
        sides = sides_of(scenarios, region)
        drawing = Drawing(sides, seed, region, threads)
        found = cls(sides, {}, seed, confidence, targets, region)
        for look in looks(runs, bool(targets)):
            while drawing.runs < look:
                drawing.go_on(look)
                if progress is not None:
                    progress(drawing.runs, found.targets)
            found = replace(found, drawn=drawing.drawn())._looked_at()
            if targets and all(target.is_reached for target in found.targets):
                break
        return found

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, the baseline first."""
        return tuple(side.scenario for side in self.sides)

    @property
    def baseline(self) -> Side:
        """The first scenario: every other is compared with it."""
        return self.sides[0]

    @property
    def others(self) -> tuple[Side, ...]:
        """The scenarios that are compared with the baseline."""
        return self.sides[1:]

    @property
    def runs(self) -> int:
        """How many runs of each scenario."""
        return self.drawn[self.baseline.key].runs

    @property
    def kept_runs(self) -> int:
        """How many runs keep every quarter: those of fans and of differences over time."""
        return self.drawn[self.baseline.key].kept_runs

    @property
    def quarters(self) -> int:
        """Length of each run in quarters."""
        return self.baseline.scenario.quarters

    @property
    def ensembles(self) -> dict[str, Any]:
        """Every measure of every run by the key of the side: an `xarray.Dataset` with dim run."""
        return {key: drawn.dataset for key, drawn in self.drawn.items()}

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row per pair and measure: difference, interval, runs, what pairing saves, means."""
        return difference_table(self.sides, self.drawn, self.confidence)

    @cached_property
    def over_time(self) -> pd.DataFrame:
        """A row per pair, indicator and quarter: difference and its interval of that quarter."""
        return over_time_table(self.sides, self.drawn, self.confidence)

    @cached_property
    def values(self) -> pd.DataFrame:
        """A row per scenario and run: outcomes, and indicators over the last four quarters."""
        return runs_table(self.drawn)

    def difference(self, side: Side, measure: str) -> Estimate:
        """A scenario less the baseline, in one measure."""
        pair = self.drawn[side.key], self.drawn[self.baseline.key]
        return difference(*pair, measure, self.confidence)

    def _looked_at(self) -> Comparison:
        targets = tuple(self._came_of(target) for target in self.targets)
        return replace(self, targets=targets)

    def _came_of(self, target: Target) -> Target:
        """The widest interval of all pairs; unknown where it is unknown for one of them."""
        found = [self.difference(side, target.measure) for side in self.others]
        needed = [runs_needed(pair._replace(runs=self.runs), target.asked) for pair in found]
        widths = [pair.half_width for pair in found]
        got = max(widths) if all(width == width for width in widths) else float("nan")
        return target._replace(got=got, runs_needed=max(needed))


def compare(
    scenarios: Sequence[Scenario | Side | str | Path],
    runs: int = 1000,
    seed: int = 1,
    **options: Any,
) -> pd.DataFrame:
    """Paired differences of two or more scenarios from the first one, as a tidy table.

    Args:
        scenarios: settings, files or names of shipped scenarios; the first is the baseline.
        runs: runs of each, 2 … 250,000.
        seed: 0 … 2³² - 1.
        **options: precision, confidence, region, threads: see `Comparison.of`.

    Returns:
        Columns baseline, scenario, measure, unit, estimate, low, high, runs, variance_ratio,
        mean_scenario, mean_baseline.
    """
    return Comparison.of(scenarios, runs, seed, **options).table
