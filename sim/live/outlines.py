"""The real outlines of a county as the page draws them: true proportions, no more points than seen.

A ring is a closed row of points.  All rings of one area are filled together by the even-odd rule,
so that holes stay open and it does not matter which way round a ring goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.plots.cells import Points
from sim.plots.outlines import drawing_of
from sim.region import Region

STEP = 0.5  # of the page's units: points that lie nearer to each other are drawn as one

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
    drawing = drawing_of(region, (longer, longer), 0.0)
    if drawing is None:
        return None
    low, high = drawing.corners.min(axis=0), drawing.corners.max(axis=0)
    width, height = (float(side) for side in np.round(high - low, 1))

    def on_page(points: Points) -> Points:
        return np.asarray((points - (low[0], high[1])) * (1.0, -1.0))

    def rings(found: Sequence[Points]) -> Rings:
        return _thinned([on_page(ring) for ring in found])

    return Outlines(
        width,
        height,
        [rings(drawing.of_places[key].rings) for key in region.keys],
        on_page(drawing.spots(region.places)),
        [rings(other.rings) for other in drawing.others],
    )


def _thinned(rings: Rings) -> Rings:
    """On a fine grid, the same for both sides of a border; what vanishes on it is left out."""
    found = []
    for ring in rings:
        points = np.round(ring / STEP) * STEP
        moved = np.any(points != np.roll(points, 1, axis=0), axis=1)
        if moved.sum() >= 3:
            found.append(points[moved])
    return found or [np.round(max(rings, key=lambda ring: float(np.ptp(ring))), 2)]
