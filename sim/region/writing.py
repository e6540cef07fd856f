"""A region as a table that can be looked through, corrected, and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from sim import workbook
from sim.region.ages import AgeStructure
from sim.region.checking import NONE
from sim.region.places import Place, Region

_COLUMNS = ("key", "name", "population", "area_km2", "lat", "lon", "seat", "is_town")
_KNOWN_BY_FEW = ("staff_fte", "willingness", "share_under_20", "share_65_plus", "annual_change")


Rows = list[list[object]]


def as_rows(region: Region, associations: Mapping[str, tuple[str, str]] | None = None) -> Rows:
    """The table of a region: what was derived for want of figures stays empty, borders do not.

    Reading it gives a region of the same name, source and fingerprint, unless keys hold blanks:
    then neighbours are derived again.

    Args:
        region: the region.
        associations: key and name of its association by key of the municipality, where it is
            known (see `Reading`).
    """
    days = sorted({day for place in region.places for day, _ in place.history})
    with_neighbours = all(len(key.split()) == 1 for key in region.keys)
    header: list[object] = [*_COLUMNS, *_KNOWN_BY_FEW, *map(_column, days)]
    header += ["neighbours"] if with_neighbours else []
    rows = [[*header, "county_name", "verband_ars", "verband_name", "source"]]
    for place in region.places:
        counts = dict(place.history)
        row = [*_facts(place), *(counts.get(day, "") for day in days)]
        row += [" ".join(region.neighbour_keys(place.key)) or NONE] if with_neighbours else []
        association = (associations or {}).get(place.key, ("", ""))
        rows.append([*row, region.name, *association, region.source])
    return rows


def as_csv(rows: Rows) -> str:
    """The table as text, with commas and decimal points."""
    room = io.StringIO()
    csv.writer(room, lineterminator="\n").writerows(rows)
    return room.getvalue()


def as_workbook(rows: Rows) -> bytes:
    """The table as an Excel workbook: keys keep their zeros, numbers have its digits."""
    return workbook.as_workbook({"region": rows})


def _facts(place: Place) -> list[object]:
    facts: list[object] = [getattr(place, name) for name in _COLUMNS[:6]]
    facts += [int(place.is_seat) or "", int(place.is_town) or ""]
    usual = {**vars(AgeStructure()), "annual_change": 0.0}
    for name in _KNOWN_BY_FEW:
        value = getattr(place, name)
        is_unknown = name in place.derived and value == usual[name]
        facts.append("" if value is None or is_unknown else value)
    return facts


def _column(day: date) -> str:
    is_census = (day.month, day.day) != (12, 31)
    return f"population_{day.year}{'_census' if is_census else ''}"
