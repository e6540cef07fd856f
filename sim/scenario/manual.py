"""The settings as a manual: each with meaning, unit, allowed range, default, prior and source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.scenario import Scenario
from sim.scenario.settings import (
    FieldSettings,
    Interplay,
    InterventionSettings,
    Partner,
    Section,
    ShockSettings,
)

LISTS: dict[str, type[Section]] = {
    "fields": FieldSettings,
    "interplay": Interplay,
    "partners": Partner,
    "shocks": ShockSettings,
    "interventions": InterventionSettings,
}


class SettingInfo(NamedTuple):
    """What a reader must know of one setting.

    ``section`` is "" for settings of the scenario itself; ``allowed``, ``default`` and ``prior``
    are texts as one writes them in a scenario file ("" where there is none).
    """

    section: str
    name: str
    meaning: str
    unit: str
    allowed: str
    default: str
    prior: str
    source: str

    @property
    def path(self) -> str:
        """How ``--set`` calls it; lists take the name of an entry in the middle."""
        if not self.section:
            return self.name
        inner = ".NAME" if self.section == "fields" else "[]" if self.section in LISTS else ""
        return f"{self.section}{inner}.{self.name}"


def all_settings() -> tuple[SettingInfo, ...]:
    """Every setting, in the order of the scenario file's sections."""
    return tuple(_info(*found) for found in _fields())


def prior_of(path: str) -> tuple[float, float] | None:
    """The prior range of a setting by section and name, as "fields.scale_effect"; None without."""
    return _priors().get(path)


@cache
def _priors() -> dict[str, tuple[float, float]]:
    priors = {f"{section}.{name}": _extra(field).get("prior") for section, name, field in _fields()}
    return {path: (prior[0], prior[1]) for path, prior in priors.items() if prior}


def _fields() -> Iterator[tuple[str, str, FieldInfo]]:
    for name, info in Scenario.model_fields.items():
        inner = LISTS.get(name) or info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            for key, field in inner.model_fields.items():
                yield name, key, field
        elif name != "name":
            yield "", name, info


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _info(section: str, name: str, field: FieldInfo) -> SettingInfo:
    extra = _extra(field)
    prior = extra.get("prior")
    return SettingInfo(
        section=section,
        name=name,
        meaning=field.description or "",
        unit=str(extra.get("unit", "")),
        allowed=_allowed(field),
        default=_default(field),
        prior=f"{prior[0]:g} … {prior[1]:g}" if prior else "",
        source=str(extra.get("source", "assumption")),
    )


def _allowed(field: FieldInfo) -> str:
    limits = {type(m).__name__: m for m in field.metadata}
    if "Ge" in limits and "Le" in limits:
        return f"{_plain(limits['Ge'].ge)} … {_plain(limits['Le'].le)}"
    for kind in (field.annotation, *get_args(field.annotation)):
        if get_origin(kind) is Literal:
            return " | ".join(get_args(kind))
    return "true | false" if field.annotation is bool else ""


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "(must be given)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _plain(value)
    return "" if value is None or value == () else str(value)


def _plain(value: float) -> str:
    return f"{round(value, 6):.10g}"
