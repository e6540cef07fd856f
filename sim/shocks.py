"""What may strike a municipality: kinds of shock, and how hard each bites in a quarter."""

from __future__ import annotations

from sim.compiling import rule

# Kinds.  Flows are spread evenly over their duration and act on what is there in each quarter;
# states hold as long as they last.
OUT_MIGRATION = 0  # flow: share of the residents that leaves
IN_MIGRATION = 1  # flow: share of the residents that arrives
AGEING = 2  # flow: share of those of working age replaced by older people
RETIREMENT_WAVE = 3  # flow: share of the staff that leaves besides the usual
KEY_PERSON_LOSS = 4  # flow: probability that the key person leaves
BUDGET_CUT = 5  # state: share by which budget room falls and vacant posts stay frozen
FACILITY_CLOSURE = 6  # state: share by which work in the fields grows
SHOCKS = (
    "out_migration",
    "in_migration",
    "ageing",
    "retirement_wave",
    "key_person_loss",
    "budget_cut",
    "facility_closure",
)


@rule
def is_flow(kind: int) -> bool:
    """Whether the magnitude is spread over the duration (else it holds in every quarter of it)."""
    return kind <= KEY_PERSON_LOSS


@rule
def intensity(kind: int, magnitude: float, quarters_since: int, duration: int) -> float:
    """How hard a shock bites in a quarter, share.

    Args:
        kind: one of the constants of this module.
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
