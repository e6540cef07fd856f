"""Long rows of numbers in plain Python: one for each other municipality, of many municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add


def in_order(values: Iterable[float]) -> float:
    """The same sum for whatever comes one by one, and fast in plain Python: many long rows."""
    return reduce(add, values, 0.0)


def others(row: list[float], own: int) -> list[float]:
    """A row without one's own entry."""
    return row[:own] + row[own + 1 :]
