"""Real outlines on the map of a run, and the map of a county before any run."""

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import fake_result as fake
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from sim.plots import county_map, region_map, save
from sim.plots.cells import blobs, cells, contains, near, outline
from sim.plots.leaders import lay_out_beside
from sim.plots.network import parts_of
from sim.plots.outlines import Outline, Plane, drawing_of
from sim.plots.paper import DPI, HEIGHT, WIDTH, new_sheet, text_size, wrapped
from sim.plots.placing import boxes, overlap
from sim.region import Place, Region, Shape
from sim.region.borders import derived_neighbours
from sim.report import write_report
from sim.results import run
from sim.scenario import load_scenario

LANGUAGES = ("de", "en")
SOURCE = "© Musteramt 2025 (vereinfacht), dl-de/by-2-0"
STEP = 0.06  # degrees between the middles of two squares


def ring(lon: float, lat: float, half: float = STEP / 2):
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return tuple((lon + half * x, lat + half * y) for x, y in corners)


def place(key: str, lon: float, lat: float, **facts) -> Place:
    values = {"population": 1000 * (1 + int(key)), "area_km2": 28.0, "is_seat": int(key) == 0}
    return Place(
        key=key,
        name=f"Musterhausen {key}",
        lat=lat,
        lon=lon,
        **{
            "is_town": False,
            "staff_fte": None,
            "willingness": None,
            "share_under_20": 0.18,
            "share_65_plus": 0.22,
            "annual_change": 0.0,
            **values,
            **facts,
        },
    )


def grid(width: int, height: int, *, with_shapes: bool = True) -> Region:
    """Squares side by side; the first has an island too, the last a hole without municipality."""
    spots = [(9 + STEP * x, 51 + STEP * y) for y in range(height) for x in range(width)]
    places = tuple(place(f"{row:03}", *spot) for row, spot in enumerate(spots))
    pairs = [
        (a.key, b.key)
        for a in places
        for b in places
        if a.key < b.key and math.dist((a.lon, a.lat), (b.lon, b.lat)) < 1.1 * STEP
    ]
    region = Region("Musterkreis", places, tuple(pairs), "Musteramt")
    if not with_shapes:
        return region
    polygons = {one.key: [(ring(one.lon, one.lat),)] for one in places}
    polygons[places[0].key].append((ring(8.85, 50.9, 0.01),))
    last = places[-1]
    hole = ring(last.lon, last.lat, 0.01)
    polygons[last.key] = [(*polygons[last.key][0], hole)]
    polygons["forest"] = [(hole,)]
    shapes = tuple(Shape(key, tuple(found)) for key, found in sorted(polygons.items()))
    return replace(region, shapes=shapes, shapes_source=SOURCE)


def points(*spots: tuple[float, float]) -> Region:
    """A county of positions only, its neighbours derived."""
    places = tuple(place(f"{row:03}", *spot) for row, spot in enumerate(spots))
    pairs = derived_neighbours(places)
    return Region("Punktkreis", places, pairs, "punkte.csv", frozenset({"neighbours"}))


def cluster(lon: float, lat: float, count: int) -> list[tuple[float, float]]:
    luck = np.random.default_rng(count)
    return [(lon + x, lat + y) for x, y in (0.2 * luck.random((count, 2))).tolist()]


REGIONS = {
    "grid": lambda: grid(4, 4),
    "wide grid": lambda: grid(9, 2),
    "large grid": lambda: grid(12, 12),
    "one square": lambda: grid(1, 1),
    "one": lambda: points((9.9, 51.2)),
    "two": lambda: points((9.9, 51.2), (10.0, 51.25)),
    "same spot": lambda: points((9.9, 51.2), (9.9, 51.2)),
    "two clusters": lambda: points(*cluster(9, 51, 10), *cluster(11, 52.6, 9), (7.5, 51)),
    "many": lambda: points(*cluster(9, 51, 120), (10, 52)),
    "no neighbours": lambda: points((7, 51), (9, 51), (11, 51)),
    "long attribution": lambda: replace(grid(3, 3), shapes_source=f"{SOURCE}, " * 12),
    "address": lambda: replace(grid(3, 3), shapes_source="https://" + "a" * 400),
    "long name": lambda: replace(grid(3, 3), name="Kreis " * 40),
    "nobody": lambda: replace(
        grid(3, 3),
        places=tuple(replace(p, population=0 if p.key == "004" else 9) for p in grid(3, 3).places),
    ),
}


@cache
def region_of(case: str) -> Region:
    return REGIONS[case]()


def words_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def all_words(figure: Figure) -> str:
    return " ".join(words_of(figure))


def check_legible(figure: Figure) -> None:
    figure.draw_without_rendering()
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        if text.get_text() and text.get_visible() and box.width > 1:
            assert text.get_fontsize() >= 13, text.get_text()
            assert min(box.x0, box.y0) >= 0, text.get_text()
            assert box.x1 <= WIDTH * DPI, text.get_text()
            assert box.y1 <= HEIGHT * DPI, text.get_text()


def run_of(region: Region, lang: str = "de", quarter: int = 11) -> Figure:
    result = fake.fake_result(region, quarters=12, cooperations=6)
    return county_map(result, quarter, lang)


# From degrees to inches


def test_proportions_are_true() -> None:
    corners = np.array([(9.0, 51.0), (9.4, 51.0), (9.0, 51.2), (9.4, 51.2)])
    plane = Plane.of(corners, (10.0, 5.0), 0.5)
    drawn = plane(corners)
    across, up = np.ptp(drawn, axis=0)
    assert across / up == pytest.approx(0.4 * math.cos(math.radians(51.1)) / 0.2)
    assert drawn.mean(axis=0) == pytest.approx((5, 2.5))
    assert (drawn >= 0.5 - 1e-9).all()
    assert (drawn <= np.array((9.5, 4.5)) + 1e-9).all()
    assert up == pytest.approx(plane.inches_per_km * 0.2 * 111.2)


def test_a_county_at_the_date_line_stays_whole() -> None:
    corners = np.array([(179.9, 0.0), (-179.9, 0.1)])
    assert np.ptp(Plane.of(corners, (9.0, 9.0), 0.0)(corners), axis=0) == pytest.approx((9, 4.5))


def test_a_single_spot_has_a_plane() -> None:
    spot = np.array([(9.0, 51.0)])
    assert Plane.of(spot, (8.0, 6.0), 0.5)(spot).tolist() == [[4.0, 3.0]]


# Outlines


def square(x: float, y: float, half: float) -> np.ndarray:
    return np.array(ring(x, y, half))


RINGED = Outline("a", ((square(0, 0, 2), square(0, 0, 1)), (square(5, 0, 0.5),)))


def test_inside_an_outline() -> None:
    spots = np.array([(1.5, 0), (0, 0), (5, 0), (3, 0), (-1.5, -1.5), (9, 9)])
    assert RINGED.contains(spots).tolist() == [True, False, True, False, True, False]


def test_holes_turn_the_other_way() -> None:
    for turn in (1, -1):  # whichever way the file has them
        path = Outline("a", ((square(0, 0, 2)[::turn], square(0, 0, 1)[::turn]),)).path
        outer, hole = path.to_polygons(closed_only=True)
        assert turning(outer) > 0 > turning(hole)


def turning(corners: np.ndarray) -> float:
    """Above 0 where the first two edges turn left."""
    (a, b), (c, d) = np.diff(corners[:3], axis=0)
    return float(a * d - b * c)


@pytest.mark.parametrize("wish", [(1.5, 0.3), (0.0, 0.0), (40.0, 40.0)])
def test_a_dot_lies_inside(wish: tuple[float, float]) -> None:
    spot = RINGED.spot(np.array(wish))
    assert RINGED.contains(spot[None, :])[0]
    assert (tuple(spot) == wish) is (wish == (1.5, 0.3))


def test_a_dot_lies_inside_a_bent_outline() -> None:
    bent = np.array([(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (0, 1), (0, 0)], dtype=float)
    outlined = Outline("a", ((bent,),))
    assert outlined.contains(outlined.spot(np.array((2.0, 8.0)))[None, :])[0]


def test_outlines_are_drawn_for_all_or_none() -> None:
    region = grid(3, 3)
    assert drawing_of(region, (9.0, 7.0), 0.2) is not None
    assert drawing_of(replace(region, shapes=region.shapes[1:]), (9.0, 7.0), 0.2) is None
    assert drawing_of(grid(3, 3, with_shapes=False), (9.0, 7.0), 0.2) is None


# The map of a run on real outlines


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", [case for case in REGIONS if case != "nobody"])
def test_words_of_a_run_are_legible_and_on_the_sheet(case: str, lang: str) -> None:
    check_legible(run_of(region_of(case), lang))


def test_every_part_and_hole_is_drawn() -> None:
    figure = run_of(region_of("grid"))
    paths = [one for one in figure.axes[0].patches if type(one) is PathPatch]
    rings = [len(one.get_path().to_polygons(closed_only=True)) for one in paths]
    assert sorted(rings) == [1] * 15 + [2, 2]
    assert sum(bool(one.get_hatch()) for one in paths) == 1


@pytest.mark.parametrize(
    ("lang", "borders", "sketch", "forest"),
    [
        ("de", "Grenzen:", "schematisch", "gemeindefreies Gebiet"),
        ("en", "Borders:", "sketch", "area without a municipality"),
    ],
)
def test_whose_borders_they_are(lang: str, borders: str, sketch: str, forest: str) -> None:
    real = all_words(run_of(region_of("grid"), lang))
    cells_only = all_words(run_of(grid(4, 4, with_shapes=False), lang))
    assert f"{borders} {SOURCE}" in real
    assert forest in real
    assert sketch not in real
    assert sketch in cells_only
    assert borders not in cells_only
    assert forest not in cells_only
    settled = replace(region_of("grid"), shapes=region_of("grid").shapes[:-1])
    assert forest not in all_words(run_of(settled, lang))


def test_a_long_attribution_is_whole() -> None:
    region = region_of("long attribution")
    assert " ".join(region.shapes_source.split()) in all_words(run_of(region))
    assert region_of("address").shapes_source in "".join(words_of(run_of(region_of("address"))))


@pytest.mark.parametrize("case", ["grid", "wide grid", "long attribution"])
def test_cards_lie_on_no_other(case: str) -> None:
    region, sheet, frame = region_of(case), new_sheet("", ""), (9.75, 7.0)
    drawing = drawing_of(region, frame, 0.2)
    style, middles = lay_out_beside(sheet, region.places, drawing, frame)
    from sim.plots.cards import nominal_sizes

    around = boxes(middles, nominal_sizes(sheet, region.places, style))
    shared = overlap(around, around)
    assert shared.sum() == pytest.approx(shared.trace())
    assert (around[:, :2] >= 0).all()
    assert (around[:, 2:] <= frame).all()


def test_all_names_are_beside_the_outlines() -> None:
    words = all_words(run_of(region_of("grid"))).replace("\n", " ")
    assert [one.name for one in region_of("grid").places if one.name not in words] == []


def test_outlines_keep_their_bytes_and_their_place(tmp_path: Path) -> None:
    first, second = (save(run_of(region_of("grid")), tmp_path / name) for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    early, late = (run_of(region_of("grid"), quarter=quarter).axes[0] for quarter in (0, 11))
    for one, other in zip(early.patches, late.patches, strict=False):
        if type(one) is PathPatch:
            assert (one.get_path().vertices == other.get_path().vertices).all()


# Islands among cells


def test_islands_do_not_fill_the_sea() -> None:
    spots = np.concatenate((np.random.default_rng(1).random((40, 2)), [(8.0, 8.0)]))
    whole = cells(spots, outline(spots, np.array((0.2, 0.2))))
    cut = near(spots, whole)
    assert np.ptp(cut[-1], axis=0).max() < 1 < np.ptp(whole[-1], axis=0).max()
    for spot, shape in zip(spots, cut, strict=True):
        assert contains(shape, spot[None, :]).all()
    assert all(a is b for a, b in zip(near(spots[:4], whole[:4]), whole, strict=False))


def test_blobs_meet_and_end() -> None:
    left, right, island = blobs(np.array([(0.0, 0), (1, 0), (9, 0)]), np.array((1.0, 1.0, 0.5)))
    assert left[:, 0].max() == pytest.approx(0.5)
    assert right[:, 0].min() == pytest.approx(0.5)
    assert np.ptp(island, axis=0) == pytest.approx((1, 1), abs=0.01)


# The county before any run


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", REGIONS)
def test_words_of_a_county_are_legible_and_on_the_sheet(case: str, lang: str) -> None:
    check_legible(region_map(region_of(case), lang))


def test_a_county_is_told_in_figures() -> None:
    figure = region_map(region_of("grid"), "de")
    title, subtitle = (text.get_text() for text in figure.texts[:2])
    assert title == "Musterkreis"
    assert subtitle == "16 Gemeinden, 136.000 Einwohner, 24 Nachbarpaare, alles hängt zusammen"
    words = words_of(figure)
    assert "Kreisstadt: Musterhausen 000" in words
    assert f"Grenzen: {SOURCE}" in words
    assert "Daten: Musteramt" in words
    single = region_map(region_of("one"), "en")
    assert single.texts[1].get_text().startswith("1 municipality, 1,000 residents, 0 pairs")
    assert "without a neighbour" not in all_words(single)


def test_parts_of_a_county() -> None:
    parts = parts_of(region_of("two clusters"))
    sizes = sorted((len(parts.main), *map(len, parts.others)), reverse=True)
    assert len(parts.main) == sizes[0]
    assert parts.alone == ("019",)
    assert sum(sizes) + len(parts.alone) == 20
    assert parts.count == len(sizes) + 1
    assert {parts.kind(key) for key in parts.main} == {"main"}
    assert {parts.kind(key) for part in parts.others for key in part} == {"other"}
    lonely = parts_of(region_of("no neighbours"))
    assert (lonely.main, lonely.others, lonely.count) == ((), (), 3)
    assert parts_of(region_of("one")).count == 1


def test_what_lies_apart_is_named() -> None:
    words = all_words(region_map(region_of("two clusters"), "de"))
    assert "vom größten Teil getrennt" in words
    assert "ohne Nachbarn" in words
    assert "Gemeinden je Teil" in words
    assert "ohne Nachbarn" not in all_words(region_map(region_of("grid"), "de"))


def test_how_neighbours_are_known() -> None:
    assert "bitte prüfen" in all_words(region_map(region_of("two"), "de")).lower()
    assert "So angegeben" in all_words(region_map(region_of("grid"), "de"))
    assert "gemeinsamen Grenzen" in all_words(region_map(region_of("grid"), "de", "outlines"))
    assert "column" in all_words(region_map(region_of("grid"), "en", "column"))
    assert "list" in all_words(region_map(region_of("grid"), "en", "pairs"))


def test_every_pair_is_a_line() -> None:
    for case in ("grid", "many"):
        axes = region_map(region_of(case), "de").axes[0]
        lines = next(one for one in axes.collections if one.get_zorder() == 2)
        assert len(lines.get_segments()) == len(region_of(case).neighbours)


@pytest.mark.parametrize("case", ["grid", "wide grid", "many", "two clusters", "same spot"])
def test_names_lie_on_no_other(case: str) -> None:
    figure = region_map(region_of(case), "de")
    figure.draw_without_rendering()
    names = [text for text in figure.axes[0].texts if text.get_text().startswith("Muster")]
    around = np.array([text.get_window_extent().extents for text in names])
    shared = overlap(around, around)
    assert shared.sum() == pytest.approx(shared.trace(), abs=30)  # square dots
    if case == "many":
        assert 10 <= len(names) <= 32
    else:
        least = 15 if case == "two clusters" else len(region_of(case).places)
        assert len(names) >= least
    is_complete = len(names) == len(region_of(case).places)
    assert ("Mit Namen" in all_words(figure)) is not is_complete


def test_a_county_keeps_its_bytes(tmp_path: Path) -> None:
    drawn = [save(region_map(region_of("grid"), "de"), tmp_path / name) for name in "ab"]
    first, second = ([path.read_bytes() for path in paths] for paths in drawn)
    assert first == second


def test_wrapped_words_fit() -> None:
    sheet = new_sheet("", "")
    lines = wrapped(sheet, "eins zwei drei\nvier " + "x" * 80, 1.2, 13)
    assert "".join(lines).replace(" ", "") == "einszweidreivier" + "x" * 80
    assert any(line.startswith("vier") for line in lines)
    assert all(text_size(sheet, line, 13)[0] <= 1.2 for line in lines)
    assert wrapped(sheet, "", 1.2) == []


# The report


def test_the_report_says_whose_borders_they_are(tmp_path: Path) -> None:
    scenario = load_scenario("no-coordination", {"quarters": 4})
    for region, is_there in ((grid(2, 2), True), (grid(2, 2, with_shapes=False), False)):
        write_report(run(scenario, 1, "de", region), {}, tmp_path / "report.html")
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert (f"Grenzen: {SOURCE}" in page) is is_there
