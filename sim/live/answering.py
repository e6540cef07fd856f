"""Every question of the page answered: for one session or for twenty at once.

    answerer = Answerer("coalition-of-the-willing", seed=1)
    answerer.answer('{"ask": "setup"}')

Answers are kept as text under what they depend on, so that whoever asks again, or asks the same as
somebody else, has the answer at once.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, overload

from sim.live import question as asked
from sim.live.engine import Warming
from sim.live.futures import Library, Resolved
from sim.live.refusing import Refused
from sim.live.sharing import Answers, Turns
from sim.scenario import Scenario

MOST_BYTES = 2**27  # of all answers kept: about 130 fans
WAIT = 1.0  # seconds until the page asks again for what is being prepared

log = logging.getLogger(__name__)


class Answerer:
    """Answers questions, from any thread.  It never raises: mistakes become a plain sentence.

    Args:
        scenario: the scenario that the page begins with: itself, its name or its path.
        seed: the seed that the page begins with.
        lang: the language that the page begins with, "de" or "en".
        typed: how a command line calls the scenario, with what it sets, word by word.
        is_shared: whether others see it, who are not told where files lie on this machine.
        most_bytes: how much memory the answers kept may take.

    Raises:
        ScenarioError: for a scenario that cannot be used.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "coalition-of-the-willing",
        seed: int = 1,
        lang: str = "de",
        *,
        typed: Sequence[str] = (),
        is_shared: bool = False,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """Read the scenario and begin to make the engine ready."""
        self.library = Library(scenario, typed, is_shared=is_shared)
        self.seed, self.lang = seed, lang
        self.warming = Warming()
        self._answers = Answers(most_bytes)
        self._turns = Turns(usable_cores())
        self._drawing = threading.Lock()

    @overload
    def answer(self, question: str) -> str: ...

    @overload
    def answer(self, question: Mapping[str, Any]) -> dict[str, Any]: ...

    def answer(self, question: str | Mapping[str, Any]) -> str | dict[str, Any]:
        """The answer to a question: as JSON text to one in JSON text, else as a dictionary.

        It takes as long as it takes.  Call it from many threads: who works first is settled here,
        and a thread that waits for its turn costs nothing.
        """
        found = self._answered(question)
        if isinstance(question, str):
            return found
        read: dict[str, Any] = json.loads(found)
        return read

    def _answered(self, question: str | Mapping[str, Any]) -> str:
        try:
            return self._find(asked.read(question))
        except Refused as refused:
            return as_text(refused.answer)
        except Exception:
            log.exception("a question could not be answered")
            return as_text(Refused("unexpected").answer)

    def _find(self, question: asked.Question) -> str:
        match question:
            case asked.SetupQuestion():
                return self._answers.get("setup", self._setup)
            case asked.CountyQuestion():
                return self._county(question.scenario)
            case asked.FanQuestion():
                return self._fan(self.library.resolve(question), question.runs)
            case asked.RunQuestion():
                return self._run(self.library.resolve(question), question.example)
            case asked.ReportQuestion():
                return self._report(self.library.resolve(question), question.lang, question.example)
            case asked.BoardQuestion():
                return self._board(question)

    def _setup(self) -> str:
        from sim.live.setup import setup

        return as_text(setup(self.library, self.seed, self.lang))

    def _county(self, name: str) -> str:
        world = self.library.world(name)
        self.warming.wait_for("county")
        from sim.live.county import county

        def make() -> str:
            with self._drawing:
                return as_text({**county(world), "own": self.library.own(name)})

        return self._answers.get(f"county {name}", make)

    def _fan(self, future: Resolved, runs: int) -> str:
        if not self.warming.is_ready:
            return as_text({"wait": WAIT})
        from sim.live.fan import fan

        def make() -> str:
            with self._turns.fan() as threads:
                return as_text(fan(future, runs, threads))

        return self._answers.get(f"fan {runs} {future.key}", make)

    def _run(self, future: Resolved, example: int) -> str:
        self.warming.wait_for("run")
        from sim.live.run import run

        def make() -> str:
            with self._turns.run():
                return as_text(run(future, example))

        return self._answers.get(f"run {example} {future.command} {future.key}", make)

    def _report(self, future: Resolved, lang: str, example: int) -> str:
        if not self.warming.is_ready:  # it says where the run stands among many
            return as_text({"wait": WAIT})
        from sim.live.report import report_page, reported_run

        def make() -> str:
            with self._turns.run():
                result = reported_run(future, lang, example)
            with self._drawing:
                return as_text(report_page(result))

        return self._answers.get(f"report {lang} {example} {future.command} {future.key}", make)

    def _board(self, question: asked.BoardQuestion) -> str:
        if not self.warming.is_ready:
            return as_text({"wait": WAIT})
        from sim.live.board import board_page

        return as_text(board_page(self, question))


def as_text(answer: Mapping[str, Any]) -> str:
    """An answer as JSON text; not-a-number is never sent."""
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
