"""Borders from files: outlines that belong to the rows of a table, or a table of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.region.official import is_official_key
from sim.region.outlines import Feature, in_one_piece, read_outlines, united
from sim.region.problems import Problems, clean, closest
from sim.region.table import Row, Table, is_outlines, read_table

if TYPE_CHECKING:
    from shapely import Geometry


def given_outlines(
    table: Table, rows: Sequence[Row], areas: Sequence[Row], borders: str, problems: Problems
) -> tuple[dict[str, Geometry], str]:
    """Outlines by key of the municipality or area, and whose they are; none: empty."""
    path = Path(problems.file if table.form == "geojson" else borders or "-")
    if not is_outlines(path):
        return {}, ""
    found = read_outlines(path)
    keys = {row.cells["key"]: row for row in (*rows, *areas)}
    twins = Counter(row.cells.get("name", "").casefold() for row in keys.values())
    named = {
        name: key
        for key, row in keys.items()
        if twins[name := row.cells.get("name", "").casefold()] == 1
    }
    counties = {key[:5] for key in keys} if all(map(is_official_key, keys)) else set()
    belonging: list[Feature] = []
    others = Problems(str(path))
    for feature in found.features:
        name = feature.properties.get("gen") or feature.properties.get("name", "")
        is_foreign = bool(counties) and is_official_key(feature.key)
        by_name = "" if is_foreign else named.get(clean(name).casefold(), "")
        key = feature.key if feature.key in keys else by_name
        if key:
            belonging.append(replace(feature, properties={**feature.properties, "key": key}))
        elif not counties or (is_foreign and feature.key[:5] in counties):
            told = Row(feature.number, {**feature.properties, **_kind(feature)}, unit="feature")
            if told.is_area_only:
                belonging.append(feature)
            else:
                given = feature.key or name
                told.wrong(others, "key", "row_of_polygon", given=given, what="polygon_only")
    by_key = in_one_piece(united(belonging))
    for row in rows:
        if row.cells["key"] not in by_key:
            row.wrong(
                problems, "key", "polygon_of_row", what="row_only", values={"file": path.name}
            )
    if others.found:
        problems.take(others)
    problems.refuse()
    return by_key, found.attribution


def _kind(feature: Feature) -> dict[str, str]:
    return {"kind": feature.properties.get("kind") or feature.properties.get("bez", "")}


def given_pairs(path: Path, keys: set[str], known: set[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of neighbours from a table; those of other counties do not count.

    Args:
        path: of the table of pairs.
        keys: of the municipalities.
        known: of all that the table of municipalities tells of.
    """
    table = read_table(path, ("key_a", "key_b"))
    problems = Problems(str(path))
    counties = {key[:5] for key in keys} if all(map(is_official_key, keys)) else set()
    found = []
    for row in table.rows:
        pair = [row.text(column, problems) for column in ("key_a", "key_b")]
        for column, key in zip(("key_a", "key_b"), pair, strict=True):
            is_elsewhere = is_official_key(key) and key[:5] not in counties
            if key and key not in known and not (counties and is_elsewhere):
                near = closest(key, keys)
                row.wrong(problems, column, "key_of_table", near=near)
        if keys.issuperset(pair) and pair[0] != pair[1]:
            found.append((pair[0], pair[1]))
    problems.refuse()
    if not found and len(keys) > 1:
        problems.stop("pairs", what="no_pairs")
    return tuple(found)
