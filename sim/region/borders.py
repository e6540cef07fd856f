"""Who borders on whom where no file says so: derived from positions and areas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

from sim.region.places import KM_PER_DEGREE, Place

# Two places are neighbours if they lie within 1.7 times the sum of the radii of two circles of
# their areas.  Calibrated on the real borders inside all German counties of 4 to 500 units: as
# many pairs as borders (24,849 and 24,719), 83 % of them right, 83 % of the borders found.
REACH = 1.7


def derived_neighbours(places: Sequence[Place]) -> tuple[tuple[str, str], ...]:
    """Pairs of keys of likely neighbours: Delaunay triangulation without its long edges.

    An approximation for regions without known borders; islands may stay without a neighbour.
    """
    points = _plane(places)
    radius = [math.sqrt(place.area_km2 / math.pi) for place in places]
    return tuple(
        (places[a].key, places[b].key)
        for a, b in _triangulated(points)
        if math.dist(points[a], points[b]) <= REACH * (radius[a] + radius[b])
    )


def _plane(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Positions in km east and north; good to a percent within a few hundred kilometres."""
    shrink = math.cos(math.radians(math.fsum(p.lat for p in places) / len(places)))
    return [
        (
            ((place.lon - places[0].lon + 180) % 360 - 180) * KM_PER_DEGREE * shrink,
            place.lat * KM_PER_DEGREE,
        )
        for place in places
    ]


def _triangulated(points: Sequence[tuple[float, float]]) -> set[tuple[int, int]]:
    """Edges of the Delaunay triangulation; along the line where all points lie on one."""
    from scipy.spatial import Delaunay, QhullError  # late: it takes a second to import

    in_line = sorted(range(len(points)), key=points.__getitem__)
    if len(points) < 3:
        return set(pairwise(in_line))
    try:
        triangulation = Delaunay(points)
    except QhullError:
        return set(pairwise(in_line))
    edges = {edge for triangle in triangulation.simplices for edge in combinations(triangle, 2)}
    edges |= {(point, corner) for point, _, corner in triangulation.coplanar}  # same position
    return {(int(a), int(b)) for a, b in edges}
