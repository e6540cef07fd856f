"""The column beside the map: what the colours and codes mean, and what there is at that moment."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from sim.plots.cells import Points
from sim.plots.marks import draw_mark, draw_pill, draw_small_marks, pill_width, signs_of
from sim.plots.outlines import no_municipality
from sim.plots.palette import PAPER, QUIET, STATE_COLOURS, STATES, tint
from sim.plots.paper import MEDIUM, NORMAL, SMALL, add_canvas, shortened, text_size, write
from sim.plots.view import Alive, Badge, Result, badges, carriers, indicator, level
from sim.texts import number, text

LEFT, BOTTOM, WIDTH, HEIGHT = 10.15, 0.5, 5.6, 8.1
LINE, EDGE = 0.33, 0.03  # inches
LIST_SIZE = 14  # points
FIELD_INDENT = 0.46  # inches


@dataclass(frozen=True)
class Sheet:
    """What the column belongs to.

    Attributes:
        figure: the sheet.
        result: a finished run.
        quarter: which one is shown.
        lang: `"de"` or `"en"`.
        raised: what the foot of the sheet takes of the column's room, inches.
        has_cards: whether each municipality has a card.
        has_others: whether areas without a municipality are drawn.
    """

    figure: Figure
    result: Result
    quarter: int
    lang: str
    raised: float
    has_cards: bool
    has_others: bool


def draw(sheet: Sheet, cooperations: Sequence[Alive], states: Sequence[str]) -> None:
    """Draw the column: coordination unit, municipalities, fields, cooperations."""
    figure, lang, height = sheet.figure, sheet.lang, HEIGHT - sheet.raised
    axes = add_canvas(figure, LEFT, BOTTOM + sheet.raised, WIDTH, height)
    signs = badges(sheet.result, lang)
    y = _unit(axes, sheet.result, sheet.quarter, lang, height - 0.2)
    y = _states(axes, states, y - 0.18, sheet)
    y = _fields(axes, figure, list(signs.values()), lang, y - 0.18)
    _cooperations(axes, figure, cooperations, signs, lang, y - 0.18)


def draw_box(axes: Axes, middle: Points, size: tuple[float, float]) -> None:
    """The frame of the coordination unit's badge."""
    axes.add_patch(
        FancyBboxPatch(
            tuple(middle - np.array(size) / 2),
            *size,
            boxstyle="round,pad=0,rounding_size=0.12",
            fc=PAPER,
            ec=STATE_COLOURS["unit"],
            lw=3,
            zorder=11,
        )
    )


def _unit(axes: Axes, result: Result, quarter: int, lang: str, y: float) -> float:
    _head(axes, text("plots.map.unit", lang), y)
    now = level(result, quarter)
    y -= LINE
    if now == "none":
        write(axes, 0, y, text("plots.map.unit_none", lang))
        return y - LINE
    write(axes, 0, y, text(f"levels.{now}", lang), size=MEDIUM)
    capacity = indicator(result, quarter, "institution_capacity")
    facts = text(
        "plots.map.unit_facts" if capacity >= 0.05 else "plots.map.unit_starts",
        lang,
        members=len(carriers(result, quarter)),
        total=len(result.region.places),
        capacity=number(capacity, 1, lang),
    )
    write(axes, 0, y - LINE, facts)
    return y - 2 * LINE


def _states(axes: Axes, states: Sequence[str], y: float, sheet: Sheet) -> float:
    lang = sheet.lang
    _head(axes, text("plots.map.states", lang), y)
    counts = Counter(states)
    for state in STATES:
        y -= LINE
        ground = tint(STATE_COLOURS[state], 0.42)
        axes.add_patch(Rectangle((0, y - 0.15), 0.42, 0.3, fc=ground, lw=0))
        if not sheet.has_cards:
            draw_small_marks(axes, np.array([(0.21, y)]), state)
        else:
            look = (state, text(f"plots.map.letter_{state}", lang))
            draw_mark(axes, (0.21, y), look, is_town=False, is_seat=False)
        write(axes, 0.55, y, text(f"plots.map.state_{state}", lang))
        write(axes, WIDTH, y, str(counts[state]), ha="right", weight="bold")
    if sheet.has_others:
        y -= LINE
        axes.add_patch(no_municipality(Rectangle((0, y - 0.15), 0.42, 0.3)))
        write(axes, 0.55, y, text("plots.map.no_municipality", lang))
    if sheet.has_cards:
        y -= LINE
        write(axes, 0, y, text("plots.map.shapes", lang), size=SMALL, colour=QUIET)
    return y - LINE


def _fields(axes: Axes, figure: Figure, signs: list[Badge], lang: str, y: float) -> float:
    _head(axes, text("plots.map.fields", lang), y)
    widest = max((text_size(figure, sign.title, NORMAL)[0] for sign in signs), default=0.0)
    columns = 3 if FIELD_INDENT + widest < WIDTH / 3 - 0.1 and len(signs) <= 3 else 2
    room = WIDTH / columns
    for place, sign in enumerate(signs):
        if place % columns == 0:
            y -= LINE
        x = place % columns * room
        draw_pill(axes, x + EDGE, y, [sign])
        title = shortened(figure, sign.title, room - FIELD_INDENT - 0.1)
        write(axes, x + FIELD_INDENT, y, title)
    return y - LINE


def _cooperations(
    axes: Axes,
    figure: Figure,
    cooperations: Sequence[Alive],
    signs: dict[str, Badge],
    lang: str,
    y: float,
) -> None:
    if not cooperations:
        _head(axes, text("plots.map.cooperations_none", lang), y)
        return
    _head(axes, text("plots.map.cooperations", lang, count=len(cooperations)), y)
    rows = max(int((y - 0.6) / LINE), 1)
    columns = 1 if len(cooperations) <= rows else 2
    room = rows * columns
    shown = cooperations[: room if len(cooperations) <= room else room - 1]
    rows = min(rows, math.ceil(len(cooperations) / columns))
    spots = [(n // rows * WIDTH / 2, y - LINE * (1 + n % rows)) for n in range(room)]
    _list(axes, figure, shown, signs, lang, spots, WIDTH / columns - 0.1)
    hidden = len(cooperations) - len(shown)
    if hidden:
        write(axes, *spots[len(shown)], text("plots.more", lang, count=hidden))
    last = y - (rows + 0.55) * LINE
    write(axes, 0, last, text("plots.map.lines", lang), size=SMALL, colour=QUIET, va="top")


def _list(
    axes: Axes,
    figure: Figure,
    shown: Sequence[Alive],
    signs: dict[str, Badge],
    lang: str,
    spots: Sequence[tuple[float, float]],
    width: float,
) -> None:
    """Each cooperation with its pill and how it stands; all texts begin at the same distance."""
    own = [signs_of(one, signs) for one in shown]
    indent = max(pill_width(some) for some in own) + 0.12
    for one, some, (x, y) in zip(shown, own, spots, strict=False):
        draw_pill(axes, x + EDGE, y, some, is_dormant=one.is_dormant, is_knot=True)
        words = shortened(figure, _facts(one, some, lang, width), width - indent, LIST_SIZE)
        write(axes, x + indent, y, words, size=LIST_SIZE)


def _facts(one: Alive, some: Sequence[Badge], lang: str, width: float) -> str:
    """How a cooperation stands: with the titles of its fields where there is room."""
    key = "plots.map.row_dormant" if one.is_dormant else "plots.map.row"
    facts = text(key, lang, members=len(one.members), phase=text(f"phases.{one.phase}", lang))
    if width < WIDTH / 2:
        return facts
    return f"{' + '.join(sign.title for sign in some)}: {facts}"


def _head(axes: Axes, words: str, y: float) -> None:
    write(axes, 0, y, words, weight="bold", size=MEDIUM)
