"""A county as it was read, before any run: who is there, how large, and who borders on whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from sim.plots import region_legend as legend
from sim.plots.cells import KM_PER_DEGREE, Points, Size, blobs, part
from sim.plots.network import Parts, parts_of
from sim.plots.outlines import Drawing, Plane, draw_outlines, drawing_of, has_outlines
from sim.plots.palette import INK, PAPER, QUIET
from sim.plots.paper import (
    NORMAL,
    SMALL,
    add_canvas,
    add_foot,
    foot_height,
    new_sheet,
    text_size,
    write,
)
from sim.plots.placing import Boxes, Frame, boxes, overlap, place_labels
from sim.region import Place, Region
from sim.region.borders import REACH
from sim.texts import number, text

LEFT, BOTTOM, WIDTH, HEIGHT, MARGIN = 0.25, 0.45, 10.1, 7.45, 0.45  # of the map, inches
ALL_NAMED, NAMED_WHEN_MANY, ALONE_NAMED = 30, 18, 12
LONGEST_NAME = 60  # letters of the county's name
BLOB = REACH  # radii of a circle of its area: derived neighbours are those whose blobs can touch
PARTING = 120  # rounds
SCALE_BAR = 2.2  # inches at most
GROUNDS = {"main": "#dbe8f3", "other": "#fbe3b5", "alone": "#f6cdbb"}


@dataclass(frozen=True)
class Scene:
    """Everything the layers of the map draw; positions in inches on the map.

    Attributes:
        figure: the sheet.
        axes: the map, a canvas in inches.
        size: of the map.
        region: the county.
        lang: `"de"` or `"en"`.
        parts: which municipalities hang together.
        drawing: the real outlines, if they are known.
        inches_per_km: the scale.
        spots: where the dot of each municipality lies, in the order of the places.
        dots: width of each dot.
    """

    figure: Figure
    axes: Axes
    size: Size
    region: Region
    lang: str
    parts: Parts
    drawing: Drawing | None
    inches_per_km: float
    spots: Points
    dots: Points


def region_map(region: Region, lang: str, neighbours: str = "") -> Figure:
    """The county as it was read: outlines or cells, residents, pairs of neighbours, parts.

    Args:
        region: the county.
        lang: `"de"` or `"en"`.
        neighbours: from what the pairs come: `"column"`, `"pairs"`, `"outlines"` or
            `"positions"`; by default what the region says: positions, or that they were given.
    """
    parts = parts_of(region)
    figure = new_sheet(_title(region), _subtitle(region, parts, lang))
    words = _foot(region, lang)
    raised = foot_height(figure, words) - foot_height(figure, "")
    scene = _scene(figure, region, parts, lang, raised)
    _draw_ground(scene)
    _draw_pairs(scene)
    _draw_dots(scene)
    is_complete = _write_names(scene, _draw_scale(scene))
    known = neighbours or ("positions" if "neighbours" in region.derived else "given")
    has_others = scene.drawing is not None and bool(scene.drawing.others)
    legend.draw(figure, legend.Facts(region, parts, lang, known, has_others, is_complete), raised)
    add_foot(figure, words)
    return figure


def _title(region: Region) -> str:
    name = region.name
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _subtitle(region: Region, parts: Parts, lang: str) -> str:
    counts = {
        "municipalities" if region.unit == "municipality" else "associations": len(region.places),
        "residents": region.population,
        "pairs": len(region.neighbours),
        "parts": parts.count,
    }
    return ", ".join(
        text(f"plots.region.{key}_one", lang)
        if count == 1
        else text(f"plots.region.{key}", lang, count=number(count, 0, lang))
        for key, count in counts.items()
    )


def _foot(region: Region, lang: str) -> str:
    """What stands below the map: where borders and figures come from."""
    notes, sources = [text("plots.region.note", lang)], []
    if has_outlines(region):
        sources.append(text("plots.map.note_outlines", lang, source=region.shapes_source))
    else:
        notes.append(text("plots.region.note_cells", lang))
    if region.source:
        sources.append(text("plots.region.note_data", lang, source=region.source))
    return "\n".join((" ".join(notes), *sources))


def _scene(figure: Figure, region: Region, parts: Parts, lang: str, raised: float) -> Scene:
    size = (WIDTH, HEIGHT - raised)
    drawing = drawing_of(region, size, MARGIN)
    dots = np.array([legend.dot_size(place) / 72 for place in region.places])
    if drawing is not None:
        spots, scale = drawing.spots(region.places), drawing.plane.inches_per_km
    else:
        plane = Plane.of(_extents(region.places), size, MARGIN)
        wishes = plane(np.array([(place.lon, place.lat) for place in region.places]))
        spots = part(wishes, np.repeat(0.8 * dots[:, None], 2, axis=1), size, PARTING)
        scale = plane.inches_per_km
    axes = add_canvas(figure, LEFT, BOTTOM + raised, *size)
    return Scene(figure, axes, size, region, lang, parts, drawing, scale, spots, dots)


def _extents(places: Sequence[Place]) -> Points:
    """The corners of a square around each municipality (degrees east, north)."""
    found = []
    for place in places:
        up = BLOB * math.sqrt(place.area_km2 / math.pi) / KM_PER_DEGREE
        across = up / max(math.cos(math.radians(place.lat)), 0.01)
        found += [(place.lon - across, place.lat - up), (place.lon + across, place.lat + up)]
    return np.array(found)


def _draw_ground(scene: Scene) -> None:
    kinds = {place.key: scene.parts.kind(place.key) for place in scene.region.places}
    colours = {key: GROUNDS[kind] for key, kind in kinds.items()}
    for place in scene.region.places:
        if not place.population:
            colours[place.key] = legend.UNINHABITED
    line = 0.8 if len(scene.region.places) > ALL_NAMED else 1.5
    if scene.drawing is not None:
        draw_outlines(scene.axes, scene.drawing, colours, line)
        return
    areas = np.array([place.area_km2 for place in scene.region.places])
    shapes = blobs(scene.spots, BLOB * np.sqrt(areas / np.pi) * scene.inches_per_km)
    drawn = [(shape, c) for shape, c in zip(shapes, colours.values(), strict=True) if len(shape)]
    scene.axes.add_collection(
        PolyCollection(
            [shape for shape, _ in drawn],
            facecolors=[colour for _, colour in drawn],
            edgecolors=PAPER,
            linewidths=line,
            zorder=1,
        )
    )


def _draw_pairs(scene: Scene) -> None:
    """A thin line for each pair of neighbours."""
    index = scene.region.index
    lines = [scene.spots[[index(a), index(b)]] for a, b in scene.region.neighbours]
    width = 1.0 if len(scene.region.places) > ALL_NAMED else 1.5
    scene.axes.add_collection(
        LineCollection(lines, colors=legend.LINE_COLOUR, linewidths=width, zorder=2)
    )


def _draw_dots(scene: Scene) -> None:
    """The small on top of the large."""
    order = np.argsort(-scene.dots, kind="stable")
    for row in order:
        place = scene.region.places[row]
        legend.draw_dot(scene.axes, scene.spots[row], place, scene.parts.kind(place.key))


def _write_names(scene: Scene, scale_bar: Boxes) -> bool:
    """The names that find room, the largest first; whether these are all."""
    named = _named(scene)
    rows = [scene.region.index(place.key) for place in named]
    marks = boxes(scene.spots, np.repeat(scene.dots[:, None], 2, axis=1))
    frame = Frame(*scene.size, np.concatenate((marks, scale_bar)))
    for size in (NORMAL, SMALL):
        sizes = np.array(
            [text_size(scene.figure, place.name, size, _weight(place)) for place in named]
        )
        middles = place_labels(scene.spots[rows], sizes + np.array((0.04, 0.0)), 0.13, frame)
        around = boxes(middles, sizes)
        kept = _apart(around)
        if len(kept) == len(named):
            break
    for row in kept:
        (x, y), place = middles[row].tolist(), named[row]
        style = {"ha": "center", "halo": PAPER, "weight": _weight(place)}
        write(scene.axes, x, y, place.name, size=size, **style)
    return len(kept) == len(scene.region.places)


def _weight(place: Place) -> str:
    return "bold" if place.is_seat else "normal"


def _named(scene: Scene) -> list[Place]:
    """Whom to name: all, or the seat, some without a neighbour, and the largest."""
    by_size = sorted(scene.region.places, key=lambda place: (-place.population, place.key))
    if len(by_size) <= ALL_NAMED:
        return by_size
    alone = [place for place in by_size if place.key in scene.parts.alone][:ALONE_NAMED]
    first = [place for place in by_size if place.is_seat]
    return list(dict.fromkeys((*first, *by_size[:NAMED_WHEN_MANY], *alone)))


def _apart(around: Boxes) -> list[int]:
    """Rows of the boxes that lie on none before them."""
    kept: list[int] = []
    for row in range(len(around)):
        if not overlap(around[row : row + 1], around[kept]).any():
            kept.append(row)
    return kept


def _draw_scale(scene: Scene) -> Boxes:
    """A bar of round length in the lower left corner; gives back its room."""
    longest = SCALE_BAR / scene.inches_per_km
    power = 10 ** math.floor(math.log10(longest))
    km = max(step * power for step in (1, 2, 5) if step * power <= longest)
    width, y = km * scene.inches_per_km, 0.1
    ends = [[(0.15, y + 0.07), (0.15, y), (0.15 + width, y), (0.15 + width, y + 0.07)]]
    scene.axes.add_collection(LineCollection(ends, colors=QUIET, linewidths=1.5, zorder=5))
    words = text("plots.region.km", scene.lang, count=number(km, 0 if km >= 1 else 2, scene.lang))
    write(scene.axes, 0.15 + width / 2, y + 0.2, words, size=SMALL, ha="center", colour=INK)
    return np.array([[0.0, 0.0, width + 0.4, 0.45]])
