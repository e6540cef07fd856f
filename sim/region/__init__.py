"""Regions: a table of municipalities becomes a checked, frozen `Region`.

Built in is the Werra-Meißner-Kreis (`sim/data/SOURCES.md` names the origin of every column); any
other county comes as a CSV, Excel or GeoJSON file, or from the official table of all German
municipalities.  The files carry published facts only.  What nobody publishes - the trend and the
age structure of each municipality - is derived in `sim.region.ages`, in the open, and every place
says in `derived` which of its figures were.
"""

from sim.region.loading import (
    Reading,
    bare_source,
    counties,
    load_region,
    read_region,
    split_source,
)
from sim.region.places import Place, Region, Shape
from sim.region.problems import RegionError

__all__ = [
    "Place",
    "Reading",
    "Region",
    "RegionError",
    "Shape",
    "bare_source",
    "counties",
    "load_region",
    "read_region",
    "split_source",
]
