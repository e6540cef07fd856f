"""Every setting of a scenario: meaning, unit, allowed range, default, prior range, source.

The classes are the manual: `kuemmerer settings` and the tables of ODD.md are read from them.
A source in short: ``seed`` is Riechel & Trapp (2020); ``A1`` … ``E11`` and numbers such as ``2.3``
are rows of the list of evidence in ODD.md; "assumption" says that no source was found.
"""

from sim.scenario.settings.base import Section, Texts, setting
from sim.scenario.settings.cooperating import CooperationSettings
from sim.scenario.settings.coordinating import Coordination, County, Funding
from sim.scenario.settings.councils import Attitudes, Decisions, Learning, Politics
from sim.scenario.settings.lists import (
    FieldSettings,
    Interplay,
    InterventionSettings,
    Partner,
    ShockSettings,
)
from sim.scenario.settings.places import Population, RegionSettings, Staff

__all__ = [
    "Attitudes",
    "CooperationSettings",
    "Coordination",
    "County",
    "Decisions",
    "FieldSettings",
    "Funding",
    "Interplay",
    "InterventionSettings",
    "Learning",
    "Partner",
    "Politics",
    "Population",
    "RegionSettings",
    "Section",
    "ShockSettings",
    "Staff",
    "Texts",
    "setting",
]
