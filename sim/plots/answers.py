"""Figures of what a finished sweep tells: each kind of effect with its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from sim.analysis.factors import Factor
from sim.plots.charts import About, level_name, short_number
from sim.plots.curves import curve_sheets
from sim.plots.sensitivity import morris_plane, sobol_bars
from sim.texts import text

if TYPE_CHECKING:
    from sim.sweep.answers import Effects, Question

BETWEEN = " · "  # the values of a policy that is made of several settings


def effect_sheets(
    found: Effects, factors: Sequence[Factor], settings: Sequence[str], about: About, lang: str
) -> list[Figure]:
    """What the settings do to a measure, as its design allows to tell.

    Args:
        found: effects of one policy, or of all there is.
        factors: what varies.
        settings: those whose values make a policy.
        about: what is shown.
        lang: `"de"` or `"en"`.
    """
    if found.policy:
        about = replace(about, policy=policy_name(found.policy, settings, lang))
    if found.kind == "sobol":
        return [sobol_bars(found.table, about, lang)]
    if found.kind == "morris":
        return [morris_plane(found.table, about, lang)]
    return curve_sheets(found.table, factors, about, lang)


def question_about(asked: Question, about: About, lang: str) -> About:
    """What a figure shows that answers a question: by how much it is to be better, too."""
    if not asked.better:
        return about
    by = short_number(asked.by * about.scale, lang)
    unit = about.unit_of_effect(lang)
    told = text("sensitivity.question.by", lang, measure=about.name(lang), by=by, unit=unit)
    return replace(about, policy=told)


def policy_names(policies: Iterable[str], settings: Sequence[str], lang: str) -> dict[str, str]:
    """Policies in words."""
    return {policy: policy_name(policy, settings, lang) for policy in policies}


def policy_name(policy: str, settings: Sequence[str], lang: str) -> str:
    """A policy in words: the values of its settings."""
    parts = policy.split(BETWEEN)
    if len(parts) != len(settings):
        return policy
    return BETWEEN.join(
        level_name(name, part, lang) for name, part in zip(settings, parts, strict=True)
    )


def question_text(asked: Question, about: About, settings: Sequence[str], lang: str) -> str:
    """A question in words: where is it so?"""
    if asked.better:
        sides = {"better": asked.better, "than": asked.than}
        names = {side: policy_name(policy, settings, lang) for side, policy in sides.items()}
        return text("sensitivity.question.better", lang, **names)
    key, limit = ("above", asked.above) if asked.above is not None else ("below", asked.below)
    assert limit is not None
    words = {"measure": about.name(lang), "limit": short_number(limit * about.scale, lang)}
    return text(f"sensitivity.question.{key}", lang, unit=about.unit(lang), **words)
