"""Two engines, one model: Mesa model and ensemble give the same numbers to the last bit."""

import contextlib
import io
import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.agents import Municipality
from sim.ensemble import run_ensemble
from sim.ensemble.running import CHUNK, Engine
from sim.entities import (
    BROKERING,
    INTERVENTIONS,
    JOIN_CROSS,
    JOIN_FIELD,
    LEVELS,
    MEMBERSHIP_RULES,
)
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.model import CooperationModel
from sim.region import Region, load_region
from sim.results import outcomes
from sim.scenario import Scenario, load_scenario, shipped_scenarios
from sim.scenario.manual import all_settings
from sim.scenario.reading import with_overrides
from sim.scenario.settings import FieldSettings, InterventionSettings, ShockSettings
from sim.world import World

KEYS = [f"066360{number:02d}" for number in range(1, 17)]


def differences(scenario, seed, replicate=0, threads=1, details=False, region=None):
    """What the two engines see differently, with the first quarter in which they do."""
    many = run_ensemble(
        scenario,
        1,
        seed,
        first_run=replicate,
        threads=threads,
        details=details,
        region=region,
    ).isel(run=0)
    model = CooperationModel(scenario, seed=seed, replicate=replicate, region=region)
    model.run()
    series = model.datacollector.model_vars
    found = []
    for name in INDICATOR_NAMES:
        one, other = np.array(series[name], float), many[name].to_numpy()
        if not np.array_equal(one.view(np.int64), other.view(np.int64)):
            quarter = int(np.argmax(one.view(np.int64) != other.view(np.int64)))
            found.append((name, quarter, one[quarter], other[quarter]))
    per_run = outcomes(model, series["service_level"])
    found += [
        (name, per_run[name], float(many[name]))
        for name in OUTCOME_NAMES
        if per_run[name] != float(many[name])
    ]
    return found, model, many


@pytest.mark.parametrize("name", shipped_scenarios())
@pytest.mark.parametrize("seed", [1, 2_718_281_828])
def test_shipped_scenarios(name, seed):
    assert differences(load_scenario(name), seed, replicate=seed % 7)[0] == []


def grid(n):
    """Municipalities of many sizes side by side, the first without residents."""
    side, first = math.isqrt(n), load_region().places[0]
    places = [
        replace(
            first, key=f"{i:03d}", name=f"Ort {i}", population=i * i * 7919 % 9973, is_seat=i == 1
        )
        for i in range(n)
    ]
    near = [
        (i, j) for i in range(n) for j in (i + 1, i + side) if j < n and (j - i > 1 or j % side)
    ]
    keys = tuple((places[i].key, places[j].key) for i, j in near)
    return Region("grid", tuple(places), keys)


@pytest.mark.parametrize("n", [2, 3, 41, 90])
@pytest.mark.parametrize("membership", MEMBERSHIP_RULES)
def test_larger_and_smaller_counties(membership, n):
    """However many there are: sums over all go in fours, and what is left over counts too."""
    changes = {"membership": membership, "quota": 0.2, "start_quarter": 2, "quarters": 40}
    found, model, _ = differences(load_scenario("restless-times", changes), 3, region=grid(n))
    assert found == []
    assert n < 40 or len(model.cooperations) > 3


# ------------------------------------------------------------------- the whole range of settings

# Not drawn here: texts and lists, which are drawn below, and what the region decides.
APART = {"region", "interplay", "partners", "shocks", "interventions", "fields", ""}
ALWAYS = {"membership", "level", "development"}
FIELDS = {info.name: info for info in all_settings() if info.section == "fields"}
DRAWN = [i for i in all_settings() if i.section not in APART and i.name not in ALWAYS and i.allowed]


def values_of(info):
    """Any allowed value of a setting, its edges among them."""
    if info.allowed == "true | false":
        return st.booleans()
    if " | " in info.allowed:
        return st.sampled_from(info.allowed.split(" | "))
    low, high = (float(edge) for edge in info.allowed.split(" … "))
    if is_whole(info):
        return st.integers(int(low), int(high))
    likely = st.floats(low, min(high, max(4.0 * abs(float(info.default or 1.0)), low)))
    return st.one_of(likely, st.floats(low, high), st.sampled_from([low, high]))


def is_whole(info):
    section = type(getattr(Scenario(), info.section))
    return int in (section.model_fields[info.name].annotation, *get_args_of(section, info.name))


def get_args_of(section, name):
    return get_args(section.model_fields[name].annotation)


@st.composite
def field_lists(draw):
    def number(name):
        info = FIELDS[name]
        low, high = (float(edge) for edge in info.allowed.split(" … "))
        usual = float(info.default)
        return draw(st.one_of(st.just(usual), st.floats(low, min(high, max(2.0 * usual, low)))))

    names = [n for n in FieldSettings.model_fields if n not in ("name", "title_de", "title_en")]
    count = draw(st.integers(1, 6))
    return tuple(
        FieldSettings(name=f"field_{k}", **{name: number(name) for name in names})
        for k in range(count)
    )


@st.composite
def shock_lists(draw, quarters):
    kinds = get_args(ShockSettings.model_fields["kind"].annotation)
    shocks = []
    for _ in range(draw(st.integers(0, 3))):
        when = draw(st.one_of(st.none(), st.integers(0, quarters - 1)))
        shocks.append(
            ShockSettings(
                kind=draw(st.sampled_from(kinds)),
                quarter=when,
                rate=None if when is not None else draw(st.floats(0.01, 2.0)),
                each=draw(st.booleans()) if when is None else False,
                magnitude=draw(st.floats(0.0, 0.6)),
                duration=draw(st.integers(1, 12)),
                municipalities=tuple(draw(st.lists(st.sampled_from(KEYS[:3]), max_size=2))),
            )
        )
    return tuple(shocks)


@st.composite
def intervention_lists(draw, quarters, fields):
    """A few, often several in one quarter."""
    when = st.sampled_from([draw(st.integers(0, quarters - 1)) for _ in range(3)])
    return tuple(
        InterventionSettings(
            kind=kind,
            quarter=draw(when),
            level=draw(st.sampled_from(LEVELS)) if kind == "set_level" else None,
            asked=draw(st.booleans()) if kind == "set_level" else True,
            municipality=draw(whom(kind)),
            field=draw(st.sampled_from(["", *fields])) if kind == "invite" else "",
            fte=draw(st.floats(0.0, 4.0)) if kind == "hire" else 1.0,
        )
        for kind in draw(st.lists(st.sampled_from(INTERVENTIONS), max_size=6))
    )


def whom(kind):
    """Whom an intervention may concern."""
    named = st.sampled_from(KEYS[:3])
    return {"invite": named, "hire": st.just("") | named}.get(kind, st.just(""))


BUSY = {
    "municipalities.willingness_mean": 0.7,
    "decisions.initiative_rate": 2.0,
    "coordination.start_quarter": 0,
    "coordination.preparation_quarters": 2,
    "coordination.renewal_quarters": 6,
    "cooperation.link_rate": 4.0,
    "cooperation.analysis_quarters": 1.0,
    "learning.trust_gain": 0.5,
}


@st.composite
def scenarios(draw):
    """Any scenario: every setting at its default in some, anywhere in its range in others."""
    quarters = draw(st.one_of(st.integers(1, 48), st.integers(32, 48)))
    chosen = draw(st.lists(st.sampled_from(DRAWN), max_size=40, unique_by=lambda info: info.path))
    overrides = {info.path: draw(values_of(info)) for info in chosen}
    overrides.pop("quarters", None)
    named = KEYS[:3] + draw(st.lists(st.sampled_from(KEYS[3:]), unique=True))
    base = {"quarters": quarters, "region.municipalities": sorted(named)}
    base["membership"] = draw(st.sampled_from(MEMBERSHIP_RULES))
    base["level"] = draw(st.sampled_from(LEVELS))
    if base["level"] != "none":
        base["development"] = draw(st.sampled_from(["fixed", "adaptive"]))
    if draw(st.integers(0, 3)):  # so that much goes on in most of them
        base |= BUSY
    scenario = with_overrides(Scenario(), {**base, **overrides})
    changes = {"shocks": draw(shock_lists(quarters))}
    if draw(st.booleans()):
        changes |= {"fields": draw(field_lists()), "partners": None}
    names = [field.name for field in changes.get("fields", scenario.fields)]
    changes["interventions"] = draw(intervention_lists(quarters, names))
    return scenario.model_copy(update=changes)


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), st.integers(0, 2**32 - 1), st.integers(0, 2**31), st.sampled_from([1, 2]))
def test_any_scenario(scenario, seed, replicate, threads):
    assert differences(scenario, seed, replicate, threads)[0] == []


def test_without_twins_all_but_the_cost_of_shocks_stays():
    engine = Engine(World.of(load_scenario("restless-times", {"quarters": 30})), 4, 1)
    whole, alone = engine.run(40, details=True), engine.run(40, details=True, twins=False)
    costs = [OUTCOME_NAMES.index(name) for name in ("service_loss", "recovery_quarters")]
    assert np.isnan(alone.outcomes[:, costs]).all()
    assert whole.outcomes[:, costs].any()
    alone.outcomes[:, costs] = whole.outcomes[:, costs]
    for name in ("series", "outcomes", "details"):
        assert np.array_equal(getattr(whole, name), getattr(alone, name)), name


# ----------------------------------------------------------------------------- threads, chunks


def test_threads_and_chunks_change_nothing():
    scenario = load_scenario("restless-times", {"quarters": 30})
    alone = run_ensemble(scenario, 150, 5, threads=1, details=True)
    assert alone.identical(run_ensemble(scenario, 150, 5, threads=2, details=True))
    assert alone.identical(run_ensemble(scenario, 150, 5, threads=5, details=True))
    later = run_ensemble(scenario, 50, 5, first_run=100, threads=2, details=True)
    tail = alone.isel(run=slice(100, None))
    assert all(np.array_equal(tail[name], later[name]) for name in alone.variables)


def test_an_interruption_ends_with_the_chunks_at_work():
    """Whatever stops the caller, the threads do not go through the rest."""
    done = []

    def stop(runs):
        done.append(runs)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(load_scenario("county-wide"), 20_000, 1, threads=2, progress=stop)
    assert sum(done) <= 2 * CHUNK


def test_two_callers_at_once_do_not_disturb_each_other():
    names = ["restless-times", "open-forum", "restless-times"]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda name: run_ensemble(name, 40, 2, threads=2), names))
    assert together[0].identical(together[2])
    assert together[0].identical(run_ensemble(names[0], 40, 2, threads=1))
    assert together[1].identical(run_ensemble(names[1], 40, 2, threads=1))


def test_a_room_used_again_keeps_nothing():
    scenario = load_scenario("out-migration", {"quarters": 40})
    whole = run_ensemble(scenario, 20, 3, threads=1, details=True)
    for run in (0, 7, 19):
        one = run_ensemble(scenario, 1, 3, first_run=run, threads=1, details=True)
        for name in whole.data_vars:
            assert np.array_equal(whole[name].isel(run=run), one[name].isel(run=0)), name


PLAIN = """
import sim
from sim.ensemble.kernel import is_plain, kernel
names = "restless-times", "county-wide", "start-informal-then-office"
for name in names:
    scenario = sim.load_scenario(name, {"quarters": 24, "start_quarter": 0})
    many = sim.run_ensemble(scenario, 2, 11, details=True)
    print(is_plain(), {k: v.values.tobytes().hex() for k, v in many.data_vars.items()})
"""


def test_the_compiler_changes_nothing():
    """The same small runs with the compiler on, here, and off, in a process of its own."""
    with contextlib.redirect_stdout(io.StringIO()) as compiled:
        exec(PLAIN, {})
    plain = subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAIN],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = compiled.getvalue(), plain.stdout
    assert said[0].startswith("False")
    assert said[1].startswith("True")
    assert said[0].replace("False", "") == said[1].replace("True", "")
    assert len(said[0]) > 10_000


# -------------------------------------------------------------------------------- what is counted


@pytest.mark.parametrize("name", ["restless-times", "open-forum", "three-kinds-of-cooperation"])
def test_details_are_what_the_model_remembers(name):
    scenario = load_scenario(name)
    many = run_ensemble(scenario, 1, 4, details=True, threads=1).isel(run=0)
    model = CooperationModel(scenario, seed=4)
    n = len(model.municipalities)
    memberships, sizes = np.zeros((n, len(model.world.fields) + 1)), np.zeros(n + 1)
    strain = np.zeros(n)
    while model.running:
        model.step()
        strain += [m.strain for m in model.municipalities]
        for m in model.municipalities:
            for c in m.all_cooperations():
                memberships[m.index, c.field] += 1
        for c in model.cooperations:
            sizes[len(c.members)] += not c.is_cross_field
    answers = np.zeros((n, 4))
    for d in model.decisions:
        if d.kind in (JOIN_FIELD, JOIN_CROSS):
            answers[d.municipality, d.verdict.outcome] += 1
    assert answers.sum() > 100
    assert np.array_equal(many["answers"], answers)
    assert np.array_equal(many["memberships"], memberships)
    assert np.array_equal(many["group_sizes"], sizes)
    at_end = np.zeros_like(memberships)
    for c in model.cooperations:
        for i in c.members:
            at_end[i, c.field] = len(c.members)
    assert at_end.any()
    assert np.array_equal(many["group_at_end"], at_end)
    prepared = [e.details["drafting"] for e in model.events if e.kind == "preparation"]
    drafting = np.isin(np.arange(n), prepared[-1])
    assert np.array_equal(many["drafting"], drafting)
    assert np.array_equal(many["staff"], [m.start_plan_fte for m in model.municipalities])
    assert np.array_equal(many["strain"], strain / scenario.quarters)
    votes = [e.details for e in model.events if e.kind == "unit_vote"]
    for group, drafting in enumerate([False, True]):
        asked = [i for v in votes for i in v["asked"] if (i in v["drafting"]) is drafting]
        yes = [i for v in votes for i in v["yes"] if (i in v["drafting"]) is drafting]
        assert list(many["votes"].values[group]) == [len(asked), len(yes)]
    left = sum(e.kind == "left" and "cross" not in e.details["cooperation"] for e in model.events)
    assert left > 10
    assert [int(x) for x in many["commitment"].values[:, :, 1].sum(axis=1)] == [left] * 3


# ------------------------------------------------------------------------------ what is refused


def test_own_classes_are_refused():
    class Eager(Municipality):
        def served(self, task):
            return 1.0 if task == BROKERING else super().served(task)

    with pytest.raises(TypeError, match=r"Eager.*CooperationModel"):
        run_ensemble(Scenario(), 1, municipality_class=Eager)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"seed": -1}, ValueError, "seed: given -1; allowed: whole numbers, 0"),
        ({"seed": 2**32}, ValueError, "seed: given 4294967296"),
        ({"seed": 1.5}, TypeError, "seed: given 1.5; allowed: whole numbers"),
        ({"runs": -5}, ValueError, "runs: given -5; allowed: whole numbers, 0"),
        ({"runs": 10**12}, ValueError, "runs: given 1000000000000"),
        ({"runs": "10"}, TypeError, "runs: given '10'"),
        ({"runs": True}, TypeError, "runs: given True"),
        ({"threads": 0}, ValueError, "threads: given 0; allowed: whole numbers, 1"),
        ({"first_run": -1}, ValueError, "first_run: given -1; allowed: whole numbers, 0"),
        ({"first_run": 1.5}, TypeError, "first_run: given 1.5"),
        ({"first_run": 2**32 - 1, "runs": 2}, ValueError, "first_run"),
    ],
)
def test_wrong_numbers_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        run_ensemble(Scenario(), **arguments)


def test_no_runs_are_no_rows():
    assert dict(run_ensemble(Scenario(), 0).sizes) == {"run": 0, "quarter": 80}


def test_without_series_the_last_year_remains():
    whole = run_ensemble(Scenario(), 30, 9)
    short = run_ensemble(Scenario(), 30, 9, series=False)
    assert dict(short.sizes) == {"run": 30}
    for name in INDICATOR_NAMES:
        mean = whole[name].isel(quarter=slice(-4, None)).mean("quarter")
        np.testing.assert_allclose(short[name], mean, rtol=1e-13, atol=1e-13)
    for name in OUTCOME_NAMES:
        assert np.array_equal(short[name], whole[name])
