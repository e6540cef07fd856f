"""Three municipalities, computed by hand, through a full quarter and through votes.

The hand calculation below uses no rule of the model: only the formulas of ODD.md, written out.
"""

import math
from itertools import pairwise

import pytest

from sim.entities import AGREED, COUNTY_WIDE, FOUND_UNIT
from sim.model import CooperationModel
from sim.region import Place, Region
from sim.scenario import scenario_from_table


def place(key, population, **more):
    facts = {
        "key": key,
        "name": key.title(),
        "population": population,
        "area_km2": 10.0,
        "lat": 51.0 + 0.05 * int(key[-1]),
        "lon": 10.0,
        "is_town": False,
        "is_seat": key == "a1",
        "staff_fte": 3.0 * population / 1000,
        "willingness": 0.5,
        "share_under_20": 0.2,
        "share_65_plus": 0.25,
        "annual_change": 0.0,
    }
    return Place(**{**facts, **more})


def county(*places):
    places = places or (place("a1", 10_000), place("b2", 4_000), place("c3", 2_000))
    keys = [p.key for p in places]
    return Region("three", places, tuple(pairwise(keys)))


CALM = {
    "quarters": 8,
    "fields": [
        {
            "name": "depots",
            "fte_per_1000_young": 0.5,
            "fte_per_1000_working": 0.5,
            "fte_per_1000_old": 0.5,
            "fixed_share": 0.5,
        }
    ],
    "population": {"migration_spread": 0.0},
    "staff": {"retirement_rate": 0.0, "turnover_rate": 0.0},
    "coordination": {"level": "none"},
    "decisions": {"initiative_rate": 0.0},
    "politics": {"key_person_rate": 0.0, "mayor_change": 0.0, "election_shift": 0.0},
}


def model(overrides=None, region=None, **more):
    scenario = scenario_from_table({**CALM, **more}, "three", overrides)
    return CooperationModel(scenario, seed=1, region=region or county())


def test_a_calm_quarter_by_hand():
    """Without luck, moves keep the residents; ages move; work, strain and time follow."""
    run = model()
    run.step()
    a = run.municipalities[0]
    young, working, old = 2_000.0, 5_500.0, 2_500.0
    births = 0.0114 / 4 * working
    dead_working, dead_old = 0.0038 / 4 * working, 0.049 / 4 * old
    moves = -(births - dead_working - dead_old)  # the path asks for no change
    expected_young = young + births - young / 80 + 0.25 * moves
    expected_working = working + young / 80 - dead_working - working / 180 + 0.65 * moves
    expected_old = old + working / 180 - dead_old + 0.10 * moves
    assert a.young == pytest.approx(expected_young)
    assert a.working == pytest.approx(expected_working)
    assert a.old == pytest.approx(expected_old)
    assert a.residents == pytest.approx(10_000)
    # 0.5 FTE per 1,000 in the field; the whole work is 1.1 + 2.8 per 1,000
    assert a.loads[0] == pytest.approx(5.0)
    assert a.work_fte() == pytest.approx(1.1 + 2.8 * 10)
    assert a.staff_fte == pytest.approx(30.0)
    strain = 29.1 / 30.0
    assert a.strain == pytest.approx(strain)
    assert a.service_level == 1.0
    assert a.time_fte == pytest.approx(30.0 * ((1 - strain) + 0.03))
    c = run.municipalities[2]
    strain_c = (1.1 + 2.8 * 2) / 6.0
    assert c.strain == pytest.approx(strain_c)
    assert c.service_level == pytest.approx(1 / strain_c)
    assert c.time_fte == pytest.approx(6.0 * 0.03 * (1.2 - strain_c) / 0.2)
    expected = (10_000 + 4_000 + 2_000 / strain_c) / 16_000
    # b has 1.1 + 11.2 = 12.3 of 12 FTE
    expected -= 4_000 * (1 - 12.0 / 12.3) / 16_000
    assert run.last["service_level"] == pytest.approx(expected)
    assert run.last["staff_strain"] == pytest.approx((29.1 + 12.3 + 6.7) / 48)
    assert run.last["coverage"] == 0.0
    assert run.last["autonomy"] == 1.0
    assert run.last["population"] == pytest.approx(16_000)
    assert run.last["net_benefit"] == 0.0


def test_a_vote_by_hand():
    """The terms of a founding vote for the largest of three, written out."""
    run = model(
        {
            "coordination.level": "office",
            "coordination.membership": "county_wide",
            "coordination.preparation_quarters": 0,
            "coordination.preparation_fte": 0.0,
            "municipalities.trust_spread": 0.0,
            "municipalities.autonomy_concern_spread": 0.0,
            "municipalities.budget_room_spread": 0.0,
        }
    )
    run.step()
    vote = next(d for d in run.decisions if d.municipality == 0)
    assert vote.kind == FOUND_UNIT
    load = 0.5 * 10
    # promised: 12 % of the work, times what a minimal office covers of the need: all of it
    assert vote.terms.relief == pytest.approx(0.12 * load * (0.5 + 0.5 * 0.1))
    # effort: 0.03 FTE, three members, sizes apart by log10(2.5) and log10(5), trust 0.6 and 0.4
    unlike = (math.log10(2.5) + math.log10(5)) / 2
    effort = 0.03 * (1 + 0.08) * (1 + 0.3 * unlike) * (1.5 - 0.5)
    assert vote.terms.effort == pytest.approx(-effort)
    # contribution: one post and 0.4 overhead; a fifth in equal parts, the rest by residents
    eur = 1.4 * 90_000 * (0.2 / 3 + 0.8 * 10 / 16)
    beyond = eur / (3.0 * 10_000)
    assert vote.terms.contribution == pytest.approx(-eur / 90_000 * min(max(beyond, 1.0), 3.0))
    assert vote.terms.grant == pytest.approx(eur / 90_000 * 0.5 * 12 / 20)
    assert vote.terms.autonomy == pytest.approx(-(0.10 + 0.5 * 0.08) * 0.5 * load)
    # its only neighbour is as open as the middle
    assert vote.terms.peers == pytest.approx(0.0)
    assert vote.terms.willingness == pytest.approx(0.0)
    assert vote.terms.domination == 0.0
    assert vote.verdict.balance == pytest.approx(sum(vote.terms))
    chance = 1 / (1 + math.exp(-vote.verdict.balance / (0.05 * load)))
    assert vote.verdict.probability == pytest.approx(chance)


@pytest.mark.parametrize(
    ("quota", "weighted", "yes", "founded"),
    [
        (2 / 3, False, {0, 1}, True),  # exactly the quota
        (0.67, False, {0, 1}, False),  # a hair above it
        (1.0, False, {0, 1}, False),
        (1.0, False, {0, 1, 2}, True),
        (0.875, True, {0, 1}, True),  # 14,000 of 16,000 residents: exactly the quota
        (0.876, True, {0, 1}, False),
        (2 / 3, True, {1, 2}, False),
    ],
)
def test_quota(quota, weighted, yes, founded):
    run = model(
        {
            "coordination.level": "office",
            "coordination.membership": "county_wide",
            "coordination.preparation_quarters": 1,
            "coordination.quota": quota,
            "coordination.weighted_by_residents": weighted,
        }
    )
    assert run.p.membership == COUNTY_WIDE
    for m in run.municipalities:
        m.votes_on_unit = lambda *_, index=m.index: index in yes
    run.step()
    vote = next(e.details for e in run.events if e.kind == "unit_vote")
    assert vote["needed"] == (-1 if weighted else 3 if quota > 2 / 3 else 2)
    assert run.unit.exists == founded
    assert run.unit.members == ([0, 1, 2] if founded else [])


def test_joining_by_hand():
    """A cooperation of the two larger ones delivers what its formula says."""
    run = model({"decisions.initiative_rate": 4.0})
    for m in run.municipalities:
        m.decides_to_join = lambda cooperation, *_, index=m.index: index != 2
    while not run.cooperations:
        run.step()
    c = run.cooperations[0]
    assert c.members == [0, 1]
    assert c.grant_left in (19, 20)
    a = run.municipalities[0]
    # delivered: only the quick wins; scale_gain: 0.4 + 0.6 log(14/10) / log(20/0.5)
    gain = 0.4 + 0.6 * math.log(1.4) / math.log(40)
    assert a.promised_fte == pytest.approx(0.15 * gain * a.loads[0] * 0.1)
    mean = (a.strain * a.loads[0] + run.municipalities[1].strain * 2.0) / 7.0
    cover = 0.25 * c.quality * 0.1 * a.loads[0] * (a.strain - mean)
    assert a.relief_fte == pytest.approx(a.loads[0] * c.effect * gain * c.quality * 0.1 + cover)
    given = sum(run.municipalities[i].relief_fte for i in (0, 1))
    assert run.last["relief"] == pytest.approx(given)
    assert run.last["coverage"] == pytest.approx(2 / 3)


def test_zero_staff():
    """Nobody in the town hall: no service, no time, and nothing breaks."""
    run = model(region=county(place("a1", 5_000), place("b2", 3_000, staff_fte=0.0))).run()
    nobody = run.municipalities[1]
    assert nobody.strain == 5.0
    assert nobody.service_level == pytest.approx(0.2)
    assert nobody.free_fte == 0.0
    assert all(d.verdict.outcome != AGREED for d in run.decisions if d.municipality == 1)
    assert all(math.isfinite(v) for v in run.last.values())


def test_zero_residents():
    """An uninhabited municipality takes no part and counts for nothing."""
    empty = place("b2", 0, staff_fte=None)
    run = model(
        {"coordination.level": "office", "decisions.initiative_rate": 4.0},
        region=county(place("a1", 5_000), empty, place("c3", 4_000)),
    ).run()
    nobody = run.municipalities[1]
    assert nobody.residents == 0.0
    assert nobody.strain == 0.0
    assert not nobody.cooperations
    assert all(math.isfinite(v) for v in run.last.values())
    assert run.last["service_level_min"] > 0.0


def test_no_residents_at_all():
    run = model(region=county(place("a1", 0), place("b2", 0))).run()
    assert all(math.isfinite(v) for v in run.last.values())
    assert run.last["service_level"] == 0.0
