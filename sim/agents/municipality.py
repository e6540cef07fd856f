"""A municipality: a town or village with a council and a small administration."""

from __future__ import annotations

from sim import draws
from sim.agents.cooperation import Cooperation
from sim.agents.council import Council, Decision, Offer
from sim.draws import bell
from sim.entities import (
    BROKERING,
    JOIN_CROSS,
    JOIN_FIELD,
    KEY_PERSON_LOSS,
    LINKING,
    REFUSED,
    STAY,
    Terms,
    Verdict,
)
from sim.rules import cooperating, deciding, learning


class Municipality(Council):
    """Starts proposals, joins, leaves and learns: what a council and an administration do together.

    Subclass it and pass it to the model (``municipality_class=``) to change a rule in one place.
    Its state is described at `Administration`, its decisions at `Council`.
    """

    def considers_joining(self, cooperation: Cooperation, others: list[int]) -> bool:
        """Weigh joining these others: the time, the attention, the terms; True for yes."""
        cross, is_new = cooperation.is_cross_field, not cooperation.members
        offer = (
            self.offer_across(cooperation.fields)
            if cross
            else self.offer_of_field(cooperation.field, others, is_new and self.model.grants_run)
        )
        coordinated = self.model.care_for([*others, self.index])
        relief = deciding.expected_relief(offer.promised_fte, self.belief, self.model.p.quick_wins)
        terms = self.weigh(
            offer,
            others,
            self.share_of_neighbours(cooperation.field, others),
            self.lasting_effort(offer, others, coordinated),
            relief,
        )
        purpose = draws.CROSS_JOIN if cross else draws.FIELD_JOIN
        u = self.model.draw(
            purpose,
            self.identity,
            self.model.founder_identity(cooperation),
            self.model.about(cooperation),
        )
        needed = self._effort(offer.setup_fte, others, coordinated)
        lent = cooperating.taken_over(len(others) + 1, coordinated, self.model.p)
        needed = max(needed - lent, 0.0)
        return self.decides_to_join(cooperation, (u[0], u[1]), offer, terms, needed, len(others))

    def decides_to_join(
        self,
        cooperation: Cooperation,
        luck: tuple[float, float],
        offer: Offer,
        terms: Terms,
        needed_fte: float,
        others: int,
    ) -> bool:
        """The council's decision on a cooperation; True for yes.  Made to be overridden."""
        kind = JOIN_CROSS if cooperation.is_cross_field else JOIN_FIELD
        proposes = cooperation.founder == self.index and not cooperation.members
        noticed = 1.0 if proposes else self.noticed(offer)
        return self.decide(
            kind, cooperation.identifier, luck, offer, terms, needed_fte, noticed, others
        )

    def joins(self, cooperation: Cooperation) -> None:
        """Enter a cooperation."""
        cooperation.admit(self.index, self.model.quarter)
        self.cooperations[cooperation.field] = cooperation

    def binds_time(self, cooperation: Cooperation) -> None:
        """Keep the time for a cooperation just entered: it is no longer free in this quarter."""
        others = [j for j in cooperation.members if j != self.index]
        coordinated = self.model.care_for(cooperation.members)
        effort = self._effort(self.setup_of(cooperation.fields), others, coordinated)
        self.free_fte = max(self.free_fte - effort, 0.0)

    def leaves(self, cooperation: Cooperation) -> None:
        """Leave a cooperation."""
        cooperation.release(self.index, self.model.quarter)
        del self.cooperations[cooperation.field]

    def takes_initiative(self, f: int, draw: float) -> bool:
        """Whether it starts a proposal in a field in this quarter."""
        offer = self.offer_of_field(f, [], False)
        alone = Offer(
            offer.load_fte,
            cooperating.promised_relief(offer.load_fte, 1.0, self.model.p),
            offer.setup_fte,
            offer.autonomy_cost,
            cooperating.grant_per_member_fte(2, self.model.p) if self.model.grants_run else 0.0,
        )
        able = deciding.able_share(self.free_fte, offer.setup_fte)
        return draw < deciding.initiative_chance(
            self.noticed(alone),
            self.willingness,
            able,
            len(self.cooperations) > 0,
            self.model.p.brokering_weight * self.served(BROKERING),
            self.model.quarters_to_council_election,
            self.pressure,
            self.model.p,
        )

    def sees_a_link(self, draw: float) -> bool:
        """Whether somebody here sees how fields belong together."""
        chance = cooperating.link_chance(self.free_fte, self.served(LINKING), self.model.p)
        return draw < chance

    def reconsiders(self, cooperation: Cooperation, grant_ends: bool) -> bool:
        """Whether it leaves: would it join again, knowing what it knows?"""
        others = [j for j in cooperation.members if j != self.index]
        offer, relief = self._what_it_gets(cooperation, others)
        offer = offer._replace(autonomy_cost=offer.autonomy_cost * self.model.p.habit_share)
        base = cooperating.effort_base(offer.setup_fte, cooperation.is_set_up, self.model.p)
        effort = self._effort(base, others, cooperation.coordinated)
        effort = effort * cooperation.effort_share(self.model.p)
        terms = self.weigh(
            offer, others, self.share_of_neighbours(cooperation.field, others), effort, relief
        )
        balance = deciding.balance(terms)
        stays = deciding.agreement(balance, offer.load_fte, self.model.p)
        u = self.model.draw(
            draws.EXIT,
            self.identity,
            self.model.founder_identity(cooperation),
            self.model.about(cooperation),
        )
        leaves = u[0] < cooperating.leave_chance(stays, grant_ends, self.model.p)
        if leaves:
            answer = Verdict(REFUSED, 1.0, 1.0, balance, stays)
            self.model.decisions.append(
                Decision(
                    self.model.quarter,
                    self.index,
                    STAY,
                    cooperation.identifier,
                    answer,
                    terms,
                    offer.load_fte,
                    effort,
                    self.free_fte,
                    len(others),
                )
            )
        return leaves

    def _what_it_gets(self, cooperation: Cooperation, others: list[int]) -> tuple[Offer, float]:
        """The offer without a grant, and the relief: received once it flows, else expected."""
        p = self.model.p
        delivered = cooperation.delivers(p)
        if cooperation.is_cross_field:
            offer = self.offer_across(cooperation.fields)
            received = offer.promised_fte * cooperation.quality * delivered
        else:
            offer = self.offer_of_field(cooperation.field, others, False)
            received = self.received_from(cooperation, others, 1.0)
        expected = deciding.expected_relief(offer.promised_fte, self.belief, p.quick_wins)
        return offer, received * delivered + expected * (1.0 - delivered)

    def received_from(self, cooperation: Cooperation, others: list[int], delivered: float) -> float:
        """Relief from a field cooperation at a share of delivery, without cover, FTE a year."""
        field = self.model.world.fields[cooperation.field]
        together = self.residents
        for j in others:
            together += self.model.municipalities[j].residents
        gain = cooperating.scale_gain(self.residents, together, field.scale_limit, self.model.p)
        return cooperating.received_relief(
            self.loads[cooperation.field], cooperation.effect, gain, cooperation.quality, delivered
        )

    def learns(self) -> None:
        """Compare what was promised with what came, at home and at the neighbours."""
        p = self.model.p
        received = promised = 0.0
        for j in self.model.world.neighbours[self.index]:
            received += self.model.municipalities[j].relief_fte
            promised += self.model.municipalities[j].promised_fte
        self.belief = learning.next_belief(
            self.belief, self.relief_fte, self.promised_fte, p.belief_learning
        )
        self.belief = learning.next_belief(self.belief, received, promised, p.neighbour_learning)
        if self.promised_fte > 0.0:
            gained = self.relief_fte + self.synergy_fte
            self.willingness = learning.encouraged(self.willingness, gained, self.given_fte, p)

    def goes_to_the_polls(self) -> None:
        """Council elections, mayoral elections, and key persons who leave or grow into the role."""
        p, quarter = self.model.p, self.model.quarter
        u = self.model.draw(draws.POLITICS, self.identity)
        if self.model.quarters_to_council_election == 0:
            v = self.model.draw(draws.POLITICS, self.identity, 1)
            self.willingness = learning.after_election(
                self.willingness, self.home_willingness, bell(*v), p
            )
            self.persuaded = 0.5 * self.persuaded
        mayoral = learning.is_mayoral_election(quarter, self.mayor_offset)
        extra = self.model.shock_here(self.index)[KEY_PERSON_LOSS]
        if self.has_key_person:
            if not learning.key_person_stays(u[0], mayoral, extra, p):
                self.has_key_person = 0
                if self.in_unit or self.cooperations:
                    self.model.remember("key_person_left", self.index)
        elif learning.key_person_returns(u[1], p):
            self.has_key_person = 1
