"""The run as a story: the important indicators over the years, with what happened on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.plots.palette import GRID, INK, LINE_COLOURS, LINE_STYLES, QUIET
from sim.plots.paper import SMALL, add_axes, add_foot, new_sheet, write
from sim.plots.story import UNIT, draw_behind, draw_strip
from sim.plots.view import LEVELS, Result, year_mark, years
from sim.texts import number, text

LEFTS, WIDTH = (1.75, 9.1), 4.4  # of the two columns of charts, inches
BOTTOM, STEP, HEIGHT = 0.98, 1.43, 0.98  # of the lowest chart, to the next, of each; inches
STRIP_BOTTOM, STRIP_HEIGHT = 6.62, 1.25
LABEL_GAP = 0.205  # inches between the names of two lines
NEAT = (1, 2, 5, 10)  # steps of the value axes
BAND = 0.16  # how much of its colour a band has

Numbers = NDArray[np.float64]
Bands = Mapping[str, tuple[Numbers, Numbers]]


@dataclass(frozen=True)
class Panel:
    """One small chart: the key of its title, and its lines as (indicator, key of the name)."""

    title: str
    lines: tuple[tuple[str, str], ...]
    decimals: int = 0
    is_percent: bool = False
    is_count: bool = False
    mark: float | None = None
    band: int | None = 0  # the line behind which many other runs lie as a band


PANELS = (
    Panel(
        "services",
        (("service_level", "services_mean"), ("service_level_min", "services_lowest")),
        is_percent=True,
    ),
    Panel("strain", (("staff_strain", ""),), decimals=2, mark=1.0),
    Panel(
        "openness",
        (("willingness", "openness_willingness"), ("trust", "openness_trust")),
        decimals=2,
    ),
    Panel("population", (("population", ""),)),
    Panel("unit", (("institution_level", ""),), is_count=True, band=None),
    Panel(
        "cooperations",
        (
            ("field_cooperations", "cooperations_field"),
            ("cross_field_cooperations", "cooperations_cross"),
            ("dormant_cooperations", "cooperations_dormant"),
        ),
        is_count=True,
    ),
    Panel(
        "balance",
        (
            ("relief", "balance_relief"),
            ("coordination_effort", "balance_effort"),
            ("net_benefit", "balance_net"),
        ),
        decimals=1,
        band=2,
    ),
    Panel("strategic_time", (("strategic_time", ""),), decimals=1),
)


def time_series(result: Result, lang: str, bands: Bands | None = None) -> Figure:
    """Eight small charts over the years, under a strip of what happened.

    Args:
        result: a finished run.
        lang: `"de"` or `"en"`.
        bands: for each indicator between which numbers most of many runs with other luck lie, in
            every quarter; drawn behind the main line of each chart.
    """
    title = text("plots.series.title", lang, years=years(result, lang))
    figure = new_sheet(title, result.title)
    for column, left in enumerate(LEFTS):
        strip = add_axes(figure, left, STRIP_BOTTOM, WIDTH, STRIP_HEIGHT)
        _time_axis(strip, result, is_last=False)
        draw_strip(strip, figure, result, lang, WIDTH)
        for row, panel in enumerate(PANELS[4 * column : 4 * column + 4]):
            axes = add_axes(figure, left, BOTTOM + (3 - row) * STEP, WIDTH, HEIGHT)
            _time_axis(axes, result, is_last=row == 3)
            draw_behind(axes, result)
            _draw_panel(axes, result, panel, lang, bands or {})
    keys = ("note", "series.band", "series.legend") if bands else ("note", "series.legend")
    add_foot(figure, " ".join(text(f"plots.{key}", lang) for key in keys))
    return figure


def _time_axis(axes: Axes, result: Result, *, is_last: bool) -> None:
    axes.set_xlim(result.start_year, result.start_year + max(result.quarters, 4) / 4)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(year_mark))
    axes.tick_params(labelsize=SMALL, colors=INK, length=4, labelbottom=is_last)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    if not is_last:
        axes.tick_params(axis="x", length=0)


def _draw_panel(axes: Axes, result: Result, panel: Panel, lang: str, bands: Bands) -> None:
    table = result.indicators.sort_values("quarter")
    moments = result.start_year + table["quarter"].to_numpy(dtype=float) / 4
    band = _band(panel, bands)
    if band is not None and panel.band is not None:
        axes.fill_between(
            moments,
            *band,
            color=LINE_COLOURS[panel.band],
            alpha=BAND,
            lw=0,
            step="post" if panel.is_count else None,
            zorder=1,
        )
    for line, (name, _) in enumerate(panel.lines):
        axes.plot(
            moments,
            table[name].to_numpy(dtype=float),
            color=LINE_COLOURS[line],
            ls=LINE_STYLES[line],
            lw=2.6,
            drawstyle="steps-post" if panel.is_count else "default",
            marker="o" if len(moments) == 1 else "",
            zorder=3,
        )
    axes.text(
        *(0, 1.07, text(f"plots.series.{panel.title}", lang)),
        transform=axes.transAxes,
        fontsize=SMALL,
        fontweight="bold",
        va="bottom",
    )
    if panel.title == "unit":
        _level_axis(axes, table, lang)
    else:
        _value_axis(axes, table, panel, lang, [] if band is None else np.ravel(band).tolist())
        _name_lines(axes, table, panel, lang)


def _band(panel: Panel, bands: Bands) -> tuple[Numbers, Numbers] | None:
    """Between which numbers most of many runs lie, for the main line of a chart."""
    return None if panel.band is None else bands.get(panel.lines[panel.band][0])


def _value_axis(
    axes: Axes, table: pd.DataFrame, panel: Panel, lang: str, more: Sequence[float]
) -> None:
    values = table[[name for name, _ in panel.lines]].to_numpy(dtype=float).ravel()
    seen = [
        *values[np.isfinite(values)].tolist(),
        *more,
        *([] if panel.mark is None else [panel.mark]),
    ]
    low, high = min(seen, default=0.0), max(seen, default=1.0)
    if panel.is_count or panel.title in ("balance", "strategic_time"):
        low = min(low, 0.0)
    least = 0.05 if panel.is_percent else 3 * 0.1**panel.decimals
    room = max(high - low, least, 0.02 * abs(high))
    low -= (room - (high - low)) / 2 if low > 0 else 0.0
    axes.set_ylim(low - 0.08 * room, low + 1.08 * room)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=panel.is_count, min_n_ticks=2, steps=NEAT))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _written(y, panel, lang)))
    axes.grid(axis="y", color=GRID, lw=1, zorder=0)
    if panel.mark is not None:
        axes.axhline(panel.mark, color=QUIET, lw=1.2, ls=(0, (1, 2)), zorder=2)


def _level_axis(axes: Axes, table: pd.DataFrame, lang: str) -> None:
    """The levels of the coordination unit in words, the last one in bold."""
    axes.set_ylim(-0.35, 3.35)
    axes.set_yticks(range(len(LEVELS)), [str(place) for place in range(len(LEVELS))])
    axes.grid(axis="y", color=GRID, lw=1, zorder=0)
    axes.lines[-1].set(color=UNIT, lw=3.5)
    last = round(float(table["institution_level"].iloc[-1]))
    for place, name in enumerate(LEVELS):
        weight = "bold" if place == last else "normal"
        words = text(f"levels.{name}", lang)
        x = axes.get_xlim()[1] + 0.1 * _years_per_inch(axes)
        write(axes, x, place, words, size=SMALL, weight=weight, clip_on=False)


def _name_lines(axes: Axes, table: pd.DataFrame, panel: Panel, lang: str) -> None:
    """Name and last value of each line at its end, moved apart where they would touch."""
    ends = [float(table[name].iloc[-1]) for name, _ in panel.lines]
    low, high = axes.get_ylim()
    wishes = [(end - low) / (high - low) * HEIGHT if np.isfinite(end) else 0.0 for end in ends]
    for line, (end, y) in enumerate(zip(ends, _apart(wishes), strict=True)):
        key = panel.lines[line][1]
        name = text(f"plots.series.{key}", lang) if key else ""
        words = f"{_written(end, panel, lang)} {name}".strip()
        x = axes.get_xlim()[1] + 0.1 * _years_per_inch(axes)
        place = low + y / HEIGHT * (high - low)
        colour = LINE_COLOURS[line]
        write(axes, x, place, words, size=SMALL, colour=colour, clip_on=False, weight="bold")


def _apart(wishes: Sequence[float]) -> list[float]:
    """Heights in inches, at least a line apart, in the order of the wishes and inside the chart."""
    order = sorted(range(len(wishes)), key=lambda place: wishes[place])
    found = list(wishes)
    for below, above in pairwise(order):
        found[above] = max(found[above], found[below] + LABEL_GAP)
    over = max(max(found) - HEIGHT + LABEL_GAP / 2, 0.0)
    return [height - over for height in found]


def _written(value: float, panel: Panel, lang: str) -> str:
    if panel.is_percent:
        return text("plots.percent", lang, value=number(100 * value, 0, lang))
    return number(value, panel.decimals, lang)


def _years_per_inch(axes: Axes) -> float:
    start, stop = axes.get_xlim()
    return (stop - start) / WIDTH
