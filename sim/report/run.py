"""What the report asks a run, again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sim.model import Event
from sim.region import Place
from sim.report.words import Words
from sim.results import RunResult

UNIT_DECISIONS = ("found_unit", "enter_unit", "renew_unit", "raise_level")


class Told(NamedTuple):
    """An event and its sentence."""

    event: Event
    sentence: str


@dataclass(frozen=True)
class Run:
    """A finished run and the words to tell it in."""

    result: RunResult
    words: Words

    @property
    def last(self) -> int:
        """Number of the last quarter."""
        return self.result.quarters - 1

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Everything that happened, in order."""
        pairs = zip(self.result.model.events, self.result.events["text"], strict=True)
        return tuple(Told(event, str(sentence)) for event, sentence in pairs)

    def happened(self, *kinds: str) -> list[Told]:
        """The events of these kinds, in order."""
        return [told for told in self.told if told.event.kind in kinds]

    def quarters_of(self, kind: str) -> list[int]:
        """The quarters with an event of a kind, each once."""
        return sorted({told.event.quarter for told in self.happened(kind)})

    def indicator(self, name: str, quarter: int) -> float:
        """An indicator in a quarter."""
        return float(self.series(name)[quarter])

    def series(self, name: str) -> list[float]:
        """An indicator in every quarter."""
        return [float(value) for value in self.result.indicators[name]]

    @cached_property
    def _towns(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for row in _records(self.result.municipalities.to_dict("records")):
            found.setdefault(int(row["quarter"]), []).append(row)
        return found

    def towns(self, quarter: int) -> list[dict[str, Any]]:
        """The rows of all municipalities in a quarter, in the order of their keys."""
        return self._towns[quarter]

    def carriers(self, quarter: int) -> list[str]:
        """Names of those that carry the coordination unit in a quarter; nobody before the first."""
        if quarter < 0:
            return []
        return [str(row["name"]) for row in self.towns(quarter) if row["in_unit"]]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The municipalities, the largest first."""
        return tuple(sorted(self.result.region.places, key=lambda p: (-p.population, p.key)))

    @cached_property
    def name_of(self) -> dict[str, str]:
        """Names of the municipalities by key."""
        return {place.key: place.name for place in self.result.region.places}

    @cached_property
    def cooperations(self) -> list[dict[str, Any]]:
        """A row per cooperation, in the order of founding."""
        return _records(self.result.cooperations.to_dict("records"))

    @property
    def living(self) -> list[dict[str, Any]]:
        """The cooperations that live at the end, the dormant left out."""
        return [row for row in self.cooperations if row["ended"] < 0 and not row["dormant"]]

    @cached_property
    def decisions(self) -> list[dict[str, Any]]:
        """A row per council decision, in order."""
        return _records(self.result.decisions.to_dict("records"))

    @property
    def votes(self) -> list[dict[str, Any]]:
        """The decisions about the coordination unit."""
        return [row for row in self.decisions if row["decision"] in UNIT_DECISIONS]

    @property
    def has_unit_in_play(self) -> bool:
        """Whether the scenario has a coordination unit to decide on."""
        return self.result.scenario.may_have_a_unit

    def year(self, quarter: int) -> str:
        """The year of a quarter."""
        return str(self.result.year(quarter))

    def when(self, quarter: int) -> str:
        """A quarter in words."""
        return self.words("when", quarter=quarter % 4 + 1, year=self.year(quarter))

    def field_titles(self, names: str) -> list[str]:
        """Titles of fields whose names are joined with a plus sign."""
        titles = {field.name: field.title(self.words.lang) for field in self.result.fields}
        return [titles[name] for name in names.split("+")]


def _records(rows: Iterable[dict[Any, Any]]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]
