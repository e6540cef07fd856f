"""A finished run as tables: in memory, and written as files with their provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from sim import measures
from sim.agents import Cooperation
from sim.entities import DECISIONS, PHASES
from sim.model import CooperationModel
from sim.provenance import provenance
from sim.region import Region
from sim.scenario import Scenario
from sim.scenario.settings import FieldSettings
from sim.standing import Many, Standing, Teller, many_of
from sim.story import Narrator, outcome_name
from sim.texts import text
from sim.workbook import tables_workbook

TABLES = ("indicators", "municipalities", "cooperations", "events", "decisions")


@dataclass(frozen=True)
class RunResult:
    """One run with everything that tables, figures and the report need.

    Attributes:
        model: the finished model.
        lang: language of the texts, "de" or "en".
        indicators: a row per quarter, the fixed indicator names.
        municipalities: quarter × municipality.
        memberships: a row for each stay in a cooperation: cooperation, key, joined, left (-1
            while it lasts); who comes back has several.
        cooperation_states: quarter × living cooperation.
        outcomes: the per-run outcomes by name.
        command: what was typed, without the seed; empty when nobody typed it.
    """

    model: CooperationModel
    lang: str
    indicators: pd.DataFrame
    municipalities: pd.DataFrame
    memberships: pd.DataFrame
    cooperation_states: pd.DataFrame
    outcomes: Mapping[str, float]
    command: str = ""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.model.settings

    @property
    def region(self) -> Region:
        """The region."""
        return self.model.world.region

    @property
    def fields(self) -> tuple[FieldSettings, ...]:
        """The action fields."""
        return self.scenario.fields

    @property
    def title(self) -> str:
        """Title of the scenario."""
        return self.scenario.text("title", self.lang)

    @property
    def seed(self) -> int:
        """The seed."""
        return self.model.run_seed

    @property
    def start_year(self) -> int:
        """First year."""
        return self.scenario.start

    @property
    def quarters(self) -> int:
        """Length of the run."""
        return self.scenario.quarters

    @cached_property
    def narrator(self) -> Narrator:
        """Tells events and decisions."""
        return Narrator(self.model, self.lang)

    @cached_property
    def many(self) -> Many | None:
        """The runs that differ from this one in luck alone, made when they are first asked for.

        The first time on a machine the ensemble engine is compiled for it.  None for municipalities
        with rules of their own.
        """
        return many_of(self.model)

    @cached_property
    def standing(self) -> Standing | None:
        """Where the run stands among many, in words; None where the many are not there."""
        if self.many is None:
            return None
        return Teller(self.model, self.many, self.lang).standing(self.typed)

    @property
    def typed(self) -> str:
        """What to type for this scenario, without the seed."""
        name = self.scenario.name or text("report.example.scenario", self.lang)
        return self.command or f"kuemmerer run {name}"

    @cached_property
    def cooperations(self) -> pd.DataFrame:
        """A row per cooperation, in the order of founding; ended is -1 while it lives."""
        everyone = sorted(
            (*self.model.cooperations, *self.model.ended), key=lambda c: (c.founded, c.identifier)
        )
        return pd.DataFrame(
            [self._cooperation_row(c) for c in everyone], columns=list(_COOPERATION_COLUMNS)
        )

    def _cooperation_row(self, c: Cooperation) -> dict[str, Any]:
        keys = self.region.keys
        last = c.members or [i for i, q in c.left.items() if q == c.ended]
        return {
            "id": c.identifier,
            "kind": "cross_field" if c.is_cross_field else "field",
            "fields": "+".join(self.fields[f].name for f in c.fields),
            "founder": keys[c.founder],
            "founded": c.founded,
            "ended": c.ended,
            "members": " ".join(keys[i] for i in sorted(last)),
            "members_ever": len(c.joined),
            "phase": PHASES[c.phase],
            "rounds": c.rounds,
            "vitality": c.vitality,
            "quality": c.quality,
            "dormant": int(c.dormant),
            "true_effect": c.effect,
            "promised": c.promised,
            "received": c.received,
            "partner": "" if c.partner < 0 else self.scenario.active_partners[c.partner].name,
        }

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row per event: quarter, year, kind, who, text."""
        rows = [
            (e.quarter, self.year(e.quarter), e.kind, self._key(e.who), self.narrator.event(e))
            for e in self.model.events
        ]
        return pd.DataFrame(rows, columns=["quarter", "year", "kind", "who", "text"])

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """A row per council decision, with both stages and every term (FTE a year)."""
        rows = []
        for d in self.model.decisions:
            m = self.model.municipalities[d.municipality]
            answer = d.verdict
            rows.append(
                {
                    "quarter": d.quarter,
                    "key": m.key,
                    "name": m.name,
                    "decision": DECISIONS[d.kind],
                    "subject": d.subject,
                    "outcome": outcome_name(d),
                    "others": d.others,
                    "work_fte": d.load_fte,
                    "needed_fte": d.needed_fte,
                    "free_fte": d.free_fte,
                    "able": answer.able,
                    "attention": answer.attention,
                    **d.terms._asdict(),
                    "balance_fte": answer.balance,
                    "probability": answer.probability,
                    "why": self.narrator.decision(d),
                }
            )
        return pd.DataFrame(rows)

    def year(self, quarter: int) -> int:
        """Calendar year of a quarter."""
        return self.start_year + quarter // 4

    def _key(self, index: int) -> str:
        return "" if index < 0 else self.region.keys[index]

    @property
    def network(self) -> nx.Graph[str]:
        """Memberships at the end of the run, bipartite."""
        return self.model.network()

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the numbers come from, and what was typed; the same on every machine."""
        found = provenance(self.scenario, self.region, self.seed, self.model.replicate)
        if not self.command:
            return found
        which = f" --replicate {self.model.replicate}" if self.model.replicate else ""
        lang = "" if " --lang " in self.command else f" --lang {self.lang}"
        typed = f"{self.command} --seed {self.seed}{which}{lang}"
        return {**found, "command": typed}


_COOPERATION_COLUMNS = (
    "id", "kind", "fields", "founder", "founded", "ended", "members", "members_ever", "phase",
    "rounds", "vitality", "quality", "dormant", "true_effect", "promised", "received", "partner",
)  # fmt: skip


def run(
    scenario: Scenario,
    seed: int,
    lang: str = "en",
    region: Region | None = None,
    command: str = "",
    replicate: int = 0,
) -> RunResult:
    """Run a scenario once, quarter by quarter, and keep what tables and figures need.

    Args:
        scenario: the settings.
        seed: 0 … 2³² - 1.
        lang: language of the texts, "de" or "en".
        region: another region than the scenario's own.
        command: what was typed, for the report.
        replicate: which run of an ensemble with this seed, 0 … 2³² - 1.
    """
    model = CooperationModel(scenario, seed=seed, replicate=replicate, region=region)
    towns: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    while model.running:
        model.step()
        towns.extend(_municipality_rows(model))
        states.extend(_state_rows(model))
    indicators = model.datacollector.get_model_vars_dataframe()
    indicators.insert(0, "quarter", range(len(indicators)))
    return RunResult(
        model=model,
        lang=lang,
        indicators=indicators,
        municipalities=pd.DataFrame(towns),
        memberships=_memberships(model),
        cooperation_states=pd.DataFrame(states, columns=list(_STATE_COLUMNS)),
        outcomes=outcomes(model, indicators["service_level"].tolist(), region),
        command=command,
    )


def outcomes(
    model: CooperationModel, service: list[float], region: Region | None = None
) -> dict[str, float]:
    """The per-run outcomes; where shocks strike, against the twin run without them."""
    everyone = (*model.cooperations, *model.ended)
    now = model.quarter + 1
    ages = [(c.ended if c.ended >= 0 else now) - c.founded for c in everyone]
    loss, recovery = 0.0, 0
    struck = [e.quarter for e in model.events if e.kind == "shock"]
    if struck:
        twin = CooperationModel(
            model.settings.model_copy(update={"shocks": ()}),
            seed=model.run_seed,
            replicate=model.replicate,
            region=region or model.world.region,
            municipality_class=model.municipality_class,
        ).run()
        calm = twin.datacollector.model_vars["service_level"]
        loss = measures.service_loss(service, calm)
        recovery = measures.recovery_quarters(service, calm, struck[0])
    return {
        "founded": float(model.unit.first_founded >= 0),
        "founding_quarter": float(model.unit.first_founded),
        "service_loss": loss,
        "recovery_quarters": float(recovery),
        "longest_cooperation": float(max(ages, default=0)),
    }


def _municipality_rows(model: CooperationModel) -> list[dict[str, Any]]:
    return [
        {
            "quarter": model.quarter,
            "key": m.key,
            "name": m.name,
            "population": m.residents,
            "share_65_plus": measures.ratio(m.old, m.residents),
            "staff_fte": m.staff_fte,
            "plan_fte": m.plan_fte,
            "workload_fte": m.work_fte(),
            "strain": m.strain,
            "service_level": m.service_level,
            "willingness": m.willingness,
            "belief": m.belief,
            "strategic_time": m.strategic_fte,
            "relief": m.relief_fte,
            "synergy": m.synergy_fte,
            "effort": m.effort_fte,
            "in_unit": int(m.in_unit),
            "cooperations": len(m.cooperations),
        }
        for m in model.municipalities
    ]


_STATE_COLUMNS = ("quarter", "cooperation", "vitality", "dormant", "phase", "members")


def _state_rows(model: CooperationModel) -> list[dict[str, Any]]:
    return [
        {
            "quarter": model.quarter,
            "cooperation": c.identifier,
            "vitality": c.vitality,
            "dormant": int(c.dormant),
            "phase": PHASES[c.phase],
            "members": len(c.members),
        }
        for c in model.cooperations
    ]


def _memberships(model: CooperationModel) -> pd.DataFrame:
    keys = model.world.region.keys
    rows = [
        (c.identifier, keys[i], joined, left)
        for c in (*model.cooperations, *model.ended)
        for i, joined, left in sorted(
            (*c.earlier, *((i, joined, c.left.get(i, -1)) for i, joined in c.joined.items()))
        )
    ]
    return pd.DataFrame(rows, columns=["cooperation", "key", "joined", "left"])


def write_tables(result: RunResult, folder: Path) -> None:
    """Write the tables, the network and the provenance of a run into a folder.

    The tables lie there twice: as CSV, and all of them in a workbook for spreadsheets.
    """
    for name in TABLES:
        table: pd.DataFrame = getattr(result, name)
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    tables = {name: getattr(result, name) for name in TABLES}
    book = tables_workbook(tables, result.lang, result.start_year)
    (folder / "tables.xlsx").write_bytes(book)
    nx.write_graphml(result.network, folder / "network.graphml")
    record = json.dumps(result.provenance, indent=2, ensure_ascii=False) + "\n"
    (folder / "provenance.json").write_text(record, encoding="utf-8")
