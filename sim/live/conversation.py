"""One browser window asks, a few threads answer: nothing is lost, nothing comes twice.

A question comes as ``{"id": 7, "question": {…}}``, its answer goes as ``{"id": 7, "answer": {…}}``.
Answers go out one after the other: the next one only when the browser has said that it got the
last one, because a property of a component that changes twice in a moment arrives once.  Whatever
was asked before a connection broke is asked again by the browser under its old number.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

from sim.live.refusing import Both, both

log = logging.getLogger(__name__)

MOST_CHARACTERS = 64 * 1024  # of a question
MOST_OPEN = 32  # questions of one window
AT_ONCE = 2  # questions of one window that are worked on at the same time
PATIENCE = 30.0  # seconds until an answer is no longer held up by one that nobody confirmed
WORKERS = 48  # most of them wait for a turn (sim.live.sharing), what is known is answered at once

Job = tuple["Conversation", int, str]


class Desk:
    """The threads that answer, shared by all windows."""

    def __init__(self, answer: Callable[[str], str], workers: int = WORKERS) -> None:
        """Start the threads.

        Args:
            answer: gives the answer to a question, both as JSON; any thread may call it.
            workers: how many questions are in the works at once.
        """
        self._answer = answer
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        for number in range(workers):
            threading.Thread(target=self._work, name=f"answering-{number}", daemon=True).start()

    def give(self, job: Job) -> None:
        """Take a question in."""
        self._jobs.put(job)

    def _work(self) -> None:
        while True:
            conversation, number, question = self._jobs.get()
            if not conversation.is_over:
                conversation.answered(number, self._answer_to(question))
            del conversation, question  # a window that is closed meanwhile can go

    def _answer_to(self, question: str) -> str:
        try:
            return self._answer(question)
        except Exception:
            log.exception("a question could not be answered: %.500r", question)
            return error(both("live.errors.unexpected"))


class Conversation:
    """What one window asked, and the answers on their way to it."""

    def __init__(self, desk: Desk, send: Callable[[str], None]) -> None:
        """Begin; `send` brings one text to the window and may take its time."""
        self._desk, self._send = desk, send
        self._waiting: deque[tuple[int, str]] = deque()
        self._working: set[int] = set()
        self._outbox: deque[tuple[int, str]] = deque()
        self._answers = 0
        self._changed = threading.Condition()
        self.is_over = False
        threading.Thread(target=self._carry, name="carrying", daemon=True).start()

    def ask(self, message: object) -> None:
        """A message of the window; what is no question at all is left alone."""
        number, question = parsed(message)
        if number is None:
            return
        with self._changed:
            if self._is_open(number):
                return
            if isinstance(message, str) and len(message) > MOST_CHARACTERS:
                self._put(number, error(both("live.errors.too_long", most=MOST_CHARACTERS)))
            elif len(self._waiting) >= MOST_OPEN:
                self._put(number, error(both("live.server.too_many", most=MOST_OPEN)))
            else:
                self._waiting.append((number, question))
                self._go_on()

    def got(self, number: object) -> None:
        """The window has this answer: the next one may go."""
        with self._changed:
            if self._outbox and self._outbox[0][0] == number:
                self._outbox.popleft()
                self._changed.notify_all()

    def answered(self, number: int, answer: str) -> None:
        """An answer is ready."""
        with self._changed:
            self._working.discard(number)
            self._put(number, answer)
            self._go_on()

    def close(self) -> None:
        """The window is gone."""
        with self._changed:
            self.is_over = True
            self._waiting.clear()
            self._outbox.clear()
            self._changed.notify_all()

    def _is_open(self, number: int) -> bool:
        known = {one for one, _ in (*self._waiting, *self._outbox)}
        return number in known or number in self._working

    def _go_on(self) -> None:
        while self._waiting and len(self._working) < AT_ONCE:
            number, question = self._waiting.popleft()
            self._working.add(number)
            self._desk.give((self, number, question))

    def _put(self, number: int, answer: str) -> None:
        self._answers += (
            1  # no text is sent twice, for a property that stays the same sends nothing
        )
        text = f'{{"id": {number}, "sent": {self._answers}, "answer": {answer}}}'
        self._outbox.append((number, text))
        self._changed.notify_all()

    def _carry(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self.is_over or self._outbox)
                if self.is_over:
                    return
                first = self._outbox[0]
            try:
                self._send(first[1])
            except Exception:
                if not self.is_over:
                    log.exception("an answer could not be sent")
            with self._changed:
                self._wait_until_gone(first)

    def _wait_until_gone(self, first: tuple[int, str]) -> None:
        def is_gone() -> bool:
            return self.is_over or not self._outbox or self._outbox[0] is not first

        if not self._changed.wait_for(is_gone, PATIENCE):
            self._outbox.popleft()


def parsed(message: object) -> tuple[int | None, str]:
    """Number and question (as JSON) of a message; no number where it is none."""
    try:
        content = json.loads(message) if isinstance(message, str) else None
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(content, dict) or set(content) != {"id", "question"}:
        return None, ""
    number = content["id"]
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        return None, ""
    return number, json.dumps(content["question"], ensure_ascii=False)


def error(sentence: Both) -> str:
    """The answer that says why there is none."""
    return json.dumps({"error": sentence}, ensure_ascii=False)
