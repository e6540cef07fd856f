"""Who takes part when: living cooperations of each municipality, and the coordination unit."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.plots.palette import INK, STATE_COLOURS, ink_on, tint
from sim.plots.paper import (
    NORMAL,
    SMALL,
    add_axes,
    add_canvas,
    add_note,
    new_sheet,
    shortened,
    text_size,
    write,
)
from sim.plots.rows import LEFT, TOP, Table, add_rows, draw_table, runs, table
from sim.plots.view import LEVELS, Result, years
from sim.texts import text

WIDTH, BOTTOM = 12.6, 1.85  # inches
STRIP_BOTTOM, STRIP_HEIGHT = 0.72, 0.42
COUNT_COLOURS = ("#ececec", "#b9dcf2", "#56b4e9", "#0072b2", "#003a5c")  # none, few … many
MOST_BY_ONE = 6  # up to this many cooperations every count to 4 has its own colour
UNIT = STATE_COLOURS["unit"]
LEAST_ROOM = 0.5  # inches for words in the strip
UNIT_SHARE = 0.24  # of the height of a row


def membership_matrix(result: Result, lang: str) -> Figure:
    """How many living cooperations each municipality is in, quarter by quarter.

    A number stands where the count changes; a green bar below says that the municipality carries
    the coordination unit, whose level is written in a strip at the bottom.

    Args:
        result: a finished run.
        lang: `"de"` or `"en"`.
    """
    title = text("plots.membership.title", lang, years=years(result, lang))
    figure = new_sheet(title, text("plots.membership.subtitle", lang, title=result.title))
    axes = add_rows(figure, result, BOTTOM, WIDTH)
    counts = np.nan_to_num(table(result, "cooperations"))
    step = _step(counts)
    norm = BoundaryNorm(np.arange(-0.5, len(COUNT_COLOURS)), len(COUNT_COLOURS))
    draw_table(axes, result, _class(counts, step), ListedColormap(COUNT_COLOURS), norm)
    _write_counts(axes, result, counts, step)
    _draw_carriers(axes, result)
    _draw_levels(figure, result, lang)
    _draw_key(figure, lang, step)
    add_note(figure, lang)
    return figure


def _step(counts: Table) -> int:
    """How many counts share a colour: one each, or more where there are many cooperations."""
    most = int(counts.max(initial=0))
    return 1 if most <= MOST_BY_ONE else math.ceil(most / (len(COUNT_COLOURS) - 1))


def _class(counts: Table, step: int) -> Table:
    """The place of each count's colour."""
    return np.asarray(np.minimum(np.ceil(counts / step), len(COUNT_COLOURS) - 1))


def _write_counts(axes: Axes, result: Result, counts: Table, step: int) -> None:
    """The number at the start of each stretch of equal counts, where it fits."""
    if (TOP - BOTTOM) / len(counts) < 0.26:
        return
    inches = WIDTH / result.quarters
    for row, values in enumerate(counts):
        for start, stop, value in runs(values.tolist()):
            words = f"{value:.0f}"
            if value > 0 and (stop - start) * inches > 0.06 + 0.12 * len(words):
                colour = ink_on(COUNT_COLOURS[int(_class(np.array(value), step))])
                x = result.start_year + start / 4 + 0.04 / inches / 4
                y = row + (1 - UNIT_SHARE) / 2
                write(axes, x, y, words, size=SMALL, colour=colour, va="center_baseline")


def _draw_carriers(axes: Axes, result: Result) -> None:
    for row, values in enumerate(table(result, "in_unit")):
        for start, stop, value in runs(np.nan_to_num(values).tolist()):
            if value > 0:
                corner = (result.start_year + start / 4, row + 1 - UNIT_SHARE)
                axes.add_patch(
                    Rectangle(corner, (stop - start) / 4, UNIT_SHARE, fc=UNIT, lw=0, zorder=1.5)
                )


def _draw_levels(figure: Figure, result: Result, lang: str) -> None:
    """The level of the coordination unit over the years, in words where they fit."""
    axes = add_axes(figure, LEFT, STRIP_BOTTOM, WIDTH, STRIP_HEIGHT)
    axes.set(xlim=(0, result.quarters), ylim=(0, 1))
    axes.set_axis_off()
    levels = result.indicators.sort_values("quarter")["institution_level"].round()
    for start, stop, value in runs(levels.to_list()):
        place = min(max(int(value), 0), len(LEVELS) - 1)
        colour = COUNT_COLOURS[0] if place == 0 else tint(UNIT, 0.25 + 0.25 * place)
        axes.add_patch(Rectangle((start, 0), stop - start, 1, fc=colour, ec="white", lw=1.5))
        room = (stop - start) * WIDTH / result.quarters - 0.1
        if room > LEAST_ROOM:
            words = shortened(figure, text(f"levels.{LEVELS[place]}", lang), room, SMALL)
            middle = (start + stop) / 2
            write(axes, middle, 0.5, words, size=SMALL, ha="center", colour=ink_on(colour))
    words = text("plots.membership.unit_row", lang)
    write(axes, -0.12 / WIDTH * result.quarters, 0.5, words, ha="right", clip_on=False)


def _draw_key(figure: Figure, lang: str, step: int) -> None:
    """What the colours, numbers and bars mean, above the rows on the right."""
    canvas = add_canvas(figure, LEFT, TOP + 0.08, WIDTH, 0.4)
    words = text("plots.membership.unit", lang)
    x = WIDTH - text_size(figure, words, NORMAL)[0]
    write(canvas, x, 0.2, words)
    canvas.add_patch(Rectangle((x - 0.55, 0.15), 0.45, 0.1, fc=UNIT, lw=0))
    x -= 1.0
    for place in reversed(range(len(COUNT_COLOURS))):
        words, colour = _counts_in(place, step), COUNT_COLOURS[place]
        canvas.add_patch(Rectangle((x - 0.65, 0.05), 0.65, 0.3, fc=colour, lw=0))
        write(canvas, x - 0.325, 0.2, words, size=SMALL, ha="center", colour=ink_on(colour))
        x -= 0.68
    write(canvas, x - 0.08, 0.2, text("plots.membership.count", lang), ha="right", colour=INK)


def _counts_in(place: int, step: int) -> str:
    """The counts that share a colour, in figures."""
    if place == 0:
        return "0"
    first, last = (place - 1) * step + 1, place * step
    if step == 1:
        return f"{first}+" if place == len(COUNT_COLOURS) - 1 else str(first)
    return f"{first}–{last}"
