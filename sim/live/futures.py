"""From a scenario, what is assumed and what is decided to one resolved future.

What is decided from the start are settings; a turn is a shock or an intervention of the scenario.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from sim.live import question as asked
from sim.live.complaints import shown
from sim.live.refusing import Refused, each
from sim.live.settings import overrides
from sim.region import bare_source
from sim.region.loading import split_source
from sim.scenario import Scenario, ScenarioError, load_scenario, shipped_scenarios
from sim.scenario.reading import is_region_file, with_overrides
from sim.world import World

_WORD = re.compile(r"[a-z_]+", re.ASCII)
_NO_WORDS = {"true", "false", "inf", "nan"}  # to TOML they are something else
_WORDS = {"title", "description", "beside", "name"}  # nothing that a run depends on


@dataclass(frozen=True)
class Resolved:
    """A scenario with everything moved and every turn put in, on its county, with a seed.

    Attributes:
        world: the scenario on its county.
        seed: 0 … 2³² - 1.
        changes: what was changed of the scenario asked for, by path.
        typed: how a command line calls the scenario asked for, with what it sets, word by word.
    """

    world: World
    seed: int
    changes: Mapping[str, Any]
    typed: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.world.scenario

    @cached_property
    def key(self) -> str:
        """The same for all questions that lead to the same numbers."""
        table = self.scenario.model_dump(mode="json", exclude=_WORDS)
        written = json.dumps(table, sort_keys=True, ensure_ascii=False)
        whole = f"{written} {self.world.region.fingerprint()} {self.seed}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32]

    @property
    def command(self) -> str:
        """What to type for the same run, without the seed."""
        moved = [("--set", f"{path}={_typed(value)}") for path, value in self.changes.items()]
        return shlex.join(["kuemmerer", "run", *self.typed, *chain.from_iterable(moved)])

    def command_of(self, example: int) -> str:
        """What to type for one run of the fan."""
        which = f" --replicate {example}" if example else ""
        return f"{self.command} --seed {self.seed}{which}"


class Library:
    """The scenarios that may be asked for: the shipped ones, and the one given at the start."""

    def __init__(
        self, start: Scenario | str | Path, typed: Sequence[str] = (), *, is_shared: bool = False
    ) -> None:
        """Read the scenario given at the start.

        Args:
            start: the scenario, its name or its path.
            typed: how a command line calls it, with what it sets; left out, by its name or path.
            is_shared: whether others see it, who are not told where files lie on this machine.

        Raises:
            ScenarioError: for one that cannot be used.
        """
        given = start if isinstance(start, Scenario) else load_scenario(start)
        self.start = given.name or "scenario"
        called = self.start if isinstance(start, Scenario) else str(start)
        self._typed = tuple(typed) or (called,)
        self._named = bare_source if is_shared else _whole_path
        if is_shared:
            self._typed = tuple(bare(word) for word in self._typed)
        self._worlds = {self.start: World.of(given)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names, sorted; the one given at the start first where it is not a shipped one."""
        return tuple(dict.fromkeys((self.start, *shipped_scenarios())))

    def world(self, name: str) -> World:
        """A scenario as it is, on its county; read once.

        Raises:
            Refused: there is no such scenario here.
        """
        if name not in self.names:
            raise Refused("scenario", given=shown(name), allowed=", ".join(self.names))
        if name not in self._worlds:
            self._worlds[name] = World.of(load_scenario(name))
        return self._worlds[name]

    def own(self, name: str) -> dict[str, Any]:
        """What a scenario itself sets: the page writes a file with it and what was moved.

        Files of a region stand there with their whole path, so that it runs from any folder; where
        others see it, with their bare name.

        Raises:
            Refused: there is no such scenario here.
        """
        scenario = self.world(name).scenario
        table = scenario.model_dump(
            mode="json", exclude_unset=True, exclude_none=True, exclude={"name"}
        )
        return with_files(table, self._named)

    def _called(self, name: str) -> tuple[str, ...]:
        """How a command line calls a scenario."""
        return self._typed if name == self.start else (name,)

    def resolve(self, question: asked.AboutOneFuture) -> Resolved:
        """The future that a question is about.

        Raises:
            Refused: for whatever cannot be moved or done as it was asked.
        """
        world = self.world(question.scenario)
        base, turns = world.scenario, question.future.turns
        _check_turns(world, turns)
        measures = overrides(base, "measures", question.future.measures)
        changes = overrides(base, "assumptions", question.assumptions) | measures
        if _level(base, changes) == "none":  # what is not there cannot develop
            changes |= _only_where_set(base, changes)
        changes |= _turns(base, turns)
        if changes:
            try:
                world = World.of(with_overrides(base, changes), world.region)
            except ScenarioError as error:
                why = each(_without_place(error).text)
                raise Refused("refused_by_scenario", why=why) from None
        return Resolved(world, question.seed, changes, self._called(question.scenario))


def with_files(table: dict[str, Any], named: Callable[[str], str]) -> dict[str, Any]:
    """What a scenario sets, with other names of the files that its region is read from."""
    region = dict(table.get("region", {}))
    for key in ("source", "borders"):
        if is_region_file(region.get(key)):
            region[key] = named(region[key])
    return {**table, "region": region} if region else table


def bare(word: str) -> str:
    """A word of a command without the folders of this machine."""
    if word.endswith(".toml"):
        return Path(word).name
    path, equals, value = word.partition("=")
    value = value.strip("'\" ")
    return f"{path}={bare_source(value)}" if equals and is_region_file(value) else word


def _whole_path(source: str) -> str:
    path, county = split_source(source)
    whole = str(path.resolve())
    return f"{whole}#{county}" if county else whole


def _level(base: Scenario, changes: Mapping[str, Any]) -> Any:
    return changes.get("coordination.level", base.coordination.level)


def _only_where_set(base: Scenario, changes: Mapping[str, Any]) -> dict[str, str]:
    path = "coordination.development"
    is_set = changes.get(path, base.coordination.development) != "fixed"
    return {path: "fixed"} if is_set else {}


def _turns(base: Scenario, turns: tuple[asked.Turn, ...]) -> dict[str, Any]:
    """The shocks and interventions of a scenario with the turns put behind them."""
    shocks = [_shock(turn) for turn in turns if isinstance(turn, asked.Shock)]
    others = [_intervention(turn) for turn in turns if not isinstance(turn, asked.Shock)]
    changes = {"shocks": shocks, "interventions": others}
    return {name: [*_listed(base, name), *more] for name, more in changes.items() if more}


def _listed(base: Scenario, name: str) -> list[dict[str, Any]]:
    return [entry.model_dump(exclude_unset=True) for entry in getattr(base, name)]


def _shock(turn: asked.Shock) -> dict[str, Any]:
    return {
        "kind": turn.shock,
        "quarter": turn.quarter,
        "magnitude": turn.magnitude,
        "duration": turn.duration,
    }


def _intervention(turn: asked.Turn) -> dict[str, Any]:
    """A turn as the scenario writes it; what is empty is left to the scenario."""
    return {key: value for key, value in turn.model_dump().items() if value != ""}


def _check_turns(world: World, turns: tuple[asked.Turn, ...]) -> None:
    """Turns lie within the run, and name municipalities by their keys and fields that are there."""
    last, fields = world.scenario.quarters - 1, [field.name for field in world.scenario.fields]
    for number, turn in enumerate(turns, 1):
        if turn.quarter > last:
            raise Refused("turn_quarter", number=number, given=turn.quarter, last=last)
        key, field = getattr(turn, "municipality", ""), getattr(turn, "field", "")
        if key and key not in world.region.keys:
            county = world.region.name
            raise Refused("municipality", number=number, given=shown(key), county=county)
        if field and field not in fields:
            allowed = ", ".join(fields)
            raise Refused("field", number=number, given=shown(field), allowed=allowed)


def _without_place(error: ScenarioError) -> ScenarioError:
    """The line without the option that it names first."""
    return error.without_set()


def _typed(value: Any) -> str:
    """A value as one types it behind ``--set``: a plain word without quotation marks."""
    is_word = isinstance(value, str) and bool(_WORD.fullmatch(value)) and value not in _NO_WORDS
    return str(value) if is_word else _toml(value)


def _toml(value: Any) -> str:
    """A value as ``--set`` takes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml(item)}' for key, item in value.items())}}}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
