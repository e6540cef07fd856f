"""How far many runs, or the steps of a report, have come: on a terminal; nothing in a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from rich.progress import BarColumn, ProgressColumn, Task
from rich.progress import Progress as Bar
from rich.table import Column
from rich.text import Text

from sim.cli.console import console_of
from sim.texts import number, text

ROOMY = 70  # columns below which the bar makes way for the numbers


class Said(ProgressColumn):
    """Something of a task in a language, on one line."""

    max_refresh = 0.25

    def __init__(self, what: str, lang: str) -> None:
        """`what` is the name of a method below."""
        super().__init__(Column(no_wrap=True))
        self.what, self.lang = what, lang

    def render(self, task: Task) -> Text:
        """The words."""
        words: str = getattr(self, self.what)(task)
        return Text(words)

    def name(self, task: Task) -> str:
        """What is done."""
        return task.description

    def count(self, task: Task) -> str:
        """How many of how many."""
        done, total = (number(n or 0, 0, self.lang) for n in (task.completed, task.total))
        return f"{done}/{total}"

    def percent(self, task: Task) -> str:
        """How much of it, which takes less room."""
        return f"{number(task.percentage, 0, self.lang)} %"

    def rate(self, task: Task) -> str:
        """Runs a second; nothing before the first batch."""
        if not task.speed:
            return ""
        decimals = 1 if task.speed < 10 else 0
        return text("compare.rate", self.lang, rate=number(task.speed, decimals, self.lang))

    def left(self, task: Task) -> str:
        """The time that is left; nothing before the first batch."""
        seconds = task.time_remaining
        if seconds is None:
            return ""
        minutes, rest = divmod(round(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        time = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
        return text("cli.progress.left", self.lang, time=time)


def is_shown(is_quiet: bool) -> bool:
    """Whether somebody looks at a terminal that can take a line back."""
    return sys.stderr.isatty() and not is_quiet and os.environ.get("TERM") != "dumb"


class Progress:
    """A line on standard error with count, rate and time left, gone when done."""

    words = "compare.running"
    columns: tuple[str, ...] = ("name", "count", "rate", "left")
    narrow = "percent"  # what a narrow terminal shows for the count

    def __init__(self, total: int, lang: str, *, is_quiet: bool = False) -> None:
        """For so many runs at most."""
        console = console_of(is_for_errors=True)
        is_roomy = console.width >= ROOMY
        name, *numbers = (
            Said(column if is_roomy or column != "count" else self.narrow, lang)
            for column in self.columns
        )
        bar = [BarColumn(None)] if is_roomy else []
        self.bar = Bar(
            *(name, *bar, *numbers),
            console=console,
            transient=True,
            expand=bool(bar),
            disable=not is_shown(is_quiet),
        )
        self.task = self.bar.add_task(text(self.words, lang), total=total)

    def __enter__(self) -> Progress:
        """Show the line."""
        self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away; where there is none, an older Rich would end it all the same."""
        if not self.bar.disable:
            self.bar.stop()

    def went_on(self, runs: int, *_: Any) -> None:
        """So many runs are made."""
        self.bar.update(self.task, completed=runs)

    def advanced(self, runs: float) -> None:
        """So many more runs are made; may be called from any thread."""
        self.bar.advance(self.task, runs)


class Steps(Progress):
    """The same for the steps of a report, which take a moment each: no rate."""

    columns = ("name", "count", "left")
    narrow = "count"
    words = "cli.progress.steps"

    def __enter__(self) -> Steps:
        """Show the line."""
        super().__enter__()
        return self

    def count(self, pieces: Iterable[object]) -> None:
        """One step for each piece."""
        for _ in pieces:
            self.advanced(1)
