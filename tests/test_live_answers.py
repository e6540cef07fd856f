"""Every question of the live view has its answer, and every mistake a plain sentence."""

import base64
import json
import math
import re
import shlex
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim import cli, measures, report, results
from sim.cli.run import write_everything
from sim.cli.shared import overrides
from sim.entities import LEVELS, PHASES, SHOCKS, Terms
from sim.live import engine, fan, question, run, settings, telling
from sim.live.answering import Answerer
from sim.live.futures import Library
from sim.live.refusing import Refused
from sim.live.sharing import Answers, Turns
from sim.model import CooperationModel
from sim.plots.cells import contains
from sim.scenario import Scenario, load_scenario, scenario_from_table, shipped_scenarios
from sim.scenario.reading import with_overrides
from sim.texts import keys, languages
from sim.world import World

WILLING = "coalition-of-the-willing"
SHOCK = {
    "kind": "shock",
    "shock": "out_migration",
    "quarter": 32,
    "magnitude": 0.12,
    "duration": 8,
}
FUTURES: list[dict[str, Any]] = [
    {},
    {"measures": {"coordination.membership": "county_wide"}, "turns": [SHOCK]},
]


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    found = Answerer(WILLING, seed=1)
    assert found.warming.wait()
    return found


def about(ask: str, **more: Any) -> dict[str, Any]:
    return {"ask": ask, "scenario": WILLING, **more}


def turned(*turns: Any, ask: str = "run") -> dict[str, Any]:
    return about(ask, future={"turns": list(turns)})


def decoded(packed: dict[str, Any], runs: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    steps = np.frombuffer(base64.b64decode(packed["data"]), dtype="<u2").reshape(runs, -1)
    found = packed["low"] + (packed["high"] - packed["low"]) * steps / 65_535
    return np.asarray(found, dtype=float)


def every(value: Any) -> Iterator[Any]:
    """Every single value within an answer."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from every(inner)
    else:
        yield value


def is_in_both(words: Any) -> bool:
    return set(words) == set(languages) and all(isinstance(words[lang], str) for lang in languages)


# setup ------------------------------------------------------------------------------------------


def test_setup(answerer: Answerer) -> None:
    found = answerer.answer({"ask": "setup"})
    assert found["start"] == WILLING
    assert found["seed"] == 1
    assert found["shocks"] == list(SHOCKS)
    assert found["levels"] == list(LEVELS)
    assert found["terms"] == list(Terms._fields)
    assert [i["name"] for i in found["indicators"]] == list(measures.INDICATOR_NAMES)
    assert set(found["texts"]["de"]) == set(found["texts"]["en"]) == set(keys("de"))
    assert found["texts"]["de"]["plots.quarter"] == "{quarter}. Quartal {year}"


def test_every_shipped_scenario_is_offered(answerer: Answerer) -> None:
    offered = answerer.answer({"ask": "setup"})["scenarios"]
    assert {one["name"] for one in offered} == set(shipped_scenarios())
    for one in offered:
        assert is_in_both(one["title"])
        assert all(one["title"].values())
        assert is_in_both(one["description"])


@pytest.mark.parametrize("path", settings.settings())
def test_settings_are_explained_and_their_ranges_are_allowed(path: str) -> None:
    setting = settings.settings()[path]
    told = setting.told()
    for name in ("section", "name", "meaning", "source"):
        assert is_in_both(told[name])
        assert all(told[name].values()), name
    assert told["source"]["de"] != told["source"]["en"] or "2020" in told["source"]["de"]
    if told["type"] in ("choice", "switch"):
        assert bool(told["choices"]) == (told["type"] == "choice")
        return
    assert all(told["unit"].values())
    assert setting.allowed.low <= told["low"] < told["high"] <= setting.allowed.high
    assert told["low"] <= told["default"] <= told["high"]
    assert 0 < told["step"] <= (told["high"] - told["low"]) / 4
    if told["prior"]:
        assert told["low"] <= told["prior"][0] < told["prior"][1] <= told["high"]


def test_choices_have_words() -> None:
    words = set(keys("de"))
    for setting in settings.settings().values():
        for choice in setting.choices:
            stems = ("memberships", "levels", "live.choices")
            assert any(f"{stem}.{choice}" in words for stem in stems), choice


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_lies_within_the_sliders(name: str) -> None:
    scenario = load_scenario(name)
    for setting in settings.settings().values():
        if setting.shown is not None:
            low, high, _ = setting.shown
            assert low <= float(setting.of(scenario)) <= high, setting.path


# county -----------------------------------------------------------------------------------------


def check_county(found: dict[str, Any], world: World) -> None:
    places, scenario = world.region.places, world.scenario
    assert [m["key"] for m in found["municipalities"]] == list(world.region.keys)
    assert (found["quarters"], found["start"]) == (scenario.quarters, scenario.start)
    assert max(found["width"], found["height"]) == 1000
    assert is_in_both(found["note"])
    corners = [corner for m in found["municipalities"] for corner in m["cell"]]
    for x, y in (*corners, *found["outline"]):
        assert 0 <= x <= found["width"]
        assert 0 <= y <= found["height"]
    for m, place in zip(found["municipalities"], places, strict=True):
        assert m["name"] == place.name
        cell = np.array(m["cell"])[::-1]  # y down turns the other way round
        assert contains(cell, np.array([[m["x"], m["y"]]])).all()
    assert sum(m["is_seat"] for m in found["municipalities"]) == 1
    assert [f["name"] for f in found["fields"]] == [f.name for f in scenario.fields]
    assert all(is_in_both(f["title"]) and is_in_both(f["code"]) for f in found["fields"])
    assert found["base"].keys() == settings.settings().keys()


def test_county(answerer: Answerer) -> None:
    found = answerer.answer({"ask": "county", "scenario": "three-kinds-of-cooperation"})
    check_county(found, answerer.library.world("three-kinds-of-cooperation"))
    assert found["base"]["coordination.membership"] == "county_wide"


@pytest.mark.parametrize("name", ["ageing", "lebenswert-2016", "three-kinds-of-cooperation"])
def test_county_tells_what_the_scenario_itself_sets(answerer: Answerer, name: str) -> None:
    own = answerer.answer({"ask": "county", "scenario": name})["own"]
    again = scenario_from_table({**own, "name": name}, name)
    assert again == answerer.library.world(name).scenario


def test_north_is_up(answerer: Answerer) -> None:
    world = answerer.library.world(WILLING)
    found = answerer.answer(about("county"))["municipalities"]
    by_place = sorted(range(len(found)), key=lambda i: world.region.places[i].lat)
    assert found[by_place[0]]["y"] > found[by_place[-1]]["y"]


# fan --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("future", FUTURES)
def test_fan_has_the_same_bits_as_the_ensemble(answerer: Answerer, future: Any) -> None:
    asked = about("fan", runs=30, seed=3, future=future)
    found = answerer.answer(asked)
    question_ = question.read(asked)
    assert isinstance(question_, question.FanQuestion)
    scenario = answerer.library.resolve(question_).scenario
    ensemble = sim.run_ensemble(scenario, runs=30, seed=3)
    assert (found["runs"], found["quarters"]) == (30, 80)
    assert list(found["series"]) == list(measures.INDICATOR_NAMES)
    for name, packed in found["series"].items():
        assert packed == fan.packed(ensemble[name].to_numpy()), name
    assert found["founded"] == ensemble["founding_quarter"].to_numpy().astype(int).tolist()


@pytest.mark.parametrize("future", FUTURES)
def test_run_is_run_0_of_the_fan(answerer: Answerer, future: Any) -> None:
    many = answerer.answer(about("fan", runs=20, seed=5, future=future))
    one = answerer.answer(about("run", seed=5, future=future))
    assert one["key"] == many["key"]
    for name, packed in many["series"].items():
        error = (packed["high"] - packed["low"]) / 65_535
        shown = np.array(one["indicators"][name])
        near = 0.5001 * error + 1e-5 * np.abs(shown) + 1e-6
        assert (np.abs(decoded(packed, 20)[0] - shown) <= near).all(), name


def test_another_example_is_another_run_of_the_fan(answerer: Answerer) -> None:
    many = answerer.answer(about("fan", runs=20, seed=5))["series"]["willingness"]
    one = answerer.answer(about("run", seed=5, example=7))["indicators"]["willingness"]
    assert decoded(many, 20)[7] == pytest.approx(one, abs=1e-4)


def test_futures_share_their_luck(answerer: Answerer) -> None:
    asked = (about("fan", runs=20, future=future) for future in ({}, {"turns": [SHOCK]}))
    calm, struck = (answerer.answer(one)["series"] for one in asked)
    for name in measures.INDICATOR_NAMES:
        error = 2 * max(found[name]["high"] - found[name]["low"] for found in (calm, struck))
        before = [decoded(found[name], 20)[:, :32] for found in (calm, struck)]
        assert np.abs(before[0] - before[1]).max() <= error / 65_535, name


@pytest.mark.parametrize("values", [[[2.5, 2.5]], [[0.0, 1.0], [0.25, 0.5]], [[-3e6, 7.0]]])
def test_packed(values: Sequence[Sequence[float]]) -> None:
    array = np.array(values)
    packed = fan.packed(array)
    error = (packed["high"] - packed["low"]) / 65_535
    assert np.abs(decoded(packed, len(values)) - array).max() <= 0.5001 * error


# run --------------------------------------------------------------------------------------------


def check_run(found: dict[str, Any], scenario: Scenario, seed: int = 1) -> None:
    result = results.run(scenario, seed)
    quarters, n = scenario.quarters, len(result.region.places)
    assert found["indicators"].keys() == set(measures.INDICATOR_NAMES)
    for name, series in found["indicators"].items():
        assert series == pytest.approx(result.indicators[name].tolist(), rel=1e-5, abs=1e-6)
    for name, rows in found["municipalities"].items():
        assert [len(row) for row in rows] == [quarters] * n, name
        if name != "key_person":
            table = result.municipalities[name].to_numpy().reshape(quarters, n).T
            assert np.allclose(rows, table, rtol=6e-4, atol=6e-5), name
    for name, series in found["unit"].items():
        assert len(series) == quarters, name
    level = result.indicators["institution_level"].astype(int).tolist()
    assert found["unit"]["level"] == level
    assert found["unit"]["members"] == result.indicators["institution_members"].tolist()
    assert [c["id"] for c in found["cooperations"]] == result.cooperations["id"].tolist()
    assert [e["text"]["en"] for e in found["events"]] == result.events["text"].tolist()
    assert [d["text"]["en"] for d in found["decisions"]] == list(result.decisions.get("why", []))
    for value in every(found):
        assert not isinstance(value, float) or math.isfinite(value)


@pytest.mark.parametrize("future", FUTURES)
def test_run(answerer: Answerer, future: Any) -> None:
    asked = question.read(about("run", future=future))
    assert isinstance(asked, question.RunQuestion)
    resolved = answerer.library.resolve(asked)
    found = answerer.answer(about("run", future=future))
    check_run(found, resolved.scenario)
    assert len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()) < 500_000


def test_members_are_told_as_they_were(answerer: Answerer) -> None:
    found = answerer.answer(about("run"))["cooperations"]
    model = CooperationModel(load_scenario(WILLING), seed=1)
    while model.running:
        model.step()
        here = {c.identifier: c for c in model.cooperations}
        for told in found:
            inside = sorted(
                m
                for m, start, end in told["members"]
                if start <= model.quarter and (end < 0 or model.quarter < end)
            )
            known = here.get(told["id"])
            assert inside == (known.members if known else [])
            if known:
                since = model.quarter - told["founded"]
                assert told["phase"][since] == known.phase
                assert told["dormant"][since] == known.dormant
                assert told["vitality"][since] == pytest.approx(known.vitality, abs=6e-5)
    who = [[m for m, _, _ in told["members"]] for told in found]
    assert any(len(set(members)) < len(members) for members in who)  # some left and came back


@pytest.mark.parametrize(
    ("members", "end", "told"),
    [
        ([], 5, []),
        ([{1, 2}, {1, 2}], -1, [[1, 3, -1], [2, 3, -1]]),
        ([{1, 2}, {1}, {1, 2}], -1, [[1, 3, -1], [2, 3, 4], [2, 5, -1]]),
        ([{1, 2}, {2, 4}], 5, [[1, 3, 4], [2, 3, 5], [4, 4, 5]]),
    ],
)
def test_spells(members: Any, end: int, told: Any) -> None:
    assert run.spells(members, 3, end) == told


def test_cooperations_are_whole(answerer: Answerer) -> None:
    found = answerer.answer(about("run"))
    fields = len(load_scenario(WILLING).fields)
    assert found["cooperations"]
    for c in found["cooperations"]:
        end = 80 if c["ended"] < 0 else c["ended"]
        for name in ("phase", "vitality", "dormant", "promised", "received", "quality", "rounds"):
            assert len(c[name]) == end - c["founded"], name
        assert all(0 <= phase < len(PHASES) for phase in c["phase"])
        assert c["cross"] == (len(c["fields"]) > 1)
        assert all(0 <= f < fields for f in c["fields"])
        assert is_in_both(c["name"])
        assert c["founder"] in [m for m, _, _ in c["members"]]
    assert any(c["cross"] for c in found["cooperations"])
    assert any(c["partner"] for c in found["cooperations"])


def test_events_and_votes(answerer: Answerer) -> None:
    found = answerer.answer(about("run", future={"turns": [SHOCK]}))["events"]
    groups = {"unit", "cooperation", "shock", "election", "measure", "people"}
    assert {e["group"] for e in found} <= groups
    assert all(is_in_both(e["text"]) for e in found)
    assert [e["q"] for e in found] == sorted(e["q"] for e in found)
    votes = [e for e in found if e["vote"]]
    assert votes
    for e in votes:
        assert set(e["vote"]["yes"]) <= set(e["vote"]["asked"])
        assert e["vote"]["carried"] == (len(e["vote"]["yes"]) >= e["vote"]["needed"])
    shock = next(e for e in found if e["kind"] == "shock")
    assert (shock["q"], len(shock["whom"])) == (32, 16)
    assert {e["cooperation"] for e in found if e["kind"] == "joined"} != {""}


def test_every_kind_of_event_has_its_group() -> None:
    sources = Path(sim.model.__file__).parents[1]
    found: set[str] = set()
    for folder in ("model", "agents"):
        for path in (sources / folder).glob("*.py"):
            found |= set(re.findall(r'remember\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert {"unit_vote", "joined", "shock"} <= found
    assert found <= telling.GROUPS.keys()


def test_decisions(answerer: Answerer) -> None:
    found = answerer.answer(about("run"))
    known = {c["id"] for c in found["cooperations"]}
    assert {d["subject"] for d in found["decisions"]} & known
    for d in found["decisions"]:
        assert d["outcome"] in ("agreed", "refused", "no_time", "not_considered")
        assert is_in_both(d["about"])
        assert is_in_both(d["text"])
        assert d["terms"].keys() <= set(Terms._fields)
        assert all(d["terms"].values())
        assert sum(d["terms"].values()) == pytest.approx(d["balance"], abs=1e-3)
        assert (d["subject"] == "unit") == d["kind"].endswith(("_unit", "_level"))


@pytest.mark.parametrize(
    ("values", "digits", "shown"),
    [
        ([0.0, -0.0, 1.0], 4, [0, 0, 1]),
        ([19_300.4, 123.456, 0.123456, 0.000123456], 4, [19_300, 123.5, 0.1235, 0.0001]),
        ([[0.5], [100_208.123]], 6, [[0.5], [100_208]]),
        ([], 4, []),
    ],
)
def test_rounded(values: Any, digits: int, shown: Any) -> None:
    assert json.dumps(run.rounded(values, digits)) == json.dumps(shown)


# small counties ---------------------------------------------------------------------------------

SMALL: list[dict[str, Any]] = [
    {"region.municipalities": ("Eschwege", "Meinhard")},
    {"level": "none"},
    {"quarters": 1},
    {"quarters": 1, "level": "none", "region.municipalities": ("Eschwege", "Wanfried")},
]


@pytest.mark.parametrize("changes", SMALL)
def test_small_counties_no_unit_one_quarter(changes: dict[str, Any]) -> None:
    scenario = with_overrides(load_scenario(WILLING), {**changes, "name": "small"})
    answerer = Answerer(scenario)
    check_county(answerer.answer({"ask": "county", "scenario": "small"}), World.of(scenario))
    check_run(answerer.answer({"ask": "run", "scenario": "small"}), scenario)
    answerer.warming.wait()
    found = answerer.answer({"ask": "fan", "scenario": "small", "runs": 3})
    assert decoded(found["series"]["population"], 3).shape == (3, scenario.quarters)
    offered = answerer.answer({"ask": "setup"})["scenarios"]
    assert offered[0]["name"] == "small"


def test_scenario_by_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "county-wide"\nquarters = 4\n', encoding="utf-8")
    answerer = Answerer(path)
    assert answerer.answer({"ask": "county", "scenario": "mine"})["quarters"] == 4
    asked = question.read({"ask": "run", "scenario": "mine"})
    assert isinstance(asked, question.RunQuestion)
    assert answerer.library.resolve(asked).command == f"kuemmerer run {path}"


# futures ----------------------------------------------------------------------------------------


def resolved(answerer: Answerer, **more: Any) -> Scenario:
    asked = question.read(about("run", **more))
    assert isinstance(asked, question.RunQuestion)
    return answerer.library.resolve(asked).scenario


def test_measures_and_assumptions_move(answerer: Answerer) -> None:
    moved = {"coordination.quota": 1, "coordination.start_quarter": 8}
    found = resolved(
        answerer,
        future={"measures": moved},
        assumptions={"municipalities.willingness_mean": 0.6},
    )
    assert found.coordination.quota == 1.0
    assert found.coordination.start_quarter == 8
    assert found.municipalities.willingness_mean == 0.6


def test_all_fields_move_by_the_same_amount(answerer: Answerer) -> None:
    base = load_scenario(WILLING)
    setting = settings.settings()["fields.scale_effect"]
    wanted = float(setting.of(base)) + 0.02
    found = resolved(answerer, assumptions={"fields.scale_effect": wanted})
    for before, after in zip(base.fields, found.fields, strict=True):
        assert after.scale_effect == pytest.approx(before.scale_effect + 0.02, abs=1e-6)
        assert after.scale_limit == before.scale_limit
    lowest = resolved(answerer, assumptions={"fields.scale_effect": -0.5})
    assert min(field.scale_effect for field in lowest.fields) == -0.5


def test_turns_stand_behind_what_the_scenario_has(answerer: Answerer) -> None:
    asked = question.read({"ask": "run", "scenario": "ageing", "future": {"turns": [SHOCK]}})
    assert isinstance(asked, question.RunQuestion)
    found = answerer.library.resolve(asked).scenario.shocks
    assert [shock.kind for shock in found] == ["ageing", "out_migration"]
    assert found[1].magnitude == 0.12


def test_without_a_unit_nothing_develops(answerer: Answerer) -> None:
    asked = question.read(
        {
            "ask": "run",
            "scenario": "start-informal-then-office",
            "future": {"measures": {"coordination.level": "none"}},
        }
    )
    assert isinstance(asked, question.RunQuestion)
    found = answerer.library.resolve(asked).scenario.coordination
    assert (found.level, found.development) == ("none", "fixed")


def test_the_same_numbers_have_the_same_key(answerer: Answerer) -> None:
    quota = load_scenario(WILLING).coordination.quota
    same = answerer.answer(about("run", future={"measures": {"coordination.quota": quota}}))
    assert same["key"] == answerer.answer(about("run"))["key"]
    assert same["key"] != answerer.answer(about("run", seed=2))["key"]


@pytest.mark.parametrize(
    "turn",
    [
        {"kind": "set_level", "quarter": 24, "level": "office", "asked": False},
        {"kind": "set_level", "quarter": 24, "level": "none"},
        {"kind": "invite", "quarter": 24, "municipality": "06636003", "field": "water"},
        {"kind": "invite", "quarter": 24, "municipality": "06636003", "field": ""},
        {"kind": "hire", "quarter": 24, "municipality": "", "fte": 1},
        {"kind": "hire", "quarter": 24, "municipality": "06636003", "fte": 0.5},
        {"kind": "end_funding", "quarter": 24},
    ],
)
def test_interventions(answerer: Answerer, turn: dict[str, Any]) -> None:
    asked = about("run", future={"turns": [turn, SHOCK]})
    found = answerer.answer(asked)
    scenario = resolved(answerer, future={"turns": [turn, SHOCK]})
    taken = scenario.interventions[0].model_dump()
    assert {key: taken[key] for key in turn} == turn
    check_run(found, scenario)
    told = [e for e in found["events"] if e["kind"] == "intervention"]
    assert [(e["q"], e["group"]) for e in told] == [(24, "measure")]
    assert told[0]["turn"]["kind"] == turn["kind"]
    assert told[0]["turn"]["level"] == turn.get("level", "")
    assert told[0]["turn"]["field"] == turn.get("field", "")
    many = answerer.answer({**asked, "ask": "fan", "runs": 5})
    net = decoded(many["series"]["net_benefit"], 5)[0]
    assert net == pytest.approx(found["indicators"]["net_benefit"], abs=1e-3)


# report -----------------------------------------------------------------------------------------


def test_report_is_that_of_the_command_line(answerer: Answerer, tmp_path: Path) -> None:
    found = answerer.answer(about("report", lang="en"))
    assert found["name"] == f"kuemmerer-{WILLING}-1.html"
    typed = f"kuemmerer run {WILLING}"
    write_everything(results.run(load_scenario(WILLING), 1, "en", command=typed), tmp_path)
    assert found["html"] == (tmp_path / "report.html").read_text(encoding="utf-8")


def test_report_leaves_no_file(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(report, "draw_figures", lambda result: {})
    assert "<html" in answerer.answer(about("report", seed=9))["html"]
    assert not list(tmp_path.iterdir())


def test_command_gives_the_same_future(answerer: Answerer) -> None:
    asked = question.read(
        about(
            "run",
            future={
                "measures": {"coordination.attached": True, "coordination.level": "informal"},
                "turns": [SHOCK, {**SHOCK, "shock": "ageing"}],
            },
            assumptions={"fields.scale_effect": 0.1},
        )
    )
    assert isinstance(asked, question.RunQuestion)
    future = answerer.library.resolve(asked)
    words = shlex.split(future.command)
    assert words[:3] == ["kuemmerer", "run", WILLING]
    assert "coordination.level=informal" in words  # a plain word needs no quotation marks
    typed = [word for word in words[3:] if word != "--set"]
    assert load_scenario(WILLING, overrides(typed)) == future.scenario


@pytest.mark.parametrize("example", [0, 7])
def test_a_run_says_what_to_type_for_it(example: int) -> None:
    """Also where the view was begun with settings of its own: typed, it gives the same numbers."""
    given = {"quarters": 12, "coordination.quota": 0.5}
    words = [WILLING, *(w for k, v in given.items() for w in ("--set", f"{k}={v}"))]
    library = Library(load_scenario(WILLING, given), typed=words)
    moved = {"measures": {"coordination.level": "informal"}, "turns": []}
    asked = question.read(about("run", seed=3, example=example, future=moved))
    assert isinstance(asked, question.RunQuestion)
    told = run.run(library.resolve(asked), example)
    typed = cli.commands.commands["run"].make_context("run", shlex.split(told["command"])[2:])
    chosen = load_scenario(typed.params["scenario"], overrides(typed.params["settings"]))
    result = results.run(chosen, typed.params["seed"], replicate=typed.params["replicate"])
    net = told["indicators"]["net_benefit"]
    assert net == pytest.approx(result.indicators["net_benefit"].tolist(), rel=1e-5, abs=1e-6)
    assert any(net)


# mistakes ---------------------------------------------------------------------------------------

BAD: list[tuple[Any, str]] = [
    ("", "JSON"),
    ("{", "JSON"),
    ("[]", "JSON"),
    ("null", "JSON"),
    ("[" * 10_000, "JSON"),
    ("[" * 30_000, "20000"),
    ('{"ask":"county","scenario":"\ud800"}', "JSON"),
    ({"ask": {1, 2}}, "JSON"),
    ({}, "ask"),
    ({"ask": "everything"}, "setup, county"),
    ({"ask": "setup", "more": 1}, "more"),
    ({"ask": "county"}, "scenario"),
    ({"ask": "county", "scenario": 3}, "3"),
    ({"ask": "county", "scenario": "x" * 300}, "200"),
    ({"ask": "county", "scenario": "county-wid"}, "county-wide"),
    ({"ask": "county", "scenario": "scenarios/ageing.toml"}, "ageing"),
    (about("run", seed=-1), "0"),
    (about("run", seed=2**32), "4294967295"),
    (about("run", seed="1"), "seed"),
    (about("run", seed=True), "seed"),
    (about("fan", runs=0), "1"),
    (about("fan", runs=501), "500"),
    (about("run", example=-1), "example"),
    (about("run", example=500), "500"),
    (about("report", example=-1), "example"),
    (about("report", lang="fr"), "de, en"),
    (about("run", assumptions=[]), "assumptions"),
    (about("run", assumptions={"coordination.quota": 0.5}), "coordination.quota"),
    (about("run", assumptions={"region.source": "/etc/passwd"}), "region.source"),
    (about("run", assumptions={"x" * 100: 1}), "xxx…"),
    (about("run", assumptions={"municipalities.trust_mean": 1.5}), "0"),
    (about("run", assumptions={"municipalities.trust_mean": "a lot"}), "a lot"),
    (about("run", assumptions={"municipalities.trust_mean": True}), "True"),
    (about("run", assumptions={"municipalities.trust_mean": None}), "None"),
    (about("run", assumptions={"fields.water.scale_effect": 0.1}), "fields.water"),
    ('{"ask":"run","scenario":"ageing","assumptions":{"a":NaN}}', "nan"),
    ('{"ask":"run","scenario":"ageing","assumptions":{"a":1e999}}', "inf"),
    (about("run", future={"measures": {"coordination.membership": "all"}}), "county_wide"),
    (about("run", future={"measures": {"coordination.minimum_members": 2.5}}), "500"),
    (about("run", future={"measures": {"coordination.attached": 1}}), "true"),
    (about("run", future={"measures": {"quarters": 4}}), "quarters"),
    (about("run", future={"turns": {}}), "turns"),
    (turned("x"), "turns[1]"),
    (turned({"quarter": 3}), "kind"),
    (turned({"kind": "war", "quarter": 3}), "shock"),
    (turned({**SHOCK, "shock": "war"}), "ageing"),
    (turned({**SHOCK, "quarter": 80}), "79"),
    (turned({**SHOCK, "quarter": -1}), "0"),
    (turned({**SHOCK, "quarter": 1.5}), "quarter"),
    (turned({**SHOCK, "magnitude": 2}), "1"),
    (turned({**SHOCK, "duration": 0}), "1"),
    (turned({**SHOCK, "whom": "all"}), "whom"),
    (turned(*[SHOCK] * 21), "20"),
    (turned({"kind": "invite", "quarter": 1, "municipality": "Berlin"}), "Berlin"),
    (turned({"kind": "invite", "quarter": 1, "municipality": "06636003", "field": "x"}), "water"),
    (turned({"kind": "hire", "quarter": 1, "fte": 0}), "fte"),
    (turned({"kind": "set_level", "quarter": 1, "level": "huge"}), "office"),
]


@pytest.mark.parametrize(("asked", "hint"), BAD)
def test_bad_questions(answerer: Answerer, asked: Any, hint: str) -> None:
    found = answerer.answer(asked)
    answer = json.loads(found) if isinstance(found, str) else found
    assert set(answer) == {"error"}
    assert is_in_both(answer["error"])
    for sentence in answer["error"].values():
        assert hint in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 600
    assert answer["error"]["de"] != answer["error"]["en"]


def test_what_the_scenario_refuses_is_told(caplog: pytest.LogCaptureFixture) -> None:
    shock = {"kind": "ageing", "quarter": 1}
    scenario = scenario_from_table({"name": "full", "shocks": [shock] * 45}, "full")
    answerer = Answerer(scenario)
    asked = {"ask": "run", "scenario": "full", "future": {"turns": [SHOCK] * 6}}
    found = answerer.answer(asked)["error"]
    assert "passt nicht zum Szenario" in found["de"]
    assert "shocks" in found["de"]
    assert "at most 50" in found["en"]
    assert not caplog.records


def test_the_unexpected_is_logged(
    answerer: Answerer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("sim.live.run.run", fails)
    found = answerer.answer(json.dumps(about("run", seed=77)))
    assert "secret" not in found
    assert "error" in json.loads(found)
    assert "secret" in caplog.text
    monkeypatch.undo()
    assert "key" in json.loads(answerer.answer(json.dumps(about("run", seed=77))))


# sharing ----------------------------------------------------------------------------------------


def test_the_same_question_has_the_same_text(answerer: Answerer) -> None:
    every_kind = ({"ask": "setup"}, about("county"), about("run"), about("fan", runs=3))
    for asked in (*every_kind, about("report", lang="en")):
        written = json.dumps(asked)
        assert answerer.answer(written) is answerer.answer(written)


def test_asked_at_once_it_is_made_once() -> None:
    made, answers = [], Answers(1000)

    def make() -> str:
        made.append(1)
        time.sleep(0.2)
        return "answer"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: answers.get("key", make), range(8)))
    assert found == ["answer"] * 8
    assert len(made) == 1


def test_failures_are_told_to_all_and_not_kept() -> None:
    answers = Answers(1000)

    def fails() -> str:
        time.sleep(0.1)
        raise Refused("unreadable")

    def ask(_: int) -> str:
        try:
            return answers.get("key", fails)
        except Refused:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == ["refused"] * 4
    assert answers.get("key", lambda: "now") == "now"


def test_the_longest_unused_goes_first() -> None:
    made: list[str] = []
    answers = Answers(3000)

    def get(key: str) -> None:
        answers.get(key, lambda: made.append(key) or 1000 * key)  # type: ignore[func-returns-value]

    for key in "abacab":
        get(key)
    assert made == ["a", "b", "c", "b"]
    large = Answers(10)
    assert large.get("x", lambda: "y" * 100) is large.get("x", lambda: "z")


def test_runs_wait_for_fans() -> None:
    turns, order = Turns(2), []
    started = threading.Event()

    def fans() -> None:
        with turns.fan() as threads:
            started.set()
            time.sleep(0.3)
            order.append(f"fan {threads}")

    def runs() -> None:
        started.wait()
        with turns.run():
            order.append("run")

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(runs), pool.submit(fans)]:
            job.result()
    assert order == ["fan 2", "run"]


def test_runs_do_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.live.sharing.PATIENCE", 0.05)
    turns = Turns(1)
    with turns.fan(), turns.run():
        pass


def test_many_fans_have_one_thread_each() -> None:
    turns = Turns(4)
    with turns.fan() as one, turns.fan() as two, turns.fan() as three:
        assert (one, two, three) == (4, 2, 1)
    with turns.fan() as again:
        assert again == 4


def test_several_threads_ask_at_once(answerer: Answerer) -> None:
    asked = [
        json.dumps(about(ask, seed=seed, **({"runs": 10} if ask == "fan" else {})))
        for seed in (21, 22)
        for ask in ("fan", "run")
    ]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(answerer.answer, asked * 2))
    assert found[:4] == found[4:]
    fresh = Answerer(WILLING)
    fresh.warming.wait()
    assert found[:4] == [fresh.answer(one) for one in asked]


# the engine in the background -------------------------------------------------------------------


def test_a_fan_waits_until_the_engine_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = threading.Event()
    monkeypatch.setattr(engine, "_compile", compiled.wait)
    answerer = Answerer(WILLING)
    assert answerer.answer(about("fan", runs=2)) == {"wait": 1.0}
    assert "key" in answerer.answer(about("run"))
    compiled.set()
    assert answerer.warming.wait(10)
    assert answerer.answer(about("fan", runs=2))["runs"] == 2


def test_an_engine_that_cannot_be_compiled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise OSError("no compiler")

    monkeypatch.setattr(engine, "_compile", fails)
    answerer = Answerer(WILLING)
    with pytest.raises(Refused):
        answerer.warming.wait()
    assert "Numba" in answerer.answer(about("fan"))["error"]["de"]
    assert "no compiler" in caplog.text
    assert "key" in answerer.answer(about("run"))


def test_nothing_is_said_while_compiling(capsys: pytest.CaptureFixture[str]) -> None:
    engine._say_nothing()
    assert capsys.readouterr() == ("", "")


def test_the_first_example_is_nothing_rare() -> None:
    """Run 2 stays in the middle; 0 lies below, 1 above; 3 leaves it once, 4 a little always."""
    levels = np.array([[0.0, 9.0, 5.0, 5.0, 5.1]] * 6).T[None]  # indicator × run × quarter
    levels[0, 3, 2] = 40.0
    quiet = np.zeros_like(levels)  # an indicator that never moves weighs nothing
    assert fan.typical(np.concatenate((levels, quiet))) == 2
    assert fan.typical(np.concatenate((-7.0 * levels, quiet))) == 2
    assert fan.typical(quiet) == 0
    assert fan.typical(levels[:, :1]) == 0


def test_the_first_example_of_a_scenario(answerer: Answerer) -> None:
    """Of all runs of the fan it is nearest to the medians; the fan says which one it is."""
    told = answerer.answer(about("fan"))
    apart = []
    for series in told["series"].values():
        one = decoded(series, told["runs"])
        far = np.abs(one - np.median(one, axis=0))
        apart.append(far.mean(axis=1) / max(far.mean(), 1e-12))
    rank = np.argsort(np.mean(apart, axis=0)).tolist().index(told["typical"])
    assert rank < 10  # of 200; the page looks at every fourth quarter only


@pytest.mark.parametrize("is_shared", [False, True])
def test_others_are_not_told_where_files_lie(tmp_path: Path, is_shared: bool) -> None:
    rows = ["1,Ahausen,5200,41,51.1,10", "2,Beheim,3100,30,51.2,9.9", "3,Cedorf,2400,30,51,9.9"]
    table = tmp_path / "region.csv"
    table.write_text("\n".join(["key,name,population,area_km2,lat,lon", *rows]), encoding="utf-8")
    setting = f"region.source={table.as_posix()}"
    chosen = load_scenario(WILLING, overrides([setting, "quarters=8"]))
    typed = [WILLING, "--set", setting]
    answerer = Answerer(chosen, typed=typed, is_shared=is_shared)
    about = {"scenario": WILLING, "seed": 1, "assumptions": {}}
    future = {"measures": {}, "turns": []}
    asked = [
        {"ask": "setup"},
        {"ask": "county", "scenario": WILLING},
        {"ask": "run", **about, "future": future, "example": 0},
        {"ask": "report", **about, "future": future, "example": 0, "lang": "de"},
    ]
    told = [answerer.answer(json.dumps(question)) for question in asked]
    assert not any("error" in json.loads(one) for one in told)
    folder = json.dumps(tmp_path.as_posix())[1:-1]
    assert any(folder in one for one in told) is not is_shared
    assert answerer.answer({"ask": "county", "scenario": WILLING})["own"]["region"]["source"] == (
        "region.csv" if is_shared else str(table.resolve())
    )
