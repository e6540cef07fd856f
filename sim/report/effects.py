"""What a sweep tells as rows of words: for the terminal and for the report alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.sobol import FIRST, NOISE, TOTAL
from sim.plots.charts import About, factor_name, level_name, short_number
from sim.texts import number, text

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery
    from sim.plots.counties import Shown
    from sim.report.explained import Explained
    from sim.sweep.answers import Effects

MOST = 12  # settings of a table; the files have them all
Row = tuple[str, ...]


def effect_rows(found: Effects, about: About, lang: str) -> tuple[list[Row], int]:
    """Heads and rows, the strongest setting first, and how many more there are."""
    heads, *rows = {"sobol": _sobol, "morris": _morris, "curves": _curves}[found.kind](
        found, about, lang
    )
    last = rows[-1:] if found.kind == "sobol" else []  # the luck of the runs
    rows = rows[: len(rows) - len(last)]
    return [heads, *rows[:MOST], *last], max(len(rows) - MOST, 0)


def choice_rows(found: Explained) -> list[Row]:
    """Heads and rows: what one loses by each policy, and how often it is the best."""
    assert found.contest is not None
    about, lang = found.about, found.lang
    heads = ("", *(text(f"sensitivity.winners.{key}", lang) for key in ("largest", "mean")), "")
    return [
        heads,
        *(
            (
                found.policies[row["policy"]],
                short_number(about.scale * row["largest_regret"], lang),
                short_number(about.scale * row["mean_regret"], lang),
                text(
                    "sensitivity.winners.share",
                    lang,
                    percent=number(100.0 * row["share_best"], 0, lang),
                ),
            )
            for row in found.contest.choice.to_dict("records")
        ),
    ]


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
    return text("counties.count", lang, count=number(count, 0, lang))


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
    return [
        ("", f"mu* ({unit})", f"sigma ({unit})"),
        *(
            (
                factor_name(row["factor"], lang),
                _with_interval({**row, "estimate": row["mu_star"]}, lang, about.scale),
                short_number(about.scale * row["sigma"], lang),
            )
            for row in found.ranking.to_dict("records")
        ),
    ]


def _curves(found: Effects, about: About, lang: str) -> list[Row]:
    unit = about.unit(lang)
    heads = [text(f"sensitivity.curves.{key}", lang, unit=unit) for key in ("least", "most")]
    return [
        ("", *heads),
        *(
            (
                factor_name(row["factor"], lang),
                *(
                    f"{short_number(about.scale * row[end], lang)} "
                    f"({level_name(row['factor'], row[f'{end}_value'], lang)})"
                    for end in ("low", "high")
                ),
            )
            for row in found.ranking.to_dict("records")
        ),
    ]


def _with_interval(row: dict[Any, Any], lang: str, scale: float = 1.0) -> str:
    numbers = [number(scale * row[key], 2, lang) for key in ("estimate", "low", "high")]
    return f"{numbers[0]}  [{numbers[1]} … {numbers[2]}]"
