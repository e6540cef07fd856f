"""Sweeps: every row is that of the engine, whatever happens on the way; nothing is lost."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli.sweep import duration
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.scenario import load_scenario
from sim.sweep import (
    SweepError,
    estimate,
    folder,
    load_design,
    run_sweep,
    shipped_designs,
    working,
)
from sim.sweep.folder import Folder, difference
from sim.sweep.working import chunks_of, do, groups_of, job_of

DESIGN = {
    "scenario": "coalition-of-the-willing",
    "design": "latin_hypercube",
    "points": 6,
    "runs": 5,
    "set": {"quarters": 12},
    "vary": {
        "willingness_mean": {"low": 0.2, "high": 0.8},
        "decisions.invitations": {"low": 1, "high": 5},
        "fields.water.scale_effect": "prior",
    },
    "cross": {"coordination.level": ["informal", "office"]},
}


def with_changes(**changes):
    return {**DESIGN, **changes}


def rows_of(path):
    return pd.read_parquet(Path(path) / "runs")


def contents(path):
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(Path(path).rglob("*"))
        if file.is_file()
    }


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(working, "ROWS", 7)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The sweep without any interruption, in chunks of 7 runs."""
    place = tmp_path_factory.mktemp("whole") / "sweep"
    before, working.ROWS = working.ROWS, 7
    try:
        run_sweep(DESIGN, place, threads=1)
    finally:
        working.ROWS = before
    return place


# ------------------------------------------------------------------------------------ the numbers
def test_every_row_is_that_of_the_engine(whole):
    points = pd.read_parquet(whole / "points.parquet")
    rows = rows_of(whole).set_index(["point", "run"])
    assert len(points) == 12
    assert len(rows) == 60
    assert list(rows.columns) == [*OUTCOME_NAMES, *INDICATOR_NAMES]
    for point in (0, 5, 11):
        settings = {n: points[n][point] for n in points.columns if n != "point"}
        settings = {n: getattr(v, "item", lambda v=v: v)() for n, v in settings.items()}
        scenario = load_scenario(DESIGN["scenario"], {"quarters": 12, **settings})
        there = sim.run_ensemble(scenario, 5, 1, series=False)
        for name in rows.columns:
            assert rows.loc[point][name].tolist() == there[name].to_numpy().tolist()


def test_all_points_have_the_same_luck(tmp_path):
    """What no setting touches is the same at every point, run by run."""
    run_sweep(
        with_changes(vary={"coordination.quota": [0.5, 0.9]}, cross={}, design="grid", points=None),
        tmp_path / "s",
    )
    rows = rows_of(tmp_path / "s")
    first, second = (rows[rows["point"] == p]["population"].tolist() for p in (0, 1))
    assert first == second
    assert len(set(first)) == 5


def test_threads_and_chunks_change_no_row(whole, tmp_path):
    run_sweep(DESIGN, tmp_path / "s", threads=3)
    pd.testing.assert_frame_equal(
        rows_of(tmp_path / "s").reset_index(drop=True),
        rows_of(whole).reset_index(drop=True),
        check_exact=True,
    )


@pytest.mark.usefixtures("small_chunks")
def test_the_same_design_gives_the_same_bytes(whole, tmp_path):
    run_sweep(DESIGN, tmp_path / "s", threads=2)
    assert contents(tmp_path / "s") == contents(whole)


def test_crossed_settings_meet_every_point(whole):
    points = pd.read_parquet(whole / "points.parquet")
    assert points["coordination.level"].tolist() == ["informal", "office"] * 6
    assert points["municipalities.willingness_mean"].nunique() == 6
    assert pd.api.types.is_integer_dtype(points["decisions.invitations"])
    assert points["point"].tolist() == list(range(12))


def test_series_and_details_are_kept_when_asked(tmp_path):
    record = {"indicators": ["trust", "relief"], "series": True, "details": True}
    run_sweep(with_changes(record=record), tmp_path / "s")
    found = sim.open_results(tmp_path / "s")
    assert found["trust_series"].dims == ("point", "run", "quarter")
    assert found["trust_series"].shape == (12, 5, 12)
    assert "willingness" not in found
    last = found["trust_series"].to_numpy()[:, :, -4:].mean(axis=2)
    np.testing.assert_allclose(found["trust"].to_numpy(), last, rtol=1e-12)
    members = found["members.water"].to_numpy()
    assert ((members >= 0.0) & (members <= 16.0)).all()
    assert (found["yes_others"] <= found["asked_others"]).all()
    at_end = {
        what: found[f"{what}_at_end.water"].to_numpy()
        for what in ("members", "groups", "small_groups", "largest")
    }
    assert at_end["members"].any()
    assert (2 * at_end["groups"] <= at_end["members"]).all()
    assert (at_end["small_groups"] <= at_end["groups"]).all()
    assert ((at_end["largest"] >= 2) == (at_end["groups"] >= 1)).all()
    drafting = found["drafting_core_and_ring"], found["drafting_elsewhere"]
    assert all(((k >= 0) & (k <= 8)).all() for k in drafting)
    series = pd.read_parquet(tmp_path / "s" / "series")
    assert list(series.columns) == ["point", "run", "quarter", "trust", "relief"]


def test_groups_are_told_from_the_size_of_the_group_of_each():
    told = groups_of(np.array([[3.0, 0.0, 3.0, 2.0, 3.0, 2.0], [0.0] * 6, [6.0] * 6, [3.0] * 6]))
    assert told["members"].tolist() == [5, 0, 6, 6]
    assert told["groups"].tolist() == [2, 0, 1, 2]
    assert told["small_groups"].tolist() == [2, 0, 0, 2]
    assert told["largest"].tolist() == [3, 0, 6, 3]


def test_shocks_fields_and_regions_vary(tmp_path):
    vary = {
        "shocks[0].magnitude": {"low": 0.05, "high": 0.2, "steps": 2},
        "region.municipalities": [[], ["Eschwege", "Meißner", "Waldkappel"]],
        "fields": [[{"name": "water"}], [{"name": "water"}, {"name": "housing"}]],
    }
    design = {"scenario": "out-migration", "design": "grid", "runs": 2, "vary": vary}
    run_sweep(design, tmp_path / "s")
    found = sim.open_results(tmp_path / "s")
    assert found.sizes["point"] == 8
    assert len(np.unique(found["service_loss"].to_numpy())) > 4
    people = found["population"].to_numpy().mean(axis=1)
    assert people.max() > 3 * people.min()


def test_results_open_as_a_dataset(whole):
    found = sim.open_results(whole)
    assert dict(found.sizes) == {"point": 12, "run": 5}
    assert found["coordination.level"].values.tolist()[:2] == ["informal", "office"]
    rows = rows_of(whole)
    at = rows[(rows["point"] == 7) & (rows["run"] == 3)]["relief"].item()
    assert found["relief"].sel(point=7, run=3).item() == at
    assert json.loads(found.attrs["design"])["runs"] == 5


def test_all_priors_vary_every_uncertain_setting():
    plan = load_design(
        {
            "scenario": "coalition-of-the-willing",
            "design": "latin_hypercube",
            "points": 4,
            "cross": {"fields.water.scale_effect": [0.0, 0.1]},
        },
        all_priors=True,
    )
    names = [factor.name for factor in plan.factors]
    assert len(names) > 80
    assert "fields.housing.scale_effect" in names
    assert "fields.water.scale_effect" not in names
    for point in range(plan.count):
        plan.scenario_of(point)


# -------------------------------------------------------------------------------- nothing is lost
DRIVER = """
import sys
from sim.sweep import run_sweep, working
working.ROWS = 7
run_sweep({design!r}, sys.argv[1], threads=2)
"""


def started(place, design=DESIGN):
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER.format(design=design), str(place)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_killed_three_times_it_ends_the_same(tmp_path):
    """SIGKILL at random moments while parts are written; then the rows of an undisturbed sweep."""
    design = with_changes(runs=60)
    place, luck, killed = tmp_path / "killed", random.Random(4), 0
    before, working.ROWS = working.ROWS, 7
    try:
        run_sweep(design, tmp_path / "whole", threads=2)
    finally:
        working.ROWS = before
    for _ in range(3):
        process = started(place, design)
        parts = len(list(place.glob("runs/*.parquet")))
        deadline = time.monotonic() + 30
        while len(list(place.glob("runs/*.parquet"))) == parts and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(luck.uniform(0.0, 0.1))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    assert killed == 3
    last = started(place, design)
    _, errors = last.communicate(timeout=120)
    assert last.returncode == 0, errors
    assert contents(place) == contents(tmp_path / "whole")


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_ctrl_c_keeps_what_is_finished(tmp_path):
    """Exit code 130, a word on how to go on, and whole parts only."""
    design = tmp_path / "long.toml"
    design.write_text(
        'scenario = "coalition-of-the-willing"\nruns = 6000\n[vary]\nquota = [0.5, 0.6, 0.7]\n'
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "sweep", str(design), "--out", "s", "--lang", "en"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("s/runs/part-00000*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the same command goes on from there" in errors
    assert "Traceback" not in errors
    assert [path.name for path in (tmp_path / "s" / "runs").iterdir()] == ["part-00000.parquet"]


@pytest.mark.usefixtures("small_chunks")
def test_what_is_whole_is_not_done_again(whole, tmp_path, monkeypatch):
    place = tmp_path / "s"
    run_sweep(DESIGN, place)
    done = []
    monkeypatch.setattr("sim.sweep.running.do", lambda job, *_: done.append(job) or do(job))
    (place / "runs" / "part-00003.parquet").unlink()
    told = []
    run_sweep(DESIGN, place, progress=told.append)
    assert [job.chunk.number for job in done] == [3]
    assert told[0] == 53
    assert contents(place) == contents(whole)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("harm", ["a flipped bit", "cut short", "a torn checksum", "no checksums"])
def test_damage_is_found_and_mended(whole, tmp_path, harm):
    place = tmp_path / "s"
    run_sweep(DESIGN, place)
    part, sums = place / "runs" / "part-00002.parquet", place / "SHA256SUMS"
    content = bytearray(part.read_bytes())
    if harm == "a flipped bit":
        content[len(content) // 2] ^= 1
        part.write_bytes(content)
    elif harm == "cut short":
        part.write_bytes(content[:-10])
    elif harm == "a torn checksum":
        sums.write_bytes(sums.read_bytes()[:-30])
    else:
        sums.unlink()
    run_sweep(DESIGN, place)
    assert contents(place) == contents(whole)


@pytest.mark.usefixtures("small_chunks")
def test_a_full_disk_loses_nothing(whole, tmp_path, monkeypatch):
    place, write, written = tmp_path / "s", folder.write_whole, []

    def full(path, content):
        written.append(path)
        if len(written) == 6:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr(folder, "write_whole", full)
    with pytest.raises(SweepError, match=r"No space left on device; 2 of 9 parts are kept") as told:
        run_sweep(DESIGN, place)
    assert "\n" not in str(told.value)
    monkeypatch.undo()
    monkeypatch.setattr(working, "ROWS", 7)
    run_sweep(DESIGN, place)
    assert contents(place) == contents(whole)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"runs": 6}, "design.runs = 5, now 6"),
        ({"seed": 2}, "design.seed = 1, now 2"),
        ({"points": 7}, "design.points = 6, now 7"),
        ({"set": {"quarters": 13}}, "design.set.quarters = 12, now 13"),
        ({"scenario": "county-wide"}, "design.scenario = "),
    ],
)
def test_another_design_is_refused_with_the_difference(whole, change, told):
    before = contents(whole)
    with pytest.raises(SweepError, match=told):
        run_sweep(with_changes(**change), whole)
    assert contents(whole) == before


def test_another_version_of_the_model_is_refused(whole, monkeypatch):
    monkeypatch.setattr("sim.provenance.rules_fingerprint", lambda: "other")
    with pytest.raises(SweepError, match=r"rules_fingerprint = .*, now .other"):
        run_sweep(DESIGN, whole)


def test_overwrite_throws_away_sweeps_only(whole, tmp_path):
    run_sweep(DESIGN, tmp_path / "s")
    run_sweep(with_changes(runs=2), tmp_path / "s", overwrite=True)
    assert len(rows_of(tmp_path / "s")) == 24
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(SweepError, match=r"holds other files \(thesis.txt\)"):
        run_sweep(DESIGN, tmp_path / "mine", overwrite=True)
    assert contents(tmp_path / "mine") == {"thesis.txt": b"x"}


def test_a_second_process_is_refused(whole):
    with Folder(whole).alone():
        second = started(whole)
        _, errors = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "another sweep is at work in this folder" in errors


def test_what_is_told_of_a_difference():
    assert difference({"a": 1}, {"a": 1}) == ""
    assert difference({"b": {"c": [1]}}, {"b": {"c": [2]}}) == "b.c = [1], now [2]"
    assert difference({}, {"a": 1}) == "a = not given, now 1"


def test_a_dry_run_writes_nothing_and_is_about_right(tmp_path):
    plan = load_design(with_changes(runs=40))
    found = estimate(plan, tmp_path / "s")
    assert (found.points, found.runs, found.done, found.chunks) == (12, 480, 0, 1)
    assert list(tmp_path.iterdir()) == []
    run_sweep(plan, tmp_path / "s")
    size = (tmp_path / "s" / "runs" / "part-00000.parquet").stat().st_size / 1e6
    assert found.megabytes == pytest.approx(size, rel=1.0)
    assert estimate(plan, tmp_path / "s").done == 480


def test_long_chunks_are_cut_by_what_they_keep():
    plan = load_design(with_changes(points=5000))
    assert [c.end - c.start for c in chunks_of(plan)] == [10_000] * 5
    series = load_design(with_changes(points=5000, record={"series": True}, set={}))
    assert max(c.end - c.start for c in chunks_of(series)) == 5000
    job = job_of(plan, chunks_of(plan)[1])
    assert sum(count for _, _, count in job.parts()) == 10_000
    assert job.parts()[0] == (2000, 0, 5)


# ------------------------------------------------------------------------------------- bad designs
GRID = {"scenario": "county-wide", "runs": 2}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vary": {"quoty": [1, 2]}}, "vary.quoty: unknown setting; did you mean 'quota'?"),
        ({"vary": {"coordination.quoty": [1, 2]}}, "did you mean 'quota'?"),
        ({"vary": {"quota": {"low": 0.9, "high": 0.1}}}, "vary.quota: given low 0.9, high 0.1"),
        ({"vary": {"quota": {"low": 0.9, "high": 7}}}, "given 7; allowed: a number from 0.01 to 1"),
        ({"vary": {"quota": {"low": 0.5}}}, "low or high is missing"),
        ({"vary": {"quota": {"low": 0.5, "high": 0.6, "step": 3}}}, "unknown key 'step'"),
        ({"vary": {"quota": {"low": 0.5, "high": 0.6, "steps": 1}}}, "vary.quota.steps: given 1"),
        ({"vary": {"quota": {"low": "a", "high": 0.6}}}, "vary.quota.low: given 'a'"),
        ({"vary": {"quota": 0.5}}, "allowed: a list of values, { low = …, high = … }"),
        ({"vary": {"quota": [0.5, 0.5]}}, "vary.quota: given a level twice"),
        ({"vary": {"quota": []}}, "vary.quota: given no values"),
        ({"vary": {"quota": [0.5, "x"]}}, "given 'x'; allowed: a number"),
        ({"vary": {"level": ["office", "offce"]}}, "given 'offce'; allowed: 'none', 'informal'"),
        ({"vary": {"level": "prior"}}, "given 'prior', and the setting declares none"),
        ({"vary": {"fields.watr.scale_effect": "prior"}}, "did you mean 'water'?"),
        ({"vary": {"shocks[0].magnitude": [0.1, 0.2]}}, "no such entry 0; allowed: none"),
        ({"vary": {}}, "vary: given nothing"),
        ({"vary": {"quota": [0.4, 0.5]}, "cross": {"coordination.quota": [0.2, 0.3]}}, "once"),
        ({"vary": {"quota": [0.4, 0.5]}, "design": "grd"}, "design: given 'grd'; allowed: 'grid'"),
        ({"vary": {"quota": [0.4, 0.5]}, "pints": 3}, "pints: unknown key; did you mean 'points'?"),
        ({"vary": {"quota": [0.4, 0.5]}, "runs": 0}, "runs: given 0; allowed: greater than"),
        ({"vary": {"quota": [0.4, 0.5]}, "set": {"quoty": 1}}, "set: quoty: unknown setting"),
        ({"vary": {"quota": [0.4, 0.5]}, "set": {"quota": 0.5}}, "set.quota: varies, too"),
        (
            {"vary": {"quota": [0.4, 0.5]}, "set": {"coordination": {"level": "office"}}},
            'set.coordination: given a table; allowed: quoted paths, as "coordination.level"',
        ),
        ({"vary": {"coordination": {"quota": [0.4, 0.5]}}}, '"coordination.quota"'),
        ({"vary": {"quota": [0.4, 0.5]}, "points": 5}, "points: given 5 in a grid"),
        (
            {
                "vary": {
                    "fields.water.scale_effect": [0.0, 0.1],
                    "fields": [[{"name": "water"}], []],
                }
            },
            "fields: ",
        ),
        ({"vary": {"quota": {"low": 0.1, "high": 0.9, "steps": 10**9}}}, "2 … 1000"),
        ({"vary": {"coordination[0]": [1, 2]}}, "vary.coordination[0]: "),
        (
            {"vary": {"region.municipalities": [[], ["Eschwege", "Nirgendwo"]]}},
            "region.municipalities: county-wide: region: ",
        ),
        (
            {"vary": {"quota": [0.4, 0.5]}, "design": "latin_hypercube"},
            "points: is missing; allowed: 1 or more",
        ),
        (
            {
                "vary": {"quota": [0.4, 0.5], "level": ["none", "office"]},
                "design": "sobol",
                "points": 100,
            },
            "given 100, and a Sobol' design needs a power of two; allowed: 64 or 128",
        ),
        (
            {"vary": {"quota": [0.4, 0.5]}, "design": "morris", "points": 0},
            "points: given 0; allowed: greater than or equal to 1",
        ),
        (
            {"vary": {"quota": [0.4, 0.5]}, "record": {"indicators": ["servic_level"]}},
            "no such one 'servic_level'; did you mean 'service_level'?",
        ),
        (
            {"vary": {"quarters": [10, 20]}, "record": {"series": True}},
            "record.series: given true while quarters vary; allowed: false",
        ),
    ],
)
def test_a_wrong_design_is_told_in_one_line(changes, message, tmp_path):
    with pytest.raises(SweepError) as told:
        run_sweep({**GRID, **changes}, tmp_path / "s")
    assert message in str(told.value)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_combination_that_cannot_be_run_is_told(tmp_path):
    vary = {"quarters": [40, 80], "shocks[0].quarter": [10, 60]}
    with pytest.raises(SweepError, match=r"point 1: .*quarter: given 60, after the end"):
        run_sweep({"scenario": "out-migration", "runs": 1, "vary": vary}, tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_sweep_is_told(tmp_path):
    with pytest.raises(SweepError, match="holds no sweep"):
        sim.open_results(tmp_path)


def test_an_unfinished_sweep_says_so(whole, tmp_path):
    import shutil

    place = tmp_path / "s"
    shutil.copytree(whole, place)
    (place / "runs" / "part-00008.parquet").unlink()
    with pytest.warns(UserWarning, match="56 of 60 rows are there"):
        found = sim.open_results(place)
    assert int(found["trust"].isnull().sum()) == 4


def test_overwrite_takes_the_files_of_the_sweep_only(tmp_path, monkeypatch):
    run_sweep(with_changes(runs=1), tmp_path / "s")
    (tmp_path / "s" / "notes.md").write_text("mine")
    run_sweep(with_changes(runs=2), tmp_path / "s", overwrite=True)
    assert (tmp_path / "s" / "notes.md").read_text() == "mine"
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "provenance.json").write_text('{"scenario": {}}')
    for other in ("run", ".git"):
        (tmp_path / "other" / other).mkdir(parents=True, exist_ok=True)
    for folder_of_others in ("run", "other"):
        with pytest.raises(SweepError, match="holds other files"):
            run_sweep(DESIGN, tmp_path / folder_of_others, overwrite=True)
    monkeypatch.chdir(tmp_path / "s")
    with pytest.raises(SweepError, match="holds the present folder"):
        run_sweep(DESIGN, ".", overwrite=True)
    assert (tmp_path / "s" / "points.parquet").is_file()


def test_a_design_beside_the_results_stays_as_it_was_written(tmp_path):
    (tmp_path / "design.toml").write_text("# mine")
    with pytest.raises(SweepError, match=r"holds other files \(design.toml\)"):
        run_sweep(DESIGN, tmp_path)
    assert (tmp_path / "design.toml").read_text() == "# mine"


def test_points_in_another_order_are_another_sweep(whole):
    vary = dict(reversed(DESIGN["vary"].items()))
    with pytest.raises(SweepError, match=r"points.parquet has other points"):
        run_sweep(with_changes(vary=vary), whole)


def test_lost_points_come_back(whole, tmp_path):
    import shutil

    shutil.copytree(whole, tmp_path / "s")
    (tmp_path / "s" / "points.parquet").unlink()
    with pytest.raises(SweepError, match="is missing or damaged"):
        sim.open_results(tmp_path / "s")
    run_sweep(DESIGN, tmp_path / "s")
    assert sim.open_results(tmp_path / "s").sizes["point"] == 12


@pytest.mark.parametrize("name", shipped_designs())
def test_shipped_designs_can_be_run(name, tmp_path):
    plan = load_design(name, {"runs": 1, "set": {"quarters": 2}})
    assert plan.count * load_design(name).design.runs <= 1_000_000
    small = {"points": 2} if plan.design.design in ("sobol", "morris", "latin_hypercube") else {}
    run_sweep(load_design(name, {"runs": 1, "set": {"quarters": 2}, **small}), tmp_path / "s")
    assert len(rows_of(tmp_path / "s")) > 1


def test_an_unknown_design_is_told():
    with pytest.raises(SweepError, match=r"did you mean 'what-matters'\? allowed: a TOML file, or"):
        load_design("what-mater")


def test_files_of_one_name_are_refused(tmp_path):
    head, rows = "key,name,population,area_km2,lat,lon", ["1,A,10,1,51,9", "2,B,20,1,51.01,9"]
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "region.csv").write_text("\n".join([head, *rows]))
    sources = [str(tmp_path / name / "region.csv") for name in ("x", "y")]
    design = {"scenario": "county-wide", "runs": 2, "vary": {"region.source": sources}}
    with pytest.raises(SweepError, match=r"are both region\.csv in the results; allowed: files"):
        load_design(design)


def test_files_of_regions_lie_beside_the_design(tmp_path, monkeypatch):
    """And where they lie stands in no result."""
    head, row = "key,name,population,area_km2,lat,lon", "{k},{n},{p},20.0,51.{k}0,9.{k}0"
    for name, people in (("a", 2000), ("b", 4000)):
        rows = [row.format(k=k, n=n, p=people) for k, n in ((1, "Aheim"), (2, "Bheim"))]
        (tmp_path / "here" / "x").mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / f"{name}.csv").write_text("\n".join([head, *rows]))
    design = tmp_path / "here" / "design.toml"
    design.write_text(
        'scenario = "county-wide"\nruns = 2\n[set]\nquarters = 4\n'
        '[vary]\n"region.source" = ["a.csv", "b.csv"]\n'
    )
    monkeypatch.chdir(tmp_path / "here" / "x")
    run_sweep(design, tmp_path / "s")
    found = sim.open_results(tmp_path / "s")
    assert found["region.source"].values.tolist() == ["a.csv", "b.csv"]
    assert found["population"].values[1, 0] > 1.5 * found["population"].values[0, 0]
    for content in contents(tmp_path / "s").values():
        assert str(tmp_path).encode() not in content
    csv = tmp_path / "here" / "b.csv"
    csv.write_text(csv.read_text().replace("4000", "5000"))
    with pytest.raises(SweepError, match=r"regions.b.csv = "):
        run_sweep(design, tmp_path / "s")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.3, "a second or two"), (90.0, "90 seconds"), (3000.0, "50 minutes"), (9e5, "10 days")],
)
def test_how_long_is_told_in_a_unit_that_one_can_picture(seconds, told):
    assert duration(seconds, "en") == told
