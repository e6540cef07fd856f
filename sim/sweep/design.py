"""A sweep design as it stands in its file: checked and frozen."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.measures import INDICATOR_NAMES
from sim.sweep.files import names_only
from sim.texts.mistakes import Mistake, given, near, say

MOST_RUNS, MOST_POINTS = 1_000_000, 10_000_000


class Table(BaseModel):
    """A table of a design file: nothing unknown in it, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(Table):
    """What is kept of every run.

    Attributes:
        indicators: those kept, each as its mean over the last four quarters; all when not said.
            The outcomes of a run are always kept.
        series: keep every quarter of these indicators.
        details: keep what is counted in each run (see `sim.ensemble.details`).
    """

    indicators: tuple[str, ...] = INDICATOR_NAMES
    series: bool = False
    details: bool = False


class Design(Table):
    """A designed experiment as it stands in its file.

    Attributes:
        scenario: name of a shipped scenario, or a file (looked for beside the design first).
        design: how points are chosen.
        points: number of points of a Latin hypercube; base sample of a Sobol' design (a power of
            two; it has points x (settings + 2) points); trajectories of a Morris design (points x
            (settings + 1) points).
        steps: of a range in a grid that names none of its own.
        runs: of each point, all points with the same luck.
        seed: luck of the runs and of the sample.
        set: settings for all points, on top of the scenario.
        vary: settings that vary, by path: a list of values, a range { low, high } with steps in a
            grid, or "prior" for the range that the setting declares.  Of `region.source`,
            "FILE#*" stands for all counties of a table with several.
        cross: settings by path with lists of values; every point is run with each combination, so
            that policies can be compared at the same point.
        record: what is kept.
    """

    scenario: str
    design: Literal["grid", "latin_hypercube", "sobol", "morris"] = "grid"
    points: int | None = Field(None, ge=1, le=MOST_POINTS)
    steps: int = Field(5, ge=2, le=1000)
    runs: int = Field(100, ge=1, le=MOST_RUNS)
    seed: int = Field(1, ge=0, le=2**32 - 1)
    set: dict[str, Any] = {}
    vary: dict[str, Any] = {}
    cross: dict[str, tuple[Any, ...]] = {}
    record: Record = Record()

    def told(self) -> dict[str, Any]:
        """The design as a table that TOML and JSON can hold; where files lie does not count."""
        found: dict[str, Any] = names_only(self.model_dump(mode="json", exclude_none=True))
        return found


def mistake(error: ValidationError) -> Mistake:
    """The first mistake in one line: key, what was given, what is allowed."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"] if not isinstance(part, int))
    if first["type"] == "extra_forbidden":
        names = list((Record if len(first["loc"]) > 1 else Design).model_fields)
        if meant := near(str(first["loc"][-1]), names):
            return Mistake(say("scenario.unknown_key", near=meant), key)
        return Mistake(say("scenario.unknown_key_of", allowed=", ".join(names)), key)
    if first["type"] == "missing":
        return Mistake(say("missing"), key)
    allowed = first["msg"].removeprefix("Input should be ")
    shown = repr(first["input"])
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return Mistake(given(shown, allowed), key)
