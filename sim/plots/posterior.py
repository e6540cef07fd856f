"""What observed facts tell of the parameters: before and after, a small chart for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.analysis.calibration import Calibration
from sim.analysis.estimates import Numbers
from sim.analysis.factors import Factor
from sim.plots.charts import factor_name, in_lines, level_axis, number_axis, plain
from sim.plots.palette import INK, LINE_COLOURS, QUIET, tint
from sim.plots.paper import SMALL, add_axes, add_canvas, add_note, new_sheet, write
from sim.texts import number, text

COLUMNS, ROWS = 2, 3
LEFT, WIDTH, GAP = 0.5, 7.15, 0.7  # inches
BOTTOM, HEIGHT, STEP = 1.5, 0.82, 2.3
BINS = 20
TOLD = LINE_COLOURS[0]


def posterior_sheets(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    found: Calibration,
    seed: int,
    lang: str,
) -> list[Figure]:
    """A sheet for every six parameters: where all points lie, and where the accepted runs do.

    Args:
        points: a row per point, a column per factor.
        factors: the parameters, in the order in which they are to be shown.
        found: of `sim.analysis.calibration.accept`.
        seed: of the runs.
        lang: `"de"` or `"en"`.
    """
    size = COLUMNS * ROWS
    pages = math.ceil(len(factors) / size)
    rows = {row["parameter"]: row for row in found.parameters.to_dict("records")}
    counts = {
        "accepted": number(int(found.accepted.sum()), 0, lang),
        "runs": number(found.distance.size, 0, lang),
    }
    sheets = []
    for page in range(pages):
        title = text("sensitivity.posterior.title", lang)
        if pages > 1:
            words = text("sensitivity.posterior.page", lang, page=page + 1, pages=pages)
            title = f"{title} {words}"
        subtitle = text("sensitivity.posterior.subtitle", lang, **counts, seed=seed)
        figure = new_sheet(title, subtitle)
        for place, factor in enumerate(factors[page * size : (page + 1) * size]):
            where = factor.positions(points[factor.name])
            spot = divmod(place, COLUMNS)
            _chart(figure, factor, where, found.accepted, rows[factor.name], spot, lang)
        canvas = add_canvas(figure, 0.4, 0.42, 15.2, 0.3)
        write(canvas, 0, 0.15, text("sensitivity.posterior.key", lang), size=SMALL)
        add_note(figure, lang, about="sensitivity.note")
        sheets.append(figure)
    return sheets


def _chart(
    figure: Figure,
    factor: Factor,
    where: Numbers,
    accepted: np.ndarray[Any, np.dtype[np.int64]],
    row: dict[Any, Any],
    place: tuple[int, int],
    lang: str,
) -> None:
    left = LEFT + place[1] * (WIDTH + GAP)
    axes = add_axes(figure, left, BOTTOM + (ROWS - 1 - place[0]) * STEP, WIDTH, HEIGHT)
    low, high = factor.ends
    edges = np.linspace(low, high, BINS + 1)
    if factor.count is not None and factor.count <= BINS:
        edges = np.arange(low - 0.5, high + 1.0)
    before = np.histogram(where, edges)[0] / len(where)
    after = np.histogram(where, edges, weights=accepted)[0] / accepted.sum()
    colour = TOLD if row["is_told"] else QUIET
    width = 0.92 * np.diff(edges)
    middle = (edges[1:] + edges[:-1]) / 2.0
    axes.bar(middle, after, width, color=tint(colour, 0.75), zorder=2)
    axes.stairs(before, edges, fill=True, color=tint(INK, 0.16), zorder=1)
    axes.stairs(before, edges, color=QUIET, lw=1.2, zorder=3)
    axes.set_ylim(0.0, 1.1 * max(before.max(), after.max()))
    plain(axes, "x")
    axes.grid(visible=False)
    axes.set_yticks([])
    if factor.levels:
        level_axis(axes, factor, lang, WIDTH)
        axes.tick_params(axis="x", length=0)
    else:
        axes.set_xlim(edges[0], edges[-1])
        number_axis(axes, "x", lang)
        axes.axvline(row["prior_50"], color=QUIET, lw=2, ls=(0, (3, 2)), zorder=4)
        axes.axvline(row["posterior_50"], color=colour, lw=3, zorder=4)
    _name(figure, factor, row, (left, BOTTOM + (ROWS - 1 - place[0]) * STEP + HEIGHT), lang)


def _name(
    figure: Figure, factor: Factor, row: dict[Any, Any], corner: tuple[float, float], lang: str
) -> None:
    """The setting in two lines, and below it what the facts tell."""
    canvas = add_canvas(figure, *corner, WIDTH + 0.4, 0.75)
    lines = in_lines(figure, factor_name(factor.name, lang), WIDTH + 0.3)
    for place, line in enumerate(reversed(lines)):
        write(canvas, 0, 0.4 + 0.22 * place, line, size=SMALL)
    if not row["is_told"]:
        words, colour = text("sensitivity.posterior.silent", lang), QUIET
    elif row["shrinkage"] < 0.0:
        words, colour = text("sensitivity.posterior.told_wider", lang), TOLD
    else:
        percent = number(100 * row["shrinkage"], 0, lang)
        words, colour = text("sensitivity.posterior.told", lang, percent=percent), TOLD
    write(canvas, 0, 0.15, words, size=SMALL, colour=colour, weight="bold")
