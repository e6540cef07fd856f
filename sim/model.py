"""The model as Mesa runs it.  One step is one quarter of a year, in this order:

1. Demography: births, deaths, ageing, migration; shocks strike.
2. Workload and staff: demand, retirements, vacancies, strain, service, time left over.
3. Coordination capacity: what the unit can do, shared out over its tasks.
4. Founding and level: preparation, votes, entry, renewal, formalising, falling back.
5. Initiative: municipalities start proposals; links between fields are seen.
6. Decision to join: each council asked considers and agrees, or not.
7. Work in cooperations: time given, the process cycle, relief, refitting.
8. Vitality: nourished and worn; dormancy, exit, dissolution; synergy and conflict.
9. Learning: promised and received move belief, willingness and trust.
10. Politics: elections; key persons leave and grow into the role.

Then the indicators of the quarter are collected.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import mesa
import networkx as nx

from sim import draws, measures
from sim.agents import CROSS, Cooperation, CoordinationUnit, Decision, Municipality
from sim.entities import PHASES
from sim.region import Region
from sim.rules import cooperating, coordinating, deciding, learning
from sim.scenario import Scenario, load_scenario
from sim.scenario.reading import with_overrides
from sim.shocks import SHOCKS, intensity, strikes
from sim.world import World

CLOSE_TRUST = 0.6  # trust from which one invites somebody who is not a neighbour


class Event(NamedTuple):
    """Something that happened, for the story."""

    quarter: int
    kind: str
    who: int  # index of a municipality, or -1
    details: Mapping[str, Any]


class CooperationModel(mesa.Model):  # type: ignore[misc]
    """Municipalities of a county that come to cooperate, or do not.

    Args:
        scenario: a `Scenario`, or the path or name of one; the general defaults without it.
        seed: 0 … 2³² - 1; drawn when None.
        replicate: number of the run under this seed.
        region: another region than the scenario's own.
        municipality_class: a subclass of `Municipality` with own rules.
        **overrides: settings by their name (``level="office"``) or dotted path.

    Attributes:
        settings: the scenario.
        world: the scenario on its region.
        quarter: number of the last finished quarter, -1 before the first.
        municipalities: the agents in the order of their keys; unit: the coordination unit.
        cooperations: living ones in the order of founding; ended: those dissolved.
        decisions, events: everything decided and everything that happened.
        datacollector: a Mesa DataCollector with the fixed indicators.
    """

    def __init__(
        self,
        scenario: Scenario | str | None = None,
        seed: int | None = None,
        *,
        replicate: int = 0,
        region: Region | None = None,
        municipality_class: type[Municipality] = Municipality,
        **overrides: Any,
    ) -> None:
        """Set up a run; nothing happens before the first step."""
        super().__init__(rng=seed)
        self.run_seed = int(self.rng.integers(2**32)) if seed is None else int(seed) & 0xFFFFFFFF
        self.replicate = replicate
        self.world = World.of(_chosen(scenario, overrides), region)
        self.settings, self.p = self.world.scenario, self.world.p
        self.start_quarter = self.settings.coordination.start_quarter
        self.quarter = -1
        self.county_help_fte = 0.0
        self.quarters_to_council_election = 99
        self.decisions: list[Decision] = []
        self.events: list[Event] = []
        self.cooperations: list[Cooperation] = []
        self.ended: list[Cooperation] = []
        self.municipalities = [
            municipality_class(self, i, start)
            for i, start in enumerate(self.world.begin(self.run_seed, replicate))
        ]
        trust = self.world.begin_trust(self.run_seed, replicate)
        for m, row in zip(self.municipalities, trust, strict=True):
            m.trust, m.start_trust = row, list(row)
        self.unit = CoordinationUnit(self)
        self._partner_free = [p.capacity_fte for p in self.settings.active_partners]
        n = len(self.municipalities)
        self._shock_start = [[-100_000] * n for _ in self.world.shocks]
        self._shock_here = [[0.0] * len(SHOCKS) for _ in range(n)]
        self.last: dict[str, float] = {}
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_last, name) for name in measures.INDICATOR_NAMES}
        )

    # The quarter ------------------------------------------------------------------------------

    def step(self) -> None:
        """One quarter of a year, in the order of the module's first lines."""
        self.quarter += 1
        self._shocks_strike()
        self._people_live()
        self._administrations_run()
        self._coordination_shares_out()
        self._coordination_decides()
        self._proposals_are_made()
        self._links_are_seen()
        self._cooperations_work()
        self._vitality_changes()
        self._all_learn()
        self._politics()
        self.last = self.indicators()
        self.datacollector.collect(self)
        self.running = self.quarter + 1 < self.settings.quarters

    def run(self) -> CooperationModel:
        """All quarters of the scenario; the model itself, finished."""
        while self.running:
            self.step()
        return self

    def run_model(self) -> None:
        """All quarters of the scenario (Mesa's name for it)."""
        self.run()

    # Help for the agents ----------------------------------------------------------------------

    def draw(
        self, purpose: int, who: int, with_whom: int = 0, about: int = 0
    ) -> tuple[float, float, float, float]:
        """Four uniform numbers for a purpose, a municipality and whom and what it is about."""
        return draws.uniforms(
            self.run_seed, self.replicate, self.quarter, purpose, who, with_whom, about
        )

    def founder_identity(self, cooperation: Cooperation) -> int:
        """By which draws know the founder of a cooperation."""
        return self.world.identities[cooperation.founder]

    def about(self, cooperation: Cooperation) -> int:
        """By which draws know a cooperation, beside its founder."""
        field = self.world.field_identities[cooperation.field]
        return draws.cooperation_identity(field, cooperation.founded)

    def remember(self, kind: str, who: int, **details: Any) -> None:
        """Keep an event for the story."""
        self.events.append(Event(self.quarter, kind, who, details))

    def shock_here(self, index: int) -> list[float]:
        """How hard each kind of shock bites a municipality in this quarter."""
        return self._shock_here[index]

    def everyone_but(self, index: int) -> tuple[int, ...]:
        """All other municipalities (for one without neighbours)."""
        return tuple(i for i in range(len(self.municipalities)) if i != index)

    @property
    def grants_run(self) -> bool:
        """Whether there are grants at all in this quarter."""
        end = self.p.funding_end_quarter
        return end < 0 or self.quarter < end

    def care_for(self, members: list[int]) -> float:
        """How well the coordination unit looks after these together, 0 … 1."""
        inside = 0
        for i in members:
            inside += self.municipalities[i].in_unit
        return self.unit.served * inside / len(members)

    # Stage 1 and 2 ----------------------------------------------------------------------------

    def _shocks_strike(self) -> None:
        n = len(self.municipalities)
        self._shock_here = [[0.0] * len(SHOCKS) for _ in range(n)]
        for number, shock in enumerate(self.world.shocks):
            self._shock_begins(number)
            for i in shock.targets:
                since = self.quarter - self._shock_start[number][i]
                self._shock_here[i][shock.kind] += intensity(
                    shock.kind, shock.magnitude, since, shock.duration
                )
        self.quarters_to_council_election = learning.quarters_to_council_election(
            self.quarter, self.settings.start, self.p
        )
        if self.quarters_to_council_election == 0:
            self.remember("council_election", -1)
        if self.quarter == self.p.funding_end_quarter:
            self.remember("funding_ended", -1)

    def _shock_begins(self, number: int) -> None:
        shock = self.world.shocks[number]
        struck = []
        common = self.draw(draws.RANDOM_SHOCK, 0, 0, shock.identity)[0]
        for i in shock.targets:
            own = self.draw(draws.RANDOM_SHOCK, self.municipalities[i].identity, 0, shock.identity)[0]
            at_random = strikes(own if shock.each else common, shock.rate)
            over = self.quarter - self._shock_start[number][i] >= shock.duration
            if self.quarter == shock.quarter or (shock.quarter < 0 and at_random and over):
                self._shock_start[number][i] = self.quarter
                struck.append(i)
        if struck:
            self.remember("shock", -1, shock=SHOCKS[shock.kind], whom=struck, magnitude=shock.magnitude)

    def _people_live(self) -> None:
        for m in self.municipalities:
            m.live_a_quarter()

    def _administrations_run(self) -> None:
        n_small = sum(m.is_small for m in self.municipalities)
        self.county_help_fte = coordinating.county_help(n_small, self.p)
        for m in self.municipalities:
            m.run_the_administration()

    # Stage 3 and 4 ----------------------------------------------------------------------------

    def _coordination_shares_out(self) -> None:
        self.unit.share_out_capacity()
        for cooperation in self.cooperations:
            cooperation.coordinated = self.care_for(cooperation.members)

    def _coordination_decides(self) -> None:
        self.unit.decide_on_itself()

    # Stage 5 and 6: field by field ------------------------------------------------------------

    def _proposals_are_made(self) -> None:
        """Those who start a proposal do so one after the other, in the order of their draws."""
        starters = []
        for m in self.municipalities:
            for f in range(len(self.world.fields)):
                about = self.world.field_identities[f]
                luck = self.draw(draws.INITIATIVE, m.identity, 0, about)[0]
                if f not in m.cooperations and m.takes_initiative(f, luck):
                    starters.append((luck, m.index, f))
        for _, i, f in sorted(starters):
            if f not in self.municipalities[i].cooperations:
                self._propose(self.municipalities[i], f)

    def _propose(self, m: Municipality, f: int) -> None:
        """Join a cooperation within reach that lets one in, or else found one."""
        existing = self._within_reach(m, f)
        if existing is not None:
            self._enter(m, existing)
            return
        invited = self._whom_to_invite(m, f)
        if invited:
            self._found(m, (f,), f, invited)

    def _within_reach(self, m: Municipality, f: int) -> Cooperation | None:
        """The cooperation in a field whose members one trusts most, if they let one in."""
        best, best_trust = None, 0.0
        for cooperation in self.cooperations:
            if cooperation.field != f or not self._knows_one(m, cooperation.members):
                continue
            trust = m.mean_trust(cooperation.members)
            welcome = deciding.is_welcome(trust, len(cooperation.members), self.p)
            if welcome and trust > best_trust:
                best, best_trust = cooperation, trust
        return best

    def _knows_one(self, m: Municipality, members: list[int]) -> bool:
        return any(self._within_talking_distance(m, j) for j in members)

    def _within_talking_distance(self, m: Municipality, j: int) -> bool:
        """Neighbours, fellow members of the coordination unit, or close friends."""
        together = m.in_unit and self.municipalities[j].in_unit
        return together or j in self.world.neighbours[m.index] or m.trust[j] >= CLOSE_TRUST

    def _whom_to_invite(self, m: Municipality, f: int) -> list[int]:
        """Those without a cooperation in the field whom one trusts most."""
        free = [
            j
            for j in self.everyone_but(m.index)
            if f not in self.municipalities[j].cooperations and self._within_talking_distance(m, j)
        ]
        free.sort(key=lambda j: (-m.trust[j], j))
        return free[: self.p.invitations]

    def _enter(self, m: Municipality, cooperation: Cooperation) -> None:
        if m.considers_joining(cooperation, list(cooperation.members)):
            m.joins(cooperation)
            self.remember("joined", m.index, cooperation=cooperation.identifier)

    def _found(self, m: Municipality, fields: tuple[int, ...], field: int, invited: list[int]) -> None:
        """The founder's council first, then the others asked, in the order of trust."""
        cooperation = self._new_cooperation(m, fields, field)
        if not m.considers_joining(cooperation, invited[:1]):
            return
        members = [m.index]
        for j in invited:
            other = self.municipalities[j]
            if other.considers_joining(cooperation, sorted(members)):
                members.append(j)
        if len(members) < 2:
            return
        self._grant(cooperation, len(members))
        self.cooperations.append(cooperation)
        for j in sorted(members):
            self.municipalities[j].joins(cooperation)
        self.remember("cooperation_founded", m.index, cooperation=cooperation.identifier,
                      members=sorted(members))

    def _new_cooperation(
        self, m: Municipality, fields: tuple[int, ...], field: int
    ) -> Cooperation:
        about = draws.cooperation_identity(self.world.field_identities[field], self.quarter)
        luck = self.draw(draws.EFFECT, m.identity, 0, about)[0]
        if field == CROSS:
            name, effect = "cross-field", 0.0
        else:
            name, numbers = self.settings.fields[field].name, self.world.fields[field]
            effect = cooperating.true_effect(luck, numbers.scale_effect, numbers.scale_effect_spread)
        return Cooperation(
            identifier=f"{name} {m.key} {self.quarter}",
            field=field,
            fields=fields,
            founder=m.index,
            founded=self.quarter,
            effect=effect,
            quality=self.p.quality_start,
        )

    def _grant(self, cooperation: Cooperation, n_members: int) -> None:
        granted = cooperating.grant_eur(n_members, self.p) > 0.0 and self.grants_run
        if granted and not cooperation.is_cross_field:
            cooperation.grant_left = self.p.grant_quarters

    # Stage 5 and 6: across fields -------------------------------------------------------------

    def _links_are_seen(self) -> None:
        """Where somebody cooperates in several fields and sees the link, work across is proposed."""
        for m in self.municipalities:
            about = self.world.field_identities[CROSS]
            luck = self.draw(draws.LINK, m.identity, 0, about)[0]
            awake = [c for c in m.field_cooperations() if not c.dormant]
            if CROSS not in m.cooperations and len(awake) >= 2 and m.sees_a_link(luck):
                self._propose_across(m, awake)

    def _propose_across(self, m: Municipality, awake: list[Cooperation]) -> None:
        partners = [j for j in self._partners(awake) if j != m.index]
        for cooperation in self.cooperations:
            if cooperation.is_cross_field and any(j in partners for j in cooperation.members):
                self._enter(m, cooperation)
                return
        invited = [j for j in partners if self._can_work_across(j)]
        invited.sort(key=lambda j: (-m.trust[j], j))
        if invited:
            self._found(m, tuple(c.field for c in awake), CROSS, invited)

    def _partners(self, awake: list[Cooperation]) -> list[int]:
        return sorted({j for cooperation in awake for j in cooperation.members})

    def _can_work_across(self, j: int) -> bool:
        other = self.municipalities[j]
        return CROSS not in other.cooperations and len(other.field_cooperations()) >= 2

    # Stage 7 ----------------------------------------------------------------------------------

    def _cooperations_work(self) -> None:
        asked = self._efforts_asked()
        given = [self._share_given(m, asked[m.index]) for m in self.municipalities]
        for m, share in zip(self.municipalities, given, strict=True):
            total, unit = self._total_asked(m, asked[m.index])
            m.effort_fte = share * total + unit
        self._partners_take_part()
        for cooperation in self.cooperations:
            self._work_for_a_quarter(cooperation, asked, given)
        self._relief_flows()

    def _efforts_asked(self) -> list[dict[int, float]]:
        """Effort that each cooperation asks of each municipality, FTE, by number of the field."""
        efforts: list[dict[int, float]] = [{} for _ in self.municipalities]
        for m in self.municipalities:
            mine = m.all_cooperations()
            factor = cooperating.shared_meetings_factor(len(mine), m.coordinated, self.p)
            for cooperation in mine:
                efforts[m.index][cooperation.field] = factor * m.effort_in(cooperation)
        return efforts

    def _total_asked(self, m: Municipality, asked: dict[int, float]) -> tuple[float, float]:
        """Effort for cooperations less the county's help, and time for the unit, FTE."""
        total = 0.0
        for field in sorted(asked):
            total += asked[field]
        unit = self.unit.carried_by(m)
        if m.in_unit:
            unit += m.steering_effort()
        return max(total - m.county_help_fte, 0.0), unit

    def _share_given(self, m: Municipality, asked: dict[int, float]) -> float:
        """Share of the effort asked for that a municipality has the time for."""
        total, unit = self._total_asked(m, asked)
        return deciding.able_share(max(m.time_fte - unit, 0.0), total)

    def _partners_take_part(self) -> None:
        """Organisations asked by cooperations beyond the analysis take part, or not."""
        for number, partner in enumerate(self.settings.active_partners):
            for cooperation in self.cooperations:
                fits = (
                    not cooperation.is_cross_field
                    and self.settings.fields[cooperation.field].name == partner.field
                )
                if fits and cooperation.partner < 0 and cooperation.phase > 0:
                    self._ask_partner(number, cooperation)

    def _ask_partner(self, number: int, cooperation: Cooperation) -> None:
        partner = self.settings.active_partners[number]
        u = self.draw(
            draws.PARTNER,
            self.founder_identity(cooperation),
            draws.identity(partner.name),
            self.about(cooperation),
        )
        if u[0] < cooperating.partner_chance(partner.openness, cooperation.coordinated):
            cooperation.partner = number
            self.remember("partner", -1, partner=partner.name, cooperation=cooperation.identifier)

    def _partner_fte(self, cooperation: Cooperation) -> float:
        """What the organisation puts in: its capacity, shared among its cooperations."""
        if cooperation.partner < 0:
            return 0.0
        shared = sum(c.partner == cooperation.partner for c in self.cooperations)
        return self._partner_free[cooperation.partner] / shared

    def _work_for_a_quarter(
        self, cooperation: Cooperation, asked: list[dict[int, float]], given: list[float]
    ) -> None:
        wanted = done = 0.0
        for i in cooperation.members:
            effort = asked[i][cooperation.field]
            wanted += effort
            done += given[i] * effort
        care = self.p.care_fte * cooperation.coordinated
        partner = self._partner_fte(cooperation)
        worked = cooperating.worked_share(done, wanted, care, partner)
        given_share = cooperating.worked_share(done, wanted, care, 0.0)
        reflected = cooperation.proceed(worked, given_share, self.p)
        if reflected and not cooperation.is_cross_field:
            self._refit(cooperation)

    def _refit(self, cooperation: Cooperation) -> None:
        """A reflection refits the service to its changed users."""
        f = cooperation.field
        for i in cooperation.members:
            m = self.municipalities[i]
            m.built_for[f] = cooperating.refit(
                m.built_for[f], m.demands[f], cooperation.coordinated, self.p
            )
        self.remember("reflected", -1, cooperation=cooperation.identifier)

    def _relief_flows(self) -> None:
        for m in self.municipalities:
            m.relief_fte = m.promised_fte = 0.0
        for cooperation in self.cooperations:
            cooperation.promised = cooperation.received = 0.0
            if not cooperation.is_cross_field:
                self._deliver(cooperation)
        for m in self.municipalities:
            m.synergy_fte = self._interplay_at(m)

    def _deliver(self, cooperation: Cooperation) -> None:
        delivered, f = cooperation.delivers(self.p), cooperation.field
        mean_strain = measures.weighted_mean(
            [cooperating.felt_strain(self.municipalities[i].strain) for i in cooperation.members],
            [self.municipalities[i].loads[f] for i in cooperation.members],
        )
        for i in cooperation.members:
            m = self.municipalities[i]
            others = [j for j in cooperation.members if j != i]
            received = m.received_from(cooperation, others, delivered)
            received += cooperating.cover(
                cooperating.felt_strain(m.strain), mean_strain, m.loads[f],
                cooperation.quality, delivered, self.p,
            )
            promised = m.offer_of_field(f, others, False).promised_fte * delivered
            m.relief_fte += received
            m.promised_fte += promised
            cooperation.received += received
            cooperation.promised += promised

    def _interplay_at(self, m: Municipality) -> float:
        """What the fields in which a municipality cooperates do to each other there, FTE a year."""
        total, share = 0.0, m.pair_share()
        mine = [c for c in m.field_cooperations() if c.delivers(self.p) > 0.0]
        for a, first in enumerate(mine):
            for second in mine[a + 1 :]:
                synergy, conflict = self.settings.interplay_matrix[first.field][second.field]
                total += share * cooperating.interplay(
                    synergy,
                    conflict,
                    m.smaller_load(first.field, second.field),
                    self._linked(m, first.field, second.field),
                    m.coordinated,
                    self.p,
                )
        return total

    def _linked(self, m: Municipality, f: int, g: int) -> float:
        """Quality of the cooperation across fields that links two of them here, else 0."""
        across = m.cooperations.get(CROSS)
        if across is None or f not in across.fields or g not in across.fields:
            return 0.0
        return across.quality * across.delivers(self.p)

    # Stage 8 ----------------------------------------------------------------------------------

    def _vitality_changes(self) -> None:
        for cooperation in list(self.cooperations):
            grant_ends = cooperation.grant_left == 1 or (
                cooperation.grant_left > 0 and not self.grants_run
            )
            if not self.grants_run:
                cooperation.grant_left = 0
            was_dormant = cooperation.dormant
            cooperation.age(self.quarter, self._difference(cooperation), self.p)
            if cooperation.dormant != was_dormant:
                kind = "fell_dormant" if cooperation.dormant else "woke_up"
                self.remember(kind, -1, cooperation=cooperation.identifier)
            self._members_reconsider(cooperation, grant_ends)
            if cooperation.has_failed():
                self._dissolve(cooperation)

    def _difference(self, cooperation: Cooperation) -> float:
        """Mean difference in size of the members, 0 … 1."""
        total = 0.0
        for i in cooperation.members:
            others = [j for j in cooperation.members if j != i]
            total += self.municipalities[i].mean_unlikeness(others)
        return total / len(cooperation.members)

    def _members_reconsider(self, cooperation: Cooperation, grant_ends: bool) -> None:
        """Those not bound by a grant may leave; all decide on the same membership."""
        if cooperation.grant_left > 0 and not grant_ends:
            return
        if self.quarter - cooperation.founded < 4:
            return
        going = [
            i for i in cooperation.members
            if self.municipalities[i].reconsiders(cooperation, grant_ends)
        ]
        for i in going:
            self.municipalities[i].leaves(cooperation)
            self.remember("left", i, cooperation=cooperation.identifier, grant_ended=grant_ends)

    def _dissolve(self, cooperation: Cooperation) -> None:
        """The end of a cooperation costs trust among those who were in it last."""
        former = sorted(
            {*cooperation.members, *(i for i, q in cooperation.left.items() if q == self.quarter)}
        )
        for i in former:
            for j in former:
                if i != j:
                    trust = self.municipalities[i].trust
                    trust[j] = learning.disappointed(trust[j], self.p)
        for i in list(cooperation.members):
            self.municipalities[i].leaves(cooperation)
        cooperation.ended = self.quarter
        self.cooperations.remove(cooperation)
        self.ended.append(cooperation)
        self.remember("cooperation_ended", -1, cooperation=cooperation.identifier, members=former)

    # Stage 9 and 10 ---------------------------------------------------------------------------

    def _all_learn(self) -> None:
        before = [m.willingness for m in self.municipalities]
        for m in self.municipalities:
            m.learns()
            m.willingness = learning.influenced(
                m.willingness, self._trusted_mean(m, before), self.p
            )
            self._trust_moves(m)

    def _trusted_mean(self, m: Municipality, willingness: list[float]) -> float:
        """Mean willingness of the others, weighted by trust; one's own when nobody is trusted."""
        total = weight = 0.0
        for j, trust in enumerate(m.trust):
            if j != m.index:
                total += trust * willingness[j]
                weight += trust
        return total / weight if weight > 0.0 else willingness[m.index]

    def _trust_moves(self, m: Municipality) -> None:
        shared = [0] * len(self.municipalities)
        for cooperation in m.all_cooperations():
            if not cooperation.dormant:
                for j in cooperation.members:
                    shared[j] += 1
        for j, start in enumerate(m.start_trust):
            if j != m.index:
                m.trust[j] = learning.next_trust(m.trust[j], start, shared[j], self.p)

    def _politics(self) -> None:
        for m in self.municipalities:
            m.goes_to_the_polls()

    # What is measured -------------------------------------------------------------------------

    def indicators(self) -> dict[str, float]:
        """The fixed indicators of the present state, by name."""
        agents, awake = self.municipalities, [c for c in self.cooperations if not c.dormant]
        residents = [m.residents for m in agents]
        service = [m.service_level for m in agents]
        relief = _total([m.relief_fte for m in agents])
        synergy = _total([m.synergy_fte for m in agents])
        effort = self._coordination_effort()
        values = (
            measures.weighted_mean(service, residents),
            measures.lowest(service, residents),
            measures.gini(service, residents),
            measures.ratio(
                _total([m.strain * m.staff_fte for m in agents]), _total([m.staff_fte for m in agents])
            ),
            _total([m.free_fte for m in agents]),
            _total([m.willingness for m in agents]) / len(agents),
            self._mean_trust(),
            float(sum(not c.is_cross_field for c in awake)),
            float(sum(c.is_cross_field for c in awake)),
            float(len(self.cooperations) - len(awake)),
            self._coverage(),
            relief,
            synergy,
            effort,
            relief + synergy - effort,
            float(self.unit.level),
            self.unit.capacity_fte,
            float(len(self.unit.members)),
            self._autonomy(),
            _total(residents),
        )
        return dict(zip(measures.INDICATOR_NAMES, values, strict=True))

    def _coordination_effort(self) -> float:
        effort = _total([m.effort_fte for m in self.municipalities])
        lent = self.p.county_support_fte if self.unit.exists else 0.0
        return effort + self.unit.running_fte + 0.5 * lent + self._county_help_used()

    def _county_help_used(self) -> float:
        return self.county_help_fte * sum(
            m.is_small and len(m.cooperations) > 0 for m in self.municipalities
        )

    def _mean_trust(self) -> float:
        n = len(self.municipalities)
        total = 0.0
        for m in self.municipalities:
            for j, trust in enumerate(m.trust):
                if j != m.index:
                    total += trust
        return total / (n * (n - 1))

    def _coverage(self) -> float:
        inside = sum(
            not c.dormant for m in self.municipalities for c in m.field_cooperations()
        )
        return inside / (len(self.municipalities) * len(self.world.fields))

    def _autonomy(self) -> float:
        """Share of the work decided alone: all but that in fields of living cooperations."""
        together = everything = 0.0
        for m in self.municipalities:
            everything += m.work_fte()
            for cooperation in m.field_cooperations():
                if not cooperation.dormant:
                    together += m.loads[cooperation.field]
        return 1.0 - measures.ratio(together, everything)

    def network(self) -> nx.Graph[str]:
        """Municipalities and cooperations as a bipartite network of memberships."""
        graph: nx.Graph[str] = nx.Graph(title=self.settings.text("title", "en"))
        for m in self.municipalities:
            graph.add_node(
                m.key, bipartite=0, kind="municipality", label=m.name, population=m.residents,
                willingness=m.willingness, in_unit=int(m.in_unit), lat=m.place.lat, lon=m.place.lon,
            )
        for c in self.cooperations:
            fields = "+".join(self.settings.fields[f].name for f in c.fields)
            graph.add_node(
                c.identifier, bipartite=1, kind="cross_field" if c.is_cross_field else "field",
                label=fields, fields=fields, phase=PHASES[c.phase], vitality=c.vitality,
                dormant=int(c.dormant), founded=c.founded,
            )
            for i in c.members:
                graph.add_edge(self.municipalities[i].key, c.identifier, joined=c.joined[i])
        if self.unit.exists:
            graph.add_node("coordination unit", bipartite=1, kind="coordination_unit",
                           label="coordination unit", level=self.unit.level)
            for i in self.unit.members:
                graph.add_edge(self.municipalities[i].key, "coordination unit", joined=self.unit.founded)
        return graph


def _chosen(scenario: Scenario | str | None, overrides: dict[str, Any]) -> Scenario:
    if isinstance(scenario, Scenario):
        return with_overrides(scenario, overrides) if overrides else scenario
    if scenario is None:
        return with_overrides(Scenario(), overrides) if overrides else Scenario()
    return load_scenario(scenario, overrides)


def _last(name: str, model: CooperationModel) -> float:
    """One indicator of the last finished quarter."""
    return model.last[name]


def _total(values: list[float]) -> float:
    """Sum in order, the same bits in every version of Python."""
    total = 0.0
    for value in values:
        total += value
    return total
