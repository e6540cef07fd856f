"""Many answers in little room: what a file to take away holds, packed so that a browser unpacks it.

Fans of the same luck resemble each other: each is written as its difference from one of them, in
steps that a screen can show.  What several runs have in common, sentences and series, stands once.
`sim/live/web/board.js` reads what is written here.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 511  # of an indicator between its lowest and its highest value of all fans
FINE, COARSE = 4095, 255  # of those that stories count future by future; of those rarely looked at
FINELY = ("net_benefit", "service_level")
WHOLE = 1e-3  # how near to whole numbers are counts, which are kept as they are
COARSELY = ("autonomy", "population", "service_inequality", "staff_strain", "trust")
SHORTEST = 24  # letters of what is worth being referred to
OWN, MINUS, MINUS_CHANGES = 0, 1, 2  # how a series is written

Numbers = NDArray[np.int64]
Fan = Mapping[str, Any]


def compressed(data: bytes) -> str:
    """As gzip in letters; the same for the same data."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def as_json(value: Any) -> bytes:
    """As short JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# ------------------------------------------------------------------------------------- fans


class FanPacker:
    """Writes fans of equal size, with the same lowest and highest value of each indicator for all.

    Args:
        fans: answers to ``fan``, unpacked again with `values_of`.
    """

    def __init__(self, fans: Sequence[Mapping[str, NDArray[np.float64]]]) -> None:
        """Find the ranges."""
        self.names = tuple(fans[0])
        self.ranges: dict[str, tuple[float, float]] = {}
        self.counts: dict[str, int] = {}
        for name in self.names:
            low = float(min(fan[name].min() for fan in fans))
            high = float(max(fan[name].max() for fan in fans))
            is_count = high - low < FINE and all(_is_whole(fan[name]) for fan in fans)
            if is_count:
                low, high = float(round(low)), float(round(high))
            self.ranges[name] = low, high
            self.counts[name] = max(1, int(high - low)) if is_count else steps_of(name)

    def steps(self, fan: Mapping[str, NDArray[np.float64]]) -> dict[str, Numbers]:
        """Every value as a whole number of steps above the lowest."""
        found = {}
        for name in self.names:
            low, high = self.ranges[name]
            scale = self.counts[name] / (high - low) if high > low else 0.0
            found[name] = np.rint((fan[name] - low) * scale).astype(np.int64)
        return found

    def packed(
        self, own: Mapping[str, Numbers], reference: Mapping[str, Numbers] | None
    ) -> tuple[list[int], bytes]:
        """How each indicator is written, and the bytes: low ones of a series, then high ones."""
        ways, parts = [], []
        for name in self.names:
            candidates = [_bytes(_changes(own[name]))]
            if reference is not None:
                by = own[name] - reference[name]
                candidates += [_bytes(by), _bytes(_changes(by))]
            sizes = [len(zlib.compress(one, 1)) for one in candidates]
            best = sizes.index(min(sizes))
            ways.append(best)
            parts.append(candidates[best])
        return ways, b"".join(parts)


def steps_of(name: str) -> int:
    """How finely an indicator is kept."""
    return FINE if name in FINELY else COARSE if name in COARSELY else STEPS


def values_of(fan: Fan) -> dict[str, NDArray[np.float64]]:
    """The numbers of an answer to ``fan`` by indicator, runs by quarters."""
    found = {}
    for name, series in fan["series"].items():
        whole = np.frombuffer(base64.b64decode(series["data"]), "<u2").astype(float)
        low, high = series["low"], series["high"]
        found[name] = (low + (high - low) * whole / 65_535).reshape(fan["runs"], -1)
    return found


def _is_whole(values: NDArray[np.float64]) -> bool:
    return bool(np.abs(values - np.rint(values)).max() < WHOLE)


def _changes(values: Numbers) -> Numbers:
    return np.diff(values, axis=1, prepend=0)


def _bytes(values: Numbers) -> bytes:
    """Small numbers of both signs as small numbers: 0, -1, 1, -2 become 0, 1, 2, 3."""
    folded = np.where(values < 0, -2 * values - 1, 2 * values)
    return (folded & 255).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()


# ------------------------------------------------------------------------------------- runs


class Shared:
    """What stands more than once in several answers, kept once and referred to by its number."""

    def __init__(self, answers: Sequence[Any]) -> None:
        """Count what the answers consist of."""
        counts: Counter[str] = Counter()
        for answer in answers:
            self._count(answer, counts)
        self.kept: list[Any] = []
        self._number: dict[str, int] = {}
        for written, count in counts.items():
            if count > 1:
                self._number[written] = len(self.kept)
                self.kept.append(json.loads(written))

    def referring(self, value: Any) -> Any:
        """The same answer, with ``{"$": number}`` for what is kept."""
        if isinstance(value, dict):
            return {name: self.referring(one) for name, one in value.items()}
        number = self._number.get(_written(value), -1)
        if number >= 0:
            return {"$": number}
        if isinstance(value, list) and not _is_series(value):
            return [self.referring(one) for one in value]
        return value

    def _count(self, value: Any, counts: Counter[str]) -> None:
        if isinstance(value, dict):
            for one in value.values():
                self._count(one, counts)
            return
        written = _written(value)
        if written:
            counts[written] += 1
        elif isinstance(value, list) and not _is_series(value):
            for one in value:
                self._count(one, counts)


def _is_series(value: list[Any]) -> bool:
    return all(isinstance(one, int | float) for one in value)


def _written(value: Any) -> str:
    """What may be kept, as JSON: longer words and series of numbers; else nothing."""
    if isinstance(value, str) and len(value) >= SHORTEST:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and len(value) >= SHORTEST and _is_series(value):
        return json.dumps(value)
    return ""
