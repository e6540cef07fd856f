"""Values of a measure at the points of a design: an array (point, run) without gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.analysis.estimates import ROUNDING, Numbers


def by_point_and_run(values: ArrayLike, points: int) -> Numbers:
    """Values as an array (point, run); one value for each point counts as one run.

    Args:
        values: of one measure, (point, run) or (point,), in its unit.
        points: how many there must be.

    Raises:
        ValueError: another shape, no runs, or numbers that are missing or infinite.
    """
    found: Numbers = np.asarray(values, dtype=np.float64)
    if found.ndim == 1:
        found = found[:, None]
    if found.ndim != 2 or found.shape[0] != points or found.shape[1] == 0:
        raise ValueError(
            f"values: given an array of shape {np.shape(values)}; "
            f"allowed: (point, run) with {points} points and a run or more"
        )
    gaps = ~np.isfinite(found)
    if gaps.any():
        raise ValueError(
            f"values: {int(gaps.sum())} of {found.size} numbers are missing, "
            f"at {int(gaps.any(axis=1).sum())} of {points} points; allowed: a number for every run"
        )
    return found


def column(points: pd.DataFrame, name: str) -> pd.Series[Any]:
    """A column of the table of points.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in points.columns:
        raise ValueError(f"points: given no column {name}; allowed: one for each factor")
    return points[name]


def is_constant(values: Numbers) -> bool:
    """Whether numbers are all the same but for rounding."""
    return float(np.ptp(values)) <= ROUNDING * float(np.abs(values).max())
