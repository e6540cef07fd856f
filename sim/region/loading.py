"""From files to a `Region`: the built-in county, or a county of one's own."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.region.ages import AgeStructure, age_structure
from sim.region.associations import by_association, outlines_by_unit
from sim.region.borders import derived_neighbours
from sim.region.checking import check_rows, given_neighbours
from sim.region.columns import METRES, PLACED, REQUIRED
from sim.region.filling import change_of, places_of
from sim.region.given_borders import given_outlines, given_pairs
from sim.region.official import bare_name, is_seat_by_title, named_at
from sim.region.outlines import (
    area_km2,
    drawn,
    middle,
    shared_borders,
)
from sim.region.places import MAX_PLACES, Place, Region, with_seat
from sim.region.problems import Problems, RegionError, clean, closest, shown
from sim.region.sheets import signature
from sim.region.table import Row, Table, is_outlines, read_table
from sim.texts.mistakes import given

if TYPE_CHECKING:
    pass

_DATA = Path(__file__).parents[1] / "data"
_BUILT_IN = {
    "werra-meissner": (
        "Werra-Meißner-Kreis",
        "© Statistisches Bundesamt (Destatis), 2009-2025; Statistische Ämter des Bundes und der "
        "Länder, © BBSR (INKAR), © GeoBasis-DE / BKG 2025: dl-de/by-2-0, data changed",
    )
}
UNITS = ("municipality", "association")
_OF_DESTATIS = "© Statistisches Bundesamt (Destatis), data changed"


class Files(NamedTuple):
    """What a region is read from (see `load_region`)."""

    path: str
    county: str
    borders: str
    seat: str
    unit: str


@dataclass(frozen=True)
class Reading:
    """A region with how it was read.

    Attributes:
        region: the region.
        table: the table it was read from.
        left_out: names of areas that belong to no municipality.
        associations: key and name of its association, by key of the municipality, where several
            municipalities share one.
        seat_by: how the county seat was found: "setting", "column", "title" (it calls itself
            Kreisstadt), "county_name" (the county bears its name) or "largest".
        neighbours_by: from what they come: "column", "outlines", "pairs" or "positions".
        placed_by: what gave the positions: "degrees", "metres" or "outlines".
        counties: keys and names of the counties that were read as one; empty where it is one.
        path: of the file, as it was named.
    """

    region: Region
    table: Table
    left_out: tuple[str, ...]
    associations: Mapping[str, tuple[str, str]]
    seat_by: str
    neighbours_by: str
    placed_by: str
    counties: Mapping[str, str]
    path: str


def load_region(
    source: str | Path = "werra-meissner",
    *,
    borders: str | Path = "",
    seat: str = "",
    unit: str = "municipality",
) -> Region:
    """A checked region: the built-in county by name, or a county from a file.

    A file is CSV, an Excel workbook or GeoJSON, and has a row (a feature) for each municipality
    with `key,name,population,area_km2,lat,lon` and, if known, `seat,staff_fte,willingness,
    share_under_20,share_65_plus,annual_change,neighbours`.  A table of many counties, such as the
    official one of all German municipalities (GV-ISys), is read with `FILE#COUNTY`, the county's
    key or name.  What is missing is derived and marked so: the change is that of the columns
    `population_2013` and `population_2023` where both are there, else 0; the age shares are
    Germany's; neighbours come from outlines that share a border, else from the positions; the
    seat is who calls itself so, or whose name the county bears, else the most populous.

    Args:
        source: name of the built-in county, or path of a file.
        borders: GeoJSON with the outlines of the municipalities, to be drawn and to tell the
            neighbours; or a CSV file with pairs of neighbours, `key_a,key_b`.
        seat: name or key of the county seat.
        unit: "municipality", or "association" for the associations that run the administrations
            of their municipalities, where the table names them (`verband_ars`, `verband_name`).

    Raises:
        RegionError: with one line that names file, row and column, what is given and allowed.
    """
    return read_region(source, borders=borders, seat=seat, unit=unit).region


def read_region(
    source: str | Path = "werra-meissner",
    *,
    borders: str | Path = "",
    seat: str = "",
    unit: str = "municipality",
) -> Reading:
    """A region with how it was read (see `load_region`)."""
    if unit not in UNITS:
        raise RegionError(given(shown(unit), ", ".join(UNITS)), where="unit")
    path, county = split_source(source)
    files = Files(str(path), county, str(borders), seat, unit)
    return _read(files, signature(path), signature(borders))


def split_source(source: str | Path) -> tuple[Path, str]:
    """Path of a file, and which county of it: `FILE#COUNTY`; no county: empty."""
    found = re.fullmatch(r"(.*\.\w+)#(.*)", str(source))
    if not found or Path(source).exists():
        return Path(source), ""
    return Path(found[1]), found[2].strip()


def bare_source(source: str) -> str:
    """A source without the folder that its file lies in."""
    path, county = split_source(source)
    return f"{path.name}#{county}" if county else path.name


def counties(path: str | Path) -> dict[str, str]:
    """Keys and names of the counties of a table that have two municipalities or more.

    Raises:
        RegionError: for a table that cannot be read, or does not tell counties apart.
    """
    problems = Problems(str(path))
    table = read_table(Path(path), (*REQUIRED, *PLACED))
    if not table.counties:
        problems.stop("with_counties", what="no_counties")
    return {
        key: name
        for key, name in _names_of_counties(table).items()
        if sum(not row.is_area_only for row in table.counties[key]) > 1
    }


@lru_cache(maxsize=512)
def _read(files: Files, *_signatures: tuple[int, int]) -> Reading:
    path = Path(files.path)
    if files.path in _BUILT_IN and not files.county:
        return _built_in(files)
    problems = Problems(files.path)
    if not path.suffix and not path.exists():
        names, near = {"names": ", ".join(_BUILT_IN)}, closest(files.path, _BUILT_IN)
        problems.stop("region", what="no_region", given=files.path, near=near, values=names)
    has_outlines = is_outlines(path) or (files.borders and is_outlines(Path(files.borders)))
    table = read_table(path, REQUIRED if has_outlines else (*REQUIRED, *PLACED))
    rows, name = _rows_of_county(table, files.county, problems)
    whose = next((row.cells["source"] for row in rows if row.cells.get("source")), "")
    if not whose:
        is_published = "verband_ars" in table.columns
        whose = f"{path.name}; {_OF_DESTATIS}" if is_published else path.name
    region = Region(name or path.stem, (), source=whose)
    return _reading(region, table, rows, AgeStructure(), problems, files)


def _built_in(files: Files) -> Reading:
    name, attribution = _BUILT_IN[files.path]
    folder = _DATA / files.path
    table = read_table(folder / "municipalities.csv")
    problems = Problems(files.path)
    with (folder / "county.csv").open(encoding="utf-8", newline="") as file:
        facts = {fact["quantity"]: float(fact["value"]) for fact in csv.DictReader(file)}
    changes = {row.cells["key"]: change_of(row, problems) or 0.0 for row in table.rows}
    region = Region(name, (), source=attribution)
    own = files._replace(borders=files.borders or str(folder / "neighbours.csv"))
    return _reading(region, table, table.rows, age_structure(facts, changes), problems, own)


def _reading(
    region: Region,
    table: Table,
    every: Sequence[Row],
    ages: AgeStructure,
    problems: Problems,
    files: Files,
) -> Reading:
    """A region from the rows of its county and the files that belong to it."""
    rows = [row for row in every if not row.is_area_only]
    areas = [row for row in every if row.is_area_only]
    if files.unit == "association" and "verband_ars" not in table.columns:
        problems.stop("with_associations", what="no_associations")
    check_rows(rows, problems)
    outlines, whose = given_outlines(table, rows, areas, files.borders, problems)
    inhabited = {row.cells["key"]: outlines[row.cells["key"]] for row in rows if outlines}
    measured = {key: (*middle(one), area_km2(one)) for key, one in inhabited.items()}
    drafts = places_of(rows, ages, problems, measured)
    pairs = given_neighbours(rows, problems) if _any(rows, "neighbours") else ()
    problems.refuse()
    places, seat_by = _seated(drafts, rows, region.name, files.seat, problems)
    neighbours_by = "column" if _any(rows, "neighbours") else "outlines" if outlines else "pairs"
    if neighbours_by == "outlines":
        pairs = shared_borders(inhabited)
    elif neighbours_by == "pairs" and files.borders:
        known = {row.cells["key"] for row in table.rows}
        pairs = given_pairs(Path(files.borders), {place.key for place in places}, known)
    elif neighbours_by == "pairs":
        pairs, neighbours_by = derived_neighbours(places), "positions"
    derived = frozenset({"neighbours"} if neighbours_by == "positions" else ())
    found = replace(region, places=tuple(places), neighbours=pairs, derived=derived)
    groups = _associations(rows)
    if files.unit == "association":
        found = by_association(found, groups)
        outlines = outlines_by_unit(outlines, groups)
    if outlines:
        found = replace(found, shapes=drawn(outlines), shapes_source=whose)
    in_metres = METRES[0] in table.columns
    is_measured = any("lat" in place.derived for place in places)
    placed_by = "metres" if in_metres else "outlines" if is_measured else "degrees"
    names = tuple(row.cells.get("name", "") for row in areas)
    mixed = _names_of_counties(table) if every is table.rows and len(table.counties) > 1 else {}
    return Reading(
        found, table, names, groups, seat_by, neighbours_by, placed_by, mixed, files.path
    )


def _associations(rows: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """Key and name of the association of each municipality that shares one."""
    found = {
        row.cells["key"]: (row.cells["verband_ars"], bare_name(row.cells.get("verband_name", "")))
        for row in rows
        if row.cells.get("verband_ars")
    }
    sizes = Counter(key for key, _ in found.values())
    return {key: association for key, association in found.items() if sizes[association[0]] > 1}


def _any(rows: Sequence[Row], column: str) -> bool:
    return any(row.cells.get(column) for row in rows)


# --------------------------------------------------------------------------------------- county
def _rows_of_county(table: Table, county: str, problems: Problems) -> tuple[Sequence[Row], str]:
    """The rows of a county and its name; without a county all rows, if they are not too many."""
    found = table.counties
    if county and not found:
        problems.stop("with_counties", what="no_counties")
    if county:
        key = _county_key(found, county, problems)
        return found[key], _county_name(found[key], key)
    if len(found) == 1:
        key, rows = next(iter(found.items()))
        return table.rows, _county_name(rows, "")
    if len(found) > 1 and len(table.rows) > MAX_PLACES:
        key = next(key for key, rows in found.items() if len(rows) > 1)
        count = sum(not row.is_area_only for row in table.rows)
        values = {"count": count, "counties": len(found)}
        example = f"{Path(problems.file).name}#{key}"
        name = _county_name(found[key], "")
        example += f" ({name})" if name else ""
        problems.stop("one_county", what="counties", values=values | {"example": example})
    return table.rows, ""


def _county_key(found: Mapping[str, Sequence[Row]], county: str, problems: Problems) -> str:
    if county in found:
        return county
    padded = county.zfill(5)
    if county.isdecimal() and padded in found:
        return padded
    named: dict[str, list[str]] = {}
    for key, rows in found.items():
        named.setdefault(_county_name(rows, key).casefold(), []).append(key)
    same = named.get(clean(county).casefold(), [])
    same = [key for key in same if len(found[key]) > 1] or same  # not the town beside its county
    if len(same) == 1:
        return same[0]
    if same:
        values = {"keys": ", ".join(same)}
        problems.stop("county_key", what="county", given=county, values=values)
    names = [_county_name(rows, key) for key, rows in found.items()]
    near = closest(county, [*names, *found])
    values = {"example": next(iter(found))}
    problems.stop("known_county", what="county", given=county, near=near, values=values)


def _names_of_counties(table: Table) -> dict[str, str]:
    """Keys and names of the counties of a table."""
    return {key: _county_name(rows, key) for key, rows in sorted(table.counties.items())}


def _county_name(rows: Sequence[Row], otherwise: str) -> str:
    return next((name for row in rows if (name := row.cells.get("county_name"))), otherwise)


# ----------------------------------------------------------------------------------------- seat
def _seated(
    drafts: Sequence[Place], rows: Sequence[Row], county: str, seat: str, problems: Problems
) -> tuple[list[Place], str]:
    """The places with their county seat, and how it was found."""
    if seat:
        try:
            key = Region(county, tuple(drafts)).find(seat).key
        except RegionError:
            near = closest(seat, [name for place in drafts for name in (place.name, place.key)])
            same = [place.key for place in drafts if place.name.casefold() == seat.casefold()]
            allowed = "key_of_several" if same else "known_place"
            values = {"keys": ", ".join(same)}
            problems.stop(allowed, what="no_place", given=seat, near=near, values=values)
        return [replace(place, is_seat=place.key == key) for place in drafts], "setting"
    if any(place.is_seat for place in drafts):
        return list(drafts), "column"
    titled = {
        row.cells["key"] for row in rows if is_seat_by_title(row.cells.get("designation", ""))
    }
    for place in sorted(drafts, key=lambda place: (-place.population, place.key)):
        if place.key in titled:
            return [_marked(one) if one is place else one for one in drafts], "title"
    named = [
        (named_at(place.name, county), -place.population, place.key)
        for place in drafts
        if place.is_town and named_at(place.name, county) >= 0
    ]
    if named:
        first = min(named)[2]
        return [_marked(one) if one.key == first else one for one in drafts], "county_name"
    return with_seat(drafts), "largest"


def _marked(place: Place) -> Place:
    return replace(place, is_seat=True, derived=place.derived | {"is_seat"})
