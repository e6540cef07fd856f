"""What a finished sweep tells: what matters, which policy wins where, where something happens."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis import morris, sobol
from sim.analysis.curves import one_factor_curves, spans
from sim.analysis.discovery import LEAST_POINTS, Discovery, discover
from sim.analysis.estimates import Numbers
from sim.analysis.factors import Factor
from sim.analysis.morris import morris_effects
from sim.analysis.regret import policies_of, robust_choice, winners, winners_by_cell
from sim.analysis.sobol import sobol_indices
from sim.measures import BOUNDED, INDICATOR_NAMES, OUTCOME_NAMES
from sim.sweep.errors import SweepError
from sim.sweep.reading import open_results, plan_of
from sim.sweep.regions import SOURCE

if TYPE_CHECKING:
    import pandas as pd

USUAL = ("founded", "coverage", "net_benefit", "service_level", "service_loss")
PARTIAL = ("founding_quarter", "recovery_quarters")  # without a value in some runs
BINS = 6  # of a map of winners
MOST_REGIONS = 12  # values of `region.source`: with more a table and a map tell, and no curves
# Measures of which less is better; of all others more is, or nobody can say.
LESS_IS_BETTER = (
    "service_inequality",
    "staff_strain",
    "dormant_cooperations",
    "coordination_effort",
    "service_loss",
)


@dataclass(frozen=True)
class Question:
    """Where is it so?  Either a policy against another one, or the measure against a limit.

    Attributes:
        better: policy that is to be better …
        than: … than this one …
        by: … by more than this, in the unit of the measure.
        above, below: instead, the mean of the measure above, or below, this.
    """

    better: str = ""
    than: str = ""
    by: float = 0.0
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Effects:
    """What the settings do to a measure, for one policy or for all there is.

    Attributes:
        policy: which one; empty where nothing was crossed.
        kind: "sobol", "morris" or "curves".
        table: see `sim.analysis` of that name.
        ranking: a row per setting, the strongest first, with factor and is_clear, whether it
            matters by more than luck; and what else its kind tells (`sim.analysis.curves.spans`,
            `sim.analysis.sobol.ranking`, `sim.analysis.morris.ranking`).
    """

    policy: str
    kind: str
    table: pd.DataFrame
    ranking: pd.DataFrame

    @property
    def has_any(self) -> bool:
        """Whether the measure is not the same on average wherever one looks."""
        size = {"sobol": "total", "morris": "mu_star", "curves": "span"}[self.kind]
        return bool((self.ranking[size].abs() > 0.0).any())


@dataclass(frozen=True)
class Contest:
    """Which policy wins where.

    Attributes:
        choice: a row per policy, see `sim.analysis.regret.robust_choice`.
        points: a row per point, see `sim.analysis.regret.winners`; with its settings.
        cells: a map over two settings, see `sim.analysis.regret.winners_by_cell`; None without two.
        axes: the two settings.
    """

    choice: pd.DataFrame
    points: pd.DataFrame
    cells: pd.DataFrame | None
    axes: tuple[Factor, ...]


@dataclass(frozen=True)
class Answers:
    """A finished sweep that can be asked.

    Attributes:
        folder: of the sweep.
        policies: settings whose values are policies; the crossed ones when not said.
    """

    folder: Path
    policies: tuple[str, ...] = field(default=())

    @cached_property
    def plan(self) -> Any:
        """The plan of the sweep."""
        return plan_of(self.folder)

    @cached_property
    def data(self) -> Any:
        """Its results, whole.

        Raises:
            SweepError: rows are missing.
        """
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            try:
                return open_results(self.folder)
            except UserWarning as told:
                raise SweepError(
                    f"{told}; allowed: a finished one, the command of the sweep goes on with it"
                ) from None

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row per point, a column per setting."""
        found: pd.DataFrame = self.plan.points
        return found

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The settings whose values are policies.

        Raises:
            SweepError: something that does not vary, or has no values of its own.
        """
        from sim.scenario.reading import full_name

        wanted = tuple(full_name(name) for name in self.policies)
        known = {f.name: f for f in (*self.plan.factors, *self.plan.crossed) if f.levels}
        for name in wanted:
            if name not in known:
                allowed = ", ".join(known) or "none, no setting has a list of values here"
                raise SweepError(f"--policies {name}: no such list of values; allowed: {allowed}")
        for name in wanted:
            if name == SOURCE and len(known[name].levels) > MOST_REGIONS:
                given = f"{len(known[name].levels)} regions"
                raise SweepError(f"--policies {name}: {given}; allowed: up to {MOST_REGIONS}")
        # Where one lives is no policy, even where it is crossed with every point.
        return wanted or tuple(f.name for f in self.plan.crossed if f.name != SOURCE)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """What varies besides the policies."""
        every = (*self.plan.factors, *self.plan.crossed)
        return tuple(factor for factor in every if factor.name not in self.settings)

    @cached_property
    def drawn_factors(self) -> tuple[Factor, ...]:
        """Those of them that curves and axes can show: not more regions than one can tell apart."""
        return tuple(factor for factor in self.factors if _is_drawn(factor))

    @property
    def count(self) -> int:
        """How many points there are for each policy."""
        return len(self.points) // max(sum(1 for _ in self._parts()), 1)

    @property
    def measures(self) -> tuple[str, ...]:
        """The indicators and outcomes that were recorded."""
        return tuple(n for n in (*OUTCOME_NAMES, *INDICATOR_NAMES) if n in self.data)

    def usual_measures(self) -> tuple[str, ...]:
        """Those that are asked for when nobody says which."""
        return tuple(name for name in USUAL if name in self.measures) or self.measures[:1]

    def values(self, measure: str) -> Numbers:
        """Of a measure, (point, run).

        Raises:
            SweepError: it was not recorded, or has no value in some runs.
        """
        if measure not in self.measures or measure in PARTIAL:
            allowed = [name for name in self.measures if name not in PARTIAL]
            near = difflib.get_close_matches(measure, allowed, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]!r}? " if near else ""
            why = "has no value in some runs" if measure in PARTIAL else "was not recorded"
            why = why if measure in (*OUTCOME_NAMES, *INDICATOR_NAMES) else "no such measure"
            raise SweepError(f"--measure {measure}: {why}; {hint}allowed: {', '.join(allowed)}")
        found: Numbers = self.data[measure].transpose("point", "run").to_numpy()
        return found

    def effects(self, measure: str, seed: int = 1) -> Iterator[Effects]:
        """What each setting does to a measure: for each policy by itself."""
        values, points = self.values(measure), self.points
        if not self.drawn_factors:
            return
        for policy, rows in self._parts():
            table = points.iloc[rows].reset_index(drop=True)
            try:
                yield self._effects(policy, measure, table, values[rows], seed)
            except ValueError as error:
                raise SweepError(f"{self.folder}: {error}") from None

    def contest(self, measure: str, axes: Sequence[str] = ()) -> Contest | None:
        """Which policy wins where; None where there is but one.

        Raises:
            SweepError: a setting for the map that does not vary.
        """
        if not self.settings:
            return None
        points, values = self.by_policy(measure)
        more = measure not in LESS_IS_BETTER
        across = self._axes(axes)
        cells = None
        if len(across) == 2:
            cells = winners_by_cell(points, *across, values, bins=BINS, is_more_better=more)
        found = winners(values, is_more_better=more, is_share=measure == "founded")
        for place, name in enumerate(points.columns):
            found.insert(place + 1, name, points[name].to_numpy())
        return Contest(robust_choice(values, is_more_better=more), found, cells, across)

    def where(self, measure: str, question: Question, seed: int = 1) -> Discovery:
        """In which part of the ranges it is so.

        Raises:
            SweepError: no such policy, too few points, all of them or none.
        """
        if not self.asked_factors(question):
            raise SweepError(
                f"{measure}, where it is so: nothing varies besides the regions; "
                "allowed: sweeps in which something does"
            )
        points, wanted = self._asked(measure, question)
        count, cases = len(points), int(np.sum(wanted))
        if count < LEAST_POINTS:
            raise SweepError(
                f"{measure}: {count} points are too few to find out where it is so; "
                f"allowed: a sweep with {LEAST_POINTS} or more"
            )
        if cases in (0, count):
            much = "at each" if cases else "at none"
            raise SweepError(
                f"{measure}: it is so {much} of the {count} points, so there is no limit to look "
                "for; allowed: a question that is so at some of them"
            )
        try:
            return discover(points, self.asked_factors(question), wanted, seed=seed)
        except ValueError as error:
            told = str(error).removeprefix("is_of_interest: ")
            raise SweepError(f"{measure}, where it is so: {told}") from None

    def asked_factors(self, question: Question) -> tuple[Factor, ...]:
        """Among what a box is looked for: the policies, too, where none is asked about."""
        if question.better:
            return self.drawn_factors
        return tuple(factor for factor in self.plan.factors if _is_drawn(factor))

    def by_policy(self, measure: str) -> tuple[pd.DataFrame, dict[str, Numbers]]:
        """The points without the policies, and for each policy the values of a measure there.

        Without any policy all values stand under an empty name.
        """
        values, crossed = self.values(measure), tuple(f.name for f in self.plan.crossed)
        if not self.settings:
            return self.points, {"": values}
        if self.settings == crossed:  # they change fastest: each point stands here in one block
            parts = {policy: values[rows] for policy, rows in self._parts()}
            names = [factor.name for factor in self.factors]
            return self.points[names].iloc[:: len(parts)].reset_index(drop=True), parts
        try:
            return policies_of(self.points, values, self.settings)
        except ValueError as error:
            raise SweepError(f"--policies: {error}; allowed: those of a grid") from None

    def _asked(self, measure: str, question: Question) -> tuple[pd.DataFrame, Any]:
        values = self.values(measure)
        design = self.plan.design.design
        if design in ("sobol", "morris"):
            raise SweepError(
                f"{self.folder}: a {design} design, whose points hang together; allowed for a "
                "question: a grid or a Latin hypercube"
            )
        if not question.better:
            if self.plan.crossed:
                raise SweepError(
                    "--above, --below: every point stands here several times; allowed: a sweep "
                    "without [cross], or --better and --than"
                )
            means = values.mean(axis=1)
            limit = question.above if question.above is not None else question.below
            assert limit is not None
            is_so = means > limit if question.above is not None else means < limit
            return self.points, is_so
        if not self.settings:
            names = [f.name for f in self.plan.factors if f.levels]
            here = f"; here: --policies {names[0]}" if names else ""
            raise SweepError(
                "--better: there are no policies to compare; allowed: a sweep with [cross], or "
                f"--policies with a setting that has a list of values{here}"
            )
        points, policies = self.by_policy(measure)
        for option, name in (("better", question.better), ("than", question.than)):
            if name not in policies:
                allowed = ", ".join(policies)
                raise SweepError(f"--{option} {name}: no such policy; allowed: {allowed}")
        lead = policies[question.better].mean(axis=1) - policies[question.than].mean(axis=1)
        return points, (-lead if measure in LESS_IS_BETTER else lead) > question.by

    def _axes(self, names: Sequence[str]) -> tuple[Factor, ...]:
        from sim.scenario.reading import full_name

        by_name = {factor.name: factor for factor in self.drawn_factors}
        if not names:
            return self.drawn_factors[:2] if len(self.drawn_factors) >= 2 else ()
        wanted = [full_name(name) for name in names]
        for name in wanted:
            if name not in by_name:
                allowed = ", ".join(by_name) or "none, only regions vary"
                raise SweepError(f"--map {name}: does not vary here; allowed: {allowed}")
        return tuple(by_name[name] for name in wanted)

    def _parts(self) -> Iterator[tuple[str, Any]]:
        """Each policy with its rows, in the order in which they first come."""
        if not self.settings:
            yield "", np.arange(len(self.points))
            return
        names = self.points[list(self.settings)].astype(str).agg(" · ".join, axis=1)
        for policy in dict.fromkeys(names):
            yield str(policy), np.flatnonzero(names.to_numpy() == policy)

    def _effects(
        self, policy: str, measure: str, points: Any, values: Numbers, seed: int
    ) -> Effects:
        design = self.plan.design.design
        if design == "sobol":
            table = sobol_indices(points, self.factors, values, seed=seed)
            return Effects(policy, "sobol", table, sobol.ranking(table))
        if design == "morris":
            table = morris_effects(points, self.factors, values, seed=seed)
            return Effects(policy, "morris", table, morris.ranking(table))
        is_grid = design == "grid"
        table = one_factor_curves(
            points, self.drawn_factors, values, is_grid=is_grid, is_share=measure in BOUNDED
        )
        widest = spans(points, self.drawn_factors, values, is_grid=is_grid)
        return Effects(policy, "curves", table, widest)


def _is_drawn(factor: Factor) -> bool:
    return factor.name != SOURCE or len(factor.levels) <= MOST_REGIONS
