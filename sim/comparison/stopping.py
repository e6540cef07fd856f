"""When to stop: enough runs for an interval as narrow as asked, or as many as allowed.

An interval that is looked at again and again, until it happens to be narrow enough, holds the
truth a little less often than it says (Chow & Robbins 1965, Annals of Mathematical Statistics 36,
457-462: right in the limit only; Law 2015, ch. 9.4.1, finds coverage close to nominal once the
first sample is not small).  So the first look comes after 200 runs, and each next one only when
half as many again are there: nine looks at 5,000 runs, and the variance is well known at each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Any, NamedTuple

from sim.comparison.sides import ComparisonError
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.texts.mistakes import given, near, say

MEASURES = (*OUTCOME_NAMES, *INDICATOR_NAMES)
FIRST_LOOK, GROWTH = 200, 1.5


class Target(NamedTuple):
    """A half-width that was asked for, and what came of it.

    Attributes:
        measure: name of an indicator or an outcome of a run.
        asked: half-width of the interval, in the unit of the measure.
        got: the widest half-width among all pairs; nan where it is unknown.
        runs_needed: about how many runs it would take; 0 where nobody can tell.
    """

    measure: str
    asked: float
    got: float = math.nan
    runs_needed: int = 0

    @property
    def is_reached(self) -> bool:
        """Whether the interval is as narrow as asked, for every pair."""
        return self.got <= self.asked


def targets_of(precision: Mapping[str, float] | None) -> tuple[Target, ...]:
    """What was asked for, checked.

    Raises:
        ComparisonError: no such measure, or a half-width that is not above 0.
    """
    if not isinstance(precision, Mapping | None):
        raise ComparisonError(
            f"precision: given {precision!r}; allowed: half-widths by measure, as "
            "{'net_benefit': 0.1}"
        )
    for name, asked in (precision or {}).items():
        if name not in MEASURES:
            all_of_them = say("compare.measures", allowed=", ".join(MEASURES))
            hint = near(name, MEASURES) or all_of_them
            raise ComparisonError(say("compare.no_measure", name=repr(name), hint=hint))
        if not (is_number(asked) and asked > 0.0 and math.isfinite(asked)):
            words = given(repr(asked), say("compare.width"))
            raise ComparisonError(words, f"precision: {name}")
    return tuple(Target(name, float(asked)) for name, asked in (precision or {}).items())


def is_number(value: Any) -> bool:
    """Whether something is a real number at all."""
    return isinstance(value, Real)


def looks(runs: int, is_asked: bool) -> Iterator[int]:
    """After how many runs to look: 200, 300, 450, 675 … up to the most that are allowed."""
    look = FIRST_LOOK if is_asked else runs
    while look < runs:
        yield look
        look = math.ceil(look * GROWTH)
    yield runs
