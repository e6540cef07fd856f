"""A file to take away: the page of the live view in one HTML file, with its answers inside.

It opens from a stick without program and without net.  A few settings stay movable; every
combination of their values is answered beforehand, by the same `Answerer` that answers live.
"""

from __future__ import annotations

import itertools
import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sim.live import client
from sim.live import question as asked
from sim.live.packing import FanPacker, Shared, as_json, compressed, values_of
from sim.live.refusing import Refused, both
from sim.live.settings import Setting, settings
from sim.texts import text

if TYPE_CHECKING:
    from sim.live.answering import Answerer
    from sim.scenario import Scenario

Value = bool | int | float | str
Future = Mapping[str, Any]  # measures and turns, as in a question
Told = Callable[[int, int], None]  # how many futures are done, of how many

MOST_COMBINATIONS = 64
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
    """

    scenario: str
    seed: int
    assumptions: Mapping[str, Value]
    a: Future
    b: Future
    sliders: Mapping[str, tuple[Value, ...]]
    runs: int = RUNS
    lang: str = "de"


def board_page(
    answerer: Answerer, question: asked.BoardQuestion, progress: Told | None = None
) -> dict[str, str]:
    """The answer to ``board``: a file name and the page.

    Raises:
        Refused: for what cannot be put into a file.
    """
    a, b = (one.model_dump(mode="json") for one in (question.a, question.b))
    base = bases(answerer, question.scenario)
    typed: dict[str, list[Value]] = {path: [] for path in question.sliders}
    sliders = sliders_of(typed, base, question.assumptions, a["measures"], b["measures"])
    wanted = Wanted(
        question.scenario, question.seed, question.assumptions, a, b, sliders, lang=question.lang
    )
    name = f"kuemmerer-{question.scenario}.html"
    return {"name": name, "html": page(answerer, wanted, progress)}


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


def page(answerer: Answerer, wanted: Wanted, progress: Told | None = None) -> str:
    """The file.

    Raises:
        Refused: too many combinations, or a future that cannot be answered.
    """
    futures = futures_of(answerer, wanted)
    answerer.warming.wait()
    return _written(answerer, wanted, _answered(answerer, wanted, futures, progress))


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


# --------------------------------------------------------------------------- which futures


def futures_of(answerer: Answerer, wanted: Wanted) -> list[dict[str, Any]]:
    """Every future that can be reached in the file, once; those alike beside each other.

    Raises:
        Refused: too many.
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
        quarters = answerer.library.world(wanted.scenario).scenario.quarters
        for assumed, measures, turns in story_futures(wanted.scenario, quarters):
            if _is_answerable(answerer, wanted, assumed, measures, turns):
                _add(found, assumed, measures, turns, base)
    return sorted(found.values(), key=lambda one: _likeness(one, base))


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
    scenario: str, quarters: int
) -> Iterable[tuple[dict[str, Value], dict[str, Value], list[dict[str, Any]]]]:
    """What the stories compare: assumptions, measures, turns; nothing where they do not fit."""
    book = story_book()
    if scenario in book["not_on"]:
        return
    for story in book["stories"]:
        for stop in story["stops"]:
            for side in ("a", "b"):
                future = book["futures"][stop[side]]
                turns = [_placed(turn, quarters) for turn in future.get("turns", [])]
                yield stop.get("assumptions", {}), future["measures"], turns


def _placed(turn: Mapping[str, Any], quarters: int) -> dict[str, Any]:
    """A turn of the book in a run of so many quarters, as the page places it."""
    quarter = min(quarters - 1, int(turn["quarter"] * quarters + 0.5))
    placed = {**turn, "quarter": quarter}
    if "duration" in turn:
        placed["duration"] = max(1, min(turn["duration"], quarters - quarter))
    return placed


# --------------------------------------------------------------------------- their answers


def bases(answerer: Answerer, scenario: str) -> dict[str, Value]:
    """What a scenario itself sets for everything that may be moved."""
    world = answerer.library.world(scenario)
    return {path: setting.of(world.scenario) for path, setting in settings().items()}


def _setting(path: str) -> Setting:
    found = settings().get(path)
    if found is None:
        raise Refused("not_movable", path=path[:60])
    return found


def _ask(answerer: Answerer, question: Mapping[str, Any]) -> dict[str, Any]:
    answer = answerer.answer(dict(question))
    while "wait" in answer:
        time.sleep(float(answer["wait"]))
        answer = answerer.answer(dict(question))
    if "error" in answer:
        raise Worded(answer["error"])
    return answer


@dataclass(frozen=True)
class Answered:
    """A future with its answers."""

    future: dict[str, Any]
    fan: dict[str, Any]
    run: dict[str, Any]


def _answered(
    answerer: Answerer,
    wanted: Wanted,
    futures: Sequence[dict[str, Any]],
    progress: Told | None,
) -> list[Answered]:
    found = []
    for number, one in enumerate(futures, 1):
        common = {"scenario": wanted.scenario, "seed": wanted.seed, **one}
        fan = _ask(answerer, {"ask": "fan", **common, "runs": wanted.runs})
        run = _ask(answerer, {"ask": "run", **common})
        found.append(Answered(one, fan, run))
        if progress is not None:
            progress(number, len(futures))
    return found


# --------------------------------------------------------------------------- the file


def _written(answerer: Answerer, wanted: Wanted, answered: Sequence[Answered]) -> str:
    setup = _ask(answerer, {"ask": "setup"})
    setup["scenarios"] = [one for one in setup["scenarios"] if one["name"] == wanted.scenario]
    setup |= {"start": wanted.scenario, "seed": wanted.seed, "lang": wanted.lang}
    setup["board"] = {
        "sliders": [{"path": path, "values": values} for path, values in wanted.sliders.items()],
        "runs": wanted.runs,
        "lang": wanted.lang,
    }
    county = _ask(answerer, {"ask": "county", "scenario": wanted.scenario})
    fans, blocks = _packed_fans(answered)
    shared = Shared([one.run for one in answered])
    head = {
        "setup": setup,
        "county": county,
        "start": {
            "scenario": wanted.scenario,
            "seed": wanted.seed,
            "assumptions": wanted.assumptions,
            "a": wanted.a,
            "b": wanted.b,
            "lang": wanted.lang,
        },
        "fans": fans,
        "futures": [{**one.future, "founded": one.fan["founded"]} for one in answered],
    }
    runs = [compressed(as_json(shared.referring(one.run))) for one in answered]
    content = {
        "head": compressed(as_json(head)),
        "shared": compressed(as_json(shared.kept)),
        "fans": blocks,
        "runs": runs,
    }
    return _html(content, wanted.lang)


def _packed_fans(answered: Sequence[Answered]) -> tuple[dict[str, Any], list[str]]:
    """Each fan as its difference from the first one with the same assumptions."""
    values = [values_of(one.fan) for one in answered]
    packer = FanPacker(values)
    steps = [packer.steps(one) for one in values]
    ways, references, blocks = [], [], []
    first: dict[str, int] = {}
    for number, one in enumerate(answered):
        world = json.dumps(one.future["assumptions"], sort_keys=True)
        reference = first.setdefault(world, number)
        own = None if reference == number else steps[reference]
        way, data = packer.packed(steps[number], own)
        ways.append(way)
        references.append(-1 if own is None else reference)
        blocks.append(compressed(data))
    told = {
        "names": packer.names,
        "ranges": packer.ranges,
        "steps": packer.counts,
        "ways": ways,
        "references": references,
        "quarters": answered[0].fan["quarters"],
    }
    return told, blocks


# Nothing may be fetched from anywhere: the file is all there is.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{style}
</style>
</head>
<body>
<div id="kuemmerer"></div>
<noscript>{no_script}</noscript>
<script type="application/json" id="kuemmerer-answers">{answers}</script>
<script>
{script}
Kuemmerer.openBoard(document.getElementById("kuemmerer"), {old_browser});
</script>
</body>
</html>
"""


def _html(content: Mapping[str, Any], lang: str) -> str:
    old_browser = {one: text("live.take.board_old_browser", one) for one in ("de", "en")}
    return _PAGE.format(
        lang=lang,
        policy=_POLICY,
        title=text("live.take.board_title", lang),
        style=client.style(),
        no_script=" ".join(text("live.take.board_no_script", one) for one in ("de", "en")),
        answers=json.dumps(content, separators=(",", ":")).replace("<", "\\u003c"),
        script=client.script().replace("</script", "<\\/script"),
        old_browser=json.dumps(old_browser, ensure_ascii=False).replace("<", "\\u003c"),
    )
