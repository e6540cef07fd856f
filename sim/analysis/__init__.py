"""Numbers of many runs become statements: nothing here runs a model or reads a file.

- `estimates`: means, paired differences and fans, each with the interval that belongs to it; these
  names stand here too.
- `factors`, `sampling`: what a design varies, and its points.
- `sobol`, `morris`, `curves`: which factors matter, how far and which way.
- `discovery`: in which part of the ranges something happens (PRIM).
- `regret`: which policy wins where, and which is never far behind.
- `calibration`: what observed facts tell about uncertain parameters (rejection ABC).

The others need pandas and are imported by their own names: ``from sim.analysis.sobol import …``.
Values of a measure always come as an array (point, run), in the order of the table of points.
"""

from sim.analysis.estimates import (
    CONFIDENCE,
    FAN,
    FEWEST,
    ROUNDING,
    Band,
    Estimate,
    Numbers,
    difference_over_time,
    mean_estimate,
    paired_difference,
    quantile_band,
    runs_needed,
    variance_ratio,
)

__all__ = [
    "CONFIDENCE",
    "FAN",
    "FEWEST",
    "ROUNDING",
    "Band",
    "Estimate",
    "Numbers",
    "difference_over_time",
    "mean_estimate",
    "paired_difference",
    "quantile_band",
    "runs_needed",
    "variance_ratio",
]
