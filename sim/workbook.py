"""Tables as an Excel workbook: a sheet each, with a sheet that explains every column.

CSV files are read by every program but a German Excel, which expects semicolons and another
encoding.  The same tables give the same bytes: nothing in the file tells when it was written.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.texts import keys, text

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 50_000  # of a sheet; longer tables are in the CSV files alone
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file knows
_DATES = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*(</dcterms:)")


def as_workbook(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """Sheets by their names, each with its rows; the first row stays in view."""
    from openpyxl import Workbook

    book, room = Workbook(write_only=True), io.BytesIO()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([_written(sheet, value) for value in row])
    book.save(room)
    return _without_dates(room)


def tables_workbook(tables: Mapping[str, pd.DataFrame], lang: str, start: int | None) -> bytes:
    """Tables as sheets with names in a language; the year stands beside each quarter.

    Args:
        tables: by the names of their CSV files.
        lang: `"de"` or `"en"`, of the sheets and of what is said of the columns.
        start: first year; None where there is not one for all.
    """
    shown = {
        name: table if start is None else with_year(table, start)
        for name, table in tables.items()
        if len(table) <= MOST_ROWS
    }
    sheets: dict[str, Iterable[Sequence[object]]] = {
        text(f"columns.sheets.{name}", lang): _rows(table) for name, table in shown.items()
    }
    heads = tuple(text(f"columns.head_{part}", lang) for part in ("table", "column", "meaning"))
    meanings = [
        (text(f"columns.sheets.{name}", lang), column, column_text(name, column, lang))
        for name, table in shown.items()
        for column in table.columns
    ]
    return as_workbook({**sheets, text("columns.sheets.columns", lang): [heads, *meanings]})


def with_year(table: pd.DataFrame, start: int) -> pd.DataFrame:
    """The table with the calendar year after the quarter, where it has the one alone."""
    if "quarter" not in table or "year" in table:
        return table
    found = table.copy()
    found.insert(list(found.columns).index("quarter") + 1, "year", start + found["quarter"] // 4)
    return found


def column_text(table: str, column: str, lang: str) -> str:
    """What a column of a table means.

    Raises:
        KeyError: nobody has written it down.
    """
    own, indicator = f"columns.{table}.{column}", f"indicators.{column}"
    if own in keys(lang):
        return text(own, lang)
    if f"{indicator}.explanation" in keys(lang):
        name, unit, words = (
            text(f"{indicator}.{part}", lang) for part in ("name", "unit", "explanation")
        )
        return f"{name} ({unit}): {words}"
    return text(f"columns.{column}", lang)


def _rows(table: pd.DataFrame) -> Iterable[Sequence[Any]]:
    yield list(table.columns)
    columns = [table[name].tolist() for name in table.columns]
    for row in zip(*columns, strict=True):
        yield [_cell(value) for value in row]


def _written(sheet: Any, value: Any) -> Any:
    """A value as it stands in a cell: what looks like a formula is a text all the same."""
    if not (isinstance(value, str) and value.startswith("=")):
        return None if value == "" else value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _cell(value: Any) -> Any:
    """A value as a sheet can hold it: it knows no infinity, and what is missing stays empty."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def _without_dates(book: io.BytesIO) -> bytes:
    """The same file as if it had been written at the beginning of time."""
    room = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(room, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z\2", content)
            entry = zipfile.ZipInfo(name, BEGINNING)
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return room.getvalue()
