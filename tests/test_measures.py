"""Every measure by hand, and every name where it belongs."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import texts
from sim.measures import (
    INDICATOR_NAMES,
    INDICATORS,
    OUTCOME_NAMES,
    OUTCOMES,
    lowest,
    ratio,
    recovery_quarters,
    service_loss,
    total,
    weighted_mean,
)
from sim.measures import (
    gini as gini_in_order,
)

QUICK = settings(max_examples=100, derandomize=True, deadline=None)

# As model.md fixes them; tables, figures and sweeps of others hang on these names.
FIXED_INDICATORS = (
    "service_level",
    "service_level_min",
    "service_inequality",
    "staff_strain",
    "strategic_time",
    "willingness",
    "trust",
    "field_cooperations",
    "cross_field_cooperations",
    "dormant_cooperations",
    "coverage",
    "relief",
    "synergy",
    "coordination_effort",
    "net_benefit",
    "institution_level",
    "institution_capacity",
    "institution_members",
    "autonomy",
    "population",
)
FIXED_OUTCOMES = (
    "founded",
    "founding_quarter",
    "service_loss",
    "recovery_quarters",
    "longest_cooperation",
)


def test_indicators_have_their_fixed_names():
    """More may come, behind them."""
    assert INDICATOR_NAMES[: len(FIXED_INDICATORS)] == FIXED_INDICATORS
    assert tuple(indicator.name for indicator in INDICATORS) == INDICATOR_NAMES


def test_outcomes_have_their_fixed_names():
    assert OUTCOME_NAMES == FIXED_OUTCOMES
    assert tuple(outcome.name for outcome in OUTCOMES) == FIXED_OUTCOMES


def gini(values, weights):
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    return gini_in_order(values, weights, order)


@pytest.mark.parametrize("measure", [*INDICATORS, *OUTCOMES], ids=lambda measure: measure.name)
def test_every_measure_says_unit_and_formula(measure):
    assert measure.unit.strip()
    assert measure.formula.strip()


@pytest.mark.parametrize("lang", texts.languages)
@pytest.mark.parametrize("name", INDICATOR_NAMES)
def test_every_indicator_has_words(name, lang):
    assert texts.text(f"indicators.{name}.name", lang).strip()


@pytest.mark.parametrize("name", FIXED_OUTCOMES)
def test_an_outcome_has_words_in_both_languages_or_in_none(name):
    having = [lang for lang in texts.languages if f"indicators.{name}.name" in texts.keys(lang)]
    assert having in ([], list(texts.languages))


def test_words_stand_for_nothing_else():
    """No text explains an indicator that does not exist."""
    explained = {key.split(".")[1] for key in texts.keys("en") if key.startswith("indicators.")}
    assert explained <= {*INDICATOR_NAMES, *FIXED_OUTCOMES}


# ---------------------------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], 0.0),
        ([1.5], 1.5),
        ([1.0, -2.0, 4.0], 3.0),
        ([1e16, 1.0, -1e16], 0.0),  # in order: the 1 is lost, in every version of Python
    ],
)
def test_total(values, expected):
    assert total(values) == expected


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([0.5, 1.0], [1.0, 1.0], 0.75),
        ([0.5, 1.0], [3.0, 1.0], 0.625),
        ([0.5, 1.0], [0.0, 2.0], 1.0),
        ([0.5, 1.0], [0.0, 0.0], 0.0),
        ([], [], 0.0),
    ],
)
def test_weighted_mean(values, weights, expected):
    assert weighted_mean(values, weights) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        # Mean of all differences, one's own included: (0 + 2 + 2 + 0) / 4 = 1; mean 2: 1 / 4.
        ([1.0, 3.0], [1.0, 1.0], 0.25),
        # One has all: differences 4 / 9, mean 1 / 3: (4 / 9) / (2 / 3) = 2 / 3.
        ([0.0, 0.0, 1.0], [1.0, 1.0, 1.0], 2 / 3),
        # 1, 2, 4: differences 2 (1 + 3 + 2) / 9 = 4 / 3, mean 7 / 3: (4 / 3) / (14 / 3) = 2 / 7.
        ([4.0, 1.0, 2.0], [1.0, 1.0, 1.0], 2 / 7),
        # A weight of three is three alike: 1, 1, 1, 3 has 12 / 16 = 3 / 4, mean 3 / 2: 1 / 4.
        ([1.0, 3.0], [3.0, 1.0], 0.25),
        ([1.0, 1.0, 1.0, 3.0], [1.0, 1.0, 1.0, 1.0], 0.25),
        ([0.8, 0.8], [2.0, 5.0], 0.0),  # all alike
        ([0.8], [2.0], 0.0),  # alone
        ([0.5, 1.0], [0.0, 2.0], 0.0),  # only one counts
        ([0.5, 1.0], [0.0, 0.0], 0.0),  # nobody counts
        ([0.0, 0.0], [1.0, 1.0], 0.0),  # nobody has any
        ([], [], 0.0),
    ],
)
def test_gini(values, weights, expected):
    assert gini(values, weights) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([0.5, 0.4, 0.9], [1.0, 1.0, 1.0], 0.4),
        ([0.5, 0.4, 0.9], [1.0, 0.0, 1.0], 0.5),  # nobody lives in the weakest
        ([0.0, 0.4], [1.0, 1.0], 0.0),
        ([1.0], [1.0], 1.0),
        ([0.5, 0.4], [0.0, 0.0], 0.0),  # nobody lives anywhere
        ([], [], 0.0),
    ],
)
def test_lowest(values, weights, expected):
    assert lowest(values, weights) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1.0, 4.0, 0.25), (0.0, 4.0, 0.0), (4.0, 4.0, 1.0), (1.0, 0.0, 0.0), (1.0, -1.0, 0.0)],
)
def test_ratio(part, whole, expected):
    assert ratio(part, whole) == expected


@pytest.mark.parametrize(
    ("own", "twin", "expected"),
    [
        ([1.0, 0.75, 0.5], [1.0, 1.0, 1.0], 0.75),
        ([1.0, 1.0], [0.5, 1.0], 0.0),  # better than the twin makes up for nothing
        ([1.0, 0.5], [0.5, 1.0], 0.5),
        ([], [], 0.0),
    ],
)
def test_service_loss(own, twin, expected):
    assert service_loss(own, twin) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("own", "first_shock", "expected"),
    [
        ([1.0, 1.0, 1.0], 1, 0),  # nothing happened
        ([1.0, 0.996, 1.0], 1, 0),  # within 0.005 is near enough
        ([1.0, 0.9, 1.0], 1, 1),  # back after a quarter
        ([1.0, 1.0, 0.9, 1.0], 1, 2),  # it shows a quarter late
        ([1.0, 0.9, 1.0, 0.9, 1.0], 1, 3),  # back for good only after the relapse
        ([1.0, 0.9, 0.9], 1, -1),  # never
        ([1.0, 1.0, 0.9], 1, -1),  # not by the end
        ([0.9, 1.0, 1.0], 2, 0),  # it had gone before the first shock
        ([], 0, 0),
    ],
)
def test_recovery_quarters(own, first_shock, expected):
    assert recovery_quarters(own, [1.0] * len(own), first_shock) == expected


# ------------------------------------------------------------------------------------- promises

PEOPLE = st.lists(
    st.tuples(st.integers(0, 1000).map(lambda n: n / 1000.0), st.integers(0, 50_000).map(float)),
    max_size=16,
)


@QUICK
@given(PEOPLE)
def test_lowest_mean_and_inequality_fit_together(people):
    values, weights = [v for v, _ in people], [w for _, w in people]
    counted = [v for v, w in people if w > 0.0]
    low, mean = lowest(values, weights), weighted_mean(values, weights)
    assert 0.0 <= low <= mean + 1e-12
    assert mean <= max(counted, default=0.0) + 1e-12
    assert 0.0 <= gini(values, weights) < 1.0
    assert low == min(counted, default=0.0)


@QUICK
@given(PEOPLE, st.floats(0.1, 10.0))
def test_inequality_knows_no_units(people, factor):
    """Neither the unit of what is shared nor that of the weights matters."""
    values, weights = [v for v, _ in people], [w for _, w in people]
    scaled = gini([factor * v for v in values], [2.0 * w for w in weights])
    assert scaled == pytest.approx(gini(values, weights), abs=1e-9)


@QUICK
@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)), max_size=40))
def test_loss_and_recovery_agree(quarters):
    """Who lost nothing needs no recovery; who needs one has lost something."""
    own, twin = [a for a, _ in quarters], [b for _, b in quarters]
    lost = service_loss(own, twin)
    assert 0.0 <= lost <= len(quarters)
    assert -1 <= recovery_quarters(own, twin, 0) < max(len(quarters), 1)
    assert (lost > 0.0) >= (recovery_quarters(own, twin, 0) != 0)
    assert math.isclose(lost - service_loss(twin, own), total(twin) - total(own), abs_tol=1e-9)
