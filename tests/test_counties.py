"""A sweep over the counties of one table: every county on its own, and what is told of them all."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib.text import Text

import sim
from sim.cli import commands
from sim.plots.answers import policy_names
from sim.plots.charts import About
from sim.plots.counties import Shown, county_sheet
from sim.plots.country import NOBODY, flat, owners, painted
from sim.plots.paper import DPI, HEIGHT, WIDTH, save
from sim.sweep import SweepError, estimate, load_design, run_sweep, working
from sim.sweep.answers import Answers, Question
from sim.sweep.counties import counties_of
from sim.sweep.files import beside, county_of, names_only
from sim.sweep.working import USUAL_SIZE, chunks_of, job_of, work_of

GERMANY = Path(__file__).parents[2] / "shared" / "data" / "germany" / "germany.csv"
HEAD = "key,name,population,area_km2,lat,lon,county,county_name"
SIZES = {"07": 40, "03": 3, "11": 5, "19": 1}  # 19 is a town of its own
MEMBERSHIPS = ["county_wide", "coalition_of_the_willing"]
DESIGN = {
    "scenario": "coalition-of-the-willing",
    "runs": 6,
    "set": {"quarters": 12},
    "cross": {"coordination.membership": MEMBERSHIPS},
}


def table_of(path, sizes=SIZES, more=0):
    """A table of counties side by side: rows of municipalities 5 km apart."""
    rows = [
        f"{key}{k:03d},Ort {key}-{k},{3000 + 700 * k + more},25.0,"
        f"{51 + 0.05 * (k % 6):.3f},{9 + 0.07 * (k // 6) + 0.7 * place:.3f},{key},Kreis {key}"
        for place, (key, count) in enumerate(sizes.items())
        for k in range(count)
    ]
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def design_of(folder, source="table.csv#*", **changes):
    """A design file beside the table."""
    import tomli_w

    design = {**DESIGN, "vary": {"region.source": source}, **changes}
    path = folder / "design.toml"
    path.write_text(tomli_w.dumps(design), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    table_of(tmp_path / "table.csv")
    return tmp_path


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("counties")
    table_of(place / "table.csv")
    return run_sweep(design_of(place), place / "s")


def contents(path):
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


# -------------------------------------------------------------------------------- what is swept
def test_all_counties_are_the_points(swept):
    points = pd.read_parquet(swept / "points.parquet")
    names = ["table.csv#03", "table.csv#07", "table.csv#11"]
    assert points["region.source"].tolist() == [name for name in names for _ in MEMBERSHIPS]
    assert points["coordination.membership"].tolist() == MEMBERSHIPS * 3


def test_every_row_is_that_of_the_engine_on_that_county(swept):
    found = sim.open_results(swept)
    table = swept.parent / "table.csv"
    for point in (1, 2, 5):
        county = str(found["region.source"].values[point]).partition("#")[2]
        changes = {
            "quarters": 12,
            "coordination.membership": MEMBERSHIPS[point % 2],
            "region.source": f"{table}#{county}",
        }
        scenario = sim.load_scenario(DESIGN["scenario"], changes)
        there = sim.run_ensemble(scenario, 6, 1, series=False)
        for name in ("founded", "coverage", "population", "net_benefit"):
            assert found[name].values[point].tolist() == there[name].to_numpy().tolist()


def test_a_list_may_hold_them_all_and_more(folder):
    table_of(folder / "other.csv", {"50": 4})
    plan = load_design(design_of(folder, ["other.csv#50", "table.csv#*", "werra-meissner"]))
    names = names_only(list(plan.sources))
    assert names == [
        "other.csv#50", "table.csv#03", "table.csv#07", "table.csv#11", "werra-meissner"
    ]  # fmt: skip
    assert all(Path(source.partition("#")[0]).is_absolute() for source in plan.sources[:-1])


def test_the_record_names_each_county_with_its_fingerprint(swept):
    record = json.loads((swept / "provenance.json").read_text(encoding="utf-8"))
    table = swept.parent / "table.csv"
    assert record["regions"] == {
        f"table.csv#{key}": sim.load_region(f"{table}#{key}").fingerprint()
        for key in ("03", "07", "11")
    }
    assert "region" not in record  # no run has the scenario's own
    assert "table.csv" in record["region_source"]
    for name, content in contents(swept).items():
        assert str(swept.parent).encode() not in content, name


def test_another_table_is_another_sweep(folder):
    design = design_of(folder)
    run_sweep(design, folder / "s")
    table_of(folder / "table.csv", more=1)
    with pytest.raises(SweepError, match=r"holds another sweep: regions\.table\.csv#03 = "):
        run_sweep(design, folder / "s")
    table_of(folder / "table.csv", {**SIZES, "20": 4})
    with pytest.raises(SweepError, match=r"holds another sweep: design\.vary\.region\.source = "):
        run_sweep(design, folder / "s")


# ------------------------------------------------------------------- parts, interruption, progress
def test_interruption_threads_and_parts_change_no_byte(folder, monkeypatch):
    monkeypatch.setattr(working, "ROWS", 5)
    design = design_of(folder)
    run_sweep(design, folder / "whole", threads=1)
    done = []

    def stop(runs):
        done.append(runs)
        if sum(done) > 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(design, folder / "s", threads=2, progress=stop)
    (folder / "s" / "regions.parquet").write_bytes(b"torn")
    run_sweep(design, folder / "s", threads=3)
    assert contents(folder / "s") == contents(folder / "whole")


def test_parts_have_as_much_work_each(folder, monkeypatch):
    monkeypatch.setattr(working, "ROWS", 10)
    plan = load_design(design_of(folder, runs=20))
    chunks = chunks_of(plan)
    assert [chunk.start for chunk in chunks[1:]] == [chunk.end for chunk in chunks[:-1]]
    assert (chunks[0].start, chunks[-1].end) == (0, 120)
    work = [
        sum(max(plan.sizes[row // 20], USUAL_SIZE) for row in range(c.start, c.end)) for c in chunks
    ]
    assert max(work) <= 10 * USUAL_SIZE + 40
    assert min(work[:-1]) >= 10 * USUAL_SIZE - 40


def test_progress_counts_work_and_ends_at_the_number_of_runs(folder):
    plan = load_design(design_of(folder))
    told = []
    run_sweep(plan, folder / "s", progress=told.append)
    assert sum(told) == pytest.approx(36)
    assert max(told) > 10 * min(one for one in told if one)  # 40 municipalities against 3
    again = []
    run_sweep(plan, folder / "s", progress=again.append)
    assert again == [pytest.approx(36)]
    assert sum(work_of(plan, chunk) for chunk in chunks_of(plan)) == pytest.approx(36)


def test_a_part_takes_along_its_own_regions_only(folder, monkeypatch):
    monkeypatch.setattr(working, "ROWS", 12)
    plan = load_design(design_of(folder))
    jobs = [job_of(plan, chunk) for chunk in chunks_of(plan)]
    assert len(jobs) > 2
    assert all(len(job.regions) <= 2 for job in jobs)
    assert not any(region.shapes for job in jobs for region in job.regions.values())


def test_the_estimate_knows_what_is_done(folder):
    plan = load_design(design_of(folder))
    assert estimate(plan).done == 0
    run_sweep(plan, folder / "s")
    found = estimate(plan, folder / "s")
    assert (found.runs, found.done, found.seconds) == (36, 36, 0.0)


# --------------------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("source", "changes", "message"),
    [
        ("nowhere.csv#*", {}, r"vary\.region\.source: .*nowhere\.csv"),
        ("plain.csv#*", {}, r"vary\.region\.source: .*counties"),
        ("table.csv", {}, r"vary\.region\.source: given 'table\.csv'|allowed: a list"),
        (["table.csv#03", "table.csv#99"], {}, r"region\.source: table\.csv#99: .*99"),
        (
            "table.csv#*",
            {"set": {"region.seat": "Ort 07-1"}},
            r"region\.source: table\.csv#03: .*Ort 07-1",
        ),
        (
            "table.csv#*",
            {"set": {"coordination.drafting_partners": ["Ort 11-2"]}},
            r"region\.source: table\.csv#03: .*drafting_partners: Kreis 03: .*Ort 11-2",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(folder, source, changes, message):
    (folder / "plain.csv").write_text("key,name,population,area_km2,lat,lon\n1,A,20,9,51,9\n")
    design = design_of(folder, source, **changes)
    with pytest.raises(SweepError, match=message) as error:
        load_design(design)
    assert "\n" not in str(error.value)
    done = CliRunner().invoke(commands, ["sweep", str(design), "--out", str(folder / "s")])
    assert done.exit_code == 2
    assert not (folder / "s").exists()


def test_all_counties_vary_and_cannot_be_set(folder):
    table = {"set": {"region.source": "table.csv#*"}, "vary": {"quota": [0.5, 0.6]}}
    with pytest.raises(SweepError, match=r"set\.region\.source: given 'table\.csv#\*'; allowed"):
        load_design(design_of(folder, **table))


def test_a_place_of_one_county_only_is_told_with_its_point(folder):
    """Where the counties and those named both vary, each combination is looked at."""
    vary = {
        "region.source": ["table.csv#03", "table.csv#11"],
        "region.municipalities": [[], ["Ort 03-0", "Ort 03-1"]],
    }
    with pytest.raises(SweepError, match=r"point 6: .*Kreis 11: .*Ort 03-0"):
        run_sweep(design_of(folder, vary=vary), folder / "s")
    assert not (folder / "s").exists()


def test_series_and_details_go_with_counties(folder):
    """Details are counts over a county, so that they mean the same in each."""
    record = {"indicators": ["coverage"], "series": True, "details": True}
    found = sim.open_results(run_sweep(design_of(folder, record=record), folder / "s"))
    assert found["coverage_series"].shape == (6, 6, 12)
    assert found["asked_others"].shape == (6, 6)


@pytest.mark.parametrize(
    ("value", "name", "county"),
    [
        ("/a/b.csv#07232", "b.csv#07232", "07232"),
        ("/a#1/b.csv", "b.csv", "b"),
        ("b.CSV#Kreis a/d b", "b.CSV#Kreis a/d b", "Kreis a/d b"),
        ("werra-meissner", "werra-meissner", "werra-meissner"),
    ],
)
def test_files_are_told_by_their_names(value, name, county, tmp_path):
    assert names_only({"x": [value]}) == {"x": [name]}
    assert county_of(value) == county
    assert beside(value, tmp_path) == value  # not there


# --------------------------------------------------------------------------------- what it tells
def test_the_places_are_kept_with_their_checksum(swept):
    kept = pd.read_parquet(swept / "regions.parquet")
    assert kept.groupby("region", observed=True).size().to_dict() == {
        "table.csv#03": 3, "table.csv#07": 40, "table.csv#11": 5
    }  # fmt: skip
    assert "regions.parquet" in (swept / "SHA256SUMS").read_text()
    region = sim.load_region(f"{swept.parent / 'table.csv'}#03")
    assert kept["population"].sum() > region.population == kept["population"][:3].sum()


def test_a_row_for_each_county_and_policy(swept):
    counties = counties_of(Answers(swept))
    table = counties.table(["founded", "coverage"])
    assert list(table["county"]) == ["03", "03", "07", "07", "11", "11"]
    assert list(table["policy"]) == MEMBERSHIPS * 3
    assert set(table["runs"]) == {6}
    assert set(table["points"]) == {1}
    found = sim.open_results(swept)["founded"].values.mean(axis=1)
    np.testing.assert_allclose(table["founded"], found)
    assert (table["founded_low"] <= table["founded"] + 1e-12).all()
    assert (table["founded_high"] > table["founded_low"]).all()  # Wilson: never without width
    assert table["municipalities"].tolist() == [3, 3, 40, 40, 5, 5]


def test_other_settings_are_averaged_run_by_run(folder):
    vary = {"region.source": "table.csv#*", "coordination.quota": [0.4, 0.9]}
    place = run_sweep(design_of(folder, vary=vary), folder / "s")
    answers = Answers(place)
    counties = counties_of(answers)
    assert counties.counts.tolist() == [2, 2, 2]
    found = sim.open_results(place)["coverage"].values.reshape(3, 2, 2, 6).mean(axis=1)
    for k, policy in enumerate(MEMBERSHIPS):
        np.testing.assert_allclose(counties.values("coverage")[policy], found[:, k])
    assert [factor.name for factor in answers.drawn_factors] == [
        "region.source", "coordination.quota"
    ]  # fmt: skip


def test_a_sample_may_leave_counties_out(tmp_path):
    table_of(tmp_path / "table.csv", {f"{k:02d}": 2 for k in range(1, 9)})
    vary = {"region.source": "table.csv#*", "coordination.quota": {"low": 0.4, "high": 0.9}}
    design = design_of(tmp_path, vary=vary, design="latin_hypercube", points=5)
    answers = Answers(run_sweep(design, tmp_path / "s"))
    counties = counties_of(answers)
    seen = dict.fromkeys(answers.points["region.source"])
    assert sorted(counties.regions["region"]) == sorted(seen)
    assert counties.counts.sum() == 5
    assert np.isfinite(counties.table(["founded"])["founded"]).all()
    assert sheet_of(tmp_path / "s", "coverage", "de").axes


def test_where_one_lives_is_no_policy(folder):
    """Crossed or varied: the counties are told one by one."""
    cross = {"region.source": "table.csv#*", **DESIGN["cross"]}
    place = run_sweep(design_of(folder, vary={}, cross=cross), folder / "s")
    answers = Answers(place)
    assert answers.settings == ("coordination.membership",)
    counties = counties_of(answers)
    assert set(counties.means("coverage")) == set(MEMBERSHIPS)
    assert counties.winners("coverage")["region"].tolist() == counties.regions["region"].tolist()


def test_many_counties_are_no_curve_no_axis_and_no_policy(swept, monkeypatch):
    monkeypatch.setattr("sim.sweep.answers.MOST_REGIONS", 2)
    answers = Answers(swept)
    assert answers.drawn_factors == ()
    assert list(answers.effects("coverage")) == []
    assert answers.contest("coverage").cells is None
    with pytest.raises(SweepError, match=r"--map region\.source: does not vary here|only regions"):
        answers.contest("coverage", ("region.source", "region.source"))
    with pytest.raises(SweepError, match="nothing varies besides the regions"):
        answers.where("coverage", Question(better=MEMBERSHIPS[0], than=MEMBERSHIPS[1]))
    with pytest.raises(SweepError, match=r"--policies region\.source: 3 regions; allowed: up to 2"):
        Answers(swept, ("region.source",)).contest("coverage")


def test_a_sweep_from_before_has_no_maps(swept, tmp_path):
    import shutil

    shutil.copytree(swept, tmp_path / "s")
    (tmp_path / "s" / "regions.parquet").unlink()
    assert counties_of(Answers(tmp_path / "s")) is None
    (tmp_path / "s" / "regions.parquet").write_bytes(b"torn")
    with pytest.raises(SweepError, match=r"regions\.parquet: is damaged; allowed: the command"):
        counties_of(Answers(tmp_path / "s"))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_command_writes_table_and_maps(swept, tmp_path, lang):
    out = tmp_path / "out"
    arguments = ["sensitivity", str(swept), "--measure", "founded", "--measure", "service_loss"]
    done = CliRunner().invoke(commands, [*arguments, "--out", str(out), "--lang", lang])
    assert done.exit_code == 0, done.output
    names = {path.name for path in out.iterdir()}
    assert {"counties.csv", "counties-founded.png", "counties-founded.svg"} <= names
    assert "counties-service_loss.png" not in names  # the same everywhere: nothing to be seen
    told = "In jedem einzelnen Lauf gleich" if lang == "de" else "The same in every single run"
    assert told in done.output


# ---------------------------------------------------------------------------------- the pictures
CROSSES = {
    "one": {},
    "two": DESIGN["cross"],
    "many": {
        "coordination.membership": [*MEMBERSHIPS, "core_and_ring", "open_forum"],
        "coordination.level": ["informal", "shared_staff", "office"],
    },
}


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    place = tmp_path_factory.mktemp("crossed")
    table_of(place / "table.csv")
    return {
        name: run_sweep(design_of(place, runs=3, cross=cross), place / name)
        for name, cross in CROSSES.items()
    }


def sheet_of(place, measure, lang):
    answers = Answers(place)
    counties = counties_of(answers)
    names = policy_names(counties.means(measure), answers.settings, lang)
    about = About(measure, answers.count, answers.plan.design.runs, 1)
    return county_sheet(Shown(counties, names, about, lang))


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("measure", ["founded", "staff_strain"])
@pytest.mark.parametrize("cross", CROSSES)
def test_words_are_legible_and_on_the_sheet(crossed, cross, measure, lang):
    sheet = sheet_of(crossed[cross], measure, lang)
    sheet.draw_without_rendering()
    for words in sheet.findobj(Text):
        box = words.get_window_extent()
        if words.get_text() and words.get_visible() and box.width > 1:
            assert words.get_fontsize() >= 13, words.get_text()
            assert min(box.x0, box.y0) >= 0, words.get_text()
            assert box.x1 <= WIDTH * DPI, words.get_text()
            assert box.y1 <= HEIGHT * DPI, words.get_text()


def test_same_bytes(swept, tmp_path):
    first, second = (sheet_of(swept, "coverage", "de") for _ in range(2))
    files = [save(sheet, tmp_path / name) for sheet, name in ((first, "a"), (second, "b"))]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_areas_are_true_all_over_a_country():
    """A square kilometre is one in the north as in the south, and north is up."""
    for lat, lon in ((47.5, 7.0), (54.5, 14.5)):
        corners = np.array([[lat, lon], [lat, lon + 0.01], [lat + 0.01, lon + 0.01]])
        where = flat(*np.vstack([corners, [[47.0, 6.0], [55.0, 15.0]]]).T)[:3]
        one, two = where[1] - where[0], where[2] - where[1]
        wide = 111.19 * 0.01 * np.cos(np.radians(lat + 0.005))
        assert abs(one[0] * two[1] - one[1] * two[0]) == pytest.approx(wide * 1.1119, rel=0.002)
        assert two[1] > 0.99 * 1.1


def test_a_place_owns_the_pixels_around_it_and_nobody_those_far_away():
    places = np.array([[0.0, 0.0], [100.0, 0.0]])
    found = owners(places, np.array([400.0, 400.0]), 5.0, 2.0)
    assert found.shape == (2 * DPI, 5 * DPI)
    row = found[DPI]
    assert {NOBODY, 0, 1} == set(found.ravel())
    assert row[5] == 0
    assert row[-5] == 1
    assert row[len(row) // 2] == NOBODY


def test_no_colour_stands_alone():
    regions = np.zeros((40, 40), dtype=np.int64)
    plain = painted(regions, ["#0072b2"], [0])
    striped = painted(regions, ["#0072b2"], [1])
    assert len(np.unique(plain.reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(striped.reshape(-1, 3), axis=0)) == 2


@pytest.mark.skipif(not GERMANY.is_file(), reason="the official table is not here")
def test_every_county_of_germany_can_be_planned(tmp_path):
    design = {**DESIGN, "runs": 100, "vary": {"region.source": f"{GERMANY}#*"}}
    plan = load_design(design)
    sizes = plan.sizes[:: len(MEMBERSHIPS)]
    assert len(sizes) == 294
    assert 10_600 < sizes.sum() < 10_700
    assert plan.weights.mean() == pytest.approx(1.0)
    chunks = chunks_of(plan)
    work = [work_of(plan, chunk) for chunk in chunks]
    assert max(work) < 2 * np.median(work)
