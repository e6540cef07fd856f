"""Which settings matter: Sobol' bars with the luck of the runs, the plane of Morris' effects."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.estimates import CONFIDENCE
from sim.analysis.morris import NO_EFFECT, beyond_luck
from sim.analysis.sobol import FIRST, NOISE, TOTAL
from sim.plots.charts import About, factor_name, in_lines, number_axis, plain, room_of
from sim.plots.palette import INK, LINE_COLOURS, QUIET, tint
from sim.plots.paper import (
    MEDIUM,
    NORMAL,
    SMALL,
    add_axes,
    add_canvas,
    add_note,
    new_sheet,
    write,
)
from sim.texts import number, text

MOST_BARS, MOST_MARKS = 12, 13
LEFT, RIGHT, BOTTOM, TOP = 5.6, 0.7, 1.25, 7.35  # of the bars on the sheet, inches
NAMES = 5.0  # inches for the names of settings
STRONG, PALE = LINE_COLOURS[0], tint(LINE_COLOURS[0], 0.35)
LUCK = LINE_COLOURS[1]
Rows: TypeAlias = dict[tuple[str, str], dict[Any, Any]]  # by index and factor


def sobol_bars(indices: pd.DataFrame, about: About, lang: str) -> Figure:
    """First and total index of each setting with intervals, the strongest on top, and the luck.

    Args:
        indices: of `sim.analysis.sobol.sobol_indices`.
        about: what is shown.
        lang: `"de"` or `"en"`.
    """
    title = text("sensitivity.sobol.title", lang, measure=about.name(lang))
    figure = new_sheet(title, about.subtitle(lang))
    by: Rows = {(row["index"], row["factor"]): row for row in indices.to_dict("records")}
    totals = {factor: row["estimate"] for (index, factor), row in by.items() if index == TOTAL}
    order = sorted(totals, key=lambda factor: -totals[factor])
    shown = order[:MOST_BARS]
    axes = add_axes(figure, LEFT, BOTTOM, 16.0 - LEFT - RIGHT, TOP - BOTTOM)
    _bar_axis(axes, by, shown, lang)
    for place, factor in enumerate(shown):
        _bar(axes, place - 0.19, by[TOTAL, factor], PALE, 0.36)
        _bar(axes, place + 0.19, by[FIRST, factor], STRONG, 0.36)
        _row_name(axes, figure, place, factor_name(factor, lang))
    _luck(axes, figure, len(shown), by[NOISE, ""], lang)
    if all(math.isnan(total) for total in totals.values()):
        words = text("sensitivity.sobol.unknown", lang)
        write(axes, 0.02, 0.0, words, size=MEDIUM, colour=QUIET, halo="white")
    elif about.runs == 1:
        words = text("sensitivity.sobol.noise_unknown", lang)
        write(axes, 0.01, len(shown) + 0.35, words, size=SMALL, colour=QUIET, halo="white")
    _key(figure, lang)
    more = len(order) - len(shown)
    notes = [text("sensitivity.sobol.bars", lang, percent=number(100 * CONFIDENCE, 0, lang))]
    if more:
        notes.append(text("sensitivity.more", lang, count=more))
    add_note(figure, lang, *notes, about="sensitivity.note")
    return figure


def _bar_axis(axes: Axes, by: Rows, shown: list[str], lang: str) -> None:
    rows = [by[index, factor] for index in (FIRST, TOTAL) for factor in shown]
    low = np.nanmin([0.0, *(row["low"] for row in rows)])
    high = np.nanmax([1.0, *(row["high"] for row in rows)])
    axes.set_xlim(low - 0.01, high + 0.02)
    axes.set_ylim(len(shown) + 1.1, -0.6)
    axes.set_yticks([])
    plain(axes, "x")
    number_axis(axes, "x", lang, most=6)
    axes.axvline(0.0, color=INK, lw=1.2, zorder=2)
    axes.set_xlabel(text("sensitivity.sobol.axis", lang), fontsize=NORMAL, color=INK)


def _bar(axes: Axes, y: float, row: dict[Any, Any], colour: str, height: float) -> None:
    if not math.isfinite(row["estimate"]):
        return
    axes.barh(y, row["estimate"], height, color=colour, zorder=3)
    axes.plot((row["low"], row["high"]), (y, y), color=INK, lw=1.6, zorder=4)


def _row_name(axes: Axes, figure: Figure, y: float, words: str, colour: str = INK) -> None:
    lines = in_lines(figure, words, NAMES)
    transform = axes.get_yaxis_transform()
    style: dict[str, Any] = {"ha": "right", "transform": transform, "clip_on": False}
    write(axes, -0.012, y, "\n".join(lines), size=SMALL, colour=colour, linespacing=1.05, **style)


def _luck(axes: Axes, figure: Figure, place: int, row: dict[Any, Any], lang: str) -> None:
    """The last row, set apart by a line: hatched, for it is no setting."""
    y = place + 0.35
    axes.axhline(place - 0.3, color=QUIET, lw=1, ls=(0, (2, 3)), zorder=2)
    _row_name(axes, figure, y, text("sensitivity.sobol.noise", lang), LUCK)
    if not math.isfinite(row["estimate"]):
        return
    axes.barh(y, row["estimate"], 0.5, fc="white", ec=LUCK, hatch="///", lw=1.5, zorder=3)
    axes.plot((row["low"], row["high"]), (y, y), color=INK, lw=1.6, zorder=4)
    words = number(row["estimate"], 3, lang)
    write(axes, max(row["high"], row["estimate"]) + 0.012, y, words, size=SMALL, colour=LUCK)


def _key(figure: Figure, lang: str) -> None:
    canvas = add_canvas(figure, LEFT, 7.45, 16.0 - LEFT - RIGHT, 0.4)
    x = 0.05
    for key, colour in (("first", STRONG), ("total", PALE)):
        canvas.barh(0.2, 0.3, 0.22, left=x, color=colour)
        written = write(canvas, x + 0.4, 0.2, text(f"sensitivity.sobol.{key}", lang), size=SMALL)
        x += 0.8 + written.get_window_extent().width / figure.dpi


# Morris -------------------------------------------------------------------------------------


def morris_plane(effects: pd.DataFrame, about: About, lang: str) -> Figure:
    """Mean size of the effect of each setting against its spread; numbers lead to the names.

    Settings whose mean size is no more than luck alone would give are small, pale and without a
    number.

    Args:
        effects: of `sim.analysis.morris.morris_effects`, in the unit of the measure.
        about: what is shown.
        lang: `"de"` or `"en"`.
    """
    title = text("sensitivity.morris.title", lang, measure=about.name(lang))
    figure = new_sheet(title, about.subtitle(lang))
    table = effects.sort_values("mu_star", ascending=False, kind="stable").reset_index(drop=True)
    sizes = ["mu_star", "low", "high", "sigma", "noise"]
    table[sizes] = table[sizes] * about.scale
    least = table["noise"].fillna(0.0) * NO_EFFECT
    is_clear = beyond_luck(table)
    clear, others = table[is_clear].head(MOST_MARKS), table[~is_clear]
    axes = add_axes(figure, 1.35, 1.35, 7.9, 6.2)
    _plane(axes, table, float(least.max()), about, lang)
    for row in others.to_dict("records"):
        axes.plot([row["mu_star"]], [row["sigma"]], "o", ms=6, mfc="white", mec=QUIET, zorder=3)
    for place, row in enumerate(clear.to_dict("records"), start=1):
        spot = (row["mu_star"], row["sigma"] if math.isfinite(row["sigma"]) else 0.0)
        axes.plot((row["low"], row["high"]), (spot[1], spot[1]), color=STRONG, lw=1.8, zorder=3)
        axes.plot(
            *[[value] for value in spot], "o", ms=19, mfc=STRONG, mec="white", zorder=4 + place
        )
        style: dict[str, Any] = {"ha": "center", "va": "center_baseline", "zorder": 4.5 + place}
        write(axes, *spot, str(place), size=SMALL, colour="white", weight="bold", **style)
    _list(figure, clear, others, about, lang)
    percent = number(100 * CONFIDENCE, 0, lang)
    notes = [text("sensitivity.morris.bars", lang, percent=percent)]
    more = int(is_clear.sum()) - len(clear)
    if more:
        notes.append(text("sensitivity.more", lang, count=more))
    add_note(figure, lang, *notes, about="sensitivity.note")
    return figure


def _plane(axes: Axes, table: pd.DataFrame, luck: float, about: About, lang: str) -> None:
    largest = float(table["mu_star"].max())
    right = room_of([0.0, *table["mu_star"], *table["high"]])[1] if largest > 0.0 else 1.0
    top = room_of([0.0, *table["sigma"].fillna(0.0)], 0.15 * right)[1]
    axes.set_xlim(-0.035 * right, right)
    axes.set_ylim(-0.05 * top, top * 1.04)
    plain(axes, "both")
    number_axis(axes, "x", lang, most=6)
    number_axis(axes, "y", lang, most=6)
    unit = about.unit_of_effect(lang)
    axes.set_xlabel(text("sensitivity.morris.across", lang, unit=unit), fontsize=NORMAL)
    axes.set_ylabel(text("sensitivity.morris.up", lang, unit=unit), fontsize=NORMAL)
    end = min(right, top)
    axes.plot((0, end), (0, end), color=QUIET, lw=1.2, ls=(0, (4, 3)), zorder=2)
    if luck > 0.0:
        axes.axvspan(axes.get_xlim()[0], luck, color=tint(LUCK, 0.18), lw=0, zorder=1)
        words = text("sensitivity.morris.luck", lang)
        style: dict[str, Any] = {"ha": "right", "va": "top", "rotation": 90}
        write(axes, luck, top, words, size=SMALL, colour=LUCK, **style)
    words = text("sensitivity.morris.bends", lang)
    place: dict[str, Any] = {"transform": axes.transAxes, "ha": "right", "clip_on": False}
    write(axes, 1.0, 1.03, words, size=SMALL, colour=QUIET, **place)


def _list(
    figure: Figure, clear: pd.DataFrame, others: pd.DataFrame, about: About, lang: str
) -> None:
    """Number, mu* and name of each clear setting; of the others the names in small print."""
    canvas = add_canvas(figure, 9.75, 0.75, 5.95, 7.2)
    y = 7.0
    write(canvas, 0, y, text("sensitivity.morris.clear", lang), weight="bold")
    decimals = _decimals(float(clear["mu_star"].max()) if len(clear) else 1.0)
    for place, row in enumerate(clear.to_dict("records"), start=1):
        y -= 0.46
        canvas.plot([0.16], [y], "o", ms=17, mfc=STRONG, mec="white")
        style: dict[str, Any] = {"ha": "center", "va": "center_baseline", "weight": "bold"}
        write(canvas, 0.16, y, str(place), size=SMALL, colour="white", **style)
        write(canvas, 1.25, y, number(row["mu_star"], decimals, lang), size=SMALL, ha="right")
        name = factor_name(str(row["factor"]), lang)
        lines = in_lines(figure, name, 4.5)
        write(canvas, 1.4, y, "\n".join(lines), size=SMALL, linespacing=1.0)
    if len(others):
        _others(figure, canvas, [factor_name(str(f), lang) for f in others["factor"]], y, lang)


def _others(figure: Figure, canvas: Axes, names: list[str], y: float, lang: str) -> None:
    y -= 0.55
    write(canvas, 0, y, text("sensitivity.morris.unclear", lang), size=SMALL, weight="bold")
    for place, name in enumerate(names):
        lines = in_lines(figure, name, 5.6)
        y -= 0.29
        if y < 0.3 + 0.2 * len(lines):
            write(canvas, 0, y, text("plots.more", lang, count=len(names) - place), size=SMALL)
            return
        canvas.plot([0.1], [y], "o", ms=6, mfc="white", mec=QUIET)
        for line in lines:
            write(canvas, 0.3, y, line, size=SMALL, colour=QUIET)
            y -= 0.21
        y += 0.21


def _decimals(largest: float) -> int:
    return min(max(2 - math.floor(math.log10(largest)), 0), 6) if largest > 0.0 else 2
