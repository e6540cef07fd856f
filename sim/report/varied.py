"""What varied in a sweep: each setting with meaning, values or range, default and origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.analysis.factors import Factor
from sim.plots.charts import factor_name, level_name
from sim.report.choices import origin_of, told_source
from sim.report.words import Words
from sim.scenario.catalogue import FIELDS
from sim.scenario.manual import SettingInfo, all_settings
from sim.texts.settings import unit

MOST_ROWS, MOST_LEVELS = 40, 8


class Varied(NamedTuple):
    """A setting that varied."""

    path: str
    meaning: str
    over: str
    default: str
    unit: str
    origin: str
    source: str  # as written beside the setting, in English; empty where the origin says it all


def varied(
    factors: Sequence[Factor], words: Words, *, is_typed: bool = False
) -> tuple[list[Varied], int]:
    """A row for each setting that varied, and how many more there were.

    Args:
        factors: what varied.
        words: of the language.
        is_typed: whether values in words are followed by what is typed for them.
    """
    rows = [_row(factor, words, is_typed=is_typed) for factor in factors[:MOST_ROWS]]
    return rows, len(factors[MOST_ROWS:])


def _row(factor: Factor, words: Words, *, is_typed: bool) -> Varied:
    info = _info(factor.name)
    name, over = factor_name(factor.name, words.lang), _over(factor, words, is_typed=is_typed)
    if info is None:  # of a list: it has neither one default nor one source
        return Varied(factor.name, name, over, "", "", "", "")
    return Varied(
        path=factor.name,
        meaning=name,
        over=over,
        default=_default(factor.name, info, words),
        unit=unit(info.unit, words.lang),
        origin=words(f"origins.{origin_of(info.section, info.source, info.prior)}"),
        source=told_source(info.source, words.lang),
    )


def _info(path: str) -> SettingInfo | None:
    before, _, name = path.rpartition(".")
    wanted = before.partition(".")[0], name
    return next((info for info in all_settings() if (info.section, info.name) == wanted), None)


def _over(factor: Factor, words: Words, *, is_typed: bool) -> str:
    if not factor.levels:
        return words("span_of", low=words.plain(factor.ends[0]), high=words.plain(factor.ends[1]))
    shown = [_level(factor, level, words, is_typed) for level in factor.levels[:MOST_LEVELS]]
    more = len(factor.levels) - len(shown)
    return "; ".join([*shown, words.counted("more", more)] if more else shown)


def _level(factor: Factor, level: Any, words: Words, is_typed: bool) -> str:
    """A value in words, and behind it what is typed for it."""
    name = level_name(factor.name, level, words.lang)
    return f"{name} ({level})" if is_typed and isinstance(level, str) and level != name else name


def _default(path: str, info: SettingInfo, words: Words) -> str:
    given = info.default
    if info.section == "fields":
        given = str(FIELDS.get(path.split(".")[1], {}).get(info.name, given))
    try:
        return words.plain(float(given))
    except ValueError:
        return level_name(path, given, words.lang) if given else words("values.none")
