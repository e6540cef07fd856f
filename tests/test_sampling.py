"""Designs hold what they promise: ranges, levels, numbers of rows, and the same points again."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.analysis.factors import Factor, unit_problem
from sim.analysis.sampling import DESIGNS, morris_grid, rows, sample

QUOTA = Factor("coordination.quota", 0.5, 1.0)
MEMBERS = Factor("coordination.minimum_members", 2, 8, is_integer=True)
LEVEL = Factor("coordination.level", levels=("informal", "shared_staff", "office"))
OPEN = Factor("coordination.open_for_entry", levels=(False, True))
FIVE = Factor("general.five", levels=tuple("abcde"))
LISTS = Factor("region.municipalities", levels=((), ("01", "02")))
ALL = (QUOTA, MEMBERS, LEVEL, OPEN, FIVE, LISTS)
SIZES = {"grid": None, "latin_hypercube": 60, "sobol": 8, "morris": 12}


@pytest.mark.parametrize(
    ("factor", "unit", "value"),
    [
        (QUOTA, 0.0, 0.5),
        (QUOTA, 0.5, 0.75),
        (QUOTA, 1.0, 1.0),
        (MEMBERS, 0.0, 2),
        (MEMBERS, 0.999, 8),
        (MEMBERS, 1.0, 8),
        (MEMBERS, 0.5, 5),
        (LEVEL, 0.33, "informal"),
        (LEVEL, 0.34, "shared_staff"),
        (LEVEL, 1.0, "office"),
        (OPEN, 0.5, True),
        (LISTS, 0.6, ("01", "02")),
    ],
)
def test_a_unit_number_becomes_a_value(factor, unit, value):
    found = factor.value(unit)
    assert found == value
    assert isinstance(found, bool | np.bool_) == isinstance(value, bool)


@pytest.mark.parametrize("unit", [-0.01, 1.01, float("nan")])
def test_other_numbers_are_refused(unit):
    with pytest.raises(ValueError, match=r"outside of 0 … 1"):
        QUOTA.value(unit)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "neither a range nor levels"),
        ({"low": 1.0}, "neither a range nor levels"),
        ({"low": 0.8, "high": 0.2}, "low 0.8, high 0.2; allowed: low < high"),
        ({"low": 0.8, "high": 0.8}, "allowed: low < high"),
        ({"low": 0.0, "high": float("inf")}, "allowed: numbers"),
        ({"low": False, "high": True}, "allowed: numbers"),
        ({"low": "0", "high": "1"}, "allowed: numbers"),
        ({"low": 0.5, "high": 3, "is_integer": True}, "allowed: whole numbers"),
        ({"levels": ("office",)}, "given one level"),
        ({"levels": ("a", "b", "a")}, "a level twice"),
        ({"low": 0, "high": 1, "levels": ("a", "b")}, "a range and levels"),
    ],
)
def test_what_cannot_vary_is_refused(given, message):
    with pytest.raises(ValueError, match=message) as refused:
        Factor("coordination.quota", **given)
    assert str(refused.value).startswith("coordination.quota: given")
    assert "\n" not in str(refused.value)


def test_positions_are_the_way_back():
    assert QUOTA.positions([0.5, 0.75]).tolist() == [0.5, 0.75]
    assert LEVEL.positions(["office", "informal"]).tolist() == [2.0, 0.0]
    with pytest.raises(ValueError, match="given 'none'; allowed: informal, shared_staff, office"):
        LEVEL.positions(["none"])


def test_salib_gets_names_and_unit_ranges():
    problem = unit_problem([QUOTA, LEVEL])
    assert problem == {
        "num_vars": 2,
        "names": ["coordination.quota", "coordination.level"],
        "bounds": [[0.0, 1.0]] * 2,
    }


@pytest.mark.parametrize("design", DESIGNS)
def test_number_of_rows_is_known_beforehand(design):
    table = sample(design, ALL, SIZES[design], 3, steps=3)
    assert len(table) == rows(design, ALL, SIZES[design], steps=3)
    assert list(table.columns) == [factor.name for factor in ALL]


def test_rows_by_hand():
    assert rows("grid", ALL, steps=3) == 3 * 3 * 3 * 2 * 5 * 2
    assert rows("sobol", ALL, 1024) == 1024 * 8
    assert rows("morris", ALL, 20) == 20 * 7
    assert rows("latin_hypercube", ALL, 77) == 77


@pytest.mark.parametrize("design", DESIGNS)
def test_same_seed_same_points(design):
    first, again, other = (sample(design, ALL, SIZES[design], seed, steps=3) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert first.equals(other) == (design == "grid")


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol", "morris"])
def test_global_luck_is_left_alone(design):
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    sample(design, ALL, SIZES[design], 0)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


@pytest.mark.parametrize("design", DESIGNS)
def test_values_are_allowed_ones(design):
    table = sample(design, ALL, SIZES[design], 3, steps=3)
    assert table[QUOTA.name].between(0.5, 1.0).all()
    assert set(table[MEMBERS.name]) <= set(range(2, 9))
    assert table[MEMBERS.name].dtype == np.int64
    for factor in (LEVEL, OPEN, FIVE, LISTS):
        assert set(table[factor.name]) == set(factor.levels)


def test_a_grid_has_every_combination_once():
    table = sample("grid", [QUOTA, MEMBERS, OPEN], steps=3)
    assert table[QUOTA.name].unique().tolist() == [0.5, 0.75, 1.0]
    assert table[MEMBERS.name].unique().tolist() == [2, 5, 8]
    assert not table.duplicated().any()
    assert len(sample("grid", [MEMBERS], steps=50)) == 7


def test_a_latin_hypercube_has_a_point_in_every_row():
    table = sample("latin_hypercube", [QUOTA, LEVEL], 60, 3)
    parts = np.floor((table[QUOTA.name] - 0.5) / 0.5 * 60).astype(int)
    assert sorted(parts) == list(range(60))
    assert table[LEVEL.name].value_counts().tolist() == [20, 20, 20]


def test_sobol_rows_differ_from_their_first_in_one_factor():
    table = sample("sobol", [QUOTA, MEMBERS, LEVEL], 8, 3)
    for start in range(0, len(table), 5):
        block = table.iloc[start : start + 5].reset_index(drop=True)
        for k, name in enumerate(table.columns):
            others = [other for other in table.columns if other != name]
            assert block.loc[1 + k, others].equals(block.loc[0, others])


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7, 9, 16, 40])
@pytest.mark.parametrize("kind", ["levels", "integer"])
def test_every_step_of_a_trajectory_changes_its_factor(count, kind):
    """Levels and whole numbers too, and no level is passed over."""
    if kind == "levels":
        factor = Factor("x", levels=tuple(f"level {n}" for n in range(count)))
    else:
        factor = Factor("x", 1, count, is_integer=True)
    factors = [QUOTA, factor, OPEN]
    table = sample("morris", factors, 200, 3)
    for start in range(0, len(table), 4):
        block = table.iloc[start : start + 4]
        changed = [
            [name for name in table.columns if a[name] != b[name]]
            for (_, a), (_, b) in pairwise(block.iterrows())
        ]
        assert sorted(name for names in changed for name in names) == sorted(table.columns)
        assert all(len(names) == 1 for names in changed)
    if kind == "levels":
        assert set(table["x"]) == set(factor.levels)
    else:
        steps = np.abs(np.diff(table["x"].to_numpy().reshape(-1, 4), axis=1))
        assert len(set(steps[steps > 0])) == 1


def test_morris_goes_to_the_ends_of_a_range():
    table = sample("morris", [QUOTA, OPEN], 50, 3)
    assert sorted(table[QUOTA.name].round(6).unique()) == pytest.approx([0.5, 2 / 3, 5 / 6, 1.0])
    assert [morris_grid([QUOTA, f]) for f in (MEMBERS, LEVEL, FIVE)] == [4, 4, 6]


@pytest.mark.parametrize(
    ("design", "factors", "points", "message"),
    [
        ("random", ALL, 8, "given 'random'; allowed: grid, latin_hypercube, sobol, morris"),
        ("sobol", ALL, 100, "given 100, and .* power of two; allowed: 64 or 128"),
        ("sobol", ALL, 1025, "allowed: 1024 or 2048"),
        ("sobol", ALL, 0, "given 0; allowed: 1 or more"),
        ("morris", ALL, 0, "given 0; allowed: 1 or more"),
        ("latin_hypercube", ALL, -1, "given -1; allowed: 1 or more"),
        ("latin_hypercube", ALL, None, "given None; allowed: 1 or more"),
        ("sobol", [QUOTA], 8, "given one factor; allowed: two or more"),
        ("morris", [QUOTA], 8, "given one factor; allowed: two or more"),
        ("grid", [], None, "given none; allowed: one or more"),
        ("grid", [LEVEL, LEVEL], None, "given coordination.level twice"),
        ("grid", [QUOTA], None, "given None steps for a grid; allowed: 2 or more"),
    ],
)
def test_what_cannot_be_sampled_is_refused(design, factors, points, message):
    for function in (rows, sample):
        with pytest.raises(ValueError, match=message):
            function(design, factors, points)


def test_one_factor_is_enough_for_a_hypercube_or_a_grid():
    assert len(sample("latin_hypercube", [QUOTA], 5)) == 5
    assert sample("grid", [LEVEL])[LEVEL.name].tolist() == list(LEVEL.levels)
