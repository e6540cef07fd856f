"""The sheet every figure is drawn on: 16 × 9 inches, legible on a projector, same look everywhere.

Figures are made without pyplot, so that several threads may draw at once.
"""

from pathlib import Path
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from sim.plots.palette import INK, PAPER, QUIET
from sim.texts import text

WIDTH, HEIGHT, DPI = 16.0, 9.0, 120  # inches, inches, dots per inch: 1920 × 1080
FOOT, FOOT_LINE, FOOT_WIDTH = 0.2, 0.23, 15.2  # inches: of what stands below a figure
LARGE, MEDIUM, NORMAL, SMALL = 24, 17, 15, 13  # points; nothing is smaller

_SAVING = Lock()  # Matplotlib keeps the SVG settings in one place for all threads
_SIZES: dict[tuple[object, ...], tuple[float, float]] = {}  # whatever sheet they are for
_MOST_SIZES = 50_000  # a few megabytes
_SVG: Any = {"svg.fonttype": "path", "svg.hashsalt": "kuemmerer"}


def new_sheet(title: str, subtitle: str, height: float = HEIGHT) -> Figure:
    """A sheet with its title and what is shown; lower where little is shown, inches."""
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    _write(figure, 0.4, height - 0.52, title, LARGE, INK, weight="bold")
    _write(figure, 0.4, height - 0.92, shortened(figure, subtitle, 9.5), NORMAL, QUIET)
    return figure


def add_note(figure: Figure, lang: str, *notes: str, about: str = "plots.note") -> None:
    """Write at the foot of the sheet that one run is an example, and what else must be known.

    Args:
        figure: the sheet.
        lang: `"de"` or `"en"`.
        *notes: what else must be known.
        about: key of the first sentence, for a sheet that shows something other than one run.
    """
    _write(figure, 0.4, FOOT, " ".join((text(about, lang), *notes)), SMALL, QUIET)


def add_foot(figure: Figure, words: str) -> None:
    """Write at the foot of the sheet what may need several lines, none wider than the sheet."""
    lines = wrapped(figure, words, FOOT_WIDTH, SMALL)
    for above, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        _write(figure, 0.4, FOOT + above * FOOT_LINE, line, SMALL, QUIET)


def foot_height(figure: Figure, words: str) -> float:
    """Height of such a foot, inches."""
    return FOOT_LINE * max(len(wrapped(figure, words, FOOT_WIDTH, SMALL)), 1)


def wrapped(figure: Figure, words: str, width: float, size: float = NORMAL) -> list[str]:
    """Words in lines of a width in inches; a word that is wider (an address) is cut.

    A line break in the words stays one.
    """
    paragraphs = words.split("\n")
    return [line for part in paragraphs for line in _wrapped(figure, part, width, size)]


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place of the sheet, in inches from its lower left corner."""
    tall = figure.get_figheight()
    return figure.add_axes((left / WIDTH, bottom / tall, width / WIDTH, height / tall))


def add_canvas(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes without a frame whose own units are inches: for drawing and writing freely."""
    axes = add_axes(figure, left, bottom, width, height)
    axes.set(xlim=(0, width), ylim=(0, height), autoscale_on=False)
    axes.set_axis_off()
    return axes


def write(
    axes: Axes,
    x: float,
    y: float,
    words: str,
    *,
    size: float = NORMAL,
    colour: str = INK,
    halo: str | None = None,
    **style: Any,
) -> Text:
    """Words on axes, taken literally (no mathematics in dollar signs), with a halo if asked."""
    options: dict[str, Any] = {"ha": "left", "va": "center", "zorder": 6, **style}
    written = axes.text(x, y, words, fontsize=size, color=colour, parse_math=False, **options)
    if halo is not None:
        written.set_path_effects([withStroke(linewidth=size / 4, foreground=halo)])
    return written


def text_size(
    figure: Figure, words: str, size: float, weight: str = "normal"
) -> tuple[float, float]:
    """Width and height of words in inches, as they will be drawn.

    Words are set many times over until all have room: what has been measured is remembered.
    """
    family, letters = mpl.rcParams["font.family"], mpl.rcParams["font.sans-serif"]
    hinting = mpl.rcParams["text.hinting"], mpl.rcParams["text.hinting_factor"]
    key = (words, size, weight, str(family), str(letters), hinting)
    found = _SIZES.get(key)
    if found is None:
        if len(_SIZES) >= _MOST_SIZES:
            _SIZES.clear()
        found = _SIZES[key] = _measured(figure, words, size, weight)
    return found


def _measured(figure: Figure, words: str, size: float, weight: str) -> tuple[float, float]:
    probe = Text(0, 0, words, fontsize=size, fontweight=weight, parse_math=False)
    probe.set_figure(figure)
    box = probe.get_window_extent(_renderer(figure), dpi=DPI)
    return box.width / DPI, box.height / DPI


def shortened(figure: Figure, words: str, width: float, size: float = NORMAL) -> str:
    """Words cut to a width in inches, with … where something is missing."""
    if text_size(figure, words, size)[0] <= width:
        return words
    for length in range(len(words) - 1, 0, -1):
        cut = f"{words[:length].rstrip()}…"
        if text_size(figure, cut, size)[0] <= width:
            return cut
    return "…"


def save(figure: Figure, path: str | Path) -> tuple[Path, Path]:
    """Write a figure as PNG and as SVG: same figure, same bytes.

    Fonts become paths in the SVG, so that it looks the same on every machine.

    Args:
        figure: any figure of this package.
        path: where to; an ending .png or .svg is replaced, the folder is made when it is missing.

    Returns:
        The paths of the PNG and of the SVG.
    """
    stem = Path(path)
    if stem.suffix.lower() in {".png", ".svg"}:
        stem = stem.with_suffix("")
    stem.parent.mkdir(parents=True, exist_ok=True)
    png, svg = stem.with_name(f"{stem.name}.png"), stem.with_name(f"{stem.name}.svg")
    with _SAVING, mpl.rc_context(_SVG):
        figure.savefig(png, dpi=DPI, metadata={"Software": None}, bbox_inches=None)
        figure.savefig(svg, metadata={"Date": None, "Creator": None}, bbox_inches=None)
    return png, svg


def _wrapped(figure: Figure, words: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_size(figure, longer, size)[0] <= width:
            lines[-1] = longer
            continue
        rest = word
        while rest:
            fits = _fitting(figure, rest, width, size)
            lines.append(rest[:fits])
            rest = rest[fits:]
    return lines


def _fitting(figure: Figure, word: str, width: float, size: float) -> int:
    """How many letters of a word fit a width, at least one."""
    count = len(word)
    while count > 1 and text_size(figure, word[:count], size)[0] > width:
        count -= 1
    return count


def _renderer(figure: Figure) -> RendererBase:
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    return canvas.get_renderer()  # type: ignore[no-untyped-call,no-any-return,unused-ignore]


def _write(
    figure: Figure, x: float, y: float, words: str, size: float, colour: str, weight: str = "normal"
) -> None:
    figure.text(
        x / WIDTH,
        y / figure.get_figheight(),
        words,
        fontsize=size,
        color=colour,
        fontweight=weight,
        parse_math=False,
    )
