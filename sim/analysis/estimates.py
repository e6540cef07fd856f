"""Means, paired differences and fans of many runs, each with the interval that belongs to it.

Nothing here runs a model: numbers of finished runs go in, estimates come out.  Run r of one
scenario has the same luck as run r of every other, so differences are taken run by run.

Sources: paired Student t interval (Law 2015, Simulation Modeling and Analysis, ch. 10); shares of
pairs, 0 or 1: adjusted Wald interval, half a pseudo-observation in each cell of the 2 × 2 table
(Agresti & Min 2005, Statistics in Medicine 24, 729-740); a single share: Wilson (1927), as Brown,
Cai & DasGupta (2001) recommend; a mean of several shares: two successes and two failures added
(Agresti & Coull 1998, The American Statistician 52, 119-126), here whole runs of either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

CONFIDENCE = 0.95
FEWEST = 10  # so few equal values tell nothing of how far values may spread
ROUNDING = 1e-12  # share of a number by which sums of floating-point numbers may be off
FAN = (0.05, 0.25, 0.5, 0.75, 0.95)  # the median, the middle half and nine runs in ten


class Estimate(NamedTuple):
    """A mean, or a mean difference, with its interval; in the unit of what was measured.

    Attributes:
        estimate: mean; not a number (nan) without any run.
        low, high: ends of the interval; nan where too few runs leave them unknown (numbers: fewer
            than two, or fewer than ten that are all equal; shares: none).
        runs: how many runs, or pairs of runs, went in.
        variance_ratio: what pairing saves, see `variance_ratio`; nan for a single sample.
    """

    estimate: float
    low: float
    high: float
    runs: int
    variance_ratio: float = math.nan

    @property
    def half_width(self) -> float:
        """Half the length of the interval; nan where it is unknown."""
        return (self.high - self.low) / 2.0

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero, so that the sign can be told."""
        return self.low > 0.0 or self.high < 0.0


class Band(NamedTuple):
    """A mean difference in every quarter with its interval, quarter by quarter."""

    estimate: Numbers
    low: Numbers
    high: Numbers


def paired_difference(
    a: ArrayLike,
    b: ArrayLike,
    confidence: float = CONFIDENCE,
    *,
    is_share: bool | None = None,
) -> Estimate:
    """Mean of a - b over runs with the same luck, and its interval.

    Numbers get a Student t interval; identical numbers therefore the interval [0, 0].  Zeros and
    ones get the adjusted Wald interval of Agresti & Min (2005), which is never without width: after
    2,000 pairs without a single founding nobody knows that there will never be one.

    Args:
        a: a value per run; finite.
        b: the same of the baseline, in the same order of runs.
        confidence: share of such intervals that hold the true difference, 0 … 1.
        is_share: whether the values are zeros and ones; when not said, the values tell.

    Raises:
        ValueError: different lengths, more than one dimension, or values that are not finite.
    """
    first, second = _sample(a), _sample(b)
    if first.size != second.size:
        raise ValueError(f"paired_difference: given {first.size} and {second.size} runs")
    difference = first - second
    if _are_shares(is_share, first, second):
        low, high = _agresti_min(difference, confidence)
    else:
        low, high = _student(difference, confidence)
    ratio = variance_ratio(first, second)
    return Estimate(_mean(difference), low, high, difference.size, ratio)


def mean_estimate(
    a: ArrayLike, confidence: float = CONFIDENCE, *, is_share: bool | None = None
) -> Estimate:
    """Mean of one sample and its interval: Student t for numbers, Wilson for zeros and ones.

    Args:
        a: a value per run; finite.
        confidence: share of such intervals that hold the true mean, 0 … 1.
        is_share: whether the values are zeros and ones; when not said, the values tell.

    Raises:
        ValueError: more than one dimension, or values that are not finite.
    """
    values = _sample(a)
    interval = _wilson if _are_shares(is_share, values) else _student
    return Estimate(_mean(values), *interval(values, confidence), values.size)


def share_of_several(means: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Mean of shares that the same runs have at several points, with an interval over the runs.

    As Agresti & Coull (1998) do for one share, two runs are added in which it is so at every point
    and two in which it is at none: the interval is never without width, for what did not happen in
    20 runs may happen in the next.  At one point it is theirs.

    Args:
        means: for each run the share of the points at which it was so, 0 … 1.
        confidence: share of such intervals that hold the true mean, 0 … 1.
    """
    values = _sample(means)
    if not values.size:
        return Estimate(math.nan, math.nan, math.nan, 0)
    more = np.concatenate([values, (1.0, 1.0, 0.0, 0.0)])
    half = _z(confidence) * math.sqrt(float(more.var()) / more.size)
    middle = float(more.mean())
    low, high = within_share(middle - half), within_share(middle + half)
    return Estimate(_mean(values), low, high, values.size)


def within_share(value: float) -> float:
    """The end of an interval of what lies between 0 and 1; nan stays."""
    return value if math.isnan(value) else min(max(value, 0.0), 1.0)


def variance_ratio(a: Numbers, b: Numbers) -> float:
    """How many runs without common luck one paired run is worth, for the difference of means.

    Variance of an unpaired difference over that of the paired one: (var a + var b) / var(a - b).
    Above 1 pairing saves runs, below 1 the same luck pulls the two apart.  Infinite when every
    pair differs by the same amount; nan when nothing varies, or with fewer than two runs.
    """
    if a.size < 2:
        return math.nan
    size = max(float(np.abs(a).max()), float(np.abs(b).max()))
    apart, paired = _variance(a) + _variance(b), _variance(a - b, size)
    if apart == 0.0:
        return math.nan
    return apart / paired if paired > 0.0 else math.inf


def runs_needed(found: Estimate, half_width: float) -> int:
    """About how many runs an interval of that half-width takes: it narrows with their root.

    Args:
        found: the estimate so far; with an unknown interval the answer is 0.
        half_width: what is asked for, in the same unit, above 0.
    """
    if not found.half_width > 0.0:
        return 0
    return math.ceil(found.runs * (found.half_width / half_width) ** 2)


def difference_over_time(a: Numbers, b: Numbers, confidence: float = CONFIDENCE) -> Band:
    """Mean of a - b in every quarter with a Student t interval for that quarter alone.

    Args:
        a: values, (run, quarter).
        b: the same of the baseline, runs in the same order.
        confidence: share of the intervals of one quarter that hold the true difference.
    """
    difference = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    runs = difference.shape[0]
    mean = difference.mean(axis=0)
    if runs < 2:
        unknown = np.full_like(mean, np.nan)
        return Band(mean, unknown, unknown)
    half = _t(confidence, runs) * difference.std(axis=0, ddof=1) / math.sqrt(runs)
    return Band(mean, mean - half, mean + half)


def quantile_band(series: Numbers, levels: Sequence[float] = FAN) -> Numbers:
    """Quantiles over runs in every quarter: how far runs spread, not how well a mean is known.

    Args:
        series: values, (run, quarter).
        levels: shares of runs below, 0 … 1.

    Returns:
        Values, (level, quarter).
    """
    found: Numbers = np.quantile(np.asarray(series, dtype=np.float64), list(levels), axis=0)
    return found


def _sample(values: ArrayLike) -> Numbers:
    found: Numbers = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise ValueError(f"given values of {found.ndim} dimensions; allowed: one value per run")
    if not np.isfinite(found).all():
        raise ValueError("given values that are not finite; allowed: finite numbers")
    return found


def _are_shares(told: bool | None, *samples: Numbers) -> bool:
    if told is not None:
        return told
    return all(values.size > 0 and bool(np.isin(values, (0.0, 1.0)).all()) for values in samples)


def _mean(values: Numbers) -> float:
    return float(values.mean()) if values.size else math.nan


def _variance(values: Numbers, size: float = 0.0) -> float:
    """Sample variance; exactly 0 for values that differ by rounding only.

    Args:
        values: two or more.
        size: of the numbers that the values are differences of, where that is more.
    """
    largest = max(size, float(np.abs(values).max()))
    if float(np.ptp(values)) <= ROUNDING * largest:
        return 0.0
    return float(values.var(ddof=1))


def _student(values: Numbers, confidence: float) -> tuple[float, float]:
    if values.size < 2:
        return math.nan, math.nan
    mean, variance = float(values.mean()), _variance(values)
    if variance == 0.0 and values.size < FEWEST:
        return math.nan, math.nan
    half = _t(confidence, values.size) * math.sqrt(variance / values.size)
    return mean - half, mean + half


def _agresti_min(difference: Numbers, confidence: float) -> tuple[float, float]:
    """Interval for a difference of two shares of the same pairs; never beyond -1 … 1."""
    if difference.size == 0:
        return math.nan, math.nan
    pairs = difference.size + 2.0
    more = float((difference > 0.0).sum()) + 0.5
    fewer = float((difference < 0.0).sum()) + 0.5
    middle = (more - fewer) / pairs
    half = _z(confidence) * math.sqrt(more + fewer - (more - fewer) ** 2 / pairs) / pairs
    return max(middle - half, -1.0), min(middle + half, 1.0)


def _wilson(values: Numbers, confidence: float) -> tuple[float, float]:
    if values.size == 0:
        return math.nan, math.nan
    runs, share, square = values.size, float(values.mean()), _z(confidence) ** 2
    middle = (share + square / (2.0 * runs)) / (1.0 + square / runs)
    spread = math.sqrt(share * (1.0 - share) / runs + square / (4.0 * runs * runs))
    half = _z(confidence) * spread / (1.0 + square / runs)
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return (0.0 if share == 0.0 else low), (1.0 if share == 1.0 else high)  # not by a hair


def _t(confidence: float, runs: int) -> float:
    """Quantile of Student's t; from scipy.special, which loads in a tenth of scipy.stats."""
    from scipy.special import stdtrit

    return float(stdtrit(runs - 1, 0.5 + confidence / 2.0))


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2.0))
