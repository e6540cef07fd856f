"""The model is a well-behaved Mesa model: batch_run and the DataCollector drive it unchanged."""

import inspect
import pickle

import mesa
import networkx as nx
import pytest
from mesa.batchrunner import batch_run

import sim
from sim.agents import CoordinationUnit, Municipality
from sim.measures import INDICATOR_NAMES

SHORT = {"quarters": 12}
NEW_BATCH_RUN = "rng" in inspect.signature(batch_run).parameters


def batch(parameters, seeds, **more):
    """batch_run with seeds, as each version of Mesa wants them."""
    if NEW_BATCH_RUN:
        return batch_run(
            sim.CooperationModel, parameters, rng=seeds, display_progress=False, **more
        )
    parameters = {**parameters, "seed": seeds}
    return batch_run(sim.CooperationModel, parameters, display_progress=False, **more)


def test_it_is_a_mesa_model():
    model = sim.CooperationModel("coalition-of-the-willing", seed=1, **SHORT)
    assert isinstance(model, mesa.Model)
    kinds = {type(agent) for agent in model.agents}
    assert kinds == {Municipality, CoordinationUnit}
    assert len(model.agents) == 17
    assert len(model.agents_by_type[Municipality]) == 16


def test_step_by_step_and_run_are_the_same():
    stepped = sim.CooperationModel(seed=3, **SHORT)
    while stepped.running:
        stepped.step()
    run = sim.CooperationModel(seed=3, **SHORT).run()
    assert stepped.quarter == run.quarter == 11
    assert stepped.steps == 12
    assert stepped.datacollector.model_vars == run.datacollector.model_vars


def test_data_collector_has_the_fixed_indicators():
    model = sim.CooperationModel(seed=1, **SHORT).run()
    table = model.datacollector.get_model_vars_dataframe()
    assert tuple(table.columns) == INDICATOR_NAMES
    assert len(table) == 12
    assert table.iloc[-1].to_dict() == model.indicators()


def test_batch_run_drives_it_unchanged():
    rows = batch(
        {"scenario": "coalition-of-the-willing", "level": ["informal", "office"], "quarters": 12},
        [1, 2],
        max_steps=100,
    )
    assert len(rows) == 4
    for row in rows:
        single = sim.CooperationModel(
            "coalition-of-the-willing", seed=row["seed"], level=row["level"], quarters=12
        ).run()
        assert {name: row[name] for name in INDICATOR_NAMES} == single.indicators()


def test_batch_run_keeps_every_quarter():
    rows = batch({"quarters": 12}, [5], data_collection_period=1, max_steps=100)
    assert len(rows) == 12
    series = [row["willingness"] for row in rows]
    model = sim.CooperationModel(seed=5, quarters=12).run()
    assert series == model.datacollector.model_vars["willingness"]


def test_batch_run_in_two_processes():
    rows = batch({"quarters": 8}, [1, 2, 3], number_processes=2, max_steps=100)
    found = {row["seed"]: row["population"] for row in rows}
    assert found == {
        seed: sim.CooperationModel(seed=seed, quarters=8).run().indicators()["population"]
        for seed in (1, 2, 3)
    }


def test_overrides_by_keyword_and_by_path():
    model = sim.CooperationModel(
        level="shared_staff",
        membership="county_wide",
        seed=1,
        **{"fields.water.scale_effect": 0.2},
    )
    assert model.settings.coordination.level == "shared_staff"
    assert model.settings.fields[0].scale_effect == 0.2


def test_without_a_seed_runs_differ():
    seeds = {sim.CooperationModel(**SHORT).run_seed for _ in range(3)}
    assert len(seeds) == 3


def test_other_random_numbers_are_not_touched():
    """The model draws from its own keyed numbers only: Mesa's generators stay where they were."""
    model = sim.CooperationModel(seed=1, **SHORT)
    before = model.random.getstate(), model.rng.bit_generator.state
    model.run()
    assert (model.random.getstate(), model.rng.bit_generator.state) == before


def test_network_is_bipartite():
    model = sim.CooperationModel("coalition-of-the-willing", seed=1, quarters=40).run()
    graph = model.network()
    assert nx.is_bipartite(graph)
    sides = nx.get_node_attributes(graph, "bipartite")
    assert all(sides[a] != sides[b] for a, b in graph.edges)
    assert sum(side == 0 for side in sides.values()) == 16
    assert graph.number_of_edges() == sum(
        len(m.cooperations) + m.in_unit for m in model.municipalities
    )


class Stubborn(Municipality):
    """A municipality whose council never joins a cooperation."""

    def decides_to_join(self, *arguments):
        return False


def test_subclass_of_a_municipality():
    model = sim.CooperationModel(seed=1, municipality_class=Stubborn, quarters=24).run()
    assert model.last["coverage"] == 0.0
    assert all(isinstance(m, Stubborn) for m in model.municipalities)


def test_cooperations_are_reachable_as_objects():
    model = sim.CooperationModel(seed=1, quarters=40).run()
    assert model.cooperations
    for cooperation in model.cooperations:
        for i in cooperation.members:
            assert model.municipalities[i].cooperations[cooperation.field] is cooperation


def test_settings_can_be_pickled():
    scenario = sim.load_scenario("out-migration")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_seed_out_of_range_is_refused():
    with pytest.raises(ValueError, match="seed"):
        sim.CooperationModel(seed=-1)
