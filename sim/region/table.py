"""The rows of a table or of the features of a GeoJSON file, with columns by their usual names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.region.official import as_table, bare_name
from sim.region.outlines import read_outlines
from sim.region.problems import Problems, closest
from sim.region.sheets import read_sheet, signature

REQUIRED = ("key", "name", "population")  # besides a position and an area, or outlines
PLACED = ("area_km2", "lat", "lon")
METRES = ("x_m", "y_m")
RANGES: dict[str, tuple[float, float, str]] = {  # column: lowest, highest, key of its unit
    "population": (1, 100_000_000, "residents"),
    "area_km2": (0.01, 1_000_000.0, "km2"),
    "lat": (-90.0, 90.0, "lat"),
    "lon": (-180.0, 180.0, "lon"),
    "x_m": (-1e8, 1e8, "metres"),
    "y_m": (-1e8, 1e8, "metres"),
    "staff_fte": (0.0, 1_000_000.0, "fte"),
    "willingness": (0.0, 1.0, "share"),
    "share_under_20": (0.0, 1.0, "share"),
    "share_65_plus": (0.0, 1.0, "share"),
    "annual_change": (-0.2, 0.2, "yearly_share"),
}
OPTIONAL = (
    *("staff_fte", "willingness", "share_under_20", "share_65_plus", "annual_change"),
    *("seat", "is_county_seat", "is_town", "neighbours", "kind", "county", "county_name"),
)
KNOWN = (*REQUIRED, *PLACED, *METRES, *OPTIONAL)
# Other names of columns: German ones, and those of official tables (Destatis, BBSR, BKG).
ALIASES = {
    **dict.fromkeys(("ags", "schlüssel", "gemeindeschlüssel", "gemeindekennziffer", "gkz"), "key"),
    **dict.fromkeys(("gen", "gemeinde", "gemeindename", "ort"), "name"),
    **dict.fromkeys(
        ("ewz", "einwohner", "einwohnerzahl", "bevölkerung", "residents"), "population"
    ),
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
HISTORY = re.compile(r"population_(census_)?([12]\d{3})(_census|_z\d{4})?", re.ASCII)

_YES, _NO = ("1", "true", "x", "ja", "yes"), ("", "0", "false", "nein", "no")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f"))  # between thousands
_GROUPED = {  # thousands, by the sign between them
    sign: re.compile(rf"[+-]?\d{{1,3}}(\{sign}\d{{3}})+", re.ASCII) for sign in ".,"
}
_UNINHABITED = re.compile(r"gemeindefrei|gemfr|^(uninhabited|unbewohnt|unincorporated)", re.I)


@dataclass(frozen=True)
class Row:
    """A line of a table: cells by column, and where it stands."""

    line: int
    cells: dict[str, str]
    decimal_comma: bool = False
    unit: str = "row"

    def wrong(self, problems: Problems, column: str, allowed: str, **what: Any) -> None:
        """Note that a cell cannot be used."""
        given = self.cells.get(column, "")
        where = {"row": self.line, "unit": self.unit, "column": column}
        problems.add(allowed, **({"given": given} | where | what))

    def text(self, column: str, problems: Problems) -> str:
        """A text that must not be missing."""
        if not self.cells.get(column):
            self.wrong(problems, column, "text")
        return self.cells.get(column, "")

    def flag(self, column: str, problems: Problems) -> bool:
        """Whether a cell says yes; a missing one says no."""
        cell = self.cells.get(column, "").casefold()
        if cell not in _YES + _NO:
            yes, no = ", ".join(_YES), ", ".join(_NO[1:])
            self.wrong(problems, column, "flag", values={"yes": yes, "no": no})
        return cell in _YES

    def number(self, column: str, problems: Problems) -> float:
        """A number within the range of its column (one of `RANGES`); the lowest if it is wrong."""
        low, high, unit = RANGES[column]
        value = self._parsed(self.cells.get(column, ""))
        if value is None or not low <= value <= high:
            self._out_of_range(problems, column, low, high, unit, "number")
            return low
        return value

    def number_or_none(self, column: str, problems: Problems) -> float | None:
        """The same, None where the column or the cell is missing."""
        return self.number(column, problems) if self.cells.get(column) else None

    def count(self, column: str, problems: Problems) -> int:
        """A number of residents, 0 only in earlier years; the lowest if it is wrong."""
        low, high, unit = RANGES["population"]
        low = low if column == "population" else 0
        cell = self.cells.get(column, "").translate(_BLANKS)
        sign = "." if self.decimal_comma else ","
        if _GROUPED[sign].fullmatch(cell):
            cell = cell.replace(sign, "")
        value = self._parsed(cell)
        if value == 0 and low:
            self.wrong(problems, column, "residents")
        elif value is None or not low <= value <= high or value != int(value):
            self._out_of_range(problems, column, low, high, unit, "count")
        else:
            return int(value)
        return int(low)

    @property
    def is_area_only(self) -> bool:
        """Whether it says that it belongs to no municipality."""
        told = f"{self.cells.get('kind', '')} {self.cells.get('designation', '')}".strip()
        is_marked = self.cells.get("unincorporated", "").casefold() in _YES
        return is_marked or bool(_UNINHABITED.search(told))

    def _out_of_range(
        self, problems: Problems, column: str, low: float, high: float, unit: str, allowed: str
    ) -> None:
        values = {"low": low, "high": high, "unit": unit}
        if column in ("lat", "lon") and abs(self._parsed(self.cells.get(column, "")) or 0) > 360:
            allowed = "degrees"
        self.wrong(problems, column, allowed, values=values)

    def _parsed(self, cell: str) -> float | None:
        plain = cell.replace(",", ".") if self.decimal_comma else cell
        return float(plain) if _NUMBER.fullmatch(plain) else None


@dataclass(frozen=True)
class Table:
    """A table with its columns by their usual names.

    Attributes:
        rows: a row for each municipality.
        columns: names of the columns.
        renamed: those that bear another name in the file, with the usual one.
        form, encoding: of the file (see `Sheet`); "geojson" for features.
        is_official: whether it has the columns of the official table of municipalities.
        counted_by: column that the residents were taken from, if not `population`.
    """

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    form: str
    encoding: str = ""
    is_official: bool = False
    counted_by: str = ""

    @cached_property
    def counties(self) -> dict[str, list[Row]]:
        """The rows of each county, by its key, or name where it has none; may be empty."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            key = row.cells.get("county") or row.cells.get("county_name", "")
            if key:
                found.setdefault(key, []).append(row)
        return found


def read_table(path: Path, required: Sequence[str] = REQUIRED) -> Table:
    """The rows of a CSV file, an Excel workbook, or the features of a GeoJSON file.

    Raises:
        RegionError: for a file that cannot be read, is empty, lacks a column or has broken rows.
    """
    return _cached(str(path), signature(path), tuple(required))


@lru_cache(maxsize=4)
def _cached(path: str, _signature: tuple[int, int], required: tuple[str, ...]) -> Table:
    problems = Problems(path)
    if is_outlines(Path(path)):
        return _of_features(Path(path), problems, required)
    sheet = read_sheet(Path(path))
    official = as_table(sheet.rows)
    numbered = official or list(sheet.rows)
    if not numbered:
        problems.stop("header", row=1, column=required[0], values={"names": ", ".join(required)})
    start = 0 if official else _header_row(numbered)
    line, given = numbered[start]
    header, renamed = _columns([name.lower() for name in given])
    _check_header(problems, line, header, required)
    rows = [
        _row(problems, number, header, cells, bool(official) or sheet.decimal_comma)
        for number, cells in numbered[start + 1 :]
    ]
    problems.refuse()
    found = Table(tuple(rows), tuple(header), renamed, sheet.form, sheet.encoding)
    return _completed(found, problems)


def _of_features(path: Path, problems: Problems, required: tuple[str, ...]) -> Table:
    features = read_outlines(path).features
    names = list(dict.fromkeys(name for feature in features for name in feature.properties))
    header, renamed = _columns(names)
    if "key" not in header and any(feature.key for feature in features):
        header.append("key")
        names.append("key")
    _check_header(problems, None, header, required)
    rows = tuple(
        Row(
            feature.number,
            dict(zip(header, (feature.properties.get(name, "") for name in names), strict=True))
            | {"key": feature.key},
            unit="feature",
        )
        for feature in features
    )
    return _completed(Table(rows, tuple(header), renamed, "geojson"), problems)


def is_outlines(path: Path) -> bool:
    """Whether a file holds outlines, by its ending."""
    return path.suffix.lower() in (".geojson", ".json")


def _row(
    problems: Problems, line: int, header: list[str], cells: Sequence[str], decimal_comma: bool
) -> Row:
    beyond = [(place, cell) for place, cell in enumerate(cells, 1) if cell and place > len(header)]
    if beyond:
        place, cell = beyond[0]
        values = {"count": len(header)}
        problems.add("cells", row=line, column=str(place), given=cell, values=values)
    filled = [*cells, *[""] * len(header)]
    return Row(line, dict(zip(header, filled, strict=False)), decimal_comma)


def _header_row(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Which row names the columns: among the first ten the one with most known names."""

    def known(place: int) -> int:
        names = {cell.lower() for cell in rows[place][1]}
        return sum(ALIASES.get(name, name) in KNOWN for name in names)

    return max(
        range(min(10, len(rows))), key=lambda place: (known(place) > 1, known(place), -place)
    )


def _columns(given: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Columns by their usual names; another name counts only where the usual one is missing."""
    header, renamed = list(given), []
    for place, name in enumerate(given):
        usual = ALIASES.get(name.lower(), name.lower())
        if usual != name and usual not in header:
            header[place] = usual
            if usual != name.lower():
                renamed.append((name, usual))
    return header, tuple(renamed)


def _check_header(
    problems: Problems, line: int | None, header: list[str], required: tuple[str, ...]
) -> None:
    """Refuse missing and doubled columns, and names that look like a misspelt known one."""
    where: dict[str, Any] = {"row": line}
    spare = [name for name in header if name not in KNOWN]
    for name in required:
        if name not in header and not _is_replaced(name, header):
            near = closest(name, spare)
            values = {"names": ", ".join(required), "column": name}
            problems.add("needed", what="missing", column=name, near=near, values=values, **where)
    for name in sorted({*header} - {""}):
        if header.count(name) > 1:
            times = {"count": header.count(name)}
            problems.add("once", what="doubled", column=name, values=times, **where)
    unused = [name for name in KNOWN if name not in header]
    for name in header if required[0] == "key" else ():
        near = closest(name, [n for n in unused if n not in required], likeness=0.8)
        if near and name not in KNOWN and not HISTORY.fullmatch(name):
            values = {"names": ", ".join(unused)}
            problems.add("known", what="unknown", column=name, near=near, values=values, **where)
    problems.refuse()


def _is_replaced(name: str, header: Sequence[str]) -> bool:
    """Whether another column says the same: an older count, or a position in metres."""
    if name in ("lat", "lon"):
        return {*METRES} <= {*header}
    return name == "population" and bool(_newest_count(header))


def _newest_count(columns: Sequence[str]) -> str:
    """The column with the newest number of residents; official tables have no other."""
    dated = [
        (found[2], not found[1], name) for name in columns if (found := HISTORY.fullmatch(name))
    ]
    return max(dated)[2] if dated else ""


def _completed(table: Table, problems: Problems) -> Table:
    """With residents of the newest count, whole official keys and names as people say them."""
    renamed = dict(table.renamed)
    is_official = any(name.lower() in ("ags", "ars", "rs") for name in renamed)
    counted_by = "" if "population" in table.columns else _newest_count(table.columns)
    has_county = "county" in table.columns
    rows = []
    for row in table.rows:
        cells = dict(row.cells)
        if counted_by:
            cells["population"] = cells[counted_by]
        if is_official:
            key = cells.get("key", "")
            cells["key"] = key.zfill(8) if key.isdecimal() and len(key) == 7 else key
            cells["full_name"] = cells.get("name", "")
            cells["designation"] = cells["full_name"].partition(",")[2]
            cells["name"] = bare_name(cells.get("name", ""))
            cells["county_name"] = bare_name(cells.get("county_name", ""))
            if len(cells["key"]) == 8 and (not has_county or cells["county"].isdecimal()):
                cells["county"] = cells["key"][:5]
        rows.append(replace(row, cells=cells))
    return replace(table, rows=tuple(rows), is_official=is_official, counted_by=counted_by)
