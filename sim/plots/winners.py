"""A map of which choice wins where, and what one may lose by each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.factors import Factor
from sim.analysis.regret import stretches
from sim.plots.charts import (
    About,
    factor_name,
    in_lines,
    level_name,
)
from sim.plots.palette import GRID, INK, QUIET, field_colour, ink_on, tint
from sim.plots.paper import (
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

HATCHES = ("", "///", "...", "\\\\\\", "xx", "--", "++", "oo")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEFT, BOTTOM, WIDTH, HEIGHT = 2.95, 1.75, 6.1, 5.6  # of the map, inches
LIST = 9.6  # left edge of the list, inches


def winner_map(
    cells: pd.DataFrame,
    choice: pd.DataFrame,
    axes_of: tuple[Factor, Factor],
    bins: int,
    names: Mapping[str, str],
    about: About,
    lang: str,
) -> Figure:
    """Who wins in each cell, with letter, colour and hatching; pale where it may be luck.

    Args:
        cells: of `sim.analysis.regret.winners_by_cell`.
        choice: of `sim.analysis.regret.robust_choice`.
        axes_of: the factors across and up, as they were given for the cells.
        bins: as given for the cells.
        names: for each policy how it is called, in words.
        about: what is shown.
        lang: `"de"` or `"en"`.
    """
    figure = new_sheet(
        text("sensitivity.winners.title", lang, measure=about.name(lang)), about.subtitle(lang)
    )
    looks = {policy: place for place, policy in enumerate(choice["policy"])}
    chart = add_axes(figure, LEFT, BOTTOM, WIDTH, HEIGHT)
    counts = stretches(axes_of[0], bins), stretches(axes_of[1], bins)
    decimals = _decimals(about.scale * float(cells["lead"].median()))
    for row in cells.to_dict("records"):
        lead = number(about.scale * row["lead"], decimals, lang)
        _cell(chart, row, looks[row["winner"]], counts, lead)
    _map_axes(figure, chart, axes_of, counts, lang)
    _regret(figure, choice, names, about, lang)
    canvas = add_canvas(figure, 0.4, 0.42, 15.2, 0.3)
    unit = about.unit_of_effect(lang)
    key = "key" if len(cells) == counts[0] * counts[1] else "key_empty"
    words = text(f"sensitivity.winners.{key}", lang, unit=unit)
    write(canvas, 0, 0.15, in_lines(figure, words, 15.1, 1)[0], size=SMALL)
    add_note(figure, lang, about="sensitivity.note")
    return figure


def _cell(
    chart: Axes,
    row: dict[Any, Any],
    look: int,
    counts: tuple[int, int],
    lead: str,
) -> None:
    colour = field_colour(look)
    face = colour if row["is_clear"] else tint(colour, 0.18)
    face = face if row["lead"] > 0.0 else GRID
    corner = (row["column"], row["row"])
    hatch = HATCHES[look % len(HATCHES)]
    edge = tint(ink_on(face), 0.35) if row["is_clear"] else tint(colour, 0.5)
    cell = Rectangle(corner, 1, 1, fc=face, ec=edge, hatch=hatch, lw=0, zorder=1)
    chart.add_patch(cell)
    chart.add_patch(Rectangle(corner, 1, 1, fc="none", ec="white", lw=2, zorder=2))
    letter = LETTERS[look % len(LETTERS)]
    is_low = HEIGHT / counts[1] < 0.75
    size = MEDIUM if WIDTH / counts[0] > 0.6 else SMALL
    words = letter if row["is_clear"] else f"({letter})"
    if row["lead"] == 0.0:  # all the same, so nobody wins
        words, lead = "=", ""
    ink = ink_on(face)
    style: dict[str, Any] = {"ha": "center", "va": "center", "halo": face}
    up = 0.5 if is_low else 0.62
    x, y = corner[0] + 0.5, corner[1] + up
    write(chart, x, y, words, size=size, colour=ink, weight="bold", **style)
    if not is_low and WIDTH / counts[0] > 0.7:
        write(chart, x, corner[1] + 0.25, lead, size=SMALL, colour=ink, **style)


def _map_axes(
    figure: Figure,
    chart: Axes,
    factors: tuple[Factor, Factor],
    counts: tuple[int, int],
    lang: str,
) -> None:
    """Ends of the stretches, or the levels; where a cell is empty the paper shows."""
    chart.set(xlim=(0, counts[0]), ylim=(0, counts[1]))
    chart.spines[["top", "right", "left", "bottom"]].set_visible(False)
    chart.tick_params(labelsize=SMALL, colors=INK, length=4)
    chart.set_facecolor(tint(INK, 0.06))
    across = [_tick(factors[0], place, counts[0], lang) for place in _places(factors[0], counts[0])]
    up = [_tick(factors[1], place, counts[1], lang) for place in _places(factors[1], counts[1])]
    wide = WIDTH / max(counts[0], 1) - 0.05
    lines = ["\n".join(in_lines(figure, words, wide, 3)) for words in across]
    is_own = [factors[k].count == counts[k] for k in (0, 1)]
    shift = [0.5 if own else 0.0 for own in is_own]
    chart.set_xticks([place + shift[0] for place in range(len(across))], lines)
    names = ["\n".join(in_lines(figure, words, 1.85, 3)) for words in up]
    chart.set_yticks([place + shift[1] for place in range(len(up))], names)
    words = "\n".join(in_lines(figure, factor_name(factors[0].name, lang), WIDTH))
    canvas = add_canvas(figure, LEFT, 0.8, WIDTH, 0.5)
    write(canvas, WIDTH / 2, 0.2, words, size=NORMAL, ha="center", linespacing=1.05)
    side = add_canvas(figure, 0.3, BOTTOM, 0.6, HEIGHT)
    words = "\n".join(in_lines(figure, factor_name(factors[1].name, lang), HEIGHT))
    style: dict[str, Any] = {"rotation": 90, "ha": "center", "linespacing": 1.05}
    write(side, 0.25, HEIGHT / 2, words, size=NORMAL, **style)


def _places(factor: Factor, count: int) -> range:
    return range(count) if factor.count == count else range(count + 1)


def _tick(factor: Factor, place: int, count: int, lang: str) -> str:
    if factor.count == count:
        value = factor.levels[place] if factor.levels else factor.ends[0] + place
        return level_name(factor.name, value, lang)
    low, high = factor.ends
    return level_name(factor.name, low + (high - low) * place / count, lang)


def _regret(
    figure: Figure, choice: pd.DataFrame, names: Mapping[str, str], about: About, lang: str
) -> None:
    """Each choice with its look, its largest and mean regret as bars, and where it is the best."""
    canvas = add_canvas(figure, LIST, 0.95, 6.1, 6.7)
    unit = about.unit_of_effect(lang)
    head = text("sensitivity.winners.regret", lang, unit=unit)
    write(canvas, 0, 6.35, in_lines(figure, head, 5.6, 1, NORMAL)[0], weight="bold")
    largest = float(choice["largest_regret"].max()) or 1.0
    decimals = _decimals(about.scale * float(choice["mean_regret"].min()))
    pitch = min(1.35, 6.0 / len(choice))
    for place, row in enumerate(choice.to_dict("records")):
        y = 5.85 - place * pitch
        colour = field_colour(place)
        hatch = HATCHES[place % len(HATCHES)]
        edge = tint(ink_on(colour), 0.35)
        canvas.add_patch(Rectangle((0, y - 0.2), 0.55, 0.4, fc=colour, ec=edge, hatch=hatch, lw=0))
        letter = LETTERS[place % len(LETTERS)]
        style: dict[str, Any] = {"ha": "center", "halo": colour, "weight": "bold"}
        write(canvas, 0.275, y, letter, colour=ink_on(colour), **style)
        best = f"{number(100 * row['share_best'], 0, lang)}"
        write(canvas, 0.7, y, in_lines(figure, names[row["policy"]], 5.3, 1, NORMAL)[0])
        if pitch > 1.15:
            share = text("sensitivity.winners.share", lang, percent=best)
            write(canvas, 0.7, y - 0.91, share, size=SMALL, colour=QUIET)
        for step, (key, mark, verdict) in enumerate(
            (
                ("largest", row["largest_regret"], row["is_minimax"] and "minimax"),
                ("mean", row["mean_regret"], row["is_least_mean"] and "least_mean"),
            )
        ):
            height = y - 0.37 - 0.27 * step
            write(canvas, 0.7, height, text(f"sensitivity.winners.{key}", lang), size=SMALL)
            long = 1.2 * mark / largest
            shade = INK if key == "largest" else tint(INK, 0.45)
            canvas.add_patch(Rectangle((1.65, height - 0.08), long, 0.16, fc=shade, lw=0))
            words = number(about.scale * mark, decimals, lang)
            if verdict:
                words = f"{words}  ◂ {text(f'sensitivity.winners.{verdict}', lang)}"
            write(canvas, 1.75 + long, height, words, size=SMALL)


def _decimals(largest: float) -> int:
    if not largest > 0.0:
        return 1
    return min(max(1 - math.floor(math.log10(largest)), 0), 6)
