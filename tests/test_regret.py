"""Winners and regret by hand, and no winner where there is nothing but luck."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.factors import Factor
from sim.analysis.regret import policies_of, regrets, robust_choice, winners, winners_by_cell
from sim.analysis.sampling import sample

LUCK = np.random.default_rng(11)
# Means by point: a 1, 5, 3; b 2, 2, 3; c 0, 4, 9.
BY_HAND = {
    "a": [[0, 2], [5, 5], [3, 3]],
    "b": [[1, 3], [1, 3], [2, 4]],
    "c": [[0, 0], [4, 4], [9, 9]],
}


def noisy(means: list[float], points: int, runs: int, own: float) -> dict[str, np.ndarray]:
    shared = LUCK.normal(size=(points, runs))
    return {
        f"policy {k}": mean + shared + own * LUCK.normal(size=(points, runs))
        for k, mean in enumerate(means)
    }


def test_regret_by_hand():
    found = regrets(BY_HAND).pivot(index="point", columns="policy", values="regret")
    assert found.to_numpy().tolist() == [[1, 0, 2], [0, 3, 1], [6, 6, 0]]
    less = regrets(BY_HAND, is_more_better=False)
    assert less["regret"].tolist() == [1, 2, 0, 3, 0, 2, 0, 0, 6]
    assert less["mean"].tolist() == [1, 2, 0, 5, 2, 4, 3, 3, 9]


def test_robust_choice_by_hand():
    found = robust_choice(BY_HAND).set_index("policy")
    assert found["largest_regret"].tolist() == [6, 6, 2]
    assert found["mean_regret"].to_numpy() == pytest.approx([7 / 3, 3, 1])
    assert found["share_best"].to_numpy() == pytest.approx([1 / 3] * 3)
    assert found.index[found["is_minimax"]].tolist() == ["c"]
    assert found.index[found["is_least_mean"]].tolist() == ["c"]


def test_the_careful_choice_need_not_be_the_best_on_average():
    values = {"bold": [[10.0], [0.0], [10.0]], "careful": [[6.0], [6.0], [6.0]]}
    found = robust_choice(values).set_index("policy")
    assert found["largest_regret"].tolist() == [6, 4]
    assert found["mean_regret"].to_numpy() == pytest.approx([2, 8 / 3])
    assert found["is_minimax"].tolist() == [False, True]
    assert found["is_least_mean"].tolist() == [True, False]


def test_winners_by_hand():
    found = winners(BY_HAND)
    assert found["winner"].tolist() == ["b", "a", "c"]
    assert found["second"].tolist() == ["a", "c", "a"]
    assert found["lead"].tolist() == [1, 1, 6]
    assert not found["is_clear"].any()  # two runs tell nothing


def test_less_can_be_better():
    assert winners(BY_HAND, is_more_better=False)["winner"].tolist() == ["c", "b", "a"]
    assert (winners(BY_HAND, is_more_better=False)["lead"] >= 0).all()


def test_common_luck_makes_a_small_lead_clear():
    """A lead of 0.3 is clear within pairs (own luck 0.3), though runs spread by 1."""
    found = winners(noisy([0.0, 0.3, -0.5], 200, 40, 0.3))
    assert (found["winner"] == "policy 1").mean() > 0.95
    assert found["is_clear"].mean() > 0.9
    assert (found.loc[found["is_clear"], "low"] > 0).all()


@pytest.mark.parametrize("count", [2, 3, 4])
def test_policies_that_are_alike_have_few_clear_winners(count):
    found = winners(noisy([0.0] * count, 800, 20, 0.5))
    assert found["is_clear"].mean() < 0.07


def test_one_run_is_never_clear():
    found = winners({"a": [[1.0]], "b": [[0.0]]})
    assert (found["winner"].tolist(), found["is_clear"].tolist()) == (["a"], [False])


def test_shares_have_their_own_interval():
    values = {"a": np.ones((1, 8)), "b": np.zeros((1, 8))}
    assert winners(values, is_share=True)["is_clear"].all()
    assert not winners(values)["is_clear"].any()  # so few equal numbers tell nothing


def test_policies_out_of_a_crossed_design():
    uncertain = sample(
        "latin_hypercube", [Factor("a", 0, 1), Factor("n", 1, 3, is_integer=True)], 9
    )
    crossed = pd.concat(
        [
            uncertain.assign(rule=rule, level=level)
            for rule in ("forum", "coalition")
            for level in ("office", "informal")
        ]
    ).sample(frac=1.0, random_state=1)
    value = (
        crossed["a"] + 10.0 * (crossed["rule"] == "forum") + 5.0 * (crossed["level"] == "office")
    )
    points, found = policies_of(crossed, value, ["rule", "level"])
    assert set(found) == {
        f"{r} · {s}" for r in ("forum", "coalition") for s in ("office", "informal")
    }
    assert sorted(points["a"]) == sorted(uncertain["a"])
    for name, values in found.items():
        extra = 10.0 * ("forum" in name) + 5.0 * ("office" in name)
        assert values[:, 0] == pytest.approx(points["a"] + extra)
    assert (winners(found)["winner"] == "forum · office").all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.iloc[1:], "is not given once at each of 4"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "is not given once at each of 4"),
        (lambda t: t[t["rule"] == "x"], "given 1; allowed: two or more"),
        (lambda t: t.drop(columns="rule"), "given no column rule"),
    ],
)
def test_policies_that_lack_a_point_are_refused(change, message):
    table = sample("grid", [Factor("rule", levels=("x", "y")), Factor("a", 0, 1)], steps=4)
    changed = change(table)
    with pytest.raises(ValueError, match=message):
        policies_of(changed, np.ones(len(changed)), ["rule"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": [[1.0]]}, "given 1; allowed: two or more"),
        ({"a": [[1.0]], "b": [[1.0, 2.0]]}, "given 1, 2 runs; allowed: the same runs"),
        ({"a": [[1.0]], "b": [[1.0], [2.0]]}, "1 points and a run or more"),
        ({"a": [[1.0]], "b": [[np.nan]]}, "1 of 1 numbers are missing"),
    ],
)
def test_other_shapes_are_refused(values, message):
    for function in (regrets, winners, robust_choice):
        with pytest.raises(ValueError, match=message):
            function(values)


def test_a_map_of_winners():
    """Policy a wins where x is above ½, b below, whatever the rule; the margin is |x - ½|."""
    factors = [Factor("x", 0.0, 1.0), Factor("rule", levels=("p", "q", "r"))]
    points = sample("latin_hypercube", factors, 600, 1)
    x = points["x"].to_numpy()
    shared = LUCK.normal(size=(600, 12))
    values = {"a": x[:, None] + shared, "b": 0.5 + shared + 0.01 * LUCK.normal(size=(600, 12))}
    found = winners_by_cell(points, *factors, values, bins=4)
    assert len(found) == 4 * 3
    assert found["points"].sum() == 600
    assert found.loc[found["column"] < 2, "winner"].eq("b").all()
    assert found.loc[found["column"] > 1, "winner"].eq("a").all()
    assert found["is_clear"].all()
    assert found["lead"].to_numpy() == pytest.approx(np.repeat([3, 1, 1, 3], 3) / 8, abs=0.04)


def test_a_map_without_a_difference_is_pale():
    factors = [Factor("n", 1, 4, is_integer=True), Factor("m", 0, 20, is_integer=True)]
    points = sample("latin_hypercube", factors, 400, 1)
    found = winners_by_cell(points, *factors, noisy([0.0, 0.0], 400, 12, 1.0), bins=5)
    assert sorted(found["column"].unique()) == [0, 1, 2, 3]
    assert sorted(found["row"].unique()) == [0, 1, 2, 3, 4]
    assert found["is_clear"].mean() < 0.3
    with pytest.raises(ValueError, match="bins: given 0"):
        winners_by_cell(points, *factors, noisy([0.0, 0.0], 400, 12, 1.0), bins=0)
