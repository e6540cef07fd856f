"""What is kept of a run: outcomes, means of the last year, every quarter, and what was counted."""

from __future__ import annotations

from typing import Any

from sim import measures
from sim.compiling import rule
from sim.ensemble.layout import LIVING, State

LAST_YEAR = 4  # quarters over which an indicator is averaged at the end of a run


@rule
def keep(s: State, r: int, own: Any, series: Any, outcomes: Any, details: Any) -> None:
    """Keep a run that has just ended in row r of the results."""
    quarters = own.shape[0]
    for a in range(s.run[0].n_living):
        founded = s.coops[s.slots[LIVING, a]].founded
        s.run[0].longest = max(s.run[0].longest, quarters - founded)
    _keep_outcomes(s, own, outcomes, r)
    for k in range(series.shape[0]):
        for quarter in range(quarters):
            series[k, r, quarter] = own[quarter, k]
    if details.shape[0] > 0:
        _keep_details(s, details, r)


@rule
def compare_with_twin(r: int, own: Any, twin: Any, first_shock: int, outcomes: Any) -> None:
    """What the shocks cost, against the run without them."""
    outcomes[r, 2] = measures.service_loss(own[:, 0], twin[:, 0])
    outcomes[r, 3] = float(measures.recovery_quarters(own[:, 0], twin[:, 0], first_shock))


@rule
def _keep_outcomes(s: State, own: Any, outcomes: Any, r: int) -> None:
    """The per-run outcomes but for the comparison with the twin, and the means of the last year."""
    unit, quarters = s.unit[0], own.shape[0]
    outcomes[r, 0] = 1.0 if unit.first_founded >= 0 else 0.0
    outcomes[r, 1] = float(unit.first_founded)
    outcomes[r, 2] = outcomes[r, 3] = 0.0
    outcomes[r, 4] = float(s.run[0].longest)
    last = min(quarters, LAST_YEAR)
    for k in range(own.shape[1]):
        total = 0.0
        for quarter in range(quarters - last, quarters):
            total += own[quarter, k]
        outcomes[r, 5 + k] = total / last


@rule
def _keep_details(s: State, details: Any, r: int) -> None:
    """What was counted in a run, one number after the other (see `sim.ensemble.details`)."""
    at = 0
    for i in range(len(s.people)):
        m = s.people[i]
        details[r, at] = float(m.no_time)
        details[r, at + 1] = float(m.not_considered)
        details[r, at + 2] = float(m.refused)
        details[r, at + 3] = float(m.agreed)
        details[r, at + 4] = m.strain_sum
        details[r, at + 5] = m.start_plan_fte
        details[r, at + 6] = float(m.drafting)
        at += 7
        columns = s.cells.shape[1]
        for f in range(columns):
            slot = s.cells[i, f].slot
            details[r, at + f] = float(s.cells[i, f].quarters_in)
            details[r, at + columns + f] = float(s.coops[slot].n_members) if slot >= 0 else 0.0
        at += 2 * columns
    unit = s.unit[0]
    details[r, at] = float(unit.others_asked)
    details[r, at + 1] = float(unit.others_yes)
    details[r, at + 2] = float(unit.drafting_asked)
    details[r, at + 3] = float(unit.drafting_yes)
    at += 4
    for size in range(len(s.group_sizes)):
        details[r, at] = float(s.group_sizes[size])
        at += 1
    for grouping in range(s.commitment.shape[0]):
        for class_ in range(s.commitment.shape[1]):
            details[r, at] = float(s.commitment[grouping, class_, 0])
            details[r, at + 1] = float(s.commitment[grouping, class_, 1])
            at += 2
