"""Limit cases and nulls: where theory gives the answer, the model gives it, too.

Granovetter, M. (1978): Threshold models of collective behavior.  American Journal of Sociology 83.
DeGroot, M. H. (1974): Reaching a consensus.  Journal of the American Statistical Association 69.
N1, N3, N4 and N5 are the null cases of `sim/ODD.md`; here stands what of them is exact.
"""

import math
import random
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from sim import results
from sim.entities import (
    AGREED,
    ENTER_UNIT,
    FOUND_UNIT,
    MEMBERSHIP_RULES,
    OFFICE,
    Terms,
)
from sim.measures import INDICATOR_NAMES
from sim.model import CooperationModel
from sim.region import Region, load_region
from sim.rules import deciding
from sim.scenario import load_scenario, scenario_from_table
from sim.world import World

try:
    from sim.ensemble import run_ensemble
except ImportError:
    run_ensemble = None
NO_ENSEMBLE = pytest.mark.skipif(run_ensemble is None, reason="the ensemble engine is not there")
ENGINES = ["model", pytest.param("ensemble", marks=NO_ENSEMBLE)]
LEVELS = ["informal", "shared_staff", "office"]


def series(engine, scenario, indicator, seed):
    """One indicator of one run, quarter by quarter, from either engine."""
    if engine == "model":
        return np.array(
            CooperationModel(scenario, seed=seed).run().datacollector.model_vars[indicator]
        )
    return run_ensemble(scenario, runs=1, seed=seed)[indicator].isel(run=0).to_numpy()


def all_series(scenario, seed, **more):
    return CooperationModel(scenario, seed=seed, **more).run().datacollector.model_vars


def write_region(path, willingness, neighbours=None, staff_fte=10):
    """A county of equal municipalities, by default all neighbours and short of people."""
    keys = [f"m{i:03d}" for i in range(len(willingness))]
    pairs = combinations(range(len(keys)), 2) if neighbours is None else neighbours
    near = {key: [] for key in keys}
    for i, j in pairs:
        near[keys[i]].append(keys[j])
        near[keys[j]].append(keys[i])
    rows = ["key,name,population,area_km2,lat,lon,staff_fte,willingness,neighbours"]
    for i, (key, openness) in enumerate(zip(keys, willingness, strict=True)):
        place = f"{key},{key.title()},5000,10,51,{10 + i / 1000},{staff_fte}"
        rows.append(f"{place},{float(openness)!r},{' '.join(near[key])}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def deep_merge(*tables):
    merged = {}
    for table in tables:
        for key, value in table.items():
            both = isinstance(value, dict) and isinstance(merged.get(key), dict)
            merged[key] = deep_merge(merged[key], value) if both else value
    return merged


NO_LUCK = {  # nobody moves, retires, is voted out or leaves
    "population": {"migration_spread": 0.0},
    "staff": {"retirement_rate": 0.0, "turnover_rate": 0.0},
    "politics": {
        "election_shift": 0.0,
        "election_reversion": 0.0,
        "mayor_change": 0.0,
        "key_person_rate": 0.0,
    },
}

# --------------------------------------------------------------- Granovetter: who else is in
# What is left of a council's choice is peers + willingness = 0 (in FTE, per unit of work):
#     peer_weight × (2 × share in - 1) + willingness_weight × (2 × willingness - 1) = 0
# With n equal municipalities, all neighbours, of equal trust, the share in is (others in)/(n - 1),
# so that willingness is the threshold.  The point of change is put a quarter of a person below
# the threshold: with the noise at its minimum a council says yes with 0.99 as soon as its
# threshold is reached, and with 10^-5 one person before that (n = 100; the fewer, the sharper).
PEERS = 0.8  # less than the weight of willingness, so that even the last take some initiative

ONLY_WHO_IS_IN = deep_merge(
    NO_LUCK,
    {
        "fields": [
            {
                "name": "depots",
                "autonomy_cost": 0.0,
                "setup_effort_fte": 0.0,
                "scale_effect": 0.0,
                "scale_effect_spread": 0.0,
            }
        ],
        "partners": [],
        "municipalities": {"trust_mean": 1.0, "trust_neighbour_bonus": 0.0, "trust_spread": 0.0},
        "decisions": {
            "decision_noise": 0.001,
            "willingness_weight": 1.0,
            "peer_weight": PEERS,
            "domination_weight": 0.0,
            "election_weight": 0.0,
            "promised_share": 0.0,
            # whoever may decide does, as soon and as often as possible; who is in stays
            "pressure_weight": 10.0,
            "attention_half": 0.01,
            "initiative_rate": 4.0,
            "invitations": 50,
            "welcome_trust": 0.0,
            "welcome_per_member": 0.0,
            "exit_rate": 0.0,
        },
        "cooperation": {"wear": 0.0, "neglect": 0.0, "mutual_cover": 0.0},
        "funding": {"cooperation_grant": 0.0, "office_grant_share": 0.0},
        "learning": {
            "willingness_learning": 0.0,
            "social_influence": 0.0,
            "trust_gain": 0.0,
            "fatigue": 0.0,
        },
    },
)
BY_FIELD = deep_merge(ONLY_WHO_IS_IN, {"coordination": {"level": "none"}})
BY_UNIT = deep_merge(
    ONLY_WHO_IS_IN,
    {
        "decisions": {"initiative_rate": 0.0},
        "coordination": {
            "membership": "coalition_of_the_willing",
            "level": "office",
            "minimum_members": 2,
            "preparation_quarters": 0,
            "persuasion_rate": 0.0,
            "pause_quarters": 0,
            "attempts": 50,
            "renewal_quarters": 400,
            "unit_promise": 0.0,
            "unit_effort_fte": 0.0,
            "commitment_coalition": 0.0,
        },
        "funding": {"office_grant_quarters": 0},
        "county": {"county_support_eur": 5_000_000.0},  # the office costs its members nothing
    },
)


def willingness_for(threshold, n):
    """Willingness of a council that joins as soon as this many of n - 1 others are in."""
    return 0.5 + PEERS * (0.5 - (threshold - 0.25) / (n - 1))


def threshold_scenario(tmp_path, settings, thresholds, quarters):
    n = len(thresholds)
    source = write_region(tmp_path / "county.csv", [willingness_for(t, n) for t in thresholds])
    return scenario_from_table(
        {**settings, "quarters": quarters, "region": {"source": source}}, "thresholds"
    )


def granovetter(thresholds, begun_by=()):
    """Who is in at the end: the smallest set that holds those who begin and all whom it draws."""
    inside = set(begun_by)
    while True:
        drawn = {i for i, t in enumerate(thresholds) if len(inside - {i}) >= t}
        if drawn <= inside:
            return inside
        inside |= drawn


def smallest_fixed_point(thresholds, start=0):
    """The smallest n ≥ start with n thresholds of n or less, from the cumulative distribution."""
    counts = np.searchsorted(np.sort(thresholds), np.arange(len(thresholds) + 1), side="right")
    return next(n for n, count in enumerate(counts) if n >= start and count <= n)


def hundred(changed, seed=1):
    """Thresholds 0, 1, 2 … 99 in no order; changed: 2 instead of 1.  The first begins."""
    rest = [2 if changed and t == 1 else t for t in range(1, 100)]
    random.Random(seed).shuffle(rest)
    return [0, *rest]


def some_distributions(number, n):
    """Thresholds around some mean with some spread (Granovetter's second example), seeded."""
    generator = np.random.default_rng(1978)
    found = []
    for _ in range(number):
        mean, spread = generator.uniform(0.1, 0.6), generator.uniform(0.1, 0.6)
        drawn = np.rint((n - 1) * generator.normal(mean, spread, n))
        found.append([int(t) for t in np.clip(drawn, 0, n)])
    return found


def test_theory_gives_granovetters_own_answers():
    assert len(granovetter(hundred(False))) == smallest_fixed_point(hundred(False)) == 100
    assert len(granovetter(hundred(True))) == smallest_fixed_point(hundred(True)) == 1


@pytest.mark.parametrize(("changed", "expected"), [(False, 100), (True, 1)])
def test_rule_alone_joins_by_thresholds(changed, expected):
    """The two terms and the logit choice, all deciding at once, again and again."""
    p = scenario_from_table(BY_FIELD, "limit").parameters
    everyone = [willingness_for(t, 100) for t in hundred(changed)]
    inside = [False] * 100
    for _ in range(150):
        shares = [(sum(inside) - inside[i]) / 99 for i in range(100)]
        for i, share in enumerate(shares):
            only = {
                "peers": deciding.peers_term(share, 2.5, p),
                "willingness": deciding.willingness_term(everyone[i], 2.5, p),
            }
            terms = Terms(**{name: only.get(name, 0.0) for name in Terms._fields})
            answer = deciding.verdict(0.0, 0.5, 1.0, 1.0, terms, 2.5, p)
            inside[i] = inside[i] or answer.outcome == AGREED
    assert sum(inside) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_uniform_thresholds_draw_in_all_hundred(tmp_path, engine):
    """By way of a field: one begins and proposes, the others follow one by one."""
    scenario = threshold_scenario(tmp_path, BY_FIELD, hundred(False), 160)
    joined = 100 * series(engine, scenario, "coverage", 1)
    assert joined[0] < 15
    assert (np.diff(joined) >= -1e-9).all()
    assert joined[-1] == pytest.approx(100)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_changed_threshold_leaves_one_alone(tmp_path, engine):
    """One wants to, again and again; one alone is no cooperation, so that nothing is there."""
    scenario = threshold_scenario(tmp_path, BY_FIELD, hundred(True), 24)
    assert not series(engine, scenario, "coverage", 1).any()
    assert not series(engine, scenario, "field_cooperations", 1).any()


def test_one_changed_threshold_ends_with_one_yes(tmp_path):
    scenario = threshold_scenario(tmp_path, BY_FIELD, hundred(True), 24)
    decisions = CooperationModel(scenario, seed=1).run().decisions
    assert len({d.municipality for d in decisions}) == 100
    assert {d.municipality for d in decisions if d.verdict.outcome == AGREED} == {0}


def test_nothing_else_speaks_for_or_against(tmp_path):
    scenario = threshold_scenario(tmp_path, BY_FIELD, hundred(False), 12)
    by_unit = threshold_scenario(tmp_path, BY_UNIT, hundred(False), 12)
    for chosen in (scenario, by_unit):
        decisions = CooperationModel(chosen, seed=1).run().decisions
        assert len(decisions) > 50
        for d in decisions:
            other = d.terms._replace(peers=0.0, willingness=0.0)
            assert other == (0.0,) * len(other)
            assert d.verdict.able == 1.0
            assert d.verdict.attention > 0.999


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", range(20))
def test_joining_a_field_ends_at_the_smallest_fixed_point(tmp_path, engine, number):
    """Whoever proposes counts on one other, so that the smallest end is one alone, or nobody."""
    thresholds = some_distributions(20, 16)[number]
    expected = smallest_fixed_point(thresholds, start=1)
    scenario = threshold_scenario(tmp_path, BY_FIELD, thresholds, 120)
    joined = 16 * series(engine, scenario, "coverage", number)
    assert joined[-1] == pytest.approx(expected if expected > 1 else 0)


def test_the_fixed_points_compared_are_of_every_kind():
    ends = [smallest_fixed_point(t, start=1) for t in some_distributions(20, 16)]
    assert sum(end == 1 for end in ends) >= 2
    assert sum(end == 16 for end in ends) >= 2
    assert sum(1 < end < 16 for end in ends) >= 5


def begun_by_the_first(scenario, seed):
    """A run in whose first quarter the unit is carried by the first municipality alone."""
    model = CooperationModel(scenario, seed=seed)
    model.unit.level, model.unit.members = OFFICE, [0]
    model.unit.founded = model.unit.first_founded = 0
    model.municipalities[0].in_unit = True
    while model.running and len(model.unit.members) < len(model.municipalities):
        model.step()
    return model


@pytest.mark.parametrize(("changed", "expected"), [(False, 100), (True, 1)])
def test_entering_the_unit_is_granovetters_example(tmp_path, changed, expected):
    """Those outside are asked once a year, in an order of their own; it does not matter."""
    quarters = 80 if changed else 320
    scenario = threshold_scenario(tmp_path, BY_UNIT, hundred(changed), quarters)
    model = begun_by_the_first(scenario, 1)
    assert len(model.unit.members) == expected
    assert {d.kind for d in model.decisions} == {ENTER_UNIT}


def founders_by_hand(thresholds, scope):
    """At the founding councils count on the openness of those asked, not yet on members."""
    n = len(thresholds)
    openness = [willingness_for(t, n) for t in thresholds]
    hoped = {i: math.fsum(openness[j] for j in scope if j != i) for i in scope}
    return {i for i in scope if hoped[i] >= thresholds[i] - 0.25}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", range(20))
def test_a_coalition_ends_at_the_smallest_set_above_its_founders(tmp_path, engine, number):
    thresholds = some_distributions(20, 16)[number]
    scenario = threshold_scenario(tmp_path, BY_UNIT, thresholds, 100)
    vote = first_vote_carried(scenario, number)
    founders = set(vote.details["yes"])
    assert founders == founders_by_hand(thresholds, vote.details["asked"])
    members = series(engine, scenario, "institution_members", number)
    assert not members[: vote.quarter].any()
    assert members[vote.quarter] == len(founders)
    assert members[-1] == len(granovetter(thresholds, founders))


def first_vote_carried(scenario, seed):
    model = CooperationModel(scenario, seed=seed)
    while model.running and not model.unit.exists:
        model.step()
    return next(e for e in reversed(model.events) if e.kind == "unit_vote")


# ------------------------------------------------------------- DeGroot: willingness and trust
# Two parts of five whose trust in one another is less than among themselves.  Nobody cooperates
# and elections change nothing: a council's willingness is half its own of the last quarter and
# half that of the others, weighted by trust, which stays where it is.
PARTS = [pair for part in (range(5), range(5, 10)) for pair in combinations(part, 2)]
OPENNESS = [0.9, 0.8, 0.95, 0.7, 0.85, 0.1, 0.3, 0.2, 0.15, 0.6]
INFLUENCE = 0.5  # share per quarter
ONLY_INFLUENCE = deep_merge(
    NO_LUCK,
    {
        "coordination": {"level": "none"},
        "decisions": {"initiative_rate": 0.0},
        "municipalities": {"trust_mean": 0.2, "trust_neighbour_bonus": 0.4, "trust_spread": 0.05},
        "learning": {"social_influence": 4 * INFLUENCE},
    },
)


def influence_scenario(tmp_path, quarters, **municipalities):
    source = write_region(tmp_path / "parts.csv", OPENNESS, PARTS)
    more = {"quarters": quarters, "region": {"source": source}, "municipalities": municipalities}
    return scenario_from_table(deep_merge(ONLY_INFLUENCE, more), "influence")


def trust_matrix(scenario, seed):
    trust = np.array(World.of(scenario).begin_trust(seed, 0))
    np.fill_diagonal(trust, 0.0)
    return trust


def influence_matrix(trust):
    """Row-stochastic: what each council's willingness is made of a quarter later."""
    others = trust / trust.sum(axis=1, keepdims=True)
    return (1 - INFLUENCE) * np.eye(len(trust)) + INFLUENCE * others


def willingness_by_quarter(scenario, seed):
    model, found = CooperationModel(scenario, seed=seed), []
    while model.running:
        model.step()
        found.append([m.willingness for m in model.municipalities])
    return np.array(found), model


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_willingness_follows_the_powers_of_the_trust_matrix(tmp_path, seed):
    scenario = influence_scenario(tmp_path, 60)
    matrix = influence_matrix(trust_matrix(scenario, seed))
    found, model = willingness_by_quarter(scenario, seed)
    for quarter in range(60):
        expected = np.linalg.matrix_power(matrix, quarter + 1) @ OPENNESS
        np.testing.assert_allclose(found[quarter], expected, rtol=0, atol=1e-12)
    for m in model.municipalities:
        assert m.trust == m.start_trust


@pytest.mark.parametrize("engine", ENGINES)
def test_mean_willingness_follows_degroot(tmp_path, engine):
    scenario = influence_scenario(tmp_path, 60)
    matrix = influence_matrix(trust_matrix(scenario, 1))
    powers = [np.linalg.matrix_power(matrix, quarter + 1) for quarter in range(60)]
    expected = [np.mean(power @ OPENNESS) for power in powers]
    found = series(engine, scenario, "willingness", 1)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_councils_agree_on_a_mean_weighted_by_the_trust_they_enjoy(tmp_path):
    """The left eigenvector; trust is mutual, so that it is the sum of what each is trusted."""
    scenario = influence_scenario(tmp_path, 300)
    trust = trust_matrix(scenario, 1)
    assert (trust == trust.T).all()
    values, vectors = np.linalg.eig(influence_matrix(trust).T)
    left = np.real(vectors[:, np.argmax(np.real(values))])
    weights = trust.sum(axis=0) / trust.sum()
    np.testing.assert_allclose(left / left.sum(), weights, atol=1e-12)
    found, _ = willingness_by_quarter(scenario, 1)
    np.testing.assert_allclose(found @ weights, weights @ OPENNESS, atol=1e-12)
    np.testing.assert_allclose(found[-1], weights @ OPENNESS, atol=1e-9)


def test_differences_shrink_at_the_rate_of_the_second_eigenvalue(tmp_path):
    scenario = influence_scenario(tmp_path, 60)
    values = np.sort(np.abs(np.linalg.eigvals(influence_matrix(trust_matrix(scenario, 1)))))
    assert values[-1] == pytest.approx(1.0, abs=1e-12)
    assert values[-2] < 0.95
    spread = np.ptp(willingness_by_quarter(scenario, 1)[0], axis=1)
    rates = spread[1:] / spread[:-1]
    np.testing.assert_allclose(rates[30:], values[-2], rtol=1e-6)


def test_parts_without_trust_in_each_other_agree_among_themselves_only(tmp_path):
    """Equal trust within each part: each ends at its own mean."""
    scenario = influence_scenario(tmp_path, 120, trust_mean=0.0, trust_spread=0.0)
    last = willingness_by_quarter(scenario, 1)[0][-1]
    np.testing.assert_allclose(last[:5], np.mean(OPENNESS[:5]), atol=1e-12)
    np.testing.assert_allclose(last[5:], np.mean(OPENNESS[5:]), atol=1e-12)


@pytest.mark.parametrize(
    "nobody", [{"trust_mean": 0.0, "trust_neighbour_bonus": 0.0, "trust_spread": 0.0}, None]
)
def test_without_trust_or_influence_nobody_changes_their_mind(tmp_path, nobody):
    scenario = influence_scenario(tmp_path, 24, **(nobody or {}))
    overrides = {} if nobody else {"social_influence": 0.0}
    model = CooperationModel(scenario, seed=1, **overrides).run()
    assert [m.willingness for m in model.municipalities] == OPENNESS


# --------------------------------------------------------------------------- nulls: interplay
@pytest.mark.parametrize("seed", [1, 2])
def test_without_synergy_and_conflict_fields_do_nothing_to_each_other(seed):
    """No effect in any quarter, and the same run as with the interplay switched off."""
    scenario = load_scenario("coalition-of-the-willing", {"quarters": 60})
    general = all_series(scenario, seed)
    none = all_series(scenario, seed, **{"cooperation.synergy": 0.0, "cooperation.conflict": 0.0})
    off = all_series(scenario, seed, interplay_on=False)
    assert any(general["synergy"])
    assert max(none["coverage"]) > 0.3
    assert not any(none["synergy"])
    assert none == off


# ------------------------------------------------------------------------------ nulls: shocks
KINDS = [
    "out_migration",
    "in_migration",
    "ageing",
    "retirement_wave",
    "key_person_loss",
    "budget_cut",
    "facility_closure",
]


def test_without_shocks_nothing_is_lost():
    outcomes = results.run(load_scenario("coalition-of-the-willing"), 1).outcomes
    assert outcomes["service_loss"] == outcomes["recovery_quarters"] == 0.0


def test_shocks_of_no_magnitude_leave_a_run_and_its_twin_alike():
    scenario = load_scenario("coalition-of-the-willing", {"quarters": 40})
    shocks = [{"kind": kind, "quarter": 4, "magnitude": 0.0} for kind in KINDS]
    shocks += [{"kind": kind, "rate": 4.0, "magnitude": 0.0} for kind in KINDS]
    struck = CooperationModel(scenario, seed=3, shocks=shocks).run()
    found = struck.datacollector.model_vars
    assert sum(e.kind == "shock" for e in struck.events) > 14
    assert found == all_series(scenario, 3)
    outcomes = results.outcomes(struck, found["service_level"])
    assert outcomes["service_loss"] == outcomes["recovery_quarters"] == 0.0


def test_shocks_that_never_come_are_no_shocks():
    scenario = load_scenario("coalition-of-the-willing", {"quarters": 24})
    never = [{"kind": kind, "rate": 0.0, "magnitude": 1.0} for kind in KINDS]
    assert all_series(scenario, 3, shocks=never) == all_series(scenario, 3)


# ---------------------------------------------------------------------------- nulls: turnover
def test_without_turnover_nobody_leaves_and_no_post_is_open():
    calm = {**NO_LUCK, "staff": {**NO_LUCK["staff"], "plan_follows_population": 0.0}}
    model = CooperationModel(scenario_from_table({**calm, "quarters": 40}, "calm"), seed=1)
    while model.running:
        model.step()
        for m in model.municipalities:
            assert m.staff_fte == m.plan_fte == m.start_plan_fte
            assert m.vacancy == 0.0
            assert m.has_key_person == 1
    assert not any(e.kind == "key_person_left" for e in model.events)


# N3.  Everybody carries the unit from the first quarter on, at full openness, with time for
# everything.  What a unit does for cooperations is switched off, so that its cost is left.
PLENTY_FTE = 60
CARRIED_BY_ALL = deep_merge(
    NO_LUCK,
    {
        "quarters": 40,
        "coordination": {
            "membership": "county_wide",
            "quota": 0.01,
            "preparation_quarters": 0,
            "renewal_quarters": 400,
        },
        "funding": {"office_grant_quarters": 0},
        "learning": {"willingness_learning": 0.0},
    },
)
DOES_NOTHING = {
    "coordination": {
        "effort_saving": 0.0,
        "shared_meetings": 0.0,
        "brokering_weight": 0.0,
        "care_protection": 0.0,
        "care_fte": 0.0,
    },
    "cooperation": {"link_rate": 0.0, "interplay_on": False, "refit_share": 0.0},
    "partners": [],
}
COST_FTE = {  # of ten members, from the settings' defaults
    "informal": 10 * 0.06,
    "shared_staff": 10 * 0.08,
    "office": 10 * 0.125 + 0.4,
}


def carried_by_all(tmp_path, level, *more):
    source = write_region(tmp_path / "calm.csv", [1.0] * 10, staff_fte=PLENTY_FTE)
    where = {"region": {"source": source}, "coordination": {"level": level}}
    return scenario_from_table(deep_merge(CARRIED_BY_ALL, where, *more), level)


@pytest.mark.parametrize("seed", [1, 2])
def test_levels_that_do_nothing_differ_in_their_cost_only(tmp_path, seed):
    found = {
        level: all_series(carried_by_all(tmp_path, level, DOES_NOTHING), seed) for level in LEVELS
    }
    own = {
        "coordination_effort",
        "net_benefit",
        "strategic_time",
        "staff_strain",
        "institution_level",
        "institution_capacity",
    }
    assert max(found["office"]["field_cooperations"]) > 2
    assert found["office"]["institution_members"] == [10.0] * 40
    for level in LEVELS[1:]:
        for name in set(INDICATOR_NAMES) - own:
            assert found[level][name] == found["informal"][name], name
        dearer = COST_FTE[level] - COST_FTE["informal"]
        for name, sign in (("coordination_effort", 1), ("net_benefit", -1)):
            difference = np.subtract(found[level][name], found["informal"][name])
            # in the founding quarter the members' own people have not begun yet
            np.testing.assert_allclose(difference[1:], sign * dearer, atol=1e-9)


def test_without_shocks_and_turnover_no_level_fades(tmp_path):
    for level in LEVELS:
        calm = all_series(carried_by_all(tmp_path, level), 1)
        assert calm["institution_members"] == [10.0] * 40
        assert len(set(calm["institution_capacity"][6:])) == 1
        lost = {"politics": {"key_person_rate": 0.5}}
        moved = all_series(carried_by_all(tmp_path, level, lost), 1)
        assert (len(set(moved["institution_capacity"][6:])) > 1) == (level != "office")


# ------------------------------------------------------------------- nulls: membership rules
# N1.  Equal willingness and effort without size are not all: a vote also depends on the time of
# the people there, on how many share the cost of the office and the hours of persuasion, and on
# neighbours left out.  Where these are alike, too, the rules differ in their majorities only.
RULES_ALIKE = {
    "willingness_spread": 0.0,
    "size_effort": 0.0,
    "difference_effort": 0.0,
    "domination_weight": 0.0,
    "peer_weight": 0.0,
    "persuasion_rate": 0.0,
    "trust_spread": 0.0,
    "trust_neighbour_bonus": 0.0,
    "county_support_eur": 5_000_000.0,
    "office_grant_share": 0.0,
    "staff_fte_per_1000": 12.0,
    "commitment_coalition": 1.0,
    "commitment_forum": 1.0,
}


def under_each_rule(replicate, **settings):
    return {
        rule: CooperationModel(
            seed=1, replicate=replicate, membership=rule, **RULES_ALIKE, **settings
        ).run()
        for rule in MEMBERSHIP_RULES
    }


@pytest.mark.parametrize("replicate", range(3))
@pytest.mark.parametrize(("willingness", "founding"), [(0.98, 7), (0.02, -1)])
def test_rules_found_alike_where_all_are_equally_willing(replicate, willingness, founding):
    """N1: above the threshold all of them found at once, below it none ever does."""
    runs = under_each_rule(
        replicate, willingness_mean=willingness, decision_noise=0.01, quarters=20
    )
    assert {model.unit.first_founded for model in runs.values()} == {founding}


def test_a_council_says_yes_with_the_same_probability_under_each_rule():
    runs = under_each_rule(0, willingness_mean=0.6, preparation_quarters=0, quarters=1)
    chances = {
        rule: {d.municipality: d.verdict for d in model.decisions if d.kind == FOUND_UNIT}
        for rule, model in runs.items()
    }
    assert len(chances["county_wide"]) == 16
    assert len(chances["core_and_ring"]) == 8
    assert len(chances["coalition_of_the_willing"]) > 5
    assert min(answer.probability for answer in chances["county_wide"].values()) < 0.9
    for found in chances.values():
        assert len(found) > 0
        for who, answer in found.items():
            assert answer.able == 1.0
            alike = chances["county_wide"][who].probability
            assert answer.probability == pytest.approx(alike, rel=1e-9)


def test_rules_that_ask_the_same_councils_for_the_same_are_one_rule(tmp_path):
    """Where all border on the seat its ring is the county; a forum that binds as much is a vote."""
    openness = [0.2 + 0.08 * i for i in range(10)]
    where = {"region": {"source": write_region(tmp_path / "ring.csv", openness)}, "quarters": 60}
    alike = {"quota": 0.5, "commitment_forum": 1.0, "preparation_quarters": 2}
    runs = [
        CooperationModel(
            scenario_from_table({**where, "coordination": {"membership": rule, **alike}}, rule),
            seed=1,
        ).run()
        for rule in ("county_wide", "core_and_ring", "open_forum")
    ]
    assert any(d.kind == FOUND_UNIT for d in runs[0].decisions)
    for one, other in pairwise(runs):
        assert one.decisions == other.decisions
        assert one.datacollector.model_vars == other.datacollector.model_vars


# N4.  The ring of the county against eight of its sixteen municipalities drawn at random: the same
# people with the same willingness.  Size and age are made equal, so that only luck differs.
def equal_sizes():
    region = load_region()
    equal = {"population": 6000, "share_under_20": 0.17, "share_65_plus": 0.26}
    places = tuple(replace(place, annual_change=0.0, **equal) for place in region.places)
    return replace(region, places=places)


def ring_scenario(shuffled):
    table = {
        "quarters": 1,
        "municipalities": {
            "willingness_mean": 0.6,
            "willingness_clustering": 0.8,
            "willingness_shuffled": shuffled,
        },
        "coordination": {"membership": "core_and_ring", "preparation_quarters": 0},
    }
    return scenario_from_table(table, "ring")


def moved_to_other_places(region, starts, generator):
    """The same municipalities, each with its willingness, dealt anew onto the map."""
    keys = list(region.keys)
    generator.shuffle(keys)
    here = dict(zip(region.keys, keys, strict=True))
    places = tuple(
        replace(place, willingness=start.willingness, is_seat=place.key == here[region.seat.key])
        for place, start in zip(region.places, starts, strict=True)
    )
    return Region("dealt", places, tuple((here[a], here[b]) for a, b in region.neighbours))


def founds(scenario, region, replicate):
    model = CooperationModel(scenario, seed=4, replicate=replicate, region=region)
    model.step()
    return model.unit.exists


def mean_and_half_width(differences, deviations=2.58):
    """Mean of paired differences and half of its 99 % interval."""
    values = np.asarray(differences, dtype=float)
    return values.mean(), deviations * values.std(ddof=1) / math.sqrt(len(values))


def test_shuffled_willingness_lies_in_the_ring_as_anywhere():
    world = World.of(ring_scenario(True), equal_sizes())
    clustered = World.of(ring_scenario(False), equal_sizes())
    ring, generator = list(world.core_and_ring), np.random.default_rng(4)
    leads, clustered_leads = [], []
    for replicate in range(400):
        eight = generator.choice(16, len(ring), replace=False)
        for where, found in ((world, leads), (clustered, clustered_leads)):
            openness = np.array([start.willingness for start in where.begin(4, replicate)])
            found.append(openness[ring].mean() - openness[eight].mean())
    mean, half = mean_and_half_width(leads)
    assert abs(mean) < half
    mean, half = mean_and_half_width(clustered_leads)
    assert mean > 5 * half


@pytest.mark.parametrize("shuffled", [True, False])
def test_shuffled_willingness_lets_the_ring_found_as_a_random_group(shuffled):
    region, scenario = equal_sizes(), ring_scenario(shuffled)
    world, generator = World.of(scenario, region), random.Random(4)
    assert len(world.core_and_ring) == 8
    differences = []
    for replicate in range(160):
        dealt = moved_to_other_places(region, world.begin(4, replicate), generator)
        ring, group = founds(scenario, region, replicate), founds(scenario, dealt, replicate)
        differences.append(int(ring) - int(group))
    mean, half = mean_and_half_width(differences)
    if shuffled:
        assert abs(mean) < half < 0.1
    else:
        assert mean > 2 * half


# ---------------------------------------------------------------- nulls: nothing to gain (N5)
NOTHING_TO_GAIN = {"promised_share": 0.0, "cooperation_grant": 0.0, "willingness_mean": 0.9}


@pytest.mark.parametrize("level", ["none", "office"])
@pytest.mark.parametrize(
    "unpressed",
    [
        {"pressure_weight": 0.0, "vacancy_weight": 0.0},
        {"staff_fte_per_1000": 8.0, "retirement_rate": 0.0, "turnover_rate": 0.0},
    ],
)
def test_without_grant_relief_and_pressure_nobody_cooperates(level, unpressed):
    """Vacant posts press, too: neither are there any, or they do not count."""
    model = CooperationModel(seed=1, level=level, **NOTHING_TO_GAIN, **unpressed).run()
    assert not model.cooperations
    assert not model.ended
    found = model.datacollector.model_vars
    assert not any(found["coverage"])
    assert not any(found["relief"])
    assert not any(found["synergy"])
    assert model.unit.exists == (level == "office")


@pytest.mark.parametrize(
    "one", [{"promised_share": 0.15}, {"cooperation_grant": 1.0}, {"pressure_weight": 1.0}]
)
def test_any_of_the_three_is_enough_to_begin(one):
    settings = {"pressure_weight": 0.0, "vacancy_weight": 0.0, "level": "none"}
    model = CooperationModel(seed=1, **{**NOTHING_TO_GAIN, **settings, **one}).run()
    assert model.decisions
