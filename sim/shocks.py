"""What may strike a municipality: how hard each kind of shock bites in a quarter."""

from __future__ import annotations

from sim.compiling import rule
from sim.entities import KEY_PERSON_LOSS


@rule
def is_flow(kind: int) -> bool:
    """Whether the magnitude is spread over the duration (else it holds in every quarter of it)."""
    return kind <= KEY_PERSON_LOSS


@rule
def intensity(kind: int, magnitude: float, quarters_since: int, duration: int) -> float:
    """How hard a shock bites in a quarter, share.

    Args:
        kind: one of those of `sim.entities`.
        magnitude: share in all (flows) or in each quarter (states), 0 … 1.
        quarters_since: quarters since it began; negative before.
        duration: quarters that it lasts, 1 or more.
    """
    if quarters_since < 0 or quarters_since >= duration:
        return 0.0
    if is_flow(kind):
        return magnitude / duration
    return magnitude


@rule
def strikes(draw: float, yearly_rate: float) -> bool:
    """Whether a random shock begins in this quarter, at a rate per year."""
    return draw < min(yearly_rate / 4.0, 1.0)
