"""Many counties on one sheet: which policy is ahead where, and how each of them does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import NDArray

from sim.analysis.estimates import CONFIDENCE, Numbers
from sim.plots.charts import About, in_lines, number_axis, plain, room_of, short_number
from sim.plots.country import (
    NOBODY,
    Owners,
    add_picture,
    flat,
    owners,
    painted,
    shade,
    shades,
    write_letters,
)
from sim.plots.palette import GRID, INK, QUIET, field_colour, ink_on
from sim.plots.paper import (
    DPI,
    SMALL,
    add_axes,
    add_canvas,
    add_note,
    new_sheet,
    shortened,
    write,
)
from sim.sweep.answers import LESS_IS_BETTER
from sim.texts import number, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.sweep.counties import Counties

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_POLICIES = 9  # on a sheet; the table has them all
MOST_LINES = 5  # policies in the chart by size; with more the list needs its room
TOP, BOTTOM = 7.75, 1.0  # of what is drawn, inches
BIG, SMALLER, ASIDE = (0.4, 5.0), (5.7, 5.2), (11.1, 4.6)  # left edge and width, inches
BAR = 0.75  # height of the scale with its words, inches
GROUPS, FEWEST_GROUPED = 8, 24  # counties of like size are told together
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
ENDS = 2.0, 98.0  # percentiles at which a scale ends that is no share


@dataclass(frozen=True)
class Shown:
    """What a sheet shows.

    Attributes:
        counties: a finished sweep, region by region.
        names: for each policy how it is called.
        about: the measure.
        lang: `"de"` or `"en"`.
    """

    counties: Counties
    names: Mapping[str, str]
    about: About
    lang: str

    @cached_property
    def means(self) -> dict[str, Numbers]:
        """For each policy the mean of the measure as it is shown, (region).

        Of too many policies those that are clearly ahead most often.
        """
        found = self.counties.means(self.about.measure)
        shown = list(found)
        if len(shown) > MOST_POLICIES and self.winners is not None:
            wins = self.winners.loc[self.winners["is_clear"], "winner"].value_counts()
            most = sorted(shown, key=lambda policy: -int(wins.get(policy, 0)))[:MOST_POLICIES]
            shown = [policy for policy in shown if policy in most]
        return {policy: self.about.scale * found[policy] for policy in shown}

    @cached_property
    def winners(self) -> pd.DataFrame | None:
        """Who is ahead in each region."""
        return self.counties.winners(self.about.measure)

    @cached_property
    def looks(self) -> NDArray[np.int64]:
        """Which policy is clearly ahead in each region, by its place; `NOBODY` where it is open.

        The place after the last one stands for all that are not shown.
        """
        found = self.winners
        assert found is not None
        order = {policy: place for place, policy in enumerate(self.means)}
        clear = found["is_clear"].to_numpy()
        return np.where(clear, found["winner"].map(order).fillna(len(order)), NOBODY).astype(
            np.int64
        )

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Ends of the shades."""
        if self.about.is_percent:
            return 0.0, 100.0
        low, high = np.percentile(np.concatenate(list(self.means.values())), ENDS)
        return float(low), float(high)

    def regions(self, width: float, height: float) -> Owners:
        """Whose each pixel of a map is: the place of the region."""
        places = self.counties.places
        order = {name: place for place, name in enumerate(self.counties.regions["region"])}
        own = np.array([*places["region"].map(order), NOBODY])
        where = flat(places["lat"].to_numpy(), places["lon"].to_numpy())
        return np.asarray(own[owners(where, places["area_km2"].to_numpy(), width, height)])


def county_sheet(shown: Shown) -> Figure:
    """Which policy is clearly ahead where, what came of each of them, and how size matters.

    Without policies, or with one, the map of the measure alone.
    """
    about, lang = shown.about, shown.lang
    is_contest = shown.winners is not None
    key = "title" if is_contest else "title_one"
    figure = new_sheet(text(f"counties.{key}", lang, measure=about.name(lang)), _subtitle(shown))
    if is_contest:
        _contest(figure, shown)
        _multiples(figure, shown, *SMALLER)
        has_chart = len(shown.means) <= MOST_LINES
        _legend(figure, shown, 4.3 if has_chart else BOTTOM)
        if has_chart:
            _by_size(figure, shown, ASIDE[0], ASIDE[1], 2.35)
    else:
        _multiples(figure, shown, BIG[0], 7.2)
        _by_size(figure, shown, 8.4, 7.2, TOP - BOTTOM - 1.0)
    whose = text("counties.source", lang, source="; ".join(shown.counties.sources))
    canvas = add_canvas(figure, 0.4, 0.4, 15.2, 0.5)
    for step, words in enumerate(reversed(in_lines(figure, whose, 15.1, 2))):
        write(canvas, 0, 0.12 + 0.215 * step, words, size=SMALL, colour=QUIET)
    add_note(figure, lang, text("counties.note", lang), about="sensitivity.note")
    return figure


def _subtitle(shown: Shown) -> str:
    regions, lang = shown.counties.regions, shown.lang
    told = text(
        "counties.subtitle",
        lang,
        counties=number(len(regions), 0, lang),
        municipalities=number(regions["municipalities"].sum(), 0, lang),
        units=text(f"counties.{shown.counties.unit}", lang),
        runs=number(shown.about.runs, 0, lang),
        seed=shown.about.seed,
    )
    counts = shown.counties.counts
    ends = dict.fromkeys(number(count, 0, lang) for count in (counts.min(), counts.max()))
    if counts.max() == 1:
        return told
    return f"{told}; {text('counties.others', lang, points='–'.join(ends))}"


def _contest(figure: Figure, shown: Shown) -> None:
    """The large map: the colour, pattern and letter of whoever is clearly ahead."""
    left, width = BIG
    _head(figure, text("counties.ahead", shown.lang), left, TOP - 0.27, width)
    regions = shown.regions(width, TOP - 0.4 - BOTTOM)
    looks = shown.looks
    count = len(shown.means)
    colours = [_colour(int(look), count) for look in looks]
    patterns = [int(look) if look != NOBODY else 0 for look in looks]
    axes = add_picture(figure, painted(regions, colours, patterns), left, BOTTOM)
    pixels = np.array([*looks, NOBODY])[regions]
    write_letters(axes, pixels, LETTERS[:count], [field_colour(k) for k in range(count)])


def _multiples(figure: Figure, shown: Shown, left: float, width: float) -> None:
    """A small map for each policy, all in the same shades."""
    low, high = shown.scale
    columns = math.ceil(math.sqrt(len(shown.means)))
    rows = math.ceil(len(shown.means) / columns)
    room = width / columns, (TOP - BOTTOM - BAR) / rows
    names = [
        in_lines(figure, name, room[0] - 0.4, 2)
        for name in map(shown.names.__getitem__, shown.means)
    ]
    if any("…" in line for lines in names for line in lines):
        names = [[] for _ in names]  # the list beside tells what the letters mean
    head = 0.1 + 0.215 * max(1, *map(len, names)) if len(shown.means) > 1 else 0.0
    regions = shown.regions(room[0] - 0.1, room[1] - head - 0.1)
    for place, values in enumerate(shown.means.values()):
        row, column = divmod(place, columns)
        corner = left + column * room[0], TOP - (row + 1) * room[1]
        if head:
            canvas = add_canvas(figure, corner[0], corner[1] + room[1] - head, room[0], head)
            write(canvas, 0, head - 0.12, LETTERS[place], size=SMALL, weight="bold")
            for step, words in enumerate(names[place]):
                write(canvas, 0.25, head - 0.12 - 0.215 * step, words, size=SMALL)
        add_picture(figure, painted(regions, shades(values, low, high)), *corner)
    _scale(figure, shown, left, width)


def _scale(figure: Figure, shown: Shown, left: float, width: float) -> None:
    """From light to dark, with both ends in numbers."""
    about, lang = shown.about, shown.lang
    canvas = add_canvas(figure, left, BOTTOM, width, BAR)
    words = text("counties.shade", lang, measure=about.name(lang), unit=about.unit(lang))
    write(canvas, 0, 0.6, in_lines(figure, words, width, 1)[0], size=SMALL)
    long = min(width - 2.0, 3.2)
    ramp = np.array([[shade(k / 99) for k in range(100)]])
    canvas.imshow(ramp, extent=(0.75, 0.75 + long, 0.15, 0.37), aspect="auto")
    canvas.set(xlim=(0, width), ylim=(0, BAR))
    ends = [short_number(end, lang) for end in shown.scale]
    if not about.is_percent:
        ends = [f"≤ {ends[0]}", f"≥ {ends[1]}"]
    write(canvas, 0.68, 0.26, ends[0], size=SMALL, ha="right")
    write(canvas, 0.82 + long, 0.26, ends[1], size=SMALL)


def _legend(figure: Figure, shown: Shown, bottom: float) -> None:
    """Each policy with its look, in how many counties it is ahead, and how it does in all."""
    about, lang, count = shown.about, shown.lang, len(shown.means)
    left, width = ASIDE
    high = TOP - bottom
    canvas = add_canvas(figure, left, bottom, width, high)
    is_founding = about.measure == "founded"
    heads = text("counties.first", lang), text(f"counties.{_second(shown)}", lang)
    for x, words in zip((width - 0.8, width), heads, strict=True):
        write(canvas, x, high - 0.12, words, size=SMALL, ha="right", colour=QUIET)
    key = "paired" if about.measure not in LESS_IS_BETTER else "paired_less"
    percent = number(100 * CONFIDENCE, 0, lang)
    words = text(f"counties.{key}", lang, percent=percent)
    if is_founding:
        words = f"{words} {text('counties.half_means', lang)}"
    more = len(shown.names) - count
    note = in_lines(figure, words, width, 5)
    rows = count + 1 + (more > 0)
    pitch = min((high - 0.4 - 0.215 * len(note)) / rows, 0.5 if count <= MOST_LINES else 0.7)
    y = high - 0.5
    for look, (policy, values) in enumerate(shown.means.items()):
        ahead = number(int((shown.looks == look).sum()), 0, lang)
        mean = float((values > 50.0).sum()) if is_founding else float(values.mean())
        second = number(mean, 0, lang) if is_founding else short_number(mean, lang)
        _row(canvas, look, y, (shown.names[policy], ahead, second), width, pitch)
        y -= pitch
    others = int((shown.looks == count).sum())
    if more:
        told = text("plots.more", lang, count=number(more, 0, lang))
        _row(canvas, count, y, (told, number(others, 0, lang), ""), width, pitch)
        y -= pitch
    is_open = number(int((shown.looks == NOBODY).sum()), 0, lang)
    _row(canvas, NOBODY, y, (text("counties.open", lang), is_open, ""), width, pitch)
    for step, line in enumerate(reversed(note)):
        write(canvas, 0, 0.12 + 0.215 * step, line, size=SMALL, colour=QUIET)


def _second(shown: Shown) -> str:
    return "half" if shown.about.measure == "founded" else "mean"


def _row(
    canvas: Axes, look: int, y: float, words: tuple[str, str, str], width: float, pitch: float
) -> None:
    """A line of the legend: look, name and two numbers."""
    figure = canvas.get_figure(root=True)
    assert isinstance(figure, Figure)
    _swatch(canvas, look, y)
    lines = in_lines(figure, words[0], width - 1.85, 2 if pitch > 0.4 else 1)
    for step, line in enumerate(lines):
        up = y + 0.1075 * (len(lines) - 1) - 0.215 * step
        write(canvas, 0.65, up, line, size=SMALL)
    for x, told in zip((width - 0.8, width), words[1:], strict=True):
        write(canvas, x, y, told, size=SMALL, ha="right", weight="bold")


def _swatch(canvas: Axes, look: int, y: float) -> None:
    limits = canvas.get_xlim(), canvas.get_ylim()
    colour = _colour(look, MOST_POLICIES)
    size = round(0.3 * DPI), round(0.5 * DPI)
    picture = painted(np.zeros(size, dtype=np.int64), [colour], [max(look, 0)])
    canvas.imshow(picture, extent=(0, 0.5, y - 0.15, y + 0.15), aspect="auto", origin="lower")
    canvas.set(xlim=limits[0], ylim=limits[1])
    if look not in (NOBODY, MOST_POLICIES):
        _letter(canvas, 0.25, y, look)


def _colour(look: int, count: int) -> str:
    """Of a policy; grey where it is open, dark grey for one that is not shown by itself."""
    if look == NOBODY:
        return GRID
    return QUIET if look >= count else field_colour(look)


def _letter(axes: Axes, x: float, y: float, look: int) -> None:
    colour = field_colour(look)
    style: dict[str, Any] = {"ha": "center", "weight": "bold", "halo": colour}
    write(axes, x, y, LETTERS[look], size=SMALL, colour=ink_on(colour), **style)


def _by_size(figure: Figure, shown: Shown, left: float, width: float, height: float) -> None:
    """The measure by the number of municipalities: a line for each policy."""
    about, lang = shown.about, shown.lang
    sizes = shown.counties.regions["municipalities"].to_numpy(dtype=np.float64)
    groups = _groups(sizes)
    bottom = BOTTOM + 0.55
    _head(figure, text("counties.by_size", lang), left, bottom + height + 0.12, width)
    axes = add_axes(figure, left + 0.65, bottom, width - 1.0, height)
    plain(axes, "both")
    axes.set_xscale("log")
    across = np.array([np.exp(np.log(sizes[group]).mean()) for group in groups])
    lines = {
        policy: np.array([values[group].mean() for group in groups])
        for policy, values in shown.means.items()
    }
    for place, (policy, up) in enumerate(lines.items()):
        is_alone = len(lines) == 1
        if is_alone:
            axes.scatter(sizes, shown.means[policy], s=14, color=GRID, edgecolor=QUIET, lw=0.5)
        colour = INK if is_alone else field_colour(place)
        axes.plot(across, up, color=INK, lw=4.5, zorder=3)
        axes.plot(across, up, color=colour, lw=3, zorder=3)
        if not is_alone:
            where = (2 * place + 1) % len(groups)
            _letter(axes, float(across[where]), float(up[where]), place)
    seen = [*shown.means.values()] if len(lines) == 1 else [*lines.values()]
    axes.set_ylim(room_of(np.concatenate(seen).tolist()))
    low, high = float(across.min()), float(across.max())
    if len(lines) == 1:
        low, high = float(sizes.min()), float(sizes.max())
    axes.set_xlim(low / 1.15, high * 1.15)
    ticks = [tick for tick in TICKS if low / 1.15 <= tick <= high * 1.15]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 0, lang)))
    number_axis(axes, "y", lang)
    canvas = add_canvas(figure, left, BOTTOM - 0.12, width, 0.3)
    units = text(f"counties.{shown.counties.unit}", lang)
    words = text("counties.axis", lang, unit=about.unit(lang), units=units)
    write(canvas, 0, 0.15, in_lines(figure, words, width, 1)[0], size=SMALL)


def _groups(sizes: Numbers) -> list[NDArray[np.int64]]:
    """Counties of like size together, the smallest first; of few those of the same size."""
    if len(sizes) < FEWEST_GROUPED:
        return [np.flatnonzero(sizes == size) for size in np.unique(sizes)]
    order = np.argsort(sizes, kind="stable")
    return [np.asarray(group) for group in np.array_split(order, GROUPS)]


def _head(figure: Figure, words: str, x: float, y: float, width: float) -> None:
    canvas = add_canvas(figure, x, y, width, 0.3)
    write(canvas, 0, 0.15, shortened(figure, words, 0.9 * width, SMALL), size=SMALL, weight="bold")
