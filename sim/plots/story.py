"""What happened on the way: a strip of events above the charts, and faint lines behind them."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.palette import GRID, INK, QUIET, SHOCK, STATE_COLOURS
from sim.plots.paper import SMALL, shortened, write
from sim.plots.view import Result
from sim.texts import text

UNIT = STATE_COLOURS["unit"]
ROOM_AFTER = 1.6  # inches beyond the strip that the words of the last shock may take


@dataclass(frozen=True)
class Sign:
    """How a kind of event is drawn in the strip."""

    kind: str
    marker: str
    size: float
    face: str
    edge: str


ROWS: tuple[tuple[str, tuple[Sign, ...]], ...] = (
    ("shock", (Sign("shock", "v", 10, SHOCK, INK),)),
    ("vote", (Sign("unit_vote", "o", 8, "none", INK),)),
    (
        "founding",
        (
            Sign("cooperation_founded", "|", 11, INK, INK),
            Sign("unit_founded", "*", 15, UNIT, INK),
        ),
    ),
    (
        "ending",
        (Sign("cooperation_ended", "|", 11, INK, INK), Sign("unit_ended", "X", 11, UNIT, INK)),
    ),
    ("election", (Sign("council_election", "D", 7, QUIET, QUIET),)),
)
BEHIND = {  # colour, width, style of the line through all charts
    "council_election": (GRID, 1.2, "-"),
    "shock": (SHOCK, 1.3, (0, (4, 2))),
    "unit_founded": (UNIT, 2.0, "-"),
    "unit_ended": (UNIT, 2.0, (0, (1, 1.5))),
}


def draw_strip(axes: Axes, figure: Figure, result: Result, lang: str, width: float) -> None:
    """A row for each sort of event, the shocks with their words."""
    axes.set_ylim(len(ROWS) - 0.5, -0.5)
    for row, (name, signs) in enumerate(ROWS):
        axes.axhline(row, color=GRID, lw=1, zorder=0)
        for sign in signs:
            years = happened(result, sign.kind)
            axes.plot(
                years,
                [row] * len(years),
                sign.marker,
                ms=sign.size,
                mfc=sign.face,
                mec=sign.edge,
                zorder=3,
                clip_on=False,
            )
        words = text(f"plots.series.{name}", lang)
        across = axes.get_yaxis_transform()
        axes.text(-0.015, row, words, fontsize=SMALL, ha="right", va="center", transform=across)
    won = sorted(set(happened(result, "unit_vote")) & set(happened(result, "unit_founded")))
    axes.plot(won, [1] * len(won), "o", ms=8, mfc=UNIT, mec=INK, zorder=4, clip_on=False)
    _write_shocks(axes, figure, result, width)
    axes.set_yticks([])


def draw_behind(axes: Axes, result: Result) -> None:
    """Faint lines through a chart at what may explain its turns."""
    for kind, (colour, width, style) in BEHIND.items():
        for year in happened(result, kind):
            axes.axvline(year, color=colour, lw=width, ls=style, zorder=1)


def happened(result: Result, kind: str) -> list[float]:
    """When a kind of event happened, in years; each moment once."""
    events = result.events
    quarters = sorted({int(quarter) for quarter in events.loc[events["kind"] == kind, "quarter"]})
    return [result.start_year + quarter / 4 for quarter in quarters]


def _write_shocks(axes: Axes, figure: Figure, result: Result, width: float) -> None:
    """The words of each shock beside its sign, as far as there is room before the next."""
    shocks = result.events[result.events["kind"] == "shock"].drop_duplicates("quarter")
    shocks = shocks.sort_values("quarter")
    start, stop = axes.get_xlim()
    years = [result.start_year + int(quarter) / 4 for quarter in shocks["quarter"]]
    stop_of_words = stop + ROOM_AFTER / width * (stop - start)
    for year, after, words in zip(years, [*years[1:], stop_of_words], shocks["text"], strict=False):
        room = (after - year) / (stop - start) * width - 0.22
        if room > 0.4 and not pd.isna(words):
            cut = shortened(figure, str(words), room, SMALL)
            write(axes, year + 0.13 / width * (stop - start), 0, cut, size=SMALL, clip_on=False)
