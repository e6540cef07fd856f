"""Scenario discovery as people read it: the limits of the box, and how dense it is where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.discovery import Discovery
from sim.analysis.factors import Factor
from sim.plots.charts import (
    About,
    factor_name,
    in_lines,
    level_name,
    number_axis,
    plain,
    short_number,
)
from sim.plots.palette import INK, LINE_COLOURS, QUIET, tint
from sim.plots.paper import (
    LARGE,
    MEDIUM,
    NORMAL,
    SMALL,
    add_axes,
    add_canvas,
    add_note,
    new_sheet,
    write,
)
from sim.texts import number, text

LEFT, WIDTH, TOP, BOTTOM = 0.4, 8.3, 7.75, 2.0  # of the limits, inches
LINE, BOLDER = 15.2, 1.16  # of a title, inches, and how much wider bold words are at most
PITCH = 1.1  # from one limit to the next, inches
COLOUR, OTHER = LINE_COLOURS[0], LINE_COLOURS[1]


def discovery_sheets(
    found: Discovery, factors: Sequence[Factor], question: str, about: About, lang: str
) -> list[Figure]:
    """A sheet for each box: its limits left, the trade-off of the search right, a verdict below.

    The rings are the box itself, freed of limits that may be luck, so they may lie off the lines.

    Args:
        found: of `sim.analysis.discovery.discover`.
        factors: of the design.
        question: what makes a point one of interest, in words.
        about: what is shown.
        lang: `"de"` or `"en"`.
    """
    sheets = []
    for box in found.boxes.to_dict("records"):
        title = text("sensitivity.discovery.title", lang, question=question)
        figure = new_sheet("", about.subtitle(lang))
        lines = in_lines(figure, title, LINE / BOLDER, 1, LARGE)
        is_long = lines[0] != title  # policies of several settings have long names
        canvas = add_canvas(figure, 0.4, 8.2, LINE, 0.6)
        size = MEDIUM if is_long else LARGE
        words = in_lines(figure, title, LINE / BOLDER, 1, size)[0]
        write(canvas, 0, 0.28, words, size=size, weight="bold")
        own = found.limits[found.limits["box"] == box["box"]].to_dict("records")
        _limits(figure, own, {factor.name: factor for factor in factors}, lang)
        steps = found.trajectory[found.trajectory["box"] == box["box"]]
        _tradeoff(figure, steps, box, lang)
        _verdict(figure, box, lang)
        add_note(figure, lang, about="sensitivity.note")
        sheets.append(figure)
    return sheets


def _limits(
    figure: Figure, rows: list[dict[Any, Any]], factors: dict[str, Factor], lang: str
) -> None:
    canvas = add_canvas(figure, LEFT, BOTTOM, WIDTH, TOP - BOTTOM)
    y = TOP - BOTTOM - 0.15
    write(canvas, 0, y, text("sensitivity.discovery.limits", lang), size=MEDIUM, weight="bold")
    if not rows:
        write(canvas, 0, y - 0.5, text("sensitivity.discovery.limits_none", lang), colour=QUIET)
    pitch = min(PITCH, (y - 0.1) / max(len(rows), 1))
    for row in sorted(rows, key=lambda row: row["held_out_p"]):
        factor = factors[row["factor"]]
        name = in_lines(figure, factor_name(factor.name, lang), WIDTH + 0.4, 1)[0]
        write(canvas, 0, y - 0.36, name)
        if row["levels"] is None:
            _stretch(canvas, y - 0.66, row, factor, lang)
        else:
            _levels(canvas, y - 0.66, row, factor, lang)
        y -= pitch


def _stretch(canvas: Axes, y: float, row: dict[Any, Any], factor: Factor, lang: str) -> None:
    """The whole range as a pale bar, what is inside as a dark one, its ends beside."""
    first, last = factor.ends
    left, right = 1.0, WIDTH - 1.2

    def place(value: float) -> float:
        return left + (right - left) * (value - first) / (last - first)

    low, high = place(row["low"]), place(row["high"])
    bar = Rectangle((left, y - 0.07), right - left, 0.14, fc=tint(INK, 0.12), lw=0)
    canvas.add_patch(bar)
    canvas.add_patch(Rectangle((low, y - 0.11), max(high - low, 0.03), 0.22, fc=COLOUR, lw=0))
    for value, x, side in ((first, left - 0.12, "right"), (last, right + 0.12, "left")):
        write(canvas, x, y, short_number(value, lang), size=SMALL, ha=side, colour=QUIET)
    for value, x, end in ((row["low"], low, first), (row["high"], high, last)):
        if value != end:
            words = short_number(value, lang)
            write(canvas, x, y - 0.25, words, size=SMALL, ha="center", weight="bold")


def _levels(canvas: Axes, y: float, row: dict[Any, Any], factor: Factor, lang: str) -> None:
    """Each level as a pill: dark inside, hollow outside."""
    figure = canvas.get_figure(root=True)
    assert isinstance(figure, Figure)
    width = (WIDTH - 0.2) / len(factor.levels)
    for place, level in enumerate(factor.levels):
        is_in = level in row["levels"]
        face, ink = (COLOUR, "white") if is_in else ("white", QUIET)
        corner = (place * width, y - 0.15)
        pill = Rectangle(corner, width - 0.1, 0.3, fc=face, ec=COLOUR if is_in else QUIET, lw=1.2)
        canvas.add_patch(pill)
        words = in_lines(figure, level_name(factor.name, level, lang), width - 0.2, 1)[0]
        style: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
        write(canvas, corner[0] + (width - 0.1) / 2, y, words, size=SMALL, colour=ink, **style)


def _tradeoff(figure: Figure, steps: pd.DataFrame, box: dict[Any, Any], lang: str) -> None:
    axes = add_axes(figure, 10.15, 2.75, 5.35, 4.6)
    head = add_canvas(figure, 9.45, 7.4, 6.3, 0.4)
    words = text("sensitivity.discovery.tradeoff", lang)
    write(head, 0, 0.2, words, size=MEDIUM, weight="bold")
    axes.set(xlim=(-0.02, 1.04), ylim=(-0.02, 1.06))
    plain(axes, "both")
    number_axis(axes, "x", lang, most=6)
    number_axis(axes, "y", lang, most=6)
    axes.set_xlabel(text("sensitivity.discovery.coverage", lang), fontsize=SMALL)
    axes.set_ylabel(text("sensitivity.discovery.density", lang), fontsize=SMALL)
    base = box["base_rate"]
    axes.axhline(base, color=QUIET, lw=1.2, ls=(0, (2, 3)), zorder=2)
    percent = number(100 * base, 0, lang)
    words = text("sensitivity.discovery.base", lang, percent=percent)
    write(axes, 0.0, base - 0.03, words, size=SMALL, colour=QUIET, va="top", halo="white")
    axes.plot(steps["coverage"], steps["density"], "-", color=OTHER, lw=1.5, marker="x", ms=6)
    own, wide = steps["held_out_density"], steps["held_out_coverage"]
    axes.plot(wide, own, "-", color=COLOUR, lw=2, marker="o", ms=5, zorder=4)
    for prefix, colour in (("", OTHER), ("held_out_", COLOUR)):
        spot = [box[f"{prefix}coverage"]], [box[f"{prefix}density"]]
        axes.plot(*spot, "o", ms=17, mfc="none", mec=colour, mew=2.5, zorder=5)
    _key(figure, lang)


def _key(figure: Figure, lang: str) -> None:
    canvas = add_canvas(figure, 9.45, 1.75, 6.3, 0.35)
    marks = (("held_out", COLOUR, "o"), ("searched", OTHER, "x"), ("chosen", INK, ""))
    x = 0.1
    for key, colour, marker in marks:
        if marker:
            canvas.plot((x, x + 0.4), (0.17, 0.17), color=colour, lw=2, marker=marker, ms=6)
        else:
            canvas.plot([x + 0.2], [0.17], "o", ms=14, mfc="none", mec=colour, mew=2)
        words = text(f"sensitivity.discovery.{key}", lang)
        written = write(canvas, x + 0.5, 0.17, words, size=SMALL)
        x += 0.75 + written.get_window_extent().width / figure.dpi


def _verdict(figure: Figure, box: dict[Any, Any], lang: str) -> None:
    shares = {
        "density": number(100 * box["held_out_density"], 0, lang),
        "coverage": number(100 * box["held_out_coverage"], 0, lang),
        "base": number(100 * box["base_rate"], 0, lang),
    }
    words = text("sensitivity.discovery.verdict", lang, **shares)
    key = "clear" if box["is_more_than_luck"] else "luck"
    canvas = add_canvas(figure, 0.4, 0.5, 15.2, 1.1)
    lines = in_lines(figure, words, 15.1, 2, NORMAL)
    for place, line in enumerate(lines):
        write(canvas, 0, 0.9 - 0.29 * place, line)
    last = 0.9 - 0.29 * len(lines)
    write(canvas, 0, last, text(f"sensitivity.discovery.{key}", lang), weight="bold")
