"""The sides of a comparison: which scenarios, how they are called, whether they can be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.comparison.labels import WORDS_ONLY, flat, label
from sim.region import Region
from sim.scenario import Scenario, load_scenario
from sim.texts import languages
from sim.texts.mistakes import Mistake, say
from sim.world import World


class ComparisonError(Mistake):
    """Something that cannot be compared: one line, what was given and what is allowed."""


@dataclass(frozen=True)
class Side:
    """One scenario of a comparison.

    Attributes:
        scenario: the settings.
        settings: what was changed for this side, by path; part of its name.
        key: name in tables: that of the scenario, and its settings.
        note: what tells it from others of the same title; settings by path, or a name.
    """

    scenario: Scenario
    settings: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    note: Mapping[str, Any] = field(default_factory=dict)

    def label(self, lang: str, most: int | None = None) -> str:
        """Title for people, and what tells it from others: "Coalition (rule: open forum)".

        Args:
            lang: "de" or "en".
            most: how many settings are named, the others being counted; all when not said.
        """
        if not self.scenario.text("title", lang):
            return self.key
        return label(self.scenario, self.note, lang, most)


def sides_of(
    scenarios: Sequence[Scenario | Side | str | Path], region: Region | None = None
) -> tuple[Side, ...]:
    """The sides, named so that no two share a name, and checked.

    Comparable are scenarios of the same length on the same municipalities: luck belongs to a
    municipality and a quarter, and sums over other places or years are other things.  All else
    may differ: fields, first year, how many people live there, who organises what.

    Args:
        scenarios: settings, files or names of shipped scenarios; the first is the baseline.
        region: another region than the scenarios' own.

    Raises:
        ScenarioError: a scenario that cannot be run.
        ComparisonError: fewer than two, two alike, other lengths or other municipalities.
    """
    if isinstance(scenarios, str | Path | Scenario | Side):
        raise ComparisonError(say("compare.one"))
    sides = [_side(scenario) for scenario in scenarios]
    if len(sides) < 2:
        beside = sides[0].scenario.beside if sides else ""
        names = {"first": beside, "second": sides[0].scenario.name} if beside else {}
        hint = say("compare.instance", **names) if beside else ""
        raise ComparisonError(say("compare.too_few", count=len(sides), hint=hint))
    _same_length(sides)
    _same_places(sides, region)
    _all_different(sides)
    return tuple(_named(sides))


def _side(given: Any) -> Side:
    if isinstance(given, Side):
        return given
    if isinstance(given, str | Path):
        return Side(load_scenario(given))
    if isinstance(given, Scenario):
        return Side(given)
    raise TypeError(f"compare: given {given!r}; allowed: scenarios, their files or names")


def _same_length(sides: Sequence[Side]) -> None:
    first = sides[0].scenario
    for side in sides[1:]:
        if side.scenario.quarters != first.quarters:
            told = {"given": side.scenario.quarters, "first": first.quarters}
            words = say("compare.quarters", **told, name=_name(sides[0]))
            raise ComparisonError(words, _name(side))


def _same_places(sides: Sequence[Side], region: Region | None) -> None:
    places = [World.of(side.scenario, region).region.keys for side in sides]
    for side, keys_of_side in zip(sides, places, strict=True):
        if keys_of_side != places[0]:
            words = say("compare.places", count=len(keys_of_side), name=_name(sides[0]))
            raise ComparisonError(words, _name(side))


def _all_different(sides: Sequence[Side]) -> None:
    told = [side.scenario.model_dump(exclude=WORDS_ONLY) for side in sides]
    for place, table in enumerate(told):
        if table in told[:place]:
            other = _name(sides[told.index(table)])
            raise ComparisonError(say("compare.same", other=other), _name(sides[place]))


def _name(side: Side) -> str:
    """Name of the scenario with the settings of this side, as it may be typed."""
    settings = ",".join(f"{path}={_plain(value)}" for path, value in side.settings.items())
    name = side.scenario.name or "scenario"
    return f"{name}:{settings}" if settings else name


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# Names that tell the sides apart ------------------------------------------------------------


def _named(sides: Sequence[Side]) -> list[Side]:
    names = [side.scenario.name for side in sides]
    typed = [_name(side) for side in sides]
    found: list[Side] = []
    for side, name in zip(sides, typed, strict=True):
        alike = [other for other in sides if other.scenario.name == side.scenario.name]
        apart = _apart(side, alike)
        key = name if typed.count(name) == 1 else _name(Side(side.scenario, apart))
        number_of = 1 + sum(key == re.sub(r"#\d+$", "", other.key) for other in found)
        key = key if number_of == 1 else f"{key}#{number_of}"
        found.append(Side(side.scenario, side.settings, key, _note(side, sides)))
    return _with_names(found, names)


def _apart(side: Side, alike: Sequence[Side]) -> dict[str, Any]:
    """The settings of a scenario that others of the same name do not share."""
    tables = [flat(other.scenario) for other in alike]
    return {
        path: value
        for path, value in flat(side.scenario).items()
        if any(table[path] != value for table in tables)
    }


def _note(side: Side, sides: Sequence[Side]) -> Mapping[str, Any]:
    """Settings that go with the title: own ones, or what tells it from others of that title.

    The only one of a title that was left as it is needs none.
    """
    if side.settings:
        return {path: value for path, value in side.settings.items() if path not in WORDS_ONLY}
    title = side.scenario.title
    return _apart(side, [s for s in sides if s.scenario.title == title and not s.settings])


def _with_names(sides: list[Side], names: Sequence[str]) -> list[Side]:
    """Where labels would still be the same, the name in tables or that of the file goes along."""
    labels = [[side.label(lang) for side in sides] for lang in languages]
    found = []
    for place, (side, name) in enumerate(zip(sides, names, strict=True)):
        if any(told.count(told[place]) > 1 for told in labels):
            known = name if name and names.count(name) == 1 else side.key
            is_new = known != side.scenario.text("title", "en")
            side = replace(side, note={"": known} if is_new else {})
        found.append(side)
    return found
