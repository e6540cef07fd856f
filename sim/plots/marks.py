"""The small signs of the map: a coded pill for a cooperation, a mark for a municipality."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, FancyBboxPatch, Patch, Rectangle

from sim.plots.cells import Points
from sim.plots.palette import INK, PAPER, STATE_COLOURS, ink_on
from sim.plots.paper import SMALL, write
from sim.plots.view import Alive, Badge

PILL_HEIGHT, PILL_GAP = 0.235, 0.05  # inches
CODE_WIDTHS = {1: 0.235, 2: 0.345}  # inches, by the number of letters
SMALL_MARKS = {"none": (".", 6), "field": ("o", 7), "cross": ("D", 7), "unit": ("*", 12)}  # points
MARK_RADIUS = 0.145  # inches


def pill_width(signs: Sequence[Badge]) -> float:
    """How wide the pill of these action fields is, in inches."""
    return sum(_part_width(sign) for sign in signs)


def draw_pill(
    axes: Axes,
    left: float,
    middle: float,
    signs: Sequence[Badge],
    *,
    is_dormant: bool = False,
    is_knot: bool = False,
) -> None:
    """One cooperation: a part per action field with its code; hollow and dashed when dormant.

    A knot, where the lines of the members meet, has a dark rim; a membership has none.
    """
    start = left
    for sign in signs:
        width = _part_width(sign)
        ground = PAPER if is_dormant else sign.colour
        bottom = middle - PILL_HEIGHT / 2
        axes.add_patch(Rectangle((start, bottom), width, PILL_HEIGHT, fc=ground, lw=0, zorder=7))
        ink = INK if is_dormant else ink_on(ground)
        centre = start + width / 2
        write(
            axes,
            *(centre, middle - 0.008, sign.code),
            size=SMALL,
            colour=ink,
            ha="center",
            va="center_baseline",
            weight="bold",
            zorder=8,
        )
        start += width
    rim = INK if is_dormant or is_knot else PAPER
    axes.add_patch(
        FancyBboxPatch(
            (left, middle - PILL_HEIGHT / 2),
            start - left,
            PILL_HEIGHT,
            boxstyle="round,pad=0.012,rounding_size=0.03",
            fc=to_rgba(PAPER, 0),
            ec=rim,
            ls=(0, (2, 1.2)) if is_dormant else "-",
            lw=2.2 if is_knot else 1.3,
            zorder=8,
        )
    )


def draw_mark(
    axes: Axes,
    middle: tuple[float, float],
    state: tuple[str, str],
    *,
    is_town: bool,
    is_seat: bool,
) -> None:
    """A municipality: square for a town, round for others, double for the seat, with its letter."""
    (x, y), (name, letter) = middle, state
    rims = (1.2, 0.9) if is_seat else (1.0,)
    for rim in rims:
        shape = _shape(x, y, MARK_RADIUS * rim, is_square=is_town)
        shape.set(fc=PAPER, ec=INK, lw=1.3, zorder=6)
        axes.add_patch(shape)
    inner = _shape(x, y, MARK_RADIUS * 0.86 * rims[-1], is_square=is_town)
    inner.set(fc=STATE_COLOURS[name], lw=0, zorder=6)
    axes.add_patch(inner)
    write(
        axes,
        *(x, y - 0.005, letter),
        size=SMALL,
        colour=INK,
        ha="center",
        va="center_baseline" if letter.isalpha() else "center",
        weight="bold",
        zorder=7,
    )


def draw_small_marks(axes: Axes, spots: Points, state: str) -> None:
    """Municipalities among many: only a sign, another one for each state."""
    sign, size = SMALL_MARKS[state]
    axes.plot(
        *spots.T,
        ls="none",
        marker=sign,
        ms=size,
        mfc=INK if state == "none" else STATE_COLOURS[state],
        mec=INK,
        mew=0.8,
        zorder=4,
    )


def signs_of(cooperation: Alive, badges: dict[str, Badge]) -> list[Badge]:
    """The badges of a cooperation's action fields, in the order of the scenario."""
    return [badge for name, badge in badges.items() if name in cooperation.fields]


def _part_width(sign: Badge) -> float:
    return CODE_WIDTHS[min(len(sign.code), 2)]


def _shape(x: float, y: float, radius: float, *, is_square: bool) -> Patch:
    if is_square:
        return Rectangle((x - radius, y - radius), 2 * radius, 2 * radius)
    return Circle((x, y), radius)
