"""The council of a municipality: what an offer means, what speaks for and against, the vote."""

from __future__ import annotations

from typing import NamedTuple

from sim.agents.administration import Administration
from sim.agents.cooperation import Cooperation
from sim.entities import AGREED, BROKERING, BUDGET_CUT, FOUND_UNIT, RENEW_UNIT, Terms, Verdict
from sim.rules import cooperating, coordinating, deciding


class Decision(NamedTuple):
    """One council decision with every term, kept so that "why not?" has an answer."""

    quarter: int
    municipality: int  # index
    kind: int  # FOUND_UNIT … STAY
    subject: str  # identifier of the cooperation, or "coordination unit"
    verdict: Verdict
    terms: Terms
    load_fte: float  # the work in question
    needed_fte: float  # working time that taking part needs at first
    free_fte: float  # working time that was free for it
    others: int  # how many others take part


class Offer(NamedTuple):
    """What joining would mean for one municipality."""

    load_fte: float  # the work in question, FTE
    promised_fte: float  # relief promised, FTE a year
    setup_fte: float  # own effort while it is set up, for two like partners
    autonomy_cost: float  # share of the work
    grant_fte: float  # own part of the grant, FTE a year


class Council(Administration):
    """Decides on cooperations and on the coordination unit, and remembers why."""

    def decide(
        self,
        kind: int,
        subject: str,
        luck: tuple[float, float],
        offer: Offer,
        terms: Terms,
        needed_fte: float,
        noticed: float,
        others: int,
    ) -> bool:
        """The council's answer, remembered with every term; True for yes."""
        able = deciding.able_share(self.free_fte, needed_fte)
        answer = deciding.verdict(
            luck[0], luck[1], able, noticed, terms, offer.load_fte, self.model.p
        )
        self.model.decisions.append(
            Decision(
                self.model.quarter,
                self.index,
                kind,
                subject,
                answer,
                terms,
                offer.load_fte,
                needed_fte,
                self.free_fte,
                others,
            )
        )
        return answer.outcome == AGREED

    def offer_of_field(self, f: int, others: list[int], with_grant: bool) -> Offer:
        """What a cooperation with these others in field f would mean."""
        p, field = self.model.p, self.model.world.fields[f]
        together = self.residents
        for j in others:
            together += self.model.municipalities[j].residents
        gain = cooperating.scale_gain(self.residents, together, field.scale_limit, p)
        grant = cooperating.grant_per_member_fte(len(others) + 1, p) if with_grant else 0.0
        load = self.loads[f]
        promised = cooperating.promised_relief(load, gain, p)
        return Offer(load, promised, field.setup_effort_fte, field.autonomy_cost, grant)

    def offer_across(self, fields: tuple[int, ...]) -> Offer:
        """What working across these fields would mean, as far as it cooperates in them."""
        p = self.model.p
        mine = [f for f in fields if f in self.cooperations and not self.cooperations[f].dormant]
        load = promised = 0.0
        for f in mine:
            load += self.loads[f]
        for a, f in enumerate(mine):
            for g in mine[a + 1 :]:
                promised += cooperating.promised_synergy(
                    self._synergy(f, g), self.smaller_load(f, g), len(self.loads), p
                )
        return Offer(load, promised, self.setup_of(fields), p.cross_autonomy_cost, 0.0)

    def smaller_load(self, f: int, g: int) -> float:
        """The smaller work of two fields, FTE."""
        return min(self.loads[f], self.loads[g])

    def _synergy(self, f: int, g: int) -> float:
        return self.model.world.scenario.interplay_matrix[f][g][0]

    def lasting_effort(self, offer: Offer, others: list[int], coordinated: float) -> float:
        """Mean effort over the first years, FTE."""
        p = self.model.p
        return self._effort(
            cooperating.lasting_effort_base(offer.setup_fte, p), others, coordinated
        )

    def _effort(self, base_fte: float, others: list[int], coordinated: float) -> float:
        return cooperating.member_effort(
            base_fte,
            len(others) + 1,
            self.mean_unlikeness(others),
            self.mean_trust(others),
            coordinated,
            self.model.p,
        )

    def effort_in(self, cooperation: Cooperation) -> float:
        """Effort that a cooperation asks of it now, FTE."""
        others = [j for j in cooperation.members if j != self.index]
        base = cooperating.effort_base(
            self.setup_of(cooperation.fields), cooperation.is_set_up, self.model.p
        )
        return self._effort(base, others, cooperation.coordinated)

    def steering_effort(self) -> float:
        """Own time for the steering of the coordination unit, FTE."""
        return self._steering_with([j for j in self.model.unit.members if j != self.index])

    def _steering_with(self, others: list[int]) -> float:
        return coordinating.steering_effort(
            len(others) + 1, self.mean_unlikeness(others), self.mean_trust(others), self.model.p
        )

    def weigh(
        self,
        offer: Offer,
        others: list[int],
        share_in: float,
        effort_fte: float,
        relief_fte: float,
    ) -> Terms:
        """What speaks for and against a cooperation with these others."""
        p, load = self.model.p, offer.load_fte
        return Terms(
            relief=relief_fte,
            effort=0.0 - effort_fte,
            contribution=0.0,
            grant=offer.grant_fte,
            autonomy=deciding.autonomy_term(offer.autonomy_cost, self.autonomy_concern, load),
            peers=deciding.peers_term(share_in, load, p),
            willingness=deciding.willingness_term(self.willingness, load, p),
            election=deciding.election_term(
                self.model.quarters_to_council_election, self.pressure, load, p
            ),
            domination=self._domination(others, load),
            likeness=deciding.likeness_term(self.mean_unlikeness(others), load, p),
            growth=deciding.growth_term(self.change, load, p),
        )

    def _domination(self, others: list[int], load: float) -> float:
        largest = 0.0
        for j in others:
            largest = max(largest, self.model.municipalities[j].residents)
        return deciding.domination_term(self.residents, largest, load, self.model.p)

    def share_of_neighbours(self, f: int, with_them: list[int]) -> float:
        """Share of the neighbours, weighted by trust, that cooperate in f or are with them."""
        near = self.model.world.neighbours[self.index] or self.model.everyone_but(self.index)
        inside = total = 0.0
        for j in near:
            total += self.trust[j]
            if j in with_them or f in self.model.municipalities[j].cooperations:
                inside += self.trust[j]
        return inside / total if total > 0.0 else 0.0

    def noticed(self, offer: Offer) -> float:
        """How likely the council looks at an offer, 0 … 1."""
        p = self.model.p
        if offer.load_fte <= 0.0:
            return 0.0
        gain = (offer.promised_fte + offer.grant_fte) / offer.load_fte
        impulse = p.brokering_weight * self.served(BROKERING)
        if self.is_small:
            impulse += p.county_impulse
        return deciding.attention(self.pressure, gain, self.vacancy, impulse, p)

    def setup_of(self, fields: tuple[int, ...]) -> float:
        """Mean effort that setting up a cooperation in these fields asks of a member, FTE."""
        total = 0.0
        for f in fields:
            total += self.model.world.fields[f].setup_effort_fte
        return total / len(fields)

    def fields_load(self) -> float:
        """Work in all fields, FTE."""
        total = 0.0
        for load in self.loads:
            total += load
        return total

    def offer_of_unit(self, kind: int, level: int, members: list[int]) -> Offer:
        """What carrying a coordination unit of a level with these members would mean."""
        p, load = self.model.p, self.fields_load()
        promised = coordinating.promised_by_unit(level, len(members), len(self.loads), load, p)
        bound = 0.0
        for f, field in enumerate(self.model.world.fields):
            bound += field.autonomy_cost * self.loads[f]
        bound = bound / load if load > 0.0 else 0.0
        cost = self._contribution_eur(level, members)
        grant = coordinating.unit_grant_fte(level, cost, self.model.unit.grant_quarters(kind), p)
        autonomy = (bound + 0.5 * p.cross_autonomy_cost) * coordinating.commitment(p.membership, p)
        if kind == RENEW_UNIT:
            autonomy = autonomy * p.habit_share
        return Offer(load, promised, p.unit_effort_fte, autonomy, grant)

    def _contribution_eur(self, level: int, members: list[int]) -> float:
        p, everyone = self.model.p, 0.0
        for j in members:
            everyone += self.model.municipalities[j].residents
        cost = coordinating.unit_cost_eur(level, len(members), p)
        return coordinating.contribution_eur(cost, len(members), self.residents, everyone, p)

    def votes_on_unit(
        self, kind: int, level: int, members: list[int], luck: tuple[float, float]
    ) -> bool:
        """The council's vote on carrying the coordination unit at a level with these members."""
        p = self.model.p
        others = [j for j in members if j != self.index]
        offer = self.offer_of_unit(kind, level, members)
        persuaded = self.persuaded
        belief = deciding.convinced(self.belief, persuaded)
        effort = self._steering_with(others)
        own_staff = coordinating.staff_contribution_fte(level, self.willingness, p)
        relief = deciding.expected_relief(offer.promised_fte, belief, p.quick_wins)
        terms = self.weigh(
            offer, others, self._share_expected(kind, members), effort + own_staff, relief
        )
        terms = terms._replace(
            contribution=deciding.contribution_term(
                self._contribution_eur(level, members),
                self.residents,
                self.budget_room_eur,
                self.budget_cut,
                p,
            ),
            willingness=deciding.willingness_term(
                deciding.convinced(self.willingness, 0.5 * persuaded), offer.load_fte, p
            ),
        )
        needed = 0.0 if kind == RENEW_UNIT else effort + own_staff
        return self.decide(kind, "coordination unit", luck, offer, terms, needed, 1.0, len(others))

    def binds_time_for_the_unit(self) -> None:
        """Keep the time promised to the unit: it is no longer free in this quarter."""
        unit = self.model.unit
        own = coordinating.staff_contribution_fte(unit.level, self.willingness, self.model.p)
        self.free_fte = max(self.free_fte - self.steering_effort() - own, 0.0)

    def _share_expected(self, kind: int, members: list[int]) -> float:
        """Share of the neighbours that carry the unit, or at its founding seem open to it."""
        near = self.model.world.neighbours[self.index] or self.model.everyone_but(self.index)
        inside = total = 0.0
        for j in near:
            other = self.model.municipalities[j]
            total += self.trust[j]
            if j in members:
                open_to_it = deciding.convinced(other.willingness, other.persuaded)
                inside += self.trust[j] * (open_to_it if kind == FOUND_UNIT else 1.0)
        return inside / total if total > 0.0 else 0.0

    @property
    def budget_cut(self) -> float:
        """Share of the budget room that is gone, 0 … 1."""
        return self.model.shock_here(self.index)[BUDGET_CUT]
