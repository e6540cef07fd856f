"""What a sweep tells as rows of words: for the terminal and for the report alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sobol import FIRST, NOISE, TOTAL
from sim.plots.charts import About, factor_name, level_name, short_number
from sim.texts import number, text

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery
    from sim.plots.counties import Shown
    from sim.report.explained import Explained
    from sim.sweep.answers import Effects

MOST = 12  # settings of a table; the files have them all
MOST_DECIMALS = 3
WIDE_SHARE = 0.5  # of a Sobol' index: an interval as long as this tells little
Row = tuple[str, ...]


def effect_rows(found: Effects, about: About, lang: str) -> tuple[list[Row], int]:
    """Heads and rows, the strongest setting first, and how many more there are."""
    heads, *rows = {"sobol": _sobol, "morris": _morris, "curves": _curves}[found.kind](
        found, about, lang
    )
    last = rows[-1:] if found.kind == "sobol" else []  # the luck of the runs
    rows = rows[: len(rows) - len(last)]
    return [heads, *rows[:MOST], *last], max(len(rows) - MOST, 0)


def written_alike(
    values: Iterable[float], lang: str, *, is_rough: bool = False
) -> Callable[[float], str]:
    """How to write the numbers of a column: the largest with three digits, all with its decimals.

    What is no zero and would look like one is "≈ 0".

    Args:
        values: of the column.
        lang: `"de"` or `"en"`.
        is_rough: whether digits before the point may be rounded, too, as those of effects.
    """
    sizes = [abs(value) for value in values if value and math.isfinite(value)]
    decimals = 2 - math.floor(math.log10(max(sizes))) if sizes else 0
    decimals = min(decimals if is_rough else max(decimals, 0), MOST_DECIMALS)

    def written(value: float) -> str:
        if not value or not math.isfinite(value):
            return number(value, 0, lang)
        kept = round(float(value), decimals)
        return number(kept, max(decimals, 0), lang) if kept else "≈ 0"

    return written


def choice_rows(found: Explained) -> list[Row]:
    """Heads and rows: what one loses by each policy, and how often it is the best."""
    assert found.contest is not None
    about, lang = found.about, found.lang
    losses = about.scale * found.contest.choice[["largest_regret", "mean_regret"]]
    largest, mean = (written_alike(losses[name], lang, is_rough=True) for name in losses)
    heads = ("", *(text(f"sensitivity.winners.{key}", lang) for key in ("largest", "mean")), "")
    return [
        heads,
        *(
            (
                found.policies[row["policy"]],
                largest(about.scale * row["largest_regret"]),
                mean(about.scale * row["mean_regret"]),
                text(
                    "sensitivity.winners.share",
                    lang,
                    percent=number(100.0 * row["share_best"], 0, lang),
                ),
            )
            for row in found.contest.choice.to_dict("records")
        ),
    ]


def tie_note(found: Explained) -> str:
    """Why the shares may add up to more than all points; empty where they do not."""
    if found.contest is None or found.contest.choice["share_best"].sum() < 1.0 + 1e-9:
        return ""
    return text("sensitivity.winners.ties", found.lang)


def wide_note(found: Effects, about: About, lang: str) -> str:
    """That the points are too few to tell much; empty where they are not, or for curves."""
    strongest = found.ranking.iloc[0]["factor"] if len(found.ranking) else ""
    table = found.table[found.table["factor"] == strongest]
    if found.kind == "sobol":
        table = table[table["index"] == TOTAL]
        size = min(float(table["estimate"].iloc[0]), WIDE_SHARE) if len(table) else math.nan
    elif found.kind == "morris":
        size = float(table["mu_star"].iloc[0])
    else:
        return ""
    if not found.has_any or not bool((table["high"] - table["low"] > size).any()):
        return ""
    points = number(about.points, 0, lang)
    return text("sensitivity.wide", lang, points=points)


def place_name(found: Effects, row: Any, end: str, lang: str) -> str:
    """Where along a setting the lowest or the highest mean is; rounded as the others are."""
    name, value = row["factor"], row[f"{end}_value"]
    places = found.table.loc[found.table["factor"] == name, "value"]
    is_number = isinstance(value, float | np.floating)
    if is_number and all(isinstance(place, float | int | np.number) for place in places):
        return written_digits(float(value), [float(place) for place in places], lang)
    return level_name(name, value, lang)


def written_digits(value: float, among: list[float], lang: str) -> str:
    """A number without more decimals than the largest of several has with three digits."""
    largest = max((abs(one) for one in among), default=0.0)
    decimals = max(2 - math.floor(math.log10(largest)), 0) if largest else 0
    return short_number(round(value, decimals), lang)


def county_rows(shown: Shown) -> list[Row]:
    """Heads and a row for each policy: mean of the counties, clearly ahead in, over half in."""
    about, lang = shown.about, shown.lang
    heads = ["", text("counties.column_mean", lang, unit=about.unit(lang))]
    if shown.winners is not None:
        heads.append(text("counties.column_ahead", lang))
    if about.measure == "founded":
        heads.append(text("counties.column_half", lang))
    rows = [tuple(heads)]
    for look, (policy, values) in enumerate(shown.means.items()):
        row = [shown.names[policy], number(float(values.mean()), 2, lang)]
        if shown.winners is not None:
            row.append(_counted(int((shown.looks == look).sum()), lang))
        if about.measure == "founded":
            row.append(_counted(int((values > 50.0).sum()), lang))
        rows.append(tuple(row))
    return rows


def county_note(shown: Shown) -> str:
    """In how many counties nothing can be told; empty where nothing is compared."""
    if shown.winners is None:
        return ""
    count = number(int((shown.looks < 0).sum()), 0, shown.lang)
    return text("counties.open_count", shown.lang, count=count)


def box_lines(found: Discovery, lang: str) -> list[tuple[list[str], list[str]]]:
    """For each box its limits, and what it is worth."""
    told = []
    for box in found.boxes.to_dict("records"):
        limits = found.limits[found.limits["box"] == box["box"]].to_dict("records")
        lines = [f"{factor_name(row['factor'], lang)}: {_limit(row, lang)}" for row in limits]
        shares = {
            "density": box["held_out_density"],
            "base": box["base_rate"],
            "coverage": box["held_out_coverage"],
        }
        percent = {name: number(100.0 * share, 0, lang) for name, share in shares.items()}
        verdict = "clear" if box["is_more_than_luck"] else "luck"
        worth = [
            text("sensitivity.discovery.verdict", lang, **percent),
            text(f"sensitivity.discovery.{verdict}", lang),
        ]
        told.append((lines or [text("sensitivity.discovery.limits_none", lang)], worth))
    return told


def _counted(count: int, lang: str) -> str:
    key = "counties.count_one" if count == 1 else "counties.count"
    return text(key, lang, count=number(count, 0, lang))


def _limit(limit: dict[Any, Any], lang: str) -> str:
    if limit["levels"] is not None:
        return ", ".join(level_name(limit["factor"], level, lang) for level in limit["levels"])
    return f"{short_number(limit['low'], lang)} … {short_number(limit['high'], lang)}"


def _sobol(found: Effects, about: About, lang: str) -> list[Row]:
    table = found.table
    by = {(row["index"], row["factor"]): row for row in table.to_dict("records")}
    rows = [
        (
            factor_name(factor, lang),
            _with_interval(by[FIRST, factor], lang),
            _with_interval(by[TOTAL, factor], lang),
        )
        for factor in found.ranking["factor"]
    ]
    (noise,) = table[table["index"] == NOISE].to_dict("records")
    words = [text(f"sensitivity.sobol.{key}", lang) for key in ("first", "total", "noise")]
    return [("", words[0], words[1]), *rows, (words[2], "", _with_interval(noise, lang))]


def _morris(found: Effects, about: About, lang: str) -> list[Row]:
    unit = about.unit_of_effect(lang)
    table = about.scale * found.table[["mu_star", "low", "high", "sigma"]]
    effect = written_alike(table.drop(columns="sigma").to_numpy().ravel(), lang, is_rough=True)
    spread = written_alike(table["sigma"], lang, is_rough=True)
    return [
        ("", f"mu* ({unit})", f"sigma ({unit})"),
        *(
            (
                factor_name(row["factor"], lang),
                _told(*(effect(about.scale * row[key]) for key in ("mu_star", "low", "high"))),
                spread(about.scale * row["sigma"]),
            )
            for row in found.ranking.to_dict("records")
        ),
    ]


def _curves(found: Effects, about: About, lang: str) -> list[Row]:
    unit = about.unit(lang)
    heads = [text(f"sensitivity.curves.{key}", lang, unit=unit) for key in ("least", "most")]
    means = about.scale * found.ranking[["low", "high"]]
    written = written_alike(means.to_numpy().ravel(), lang)
    return [
        ("", *heads),
        *(
            (
                factor_name(row["factor"], lang),
                *(
                    f"{written(about.scale * row[end])} ({place_name(found, row, end, lang)})"
                    for end in ("low", "high")
                ),
            )
            for row in found.ranking.to_dict("records")
        ),
    ]


def _with_interval(row: dict[Any, Any], lang: str) -> str:
    return _told(*(number(row[key], 2, lang) for key in ("estimate", "low", "high")))


def _told(estimate: str, low: str, high: str) -> str:
    return f"{estimate}  [{low} … {high}]"
