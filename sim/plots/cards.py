"""The card of a municipality on the map: its mark, its name, and a pill for each cooperation.

Where a card lies depends on the region only, never on the quarter, so that maps can be compared.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from sim.plots.cells import Points, Size, fit, part, project
from sim.plots.marks import MARK_RADIUS, PILL_GAP, PILL_HEIGHT, draw_mark, draw_pill, pill_width
from sim.plots.palette import PAPER, STATE_COLOURS
from sim.plots.paper import NORMAL, SMALL, text_size, write
from sim.plots.placing import boxes, overlap
from sim.plots.view import Badge, Place

PADDING, EDGE = 0.06, 0.2  # inches: inside a card; from the cards to the map's edge
LONG_NAME = 1.25  # inches; longer names are broken if they can be
STRETCH = 1.4  # how much wider than true the map may be drawn, to make room for names
PILL_LINE = PILL_HEIGHT + 0.055  # inches
PILLS_WIDTH, MORE_ROOM = 1.45, 0.3  # inches: for a row of pills; for "+3" after the last
SEAT_RIM = 0.03  # inches

Pill = tuple[list[Badge], bool]  # what the cooperation is about; whether it is dormant


@dataclass(frozen=True)
class Style:
    """How much a card shows: rows of pills, size of the name (points), gap to others (inches).

    `fullest` is the share of the map that such cards and their gaps may take.
    """

    lines: int
    size: int
    gap: float
    fullest: float

    @property
    def name_line(self) -> float:
        """Height of a line of the name, in inches."""
        return self.size * 0.25 / NORMAL


STYLES = (
    Style(2, NORMAL, 0.6, 0.45),
    Style(1, NORMAL, 0.2, 0.8),
    Style(1, NORMAL, 0.1, 0.8),
    Style(0, SMALL, 0.2, 0.8),
    Style(0, SMALL, 0.08, 0.8),
)


def lay_out(figure: Figure, places: Sequence[Place], frame: Size) -> tuple[Style, Points] | None:
    """The richest style in which no card lies on another, and the middle of each card.

    Nothing, when there are too many municipalities for cards.
    """
    room = (frame[0] - 2 * EDGE, frame[1] - 2 * EDGE)
    for style in STYLES:
        sizes = nominal_sizes(figure, places, style)
        if (sizes + style.gap).prod(axis=1).sum() > style.fullest * room[0] * room[1]:
            continue
        wide, high = sizes.max(axis=0)
        wishes = fit(project(places), (room[0] - wide, room[1] - high), STRETCH)
        spots = part(wishes + np.array((wide, high)) / 2, sizes + style.gap, room)
        around = boxes(spots, sizes)
        if overlap(around, around).sum() <= sizes.prod(axis=1).sum() + 1e-6:
            return style, spots + EDGE
    return None


def nominal_sizes(figure: Figure, places: Sequence[Place], style: Style) -> Points:
    """Width and height that are kept for each card, whatever it shows: its name and its pills."""
    heads = np.array([_head_size(figure, place, style) for place in places])
    width = np.maximum(heads[:, 0], PILLS_WIDTH if style.lines else 0) + 2 * PADDING
    return np.column_stack((width, heads[:, 1] + style.lines * PILL_LINE + 2 * PADDING))


def card_size(
    figure: Figure, place: Place, pills: Sequence[Pill], style: Style
) -> tuple[float, float]:
    """Width and height of a card with these pills."""
    width, height = _head_size(figure, place, style)
    rows, hidden = _rows(pills, max(width, PILLS_WIDTH), style.lines)
    widest = max((_row_width(row) for row in rows), default=0.0)
    widest += MORE_ROOM if hidden else 0.0
    return max(width, widest) + 2 * PADDING, height + len(rows) * PILL_LINE + 2 * PADDING


def draw_card(
    axes: Axes,
    place: Place,
    middle: Points,
    state: tuple[str, str],
    pills: Sequence[Pill],
    style: Style,
) -> tuple[float, float]:
    """Draw the card of a municipality; gives back its width and height.

    Args:
        axes: a canvas in inches.
        place: the municipality.
        middle: of the card.
        state: what it is in, and the letter for that.
        pills: the cooperations it is in.
        style: how much a card shows.
    """
    figure = axes.figure
    assert isinstance(figure, Figure)
    size = card_size(figure, place, pills, style)
    _draw_ground(axes, middle, size, state[0])
    head, high = _head_size(figure, place, style)
    left, top = float(middle[0]) - head / 2, float(middle[1]) + size[1] / 2 - PADDING
    x = left + MARK_RADIUS + (SEAT_RIM if place.is_seat else 0.0)
    draw_mark(axes, (x, top - high / 2), state, is_town=place.is_town, is_seat=place.is_seat)
    x, y = left + _mark_room(place), top - high / 2
    name = "\n".join(_lines(figure, place, style))
    write(axes, x, y, name, size=style.size, weight=_weight(place), linespacing=1.05, zorder=9)
    rows, hidden = _rows(pills, max(head, PILLS_WIDTH), style.lines)
    _draw_pills(axes, float(middle[0]), top - high, rows, hidden)
    return size


def _draw_ground(axes: Axes, middle: Points, size: tuple[float, float], state: str) -> None:
    axes.add_patch(
        FancyBboxPatch(
            tuple(middle - np.array(size) / 2),
            *size,
            boxstyle="round,pad=0,rounding_size=0.07",
            fc=PAPER,
            ec=STATE_COLOURS[state] if state != "none" else "#a0a0a0",
            lw=2,
            zorder=5,
        )
    )


def _draw_pills(
    axes: Axes, x: float, top: float, rows: Sequence[Sequence[Pill]], hidden: int
) -> None:
    y, left = top - PILL_LINE / 2 - 0.01, x
    middle = x - (MORE_ROOM / 2 if hidden else 0.0)
    for row in rows:
        left = middle - _row_width(row) / 2
        for signs, is_dormant in row:
            draw_pill(axes, left, y, signs, is_dormant=is_dormant)
            left += pill_width(signs) + PILL_GAP
        y -= PILL_LINE
    if hidden:
        write(axes, left - 0.02, y + PILL_LINE, f"+{hidden}", size=SMALL, zorder=9)


def _rows(pills: Sequence[Pill], width: float, lines: int) -> tuple[list[list[Pill]], int]:
    """The pills in rows of a width, and how many find no room."""
    if lines == 0:
        return [], 0
    rows: list[list[Pill]] = []
    for place, pill in enumerate(pills):
        is_last = len(rows) == lines and place < len(pills) - 1
        room = width - (MORE_ROOM if is_last else 0.0)
        if rows and _row_width([*rows[-1], pill]) <= room:
            rows[-1].append(pill)
        elif len(rows) < lines:
            rows.append([pill])
        else:
            return rows, len(pills) - place
    return rows, 0


def _row_width(row: Sequence[Pill]) -> float:
    return sum(pill_width(signs) + PILL_GAP for signs, _ in row) - PILL_GAP


def _head_size(figure: Figure, place: Place, style: Style) -> tuple[float, float]:
    lines = _lines(figure, place, style)
    widths = [text_size(figure, line, style.size, _weight(place))[0] for line in lines]
    mark = 2 * (MARK_RADIUS + (SEAT_RIM if place.is_seat else 0.0))
    height = max(len(lines) * style.name_line, mark)
    return max(widths) + _mark_room(place), height


def _mark_room(place: Place) -> float:
    return 2 * MARK_RADIUS + 0.08 + (2 * SEAT_RIM if place.is_seat else 0.0)


def _lines(figure: Figure, place: Place, style: Style) -> list[str]:
    """The name, in two lines when it is long and has a blank or a hyphen to break at."""
    name = place.name
    if text_size(figure, name, style.size, _weight(place))[0] <= LONG_NAME:
        return [name]
    ends = (match.end() for match in re.finditer(r"[ \-/]", name))
    cuts = [cut for cut in ends if cut < len(name)]
    if not cuts:
        return [name]
    cut = min(cuts, key=lambda at: abs(at - len(name) / 2))
    return [name[:cut].rstrip(), name[cut:]]


def _weight(place: Place) -> str:
    return "bold" if place.is_town or place.is_seat else "normal"
