"""What many sessions share: answers kept, the same question worked out once, and turns taken."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from sys import getsizeof

PATIENCE = 3.0  # seconds that a run lets fans go first at most
QUIET = 0.1  # seconds without a fan after which a run may begin


class Answers:
    """Answers as text, the longest unused thrown away first; the same one is made only once.

    Args:
        most_bytes: how much is kept in all; the newest is kept whatever its size.
    """

    def __init__(self, most_bytes: int) -> None:
        """Begin with nothing."""
        self.most_bytes = most_bytes
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._making: dict[str, Future[str]] = {}
        self._lock = threading.Lock()
        self._bytes = 0

    def get(self, key: str, make: Callable[[], str]) -> str:
        """The answer kept under a key; made now, or waited for where another thread makes it.

        What goes wrong is told to all who wait, and nothing is kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            waiting = self._making.get(key)
            if waiting is None:
                mine: Future[str] = Future()
                self._making[key] = mine
        if waiting is not None:
            return waiting.result()
        try:
            answer = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._keep(key, answer)
            del self._making[key]
        mine.set_result(answer)
        return answer

    def _keep(self, key: str, answer: str) -> None:
        self._kept[key] = answer
        self._bytes += getsizeof(answer)
        while self._bytes > self.most_bytes and len(self._kept) > 1:
            _, thrown_away = self._kept.popitem(last=False)
            self._bytes -= getsizeof(thrown_away)


class Turns:
    """Who may work now: fans side by side and first, runs one at a time and after them.

    A run holds the interpreter for itself while it goes on; the compiled engine does not.

    Args:
        cores: how many fans may be worked out side by side.
    """

    def __init__(self, cores: int) -> None:
        """Nobody works."""
        self.cores = cores
        self._fans = 0  # asked for and not yet done
        self._last = -QUIET  # when the last one was done
        self._changed = threading.Condition()
        self._places = threading.BoundedSemaphore(cores)
        self._run = threading.Lock()

    @contextmanager
    def fan(self) -> Iterator[int]:
        """Work out a fan; gives how many threads it may use: fewer when several ask."""
        with self._changed:
            self._fans += 1
        try:
            with self._places:
                yield max(1, self.cores // self._fans)
        finally:
            with self._changed:
                self._fans -= 1
                self._last = time.monotonic()
                self._changed.notify_all()

    @contextmanager
    def run(self) -> Iterator[None]:
        """Work out a run, alone, when all who want a fan have theirs (but not waiting for ever).

        A window that has its first fan asks for the second a moment later, and so do others: a run
        that began in between would hold them all up.
        """
        with self._run:
            self._let_fans_go_first(time.monotonic() + PATIENCE)
            yield

    def _let_fans_go_first(self, until: float) -> None:
        with self._changed:
            while (now := time.monotonic()) < until and (self._fans or now < self._last + QUIET):
                self._changed.wait(QUIET)
