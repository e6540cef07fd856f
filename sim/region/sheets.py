"""From a CSV file or an Excel workbook to rows of cells, whatever a spreadsheet made of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from sim.region.problems import Problems, clean

MOST_MEGABYTES = 20  # of a table; that of all German municipalities has less than 3
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UNREAD = (".xls", ".ods", ".numbers", ".shp", ".gpkg", ".zip", ".pdf", ".kml", ".topojson")


@dataclass(frozen=True)
class Sheet:
    """The cells of a table as they stand in its file, rows without any text left out.

    Attributes:
        rows: number of the line (from 1) and its cells.
        form: what the file turned out to be, key of a text in `region.form`.
        told: encoding of its letters; of a workbook the name of the sheet.
        decimal_comma: whether a comma may stand before the decimals.
    """

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    form: str
    told: str
    decimal_comma: bool


def read_sheet(path: Path, names: AbstractSet[str]) -> Sheet:
    """The cells of a file.

    CSV with commas, semicolons or tabs (with the last two, decimal commas are read too), in UTF-8,
    UTF-16 or Windows-1252, as spreadsheets write it; or the sheet of an Excel workbook that names
    the most columns, else the first that holds a table.

    Args:
        path: of the file.
        names: of columns that are known, in small letters.

    Raises:
        RegionError: for a file that cannot be read, is too large, empty, or something else.
    """
    problems = Problems(str(path))
    data = read_bytes(path, problems, MOST_MEGABYTES)
    suffix = path.suffix.lower()
    if suffix in _UNREAD or data.startswith(_OLD_WORKBOOK):
        problems.stop("table_file", what="other_file", values={"suffix": suffix or "?"})
    if suffix in (".xlsx", ".xlsm"):
        return _workbook(data, problems, names)
    if data.startswith(_WORKBOOK):
        problems.stop("workbook_named_so", what="workbook")
    return _csv(data, problems)


def read_bytes(path: Path, problems: Problems, megabytes: int) -> bytes:
    """The content of a file that is not too large; one that is too large is not even opened."""
    try:
        if path.is_dir():
            problems.stop("table_file", what="folder")
        size = path.stat().st_size / 1e6
        if size > megabytes:
            values = {"size": round(size), "most": megabytes}
            problems.stop("smaller_file", what="too_large", values=values)
        return path.read_bytes()
    except FileNotFoundError:
        problems.stop("table_file", what="no_file")
    except OSError as error:
        told = {"reason": error.strerror or "unreadable"}
        problems.stop("table_file", what="unreadable", values=told)


def signature(path: Path | str) -> tuple[int, int]:
    """Size and time of a file, by which a changed one is known; zeros where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _csv(data: bytes, problems: Problems) -> Sheet:
    text, encoding = _decoded(data, problems)
    lines = text.splitlines()[:20]
    named = re.fullmatch(r"sep=(.)", lines[0].strip(), re.IGNORECASE) if lines else None
    delimiter = named[1] if named else max(",;\t", key=lambda sign: _use_of(sign, lines))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = _filled(enumerate(reader, start=1))
    except csv.Error as error:
        values = {"reason": str(error)}
        problems.stop("csv", row=reader.line_num, column="?", what="broken", values=values)
    form = {",": "comma", ";": "semicolon", "\t": "tab"}.get(delimiter, "semicolon")
    return Sheet(rows[1:] if named else rows, form, encoding, delimiter != ",")


def _use_of(sign: str, lines: Sequence[str]) -> tuple[int, int]:
    """How much a sign looks like what stands between cells: in how many lines, and how often."""
    counts = [line.count(sign) for line in lines]
    return sum(count > 1 for count in counts), sum(counts)


def _decoded(data: bytes, problems: Problems) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            problems.stop("table_file", what="no_text")
    if b"\0" in data:
        problems.stop("table_file", what="no_text")
    for encoding, name in (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return data.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "Latin-1"


def _workbook(data: bytes, problems: Problems, names: AbstractSet[str]) -> Sheet:
    import warnings
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles that only a spreadsheet knows
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = {
                str(sheet.title): _filled(enumerate(_texts(sheet), start=1))
                for sheet in book.worksheets
            }
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        problems.stop("table_file", what="no_workbook")

    def likely(title: str) -> tuple[int, bool]:
        rows = sheets[title]
        known = max((_known(cells, names) for _, cells in rows[:10]), default=0)
        return (known if known > 1 else 0), _is_table(rows)

    title = max(sheets, key=likely, default="")
    return Sheet(sheets.get(title, ()), "workbook", title, decimal_comma=True)


def _known(cells: Sequence[str], names: AbstractSet[str]) -> int:
    return len({cell.lower() for cell in cells} & names)


def _texts(sheet: object) -> list[list[str]]:
    rows: object = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    return [
        ["" if value is None else str(value) for value in row]
        for row in rows  # type: ignore[attr-defined]
    ]


def _is_table(rows: Sequence[tuple[int, tuple[str, ...]]]) -> bool:
    """Whether it holds a table: rows of six cells or more, not a cover or an imprint."""
    return sum(sum(map(bool, cells)) >= 6 for _, cells in rows[:50]) >= 2


def _filled(rows: object) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple(
        (line, tuple(clean(cell) for cell in cells))
        for line, cells in rows  # type: ignore[attr-defined]
        if any(map(str.strip, cells))
    )
