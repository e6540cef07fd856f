"""Real outlines of municipalities: from degrees to inches on the sheet, and drawn there.

A ring is a closed row of points; a polygon is its outer ring and then its holes; an outline is one
polygon or more.  Proportions are true: equirectangular, one scale for both ways, that of the middle
of the county.  No geometry library is needed to draw and to ask what lies inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.plots.cells import KM_PER_DEGREE, Points, Size
from sim.plots.palette import PAPER
from sim.plots.view import Place, Region, Shape

NO_MUNICIPALITY, ITS_HATCH = "#f4f4f4", "#bdbdbd"  # ground and strokes of what belongs to nobody
SCANS = 41  # lines on which the deepest spot of an outline is looked for


@dataclass(frozen=True)
class Plane:
    """From degrees to inches: equirectangular, true proportions.

    Attributes:
        middle: degrees east and north of the middle of the county.
        inches_per_km: the scale of the map.
        centre: where that middle lies on the sheet, inches.
    """

    middle: tuple[float, float]
    inches_per_km: float
    centre: tuple[float, float]

    @classmethod
    def of(cls, degrees: Points, frame: Size, margin: float) -> Plane:
        """The plane that shows all points as large as a frame allows.

        Args:
            degrees: degrees east and north; shape (points, 2).
            frame: width and height of the frame, inches; its lower left corner is 0, 0.
            margin: kept free on all sides, inches.
        """
        first = degrees[0]
        east = (degrees[:, 0] - first[0] + 180) % 360 - 180
        low = np.array((east.min(), degrees[:, 1].min()))
        high = np.array((east.max(), degrees[:, 1].max()))
        lon, lat = (low + high) / 2
        km = (high - low) * KM_PER_DEGREE * (math.cos(math.radians(lat)), 1)
        room = np.array(frame) - 2 * margin
        scale = float((room[km > 0] / km[km > 0]).min(initial=np.inf))
        middle = (float(lon + first[0]), float(lat))
        return cls(middle, scale if math.isfinite(scale) else 1.0, (frame[0] / 2, frame[1] / 2))

    def __call__(self, degrees: Points) -> Points:
        """Where points (degrees east, degrees north) lie on the sheet, inches."""
        lon, lat = self.middle
        east = (degrees[:, 0] - lon + 180) % 360 - 180
        across = east * math.cos(math.radians(lat))
        km = np.column_stack((across, degrees[:, 1] - lat)) * KM_PER_DEGREE
        return np.asarray(km * self.inches_per_km + self.centre)


@dataclass(frozen=True)
class Outline:
    """An outline on the sheet: for each polygon its outer ring and its holes, inches."""

    key: str
    polygons: tuple[tuple[Points, ...], ...]

    @property
    def rings(self) -> list[Points]:
        """All rings, outer ones and holes."""
        return [ring for polygon in self.polygons for ring in polygon]

    @property
    def largest(self) -> tuple[Points, ...]:
        """The polygon with the largest outer ring."""
        return max(self.polygons, key=lambda polygon: abs(_area(polygon[0])))

    @property
    def path(self) -> Path:
        """The outline to be filled: outer rings turn left and holes right, so these stay open."""
        turned = [
            ring if (_area(ring) >= 0) is (place == 0) else ring[::-1]
            for polygon in self.polygons
            for place, ring in enumerate(polygon)
        ]
        codes = [_codes(len(ring)) for ring in turned]
        return Path(np.concatenate(turned), np.concatenate(codes))

    def contains(self, points: Points) -> NDArray[np.bool_]:
        """Which points lie inside (a ray crosses the rings an odd number of times)."""
        crossings = sum((_crossings(ring, points) for ring in self.rings), np.zeros(len(points)))
        return np.asarray(crossings % 2 == 1)

    def spot(self, wish: Points) -> Points:
        """Where its dot lies: as wished if that is inside, else amid its largest polygon."""
        return wish if self.contains(wish[None, :])[0] else _deep_inside(self.largest)


@dataclass(frozen=True)
class Drawing:
    """The outlines of a county on the sheet.

    Attributes:
        plane: from degrees to inches.
        of_places: the outline of each municipality by its key.
        others: outlines of areas without a municipality.
    """

    plane: Plane
    of_places: dict[str, Outline]
    others: tuple[Outline, ...]

    @property
    def corners(self) -> Points:
        """All points of all outlines, inches."""
        every = [*self.of_places.values(), *self.others]
        return np.concatenate([ring for outline in every for ring in outline.rings])

    def spots(self, places: Sequence[Place]) -> Points:
        """Where the dot of each municipality lies: inside its outline, inches."""
        wishes = self.plane(np.array([(place.lon, place.lat) for place in places], dtype=float))
        pairs = zip(places, wishes, strict=True)
        return np.array([self.of_places[place.key].spot(wish) for place, wish in pairs])


def has_outlines(region: Region) -> bool:
    """Whether every municipality has an outline."""
    return bool(region.shapes) and {p.key for p in region.places} <= {s.key for s in region.shapes}


def drawing_of(region: Region, frame: Size, margin: float) -> Drawing | None:
    """The outlines of a county as large as a frame allows, none where it has no outlines.

    Args:
        region: the county.
        frame: width and height of the frame, inches.
        margin: kept free on all sides, inches.
    """
    if not has_outlines(region):
        return None
    keys = {place.key for place in region.places}
    every = np.concatenate([np.array(ring, dtype=float) for ring in _rings(region.shapes)])
    plane = Plane.of(every, frame, margin)
    outlines = [_on_sheet(shape, plane) for shape in region.shapes]
    of_places = {one.key: one for one in outlines if one.key in keys}
    return Drawing(plane, of_places, tuple(one for one in outlines if one.key not in keys))


def draw_outlines(axes: Axes, drawing: Drawing, colours: dict[str, str], width: float) -> None:
    """Fill municipalities with their colours, what belongs to none with strokes on grey.

    Args:
        axes: a canvas in inches.
        drawing: the outlines.
        colours: of each municipality, by its key.
        width: of the paper-coloured lines between them, points.
    """
    for other in drawing.others:
        axes.add_patch(no_municipality(PathPatch(other.path, zorder=1)))
    for key, outline in drawing.of_places.items():
        axes.add_patch(PathPatch(outline.path, fc=colours[key], ec=PAPER, lw=width, zorder=1.1))


def no_municipality(patch: Patch) -> Patch:
    """The patch in the look of an area without a municipality."""
    patch.set(facecolor=NO_MUNICIPALITY, edgecolor=ITS_HATCH, hatch="///", linewidth=0)
    return patch


def _rings(shapes: Iterable[Shape]) -> list[Sequence[tuple[float, float]]]:
    return [ring for shape in shapes for polygon in shape.polygons for ring in polygon]


def _on_sheet(shape: Shape, plane: Plane) -> Outline:
    polygons = tuple(
        tuple(plane(np.array(ring, dtype=float)) for ring in polygon) for polygon in shape.polygons
    )
    return Outline(shape.key, polygons)


def _codes(points: int) -> NDArray[np.uint8]:
    """What a path does at each point of a closed ring."""
    codes = np.full(points, Path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return codes


def _area(ring: Points) -> float:
    """Square inches within a closed ring, negative where it turns right."""
    x, y = (ring - ring[0]).T
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2


def _crossings(ring: Points, points: Points) -> NDArray[np.float64]:
    """How often a ray from each point to the right crosses a closed ring."""
    here, there = ring[:-1], ring[1:]
    x, y = points[:, 0, None], points[:, 1, None]
    is_met = (here[:, 1] > y) != (there[:, 1] > y)
    rise = np.where(here[:, 1] == there[:, 1], 1.0, there[:, 1] - here[:, 1])
    at = here[:, 0] + (y - here[:, 1]) / rise * (there[:, 0] - here[:, 0])
    return np.asarray((is_met & (x < at)).sum(axis=1), dtype=float)


def _deep_inside(polygon: tuple[Points, ...]) -> Points:
    """A spot well within a polygon: amid the longest stretch of some lines across it.

    Long stretches near the upper and lower edge count less.
    """
    low, high = polygon[0][:, 1].min(), polygon[0][:, 1].max()
    best, spot = -1.0, polygon[0][:-1].mean(axis=0)
    for share in np.linspace(0, 1, SCANS + 2)[1:-1]:
        y = low + share * (high - low)
        edges = np.sort(np.concatenate([_met(ring, y) for ring in polygon]))
        for left, right in zip(edges[::2], edges[1::2], strict=False):
            room = min(right - left, 2 * (high - low) * min(share, 1 - share))
            if room > best + 1e-9:
                best, spot = room, np.array(((left + right) / 2, y))
    return np.asarray(spot)


def _met(ring: Points, y: float) -> Points:
    """Where a level line meets a closed ring."""
    here, there = ring[:-1], ring[1:]
    is_met = (here[:, 1] > y) != (there[:, 1] > y)
    here, there = here[is_met], there[is_met]
    share = (y - here[:, 1]) / (there[:, 1] - here[:, 1])
    return np.asarray(here[:, 0] + share * (there[:, 0] - here[:, 0]))
