"""What observed facts tell about uncertain parameters, and which ones they cannot tell.

Rejection ABC: of many runs with parameters drawn from their prior ranges, those are kept that come
nearest to the facts; where a parameter is not narrowed down by that, the facts say nothing of it.

Sources: Pritchard et al. (1999, Molecular Biology and Evolution 16, 1791-1798) and Beaumont, Zhang
& Balding (2002, Genetics 162, 2025-2035), without the regression; distance scaled by the median
absolute deviation as Csilléry, François & Blum (2012, Methods in Ecology and Evolution 3, 475-479)
do it; how few parameters data can tell: Srikrishnan & Keller (arXiv:1811.08524).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import CONFIDENCE, Numbers
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.shapes import by_point_and_run, column

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEAST_ACCEPTED = 20
RESAMPLES = 1000
NORMAL = 1.4826  # times the median absolute deviation is the standard deviation of normal numbers


class Calibration(NamedTuple):
    """What came of an acceptance.

    Attributes:
        accepted: how many runs of each point were accepted, (point,).
        distance: of each run from the facts, in deviations of the runs, (point, run).
        parameters: a row per parameter: parameter; prior_5 … prior_95 and posterior_5 …
            posterior_95, quantiles in the unit of the setting; shrinkage, 1 - standard deviation
            after / before (levels: of their place), with low and high; random_low and random_high,
            between which shrinkage lies when runs are accepted at random; is_told, whether the two
            intervals have nothing in common.  Below 0 the facts drive a parameter to both ends.
        summaries: a row per fact: summary; anchor, what was observed; prior_5 … and posterior_5 …,
            quantiles of all and of accepted runs; share_below, share_above: of all runs with less
            and with more than the anchor.  Where one of them is 1 no run reached it.
    """

    accepted: NDArray[np.int64]
    distance: Numbers
    parameters: pd.DataFrame
    summaries: pd.DataFrame


def accept(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    summaries: Mapping[str, ArrayLike],
    anchors: Mapping[str, float],
    share: float,
    *,
    seed: int = 1,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
) -> Calibration:
    """Accept the runs nearest to the facts, and say what that tells of each parameter.

    A fact is one observation, so single runs are compared with it, not means of runs.  Distance is
    Euclidean over the facts, each divided by the median absolute deviation of the runs from their
    median (where more than half of the runs are equal: by the standard deviation; a fact in which
    all runs are equal cannot tell them apart and counts nothing).

    Intervals of shrinkage come from resampled accepted points, those at random from the same
    numbers of accepted runs given to other points (runs of a point stay together).

    Args:
        points: a row per point drawn from the priors (a Latin hypercube), a column per factor.
        factors: the uncertain parameters.
        summaries: by name the same quantity of the model, (point, run).
        anchors: by the same names what was observed.
        share: of all runs to accept, above 0, at most 1.
        seed: of the resampling.
        confidence: of the intervals, 0 … 1.
        resamples: how often to resample.

    Raises:
        ValueError: other names, shapes or gaps; a share that is none, or leaves under 20 runs.
    """
    unit_problem(factors)
    tables = _tables(summaries, anchors, len(points))
    stack = np.array([tables[name] for name in anchors])  # (summary, point, run)
    observed = np.array([float(anchors[name]) for name in anchors])
    distance = _distance(stack, observed)
    nearest = _nearest(distance, share)
    accepted: NDArray[np.int64] = nearest.sum(axis=1)
    luck = np.random.default_rng(seed)
    rows = [
        _told(factor, column(points, factor.name), accepted, luck, confidence, resamples)
        for factor in factors
    ]
    facts = [
        _fact(name, value, table, nearest)
        for name, value, table in zip(anchors, observed, stack, strict=True)
    ]
    return Calibration(accepted, distance, pd.DataFrame(rows), pd.DataFrame(facts))


def _tables(
    summaries: Mapping[str, ArrayLike], anchors: Mapping[str, float], points: int
) -> dict[str, Numbers]:
    if not anchors or set(summaries) != set(anchors):
        given = ", ".join(sorted(set(summaries) ^ set(anchors))) or "none"
        raise ValueError(f"anchors: not in both: {given}; allowed: the names of the summaries")
    if not all(math.isfinite(value) for value in anchors.values()):
        raise ValueError("anchors: given numbers that are not finite; allowed: finite numbers")
    found = {}
    for name, values in summaries.items():
        try:
            found[name] = by_point_and_run(values, points)
        except ValueError as refused:
            raise ValueError(f"{name}: {refused}") from None
    if len({table.shape for table in found.values()}) > 1:
        raise ValueError("summaries: given different numbers of runs; allowed: the same runs")
    return found


def _distance(stack: Numbers, observed: Numbers) -> Numbers:
    runs = stack.reshape(len(stack), -1)
    middle = np.median(runs, axis=1, keepdims=True)
    scale = NORMAL * np.median(np.abs(runs - middle), axis=1)
    scale = np.where(scale > 0.0, scale, runs.std(axis=1))
    apart = stack - observed[:, None, None]
    size = scale[:, None, None]
    each = np.divide(apart, size, out=np.zeros_like(stack), where=size > 0.0)
    distance: Numbers = np.sqrt((each * each).sum(axis=0))
    return distance


def _nearest(distance: Numbers, share: float) -> NDArray[np.bool_]:
    """The nearest share of runs; of equally near ones those that come first."""
    if not 0.0 < share <= 1.0:
        raise ValueError(f"share: given {share}; allowed: above 0, at most 1")
    count = math.ceil(share * distance.size - 1e-9)
    if count < LEAST_ACCEPTED:
        raise ValueError(
            f"share: {share} of {distance.size} runs is {count}; "
            f"allowed: {LEAST_ACCEPTED} accepted runs or more"
        )
    chosen = np.zeros(distance.size, dtype=bool)
    chosen[np.argsort(distance, axis=None, kind="stable")[:count]] = True
    return chosen.reshape(distance.shape)


def _told(
    factor: Factor,
    values: pd.Series[Any],
    accepted: NDArray[np.int64],
    luck: np.random.Generator,
    confidence: float,
    resamples: int,
) -> dict[str, object]:
    where = factor.positions(values)
    kept = np.flatnonzero(accepted)
    before = _deviation(where, np.ones(len(where)))
    if before == 0.0:
        raise ValueError(f"{factor.name}: given the same value at every point; allowed: several")
    weights = accepted[kept].astype(np.float64)
    after = np.empty(resamples)
    at_random = np.empty(resamples)
    for k in range(resamples):
        some = luck.integers(len(kept), size=len(kept))
        after[k] = _deviation(where[kept[some]], weights[some])
        at_random[k] = _deviation(where[luck.permutation(len(where))[: len(kept)]], weights)
    ends = (0.5 - confidence / 2.0, 0.5 + confidence / 2.0)
    low, high = np.quantile(1.0 - after / before, ends)
    random_low, random_high = np.quantile(1.0 - at_random / before, ends)
    return {
        "parameter": factor.name,
        **_quantiles("prior", factor, where, np.ones(len(where))),
        **_quantiles("posterior", factor, where[kept], weights),
        "shrinkage": 1.0 - _deviation(where[kept], weights) / before,
        "low": float(low),
        "high": float(high),
        "random_low": float(random_low),
        "random_high": float(random_high),
        "is_told": bool(low > random_high or high < random_low),
    }


def _deviation(where: Numbers, weights: Numbers) -> float:
    mean = float(np.average(where, weights=weights))
    return math.sqrt(float(np.average((where - mean) ** 2, weights=weights)))


def _quantiles(kind: str, factor: Factor, where: Numbers, weights: Numbers) -> dict[str, object]:
    """Quantiles that are values which came up, so that those of levels are levels."""
    found = np.quantile(where, QUANTILES, weights=weights, method="inverted_cdf")
    return {
        f"{kind}_{100 * level:.0f}": factor.levels[round(value)] if factor.levels else float(value)
        for level, value in zip(QUANTILES, found, strict=True)
    }


def _fact(
    name: str, anchor: float, table: Numbers, nearest: NDArray[np.bool_]
) -> dict[str, object]:
    row: dict[str, object] = {"summary": name, "anchor": anchor}
    for kind, runs in (("prior", table.ravel()), ("posterior", table[nearest])):
        for level, value in zip(QUANTILES, np.quantile(runs, QUANTILES), strict=True):
            row[f"{kind}_{100 * level:.0f}"] = float(value)
    row["share_below"] = float((table < anchor).mean())
    row["share_above"] = float((table > anchor).mean())
    return row
