"""What only shows when looking at all rows of a table, or at several cells of one."""

from __future__ import annotations

from collections.abc import Sequence

from sim.region.places import MAX_PLACES, MIN_PLACES
from sim.region.problems import Problems, closest, shown
from sim.region.table import Row

NONE = "-"  # stands in the column `neighbours` of who has none
MOST_WITHOUT_TOTAL = 3  # of so few, one may have as many residents as all others


def check_rows(rows: Sequence[Row], problems: Problems) -> None:
    """Note too many rows, keys given twice, a second seat, swapped positions, odd shares."""
    if not MIN_PLACES <= len(rows) <= MAX_PLACES:
        values = {"count": len(rows), "low": MIN_PLACES, "high": MAX_PLACES}
        line = rows[-1].line if rows else 1
        problems.stop("places", what="places", row=line, column="key", values=values)
    first: dict[str, int] = {}
    for row in rows:
        key = row.text("key", problems)
        if key and key in first:
            row.wrong(problems, "key", f"key_once_{row.unit}", values={"row": first[key]})
        first.setdefault(key, row.line)
        _check_position(row, problems)
        _check_ages(row, problems)
    _check_total(rows, problems)
    seats = [row for row in rows if row.flag(seat_column(row), problems)]
    for row in seats[1:]:
        values = {"row": seats[0].line}
        row.wrong(problems, seat_column(row), "one_seat", values=values)


def _check_total(rows: Sequence[Row], problems: Problems) -> None:
    """Note a last line that is the sum of all others: the county itself."""
    if len(rows) > MOST_WITHOUT_TOTAL and rows[-1].cells.get("population"):
        *residents, last = (row.count("population", problems) for row in rows)
        if last == sum(residents):
            rows[-1].wrong(problems, "population", "no_total", what="total")


def seat_column(row: Row) -> str:
    """In the built-in table `seat` is the locality of the town hall."""
    return "is_county_seat" if "is_county_seat" in row.cells else "seat"


def _check_position(row: Row, problems: Problems) -> None:
    """Note a German place whose latitude and longitude changed places."""
    if not row.cells.get("lat") or not row.cells.get("lon"):
        return
    lat, lon = row.number("lat", problems), row.number("lon", problems)
    if 5.8 <= lat <= 15.1 and 47.2 <= lon <= 55.1:
        row.wrong(problems, "lat", "not_swapped", values={"lon": lon})


def _check_ages(row: Row, problems: Problems) -> None:
    """Note shares of young and old that are more than all."""
    names = ("share_under_20", "share_65_plus")
    young, old = (row.number_or_none(name, problems) for name in names)
    if young is not None and old is not None and young + old > 1:
        values = {"young": young, "rest": round(1 - young, 6)}
        row.wrong(problems, "share_65_plus", "shares", values=values)


def given_neighbours(rows: Sequence[Row], problems: Problems) -> tuple[tuple[str, str], ...]:
    """Pairs of the column `neighbours`; each border must be named from both sides."""
    named = {
        row.cells["key"]: [key for key in row.cells.get("neighbours", "").split() if key != NONE]
        for row in rows
    }
    for row in rows:
        key = row.cells["key"]
        for other in named[key]:
            if other == key:
                row.wrong(problems, "neighbours", "other_keys")
            elif other not in named:
                near = closest(other, named)
                row.wrong(
                    problems, "neighbours", "known_keys", near=near, values={"other": shown(other)}
                )
            elif key not in named[other]:
                row.wrong(problems, "neighbours", "mutual", values={"own": key, "other": other})
    return tuple((key, other) for key, others in named.items() for other in others)
