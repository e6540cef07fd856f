"""Which municipalities hang together: the parts of a county, and who has no neighbour at all."""

from __future__ import annotations

from dataclasses import dataclass

from sim.region import Region


@dataclass(frozen=True)
class Parts:
    """The parts of a county that no border joins.

    Attributes:
        main: keys of the largest part.
        others: keys of each further part of two municipalities or more, the largest first.
        alone: keys of those without a neighbour, in a county of more than one municipality.
    """

    main: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return bool(self.main) + len(self.others) + len(self.alone)

    def kind(self, key: str) -> str:
        """`main`, `other` or `alone`."""
        if key in self.alone:
            return "alone"
        return "main" if key in self.main else "other"


def parts_of(region: Region) -> Parts:
    """The parts of a county, by its pairs of neighbours."""
    if len(region.places) == 1:
        return Parts(region.keys, (), ())
    alone = tuple(part[0] for part in region.parts if len(part) == 1)
    joined = [part for part in region.parts if len(part) > 1]
    return Parts(joined[0] if joined else (), tuple(joined[1:]), alone)
