"""A comparison in one paragraph of plain words, built from its numbers."""

import numpy as np

from sim.analysis import mean_estimate, paired_difference
from sim.comparison import Comparison, Side
from sim.comparison.labels import brief_labels
from sim.comparison.tables import pair_of
from sim.comparison.words import (
    decimals_of,
    has_shocks,
    interval_shown,
    mean_interval_shown,
    measure_text,
    scale_of,
    shown_measures,
    verdict_of,
    verdict_on,
)
from sim.report.words import Words

TOLD = ("founded", "cross_field_cooperations", "net_benefit", "service_level")
TOLD_OF_MANY = ("founded", "net_benefit", "service_level")
AFTER_SHOCKS = "service_loss"
MOST_TOLD = 5  # scenarios in one paragraph
QUARTERS, END = 4, 4  # of a year; quarters of which indicators are the mean at the end of a run
NEARLY = 0.0005  # a share that would be rounded to none or to all


def lead(found: Comparison, words: Words) -> str:
    """What came out and what stays open, what was run, and that it is no forecast."""
    intro = _intro(found, words)
    is_pair = len(found.others) == 1
    told = (
        [*_on_pair(found, found.others[0], words), intro]
        if is_pair
        else [intro, *_on_many(found, words)]
    )
    sentences = [*told, words.of("compare.lead.closing")]
    return " ".join(sentence for sentence in sentences if sentence)


def _intro(found: Comparison, words: Words) -> str:
    """What was run and how to read the brackets."""
    key = "intro" if len(found.others) == 1 else "intro_many"
    return words.of(
        f"compare.lead.{key}",
        runs=words.number(found.runs),
        count=words.number(len(found.sides)),
        percent=words.number(100.0 * found.confidence),
        baseline=brief_labels(found.sides, words.lang)[0],
    )


def _measures(found: Comparison, measures: tuple[str, ...]) -> tuple[str, ...]:
    """Those to be told: of shocks only where there are some, of a unit only where it may come."""
    of_shocks = (AFTER_SHOCKS,) if has_shocks(found) else ()
    is_in_play = any(scenario.may_have_a_unit for scenario in found.scenarios)
    return tuple(m for m in (*measures, *of_shocks) if m != "founded" or is_in_play)


# Two scenarios ------------------------------------------------------------------------------


def _on_pair(found: Comparison, side: Side, words: Words) -> list[str]:
    """What a scenario brings compared with the baseline, and what these runs cannot tell."""
    measures = _measures(found, TOLD)
    baseline, scenario = brief_labels(found.sides, words.lang)
    return [
        words.of("compare.lead.pair", scenario=scenario, baseline=baseline),
        *(_on_measure(found, side, measure, words) for measure in measures),
        _on_exceptions(found, side, words),
        _on_open(found, side, words, measures),
    ]


def _on_measure(found: Comparison, side: Side, measure: str, words: Words) -> str:
    """A sentence on one measure; nothing where the runs are too few for any."""
    verdict = verdict_on(found, side, measure)
    if verdict == "unknown":
        return ""
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], measure)
    said = words.of(
        f"compare.lead.{measure}_{verdict}",
        own=in_runs(float(own.mean()), words),
        other=in_runs(float(other.mean()), words),
        value=_size(found, side, measure, words),
        interval=_interval(found, side, measure, words),
    )
    course = _on_course(found, side, words) if measure == "net_benefit" else ""
    return f"{said} {course}".rstrip()


def _on_course(found: Comparison, side: Side, words: Words) -> str:
    """The net benefit summed over the whole run: effort comes first, and the end does not show it.

    Nothing where it is the same in every quarter, or where a run is no longer than its end.
    """
    own, other = (found.drawn[key].series["net_benefit"] for key in (side.key, found.baseline.key))
    if own.shape[1] <= END or np.array_equal(own, other):
        return ""
    years, others = (series.sum(axis=1) / QUARTERS for series in (own, other))
    estimate = paired_difference(years, others, found.confidence)
    verdict = verdict_of(estimate)
    if verdict not in ("higher", "lower", "open"):
        return ""
    return words.of(
        f"compare.lead.course_{verdict}",
        value=words.number(abs(estimate.estimate), 1),
        interval=interval_shown(estimate, "net_benefit", words.lang, digits=1),
    )


def _on_exceptions(found: Comparison, side: Side, words: Words) -> str:
    """In how many pairs the net benefit points the other way than on average."""
    estimate = found.difference(side, "net_benefit")
    if not estimate.is_clear:
        return ""
    own, other = pair_of(found.drawn[side.key], found.drawn[found.baseline.key], "net_benefit")
    share = float(((own - other) * estimate.estimate < 0.0).mean())
    key = "reverse" if share > 0.0 else "reverse_none"
    return words.of(f"compare.lead.{key}", share=_share(share, words))


def _on_open(found: Comparison, side: Side, words: Words, told: tuple[str, ...]) -> str:
    """The measures of the short table whose sign these runs cannot tell."""
    names = [
        measure_text(measure, "name", words.lang)
        for measure in shown_measures(found)
        if measure not in told and verdict_on(found, side, measure) == "open"
    ]
    return words.of("compare.lead.open", names=words.names(names)) if names else ""


# More than two ------------------------------------------------------------------------------


def _on_many(found: Comparison, words: Words) -> list[str]:
    """How often the baseline founds a unit, and a sentence on each other scenario."""
    labels = brief_labels(found.sides, words.lang)[1:]
    pairs = list(zip(found.others, labels, strict=True))
    most = MOST_TOLD if len(pairs) > MOST_TOLD + 1 else len(pairs)
    sentences = [_on_baseline(found, words)]
    sentences += [_on_one(found, side, label, words) for side, label in pairs[:most]]
    if len(pairs) > most:
        count = words.number(len(pairs) - most)
        sentences.append(words.of("compare.many.rest", count=count))
    return sentences


def _on_baseline(found: Comparison, words: Words) -> str:
    """How often the baseline founds a unit; nothing where nobody asks for one."""
    if "founded" not in _measures(found, TOLD_OF_MANY):
        return ""
    values = found.drawn[found.baseline.key].values["founded"]
    share = mean_estimate(values, found.confidence, is_share=True)
    return words.of(
        "compare.many.baseline",
        other=in_runs(share.estimate, words),
        percent=words.number(100.0 * found.confidence),
        interval=mean_interval_shown(share, "founded", words.lang),
    )


def _on_one(found: Comparison, side: Side, label: str, words: Words) -> str:
    """A sentence on one of many scenarios; a short one where all is as with the baseline."""
    verdicts = {m: verdict_on(found, side, m) for m in _measures(found, TOLD_OF_MANY)}
    if all(verdict == "alike" for verdict in verdicts.values()):
        return words.of("compare.many.alike", scenario=label, runs=words.number(found.runs))
    said = [
        words.of(
            f"compare.many.{measure}_{verdict}",
            own=in_runs(float(found.drawn[side.key].values["founded"].mean()), words),
            value=_size(found, side, measure, words),
            interval=_interval(found, side, measure, words),
        )
        for measure, verdict in verdicts.items()
        if verdict != "unknown"
    ]
    return words.of("compare.many.one", scenario=label, said=words.names(said)) if said else ""


# Numbers ------------------------------------------------------------------------------------


def _size(found: Comparison, side: Side, measure: str, words: Words) -> str:
    """How large a difference is; "1.0" rather than "1", because many follow it."""
    estimate = found.difference(side, measure)
    value = abs(scale_of(measure) * estimate.estimate)
    written = words.number(value, decimals_of(estimate, measure, digits=1))
    return words.number(value, 1) if written == "1" else written


def _interval(found: Comparison, side: Side, measure: str, words: Words) -> str:
    return interval_shown(found.difference(side, measure), measure, words.lang, digits=1)


def in_runs(share: float, words: Words) -> str:
    """A share of the runs: "in no run", "in 26% of the runs", "in every run"."""
    key = "none" if share == 0.0 else "all" if share == 1.0 else "some"
    return words.of(f"compare.lead.runs_{key}", share=_share(share, words))


def _share(share: float, words: Words) -> str:
    """A percentage; the rare and the nearly certain with a decimal, but never as none or all."""
    if 0.0 < share < NEARLY:
        return words.of("compare.lead.less_than", share=words.percent(2.0 * NEARLY, 1))
    if 1.0 - NEARLY < share < 1.0:
        return words.of("compare.lead.more_than", share=words.percent(1.0 - 2.0 * NEARLY, 1))
    is_near_an_end = 0.0 < min(share, 1.0 - share) < 0.01
    return words.percent(share, 1 if is_near_an_end else 0)
