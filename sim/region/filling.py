"""From rows to places: what the rows lack is filled in and marked as derived."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sim.region.ages import AgeStructure, annual_change, shares_65_plus, shares_under_20
from sim.region.checking import seat_column
from sim.region.columns import HISTORY, METRES
from sim.region.places import KM_PER_DEGREE, Place
from sim.region.problems import Problems
from sim.region.table import Row

_CENSUS_DAY = {"2011": date(2011, 5, 9), "2022": date(2022, 5, 15)}


def places_of(
    rows: Sequence[Row],
    ages: AgeStructure,
    problems: Problems,
    measured: Mapping[str, tuple[float, float, float]],
) -> list[Place]:
    """A place for each row; of two with one name each keeps its official addition.

    Args:
        rows: the rows.
        ages: age structure of the region, for the shares that are not given.
        problems: what is wrong with the cells is noted here.
        measured: latitude, longitude (degrees) and area (km²) by key, for what is not given.
    """
    changes = [change_of(row, problems) or 0.0 for row in rows]
    older = shares_65_plus(changes, [row.count("population", problems) for row in rows], ages)
    younger = shares_under_20(older, ages)
    flat = _in_degrees(rows, problems) if rows and METRES[0] in rows[0].cells else {}
    places = [
        _place(row, problems, change, (young, old), flat.get(row.cells["key"]), measured)
        for row, change, old, young in zip(rows, changes, older, younger, strict=True)
    ]
    named = Counter(place.name for place in places)
    return [
        place
        if named[place.name] == 1
        else replace(place, name=row.cells.get("full_name") or place.name)
        for row, place in zip(rows, places, strict=True)
    ]


def change_of(row: Row, problems: Problems) -> float | None:
    """The yearly change of the residents, as given or from earlier counts; None: unknown."""
    given = row.number_or_none("annual_change", problems)
    return annual_change(_history(row, problems)) if given is None else given


def _place(
    row: Row,
    problems: Problems,
    change: float,
    shares: tuple[float, float],
    in_degrees: tuple[float, float] | None,
    measured: Mapping[str, tuple[float, float, float]],
) -> Place:
    names = ("share_under_20", "share_65_plus", "annual_change")
    missing = {name for name in names if not row.cells.get(name)}
    young = row.number_or_none("share_under_20", problems)
    old = row.number_or_none("share_65_plus", problems)
    *middle, area = measured.get(row.cells["key"], (0.0, 0.0, 0.0))
    if in_degrees is not None:
        lat, lon = in_degrees
    elif measured and not (row.cells.get("lat") and row.cells.get("lon")):
        lat, lon = middle
        missing |= {"lat", "lon"}
    else:
        lat, lon = row.number("lat", problems), row.number("lon", problems)
    if row.cells.get("area_km2") or not measured:
        area = row.number("area_km2", problems)
    else:
        missing.add("area_km2")
    return Place(
        key=row.text("key", problems),
        name=row.text("name", problems),
        population=row.count("population", problems),
        area_km2=area,
        lat=lat,
        lon=lon,
        is_town=row.flag("is_town", problems) or "stadt" in row.cells.get("kind", "").casefold(),
        is_seat=row.flag(seat_column(row), problems),
        staff_fte=row.number_or_none("staff_fte", problems),
        willingness=row.number_or_none("willingness", problems),
        share_under_20=min(shares[0], 1 - (old or 0)) if young is None else young,
        share_65_plus=min(shares[1], 1 - (young or 0)) if old is None else old,
        annual_change=change,
        history=_history(row, problems),
        derived=frozenset(missing),
    )


def _in_degrees(rows: Sequence[Row], problems: Problems) -> dict[str, tuple[float, float]]:
    """Positions in metres of any map as degrees around 0, 0, where a degree is as long each way."""
    east = [row.number("x_m", problems) for row in rows]
    north = [row.number("y_m", problems) for row in rows]
    middle = math.fsum(east) / len(rows), math.fsum(north) / len(rows)
    degree = KM_PER_DEGREE * 1000
    return {
        row.cells["key"]: (round((y - middle[1]) / degree, 6), round((x - middle[0]) / degree, 6))
        for row, x, y in zip(rows, east, north, strict=True)
    }


def _history(row: Row, problems: Problems) -> tuple[tuple[date, int], ...]:
    """Earlier counts, oldest first: `population_YEAR` (31 December), `population_YEAR_census`."""
    days = {name: _day(name) for name, cell in row.cells.items() if cell}
    return tuple(sorted((day, row.count(name, problems)) for name, day in days.items() if day))


def _day(column: str) -> date | None:
    found = HISTORY.fullmatch(column)
    if not found:
        return None
    is_census = found[1] or found[3] == "_census"
    return _CENSUS_DAY.get(found[2]) if is_census else date(int(found[2]), 12, 31)
