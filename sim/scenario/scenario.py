"""A scenario as one frozen object, and the numbers that rules read from it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, get_type_hints

from pydantic import Field, model_validator

from sim.entities import LEVELS, MEMBERSHIP_RULES, ActionField, Parameters
from sim.scenario.catalogue import DEFAULT_FIELDS, DEFAULT_PARTNERS, FIELDS
from sim.scenario.settings import (
    Attitudes,
    CooperationSettings,
    Coordination,
    County,
    Decisions,
    FieldSettings,
    Funding,
    Interplay,
    InterventionSettings,
    Learning,
    Partner,
    Politics,
    Population,
    RegionSettings,
    Section,
    ShockSettings,
    Staff,
    Texts,
    setting,
)
from sim.texts.mistakes import Mistake, given, say

MAX_FIELDS = 24


class ScenarioError(Mistake):
    """A scenario that cannot be run: one line with file, key, what was given, what is allowed."""


def default_fields() -> tuple[FieldSettings, ...]:
    """The three action fields of the project: water, housing, neighbourhood."""
    return tuple(FieldSettings(name=name, **FIELDS[name]) for name in DEFAULT_FIELDS)


def default_partners() -> tuple[Partner, ...]:
    """Organisations that work with the fields of the project."""
    return tuple(Partner(**partner) for partner in DEFAULT_PARTNERS)


class Scenario(Section):
    """One scenario: everything that a run depends on besides its seed."""

    title: str | Texts = setting("", "title of the scenario", "text, or de and en")
    description: str | Texts = setting("", "what it shows", "text, or de and en")
    beside: str = setting("", "the scenario to read this one beside", "name of a scenario")
    quarters: int = setting(80, "length of a run", "quarters", (1, 400))
    start: int = setting(
        2025, "first year", "year", (1950, 2200), source="population of 31.12.2024"
    )
    region: RegionSettings = RegionSettings()
    population: Population = Population()
    staff: Staff = Staff()
    municipalities: Attitudes = Attitudes()
    decisions: Decisions = Decisions()
    cooperation: CooperationSettings = CooperationSettings()
    coordination: Coordination = Coordination()
    funding: Funding = Funding()
    county: County = County()
    learning: Learning = Learning()
    politics: Politics = Politics()
    fields: tuple[FieldSettings, ...] = Field(
        default_factory=default_fields, min_length=1, max_length=MAX_FIELDS
    )
    interplay: tuple[Interplay, ...] = ()
    partners: tuple[Partner, ...] | None = None
    shocks: tuple[ShockSettings, ...] = Field(default=(), max_length=50)
    interventions: tuple[InterventionSettings, ...] = Field(default=(), max_length=50)
    name: str = setting("", "short name: that of the file", "text")

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        names = [field.name for field in self.fields]
        for i, name in enumerate(names):
            if name in names[:i]:
                raise Mistake(say("scenario.twice", name=repr(name)), "fields")
        self._within_the_run()
        self._known_fields(names)
        return self

    def _within_the_run(self) -> None:
        entries = [
            *((f"shocks[{n}]", shock.quarter) for n, shock in enumerate(self.shocks)),
            *((f"interventions[{n}]", i.quarter) for n, i in enumerate(self.interventions)),
        ]
        for where, quarter in entries:
            if quarter is not None and quarter >= self.quarters:
                words = say("scenario.after_the_end", quarter=quarter, last=self.quarters - 1)
                raise Mistake(words, f"{where}.quarter")

    def _known_fields(self, names: list[str]) -> None:
        for number, pair in enumerate(self.interplay):
            for name in pair.fields:
                if name not in names:
                    words = given(repr(name), ", ".join(names))
                    raise Mistake(words, f"interplay[{number}].fields")
        pairs = [frozenset(pair.fields) for pair in self.interplay]
        for number, fields in enumerate(pairs):
            if len(fields) < 2 or fields in pairs[:number]:
                both = say("and", first=pair.fields[0], last=pair.fields[1])
                raise Mistake(say("scenario.pair", pair=both), f"interplay[{number}].fields")
        taken = [(f"interventions[{n}]", i.field) for n, i in enumerate(self.interventions)]
        named = [
            *((f"partners[{n}]", partner.field) for n, partner in enumerate(self.partners or ())),
            *((where, name) for where, name in taken if name),
        ]
        for where, name in named:
            if name not in names:
                raise Mistake(given(repr(name), ", ".join(names)), f"{where}.field")

    @cached_property
    def active_partners(self) -> tuple[Partner, ...]:
        """The organisations of the scenario, or those of the project that fit its fields."""
        if self.partners is not None:
            return self.partners
        names = {field.name for field in self.fields}
        return tuple(partner for partner in default_partners() if partner.field in names)

    @cached_property
    def parameters(self) -> Parameters:
        """Every number that a rule may read, flat."""
        values = flat_settings(self)
        values["membership"] = MEMBERSHIP_RULES.index(self.coordination.membership)
        values["level"] = LEVELS.index(self.coordination.level)
        values["adaptive"] = int(self.coordination.development == "adaptive")
        values["funding_end_quarter"] = self._funding_end()
        return Parameters(**{name: _number(values[name], kind) for name, kind in _PARAMETER_KINDS})

    @property
    def may_have_a_unit(self) -> bool:
        """Whether there may be a coordination unit, by its own level or by intervention."""
        levels = [self.coordination.level, *(i.level for i in self.interventions)]
        return any(level not in ("none", None) for level in levels)

    def _funding_end(self) -> int:
        """Quarter in which all grants end, by setting or intervention; -1: never."""
        ends = [i.quarter for i in self.interventions if i.kind == "end_funding"]
        if self.funding.funding_end_quarter >= 0:
            ends.append(self.funding.funding_end_quarter)
        return min(ends, default=-1)

    @cached_property
    def action_fields(self) -> tuple[ActionField, ...]:
        """The fields as numbers."""
        return tuple(
            ActionField(*(float(getattr(field, name)) for name in ActionField._fields))
            for field in self.fields
        )

    @cached_property
    def interplay_matrix(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Synergy and conflict of each pair of fields, symmetrical, shares of the smaller work."""
        general = (self.cooperation.synergy, self.cooperation.conflict)
        names = [field.name for field in self.fields]
        pairs = {frozenset(p.fields): (p.synergy, p.conflict) for p in self.interplay}
        return tuple(
            tuple((0.0, 0.0) if a == b else pairs.get(frozenset((a, b)), general) for b in names)
            for a in names
        )

    def text(self, what: str, lang: str) -> str:
        """``title`` or ``description`` in a language ("de" or "en")."""
        value = self.title if what == "title" else self.description
        found = value if isinstance(value, str) else (value.de if lang == "de" else value.en)
        return found or (self.name if what == "title" else "")


def _number(value: Any, kind: type[int] | type[float]) -> Any:
    return kind(value)


def flat_settings(scenario: Scenario) -> dict[str, Any]:
    """The settings of all plain sections by their own names, which are unique."""
    values: dict[str, Any] = {}
    for section in PLAIN_SECTIONS:
        values.update(dict(getattr(scenario, section)))
    return values


_PARAMETER_KINDS = tuple(get_type_hints(Parameters).items())

PLAIN_SECTIONS = tuple(
    name
    for name, info in Scenario.model_fields.items()
    if isinstance(info.annotation, type) and issubclass(info.annotation, Section)
)
