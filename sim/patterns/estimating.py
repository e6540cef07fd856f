"""Estimates that are more than a difference: ratios, pooled shares, break-even, crossings.

All but the crossings end in one number per run whose mean is the estimate.  For a ratio of two
means that number is its linearisation (delta method: Cochran 1977, Sampling Techniques, ch. 6), so
that the interval follows from the spread of runs and differences of ratios stay paired.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.analysis import Estimate, mean_estimate, paired_difference
from sim.patterns.definition import Numbers

UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0)
RESAMPLES = 1000


def ratio(above: Numbers, below: Numbers) -> Numbers:
    """One number per run whose mean is the ratio of the two means; nan without anything below."""
    mean = float(below.mean())
    if mean == 0.0:
        return np.full_like(above, np.nan)
    found = float(above.mean()) / mean
    linear: Numbers = found + (above - found * below) / mean
    return linear


def mean_of(values: Numbers) -> Estimate:
    """Mean with its interval; unknown where a number is missing."""
    if not np.isfinite(values).all():
        return UNKNOWN
    return mean_estimate(values, is_share=False)


def mean_of_shares(values: Numbers) -> Estimate:
    """Mean of what is made of several zeros and ones a run, -1 … 1 each.

    As for two shares (`paired_difference`) the interval is never without width: one pseudo-run
    above and one below are added, so that a few runs without a founding do not pass for certain.
    """
    if values.size < 2:
        return UNKNOWN
    more = mean_estimate(np.append(values, (1.0, -1.0)), is_share=False)
    return Estimate(float(values.mean()), more.low, more.high, values.size)


def where_both_are_known(first: Numbers, second: Numbers) -> Estimate:
    """Paired difference over the runs in which both sides have a number."""
    known = np.isfinite(first) & np.isfinite(second)
    if known.sum() < 2:
        return UNKNOWN
    return paired_difference(first[known], second[known])


def second_difference(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Estimate:
    """How much larger a - b is than c - d."""
    return mean_of((a - b) - (c - d))


def second_difference_of_shares(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Estimate:
    """The same for zeros and ones."""
    return mean_of_shares((a - b) - (c - d))


def break_even(sizes: Sequence[float], gains: Sequence[Numbers]) -> Numbers:
    """One number per run whose mean is the size at which the mean gain rises above 0.

    On the straight line between the last size with a loss and the next; nan where it never does.
    """
    means = [float(gain.mean()) for gain in gains]
    for k in range(len(sizes) - 1):
        if means[k] <= 0.0 < means[k + 1]:
            step, rise = sizes[k + 1] - sizes[k], means[k + 1] - means[k]
            share = -means[k] / rise
            off = (1.0 - share) * (gains[k] - means[k]) + share * (gains[k + 1] - means[k + 1])
            linear: Numbers = sizes[k] + step * share - step / rise * off
            return linear
    return np.full_like(gains[0], np.nan)


def crossings(*steps: Numbers) -> Estimate:
    """How often the mean changes its sign on the way; percentiles of resampled runs as interval.

    Bootstrap over runs (Efron & Tibshirani 1993, ch. 13) with a fixed seed: counts have no t
    interval.
    """
    table = np.column_stack(steps)
    draws = np.random.default_rng(0)
    counts = [_changes(table.mean(axis=0))]
    for _ in range(RESAMPLES):
        chosen = draws.integers(len(table), size=len(table))
        counts.append(_changes(table[chosen].mean(axis=0)))
    low, high = np.quantile(counts[1:], (0.025, 0.975), method="inverted_cdf")
    return Estimate(float(counts[0]), float(low), float(high), len(table))


def _changes(means: Numbers) -> int:
    signs = np.sign(means)
    signs = signs[signs != 0.0]
    return int((signs[1:] != signs[:-1]).sum())
