"""How people are told which scenario is meant: its title, and what was changed in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.region import bare_source
from sim.scenario import PLAIN_SECTIONS, Scenario, load_scenario, shipped_scenarios
from sim.scenario.manual import SettingInfo, all_settings
from sim.texts import keys, number, text
from sim.texts.settings import meaning, section_title

if TYPE_CHECKING:
    from sim.comparison.sides import Side

LISTS = ("fields", "interplay", "partners", "shocks", "interventions")
WORDS_ONLY = {"title", "description", "beside", "name"}  # what no run depends on
CHOICES = {"level": "levels", "membership": "memberships", "development": "compare.developments"}
DECIMALS = 3
BRIEF = 2  # settings that a brief label names


def label(scenario: Scenario, note: Mapping[str, Any], lang: str, most: int | None = None) -> str:
    """Title of a scenario and what tells it from others: "Coalition (rule: open forum)".

    Args:
        scenario: the settings.
        note: settings by path; or a name, under an empty path.
        lang: "de" or "en".
        most: how many settings are named, the others being counted; all when not said.
    """
    parts = [told(path, value, scenario, lang) for path, value in note.items()]
    if most is not None and len(parts) > most:
        parts = [*parts[:most], _counted(len(parts) - most, lang, is_first=most == 0)]
    title = scenario.text("title", lang)
    return f"{title} ({'; '.join(parts)})" if parts else title


def brief_labels(sides: Sequence[Side], lang: str) -> list[str]:
    """Labels that name few settings; in full where two of them would be the same."""
    brief = [side.label(lang, BRIEF) for side in sides]
    return [
        side.label(lang) if brief.count(words) > 1 else words
        for side, words in zip(sides, brief, strict=True)
    ]


def changes(side: Side, lang: str) -> str:
    """What was changed in a scenario since it was described, with meaning and value in words."""
    values = _changed(side)
    return "; ".join(
        f"{_meaning(path, side.scenario, lang)}: {_value(path, value, lang)}"
        for path, value in values.items()
    )


def told(path: str, value: Any, scenario: Scenario, lang: str) -> str:
    """A setting and its value, in short: "coordination unit: none", "quota: 0.8"."""
    if not path:
        return str(value)
    return f"{_name(path, scenario, lang)}: {_value(path, value, lang)}"


def flat(scenario: Scenario) -> dict[str, Any]:
    """Settings by path; of a list only how long it is."""
    found: dict[str, Any] = {"quarters": scenario.quarters, "start": scenario.start}
    for section in PLAIN_SECTIONS:
        for name, value in dict(getattr(scenario, section)).items():
            found[f"{section}.{name}"] = value
    for name in LISTS:
        found[name] = len(getattr(scenario, name) or ())
    return found


def _changed(side: Side) -> dict[str, Any]:
    """Own settings, and those that a shipped scenario has otherwise where its words are kept."""
    own = {path: value for path, value in side.settings.items() if path not in WORDS_ONLY}
    name, scenario = side.scenario.name, side.scenario
    if name not in shipped_scenarios():
        return own
    shipped = load_scenario(name)
    if scenario.description != shipped.description:
        return own
    known, named = flat(shipped), {_info(path).path for path in own}
    others = {
        path: value
        for path, value in flat(scenario).items()
        if value != known[path] and path not in named
    }
    return own | others


def _name(path: str, scenario: Scenario, lang: str) -> str:
    """A short name of a setting; its meaning, or its key in words, where it has none."""
    info = _info(path)
    key = f"compare.settings.{info.name}"
    if key in keys(lang):
        return _of_field(path, text(key, lang), scenario, lang)
    if lang != "en":  # the English keys are words of their own
        return _meaning(path, scenario, lang)
    return _of_field(path, info.name.replace("_", " "), scenario, lang)


def _meaning(path: str, scenario: Scenario, lang: str) -> str:
    if path in LISTS:
        return section_title(path, lang)
    info = _info(path)
    words = meaning(info.section or "general", info.name, info.meaning, lang)
    return _of_field(path, words, scenario, lang)


def _of_field(path: str, words: str, scenario: Scenario, lang: str) -> str:
    """With the action field that a setting belongs to."""
    section, *names = path.split(".")
    titles = [f.title(lang) for f in scenario.fields if section == "fields" and f.name in names]
    return f"{words} ({titles[0]})" if titles else words


def _info(path: str) -> SettingInfo:
    """What the manual says of a setting, by its path or by its own name; of a list, its name."""
    section, name = path.partition(".")[0], path.rpartition(".")[2]
    inner = _manual().get((section, name)) if "." in path else None
    return inner or _manual().get(("", name)) or SettingInfo("", name, name, *[""] * 5)


@cache
def _manual() -> Mapping[tuple[str, str], SettingInfo]:
    found = {(info.section, info.name): info for info in all_settings()}
    plain = {("", name): info for (section, name), info in found.items() if section not in LISTS}
    return plain | found


def _value(path: str, value: Any, lang: str) -> str:
    """A value as people write it."""
    info = _info(path)
    if value is None or value == () or value == []:
        return text("report.values.none", lang)
    if isinstance(value, bool):
        return text(f"report.values.{'yes' if value else 'no'}", lang)
    if isinstance(value, Mapping):
        return str(len(value))
    if isinstance(value, list | tuple):
        is_plain = all(not isinstance(item, Mapping) for item in value)
        return ", ".join(map(str, value)) if is_plain else str(len(value))
    if info.path in ("region.source", "region.borders"):
        return bare_source(value)  # not where the file lies on somebody's machine
    if not isinstance(value, int | float):
        key = f"{CHOICES.get(info.name, '')}.{value}"
        return text(key, lang) if key in keys(lang) else str(value)
    if info.unit == "quarters":
        form = "one" if value == 1 else "many"
        return text(f"report.quarters_{form}", lang, count=number(value, 0, lang))
    return str(value) if info.unit == "year" else number(value, _decimals(value), lang)


def _decimals(value: float) -> int:
    """Three at most, without zeros at the end; more only where a small value would be lost."""
    size = abs(value)
    most = DECIMALS if size >= 0.01 or size == 0.0 else 1 - math.floor(math.log10(size))
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def _counted(count: int, lang: str, *, is_first: bool) -> str:
    key = "changed" if is_first else "more"
    form = "one" if count == 1 else "many"
    return text(f"compare.{key}_{form}", lang, count=number(count, 0, lang))
