"""What a region is: places in the order of their keys, and who borders on whom."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sim.region.problems import RegionError, clean, nearest, shown
from sim.texts.mistakes import Said, say

MIN_PLACES, MAX_PLACES = 1, 500
KM_PER_DEGREE = 6371 * math.pi / 180  # of latitude


@dataclass(frozen=True)
class Place:
    """A municipality as the files tell it.

    Attributes:
        key: official key or any other text; unique, keeps its leading zeros.
        name: what people call it.
        population: residents (persons, 0 or more).
        area_km2: area (km², above 0).
        lat: latitude of its centre (degrees north, WGS 84).
        lon: longitude of its centre (degrees east, WGS 84).
        is_town: whether it holds the title of a town.
        is_seat: whether it is the county seat.
        staff_fte: administrative staff (FTE), None where unknown.
        willingness: openness of council and mayor to cooperation (0-1), None where unknown.
        share_under_20: share of residents under 20 years (0-1).
        share_65_plus: share of residents of 65 years and more (0-1).
        annual_change: mean change of the population (share per year, -0.005 is -0.5 %).
        history: earlier counts (day, persons), oldest first; mind the census breaks (SOURCES.md).
        derived: names of the fields above that were derived or assumed, not read.
    """

    key: str
    name: str
    population: int
    area_km2: float
    lat: float
    lon: float
    is_town: bool
    is_seat: bool
    staff_fte: float | None
    willingness: float | None
    share_under_20: float
    share_65_plus: float
    annual_change: float
    history: tuple[tuple[date, int], ...] = ()
    derived: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shape:
    """The outline of a municipality, or of an area without one, to be drawn.

    Attributes:
        key: key of its place; of an area that belongs to no municipality, any other text.
        polygons: one or more, each an outer ring and then its holes; a ring is a closed row of
            points (degrees east, degrees north), its last point the first.
    """

    key: str
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


@dataclass(frozen=True)
class Region:
    """Municipalities and who borders on whom; islands and disconnected parts are allowed.

    Attributes:
        name: name of the region, a label only.
        places: its municipalities, sorted by key.
        neighbours: pairs of keys of places that share a border, each pair and the whole sorted.
        source: where the figures come from, with the attribution that must be shown.
        derived: {"neighbours"} where these were derived from positions, else empty.
        shapes: outlines to be drawn, of every place or of none, sorted by key; besides those of
            areas without a municipality, which are drawn in grey.
        shapes_source: whose outlines these are; must be shown wherever they are drawn.
        unit: what the places are: "municipality", or "association" of municipalities.
    """

    name: str
    places: tuple[Place, ...]
    neighbours: tuple[tuple[str, str], ...] = ()
    source: str = ""
    derived: frozenset[str] = frozenset()
    shapes: tuple[Shape, ...] = field(default=(), repr=False)
    shapes_source: str = ""
    unit: str = "municipality"

    def __post_init__(self) -> None:
        """Sort what was given in another order."""
        pairs = {(min(pair), max(pair)) for pair in self.neighbours}
        object.__setattr__(self, "places", tuple(sorted(self.places, key=lambda p: p.key)))
        object.__setattr__(self, "neighbours", tuple(sorted(pairs)))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of all places, in order."""
        return tuple(place.key for place in self.places)

    @property
    def population(self) -> int:
        """Residents of all places (persons)."""
        return sum(place.population for place in self.places)

    @property
    def annual_change(self) -> float:
        """Population-weighted mean of the places' trends (share per year)."""
        weights = [place.population for place in self.places]
        return weighted_mean([place.annual_change for place in self.places], weights)

    @property
    def seat(self) -> Place | None:
        """The county seat, None if no place is marked as such."""
        return next((place for place in self.places if place.is_seat), None)

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Keys of the places that hang together by borders, the largest part first."""
        left, found = dict.fromkeys(self.keys), []
        while left:
            part = [next(iter(left))]
            del left[part[0]]
            for key in part:
                for other in self.neighbour_keys(key):
                    if other in left:
                        del left[other]
                        part.append(other)
            found.append(tuple(sorted(part)))
        return tuple(sorted(found, key=lambda part: (-len(part), part)))

    def index(self, key: str) -> int:
        """Position of a key in `places`.

        Raises:
            RegionError: for an unknown key, with the nearest known one.
        """
        if key not in self._index:
            told = {"region": self.name, "given": shown(key), "near": self._hint(key)}
            raise RegionError(say("region.no_place", **told))
        return self._index[key]

    def neighbour_keys(self, key: str) -> tuple[str, ...]:
        """Keys of the places that border on this one, sorted.

        Raises:
            RegionError: for an unknown key, with the nearest known one.
        """
        return self._neighbours_of[self.index(key)]

    def find(self, text: str) -> Place:
        """The place with this key, or with this name if only one bears it (case is ignored).

        Raises:
            RegionError: for an unknown text, with the nearest known one, or an ambiguous name.
        """
        wanted = clean(text)
        named = [p for p in self.places if p.name.casefold() == wanted.casefold()]
        if wanted in self._index or not named:
            return self.places[self.index(wanted)]
        if len(named) > 1:
            keys = ", ".join(place.key for place in named)
            told = {"region": self.name, "given": shown(text), "keys": keys}
            raise RegionError(say("region.several", **told))
        return named[0]

    def subset(self, keys: Iterable[str]) -> Region:
        """The region of these places only, given by key or name, with the borders among them.

        The county seat stays the seat; without it the most populous place becomes the seat.

        Raises:
            RegionError: for an unknown place, or none at all.
        """
        chosen = {self.find(key).key for key in keys}
        if len(chosen) < MIN_PLACES:
            raise RegionError(_too_few(self.name, len(chosen)))
        places = with_seat([place for place in self.places if place.key in chosen])
        pairs = tuple(pair for pair in self.neighbours if chosen.issuperset(pair))
        shapes = tuple(shape for shape in self.shapes if shape.key in chosen)
        return replace(self, places=tuple(places), neighbours=pairs, shapes=shapes)

    def fingerprint(self) -> str:
        """SHA-256 (hex) of all that can move a result, in one canonical text.

        Labels, origins and outlines (region's name, source, history, what was derived, shapes)
        do not count: the same municipalities have the same fingerprint, wherever their file lies.
        """
        facts = [
            {name: value for name, value in vars(place).items() if name not in _NO_FACTS}
            for place in self.places
        ]
        text = json.dumps([facts, self.neighbours], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def _index(self) -> dict[str, int]:
        return {key: index for index, key in enumerate(self.keys)}

    @cached_property
    def _neighbours_of(self) -> tuple[tuple[str, ...], ...]:
        found: dict[str, list[str]] = {key: [] for key in self.keys}
        for a, b in self.neighbours:
            found[a].append(b)
            found[b].append(a)
        return tuple(tuple(sorted(found[key])) for key in self.keys)

    def _hint(self, text: str) -> Said | str:
        names = [place.name for place in self.places]
        return nearest(text, [*names, *self.keys])


_NO_FACTS = ("history", "derived")


def with_seat(places: Sequence[Place]) -> list[Place]:
    """The same places with a seat: the one they have, else the most populous (marked derived)."""
    if any(place.is_seat for place in places):
        return list(places)
    seat = min(places, key=lambda place: (-place.population, place.key))
    marked = replace(seat, is_seat=True, derived=seat.derived | {"is_seat"})
    return [marked if place is seat else place for place in places]


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Mean of values weighted by residents, the same bits everywhere; 0 where nobody lives."""
    total = math.fsum(weights)
    return math.fsum(v * w for v, w in zip(values, weights, strict=True)) / total if total else 0.0


def _too_few(region: str, count: int) -> Said:
    """What is said of too few municipalities."""
    told = {"region": region, "count": count, "low": MIN_PLACES, "high": MAX_PLACES}
    return say("region.too_few_one" if count == 1 else "region.too_few", **told)
