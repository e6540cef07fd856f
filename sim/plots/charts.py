"""What figures of designs share: what is shown, names of settings and levels, plain axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.analysis.factors import Factor
from sim.comparison.tables import SHARES
from sim.comparison.words import PERCENT, measure_text, unit_of
from sim.plots.palette import GRID, INK
from sim.plots.paper import SMALL, shortened, text_size
from sim.scenario.catalogue import FIELDS
from sim.scenario.manual import all_settings
from sim.texts import decimal_sign, number, text
from sim.texts.settings import meaning, section_title

NEAT = (1, 2, 2.5, 5, 10)  # steps of axes
WORDS = {"coordination.level": "levels", "coordination.membership": "memberships"}


@dataclass(frozen=True)
class About:
    """What a figure shows: a measure of the model, and from how many runs.

    Attributes:
        measure: name of an indicator or an outcome.
        points: of the design.
        runs: at each point.
        seed: of the runs.
        policy: in words, which policy alone is shown; empty for all.
    """

    measure: str
    points: int
    runs: int
    seed: int
    policy: str = ""

    def name(self, lang: str) -> str:
        """The measure in words."""
        return measure_text(self.measure, "name", lang)

    def unit(self, lang: str) -> str:
        """Its unit as the figure shows it."""
        return "%" if self.is_percent else measure_text(self.measure, "unit", lang)

    def unit_of_effect(self, lang: str) -> str:
        """The unit of a difference: of percentages, percentage points."""
        return unit_of(self.measure, lang)

    @property
    def is_percent(self) -> bool:
        """Whether it is shown as a percentage."""
        return self.measure in PERCENT

    @property
    def is_yes_or_no(self) -> bool:
        """Whether single runs know it as 0 or 1 only, so that their spread tells nothing."""
        return self.measure in SHARES

    @property
    def scale(self) -> float:
        """What values are multiplied with to be shown."""
        return 100.0 if self.is_percent else 1.0

    def subtitle(self, lang: str) -> str:
        """How many points and runs, and the seed."""
        counts = {"points": number(self.points, 0, lang), "runs": number(self.runs, 0, lang)}
        key = "subtitle_one" if self.runs == 1 else "subtitle"
        told = text(f"sensitivity.{key}", lang, **counts, seed=self.seed)
        return f"{self.policy}; {told}" if self.policy else told


def factor_name(path: str, lang: str) -> str:
    """What a setting means, in words; an action field stands before.  Unknown paths stay paths."""
    section, _, rest = (path if "." in path else f"general.{path}").partition(".")
    entry, _, name = rest.rpartition(".")
    english = _meanings().get((section, name))
    if english is None:
        return path
    words = meaning(section, name, english, lang)
    words = words[:1].upper() + words[1:]
    if not entry:
        return words
    title = FIELDS.get(entry, {}).get(f"title_{lang}", entry) if section == "fields" else ""
    return f"{title or section_title(section, lang)}: {words}"


def level_name(path: str, value: Any, lang: str) -> str:
    """A value of a setting in words."""
    if isinstance(value, bool | np.bool_):
        return text("sensitivity.true" if value else "sensitivity.false", lang)
    if isinstance(value, int | float | np.number):
        return short_number(float(value), lang)
    if isinstance(value, list | tuple):
        parts = [
            item.get("name") or item.get("kind") if isinstance(item, dict) else item
            for item in value
        ]
        return ", ".join(map(str, parts)) or "–"
    if path in WORDS:
        return text(f"{WORDS[path]}.{value}", lang)
    return str(value)


def short_number(value: float, lang: str) -> str:
    """A number with three digits that count."""
    if value == 0.0 or not np.isfinite(value):
        return number(value, 0, lang)
    decimals = max(2 - int(np.floor(np.log10(abs(value)))), 0)
    written = number(value, decimals, lang)
    return written.rstrip("0").rstrip(decimal_sign(lang)) if decimals else written


def in_lines(
    figure: Figure, words: str, width: float, lines: int = 2, size: float = SMALL
) -> list[str]:
    """Words broken into lines of a width in inches, the last one cut where they do not fit."""
    found = [""]
    for word in words.split():
        longer = f"{found[-1]} {word}".strip()
        if found[-1] and len(found) < lines and text_size(figure, longer, size)[0] > width:
            found.append(word)
        else:
            found[-1] = longer
    return [shortened(figure, line, width, size) for line in found]


def plain(axes: Axes, grid: Literal["x", "y", "both"]) -> None:
    """No frame, small numbers, thin lines behind."""
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(labelsize=SMALL, colors=INK, length=4)
    axes.grid(axis=grid, color=GRID, lw=1, zorder=0)
    axes.set_axisbelow(True)


def number_axis(axes: Axes, which: Literal["x", "y"], lang: str, *, most: int = 4) -> None:
    """Neat steps, and as many decimals as they need."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, high = sorted(axis.get_view_interval())
    ticks = MaxNLocator(most, min_n_ticks=2, steps=NEAT).tick_values(low, high)
    little = 1e-9 * (high - low)
    ticks = [tick for tick in ticks if low - little <= tick <= high + little]
    axis.set_major_locator(FixedLocator(ticks))
    step = float(np.diff(ticks).min()) if len(ticks) > 1 else 1.0
    decimals = next((d for d in range(7) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 7)
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, decimals, lang)))


def level_axis(axes: Axes, factor: Factor, lang: str, width: float) -> None:
    """Levels in words under their places, in up to three lines.

    Args:
        axes: the chart; its x axis has the places of the levels.
        factor: what has the levels.
        lang: `"de"` or `"en"`.
        width: of the chart, inches.
    """
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    count = len(factor.levels)
    axes.set_xlim(-0.5, count - 0.5)
    names = [level_name(factor.name, level, lang) for level in factor.levels]
    room = width / count - 0.06
    words = [word for name in names for word in name.split()]
    if max(text_size(figure, word, SMALL)[0] for word in words) <= room:
        lines = ["\n".join(in_lines(figure, name, room, 3)) for name in names]
    else:  # a word is too long: every other name stands a line lower
        wide = ["\n".join(in_lines(figure, name, 2.0 * room, 2)) for name in names]
        lines = [f"\n{name}" if place % 2 else name for place, name in enumerate(wide)]
    axes.set_xticks(range(count), lines)


def room_of(values: Sequence[float], least: float = 0.0) -> tuple[float, float]:
    """Lowest and highest with a little room; of what is not finite nothing."""
    seen = np.asarray(values, dtype=np.float64)
    seen = seen[np.isfinite(seen)]
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    room = max(high - low, least, 1e-9 * max(abs(low), abs(high)), 1e-12)
    spare = (room - (high - low)) / 2.0 + 0.06 * room
    return low - spare, high + spare


@cache
def _meanings() -> dict[tuple[str, str], str]:
    return {(info.section or "general", info.name): info.meaning for info in all_settings()}
