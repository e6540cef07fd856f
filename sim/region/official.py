"""The official table of German municipalities (Destatis, GV-ISys), as it is published.

The extract ("Auszug GV") is a workbook with a line per unit: states, districts, counties,
associations of municipalities, and municipalities.  Its columns have no names that could be read;
they are known by their places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

COUNTY, ASSOCIATION, MUNICIPALITY = "40", "50", "60"  # kinds of lines
KINDS = {  # "Textkennzeichen" of a municipality
    "60": "Markt",
    "61": "kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Gemeinde",
    "65": "gemeindefrei bewohnt",
    "66": "gemeindefrei unbewohnt",
    "67": "Große Kreisstadt",
}
_KEY = ((2, 2), (3, 1), (4, 2), (6, 3))  # place and digits: state, district, county, municipality
_NAME, _AREA, _RESIDENTS, _LON, _LAT = 7, 8, 9, 14, 15
_HEADER = (
    *("ags", "name", "kind", "population", "area_km2", "lat", "lon"),
    *("county", "county_name", "verband_ars", "verband_name"),
)
# "Kreisstadt" is the title of a county seat in Hesse and the Saarland; a "Große Kreisstadt" is
# another thing.
_SEAT = re.compile(r"(?<!Große )\bKreisstadt\b|\bKreis- und\b")


def as_table(
    rows: Sequence[tuple[int, Sequence[str]]],
) -> list[tuple[int, tuple[str, ...]]]:
    """An extract of GV-ISys as a header and a row per municipality; empty if it is none."""
    if not any(_is_state(cells) for _, cells in rows[:20]):
        return []
    counties: dict[str, str] = {}
    associations: dict[str, str] = {}
    found: list[tuple[int, tuple[str, ...]]] = [(1, _HEADER)]
    for line, given in rows:
        cells = [*given, *[""] * 16]
        key = "".join(cells[place].zfill(digits) for place, digits in _KEY)
        county, association = key[:5], key[:5] + cells[5].zfill(4)
        if cells[0] == COUNTY:
            counties[county] = cells[_NAME]
        if cells[0] == ASSOCIATION:
            associations[association] = cells[_NAME]
        if cells[0] != MUNICIPALITY:
            continue
        values = (cells[_RESIDENTS], cells[_AREA], cells[_LAT], cells[_LON])
        kind = KINDS.get(cells[1], "")
        named = (county, counties.get(county, ""), association, associations.get(association, ""))
        found.append((line, (key, cells[_NAME], kind, *values, *named)))
    return found


def _is_state(cells: Sequence[str]) -> bool:
    """Whether this is the line of a state, with which each extract begins."""
    return len(cells) > 7 and cells[0] == "10" and not cells[1] and cells[2].isdecimal()


def whole_keys(keys: Sequence[str], *, may_lack_zero: bool = False) -> list[str]:
    """Official keys of German municipalities, eight digits each; empty where any is another kind.

    Regional keys of twelve digits lose the four of the association.

    Args:
        keys: as they stand in a table.
        may_lack_zero: whether a spreadsheet may have taken the zero in front of them.
    """
    lengths = {7: 8, 11: 12} if may_lack_zero else {}
    padded = [key.zfill(lengths.get(len(key), 0)) for key in keys]
    if not padded or not all(map(is_official_key, padded)):
        return []
    return [key if len(key) == 8 else key[:5] + key[9:] for key in padded]


def is_official_key(key: str) -> bool:
    """Whether this is a key of a German municipality: eight digits (twelve: regional), a state."""
    is_whole = len(key) in (8, 12) and key.isdecimal() and key.isascii()
    return is_whole and 1 <= int(key[:2]) <= 16


def bare_name(name: str) -> str:
    """The name without what a municipality calls itself besides ("Eschwege, Kreisstadt")."""
    return name.partition(",")[0].strip()


def is_seat_by_title(designation: str) -> bool:
    """Whether a municipality calls itself the seat of its county."""
    return bool(_SEAT.search(designation))


def named_at(name: str, county: str) -> int:
    """Where a county's name holds that of a municipality; -1: nowhere.

    Of "Saalfeld/Saale" or "Bergen auf Rügen" the first word counts, of "Bad Tölz" both.

    >>> named_at("Bitburg", "Eifelkreis Bitburg-Prüm"), named_at("Au", "Aurich")
    (11, -1)
    """
    words = re.split(r"[ /(]", name)
    count = 2 if words[0] in ("Bad", "Sankt", "St.") else 1
    first = " ".join(words[:count])
    found = re.search(rf"(?<!\w){re.escape(first)}(?!\w)", county) if len(first) > 2 else None
    return found.start() if found else -1
