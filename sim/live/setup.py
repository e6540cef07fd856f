"""What the page must know before anything else: words, scenarios, indicators, settings."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sim.entities import LEVELS, SHOCKS, Terms
from sim.live.futures import Library
from sim.live.refusing import each
from sim.live.settings import settings
from sim.measures import BOUNDED, INDICATOR_NAMES
from sim.texts import languages, templates

# How many decimals an indicator is shown with, and whether as a percentage.
USUALLY = (2, False)
SHOWN = {
    "service_level": (1, True),
    "service_level_min": (1, True),
    "service_inequality": (3, False),
    "strategic_time": (1, False),
    "field_cooperations": (0, False),
    "cross_field_cooperations": (0, False),
    "dormant_cooperations": (0, False),
    "coverage": (0, True),
    "institution_level": (0, False),
    "institution_capacity": (1, False),
    "institution_members": (0, False),
    "autonomy": (0, True),
    "population": (0, False),
}
# What an indicator never exceeds, besides 1 for what lies between 0 and 1.
BOUNDS = {"institution_level": len(LEVELS) - 1, "institution_members": "municipalities"}


def setup(library: Library, seed: int, lang: str) -> dict[str, Any]:
    """The answer to ``setup``.

    Args:
        library: the scenarios that may be asked for.
        seed: that of the command line.
        lang: language of the command line.
    """
    return {
        "version": _version(),
        "lang": lang,
        "texts": {one: dict(templates(one)) for one in languages},
        "start": library.start,
        "seed": seed,
        "scenarios": [_scenario(library, name) for name in library.names],
        "indicators": [
            {
                "name": name,
                "decimals": decimals,
                "percent": is_percentage,
                "bound": 1 if name in BOUNDED else BOUNDS.get(name),
            }
            for name in INDICATOR_NAMES
            for decimals, is_percentage in [SHOWN.get(name, USUALLY)]
        ],
        "settings": [setting.told() for setting in settings().values()],
        "shocks": list(SHOCKS),
        "levels": list(LEVELS),
        "terms": list(Terms._fields),
    }


def _scenario(library: Library, name: str) -> dict[str, Any]:
    scenario = library.world(name).scenario
    return {
        "name": name,
        "title": each(lambda lang: scenario.text("title", lang)),
        "description": each(lambda lang: scenario.text("description", lang)),
    }


def _version() -> str:
    try:
        return version("kuemmerer")
    except PackageNotFoundError:
        return ""
