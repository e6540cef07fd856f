"""Designed experiments: which points, how many runs of each, and what came of every run.

    from sim.sweep import load_design, run_sweep
    run_sweep("design.toml", "results/mine")
    sim.open_results("results/mine")

A sweep may be stopped at any moment, and goes on where it stopped: a finished part of it lies in
a file of its own, with a checksum, and the same command makes those that are missing.
"""

from sim.sweep.design import Design
from sim.sweep.errors import SweepError
from sim.sweep.files import shipped_designs
from sim.sweep.loading import load_design
from sim.sweep.plan import Plan
from sim.sweep.reading import open_results
from sim.sweep.running import Estimate, estimate, run_sweep

__all__ = [
    "Design",
    "Estimate",
    "Plan",
    "SweepError",
    "estimate",
    "load_design",
    "open_results",
    "run_sweep",
    "shipped_designs",
]
