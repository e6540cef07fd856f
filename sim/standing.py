"""Where a run stands among many that differ from it in luck alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents import Municipality
from sim.ensemble.kernel import is_plain
from sim.ensemble.running import Engine
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.model import CooperationModel
from sim.texts import number, text

RUNS = 200  # numbers 0 … 199 of the same seed: the fan of the live view
NINE_OF_TEN = (0.05, 0.95)
RARE, FAR = 0.95, 0.75  # share of the runs on one side of a run that lies far out
LARGE = 100  # municipalities: from here on the live view begins with fewer runs (web/source.js)
SHOWN = {"net_benefit": 0.05, "coverage": 0.005}  # and what would be seen of a difference
_FOUNDED = OUTCOME_NAMES.index("founded")


@dataclass(frozen=True)
class Many:
    """Runs of one scenario on one county with one seed.

    Attributes:
        series: of shape (indicators, runs, quarters).
        founded: whether a coordination unit was founded, for each run.
    """

    series: NDArray[np.float64]
    founded: NDArray[np.bool_]

    @property
    def runs(self) -> int:
        """How many."""
        return int(self.series.shape[1])

    @cached_property
    def typical(self) -> int:
        """Number of the run nearest to the middle."""
        return typical(self.series)

    def nine_of_ten(self) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """For each indicator between which numbers nine of ten runs lie, in every quarter."""
        low, high = np.quantile(self.series, NINE_OF_TEN, axis=1)
        return dict(zip(INDICATOR_NAMES, zip(low, high, strict=True), strict=True))

    def of(self, name: str) -> NDArray[np.float64]:
        """An indicator, of shape (runs, quarters)."""
        values: NDArray[np.float64] = self.series[INDICATOR_NAMES.index(name)]
        return values


def many_of(model: CooperationModel) -> Many | None:
    """The many runs beside a run, to the last bit as the Mesa model would make them.

    None for a municipality class of one's own, which the ensemble engine does not know, and where
    the compiler is switched off: two hundred runs would take a minute.
    """
    if model.municipality_class is not Municipality or is_plain():
        return None
    found = Engine(model.world, model.run_seed).run(RUNS, twins=False)
    return Many(found.series, found.outcomes[:, _FOUNDED] > 0.0)


def typical(series: NDArray[np.float64]) -> int:
    """The run that stays nearest to the middle of all: what the live view shows first.

    Its distance is the mean over quarters and indicators of how far it lies from the median of the
    runs, in mean absolute deviations of that indicator; twenty quarters are looked at.

    Args:
        series: of shape (indicators, runs, quarters).
    """
    some = series[:, :, -1 :: -max(1, series.shape[2] // 20)]
    apart = np.abs(some - np.median(some, axis=1, keepdims=True))
    spread = apart.mean(axis=(1, 2), keepdims=True)
    scaled = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0.0)
    return int(scaled.mean(axis=(0, 2)).argmin())


class Place(NamedTuple):
    """Where a number lies among those of many runs.

    Attributes:
        kind: alike, highest, high, middle, low or lowest.
        beyond: how many of the many lie below a high one, above a low one.
        low, high: between which nine of ten lie.
    """

    kind: str
    beyond: int
    low: float
    high: float


def place(own: float, all_of_them: NDArray[np.float64], seen: float = 0.0) -> Place:
    """Where a number lies.

    >>> place(7.0, np.arange(10.0)).kind, place(9.5, np.arange(10.0)).kind
    ('middle', 'highest')

    Args:
        own: the number.
        all_of_them: those of the many runs.
        seen: where all lie nearer together than this, none is high or low.
    """
    below, above = int((all_of_them < own).sum()), int((all_of_them > own).sum())
    low, high = np.quantile(all_of_them, NINE_OF_TEN).tolist()
    runs = len(all_of_them)
    if below == above == 0:
        return Place("alike", runs, low, high)
    for count, far, rare in ((below, "high", "highest"), (above, "low", "lowest")):
        if count >= FAR * runs and max(own, high) - min(own, low) >= seen:
            return Place(rare if count >= RARE * runs else far, count, low, high)
    return Place("middle", max(below, above), low, high)


class Standing(NamedTuple):
    """Where a run stands, in words.

    Attributes:
        title: what is compared with what.
        is_rare: whether the net benefit ends higher or lower than in nineteen of twenty.
        sentences: how the run ends beside the many: net benefit, coverage, unit or not.
        typical: which run is nearest to the middle, and that the live view shows it first.
        command: what to type for that run; empty where it is this one.
    """

    title: str
    is_rare: bool
    sentences: list[str]
    typical: str
    command: str


class Teller:
    """Tells where a run stands, in one language."""

    def __init__(self, model: CooperationModel, found: Many, lang: str) -> None:
        """Remember the run and the many."""
        self.model, self.many, self.lang = model, found, lang

    def standing(self, typed: str) -> Standing:
        """All of it.

        Args:
            typed: the command for the scenario, without seed and number of the run.
        """
        nearest, seed = self.many.typical, self.model.run_seed
        which = f" --replicate {nearest}" if nearest else ""
        is_own = nearest == self.model.replicate
        in_live = "_live" if len(self.model.municipalities) < LARGE else ""
        return Standing(
            self._words("title"),
            self.place("net_benefit").kind in ("highest", "lowest"),
            [*(self._ends(name) for name in SHOWN), *self._founded()],
            self._words(f"typical{'_own' if is_own else ''}{in_live}"),
            "" if is_own else f"{typed} --seed {seed}{which}",
        )

    def place(self, name: str) -> Place:
        """Where an indicator ends among the many."""
        return place(self._end(name), self.many.of(name)[:, -1], SHOWN[name])

    def _end(self, name: str) -> float:
        return float(self.model.datacollector.model_vars[name][-1])

    def _ends(self, name: str) -> str:
        own, found, shown = self._end(name), self.place(name), self._shown(name)
        values = {"own": shown(own), "low": shown(found.low), "high": shown(found.high)}
        where = self._words(f"place_{found.kind}", count=found.beyond)
        key = f"{name}_alike" if found.kind == "alike" else name
        return self._words(key, place=where, **values)

    def _shown(self, name: str) -> Callable[[float], str]:
        if name == "coverage":
            return lambda share: number(100.0 * share, 0, self.lang)
        return lambda fte: number(fte, 1, self.lang)

    def _founded(self) -> Sequence[str]:
        if not self.model.settings.may_have_a_unit:
            return []
        count, is_here = int(self.many.founded.sum()), self.model.unit.first_founded >= 0
        often = "always" if count == self.many.runs else "never" if count == 0 else "some"
        here = self._words("here" if is_here else "not_here")
        return [self._words(f"founded_{often}", count=count, here=here)]

    def _words(self, key: str, **values: object) -> str:
        return text(f"standing.{key}", self.lang, runs=self.many.runs, **values)
