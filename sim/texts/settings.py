"""What every setting means, and its unit; in English it stands with the settings themselves.

>>> meaning("coordination", "attempts", "how often a vote is tried at most", "de")
'Wie oft höchstens abgestimmt wird'
>>> unit("FTE", "de")
'Stellen'
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sim.texts import checked, read

__all__ = ["meaning", "section_title", "source", "synonyms", "table", "unit"]


def meaning(section: str, name: str, english: str, lang: str) -> str:
    """One line on what a setting means.

    Args:
        section: table of the scenario file, such as ``"coordination"``; ``"general"`` for what
            stands above all tables.
        name: name of the setting within its section.
        english: its meaning as the setting itself gives it; returned as it is where the
            language has no words of its own.
        lang: one of `languages`.

    Raises:
        KeyError: the language explains settings, but not this one.
        ValueError: no such language.
    """
    own = table("meaning", lang)
    return own[f"{section}.{name}"] if own else english


def unit(english: str, lang: str) -> str:
    """A unit in words, such as ``"share per year"`` or "Anteil je Jahr".

    Args:
        english: the unit as the setting itself gives it; returned as it is where the
            language has no words of its own.
        lang: one of `languages`.

    Raises:
        KeyError: the language names units, but not this one.
        ValueError: no such language.
    """
    return _told("unit", english, lang)


def source(english: str, lang: str) -> str:
    """Where a value comes from, such as ``"assumption"`` or "Annahme".

    Args:
        english: the source as the setting itself gives it; returned as it is where the
            language has no words of its own.
        lang: one of `languages`.

    Raises:
        KeyError: the language names sources, but not this one.
        ValueError: no such language.
    """
    return _told("source", english, lang)


def synonyms(section: str, name: str, lang: str) -> str:
    """Other words for a setting, by which it may be looked for; empty where there are none.

    Args:
        section: table of the scenario file, or ``"general"``.
        name: name of the setting within its section.
        lang: one of `languages`.

    Raises:
        ValueError: no such language.
    """
    return table("synonyms", lang).get(f"{section}.{name}", "")


def section_title(section: str, lang: str) -> str:
    """Title of a section of settings.

    Args:
        section: table of the scenario file, or ``"general"``.
        lang: one of `languages`.

    Raises:
        KeyError: no such section.
        ValueError: no such language.
    """
    return (table("sections", lang) or table("sections", "en"))[section]


def table(name: str, lang: str) -> Mapping[str, str]:
    """A table of a language (``sections``, ``meaning`` …); empty where it has none of its own.

    Raises:
        ValueError: no such language.
    """
    return _tables(checked(lang)).get(name, {})


def _told(name: str, english: str, lang: str) -> str:
    own = table(name, lang)
    return own[english] if own else english


@cache
def _tables(lang: str) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(read(f"settings_{lang}.toml"))
