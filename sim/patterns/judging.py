"""Verdicts: an interval lies where it is expected, lies elsewhere, or does not tell yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sim.analysis import Estimate, runs_needed
from sim.patterns.definition import Expected, Part, Pattern

Verdict = Literal["holds", "does_not_hold", "undecided"]
WORST_FIRST: tuple[Verdict, ...] = ("does_not_hold", "undecided", "holds")
MOST_RUNS = 10_000_000  # more runs than that are not worth a number


@dataclass(frozen=True)
class PartFound:
    """A part with its estimate.

    Attributes:
        part: the comparison.
        found: estimate and interval.
        verdict: whether the interval lies where it is expected.
        runs_needed: where undecided, about how many runs would tell; None: unknown, or too many.
    """

    part: Part
    found: Estimate
    verdict: Verdict
    runs_needed: int | None = None


@dataclass(frozen=True)
class Finding:
    """A pattern with what came out; its verdict is that of its worst part."""

    pattern: Pattern
    parts: tuple[PartFound, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its parts' verdicts."""
        return min((part.verdict for part in self.parts), key=WORST_FIRST.index)


def judge(part: Part, found: Estimate) -> PartFound:
    """The verdict on a part: all of its interval as expected, none of it, or in between."""
    verdict = verdict_on(part.expected, found)
    more = _more_runs(part.expected, found) if verdict == "undecided" else None
    return PartFound(part, found, verdict, more)


def verdict_on(expected: Expected, found: Estimate) -> Verdict:
    """Holds, does not hold, or undecided (also where the interval is unknown)."""
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return "undecided"
    if expected.has_all_of(found):
        return "holds"
    return "does_not_hold" if expected.has_none_of(found) else "undecided"


def _more_runs(expected: Expected, found: Estimate) -> int | None:
    """About how many runs would tell, if the estimate stays where it is."""
    apart = expected.distance(found.estimate)
    if not apart > 0.0 or not math.isfinite(found.half_width):
        return None
    needed = runs_needed(found, apart) if apart > found.half_width / 1e4 else MOST_RUNS + 1
    return max(needed, found.runs + 1) if needed <= MOST_RUNS else None
