"""Regions: a table of municipalities becomes a checked, frozen `Region`.

Built in is the Werra-Meißner-Kreis (`sim/data/SOURCES.md` names the origin of every column); any
other county comes as a CSV file.  The files carry published facts only.  What nobody publishes -
the trend and the age structure of each municipality - is derived in `sim.region.ages`, in the
open, and every place says in `derived` which of its figures were.
"""

from sim.region.loading import load_region
from sim.region.places import Place, Region, RegionError, Shape

__all__ = ["Place", "Region", "RegionError", "Shape", "load_region"]
