"""A municipality: a town or village with a council and a small administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import mesa

from sim import draws
from sim.agents.cooperation import CROSS, Cooperation
from sim.draws import bell
from sim.entities import (
    AGREED,
    FOUND_UNIT,
    JOIN_CROSS,
    JOIN_FIELD,
    RENEW_UNIT,
    STAY,
    Terms,
    Verdict,
)
from sim.region import Place
from sim.rules import cooperating, coordinating, deciding, learning
from sim import demography
from sim.shocks import (
    AGEING,
    BUDGET_CUT,
    FACILITY_CLOSURE,
    IN_MIGRATION,
    KEY_PERSON_LOSS,
    OUT_MIGRATION,
    RETIREMENT_WAVE,
)
from sim.world import Start

if TYPE_CHECKING:
    from sim.model import CooperationModel


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


class Municipality(mesa.Agent):  # type: ignore[misc]
    """Keeps services running with few people, and decides with whom to cooperate.

    Attributes:
        index: place in the order of keys; key, name: from the region.
        young, working, old: residents under 20, 20 to 64, 65 and more (persons).
        staff_fte, plan_fte: people and posts of the administration (FTE).
        demands, built_for, loads: work by field: asked for, built for, to be done (FTE).
        strain: work ÷ staff; service_level: 0 … 1; vacancy: share of posts that are open.
        time_fte: working time left for strategy and cooperating; free_fte: what of it is not
            bound; effort_fte: what was spent on cooperating (FTE).
        relief_fte, promised_fte: relief received and promised (FTE a year).
        synergy_fte: what fields with cooperations do to each other here (FTE a year).
        willingness, home_willingness: openness now and at the start (0 … 1).
        autonomy_concern: how much the council minds not deciding alone (0 … 1).
        belief: share of a promise that the council expects to be kept (0 … 1).
        persuaded: share of the doubt about the coordination unit taken away (0 … 1).
        trust: trust in each other municipality by index (0 … 1).
        has_key_person: 1 while the person on whom cooperation hangs is there, else 0.
        in_unit: whether it carries the coordination unit.
        cooperations: the living cooperation in each field, by number of the field; CROSS too.
    """

    model: CooperationModel

    def __init__(self, model: CooperationModel, index: int, start: Start) -> None:
        """Take over the starting state of one run."""
        super().__init__(model)
        self.index = index
        self.place: Place = model.world.region.places[index]
        self.key, self.name = self.place.key, self.place.name
        self.identity = model.world.identities[index]
        self.young, self.working, self.old = start.young, start.working, start.old
        self.start_residents = self.residents
        self.start_plan_fte = self.plan_fte = self.staff_fte = start.plan_fte
        self.change = demography.expected_change(
            self.place.annual_change, model.world.region.annual_change, model.p
        )
        self.demands = [self._demand(f) for f in range(len(model.world.fields))]
        self.built_for = list(self.demands)
        self.loads = list(self.demands)
        self.strain = 0.0
        self.service_level = 1.0
        self.vacancy = 0.0
        self.time_fte = self.free_fte = 0.0
        self.effort_fte = self.relief_fte = self.promised_fte = self.synergy_fte = 0.0
        self.willingness = self.home_willingness = start.willingness
        self.autonomy_concern = start.autonomy_concern
        self.belief = model.p.belief_mean
        self.persuaded = 0.0
        self.trust: list[float] = []
        self.start_trust: list[float] = []
        self.mayor_offset = start.mayor_offset
        self.has_key_person = 1
        self.in_unit = False
        self.cooperations: dict[int, Cooperation] = {}

    # What it is like --------------------------------------------------------------------------

    @property
    def residents(self) -> float:
        """All residents (persons)."""
        return self.young + self.working + self.old

    @property
    def pressure(self) -> float:
        """How hard the workload presses, 0 … 1."""
        return deciding.pressure(self.strain)

    @property
    def is_small(self) -> bool:
        """Whether the county counts it as small."""
        return self.residents < self.model.p.small_below

    @property
    def county_help_fte(self) -> float:
        """Working time that the county lends, FTE."""
        return self.model.county_help_fte if self.is_small else 0.0

    @property
    def coordinated(self) -> float:
        """How well the coordination unit serves it, 0 … 1."""
        return self.model.unit.served if self.in_unit else 0.0

    def field_cooperations(self) -> list[Cooperation]:
        """Its living cooperations in single fields, in the order of the fields."""
        return [self.cooperations[f] for f in sorted(self.cooperations) if f != CROSS]

    def all_cooperations(self) -> list[Cooperation]:
        """Its living cooperations, those across fields first."""
        return [self.cooperations[f] for f in sorted(self.cooperations)]

    def mean_trust(self, others: list[int]) -> float:
        """Mean trust in others, 0 … 1."""
        total = 0.0
        for j in others:
            total += self.trust[j]
        return total / len(others) if others else 0.0

    def mean_unlikeness(self, others: list[int]) -> float:
        """Mean difference in size to others, 0 … 1."""
        row = self.model.world.unlikeness[self.index]
        total = 0.0
        for j in others:
            total += row[j]
        return total / len(others) if others else 0.0

    # Stage 1 and 2: people, work, staff -------------------------------------------------------

    def live_a_quarter(self) -> None:
        """People are born, die, grow older, come and go."""
        shock = self.model.shock_here(self.index)
        self.young, self.working, self.old = demography.quarter_of_people(
            self.young,
            self.working,
            self.old,
            self.change,
            bell(*self.model.draw(draws.DEMOGRAPHY, self.identity)),
            shock[IN_MIGRATION] - shock[OUT_MIGRATION],
            shock[AGEING],
            self.model.p,
        )

    def run_the_administration(self) -> None:
        """Staff leave and are replaced; the work is done as far as the staff go."""
        p, shock = self.model.p, self.model.shock_here(self.index)
        leaving, filling, _, _ = self.model.draw(draws.STAFF, self.identity)
        self.plan_fte = demography.next_plan(
            self.start_plan_fte, self.residents, self.start_residents, p
        )
        self.staff_fte -= demography.staff_leaving(
            self.staff_fte, leaving, shock[RETIREMENT_WAVE], p
        )
        self.vacancy = self._open_share()
        self.staff_fte += demography.posts_filled(
            self.staff_fte, self.plan_fte, filling, shock[BUDGET_CUT], p
        )
        for f, built_for in enumerate(self.built_for):
            self.demands[f] = self._demand(f)
            self.built_for[f] = demography.adapt(built_for, self.demands[f], p)
            self.loads[f] = demography.field_load(
                self.demands[f],
                self.built_for[f],
                self.model.world.fields[f].fixed_share,
                shock[FACILITY_CLOSURE],
                p,
            )
        self._feel_the_strain()

    def _demand(self, f: int) -> float:
        field = self.model.world.fields[f]
        return demography.demand(
            field.fte_per_1000_young,
            field.fte_per_1000_working,
            field.fte_per_1000_old,
            self.young,
            self.working,
            self.old,
        )

    def _open_share(self) -> float:
        if self.plan_fte <= 0.0:
            return 0.0
        return deciding.clamp(1.0 - self.staff_fte / self.plan_fte, 0.0, 1.0)

    def work_fte(self) -> float:
        """Work of all fields and other duties before relief and effort, FTE."""
        work = demography.other_duties(
            self.residents, self.model.world.other_work_per_1000, self.model.p
        )
        for load in self.loads:
            work += load
        return work

    def _feel_the_strain(self) -> None:
        """Strain, service level and the time left, with last quarter's relief and effort."""
        p, work = self.model.p, self.work_fte()
        gained = self.relief_fte + self.synergy_fte
        self.strain = demography.strain(work + self.effort_fte - gained, self.staff_fte)
        self.service_level = demography.service_level(self.strain, p)
        before_effort = demography.strain(work - p.relief_to_strategy * gained, self.staff_fte)
        self.time_fte = demography.free_time(self.staff_fte, before_effort, p)
        self.free_fte = max(self.time_fte - self.effort_fte, 0.0)

    # Stage 4 to 6: decisions ------------------------------------------------------------------

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
        free = self.free_fte + self.county_help_fte
        able = deciding.able_share(free, needed_fte)
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
                free,
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
        return Offer(
            load, p.promised_share * gain * load, field.setup_effort_fte, field.autonomy_cost, grant
        )

    def offer_across(self, fields: tuple[int, ...]) -> Offer:
        """What working across these fields would mean, as far as it cooperates in them."""
        p = self.model.p
        mine = [f for f in fields if f in self.cooperations]
        load = setup = promised = 0.0
        for f in mine:
            load += self.loads[f]
            setup += self.model.world.fields[f].setup_effort_fte
        for a, f in enumerate(mine):
            for g in mine[a + 1 :]:
                promised += self.pair_share() * self.smaller_load(f, g) * self._synergy(f, g)
        return Offer(load, promised, setup / len(mine) if mine else 0.0, p.cross_autonomy_cost, 0.0)

    def pair_share(self) -> float:
        """A pair's part: what a field has is spread over the pairs that it can form."""
        return 1.0 / max(len(self.loads) - 1, 1)

    def smaller_load(self, f: int, g: int) -> float:
        """The smaller work of two fields, FTE."""
        return min(self.loads[f], self.loads[g])

    def _synergy(self, f: int, g: int) -> float:
        return self.model.world.scenario.interplay_matrix[f][g][0]

    def lasting_effort(self, offer: Offer, others: list[int], coordinated: float) -> float:
        """Mean effort over the first years, FTE."""
        p = self.model.p
        return self._effort(cooperating.lasting_effort_base(offer.setup_fte, p), others, coordinated)

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
            self._setup_of(cooperation), cooperation.is_set_up, self.model.p
        )
        return self._effort(base, others, cooperation.coordinated)

    def steering_effort(self) -> float:
        """Own time for the steering of the coordination unit, FTE."""
        others = [j for j in self.model.unit.members if j != self.index]
        return self._effort(self.model.p.unit_effort_fte, others, 0.0)

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
            effort=-effort_fte,
            contribution=0.0,
            grant=offer.grant_fte,
            autonomy=-offer.autonomy_cost * self.autonomy_concern * load,
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
        """Share of the neighbours, weighted by trust, that cooperate in f or are with the others."""
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
        impulse = p.brokering_weight * self.coordinated
        return deciding.attention(self.pressure, gain, self.vacancy, impulse, p)

    def considers_joining(self, cooperation: Cooperation, others: list[int]) -> bool:
        """Weigh joining these others: the time, the attention, the terms; True for yes."""
        cross = cooperation.is_cross_field
        offer = (
            self.offer_across(cooperation.fields)
            if cross
            else self.offer_of_field(cooperation.field, others, self.model.grants_run)
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
            purpose, self.identity, self.model.founder_identity(cooperation), self.model.about(cooperation)
        )
        needed = self._effort(offer.setup_fte, others, coordinated)
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
        noticed = 1.0 if cooperation.founder == self.index else self.noticed(offer)
        return self.decide(
            kind, cooperation.identifier, luck, offer, terms, needed_fte, noticed, others
        )

    def joins(self, cooperation: Cooperation) -> None:
        """Enter a cooperation; its time is bound from now on."""
        offer_setup = self._setup_of(cooperation)
        cooperation.admit(self.index, self.model.quarter)
        self.cooperations[cooperation.field] = cooperation
        others = [j for j in cooperation.members if j != self.index]
        effort = self._effort(offer_setup, others, cooperation.coordinated)
        self.free_fte = max(self.free_fte - effort, 0.0)

    def leaves(self, cooperation: Cooperation) -> None:
        """Leave a cooperation."""
        cooperation.release(self.index, self.model.quarter)
        del self.cooperations[cooperation.field]

    def _setup_of(self, cooperation: Cooperation) -> float:
        fields = self.model.world.fields
        total = 0.0
        for f in cooperation.fields:
            total += fields[f].setup_effort_fte
        return total / len(cooperation.fields)

    def takes_initiative(self, f: int, draw: float) -> bool:
        """Whether it starts a proposal in a field in this quarter."""
        offer = self.offer_of_field(f, [], False)
        alone = Offer(offer.load_fte, self.model.p.promised_share * offer.load_fte, offer.setup_fte, offer.autonomy_cost, cooperating.grant_per_member_fte(2, self.model.p) if self.model.grants_run else 0.0)
        able = deciding.able_share(self.free_fte + self.county_help_fte, offer.setup_fte)
        return draw < deciding.initiative_chance(
            self.noticed(alone),
            self.willingness,
            able,
            len(self.cooperations) > 0,
            self.model.p.brokering_weight * self.coordinated,
            self.model.quarters_to_council_election,
            self.pressure,
            self.model.p,
        )

    def sees_a_link(self, draw: float) -> bool:
        """Whether somebody here sees how fields belong together."""
        chance = cooperating.link_chance(self.free_fte, self.coordinated, self.model.p)
        return draw < chance

    # The coordination unit --------------------------------------------------------------------

    def fields_load(self) -> float:
        """Work in all fields, FTE."""
        total = 0.0
        for load in self.loads:
            total += load
        return total

    def offer_of_unit(self, level: int, members: list[int]) -> Offer:
        """What carrying a coordination unit of a level with these members would mean."""
        p, load = self.model.p, self.fields_load()
        promised = coordinating.promised_by_unit(level, len(members), len(self.loads), load, p)
        bound = 0.0
        for f, field in enumerate(self.model.world.fields):
            bound += field.autonomy_cost * self.loads[f]
        bound = bound / load if load > 0.0 else 0.0
        cost = self._contribution_eur(level, members)
        grant = coordinating.unit_grant_fte(level, cost, self.model.grants_run, p)
        autonomy = (bound + 0.5 * p.cross_autonomy_cost) * coordinating.commitment(p.membership, p)
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
        offer = self.offer_of_unit(level, members)
        if kind == RENEW_UNIT:
            offer = offer._replace(
                grant_fte=offer.grant_fte if self.model.unit.grant_left else 0.0,
                autonomy_cost=offer.autonomy_cost * p.habit_share,
            )
        persuaded = self.persuaded
        belief = deciding.convinced(self.belief, persuaded)
        effort = self._effort(p.unit_effort_fte, others, 0.0)
        own_staff = coordinating.staff_contribution_fte(level, self.willingness, p)
        relief = deciding.expected_relief(offer.promised_fte, belief, p.quick_wins)
        terms = self.weigh(offer, others, self._share_expected(kind, members), effort + own_staff, relief)
        terms = terms._replace(
            contribution=deciding.contribution_term(
                self._contribution_eur(level, members), self.residents, self.budget_cut, p
            ),
            willingness=deciding.willingness_term(
                deciding.convinced(self.willingness, 0.5 * persuaded), offer.load_fte, p
            ),
        )
        needed = 0.0 if kind == RENEW_UNIT else effort + own_staff
        return self.decide(
            kind, "coordination unit", luck, offer, terms, needed, 1.0, len(others)
        )

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

    # Stage 8: reconsider ----------------------------------------------------------------------

    def reconsiders(self, cooperation: Cooperation, grant_ends: bool) -> bool:
        """Whether it leaves: would it join again, knowing what it knows?"""
        others = [j for j in cooperation.members if j != self.index]
        offer, relief = self._what_it_gets(cooperation, others)
        offer = offer._replace(autonomy_cost=offer.autonomy_cost * self.model.p.habit_share)
        effort = self._effort(
            cooperating.effort_base(offer.setup_fte, cooperation.is_set_up, self.model.p),
            others,
            cooperation.coordinated,
        )
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
            answer = Verdict(2, 1.0, 1.0, balance, stays)
            self.model.decisions.append(
                Decision(self.model.quarter, self.index, STAY, cooperation.identifier, answer, terms,
                         offer.load_fte, effort, self.free_fte, len(others))
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

    # Stage 9 and 10: learning and politics ----------------------------------------------------

    def learns(self) -> None:
        """Compare what was promised with what came; be drawn towards those one trusts."""
        p = self.model.p
        self.belief = learning.next_belief(self.belief, self.relief_fte, self.promised_fte, p)
        if self.promised_fte > 0.0:
            gained = self.relief_fte + self.synergy_fte
            self.willingness = learning.encouraged(self.willingness, gained, self.effort_fte, p)

    def goes_to_the_polls(self) -> None:
        """Council elections, mayoral elections, and key persons who leave or grow into the role."""
        p, quarter = self.model.p, self.model.quarter
        u = self.model.draw(draws.POLITICS, self.identity)
        v = self.model.draw(draws.POLITICS, self.identity, 1)
        if self.model.quarters_to_council_election == 0:
            self.willingness = learning.after_election(
                self.willingness, self.home_willingness, bell(*v), p
            )
            self.persuaded = 0.5 * self.persuaded
        mayoral = learning.is_mayoral_election(quarter, self.mayor_offset)
        extra = self.model.shock_here(self.index)[KEY_PERSON_LOSS]
        if self.has_key_person:
            if not learning.key_person_stays(u[0], mayoral, extra, p):
                self.has_key_person = 0
                self.model.remember("key_person_left", self.index)
        elif learning.key_person_returns(u[1], p):
            self.has_key_person = 1
