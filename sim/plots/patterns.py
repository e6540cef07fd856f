"""Whether the model behaves as it must: every comparison with its interval, on one sheet or more.

Units differ from row to row, so each row has a scale of its own: no difference (or the limit that a
pattern names) stands in the middle, and the interval and the ends of what is expected fit the
width.  So the length of an interval can be compared with its distance from the middle within a row,
never between rows; the numbers with their units stand beside.
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
from sim.plots.paper import SMALL, add_canvas, add_note, new_sheet, shortened, write
from sim.texts import number, text

ROWS = 27  # in one of the two columns of a sheet
TOP, BOTTOM = 7.75, 0.72  # of the rows on the sheet, inches
COLUMN, GAP = 7.5, 0.2  # inches
TALLEST = 0.34  # row, inches
NAME, WORDS, MIDDLE, REACH, NUMBERS = 0.0, 0.5, 4.45, 0.8, 5.38  # in a column, inches
COLOURS = {"holds": "#009e73", "does_not_hold": "#d55e00", "undecided": "#0072b2"}
MARKERS = {"holds": "o", "does_not_hold": "X", "undecided": "D"}
VERDICTS = ("holds", "does_not_hold", "undecided")


class Row(NamedTuple):
    """A line of the figure: a comparison of a pattern, and whether it is its first."""

    name: str
    is_first: bool
    words: str
    part: PartFound


def pattern_sheets(findings: Sequence[Finding], runs: int, seed: int, lang: str) -> list[Figure]:
    """All comparisons with estimate, interval and verdict, two columns of rows to a sheet.

    Args:
        findings: evaluated patterns.
        runs: runs of each side.
        seed: luck of the runs.
        lang: `"de"` or `"en"`.
    """
    rows = list(_rows(findings, lang))
    half = min(ROWS, max(math.ceil(len(rows) / 2), 8))
    columns = [rows[i : i + half] for i in range(0, len(rows), half)]
    pages = math.ceil(len(columns) / 2)
    sheets = []
    for page in range(pages):
        figure = _empty_sheet(findings, runs, seed, lang, page + 1, pages)
        for place, column in enumerate(columns[2 * page : 2 * page + 2]):
            _draw_column(figure, 0.4 + place * (COLUMN + GAP), column, half, lang)
        sheets.append(figure)
    return sheets


def _rows(findings: Sequence[Finding], lang: str) -> list[Row]:
    found = []
    for finding in findings:
        for place, part in enumerate(finding.parts):
            said = in_words(part.part.says, lang) or in_words(finding.pattern.says, lang)
            found.append(Row(finding.pattern.name, place == 0, said, part))
    return found


def _empty_sheet(
    findings: Sequence[Finding], runs: int, seed: int, lang: str, page: int, pages: int
) -> Figure:
    counts = {v: sum(f.verdict == v for f in findings) for v in VERDICTS}
    title = text("plots.patterns.title", lang)
    if pages > 1:
        title = f"{title} {text('plots.patterns.page', lang, page=page, pages=pages)}"
    subtitle = text(
        "plots.patterns.subtitle", lang, runs=number(runs, 0, lang), seed=seed, **counts
    )
    figure = new_sheet(title, subtitle)
    _draw_key(figure, lang)
    why = text("plots.patterns.why", lang) if any(map(explained, findings)) else ""
    add_note(figure, lang, why, about="plots.patterns.note")
    return figure


def _draw_key(figure: Figure, lang: str) -> None:
    """What the marks mean, at the upper right."""
    axes = add_canvas(figure, 10.9, 8.3, 4.9, 0.4)
    for x, verdict in zip((0.1, 1.5, 3.55), VERDICTS, strict=True):
        _mark(axes, x, 0.2, verdict)
        write(axes, x + 0.18, 0.2, text(f"plots.patterns.{verdict}", lang), size=SMALL)


def _draw_column(figure: Figure, left: float, rows: Sequence[Row], slots: int, lang: str) -> None:
    height = TOP - BOTTOM
    axes = add_canvas(figure, left, BOTTOM, COLUMN, height)
    step = min(height / slots, TALLEST)
    axes.plot((MIDDLE, MIDDLE), (height - step * len(rows), height), color=QUIET, lw=1, zorder=2)
    for place, row in enumerate(rows):
        y = height - (place + 0.5) * step
        if row.is_first and place:
            axes.plot((0, COLUMN), (y + step / 2, y + step / 2), color=GRID, lw=1, zorder=1)
        _draw_row(axes, y, step, row, lang, is_on_top=place == 0)


def _draw_row(axes: Axes, y: float, step: float, row: Row, lang: str, *, is_on_top: bool) -> None:
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    if row.is_first or is_on_top:
        write(axes, NAME, y, row.name, size=SMALL, weight="bold")
    room = MIDDLE - REACH - WORDS - 0.1
    write(axes, WORDS, y, shortened(figure, row.words, room, SMALL), size=SMALL)
    _draw_interval(axes, y, step, row.part, lang)
    estimate, _ = numbers_of(row.part.found, lang)
    words = f"{estimate} {unit_of(row.part.part, lang)}"
    write(axes, NUMBERS, y, shortened(figure, words, COLUMN - NUMBERS, SMALL), size=SMALL)


def _draw_interval(axes: Axes, y: float, step: float, part: PartFound, lang: str) -> None:
    """The expected stretch as a pale band, the interval as a line, the estimate as a mark."""
    found, expected = part.found, part.part.expected
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        words = text("plots.patterns.unknown", lang)
        write(axes, MIDDLE, y, words, size=SMALL, colour=QUIET, ha="center", halo="white")
        return
    middle = middle_of(part)
    ends = [abs(end - middle) for end in (expected.low, expected.high) if math.isfinite(end)]
    scale = max(abs(found.low - middle), abs(found.high - middle), *ends) or 1.0

    def place(value: float) -> float:
        return MIDDLE + 0.95 * REACH * min(max((value - middle) / scale, -1.0), 1.0)

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
