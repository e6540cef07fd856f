"""The rows of a table or of the features of a GeoJSON file, with columns by their usual names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.region.columns import (
    ANY_NAME,
    METRES,
    REQUIRED,
    check_header,
    header_row,
    newest_count,
    usual_columns,
)
from sim.region.official import as_table, bare_name, whole_keys
from sim.region.outlines import read_outlines
from sim.region.problems import Problems
from sim.region.sheets import read_sheet, signature

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
_POSITIONS = ("lat", "lon", *METRES)  # for which 9.784 is no number of thousands

_YES, _NO = ("1", "true", "x", "ja", "yes"), ("", "0", "false", "nein", "no")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f"))  # between thousands
_GROUPED = {  # thousands, by the sign between them
    sign: re.compile(rf"[+-]?\d{{1,3}}(\{sign}\d{{3}})+", re.ASCII) for sign in ".,"
}
_GERMAN = re.compile(r"[+-]?\d{1,3}(\.\d{3})*,\d+", re.ASCII)  # 1.974,52
_UNINHABITED = re.compile(r"gemeindefrei|gemfr|^(uninhabited|unbewohnt|unincorporated)", re.I)


@dataclass(frozen=True)
class Row:
    """A line of a table: cells by column, and where it stands.

    Attributes:
        line: number of the line, or of the feature.
        cells: what stands there, by the usual names of the columns.
        names: columns that bear another name in the file, by the usual one.
        decimal_comma: whether a comma may stand before the decimals.
        uses_comma: whether some cell of the file does so: then a point is between thousands.
        unit: "row" or "feature".
    """

    line: int
    cells: dict[str, str]
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    decimal_comma: bool = False
    uses_comma: bool = False
    unit: str = "row"

    def wrong(self, problems: Problems, column: str, allowed: str, **what: Any) -> None:
        """Note that a cell cannot be used."""
        given = self.cells.get(column, "")
        own = self.names.get(column)
        where = {"row": self.line, "unit": self.unit}
        where["column"] = f"{own} ({column})" if own else column
        problems.add(allowed, **({"given": given} | where | what))

    def text(self, column: str, problems: Problems) -> str:
        """A text that must not be missing."""
        if not self.cells.get(column):
            self.wrong(problems, column, "key" if column == "key" else "text")
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
        cell = self.cells.get(column, "")
        if self.decimal_comma and _GERMAN.fullmatch(cell):
            cell = cell.replace(".", "")
        elif self.uses_comma and column not in _POSITIONS and _GROUPED["."].fullmatch(cell):
            self.wrong(problems, column, "no_thousands")
            return low
        value = self._parsed(cell)
        if value is None or not low <= value <= high:
            allowed = "number" if column in ("area_km2", *_POSITIONS) else "number_or_nothing"
            self._out_of_range(problems, column, low, high, unit, allowed)
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
        form, told: of the file (see `Sheet`); "geojson" for features.
        counted_by: column that the residents were taken from, if not `population`.
    """

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    form: str
    told: str = ""
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
    sheet = read_sheet(Path(path), ANY_NAME)
    official = as_table(sheet.rows)
    numbered = official or list(sheet.rows)
    if not numbered:
        problems.stop("header", row=1, column=required[0], values={"names": ", ".join(required)})
    start = 0 if official else header_row(numbered)
    line, given = numbered[start]
    header, renamed = usual_columns(given)
    check_header(problems, line, given, header, required)
    below = numbered[start + 1 :]
    body = _without_notes(below) if len(header) > 2 else below
    uses_comma = any(_GERMAN.fullmatch(cell) for _, cells in body for cell in cells)
    usual = Row(
        0,
        {},
        {own: name for name, own in renamed},
        bool(official) or sheet.decimal_comma,
        uses_comma and sheet.decimal_comma,
    )
    rows = [_row(problems, usual, number, header, cells) for number, cells in body]
    problems.refuse()
    found = Table(tuple(rows), tuple(header), renamed, sheet.form, sheet.told)
    return _completed(found)


def _of_features(path: Path, problems: Problems, required: tuple[str, ...]) -> Table:
    features = read_outlines(path).features
    names = list(dict.fromkeys(name for feature in features for name in feature.properties))
    header, renamed = usual_columns(names)
    if "key" not in header and any(feature.key for feature in features):
        header.append("key")
        names.append("key")
    check_header(problems, None, names, header, required)
    usual = {own: name for name, own in renamed}
    rows = tuple(
        Row(
            feature.number,
            dict(zip(header, (feature.properties.get(name, "") for name in names), strict=True))
            | {"key": feature.key},
            usual,
            unit="feature",
        )
        for feature in features
    )
    return _completed(Table(rows, tuple(header), renamed, "geojson"))


def is_outlines(path: Path) -> bool:
    """Whether a file holds outlines, by its ending."""
    return path.suffix.lower() in (".geojson", ".json")


def _without_notes(
    rows: Sequence[tuple[int, Sequence[str]]],
) -> Sequence[tuple[int, Sequence[str]]]:
    """Rows without the notes below the table, that fill a single cell."""
    found = list(rows)
    while found and sum(map(bool, found[-1][1])) < 2:
        found.pop()
    return found


def _row(problems: Problems, usual: Row, line: int, header: list[str], cells: Sequence[str]) -> Row:
    beyond = [(place, cell) for place, cell in enumerate(cells, 1) if cell and place > len(header)]
    if beyond:
        place, cell = beyond[0]
        values = {"count": len(header)}
        problems.add("cells", row=line, column=str(place), given=cell, values=values)
    filled = [*cells, *[""] * len(header)]
    return replace(usual, line=line, cells=dict(zip(header, filled, strict=False)))


def _completed(table: Table) -> Table:
    """With residents of the newest count, whole official keys and names as people say them."""
    counted_by = "" if "population" in table.columns else newest_count(table.columns)
    given = [row.cells.get("key", "") for row in table.rows]
    is_german = any(usual == "key" for _, usual in table.renamed)
    keys = whole_keys(given, may_lack_zero=is_german)
    whole = dict(zip(given, keys, strict=False))
    rows = []
    for place, row in enumerate(table.rows):
        cells = dict(row.cells)
        if counted_by:
            cells["population"] = cells[counted_by]
        if keys:
            cells["key"] = keys[place]
            near = cells.get("neighbours", "").split()
            cells["neighbours"] = " ".join(whole.get(key, key) for key in near)
            cells["full_name"] = cells.get("name", "")
            cells["designation"] = cells["full_name"].partition(",")[2]
            cells["name"] = bare_name(cells["full_name"])
            cells["county_name"] = bare_name(cells.get("county_name", ""))
            if not cells.get("county") or cells["county"].isdecimal():
                cells["county"] = cells["key"][:5]
        rows.append(replace(row, cells=cells))
    return replace(table, rows=tuple(rows), counted_by=counted_by)
