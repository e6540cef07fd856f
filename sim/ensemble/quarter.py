"""The quarter as the ensemble engine runs it, in the order of `sim.model`, and run after run of it.

1 to 10 are the stages told there; each function here has the name of its twin.
"""

from __future__ import annotations

from typing import Any

from sim import measures
from sim.draws import rule
from sim.ensemble.layout import LIVING, State
from sim.ensemble.learning import all_learn, politics
from sim.ensemble.living import administrations_run, people_live, shocks_strike
from sim.ensemble.measuring import measure
from sim.ensemble.proposing import links_are_seen, proposals_are_made
from sim.ensemble.starting import begin
from sim.ensemble.unit import decide_on_itself, share_out_capacity
from sim.ensemble.vitality import vitality_changes
from sim.ensemble.working import cooperations_work

LAST_YEAR = 4  # quarters over which an indicator is averaged at the end of a run


@rule
def simulate(s: State, replicate: int, quarters: int, shocked: bool, series: Any) -> None:
    """All quarters of one run; every indicator of every quarter into ``series`` (quarters, 20)."""
    run = s.run[0]
    begin(s, replicate)
    run.n_shocks = len(s.shocks) if shocked else 0
    for quarter in range(quarters):
        run.quarter = quarter
        shocks_strike(s)
        people_live(s)
        administrations_run(s)
        share_out_capacity(s)
        decide_on_itself(s)
        proposals_are_made(s)
        links_are_seen(s)
        cooperations_work(s)
        vitality_changes(s)
        all_learn(s)
        politics(s)
        measure(s)
        for k in range(len(s.indicators)):
            series[quarter, k] = s.indicators[k]
    for a in range(run.n_living):
        founded = s.coops[s.slots[LIVING, a]].founded
        run.longest = max(run.longest, quarters - founded)


@rule
def simulate_many(
    s: State,
    first_run: int,
    start: int,
    end: int,
    quarters: int,
    own: Any,
    twin: Any,
    series: Any,
    outcomes: Any,
    details: Any,
) -> None:
    """Run after run into the results.

    Args:
        s: room for one run.
        first_run: replicate number of the run that goes into the first row of the results.
        start: row of the results to begin with.
        end: row before which to stop.
        quarters: length of each run.
        own: room for the indicators of a run, (quarters, 20).
        twin: room for those of its twin without shocks.
        series: results, (indicators, runs, quarters), or (0, 0, 0) when nobody wants them.
        outcomes: results, (runs, 5 + 20): per-run outcomes and means over the last year.
        details: what is counted, (runs, numbers), or (0, 0).
    """
    for r in range(start, end):
        simulate(s, first_run + r, quarters, True, own)
        _keep_outcomes(s, own, outcomes, r)
        for k in range(series.shape[0]):
            for quarter in range(quarters):
                series[k, r, quarter] = own[quarter, k]
        if details.shape[0] > 0:
            _keep_details(s, details, r)
        first_shock = s.run[0].first_shock
        if first_shock >= 0:
            simulate(s, first_run + r, quarters, False, twin)
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
        at += 6
        for f in range(s.cells.shape[1]):
            details[r, at] = float(s.cells[i, f].quarters_in)
            at += 1
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
