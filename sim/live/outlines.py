"""The real outlines of a county as the page draws them: true proportions, no more points than seen.

A ring is a closed row of points.  All rings of one area are filled together by the even-odd rule,
so that holes stay open and it does not matter which way round a ring goes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.plots.cells import Points
from sim.region import Place, Region, Shape

STEP = 0.5  # of the page's units: points that lie nearer to each other are drawn as one
SCANS = 31  # lines on which the widest spot of an outline is looked for

Rings: TypeAlias = list[Points]


@dataclass(frozen=True)
class Outlines:
    """Outlines on the page: from 0 to the length of a side, y down.

    Attributes:
        width: of the county.
        height: of the county.
        rings: of each municipality, in the order of the places.
        spots: where its mark lies: at its centre if that is inside, else well within the outline.
        others: rings of each area without a municipality.
    """

    width: float
    height: float
    rings: list[Rings]
    spots: Points
    others: list[Rings]


def outlines(region: Region, longer: float) -> Outlines | None:
    """The outlines of a region, none where it has none.

    Args:
        region: the county.
        longer: length of its longer side on the page.
    """
    by_key = {shape.key: shape for shape in region.shapes}
    if not region.places or not all(place.key in by_key for place in region.places):
        return None
    page = _Page([ring for shape in region.shapes for ring in _rings(shape)], longer)
    found = [[page(ring) for ring in _rings(by_key[key])] for key in region.keys]
    others = [shape for shape in region.shapes if shape.key not in region.keys]
    return Outlines(
        page.width,
        page.height,
        [_thinned(rings) for rings in found],
        np.array(
            [_spot(p, rings, page) for p, rings in zip(region.places, found, strict=True)],
            dtype=float,
        ),
        [_thinned([page(ring) for ring in _rings(shape)]) for shape in others],
    )


class _Page:
    """From degrees to the page: equirectangular, with the scale of the middle of the county."""

    def __init__(self, rings: Sequence[Sequence[tuple[float, float]]], longer: float) -> None:
        corners = np.concatenate([np.asarray(ring, dtype=float) for ring in rings])
        low, high = corners.min(axis=0), corners.max(axis=0)
        self._corner = np.array((low[0], high[1]))
        wide = (high - low) * (math.cos(math.radians((low[1] + high[1]) / 2)), 1.0)
        self._scale = longer / wide.max() * np.array((wide[0] / (high - low)[0], -1.0))
        self.width, self.height = (float(x) for x in np.round(wide * longer / wide.max(), 1))

    def __call__(self, degrees: Sequence[tuple[float, float]]) -> Points:
        """Points (degrees east, degrees north) on the page."""
        return np.asarray((np.asarray(degrees, dtype=float) - self._corner) * self._scale)


def _rings(shape: Shape) -> list[Sequence[tuple[float, float]]]:
    return [ring for polygon in shape.polygons for ring in polygon]


def _thinned(rings: Rings) -> Rings:
    """On a fine grid, the same for both sides of a border; what vanishes on it is left out."""
    found = []
    for ring in rings:
        points = np.round(ring / STEP) * STEP
        moved = np.any(points != np.roll(points, 1, axis=0), axis=1)
        if moved.sum() >= 3:
            found.append(points[moved])
    return found or [np.round(max(rings, key=lambda ring: float(np.ptp(ring))), 2)]


def _spot(place: Place, rings: Rings, page: _Page) -> Points:
    wish = page([(place.lon, place.lat)])[0]
    return wish if _is_inside(wish, rings) else _amid(rings)


def _is_inside(point: Points, rings: Rings) -> bool:
    return sum(int((_met(ring, float(point[1])) > point[0]).sum()) for ring in rings) % 2 == 1


def _amid(rings: Rings) -> Points:
    """Amid the longest stretch of some lines across; those near the edge of a ring count less."""
    best, spot = -1.0, rings[0].mean(axis=0)
    for ring in rings:
        low, high = ring[:, 1].min(), ring[:, 1].max()
        for share in np.linspace(0.0, 1.0, SCANS + 2)[1:-1]:
            y = float(low + share * (high - low))
            edges = np.sort(np.concatenate([_met(other, y) for other in rings]))
            for left, right in zip(edges[::2], edges[1::2], strict=False):
                room = min(right - left, 2 * (high - low) * min(share, 1 - share))
                if room > best:
                    best, spot = float(room), np.array(((left + right) / 2, y))
    return np.asarray(spot)


def _met(ring: Points, y: float) -> Points:
    """Where a level line meets a ring."""
    here, there = ring, np.roll(ring, -1, axis=0)
    is_met = (here[:, 1] > y) != (there[:, 1] > y)
    here, there = here[is_met], there[is_met]
    share = (y - here[:, 1]) / (there[:, 1] - here[:, 1])
    return np.asarray(here[:, 0] + share * (there[:, 0] - here[:, 0]))
