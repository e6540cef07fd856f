"""What a sweep tells in plain words, measure by measure, built from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.sobol import NOISE
from sim.comparison.words import measure_text
from sim.plots.charts import About, factor_name, short_number
from sim.report.effects import box_lines, county_note, place_name
from sim.report.words import Words
from sim.sweep.answers import LESS_IS_BETTER

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.explained import Explained
    from sim.sweep.answers import Answers, Effects
    from sim.sweep.counties import Counties

LITTLE = 0.01  # smaller amounts are told as less than this
MOST_NAMED = 3  # settings named after the strongest
MOST_TOLD = 4  # policies of which it is told what moves a measure with each
THINGS = ("FTE", "persons", "municipalities", "quarters", "quarters of full services")  # units
NINE_IN_TEN = 5.0, 95.0  # percentiles


class Finding(NamedTuple):
    """What is told of a measure: its name, what it means, and sentences."""

    name: str
    explanation: str
    sentences: list[str]


def intro(answers: Answers, counties: Counties | None, names: str, words: Words) -> str:
    """What was run; the names are those of the choices that were compared."""
    runs, total = answers.plan.design.runs, answers.plan.count * answers.plan.design.runs
    values = {
        "names": names,
        "points": words.number(answers.count),
        "runs": words.number(runs),
        "all": words.number(total),
    }
    if counties is not None:
        return words.of(
            f"sensitivity.lead.intro_counties{'' if names else '_one'}",
            counties=words.number(len(counties.regions)),
            municipalities=words.number(float(counties.regions["municipalities"].sum())),
            units=words.of(f"counties.{counties.unit}"),
            **values,
        )
    key = "intro_choices" if answers.settings else "intro"
    return words.of(f"sensitivity.lead.{key}", **values)


def finding(found: Explained, words: Words) -> Finding:
    """All that is told of a measure in words."""
    name = found.about.name(words.lang)
    explanation = measure_text(found.about.measure, "explanation", words.lang)
    if found.about.measure == "founded":  # which is told as a share of the runs
        explanation = words.of("sensitivity.lead.founded")
    if found.constant is not None:
        value = _amount(found, found.constant, words)
        return Finding(name, explanation, [words.of("sensitivity.lead.constant", value=value)])
    sentences = _on_counties(found, words)
    if not sentences and found.contest is not None:
        sentences = choices_told(found, words)
    if len(found.effects) == 1 and not found.effects[0].policy:
        sentences.append(_on_effects(found, found.effects[0], words))
    elif found.effects and len(found.effects) <= MOST_TOLD:
        sentences.append(_on_strongest(found, words))
    return Finding(name, explanation, [*sentences, *_on_question(found, words)])


# What moves it ------------------------------------------------------------------------------


def _on_strongest(found: Explained, words: Words) -> str:
    """Which setting moves it most with each choice; in short where it is the same with all."""
    strongest = {
        found.policy(effects): ""
        if clear.empty
        else factor_name(clear.iloc[0]["factor"], words.lang)
        for effects in found.effects
        for clear in (effects.ranking[effects.ranking["is_clear"]],)
    }
    (first, *others) = dict.fromkeys(strongest.values())
    if not others:
        if not first:
            return words.of("sensitivity.lead.nothing")
        return words.of("sensitivity.lead.strongest_same", name=first)
    items = [
        words.of(
            f"sensitivity.lead.strongest_{'item' if name else 'none'}", policy=policy, name=name
        )
        for policy, name in strongest.items()
    ]
    return words.of("sensitivity.lead.strongest_each", names=words.names(items))


def _on_effects(found: Explained, effects: Effects, words: Words) -> str:
    """Which setting moves it most, by how much, and which others do, too."""
    table = effects.ranking
    clear = table[table["is_clear"]]
    luck = None
    if effects.kind == "sobol":
        if table["total"].isna().all():
            return words.of("sensitivity.lead.same_points")
        luck = effects.table.loc[effects.table["index"] == NOISE, "estimate"].item()
        if np.isnan(luck):  # a single run: nobody knows
            return _on_most(found, effects, table.iloc[0], words)
    if clear.empty:
        return words.of("sensitivity.lead.nothing")
    said = [_on_most(found, effects, clear.iloc[0], words)]
    said += _others(list(clear["factor"][1:]), len(table), words)
    if luck is not None:
        said.append(words.of("sensitivity.lead.luck", share=_share(luck, words)))
    return " ".join(said)


def _on_most(found: Explained, effects: Effects, most: pd.Series, words: Words) -> str:
    """How strong the strongest setting is, as its kind of design tells."""
    name = factor_name(most["factor"], words.lang)
    if effects.kind == "sobol":
        both = float(most["first"]), float(most["total"])
        shares = {"first": _share(min(both), words), "total": _share(both[1], words)}
        return words.of("sensitivity.lead.sobol", name=name, **shares)
    if effects.kind == "morris":
        size = _amount(found, float(most["mu_star"]), words, is_difference=True)
        return words.of("sensitivity.lead.morris", name=name, size=size)
    ends = {
        end: words.of(
            "sensitivity.lead.end",
            amount=_amount(found, most[end], words),
            value=place_name(effects, most, end, words.lang),
        )
        for end in ("low", "high")
    }
    return words.of("sensitivity.lead.curves", name=name, **ends)


def _others(names: list[str], all_of_them: int, words: Words) -> list[str]:
    """Which others matter by more than luck, and how many do not."""
    said, left = [], all_of_them - 1 - len(names)
    if names:
        told = [words.of("events.quoted", words=factor_name(name, words.lang)) for name in names]
        listed = words.names(told, MOST_NAMED + 1)
        said.append(words.of("sensitivity.lead.also", names=listed))
    if left:
        form = "one" if left == 1 else "many"
        said.append(words.of(f"sensitivity.lead.left_{form}", count=words.number(left)))
    return said


# Which choice is ahead ----------------------------------------------------------------------


def choices_told(found: Explained, words: Words) -> list[str]:
    """Which choice is ahead, how much of that is more than luck, and what one may lose by it."""
    assert found.contest is not None
    points, choice = found.contest.points, found.contest.choice
    less = "_less" if found.about.measure in LESS_IS_BETTER else ""
    wins = points.loc[points["is_clear"], "winner"].value_counts()
    if len(points) == 1:
        if wins.empty:
            return [words.of("sensitivity.lead.one_open")]
        name = found.policies[str(wins.index[0])]
        return [words.of(f"sensitivity.lead.one_ahead{less}", policy=name)]
    if wins.empty:
        said = [words.of("sensitivity.lead.none_ahead")]
    else:
        shares = [
            words.of(
                "sensitivity.lead.ahead_at",
                policy=found.policies[str(policy)],
                share=_share(count / len(points), words),
            )
            for policy, count in wins.items()
        ]
        left = 1.0 - float(wins.sum()) / len(points)
        said = [words.of(f"sensitivity.lead.ahead{less}", names=words.names(shares))]
        if left > 0.0:
            said.append(words.of("sensitivity.lead.ahead_open", share=_share(left, words)))
    best = choice.sort_values(["mean_regret", "largest_regret"], kind="stable").iloc[0]
    key = "regret" if best["largest_regret"] > 0.0 else "no_regret"
    losses = {
        name: _amount(found, float(best[f"{name}_regret"]), words, is_difference=True)
        for name in ("mean", "largest")
    }
    policy = found.policies[best["policy"]]
    return [*said, words.of(f"sensitivity.lead.{key}", policy=policy, **losses)]


def _on_counties(found: Explained, words: Words) -> list[str]:
    shown = found.counties
    if shown is None:
        return []
    if shown.winners is None:
        (values,) = shown.means.values()
        low, high = np.percentile(values, NINE_IN_TEN)
        ends = {
            name: _with_unit(found.about, value, words)
            for name, value in (("low", low), ("high", high), ("mean", values.mean()))
        }
        return [words.of("sensitivity.lead.counties_spread", **ends)]
    means = [
        words.of(
            "sensitivity.lead.county_mean",
            policy=shown.names[policy],
            amount=_with_unit(found.about, v.mean(), words),
        )
        for policy, v in shown.means.items()
    ]
    ahead = [
        words.of("sensitivity.lead.county_ahead", policy=shown.names[policy], count=count)
        for look, policy in enumerate(shown.means)
        for count in (int((shown.looks == look).sum()),)
    ]
    less = "_less" if found.about.measure in LESS_IS_BETTER else ""
    return [
        words.of("sensitivity.lead.counties_means", names=words.names(means)),
        words.of(f"sensitivity.lead.counties_ahead{less}", names=words.names(ahead)),
        county_note(shown),
    ]


def _on_question(found: Explained, words: Words) -> list[str]:
    if found.discovery is None or found.question is None:
        return []
    question, told = found.question
    said = [f"{question} {told.policy}.".strip() if told.policy else question]
    for limits, worth in box_lines(found.discovery, words.lang):
        said.append(words.of("sensitivity.lead.box", limits="; ".join(limits)))
        said += worth
    return said


# Numbers ------------------------------------------------------------------------------------


def _amount(found: Explained, value: float, words: Words, *, is_difference: bool = False) -> str:
    """A value of the measure with its unit; of a difference of percentages, points."""
    about = found.about
    if about.is_percent and is_difference:
        written = _written(about.scale * float(value), words)
        return f"{written} {about.unit_of_effect(words.lang)}"
    return _with_unit(about, about.scale * float(value), words)


def _written(value: float, words: Words) -> str:
    """Three digits that count, but no more than two decimals."""
    value = float(value)
    if 0.0 < abs(value) < LITTLE:
        return words.of("sensitivity.lead.little", value=words.number(LITTLE, 2))
    return short_number(round(value, 2), words.lang)


def _with_unit(about: About, shown: float, words: Words) -> str:
    """A value as it is shown, with its unit where that is one of things: no "0 to 1"."""
    written = _written(shown, words)
    if about.is_percent:
        return words("percent", value=written)
    return f"{written} {about.unit(words.lang)}" if about.unit("en") in THINGS else written


def _share(share: float, words: Words) -> str:
    """A share as a percentage, none below 0 and none above 100; small ones with a decimal."""
    kept = min(max(float(share), 0.0), 1.0)
    return words.percent(kept, 1 if 0.0 < kept < 0.0095 else 0)
