"""Patterns: what is expected is judged as it is said, and every pattern of ODD.md can be run."""

import json
import math
import re
import textwrap
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner
from rich.console import Console

import sim
from sim import patterns, plots
from sim.analysis import Estimate
from sim.cli import commands
from sim.cli.verdicts import summary
from sim.entities import OUTCOMES
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.patterns import (
    LESS,
    MORE,
    NOT_MORE,
    NOTHING,
    PATTERNS,
    Finding,
    Measure,
    Part,
    Pattern,
    Term,
    above,
    as_json,
    as_text,
    between,
    difference,
    evaluate,
    no_difference,
    not_below,
    running,
    side,
    value,
)
from sim.patterns.estimating import (
    break_even,
    crossings,
    mean_of_shares,
    ratio,
    where_both_are_known,
)
from sim.patterns.judging import judge, verdict_on
from sim.patterns.maps import FOCAL, HALF, OTHER_HALF, OUTWARDS, neighbours_resized
from sim.patterns.nulls import _LOSS, _OVERHEAD, _POSTS
from sim.patterns.quantities import late, lifetime, taking_part
from sim.patterns.telling import counted, in_words, numbers_of
from sim.plots.paper import DPI, WIDTH
from sim.region import load_region
from sim.scenario import Scenario
from sim.texts import keys, text
from sim.world import World

ODD = Path(sim.__file__).parent / "ODD.md"


def odd_rows():
    table = ODD.read_text(encoding="utf-8").split("<!-- patterns -->")[1].split("<!-- end -->")[0]
    rows = [line.split("|") for line in table.splitlines() if re.match(r"\| [PN]\d", line)]
    return {row[1].strip(): row[4].strip() for row in rows}


# ------------------------------------------------------------------------------- the definitions
def test_every_pattern_of_the_description_is_here():
    assert tuple(PATTERNS) == tuple(odd_rows())


def test_sources_are_those_of_the_description():
    assert {name: pattern.source for name, pattern in PATTERNS.items()} == odd_rows()


@pytest.mark.parametrize("name", PATTERNS)
def test_every_side_can_be_run(name):
    for place in patterns.places_of([PATTERNS[name]]):
        world = World.of(place.scenario, place.region)
        assert len(world.region.places) >= 2


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_says_what_it_is_in_both_languages(name):
    pattern = PATTERNS[name]
    parts = [part.says for part in pattern.parts]
    for words in (pattern.says, *parts, *([pattern.explanation] if pattern.explanation else [])):
        assert len(words) == 2
        assert all(word.strip() for word in words)
    assert len(set(parts)) == len(parts)
    assert all(f"patterns.units.{part.unit}" in keys("de") for part in pattern.parts)


def test_halves_and_the_way_outwards_name_every_municipality_once():
    names = sorted(place.name for place in load_region("werra-meissner").places)
    assert sorted((*HALF, *OTHER_HALF)) == sorted(OUTWARDS) == names
    assert len(HALF) == len(OTHER_HALF) == 8
    world = World.of(Scenario())
    ring = {world.region.places[i].name for i in world.core_and_ring}
    assert set(OUTWARDS[:8]) == ring


def test_the_null_of_effort_knows_the_default_costs():
    c = Scenario().coordination
    assert (
        c.office_fte_per_member,
        c.office_overhead_fte,
        c.part_timer_loss,
    ) == (_POSTS, _OVERHEAD, _LOSS)
    assert c.office_fte_minimum == 1.0


# -------------------------------------------------------------------------------------- verdicts
@pytest.mark.parametrize(
    ("expected", "low", "high", "verdict"),
    [
        (MORE, 0.1, 0.2, "holds"),
        (MORE, -0.1, 0.2, "undecided"),
        (MORE, -0.2, -0.1, "does_not_hold"),
        (MORE, 0.0, 0.0, "does_not_hold"),
        (LESS, -0.2, -0.1, "holds"),
        (LESS, -0.1, 0.1, "undecided"),
        (LESS, 0.1, 0.2, "does_not_hold"),
        (NOT_MORE, -0.1, 0.0, "holds"),
        (NOT_MORE, 0.0, 0.0, "holds"),
        (NOT_MORE, -0.1, 0.1, "undecided"),
        (NOT_MORE, 0.1, 0.2, "does_not_hold"),
        (NOTHING, 0.0, 0.0, "holds"),
        (NOTHING, 0.0, 0.1, "undecided"),
        (NOTHING, 0.1, 0.1, "does_not_hold"),
        (no_difference(0.05), -0.05, 0.04, "holds"),
        (no_difference(0.05), -0.04, 0.06, "undecided"),
        (no_difference(0.05), 0.06, 0.08, "does_not_hold"),
        (above(0.5), 0.51, 0.6, "holds"),
        (above(0.5), 0.4, 0.5, "does_not_hold"),
        (not_below(-0.1), -0.1, 0.3, "holds"),
        (between(0, 1), 0.1, 0.9, "holds"),
        (between(0, 1), -0.1, 0.9, "undecided"),
        (between(0, 1), 1.0, 1.1, "does_not_hold"),
        (MORE, math.nan, math.nan, "undecided"),
    ],
)
def test_verdicts(expected, low, high, verdict):
    assert verdict_on(expected, Estimate((low + high) / 2, low, high, 100)) == verdict


def test_undecided_says_how_many_runs_would_tell():
    """Half as far from the limit as the interval reaches: four times as many runs."""
    part = difference(late("relief", "fte"), side("county-wide"), side("informal"), MORE)
    assert judge(part, Estimate(0.1, -0.1, 0.3, 50)).runs_needed == pytest.approx(200, abs=1)
    assert judge(part, Estimate(0.2, 0.1, 0.3, 50)).runs_needed is None
    assert judge(part, Estimate(0.0, -0.2, 0.2, 50)).runs_needed is None


def test_a_pattern_is_as_good_as_its_worst_part():
    part = value(late("relief", "fte"), side("county-wide"), MORE)
    pattern = Pattern("X", ("a", "b"), "", (part, part))
    good, open_, bad = (
        judge(part, Estimate(m, m - 0.2, m + 0.2, 9)) for m in (0.5, 0.1, -0.5)
    )  # fmt: skip
    assert Finding(pattern, (good, good)).verdict == "holds"
    assert Finding(pattern, (good, open_)).verdict == "undecided"
    assert Finding(pattern, (bad, open_)).verdict == "does_not_hold"


# ------------------------------------------------------------------------------------- estimates
def test_the_interval_of_a_ratio_is_that_of_resampling():
    luck = np.random.default_rng(1)
    below = luck.gamma(4.0, 1.0, 400)
    above_ = 0.3 * below + luck.normal(0.0, 0.2, 400)
    linear = ratio(above_, below)
    assert linear.mean() == pytest.approx(above_.sum() / below.sum())
    chosen = luck.integers(400, size=(3000, 400))
    resampled = above_[chosen].sum(axis=1) / below[chosen].sum(axis=1)
    assert linear.std(ddof=1) / 20 == pytest.approx(resampled.std(), rel=0.1)
    assert np.isnan(ratio(above_, np.zeros(400))).all()


def test_the_break_even_lies_between_loss_and_gain():
    """Gains of -2, -1, 1 and 4 at 4, 8, 12 and 16: even at 10; its spread is that of resampling."""
    luck = np.random.default_rng(2)
    gains = np.array([g + luck.normal(0.0, 0.5, 400) for g in (-2.0, -1.0, 1.0, 4.0)])
    found = break_even((4, 8, 12, 16), list(gains))
    assert found.mean() == pytest.approx(10.0, abs=0.2)
    again = [
        break_even((4, 8, 12, 16), list(gains[:, luck.integers(400, size=400)])).mean()
        for _ in range(500)
    ]
    assert found.std(ddof=1) / 20 == pytest.approx(np.std(again), rel=0.15)
    assert np.isnan(break_even((4, 8, 12, 16), list(gains[::-1]))).all()


def test_crossings_are_counted():
    luck = np.random.default_rng(3)
    steps = [m + luck.normal(0.0, 0.1, 200) for m in (-1.0, -0.5, 0.5, 1.0)]
    assert crossings(*steps)[:3] == (1.0, 1.0, 1.0)
    assert crossings(*steps, *steps)[:3] == (3.0, 3.0, 3.0)


def test_missing_runs_are_left_out_of_both_sides():
    a = np.array([1.0, np.nan, 3.0, 4.0])
    b = np.array([0.5, 1.0, np.nan, 3.0])
    found = where_both_are_known(a, b)
    assert (found.estimate, found.runs) == (0.75, 2)
    assert math.isnan(where_both_are_known(a, np.full(4, np.nan)).estimate)


def test_shares_that_never_differ_are_not_certain():
    found = mean_of_shares(np.zeros(200))
    assert found.estimate == 0.0
    assert found.low < 0.0 < found.high


# ------------------------------------------------------------------------------------ quantities
def test_lifetime_is_counted_from_the_founding_for_ten_years():
    level = np.zeros((4, 80))
    level[0, 7:20] = 1.0
    level[1, 7:] = 3.0
    level[2, 50:] = 3.0
    runs = xr.Dataset(
        {
            "institution_level": (("run", "quarter"), level),
            "founding_quarter": ("run", [7.0, 7.0, 50.0, -1.0]),
        }
    )
    assert lifetime(runs)[:2].tolist() == [13.0, 40.0]
    assert np.isnan(lifetime(runs)[2:]).all()


def test_taking_part_is_a_share_of_fields_and_quarters():
    quarters = np.zeros((2, 2, 4))
    quarters[0, 1] = [80.0, 40.0, 0.0, 80.0]  # the last column is work across fields
    runs = xr.Dataset(
        {
            "memberships": (("run", "municipality", "field"), quarters),
            "relief": (("run", "quarter"), np.zeros((2, 80))),
        },
        coords={"municipality": ["a", "b"]},
    )
    assert taking_part("b")(runs).tolist() == [0.5, 0.0]


# ------------------------------------------------------------------------------------------ maps
def test_neighbours_are_resized_and_nobody_else():
    region = load_region("werra-meissner")
    before = {p.key: p.population for p in region.places}
    after = {p.key: p.population for p in neighbours_resized(FOCAL, 2.0)(region).places}
    near = region.neighbour_keys(FOCAL)
    assert all(after[k] == (2 * before[k] if k in near else before[k]) for k in before)


# ---------------------------------------------------------------------------------- evaluating
class Engine:
    """Stands for the ensemble: every number of run r is r + 1, and each call is remembered."""

    def __init__(self):
        self.calls = []

    def __call__(self, place, runs, seed, first, threads):
        self.calls.append((place.key, runs, seed, first))
        n = len(World.of(place.scenario, place.region).region.places)
        keys_of = World.of(place.scenario, place.region).region.keys
        fields = [*(f.name for f in place.scenario.fields), "cross-field"]
        number = np.arange(first, first + runs, dtype=float) + 1.0
        shapes = {
            **{name: {"quarter": place.scenario.quarters} for name in INDICATOR_NAMES},
            **{name: {} for name in OUTCOME_NAMES},
            "answers": {"municipality": n, "answer": len(OUTCOMES)},
            "votes": {"group": 2, "vote": 2},
            "memberships": {"municipality": n, "field": len(fields)},
            "group_sizes": {"size": n + 1},
            "commitment": {"grouping": 3, "class": 5, "what": 2},
            "strain": {"municipality": n},
            "staff": {"municipality": n},
        }
        return xr.Dataset(
            {
                name: (
                    ("run", *shape),
                    np.multiply.outer(number, np.ones(tuple(shape.values()))),
                )
                for name, shape in shapes.items()
            },
            coords={"municipality": list(keys_of), "field": fields},
        )


@pytest.fixture
def engine(monkeypatch):
    found = Engine()
    monkeypatch.setattr(running, "_run", found)
    return found


def test_each_side_runs_once(engine):
    chosen = [PATTERNS["P1"], PATTERNS["P7"], PATTERNS["P10"]]
    evaluate(chosen, runs=10)
    assert len(engine.calls) == len({key for key, *_ in engine.calls}) == 4


def test_runs_come_in_batches(engine):
    told = []
    relief = late("relief", "fte")
    pattern = Pattern("X", ("a", "b"), "", (value(relief, side("informal"), MORE),))
    (found,) = evaluate([pattern], runs=1200, seed=7, progress=lambda *done: told.append(done))
    assert [call[1:] for call in engine.calls] == [(500, 7, 0), (500, 7, 500), (200, 7, 1000)]
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]
    assert found.parts[0].found.estimate == pytest.approx(600.5)


def test_all_patterns_are_evaluated(engine):
    findings = evaluate(list(PATTERNS.values()), runs=20)
    assert [finding.pattern.name for finding in findings] == list(PATTERNS)
    assert len(engine.calls) == len(patterns.places_of(list(PATTERNS.values())))


def test_sides_that_say_the_same_are_the_same():
    same = [side("county-wide", quota=0.75), side("county-wide", **{"coordination.quota": 0.75})]
    other = side("county-wide", on=neighbours_resized(FOCAL, 2.0), quota=0.75)
    assert len({running.settled(s).key for s in same}) == 1
    assert running.settled(other).key not in {running.settled(s).key for s in same}


def test_a_null_with_the_mechanism_off_is_exactly_nothing():
    (found,) = evaluate([PATTERNS["N5"]], runs=20)
    assert found.verdict == "holds"
    assert found.parts[0].found[:3] == (0.0, 0.0, 0.0)


def test_ten_lines_make_a_pattern():
    """What the package's documentation shows is what runs here, and is not longer than it says."""
    example = textwrap.dedent(patterns.__doc__.split("exactly these):")[1])
    lines = [line for line in example.splitlines() if line.strip()]
    assert len(lines) <= 10
    names = {}
    exec(example, names)
    assert names["finding"].verdict in ("holds", "does_not_hold", "undecided")
    assert names["finding"].parts[0].found.runs == 200


# --------------------------------------------------------------------------------------- telling
def found_so_far():
    """Findings with one of each verdict and an unknown value."""
    measured = Measure(lambda runs: np.zeros(2), "fte")
    part = Part((Term(measured, side("informal")),), lambda a: a, MORE, ("kurz", "short"), "fte")
    told = {
        "P1": Estimate(1.25, 1.0, 1.5, 2000),
        "P2": Estimate(-1.25, -1.5, -1.0, 2000),
        "P3": Estimate(0.1, -0.1, 0.3, 2000),
        "P5": Estimate(math.nan, math.nan, math.nan, 0),
    }
    return [
        Finding(
            Pattern(name, ("Aussage", "Statement"), "seed", (part,), ("Darum", "Because")),
            (judge(part, found),),
        )
        for name, found in told.items()
    ]


def test_text_tells_what_and_why():
    german = as_text(found_so_far(), 2000, 1, "de")
    joined = " ".join(german.split())
    assert "P1  trifft zu: Aussage" in german
    assert "kurz: 1,25 [1,00; 1,50] Stellen; erwartet +; trifft zu" in german
    assert "etwa 8.000 würden entscheiden" in joined
    assert german.count("Darum") == 3  # not where it holds
    assert "die zutreffen: 1; die nicht zutreffen: 1; offen: 2." in joined
    assert "Intervallen" not in joined  # of four, none need miss
    english = as_text(found_so_far(), 2000, 1, "en")
    assert "short: −1.25 [−1.50, −1.00] FTE; expected +; does not hold" in english
    assert not re.search(r"[{}]|None|nan", german + english)
    assert all(len(line) <= 100 for line in (german + english).splitlines())


def test_only_of_many_intervals_some_miss_by_chance():
    findings = found_so_far() * 5
    assert "Von 20 Intervallen (95 %) liegt im Mittel etwa jedes" in counted(findings, "de")
    assert "Of 20 intervals (95%) about one in twenty misses" in counted(findings, "en")
    assert "interval" not in counted(findings[:19], "en")


def test_json_can_be_read_again():
    table = json.loads(json.dumps(as_json(found_so_far(), 2000, 1), allow_nan=False))
    assert table["schema"] == 1
    assert [p["verdict"] for p in table["patterns"]] == [
        "holds", "does_not_hold", "undecided", "undecided"
    ]  # fmt: skip
    first, second, *_ = table["patterns"]
    assert set(first) == {"name", "statement", "source", "verdict", "explanation", "parts"}
    assert first["explanation"] is None
    assert second["explanation"] == {"de": "Darum", "en": "Because"}
    assert set(first["parts"][0]) == {
        "statement", "unit", "estimate", "low", "high", "runs", "expected", "expected_low",
        "expected_high", "verdict", "runs_needed",
    }  # fmt: skip
    assert first["parts"][0]["expected_high"] is None
    assert table["patterns"][3]["parts"][0]["estimate"] is None


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_row_of_the_figure_is_cut(lang, engine):
    """Names, labels and units of all patterns fit; wide numbers, too."""
    findings = evaluate(list(PATTERNS.values()), runs=20)
    sheets = plots.pattern_sheets(findings, 2000, 1, lang)
    assert len(sheets) == 1
    written = {t.get_text() for axes in sheets[0].axes for t in axes.texts}
    assert {in_words(part.says, lang) for p in PATTERNS.values() for part in p.parts} <= written
    assert set(PATTERNS) <= written
    assert all(text(f"plots.patterns.{v}", lang) in written for v in ("holds", "undecided"))


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("name", PATTERNS)
def test_one_pattern_takes_a_low_sheet_with_all_its_words(lang, name, engine):
    findings = evaluate([PATTERNS[name]], runs=20)
    (sheet,) = plots.pattern_sheets(findings, 1_000_000, 2**32 - 1, lang)
    height = sheet.get_figheight()
    assert height == pytest.approx(1.25 + 0.72 + 0.34 * (1 + len(PATTERNS[name].parts)))
    sheet.draw_without_rendering()
    texts = [*sheet.texts, *(words for axes in sheet.axes for words in axes.texts)]
    for words in texts:
        box = words.get_window_extent()
        assert "…" not in words.get_text()
        assert 0 <= box.x0 < box.x1 <= WIDTH * DPI
        assert 0 <= box.y0 < box.y1 <= height * DPI
    written = {words.get_text() for words in texts}
    said = [PATTERNS[name].says, *(part.says for part in PATTERNS[name].parts)]
    assert {in_words(words, lang) for words in said} <= written
    for part in findings[0].parts:
        estimate, between = numbers_of(part.found, lang)
        assert any(words.startswith(f"{estimate} {between} ") for words in written)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_heading_of_the_largest_figure_is_not_cut(lang, engine):
    findings = evaluate(list(PATTERNS.values()), runs=20)
    (sheet,) = plots.pattern_sheets(findings, 1_000_000, 2**32 - 1, lang)
    assert not [words.get_text() for words in sheet.texts if "…" in words.get_text()]


def test_many_patterns_take_several_sheets():
    findings = found_so_far() * 20
    assert len(plots.pattern_sheets(findings, 2000, 1, "en")) == 2


def test_decimals_are_those_that_the_interval_deserves():
    assert numbers_of(Estimate(0.12345, 0.1, 0.14, 9), "en") == ("0.123", "[0.100, 0.140]")
    assert numbers_of(Estimate(123.4, 100.0, 140.0, 9), "de")[0] == "123"
    assert numbers_of(Estimate(0.0, 0.0, 0.0, 9), "en") == ("0.00", "[0.00, 0.00]")


# ------------------------------------------------------------------------------- the command line
def called(*arguments):
    return CliRunner().invoke(commands, ["patterns", *map(str, arguments)])


@pytest.mark.parametrize(("given", "near"), [("P100", "P10"), ("P4", "P3"), ("n2", "N1")])
def test_unknown_pattern(given, near, tmp_path):
    done = called(given, "--out", tmp_path / "new")
    assert done.exit_code == 2
    assert f"pattern {given!r}: there is no such pattern; did you mean {near!r}?" in done.output
    assert done.output.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_verdicts_do_not_move_the_exit_code(engine):
    done = called("p1", "N5", "--runs", 4, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "does not hold" in done.output
    assert [x for x in ("P1 ", "N5 ", "P2 ") if x in done.output] == ["P1 ", "N5 "]


def test_everything_is_written(engine, tmp_path):
    folder = tmp_path / "found"
    done = called("P1", "--runs", 4, "--out", folder, "--quiet", "--lang", "de")
    assert (done.exit_code, done.output) == (0, "")
    assert {path.name for path in folder.iterdir()} == {
        "patterns.txt", "patterns.json", "patterns.png", "patterns.svg", "provenance.json"
    }  # fmt: skip
    record = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert record["command"] == "kuemmerer patterns P1 --runs 4 --seed 1"
    assert [s["scenario"]["name"] for s in record["sides"]] == [
        "county-wide", "coalition-of-the-willing"
    ]  # fmt: skip
    assert called("P1", "--runs", 4, "--out", folder).exit_code == 2
    assert called("P1", "--runs", 4, "--out", folder, "--overwrite").exit_code == 0


@pytest.mark.parametrize("width", [60, 80, 132, 200])
def test_no_number_is_lost_on_a_narrow_terminal(width):
    console = Console(width=width, highlight=False, record=True, file=StringIO())
    summary(found_so_far(), 2000, 1, "de", None, console)
    shown = " ".join(console.export_text().split())
    for words in ("1,25", "[1,00; 1,50]", "Stellen", "trifft nicht zu", "Darum", "Aussage"):
        assert words in shown
