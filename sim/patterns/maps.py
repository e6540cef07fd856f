"""The built-in county changed for a comparison: other sizes, fewer municipalities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.region import Region

# The sixteen by size, halved so that both halves have large and small ones alike: places 1, 4, 5,
# 8, 9, 12, 13 and 16 of the order, and the others.
HALF = (
    *("Eschwege", "Bad Sooden-Allendorf", "Sontra", "Meinhard"),
    *("Waldkappel", "Ringgau", "Herleshausen", "Weißenborn"),
)
OTHER_HALF = (
    *("Witzenhausen", "Hessisch Lichtenau", "Großalmerode", "Wehretal"),
    *("Wanfried", "Meißner", "Neu-Eichenberg", "Berkatal"),
)

# From the county seat outwards: core and ring are the first eight.
OUTWARDS = (
    *("Eschwege", "Meinhard", "Wehretal", "Berkatal"),
    *("Bad Sooden-Allendorf", "Meißner", "Wanfried", "Weißenborn"),
    *("Waldkappel", "Witzenhausen", "Großalmerode", "Hessisch Lichtenau"),
    *("Sontra", "Ringgau", "Neu-Eichenberg", "Herleshausen"),
)

FOCAL = "06636014"  # Wehretal: seventh of sixteen by size, six neighbours of all sizes


def only(names: tuple[str, ...]) -> dict[str, Any]:
    """The setting that leaves these municipalities only."""
    return {"region.municipalities": names}


def resized(factors: Mapping[str, float]) -> Callable[[Region], Region]:
    """The same region with the residents of some municipalities (by key) multiplied."""

    def changed(region: Region) -> Region:
        places = [
            replace(p, population=round(p.population * factors.get(p.key, 1.0)))
            for p in region.places
        ]
        return replace(region, places=tuple(places))

    return changed


def neighbours_resized(key: str, factor: float) -> Callable[[Region], Region]:
    """The same region with the residents of all neighbours of one municipality multiplied."""
    return lambda region: resized(dict.fromkeys(region.neighbour_keys(key), factor))(region)
