"""The run as a story: the important indicators over the years, with what happened on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.plots.palette import GRID, INK, LINE_COLOURS, LINE_STYLES, QUIET, SHOCK, STATE_COLOURS
from sim.plots.paper import NORMAL, SMALL, add_axes, add_note, new_sheet, write
from sim.plots.view import LEVELS, Result, span
from sim.texts import number, text

LEFTS, WIDTH = (0.75, 8.65), 5.35  # of the two columns of panels, inches
LABEL_ROOM = 1.55  # inches to the right of a panel, for the names of its lines
PANEL_BOTTOMS, PANEL_HEIGHT = (5.05, 3.55, 2.05, 0.95), 1.05
STRIP_BOTTOM, STRIP_HEIGHT = 6.62, 1.15
UNIT = STATE_COLOURS["unit"]


@dataclass(frozen=True)
class Panel:
    """One small chart: its title and its lines, as (indicator, key of the line's name)."""

    title: str
    lines: tuple[tuple[str, str], ...]
    decimals: int = 0
    percent: bool = False
    floor: float | None = None
    mark: tuple[float, str] | None = None


PANELS = (
    Panel(
        "services",
        (("service_level", "services_mean"), ("service_level_min", "services_lowest")),
        percent=True,
    ),
    Panel("strain", (("staff_strain", ""),), decimals=2, mark=(1.0, "strain_full")),
    Panel(
        "openness",
        (("willingness", "openness_willingness"), ("trust", "openness_trust")),
        decimals=1,
    ),
    Panel("population", (("population", ""),)),
    Panel(
        "cooperations",
        (
            ("field_cooperations", "cooperations_field"),
            ("cross_field_cooperations", "cooperations_cross"),
            ("dormant_cooperations", "cooperations_dormant"),
        ),
        floor=0,
    ),
    Panel(
        "balance",
        (
            ("relief", "balance_relief"),
            ("coordination_effort", "balance_effort"),
            ("net_benefit", "balance_net"),
        ),
        decimals=1,
        floor=0,
    ),
    Panel("strategic_time", (("strategic_time", ""),), decimals=1, floor=0),
    Panel("unit", (("institution_level", ""),), floor=0),
)


def time_series(result: Result, lang: str) -> Figure:
    """Eight small charts over the years, under a strip of what happened.

    Args:
        result: a finished run.
        lang: `"de"` or `"en"`.
    """
    subtitle = text("plots.series.subtitle", lang, title=result.title, **span(result))
    figure = new_sheet(text("plots.series.title", lang), subtitle)
    years = result.start_year + result.indicators["quarter"].to_numpy(dtype=float) / 4
    for column, left in enumerate(LEFTS):
        _strip(figure, result, lang, left)
        for row in range(4):
            axes = add_axes(figure, left, _bottom(row), WIDTH, PANEL_HEIGHT)
            panel = PANELS[4 * column + row]
            _panel(axes, result.indicators, years, panel, lang)
            _events_behind(axes, result)
            _time_axis(axes, result, is_last=row == 3)
    add_note(figure, lang, text("plots.series.legend", lang))
    return figure
