"""The regions of a sweep: each read once, how much work they are, and where their places lie."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.region import Region
from sim.scenario.settings import RegionSettings
from sim.sweep.errors import SweepError
from sim.world import region_of

if TYPE_CHECKING:
    import pandas as pd

REGIONS = "regions.parquet"
SOURCE = "region.source"
COLUMNS = (
    *("region", "region_name", "key", "name", "lat", "lon", "area_km2", "population", "source"),
)

Key = tuple[Any, ...]


class Regions:
    """Regions by the settings that choose them; without outlines, which no run needs."""

    def __init__(self, given: Region | None = None) -> None:
        """Nothing is read yet.

        Args:
            given: the region of all scenarios, whatever their settings say.
        """
        self._given = given
        self._read: dict[Key, Region] = {}

    def of(self, settings: RegionSettings) -> Region:
        """The region of a scenario, before it is cut to some municipalities.

        Raises:
            RegionError: a region that cannot be read.
        """
        if self._given is not None:
            return self._given
        key = region_key(settings)
        if key not in self._read:
            self._read[key] = replace(region_of(settings), shapes=())
        return self._read[key]


def region_key(settings: RegionSettings) -> Key:
    """What makes two scenarios have the same region."""
    table = settings.model_dump(exclude={"municipalities", "count_of_year"})
    return tuple(table.values())


def places_table(regions: Mapping[str, Region]) -> pd.DataFrame:
    """A row per municipality of each region, in order.

    Args:
        regions: by their names in the table of points.

    Returns:
        region, as in the points; region_name; key and name of the municipality; lat and lon,
        degrees; area_km2; population, persons; source: whose figures these are.
    """
    import pandas as pd

    rows = [
        (source, region.name, p.key, p.name, p.lat, p.lon, p.area_km2, p.population, region.source)
        for source, region in regions.items()
        for p in region.places
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(dict.fromkeys(("region", "region_name", "source"), "category"))


def read_places(folder: Path) -> pd.DataFrame | None:
    """The table that a sweep over regions keeps; None where it has none.

    Raises:
        SweepError: it is damaged.
    """
    import pandas as pd

    from sim.sweep.folder import Folder

    path = folder / REGIONS
    if not path.is_file():
        return None
    Folder(folder).refuse_damage([path])
    try:
        found = pd.read_parquet(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError):
        raise SweepError(
            f"{path}: is damaged; allowed: the command of the sweep makes it again"
        ) from None
    return found.astype(dict.fromkeys(("region", "region_name", "source"), str))
