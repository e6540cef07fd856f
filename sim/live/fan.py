"""Many runs of a future as one answer: small enough to send, exact enough to draw."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.running import Engine
from sim.live.futures import Resolved
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.standing import typical

STEPS = 65_535  # of a number of 16 bits
_FOUNDED = OUTCOME_NAMES.index("founding_quarter")


def fan(future: Resolved, runs: int, threads: int) -> dict[str, Any]:
    """The answer to ``fan``: every indicator in every quarter of many runs.

    Run 0 has the luck of the run that is told in full; run r of two futures with one seed has the
    same luck in both.

    Args:
        future: what is run.
        runs: how many.
        threads: threads side by side; the numbers do not depend on it.
    """
    found = Engine(future.world, future.seed, threads).run(runs, twins=False)
    return {
        "key": future.key,
        "runs": runs,
        "quarters": future.scenario.quarters,
        "typical": typical(found.series),
        "series": {name: packed(found.series[k]) for k, name in enumerate(INDICATOR_NAMES)},
        "founded": found.outcomes[:, _FOUNDED].astype(int).tolist(),
    }


def packed(values: NDArray[np.float64]) -> dict[str, Any]:
    """Numbers as 16 bits each, little endian, between their lowest and their highest.

    A number is ``low + (high - low) * u / 65535``.
    """
    low, high = float(values.min()), float(values.max())
    scale = STEPS / (high - low) if high > low else 0.0
    steps = np.rint((values - low) * scale).astype("<u2")
    return {"low": low, "high": high, "data": base64.b64encode(steps.tobytes()).decode("ascii")}
