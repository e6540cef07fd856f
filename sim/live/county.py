"""The county as the page draws it: real outlines, else the schematic cells of a report's map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.live.outlines import Rings, outlines
from sim.live.refusing import Both, both, each
from sim.live.settings import settings
from sim.plots.cards import EDGE, lay_out, nominal_sizes
from sim.plots.cells import Points, cells, fit, outline, part, project
from sim.plots.map import CROWD_GAP, CROWD_MARGIN, CROWD_ROUNDS, HEIGHT, WIDTH
from sim.plots.palette import STATES, field_codes, field_colour
from sim.plots.paper import DPI
from sim.region import Place, Region
from sim.scenario import Scenario
from sim.texts import languages, text
from sim.world import World

PAGE = 1000.0  # the longer side of the county on the page, in its own units


def county(world: World) -> dict[str, Any]:
    """The answer to ``county``: shapes, fields, and what the scenario sets itself."""
    scenario, region = world.scenario, world.region
    drawn = _outlined(region) or _schematic(region.places)
    areas: list[dict[str, Any]] = drawn.pop("areas")
    return {
        "name": region.name,
        "quarters": scenario.quarters,
        "start": scenario.start,
        **drawn,
        "municipalities": [
            {
                "key": place.key,
                "name": place.name,
                "population": place.population,
                "is_town": place.is_town,
                "is_seat": number == world.seat,
                **areas[number],
            }
            for number, place in enumerate(region.places)
        ],
        "fields": _fields(scenario),
        "base": {path: setting.of(scenario) for path, setting in settings().items()},
    }


def _outlined(region: Region) -> dict[str, Any] | None:
    """The county with its real outlines, if they are known."""
    found = outlines(region, PAGE)
    if found is None:
        return None
    return {
        "note": dict.fromkeys(languages, ""),
        "source": region.shapes_source,
        "width": found.width,
        "height": found.height,
        "others": [_written(rings) for rings in found.others],
        "areas": [
            {"x": round(float(x), 1), "y": round(float(y), 1), "rings": _written(rings)}
            for (x, y), rings in zip(found.spots, found.rings, strict=True)
        ],
    }


def _schematic(places: Sequence[Place]) -> dict[str, Any]:
    """The county with a cell around each municipality."""
    spots, shapes, border = _on_page(*_arranged(places))
    return {
        "note": both("plots.map.note"),
        "width": float(border[:, 0].max()),
        "height": float(border[:, 1].max()),
        "outline": border.tolist(),
        "areas": [
            {"x": float(x), "y": float(y), "cell": shape.tolist()}
            for (x, y), shape in zip(spots, shapes, strict=True)
        ],
    }


def _written(rings: Rings) -> list[list[list[float]]]:
    """Rings as short JSON: whole numbers without a decimal point."""
    return [[[int(c) if c.is_integer() else c for c in p] for p in r.tolist()] for r in rings]


def _arranged(places: Sequence[Place]) -> tuple[Points, list[Points], Points]:
    """Middles, cells and border in inches, y up, as on the map of a report."""
    figure = Figure(dpi=DPI)
    FigureCanvasAgg(figure)
    found = lay_out(figure, places, (WIDTH, HEIGHT))
    if found is not None:
        style, spots = found
        reach = nominal_sizes(figure, places, style) / 2
    else:
        room = (WIDTH - 2 * CROWD_MARGIN, HEIGHT - 2 * CROWD_MARGIN)
        reach = np.full((len(places), 2), CROWD_GAP)
        spots = part(fit(project(places), room, stretch=1.15), reach, room, rounds=CROWD_ROUNDS)
        spots = spots + CROWD_MARGIN
    border = outline(spots, reach + EDGE)
    return spots, cells(spots, border), border


def _on_page(
    spots: Points, shapes: list[Points], border: Points
) -> tuple[Points, list[Points], Points]:
    """The same on the page: from 0 to the length of a side, y down."""
    left, top = border[:, 0].min(), border[:, 1].max()
    scale = PAGE / np.ptp(border, axis=0).max()

    def placed(points: Points) -> Points:
        flipped = (points.reshape(-1, 2) - (left, top)) * (scale, -scale)
        return np.asarray(np.abs(np.round(flipped, 1)))

    return placed(spots), [placed(shape) for shape in shapes], placed(border)


def _fields(scenario: Scenario) -> list[dict[str, Any]]:
    codes = {lang: _codes(scenario, lang) for lang in languages}
    return [
        {
            "name": field.name,
            "title": each(field.title),
            "code": {lang: codes[lang][number] for lang in languages},
            "colour": field_colour(number),
        }
        for number, field in enumerate(scenario.fields)
    ]


def _codes(scenario: Scenario, lang: str) -> tuple[str, ...]:
    letters = [text(f"plots.map.letter_{state}", lang) for state in STATES]
    return field_codes([field.title(lang) for field in scenario.fields], taken=letters)


def titles(scenario: Scenario, fields: Sequence[int]) -> Both:
    """Titles of fields, one after the other."""
    return each(lambda lang: " + ".join(scenario.fields[f].title(lang) for f in fields))
