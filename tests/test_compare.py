"""Comparing scenarios: paired, in any language, as precisely as asked, and refused in one line."""

import json
import math
import re
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.text import Text

import sim
from sim import cli, comparison
from sim.analysis import Estimate, paired_difference
from sim.cli.compare import split
from sim.comparison import Comparison, ComparisonError, Side, drawing, stopping
from sim.comparison.drawing import kept_runs
from sim.comparison.sides import sides_of
from sim.comparison.words import (
    decimals_of,
    interval_shown,
    row_of,
    shown_measures,
    verdict_of,
)
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.plots.comparison import comparison_fans
from sim.plots.paper import DPI, HEIGHT, WIDTH
from sim.provenance import rules_fingerprint
from sim.report.comparison import write_report
from sim.report.comparison_lead import in_runs, lead
from sim.report.words import Words
from sim.scenario import ScenarioError, load_scenario, scenario_from_table
from sim.texts import keys, languages, text

A, B = "no-coordination", "coalition-of-the-willing"
SHORT = {"quarters": 24}
FILES = {
    "comparison.csv", "comparison.parquet", "differences_over_time.csv",
    "differences_over_time.parquet", "runs.parquet", "tables.xlsx", "provenance.json",
    "report.html", "comparison.png", "comparison.svg",
}  # fmt: skip
COLUMNS = (
    "baseline", "scenario", "measure", "unit", "estimate", "low", "high", "runs",
    "variance_ratio", "mean_scenario", "mean_baseline",
)  # fmt: skip


def short(name: str, **changes: object) -> sim.Scenario:
    return load_scenario(name, {**SHORT, **changes})


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The engine tells that it compiles where it has not yet: once, and not amid a test."""
    sim.compare([short(A, quarters=4), short(B, quarters=4)], runs=2)


@pytest.fixture(scope="module")
def found() -> Comparison:
    return Comparison.of([short(A), short(B)], runs=24, seed=3)


def call(capsys, *arguments: object) -> tuple[int, str, str]:
    """A command as typed: exit code, what it printed, and its errors."""
    code = 0
    try:
        cli.main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


# The numbers ------------------------------------------------------------------------------------


def test_a_table_in_one_call():
    table = sim.compare([short(A, quarters=4), short(B, quarters=4)], runs=3, seed=1)
    assert tuple(table.columns) == COLUMNS
    assert tuple(table["measure"]) == (*OUTCOME_NAMES, *INDICATOR_NAMES)
    assert set(table["baseline"]) == {A}
    assert set(table["scenario"]) == {B}


def test_differences_are_paired(found):
    values = {key: table for key, table in found.values.groupby("scenario")}
    for row in found.table.itertuples():
        own, other = (values[key][row.measure].to_numpy() for key in (B, A))
        if row.measure in ("founding_quarter", "recovery_quarters"):
            both = (own >= 0) & (other >= 0)
            own, other = own[both], other[both]
        known = paired_difference(own, other, is_share=row.measure == "founded")
        assert row.runs == own.size
        assert (row.estimate, row.low, row.high) == pytest.approx(known[:3], nan_ok=True)
        if own.size:
            assert row.mean_scenario - row.mean_baseline == pytest.approx(row.estimate, abs=1e-9)


def test_run_numbers_are_replicates(found):
    """Run r is the run of the model with the same seed and replicate r, to the last bit."""
    table = found.values[found.values["scenario"] == B]
    for replicate in (0, 23):
        model = sim.CooperationModel(short(B), seed=3, replicate=replicate).run()
        row = table[table["run"] == replicate].iloc[0]
        for name in INDICATOR_NAMES:
            last = model.datacollector.model_vars[name][-4:]
            assert row[name] == (((last[0] + last[1]) + last[2]) + last[3]) / 4.0, name
        assert row["founded"] == float(model.unit.first_founded >= 0)


def test_the_other_way_round_the_signs_turn(found):
    back = Comparison.of([short(B), short(A)], runs=24, seed=3).table
    for row, turned in zip(found.table.itertuples(), back.itertuples(), strict=True):
        assert row.estimate == pytest.approx(-turned.estimate, nan_ok=True)
        assert row.low == pytest.approx(-turned.high, nan_ok=True)


def test_over_time_ends_where_the_table_ends(found):
    over_time = found.over_time
    assert tuple(over_time.columns) == (
        *("scenario", "baseline", "indicator", "quarter", "estimate", "low", "high", "runs"),
    )
    assert len(over_time) == 24 * len(INDICATOR_NAMES)
    table = found.table.set_index("measure")["estimate"]
    for name, rows in over_time.groupby("indicator"):
        assert rows["estimate"].tail(4).mean() == pytest.approx(table[name], abs=1e-9)


def test_batches_change_no_number(found, monkeypatch):
    monkeypatch.setattr(drawing, "BATCH", 7)
    again = Comparison.of([short(A), short(B)], runs=24, seed=3)
    pd.testing.assert_frame_equal(again.values, found.values, check_exact=True)
    pd.testing.assert_frame_equal(again.table, found.table, check_exact=True)
    pd.testing.assert_frame_equal(again.over_time, found.over_time, check_exact=True)


def test_keeping_fewer_quarters_changes_no_value(found, monkeypatch):
    """What the engine averages itself is to the last bit what is averaged here."""
    monkeypatch.setattr(drawing, "kept_runs", lambda *_: 10)
    again = Comparison.of([short(A), short(B)], runs=24, seed=3)
    assert (again.kept_runs, again.runs, found.kept_runs) == (10, 24, 24)
    pd.testing.assert_frame_equal(again.values, found.values, check_exact=True)
    assert set(again.over_time["runs"]) == {10}


def test_more_runs_keep_the_first_ones(found):
    fewer = Comparison.of([short(A), short(B)], runs=5, seed=3).values
    first = found.values[found.values["run"] < 5].reset_index(drop=True)
    pd.testing.assert_frame_equal(fewer, first, check_exact=True)


def test_ensembles_are_datasets(found):
    assert list(found.ensembles) == [A, B]
    assert dict(found.ensembles[A].sizes) == {"run": 24}
    assert found.scenarios[0].name == A


def test_three_scenarios_have_one_baseline():
    names = [short(A, quarters=8), short(B, quarters=8), short("county-wide", quarters=8)]
    table = sim.compare(names, runs=4)
    assert list(dict.fromkeys(table["scenario"])) == [B, "county-wide"]
    assert set(table["baseline"]) == {A}


# A made-up engine, where the model would only take time -------------------------------------------


@cache
def normals(seed):
    return np.random.default_rng(seed).normal(size=1_000_000)


def made_up(scenario, runs=1000, seed=1, *, first_run=0, series=True, **_):
    """Numbers with common luck; the scenario adds its quota, and every third one never founds."""
    numbers = np.arange(first_run, first_run + runs)
    luck, own = normals(seed)[numbers], normals(scenario.coordination.attempts)[numbers]
    value = luck + 0.1 * own + scenario.coordination.quota
    data = {name: ("run", value) for name in INDICATOR_NAMES}
    if series:
        shape = (runs, scenario.quarters)
        tiled = np.broadcast_to(value[:, None], shape).copy()
        data = {name: (("run", "quarter"), tiled) for name in INDICATOR_NAMES}
    founded = (numbers % 3 > 0).astype(float) if scenario.coordination.level == "office" else 1.0
    data["founded"] = ("run", np.broadcast_to(founded, runs).copy())
    quarter = np.where(data["founded"][1] > 0, 10.0 * scenario.coordination.quota, -1.0)
    data["founding_quarter"] = ("run", quarter)
    for name in ("service_loss", "recovery_quarters", "longest_cooperation"):
        data[name] = ("run", np.zeros(runs))
    return xr.Dataset(data, coords={"run": numbers})


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr("sim.ensemble.run_ensemble", made_up)


def side(level: str = "informal", quota: float = 0.5, attempts: int = 3, **more) -> sim.Scenario:
    unit = {"level": level, "quota": quota, "attempts": attempts}
    return scenario_from_table({"quarters": 4, "coordination": unit, **more}, "x")


@pytest.mark.usefixtures("quick")
def test_the_quarter_of_founding_needs_a_founding():
    """Every third run of one side never founds: it is left out, and how many are left is told."""
    table = sim.compare([side(quota=0.3), side("office", quota=0.8)], runs=300)
    row = table.set_index("measure").loc["founding_quarter"]
    assert (row["runs"], row["estimate"], row["mean_scenario"]) == (200, 5.0, 8.0)
    assert table.set_index("measure").loc["founded", "runs"] == 300


@pytest.mark.usefixtures("quick")
def test_what_pairing_saves_is_told():
    table = sim.compare([side(), side(quota=0.6, attempts=4)], runs=5000).set_index("measure")
    assert table.loc["net_benefit", "variance_ratio"] == pytest.approx(101.0, rel=0.05)


@pytest.mark.usefixtures("quick")
def test_runs_go_on_until_the_interval_is_narrow():
    sides = [side(), side(quota=0.6, attempts=4)]
    reached = Comparison.of(sides, runs=5000, precision={"net_benefit": 0.01})
    assert 200 < reached.runs < 5000
    assert reached.runs in list(stopping.looks(5000, True))
    (target,) = reached.targets
    assert target.is_reached
    assert target.got == reached.difference(reached.others[0], "net_benefit").half_width <= 0.01
    same = Comparison.of(sides, runs=reached.runs)
    pd.testing.assert_frame_equal(same.table, reached.table, check_exact=True)


@pytest.mark.usefixtures("quick")
def test_what_is_not_reached_is_told():
    sides = [side(), side(quota=0.6, attempts=4)]
    missed = Comparison.of(sides, runs=400, precision={"net_benefit": 0.001, "founded": 0.5})
    assert missed.runs == 400
    short_of, fine = missed.targets
    assert (short_of.is_reached, fine.is_reached) == (False, True)
    enough = Comparison.of(sides, runs=int(1.1 * short_of.runs_needed)).table
    width = enough.set_index("measure").loc["net_benefit"]
    assert (width["high"] - width["low"]) / 2.0 <= 0.001


@pytest.mark.usefixtures("quick")
def test_every_pair_must_be_precise():
    sides = [side(), side(quota=0.6, attempts=4), side(quota=0.7, attempts=5)]
    found = Comparison.of(sides, runs=5000, precision={"net_benefit": 0.01})
    widths = [found.difference(other, "net_benefit").half_width for other in found.others]
    assert found.targets[0].got == max(widths) <= 0.01


def test_looks_are_few_and_begin_late():
    assert list(stopping.looks(1000, True)) == [200, 300, 450, 675, 1000]
    assert list(stopping.looks(1000, False)) == [1000]
    assert list(stopping.looks(50, True)) == [50]


@pytest.mark.usefixtures("quick")
def test_looking_again_and_again_costs_little_coverage():
    """Stopped when narrow enough, 95 % intervals still hold the truth in 93 of 100 cases."""
    luck, held = np.random.default_rng(11), 0
    for _ in range(600):
        values, runs = luck.normal(size=3000), 0
        for runs in stopping.looks(3000, True):
            estimate = paired_difference(values[:runs], np.zeros(runs))
            if estimate.half_width <= 0.08:
                break
        held += estimate.low <= 0.0 <= estimate.high
    assert held / 600 >= 0.93


@pytest.mark.usefixtures("quick")
def test_only_the_first_runs_keep_every_quarter():
    found = Comparison.of([side(), side(quota=0.6)], runs=2300)
    assert (found.runs, found.kept_runs) == (2300, 2000)
    words = [text.get_text() for text in comparison_fans(found, "en")[0].findobj(Text)]
    assert any("From the first 2,000 runs." in word for word in words)


def test_long_runs_of_many_scenarios_keep_fewer():
    assert kept_runs(2, 80) == 2000
    assert 100 <= kept_runs(5, 400) < 2000
    assert 5 * 400 * 20 * 8 * kept_runs(5, 400) <= drawing.ROOM


# What can be compared -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenarios", "message"),
    [
        ([A], "compare: given 1 scenario; allowed: two or more"),
        (["out-migration"], f"two or more, for instance {B} and out-migration"),
        ([A, A], f"{A}: given the same settings as {A}"),
        ([A, short(B)], f"{B}: quarters: given 24; allowed: 80 as in {A}, or --set quarters=N"),
        (
            [A, load_scenario(A, {"region.municipalities": ["Eschwege", "Meißner"]})],
            "given 2 municipalities, other ones than in no-coordination",
        ),
    ],
)
def test_what_cannot_be_compared_is_told(scenarios, message):
    with pytest.raises(ComparisonError) as error:
        sim.compare(scenarios, runs=2)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runs": 1}, "runs: given 1; allowed: whole numbers, 2 … 250000"),
        ({"runs": "10"}, "runs: given '10'; allowed: whole numbers"),
        ({"seed": -1}, "seed: given -1; allowed: whole numbers, 0"),
        ({"confidence": 1.0}, "confidence: given 1.0"),
        ({"precision": {"net_benfit": 0.1}}, "did you mean 'net_benefit'?"),
        ({"confidence": "high"}, "confidence: given 'high'"),
        ({"precision": 0.1}, "precision: given 0.1; allowed: half-widths by measure"),
        ({"region": "werra-meissner"}, "region: given 'werra-meissner'; allowed: a Region"),
        ({"precision": {"founded": "x"}}, "founded: given 'x'; allowed: a half-width above 0"),
        ({"precision": {"net_benefit": 0.0}}, "net_benefit: given 0.0; allowed: a half-width"),
        ({"precision": {"founded": math.nan}}, "given nan"),
    ],
)
def test_options_are_checked_before_any_run(options, message):
    with pytest.raises((ValueError, TypeError)) as error:
        sim.compare([A, B], **options)
    assert message in str(error.value)


def test_one_scenario_alone_is_no_list_of_letters():
    with pytest.raises(ComparisonError, match="allowed: a list of two or more"):
        sim.compare(A)
    with pytest.raises(TypeError, match="given 3; allowed: scenarios"):
        sim.compare([A, 3])


def test_a_wrong_scenario_is_refused_as_ever():
    with pytest.raises(ScenarioError, match="did you mean"):
        sim.compare([A, "countywide"])


def test_other_years_fields_and_counts_may_be_compared():
    fields = scenario_from_table({"fields": [{"name": "water"}]}, "one-field")
    later = load_scenario(B, {"start": 2030})
    counted = load_scenario(B, {"region.count_of_year": 2017})
    assert len(sides_of([B, fields, later, counted])) == 4


def test_each_side_has_a_name_of_its_own():
    variants = [load_scenario(B, {"level": level}) for level in ("office", "informal")]
    plain = sides_of([*variants, A])
    assert [s.key for s in plain] == [
        f"{B}:coordination.level=office", f"{B}:coordination.level=informal", A
    ]  # fmt: skip
    assert (
        plain[1].label("de") == "Koalition der Willigen (Koordinationsstelle: Selbstverpflichtung)"
    )
    assert plain[2].label("de") == "Ohne Koordination"
    typed = sides_of([B, Side(load_scenario(B, {"quota": 0.8}), {"quota": 0.8})])
    assert [s.key for s in typed] == [B, f"{B}:quota=0.8"]
    assert typed[1].label("de").endswith("(Quorum: 0,8)")


def test_scenarios_without_a_name_can_be_told_apart():
    given = [scenario_from_table({"quarters": 4, "title": "Same"}, "x"), side(title="Same")]
    shocks = [{"kind": "ageing", "quarter": q, "magnitude": 0.1} for q in (1, 2)]
    given += [scenario_from_table({"quarters": 4, "shocks": [shock]}, "x") for shock in shocks]
    sides = sides_of(given)
    assert len({s.key for s in sides}) == 4
    assert len({s.label("en") for s in sides}) == 4


def changed(name: str, **settings: object) -> Side:
    return Side(load_scenario(name, settings), settings)


# The command --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "scenario", "settings"),
    [
        ("county-wide", "county-wide", []),
        ("county-wide:quota=0.5", "county-wide", ["quota=0.5"]),
        ("a:level=none,quota=0.5", "a", ["level=none", "quota=0.5"]),
        ("a:title=one, two,quota=0.5", "a", ["title=one, two", "quota=0.5"]),
        ("a:x.y=['b=1','c=2'],d=3", "a", ["x.y=['b=1','c=2']", "d=3"]),
        ("a:title={de='x',en='y'},quota=1", "a", ["title={de='x',en='y'}", "quota=1"]),
        (r"C:\mine\x.toml", r"C:\mine\x.toml", []),
        (r"C:\mine\x.toml:quota=0.5", r"C:\mine\x.toml", ["quota=0.5"]),
        ("C:/mine/x.toml:fields.water.scale_effect=0.1", "C:/mine/x.toml",
         ["fields.water.scale_effect=0.1"]),
    ],
)  # fmt: skip
def test_a_scenario_may_carry_settings(typed, scenario, settings):
    assert split(typed) == (scenario, settings)


def test_a_file_with_a_colon_in_its_name_is_a_file(monkeypatch):
    monkeypatch.setattr(Path, "is_file", lambda path: path == Path("a:level=none.toml"))
    assert split("a:level=none.toml") == ("a:level=none.toml", [])
    assert split("b:level=none") == ("b", ["level=none"])


ARGUMENTS = ("--runs", 12, "--seed", 5, "--set", "quarters=16")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare") / "german"
    cli.main([str(a) for a in (
        "compare", A, f"{B}:level=informal", *ARGUMENTS, "--lang", "de", "--out", folder, "--quiet"
    )])  # fmt: skip
    return folder


def test_everything_is_written(written):
    assert {path.name for path in written.iterdir()} == FILES
    assert all(path.stat().st_size > 200 for path in written.iterdir())
    assert [path.name for path in written.parent.iterdir()] == ["german"]


def test_the_workbook_holds_the_same_tables(written):
    sheets = pd.read_excel(written / "tables.xlsx", sheet_name=None)
    assert list(sheets) == ["Unterschiede", "Im Verlauf", "Spalten"]
    table = pd.read_csv(written / "comparison.csv")
    assert np.isinf(table["variance_ratio"]).any()  # no number that a sheet could hold
    found = sheets["Unterschiede"].astype({"variance_ratio": float})
    pd.testing.assert_frame_equal(found, table, check_dtype=False)
    over_time = sheets["Im Verlauf"]
    assert (over_time["year"] == 2025 + over_time["quarter"] // 4).all()
    assert not sheets["Spalten"].isna().any(axis=None)
    assert set(sheets["Spalten"]["Spalte"]) == {*table, *over_time}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_report_names_whose_figures_these_are(written, tmp_path, capsys, lang):
    """As the licence of the county's figures asks for, wherever they are shown."""
    import html

    page = (written / "report.html").read_text(encoding="utf-8")
    if lang == "en":
        arguments = ("compare", A, B, *ARGUMENTS, "--lang", lang, "--out", tmp_path / "out")
        assert call(capsys, *arguments, "--quiet") == (0, "", "")
        page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    line = f"{text('report.provenance.data', lang)}: {sim.load_region().source}"
    assert html.unescape(page).count(line) == 1
    assert "tables.xlsx" in page


def test_tables_are_read_without_us(written):
    table = pd.read_csv(written / "comparison.csv")
    assert tuple(table.columns) == COLUMNS
    pd.testing.assert_frame_equal(table, pd.read_parquet(written / "comparison.parquet"))
    over_time = pd.read_csv(written / "differences_over_time.csv")
    assert len(over_time) == 16 * len(INDICATOR_NAMES)
    runs = pd.read_parquet(written / "runs.parquet")
    assert tuple(runs.columns) == ("scenario", "run", *OUTCOME_NAMES, *INDICATOR_NAMES)
    assert runs.groupby("scenario")["run"].apply(list).tolist() == [list(range(12))] * 2


def test_provenance_tells_each_scenario(written):
    text = (written / "provenance.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert (record["runs"], record["seed"], record["baseline"]) == (12, 5, A)
    other = record["scenarios"][f"{B}:level=informal"]
    assert other["scenario"]["coordination"]["level"] == "informal"
    assert other["scenario"]["quarters"] == 16
    assert "replicate" not in other
    assert record["rules_fingerprint"] == rules_fingerprint()
    assert record["command"].startswith(f"kuemmerer compare {A} {B}:level=informal --runs 12")
    assert record["command"].endswith("--seed 5 --lang de")
    assert str(written.parent) not in text


def test_same_command_same_bytes(written, tmp_path, capsys):
    again = tmp_path / "again"
    arguments = ("compare", A, f"{B}:level=informal", *ARGUMENTS, "--lang", "de", "--out", again)
    assert call(capsys, *arguments, "--quiet") == (0, "", "")
    for name in FILES:
        assert (written / name).read_bytes() == (again / name).read_bytes(), name


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Koalition der Willigen verglichen mit Ohne Koordination", "95-%-Intervall",
                "12 Läufe je Szenario", "sie sagen nichts voraus", "±0,001 Stellen verlangt")),
        ("en", ("Coalition of the willing compared with No coordination", "95% interval",
                "12 runs of each scenario", "they do not forecast", "±0.001 FTE asked for")),
    ],
)  # fmt: skip
def test_what_is_printed(lang, words, tmp_path, capsys):
    code, printed, errors = call(
        capsys, "compare", A, B, *ARGUMENTS, "--lang", lang, "--out", tmp_path / "x",
        "--precision", "net_benefit=0.001",
    )  # fmt: skip
    assert (code, errors) == (0, "")
    for word in words:
        assert word in printed
    assert "None" not in printed
    assert not re.search(r"\bnan\b", printed)


def test_default_folder_is_never_overwritten(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        arguments = ("compare", A, B, "--runs", 2, "--set", "quarters=4", "--quiet")
        assert call(capsys, *arguments) == (0, "", "")
    names = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert names == [f"compare-{A}-{B}-seed1", f"compare-{A}-{B}-seed1-2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "SCENARIO"),
        ((A,), "given 1 scenario; allowed: two or more"),
        ((A, A), "given the same settings"),
        ((A, "countywide"), "did you mean 'county-wide'?"),
        ((A, f"{B}:quota"), "given 'quota'; allowed: name:section.key=value"),
        ((A, f"{B}:quota=2"), f"{B}:quota=2: coordination.quota: given 2; allowed: a number"),
        ((A, f"{B}:levle=office"), "did you mean 'level'?"),
        ((A, "countywide:quota=1"), "did you mean 'county-wide'?"),
        ((A, B, "--set", "quota=2"), "given 2; allowed: a number from 0.01 to 1"),
        ((A, B, "--set", "quota"), "given no '='"),
        ((A, f"{B}:quarters=8"), "quarters: given 8; allowed: 80"),
        ((A, B, "--runs", "1"), "--runs"),
        ((A, B, "--runs", "many"), "--runs"),
        ((A, B, "--seed", "-1"), "--seed"),
        ((A, B, "--precision", "net_benefit"), "given no '='; allowed: measure=half-width"),
        ((A, B, "--precision", "net_benefit=x"), "given 'x'; allowed: measure=half-width"),
        ((A, B, "--precision", "net_benfit=1"), "did you mean 'net_benefit'?"),
        ((A, B, "--precision", "founded=-1"), "founded: given -1.0; allowed: a half-width above 0"),
        ((A, B, "--lang", "fr"), "--lang"),
        ((A, B, "--out", "."), "holds the present folder"),
    ],
)
def test_bad_input_is_one_line(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, printed, errors = call(capsys, "compare", *arguments)
    assert (code, printed) == (2, "")
    assert errors.count("\n") == 1
    assert message in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_writes_nothing(tmp_path, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(comparison.Comparison, "of", interrupted)
    monkeypatch.chdir(tmp_path)
    code, _, errors = call(capsys, "compare", A, B)
    assert (code, errors.strip()) == (130, "kuemmerer: interrupted")
    assert list(tmp_path.iterdir()) == []


# What people see ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", languages)
def test_figure_is_legible_and_claims_no_forecast(found, lang):
    (figure,) = comparison_fans(found, lang)
    figure.draw_without_rendering()
    words = []
    for words_of in figure.findobj(Text):
        box = words_of.get_window_extent()
        if words_of.get_text() and words_of.get_visible() and box.width > 1:
            words.append(words_of.get_text())
            assert words_of.get_fontsize() >= 13, words_of.get_text()
            assert min(box.x0, box.y0) >= 0, words_of.get_text()
            assert box.x1 <= WIDTH * DPI, words_of.get_text()
            assert box.y1 <= HEIGHT * DPI, words_of.get_text()
    denial = {"de": "keine Vorhersage", "en": "not a forecast"}[lang]
    assert any(denial in word for word in words)


@pytest.mark.usefixtures("quick")
def test_each_sheet_shows_the_baseline_and_three_more():
    titles = [f"A rather long title of scenario number {n}, longer than a column" for n in range(6)]
    sides = [side(quota=0.5 + n / 20, title=title) for n, title in enumerate(titles)]
    found = Comparison.of(sides, runs=5)
    figures = comparison_fans(found, "en")
    assert [len(figure.axes) for figure in figures] == [5 + 1 + 5 * 5, 4 + 1 + 5 * 4]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lang", languages)
def test_no_head_of_five_scenarios_is_cut_or_beside_its_column(lang):
    many = {"quota": 0.5, "preparation_quarters": 8, "attempts": 5, "minimum_members": 5}
    sides = [
        "county-wide", B, changed("county-wide", quota=0.666667), changed("county-wide", **many),
        changed("core-and-ring", level="informal", development="adaptive"),
    ]  # fmt: skip
    first, second = comparison_fans(Comparison.of(sides, runs=3), lang)
    for figure, count in ((first, 4), (second, 2)):
        figure.draw_without_rendering()
        heads = [axes for axes in figure.axes if not axes.axison][: count + 1]
        for axes in heads:
            assert axes.texts
            room = axes.get_window_extent()
            for line in axes.texts:
                box = line.get_window_extent()
                assert "…" not in line.get_text()
                assert box.x1 <= room.x1 + 1, line.get_text()
                assert box.y1 <= (HEIGHT - 0.95) * DPI, line.get_text()


@pytest.mark.usefixtures("quick")
def test_a_head_too_long_for_three_lines_is_cut_at_its_end():
    title = "Kommunale Arbeitsgemeinschaft " * 6
    sides = [side(title="x"), *(side(title=f"{n} {title}", quota=0.6 + n / 10) for n in range(3))]
    (figure,) = comparison_fans(Comparison.of(sides, runs=3), "de")
    lines = [line.get_text() for axes in figure.axes if not axes.axison for line in axes.texts]
    cut = [line for line in lines if line.endswith("…")]
    assert len(cut) == 3


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("quarters", [1, 2, 400])
def test_figures_of_any_length(quarters):
    table = {"quarters": quarters, "coordination": {"quota": 0.6}}
    sides = [scenario_from_table(table, "x"), scenario_from_table({"quarters": quarters}, "x")]
    found = Comparison.of(sides, runs=3)
    comparison_fans(found, "de")[0].canvas.draw()
    assert len(found.over_time) == quarters * len(INDICATOR_NAMES)


@pytest.mark.usefixtures("quick")
def test_other_starts_are_drawn_from_year_nought():
    sides = [side(title="early"), side(title="late", start=2030, quota=0.6)]
    found = Comparison.of(sides, runs=3)
    (figure,) = comparison_fans(found, "en")
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "years since the start" in words
    assert "2030" not in words


@pytest.mark.parametrize("lang", languages)
def test_report_is_whole_and_alone(lang, tmp_path, capsys):
    arguments = ("compare", "out-migration", "budget-cut", "county-wide", "--runs", 6,
                 "--set", "quarters=40")  # fmt: skip
    code, _, errors = call(capsys, *arguments, "--lang", lang, "--out", tmp_path / "x")
    assert (code, errors) == (0, "")
    html = (tmp_path / "x" / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    words = " ".join(re.sub(r"<[^>]*>", " ", body).split())
    assert f'<html lang="{lang}">' in html
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    assert "<script" not in html
    assert not re.search(r"[{}]|\bNone\b|\bnan\b|\binf\b", words)
    for tag in ("section", "table", "p", "figure", "div", "li", "dl"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag
    denial = {"de": "sie sagt nichts voraus", "en": "it predicts nothing"}[lang]
    assert denial in words
    changed_too = {"de": "Geändert: Länge eines Laufs: 40 Quartale.",
                   "en": "Changed: length of a run: 40 quarters."}[lang]  # fmt: skip
    assert words.count(changed_too) == 3
    assert html.count('<p class="short">') == 1
    assert "--seed 1" in words


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lang", languages)
def test_the_paragraph_says_what_the_numbers_say(lang):
    words = {
        "de": ("im Mittel 0,295 Stellen mehr (+0,286 bis +0,304)",
               "wird in 67 % der Läufe gegründet statt in jedem Lauf", "je 1.000-mal gerechnet",
               "In 2 % der Paare zeigt der Nutzen unterm Strich in die andere Richtung"),
        "en": ("on average 0.295 posts (FTE) more (+0.286 to +0.304)",
               "is founded in 67% of the runs rather than in every run", "were run 1,000 times",
               "in 2% of the pairs the net benefit points the other way"),
    }  # fmt: skip
    found = Comparison.of([side(), side("office", quota=0.8, attempts=4)], runs=1000)
    paragraph = lead(found, Words(lang))
    for word in words[lang]:
        assert word in paragraph.replace("\u00a0", " "), paragraph


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("lang", "words"),
    [("de", "In keinem der Paare zeigt der Nutzen unterm Strich in die andere Richtung."),
     ("en", "In none of the pairs does the net benefit point the other way.")],
)  # fmt: skip
def test_none_of_the_pairs_is_said_in_words(lang, words):
    found = Comparison.of([side(), side(quota=0.9)], runs=30)
    paragraph = lead(found, Words(lang))
    assert words in paragraph
    assert not re.search(r"\b0\s?%", paragraph)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("lang", "words"), [("de", "lässt sich nicht sagen"), ("en", "cannot be")])
def test_the_paragraph_admits_what_it_cannot_tell(lang, words):
    found = Comparison.of([side(), side(quota=0.5000001, attempts=4)], runs=30)
    assert lead(found, Words(lang)).count(words) == 3


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lang", languages)
def test_the_paragraph_tells_what_is_alike(lang):
    found = Comparison.of([side(), side(start=2026)], runs=9)
    paragraph = lead(found, Words(lang))
    assert "{" not in paragraph
    assert {"de": "in jedem Paar gleich", "en": "the same in every pair"}[lang] in paragraph


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("lang", "words"),
    [("de", "auf beiden Seiten gleich oft gegründet, nämlich in jedem Lauf (−3 bis +3 Prozent"),
     ("en", "equally often on both sides, namely in every run (−3 to +3 percentage points)")],
)  # fmt: skip
def test_founded_always_on_both_sides_is_alike_and_not_open(lang, words):
    found = Comparison.of([side(), side(quota=0.6, attempts=4)], runs=70)
    assert words in lead(found, Words(lang))
    row = row_of(found, found.others[0], "founded", lang)
    assert (row.verdict, row.difference) == ("alike", {"de": "0,0", "en": "0.0"}[lang])
    assert row.interval == {"de": "−2,7 bis +2,7", "en": "−2.7 to +2.7"}[lang]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lang", languages)
def test_many_scenarios_still_get_one_paragraph(lang):
    quotas = {"same": 0.5, "more": 0.7, "less": 0.3, "near": 0.5000001}
    sides = [side(title="base")]
    sides += [side(title=name, quota=quota, attempts=4) for name, quota in quotas.items()]
    sides += [side("office", title="seldom", quota=0.9)]
    sides += [side(title=f"number {n}", quota=n / 10) for n in (1, 2)]
    found = Comparison.of(sides, runs=300)
    paragraph = lead(found, Words(lang)).replace("\u00a0", " ")
    assert "\n" not in paragraph
    assert "{" not in paragraph
    told = {
        "de": ("8 Szenarien", "Im Vergleichsfall wird in jedem Lauf eine Koordinationsstelle",
               "(95-%-Intervall: 98,74 bis 100,00 %)", "Mit „more“ wird in jedem Lauf",
               "ist der Nutzen unterm Strich um 0,21 Stellen höher", "Stellen niedriger",
               "nicht klar höher oder niedriger", "in 67 % der Läufe",
               "Die übrigen 2 Szenarien"),
        "en": ("8 scenarios", "In the baseline a coordination unit is founded in every run",
               "(95% interval: 98.74 to 100.00%)", "With “more” a coordination unit",
               "the net benefit is 0.21 posts higher", "posts lower",
               "not clearly higher or lower", "in 67% of the runs", "The other 2 scenarios"),
    }  # fmt: skip
    for word in told[lang]:
        assert word in paragraph, word


@pytest.mark.parametrize(
    ("share", "german", "english"),
    [
        (0.0, "in keinem Lauf", "in no run"),
        (0.00001, "in weniger als 0,1 % der Läufe", "in less than 0.1% of the runs"),
        (0.004, "in 0,4 % der Läufe", "in 0.4% of the runs"),
        (0.26, "in 26 % der Läufe", "in 26% of the runs"),
        (0.996, "in 99,6 % der Läufe", "in 99.6% of the runs"),
        (0.99999, "in mehr als 99,9 % der Läufe", "in more than 99.9% of the runs"),
        (1.0, "in jedem Lauf", "in every run"),
    ],
)
def test_shares_in_words(share, german, english):
    assert in_runs(share, Words("de")).replace("\u00a0", " ") == german
    assert in_runs(share, Words("en")) == english


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("runs", "interval"), [(4, "only 2 pairs"), (2, "only 1 pair"), (13, "only 8 pairs")]
)
def test_what_few_pairs_have_is_not_told_in_numbers(runs, interval):
    found = Comparison.of([side(), side("office", quota=0.8)], runs=runs)
    row = row_of(found, found.others[0], "founding_quarter", "en")
    assert row.interval == interval
    assert {row.baseline, row.scenario, row.difference, row.worth} == {"–"}
    assert row.verdict == "unknown"


@pytest.mark.usefixtures("quick")
def test_what_no_pair_has_is_told():
    found = Comparison.of([side("none"), side("office", quota=0.8)], runs=20)
    never = {**found.drawn[found.baseline.key].values, "founding_quarter": np.full(20, -1.0)}
    drawn = replace(found.drawn[found.baseline.key], values=never)
    none = replace(found, drawn={**found.drawn, found.baseline.key: drawn})
    row = row_of(none, none.others[0], "founding_quarter", "de")
    assert (row.interval, row.difference) == ("kein Paar", "–")
    page = report_text(none, "de")
    assert "kein Paar" in page
    assert "(0)" not in page
    assert "Paare: 0" not in page


@pytest.mark.usefixtures("quick")
def test_enough_pairs_are_told_with_their_number():
    found = Comparison.of([side(), side("office", quota=0.8, attempts=4)], runs=60)
    row = row_of(found, found.others[0], "founding_quarter", "en")
    assert (row.verdict, row.difference) == ("higher", "+3.0")
    assert "Quarter of the founding (pairs: 40)" in report_text(found, "en")


def report_text(found: Comparison, lang: str) -> str:
    """The words of a report without its pictures."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        write_report(found, {}, path, lang)
        page = path.read_text(encoding="utf-8")
    words = re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    return " ".join(words.split()).replace("\u00a0", " ")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lang", languages)
def test_one_quarter_is_one_quarter(lang):
    table = {"quarters": 1, "coordination": {"quota": 0.6}}
    first = scenario_from_table({"quarters": 1}, "x")
    same = Comparison.of([first, scenario_from_table(table, "x")], runs=3)
    later = Comparison.of([first, scenario_from_table({**table, "start": 2030}, "x")], runs=3)
    one = {"de": "ein Quartal", "en": "one quarter"}[lang]
    assert f"2025 ({one})" in report_text(same, lang)
    assert f"{one} in " in report_text(later, lang).replace(",", "")
    assert not re.search(r"\b1 (Quartale|quarters)\b", report_text(same, lang))
    assert comparison_fans(same, lang)[0].texts[0].get_text().endswith("? 2025")


def test_german_is_plain():
    """Words that readers stumbled over."""
    odd = re.compile(r"Startzahl|Glück|Paarung|gepaart|leben\b")
    own = [key for key in keys("de") if re.match(r"(plots\.)?(compare|comparison|patterns)\.", key)]
    assert len(own) > 150
    source = resources.files("sim.texts").joinpath("de.toml").read_text(encoding="utf-8")
    assert not odd.findall(source.partition("[compare]")[2])


def test_every_row_that_is_shown_is_a_measure(found):
    assert set(shown_measures(found)) < {*INDICATOR_NAMES, *OUTCOME_NAMES}


@pytest.mark.parametrize(
    ("low", "high", "verdict", "shown"),
    [
        (0.12, 0.34, "higher", "+0.12 to +0.34"),
        (-0.34, -0.004, "lower", "−0.340 to −0.004"),
        (-0.1, 0.3, "open", "−0.10 to +0.30"),
        (-0.3, 0.004, "open", "−0.300 to +0.004"),
        (0.0, 0.0, "alike", "0.0 to 0.0"),
        (math.nan, math.nan, "unknown", "–"),
        (-250.0, 1250.0, "open", "−250 to +1,250"),
    ],
)
def test_intervals_in_words(low, high, verdict, shown):
    found = Estimate((low + high) / 2.0, low, high, 10)
    assert verdict_of(found) == verdict
    assert interval_shown(found, "net_benefit", "en") == shown
    assert decimals_of(found, "founded") <= 6
