"""One-factor curves: a small chart for each setting, all on one scale, with the spread of runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.analysis.estimates import CONFIDENCE
from sim.analysis.factors import Factor
from sim.plots.charts import (
    About,
    factor_name,
    in_lines,
    level_axis,
    number_axis,
    plain,
    room_of,
)
from sim.plots.palette import INK, LINE_COLOURS, tint
from sim.plots.paper import NORMAL, SMALL, add_axes, add_canvas, add_note, new_sheet, write
from sim.texts import number, text

COLUMNS, ROWS = 2, 3
LEFT, WIDTH, GAP = 1.15, 6.9, 0.75  # inches
BOTTOM, TALL, HEAD = 1.5, 6.9, 1.2  # TALL: all rows of a sheet; HEAD: of a row, for words
COLOUR = LINE_COLOURS[0]
BOLDER = 1.16  # how much wider bold words are at most


def curve_sheets(
    curves: pd.DataFrame, factors: Sequence[Factor], about: About, lang: str
) -> list[Figure]:
    """A sheet for every six settings: mean with interval, and where nine in ten runs lie.

    Of what happens in a run or does not, the last tells nothing and is left out.  All charts share
    their scale, so that heights can be compared.

    Args:
        curves: of `sim.analysis.curves.one_factor_curves`.
        factors: of the design, in the order in which they are to be shown.
        about: what is shown.
        lang: `"de"` or `"en"`.
    """
    size = COLUMNS * ROWS
    pages = math.ceil(len(factors) / size)
    table = curves.copy()
    heights = ["mean", "low", "high", "run_low", "run_high"]
    table[heights] = table[heights] * about.scale
    if about.is_yes_or_no:
        table[["run_low", "run_high"]] = np.nan
    limits = room_of(table[heights].to_numpy().ravel().tolist())
    sheets = []
    for page in range(pages):
        some = factors[page * size : (page + 1) * size]
        title = text("sensitivity.curves.title", lang, measure=about.name(lang))
        if pages > 1:
            title = f"{title} {text('sensitivity.curves.page', lang, page=page + 1, pages=pages)}"
        figure = new_sheet(title, about.subtitle(lang))
        columns = min(COLUMNS, len(factors))
        step = TALL / min(ROWS, math.ceil(len(factors) / columns))
        width = WIDTH if columns == COLUMNS else COLUMNS * WIDTH + GAP
        for place, factor in enumerate(some):
            own = table[table["factor"] == factor.name]
            row, column = divmod(place, columns)
            corner = LEFT + column * (WIDTH + GAP), BOTTOM + TALL - (row + 1) * step
            _chart(figure, own, factor, limits, (*corner, width, step - HEAD), lang)
        words = text(
            "sensitivity.curves.axis", lang, measure=about.name(lang), unit=about.unit(lang)
        )
        _name_values(figure, words)
        _name_marks(figure, _marks(table, about, lang))
        add_note(figure, lang, about="sensitivity.note")
        sheets.append(figure)
    return sheets


def _marks(table: pd.DataFrame, about: About, lang: str) -> str:
    """What is drawn, in words: the means, what luck their intervals are about, and the band."""
    luck = "runs" if (table["luck"] == "runs").all() else "points"
    percent = number(100 * CONFIDENCE, 0, lang)
    said = [text(f"sensitivity.curves.bars_{luck}", lang, percent=percent)]
    if not about.is_yes_or_no:
        said.append(text("sensitivity.curves.band", lang))
    return " ".join(said)


def _chart(
    figure: Figure,
    own: pd.DataFrame,
    factor: Factor,
    limits: tuple[float, float],
    place: tuple[float, float, float, float],
    lang: str,
) -> None:
    width = place[2]
    axes = add_axes(figure, *place)
    axes.set_ylim(*limits)
    plain(axes, "y")
    number_axis(axes, "y", lang, most=3)
    if place[0] > LEFT:
        axes.tick_params(axis="y", length=0)
    if factor.levels:
        level_axis(axes, factor, lang, width)
        axes.tick_params(axis="x", length=0)
        for line in own.to_dict("records"):
            low, high = line["run_low"], line["run_high"]
            axes.bar(line["position"], high - low, 0.5, low, color=tint(COLOUR, 0.25), zorder=1)
    else:
        low, high = factor.ends
        axes.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
        number_axis(axes, "x", lang)
        x, band = own["position"], (own["run_low"], own["run_high"])
        axes.fill_between(x, *band, color=tint(COLOUR, 0.25), lw=0, zorder=1)
    style = "" if factor.levels else "-"
    axes.plot(own["position"], own["mean"], "o", ls=style, color=COLOUR, lw=2, ms=5, zorder=4)
    axes.vlines(own["position"], own["low"], own["high"], color=INK, lw=1.8, zorder=3)
    words = "\n".join(in_lines(figure, factor_name(factor.name, lang), width / BOLDER))
    style_of: dict[str, Any] = {
        "transform": axes.transAxes,
        "va": "bottom",
        "clip_on": False,
        "weight": "bold",
    }
    write(axes, 0, 1.0 + 0.07 / place[3], words, size=SMALL, linespacing=1.05, **style_of)


def _name_values(figure: Figure, words: str) -> None:
    canvas = add_canvas(figure, 0.25, BOTTOM, 0.4, 6.6)
    line = in_lines(figure, words, 6.5, 1, NORMAL)[0]
    write(canvas, 0.12, 3.3, line, size=NORMAL, rotation=90, ha="center", va="center")


def _name_marks(figure: Figure, words: str) -> None:
    canvas = add_canvas(figure, 0.4, 0.4, 15.2, 0.3)
    write(canvas, 0, 0.15, words, size=SMALL)
