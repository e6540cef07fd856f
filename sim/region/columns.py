"""Columns of a region's table: their usual names, other names, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sim.region.problems import Problems, closest

REQUIRED = ("key", "name", "population")  # besides a position and an area, or outlines
PLACED = ("area_km2", "lat", "lon")
METRES = ("x_m", "y_m")
OPTIONAL = (
    *("staff_fte", "willingness", "share_under_20", "share_65_plus", "annual_change"),
    *("seat", "is_county_seat", "is_town", "neighbours", "kind", "county", "county_name"),
    *("verband_ars", "verband_name", "source"),
)
KNOWN = (*REQUIRED, *PLACED, *METRES, *OPTIONAL)
# Other names of columns: German ones, and those of official tables (Destatis, BBSR, BKG).
ALIASES = {
    **dict.fromkeys(("ags", "ars", "rs", "schlüssel", "gemeindeschlüssel"), "key"),
    **dict.fromkeys(("amtlicher gemeindeschlüssel", "gemeindekennziffer", "gkz"), "key"),
    **dict.fromkeys(("gen", "gemeinde", "gemeindename", "ort"), "name"),
    **dict.fromkeys(("ewz", "einwohner", "einwohnerzahl", "bevölkerung"), "population"),
    **dict.fromkeys(("einwohnerinnen und einwohner", "residents"), "population"),
    **dict.fromkeys(("kfl", "fläche", "flaeche", "fläche_km2", "fläche_km²"), "area_km2"),
    **dict.fromkeys(("breite", "breitengrad", "latitude"), "lat"),
    **dict.fromkeys(("länge", "längengrad", "laengengrad", "longitude", "lng"), "lon"),
    **dict.fromkeys(("kreisstadt", "kreissitz"), "seat"),
    **dict.fromkeys(("stellen", "personal_vzä"), "staff_fte"),
    **dict.fromkeys(("bereitschaft",), "willingness"),
    **dict.fromkeys(("nachbarn", "nachbargemeinden"), "neighbours"),
    **dict.fromkeys(("bez", "art"), "kind"),
    **dict.fromkeys(("county_ags", "kreisschlüssel"), "county"),
    **dict.fromkeys(("kreis", "landkreis", "kreisname"), "county_name"),
    **{"ags_a": "key_a", "ags_b": "key_b"},
}
# What a German table calls the columns that it must have.
GERMAN = {
    **{"key": "schlüssel", "name": "gemeinde", "population": "einwohner"},
    **{"area_km2": "fläche", "lat": "breite", "lon": "länge"},
}
ANY_NAME = frozenset((*KNOWN, *ALIASES))
HISTORY = re.compile(r"population_(census_)?([12]\d{3})(_census|_z\d{4})?", re.ASCII)
# Of these a table has one only: two would say different things.  A key or a name may stand twice.
_MEASURED = (*REQUIRED[2:], *PLACED, *OPTIONAL[:5])
# What is said of a column besides its name: "Fläche (km²)", "Einwohner 2023", "Fläche in km²".
_ADDED = re.compile(r"\(.*?\)|\[.*?\]|\bin km²?|\bkm²|\b\d{1,2}\.\d{1,2}\.|\b(19|20)\d{2}\b")


def usual_name(given: str) -> str:
    """The usual name of a column, or the given one in small letters.

    >>> usual_name("Fläche (km²)"), usual_name("Einwohner 31.12.2023"), usual_name("Bemerkung")
    ('area_km2', 'population', 'bemerkung')
    """
    name = " ".join(given.lower().split())
    if name in KNOWN or HISTORY.fullmatch(name):
        return name
    bare = " ".join(_ADDED.sub(" ", name).split())
    return ALIASES.get(name) or (bare if bare in KNOWN else ALIASES.get(bare, name))


def header_row(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Which row names the columns: among the first ten the one with most known names."""
    counts = [len({usual_name(cell) for cell in cells} & {*KNOWN}) for _, cells in rows[:10]]
    most = max(counts)
    return counts.index(most) if most > 1 else 0


def usual_columns(given: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Columns by their usual names, and which were renamed; the usual name itself comes first."""
    header = [" ".join(name.lower().split()) for name in given]
    renamed = []
    for place, name in enumerate(given):
        usual = usual_name(name)
        if usual != header[place] and usual not in header:
            header[place] = usual
            renamed.append((name, usual))
    return header, tuple(renamed)


def check_header(
    problems: Problems,
    line: int | None,
    given: Sequence[str],
    header: Sequence[str],
    required: Sequence[str],
) -> None:
    """Refuse missing and doubled columns, and names that look like a misspelt known one.

    Raises:
        RegionError: for any of them.
    """
    where: dict[str, Any] = {"row": line}
    spare = [name for name in header if name and name not in KNOWN]
    recognised = _recognised(given, header)
    is_german = any(name.lower() in GERMAN.values() for name in given)
    for name in required:
        if name not in header and not _is_replaced(name, header):
            german = GERMAN.get(name, name)
            values = {"names": " / ".join(dict.fromkeys((name, german))), "recognised": recognised}
            column = f"{german} ({name})" if is_german and german != name else name
            missing = {"what": "missing", "near": closest(name, spare), "values": values}
            problems.add(
                "needed" if recognised else "needed_alone", column=column, **missing, **where
            )
    _check_doubled(problems, given, header, where)
    unused = [name for name in KNOWN if name not in header]
    for name in header if required[0] == "key" else ():
        near = closest(name, [n for n in unused if n not in required], likeness=0.8)
        if near and name not in KNOWN and not HISTORY.fullmatch(name):
            values = {"names": ", ".join(unused)}
            problems.add("known", what="unknown", column=name, near=near, values=values, **where)
    problems.refuse()


def _recognised(given: Sequence[str], header: Sequence[str]) -> str:
    """The columns that are known, and as what where they are called otherwise."""
    known = [(own, usual) for own, usual in zip(given, header, strict=False) if usual in KNOWN]
    return ", ".join(own if own == usual else f"{own} = {usual}" for own, usual in known)


def newest_count(columns: Sequence[str]) -> str:
    """The column with the newest number of residents; official tables have no other."""
    dated = [
        (found[2], not found[1], name) for name in columns if (found := HISTORY.fullmatch(name))
    ]
    return max(dated)[2] if dated else ""


def _check_doubled(
    problems: Problems, given: Sequence[str], header: Sequence[str], where: dict[str, Any]
) -> None:
    for name in sorted({*header} - {""}):
        if header.count(name) > 1:
            times = {"count": header.count(name)}
            problems.add("once", what="doubled", column=name, values=times, **where)
    for name in _MEASURED:
        same = [column for column in given if usual_name(column) == name]
        if len({*same}) > 1:
            values = {"names": ", ".join(map(repr, same))}
            problems.add("one_of", what="several", column=name, values=values, **where)


def _is_replaced(name: str, header: Sequence[str]) -> bool:
    """Whether another column says the same: an older count, or a position in metres."""
    if name in ("lat", "lon"):
        return {*METRES} <= {*header}
    return name == "population" and bool(newest_count(header))
