"""Matplotlib figures of a run, in German and English, without any shared drawing state."""

from sim.plots.map import county_map
from sim.plots.paper import save

__all__ = ["county_map", "save"]
