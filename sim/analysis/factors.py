"""What a design varies: a setting with its range or its levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import Numbers


@dataclass(frozen=True)
class Factor:
    """One setting that varies between the points of a design.

    Attributes:
        name: path of the setting, such as ``"coordination.quota"``.
        low, high: ends of its range, in the unit of the setting; both belong to it.
        levels: instead of a range, the values it takes, of any kind, in their order if they have
            one.
        is_integer: whether only whole numbers of the range are meant.

    Raises:
        ValueError: no range and no levels, or both; ends that are no finite numbers, or not low <
            high; an integer range with ends that are not whole; fewer than two levels, or one
            twice.
    """

    name: str
    low: float | None = None
    high: float | None = None
    levels: tuple[Any, ...] = ()
    is_integer: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot vary."""
        if self.levels:
            self._check_levels()
        else:
            self._check_range()

    @property
    def count(self) -> int | None:
        """How many values it can take; None for a continuous range."""
        if self.levels:
            return len(self.levels)
        low, high = self.ends
        return int(high) - int(low) + 1 if self.is_integer else None

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the range; of levels, the first and last position among them."""
        if self.low is None or self.high is None:
            return 0.0, len(self.levels) - 1.0
        return self.low, self.high

    def value(self, unit: float) -> Any:
        """The value at a unit number: linear in a range, equal parts for whole numbers and levels.

        Args:
            unit: 0 … 1; 1 itself stands for the end of the range.

        Raises:
            ValueError: a number outside of 0 … 1.
        """
        return self.values([unit]).iloc[0]

    def values(self, units: ArrayLike) -> pd.Series[Any]:
        """The same for many unit numbers, (point); as a column named after the setting."""
        given: Numbers = np.asarray(units, dtype=np.float64)
        if not ((given >= 0.0) & (given <= 1.0)).all():
            raise ValueError(f"{self.name}: given unit numbers outside of 0 … 1")
        low, high = self.ends
        if self.count is None:
            return pd.Series(low + given * (high - low), name=self.name)
        places = np.minimum((given * self.count).astype(np.int64), self.count - 1)
        return self.at(places)

    def at(self, places: NDArray[np.int64]) -> pd.Series[Any]:
        """Levels, or whole numbers of the range, by their place from 0; as a column."""
        if self.levels:
            return pd.Series([self.levels[place] for place in places], name=self.name)
        return pd.Series(int(self.ends[0]) + places, name=self.name)

    def steps(self, count: int | None) -> pd.Series[Any]:
        """The values of a grid: all levels, or so many steps from low to high, both included.

        Raises:
            ValueError: no number of steps, or fewer than two, for a range.
        """
        if self.levels:
            return self.at(np.arange(len(self.levels)))
        if count is None or count < 2:
            raise ValueError(f"{self.name}: given {count} steps for a grid; allowed: 2 or more")
        values = np.linspace(*self.ends, count)
        if self.is_integer:
            return pd.Series(np.unique(np.rint(values).astype(np.int64)), name=self.name)
        return pd.Series(values, name=self.name)

    def positions(self, values: Sequence[Any] | pd.Series[Any]) -> Numbers:
        """Where values lie: numbers of a range as they are, levels by their place from 0.

        Raises:
            ValueError: a value that is none of the levels.
        """
        if not self.levels:
            return np.asarray(values, dtype=np.float64)
        return np.array([self._place(value) for value in values], dtype=np.float64)

    def _place(self, value: Any) -> int:
        for place, level in enumerate(self.levels):
            if value == level:
                return place
        allowed = ", ".join(map(str, self.levels))
        raise ValueError(f"{self.name}: given {value!r}; allowed: {allowed}")

    def _check_levels(self) -> None:
        if self.low is not None or self.high is not None or self.is_integer:
            raise ValueError(f"{self.name}: given a range and levels; allowed: one of them")
        if len(self.levels) < 2:
            raise ValueError(f"{self.name}: given one level; allowed: two or more")
        if any(level in self.levels[:place] for place, level in enumerate(self.levels)):
            raise ValueError(f"{self.name}: given a level twice; allowed: each once")

    def _check_range(self) -> None:
        ends = (self.low, self.high)
        if self.low is None or self.high is None:
            raise ValueError(f"{self.name}: given neither a range nor levels; allowed: one of them")
        if not all(_is_number(end) for end in ends):
            raise ValueError(f"{self.name}: given {self.low} … {self.high}; allowed: numbers")
        if self.is_integer and not all(float(end).is_integer() for end in (self.low, self.high)):
            raise ValueError(
                f"{self.name}: given {self.low:g} … {self.high:g}; allowed: whole numbers"
            )
        if not self.low < self.high:
            raise ValueError(
                f"{self.name}: given low {self.low:g}, high {self.high:g}; allowed: low < high"
            )


def unit_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib knows them, each from 0 to 1.

    Raises:
        ValueError: no factors, or two of the same name.
    """
    names = [factor.name for factor in factors]
    if not names:
        raise ValueError("factors: given none; allowed: one or more")
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise ValueError(f"factors: given {twice[0]} twice; allowed: each once")
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)
