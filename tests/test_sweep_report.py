"""The report of a sweep: whole, alone, in both languages, and true to the numbers."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.analysis.curves import spans
from sim.analysis.factors import Factor
from sim.cli import commands
from sim.report.explained import explain
from sim.report.sweep_lead import finding
from sim.report.words import Words
from sim.sweep import load_design, run_sweep
from sim.sweep.answers import Answers

COMMON = {"scenario": "coalition-of-the-willing", "set": {"quarters": 16}, "runs": 12}
OPEN = {"municipalities.willingness_mean": {"low": 0.2, "high": 0.8}}
MORE = {**OPEN, "population.annual_change": {"low": -0.01, "high": 0.01}}
DESIGNS = {
    "grid": {"design": "grid", "steps": 4, "vary": MORE},
    "hypercube": {
        "design": "latin_hypercube",
        "points": 48,
        "vary": MORE,
        "cross": {"coordination.level": ["none", "office"]},
    },
    "sobol": {"design": "sobol", "points": 32, "vary": MORE},
    "morris": {"design": "morris", "points": 6, "vary": MORE},
    "choices": {"cross": {"coordination.level": ["none", "office"]}},
}
MEASURES = ("population", "coverage", "service_loss")


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("swept")
    return {name: run_sweep({**COMMON, **design}, place / name) for name, design in DESIGNS.items()}


def told(folder, out, lang, *more):
    measures = [part for name in MEASURES for part in ("--measure", name)]
    words = ["sensitivity", str(folder), *measures, "--lang", lang, "--out", str(out), "--quiet"]
    done = CliRunner().invoke(commands, [*words, *more])
    assert done.exit_code == 0, done.output
    return (out / "report.html").read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a page asks for, its headings in order, and whether its tags are closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.sources, self.sections = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.sources += [found[name] for name in ("src", "href") if name in found]
        if tag == "section":
            self.sections.append(found["id"])
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("name", list(DESIGNS))
def test_it_is_whole_and_alone(swept, tmp_path, name, lang):
    page = told(swept[name], tmp_path / "out", lang)
    found = Page(page)
    assert not found.open
    assert all(source.startswith("data:image/svg+xml") for source in found.sources)
    order = [s for s in ("short", "varied", "figures", "table", "method") if s in found.sections]
    assert found.sections == order
    assert {"short", "table", "method"} <= set(order)
    assert ("varied" in order) == (name != "choices")
    assert "None" not in re.sub(r"<[^>]*>", "", page)
    assert "nan" not in re.sub(r"<[^>]*>", " ", page).split()
    assert not re.search(r"\{\w+\}", re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    # what is the same in every run has a sentence and no figure
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert not any(one.endswith("svg") and "service_loss" in one for one in names)


def test_the_words_say_what_the_numbers_say(swept):
    """Residents depend on their yearly change; councils that are more open cooperate more."""
    for name in ("grid", "sobol", "morris"):
        answers = Answers(swept[name])
        said = {
            measure: finding(explain(answers, measure, "en"), Words("en")).sentences[0]
            for measure in MEASURES
        }
        assert said["population"].startswith("“Yearly change of the county's residents"), said
        assert said["coverage"].startswith("“Mean political openness of the councils”"), said
        assert said["service_loss"].startswith("The same in every single run: 0"), said


def test_a_choice_that_is_ahead_everywhere_is_called_so(swept):
    answers = Answers(swept["hypercube"])
    found = explain(answers, "coordination_effort", "en")
    assert found.contest is not None
    points = found.contest.points
    share = (points["is_clear"] & (points["winner"] == "none")).mean()
    said = " ".join(finding(found, Words("en")).sentences)
    assert "here with less" in said
    assert f"“none” at {round(100 * share)}% of the points" in said


def test_the_design_of_the_page_makes_the_same_points(swept, tmp_path):
    import html

    page = told(swept["hypercube"], tmp_path / "out", "en")
    (design,) = re.findall(r"<pre><code>(.*?)</code></pre>", page, flags=re.S)
    path = tmp_path / "again.toml"
    path.write_text(html.unescape(design), encoding="utf-8")
    stored = pd.read_parquet(swept["hypercube"] / "points.parquet").drop(columns="point")
    pd.testing.assert_frame_equal(load_design(path).points, stored)


def test_spans_of_nothing_are_luck_and_a_large_one_is_not():
    """Of means that differ by luck alone about one factor in twenty may seem clear."""
    random = np.random.default_rng(3)
    factors = [Factor(f"f{k}", 0.0, 1.0) for k in range(4)]
    clear = 0
    for _ in range(50):
        points = pd.DataFrame(random.random((80, 4)), columns=[f.name for f in factors])
        found = spans(points, factors, random.normal(size=(80, 3)))
        clear += int(found["is_clear"].sum())
    assert clear <= 20  # of 200; 10 expected at most
    values = points["f2"].to_numpy()[:, None] + 0.1 * random.normal(size=(80, 3))
    found = spans(points, factors, values)
    assert found["factor"][0] == "f2"
    assert found["is_clear"][0]


def test_spans_of_a_grid_go_by_the_luck_of_its_runs():
    """The other settings of a grid spread the points widely, and alike for each value."""
    random = np.random.default_rng(4)
    factors = [Factor("little", levels=(0, 1)), Factor("much", levels=(0, 1, 2, 3))]
    points = pd.DataFrame([(a, b) for a in range(2) for b in range(4)], columns=["little", "much"])
    luck = random.normal(size=20)
    values = (0.5 * points["little"] + 10.0 * points["much"]).to_numpy()[:, None] + luck
    values = values + 0.1 * random.normal(size=values.shape)
    found = spans(points, factors, values, is_grid=True).set_index("factor")
    assert found["is_clear"].all()
    assert found.loc["little", "span"] == pytest.approx(0.5, abs=0.1)
    assert not spans(points, factors, values).set_index("factor").loc["little", "is_clear"]
    alone = spans(points, factors, values[:, :1], is_grid=True)
    assert not alone["is_clear"].any()  # one run knows nothing of luck
