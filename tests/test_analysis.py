"""Estimates against known answers, and intervals that hold the truth as often as they say."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis import (
    Estimate,
    difference_over_time,
    mean_estimate,
    paired_difference,
    quantile_band,
    runs_needed,
    variance_ratio,
)

LUCK = np.random.default_rng(20260101)


def test_numbers_are_those_of_the_paired_t_test():
    a, b = LUCK.normal(3.0, 1.0, 40), LUCK.normal(2.5, 2.0, 40)
    found = paired_difference(a, b)
    known = stats.ttest_rel(a, b)
    assert found.estimate == pytest.approx(np.mean(a) - np.mean(b))
    assert (found.low, found.high) == pytest.approx(known.confidence_interval(0.95))
    assert found.runs == 40
    assert found.is_clear == (known.pvalue < 0.05)


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.99])
def test_confidence_counts(confidence):
    a, b = LUCK.normal(size=12), LUCK.normal(size=12)
    known = stats.ttest_rel(a, b).confidence_interval(confidence)
    found = paired_difference(a, b, confidence)
    assert (found.low, found.high) == pytest.approx((known.low, known.high))


def test_one_sample_is_that_of_the_t_test():
    a = LUCK.exponential(2.0, 25)
    known = stats.ttest_1samp(a, 0.0).confidence_interval(0.95)
    found = mean_estimate(a)
    assert found == pytest.approx((np.mean(a), known.low, known.high, 25, math.nan), nan_ok=True)


def pairs(both: int, only_a: int, only_b: int, neither: int):
    """Zeros and ones from the four cells of a 2 × 2 table."""
    a = [1] * both + [1] * only_a + [0] * only_b + [0] * neither
    b = [1] * both + [0] * only_a + [1] * only_b + [0] * neither
    return a, b


def test_shares_of_pairs_by_hand():
    """Agresti & Min (2005) by hand: 20, 5, 15, 60 and half a pair more in every cell.

    n = 102, more = 5.5, fewer = 15.5; middle = -10 / 102 = -0.0980392;
    half = 1.959964 × √(21 - 100 / 102) / 102 = 0.0859757.
    """
    found = paired_difference(*pairs(20, 5, 15, 60))
    assert found.estimate == pytest.approx(-0.1)
    assert found.low == pytest.approx(-0.0980392 - 0.0859757, abs=1e-6)
    assert found.high == pytest.approx(-0.0980392 + 0.0859757, abs=1e-6)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ((0, 2000, 0, 0), 0.997, 1.0),
        ((0, 0, 2000, 0), -1.0, -0.997),
        ((0, 0, 0, 50), -0.038, 0.038),
    ],
)
def test_a_share_is_never_without_doubt(cells, low, high):
    """2,000 : 0 leaves a little room, and never beyond what a share can be."""
    found = paired_difference(*pairs(*cells))
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)
    assert -1.0 <= found.low <= found.estimate <= found.high <= 1.0
    assert found.high > found.low


def test_a_single_share_is_that_of_wilson():
    found = mean_estimate([1] * 7 + [0] * 43)
    known = stats.binomtest(7, 50).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert mean_estimate([0] * 50).high > 0.05


def test_the_same_numbers_differ_by_nothing():
    values = LUCK.normal(size=30)
    found = paired_difference(values, values)
    assert found[:4] == (0.0, 0.0, 0.0, 30)
    assert not found.is_clear
    assert found.half_width == 0.0


def test_counts_that_happen_to_be_zeros_and_ones_can_be_numbers():
    a, b = pairs(3, 2, 1, 4)
    as_numbers = paired_difference(a, b, is_share=False)
    assert (as_numbers.low, as_numbers.high) == pytest.approx(
        stats.ttest_rel(a, b).confidence_interval(0.95)
    )
    assert as_numbers[1:3] != paired_difference(a, b)[1:3]


def test_what_pairing_saves():
    """Two sides with common luck of nine tenths of their variance: a pair is worth ten runs."""
    common, own = LUCK.normal(size=(2, 20_000)), LUCK.normal(size=(2, 20_000))
    a, b = (3.0 * common[0] + own[side] for side in (0, 1))
    assert paired_difference(a, b).variance_ratio == pytest.approx(10.0, rel=0.05)
    assert paired_difference(own[0], own[1]).variance_ratio == pytest.approx(1.0, rel=0.05)
    assert paired_difference(own[0], -own[0]).variance_ratio == pytest.approx(0.5)


def test_what_pairing_saves_where_little_varies():
    rising = np.arange(10.0)
    assert paired_difference(rising + 2.0, rising).variance_ratio == math.inf
    assert math.isnan(paired_difference([2.5] * 5, [3.5] * 5).variance_ratio)
    assert paired_difference(rising, [4.0] * 10).variance_ratio == pytest.approx(1.0)
    assert math.isnan(paired_difference([0.1] * 3, [0.1] * 3).variance_ratio)


def test_few_runs_leave_the_interval_unknown():
    nobody, one = paired_difference([], []), paired_difference([2.5], [1.0])
    assert math.isnan(nobody.estimate)
    assert (nobody.runs, one.runs, one.estimate) == (0, 1, 1.5)
    for found in (nobody, one, paired_difference([], [], is_share=True), mean_estimate([])):
        assert math.isnan(found.low)
        assert math.isnan(found.high)
        assert not found.is_clear


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([1.0, 2.0], [1.0], "given 2 and 1 runs"),
        ([[1.0]], [[1.0]], "one value per run"),
        ([math.nan], [1.0], "not finite"),
        ([1.0], [math.inf], "not finite"),
    ],
)
def test_what_cannot_be_paired_is_refused(a, b, message):
    with pytest.raises(ValueError, match=message):
        paired_difference(a, b)


def held(draw, truth: float, times: int) -> float:
    """In which share of repetitions the interval holds the truth."""
    found = [paired_difference(*draw()) for _ in range(times)]
    return sum(f.low <= truth <= f.high for f in found) / times


def test_intervals_of_numbers_hold_the_truth():
    """95 of 100, within three standard errors of 4,000 repetitions (0.0103)."""
    luck = np.random.default_rng(7)

    def draw():
        common = luck.normal(size=30)
        return common + luck.normal(0.4, 1.0, 30), common + luck.normal(0.1, 0.5, 30)

    assert held(draw, 0.3, 4000) == pytest.approx(0.95, abs=0.0104)


@pytest.mark.parametrize(("only_a", "only_b"), [(0.1, 0.1), (0.3, 0.05), (0.02, 0.0), (0.0, 0.0)])
def test_intervals_of_shares_hold_the_truth(only_a, only_b):
    """At least nearly 95 of 100, for rare foundings too; the interval errs on the safe side."""
    luck = np.random.default_rng(8)
    cells = [0.3, only_a, only_b, 0.7 - only_a - only_b]
    table = np.array([(1, 1), (1, 0), (0, 1), (0, 0)])

    def draw():
        chosen = table[luck.choice(4, 60, p=cells)]
        return chosen[:, 0], chosen[:, 1]

    assert held(draw, only_a - only_b, 2000) >= 0.935


def test_runs_needed_goes_with_the_square():
    found = Estimate(1.0, 0.8, 1.2, 100)
    assert runs_needed(found, 0.1) == 400
    assert runs_needed(found, 0.4) == 25
    assert runs_needed(Estimate(1.0, math.nan, math.nan, 1), 0.1) == 0


def test_over_time_each_quarter_is_a_paired_difference():
    a, b = LUCK.normal(size=(2, 25, 6))
    band = difference_over_time(a, b)
    for quarter in range(6):
        known = paired_difference(a[:, quarter], b[:, quarter])
        found = [part[quarter] for part in band]
        assert found == pytest.approx(known[:3])


def test_over_time_one_run_is_no_interval():
    band = difference_over_time(np.ones((1, 3)), np.zeros((1, 3)))
    assert band.estimate.tolist() == [1.0, 1.0, 1.0]
    assert np.isnan(band.low).all()


def test_fans_are_quantiles_over_runs():
    series = np.tile(np.arange(101.0)[:, None], (1, 3))
    assert quantile_band(series)[:, 1].tolist() == [5.0, 25.0, 50.0, 75.0, 95.0]
    assert quantile_band(series, (0.1,)).shape == (1, 3)


def test_rounding_is_no_spread():
    """A difference that is the same in every pair but for the last digits saves without end."""
    b = np.linspace(0.1, 0.9, 50)
    assert variance_ratio(b + 0.3, b) == math.inf


def test_few_equal_differences_are_not_taken_for_certain():
    few, many = np.full(9, 0.37), np.full(10, 0.37)
    assert math.isnan(paired_difference(few, few + 2.2).low)
    assert paired_difference(many, many + 2.2).low == pytest.approx(-2.2)
