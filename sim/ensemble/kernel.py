"""The compiled kernel: compiled once on a machine, kept in a cache, and never stale.

Numba's cache looks at the file of the compiled function alone.  The kernel calls rules from many
files, so its key holds a fingerprint of all of them: a changed rule is a new kernel.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import numba

from sim.ensemble import passing as passing  # teaches the compiler what a State is
from sim.ensemble.quarter import with_key
from sim.provenance import rules_fingerprint as rules_fingerprint
from sim.texts import text


def fingerprint() -> str:
    """Of everything that is compiled into the kernel, and of what compiles it."""
    return hashlib.sha256(f"{numba.__version__} {rules_fingerprint()}".encode()).hexdigest()


def _compiled(function: Callable[..., int]) -> Any:
    # Nothing is allocated within, so nothing need be counted; divisions are guarded by the rules.
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder in which a cache could be kept
        return numba.njit(**options)(function)


@cache
def kernel() -> Any:
    """The compiled kernel; with ``NUMBA_DISABLE_JIT=1`` the plain one."""
    return _compiled(with_key(fingerprint()))


def is_plain() -> bool:
    """Whether the compiler is switched off."""
    return bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]


def is_ready() -> bool:
    """Whether nothing is left to compile, or to be read from the cache, in this process."""
    return is_plain() or bool(kernel().signatures)


def announced(compiling: Callable[[], None], after: float = 1.0) -> None:
    """Do what may compile, and say so when it takes longer than it would from the cache.

    The compiler makes millions of objects that live to its end: looking for garbage among them
    takes a sixth of its time.

    Args:
        compiling: what to do.
        after: seconds after which `on_compiling` is called, from another thread.
    """
    timer = threading.Timer(after, lambda: on_compiling())
    timer.daemon = True
    timer.start()
    collecting = gc.isenabled()
    gc.disable()
    try:
        compiling()
    finally:
        timer.cancel()
        if collecting:
            gc.enable()


def _say_so() -> None:
    """Tell a terminal why nothing happens yet."""
    if sys.stderr.isatty():
        words = text("ensemble.compiling", "en")
        print(words, file=sys.stderr, flush=True)


on_compiling: Callable[[], None] = _say_so  # a command line puts its own language here
