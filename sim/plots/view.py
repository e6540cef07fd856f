"""What the figures need to know of a run, and the few questions they ask it.

The figures take anything shaped like `Result`; the real one is `sim.results.RunResult`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from sim.plots.palette import STATES, field_codes, field_colour
from sim.texts import text

LEVELS = ("none", "informal", "shared_staff", "office")  # by institution_level, 0 to 3


class Place(Protocol):
    """A municipality."""

    @property
    def key(self) -> str:
        """Official key."""

    @property
    def name(self) -> str:
        """Name, as written on the map."""

    @property
    def population(self) -> float:
        """Residents, in persons."""

    @property
    def lat(self) -> float:
        """Latitude in degrees."""

    @property
    def lon(self) -> float:
        """Longitude in degrees."""

    @property
    def is_town(self) -> bool:
        """Whether it has the rights of a town."""

    @property
    def is_seat(self) -> bool:
        """Whether it is the seat of the county."""


class Shape(Protocol):
    """The outline of a municipality, or of an area without one."""

    @property
    def key(self) -> str:
        """Key of its place; of an area without a municipality, any other text."""

    @property
    def polygons(self) -> Sequence[Sequence[Sequence[tuple[float, float]]]]:
        """Polygons, each an outer ring and its holes; a ring is closed (degrees east, north)."""


class Region(Protocol):
    """The county."""

    @property
    def places(self) -> Sequence[Place]:
        """Its municipalities."""

    @property
    def shapes(self) -> Sequence[Shape]:
        """Outlines, of every municipality or of none."""

    @property
    def shapes_source(self) -> str:
        """Whose outlines these are; stands wherever they are drawn."""


class Field(Protocol):
    """An action field."""

    @property
    def name(self) -> str:
        """Its id, such as `water`."""

    def title(self, lang: str, /) -> str:
        """What people call it, in German or English."""


class Result(Protocol):
    """One finished run; the columns of its tables are those of `sim.results.RunResult`."""

    @property
    def title(self) -> str:
        """Title of the scenario."""

    @property
    def start_year(self) -> int:
        """Year of quarter 0."""

    @property
    def quarters(self) -> int:
        """How many quarters were run."""

    @property
    def region(self) -> Region:
        """The county."""

    @property
    def fields(self) -> Sequence[Field]:
        """The action fields of the scenario."""

    @property
    def indicators(self) -> pd.DataFrame:
        """A row for each quarter."""

    @property
    def municipalities(self) -> pd.DataFrame:
        """A row for each quarter and municipality."""

    @property
    def cooperations(self) -> pd.DataFrame:
        """A row for each cooperation."""

    @property
    def memberships(self) -> pd.DataFrame:
        """A row for each time a municipality was a member."""

    @property
    def cooperation_states(self) -> pd.DataFrame:
        """A row for each quarter and living cooperation."""

    @property
    def events(self) -> pd.DataFrame:
        """A row for each event."""


@dataclass(frozen=True)
class Badge:
    """How an action field is shown: its code, colour and title."""

    code: str
    colour: str
    title: str


@dataclass(frozen=True)
class Alive:
    """A cooperation in the quarter that is looked at."""

    id: str
    kind: str
    fields: tuple[str, ...]
    members: tuple[str, ...]
    phase: str
    is_dormant: bool


def badges(result: Result, lang: str) -> dict[str, Badge]:
    """Code, colour and title of each action field, by its name."""
    titles = [field.title(lang) for field in result.fields]
    letters = [text(f"plots.map.letter_{state}", lang) for state in STATES]
    codes = field_codes(titles, taken=letters)
    return {
        field.name: Badge(codes[position], field_colour(position), titles[position])
        for position, field in enumerate(result.fields)
    }


def alive(result: Result, quarter: int) -> list[Alive]:
    """The cooperations that exist at the end of a quarter, dormant ones included, oldest first."""
    table = result.cooperations
    here = table[_lasts(table["founded"], table["ended"], quarter)].sort_values(["founded", "id"])
    members = _members(result, quarter)
    states = _states(result, quarter)
    return [
        Alive(
            id=str(row["id"]),
            kind=str(row["kind"]),
            fields=tuple(str(row["fields"]).split("+")),
            members=members.get(str(row["id"]), ()),
            phase=str(states.get(str(row["id"]), (row["phase"], 0))[0]),
            is_dormant=bool(states.get(str(row["id"]), ("", 0))[1]),
        )
        for row in here.to_dict("records")
    ]


def state_of(key: str, cooperations: Iterable[Alive], in_unit: Iterable[str]) -> str:
    """What a municipality is in: the strongest of `STATES` that holds for it."""
    if key in in_unit:
        return "unit"
    kinds = {cooperation.kind for cooperation in cooperations if key in cooperation.members}
    return "cross" if "cross_field" in kinds else "field" if kinds else "none"


def carriers(result: Result, quarter: int) -> tuple[str, ...]:
    """The municipalities that carry the coordination unit in a quarter."""
    table = result.municipalities
    here = table[(table["quarter"] == quarter) & (table["in_unit"].astype(int) == 1)]
    return tuple(here["key"].astype(str))


def level(result: Result, quarter: int) -> str:
    """The institutionalisation level in a quarter, by its name."""
    return LEVELS[min(max(round(indicator(result, quarter, "institution_level")), 0), 3)]


def indicator(result: Result, quarter: int, name: str) -> float:
    """One indicator in one quarter."""
    table = result.indicators
    return float(table.loc[table["quarter"] == quarter, name].iloc[0])


def when(result: Result, quarter: int, lang: str) -> str:
    """The quarter in words."""
    year, season = divmod(quarter, 4)
    return text("plots.quarter", lang, quarter=season + 1, year=result.start_year + year)


def years(result: Result, lang: str) -> str:
    """The first and the last year of the run in words."""
    last = result.start_year + (result.quarters - 1) // 4
    if last == result.start_year:
        return str(last)
    return text("plots.years", lang, start=result.start_year, end=last)


def year_mark(year: float, _place: int | None = None) -> str:
    """What is written at a tick of a time axis: whole years only."""
    return f"{year:.0f}" if float(year).is_integer() else ""


def largest_first(places: Iterable[Place]) -> list[Place]:
    """Municipalities by size; equal ones by key."""
    return sorted(places, key=lambda place: (-place.population, place.key))


def _lasts(start: "pd.Series[int]", stop: "pd.Series[int]", quarter: int) -> "pd.Series[bool]":
    return (start <= quarter) & ((stop < 0) | (stop > quarter))


def _members(result: Result, quarter: int) -> dict[str, tuple[str, ...]]:
    table = result.memberships
    here = table[_lasts(table["joined"], table["left"], quarter)].sort_values("key")
    return {
        str(name): tuple(dict.fromkeys(group["key"].astype(str)))
        for name, group in here.groupby("cooperation")
    }


def _states(result: Result, quarter: int) -> dict[str, tuple[str, int]]:
    """Phase and dormancy (0 or 1) of each cooperation in a quarter."""
    table = result.cooperation_states
    rows = table[table["quarter"] == quarter].to_dict("records")
    return {str(row["cooperation"]): (str(row["phase"]), int(row["dormant"])) for row in rows}
