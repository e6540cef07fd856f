"""A country of thousands of municipalities as pixels: each is the nearest place's, or nobody's.

Nothing here knows borders.  A municipality reaches as far as a circle of its area and a little
further, and where two meet, the pixel goes to the one that is nearer for its size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.cells import Points, fit
from sim.plots.palette import INK, PAPER, ink_on, tint
from sim.plots.paper import DPI, SMALL, add_axes, write

REACH = 1.6  # radii of the circle of its area to which a municipality is drawn
NEAREST = 8  # municipalities that are asked whose a pixel is
EARTH_KM = 6371.0
NOBODY = -1
ROOM_FOR_LETTER = 0.11  # inches from the middle of a letter to the nearest other colour
STEP = 9  # pixels from one line of a pattern to the next

Owners = NDArray[np.int64]  # (up, across), the lowest row first; `NOBODY` where nobody is


def flat(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> Points:
    """Positions in kilometres, areas true: Lambert's azimuthal projection about their middle."""
    middle = math.radians((float(lat.min()) + float(lat.max())) / 2)
    turns = np.radians(lon)
    own = math.atan2(float(np.sin(turns).mean()), float(np.cos(turns).mean()))
    north, east = np.radians(lat), turns - own
    scale = np.sqrt(
        2 / (1 + np.sin(north) * np.sin(middle) + np.cos(north) * np.cos(middle) * np.cos(east))
    )
    across = scale * np.cos(north) * np.sin(east)
    up = scale * (
        np.sin(north) * math.cos(middle) - np.cos(north) * math.sin(middle) * np.cos(east)
    )
    return np.column_stack((across, up)) * EARTH_KM


def owners(places: Points, areas: NDArray[np.float64], width: float, height: float) -> Owners:
    """Whose each pixel is: the place's position in the table.

    Args:
        places: positions in km east and north, (municipality, 2).
        areas: in km².
        width: of the map, inches.
        height: of the map, inches.
    """
    from scipy.spatial import cKDTree  # late: it takes a second to import

    radius = np.sqrt(areas / math.pi) * REACH
    box = np.concatenate((places - radius[:, None], places + radius[:, None]))
    drawn = fit(box, (width, height))
    span = np.ptp(box, axis=0)
    per_km = float(np.ptp(drawn, axis=0).max() / span.max())
    centres = (drawn[: len(places)] + drawn[len(places) :]) / 2
    across, up = round(width * DPI), round(height * DPI)
    x, y = (np.arange(across) + 0.5) / DPI, (np.arange(up) + 0.5) / DPI
    pixels = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    count = min(NEAREST, len(places))
    far, who = cKDTree(centres).query(pixels, k=count)
    far, who = far.reshape(-1, count), who.reshape(-1, count)
    share = far / (radius[who] * per_km)
    best = share.argmin(axis=1)
    rows = np.arange(len(pixels))
    found = np.where(share[rows, best] <= 1.0, who[rows, best], NOBODY)
    return found.reshape(up, across).astype(np.int64)


def painted(
    regions: Owners, colours: Sequence[str], patterns: Sequence[int] | None = None
) -> NDArray[np.float64]:
    """The pixels in colour, (up, across, 3): a colour and a pattern per region, thin lines between.

    Args:
        regions: whose each pixel is: the place of the region.
        colours: of each region.
        patterns: of each region, see `pattern`; none when not said.
    """
    table = np.array([to_rgb(colour) for colour in (*colours, PAPER)])
    picture = table[regions]
    if patterns is not None:
        inks = np.array([_marked(colour) for colour in (*colours, PAPER)])
        kinds = np.array([*patterns, 0])[regions]
        for kind in set(patterns):
            marked = (kinds == kind) & pattern(kind, regions.shape)
            picture[marked] = inks[regions[marked]]
    edge = np.zeros(regions.shape, dtype=bool)
    edge[:, 1:] |= regions[:, 1:] != regions[:, :-1]
    edge[1:, :] |= regions[1:, :] != regions[:-1, :]
    picture[edge] = to_rgb(PAPER)
    return picture


def _marked(colour: str) -> tuple[float, float, float]:
    """A colour a good step nearer to the ink that is seen best on it."""
    ink = to_rgb(ink_on(colour))
    red, green, blue = (0.62 * a + 0.38 * b for a, b in zip(to_rgb(colour), ink, strict=True))
    return red, green, blue


def pattern(kind: int, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pixels a pattern marks: none, stripes, dots … so that no colour stands alone."""
    up, across = np.indices(shape[:2])
    kinds = (
        np.zeros(shape[:2], dtype=bool),
        (across + up) % STEP < 2,
        (across % STEP < 3) & (up % STEP < 3),
        (across - up) % STEP < 2,
        up % STEP < 2,
        across % STEP < 2,
        ((across + up) % STEP < 2) | ((across - up) % STEP < 2),
        (across % STEP < 2) | (up % STEP < 2),
    )
    return kinds[kind % len(kinds)]


def add_picture(figure: Figure, picture: NDArray[np.float64], left: float, bottom: float) -> Axes:
    """Pixels as they are, at a place of the sheet in inches; the axes' own units are inches."""
    height, width = (length / DPI for length in picture.shape[:2])
    axes = add_axes(figure, left, bottom, width, height)
    axes.set_axis_off()
    axes.imshow(picture, origin="lower", extent=(0, width, 0, height), interpolation="none")
    axes.set(xlim=(0, width), ylim=(0, height), aspect="auto")
    return axes


def write_letters(
    axes: Axes, looks: Owners, letters: Sequence[str], colours: Sequence[str]
) -> None:
    """A letter in each patch of one colour that has room for it.

    Args:
        axes: of `add_picture`.
        looks: which letter stands for each pixel, `NOBODY` for none.
        letters: to be written.
        colours: behind them.
    """
    from scipy.ndimage import distance_transform_edt, label, maximum_position

    for look, letter in enumerate(letters):
        patches, count = label(looks == look)
        if not count:
            continue
        room = distance_transform_edt(patches > 0) / DPI
        for up, across in maximum_position(room, patches, range(1, count + 1)):
            if room[up, across] >= ROOM_FOR_LETTER:
                style: dict[str, Any] = {"ha": "center", "weight": "bold", "halo": colours[look]}
                ink = ink_on(colours[look])
                place = (across + 0.5) / DPI, (up + 0.5) / DPI
                write(axes, *place, letter, size=SMALL, colour=ink, **style)


def shades(values: NDArray[np.float64], low: float, high: float) -> list[str]:
    """A sequential shade for each value, light to dark; grey where there is none."""
    from matplotlib.colors import to_hex

    share = np.clip((values - low) / (high - low if high > low else 1.0), 0.0, 1.0)
    return [to_hex(shade(float(one))) if np.isfinite(one) else tint(INK, 0.15) for one in share]


def shade(share: float) -> tuple[float, float, float]:
    """The colour of a share of the scale, 0 … 1."""
    import matplotlib as mpl

    red, green, blue, _ = mpl.colormaps["Blues"](0.1 + 0.9 * share)
    return red, green, blue
