"""How a run begins: attitudes, administrations and trust, from the region's figures and luck."""

from __future__ import annotations

import math

from sim.compiling import rule
from sim.draws import bell
from sim.entities import Parameters
from sim.rules.deciding import clamp


@rule
def start_willingness(
    nearness: float, u0: float, u1: float, u2: float, u3: float, p: Parameters
) -> float:
    """Political openness of a council at the start, 0.02 … 0.98.

    Args:
        nearness: standardised nearness to the county seat (mean 0, variance 1): willingness was
            clustered around it (evidence 0.3).
        u0: uniform in [0, 1); likewise ``u1``, ``u2``, ``u3``.
        u1: uniform.
        u2: uniform.
        u3: uniform.
        p: parameters.
    """
    together = p.willingness_clustering
    own = math.sqrt(1.0 - together * together) * bell(u0, u1, u2, u3)
    return clamp(
        p.willingness_mean + p.willingness_spread * (together * nearness + own), 0.02, 0.98
    )


@rule
def start_autonomy_concern(draw: float, p: Parameters) -> float:
    """How much a council minds not deciding alone, 0 … 1."""
    return clamp(
        p.autonomy_concern_mean + p.autonomy_concern_spread * 1.7320508 * (2.0 * draw - 1.0),
        0.0,
        1.0,
    )


@rule
def start_plan(residents: float, draw: float, p: Parameters) -> float:
    """Posts of the administration, FTE.

    About 3 per 1,000 residents (evidence 2.3); more per head in the smallest, in full below 1,000
    residents and fading out at 4,000; and a spread between municipalities of one size.
    """
    small = 1.0 + p.small_staff_bonus * clamp((4000.0 - residents) / 3000.0, 0.0, 1.0)
    luck = 1.0 + p.staff_spread * (2.0 * draw - 1.0)
    return p.staff_fte_per_1000 * residents / 1000.0 * small * luck


@rule
def start_trust(
    is_neighbour: bool, u0: float, u1: float, u2: float, u3: float, p: Parameters
) -> float:
    """Trust of two municipalities in each other at the start, 0 … 1."""
    near = p.trust_neighbour_bonus if is_neighbour else 0.0
    return clamp(p.trust_mean + near + p.trust_spread * bell(u0, u1, u2, u3), 0.0, 1.0)


@rule
def start_budget_room(draw: float, p: Parameters) -> float:
    """Room in the budget for new contributions, EUR per resident and year."""
    return p.budget_room_eur * (1.0 + p.budget_room_spread * (2.0 * draw - 1.0))
