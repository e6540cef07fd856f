"""The points of a design: full grid, Latin hypercube, Sobol' or Morris.

Same design, factors and seed give the same points to the last bit (with the same SALib and SciPy;
whoever keeps results keeps the points with them).

Sources: Latin hypercube (McKay, Beckman & Conover 1979, Technometrics 21, 239-245); Sobol' points
after Saltelli (2002, Computer Physics Communications 145, 280-297) and Saltelli et al. (2010,
Computer Physics Communications 181, 259-270), scrambled after Owen (1998); trajectories after
Morris (1991, Technometrics 33, 161-174).  All but the grid are drawn by SALib.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from sim.analysis.estimates import Numbers
from sim.analysis.factors import Factor, unit_problem

DESIGNS = ("grid", "latin_hypercube", "sobol", "morris")
LEAST_GRID = 4  # levels of Morris' grid (Campolongo et al. 2007: 4 do)


def sample(
    design: str,
    factors: Sequence[Factor],
    points: int | None = None,
    seed: int = 1,
    *,
    steps: int | None = None,
) -> pd.DataFrame:
    """The points of a design: a row each, a column for each factor, values of the settings.

    Args:
        design: ``"grid"`` (every level with every other, ranges in `steps`),
            ``"latin_hypercube"``, ``"sobol"`` (first and total indices) or ``"morris"``.
        factors: what varies; two or more for Sobol' and Morris.
        points: of a Latin hypercube the rows; of Sobol' the base sample N, a power of two, from
            which N × (factors + 2) rows are made; of Morris the trajectories of factors + 1 rows
            each.  A grid needs none.
        seed: 0 … 2³² - 1.
        steps: into how many values a grid divides a range, ends included.

    Raises:
        ValueError: what cannot be sampled, in one line that says what is allowed.
    """
    rows(design, factors, points, steps=steps)
    if design == "grid":
        return _grid(factors, steps)
    assert points is not None
    units = {"latin_hypercube": _latin_hypercube, "sobol": _sobol, "morris": _morris}
    drawn = units[design](factors, points, seed)
    return pd.DataFrame({f.name: f.values(drawn[:, k]) for k, f in enumerate(factors)})


def rows(
    design: str,
    factors: Sequence[Factor],
    points: int | None = None,
    *,
    steps: int | None = None,
) -> int:
    """How many rows `sample` will give; refuses what it would refuse, without sampling."""
    unit_problem(factors)
    if design not in DESIGNS:
        raise ValueError(f"design: given {design!r}; allowed: {', '.join(DESIGNS)}")
    if design == "grid":
        return math.prod(len(factor.steps(steps)) for factor in factors)
    if points is None or points < 1:
        raise ValueError(f"points: given {points}; allowed: 1 or more")
    if design == "latin_hypercube":
        return points
    if len(factors) < 2:
        raise ValueError(f"design {design}: given one factor; allowed: two or more")
    if design == "morris":
        return points * (len(factors) + 1)
    _check_power_of_two(points)
    return points * (len(factors) + 2)


def morris_grid(factors: Sequence[Factor]) -> int:
    """Into how many levels Morris divides each factor: an even number that passes no level over."""
    most = max((len(factor.levels) for factor in factors), default=0)
    return max(LEAST_GRID, most + most % 2)


def _grid(factors: Sequence[Factor], steps: int | None) -> pd.DataFrame:
    columns = [factor.steps(steps) for factor in factors]
    places = np.array(list(product(*(range(len(column)) for column in columns))))
    return pd.DataFrame(
        {
            factor.name: column.iloc[places[:, k]].reset_index(drop=True)
            for k, (factor, column) in enumerate(zip(factors, columns, strict=True))
        }
    )


def _latin_hypercube(factors: Sequence[Factor], points: int, seed: int) -> Numbers:
    from SALib.sample import latin

    units: Numbers = latin.sample(unit_problem(factors), points, seed=np.random.default_rng(seed))
    return units


def _sobol(factors: Sequence[Factor], points: int, seed: int) -> Numbers:
    from SALib.sample import sobol

    units: Numbers = sobol.sample(
        unit_problem(factors), points, calc_second_order=False, scramble=True, seed=seed
    )
    return units


def _morris(factors: Sequence[Factor], points: int, seed: int) -> Numbers:
    """Trajectories on a grid whose ends are those of the ranges.

    Whole numbers and levels take the middle of the equal parts into which the grid divides them
    instead.  A step is half of these parts, so that each changes the value, by the same number of
    levels wherever the grid divides evenly.
    """
    from SALib.sample import morris

    levels = morris_grid(factors)
    units: Numbers = morris.sample(
        unit_problem(factors), points, num_levels=levels, seed=np.random.default_rng(seed)
    )
    for k, factor in enumerate(factors):
        if factor.count is not None:
            units[:, k] = (np.rint(units[:, k] * (levels - 1)) + 0.5) / levels
    return np.clip(units, 0.0, 1.0)


def _check_power_of_two(points: int) -> None:
    below = 1 << (points.bit_length() - 1)
    if below != points:
        raise ValueError(
            f"points: given {points}, and a Sobol' design needs a power of two; "
            f"allowed: {below} or {2 * below}"
        )
