"""A county without border data: one cell around each municipality, clipped to a smooth outline.

A cell is what lies nearer to its municipality than to any other (Voronoi).
It is cut out of the outline by one straight line per neighbour, nearest first (Sutherland & Hodgman
1974, for one edge).  It needs no triangulation: two places, or all in a line, are nothing special.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.plots.view import Place

Points: TypeAlias = NDArray[np.float64]  # shape (number of points, 2), in inches or kilometres
Size: TypeAlias = tuple[float, float]  # width and height, in inches

KM_PER_DEGREE = 111.2  # of latitude
PARTING_ROUNDS = 600
FOURTH = 4  # which other point says how far a cell among many reaches
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def project(places: Sequence[Place]) -> Points:
    """Positions in kilometres, flat enough for a county: east and north of its middle."""
    lat = np.array([place.lat for place in places], dtype=float)
    lon = np.array([place.lon for place in places], dtype=float)
    middle = (lat.min() + lat.max()) / 2
    east = (lon - lon.mean()) * math.cos(math.radians(middle))
    return np.column_stack((east, lat - lat.mean())) * KM_PER_DEGREE


def fit(points: Points, frame: Size, stretch: float = 1.0) -> Points:
    """Points scaled into the middle of a frame: proportions kept, or one way stretched a little."""
    low, high = points.min(axis=0), points.max(axis=0)
    room, extent = np.array(frame), high - low
    scales = np.divide(room, extent, out=np.full(2, np.inf), where=extent > 0)
    scale = np.minimum(scales, stretch * scales.min())
    scale[~np.isfinite(scale)] = 1.0
    return np.asarray((points - (low + high) / 2) * scale + room / 2)


def part(wishes: Points, sizes: Points, frame: Size, rounds: int = PARTING_ROUNDS) -> Points:
    """Boxes moved as little as it takes until none lies on another, and all lie in the frame.

    Overlapping pairs push each other, half along the shorter way out and half straight apart, so
    that a pile gives way to the side too; a pull towards the wish fades over the rounds.  Where
    there is no room for all, some overlap remains.

    Args:
        wishes: where the middle of each box would like to be.
        sizes: width and height of each box.
        frame: width and height of what all must lie in; its lower left corner is 0, 0.
        rounds: the most rounds of pushing; after half of them nothing pulls back.
    """
    moved = wishes + 1e-4 * _rosette(len(wishes))
    low, high = sizes / 2, np.array(frame) - sizes / 2
    need = (sizes[:, None, :] + sizes[None, :, :]) / 2
    for turn in range(rounds):
        pull = 0.05 * max(0.0, 1 - 2 * turn / rounds)
        push = _push(moved[:, None, :] - moved[None, :, :], need)
        if pull == 0 and not push.any():
            break
        moved = np.clip(moved + 0.35 * push + pull * (wishes - moved), low, high)
    return moved


def outline(points: Points, reach: Points) -> Points:
    """The smooth convex shape around an ellipse at each point, corners counter-clockwise.

    Args:
        points: the middles of the ellipses.
        reach: how far each reaches sideways and upwards; one row for all, or one for each.
    """
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    circle = np.column_stack((np.cos(angles), np.sin(angles)))
    reaches = np.broadcast_to(reach, points.shape)
    return convex_hull((points[:, None, :] + circle * reaches[:, None, :]).reshape(-1, 2))


def convex_hull(points: Points) -> Points:
    """The corners of the convex hull, counter-clockwise (Andrew's monotone chain, 1979)."""
    ordered = sorted({(float(x), float(y)) for x, y in points})
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return np.array(lower[:-1] + upper[:-1])


def cells(points: Points, border: Points) -> list[Points]:
    """The cell of each point inside a convex border; corners counter-clockwise."""
    return [_cell(points, who, border) for who in range(len(points))]


def near(points: Points, shapes: Sequence[Points]) -> list[Points]:
    """Cells cut down to what is near their points, so that islands do not fill the sea.

    Near is as far as the fourth other point, or as far as that is usually.
    """
    if len(points) <= FOURTH:
        return list(shapes)
    far = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    fourth = np.sort(far, axis=1)[:, FOURTH]
    radii = np.minimum(fourth, np.median(fourth))
    return [_cut(*each) for each in zip(shapes, points, radii.tolist(), strict=True)]


def blobs(points: Points, radii: NDArray[np.float64]) -> list[Points]:
    """The cell of each point inside a circle around it; islands stay islands.

    Args:
        points: shape (points, 2).
        radii: of each circle, in the unit of the points.
    """
    return [
        _cell(points, who, outline(points[who : who + 1], np.full(2, radius)))
        for who, radius in enumerate(radii)
    ]


def clip(polygon: Points, normal: Points, limit: float) -> Points:
    """The part of a convex polygon where (corner · normal) is at most the limit."""
    over = polygon @ normal - limit
    if (over <= 0).all():
        return polygon
    kept: list[Points] = []
    for here, there, a, b in zip(
        polygon, np.roll(polygon, -1, axis=0), over, np.roll(over, -1), strict=True
    ):
        if a <= 0:
            kept.append(here)
        if (a <= 0) != (b <= 0):
            kept.append(here + (there - here) * (a / (a - b)))
    return np.array(kept).reshape(-1, 2)


def contains(polygon: Points, points: Points) -> NDArray[np.bool_]:
    """Which points lie inside a convex polygon with counter-clockwise corners."""
    if len(polygon) < 3:
        return np.zeros(len(points), dtype=bool)
    edges = np.roll(polygon, -1, axis=0) - polygon
    to_points = points[:, None, :] - polygon[None, :, :]
    turn = edges[None, :, 0] * to_points[..., 1] - edges[None, :, 1] * to_points[..., 0]
    return np.asarray((turn >= -1e-9).all(axis=1))


def _push(apart: NDArray[np.float64], need: NDArray[np.float64]) -> Points:
    """Where each box is pushed by all that lie on it, from the distances kept and needed."""
    lack = need - np.abs(apart)
    is_on = (lack > 1e-4).all(axis=-1) & ~np.eye(len(apart), dtype=bool)
    row, column = np.nonzero(is_on)
    way, lacking, needed = apart[row, column], lack[row, column], need[row, column]
    shorter = np.where(lacking <= lacking[:, ::-1], np.sign(way) * lacking, 0)
    relative = way / needed
    length = np.hypot(*relative.T)[:, None]
    depth = 1 - np.abs(relative).max(axis=1, keepdims=True)
    straight = relative / np.where(length > 0, length, 1) * depth * needed
    push = np.zeros((len(apart), 2))
    np.add.at(push, row, (shorter + straight) / 2)
    return push


def _cut(shape: Points, middle: Points, radius: float) -> Points:
    """The part of a convex shape within a circle (a polygon of 32 corners)."""
    for angle in np.linspace(0, 2 * np.pi, 32, endpoint=False):
        way = np.array((math.cos(angle), math.sin(angle)))
        shape = clip(shape, way, float(middle @ way) + radius)
    return shape


def _cell(points: Points, who: int, border: Points) -> Points:
    here = points[who]
    distance = np.hypot(*(points - here).T)
    polygon = border
    for other in np.argsort(distance, kind="stable"):
        if other == who:
            continue
        if len(polygon) == 0 or distance[other] / 2 > np.hypot(*(polygon - here).T).max():
            break
        normal = points[other] - here
        polygon = clip(polygon, normal, float(normal @ (points[other] + here) / 2))
    return polygon


def _rosette(count: int) -> Points:
    """As many directions as there are points, all different."""
    angle = GOLDEN_ANGLE * np.arange(count)
    return np.column_stack((np.cos(angle), np.sin(angle))) * np.sqrt(np.arange(count))[:, None]


def _chain(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    chain: list[tuple[float, float]] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
