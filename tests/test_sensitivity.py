"""Indices and effects of functions for which they are known, through our own designs."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.analysis.curves import one_factor_curves
from sim.analysis.estimates import share_of_several
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.morris import morris_effects
from sim.analysis.sampling import morris_grid, sample
from sim.analysis.sobol import luck_share, sobol_indices

ANGLES = [Factor(f"x{n}", -math.pi, math.pi) for n in (1, 2, 3)]
UNITS = [Factor(name, 0.0, 1.0) for name in "abc"]
RULE = Factor("rule", levels=("county_wide", "coalition", "forum"))


def ishigami(points: pd.DataFrame) -> np.ndarray:
    x1, x2, x3 = (points[name].to_numpy() for name in ("x1", "x2", "x3"))
    return np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def with_luck(means: np.ndarray, runs: int, common: float, own: float, seed: int = 5) -> np.ndarray:
    """Values (point, run): luck that all points share, and luck of each point's own."""
    luck = np.random.default_rng(seed)
    shared = common * luck.normal(size=runs)
    return means[:, None] + shared + own * luck.normal(size=(len(means), runs))


# Sobol' -------------------------------------------------------------------------------------


def test_sobol_of_the_ishigami_function():
    """S1 = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437 (Ishigami & Homma 1990; a 7, b 0.1)."""
    points = sample("sobol", ANGLES, 4096, 1)
    found = sobol_indices(points, ANGLES, ishigami(points))
    known = [0.3139, 0.4424, 0.0, 0.5576, 0.4424, 0.2437]
    assert found["estimate"][:6].to_numpy() == pytest.approx(known, abs=0.02)
    assert (found["low"][:6] <= known).all()
    assert (found["high"][:6] >= known).all()
    assert found["factor"].tolist() == ["x1", "x2", "x3"] * 2 + [""]
    assert found["index"].tolist() == ["first"] * 3 + ["total"] * 3 + ["noise"]


def test_sobol_of_levels_and_whole_numbers():
    """By hand: y = level (0, 1, 2) + n (0 … 3): variances 2/3 and 5/4, no interaction."""
    factors = [RULE, Factor("n", 0, 3, is_integer=True)]
    points = sample("sobol", factors, 2048, 2)
    found = sobol_indices(points, factors, RULE.positions(points["rule"]) + points["n"])
    shares = [(2 / 3) / (2 / 3 + 5 / 4), (5 / 4) / (2 / 3 + 5 / 4)]
    assert found["estimate"][:4].to_numpy() == pytest.approx(shares * 2, abs=0.01)


def test_luck_of_all_points_is_no_noise():
    """Common luck shifts all means alike; only each point's own luck counts, divided by runs."""
    points = sample("sobol", ANGLES, 512, 1)
    means = ishigami(points)
    quiet = luck_share(with_luck(means, 8, common=3.0, own=0.0))
    noisy = luck_share(with_luck(means, 8, common=3.0, own=2.0))
    expected = (4.0 / 8) / (means.var(ddof=1) + 4.0 / 8)
    assert quiet[0] == pytest.approx(0.0, abs=1e-12)
    assert noisy[0] == pytest.approx(expected, rel=0.05)
    assert noisy[1] < expected < noisy[2]


def test_nothing_but_luck():
    share, _, high = luck_share(with_luck(np.zeros(2000), 10, common=1.0, own=1.0))
    assert share == pytest.approx(1.0, abs=0.08)
    assert high <= 1.0


def test_noise_is_the_last_row_and_unknown_with_one_run():
    points = sample("sobol", ANGLES, 64, 1)
    many = with_luck(ishigami(points), 5, 1.0, 1.0)
    found = sobol_indices(points, ANGLES, many).iloc[-1]
    assert tuple(found[["estimate", "low", "high"]]) == pytest.approx(luck_share(many))
    assert math.isnan(sobol_indices(points, ANGLES, many[:, 0])["estimate"].iloc[-1])


@pytest.mark.parametrize("runs", [1, 4])
def test_sobol_of_what_never_changes_is_unknown(runs):
    points = sample("sobol", ANGLES, 64, 1)
    found = sobol_indices(points, ANGLES, np.full((len(points), runs), 0.1))
    assert found[["estimate", "low", "high"]].isna().all(axis=None)
    assert len(found) == 7


def test_an_index_without_effect_is_zero():
    points = sample("sobol", UNITS, 256, 1)
    found = sobol_indices(points, UNITS, points["a"] ** 2).set_index(["index", "factor"])
    assert found.loc[("total", "a"), "estimate"] == pytest.approx(1.0, abs=0.02)
    for name in "bc":
        assert found.loc[("total", name), "estimate"] == 0.0


@pytest.mark.parametrize("seed", [0, 1])
def test_same_seed_same_intervals(seed):
    """The seed 0 too, which SALib by itself takes for none."""
    points = sample("sobol", ANGLES, 64, 1)
    values = with_luck(ishigami(points), 3, 1.0, 1.0)
    first, again = (sobol_indices(points, ANGLES, values, seed=seed) for _ in range(2))
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_gaps_are_counted():
    points = sample("sobol", UNITS, 8, 1)
    values = np.ones((40, 5))
    values[3, 1:3] = math.nan
    values[7, 0] = math.inf
    message = "3 of 200 numbers are missing, at 2 of 40 points"
    for function in (sobol_indices, one_factor_curves):
        with pytest.raises(ValueError, match=message):
            function(points, UNITS, values)


@pytest.mark.parametrize(
    ("points", "values", "message"),
    [
        (sample("sobol", UNITS, 8, 1)[:-1], np.ones(39), "given 39 rows; .* a multiple of 5"),
        (sample("latin_hypercube", UNITS, 40, 1), np.ones(40), "no Sobol' design"),
        (sample("sobol", UNITS, 8, 1)[::-1], np.ones(40), "no Sobol' design, or not in its order"),
        (sample("sobol", UNITS, 8, 1), np.ones(39), r"shape \(39,\).* 40 points"),
        (sample("sobol", UNITS, 8, 1), np.ones((40, 0)), "a run or more"),
        (sample("sobol", UNITS, 8, 1)[["a", "b"]], np.ones(40), "no column c"),
    ],
)
def test_other_tables_are_refused(points, values, message):
    with pytest.raises(ValueError, match=message):
        sobol_indices(points, UNITS, values)


# Morris -------------------------------------------------------------------------------------


def test_morris_of_a_known_function():
    """y = 3 a - 2 b + 5 (b - ½)²: effects of a are 3 each; of b they are -2 ± ¾ × 5 / 3, c none."""
    points = sample("morris", UNITS, 200, 1)
    y = 3.0 * points["a"] - 2.0 * points["b"] + 5.0 * (points["b"] - 0.5) ** 2
    found = morris_effects(points, UNITS, y).set_index("factor")
    assert found.loc["a", ["mu", "mu_star", "sigma"]].tolist() == pytest.approx([3.0, 3.0, 0.0])
    step = 5.0 * ((1 / 6) ** 2 - 0.5**2) / (2 / 3)  # from 0 to ⅔; from ⅓ to 1 the other way
    assert found.loc["b", "mu"] == pytest.approx(-2.0, abs=0.25)
    assert found.loc["b", "mu_star"] == pytest.approx(2.0, abs=0.25)
    assert found.loc["b", "sigma"] == pytest.approx(abs(step), rel=0.02)
    assert found.loc["b", "low"] < found.loc["b", "mu_star"] < found.loc["b", "high"]
    assert found.loc["c", ["mu", "mu_star", "sigma"]].tolist() == [0.0, 0.0, 0.0]


def test_of_ranges_the_effects_are_those_of_salib():
    from SALib.analyze import morris

    points = sample("morris", ANGLES, 30, 1)
    y = ishigami(points)
    known = morris.analyze(unit_problem(ANGLES), points.to_numpy(), y, num_levels=4, seed=1)
    found = morris_effects(points, ANGLES, y)
    for column in ("mu", "mu_star", "sigma"):
        assert found[column].to_numpy() == pytest.approx(np.asarray(known[column]))


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_levels_and_ranges_of_the_same_effect_are_alike(count):
    """From the first to the last level y changes by 1, as over the whole range of a."""
    factors = [UNITS[0], Factor("n", levels=tuple(range(count)))]
    points = sample("morris", factors, 40, 1)
    assert morris_grid(factors) == max(4, count + count % 2)
    found = morris_effects(points, factors, points["a"] + points["n"] / (count - 1))
    assert found["mu"].to_numpy() == pytest.approx([1.0, 1.0])
    assert found["sigma"].to_numpy() == pytest.approx([0.0, 0.0])


def test_noise_of_an_effect_is_that_of_paired_runs():
    """Own luck of 0.6 at both ends of a step of ⅔, 16 runs: √2 × 0.6 / 4 / ⅔; common luck: none."""
    points = sample("morris", UNITS, 100, 1)
    found = morris_effects(points, UNITS, with_luck(np.zeros(400), 16, common=5.0, own=0.6))
    expected = math.sqrt(2.0) * 0.6 / 4.0 / (2.0 / 3.0)
    assert found["noise"].to_numpy() == pytest.approx([expected] * 3, rel=0.1)
    assert found["sigma"].to_numpy() == pytest.approx([expected] * 3, rel=0.25)
    assert found["mu_star"].to_numpy() == pytest.approx([0.8 * expected] * 3, rel=0.25)
    assert morris_effects(points, UNITS, np.zeros(400))["noise"].isna().all()


def test_one_trajectory_has_no_spread():
    points = sample("morris", UNITS, 1, 1)
    found = morris_effects(points, UNITS, points["a"])
    assert found["mu"].to_numpy() == pytest.approx([1.0, 0.0, 0.0])
    assert found[["low", "high", "sigma"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (sample("morris", UNITS, 3, 1)[:-1], "given 11 rows; .* a multiple of 4"),
        (sample("latin_hypercube", UNITS, 12, 1), "no Morris design"),
        (sample("morris", UNITS, 3, 1).iloc[[0, *range(11)]], "no Morris design"),
    ],
)
def test_other_rows_are_no_trajectories(points, message):
    with pytest.raises(ValueError, match=message):
        morris_effects(points, UNITS, np.ones(len(points)))


# Curves -------------------------------------------------------------------------------------


def test_curves_of_a_grid_by_hand():
    factors = [RULE, Factor("a", 0.0, 1.0)]
    points = sample("grid", factors, steps=2)
    values = np.array([[0, 2], [4, 6], [1, 1], [3, 3], [0, 0], [0, 8]], dtype=float)
    found = one_factor_curves(points, factors, values)
    assert found["factor"].tolist() == ["rule"] * 3 + ["a"] * 2
    assert found["value"].tolist() == [*RULE.levels, 0.0, 1.0]
    assert found["position"].tolist() == [0.0, 1.0, 2.0, 0.0, 1.0]
    assert found["mean"].to_numpy() == pytest.approx([3.0, 2.0, 2.0, 2 / 3, 4.0])
    assert found["points"].tolist() == [2, 2, 2, 3, 3]
    first = found.iloc[0]  # means 1 and 5, t(1) = 12.706, standard error 2
    assert (first["low"], first["high"]) == pytest.approx((3 - 25.412, 3 + 25.412), abs=0.01)
    assert (first["run_low"], first["run_high"]) == pytest.approx((0.3, 5.7))
    assert (found["luck"] == "points").all()
    paired = one_factor_curves(points, factors, values, is_grid=True)
    assert (paired["luck"] == "runs").all()
    first = paired.iloc[0]  # runs 2 and 4: standard error 1
    assert (first["low"], first["high"]) == pytest.approx((3 - 12.706, 3 + 12.706), abs=0.01)
    same = ["factor", "position", "value", "points", "mean", "run_low", "run_high"]
    pd.testing.assert_frame_equal(paired[same], found[same])


def test_the_points_of_a_grid_are_no_luck():
    """What the other settings do widens no interval: that is the luck of the runs alone."""
    factors = [Factor("little", levels=(0, 1)), Factor("much", levels=(0, 1, 2, 3))]
    points = sample("grid", factors)
    luck = np.random.default_rng(4).normal(size=(len(points), 400))
    values = 10.0 * points["much"].to_numpy()[:, None] + luck
    found = one_factor_curves(points, factors, values, is_grid=True).iloc[0]
    half = 1.966 * luck[:4].mean(axis=0).std(ddof=1) / math.sqrt(400)
    assert found["high"] - found["mean"] == pytest.approx(half, rel=1e-3)
    assert found["mean"] == pytest.approx(15.0, abs=0.1)


@pytest.mark.parametrize("is_grid", [True, False])
def test_intervals_of_shares_stay_shares(is_grid):
    """Never below 0 or above 1, and of runs that all did the same never without width."""
    factors = [Factor("way", levels=(0, 1, 2)), Factor("a", 0.0, 1.0)]
    points = sample("grid", factors, steps=3)
    chances = np.array([0.0, 0.5, 1.0])[points["way"]]
    luck = np.random.default_rng(2).random((len(points), 12))
    for values in ((luck < chances[:, None]).astype(float), 0.9 * chances[:, None] + 0.1 * luck):
        found = one_factor_curves(points, factors, values, is_grid=is_grid, is_share=True)
        ends = found[["low", "high"]].dropna()
        assert ((ends >= 0.0) & (ends <= 1.0)).all(axis=None)
        assert (found["low"].fillna(0.0) <= found["mean"]).all()
        assert (found["high"].fillna(1.0) >= found["mean"]).all()
        if is_grid:
            assert len(ends) == len(found)
            assert (found["high"] > found["low"]).all()


def test_a_mean_of_shares_has_an_interval_over_the_runs():
    """By hand, and at one point that of Agresti & Coull: 2 of 20 runs, 4/24 and its error."""
    one = share_of_several(np.repeat([1.0, 0.0], [2, 18]))
    half = 1.959964 * math.sqrt((1 / 6) * (5 / 6) / 24)
    assert (one.low, one.high) == pytest.approx((1 / 6 - half, 1 / 6 + half), abs=1e-6)
    assert one.estimate == pytest.approx(0.1)
    assert math.isnan(share_of_several([]).low)
    luck = np.random.default_rng(6)
    for chance in (0.02, 0.5, 0.99):  # three points with the same luck, each with its own chance
        chances = np.array([chance, chance / 2.0, 1.0])
        holds = 0
        for _ in range(400):
            dice = luck.random(20)
            found = share_of_several((dice[:, None] < chances).mean(axis=1))
            holds += found.low <= chances.mean() <= found.high
        assert holds >= 0.93 * 400


def test_curves_go_in_bins_of_equal_numbers():
    points = sample("latin_hypercube", UNITS, 400, 1)
    values = with_luck(10.0 * points["a"].to_numpy(), 5, 0.5, 1.0)
    found = one_factor_curves(points, UNITS, values, bins=8)
    assert found["points"].tolist() == [50] * 24
    a = found[found["factor"] == "a"]
    assert a["position"].to_numpy() == pytest.approx((np.arange(8) + 0.5) / 8, abs=0.01)
    assert (a["mean"].diff().dropna() > 0.9).all()
    assert ((a["run_high"] - a["run_low"]) > (a["high"] - a["low"])).all()


def test_a_single_point_has_the_interval_of_its_runs():
    factor = Factor("a", 0.0, 1.0)
    points = sample("grid", [factor], steps=3)
    values = with_luck(np.zeros(3), 30, 0.0, 1.0)
    found = one_factor_curves(points, [factor], values)
    assert found["mean"].to_numpy() == pytest.approx(values.mean(axis=1))
    half = 2.045 * values.std(axis=1, ddof=1) / math.sqrt(30)
    assert (found["high"] - found["mean"]).to_numpy() == pytest.approx(half, rel=1e-3)


def test_few_values_that_come_often_stay_together():
    factor = Factor("n", 0, 30, is_integer=True)
    points = pd.DataFrame({"n": [0] * 50 + list(range(31))})
    found = one_factor_curves(points, [factor], np.arange(81.0), bins=4)
    assert found["points"].sum() == 81
    assert found["points"].iloc[0] == 51
    with pytest.raises(ValueError, match="given 0; allowed: 1 or more"):
        one_factor_curves(points, [factor], np.arange(81.0), bins=0)
