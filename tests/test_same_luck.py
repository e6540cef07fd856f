"""Draws are keyed: what one municipality does changes nobody else's luck."""

import pytest

import sim
from sim import draws
from sim.agents import Municipality
from sim.entities import FOUND_UNIT, JOIN_FIELD


class Banned(Municipality):
    """Wanfried may not decide on any field cooperation."""

    def decides_to_join(self, cooperation, *arguments):
        if self.name == "Wanfried":
            return False
        return super().decides_to_join(cooperation, *arguments)


def recorded(monkeypatch, model):
    """Run a model and keep every draw by its address."""
    seen = {}
    original = draws.uniforms

    def keep(*address):
        seen[address] = original(*address)
        return seen[address]

    monkeypatch.setattr(draws, "uniforms", keep)
    model.run()
    monkeypatch.undo()
    return seen


def test_banning_one_municipality_changes_nobody_elses_draws(monkeypatch):
    free = recorded(monkeypatch, sim.CooperationModel("coalition-of-the-willing", seed=11))
    banned = recorded(
        monkeypatch,
        sim.CooperationModel("coalition-of-the-willing", seed=11, municipality_class=Banned),
    )
    shared = free.keys() & banned.keys()
    assert len(shared) > 5_000
    assert all(free[address] == banned[address] for address in shared)


def test_banning_changes_no_start_and_no_people():
    free = sim.CooperationModel("coalition-of-the-willing", seed=11).run()
    banned = sim.CooperationModel(
        "coalition-of-the-willing", seed=11, municipality_class=Banned
    ).run()
    for a, b in zip(free.municipalities, banned.municipalities, strict=True):
        assert a.residents == b.residents
        assert a.home_willingness == b.home_willingness
    assert free.indicators()["population"] == banned.indicators()["population"]
    assert free.indicators() != banned.indicators()


@pytest.mark.parametrize("seed", [1, 3])
def test_first_decisions_of_the_others_stay_the_same(seed):
    """Before a ban can have an effect, the others decide alike."""
    free = sim.CooperationModel("coalition-of-the-willing", seed=seed).run()
    banned = sim.CooperationModel(
        "coalition-of-the-willing", seed=seed, municipality_class=Banned
    ).run()
    index = next(m.index for m in free.municipalities if m.name == "Wanfried")
    first = next(
        number
        for number, d in enumerate(free.decisions)
        if d.municipality == index and d.kind == JOIN_FIELD
    )
    assert free.decisions[:first] == banned.decisions[:first]
    assert first > 0


def test_rules_of_membership_share_their_luck():
    """Two scenarios with one seed: same people, same staff, same start, same elections."""
    a = sim.CooperationModel("county-wide", seed=2).run()
    b = sim.CooperationModel("no-coordination", seed=2).run()
    for m, n in zip(a.municipalities, b.municipalities, strict=True):
        assert (m.young, m.working, m.old) == (n.young, n.working, n.old)
        assert m.staff_fte == n.staff_fte
        assert m.home_willingness == n.home_willingness


def test_a_shock_in_one_place_moves_nobody_elsewhere():
    calm = sim.CooperationModel("no-coordination", seed=2).run()
    shocks = [{"kind": "out_migration", "quarter": 8, "municipalities": ["Sontra"]}]
    struck = sim.CooperationModel("no-coordination", seed=2, shocks=shocks).run()
    for m, n in zip(calm.municipalities, struck.municipalities, strict=True):
        assert (m.residents == n.residents) == (m.name != "Sontra")


def test_fewer_municipalities_keep_their_luck():
    """A municipality is known by its key, never by its row."""
    whole = sim.CooperationModel(seed=6)
    part = sim.CooperationModel(
        seed=6, **{"region.municipalities": ["Sontra", "Ringgau", "Wanfried"]}
    )
    by_key = {m.key: m for m in whole.municipalities}
    for m in part.municipalities:
        assert m.plan_fte == by_key[m.key].plan_fte
        assert m.autonomy_concern == by_key[m.key].autonomy_concern


def test_seed_and_replicate_both_count():
    runs = [
        sim.CooperationModel(seed=seed, replicate=replicate, quarters=4).run().indicators()
        for seed, replicate in ((1, 0), (1, 1), (2, 0), (1, 0))
    ]
    assert runs[0] == runs[3]
    assert runs[0] != runs[1] != runs[2]


@pytest.mark.parametrize("scenario", ["county-wide", "core-and-ring"])
def test_the_same_run_twice_is_the_same_to_the_last_bit(scenario):
    a = sim.CooperationModel(scenario, seed=9).run()
    b = sim.CooperationModel(scenario, seed=9).run()
    assert a.datacollector.model_vars == b.datacollector.model_vars
    assert a.decisions == b.decisions
    assert any(d.kind == FOUND_UNIT for d in a.decisions)
