"""Where services fall: the service level of each municipality over the years."""

import math

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.plots.palette import INK, PAPER, QUIET, ink_on
from sim.plots.paper import NORMAL, SMALL, add_canvas, add_note, new_sheet, text_size, write
from sim.plots.rows import (
    LEFT,
    TOP,
    Table,
    add_rows,
    beside,
    draw_table,
    labelled,
    name_size,
    runs,
    table,
)
from sim.plots.view import Result, years
from sim.texts import number, text

WIDTH, BOTTOM = 10.6, 1.0  # inches
COLUMNS = ((11.45, "end"), (12.65, "change"))  # right edges beside the rows, inches
OUTLIERS = 0.01  # share of the cells that may lie below the scale
LOW = 0.8  # below this a cell is hatched
COLOURS = "YlOrBr_r"  # ever darker as services fall, safe for all colour vision (ColorBrewer)


def service_by_municipality(result: Result, lang: str) -> Figure:
    """The service level of each municipality, quarter by quarter: the darker, the less gets done.

    Hatched where it is low; beside each row the last value and the change in percentage points.

    Args:
        result: a finished run.
        lang: `"de"` or `"en"`.
    """
    title = text("plots.service.title", lang, years=years(result, lang))
    figure = new_sheet(title, text("plots.service.subtitle", lang, title=result.title))
    axes = add_rows(figure, result, BOTTOM, WIDTH)
    levels = table(result, "service_level")
    scale = Normalize(_floor(levels), 1.0)
    draw_table(axes, result, levels, mpl.colormaps[COLOURS], scale)
    _hatch_low(axes, result, levels)
    _write_ends(axes, levels, lang)
    _draw_key(figure, scale, lang, is_cut=bool((levels < _floor(levels)).any()))
    add_note(figure, lang, text("plots.service.note", lang))
    return figure


def _floor(levels: Table) -> float:
    """Where the colours begin: below nearly all values, in steps of 10 percent, at 90 or lower."""
    seen = levels[np.isfinite(levels)]
    lowest = float(np.quantile(seen, OUTLIERS)) if seen.size else 1.0
    return min(max(math.floor(10 * lowest) / 10, 0.0), 0.9)


def _hatch_low(axes: Axes, result: Result, levels: Table) -> None:
    for row, values in enumerate(levels):
        for start, stop, is_low in runs((values < LOW).astype(float).tolist()):
            if is_low:
                corner = (result.start_year + start / 4, row)
                axes.add_patch(_hatched(corner, (stop - start) / 4, 1.0))


def _hatched(corner: tuple[float, float], width: float, height: float) -> Rectangle:
    return Rectangle(corner, width, height, fill=False, hatch="///", ec=PAPER, lw=0, zorder=1.5)


def _write_ends(axes: Axes, levels: Table, lang: str) -> None:
    """The last value of each row and how far it moved, under their headings."""
    size = name_size(len(levels), TOP - BOTTOM)
    for right, key in COLUMNS:
        words = text(f"plots.service.{key}", lang)
        write(
            axes,
            *(right / WIDTH, 1.03, words),
            size=SMALL,
            ha="right",
            transform=axes.transAxes,
            clip_on=False,
        )
    for row in labelled(len(levels), TOP - BOTTOM):
        last, first = 100 * levels[row, -1], 100 * levels[row, 0]
        change = number(last - first, 0, lang)
        values = (text("plots.percent", lang, value=number(last, 0, lang)), _signed(change))
        for (right, _), word in zip(COLUMNS, values, strict=True):
            beside(axes, row, right / WIDTH, word, ha="right", size=size)


def _signed(change: str) -> str:
    return change if change[0] in "−0–" else f"+{change}"


def _draw_key(figure: Figure, scale: Normalize, lang: str, *, is_cut: bool) -> None:
    """The colours with their values, and what the hatching means, above the rows."""
    canvas = add_canvas(figure, LEFT, TOP + 0.06, WIDTH, 0.36)
    colours, low = mpl.colormaps[COLOURS], round(float(scale.vmin or 0.0), 1)
    steps = np.arange(round(10 * low), 11) / 10
    x = text_size(figure, text("plots.service.scale", lang), NORMAL)[0] + 0.15
    write(canvas, 0, 0.18, text("plots.service.scale", lang))
    for step in steps:
        colour = mpl.colors.to_hex(colours(scale(step)))
        canvas.add_patch(Rectangle((x, 0.03), 0.66, 0.3, fc=colour, ec=QUIET, lw=0.6))
        value = number(100 * step, 0, lang)
        words = text("plots.percent", lang, value=f"≤{value}" if is_cut and step == low else value)
        write(canvas, x + 0.33, 0.18, words, size=SMALL, ha="center", colour=ink_on(colour))
        x += 0.68
    dark = mpl.colors.to_hex(colours(0.15))
    canvas.add_patch(Rectangle((x + 0.35, 0.03), 0.5, 0.3, fc=dark, lw=0))
    canvas.add_patch(_hatched((x + 0.35, 0.03), 0.5, 0.3))
    words = text("plots.service.low", lang, value=number(100 * LOW, 0, lang))
    write(canvas, x + 0.97, 0.18, words, colour=INK)
