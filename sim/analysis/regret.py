"""Which policy wins where, and which is never far behind: policies at the same uncertain points.

A policy is what one can choose (a membership rule, a level of the coordination unit), a point is
what one cannot know.  All policies meet the same points and the same luck.

Sources: regret (Savage 1951, Journal of the American Statistical Association 46, 55-67); policies
judged by it over many futures (Lempert, Groves, Popper & Bankes 2006, Management Science 52,
514-528).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import CONFIDENCE, Estimate, Numbers, paired_difference
from sim.analysis.factors import Factor
from sim.analysis.shapes import by_point_and_run, column

Policies = Mapping[str, ArrayLike]


def policies_of(
    points: pd.DataFrame, values: ArrayLike, settings: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, Numbers]]:
    """Take apart a table in which every policy stands at the same points.

    Args:
        points: a row per point and policy, a column per factor.
        values: of one measure, (row, run).
        settings: the columns that make a policy, such as ``["coordination.membership"]``.

    Returns:
        The points without those columns, each once, and for each policy (its values joined by
        " · ", in the order they first come) the values (point, run) in the order of these points.

    Raises:
        ValueError: no such column, one policy only, or policies that lack a point or have it twice.
    """
    runs = by_point_and_run(values, len(points))
    if not settings:
        raise ValueError("settings: given none; allowed: one or more columns of the points")
    chosen = [column(points, name) for name in settings]
    names = [" · ".join(map(str, row)) for row in zip(*chosen, strict=True)]
    others = points.drop(columns=list(settings))
    where: dict[tuple[str, ...], int] = {}
    keys = [tuple(map(repr, row)) for row in others.itertuples(index=False)]
    places = np.array([where.setdefault(key, len(where)) for key in keys])
    found: dict[str, Numbers] = {}
    for name in dict.fromkeys(names):
        own = np.flatnonzero([other == name for other in names])
        if sorted(places[own]) != list(range(len(where))):
            raise ValueError(f"points: policy {name} is not given once at each of {len(where)}")
        found[name] = runs[own[np.argsort(places[own])]]
    _checked(found)
    first = np.unique(places, return_index=True)[1]
    return others.iloc[first].reset_index(drop=True), found


def regrets(values: Policies, *, is_more_better: bool = True) -> pd.DataFrame:
    """What each policy loses at each point against the best one there.

    Args:
        values: for each policy the values of one measure, (point, run), the same points and runs.
        is_more_better: which way is good.

    Returns:
        A row per point and policy: point (its place), policy, mean over the runs, regret: how much
        worse that is than the best mean of the point, 0 for the best; in the unit of the measure.

    Raises:
        ValueError: fewer than two policies, other shapes, or gaps.
    """
    tables = _checked(values)
    means = np.array([table.mean(axis=1) for table in tables.values()])  # (policy, point)
    better = means if is_more_better else -means
    regret = better.max(axis=0) - better
    count = means.shape[1]
    return pd.DataFrame(
        {
            "point": np.repeat(np.arange(count), len(tables)),
            "policy": list(tables) * count,
            "mean": means.T.ravel(),
            "regret": regret.T.ravel(),
        }
    )


def winners(
    values: Policies,
    *,
    is_more_better: bool = True,
    is_share: bool = False,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Which policy is best at each point, and whether that is more than luck.

    The best mean of several is partly the luckiest one, so a win counts as clear only where the
    interval of the paired difference (same run, same luck) from every other policy leaves out
    zero.  Of policies that are all alike about one point in twenty still has a clear winner.

    Args:
        values: for each policy the values of one measure, (point, run).
        is_more_better: which way is good.
        is_share: whether the values are zeros and ones.
        confidence: of the intervals, 0 … 1.

    Returns:
        A row per point: point (its place), winner, second (the policy it beats least), lead over
        it (never negative; 0 where several are equal, of whom the first stands here) with low and
        high, is_clear.  With one run nothing is clear.

    Raises:
        ValueError: fewer than two policies, other shapes, or gaps.
    """
    tables = _checked(values)
    names = list(tables)
    stack = np.array(list(tables.values()))  # (policy, point, run)
    better = stack if is_more_better else -stack
    rows = []
    for point in range(stack.shape[1]):
        here = better[:, point, :]
        best = int(here.mean(axis=1).argmax())
        leads = {
            names[k]: paired_difference(here[best], here[k], confidence, is_share=is_share)
            for k in range(len(names))
            if k != best
        }
        rows.append({"point": point, "winner": names[best], **_lead(leads)})
    return pd.DataFrame(rows)


def winners_by_cell(
    points: pd.DataFrame,
    across: Factor,
    up: Factor,
    values: Policies,
    *,
    bins: int = 6,
    is_more_better: bool = True,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Which policy is best in each cell of a map over two factors, as `winners` tells of points.

    A cell has the mean over its points, run by run, whatever the other factors are there; so a
    clear winner of a cell wins on average and not at each of its points.

    Args:
        points: a row per point, a column per factor.
        across: the factor of the columns; of levels each has one of its own, and so has each whole
            number where there are at most `bins`.
        up: the factor of the rows.
        values: for each policy the values of one measure, (point, run).
        bins: into how many equal stretches a range is divided, 1 or more.
        is_more_better: which way is good.
        confidence: of the intervals, 0 … 1.

    Returns:
        A row per cell with points: column and row (from 0), points in it, winner, second, lead,
        low, high and is_clear.

    Raises:
        ValueError: as `winners`; no bins; a factor without a column.
    """
    tables = _checked(values)
    if bins < 1:
        raise ValueError(f"bins: given {bins}; allowed: 1 or more")
    columns, rows = (_stretch(factor, column(points, factor.name), bins) for factor in (across, up))
    cells = sorted(set(zip(columns.tolist(), rows.tolist(), strict=True)))
    inside = [(columns == c) & (rows == r) for c, r in cells]
    means = {
        name: np.array([table[mask].mean(axis=0) for mask in inside])
        for name, table in tables.items()
    }
    found = winners(means, is_more_better=is_more_better, confidence=confidence)
    found.insert(0, "column", [cell[0] for cell in cells])
    found.insert(1, "row", [cell[1] for cell in cells])
    found.insert(2, "points", [int(mask.sum()) for mask in inside])
    return found.drop(columns="point")


def stretches(factor: Factor, bins: int) -> int:
    """How many stretches a factor has on such a map."""
    count = factor.count
    return count if count is not None and (factor.levels or count <= bins) else bins


def robust_choice(values: Policies, *, is_more_better: bool = True) -> pd.DataFrame:
    """Each policy over all points: how much one may lose by it at worst, and on average.

    The largest of many regrets is partly luck; with few runs read it beside the mean.

    Args:
        values: for each policy the values of one measure, (point, run).
        is_more_better: which way is good.

    Returns:
        A row per policy: policy, largest_regret, mean_regret (unit of the measure), share_best (of
        points at which no other has a better mean), is_minimax and is_least_mean: whether its
        largest, or mean, regret is the smallest (Savage 1951; ties are all marked).

    Raises:
        ValueError: fewer than two policies, other shapes, or gaps.
    """
    table = regrets(values, is_more_better=is_more_better)
    grouped = table.groupby("policy", sort=False)["regret"]
    found = pd.DataFrame(
        {
            "largest_regret": grouped.max(),
            "mean_regret": grouped.mean(),
            "share_best": grouped.agg(lambda regret: float((regret == 0.0).mean())),
        }
    ).reset_index()
    found["is_minimax"] = found["largest_regret"] == found["largest_regret"].min()
    found["is_least_mean"] = found["mean_regret"] == found["mean_regret"].min()
    return found


def _stretch(factor: Factor, values: pd.Series[Any], bins: int) -> NDArray[np.int64]:
    low, high = factor.ends
    wide = 1.0 if factor.count is not None else 0.0  # whole numbers and places fill a unit each
    share = (factor.positions(values) - low) / (high - low + wide)
    count = stretches(factor, bins)
    return np.minimum((share * count + 1e-9).astype(np.int64), count - 1)


def _lead(leads: Mapping[str, Estimate]) -> dict[str, Any]:
    second = min(leads, key=lambda name: leads[name].estimate)
    found = leads[second]
    return {
        "second": second,
        "lead": found.estimate,
        "low": found.low,
        "high": found.high,
        "is_clear": all(lead.low > 0.0 for lead in leads.values()),
    }


def _checked(values: Policies) -> dict[str, Numbers]:
    if len(values) < 2:
        raise ValueError(f"policies: given {len(values)}; allowed: two or more")
    points = len(np.asarray(next(iter(values.values()))))
    found = {name: by_point_and_run(table, points) for name, table in values.items()}
    counts = {table.shape[1] for table in found.values()}
    if len(counts) > 1:
        given = ", ".join(map(str, sorted(counts)))
        raise ValueError(f"policies: given {given} runs; allowed: the same runs for each")
    return found
