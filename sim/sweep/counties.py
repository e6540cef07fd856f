"""What a sweep over many regions tells of each: a table, and which policy wins where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.estimates import Numbers, mean_estimate
from sim.analysis.regret import winners
from sim.sweep.answers import LESS_IS_BETTER, Answers
from sim.sweep.files import county_of
from sim.sweep.regions import SOURCE, read_places

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Counties:
    """A finished sweep, region by region.

    Attributes:
        answers: the sweep.
        places: a row per municipality, see `sim.sweep.regions.places_table`.
    """

    answers: Answers
    places: pd.DataFrame
    _read: dict[str, dict[str, Numbers]] = field(default_factory=dict, repr=False)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """A row per region, in the order of the design.

        Returns:
            region, as in the points; county, its key; name; municipalities; residents, persons.
        """
        groups = self.places.groupby("region", sort=False)
        found = groups.agg(
            name=("region_name", "first"),
            municipalities=("key", "size"),
            residents=("population", "sum"),
        ).reset_index()
        found.insert(1, "county", [county_of(region) for region in found["region"]])
        return found

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many points each region has for each policy: more where other settings vary, too."""
        every = self.answers.points[SOURCE].value_counts()
        policies = len(self.answers.points) // self.answers.count
        found = every.loc[self.regions["region"]].to_numpy() // policies
        return np.asarray(found, dtype=np.int64)

    @property
    def unit(self) -> str:
        """What the places are: "municipality", or "association" of municipalities."""
        return str(self.answers.plan.scenario.region.unit)

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose figures the regions are made of."""
        return tuple(dict.fromkeys(self.places["source"]))

    def values(self, measure: str) -> dict[str, Numbers]:
        """For each policy a measure, (region, run): the mean over the points of the region."""
        if measure not in self._read:
            self._read[measure] = self._values(measure)
        return self._read[measure]

    def _values(self, measure: str) -> dict[str, Numbers]:
        points, policies = self.answers.by_policy(measure)
        order = {region: place for place, region in enumerate(self.regions["region"])}
        place = points[SOURCE].map(order).to_numpy()
        found = {}
        for policy, values in policies.items():
            total = np.zeros((len(order), values.shape[1]))
            np.add.at(total, place, values)
            found[policy] = total / self.counts[:, None]
        return found

    def is_share(self, measure: str) -> bool:
        """Whether the values of a region are zeros and ones."""
        return measure == "founded" and bool((self.counts == 1).all())

    def table(self, measures: Sequence[str]) -> pd.DataFrame:
        """A row per region and policy: what came of each measure.

        Returns:
            The columns of `regions`; policy, where there are some; points and runs of each; and
            for each measure its mean and, with ``_low`` and ``_high``, the 95 % interval of the
            mean: of a share Wilson's, else Student's over the runs.
        """
        import pandas as pd

        found = []
        for place, region in enumerate(self.regions.to_dict("records")):
            for policy in self.values(measures[0]):
                row = dict(region)
                if policy:
                    row["policy"] = policy
                row |= {"points": int(self.counts[place]), "runs": self.answers.plan.design.runs}
                for measure in measures:
                    values = self.values(measure)[policy][place]
                    estimate = mean_estimate(values, is_share=self.is_share(measure))
                    row |= {
                        measure: estimate.estimate,
                        f"{measure}_low": estimate.low,
                        f"{measure}_high": estimate.high,
                    }
                found.append(row)
        return pd.DataFrame(found)

    def winners(self, measure: str) -> pd.DataFrame | None:
        """A row per region: see `sim.analysis.regret.winners`; None with a single policy."""
        values = self.values(measure)
        if len(values) < 2:
            return None
        more = measure not in LESS_IS_BETTER
        found = winners(values, is_more_better=more, is_share=self.is_share(measure))
        found.insert(0, "region", self.regions["region"])
        return found.drop(columns="point")

    def is_alike(self, measure: str) -> bool:
        """Whether nothing can be told of the regions: the same in every run of all."""
        every = self.values(measure).values()
        return min(float(v.min()) for v in every) == max(float(v.max()) for v in every)

    def means(self, measure: str) -> dict[str, Numbers]:
        """For each policy the mean of a measure over the runs, (region)."""
        return {policy: values.mean(axis=1) for policy, values in self.values(measure).items()}


def counties_of(answers: Answers) -> Counties | None:
    """A sweep region by region; None where no region varies, or it is from before such a table.

    Raises:
        SweepError: a damaged table.
    """
    if all(factor.name != SOURCE for factor in answers.factors):
        return None
    places = read_places(answers.folder)
    if places is None:
        return None
    seen = places["region"].isin(set(answers.points[SOURCE]))  # a sample may leave some out
    return Counties(answers, places[seen].reset_index(drop=True))
