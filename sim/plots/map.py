"""The county at one moment: who is in what, with whom, and who carries the coordination unit.

All positions are inches on the sheet, so that cards, knots and cells can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from sim.plots import legend
from sim.plots.cards import EDGE, Pill, Style, card_size, draw_card, lay_out, nominal_sizes
from sim.plots.cells import Points, Size, cells, convex_hull, fit, near, outline, part, project
from sim.plots.leaders import draw_leaders, lay_out_beside
from sim.plots.marks import PILL_HEIGHT, draw_pill, draw_small_marks, pill_width, signs_of
from sim.plots.outlines import Drawing, draw_outlines, drawing_of, has_outlines
from sim.plots.palette import PAPER, STATE_COLOURS, STATES, tint
from sim.plots.paper import (
    NORMAL,
    add_canvas,
    add_foot,
    add_note,
    foot_height,
    new_sheet,
    text_size,
    write,
)
from sim.plots.placing import Boxes, Frame, boxes, overlap, place_aside, place_knot, place_labels
from sim.plots.view import (
    LEVELS,
    Alive,
    Badge,
    Place,
    Result,
    alive,
    badges,
    carriers,
    largest_first,
    level,
    state_of,
    when,
)
from sim.texts import text

LEFT, BOTTOM, WIDTH, HEIGHT = 0.25, 0.45, 9.75, 7.4  # of the map on the sheet, inches
NAMED_WHEN_MANY = 16
CARD_GAP, BADGE_GAP = 0.06, 0.15  # inches
MARK = 0.15  # inches: of a municipality without a card
CROWD_MARGIN, CROWD_GAP, CROWD_ROUNDS = 0.4, 0.17, 100  # inches, inches, rounds


@dataclass(frozen=True)
class Scene:
    """Everything the layers of the map draw, worked out once.

    Without a style there are too many municipalities for a card each: a crowd.  Without a
    drawing nothing is known of the real outlines.  Each municipality has a spot, where lines to
    it end, and its card another middle where real outlines are drawn.
    """

    figure: Figure
    axes: Axes
    size: Size
    lang: str
    places: tuple[Place, ...]
    drawing: Drawing | None
    spots: dict[str, Points]
    middles: Points
    kept: Boxes
    border: Points
    style: Style | None
    states: dict[str, str]
    cooperations: list[Alive]
    carriers: tuple[str, ...]
    level: str
    badges: dict[str, Badge]

    def pills(self, key: str) -> list[Pill]:
        """The cooperations a municipality is in."""
        own = [one for one in self.cooperations if key in one.members]
        return [(signs_of(one, self.badges), one.is_dormant) for one in own]


def county_map(result: Result, quarter: int, lang: str) -> Figure:
    """The county in one quarter: outlines, memberships, coordination unit.

    Where the region has no outlines, cells stand for them.

    Args:
        result: a finished run.
        quarter: which one, 0 to `result.quarters - 1`.
        lang: `"de"` or `"en"`.
    """
    title = text("plots.map.title", lang, when=when(result, quarter, lang))
    figure = new_sheet(title, result.title)
    raised = _room_for_foot(figure, result, lang)
    scene = _scene(figure, result, quarter, lang, raised)
    _draw_ground(scene)
    taken = _draw_crowd(scene) if scene.style is None else _draw_cards(scene, scene.style)
    _draw_cooperations(scene, np.concatenate((taken, _draw_unit(scene))))
    states = [scene.states[place.key] for place in scene.places]
    has_cards = scene.style is not None
    sheet = legend.Sheet(figure, result, quarter, lang, raised, has_cards, _has_others(scene))
    legend.draw(sheet, scene.cooperations, states)
    if scene.drawing is None:
        notes = ["plots.map.note", *([] if has_cards else ["plots.map.note_many"])]
        add_note(figure, lang, *(text(note, lang) for note in notes))
    else:
        add_foot(figure, _foot(result, lang, is_crowd=not has_cards))
    return figure


def _room_for_foot(figure: Figure, result: Result, lang: str) -> float:
    """Inches that the foot of the sheet needs beyond its one line."""
    if not has_outlines(result.region):
        return 0.0
    return foot_height(figure, _foot(result, lang, is_crowd=True)) - foot_height(figure, "")


def _foot(result: Result, lang: str, *, is_crowd: bool) -> str:
    """What stands below a map of real outlines: above all, whose they are."""
    source = text("plots.map.note_outlines", lang, source=result.region.shapes_source)
    names = [text("plots.map.note_many", lang)] if is_crowd else []
    return " ".join((text("plots.note", lang), *names, source))


def _has_others(scene: Scene) -> bool:
    return scene.drawing is not None and bool(scene.drawing.others)


def _scene(figure: Figure, result: Result, quarter: int, lang: str, raised: float) -> Scene:
    places = tuple(sorted(result.region.places, key=lambda place: place.key))
    cooperations, in_unit = alive(result, quarter), carriers(result, quarter)
    size = (WIDTH, HEIGHT - raised)
    drawing = drawing_of(result.region, size, EDGE)
    if drawing is None:
        style, middles, reach = _arranged(figure, places)
        spots, border = middles, outline(middles, reach + EDGE)
    else:
        style, middles, reach = _arranged_on(drawing, figure, places, size)
        spots, border = drawing.spots(places), convex_hull(drawing.corners)
    return Scene(
        figure=figure,
        axes=add_canvas(figure, LEFT, BOTTOM + raised, *size),
        size=size,
        lang=lang,
        places=places,
        drawing=drawing,
        spots={place.key: spot for place, spot in zip(places, spots, strict=True)},
        middles=middles,
        kept=boxes(middles, 2 * reach),
        border=border,
        style=style,
        states={place.key: state_of(place.key, cooperations, in_unit) for place in places},
        cooperations=cooperations,
        carriers=in_unit,
        level=level(result, quarter),
        badges=badges(result, lang),
    )


def _arranged(figure: Figure, places: Sequence[Place]) -> tuple[Style | None, Points, Points]:
    """The style of the cards, where the municipalities lie, and the room kept around each.

    All of it depends on the region only, so that maps of several quarters can be compared.
    """
    found = lay_out(figure, places, (WIDTH, HEIGHT))
    if found is not None:
        style, spots = found
        return style, spots, nominal_sizes(figure, places, style) / 2
    room = (WIDTH - 2 * CROWD_MARGIN, HEIGHT - 2 * CROWD_MARGIN)
    gaps = np.full((len(places), 2), CROWD_GAP)
    spots = part(fit(project(places), room, stretch=1.15), gaps, room, rounds=CROWD_ROUNDS)
    return None, spots + CROWD_MARGIN, gaps


def _arranged_on(
    drawing: Drawing, figure: Figure, places: Sequence[Place], size: Size
) -> tuple[Style | None, Points, Points]:
    """The same on real outlines, where nothing moves but the cards."""
    dots = drawing.spots(places)
    found = lay_out_beside(figure, places, drawing, size)
    if found is not None:
        style, spots = found
        return style, spots, nominal_sizes(figure, places, style) / 2
    return None, dots, np.full((len(places), 2), MARK / 2)


def _draw_ground(scene: Scene) -> None:
    """Fill the municipalities with the colours of their states."""
    colours = [tint(STATE_COLOURS[scene.states[place.key]], 0.42) for place in scene.places]
    if scene.drawing is not None:
        by_key = {place.key: colour for place, colour in zip(scene.places, colours, strict=True)}
        draw_outlines(scene.axes, scene.drawing, by_key, 0.8 if scene.style is None else 1.5)
        return
    spots = np.array([scene.spots[place.key] for place in scene.places])
    shapes = cells(spots, scene.border)
    if scene.style is None:
        shapes = near(spots, shapes)
    drawn = [(shape, c) for shape, c in zip(shapes, colours, strict=True) if len(shape) > 2]
    scene.axes.add_collection(
        PolyCollection(
            [shape for shape, _ in drawn],
            facecolors=[colour for _, colour in drawn],
            edgecolors=PAPER,
            linewidths=1.2 if scene.style is None else 2.5,
            zorder=1,
        )
    )


def _draw_cards(scene: Scene, style: Style) -> Boxes:
    """Draw the card of each municipality; gives back the room they take.

    A card grows by a row of pills where that covers no other card.
    """
    taken = scene.kept.copy()
    for row, place in enumerate(scene.places):
        state = scene.states[place.key]
        look = (state, text(f"plots.map.letter_{state}", scene.lang))
        pills, spot = scene.pills(place.key), scene.middles[row]
        taller = replace(style, lines=2 * style.lines)
        size = np.array(card_size(scene.figure, place, pills, taller))
        box = boxes(spot[None, :], size + CARD_GAP)
        others = np.delete(taken, row, axis=0)
        own = style if overlap(box, others).any() else taller
        taken[row] = boxes(spot, np.array(draw_card(scene.axes, place, spot, look, pills, own)))
    if scene.drawing is None:
        return taken
    dots = np.array([scene.spots[place.key] for place in scene.places])
    draw_leaders(scene.axes, dots, taken)
    return np.concatenate((taken, boxes(dots, np.array((MARK, MARK)))))


def _draw_crowd(scene: Scene) -> Boxes:
    """Draw a mark for each municipality and the names of the largest; gives back their room."""
    spots = np.array([scene.spots[place.key] for place in scene.places])
    states = np.array([scene.states[place.key] for place in scene.places])
    for state in STATES:
        draw_small_marks(scene.axes, spots[states == state], state)
    marks = boxes(spots, np.array((MARK, MARK)))
    named = largest_first(scene.places)[:NAMED_WHEN_MANY]
    sizes = np.array([text_size(scene.figure, place.name, NORMAL) for place in named])
    anchors = np.array([scene.spots[place.key] for place in named])
    middles = place_labels(anchors, sizes, 0.1, Frame(*scene.size, marks))
    for place, (x, y) in zip(named, middles.tolist(), strict=True):
        write(scene.axes, x, y, place.name, ha="center", halo=PAPER, zorder=9)
    return np.concatenate((marks, boxes(middles, sizes)))


def _draw_unit(scene: Scene) -> Boxes:
    """Draw the badge of the coordination unit, tied to its home; gives back the room it takes."""
    if scene.level == "none":
        return np.empty((0, 4))
    title = text("plots.map.unit_badge", scene.lang)
    words = [title, *(text(f"levels.{name}", scene.lang) for name in LEVELS)]
    width = max(text_size(scene.figure, line, NORMAL, "bold")[0] for line in words) + 0.3
    size = (width, 0.66)
    home = _home(scene)
    kept = scene.kept + BADGE_GAP * np.array((-1, -1, 1, 1))
    middle = place_aside(home, size, Frame(*scene.size, kept), scene.border)
    _draw_unit_line(scene, home, middle)
    legend.draw_box(scene.axes, middle, size)
    now = text(f"levels.{scene.level}", scene.lang)
    x, y = middle.tolist()
    write(scene.axes, x, y + 0.15, title, ha="center", zorder=12)
    write(scene.axes, x, y - 0.15, now, ha="center", weight="bold", zorder=12)
    return boxes(middle[None, :], np.array(size))


def _home(scene: Scene) -> Points:
    """Where the coordination unit is at home: at the seat if that carries it, else amid all."""
    seats = [place.key for place in scene.places if place.is_seat]
    keys = [key for key in seats if key in scene.carriers] or list(scene.carriers) or seats
    keys = keys or [place.key for place in scene.places]
    return np.asarray(np.mean([scene.spots[key] for key in keys], axis=0))


def _draw_unit_line(scene: Scene, home: Points, middle: Points) -> None:
    """A broad line from the badge to the carrier next to its home."""
    if not scene.carriers:
        return
    spots = np.array([scene.spots[key] for key in scene.carriers])
    nearest = spots[np.argmin(np.hypot(*(spots - home).T))]
    line = LineCollection([np.array((nearest, middle))], linewidths=5, zorder=2)
    line.set_color(STATE_COLOURS["unit"])
    scene.axes.add_collection(line)


def _draw_cooperations(scene: Scene, taken: Boxes) -> None:
    """Draw each cooperation as a knot amid its members, with a line from each of them."""
    cards = taken[: len(scene.places) if scene.style else 0]
    for one in scene.cooperations:
        keys = [key for key in one.members if key in scene.spots]
        if not keys:
            continue
        signs = signs_of(one, scene.badges)
        is_other = np.array([place.key not in keys for place in scene.places[: len(cards)]], bool)
        spots = np.array([scene.spots[key] for key in keys])
        size = (pill_width(signs) + 0.08, PILL_HEIGHT + 0.08)
        knot = place_knot(spots, size, Frame(*scene.size, taken), cards[is_other])
        taken = np.concatenate((taken, boxes(knot[None, :], np.array(size))))
        _draw_spokes(scene, spots, knot, signs, one)
        left = knot[0] - pill_width(signs) / 2
        draw_pill(scene.axes, left, knot[1], signs, is_dormant=one.is_dormant, is_knot=True)


def _draw_spokes(scene: Scene, spots: Points, knot: Points, signs: list[Badge], one: Alive) -> None:
    for line, sign in enumerate(signs):
        away = (line - (len(signs) - 1) / 2) * 0.035
        scene.axes.add_collection(
            LineCollection(
                [np.array((spot, knot)) + away for spot in spots],
                colors=sign.colour,
                linewidths=1.8,
                linestyles=[(0, (4, 3)) if one.is_dormant else "-"],
                zorder=3,
            )
        )
