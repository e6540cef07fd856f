"""Which settings may be moved on the page, how far, and what is said of each.

Everything else of a scenario stays as it is: a workshop turns a few dozen knobs, not 150.
A range on the page is narrower than what the model allows: the prior where there is one, a little
widened, else what is sensible.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, get_args

from pydantic.fields import FieldInfo

from sim.live.complaints import shown
from sim.live.idle import IDLE
from sim.live.refusing import Both, Refused, both, each
from sim.scenario import Scenario
from sim.scenario.settings import FieldSettings
from sim.texts import number, text
from sim.texts.settings import meaning, section_title, unit

Group = Literal["measures", "assumptions"]
Value = bool | int | float | str

# path: (lowest, highest, step) on the page; nothing for choices and switches.
MEASURES: dict[str, tuple[float, float, float] | None] = {
    "coordination.membership": None,
    "coordination.level": None,
    "coordination.development": None,
    "coordination.quota": (0.3, 1.0, 0.01),
    "coordination.minimum_members": (2, 16, 1),
    "coordination.open_for_entry": None,
    "coordination.attached": None,
    "coordination.start_quarter": (0, 60, 1),
    "coordination.preparation_quarters": (0, 24, 1),
    "coordination.preparation_fte": (0.0, 2.0, 0.1),
    "funding.office_grant_share": (0.0, 1.0, 0.05),
    "funding.office_grant_quarters": (0, 40, 1),
    "funding.cooperation_grant": (0.0, 2.0, 0.1),
    "funding.funding_end_quarter": (-1, 79, 1),
    "county.county_support_fte": (0.0, 3.0, 0.1),
    "county.county_support_eur": (0.0, 200_000.0, 5_000.0),
    "county.county_impulse": (0.0, 2.0, 0.1),
}
ASSUMPTIONS: dict[str, tuple[float, float, float]] = {
    "municipalities.willingness_mean": (0.2, 0.8, 0.01),
    "municipalities.willingness_spread": (0.0, 0.4, 0.01),
    "municipalities.trust_mean": (0.1, 0.7, 0.01),
    "municipalities.autonomy_concern_mean": (0.2, 0.8, 0.01),
    "municipalities.belief_mean": (0.2, 0.9, 0.01),
    "municipalities.budget_room_eur": (0.5, 8.0, 0.5),
    "decisions.initiative_rate": (0.0, 1.0, 0.05),
    "fields.scale_effect": (-0.05, 0.15, 0.005),
    "cooperation.synergy": (0.0, 0.25, 0.01),
    "cooperation.conflict": (0.0, 0.06, 0.005),
    "cooperation.running_effort_share": (0.1, 0.8, 0.05),
    "coordination.effort_saving": (0.0, 0.7, 0.05),
    "coordination.brokering_weight": (0.0, 2.5, 0.1),
    "coordination.care_protection": (0.0, 0.9, 0.05),
    "population.annual_change": (-0.012, 0.004, 0.0001),
    "staff.vacancy_quarters": (1.0, 10.0, 0.5),
    "staff.retirement_rate": (0.02, 0.09, 0.005),
    "staff.strategic_share": (0.0, 0.12, 0.005),
}


class Allowed(NamedTuple):
    """What the model allows for a number."""

    low: float
    high: float


class Setting:
    """One setting that may be moved on the page."""

    def __init__(
        self, path: str, group: Group, shown: tuple[float, float, float] | None = None
    ) -> None:
        """Look the setting up in the scenario's own manual.

        Args:
            path: section and name; of the fields the name that all of them share.
            group: a measure that somebody decides on, or an assumption about the world.
            shown: lowest, highest and step on the page; None for choices and switches.
        """
        self.path, self.group, self.shown = path, group, shown
        self.section, self.name = path.split(".")

    @cached_property
    def info(self) -> FieldInfo:
        """How the scenario declares it."""
        if self.of_all_fields:
            return FieldSettings.model_fields[self.name]
        section: Any = Scenario.model_fields[self.section].annotation
        found: FieldInfo = section.model_fields[self.name]
        return found

    @property
    def of_all_fields(self) -> bool:
        """Whether it moves the same setting of all action fields at once."""
        return self.section == "fields"

    @property
    def kind(self) -> Literal["number", "whole", "choice", "switch"]:
        """What kind of value it takes."""
        kinds: dict[Any, Literal["number", "whole", "switch"]]
        kinds = {float: "number", int: "whole", bool: "switch"}
        return kinds.get(self.info.annotation, "choice")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that a choice takes; none for other kinds."""
        return get_args(self.info.annotation) if self.kind == "choice" else ()

    @property
    def allowed(self) -> Allowed:
        """What the model allows, for numbers."""
        limits = {type(limit).__name__: limit for limit in self.info.metadata}
        return Allowed(limits["Ge"].ge, limits["Le"].le)

    def of(self, scenario: Scenario) -> Value:
        """Its value in a scenario; of the fields the mean."""
        if self.of_all_fields:
            values = [float(getattr(field, self.name)) for field in scenario.fields]
            return round(sum(values) / len(values), 6)
        value: Value = getattr(getattr(scenario, self.section), self.name)
        return value

    def checked(self, value: Value) -> Value:
        """A value as the scenario takes it.

        Raises:
            Refused: for a value of another kind, or out of what the model allows.
        """
        if self.kind == "choice" and value in self.choices:
            return value
        if self.kind == "switch" and isinstance(value, bool):
            return value
        kinds = (int,) if self.kind == "whole" else (int, float)
        is_number = isinstance(value, kinds) and not isinstance(value, bool)
        if self.kind in ("number", "whole") and is_number:
            low, high = self.allowed
            if low <= float(value) <= high:
                return value if self.kind == "whole" else float(value)
        raise Refused("setting", name=self.label, given=shown(value), allowed=self._allowed_words)

    def overrides(self, scenario: Scenario, value: Value) -> dict[str, Value]:
        """What a scenario must be told so that the setting has a value, by path.

        Of the fields all move by the same amount; none leaves what the model allows.
        """
        if not self.of_all_fields:
            return {self.path: value}
        by, (low, high) = float(value) - float(self.of(scenario)), self.allowed
        return {
            f"fields.{field.name}.{self.name}": round(
                min(max(getattr(field, self.name) + by, low), high), 9
            )
            for field in scenario.fields
        }

    @property
    def label(self) -> Both:
        """A short label."""
        return both(f"live.settings.names.{self.path}")

    @property
    def _allowed_words(self) -> Both:
        if self.kind == "switch":
            return both("live.errors.allowed_switch")
        if self.kind == "choice":
            return each(lambda lang: ", ".join(self.choices))
        low, high = self.allowed
        key = f"live.errors.allowed_{self.kind}"
        return each(lambda lang: text(key, lang, low=_plain(low, lang), high=_plain(high, lang)))

    def told(self) -> dict[str, Any]:
        """All that the page shows of it."""
        extra: Any = self.info.json_schema_extra
        low, high, step = self.shown or (0, 1, 1)
        is_number = self.shown is not None
        return {
            "path": self.path,
            "group": self.group,
            "section": each(lambda lang: section_title(self.section, lang)),
            "type": self.kind,
            "low": low,
            "high": high,
            "step": step,
            "choices": list(self.choices),
            "default": self.of(_defaults()),
            "prior": extra["prior"] if is_number else None,
            "name": self.label,
            "meaning": each(self._meaning),
            "unit": each(lambda lang: unit(extra["unit"], lang) if is_number else ""),
            "source": both(f"live.settings.sources.{self.path}"),
            "idle": [entry.told() for entry in IDLE.get(self.path, ())],
        }

    def _meaning(self, lang: str) -> str:
        words = _capital(meaning(self.section, self.name, self.info.description or "", lang))
        return f"{words}. {text('live.settings.all_fields', lang)}" if self.of_all_fields else words


@cache
def settings() -> Mapping[str, Setting]:
    """Everything that may be moved, by path, in the order of the page."""
    measures = {path: Setting(path, "measures", shown) for path, shown in MEASURES.items()}
    assumed = {path: Setting(path, "assumptions", shown) for path, shown in ASSUMPTIONS.items()}
    return measures | assumed


def overrides(scenario: Scenario, group: Group, moved: Mapping[str, Value]) -> dict[str, Value]:
    """What a scenario must be told so that the settings moved have their values.

    One that has its value already is left out.

    Raises:
        Refused: for a setting that is not on the page in this group, or a value not allowed.
    """
    found: dict[str, Value] = {}
    for path, value in moved.items():
        setting = settings().get(path)
        if setting is None or setting.group != group:
            raise Refused("not_movable", path=shown(path))
        wanted = setting.checked(value)
        if wanted != setting.of(scenario):
            found |= setting.overrides(scenario, wanted)
    return found


@cache
def _defaults() -> Scenario:
    return Scenario()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _plain(value: float, lang: str) -> str:
    decimals = 0 if float(value).is_integer() else 2
    return number(value, decimals, lang)
