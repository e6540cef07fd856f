"""How a setting says what a reader must know of it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def setting(
    default: Any,
    meaning: str,
    unit: str = "share",
    allowed: tuple[float, float] | None = None,
    prior: tuple[float, float] | None = None,
    source: str = "assumption",
) -> Any:
    """One setting with all that a reader must know of it.

    Args:
        default: its value when nothing is said.
        meaning: one line in plain words.
        unit: unit of the value.
        allowed: lowest and highest allowed value.
        prior: range in which the value is uncertain, for sweeps; None when it is a choice.
        source: source of default and range, or "assumption".
    """
    low, high = allowed if allowed else (None, None)
    return Field(
        default=default,
        description=meaning,
        ge=low,
        le=high,
        json_schema_extra={"unit": unit, "prior": list(prior) if prior else None, "source": source},
    )


class Section(BaseModel):
    """A frozen group of settings that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Texts(Section):
    """A text in both languages."""

    de: str
    en: str
