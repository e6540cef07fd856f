"""What a file to take away holds: the settings that stay movable, and every future in reach."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sim.live import question as asked
from sim.live.refusing import Refused, both
from sim.live.settings import Setting, settings

if TYPE_CHECKING:
    from sim.live.answering import Answerer
    from sim.scenario import Scenario

Value = bool | int | float | str
Future = Mapping[str, Any]  # measures and turns, as in a question

MOST_COMBINATIONS = 64
MOST_TOLD = 5_000  # futures times municipalities: about 20 MB, five minutes and 2 GB of memory
RUNS = 200
DEFAULT_SLIDERS = (
    "coordination.level",
    "coordination.membership",
    "municipalities.willingness_mean",
)
_LEVEL = "coordination.level"


class Worded(Refused):
    """A refusal whose sentence is there already."""

    def __init__(self, sentence: Mapping[str, str]) -> None:
        """Take the sentence as it is."""
        self.sentence = dict(sentence)
        Exception.__init__(self, self.sentence["en"])


@dataclass(frozen=True)
class Wanted:
    """What a file is to hold.

    Attributes:
        scenario: name of the scenario.
        seed: luck of the runs.
        assumptions: what is assumed otherwise than in the scenario.
        a: the first future.
        b: the second future.
        sliders: values of the settings that stay movable, by path.
        runs: how many runs the fans have.
        lang: language in which the file opens.
        example: the run that is shown in full; None for one near the middle of the first future.
    """

    scenario: str
    seed: int
    assumptions: Mapping[str, Value]
    a: Future
    b: Future
    sliders: Mapping[str, tuple[Value, ...]]
    runs: int = RUNS
    lang: str = "de"
    example: int | None = None


def bases(answerer: Answerer, scenario: str) -> dict[str, Value]:
    """What a scenario itself sets for everything that may be moved."""
    world = answerer.library.world(scenario)
    return {path: setting.of(world.scenario) for path, setting in settings().items()}


def _setting(path: str) -> Setting:
    found = settings().get(path)
    if found is None:
        raise Refused("not_movable", path=path[:60])
    return found


# ------------------------------------------------------------------------- sliders


def sliders_of(
    typed: Mapping[str, Sequence[Value]],
    base: Mapping[str, Value],
    *moved: Mapping[str, Value],
) -> dict[str, tuple[Value, ...]]:
    """The values of each slider: those typed, else the usual ones, and all that is in use.

    Args:
        typed: values by path; none for the usual ones.  Nothing at all: the usual sliders.
        base: what the scenario sets.
        *moved: what the futures begin with.

    Raises:
        Refused: for a setting that is not on the page, or a value not allowed.
    """
    found = {}
    for path, values in (typed or dict.fromkeys(DEFAULT_SLIDERS, ())).items():
        _setting(path)
        in_use = [base[path], *(one[path] for one in moved if path in one)]
        found[path] = checked_values(path, values or default_values(path, base), in_use)
    return found


def default_values(path: str, base: Mapping[str, Value]) -> tuple[Value, ...]:
    """The values that a setting takes in a file: all choices; of numbers three."""
    setting = _setting(path)
    if setting.kind == "switch":
        return (False, True)
    if setting.kind == "choice":
        return setting.choices
    low, high, step = setting.shown or (0.0, 1.0, 1.0)
    prior = setting.told()["prior"] or (low, high)
    quarter = (prior[1] - prior[0]) / 4
    places = (
        round(low + round((place - low) / step) * step, 9)
        for place in (prior[0] + quarter, prior[1] - quarter)
    )
    numbers = (*places, base[path])
    return tuple(int(one) if setting.kind == "whole" else one for one in numbers)


def checked_values(
    path: str, values: Sequence[Value], in_use: Sequence[Value]
) -> tuple[Value, ...]:
    """Values for a setting as the scenario takes them, in order, each once."""
    setting = _setting(path)
    found = list(dict.fromkeys(setting.checked(value) for value in (*values, *in_use)))
    if setting.kind == "choice":
        return tuple(sorted(found, key=lambda one: setting.choices.index(str(one))))
    return tuple(sorted(found, key=float))


# ----------------------------------------------------------------- second scenario


def second_future(first: Scenario, other: Scenario) -> dict[str, Any]:
    """Another scenario as a future of the first one: measures and turns.

    Raises:
        Refused: the two differ in more than that.
    """
    table, others = (_without_words(one) for one in (first, other))
    measures: dict[str, Value] = {}
    for path, setting in settings().items():
        value = setting.of(other)
        if setting.group == "measures" and value != setting.of(first):
            measures[path] = value
            section, name = path.split(".")
            table[section][name] = others[section][name]
    turns = [*_more_shocks(table, others), *_more(table, others, "interventions")]
    for name in sorted(table):
        if table[name] != others[name]:
            raise Worded(both("live.take.board_other", what=name))
    return {"measures": measures, "turns": turns}


def _without_words(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", exclude={"title", "description", "beside", "name"})


def _more(table: dict[str, Any], others: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Entries of a list that the second scenario has behind those of the first."""
    own, its = table.get(name, []), others.get(name, [])
    if its[: len(own)] != own:
        return []
    table[name] = its
    return [{key: value for key, value in one.items() if value != ""} for one in its[len(own) :]]


def _more_shocks(table: dict[str, Any], others: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for shock in _more(table, others, "shocks"):
        if shock["quarter"] is None or shock["municipalities"]:
            raise Worded(both("live.take.board_other", what="shocks"))
        kept = {key: shock[key] for key in ("quarter", "magnitude", "duration")}
        found.append({"kind": "shock", "shock": shock["kind"], **kept})
    return found


# ------------------------------------------------------------------------- futures


def futures_of(answerer: Answerer, wanted: Wanted) -> list[dict[str, Any]]:
    """Every future that can be reached in the file, once; those alike beside each other.

    Raises:
        Refused: too many, or too many for so large a county.
    """
    base = bases(answerer, wanted.scenario)
    found: dict[str, dict[str, Any]] = {}
    given = math.prod(len(values) for values in wanted.sliders.values())
    if given > MOST_COMBINATIONS:
        raise Worded(both("live.take.board_too_many", given=given, most=MOST_COMBINATIONS))
    for side in (wanted.a, wanted.b):
        for values in itertools.product(*wanted.sliders.values()):
            moved = dict(zip(wanted.sliders, values, strict=True))
            measures = {**side.get("measures", {}), **_of_group(moved, "measures")}
            assumed = {**wanted.assumptions, **_of_group(moved, "assumptions")}
            _add(found, assumed, measures, side.get("turns", []), base)
    if not wanted.assumptions:
        scenario = answerer.library.world(wanted.scenario).scenario
        for assumed, measures, turns in story_futures(wanted.scenario, scenario):
            if _is_answerable(answerer, wanted, assumed, measures, turns):
                _add(found, assumed, measures, turns, base)
    _check_size(len(found), len(answerer.library.world(wanted.scenario).region.places))
    return sorted(found.values(), key=lambda one: _likeness(one, base))


def _check_size(futures: int, towns: int) -> None:
    """Refuse what would need minutes for each municipality more, and memory that few machines have.

    Raises:
        Refused: too many futures for so many municipalities.
    """
    if futures * towns > MOST_TOLD:
        most = MOST_TOLD // towns
        raise Worded(both("live.take.board_too_large", futures=futures, towns=towns, most=most))


def _is_answerable(
    answerer: Answerer,
    wanted: Wanted,
    assumed: Mapping[str, Value],
    measures: Mapping[str, Value],
    turns: Sequence[Any],
) -> bool:
    """Whether this scenario takes what a story asks for; the story is left out where not."""
    future = {"measures": measures, "turns": turns}
    common = {"scenario": wanted.scenario, "seed": wanted.seed, "assumptions": assumed}
    try:
        question = asked.read({"ask": "run", **common, "future": future})
        answerer.library.resolve(question)  # type: ignore[arg-type]
    except Refused:
        return False
    return True


def _add(
    found: dict[str, dict[str, Any]],
    assumed: Mapping[str, Value],
    measures: Mapping[str, Value],
    turns: Sequence[Any],
    base: Mapping[str, Value],
) -> None:
    moved = {path: value for path, value in assumed.items() if value != base[path]}
    chosen = {path: value for path, value in measures.items() if value != base[path]}
    if measures.get(_LEVEL, base[_LEVEL]) == "none":  # nothing to say of what is not there
        chosen = {
            path: value
            for path, value in chosen.items()
            if path == _LEVEL or not path.startswith("coordination.")
        }
    one = {"assumptions": moved, "future": {"measures": chosen, "turns": list(turns)}}
    found.setdefault(json.dumps(one, sort_keys=True), one)


def _likeness(one: Mapping[str, Any], base: Mapping[str, Value]) -> tuple[str, bool, str]:
    """Same assumptions beside each other, the one without coordination first."""
    measures = one["future"]["measures"]
    has_unit = measures.get(_LEVEL, base[_LEVEL]) != "none"
    return json.dumps(one["assumptions"], sort_keys=True), has_unit, json.dumps(one["future"])


def _of_group(moved: Mapping[str, Value], group: str) -> dict[str, Value]:
    return {path: value for path, value in moved.items() if _setting(path).group == group}


@cache
def story_book() -> dict[str, Any]:
    """The stories of the page as data: what stands in stories-book.js between its outer braces."""
    source = files("sim.live").joinpath("web", "stories-book.js").read_text(encoding="utf-8")
    start = source.index("K.storyBook = {")
    book: dict[str, Any] = json.loads(source[source.index("{", start) : source.rindex("}") + 1])
    return book


def story_futures(
    name: str, scenario: Scenario
) -> Iterable[tuple[dict[str, Value], dict[str, Value], list[dict[str, Any]]]]:
    """What the stories compare: assumptions, measures, turns.

    Nothing where they do not fit: where something happens already, their words would be false.
    """
    book = story_book()
    if name in book["not_on"] or scenario.shocks or scenario.interventions:
        return
    for story in book["stories"]:
        for stop in story["stops"]:
            for side in ("a", "b"):
                future = book["futures"][stop[side]]
                turns = [_placed(turn, scenario.quarters) for turn in future.get("turns", [])]
                yield stop.get("assumptions", {}), future["measures"], turns


def _placed(turn: Mapping[str, Any], quarters: int) -> dict[str, Any]:
    """A turn of the book in a run of so many quarters, as the page places it."""
    quarter = min(quarters - 1, int(turn["quarter"] * quarters + 0.5))
    placed = {**turn, "quarter": quarter}
    if "duration" in turn:
        placed["duration"] = max(1, min(turn["duration"], quarters - quarter))
    return placed
