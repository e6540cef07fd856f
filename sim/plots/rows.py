"""A row for each municipality, the largest on top, over the years: what both such figures share."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.plots.palette import INK
from sim.plots.paper import NORMAL, SMALL, add_axes, shortened, write
from sim.plots.view import Result, largest_first, year_mark

LEFT, TOP = 3.0, 7.35  # of the rows on the sheet, inches
NAME_ROOM = 2.75  # inches
LEAST_LINE = 0.21  # inches that a name of the smallest size needs

Table = NDArray[np.float64]  # shape (municipality, quarter)


def add_rows(figure: Figure, result: Result, bottom: float, width: float) -> Axes:
    """Axes with a row for each municipality and the years below, and the names beside them."""
    height, places = TOP - bottom, largest_first(result.region.places)
    axes = add_axes(figure, LEFT, bottom, width, height)
    axes.set_xlim(result.start_year, result.start_year + result.quarters / 4)
    axes.set_ylim(len(places), 0)
    axes.set_yticks([])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(year_mark))
    axes.tick_params(labelsize=SMALL, colors=INK, length=4)
    for row in labelled(len(places), height):
        name = shortened(figure, places[row].name, NAME_ROOM, name_size(len(places), height))
        beside(axes, row, -0.12 / width, name, ha="right", size=name_size(len(places), height))
    return axes


def beside(axes: Axes, row: float, x: float, words: str, **style: Any) -> None:
    """Words beside a row; x in widths of the axes, 0 at the left edge and 1 at the right."""
    transform = axes.get_yaxis_transform()
    write(axes, x, row + 0.5, words, transform=transform, clip_on=False, **style)


def labelled(count: int, height: float) -> range:
    """The rows that get a name: all, or every so many when they are too low for it."""
    return range(0, count, max(1, math.ceil(LEAST_LINE * count / height)))


def name_size(count: int, height: float) -> int:
    """The size of names in points: normal, or small where rows are low."""
    return NORMAL if height / count > 0.28 else SMALL


def table(result: Result, column: str) -> Table:
    """A column of the municipalities as a table, rows by size, columns by quarter."""
    wide = result.municipalities.pivot(index="key", columns="quarter", values=column)
    keys = [place.key for place in largest_first(result.region.places)]
    return np.asarray(wide.reindex(index=keys, columns=range(result.quarters)), dtype=float)


def draw_table(
    axes: Axes, result: Result, values: Table, colours: Colormap, norm: Normalize
) -> None:
    """Draw a table as coloured cells, a white line between the rows."""
    years = result.start_year + np.arange(result.quarters + 1) / 4
    edges = np.arange(len(values) + 1)
    axes.pcolormesh(years, edges, values, shading="flat", rasterized=True, cmap=colours, norm=norm)
    lines = min(1.6, 0.12 * 72 * TOP / max(len(values), 1))
    axes.hlines(edges, *axes.get_xlim(), color="white", lw=lines, zorder=2)


def runs(values: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Stretches of equal values: first place, place after the last, value."""
    start = 0
    for place in range(1, len(values) + 1):
        if place == len(values) or values[place] != values[start]:
            yield start, place, values[start]
            start = place
