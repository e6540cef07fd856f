"""Figures of designs come out whole in both languages, whatever the numbers."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.analysis.calibration import accept
from sim.analysis.curves import one_factor_curves
from sim.analysis.discovery import discover
from sim.analysis.factors import Factor
from sim.analysis.morris import morris_effects
from sim.analysis.regret import robust_choice, winners_by_cell
from sim.analysis.sampling import sample
from sim.analysis.sobol import sobol_indices
from sim.plots.charts import About, factor_name, level_name, short_number
from sim.plots.curves import curve_sheets
from sim.plots.discovery import discovery_sheets
from sim.plots.paper import DPI, HEIGHT, WIDTH, save
from sim.plots.posterior import posterior_sheets
from sim.plots.sensitivity import morris_plane, sobol_bars
from sim.plots.winners import winner_map
from sim.scenario.manual import all_settings
from sim.texts import text

MEMBERSHIPS = ("county_wide", "core_and_ring", "coalition_of_the_willing", "open_forum")
QUOTA = Factor("coordination.quota", 0.5, 1.0)
LEVEL = Factor("coordination.level", levels=("none", "informal", "shared_staff", "office"))
FEW = [
    QUOTA,
    LEVEL,
    Factor("coordination.membership", levels=MEMBERSHIPS),
    Factor("coordination.attempts", 1, 8, is_integer=True),
    Factor("coordination.attached", levels=(False, True)),
    Factor("fields.water.scale_effect", -0.05, 0.1),
]
PATHS = [f"{info.section}.{info.name}" for info in all_settings() if info.section]
LONGEST = sorted(PATHS, key=lambda path: (-len(factor_name(path, "de")), path))[:14]
MANY = [Factor(path, 0.0, 1e-4) for path in LONGEST]
Case = tuple[list[Factor], float, int]
CASES: dict[str, Case] = {
    "few": (FEW, 1.0, 4),
    "one run": (FEW, 1.0, 1),
    "nothing varies": (FEW, 0.0, 3),
    "many": (MANY, 1e5, 3),
}


def values(points, factors: list[Factor], size: float, runs: int) -> np.ndarray:
    found = np.zeros(len(points))
    for k, factor in enumerate(factors):
        low, high = factor.ends
        found += (factor.positions(points[factor.name]) - low) / (high - low) / (k + 1)
    luck = np.random.default_rng(1)
    return size * (found[:, None] + 0.1 * luck.normal(size=(len(points), runs)))


def sobol(case: Case, lang: str) -> Iterator[Figure]:
    factors, size, runs = case
    points = sample("sobol", factors, 16, 1)
    found = sobol_indices(points, factors, values(points, factors, size, runs), resamples=20)
    yield sobol_bars(found, About("coverage", len(points), runs, 1), lang)


def morris(case: Case, lang: str) -> Iterator[Figure]:
    factors, size, runs = case
    points = sample("morris", factors, 8, 1)
    found = morris_effects(points, factors, values(points, factors, size, runs), resamples=20)
    yield morris_plane(found, About("coverage", len(points), runs, 1), lang)


def curves(case: Case, lang: str) -> Iterator[Figure]:
    factors, size, runs = case
    points = sample("latin_hypercube", factors, 60, 1)
    found = one_factor_curves(points, factors, values(points, factors, size, runs))
    yield from curve_sheets(found, factors, About("net_benefit", 60, runs, 1), lang)


def grid_curves(case: Case, lang: str) -> Iterator[Figure]:
    factors, size, runs = case
    points = sample("latin_hypercube", factors, 60, 1)  # as if that were all there is
    found = one_factor_curves(points, factors, values(points, factors, size, runs), is_grid=True)
    yield from curve_sheets(found, factors, About("net_benefit", 60, runs, 1), lang)


def discovery(case: Case, lang: str) -> Iterator[Figure]:
    factors, _, runs = case
    points = sample("latin_hypercube", factors, 200, 1)
    means = values(points, factors, 1.0, runs).mean(axis=1)
    found = discover(points, factors, means > np.quantile(means, 0.7), boxes=2)
    question = "Läuft es?" if lang == "de" else "Does it go?"
    yield from discovery_sheets(found, factors, question, About("founded", 200, runs, 1), lang)


def winners(case: Case, lang: str) -> Iterator[Figure]:
    factors, size, runs = case
    points = sample("latin_hypercube", factors, 120, 1)
    one = values(points, factors, size, runs)
    luck = np.random.default_rng(2)
    tables = {name: one + size * luck.normal(size=one.shape) for name in MEMBERSHIPS}
    names = {name: level_name("coordination.membership", name, lang) for name in MEMBERSHIPS}
    cells = winners_by_cell(points, factors[0], factors[1], tables)
    about = About("net_benefit", 120, runs, 1)
    yield winner_map(cells, robust_choice(tables), (factors[0], factors[1]), 6, names, about, lang)


def posterior(case: Case, lang: str) -> Iterator[Figure]:
    factors, _, runs = case
    points = sample("latin_hypercube", factors, 300, 1)
    found = values(points, factors, 1.0, runs)
    told = accept(points, factors, {"x": found}, {"x": found.max()}, 0.1, resamples=50)
    yield from posterior_sheets(points, factors, told, 1, lang)


FIGURES: dict[str, Callable[[Case, str], Iterator[Figure]]] = {
    "sobol": sobol,
    "morris": morris,
    "curves": curves,
    "curves of a grid": grid_curves,
    "discovery": discovery,
    "winners": winners,
    "posterior": posterior,
}


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("figure", FIGURES)
def test_words_are_legible_and_on_the_sheet(figure, case, lang):
    for sheet in FIGURES[figure](CASES[case], lang):
        sheet.draw_without_rendering()
        for words in sheet.findobj(Text):
            box = words.get_window_extent()
            if words.get_text() and words.get_visible() and box.width > 1:
                assert words.get_fontsize() >= 13, words.get_text()
                assert min(box.x0, box.y0) >= 0, words.get_text()
                assert box.x1 <= WIDTH * DPI, words.get_text()
                assert box.y1 <= HEIGHT * DPI, words.get_text()


@pytest.mark.parametrize("figure", FIGURES)
def test_names_of_levels_are_not_cut(figure):
    for sheet in FIGURES[figure](CASES["few"], "de"):
        shown = [words.get_text() for words in sheet.findobj(Text)]
        assert not [words for words in shown if "…" in words]


@pytest.mark.parametrize("figure", FIGURES)
def test_same_bytes(figure, tmp_path):
    first, second = (next(FIGURES[figure](CASES["few"], "de")) for _ in range(2))
    files = [save(sheet, tmp_path / name) for sheet, name in ((first, "a"), (second, "b"))]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_a_band_of_runs_only_where_runs_differ_by_more_than_yes_or_no():
    points = sample("latin_hypercube", [LEVEL], 40, 1)
    found = one_factor_curves(points, [LEVEL], values(points, [LEVEL], 1.0, 5) > 0.4)
    bars = {}
    for measure in ("founded", "coverage"):
        (sheet,) = curve_sheets(found, [LEVEL], About(measure, 40, 5, 1), "en")
        shown = " ".join(words.get_text() for words in sheet.findobj(Text))
        bars[measure] = "nine in ten" in shown
        heights = [bar.get_height() for axes in sheet.axes for bar in axes.patches]
        assert (np.nansum(heights) > 0.0) == (measure == "coverage")
    assert bars == {"founded": False, "coverage": True}


def test_every_setting_has_a_name_in_both_languages():
    for info in all_settings():
        path = f"{info.section}.{info.name}" if info.section else info.name
        for lang in ("de", "en"):
            assert factor_name(path, lang) != path


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        (
            "fields.water.scale_effect",
            "Wasser: Tatsächliche Ersparnis durch gemeinsame Erledigung, im Mittel",
            "Water: True saving of joint provision on average",
        ),
        (
            "coordination.quota",
            "Anteil der gefragten Gemeindevertretungen, der zustimmen muss",
            "Share of the councils asked that must agree",
        ),
        ("nobody.knows", "nobody.knows", "nobody.knows"),
    ],
)
def test_names_of_factors(path, german, english):
    assert (factor_name(path, "de"), factor_name(path, "en")) == (german, english)


def test_names_of_levels():
    assert level_name("coordination.level", "office", "de") == "Geschäftsstelle"
    assert level_name("coordination.attached", np.True_, "en") == "yes"
    assert level_name("coordination.quota", 0.67, "de") == "0,67"
    assert level_name("coordination.development", "adaptive", "de") == "adaptive"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (0.5, "0.5"),
        (0.01234, "0.0123"),
        (1234.5, "1,234"),
        (-2.0, "−2"),
        (100.0, "100"),
    ],
)
def test_short_numbers(value, written):
    assert short_number(value, "en") == written


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(("count", "is_told"), [(30, True), (2000, False)])
def test_cells_without_a_point_are_explained_where_there_are_some(count, is_told, lang):
    factors = [QUOTA, Factor("municipalities.willingness_mean", 0.3, 0.7)]
    points = sample("latin_hypercube", factors, count, 1)
    luck = np.random.default_rng(2)
    tables = {name: luck.normal(size=(count, 1)) for name in MEMBERSHIPS[:2]}
    cells = winners_by_cell(points, *factors, tables)
    names = {name: name for name in tables}
    about = About("net_benefit", count, 1, 1)
    (sheet,) = [winner_map(cells, robust_choice(tables), tuple(factors), 6, names, about, lang)]
    said = [one.get_text() for one in sheet.findobj(Text)]
    key = text(f"sensitivity.winners.{'key_empty' if is_told else 'key'}", lang, unit="FTE")
    assert any(one.endswith(key[-25:]) for one in said)
