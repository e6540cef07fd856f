"""What a sweep tells of one measure, gathered once: for tables, figures and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.figure import Figure

from sim.plots.answers import (
    effect_sheets,
    policy_names,
    question_about,
    question_text,
)
from sim.plots.charts import About
from sim.plots.counties import Shown, county_sheet
from sim.plots.discovery import discovery_sheets
from sim.plots.winners import winner_map
from sim.sweep.answers import BINS, Answers, Contest, Effects, Question
from sim.texts import text

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.discovery import Discovery
    from sim.analysis.factors import Factor
    from sim.sweep.counties import Counties


LONGEST = 60  # letters of a policy in the name of a file
LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ß": "ss"}
)


class Sheet(NamedTuple):
    """A figure: the name of its file without ending, its kind, and what it is about in words."""

    name: str
    kind: str
    title: str
    figure: Figure


@dataclass(frozen=True)
class Explained:
    """What a finished sweep tells of a measure.

    Attributes:
        about: the measure, and how many points and runs there are.
        lang: `"de"` or `"en"`, of the names and the figures.
        constant: the value that it has in every single run; None where it differs.
        effects: what the settings do to it, for each policy or for all there is.
        factors: these settings.
        settings: those whose values make a policy.
        policies: for each policy how it is called; empty where nothing is compared.
        contest: which policy wins where; None where there is but one.
        question: in words, and what it is about; None where nothing was asked.
        discovery: the answer.
        limits: the settings among which it was looked for.
        counties: the measure county by county; None where no region varies, or all are alike.
    """

    about: About
    lang: str
    constant: float | None
    effects: tuple[Effects, ...]
    factors: tuple[Factor, ...]
    settings: tuple[str, ...]
    policies: Mapping[str, str]
    contest: Contest | None
    question: tuple[str, About] | None
    discovery: Discovery | None
    limits: tuple[Factor, ...]
    counties: Shown | None

    def policy(self, found: Effects) -> str:
        """In words, which policy alone these effects are about; empty for all."""
        return self.policies.get(found.policy, "")

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by the names of their files, without the ending."""
        measure = self.about.measure
        found = {}
        for name, effects in self._named_effects():
            table = effects.table
            found[name] = table.assign(policy=effects.policy) if effects.policy else table
        if self.contest is not None:
            found[f"regret-{measure}"] = self.contest.choice
            found[f"winners-{measure}"] = self.contest.points
            if self.contest.cells is not None:
                found[f"map-{measure}"] = self.contest.cells
        if self.discovery is not None:
            for name in ("boxes", "limits", "trajectory"):
                found[f"{name}-{measure}"] = getattr(self.discovery, name)
        return found

    def sheets(self) -> Iterator[Sheet]:
        """The figures one by one; none of what is constant."""
        if self.constant is not None:
            return
        measure, about, lang = self.about.measure, self.about, self.lang
        if self.counties is not None:
            key = "title_one" if self.counties.winners is None else "title"
            title = text(f"counties.{key}", lang, measure=about.name(lang))
            yield Sheet(f"counties-{measure}", "counties", title, county_sheet(self.counties))
        if self.contest is not None and self.contest.cells is not None:
            cells, choice, axes = self.contest.cells, self.contest.choice, self.contest.axes
            across = (axes[0], axes[1])
            figure = winner_map(cells, choice, across, BINS, self.policies, about, lang)
            yield Sheet(f"map-{measure}", "winners", self.title("winners"), figure)
        for name, effects in self._named_effects():
            if not effects.has_any:
                continue
            figures = effect_sheets(effects, self.factors, self.settings, about, lang)
            title = self.title(effects.kind, self.policy(effects))
            yield from _pages(name, effects.kind, title, figures, "-page-")
        if self.discovery is not None and self.question is not None:
            figures = discovery_sheets(self.discovery, self.limits, *self.question, lang)
            yield from _pages(f"boxes-{measure}", "discovery", self.question[0], figures, "-")

    def title(self, kind: str, policy: str = "") -> str:
        """What a table or a figure of a kind is about."""
        title = text(f"sensitivity.{kind}.title", self.lang, measure=self.about.name(self.lang))
        return f"{title} ({policy})" if policy else title

    def _named_effects(self) -> Iterator[tuple[str, Effects]]:
        """Effects by the names of their files: kind, measure and, of several, the policy."""
        policies = file_names([effects.policy for effects in self.effects])
        for policy, effects in zip(policies, self.effects, strict=True):
            name = f"{effects.kind}-{self.about.measure}"
            yield (f"{name}-{policy}" if effects.policy else name), effects


def file_names(policies: Sequence[str]) -> list[str]:
    """Policies as parts of the names of files: each its own, on every system.

    Only small letters, digits, "_" and "-", no longer than `LONGEST`, and different from each
    other even where large and small letters are one.
    """
    found: list[str] = []
    for policy in policies:
        plain = unicodedata.normalize("NFKD", policy.translate(LETTERS)).encode("ascii", "ignore")
        base = re.sub(r"[^a-z0-9_]+", "-", plain.decode().lower()).strip("-") or "policy"
        name, number = base[:LONGEST].strip("-"), 2
        while name in found:
            end = f"-{number}"
            name, number = base[: LONGEST - len(end)].strip("-") + end, number + 1
        found.append(name)
    return found


def explain(
    answers: Answers,
    measure: str,
    lang: str,
    *,
    axes: tuple[str, ...] = (),
    asked: Question | None = None,
    counties: Counties | None = None,
) -> Explained:
    """Everything that a sweep tells of a measure.

    Args:
        answers: a finished sweep.
        measure: name of an indicator or an outcome.
        lang: `"de"` or `"en"`.
        axes: two settings for the map of winners; the first two when not said.
        asked: a question besides.
        counties: the sweep county by county.

    Raises:
        SweepError: what cannot be told of this sweep.
    """
    design, values = answers.plan.design, answers.values(measure)
    about = About(measure, answers.count, design.runs, design.seed)
    is_constant = float(values.min()) == float(values.max())
    contest = answers.contest(measure, axes)
    policies: dict[str, str] = {}
    if contest is not None:
        policies = policy_names(contest.choice["policy"], answers.settings, lang)
    question, discovery = None, None
    if asked is not None:
        discovery = answers.where(measure, asked)
        words = question_text(asked, about, answers.settings, lang)
        question = words, question_about(asked, about, lang)
    shown = None
    if counties is not None and not counties.is_alike(measure):
        names = policy_names(counties.means(measure), answers.settings, lang)
        shown = Shown(counties, names, about, lang)
    return Explained(
        about=about,
        lang=lang,
        constant=float(values.min()) if is_constant else None,
        effects=tuple(answers.effects(measure)),
        policies=policies,
        contest=contest,
        question=question,
        discovery=discovery,
        limits=() if asked is None else answers.asked_factors(asked),
        factors=answers.drawn_factors,
        settings=answers.settings,
        counties=shown,
    )


def _pages(
    name: str, kind: str, title: str, figures: list[Figure], between: str
) -> Iterator[Sheet]:
    """Sheets by names, the first one's without a number."""
    for page, figure in enumerate(figures, start=1):
        yield Sheet(name if page == 1 else f"{name}{between}{page}", kind, title, figure)
