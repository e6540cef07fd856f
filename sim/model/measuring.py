"""What is measured at the end of a quarter, and the network of memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from sim import measures
from sim.entities import PHASES
from sim.model.rows import in_order, others

if TYPE_CHECKING:
    from sim.model import CooperationModel


def indicators(model: CooperationModel) -> dict[str, float]:
    """The fixed indicators of the present state, by name."""
    agents, awake = model.municipalities, [c for c in model.cooperations if not c.dormant]
    residents = [m.residents for m in agents]
    service = [m.service_level for m in agents]
    relief = measures.total([m.relief_fte for m in agents])
    synergy = measures.total([m.synergy_fte for m in agents])
    effort = _coordination_effort(model)
    values = (
        measures.weighted_mean(service, residents),
        measures.lowest(service, residents),
        measures.gini(service, residents, _by_service(service)),
        measures.ratio(
            measures.total([m.strain * m.staff_fte for m in agents]),
            measures.total([m.staff_fte for m in agents]),
        ),
        measures.total([m.strategic_fte for m in agents]),
        measures.total([m.willingness for m in agents]) / len(agents),
        _mean_trust(model),
        float(sum(not c.is_cross_field for c in awake)),
        float(sum(c.is_cross_field for c in awake)),
        float(len(model.cooperations) - len(awake)),
        _coverage(model),
        relief,
        synergy,
        effort,
        relief + synergy - effort,
        float(model.unit.level),
        model.unit.capacity_fte,
        float(len(model.unit.members)),
        _autonomy(model),
        measures.total(residents),
    )
    return dict(zip(measures.INDICATOR_NAMES, values, strict=True))


def _coordination_effort(model: CooperationModel) -> float:
    """Time of the members (with what the county lends), of the unit and of its preparation."""
    effort = measures.total([m.effort_fte for m in model.municipalities])
    return effort + model.unit.running_fte


def _by_service(service: list[float]) -> list[int]:
    """Places of the municipalities from the lowest service level to the highest."""
    return sorted(range(len(service)), key=lambda i: (service[i], i))


def _mean_trust(model: CooperationModel) -> float:
    n, total = len(model.municipalities), 0.0
    for m in model.municipalities:
        total += in_order(others(m.trust, m.index))
    return measures.ratio(total, n * (n - 1))


def _coverage(model: CooperationModel) -> float:
    inside = sum(not c.dormant for m in model.municipalities for c in m.field_cooperations())
    return inside / (len(model.municipalities) * len(model.world.fields))


def _autonomy(model: CooperationModel) -> float:
    """Share of the work decided alone: all but that in fields of living cooperations."""
    together = everything = 0.0
    for m in model.municipalities:
        everything += m.work_fte()
        for cooperation in m.field_cooperations():
            if not cooperation.dormant:
                together += m.loads[cooperation.field]
    return 1.0 - measures.ratio(together, everything)


def network(model: CooperationModel) -> nx.Graph[str]:
    """Municipalities and cooperations as a bipartite network of memberships."""
    graph: nx.Graph[str] = nx.Graph(title=model.settings.text("title", "en"))
    for m in model.municipalities:
        graph.add_node(
            m.key,
            bipartite=0,
            kind="municipality",
            label=m.name,
            population=m.residents,
            willingness=m.willingness,
            in_unit=int(m.in_unit),
            lat=m.place.lat,
            lon=m.place.lon,
        )
    for c in model.cooperations:
        fields = "+".join(model.settings.fields[f].name for f in c.fields)
        graph.add_node(
            c.identifier,
            bipartite=1,
            kind="cross_field" if c.is_cross_field else "field",
            label=fields,
            fields=fields,
            phase=PHASES[c.phase],
            vitality=c.vitality,
            dormant=int(c.dormant),
            founded=c.founded,
        )
        for i in c.members:
            graph.add_edge(model.municipalities[i].key, c.identifier, joined=c.joined[i])
    if model.unit.exists:
        graph.add_node(
            "coordination unit",
            bipartite=1,
            kind="coordination_unit",
            label="coordination unit",
            level=model.unit.level,
        )
        for i in model.unit.members:
            graph.add_edge(
                model.municipalities[i].key, "coordination unit", joined=model.unit.founded
            )
    return graph
