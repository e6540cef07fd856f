"""A planted box is found again, and what is nothing but noise is not claimed."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.discovery import discover
from sim.analysis.factors import Factor
from sim.analysis.peeling import is_inside, peel
from sim.analysis.sampling import sample

FACTORS = [
    Factor("municipalities.willingness_mean", 0.2, 0.8),
    Factor("funding.office_grant_share", 0.0, 1.0),
    Factor("coordination.minimum_members", 1, 8, is_integer=True),
    Factor("coordination.quota", levels=(0.5, 0.67, 0.8, 1.0)),
    Factor("coordination.membership", levels=("county_wide", "coalition", "forum")),
    Factor("coordination.open_for_entry", levels=(False, True)),
]
POINTS = sample("latin_hypercube", FACTORS, 1200, 4)


def planted(points: pd.DataFrame) -> np.ndarray:
    return (
        (points["municipalities.willingness_mean"] > 0.5)
        & (points["coordination.quota"] <= 0.8)
        & (points["coordination.membership"] != "county_wide")
    ).to_numpy()


def flipped(wanted: np.ndarray, share: float, seed: int = 1) -> np.ndarray:
    return wanted ^ (np.random.default_rng(seed).random(len(wanted)) < share)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1])
def test_a_planted_box_is_found_again(share):
    wanted = flipped(planted(POINTS), share)
    found = discover(POINTS, FACTORS, wanted, density=0.97 - share)
    limits = found.limits.set_index("factor")
    assert set(limits.index) == {FACTORS[k].name for k in (0, 3, 4)}
    low = limits.loc["municipalities.willingness_mean", ["low", "high"]].tolist()
    assert low == pytest.approx([0.5, 0.8], abs=0.05)
    assert limits.loc["coordination.quota", "levels"] == (0.5, 0.67, 0.8)
    assert limits.loc["coordination.quota", ["low", "high"]].tolist() == [0.5, 0.8]
    assert limits.loc["coordination.membership", "levels"] == ("coalition", "forum")
    box = found.boxes.iloc[0]
    inside = planted(POINTS)
    assert box["held_out_density"] == pytest.approx(wanted[inside].mean(), abs=0.06)
    assert box["held_out_coverage"] == pytest.approx(wanted[inside].sum() / wanted.sum(), abs=0.08)
    assert box["base_rate"] == wanted.mean()
    assert box["is_more_than_luck"]
    assert (limits[["quasi_p", "held_out_p"]] < 1e-3).all(axis=None)


def test_noise_is_not_claimed():
    """No box beyond the least that chance allows: at most one in twenty, and nothing dense."""
    luck = np.random.default_rng(2)
    claimed, gains = [], []
    for seed in range(60):
        wanted = luck.random(400) < 0.3
        box = discover(POINTS[:400], FACTORS, wanted, seed=seed).boxes.iloc[0]
        claimed.append(box["is_more_than_luck"])
        gains.append(box["held_out_density"] - 0.3)
    assert sum(claimed) <= 6  # binomial at 0.05: 7 or more in 1 of 35 such tests
    assert np.mean(gains) == pytest.approx(0.0, abs=0.03)


def test_the_searched_half_flatters():
    """On noise the peeled box looks dense where it was searched, and as all others elsewhere."""
    luck = np.random.default_rng(3)
    seen, real = [], []
    for seed in range(30):
        found = discover(POINTS[:400], FACTORS, luck.random(400) < 0.3, seed=seed)
        last = found.trajectory.iloc[-1]
        seen.append(last["density"])
        real.append(last["held_out_density"])
    assert np.mean(seen) > 0.5
    assert np.nanmean(real) == pytest.approx(0.3, abs=0.06)


def test_two_boxes():
    a, b = (POINTS[FACTORS[k].name].to_numpy() for k in (0, 1))
    wanted = ((a < 0.5) & (b < 0.5)) | ((a > 0.5) & (b < 0.2))
    found = discover(POINTS, FACTORS, wanted, boxes=2, density=0.97)
    assert found.boxes["is_more_than_luck"].tolist() == [True, True]
    assert found.boxes["held_out_coverage"].sum() == pytest.approx(1.0, abs=0.1)
    first, second = (found.limits[found.limits["box"] == box] for box in (1, 2))
    assert first["high"].tolist() == pytest.approx([0.5, 0.5], abs=0.06)
    assert second["factor"].tolist() == [FACTORS[1].name]
    assert second["high"].tolist() == pytest.approx([0.2], abs=0.03)


def test_opposite_corners_are_missed():
    """A weakness that PRIM is known for, and that the docstring tells: nothing is claimed."""
    a, b = (POINTS[FACTORS[k].name].to_numpy() for k in (0, 1))
    wanted = ((a < 0.35) & (b < 0.4)) | ((a > 0.65) & (b > 0.5))
    assert not discover(POINTS, FACTORS, wanted).boxes["is_more_than_luck"].any()


def test_the_way_goes_from_all_to_a_small_dense_box():
    way = discover(POINTS, FACTORS, flipped(planted(POINTS), 0.1), least_mass=0.1).trajectory
    assert (way["mass"].iloc[0], way["coverage"].iloc[0], way["restricted"].iloc[0]) == (1, 1, 0)
    assert (way["mass"].diff().dropna() < 0).all()
    assert (way["density"].diff().dropna() > 0).all()
    assert way["mass"].iloc[-1] >= 0.1
    assert way["is_chosen"].sum() == 1


def test_same_seed_same_boxes():
    wanted = flipped(planted(POINTS), 0.1)
    first, again = (discover(POINTS, FACTORS, wanted, seed=0) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert not first.boxes.equals(discover(POINTS, FACTORS, wanted, seed=1).boxes)


@pytest.mark.parametrize(
    ("seed", "mass", "coverage", "density"),
    [
        (0, 0.5, 0.807, 0.385),
        (0, 0.15, 0.593, 0.954),
        (1, 0.3, 0.740, 0.613),
        (2, 0.2, 0.632, 0.731),
        (3, 0.15, 0.602, 0.921),
        (4, 0.5, 0.814, 0.395),
    ],
)
def test_boxes_are_those_of_the_ema_workbench(seed, mass, coverage, density):
    """Coverage and density on the way, as ema_workbench.analysis.prim 2.5.3 gives them."""
    luck = np.random.default_rng(seed)
    table = luck.random((1000, 5))
    wanted = ((table[:, 0] > 0.6) & (table[:, 1] < 0.4)) ^ (luck.random(1000) < 0.1)
    masks = [is_inside(way, table) for way in peel(table, wanted, [False] * 5, 50)]
    nearest = min(masks, key=lambda mask: abs(mask.mean() - mass))
    assert wanted[nearest].sum() / wanted.sum() == pytest.approx(coverage, abs=5e-4)
    assert wanted[nearest].mean() == pytest.approx(density, abs=5e-4)


@pytest.mark.parametrize(
    ("wanted", "options", "message"),
    [
        (np.zeros(1200), {}, "0 of 1200 points are; allowed: some, but not all"),
        (np.ones(1200), {}, "1200 of 1200 points are"),
        (np.ones(7), {}, "allowed: one for each of 1200"),
        (planted(POINTS), {"boxes": 0}, "boxes: given 0"),
        (planted(POINTS), {"density": 1.2}, "density: given 1.2"),
        (planted(POINTS), {"least_mass": 0.0}, "least_mass: given 0.0"),
    ],
)
def test_what_cannot_be_searched_is_refused(wanted, options, message):
    with pytest.raises(ValueError, match=message):
        discover(POINTS, FACTORS, wanted, **options)
    with pytest.raises(ValueError, match="given 39; allowed: 40 or more"):
        discover(POINTS[:39], FACTORS, planted(POINTS[:39]))
