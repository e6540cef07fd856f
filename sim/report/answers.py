"""Why not?  What each council said about the coordination unit, and what kept the small away."""

from collections import Counter
from itertools import groupby
from typing import Any, NamedTuple

from sim.entities import Terms
from sim.report.run import UNIT_DECISIONS, Run

MOST_VOTERS = 60
SIZES = (0.0, 3_000.0, 8_000.0)  # residents from which a class of municipalities begins
OUTCOMES = ("no_time", "not_considered", "refused", "agreed")
JOINING = ("join_field", "join_cross_field")


class Answer(NamedTuple):
    """What a council said, once or several times in a row."""

    words: str
    outcome: str


class Voter(NamedTuple):
    """A municipality, its answers in order, and the reason of the one that tells most."""

    name: str
    residents: str
    answers: list[Answer]
    reason: str


class SizeClass(NamedTuple):
    """Municipalities of a size and what came of the proposals made to them."""

    name: str
    members: str
    counts: list[str]
    shares: list[str]
    bar: list[tuple[float, float]]  # start and width of each outcome, percent
    total: str


class Term(NamedTuple):
    """What speaks for or against, with its bar: start and width in percent of the room."""

    name: str
    value: str
    start: float
    width: float
    is_for: bool


class Refusal(NamedTuple):
    """One refusal with everything that was weighed."""

    title: str
    about: str
    sentence: str
    terms: list[Term]
    balance: str
    probability: str


# Votes on the coordination unit ---------------------------------------------------------------


def weighed_most(run: Run) -> list[str]:
    """What weighed most against the unit, over all councils."""
    refused = [row for row in run.votes if row["outcome"] == "refused"]
    sentences = []
    if refused:
        reasons = Counter(min(Terms._fields, key=lambda name: row[name]) for row in refused)
        listed = [
            run.words.counted("votes.reason_item", count, term=run.words.of(f"against.{name}"))
            for name, count in reasons.most_common(3)
        ]
        total = len(refused)
        values = {"reasons": run.words.names(listed)}
        sentences.append(run.words.counted("votes.reasons", total, **values))
    no_time = sum(row["outcome"] == "no_time" for row in run.votes)
    if no_time:
        sentences.append(run.words.counted("votes.no_time", no_time))
    against_odds = sum(row["probability"] > 0.5 for row in refused)
    if against_odds:
        sentences.append(run.words.counted("votes.against_odds", against_odds))
    return sentences


def voters(run: Run) -> tuple[list[Voter], int]:
    """The municipalities and their answers, largest first, and how many are left out."""
    by_key: dict[str, list[dict[str, Any]]] = {place.key: [] for place in run.places}
    for row in run.votes:
        by_key[row["key"]].append(row)
    shown = run.places[:MOST_VOTERS]
    return [
        Voter(
            name=place.name,
            residents=run.words.number(place.population),
            answers=_answers(run, by_key[place.key]),
            reason=_reason(run, by_key[place.key]),
        )
        for place in shown
    ], len(run.places) - len(shown)


def _answers(run: Run, rows: list[dict[str, Any]]) -> list[Answer]:
    """The answers in order; the same one several times in a row is said once."""
    found = []
    for outcome, group in groupby(rows, lambda row: str(row["outcome"])):
        same = list(group)
        first, last = (run.year(same[end]["quarter"]) for end in (0, -1))
        years = first if first == last else f"{first}–{last}"
        words = run.words("votes.answer", years=years, said=run.words(f"votes.{outcome}"))
        found.append(Answer(words, outcome))
    return found


def _reason(run: Run, rows: list[dict[str, Any]]) -> str:
    """Why the clearest no; without any, why the last yes."""
    if not rows:
        return run.words("votes.never_asked")
    refusing = [row for row in reversed(rows) if row["outcome"] != "agreed"]
    row = min(refusing, key=_chance_of_yes) if refusing else rows[-1]
    what = run.words(f"votes.{row['decision']}")
    return run.words("votes.why", year=run.year(row["quarter"]), what=what, why=row["why"])


def _chance_of_yes(row: dict[str, Any]) -> float:
    """How likely a council was to pass the stage at which it said no, 0 … 1."""
    stages = {"no_time": "able", "not_considered": "attention"}
    return float(row[stages.get(row["outcome"], "probability")])


# Joining cooperations, by size ----------------------------------------------------------------


def by_size(run: Run) -> list[SizeClass]:
    """What came of proposals in single fields, for small, middling and large municipalities."""
    sizes = {place.key: place.population for place in run.places}
    asked = [row for row in run.decisions if row["decision"] == "join_field"]
    found = []
    for low, high in zip(SIZES, (*SIZES[1:], float("inf")), strict=True):
        keys = {key for key, size in sizes.items() if low <= size < high}
        outcomes = Counter(row["outcome"] for row in asked if row["key"] in keys)
        if outcomes.total():
            found.append(_size_class(run, (low, high), len(keys), outcomes))
    return found


def _size_class(
    run: Run, limits: tuple[float, float], members: int, outcomes: Counter[str]
) -> SizeClass:
    low, high = (run.words.number(limit) for limit in limits)
    key = "lowest" if limits[0] == 0.0 else "highest" if limits[1] == float("inf") else "middle"
    total = outcomes.total()
    shares = [100.0 * outcomes[name] / total for name in OUTCOMES]
    starts = [sum(shares[:place]) for place in range(len(shares))]
    return SizeClass(
        name=run.words(f"sizes.{key}", low=low, high=high),
        members=run.words.counted("sizes.members", members),
        counts=[run.words.number(outcomes[name]) for name in OUTCOMES],
        shares=[run.words.percent(share / 100.0) for share in shares],
        bar=[(round(a, 2), round(b, 2)) for a, b in zip(starts, shares, strict=True)],
        total=run.words.number(total),
    )


def on_sizes(run: Run, classes: list[SizeClass]) -> str:
    """Whether the smallest more often lack the time than the largest."""
    if len(classes) < 2:
        return ""
    small, large = classes[0].bar[0][1], classes[-1].bar[0][1]
    if not any(one.bar[0][1] for one in classes):
        return run.words("sizes.never")
    key = "more" if small > large + 5.0 else "less" if large > small + 5.0 else "alike"
    percent = run.words.percent
    values = {"small": percent(small / 100.0), "large": percent(large / 100.0)}
    return run.words(f"sizes.{key}", **values)


# One refusal in detail ------------------------------------------------------------------------


def smallest_refusal(run: Run) -> Refusal | None:
    """The refusal of the smallest municipality that refused, term by term."""
    refused = [row for row in run.decisions if row["outcome"] == "refused"]
    for place in reversed(run.places):
        own = [row for row in refused if row["key"] == place.key]
        for decision in (*UNIT_DECISIONS, *JOINING):
            for row in own:
                if row["decision"] == decision:
                    return _refusal(run, row)
    return None


def _refusal(run: Run, row: dict[str, Any]) -> Refusal:
    what = run.words.of(f"decisions.{row['decision']}")
    if row["decision"] == "join_field":  # an identifier begins with the name of the field
        titles = run.field_titles(row["subject"].split(" ")[0])
        what = run.words("refusal.field", what=what, fields=run.words.names(titles))
    values = {"name": row["name"], "year": run.year(row["quarter"])}
    return Refusal(
        title=run.words("refusal.title", **values),
        about=run.words("refusal.about", what=what),
        sentence=row["why"],
        terms=_terms(run, row),
        balance=run.words.signed(row["balance_fte"], 3),
        probability=_odds(run, row["probability"]),
    )


def _odds(run: Run, probability: float) -> str:
    """A probability in whole percent, never as if it were certain."""
    if probability < 0.01:
        return run.words("refusal.almost_never", value=run.words.percent(0.01))
    if probability > 0.99:
        return run.words("refusal.almost_always", value=run.words.percent(0.99))
    return run.words.percent(probability)


def _terms(run: Run, row: dict[str, Any]) -> list[Term]:
    """The terms with a weight, from what speaks most for it to what speaks most against it."""
    values = {name: float(row[name]) for name in Terms._fields if abs(row[name]) >= 0.0005}
    largest = max((abs(value) for value in values.values()), default=1.0)
    found = []
    for name, value in sorted(values.items(), key=lambda item: -item[1]):
        width = 50.0 * abs(value) / largest
        found.append(
            Term(
                name=run.words.of(f"{'for' if value > 0.0 else 'against'}.{name}"),
                value=run.words.signed(value, 3),
                start=round(50.0 if value > 0.0 else 50.0 - width, 2),
                width=round(width, 2),
                is_for=value > 0.0,
            )
        )
    return found
