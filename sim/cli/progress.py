"""How far many runs have come, on a terminal; nothing in a pipe."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from sim.texts import number, text


class Rate(ProgressColumn):
    """Runs a second."""

    def __init__(self, lang: str) -> None:
        """In a language."""
        super().__init__()
        self.lang = lang

    def render(self, task: Task) -> Text:
        """The rate so far; nothing before the first batch."""
        if not task.speed:
            return Text("")
        return Text(text("compare.rate", self.lang, rate=number(task.speed, 0, self.lang)))


class Progress:
    """A bar on standard error with rate and time left, gone when done."""

    def __init__(self, runs: int, lang: str, *, is_quiet: bool = False) -> None:
        """For so many runs at most."""
        console = Console(stderr=True)
        self.bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(lang),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=is_quiet or not console.is_terminal,
        )
        self.task = self.bar.add_task(text("compare.running", lang), total=runs)

    def __enter__(self) -> Progress:
        """Show the bar."""
        self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self.bar.stop()

    def went_on(self, runs: int, *_: Any) -> None:
        """So many runs are made."""
        self.bar.update(self.task, completed=runs)

    def advanced(self, runs: float) -> None:
        """So many more runs are made; may be called from any thread."""
        self.bar.advance(self.task, runs)
