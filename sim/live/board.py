"""A file to take away: the page of the live view in one HTML file, with its answers inside.

It opens from a stick without program and without net.  A few settings stay movable; every
combination of their values is answered beforehand, by the same `Answerer` that answers live.
"""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.live import client
from sim.live import question as asked
from sim.live.futures import bare, with_files
from sim.live.held import Value, Wanted, Worded, bases, futures_of, sliders_of
from sim.live.packing import FanPacker, Shared, as_json, compressed, values_of
from sim.region import bare_source
from sim.texts import text

if TYPE_CHECKING:
    from sim.live.answering import Answerer

Told = Callable[[int, int], None]  # how many futures are done, of how many


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
        question.scenario,
        question.seed,
        question.assumptions,
        a,
        b,
        sliders,
        lang=question.lang,
        example=question.example,
    )
    name = f"kuemmerer-{question.scenario}.html"
    return {"name": name, "html": page(answerer, wanted, progress)}


def page(answerer: Answerer, wanted: Wanted, progress: Told | None = None) -> str:
    """The file.

    Raises:
        Refused: too many combinations, or a future that cannot be answered.
    """
    futures = futures_of(answerer, wanted)
    answerer.warming.wait()
    if wanted.example is None:
        wanted = replace(wanted, example=_typical(answerer, wanted))
    return _written(answerer, wanted, _answered(answerer, wanted, futures, progress))


# ------------------------------------------------------------------------- answers


def _ask(answerer: Answerer, question: Mapping[str, Any]) -> dict[str, Any]:
    answer = answerer.answer(dict(question))
    while "wait" in answer:
        time.sleep(float(answer["wait"]))
        answer = answerer.answer(dict(question))
    if "error" in answer:
        raise Worded(answer["error"])
    return answer


def _typical(answerer: Answerer, wanted: Wanted) -> int:
    """A run near the middle of the first future."""
    question = {
        "ask": "fan",
        "scenario": wanted.scenario,
        "seed": wanted.seed,
        "assumptions": dict(wanted.assumptions),
        "future": dict(wanted.a),
        "runs": wanted.runs,
    }
    return int(_ask(answerer, question)["typical"])


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
        run = _ask(answerer, {"ask": "run", **common, "example": wanted.example})
        run["command"] = _given_away(run["command"])
        found.append(Answered(one, fan, run))
        if progress is not None:
            progress(number, len(futures))
    return found


def _given_away(command: str) -> str:
    """A command without the folders of this machine."""
    return shlex.join(bare(word) for word in shlex.split(command))


# --------------------------------------------------------------------------- the file


def _written(answerer: Answerer, wanted: Wanted, answered: Sequence[Answered]) -> str:
    setup = _ask(answerer, {"ask": "setup"})
    setup["scenarios"] = [one for one in setup["scenarios"] if one["name"] == wanted.scenario]
    setup |= {"start": wanted.scenario, "seed": wanted.seed, "lang": wanted.lang}
    setup["board"] = {
        "sliders": [{"path": path, "values": values} for path, values in wanted.sliders.items()],
        "runs": wanted.runs,
        "example": wanted.example,
        "lang": wanted.lang,
    }
    county = _ask(answerer, {"ask": "county", "scenario": wanted.scenario})
    county["own"] = with_files(county["own"], bare_source)  # not where it lies on this machine
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
            "example": wanted.example,
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
