"""A CSV file as checked rows: every refusal names file, row and column, given and allowed."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from sim.region.places import RegionError, clean, nearest, shown

REQUIRED = ("key", "name", "population", "area_km2", "lat", "lon")
RANGES: dict[str, tuple[float, float, str]] = {  # column: lowest, highest, what it is
    "population": (0, 100_000_000, "residents"),
    "area_km2": (0.01, 1_000_000, "square kilometres"),
    "lat": (-90, 90, "degrees north, WGS 84"),
    "lon": (-180, 180, "degrees east, WGS 84"),
    "staff_fte": (0, 1_000_000, "full-time equivalents"),
    "willingness": (0, 1, "a share"),
    "share_under_20": (0, 1, "a share"),
    "share_65_plus": (0, 1, "a share"),
    "annual_change": (-0.2, 0.2, "a share per year, -0.005 for -0.5 %"),
}
OPTIONAL = (*tuple(RANGES)[4:], "seat", "is_county_seat", "is_town", "neighbours")
HISTORY = re.compile(r"population_([12]\d{3})(_census)?", re.ASCII)

_YES, _NO = ("1", "true", "x", "ja", "yes"), ("", "0", "false", "nein", "no")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A line of a table: cells by column, and where it stands in which file."""

    file: str
    line: int
    cells: dict[str, str]
    decimal_comma: bool = False

    def refusal(self, column: str, allowed: str) -> RegionError:
        """The error for a cell: file, row, column, what is given, what is allowed."""
        given = shown(self.cells.get(column, "")) if self.cells.get(column) else "nothing"
        return refusal(self.file, self.line, column, f"{given} given", allowed)

    def text(self, column: str) -> str:
        """A text that must not be missing."""
        if not self.cells.get(column):
            raise self.refusal(column, "a text")
        return self.cells[column]

    def flag(self, column: str) -> bool:
        """Whether a cell says yes; a missing one says no."""
        cell = self.cells.get(column, "").casefold()
        if cell not in _YES + _NO:
            raise self.refusal(column, f"{', '.join(_YES)} or {', '.join(_NO[1:])} or nothing")
        return cell in _YES

    def number(self, column: str) -> float:
        """A number within the range of its column (one of `RANGES`)."""
        low, high, unit = RANGES[column]
        value = self._parsed(self.cells.get(column, ""))
        if value is None or not low <= value <= high:
            raise self.refusal(column, f"a number from {low:,} to {high:,} ({unit})")
        return value

    def number_or_none(self, column: str) -> float | None:
        """The same, None where the column or the cell is missing."""
        return self.number(column) if self.cells.get(column) else None

    def count(self, column: str) -> int:
        """A number of residents; earlier counts have the range of the present one."""
        low, high, unit = RANGES["population"]
        value = self._parsed(self.cells.get(column, ""))
        if value is None or not low <= value <= high or value != int(value):
            allowed = f"a whole number from {low:,} to {high:,} ({unit}), digits only"
            raise self.refusal(column, allowed)
        return int(value)

    def _parsed(self, cell: str) -> float | None:
        plain = cell.replace(",", ".") if self.decimal_comma else cell
        return float(plain) if _NUMBER.fullmatch(plain) else None


def refusal(file: str, line: int, column: str, given: str, allowed: str) -> RegionError:
    """The one line of every refused table."""
    return RegionError(f"{file}: row {line}, column {column}: {given}; allowed: {allowed}")


def read_table(path: Path, required: tuple[str, ...] = REQUIRED) -> list[Row]:
    """Rows of a CSV file that are not blank, their columns in small letters.

    Comma or semicolon (then with decimal comma too); UTF-8 with or without BOM, else Latin-1.

    Raises:
        RegionError: for a file that cannot be read, is empty, lacks a column or has broken rows.
    """
    file, text = str(path), _text(path)
    header_line = next((line for line in text.splitlines() if line.strip()), "")
    semicolons = header_line.count(";") > header_line.count(",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",")
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise refusal(file, reader.line_num, "any", str(error), "a CSV file") from None
    if not lines:
        raise refusal(file, 1, required[0], "nothing given", f"a header: {', '.join(required)}")
    header = [clean(name).lower() for name in lines[0][1]]
    _check_header(file, lines[0][0], header, required)
    return [_row(file, line, header, cells, semicolons) for line, cells in lines[1:]]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise RegionError(f"{path}: cannot be read: {reason}; allowed: a CSV file") from None
    if b"\0" in data:
        raise RegionError(f"{path}: not a text file; allowed: CSV as UTF-8 or Latin-1")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _check_header(file: str, line: int, header: list[str], required: tuple[str, ...]) -> None:
    """Refuse missing and doubled columns, and names that look like a misspelt known one."""
    for name in required:
        if name not in header:
            hint = nearest(name, [other for other in header if other not in required + OPTIONAL])
            allowed = f"{', '.join(required)} are needed{hint}"
            raise refusal(file, line, name, "column missing", allowed)
    for name in sorted({*header} - {""}):
        if header.count(name) > 1:
            raise refusal(file, line, name, f"column given {header.count(name)} times", "once")
    unused = [name for name in OPTIONAL if name not in header]
    for name in header:
        hint = nearest(name, unused, likeness=0.8)
        if hint and name not in (*required, *OPTIONAL):
            raise refusal(file, line, name, "unknown column", f"{', '.join(unused)}{hint}")


def _row(file: str, line: int, header: list[str], cells: list[str], semicolons: bool) -> Row:
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    if beyond:
        allowed = f"{len(header)} cells; a decimal comma needs semicolons between the cells"
        raise refusal(file, line, "beyond the last", f"{shown(beyond[0])} given", allowed)
    filled = [*cells, *[""] * len(header)]
    by_name = {name: clean(cell) for name, cell in zip(header, filled, strict=False)}
    return Row(file, line, by_name, decimal_comma=semicolons)
