"""Every question of the page answered: for one session or for twenty at once.

    answerer = Answerer("coalition-of-the-willing", seed=1)
    answerer.answer('{"ask": "setup"}')

Answers are kept as text under what they depend on, so that whoever asks again, or asks the same as
somebody else, has the answer at once.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, overload

from sim.live import question as asked
from sim.live.engine import Warming
from sim.live.futures import Library, Resolved
from sim.live.refusing import Refused
from sim.live.sharing import Answers, Turns
from sim.scenario import Scenario

MOST_CHARACTERS = 200_000_000  # of all answers kept
WAIT = 1.0  # seconds until the page asks again for a fan

log = logging.getLogger(__name__)


class Answerer:
    """Answers questions, from any thread.  It never raises: mistakes become a plain sentence.

    Args:
        scenario: the scenario that the page begins with: itself, its name or its path.
        seed: the seed that the page begins with.
        lang: the language that the page begins with, "de" or "en".
        most_characters: how many characters of answers are kept.

    Raises:
        ScenarioError: for a scenario that cannot be used.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "coalition-of-the-willing",
        seed: int = 1,
        lang: str = "de",
        *,
        most_characters: int = MOST_CHARACTERS,
    ) -> None:
        """Read the scenario and begin to make the engine ready."""
        self.library = Library(scenario)
        self.seed, self.lang = seed, lang
        self.warming = Warming()
        self._answers = Answers(most_characters)
        self._turns = Turns(_cores())
        self._drawing = threading.Lock()

    @overload
    def answer(self, question: str) -> str: ...

    @overload
    def answer(self, question: Mapping[str, Any]) -> dict[str, Any]: ...

    def answer(self, question: str | Mapping[str, Any]) -> str | dict[str, Any]:
        """The answer to a question: as JSON text to one in JSON text, else as a dictionary.

        It takes as long as it takes: call it from a thread of its own.
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
                world = self.library.world(question.scenario)
                key = f"county {question.scenario}"
                return self._answers.get(key, lambda: self._county(world))
            case asked.FanQuestion():
                return self._fan(self.library.resolve(question), question.runs)
            case asked.RunQuestion():
                future = self.library.resolve(question)
                return self._answers.get(f"run {future.key}", lambda: self._run(future))
            case asked.ReportQuestion():
                future, lang = self.library.resolve(question), question.lang
                key = f"report {lang} {future.scenario.name} {future.key}"
                return self._answers.get(key, lambda: self._report(future, lang))
            case asked.BoardQuestion():
                raise Refused("unexpected")

    def _setup(self) -> str:
        from sim.live.setup import setup

        return as_text(setup(self.library, self.seed, self.lang))

    def _county(self, world: Any) -> str:
        from sim.live.county import county

        with self._drawing:
            return as_text(county(world))

    def _fan(self, future: Resolved, runs: int) -> str:
        if not self.warming.is_ready:
            return as_text({"wait": WAIT})
        from sim.live.fan import fan

        def make() -> str:
            with self._turns.fan() as threads:
                return as_text(fan(future, runs, threads))

        return self._answers.get(f"fan {runs} {future.key}", make)

    def _run(self, future: Resolved) -> str:
        from sim.live.run import run

        with self._turns.run():
            return as_text(run(future))

    def _report(self, future: Resolved, lang: str) -> str:
        from sim.live.report import report_page

        with self._turns.run(), self._drawing:
            return as_text(report_page(future, lang))


def as_text(answer: Mapping[str, Any]) -> str:
    """An answer as JSON text; not-a-number is never sent."""
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _cores() -> int:
    from sim.ensemble.running import usable_cores

    return usable_cores()
