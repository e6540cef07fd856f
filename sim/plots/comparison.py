"""What two or more scenarios have in common and what not: fans side by side, and the difference.

Five indicators answer the question of the model: does a coordination unit hold (its carriers), do
municipalities cooperate across fields, does it pay (net benefit), does it take weight off the
staff (strain), and what reaches the people (services).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis import Band, Numbers, difference_over_time, quantile_band
from sim.comparison import Comparison, Side
from sim.comparison.labels import BRIEF
from sim.plots.palette import GRID, INK, QUIET, tint
from sim.plots.paper import (
    SMALL,
    add_axes,
    add_canvas,
    add_note,
    new_sheet,
    text_size,
    write,
)
from sim.plots.paper import WIDTH as SHEET
from sim.texts import number, text

OTHERS_ON_A_SHEET = 3
HEAD_LINES = 3
LEFT, RIGHT, GAP, WIDE_GAP = 1.0, 0.4, 0.2, 0.95  # inches; the wide one before the differences
BOTTOM, STEP, HEIGHT = 0.98, 1.235, 0.9  # of the lowest row, to the next, of each; inches
HEADS, LINE = BOTTOM + 4 * STEP + HEIGHT + 0.38, 0.235  # lower edge; height of a line; inches
NEAT = (1, 2, 5, 10)
COLOURS = ("#555555", "#0072b2", "#d55e00", "#009e73")  # baseline first (Okabe & Ito 2008)
STYLES = ("-", "-", "--", ":")
LIGHT, DARK = 0.2, 0.45  # how strong the bands of 90 % and of 50 % of the runs are


@dataclass(frozen=True)
class Row:
    """One indicator: its name, and how its values are written."""

    indicator: str
    decimals: int = 0
    is_percent: bool = False
    is_count: bool = False
    mark: float | None = None


ROWS = (
    Row("institution_members", is_count=True),
    Row("cross_field_cooperations", is_count=True),
    Row("net_benefit", decimals=1),
    Row("staff_strain", decimals=2, mark=1.0),
    Row("service_level", is_percent=True),
)


@dataclass(frozen=True)
class Sheet:
    """What one sheet shows: the baseline first, and a colour for each side."""

    found: Comparison
    sides: tuple[Side, ...]
    lang: str

    @property
    def years(self) -> Numbers:
        """Each quarter as a year: of the calendar, or since the start where starts differ."""
        start = 0.0 if self.starts_differ else float(self.found.baseline.scenario.start)
        years: Numbers = start + np.arange(self.found.quarters, dtype=np.float64) / 4.0
        return years

    @property
    def starts_differ(self) -> bool:
        """Whether the scenarios begin in different years."""
        return len({scenario.start for scenario in self.found.scenarios}) > 1

    def series(self, side: Side, row: Row) -> Numbers:
        """Values to be shown, (run, quarter)."""
        values = self.found.drawn[side.key].series[row.indicator]
        return 100.0 * values if row.is_percent else values

    def difference(self, side: Side, row: Row) -> Band:
        """Mean of scenario less baseline in every quarter, and its interval."""
        pair = self.series(side, row), self.series(self.sides[0], row)
        return difference_over_time(*pair, self.found.confidence)


def comparison_fans(found: Comparison, lang: str) -> list[Figure]:
    """A sheet for every three scenarios beside the baseline: mostly one.

    Each row is an indicator.  Left a fan for each scenario on one scale, right the mean paired
    difference of each scenario from the baseline with its interval, and a line at zero.

    Args:
        found: a finished comparison.
        lang: `"de"` or `"en"`.
    """
    others = found.others
    groups = [
        others[start : start + OTHERS_ON_A_SHEET]
        for start in range(0, len(others), OTHERS_ON_A_SHEET)
    ]
    return [_draw(Sheet(found, (found.baseline, *group), lang)) for group in groups]


def _draw(sheet: Sheet) -> Figure:
    figure = new_sheet(_title(sheet), _subtitle(sheet))
    lefts, width, last = _columns(len(sheet.sides))
    for place, (left, side) in enumerate(zip(lefts, sheet.sides, strict=True)):
        labels = [side.label(sheet.lang, most) for most in (None, *range(BRIEF, -1, -1))]
        _head(figure, left, width, labels, place)
    words = [
        text("plots.comparison.difference", sheet.lang, baseline=sheet.sides[0].label(*form))
        for form in ((sheet.lang,), (sheet.lang, 0))
    ]
    _head(figure, last, SHEET - RIGHT - last, words, -1)
    for place, row in enumerate(ROWS):
        bottom = BOTTOM + (len(ROWS) - 1 - place) * STEP
        is_last = place == len(ROWS) - 1
        axes = [add_axes(figure, left, bottom, width, HEIGHT) for left in lefts]
        _draw_fans(axes, sheet, row, is_last=is_last)
        right = add_axes(figure, last, bottom, SHEET - RIGHT - last, HEIGHT)
        _draw_differences(right, sheet, row, is_last=is_last)
    _add_notes(figure, sheet)
    return figure


def _title(sheet: Sheet) -> str:
    if sheet.starts_differ:
        return text("plots.comparison.title_bare", sheet.lang)
    start = sheet.found.baseline.scenario.start
    end = start + (sheet.found.quarters - 1) // 4
    years = text("plots.years", sheet.lang, start=start, end=end) if end > start else start
    return text("plots.comparison.title", sheet.lang, years=years)


def _subtitle(sheet: Sheet) -> str:
    runs = number(sheet.found.runs, 0, sheet.lang)
    return text("plots.comparison.subtitle", sheet.lang, runs=runs, seed=sheet.found.seed)


def _columns(sides: int) -> tuple[list[float], float, float]:
    """Left edges of the fans, their width, and the left edge of the differences; inches."""
    room = SHEET - LEFT - RIGHT - WIDE_GAP - (sides - 1) * GAP
    width = room / (sides + 1.15)
    lefts = [LEFT + place * (width + GAP) for place in range(sides)]
    return lefts, width, lefts[-1] + width + WIDE_GAP


def _head(figure: Figure, left: float, width: float, labels: Sequence[str], place: int) -> None:
    """Who is shown in a column, over a stroke of the same colour and style as the lines."""
    colour, style = (COLOURS[place], STYLES[place]) if place >= 0 else (INK, "-")
    axes = add_canvas(figure, left, HEADS, width, 0.6)
    axes.plot([0, width], [0.0, 0.0], color=colour, ls=style, lw=3.5, clip_on=False)
    for number_of, line in enumerate(reversed(_in_lines(figure, labels, width))):
        height = 0.08 + (number_of + 0.5) * LINE
        write(axes, 0, height, line, size=SMALL, weight="bold", clip_on=False)


def _in_lines(figure: Figure, labels: Sequence[str], width: float) -> list[str]:
    """The first label that fits into the lines of a head; the last one cut where none does."""
    wrapped = [_wrapped(figure, words, width) for words in labels]
    fitting = [
        lines
        for lines in wrapped
        if len(lines) <= HEAD_LINES and all(_fits(figure, line, width) for line in lines)
    ]
    if fitting:
        return fitting[0]
    first, rest = wrapped[-1][: HEAD_LINES - 1], wrapped[-1][HEAD_LINES - 1 :]
    return [_cut(figure, line, width) for line in (*first, " ".join(rest)) if line]


def _wrapped(figure: Figure, words: str, width: float) -> list[str]:
    """Words broken where they do not fit; a single long word is left as it is."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _fits(figure, longer, width):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fits(figure: Figure, words: str, width: float) -> bool:
    return text_size(figure, words, SMALL, "bold")[0] <= width


def _cut(figure: Figure, words: str, width: float) -> str:
    """Bold words cut to a width, with … where something is missing."""
    if _fits(figure, words, width):
        return words
    lengths = range(len(words) - 1, 0, -1)
    cuts = (f"{words[:length].rstrip()}…" for length in lengths)
    return next((cut for cut in cuts if _fits(figure, cut, width)), "…")


# Fans ---------------------------------------------------------------------------------------


def _draw_fans(columns: Sequence[Axes], sheet: Sheet, row: Row, *, is_last: bool) -> None:
    """The fans of all sides on one scale; values are written at the left column only."""
    bands = [quantile_band(sheet.series(side, row)) for side in sheet.sides]
    marks = () if row.mark is None else (row.mark,)
    limits = _limits(bands, row, (0.0, 1.0) if row.is_count else marks)
    for place, (axes, band) in enumerate(zip(columns, bands, strict=True)):
        _time_axis(axes, sheet, is_last=is_last)
        _value_axis(axes, limits, is_whole=row.is_count)
        axes.tick_params(axis="y", labelleft=place == 0, length=4 if place == 0 else 0)
        _draw_fan(axes, sheet.years, band, COLOURS[place], is_count=row.is_count)
        if row.mark is not None:
            axes.axhline(row.mark, color=QUIET, lw=1.2, ls=(0, (1, 2)), zorder=2)
    _write_values(columns[0], row, sheet.lang)
    _name(columns[0], text(f"plots.comparison.{row.indicator}", sheet.lang))


def _draw_fan(axes: Axes, years: Numbers, band: Numbers, colour: str, *, is_count: bool) -> None:
    """Light band, dark band and median; counts go in steps."""
    low, lower, middle, upper, high = band
    step: Literal["post"] | None = "post" if is_count else None
    light, dark = tint(colour, LIGHT), tint(colour, DARK)
    axes.fill_between(years, low, high, color=light, lw=0, zorder=1, step=step)
    axes.fill_between(years, lower, upper, color=dark, lw=0, zorder=1.5, step=step)
    style: Literal["steps-post", "default"] = "steps-post" if is_count else "default"
    marker = "o" if len(years) == 1 else ""
    axes.plot(years, middle, color=colour, lw=2.4, zorder=3, marker=marker, drawstyle=style)


# Differences --------------------------------------------------------------------------------


def _draw_differences(axes: Axes, sheet: Sheet, row: Row, *, is_last: bool) -> None:
    """Mean paired differences with their intervals, and the line at zero."""
    bands = [sheet.difference(side, row) for side in sheet.sides[1:]]
    _time_axis(axes, sheet, is_last=is_last)
    _value_axis(axes, _limits([np.array(band) for band in bands], row, (0.0,)))
    _write_values(axes, row, sheet.lang, is_difference=True)
    axes.axhline(0.0, color=INK, lw=1.2, zorder=2)
    for place, band in enumerate(bands, start=1):
        colour, style = COLOURS[place], STYLES[place]
        marker = "o" if len(sheet.years) == 1 else ""
        axes.fill_between(
            sheet.years, band.low, band.high, color=colour, alpha=0.28, lw=0, zorder=1.5
        )
        axes.plot(
            sheet.years, band.estimate, color=colour, ls=style, lw=2.4, zorder=3, marker=marker
        )


# Axes ---------------------------------------------------------------------------------------


def _limits(values: Sequence[Numbers], row: Row, marks: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest of all that is drawn, with some room."""
    seen = np.concatenate([*(v[np.isfinite(v)].ravel() for v in values), np.array(marks)])
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    least = 0.1 if row.is_percent else 3.0 * 0.1 ** (row.decimals + 1)
    room = max(high - low, least)
    spare = (room - (high - low)) / 2.0
    return low - spare - 0.08 * room, high + spare + 0.08 * room


def _time_axis(axes: Axes, sheet: Sheet, *, is_last: bool) -> None:
    years = sheet.years
    axes.set_xlim(float(years[0]), float(years[0]) + max(sheet.found.quarters, 4) / 4)
    start, stop = axes.get_xlim()
    ticks = MaxNLocator(4, integer=True, steps=NEAT).tick_values(start, stop)
    axes.set_xticks([x for x in ticks if start <= x < stop - 0.12 * (stop - start)])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.tick_params(labelsize=SMALL, colors=INK, length=4, labelbottom=is_last)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    if not is_last:
        axes.tick_params(axis="x", length=0)


def _value_axis(axes: Axes, limits: tuple[float, float], *, is_whole: bool = False) -> None:
    axes.set_ylim(*limits)
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2, steps=NEAT, integer=is_whole))
    axes.grid(axis="y", color=GRID, lw=1, zorder=0)


def _write_values(axes: Axes, row: Row, lang: str, *, is_difference: bool = False) -> None:
    """Values with as many decimals as the steps between them need; differences with a sign."""
    steps = np.diff(axes.get_yticks())
    step = float(np.abs(steps).min()) if steps.size else 1.0
    decimals = max(-int(np.floor(np.log10(step) + 1e-9)), 0)
    unit = "plots.comparison.points" if is_difference else "plots.percent"

    def written(value: float, _: int) -> str:
        words = number(value, decimals, lang)
        words = f"+{words}" if is_difference and value > step / 2.0 else words
        return text(unit, lang, value=words) if row.is_percent else words

    axes.yaxis.set_major_formatter(FuncFormatter(written))


def _name(axes: Axes, words: str) -> None:
    write(
        axes,
        *(0, 1.07, words),
        transform=axes.transAxes,
        size=SMALL,
        weight="bold",
        va="bottom",
        clip_on=False,
    )


def _add_notes(figure: Figure, sheet: Sheet) -> None:
    """Two lines at the foot: what is drawn, and what it is not."""
    found, lang = sheet.found, sheet.lang
    percent = number(100.0 * found.confidence, 0, lang)
    bands = text("plots.comparison.bands", lang)
    paired = text("plots.comparison.paired", lang, percent=percent)
    canvas = add_canvas(figure, 0.4, 0.36, SHEET - 0.8, 0.3)
    write(canvas, 0, 0.15, f"{bands} {paired}", size=SMALL, colour=QUIET)
    notes = []
    if found.kept_runs < found.runs:
        kept = number(found.kept_runs, 0, lang)
        notes.append(text("plots.comparison.kept", lang, runs=kept))
    if sheet.starts_differ:
        notes.append(text("plots.comparison.years_after", lang))
    add_note(figure, lang, *notes, about="plots.comparison.note")
