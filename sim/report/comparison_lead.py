"""A comparison in one paragraph of plain words, built from its numbers."""

import numpy as np

from sim.comparison import Comparison, Side
from sim.comparison.tables import pair_of
from sim.comparison.words import (
    decimals_of,
    has_shocks,
    interval_shown,
    measure_text,
    scale_of,
    shown_measures,
    verdict_of,
)
from sim.report.words import Words

TOLD = ("founded", "cross_field_cooperations", "net_benefit", "service_level")
TOLD_AFTER_SHOCKS = (*TOLD, "service_loss")


def lead(found: Comparison, words: Words) -> list[str]:
    """One paragraph on two scenarios; with more, one on each, between a beginning and an end."""
    intro, closing = _intro(found, words), words.of("compare.lead.closing")
    if len(found.others) == 1:
        return [f"{intro} {_on_pair(found, found.others[0], words)} {closing}"]
    return [intro, *(_on_pair(found, side, words) for side in found.others), closing]


def _intro(found: Comparison, words: Words) -> str:
    """What was run and how to read the brackets."""
    key = "intro" if len(found.others) == 1 else "intro_many"
    return words.of(
        f"compare.lead.{key}",
        runs=words.number(found.runs),
        count=words.number(len(found.sides)),
        percent=words.number(100.0 * found.confidence),
    )


def _on_pair(found: Comparison, side: Side, words: Words) -> str:
    """What a scenario brings compared with the baseline, and what these runs cannot tell."""
    measures = TOLD_AFTER_SHOCKS if has_shocks(found) else TOLD
    labels = {"scenario": side.label(words.lang), "baseline": found.baseline.label(words.lang)}
    sentences = [
        words.of("compare.lead.pair", **labels),
        *(_on_measure(found, side, measure, words) for measure in measures),
        _on_exceptions(found, side, words),
        _on_open(found, side, words, measures),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _on_measure(found: Comparison, side: Side, measure: str, words: Words) -> str:
    """A sentence on one measure; nothing on a unit that no scenario asks for."""
    if measure == "founded" and not _is_unit_in_play(found, side):
        return ""
    estimate = found.difference(side, measure)
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], measure)
    verdict = "alike" if np.array_equal(own, other) else verdict_of(estimate)
    if verdict == "unknown":
        return ""
    if measure == "founded" and verdict == "lower" and not own.any():
        verdict = "never"
    value = abs(scale_of(measure) * estimate.estimate)
    return words.of(
        f"compare.lead.{measure}_{verdict}",
        own=_share(float(own.mean()), words),
        other=_share(float(other.mean()), words),
        value=words.number(value, decimals_of(estimate, measure, digits=1)),
        interval=interval_shown(estimate, measure, words.lang, digits=1),
    )


def _share(share: float, words: Words) -> str:
    """A share of the runs; the rare and the nearly certain with a decimal."""
    is_near_an_end = 0.0 < min(share, 1.0 - share) < 0.01
    return words.percent(share, 1 if is_near_an_end else 0)


def _is_unit_in_play(found: Comparison, side: Side) -> bool:
    pair = (side.scenario, found.baseline.scenario)
    return any(scenario.coordination.level != "none" for scenario in pair)


def _on_exceptions(found: Comparison, side: Side, words: Words) -> str:
    """In how many pairs the net benefit points the other way than on average."""
    estimate = found.difference(side, "net_benefit")
    if not estimate.is_clear:
        return ""
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], "net_benefit")
    share = float(((own - other) * estimate.estimate < 0.0).mean())
    return words.of("compare.lead.reverse", share=words.percent(share))


def _on_open(found: Comparison, side: Side, words: Words, told: tuple[str, ...]) -> str:
    """The measures of the short table whose sign these runs cannot tell."""
    left = [measure for measure in shown_measures(found) if measure not in told]
    names = [
        measure_text(measure, "name", words.lang)
        for measure in left
        if verdict_of(found.difference(side, measure)) == "open"
    ]
    return words.of("compare.lead.open", names=words.names(names)) if names else ""
