"""Figures come out whole for any county, in both languages, with the same bytes each time."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import fake_result as fake
import numpy as np
import pytest
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim import texts
from sim.plots import (
    county_map,
    membership_matrix,
    save,
    service_by_municipality,
    time_series,
)
from sim.plots.cards import lay_out, nominal_sizes
from sim.plots.cells import cells, clip, contains, convex_hull, fit, outline, part, project
from sim.plots.palette import INK, STATE_COLOURS, field_codes, field_colour, ink_on, tint
from sim.plots.paper import DPI, HEIGHT, WIDTH, new_sheet, shortened, text_size
from sim.plots.placing import Frame, boxes, overlap, place_labels
from sim.plots.rows import runs
from sim.plots.series import Bands
from sim.plots.view import Result, alive, badges, carriers, level, state_of, when

Draw = Callable[[Result, str], Figure]
Written = Callable[[str, str], tuple[Path, ...]]
LANGUAGES = ("de", "en")
DUPLICATES = [(51.0, 9.9)] * 3 + [(51.1, 9.9), (51.1, 9.9), (51.2, 10.0)]
CASES = {
    "one": lambda: fake.fake_result(fake.scattered(1), cooperations=1),
    "two": lambda: fake.fake_result(fake.scattered(2), cooperations=2),
    "three": lambda: fake.fake_result(fake.scattered(3), cooperations=3),
    "county": lambda: fake.fake_result(),
    "sixty": lambda: fake.fake_result(fake.scattered(60), cooperations=20),
    "many": lambda: fake.fake_result(fake.scattered(235), quarters=12, cooperations=40),
    "in a line": lambda: fake.fake_result(fake.at([(50 + 0.1 * i, 9.0) for i in range(8)])),
    "one spot": lambda: fake.fake_result(fake.at([(50.0, 9.0)] * 5)),
    "duplicates": lambda: fake.fake_result(fake.at(DUPLICATES)),
    "nothing happens": lambda: fake.fake_result(cooperations=0, with_unit=False),
    "twelve fields": lambda: fake.fake_result(fields=12, cooperations=24),
    "one quarter": lambda: fake.fake_result(quarters=1, cooperations=3),
}


@cache
def run_of(case: str) -> Result:
    return CASES[case]()


def map_at_the_end(result: Result, lang: str) -> Figure:
    return county_map(result, result.quarters - 1, lang)


def bands_of(result: Result) -> Bands:
    """Many other runs, wider than this one by a fifth and a bit."""
    table = result.indicators.drop(columns="quarter")
    wide = 0.2 * table.abs() + 0.1
    return {n: ((table - wide)[n].to_numpy(), (table + wide)[n].to_numpy()) for n in table}


def series_among_many(result: Result, lang: str) -> Figure:
    return time_series(result, lang, bands_of(result))


FIGURES: dict[str, Draw] = {
    "map": map_at_the_end,
    "series": time_series,
    "series among many": series_among_many,
    "membership": membership_matrix,
    "service": service_by_municipality,
}


@pytest.fixture(scope="module")
def county():
    return fake.fake_result()


@pytest.fixture(scope="module")
def written(county, tmp_path_factory):
    """The files of a figure of the county, drawn once."""
    folder = tmp_path_factory.mktemp("written")

    @cache
    def once(figure: str, lang: str) -> tuple[Path, ...]:
        return save(FIGURES[figure](county, lang), folder / f"{figure}-{lang}.png")

    return once


def words_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize(
    ("case", "lang"),
    [*((case, "de") for case in CASES), ("county", "en"), ("many", "en"), ("twelve fields", "en")],
)
def test_words_are_legible_and_on_the_sheet(case: str, lang: str, figure: str) -> None:
    sheet = FIGURES[figure](run_of(case), lang)
    sheet.draw_without_rendering()
    for text in sheet.findobj(Text):
        box = text.get_window_extent()
        if text.get_text() and text.get_visible() and box.width > 1:
            assert text.get_fontsize() >= 13, text.get_text()
            assert min(box.x0, box.y0) >= 0, text.get_text()
            assert box.x1 <= WIDTH * DPI, text.get_text()
            assert box.y1 <= HEIGHT * DPI, text.get_text()


def test_many_other_runs_lie_behind_the_main_lines(county: Result) -> None:
    """Whole, behind one line of each chart but the unit's, and the sheet says what they are."""
    alone, among = time_series(county, "en"), series_among_many(county, "en")
    bands = bands_of(county)
    found = {}
    for axes, same in zip(among.axes, alone.axes, strict=True):
        own = [one for one in axes.collections if isinstance(one, FillBetweenPolyCollection)]
        title = next((t.get_text() for t in axes.texts if t.get_position() == (0, 1.07)), "")
        before = [one for one in same.collections if isinstance(one, FillBetweenPolyCollection)]
        assert not before
        if own:
            heights = own[0].get_paths()[0].vertices[:, 1]
            found[title] = (heights.min(), heights.max())
            low, high = axes.get_ylim()
            assert low <= heights.min() < heights.max() <= high
    assert len(found) == 7
    low, high = bands["net_benefit"]
    balance = texts.text("plots.series.balance", "en")
    assert found[balance] == pytest.approx((low.min(), high.max()))
    assert any("nine of ten of 200 runs" in words for words in words_of(among))
    assert not any("nine of ten" in words for words in words_of(alone))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("figure", FIGURES)
def test_files_are_written(written: Written, figure: str, lang: str) -> None:
    png, svg = written(figure, lang)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert ElementTree.parse(svg).getroot().tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("figure", FIGURES)
def test_same_bytes(county: Result, written: Written, figure: str, tmp_path: Path) -> None:
    first, second = written(figure, "de"), save(FIGURES[figure](county, "de"), tmp_path / "again")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_files_carry_neither_date_nor_version(written: Written) -> None:
    png, svg = written("series", "de")
    assert b"<dc:date>" not in svg.read_bytes()
    assert b"Matplotlib v" not in svg.read_bytes()
    assert b"Software" not in png.read_bytes()


def test_words_in_the_svg_are_paths(written: Written) -> None:
    _, svg = written("series", "de")
    assert not list(ElementTree.parse(svg).getroot().iter("{http://www.w3.org/2000/svg}text"))


def test_save_names_both_files_and_makes_the_folder(county: Result, tmp_path: Path) -> None:
    paths = save(membership_matrix(county, "en"), tmp_path / "new" / "who.svg")
    assert paths == (tmp_path / "new" / "who.png", tmp_path / "new" / "who.svg")
    assert all(path.is_file() for path in paths)
    assert save(new_sheet("a", "b"), tmp_path / "v1.5")[0].name == "v1.5.png"


@pytest.mark.parametrize("figure", FIGURES)
def test_sheets_fill_a_projector(county: Result, figure: str) -> None:
    sheet = FIGURES[figure](county, "de")
    assert (sheet.get_size_inches() * sheet.dpi).tolist() == [1920, 1080]


@pytest.mark.parametrize(("lang", "words"), [("de", "keine Vorhersage"), ("en", "not a forecast")])
@pytest.mark.parametrize("figure", FIGURES)
def test_one_run_is_an_example(county: Result, figure: str, lang: str, words: str) -> None:
    assert any(words in text for text in words_of(FIGURES[figure](county, lang)))


def test_figures_need_no_shared_state(county: Result, written: Written, tmp_path: Path) -> None:
    def draw(place: int) -> list[bytes]:
        figure = list(FIGURES.values())[place](county, "de")
        return [path.read_bytes() for path in save(figure, tmp_path / str(place))]

    one_by_one = [[path.read_bytes() for path in written(figure, "de")] for figure in FIGURES]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(draw, range(len(FIGURES)))) == one_by_one


def test_drawing_does_not_load_pyplot() -> None:
    code = "import sys, sim.plots; sys.exit('matplotlib.pyplot' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


# The map


def test_names_of_the_county_do_not_overlap(county: Result) -> None:
    places, sheet = county.region.places, new_sheet("", "")
    found = lay_out(sheet, places, (9.75, 7.4))
    assert found is not None
    style, spots = found
    around = boxes(spots, nominal_sizes(sheet, places, style))
    shared = overlap(around, around)
    np.fill_diagonal(shared, 0)
    assert shared.max() == pytest.approx(0, abs=1e-6)


def test_the_map_stays_true(county: Result) -> None:
    places = county.region.places
    _, spots = lay_out(new_sheet("", ""), places, (9.75, 7.4))
    true = fit(project(places), (6.5, 6.5))
    for axis in (0, 1):  # who lies clearly further east or north also does so on the sheet
        apart, drawn = (points[:, None, axis] - points[None, :, axis] for points in (true, spots))
        assert (drawn[apart > 1.2] > 0).all()


def test_the_map_keeps_its_places(county: Result) -> None:
    early, late = (county_map(county, quarter, "de") for quarter in (0, 79))
    for name in ("Witzenhausen", "Herleshausen"):
        where = [
            next(text for text in figure.findobj(Text) if text.get_text() == name).get_position()[0]
            for figure in (early, late)
        ]
        assert where[0] == pytest.approx(where[1], abs=0.6)


def test_all_names_are_on_the_map(county: Result) -> None:
    words = " ".join(words_of(county_map(county, 40, "de"))).replace("\n", " ").replace("- ", "-")
    assert [place.name for place in county.region.places if place.name not in words] == []


def test_of_many_only_the_largest_are_named() -> None:
    result = run_of("many")
    named = [word for word in words_of(county_map(result, 11, "de")) if word.startswith("Muster")]
    largest = sorted(result.region.places, key=lambda place: -place.population)[: len(named)]
    assert 10 <= len(named) <= 20
    assert {place.name for place in largest} == set(named)


def test_dollar_signs_are_only_letters() -> None:
    region = fake.scattered(2)
    places = tuple(replace(place, name="A $ B $ C_") for place in region.places)
    result = fake.fake_result(replace(region, places=places), cooperations=1)
    for draw in FIGURES.values():
        draw(result, "de").canvas.draw()


@pytest.mark.parametrize("count", [1, 2, 3, 16, 60])
def test_cells_share_out_the_outline(count: int) -> None:
    points = np.random.default_rng(count).random((count, 2)) * 5
    border = outline(points, np.array((0.5, 0.5)))
    shapes = cells(points, border)
    assert sum(map(area, shapes)) == pytest.approx(area(border))
    for place, shape in enumerate(shapes):
        assert contains(shape, points[place : place + 1]).all()


def area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def test_two_cells_meet_halfway() -> None:
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)], dtype=float)
    left, right = cells(np.array([(1.0, 2.0), (3.0, 2.0)]), square)
    assert (area(left), area(right)) == (8, 8)
    assert left[:, 0].max() == 2


def test_clip() -> None:
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    assert area(clip(square, np.array((1.0, 0.0)), 0.25)) == pytest.approx(0.25)
    assert len(clip(square, np.array((1.0, 0.0)), -1.0)) == 0
    assert clip(square, np.array((1.0, 0.0)), 2.0) is square


def test_convex_hull() -> None:
    points = np.array([(0, 0), (2, 0), (1, 1), (2, 2), (0, 2), (1, 0)], dtype=float)
    assert convex_hull(points).tolist() == [[0, 0], [2, 0], [2, 2], [0, 2]]


def test_part_leaves_no_box_on_another() -> None:
    wishes, sizes = np.zeros((6, 2)) + 5, np.full((6, 2), 1.5)
    around = boxes(part(wishes, sizes, (10.0, 10.0)), sizes)
    shared = overlap(around, around)
    assert shared.sum() - shared.trace() == pytest.approx(0, abs=1e-3)
    assert (around >= 0).all()
    assert (around <= 10).all()


def test_labels_keep_clear_of_marks_and_of_each_other() -> None:
    anchors = np.array([(2.0, 2.0), (2.2, 2.0), (2.1, 2.3)])
    sizes = np.full((3, 2), (1.0, 0.2))
    marks = boxes(anchors, np.array((0.1, 0.1)))
    around = boxes(place_labels(anchors, sizes, 0.1, Frame(4, 4, marks)), sizes)
    shared = overlap(around, around)
    assert shared.sum() == pytest.approx(shared.trace())
    assert overlap(around, marks).sum() == pytest.approx(0)


# What the figures read from a run


def test_alive_is_what_exists_at_the_end_of_the_quarter(county: Result) -> None:
    table = county.cooperations
    row = table[table["ended"] >= 0].iloc[0]
    for quarter, exists in (
        (row["founded"] - 1, False),
        (row["founded"], True),
        (row["ended"] - 1, True),
        (row["ended"], False),
    ):
        assert (row["id"] in {one.id for one in alive(county, quarter)}) is exists


def test_who_comes_back_was_there_before() -> None:
    """A member that leaves and joins again is drawn in each quarter in which it was one."""
    result = sim.run("coalition-of-the-willing", seed=1)
    stays = result.memberships.groupby(["cooperation", "key"]).size()
    assert stays.max() > 1
    for quarter, own in result.municipalities.groupby("quarter"):
        drawn = Counter(key for one in alive(result, quarter) for key in one.members)
        told = own.set_index("key")["cooperations"].to_dict()
        assert {key: drawn[key] for key in told} == told


def test_members_are_those_of_the_quarter(county: Result) -> None:
    for quarter in (10, 40, 79):
        states = county.cooperation_states
        counts = states[states["quarter"] == quarter].set_index("cooperation")["members"]
        assert {one.id: len(one.members) for one in alive(county, quarter)} == counts.to_dict()


def test_state_of_a_municipality(county: Result) -> None:
    now = alive(county, 79)
    field = next(one for one in now if one.kind == "field")
    cross = next(one for one in now if one.kind == "cross_field")
    assert state_of("nobody", now, ()) == "none"
    assert state_of(field.members[0], [field], ()) == "field"
    assert state_of(cross.members[0], [field, cross], ()) == "cross"
    assert state_of(cross.members[0], [cross], cross.members) == "unit"


def test_level_and_carriers(county: Result) -> None:
    assert [level(county, quarter) for quarter in (0, 20, 79)] == ["none", "informal", "office"]
    assert len(carriers(county, 79)) == county.indicators["institution_members"].iloc[79]


def test_quarters_in_words(county: Result) -> None:
    assert when(county, 6, "de") == "3. Quartal 2021"
    assert when(county, 6, "en") == "quarter 3 of 2021"


def test_runs() -> None:
    assert list(runs([0, 0, 2, 1, 1])) == [(0, 2, 0), (2, 3, 2), (3, 5, 1)]
    assert list(runs([])) == []


# Colours and codes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_field_codes_are_all_different(lang: str) -> None:
    result = fake.fake_result(fields=12)
    codes = [badge.code for badge in badges(result, lang).values()]
    assert len(set(codes)) == 12
    assert all(1 <= len(code) <= 2 for code in codes)


def test_field_codes() -> None:
    assert field_codes(("Wasser", "Wohnen", "Nahraum")) == ("Wa", "Wo", "N")
    assert field_codes(("Water", "Housing", "Neighbourhood")) == ("W", "H", "N")
    assert field_codes(("Kultur",), taken=("K",)) == ("Ku",)
    assert field_codes(("Wasser A", "Wasser B", "")) == ("1", "2", "3")


def test_codes_and_words_stand_out_from_their_ground() -> None:
    grounds = [field_colour(place) for place in range(4)] + list(STATE_COLOURS.values())
    assert all(contrast(ink_on(ground), ground) >= 4.5 for ground in grounds)
    assert all(contrast(INK, tint(colour, 0.42)) >= 7 for colour in STATE_COLOURS.values())


def contrast(one: str, other: str) -> float:
    from sim.plots.palette import _luminance

    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_shortened_words_fit() -> None:
    sheet = new_sheet("", "")
    assert shortened(sheet, "Wasser", 5.0) == "Wasser"
    cut = shortened(sheet, "Interkommunale Zusammenarbeit", 1.0)
    assert cut.endswith("…")
    assert text_size(sheet, cut, 15)[0] <= 1.0
    assert HEIGHT == 9
