"""The ensemble engine made ready in the background: nobody waits for a compiler."""

from __future__ import annotations

import logging
import threading

log = logging.getLogger(__name__)


class Warming:
    """Imports what is heavy and compiles the engine (or reads it from the cache), in a thread."""

    def __init__(self) -> None:
        """Begin at once."""
        self._done = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._warm, name="warming", daemon=True)
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether fans can be worked out without a wait.

        Raises:
            RuntimeError: the engine could not be made ready.
        """
        if self._failure is not None:
            raise RuntimeError("the ensemble engine could not be compiled") from self._failure
        return self._done.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is ready, or has failed (for tests and for the page to take away)."""
        self._thread.join(seconds)
        return self.is_ready

    def _warm(self) -> None:
        try:
            _make_ready()
        except BaseException as error:
            self._failure = error
            log.exception("the ensemble engine could not be made ready")
        self._done.set()


def _make_ready() -> None:
    import sim.live.county
    import sim.live.run  # noqa: F401
    from sim.ensemble.running import Engine
    from sim.scenario import Scenario
    from sim.world import World

    Engine(World.of(Scenario()), 1, 1)
