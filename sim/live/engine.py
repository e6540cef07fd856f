"""What is heavy made ready in the background: nobody waits for an import or for a compiler."""

from __future__ import annotations

import logging
import threading
from importlib import import_module

from sim.live.refusing import Refused

MODULES = ("county", "run", "fan")  # in the order in which the page asks for what they answer

log = logging.getLogger(__name__)


class Warming:
    """Imports what answers need and compiles the engine (or reads it from the cache), in a thread.

    Compiling for the first time on a machine takes about half a minute; runs are told meanwhile.
    """

    def __init__(self) -> None:
        """Begin at once."""
        self._imported = {name: threading.Event() for name in MODULES}
        self._has_failed = False
        self._thread = threading.Thread(target=self._warm, name="warming", daemon=True)
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether many runs can be worked out without a wait.

        Raises:
            Refused: the engine cannot be made ready on this machine.
        """
        if self._has_failed:
            raise Refused("engine")
        return not self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is ready, so many seconds at most; gives whether it is."""
        self._thread.join(seconds)
        return self.is_ready

    def wait_for(self, module: str) -> None:
        """Wait until one of the modules is imported: two threads that import are no faster."""
        self._imported[module].wait()

    def _warm(self) -> None:
        try:
            for name, imported in self._imported.items():
                import_module(f"sim.live.{name}")
                imported.set()
            _compile()
        except BaseException:
            self._has_failed = True
            log.exception("the ensemble engine could not be made ready")
        finally:
            for imported in self._imported.values():
                imported.set()


def _compile() -> None:
    from sim.ensemble import kernel
    from sim.ensemble.running import Engine
    from sim.scenario import Scenario
    from sim.world import World

    kernel.on_compiling = _say_nothing
    Engine(World.of(Scenario()), 1, 1)


def _say_nothing() -> None:
    """The page itself says that the many runs are being prepared."""
