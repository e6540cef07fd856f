"""Matplotlib figures of a run, in German and English, without any shared drawing state."""

from sim.plots.map import county_map
from sim.plots.membership import membership_matrix
from sim.plots.paper import save
from sim.plots.patterns import pattern_sheets
from sim.plots.region import region_map
from sim.plots.series import time_series
from sim.plots.service import service_by_municipality

__all__ = [
    "county_map",
    "membership_matrix",
    "pattern_sheets",
    "region_map",
    "save",
    "service_by_municipality",
    "time_series",
]
