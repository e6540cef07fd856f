"""The quarter in the order of `sim.model`, and one run after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.ensemble.capacity import share_out_capacity
from sim.ensemble.intervening import invitations_are_made, means_change, unit_is_decided_on
from sim.ensemble.keeping import compare_with_twin, keep
from sim.ensemble.layout import State
from sim.ensemble.learning import all_learn, politics
from sim.ensemble.living import administrations_run, people_live, shocks_strike
from sim.ensemble.measuring import measure
from sim.ensemble.proposing import links_are_seen, proposals_are_made
from sim.ensemble.starting import begin
from sim.ensemble.unit import decide_on_itself
from sim.ensemble.vitality import vitality_changes
from sim.ensemble.working import cooperations_work


def with_key(key: str) -> Callable[..., int]:
    """The function to compile; its key tells it from those made of other sources.

    It is one long function, because each level of calls above the stages would compile all of
    them once more.
    """

    def simulate_runs(
        s: State,
        first_run: int,
        start: int,
        end: int,
        own: Any,
        twin: Any,
        series: Any,
        outcomes: Any,
        details: Any,
    ) -> int:
        """Run after run, and after one with shocks its twin without them.

        Args:
            s: room for one run.
            first_run: replicate number of the run that goes into row 0 of the results.
            start: row of the results to begin with.
            end: row before which to stop.
            own: room for the indicators of a run, (quarters, 20).
            twin: room for those of its twin, or nothing where nobody asks what the shocks cost.
            series: results, (indicators, runs, quarters), or nothing.
            outcomes: results, (runs, 5 + 20): per-run outcomes and means over the last year.
            details: results, what is counted, (runs, numbers), or nothing.
        """
        run, r, is_twin, first_shock = s.run[0], start, False, -1
        while r < end:
            found = twin if is_twin else own
            begin(s, first_run + r)
            run.n_shocks = 0 if is_twin else len(s.shocks)
            for quarter in range(own.shape[0]):
                run.quarter = quarter
                means_change(s)
                shocks_strike(s)
                people_live(s)
                administrations_run(s)
                share_out_capacity(s)
                decide_on_itself(s)
                unit_is_decided_on(s)
                invitations_are_made(s)
                proposals_are_made(s)
                links_are_seen(s)
                cooperations_work(s)
                vitality_changes(s)
                all_learn(s)
                politics(s)
                measure(s, found[quarter])
            if is_twin:
                compare_with_twin(r, own, twin, first_shock, outcomes)
            else:
                keep(s, r, own, series, outcomes, details)
                first_shock = run.first_shock
            is_twin = not is_twin and first_shock >= 0 and twin.shape[0] > 0
            if not is_twin:
                r += 1
        return len(key)

    return simulate_runs
