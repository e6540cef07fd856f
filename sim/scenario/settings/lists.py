"""What a scenario may have several of: fields, interplay, partners, shocks, interventions."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from sim.entities import ShockKind
from sim.scenario.settings.base import Section, setting
from sim.texts.mistakes import Mistake, say


class FieldSettings(Section):
    """An action field: `[[fields]]`."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=40,
        description="name of the field",
        json_schema_extra={
            "unit": "lower-case letters, digits, _",
            "prior": None,
            "source": "scenario",
        },
    )
    title_de: str = setting("", "German title; empty: the name", "text")
    title_en: str = setting("", "English title; empty: the name", "text")
    fte_per_1000_young: float = setting(
        0.3, "work per 1,000 residents under 20", "FTE", (0, 50), None, "assumption"
    )
    fte_per_1000_working: float = setting(
        0.3, "work per 1,000 residents from 20 to 64", "FTE", (0, 50), None, "assumption"
    )
    fte_per_1000_old: float = setting(
        0.3, "work per 1,000 residents of 65 and more", "FTE", (0, 50), None, "assumption"
    )
    fixed_share: float = setting(
        0.5,
        "work that does not shrink with demand (cost remanence)",
        "share",
        (0, 1),
        (0.3, 0.8),
        "seed (remanence), A1; size assumed",
    )
    scale_effect: float = setting(
        0.05,
        "true saving of joint provision on average",
        "share of the work",
        (-0.5, 0.6),
        (-0.03, 0.13),
        "0-13 % in the literature (D1-D6, 2.6)",
    )
    scale_effect_spread: float = setting(
        0.05,
        "spread of the true saving (plus or minus)",
        "share of the work",
        (0, 0.6),
        (0.0, 0.1),
        "D1-D8 contradict one another",
    )
    scale_limit: float = setting(
        20_000.0,
        "residents up to which scale pays",
        "residents",
        (600, 10_000_000),
        None,
        "D5, D12",
    )
    autonomy_cost: float = setting(
        0.10,
        "autonomy cost of sharing the field",
        "share of the work",
        (0, 2),
        (0.05, 0.2),
        "A12, B1; size assumed",
    )
    setup_effort_fte: float = setting(
        0.10,
        "own effort of each member while it is set up",
        "FTE",
        (0, 5),
        (0.04, 0.2),
        "assumption: no source found (evidence 5.7)",
    )

    def title(self, lang: str) -> str:
        """Title in a language ("de" or "en")."""
        return (self.title_de if lang == "de" else self.title_en) or self.name.replace("_", " ")


class Interplay(Section):
    """What two fields do to each other where it differs from the general: `[[interplay]]`."""

    fields: tuple[str, str] = setting(..., "the two fields", "names")
    synergy: float = setting(
        0.10, "gain when linked", "share of the smaller work", (0, 1), (0.0, 0.20), "assumption"
    )
    conflict: float = setting(
        0.015,
        "loss when not coordinated",
        "share of the smaller work",
        (0, 1),
        (0.0, 0.05),
        "assumption",
    )


class Partner(Section):
    """A utility, firm, welfare or civic organisation that some fields work with: `[[partners]]`."""

    name: str = setting(..., "name of the organisation", "text")
    kind: Literal["utility", "private_firm", "welfare", "civic"] = setting(
        "civic", "kind of organisation", "kind", source="seed"
    )
    field: str = setting(..., "field that it works in", "name of a field")
    capacity_fte: float = setting(
        0.2,
        "what it can put into cooperations in all",
        "FTE",
        (0, 20),
        (0.0, 0.5),
        "seed (partners); size assumed",
    )
    openness: float = setting(
        0.5, "how readily it takes part when asked", "per year", (0, 4), (0.1, 1.0), "assumption"
    )


class ShockSettings(Section):
    """Something that strikes at a quarter, or at random: `[[shocks]]`."""

    kind: ShockKind = setting(..., "what happens", "kind", source="seed, 2.2, 2.3")
    quarter: int | None = setting(None, "quarter in which it begins", "quarter", (0, 400))
    rate: float | None = setting(
        None, "instead of a quarter: how often it strikes at random", "per year", (0, 4)
    )
    each: bool = setting(False, "random: strikes each municipality for itself", "true/false")
    magnitude: float = setting(
        0.1, "how hard: share of residents, staff, budget or work", "share", (0, 1)
    )
    duration: int = setting(4, "how long", "quarters", (1, 400))
    municipalities: tuple[str, ...] = setting(
        (), "whom (keys or names); empty: all", "keys or names"
    )

    @model_validator(mode="after")
    def _quarter_or_rate(self) -> ShockSettings:
        if (self.quarter is None) == (self.rate is None):
            given = "neither" if self.quarter is None else "both"
            raise Mistake(say(f"scenario.{given}"), "quarter")
        return self


class InterventionSettings(Section):
    """A measure that is taken at a quarter: `[[interventions]]`."""

    kind: Literal["set_level", "invite", "hire", "end_funding"] = setting(
        ..., "what is done", "kind", source="scenario"
    )
    quarter: int = setting(..., "quarter in which it is done", "quarter", (0, 400))
    level: Literal["none", "informal", "shared_staff", "office"] | None = setting(
        None, "level that the coordination unit is to have (set_level)", "level", source="scenario"
    )
    asked: bool = setting(
        True, "whether the councils vote (set_level); false: suppose they had agreed", "true/false"
    )
    municipality: str = setting(
        "", "who is invited (invite) or gets the posts (hire; empty: the unit)", "key or name"
    )
    field: str = setting(
        "",
        "field whose cooperation invites (invite; empty: the unit invites)",
        "name of a field",
    )
    fte: float = setting(
        1.0, "additional posts from then on (hire)", "FTE", (0, 100), source="one manager (2.4)"
    )

    @model_validator(mode="after")
    def _belongs_to_the_kind(self) -> InterventionSettings:
        needed = {"set_level": ("level",), "invite": ("municipality",)}.get(self.kind, ())
        for name in needed:
            if not getattr(self, name):
                raise Mistake(say("scenario.needed", kind=repr(self.kind)), name)
        for name in ("level", "asked", "municipality", "field", "fte"):
            given: Any = getattr(self, name)
            if name not in _TAKEN[self.kind] and given != type(self).model_fields[name].default:
                told = {"given": repr(given), "kind": repr(self.kind)}
                taken = _TAKEN[self.kind]
                if not taken:
                    raise Mistake(say("scenario.no_use_at_all", **told), name)
                allowed = say("and", first=taken[0], last=taken[1])
                raise Mistake(say("scenario.no_use", **told, allowed=allowed), name)
        return self


_TAKEN = {  # which settings a kind of intervention reads
    "set_level": ("level", "asked"),
    "invite": ("municipality", "field"),
    "hire": ("municipality", "fte"),
    "end_funding": (),
}
