"""What is wrong with the files of a region: where it stands, what is given, what is allowed."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sim.texts import decimal_sign, number, text
from sim.texts.mistakes import Mistake, Said, say

FIRST = 5  # of a kind are told one by one


class RegionError(Mistake):
    """A region that cannot be used; one line: file, row and column, what is given and allowed.

    Attributes:
        problems: everything that was found in the files, empty where it is not about files.
    """

    def __init__(
        self, what: object = "", problems: Sequence[Problem] = (), where: str = ""
    ) -> None:
        """Remember what was found."""
        super().__init__(what, where)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        file: in which file.
        allowed: what is allowed, or what helps: key of a text in `region.allowed`.
        row: line of the table, or number of the feature; None: the whole file.
        unit: "row" or "feature".
        column: which column.
        given: what stands there; empty: nothing.
        what: what is the matter: key of a text in `region.what`.
        near: a known name that is nearly the given one.
        values: what the placeholders of the texts stand for.
    """

    file: str
    allowed: str
    row: int | None = None
    unit: str = "row"
    column: str = ""
    given: str = ""
    what: str = "given"
    near: str = ""
    values: dict[str, Any] = field(default_factory=dict, compare=False)

    def text(self, lang: str) -> str:
        """The one line, in German or English."""
        values = {name: _written(value, lang) for name, value in self.values.items()}
        if "unit" in values:
            values["unit"] = text(f"region.units.{values['unit']}", lang)
        given = shown(self.given) if self.given else text("region.what.nothing", lang)
        allowed = text(f"region.allowed.{self.allowed}", lang, **values)
        if self.near:
            allowed += text("region.what.near", lang, name=repr(self.near))
        return text(
            f"region.problem.{self._place}",
            lang,
            file=self.file,
            row=self.row,
            column=self.column,
            what=text(f"region.what.{self.what}", lang, **(values | {"given": given})),
            allowed=allowed,
        )

    @property
    def _place(self) -> str:
        if self.row is None:
            return "column" if self.column else "file"
        return self.unit


class Problems:
    """What has been found in a file so far."""

    def __init__(self, file: str) -> None:
        """Nothing yet."""
        self.file = file
        self._found: dict[tuple[Any, ...], Problem] = {}

    def add(self, allowed: str, **what: Any) -> None:
        """Note a problem, once (see `Problem`); placeholders of its texts stand in `values`."""
        problem = Problem(self.file, allowed, **what)
        self._found.setdefault((problem.row, problem.column, problem.what, allowed), problem)

    def stop(self, allowed: str, **what: Any) -> NoReturn:
        """Note a problem after which nothing more can be looked at.

        Raises:
            RegionError: always.
        """
        self.add(allowed, **what)
        self.refuse()
        raise AssertionError("a problem has just been noted")

    @property
    def found(self) -> tuple[Problem, ...]:
        """What has been noted, in the order in which it was."""
        return tuple(self._found.values())

    def take(self, others: Problems) -> None:
        """Note what was found in another file, too."""
        for problem in others.found:
            key = (problem.file, problem.row, problem.column, problem.what, problem.allowed)
            self._found.setdefault(key, problem)

    def refuse(self) -> None:
        """End if anything was found.

        Raises:
            RegionError: with the first problem as its line, and all of them.
        """
        found = self.found
        if found:
            first, others = found[0], len(found) - 1
            more = say("region.more", first=first, count=others) if others else first
            raise RegionError(more, found)


def lines(problems: Iterable[Problem], lang: str) -> Iterator[str]:
    """A line for each problem: the first five of a kind, and how many more there are."""
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        kind = (problem.file, problem.column, problem.what, problem.allowed)
        kinds.setdefault(kind, []).append(problem)
    for found in kinds.values():
        for problem in found[:FIRST]:
            yield problem.text(lang)
        if len(found) > FIRST:
            count = number(len(found) - FIRST, 0, lang)
            yield text("region.problem.more", lang, file=found[0].file, count=count)


def _written(value: Any, lang: str) -> str:
    if isinstance(value, int | float) and value == int(value):
        return number(value, 0, lang).replace("−", "-")
    if isinstance(value, float):
        return f"{value:g}".replace(".", decimal_sign(lang))
    return str(value)


# ------------------------------------------------------------------------- words of the messages
def clean(given: str) -> str:
    """Text without outer blanks and with composed letters (ü as one character)."""
    return unicodedata.normalize("NFC", given).strip()


def shown(given: str) -> str:
    """Text as a message shows it: quoted, on one line, not endless."""
    return repr(given if len(given) <= 60 else given[:57] + "...")


def closest(given: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known text that is most like this one, or nothing.

    `likeness` (0-1) is how alike the two must be, by the measure of `difflib`.
    """
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(given.casefold(), by_folded, n=1, cutoff=likeness)
    return by_folded[close[0]] if close else ""


def nearest(given: str, known: Iterable[str], likeness: float = 0.6) -> Said | str:
    """`; did you mean '...'?` with the known text next to this one, or nothing."""
    name = closest(given, known, likeness)
    return say("near", name=repr(name)) if name else ""
