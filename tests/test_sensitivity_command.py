"""`kuemmerer sensitivity`: from a folder to indices, curves, winners and boxes."""

import html
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli import commands
from sim.provenance import rules_fingerprint
from sim.report.effects import written_alike
from sim.report.explained import file_names
from sim.sweep import SweepError, run_sweep
from sim.sweep.answers import Answers, Question
from sim.sweep.reading import plan_of

VARY = {  # not in the order of the alphabet: what stands in the files may be sorted
    "population.annual_change": {"low": -0.02, "high": 0.02},
    "coordination.quota": {"low": 0.3, "high": 0.9},
    "decisions.invitations": {"low": 1, "high": 5},
}
COMMON = {"scenario": "coalition-of-the-willing", "set": {"quarters": 20}, "runs": 4, "vary": VARY}


@pytest.fixture(scope="module")
def sobol(tmp_path_factory):
    place = tmp_path_factory.mktemp("sobol") / "s"
    return run_sweep({**COMMON, "design": "sobol", "points": 64}, place)


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    place = tmp_path_factory.mktemp("crossed") / "s"
    design = {
        **COMMON,
        "design": "latin_hypercube",
        "points": 60,
        "cross": {"coordination.level": ["none", "office"]},
    }
    return run_sweep(design, place)


def called(*arguments):
    return CliRunner().invoke(commands, ["sensitivity", *map(str, arguments)])


def test_the_plan_in_a_folder_is_that_of_the_sweep(sobol):
    plan = plan_of(sobol)
    assert [factor.name for factor in plan.factors] == list(VARY)
    stored = pd.read_parquet(sobol / "points.parquet").drop(columns="point")
    pd.testing.assert_frame_equal(plan.points, stored)


def test_population_is_decided_by_its_change_alone(sobol):
    """What is known beforehand comes out, through files and all."""
    (found,) = Answers(sobol).effects("population")
    totals = found.table[found.table["index"] == "total"].set_index("factor")["estimate"]
    assert found.kind == "sobol"
    assert totals["population.annual_change"] == pytest.approx(1.0, abs=0.05)
    assert totals.drop("population.annual_change").abs().max() < 0.01


def test_morris_finds_the_same(tmp_path):
    run_sweep({**COMMON, "design": "morris", "points": 6}, tmp_path / "s")
    (found,) = Answers(tmp_path / "s").effects("population")
    sizes = found.table.set_index("factor")["mu_star"]
    assert found.kind == "morris"
    assert sizes["population.annual_change"] > 100 * sizes["coordination.quota"]


def test_an_office_takes_effort_everywhere(crossed):
    contest = Answers(crossed).contest("coordination_effort")
    assert contest.choice.set_index("policy")["share_best"]["none"] > 0.9
    assert set(contest.points["winner"]) == {"none", "office"} or set(contest.points["winner"]) == {
        "none"
    }
    assert contest.cells is not None
    assert len(contest.points) == 60


def test_curves_are_those_of_each_policy(crossed):
    found = list(Answers(crossed).effects("population"))
    assert [effect.policy for effect in found] == ["none", "office"]
    means = found[0].table.query("factor == 'population.annual_change'")["mean"]
    assert means.is_monotonic_increasing


def test_curves_of_a_grid_keep_to_the_luck_of_the_runs(tmp_path):
    """In the file, too: nothing below 0 % or above 100 %, whatever the other settings do."""
    vary = {"coordination.level": ["none", "office"], "willingness_mean": [0.3, 0.5]}
    run_sweep({**COMMON, "design": "grid", "vary": vary}, tmp_path / "s")
    done = called(tmp_path / "s", "--measure", "founded", "--quiet")
    assert done.exit_code == 0, done.output
    found = pd.read_csv(tmp_path / "s" / "sensitivity" / "curves-founded.csv")
    assert found["luck"].tolist() == ["runs"] * 4
    assert found[["low", "high"]].min(axis=None) >= 0.0
    assert found[["low", "high"]].max(axis=None) <= 1.0
    none = found[found["value"] == "none"].iloc[0]
    assert none["mean"] == none["low"] == 0.0 < none["high"]


def test_what_was_typed_is_written_down_and_no_hindrance(tmp_path, monkeypatch):
    """Without where to and how loud; the same sweep may go on by another command."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(
        'scenario = "county-wide"\nruns = 2\n[set]\nquarters = 4\n[vary]\nquota = [0.3, 0.9]\n'
    )
    for name, more in (("python -m sim", ["--quiet"]), (None, ["--threads", "1"])):
        typed = ["sweep", "--out", "s", *more, "mine.toml", "--set", "start=2021"]
        done = CliRunner().invoke(commands, typed, prog_name=name)
        assert done.exit_code == 0, done.output
    assert called("s", "--measure", "trust", "--measure", "coverage", "--quiet").exit_code == 0
    for place in ("s", "s/sensitivity"):
        record = json.loads(Path(place, "provenance.json").read_text(encoding="utf-8"))
        assert record["command"] == "kuemmerer sweep mine.toml --set start=2021"
        assert record["rules_fingerprint"] == rules_fingerprint()
    typed = "kuemmerer sensitivity s --measure trust --measure coverage"
    assert record["sensitivity_command"] == typed
    assert str(tmp_path) not in json.dumps(record)
    done = CliRunner().invoke(commands, ["sweep", "--out", "s", "mine.toml", "--quiet"])
    assert done.exit_code == 2  # another sweep still is another one
    assert "holds another sweep" in done.output


@pytest.mark.parametrize(
    ("values", "is_rough", "written"),
    [
        ((4.44, 0.184, 0.0, -3.03), False, ["4.44", "0.18", "0", "−3.03"]),
        ((74443.36, 10318.2, 12.0), True, ["74,400", "10,300", "≈ 0"]),
        ((74443.36, 97512.4), False, ["74,443", "97,512"]),
        ((0.0000604, 0.0182), False, ["≈ 0", "0.018"]),
        ((float("nan"), 0.0), True, ["–", "0"]),
    ],
)
def test_numbers_of_a_column_are_written_alike(values, is_rough, written):
    say = written_alike(values, "en", is_rough=is_rough)
    assert [say(value) for value in values] == written


def test_the_terminal_connects_names_and_keys_and_leaves_out_empty_tables(crossed, tmp_path):
    done = called(crossed, "--measure", "founded", "--lang", "en", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    before, *tables = done.stdout.split("Where each setting leads")
    for name in (*VARY, "coordination.level"):
        assert before.count(name) == 1
    for table in tables:  # founded in no run without a level, and with one in all
        assert table.splitlines()[1:3] == ["On average it is the same at every point.", ""]
    assert len(tables) == 2
    assert "each of them" not in done.stdout  # the office founds more often
    done = called(crossed, "--measure", "population", "--lang", "en", "--out", tmp_path / "again")
    assert done.stdout.count("100%") == 3  # both, and the sentence
    assert " ".join(done.stdout.split()).count("each of them counts as the best") == 1
    page = (tmp_path / "again" / "report.html").read_text(encoding="utf-8")
    assert page.count("each of them counts as the best") == 1
    assert "(coordination.level)" in page


def test_words_on_what_a_design_tells_stand_once(sobol, tmp_path):
    """And on how little few points tell: with 64 times more they would not be there."""
    run_sweep({**COMMON, "design": "morris", "points": 4}, tmp_path / "m")
    run_sweep({**COMMON, "design": "sobol", "points": 4}, tmp_path / "few")
    measures = "--measure", "coverage", "--measure", "population"
    said = {}
    for name, folder in (("m", tmp_path / "m"), ("few", tmp_path / "few"), ("many", sobol)):
        said[name] = " ".join(called(folder, *measures, "--lang", "en").stdout.split())
    assert [words.count("sigma: how much") for words in said.values()] == [1, 0, 0]
    assert "20 points are too few" in said["few"]
    only = " ".join(called(sobol, "--measure", "population", "--lang", "en").stdout.split())
    assert "too few" not in only


def test_names_of_files_are_safe_and_different():
    given = [
        "none",
        "office",
        "Büro · 0.5",
        "büro / 0,5",
        "CON?",
        "x" * 300,
        "x" * 299 + "y",
        "",
        "…",
    ]
    found = file_names(given)
    assert found[:4] == ["none", "office", "buero-0-5", "buero-0-5-2"]
    assert len(set(found)) == len(given)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,60}", name) for name in found)


def test_where_it_is_so_is_found(tmp_path):
    run_sweep({**COMMON, "design": "latin_hypercube", "points": 120}, tmp_path / "s")
    found = Answers(tmp_path / "s").where("population", Question(above=98_000.0))
    (row,) = found.limits.to_dict("records")
    assert row["factor"] == "population.annual_change"
    assert found.boxes["density"].item() > 0.8


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_command_writes_all_of_it(crossed, tmp_path, lang):
    out = tmp_path / "out"
    effort = Answers(crossed).values("coordination_effort").mean(axis=1)
    typical = float(np.median(effort[1::2] - effort[::2]))
    done = called(
        crossed, "--measure", "coordination_effort", "--better", "none", "--than", "office",
        "--by", typical, "--out", out, "--lang", lang,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    names = {path.name for path in out.iterdir()}
    for stem in ("curves-coordination_effort-none", "curves-coordination_effort-office",
                 "map-coordination_effort", "boxes-coordination_effort"):  # fmt: skip
        assert {f"{stem}.csv", f"{stem}.png", f"{stem}.svg"} <= names
    assert {"regret-coordination_effort.csv", "winners-coordination_effort.csv",
            "limits-coordination_effort.csv", "provenance.json"} <= names  # fmt: skip
    assert "coordination_effort" not in done.output


def test_results_lie_beside_the_runs_and_are_not_overwritten(sobol):
    for name in ("sensitivity", "sensitivity-2"):
        assert called(sobol, "--measure", "population", "--quiet").exit_code == 0
        assert (sobol / name / "sobol-population.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--measure", "populatoin"), "no such measure; did you mean 'population'?"),
        (("--measure", "founding_quarter"), "has no value in some runs"),
        (("--policies", "quota"), "--policies coordination.quota: no such list of values"),
        (("--better", "none"), "--better, --than: given one of them"),
        (
            ("--measure", "trust", "--better", "none", "--than", "offce"),
            "--than offce: no such policy",
        ),
        (("--better", "none", "--than", "office"), "--measure: is missing"),
        (("--map", "foo", "bar"), "unknown setting"),
        (("--above", "1", "--below", "2"), "given several; allowed: one of them"),
        (("--by", "1"), "--by: given without --better"),
        (("--map", "quota", "level"), "--map coordination.level: does not vary here"),
        (
            ("--measure", "population", "--above", "1"),
            "every point stands here several times",
        ),
    ],
)
def test_wrong_questions_are_told(crossed, tmp_path, arguments, message):
    before = sorted(crossed.rglob("*"))
    done = called(crossed, *arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output
    assert sorted(crossed.rglob("*")) == before


def test_a_folder_of_something_else_is_told(tmp_path):
    with pytest.raises(SweepError, match="holds no sweep"):
        Answers(tmp_path).usual_measures()


def test_an_unfinished_sweep_is_refused(crossed, tmp_path):
    import shutil

    shutil.copytree(crossed, tmp_path / "s")
    for part in (tmp_path / "s" / "runs").iterdir():
        table = pd.read_parquet(part)
        table.iloc[:-1].to_parquet(part)
    with pytest.raises(SweepError, match=r"part-00000.parquet: is damaged; allowed: the command"):
        _ = Answers(tmp_path / "s").data
    part.unlink()
    with pytest.raises(SweepError, match="holds no parts yet"):
        _ = Answers(tmp_path / "s").data


def test_points_that_are_alike_are_paired_by_their_place(tmp_path):
    """Whole numbers come twice in a Latin hypercube; each still meets every policy once."""
    vary = {"decisions.invitations": {"low": 1, "high": 3}, "quota": [0.4, 0.5]}
    design = {**COMMON, "vary": vary, "design": "latin_hypercube", "points": 30}
    design["cross"] = {"coordination.level": ["none", "office"]}
    run_sweep(design, tmp_path / "s")
    contest = Answers(tmp_path / "s").contest("coordination_effort")
    assert len(contest.points) == 30


def test_questions_need_points_of_their_own(sobol):
    with pytest.raises(SweepError, match="allowed for a question: a grid or a Latin hypercube"):
        Answers(sobol).where("population", Question(above=98_000.0))


def test_a_sweep_is_never_replaced_by_its_own_analysis(crossed):
    done = called(crossed, "--measure", "trust", "--out", crossed, "--overwrite")
    assert done.exit_code == 2
    assert "holds a sweep; allowed: another folder" in done.output
    assert (crossed / "points.parquet").is_file()


def test_the_terminal_tells_what_to_type_and_how_much_is_more_than_luck(crossed, tmp_path):
    """Shares of points at which one is best say nothing of luck; the report's sentences do."""
    done = called(crossed, "--measure", "coverage", "--lang", "en", "--out", tmp_path / "o")
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())
    assert "none; office" in told  # alike in words and as typed
    page = html.unescape((tmp_path / "o" / "report.html").read_text(encoding="utf-8"))
    sentences = re.findall(r"more than luck[^.<]*\.", page)
    assert sentences
    assert sentences[0] in told
    assert "loses least on average" in told or "at no point behind" in told
    german = called(crossed, "--measure", "coverage", "--lang", "de", "--out", tmp_path / "d")
    assert "keine (none); Geschäftsstelle (office)" in " ".join(german.output.split())


def test_what_a_question_needs_is_told_in_plain_words(tmp_path):
    vary = {"level": ["informal", "office"], "quota": [0.3, 0.9]}
    run_sweep({**COMMON, "design": "grid", "vary": vary, "runs": 2}, tmp_path / "s")
    asked = ("--measure", "coverage", "--better", "office", "--than", "informal", "--lang", "en")
    done = called(tmp_path / "s", *asked)
    assert done.exit_code == 2
    assert "here: --policies coordination.level" in done.stderr
    done = called(tmp_path / "s", *asked, "--policies", "level")
    assert done.exit_code == 2
    assert (
        "2 points are too few to find out where it is so; allowed: a sweep with 40" in done.stderr
    )


def test_the_report_names_the_software_to_cite(crossed, tmp_path):
    done = called(
        crossed, "--measure", "coverage", "--lang", "en", "--quiet", "--out", tmp_path / "o"
    )
    assert done.exit_code == 0, done.output
    assert "The Kümmerer authors (2026)" in (tmp_path / "o" / "report.html").read_text("utf-8")
