"""The model on Mesa's own bench, for modellers: sliders, step by step, a map, some curves.

Run it with `solara run sim/live/bench.py --production --no-check-version`.  The page for workshops
is `kuemmerer live`; this one shows how little it takes to put the model into SolaraViz, and here is
the place for a slider or a curve of one's own.
"""
# ruff: noqa: E402  (Solara is told how to behave before Mesa uses it)

from __future__ import annotations

import solara
import solara.server.settings

# Nobody is told that this runs, and nothing is fetched: a file that is missing fails at once.
solara.server.settings.telemetry.mixpanel_enable = False
solara.settings.assets.cdn = "http://127.0.0.1:9/"
solara.settings.main.check_hooks = "off"  # a component of Mesa's breaks a rule, knowingly

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim import CooperationModel
from sim.agents import Municipality
from sim.agents.cooperation import CROSS
from sim.plots.cells import project
from sim.plots.palette import INK, QUIET, STATE_COLOURS, field_colour, ink_on

SCENARIO = "coalition-of-the-willing"
LETTERS = {"none": "", "field": "F", "cross": "C", "unit": "U"}


class Bench(CooperationModel):
    """The model with the settings that have a control here, one argument each, as Mesa wants it."""

    def __init__(
        self,
        seed: int = 1,
        level: str = "office",
        membership: str = "coalition_of_the_willing",
        quota: float = 0.67,
        willingness: float = 0.5,
        office_grant_quarters: int = 12,
    ) -> None:
        """Begin a run.

        Args:
            seed: luck of the run.
            level: to which level the coordination unit is institutionalised.
            membership: who is asked to carry it.
            quota: share of the councils asked that must agree.
            willingness: mean willingness of the municipalities at the start.
            office_grant_quarters: how long the unit is funded from outside.
        """
        overrides: dict[str, Any] = {"municipalities.willingness_mean": willingness}
        super().__init__(
            SCENARIO,
            seed,
            level=level,
            membership=membership,
            quota=quota,
            office_grant_quarters=office_grant_quarters,
            **overrides,
        )


CONTROLS = {
    "seed": Slider("Seed", value=1, min=0, max=99, step=1),
    "level": {
        "type": "Select",
        "label": "Level of the coordination unit",
        "value": "office",
        "values": ["none", "informal", "shared_staff", "office"],
    },
    "membership": {
        "type": "Select",
        "label": "Who is asked",
        "value": "coalition_of_the_willing",
        "values": ["county_wide", "core_and_ring", "coalition_of_the_willing", "open_forum"],
    },
    "quota": Slider("Share that must agree", value=0.67, min=0.0, max=1.0, step=0.01),
    "willingness": Slider("Mean willingness", value=0.5, min=0.0, max=1.0, step=0.05),
    "office_grant_quarters": Slider("Quarters of funding", value=12, min=0, max=40, step=1),
}


def state_of(municipality: Municipality) -> str:
    """What a municipality is in, the strongest that holds."""
    if municipality.in_unit:
        return "unit"
    if CROSS in municipality.cooperations:
        return "cross"
    return "field" if municipality.cooperations else "none"


def draw_county(model: CooperationModel, axes: Axes) -> None:
    """Municipalities where they lie, in the colour of what they are in; a knot per cooperation."""
    spots = project(model.world.region.places)
    for cooperation in model.cooperations:
        members = spots[sorted(cooperation.members)]
        knot = members.mean(axis=0)
        ends = np.stack((members, np.broadcast_to(knot, members.shape)))
        style = ":" if cooperation.dormant else "-"
        colour = INK if cooperation.field == CROSS else field_colour(cooperation.field)
        axes.plot(ends[..., 0], ends[..., 1], style, color=colour, lw=1.5)
    for (east, north), municipality in zip(spots, model.municipalities, strict=True):
        state = state_of(municipality)
        colour = STATE_COLOURS[state]
        axes.plot(east, north, "o", ms=11, color=colour, mec=QUIET)
        write: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7}
        axes.text(east, north, LETTERS[state], color=ink_on(colour), **write)
        axes.text(east, north - 1.8, municipality.name, color=INK, **write)
    axes.set_aspect("equal")
    axes.margins(0.05)
    axes.set_axis_off()
    signs = "F field, C cross-field, U carries the coordination unit; dotted: dormant"
    axes.set_title(signs, fontsize=8)


@solara.component
def County(model: CooperationModel) -> None:  # noqa: N802
    """The map, drawn anew after each step."""
    update_counter.get()
    figure = Figure(figsize=(6.4, 4.8), layout="constrained")
    draw_county(model, figure.subplots())
    solara.FigureMatplotlib(figure, format="png")


@solara.component
def Page() -> None:  # noqa: N802
    """A model of one's own for every visitor."""
    model = solara.use_memo(Bench, [])
    SolaraViz(
        model,
        components=[
            County,
            make_plot_component({"net_benefit": "#0072b2", "relief": "#009e73"}),
            make_plot_component(
                {"field_cooperations": "#56b4e9", "cross_field_cooperations": "#e69f00"}
            ),
            make_plot_component({"service_level": "#0072b2", "coverage": "#d55e00"}),
        ],
        model_params=CONTROLS,
        name="Kümmerer",
    )
