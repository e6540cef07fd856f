"""Every shipped scenario loads, runs to its end, says what it shows, and stands where it should."""

import math
import tomllib
from typing import get_args

import pytest

import sim
from sim.entities import DECISIONS, LEVELS, MEMBERSHIP_RULES, SHOCKS, Parameters
from sim.measures import INDICATOR_NAMES
from sim.scenario import flat_settings, load_scenario, scenario_from_table, shipped_scenarios
from sim.scenario.manual import all_settings
from sim.scenario.reading import scenario_folder
from sim.scenario.settings import Coordination, ShockSettings

EXPECTED = {
    "county-wide",
    "core-and-ring",
    "coalition-of-the-willing",
    "open-forum",
    "no-coordination",
    "start-informal-then-office",
    "lebenswert-2016",
    "out-migration",
    "retirement-wave",
    "arrival-of-refugees",
    "ageing",
    "budget-cut",
    "end-of-funding",
}
SHARES = (
    "service_level",
    "service_level_min",
    "service_inequality",
    "willingness",
    "trust",
    "coverage",
    "autonomy",
)

APART = ("interplay", "partners", "shocks", "interventions")  # lists whose entries have no paths


def test_the_promised_scenarios_are_shipped():
    assert set(shipped_scenarios()) >= EXPECTED


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_runs(name):
    model = sim.CooperationModel(name, seed=1).run()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == model.settings.quarters
    assert table.map(math.isfinite).all(axis=None)
    assert table[list(SHARES)].ge(0).all(axis=None)
    assert table[list(SHARES)].le(1).all(axis=None)
    assert tuple(table.columns) == INDICATOR_NAMES


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_speaks_both_languages(name):
    scenario = load_scenario(name)
    for what in ("title", "description"):
        german, english = scenario.text(what, "de"), scenario.text(what, "en")
        assert german
        assert english
        assert german != english


def test_titles_are_unique():
    for lang in ("de", "en"):
        titles = [load_scenario(name).text("title", lang) for name in shipped_scenarios()]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_departs_from_the_stable_path_stands_beside_it(name):
    """A declining or shocked path names the stable one that is to be shown beside it."""
    scenario = load_scenario(name)
    ends = scenario.funding.funding_end_quarter >= 0
    if scenario.shocks or scenario.population.annual_change or ends:
        beside = load_scenario(scenario.beside)
        assert not beside.shocks
        assert beside.population.annual_change == 0.0


@pytest.mark.parametrize(
    "name", [n for n in shipped_scenarios() if load_scenario(n).shocks and n != "restless-times"]
)
def test_a_shock_does_something(name):
    shocked = load_scenario(name)
    struck = sim.CooperationModel(name, seed=3).run()
    calm = sim.CooperationModel(shocked.beside, seed=3).run()
    quarter = shocked.shocks[0].quarter
    for indicator in ("staff_strain", "population"):
        a = struck.datacollector.model_vars[indicator]
        b = calm.datacollector.model_vars[indicator]
        assert a[:quarter] == b[:quarter]
    assert struck.indicators() != calm.indicators()


def test_lebenswert_has_the_partners_of_the_project():
    """Ten drafting partners: 7 of the 8 in core and ring, 3 of the 8 others."""
    model = sim.CooperationModel("lebenswert-2016", seed=1)
    partners = set(model.world.drafting_partners)
    ring = set(model.world.core_and_ring)
    assert (len(partners & ring), len(partners - ring)) == (7, 3)
    assert model.settings.coordination.preparation_quarters == 12
    assert sum(m.residents for m in model.municipalities) == pytest.approx(101_101)


def test_extends_and_overrides_are_merged(tmp_path):
    base = tmp_path / "base.toml"
    base.write_text('quarters = 20\n[coordination]\nquota = 0.9\nlevel = "informal"\n')
    child = tmp_path / "child.toml"
    child.write_text(
        'extends = "base.toml"\n[coordination]\nquota = 0.5\n[fields.water]\nscale_effect = 0.1\n'
    )
    scenario = load_scenario(child, {"coordination.minimum_members": 4, "start": 2030})
    assert scenario.name == "child"
    assert scenario.quarters == 20
    assert scenario.coordination.quota == 0.5
    assert scenario.coordination.level == "informal"
    assert scenario.coordination.minimum_members == 4
    assert scenario.start == 2030
    assert [f.name for f in scenario.fields] == ["water", "housing", "neighbourhood"]
    assert scenario.fields[0].scale_effect == 0.1
    assert scenario.fields[1].title("de") == "Wohnen"


def test_a_file_may_extend_a_shipped_scenario(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "county-wide"\nquarters = 8\n')
    assert load_scenario(mine).coordination.membership == "county_wide"


def test_scenarios_are_frozen():
    scenario = load_scenario("county-wide")
    with pytest.raises(ValueError, match="frozen"):
        scenario.quarters = 3


@pytest.mark.parametrize("count", [1, 2, 12, 24])
def test_any_number_of_fields(count):
    fields = [{"name": f"field_{n}"} for n in range(count)]
    model = sim.CooperationModel(seed=1, fields=fields, quarters=24).run()
    assert len(model.municipalities[0].loads) == count
    assert all(math.isfinite(value) for value in model.last.values())


def test_every_edge_of_every_setting_runs():
    """Each setting at its lowest and highest allowed value: the run ends, all numbers finite."""
    tried = 0
    for info in all_settings():
        if " … " not in info.allowed or info.section in APART:
            continue
        if info.section == "region" or info.name in ("quarters", "start"):
            continue
        path = info.path.replace("NAME", "water")
        for edge in info.allowed.split(" … "):
            number = float(edge)
            value = int(number) if number.is_integer() else number
            model = sim.CooperationModel(seed=1, quarters=10, **{path: value}).run()
            assert all(math.isfinite(v) for v in model.last.values()), (path, value)
            tried += 1
    assert tried > 150


def test_settings_and_parameters_have_the_same_names():
    """The numbers that rules read are the settings, name by name."""
    numbers = set(flat_settings(load_scenario("county-wide")))
    missing = set(Parameters._fields) - numbers - {"adaptive"}
    assert not missing
    not_numbers = {
        "source",
        "borders",
        "seat",
        "unit",
        "municipalities",
        "count_of_year",
        "willingness_shuffled",
        "drafting_partners",
        "development",
        "start_quarter",
        "synergy",
        "conflict",
    }
    assert numbers - set(Parameters._fields) == not_numbers


def test_choices_are_those_of_the_entities():
    def choices(model, name):
        return get_args(model.model_fields[name].annotation)

    assert choices(Coordination, "level") == LEVELS
    assert choices(Coordination, "membership") == MEMBERSHIP_RULES
    assert choices(ShockSettings, "kind") == SHOCKS


def test_every_setting_says_all_it_must():
    names = set()
    for info in all_settings():
        assert info.meaning, info
        assert info.unit, info
        assert info.source, info
        if info.prior:
            low, high = (float(edge) for edge in info.prior.split(" … "))
            lowest, highest = (float(edge) for edge in info.allowed.split(" … "))
            assert lowest <= low <= float(info.default) <= high <= highest, info
        if info.section not in ("fields", *APART):
            assert info.name not in names, info
            names.add(info.name)


def test_shipped_files_say_only_what_differs():
    """No shipped file repeats a default of the settings, except to name its rule and level."""
    for path in scenario_folder().glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert set(table) <= {
            "title", "description", "extends", "beside", "start", "region", "coordination",
            "population", "funding", "fields", "shocks",
        }  # fmt: skip


def test_decision_kinds_all_happen():
    """Over the shipped scenarios, every kind of decision is taken at least once."""
    seen = set()
    for name in ("start-informal-then-office", "coalition-of-the-willing"):
        for seed in range(4):
            model = sim.CooperationModel(name, seed=seed).run()
            seen |= {DECISIONS[d.kind] for d in model.decisions}
    assert seen == set(DECISIONS)


def test_overrides_do_not_leak():
    table = {"coordination": {"quota": 0.5}}
    scenario_from_table(table, "x", {"quota": 0.9})
    assert table == {"coordination": {"quota": 0.5}}


def test_a_list_of_fields_is_the_whole_list(tmp_path):
    """``[[fields]]`` replaces the fields, ``[fields.name]`` changes one."""
    mine = tmp_path / "mine.toml"
    mine.write_text('[[fields]]\nname = "water"\n[[fields]]\nname = "parks"\n')
    assert [f.name for f in load_scenario(mine).fields] == ["water", "parks"]
    child = tmp_path / "child.toml"
    child.write_text('extends = "mine.toml"\n[fields.parks]\nfixed_share = 0.9\n')
    fields = load_scenario(child, {"fields.water.scale_effect": 0.2}).fields
    assert [f.name for f in fields] == ["water", "parks"]
    assert fields[1].fixed_share == 0.9
    assert fields[0].scale_effect == 0.2
    given = load_scenario("county-wide", {"fields": [{"name": "parks"}]})
    assert [f.name for f in given.fields] == ["parks"]
