"""What runs in the browser: the files of `sim/live/web`, one after the other, as one script.

There is no bundler: the parts are plain JavaScript that share one namespace.  The same script runs
in the live view and in the file to take away.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

FIRST, LAST = ("core.js", "data.js", "source.js"), ("main.js",)


@cache
def script() -> str:
    """All parts as one script: the ground, then the parts by name, then what starts them."""
    return "\n".join(_read(name) for name in in_order(_names(".js")))


@cache
def style() -> str:
    """All style sheets as one, core.css first."""
    return "\n".join(_read(name) for name in sorted(_names(".css"), key=lambda n: n != "core.css"))


def in_order(names: list[str]) -> list[str]:
    """Names of scripts in the order in which they must run.

    >>> in_order(["map.js", "main.js", "core.js", "chart.js", "data.js"])
    ['core.js', 'data.js', 'chart.js', 'map.js', 'main.js']
    """
    parts = sorted(set(names) - {*FIRST, *LAST})
    return [name for name in (*FIRST, *parts, *LAST) if name in names]


def fingerprint(content: str | bytes) -> str:
    """A few letters that change with the content, for an address that may be kept for ever."""
    data = content.encode() if isinstance(content, str) else content
    return sha256(data).hexdigest()[:16]


def _names(ending: str) -> list[str]:
    found = (entry.name for entry in files("sim.live").joinpath("web").iterdir())
    return sorted(name for name in found if name.endswith(ending))


def _read(name: str) -> str:
    return files("sim.live").joinpath("web", name).read_text(encoding="utf-8")
