"""Interventions: each kind does what it says, nothing before its quarter, in both engines."""

import numpy as np
import pytest

import sim
from sim.ensemble import run_ensemble
from sim.entities import AGREED, ENTER_UNIT, JOIN_FIELD, LEVELS, NONE, OFFICE, RAISE_LEVEL
from sim.measures import INDICATOR_NAMES
from sim.scenario import ScenarioError, load_scenario
from sim.scenario.reading import with_overrides
from sim.story import Narrator
from sim.world import World

T = 16
SHORT = {"quarters": 40}


def taken(kind, quarter=T, **more):
    return {"kind": kind, "quarter": quarter, **more}


def level(name, quarter=T, **more):
    return taken("set_level", quarter, level=name, **more)


def scenario(name, *interventions, **overrides):
    found = load_scenario(name, {**SHORT, **overrides})
    return with_overrides(found, {"interventions": list(interventions)}) if interventions else found


def run(name, *interventions, seed=1, until=None, **overrides):
    model = sim.CooperationModel(scenario(name, *interventions, **overrides), seed=seed)
    while model.running and (until is None or model.quarter < until):
        model.step()
    return model


def events(model, *kinds, quarter=None):
    return [e for e in model.events if e.kind in kinds and quarter in (None, e.quarter)]


def outcome(model):
    return [e.details["outcome"] for e in events(model, "intervention")]


# ---------------------------------------------------------------------------------- set_level


def test_a_vote_is_held_at_once():
    model = run("no-coordination", level("office"), until=T)
    (vote,) = events(model, "unit_vote")
    assert vote.quarter == T
    assert outcome(model) == ["founding_vote"]
    assert not events(model, "preparation")
    assert vote.details["carried"] == model.unit.exists == bool(events(model, "unit_founded"))


@pytest.mark.parametrize("name", LEVELS[1:])
@pytest.mark.parametrize(
    "rule", ["county_wide", "core_and_ring", "coalition_of_the_willing", "open_forum"]
)
def test_agreement_taken_for_granted(rule, name):
    model = run("no-coordination", level(name, asked=False), until=T, membership=rule)
    assert LEVELS[model.unit.level] == name
    assert model.unit.members == model.unit.scope
    assert model.unit.attempts == 0
    assert not events(model, "unit_vote")
    n = {"county_wide": 16, "open_forum": 16, "core_and_ring": len(model.world.core_and_ring)}
    assert len(model.unit.members) == n.get(rule, len(model.unit.members))
    assert len(model.unit.members) >= model.p.minimum_members


def test_too_few_are_filled_up_with_the_most_willing():
    more = {"municipalities.willingness_mean": 0.1, "minimum_members": 5}
    refused = run("no-coordination", level("informal"), until=T, **more)
    assert len(refused.unit.scope) < 5
    assert events(refused, "no_interest", quarter=T)
    assert not refused.unit.exists
    before = run("no-coordination", until=T - 1, **more)
    granted = run("no-coordination", level("informal", asked=False), until=T, **more)
    most = sorted(before.municipalities, key=lambda m: -m.willingness)[:5]
    assert len(granted.unit.members) == 5
    assert len({m.index for m in most} & set(granted.unit.members)) >= 4


def test_a_unit_lives_on_where_the_scenario_plans_none():
    model = run("no-coordination", level("office", asked=False), quarters=80)
    (founded,) = events(model, "unit_founded")
    assert founded.quarter == T
    assert events(model, "unit_renewal")
    assert events(model, "unit_entered", "unit_left")
    assert max(model.datacollector.model_vars["institution_capacity"]) > 0.5
    assert not events(model, "preparation")


def test_after_its_end_none_is_prepared_where_the_scenario_plans_none():
    more = {"quota": 0.2, "membership": "county_wide", "municipalities.willingness_mean": 0.1}
    model = run("no-coordination", level("office", 2, asked=False), quarters=60, **more)
    assert events(model, "unit_ended")
    assert len(events(model, "unit_founded")) == 1
    assert not events(model, "preparation", "unit_vote")


def test_a_lost_vote_is_a_lost_vote():
    more = {"membership": "county_wide", "quota": 1.0}
    model = run("no-coordination", level("office"), until=T, **more)
    assert not model.unit.exists
    assert model.unit.attempts == 1
    assert model.unit.pause == model.p.pause_quarters
    calm = run("no-coordination", until=T, **more)
    tired = events(model, "unit_vote")[0].details["yes"]
    assert tired
    for i in tired:
        assert model.municipalities[i].willingness < calm.municipalities[i].willingness


def test_a_preparation_under_way_is_cut_short():
    more = {"coordination.preparation_quarters": 12, "start_quarter": T - 4}
    model = run("coalition-of-the-willing", level("informal"), until=T, **more)
    (prepared,) = events(model, "preparation")
    (vote,) = events(model, "unit_vote")
    assert vote.quarter == T
    assert vote.details["asked"] == prepared.details["scope"]
    assert model.unit.prepared == -1
    assert model.unit.preparation_fte == 0.0


def test_members_vote_on_another_level():
    for seed in range(1, 6):
        model = run("coalition-of-the-willing", level("informal"), seed=seed, until=T)
        votes = events(model, "unit_level_vote", quarter=T)
        if model.unit.founded not in (-1, T):
            assert outcome(model) == ["level_vote"]
            assert any(d.kind == RAISE_LEVEL and d.quarter == T for d in model.decisions)
            assert votes[0].details["carried"] == (LEVELS[model.unit.level] == "informal")
            return
    pytest.fail("no unit in any of the runs")


def test_another_level_without_a_vote():
    model = run("coalition-of-the-willing", level("informal", asked=False), until=T)
    assert outcome(model) == ["level"]
    assert LEVELS[model.unit.level] == "informal"
    assert not events(model, "unit_level_vote")
    (changed,) = events(model, "unit_level")
    assert changed.details["raised"] is False


def test_the_same_level_changes_nothing():
    calm = run("coalition-of-the-willing")
    model = run("coalition-of-the-willing", level("office"))
    assert outcome(model) == ["same_level"]
    assert model.datacollector.model_vars == calm.datacollector.model_vars


def test_an_ended_unit_does_not_come_back_by_itself():
    model = run("coalition-of-the-willing", level("none"), quarters=80)
    (ended,) = events(model, "unit_ended")
    assert (ended.quarter, ended.details["reason"]) == (T, "intervention")
    assert len(events(model, "unit_founded")) == 1
    assert model.unit.level == NONE
    assert not any(m.in_unit for m in model.municipalities)


def test_none_also_stops_a_preparation():
    more = {"coordination.preparation_quarters": 12, "start_quarter": T - 4}
    model = run("coalition-of-the-willing", level("none"), **more)
    assert outcome(model) == ["none"]
    assert events(model, "preparation")
    assert not events(model, "unit_vote", "unit_founded")


def test_another_intervention_founds_it_again():
    both = level("none"), level("shared_staff", T + 8, asked=False)
    model = run("coalition-of-the-willing", *both, until=T + 8)
    assert outcome(model) == ["ended", "founded"]
    assert LEVELS[model.unit.level] == "shared_staff"
    assert not model.unit.closed


# ------------------------------------------------------------------------------------- invite


def invited(name, **more):
    """A run in which somebody outside is invited, and who."""
    before = run(name, until=T - 1, **more)
    outside = next(m for m in before.municipalities if not m.in_unit)
    return run(name, taken("invite", municipality=outside.key), until=T, **more), outside.index


def test_a_council_decides_on_entering_a_closed_unit():
    answers = set()
    for seed in range(1, 9):
        model, i = invited("coalition-of-the-willing", seed=seed, open_for_entry=False)
        if not model.unit.exists:
            continue
        (decision,) = [
            d
            for d in model.decisions
            if d.quarter == T and (d.kind, d.municipality) == (ENTER_UNIT, i)
        ]
        agreed = decision.verdict.outcome == AGREED
        assert decision.terms.autonomy < 0.0
        assert model.municipalities[i].in_unit == agreed == (i in model.unit.members)
        (told,) = events(model, "unit_entered" if agreed else "invitation_declined", quarter=T)
        assert told.who == i
        answers.add(agreed)
    assert answers == {True, False}


def test_nothing_to_be_invited_to():
    model = run("no-coordination", taken("invite", municipality="Wanfried"), until=T)
    (told,) = events(model, "intervention")
    assert told.details["outcome"] == "no_unit"
    assert model.municipalities[told.who].name == "Wanfried"
    alone = run(
        "no-coordination",
        taken("invite", 0, municipality="Wanfried", field="water"),
        until=0,
        initiative_rate=0.0,
    )
    assert outcome(alone) == ["no_cooperation"]


def test_who_is_in_is_not_invited_again():
    before = run("coalition-of-the-willing", until=T - 1)
    member = before.municipalities[before.unit.members[0]].name
    model = run("coalition-of-the-willing", taken("invite", municipality=member), until=T)
    assert outcome(model) == ["in_unit"]


def test_a_cooperation_invites():
    """The one whose members it trusts most asks, and the council decides as for any joining."""
    answers = set()
    for seed in range(1, 12):
        before = run("coalition-of-the-willing", seed=seed, until=T - 1)
        awake = [c for c in before.cooperations if c.field == 0 and not c.dormant]
        free = [m for m in before.municipalities if 0 not in m.cooperations]
        if not awake or not free:
            continue
        who = free[0]
        model = run(
            "coalition-of-the-willing",
            taken("invite", municipality=who.key, field="water"),
            seed=seed,
            until=T,
        )
        assert outcome(model) == ["field"]
        first = next(
            d
            for d in model.decisions
            if d.quarter == T and (d.kind, d.municipality) == (JOIN_FIELD, who.index)
        )
        best = max(awake, key=lambda c: who.mean_trust(c.members))
        assert first.subject == best.identifier
        agreed = first.verdict.outcome == AGREED
        assert agreed or events(model, "invitation_declined", quarter=T)
        if agreed:
            assert model.municipalities[who.index].cooperations[0].identifier == best.identifier
        answers.add(agreed)
    assert answers == {True, False}


# ---------------------------------------------------------------------------- hire, end_funding


def test_posts_for_the_unit():
    calm, model = (
        run("coalition-of-the-willing", *some, until=T) for some in ((), (taken("hire", fte=2.0),))
    )
    assert outcome(model) == ["unit"]
    assert model.unit.capacity_fte == pytest.approx(calm.unit.capacity_fte + 2.0)
    assert model.unit.running_fte == pytest.approx(calm.unit.running_fte + 2.0)


def test_posts_for_a_unit_that_is_not_there_wait_for_it():
    both = taken("hire", 0, fte=2.0), level("informal", asked=False)
    model = run("no-coordination", *both)
    assert outcome(model) == ["unit_later", "founded"]
    capacity = model.datacollector.model_vars["institution_capacity"]
    assert max(capacity[: T + 1]) == 0.0
    assert capacity[T + 1] > 2.0


def test_posts_for_a_municipality():
    one = taken("hire", municipality="Wanfried", fte=3.0)
    calm, model = run("no-coordination", until=T), run("no-coordination", one, until=T)
    for m, n in zip(calm.municipalities, model.municipalities, strict=True):
        more = 3.0 if m.name == "Wanfried" else 0.0
        assert n.plan_fte == pytest.approx(m.plan_fte + more)
        assert n.staff_fte - m.staff_fte == pytest.approx(more, abs=1.0)
        assert (n.strain < m.strain) == (m.name == "Wanfried")
    calm, model = run("no-coordination"), run("no-coordination", one)
    at = next(m.index for m in model.municipalities if m.name == "Wanfried")
    more = model.municipalities[at].plan_fte - calm.municipalities[at].plan_fte
    assert more == pytest.approx(3.0)


@pytest.mark.parametrize("end", [-1, T - 4, T + 4])
def test_all_grants_end_at_the_earlier_of_the_two(end):
    model = run("coalition-of-the-willing", taken("end_funding"), funding_end_quarter=end)
    first = T if end < 0 else min(T, end)
    assert [e.quarter for e in events(model, "funding_ended")] == [first]
    assert outcome(model) == ["already" if first < T else "ends"]
    same = run("coalition-of-the-willing", funding_end_quarter=first)
    assert model.datacollector.model_vars == same.datacollector.model_vars


# ------------------------------------------------------------------ both engines, and no sooner

MANY = {
    "office": ("no-coordination", level("office")),
    "office without a vote": ("no-coordination", level("office", asked=False)),
    "informal, few": (
        "no-coordination",
        level("informal", asked=False),
        {"municipalities.willingness_mean": 0.1, "minimum_members": 5},
    ),
    "lost": ("no-coordination", level("office"), {"membership": "county_wide", "quota": 1.0}),
    "no interest": ("no-coordination", level("office"), {"minimum_members": 16}),
    "another level": ("coalition-of-the-willing", level("shared_staff"), {"quota": 0.1}),
    "another level without a vote": ("coalition-of-the-willing", level("informal", asked=False)),
    "adaptive": ("start-informal-then-office", level("office")),
    "same level": ("coalition-of-the-willing", level("office")),
    "none": ("coalition-of-the-willing", level("none")),
    "none, then again": ("core-and-ring", level("none"), level("informal", T + 3, asked=False)),
    "preparation cut short": (
        "county-wide",
        level("office"),
        {"coordination.preparation_quarters": 12, "start_quarter": T - 4, "quota": 0.4},
    ),
    "preparation stopped": (
        "county-wide",
        level("none"),
        {"coordination.preparation_quarters": 12, "start_quarter": T - 4},
    ),
    "invited into a closed unit": (
        "coalition-of-the-willing",
        *(taken("invite", municipality=f"066360{n:02d}") for n in range(1, 17)),
        {"open_for_entry": False},
    ),
    "invited into fields": (
        "coalition-of-the-willing",
        *(taken("invite", municipality=f"066360{n:02d}", field="housing") for n in range(1, 17)),
    ),
    "invited where nothing is": ("no-coordination", taken("invite", 0, municipality="Sontra")),
    "posts for the unit": ("coalition-of-the-willing", taken("hire", fte=1.5)),
    "posts for one": ("restless-times", taken("hire", municipality="Witzenhausen")),
    "grants end": ("coalition-of-the-willing", taken("end_funding")),
    "two at once": ("no-coordination", level("office", asked=False), taken("hire", fte=0.7)),
    "three at once": (
        "coalition-of-the-willing",
        level("none"),
        level("informal", asked=False),
        taken("invite", municipality="Wanfried"),
    ),
}  # fmt: skip

UNCHANGED = ("same level", "invited where nothing is", "no interest")


def parts(case):
    name, *rest = MANY[case]
    more = rest.pop() if "kind" not in rest[-1] else {}
    return name, rest, more


@pytest.mark.parametrize("case", MANY)
def test_same_bits_and_nothing_sooner(case):
    name, interventions, more = parts(case)
    with_it, without = scenario(name, *interventions, **more), scenario(name, **more)
    first = min(i["quarter"] for i in interventions)
    changed = False
    for seed in (1, 5):
        many = run_ensemble(with_it, 3, seed, threads=1)
        calm = run_ensemble(without, 3, seed, threads=1)
        for replicate in range(3):
            model = sim.CooperationModel(with_it, seed=seed, replicate=replicate).run()
            for indicator in INDICATOR_NAMES:
                own = np.array(model.datacollector.model_vars[indicator], float)
                fast = many[indicator].values[replicate]
                assert np.array_equal(own.view(np.int64), fast.view(np.int64)), indicator
                other = calm[indicator].values[replicate]
                assert np.array_equal(own[:first], other[:first])
                changed = changed or not np.array_equal(own, other)
    assert changed == (case not in UNCHANGED)


def test_a_room_used_again_keeps_no_posts_and_no_closing():
    some = scenario(
        "coalition-of-the-willing",
        taken("hire", 2, fte=3.0),
        taken("hire", 2, municipality="Sontra"),
        level("none", 30),
    )
    whole = run_ensemble(some, 6, 3, threads=1)
    for r in range(6):
        alone = run_ensemble(some, 1, 3, first_run=r, threads=1)
        assert all(np.array_equal(whole[n][r], alone[n][0]) for n in INDICATOR_NAMES)


@pytest.mark.parametrize("quarter", [0, 39])
def test_edges_run(quarter):
    posts = [taken("hire", quarter, fte=fte) for fte in (0.0, 100.0)]
    posts += [taken("hire", quarter, fte=fte, municipality="Sontra") for fte in (0.0, 100.0)]
    everything = *posts, level("office", quarter, asked=False), taken("end_funding", quarter)
    some = scenario("no-coordination", *everything)
    model = sim.CooperationModel(some, seed=1).run()
    many = run_ensemble(some, 1, 1, threads=1)
    assert all(float(many[n][0, -1]) == v for n, v in model.last.items())
    assert all(np.isfinite(v) for v in model.last.values())
    assert model.unit.exists
    assert not model.grants_run


# ------------------------------------------------------------------------------ words, mistakes


@pytest.fixture(scope="module")
def models_of_many():
    """The runs of all cases, to be told in each language."""
    cases = [parts(case) for case in MANY]
    return [
        sim.CooperationModel(scenario(name, *interventions, **more), seed=1).run()
        for name, interventions, more in cases
    ]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_outcome_is_told(models_of_many, lang):
    told = set()
    for model in models_of_many:
        narrator = Narrator(model, lang)
        for event in model.events:
            words = narrator.event(event)
            assert "{" not in words
            if event.kind == "intervention":
                told.add((event.details["intervention"], event.details["outcome"]))
    assert len(told) >= 14


PAIRS = [
    ("kind = 'pray'\nquarter = 1", "interventions[0].kind: given 'pray'; allowed: 'set_level'"),
    ("kind = 'hire'", "interventions[0].quarter: is missing"),
    ("kind = 'hire'\nquarter = 80", "interventions[0].quarter: given 80, after the end of the run"),
    ("kind = 'hire'\nquarter = 1\nfte = -1", "interventions[0].fte: given -1; allowed: a number"),
    ("kind = 'set_level'\nquarter = 1", "interventions[0].level: is missing, and 'set_level'"),
    (
        "kind = 'set_level'\nquarter = 1\nlevel = 'offic'",
        "interventions[0].level: given 'offic'; allowed: 'none', 'informal'",
    ),
    (
        "kind = 'set_level'\nquarter = 1\nlevel = 'office'\nfte = 2.0",
        "interventions[0].fte: given 2.0, which does nothing with 'set_level'; "
        "allowed with it: level and asked",
    ),
    ("kind = 'invite'\nquarter = 1", "interventions[0].municipality: is missing, and 'invite'"),
    (
        "kind = 'invite'\nquarter = 1\nmunicipality = 'Wahnfried'",
        "interventions[0].municipality: Werra-Meißner-Kreis: no municipality 'Wahnfried'",
    ),
    (
        "kind = 'invite'\nquarter = 1\nmunicipality = 'Wanfried'\nfield = 'air'",
        "interventions[0].field: given 'air'; allowed: water, housing, neighbourhood",
    ),
    (
        "kind = 'hire'\nquarter = 1\nfield = 'water'",
        "interventions[0].field: given 'water', which does nothing with 'hire'",
    ),
    ("kind = 'hire'\nquarter = 1\nasked = false", "interventions[0].asked: given False, which"),
    (
        "kind = 'end_funding'\nquarter = 1\nmunicipality = 'Wanfried'",
        "which does nothing with 'end_funding'; allowed with it: kind and quarter alone",
    ),
    ("kind = 'hire'\nquarter = 1\nlevl = 'none'", "unknown key; did you mean 'level'?"),
]


@pytest.mark.parametrize(("text", "message"), PAIRS, ids=[p[1][:40] for p in PAIRS])
def test_mistakes_get_one_line(tmp_path, text, message):
    path = tmp_path / "bad.toml"
    path.write_text(f"[[interventions]]\n{text}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        World.of(load_scenario(path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_entries_have_paths():
    base = scenario("coalition-of-the-willing", taken("hire"), level("office"))
    moved = with_overrides(base, {"interventions[0].fte": 2.5, "interventions[1].quarter": 3})
    assert (moved.interventions[0].fte, moved.interventions[1].quarter) == (2.5, 3)
    assert moved.interventions[1].level == LEVELS[OFFICE]
