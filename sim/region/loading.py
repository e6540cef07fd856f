"""From files to a `Region`: the built-in county, or a county of one's own as CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sim.region.ages import (
    AgeStructure,
    age_structure,
    annual_change,
    shares_65_plus,
    shares_under_20,
)
from sim.region.borders import derived_neighbours
from sim.region.places import (
    MAX_PLACES,
    MIN_PLACES,
    Place,
    Region,
    RegionError,
    count_allowed,
    nearest,
    shown,
    with_seat,
)
from sim.region.table import HISTORY, Row, read_table

_DATA = Path(__file__).parents[1] / "data"
_BUILT_IN = {
    "werra-meissner": (
        "Werra-Meißner-Kreis",
        "© Statistisches Bundesamt (Destatis), 2009-2025; Statistische Ämter des Bundes und der "
        "Länder, © BBSR (INKAR), © GeoBasis-DE / BKG 2025: dl-de/by-2-0, data changed",
    )
}
_CENSUS_DAY = {"2011": date(2011, 5, 9), "2022": date(2022, 5, 15)}


def load_region(source: str | Path = "werra-meissner") -> Region:
    """A checked region: the built-in county by name, or a CSV file by its path.

    A file has a row for each municipality with `key,name,population,area_km2,lat,lon` and, if
    known, `seat,staff_fte,willingness,share_under_20,share_65_plus,annual_change,neighbours`.
    What is missing is derived and marked so: the seat is the most populous place, the change is
    that of the columns `population_2013` and `population_2023` where both are there, else 0, the
    age shares are Germany's, neighbours (keys separated by blanks) come from the positions.

    Raises:
        RegionError: with one line that names file, row and column, what is given and allowed.
    """
    if str(source) in _BUILT_IN:
        return _built_in(str(source))
    path = Path(source)
    if path.suffix.lower() in (".geojson", ".json"):
        raise RegionError(f"{path}: GeoJSON given; only CSV is read so far")
    if not path.suffix and not path.exists():
        names = ", ".join(_BUILT_IN)
        hint = nearest(str(source), _BUILT_IN)
        raise RegionError(f"no region {shown(str(source))}; allowed: {names} or a CSV file{hint}")
    rows = read_table(path)
    _check_rows(path, rows)
    places = _places(rows, AgeStructure())
    if any(row.cells.get("neighbours") for row in rows):
        return Region(path.stem, tuple(places), _given_neighbours(rows), path.name)
    pairs = derived_neighbours(places)
    return Region(path.stem, tuple(places), pairs, path.name, frozenset({"neighbours"}))


def _built_in(source: str) -> Region:
    name, attribution = _BUILT_IN[source]
    folder = _DATA / source
    rows = read_table(folder / "municipalities.csv")
    with (folder / "county.csv").open(encoding="utf-8", newline="") as file:
        facts = {fact["quantity"]: float(fact["value"]) for fact in csv.DictReader(file)}
    ages = age_structure(facts, {row.text("key"): _change(row) or 0.0 for row in rows})
    borders = read_table(folder / "neighbours.csv", required=("key_a", "key_b"))
    pairs = tuple((row.text("key_a"), row.text("key_b")) for row in borders)
    return Region(name, tuple(_places(rows, ages)), pairs, attribution)


# ---------------------------------------------------------------------------------------- checks
def _check_rows(path: Path, rows: Sequence[Row]) -> None:
    """Refuse what only shows when looking at all rows."""
    if not MIN_PLACES <= len(rows) <= MAX_PLACES:
        line = rows[-1].line if rows else 1
        raise RegionError(f"{path}: row {line}, column key: {count_allowed(len(rows))}")
    first: dict[str, int] = {}
    for row in rows:
        key = row.text("key")
        if key in first:
            raise row.refusal("key", f"each key once, this one stands in row {first[key]}")
        first[key] = row.line
    if not any(row.count("population") for row in rows):
        raise rows[0].refusal("population", "at least one municipality with residents")
    column = _seat_column(rows[0])
    seats = [row for row in rows if row.flag(column)]
    if len(seats) > 1:
        raise seats[1].refusal(column, f"one seat, that of row {seats[0].line}, or none")


def _check_position(row: Row) -> None:
    """Refuse a German place whose latitude and longitude changed places."""
    lat, lon = row.number("lat"), row.number("lon")
    if 5.8 <= lat <= 15.1 and 47.2 <= lon <= 55.1:
        raise row.refusal("lat", f"degrees north; it looks swapped with lon = {lon:g}")


def _check_ages(row: Row) -> None:
    """Refuse shares of young and old that are more than all."""
    young, old = (row.number_or_none(name) for name in ("share_under_20", "share_65_plus"))
    if young is not None and old is not None and young + old > 1:
        raise row.refusal("share_65_plus", f"with share_under_20 = {young:g} at most {1 - young:g}")


def _given_neighbours(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Pairs of the column `neighbours`; each border must be named from both sides."""
    named = {row.cells["key"]: row.cells.get("neighbours", "").split() for row in rows}
    for row in rows:
        key = row.cells["key"]
        for other in named[key]:
            if other == key:
                raise row.refusal("neighbours", "other keys than its own")
            if other not in named:
                hint = nearest(other, named)
                raise row.refusal("neighbours", f"keys of this file, not {shown(other)}{hint}")
            if key not in named[other]:
                allowed = f"borders named by both, but {other} does not name {key}"
                raise row.refusal("neighbours", allowed)
    return tuple((key, other) for key, others in named.items() for other in others)


# ------------------------------------------------------------------------------------ from rows
def _places(rows: Sequence[Row], ages: AgeStructure) -> list[Place]:
    """Places of the rows, what they lack filled in and marked as derived."""
    changes = [_change(row) or 0.0 for row in rows]
    older = shares_65_plus(changes, [row.count("population") for row in rows], ages)
    younger = shares_under_20(older, ages)
    drafts = zip(rows, changes, older, younger, strict=True)
    return with_seat([_place(*draft) for draft in drafts])


def _place(row: Row, change: float, older: float, younger: float) -> Place:
    """The place of a row; the three derived figures serve where it gives none itself."""
    _check_position(row)
    _check_ages(row)
    names = ("share_under_20", "share_65_plus", "annual_change")
    missing = frozenset(name for name in names if not row.cells.get(name))
    young, old = row.number_or_none("share_under_20"), row.number_or_none("share_65_plus")
    return Place(
        key=row.text("key"),
        name=row.text("name"),
        population=row.count("population"),
        area_km2=row.number("area_km2"),
        lat=row.number("lat"),
        lon=row.number("lon"),
        is_town=row.flag("is_town"),
        is_seat=row.flag(_seat_column(row)),
        staff_fte=row.number_or_none("staff_fte"),
        willingness=row.number_or_none("willingness"),
        share_under_20=min(younger, 1 - (old or 0)) if young is None else young,
        share_65_plus=min(older, 1 - (young or 0)) if old is None else old,
        annual_change=change,
        history=_history(row),
        derived=missing,
    )


def _seat_column(row: Row) -> str:
    """In the built-in table `seat` is the locality of the town hall."""
    return "is_county_seat" if "is_county_seat" in row.cells else "seat"


def _change(row: Row) -> float | None:
    given = row.number_or_none("annual_change")
    return annual_change(_history(row)) if given is None else given


def _history(row: Row) -> tuple[tuple[date, int], ...]:
    """Earlier counts, oldest first: `population_YEAR` (31 December), `population_YEAR_census`."""
    days = {name: _day(name) for name, cell in row.cells.items() if cell}
    return tuple(sorted((day, row.count(name)) for name, day in days.items() if day))


def _day(column: str) -> date | None:
    found = HISTORY.fullmatch(column)
    if not found:
        return None
    return _CENSUS_DAY.get(found[1]) if found[2] else date(int(found[1]), 12, 31)
