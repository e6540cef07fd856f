"""Outlines of municipalities from GeoJSON: areas, positions, shared borders, what is drawn."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.region.official import whole_keys
from sim.region.places import KM_PER_DEGREE, Shape
from sim.region.problems import Problems
from sim.region.sheets import read_bytes, signature

if TYPE_CHECKING:
    from shapely import Geometry

MOST_MEGABYTES = 100  # of a file of outlines
TOUCH_KM = 0.02  # how far apart two outlines may lie and still share a border …
SHARED_KM = 0.1  # … if they do so for longer than this; where they coincide …
COINCIDING_KM = 0.005  # … this is enough: more than a corner
FINENESS = 1500  # a county is drawn with this many steps from end to end
_WATER = ("1", "2")  # "Geofaktor" of official outlines: sea and lakes without a municipality
_KEYS = ("key", "ags", "ars", "rs", "schluessel", "schlüssel", "gemeindeschlüssel", "id")


@dataclass(frozen=True)
class Feature:
    """An outline with what its file says of it.

    Attributes:
        number: the how-many-th of its file, from 1.
        properties: names in small letters, values as text; missing ones left out.
        outline: (multi)polygon, degrees east and north.
    """

    number: int
    properties: dict[str, str]
    outline: Geometry

    @property
    def key(self) -> str:
        """By which its municipality is known; of an official regional key the eight digits."""
        given = next((self.properties[name] for name in _KEYS if name in self.properties), "")
        return next(iter(whole_keys([given])), given) if len(given) == 12 else given


@dataclass(frozen=True)
class Outlines:
    """A file of outlines.

    Attributes:
        features: in the order of the file.
        attribution: whose they are, as the file says, or as is known of official ones.
    """

    features: tuple[Feature, ...]
    attribution: str


def read_outlines(path: Path) -> Outlines:
    """The outlines of a GeoJSON file.

    Raises:
        RegionError: for a file that cannot be read, is too large, is no collection of polygons,
            or has its positions in metres.
    """
    return _cached(str(path), signature(path))


@lru_cache(maxsize=2)
def _cached(path: str, _signature: tuple[int, int]) -> Outlines:
    problems = Problems(path)
    data = read_bytes(Path(path), problems, MOST_MEGABYTES)
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        problems.stop("outlines", what="no_text")
    except (ValueError, RecursionError) as error:
        problems.stop("outlines", what="broken", values={"reason": f"no JSON: {error}"})
    is_collection = isinstance(found, dict) and found.get("type") == "FeatureCollection"
    given = found.get("features") if is_collection else None
    if not isinstance(given, list) or not given:
        problems.stop("outlines", what="no_collection")
    system = _system(found.get("crs"))
    if system and not system.endswith(("CRS84", ":4326", ":4258")):
        problems.stop("degrees_only", what="projected", values={"system": system})
    features = [_feature(problems, number, one) for number, one in enumerate(given, 1)]
    problems.refuse()
    kept = tuple(one for one in features if one and one.properties.get("gf") not in _WATER)
    return Outlines(kept, _attribution(Path(path).name, found, kept))


def _system(given: Any) -> str:
    """Name of the coordinate system; empty where none is told (then it is WGS 84)."""
    properties = given.get("properties") if isinstance(given, dict) else given
    return str(properties.get("name", "") if isinstance(properties, dict) else properties or "")


def _feature(problems: Problems, number: int, given: Any) -> Feature | None:
    import shapely
    from shapely.geometry import shape

    where = {"row": number, "unit": "feature"}
    given = given if isinstance(given, dict) else {}
    geometry = given.get("geometry") or {}
    kind = str(geometry.get("type", "")) if isinstance(geometry, dict) else ""
    if kind not in ("Polygon", "MultiPolygon"):
        problems.add("polygon", column="geometry", given=kind, **where)
        return None
    try:
        outline = shape(geometry)
        ends = outline.bounds
    except (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        problems.add("polygon", column="geometry", given=kind, what="torn", **where)
        return None
    if len(ends) < 4 or not all(map(math.isfinite, ends)):
        problems.add("polygon", column="geometry", given=kind, what="torn", **where)
        return None
    west, south, east, north = ends
    position = f"{west:g}, {south:g}"
    if max(-west, east) > 180.5 or max(-south, north) > 90.5:
        problems.stop("degrees_only", column="geometry", given=position, **where)
    if 47.2 <= west <= east <= 55.1 and 5.8 <= south <= north <= 15.1:
        problems.stop("swapped_outline", column="geometry", given=position, **where)
    if not outline.is_valid:
        outline = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    if outline.is_empty or not outline.area > 0:
        problems.add("polygon", column="geometry", given=kind, what="torn", **where)
        return None
    properties = given.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    named = {str(name).lower(): value for name, value in properties.items()}
    if "id" in given and "id" not in named:
        named["id"] = given["id"]
    texts = {name: str(value).strip() for name, value in named.items() if value is not None}
    return Feature(number, texts, outline)


def _attribution(file: str, found: Mapping[str, Any], features: Sequence[Feature]) -> str:
    """What the file says; official outlines (VG250, VG5000) do not say it themselves."""
    for name in ("attribution", "source", "copyright", "licence", "license"):
        if isinstance(found.get(name), str) and found[name].strip():
            return " ".join(str(found[name]).split())
    is_official = bool(features) and {"gen", "bez"} <= {*features[0].properties}
    return f"© GeoBasis-DE / BKG ({file}), data changed" if is_official else file


# ---------------------------------------------------------------------------------- measurements
def united(features: Iterable[Feature]) -> dict[str, Geometry]:
    """One outline for each key: exclaves and islands may be features of their own."""
    import shapely

    parts: dict[str, list[Geometry]] = {}
    for feature in features:
        parts.setdefault(feature.key, []).append(feature.outline)
    return {
        key: shapely.union_all(found) if len(found) > 1 else found[0]
        for key, found in parts.items()
    }


def in_one_piece(outlines: dict[str, Geometry]) -> dict[str, Geometry]:
    """Outlines on both sides of the date line, all counted from the west: beyond 180 degrees."""
    import numpy as np
    import shapely

    if not outlines:
        return outlines
    west, _, east, _ = shapely.total_bounds(list(outlines.values()))
    if east - west < 180:
        return outlines

    def shifted(points: Any) -> Any:
        return np.column_stack((points[:, 0] % 360, points[:, 1:]))

    return {key: shapely.transform(outline, shifted) for key, outline in outlines.items()}


def area_km2(outline: Geometry) -> float:
    """Area of an outline (km²), to about a percent; rounded to hundredths, at least 0.01."""
    return max(round(float(_plane([outline])[0].area), 2), 0.01)


def middle(outline: Geometry) -> tuple[float, float]:
    """A position within the largest part of an outline: degrees north, degrees east."""
    import shapely

    parts = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    inside = max(parts, key=lambda part: part.area).representative_point()
    return round(inside.y, 6), round((inside.x + 180) % 360 - 180, 6)


def shared_borders(outlines: Mapping[str, Geometry]) -> tuple[tuple[str, str], ...]:
    """Pairs of keys whose outlines share a border, not a corner only.

    Outlines of which each was simplified for itself do not coincide any more: what lies within
    20 m for more than 100 m counts as well.
    """
    import shapely

    keys = list(outlines)
    flat = _plane([outlines[key] for key in keys])
    pairs = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=TOUCH_KM).T
    found = []
    for a, b in pairs[pairs[:, 0] < pairs[:, 1]]:
        rim_a, rim_b = flat[a].boundary, flat[b].boundary
        if (
            shapely.intersection(rim_a, rim_b).length >= COINCIDING_KM
            or shapely.intersection(shapely.buffer(rim_a, TOUCH_KM), rim_b).length >= SHARED_KM
        ):
            found.append((keys[a], keys[b]))
    return tuple(found)


def drawn(outlines: Mapping[str, Geometry]) -> tuple[Shape, ...]:
    """The outlines as they are drawn: no finer than an eye can see, borders still shared."""
    import shapely

    west, south, east, north = shapely.total_bounds(list(outlines.values()))
    step = max(east - west, north - south) / FINENESS
    simple = shapely.coverage_simplify(list(outlines.values()), step)
    kept = [
        after if not after.is_empty else before
        for before, after in zip(outlines.values(), simple, strict=True)
    ]
    return tuple(
        Shape(key, _rings(outline))
        for key, outline in sorted(zip(outlines, kept, strict=True), key=lambda pair: pair[0])
    )


def _rings(outline: Geometry) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    import shapely

    return tuple(
        tuple(
            tuple((round(x, 5), round(y, 5)) for x, y, *_ in ring.coords)
            for ring in (polygon.exterior, *polygon.interiors)
        )
        for polygon in shapely.get_parts(outline)
        if polygon.geom_type == "Polygon"
    )


def _plane(outlines: Sequence[Geometry]) -> list[Geometry]:
    """Outlines in km east and north, flat enough for a county."""
    import numpy as np
    import shapely

    _, south, _, north = shapely.total_bounds(outlines)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = np.array((KM_PER_DEGREE * shrink, KM_PER_DEGREE))
    return list(shapely.transform(np.array(outlines), lambda points: points * scale))
