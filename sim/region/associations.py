"""Associations of municipalities (Verbandsgemeinde, Amt, Samtgemeinde …) as the acting units.

In much of Germany a small municipality has a council of its own, but its administration is that of
the association it belongs to.  Where staff is what counts, the association is the unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.region.places import Place, Region, weighted_mean

if TYPE_CHECKING:
    from shapely import Geometry


def by_association(region: Region, groups: Mapping[str, tuple[str, str]]) -> Region:
    """A region with a place for each association, and for each municipality that is in none.

    Residents, areas, staff and earlier counts add up; shares, trends and willingness are means
    weighted by residents; its position is that of its most populous municipality; associations
    are neighbours where any of their municipalities are.

    Args:
        region: the municipalities.
        groups: key and name of the association by key of the municipality; one with a single
            municipality counts for nothing.
    """
    members: dict[str, list[Place]] = {}
    for place in region.places:
        members.setdefault(groups.get(place.key, (place.key, ""))[0], []).append(place)
    places = [
        found[0] if len(found) == 1 else _joined(key, groups[found[0].key][1], found)
        for key, found in members.items()
    ]
    unit_of = {
        place.key: found[0].key if len(found) == 1 else key
        for key, found in members.items()
        for place in found
    }
    pairs = {(unit_of[a], unit_of[b]) for a, b in region.neighbours}
    return replace(
        region,
        places=tuple(places),
        neighbours=tuple(pair for pair in pairs if pair[0] != pair[1]),
        unit="association",
    )


def outlines_by_unit(
    outlines: Mapping[str, Geometry], groups: Mapping[str, tuple[str, str]]
) -> dict[str, Geometry]:
    """Outlines of the same units: those of their municipalities put together."""
    import shapely

    sizes: dict[str, list[str]] = {}
    for key in outlines:
        sizes.setdefault(groups.get(key, (key, ""))[0], []).append(key)
    return {
        keys[0] if len(keys) == 1 else unit: shapely.union_all([outlines[key] for key in keys])
        for unit, keys in sizes.items()
    }


def _joined(key: str, name: str, found: Sequence[Place]) -> Place:
    largest = min(found, key=lambda place: (-place.population, place.key))
    weights = [place.population for place in found]

    def mean(name: str) -> float:
        return weighted_mean([getattr(place, name) for place in found], weights)

    days = set.intersection(*({day for day, _ in place.history} for place in found))
    counts = [dict(place.history) for place in found]
    return Place(
        key=key,
        name=name or largest.name,
        population=sum(weights),
        area_km2=round(math.fsum(place.area_km2 for place in found), 2),
        lat=largest.lat,
        lon=largest.lon,
        is_town=any(place.is_town for place in found),
        is_seat=any(place.is_seat for place in found),
        staff_fte=_whole([place.staff_fte for place in found]),
        willingness=(
            None if any(place.willingness is None for place in found) else mean("willingness")
        ),
        share_under_20=mean("share_under_20"),
        share_65_plus=mean("share_65_plus"),
        annual_change=mean("annual_change"),
        history=tuple((day, sum(count[day] for count in counts)) for day in sorted(days)),
        derived=frozenset().union(*(place.derived for place in found)),
    )


def _whole(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if len(known) == len(values) else None
