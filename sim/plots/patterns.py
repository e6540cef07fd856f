"""Whether the model behaves as it must: every comparison with its interval, on one sheet or more.

Units differ from row to row, so each row has a scale of its own: no difference (or the limit that a
pattern names) stands in the middle, and the interval and the ends of what is expected fit the
width.  So the length of an interval can be compared with its distance from the middle within a row,
never between rows; the numbers with their units stand beside.

Few patterns get one wide column with their statements, on a sheet as high as they need.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.patterns import Finding, PartFound
from sim.patterns.telling import explained, in_words, numbers_of, unit_of
from sim.plots.palette import GRID, INK, QUIET, tint
from sim.plots.paper import HEIGHT, SMALL, add_canvas, add_note, new_sheet, shortened, write
from sim.texts import number, text


class Column(NamedTuple):
    """Where things stand in a column, inches."""

    width: float
    words: float  # left edge of the words; the name of the pattern is at 0
    middle: float  # of the intervals
    reach: float  # to either side of the middle
    numbers: float  # left edge of the numbers
    is_wide: bool  # with room for the statements of the patterns and the ends of the intervals


NARROW = Column(7.5, 0.5, 4.45, 0.8, 5.38, is_wide=False)
WIDE = Column(15.2, 0.5, 6.0, 2.0, 8.5, is_wide=True)
ROWS, WIDE_ROWS = 27, 20  # at most in a narrow column, in the wide one
HEAD, FOOT = 1.25, 0.72  # above and below the rows, inches
LEFT, GAP = 0.4, 0.2  # before the first column, between two; inches
TALLEST = 0.34  # row, inches
BOLDER = 1.16  # how much wider bold words are at most
COLOURS = {"holds": "#009e73", "does_not_hold": "#d55e00", "undecided": "#0072b2"}
MARKERS = {"holds": "o", "does_not_hold": "X", "undecided": "D"}
VERDICTS = ("holds", "does_not_hold", "undecided")


class Row(NamedTuple):
    """A line of the figure: a comparison of a pattern, or what the pattern states."""

    name: str  # of the pattern
    is_first: bool  # of its pattern
    words: str
    part: PartFound | None  # none: this row states the pattern


def pattern_sheets(findings: Sequence[Finding], runs: int, seed: int, lang: str) -> list[Figure]:
    """All comparisons with estimate, interval and verdict, two columns of rows to a sheet.

    Args:
        findings: evaluated patterns.
        runs: runs of each side.
        seed: luck of the runs.
        lang: `"de"` or `"en"`.
    """
    stated = _stated_rows(findings, lang)
    if len(stated) <= WIDE_ROWS:
        height = HEAD + TALLEST * len(stated) + FOOT
        figure = _empty_sheet(findings, runs, seed, lang, height=height)
        _draw_column(figure, LEFT, stated, TALLEST, WIDE, lang)
        return [figure]
    rows = _rows(findings, lang)
    half = min(ROWS, math.ceil(len(rows) / 2))
    columns = [rows[i : i + half] for i in range(0, len(rows), half)]
    pages = math.ceil(len(columns) / 2)
    step = min((HEIGHT - HEAD - FOOT) / half, TALLEST)
    sheets = []
    for page in range(pages):
        figure = _empty_sheet(findings, runs, seed, lang, page + 1, pages)
        for place, column in enumerate(columns[2 * page : 2 * page + 2]):
            left = LEFT + place * (NARROW.width + GAP)
            _draw_column(figure, left, column, step, NARROW, lang)
        sheets.append(figure)
    return sheets


def _rows(findings: Sequence[Finding], lang: str) -> list[Row]:
    found = []
    for finding in findings:
        for place, part in enumerate(finding.parts):
            said = in_words(part.part.says, lang) or in_words(finding.pattern.says, lang)
            found.append(Row(finding.pattern.name, place == 0, said, part))
    return found


def _stated_rows(findings: Sequence[Finding], lang: str) -> list[Row]:
    """A row for what each pattern states, and below it one for each of its comparisons."""
    found = []
    for finding in findings:
        name = finding.pattern.name
        found.append(Row(name, True, in_words(finding.pattern.says, lang), None))
        found += [Row(name, False, in_words(part.part.says, lang), part) for part in finding.parts]
    return found


def _empty_sheet(
    findings: Sequence[Finding],
    runs: int,
    seed: int,
    lang: str,
    page: int = 1,
    pages: int = 1,
    height: float = HEIGHT,
) -> Figure:
    counts = {v: sum(f.verdict == v for f in findings) for v in VERDICTS}
    title = text("plots.patterns.title", lang)
    if pages > 1:
        title = f"{title} {text('plots.patterns.page', lang, page=page, pages=pages)}"
    subtitle = text(
        "plots.patterns.subtitle", lang, runs=number(runs, 0, lang), seed=seed, **counts
    )
    figure = new_sheet(title, subtitle, height)
    _draw_key(figure, height, lang)
    why = text("plots.patterns.why", lang) if any(map(explained, findings)) else ""
    add_note(figure, lang, why, about="plots.patterns.note")
    return figure


def _draw_key(figure: Figure, height: float, lang: str) -> None:
    """What the marks mean, at the upper right."""
    axes = add_canvas(figure, 10.9, height - 0.7, 4.9, 0.4)
    for x, verdict in zip((0.1, 1.5, 3.55), VERDICTS, strict=True):
        _mark(axes, x, 0.2, verdict)
        write(axes, x + 0.18, 0.2, text(f"plots.patterns.{verdict}", lang), size=SMALL)


def _draw_column(
    figure: Figure, left: float, rows: Sequence[Row], step: float, column: Column, lang: str
) -> None:
    """Rows from the top of the sheet, a line between patterns, and the middle of the intervals."""
    height = step * len(rows)
    bottom = figure.get_figheight() - HEAD - height
    axes = add_canvas(figure, left, bottom, column.width, height)
    for place, row in enumerate(rows):
        y = height - (place + 0.5) * step
        if row.is_first and place:
            axes.plot((0, column.width), (y + step / 2, y + step / 2), color=GRID, lw=1, zorder=1)
        if row.part is None:
            _draw_statement(axes, y, row, column)
        else:
            ends = (y - step / 2, y + step / 2)
            axes.plot((column.middle, column.middle), ends, color=QUIET, lw=1, zorder=2)
            _draw_row(axes, y, step, row, row.part, column, lang, is_on_top=place == 0)


def _draw_statement(axes: Axes, y: float, row: Row, column: Column) -> None:
    """Name and statement of a pattern over its comparisons."""
    figure = _figure_of(axes)
    room = (column.width - column.words) / BOLDER
    words = shortened(figure, row.words, room, SMALL)
    write(axes, 0.0, y, row.name, size=SMALL, weight="bold")
    write(axes, column.words, y, words, size=SMALL, weight="bold")


def _draw_row(
    axes: Axes,
    y: float,
    step: float,
    row: Row,
    part: PartFound,
    column: Column,
    lang: str,
    *,
    is_on_top: bool,
) -> None:
    figure = _figure_of(axes)
    if row.is_first or is_on_top:
        write(axes, 0.0, y, row.name, size=SMALL, weight="bold")
    room = column.middle - column.reach - column.words - 0.1
    write(axes, column.words, y, shortened(figure, row.words, room, SMALL), size=SMALL)
    _draw_interval(axes, y, step, part, column, lang)
    estimate, between = numbers_of(part.found, lang)
    numbers = f"{estimate} {between}" if column.is_wide else estimate
    words = f"{numbers} {unit_of(part.part, lang)}"
    room = column.width - column.numbers
    write(axes, column.numbers, y, shortened(figure, words, room, SMALL), size=SMALL)


def _figure_of(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def _draw_interval(
    axes: Axes, y: float, step: float, part: PartFound, column: Column, lang: str
) -> None:
    """The expected stretch as a pale band, the interval as a line, the estimate as a mark."""
    found, expected = part.found, part.part.expected
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        words = text("plots.patterns.unknown", lang)
        write(axes, column.middle, y, words, size=SMALL, colour=QUIET, ha="center", halo="white")
        return
    middle = middle_of(part)
    ends = [abs(end - middle) for end in (expected.low, expected.high) if math.isfinite(end)]
    scale = max(abs(found.low - middle), abs(found.high - middle), *ends) or 1.0

    def place(value: float) -> float:
        return column.middle + 0.95 * column.reach * min(max((value - middle) / scale, -1.0), 1.0)

    low, high = place(expected.low), place(expected.high)
    colour = COLOURS[part.verdict]
    corner = (min(low, high - 0.02), y - 0.36 * step)
    band = Rectangle(
        corner, max(high - low, 0.02), 0.72 * step, color=tint(INK, 0.1), lw=0, zorder=1
    )
    axes.add_patch(band)
    axes.plot((place(found.low), place(found.high)), (y, y), color=colour, lw=3, zorder=3)
    _mark(axes, place(found.estimate), y, part.verdict)


def middle_of(part: PartFound) -> float:
    """What stands in the middle of a row: no difference, or the one limit that a pattern names."""
    expected = part.part.expected
    ends = [end for end in (expected.low, expected.high) if math.isfinite(end)]
    if len(ends) == 2:
        return (ends[0] + ends[1]) / 2.0
    return ends[0] if ends else 0.0


def _mark(axes: Axes, x: float, y: float, verdict: str) -> None:
    """Round, cross or empty diamond: told apart without colour."""
    colour = COLOURS[verdict]
    face = "white" if verdict == "undecided" else colour
    axes.plot(
        [x], [y], marker=MARKERS[verdict], ms=9, mfc=face, mec=colour, mew=1.6, ls="", zorder=4
    )
