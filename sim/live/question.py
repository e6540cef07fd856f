"""What may be asked: every kind of question with its keys, types and limits.

A question is one JSON object.  Unknown keys and wrong types are refused, and so is whatever is
larger than a workshop needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sim.entities import LEVELS, ShockKind
from sim.live.complaints import complaint
from sim.live.refusing import Refused

MOST_CHARACTERS = 20_000
MOST_TURNS = 20
MOST_RUNS = 500
MOST_SEED = 2**32 - 1
LAST_QUARTER = 399

Value = bool | int | float | str
Name = Annotated[str, Field(max_length=200)]
Moved = Annotated[dict[Name, Value], Field(max_length=60)]
Quarter = Annotated[int, Field(ge=0, le=LAST_QUARTER)]
Level = Literal["none", "informal", "shared_staff", "office"]
assert Level.__args__ == LEVELS  # type: ignore[attr-defined]


class Strict(BaseModel):
    """A part of a question: it refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class SetLevel(Strict):
    """The coordination unit is to work at a level from a quarter on; its members may be asked."""

    kind: Literal["set_level"]
    quarter: Quarter
    level: Level
    asked: bool = True


class Invite(Strict):
    """A municipality is invited into the coordination unit, or into a cooperation of a field."""

    kind: Literal["invite"]
    quarter: Quarter
    municipality: Name
    field: Name = ""


class Hire(Strict):
    """Somebody is hired: by the coordination unit, or by one municipality."""

    kind: Literal["hire"]
    quarter: Quarter
    municipality: Name = ""
    fte: float = Field(1.0, gt=0, le=20)


class EndFunding(Strict):
    """All grants end."""

    kind: Literal["end_funding"]
    quarter: Quarter


class Shock(Strict):
    """Something strikes all municipalities."""

    kind: Literal["shock"]
    shock: ShockKind
    quarter: Quarter
    magnitude: float = Field(0.1, ge=0, le=1)
    duration: int = Field(4, ge=1, le=400)


Turn = Annotated[SetLevel | Invite | Hire | EndFunding | Shock, Field(discriminator="kind")]


class Future(Strict):
    """What somebody decides: measures from the start, and turns at a quarter."""

    measures: Moved = {}
    turns: tuple[Turn, ...] = Field((), max_length=MOST_TURNS)


class SetupQuestion(Strict):
    """What the page must know before anything else."""

    ask: Literal["setup"]


class CountyQuestion(Strict):
    """The county of a scenario: shapes, fields, and what the scenario itself sets."""

    ask: Literal["county"]
    scenario: Name


class _AboutOneFuture(Strict):
    scenario: Name
    seed: int = Field(1, ge=0, le=MOST_SEED)
    assumptions: Moved = {}
    future: Future = Future()


class FanQuestion(_AboutOneFuture):
    """The indicators of many runs of a future."""

    ask: Literal["fan"]
    runs: int = Field(200, ge=1, le=MOST_RUNS)


class RunQuestion(_AboutOneFuture):
    """One run of a future, told in full: the one with this number in its fan."""

    ask: Literal["run"]
    example: int = Field(0, ge=0, lt=MOST_RUNS)


class ReportQuestion(_AboutOneFuture):
    """The report of that run."""

    ask: Literal["report"]
    lang: Literal["de", "en"] = "de"
    example: int = Field(0, ge=0, lt=MOST_RUNS)


class BoardQuestion(Strict):
    """A page with both futures to take away."""

    ask: Literal["board"]
    scenario: Name
    seed: int = Field(1, ge=0, le=MOST_SEED)
    assumptions: Moved = {}
    a: Future = Future()
    b: Future = Future()
    sliders: tuple[Name, ...] = Field((), max_length=3)
    example: int | None = Field(None, ge=0, lt=200)
    lang: Literal["de", "en"] = "de"


AboutOneFuture = FanQuestion | RunQuestion | ReportQuestion
Question = (
    SetupQuestion | CountyQuestion | FanQuestion | RunQuestion | ReportQuestion | BoardQuestion
)
_READER: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="ask")])


def read(question: str | Mapping[str, Any]) -> Question:
    """A checked question.

    Args:
        question: a JSON object, as text or as a mapping.

    Raises:
        Refused: with one sentence on the first mistake.
    """
    if not isinstance(question, str):
        try:
            question = json.dumps(question, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            raise Refused("unreadable") from None
    if len(question) > MOST_CHARACTERS:
        raise Refused("too_long", most=MOST_CHARACTERS)
    try:
        return _READER.validate_json(question)
    except ValidationError as error:
        raise complaint(error) from None
