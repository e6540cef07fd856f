"""Data tell the parameter that matters, and are silent about the one that does not."""

import math

import numpy as np
import pytest

from sim.analysis.calibration import accept
from sim.analysis.factors import Factor
from sim.analysis.sampling import sample

FACTORS = [
    Factor("told", 0.0, 10.0),
    Factor("silent", 0.0, 10.0),
    Factor("rule", levels=("low", "middle", "high")),
]
POINTS = sample("latin_hypercube", FACTORS, 2000, 1)


def toy(runs: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Two summaries: one follows the first parameter, one the rule; the second matters nowhere."""
    luck = np.random.default_rng(seed)
    size = (len(POINTS), runs)
    told = POINTS["told"].to_numpy()[:, None]
    rule = FACTORS[2].positions(POINTS["rule"])[:, None]
    return {"x": told + luck.normal(size=size), "y": 3.0 * rule + luck.normal(size=size)}


ANCHORS = {"x": 7.0, "y": 6.0}


@pytest.mark.parametrize("runs", [1, 5])
def test_one_parameter_is_told_and_another_not(runs):
    found = accept(POINTS, FACTORS, toy(runs), ANCHORS, 0.05)
    table = found.parameters.set_index("parameter")
    assert table["is_told"].tolist() == [True, False, True]
    assert table.loc["told", "shrinkage"] > 0.5
    assert table.loc["told", ["posterior_5", "posterior_95"]].tolist() == pytest.approx(
        [5.0, 9.0], abs=1.2
    )
    assert table.loc["told", "posterior_50"] == pytest.approx(7.0, abs=0.6)
    assert table.loc["told", "prior_50"] == pytest.approx(5.0, abs=0.1)
    assert table.loc["silent", "shrinkage"] == pytest.approx(0.0, abs=0.2)
    assert table.loc["rule", ["prior_5", "prior_50", "posterior_5"]].tolist() == [
        "low",
        "middle",
        "high",
    ]
    assert (table["low"] <= table["shrinkage"]).all()
    assert (table["shrinkage"] <= table["high"]).all()


def test_the_nearest_are_accepted():
    found = accept(POINTS, FACTORS, toy(3), ANCHORS, 0.02)
    assert found.accepted.sum() == 120
    chosen = np.sort(found.distance, axis=None)[:120]
    assert chosen.max() <= np.sort(found.distance, axis=None)[120]
    assert (found.accepted <= 3).all()
    assert found.distance.shape == (2000, 3)


def test_distance_by_hand():
    """Deviations from the median 3 are 2, 1, 0, 1, 2: their median 1, so the scale is 1.4826."""
    points = sample("latin_hypercube", FACTORS[:1], 5)
    runs = np.tile([[1.0], [2.0], [3.0], [4.0], [5.0]], (1, 4))
    found = accept(points, FACTORS[:1], {"x": runs}, {"x": 4.0}, 1.0)
    known = np.abs(np.arange(1.0, 6.0) - 4.0) / 1.4826
    assert found.distance[:, 0] == pytest.approx(known)


def test_a_unit_changes_nothing():
    metres = toy(2)
    kilometres = {"x": metres["x"] / 1000.0, "y": metres["y"]}
    one = accept(POINTS, FACTORS, metres, ANCHORS, 0.05)
    other = accept(POINTS, FACTORS, kilometres, {"x": 0.007, "y": 6.0}, 0.05)
    assert (one.accepted == other.accepted).all()


def test_a_fact_that_cannot_be_reached_is_seen():
    found = accept(POINTS, FACTORS, toy(2), {"x": 7.0, "y": 40.0}, 0.05)
    facts = found.summaries.set_index("summary")
    assert facts.loc["y", ["share_below", "share_above"]].tolist() == [1.0, 0.0]
    assert facts.loc["x", "share_below"] == pytest.approx(0.7, abs=0.05)
    assert facts.loc["x", "posterior_5"] > facts.loc["x", "prior_5"]


def test_a_fact_in_which_all_runs_are_equal_counts_nothing():
    runs = toy(2)
    with_constant = runs | {"z": np.full((2000, 2), 3.0)}
    one = accept(POINTS, FACTORS, runs, ANCHORS, 0.05)
    other = accept(POINTS, FACTORS, with_constant, ANCHORS | {"z": 9.0}, 0.05)
    assert (one.accepted == other.accepted).all()


def test_a_count_that_is_mostly_zero_counts_by_its_deviation():
    luck = np.random.default_rng(1)
    rare = (luck.random((2000, 2)) < 0.2).astype(float)
    found = accept(POINTS, FACTORS, {"rare": rare}, {"rare": 1.0}, 0.1)
    assert rare[found.distance == 0.0].all()
    assert not found.parameters["is_told"].any()


def test_silence_is_rarely_taken_for_a_word():
    """Facts that have nothing to do with the parameters: no verdict in nearly all of 60 cases."""
    luck = np.random.default_rng(5)
    told = 0
    for seed in range(30):
        noise = {"x": luck.normal(size=(500, 2))}
        found = accept(POINTS[:500], FACTORS[:2], noise, {"x": 0.3}, 0.1, seed=seed, resamples=200)
        told += int(found.parameters["is_told"].sum())
    assert told <= 3


def test_both_ends_at_once_are_told_too():
    """A fact that fits very low and very high values drives the deviation up, below zero here."""
    found = accept(POINTS, FACTORS[:1], {"x": (POINTS["told"] - 5.0) ** 2}, {"x": 25.0}, 0.1)
    row = found.parameters.iloc[0]
    assert row["shrinkage"] < -0.4
    assert row["is_told"]


def test_same_seed_same_table():
    first, again = (accept(POINTS, FACTORS, toy(2), ANCHORS, 0.05, seed=0) for _ in range(2))
    assert first.parameters.equals(again.parameters)


@pytest.mark.parametrize(
    ("summaries", "anchors", "share", "message"),
    [
        ({"x": np.ones(2000)}, {"y": 1.0}, 0.1, "not in both: x, y"),
        ({}, {}, 0.1, "not in both: none"),
        ({"x": np.ones(2000)}, {"x": math.nan}, 0.1, "anchors: given numbers that are not finite"),
        ({"x": np.full(2000, math.nan)}, {"x": 1.0}, 0.1, "x: values: 2000 of 2000 numbers"),
        ({"x": np.ones(7)}, {"x": 1.0}, 0.1, r"x: values: given an array of shape \(7,\)"),
        ({"x": np.ones(2000)}, {"x": 1.0}, 0.0, "share: given 0.0; allowed: above 0, at most 1"),
        ({"x": np.ones(2000)}, {"x": 1.0}, 0.001, "of 2000 runs is 2; allowed: 20 accepted"),
        (
            {"x": np.ones(2000), "y": np.ones((2000, 2))},
            {"x": 1.0, "y": 1.0},
            0.1,
            "different numbers of runs",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(summaries, anchors, share, message):
    with pytest.raises(ValueError, match=message):
        accept(POINTS, FACTORS, summaries, anchors, share)


def test_a_parameter_that_never_varies_is_refused():
    points = POINTS.assign(told=3.0)
    with pytest.raises(ValueError, match="told: given the same value at every point"):
        accept(points, FACTORS, toy(1), ANCHORS, 0.1)
