"""The run in order: chapters between local elections, and what was worth telling in each."""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from sim.report.run import Run, Told

MOST_MOMENTS, MOST_CHAPTERS = 20, 8
ELECTION_MATTERS = 0.02  # change of the mean willingness, 0-1
MOST_FOUNDERS = 8  # named at a founding
MOST_SHOCKS = 6  # told one by one
DECISIVE = (
    *("unit_vote", "unit_founded", "office_grant_ended", "unit_renewal", "unit_level"),
    "unit_ended",
)
TAKEN = ("intervention", "invitation_declined")


class Moment(NamedTuple):
    """Something worth telling: when, of what sort, how weighty, and in which words."""

    quarter: int
    sort: str  # unit, cooperation, shock or politics
    weight: int
    sentence: str


class Chapter(NamedTuple):
    """The time between two elections."""

    title: str
    moments: list[tuple[str, str, str]]  # when, sort, sentence
    closing: str


def chapters(run: Run) -> list[Chapter]:
    """The chapters in order; where there are many, those in which nothing happened are left out."""
    bounds = sorted({0, *run.quarters_of("council_election"), run.last + 1})
    happened = [
        *(Moment(t.event.quarter, "unit", 11, t.sentence) for t in run.happened(*TAKEN)),
        *(*_unit(run, bounds), *_cooperations(run), *_shocks(run, bounds), *_elections(run)),
    ]
    kept = _chosen(happened)
    found = []
    for start, stop in pairwise(bounds):
        inside = [moment for moment in kept if start <= moment.quarter < stop]
        if inside or len(bounds) <= MOST_CHAPTERS or stop == bounds[-1]:
            told = [(run.when(m.quarter), m.sort, m.sentence) for m in inside]
            found.append(Chapter(_title(run, start, stop), told, _closing(run, start, stop)))
    return found


def _chosen(moments: list[Moment]) -> list[Moment]:
    """The weightiest, in the order in which they happened."""
    weighty = sorted(moments, key=lambda m: (-m.weight, m.quarter))[:MOST_MOMENTS]
    return sorted(weighty, key=lambda m: (m.quarter, -m.weight))


def _title(run: Run, start: int, stop: int) -> str:
    elections = run.quarters_of("council_election")
    begins, ends = start in elections, stop in elections
    key = {
        (False, False): "whole",
        (False, True): "first",
        (True, True): "term",
        (True, False): "last",
    }[begins, ends]
    until = run.year(stop if ends else stop - 1)
    if key == "whole" and until == run.year(start):
        return until
    return run.words(f"chapters.title_{key}", start=run.year(start), end=until)


# The coordination unit ------------------------------------------------------------------------


def _unit(run: Run, bounds: list[int]) -> list[Moment]:
    begun = run.happened("preparation")[:1]
    moments = [Moment(t.event.quarter, "unit", 5, t.sentence) for t in begun]
    decisive = run.happened(*DECISIVE)
    turns = sorted({told.event.quarter for told in decisive})
    votes = run.quarters_of("unit_vote")
    for quarter in turns:
        attempt = votes.index(quarter) + 1 if quarter in votes else 0
        moments.append(_unit_turn(run, quarter, attempt))
    in_vain = [t for t in run.happened("unit_level_vote") if t.event.quarter not in turns]
    return [*moments, *_in_vain(run, in_vain, bounds)]


def _in_vain(run: Run, votes: list[Told], bounds: list[int]) -> list[Moment]:
    """Votes on the next level that changed nothing: the first of a chapter, the others counted."""
    moments = []
    for start, stop in pairwise(bounds):
        inside = [told for told in votes if start <= told.event.quarter < stop]
        if inside:
            more = len(inside) - 1
            parts = [inside[0].sentence]
            parts += [run.words.counted("chapters.in_vain", more)] if more else []
            moments.append(Moment(inside[0].event.quarter, "unit", 4, " ".join(parts)))
    return moments


def _unit_turn(run: Run, quarter: int, attempt: int) -> Moment:
    """All that was decided about the unit in one quarter, in one breath."""
    now = {t.event.kind: t for t in run.told if t.event.quarter == quarter}
    parts, weight = [], 4
    for kind in ("office_grant_ended", "unit_vote", "unit_founded", "unit_renewal"):
        if kind in now:
            parts.append(_unit_sentence(run, kind, now[kind], attempt))
            weight = {"office_grant_ended": 6, "unit_renewal": weight}.get(kind, 10)
    parts += _leavers(run, quarter)
    for kind in ("unit_level_vote", "unit_level", "unit_ended"):
        if kind in now:
            parts.append(_unit_sentence(run, kind, now[kind], attempt))
            weight = 10 if kind != "unit_level_vote" else max(weight, 4)
    return Moment(quarter, "unit", weight, " ".join(parts))


def _unit_sentence(run: Run, kind: str, told: Told, attempt: int) -> str:
    details = told.event.details
    if kind == "unit_vote" and attempt > 1:
        return run.words("chapters.attempt", number=attempt, sentence=told.sentence)
    if kind == "unit_ended" and details["reason"] == "no_majority":
        return run.words("chapters.ended")
    if kind == "unit_founded" and len(details["members"]) < len(run.places):
        names = [run.result.model.municipalities[i].name for i in details["members"]]
        founders = run.words.names(names, MOST_FOUNDERS)
        return f"{told.sentence} {run.words('chapters.founders', names=founders)}"
    return told.sentence


def _leavers(run: Run, quarter: int) -> list[str]:
    names = [
        run.result.model.municipalities[t.event.who].name
        for t in run.happened("unit_left")
        if t.event.quarter == quarter
    ]
    if not names:
        return []
    return [run.words.counted("chapters.leavers", len(names), names=run.words.names(names, 5))]


# Cooperations, shocks, elections --------------------------------------------------------------


def _cooperations(run: Run) -> list[Moment]:
    """The first of its kind to begin or to end; the rest is counted at the end of the chapter."""
    kind_of = {row["id"]: row["kind"] for row in run.cooperations}
    weights = {"cooperation_founded": 8, "cooperation_ended": 3, "fell_dormant": 2}
    moments, seen = [], set()
    for told in run.happened(*weights):
        sort = (told.event.kind, kind_of[told.event.details["cooperation"]])
        if sort not in seen:
            seen.add(sort)
            weight = weights[told.event.kind]
            sentence = _first(run, told, sort[1])
            moments.append(Moment(told.event.quarter, "cooperation", weight, sentence))
    return moments


def _first(run: Run, told: Told, kind: str) -> str:
    """A founding in its own words, for the first of its kind; other firsts as they are told."""
    if told.event.kind != "cooperation_founded":
        return told.sentence
    towns, founder = run.result.model.municipalities, told.event.who
    others = [towns[i].name for i in told.event.details["members"] if i != founder]
    row = next(r for r in run.cooperations if r["id"] == told.event.details["cooperation"])
    return run.words(
        f"chapters.first_{kind}",
        founder=towns[founder].name,
        fields=run.words.names(run.field_titles(row["fields"])),
        others=run.words.names(others),
    )


def _shocks(run: Run, bounds: list[int]) -> list[Moment]:
    """Each shock, or where there are many, how many of each kind in a chapter."""
    ends = run.happened("funding_ended")
    shocks = run.happened("shock")
    single = [Moment(t.event.quarter, "shock", 9, t.sentence) for t in ends]
    if len(shocks) <= MOST_SHOCKS:
        return [*single, *(Moment(t.event.quarter, "shock", 9, t.sentence) for t in shocks)]
    for start, stop in pairwise(bounds):
        inside = [t for t in shocks if start <= t.event.quarter < stop]
        if inside:
            single.append(Moment(inside[0].event.quarter, "shock", 9, _many_shocks(run, inside)))
    return single


def _many_shocks(run: Run, shocks: list[Told]) -> str:
    kinds = Counter(str(told.event.details["shock"]) for told in shocks)
    items = [
        run.words.counted("chapters.shock", count, kind=run.words.of(f"shocks.{kind}"))
        for kind, count in kinds.most_common()
    ]
    return run.words("chapters.shocks", items=run.words.names(items))


def _elections(run: Run) -> list[Moment]:
    """Local elections, where they made the councils clearly more or less open."""
    willingness, moments = run.series("willingness"), []
    for quarter in run.quarters_of("council_election"):
        if quarter == 0:
            continue
        before, after = willingness[quarter - 1], willingness[quarter]
        if abs(after - before) >= ELECTION_MATTERS:
            key = "more_open" if after > before else "less_open"
            values = {"before": run.words.number(before, 2), "after": run.words.number(after, 2)}
            words = run.words(f"chapters.{key}", **values)
            moments.append(Moment(quarter, "politics", 5, words))
    return moments


# Where a chapter ends -------------------------------------------------------------------------


def _closing(run: Run, start: int, stop: int) -> str:
    """What the chapter leaves behind: foundings and endings, carriers, services."""
    quarter = stop - 1
    alive = run.indicator("field_cooperations", quarter)
    across = run.indicator("cross_field_cooperations", quarter)
    parts = [run.words.counted("chapters.alive", round(alive + across))]
    if across:
        parts[0] += f" {run.words.counted('chapters.across', round(across))}"
    parts += [*_turnover(run, start, stop), *_carried(run, quarter)]
    service = run.words.percent(run.indicator("service_level", quarter), 1)
    parts.append(run.words("chapters.service", value=service))
    return run.words("chapters.closing", when=run.when(quarter), parts=" · ".join(parts))


def _turnover(run: Run, start: int, stop: int) -> list[str]:
    founded = sum(start <= row["founded"] < stop for row in run.cooperations)
    ended = sum(start <= row["ended"] < stop for row in run.cooperations)
    if founded + ended == 0:
        return []
    number = run.words.number
    return [run.words("chapters.counts", founded=number(founded), ended=number(ended))]


def _carried(run: Run, quarter: int) -> list[str]:
    carriers = run.carriers(quarter)
    return [run.words.counted("chapters.carriers", len(carriers))] if carriers else []
