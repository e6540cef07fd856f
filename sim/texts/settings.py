"""What every setting means, and its unit, in German; the English stands with the settings.

>>> meaning("coordination", "attempts", "how often a vote is tried at most", "de")
'Wie oft höchstens abgestimmt wird'
>>> unit("FTE", "de")
'Stellen'
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from sim.texts import languages

__all__ = ["meaning", "section_title", "table", "unit"]

_TABLES = ("sections", "sections_en", "meaning", "unit")


def meaning(section: str, name: str, english: str, lang: str) -> str:
    """One line on what a setting means.

    Args:
        section: table of the scenario file, such as ``"coordination"``; ``"general"`` for what
            stands above all tables.
        name: name of the setting within its section.
        english: its meaning as the setting itself gives it; returned as it is for ``"en"``.
        lang: ``"de"`` or ``"en"``.

    Raises:
        KeyError: no German meaning for this setting.
        ValueError: no such language.
    """
    return english if _is_english(lang) else table("meaning")[f"{section}.{name}"]


def unit(english: str, lang: str) -> str:
    """A unit in words, such as ``"share per year"`` or "Anteil je Jahr".

    Args:
        english: the unit as the setting itself gives it; returned as it is for ``"en"``.
        lang: ``"de"`` or ``"en"``.

    Raises:
        KeyError: no German words for this unit.
        ValueError: no such language.
    """
    return english if _is_english(lang) else table("unit")[english]


def section_title(section: str, lang: str) -> str:
    """Title of a section of settings.

    Args:
        section: table of the scenario file, or ``"general"``.
        lang: ``"de"`` or ``"en"``.

    Raises:
        KeyError: no such section.
        ValueError: no such language.
    """
    return table("sections_en" if _is_english(lang) else "sections")[section]


def table(name: str) -> Mapping[str, str]:
    """One table of the file: ``sections``, ``sections_en``, ``meaning`` or ``unit``."""
    return _tables()[name]


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("sim.texts").joinpath("settings_de.toml").read_text(encoding="utf-8")
    read = tomllib.loads(source)
    return MappingProxyType({name: MappingProxyType(read[name]) for name in _TABLES})


def _is_english(lang: str) -> bool:
    if lang not in languages:
        raise ValueError(f"lang: {lang!r} is not one of {', '.join(languages)}")
    return lang == "en"
