"""The coordination unit ("Kümmerer"): prepared, voted on, carried, formalised, or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim import draws
from sim.entities import (
    COALITION,
    CORE_AND_RING,
    ENTER_UNIT,
    FORUM,
    FOUND_UNIT,
    INFORMAL,
    NONE,
    OFFICE,
    PERSUADING,
    RAISE_LEVEL,
    RENEW_UNIT,
)
from sim.rules import coordinating, learning

NOTHING_DONE = (0.0, 0.0, 0.0, 0.0, 0.0)

if TYPE_CHECKING:
    from sim.agents.municipality import Municipality
    from sim.model import CooperationModel


class CoordinationUnit(mesa.Agent):
    """Holds the threads, bundles information, motivates, asks for needs, gives impulses.

    Attributes:
        level: NONE until founded, then INFORMAL, SHARED_STAFF or OFFICE.
        members: indices of the municipalities that carry it, sorted.
        founded: quarter of the present founding, -1 while there is none.
        first_founded: quarter of the first founding, -1 if never.
        capacity_fte, need_fte: working time that it has, and that its tasks need (FTE).
        tasks: share of each task (CARE …) that gets done, 0 … 1.
        carried_fte: what its members' own people put in (FTE).
        left: quarter in which a municipality last left it, by index.
        outgrown: quarters in a row in which the work has outgrown it.
        preparation_fte: people who prepared and persuaded in this quarter (FTE).
        had_grant: whether it has had its grant; there is one in a run.
        vote_pause: quarters until another vote on the next level.
        backlog: work left undone (FTE-years).
        start_up: share of the start-up time that has passed, 0 … 1.
        grant_left: quarters that the grant to the office still runs.
        scope: indices of those asked in the present preparation.
        drafting: indices of those whose mayors draft along.
        prepared: quarters of preparation so far, -1 while none goes on.
        pause: quarters until another try.
        attempts: votes so far, and times when too few were interested.
        weak: quarters in a row in which it had almost no capacity.
    """

    model: CooperationModel

    def __init__(self, model: CooperationModel) -> None:
        """Begin without a coordination unit."""
        super().__init__(model)
        self.level = NONE
        self.members: list[int] = []
        self.founded = self.first_founded = -1
        self.capacity_fte = self.need_fte = self.backlog = 0.0
        self.tasks = NOTHING_DONE
        self.left: dict[int, int] = {}
        self.vote_pause = 0
        self.preparation_fte = 0.0
        self.had_grant = False
        self.carried_fte = 0.0
        self.start_up = 0.0
        self.grant_left = 0
        self.scope: list[int] = []
        self.drafting: list[int] = []
        self.prepared = -1
        self.pause = 0
        self.attempts = 0
        self.weak = 0
        self.outgrown = 0

    @property
    def exists(self) -> bool:
        """Whether there is a coordination unit at present."""
        return self.level != NONE

    @property
    def running_fte(self) -> float:
        """Working time besides that of its members' own people, FTE.

        Posts and overhead of an office and what the county lends; before the founding those who
        prepare and persuade.
        """
        p = self.model.p
        if not self.exists:
            return self.preparation_fte
        own = coordinating.unit_running_fte(self.level, 0.0, len(self.members), p)
        return own + 0.5 * p.county_support_fte

    def grant_quarters(self, kind: int) -> int:
        """For how many quarters a grant to the office would still run for those who decide."""
        if not self.model.grants_run:
            return 0
        is_new = kind in (FOUND_UNIT, RAISE_LEVEL) and not self.had_grant
        return self.model.p.office_grant_quarters if is_new else self.grant_left

    def _people(self) -> list[Municipality]:
        return [self.model.municipalities[i] for i in self.members]

    # Stage 3: capacity ------------------------------------------------------------------------

    def share_out_capacity(self) -> None:
        """See what can be done this quarter, and share it out over the tasks."""
        p = self.model.p
        self.carried_fte = self.capacity_fte = self.need_fte = 0.0
        self.tasks = NOTHING_DONE
        for m in self.model.municipalities:
            m.unit_fte = self._carried_by(m)
            self.carried_fte += m.unit_fte
        if not self.exists:
            return
        self.capacity_fte = coordinating.unit_capacity(
            self.level,
            self.carried_fte,
            len(self.members),
            self.start_up,
            0.5 * p.county_support_fte,
            p,
        )
        needs = self._needs()
        for need in needs:
            self.need_fte += need
        self.tasks = coordinating.shared_out(self.capacity_fte, needs, p)
        self.backlog = coordinating.next_backlog(self.backlog, self.need_fte, self.capacity_fte)
        self.start_up = coordinating.start_up_progress(self.start_up, p)

    def _carried_by(self, m: Municipality) -> float:
        """What one member's people put in, FTE."""
        if not m.in_unit:
            return 0.0
        return coordinating.carrier_capacity(
            self.level, m.willingness, m.time_fte, m.strain, m.has_key_person, self.model.p
        )

    def _needs(self) -> tuple[float, float, float, float, float]:
        """Working time that each task needs, FTE."""
        uncovered = 0
        for m in self._people():
            uncovered += len(m.loads) - len(m.field_cooperations())
        cared_for = 0.0
        for cooperation in self.model.cooperations:
            inside = 0
            for i in cooperation.members:
                inside += self.model.municipalities[i].in_unit
            cared_for += inside / len(cooperation.members)
        return coordinating.coordination_needs(
            len(self.members), cared_for, uncovered, len(self._outside()), self.model.p
        )

    # Stage 4: founding and level --------------------------------------------------------------

    def decide_on_itself(self) -> None:
        """Prepare and vote while there is none; go on, grow, fall back or end once there is one."""
        self.preparation_fte = 0.0
        if self.model.p.level == NONE:
            return
        if self.exists:
            hours = self.model.p.persuading_fte * self.tasks[PERSUADING]
            self._persuade(self._outside(), hours)
            self._let_in()
            self._renew()
            self._develop()
        elif self.model.quarter >= self.model.start_quarter:
            self._prepare()

    def _outside(self) -> list[int]:
        """Those who may still come in: in an open coalition all others, else nobody."""
        if self.model.p.membership != COALITION or not self.model.p.open_for_entry:
            return []
        return [m.index for m in self.model.municipalities if not m.in_unit]

    def _prepare(self) -> None:
        p = self.model.p
        if self.attempts >= p.attempts:
            return
        if self.pause > 0:
            self.pause -= 1
            return
        if self.prepared < 0:
            self._begin_preparation()
            if self.prepared < 0:
                return
        if self.prepared < p.preparation_quarters:
            self._persuade(self.scope, p.preparation_fte / len(self.scope))
            self.preparation_fte = p.preparation_fte
            self.prepared += 1
        if self.prepared >= p.preparation_quarters:
            self._hold_the_vote()

    def _begin_preparation(self) -> None:
        """Ask those in scope; see which mayors draft along."""
        p, model = self.model.p, self.model
        self.prepared = 0
        asked = (
            model.world.core_and_ring
            if p.membership == CORE_AND_RING
            else range(len(model.municipalities))
        )
        self.scope = [i for i in asked if self._is_asked(model.municipalities[i])]
        if p.membership == COALITION and len(self.scope) < p.minimum_members:
            self._find_nobody()
            return
        known = model.world.drafting_partners
        self.drafting = []
        for i in self.scope:
            m = model.municipalities[i]
            u = model.draw(draws.PREPARATION, m.identity)
            drawn = coordinating.drafts_along(u[0], m.willingness, p)
            if i in known or (drawn and not known):
                self.drafting.append(i)
        model.remember("preparation", -1, scope=list(self.scope), drafting=list(self.drafting))

    def _find_nobody(self) -> None:
        """Too few are interested for a coalition: try again after a pause."""
        self.prepared = -1
        self.attempts += 1
        self.pause = self.model.p.pause_quarters
        self.model.remember("no_interest", -1, scope=list(self.scope))

    def _is_asked(self, m: Municipality) -> bool:
        """All by rule; for a coalition those who signal interest."""
        u = self.model.draw(draws.PREPARATION, m.identity)
        interested = coordinating.signals_interest(u[1], m.willingness, m.pressure)
        return interested or self.model.p.membership != COALITION

    def _persuade(self, whom: list[int], hours_fte: float) -> None:
        for i in whom:
            m = self.model.municipalities[i]
            emphasis = 2.0 if i in self.drafting else 1.0
            m.persuaded = coordinating.persuade(m.persuaded, hours_fte, emphasis, self.model.p)

    def _hold_the_vote(self) -> None:
        p = self.model.p
        self.prepared = -1
        self.attempts += 1
        yes = self._ask(FOUND_UNIT, p.level, self.scope, draws.UNIT_VOTE)
        if p.membership == COALITION:
            carried, members = len(yes) >= p.minimum_members, yes
        else:
            carried = self._quota_met(yes, self.scope, self._quota(FOUND_UNIT))
            members = list(self.scope)
        self.model.remember(
            "unit_vote",
            -1,
            yes=list(yes),
            asked=list(self.scope),
            needed=self._needed(FOUND_UNIT, self.scope),
            quota=self._quota(FOUND_UNIT),
            carried=carried,
            drafting=list(self.drafting),
        )
        if carried:
            self._found(members)
        else:
            self.pause = p.pause_quarters
            for i in yes:
                m = self.model.municipalities[i]
                m.willingness = learning.tired(m.willingness, p)

    def _quota(self, kind: int) -> float:
        """Share that must agree: half is enough for a forum, and for going on."""
        p = self.model.p
        low = kind == RENEW_UNIT or (kind == FOUND_UNIT and p.membership == FORUM)
        return min(p.quota, 0.5) if low else p.quota

    def _needed(self, kind: int, asked: list[int]) -> int:
        """How many of those asked must say yes; -1 where votes are counted by residents."""
        p = self.model.p
        if p.membership == COALITION and kind != RAISE_LEVEL:
            return p.minimum_members
        if p.weighted_by_residents:
            return -1
        quota, needed = self._quota(kind), 0
        while needed < len(asked) and not coordinating.quota_met(
            float(needed), float(len(asked)), quota
        ):
            needed += 1
        return needed

    def _ask(self, kind: int, level: int, members: list[int], purpose: int) -> list[int]:
        """Who of these councils says yes to a level with these members."""
        yes = []
        for i in members:
            m = self.model.municipalities[i]
            u = self.model.draw(purpose, m.identity, kind)
            if m.votes_on_unit(kind, level, members, (u[0], u[1])):
                yes.append(i)
        return yes

    def _quota_met(self, yes: list[int], asked: list[int], quota: float) -> bool:
        if not self.model.p.weighted_by_residents:
            return coordinating.quota_met(float(len(yes)), float(len(asked)), quota)
        in_favour = everyone = 0.0
        for i in asked:
            residents = self.model.municipalities[i].residents
            everyone += residents
            in_favour += residents if i in yes else 0.0
        return coordinating.quota_met(in_favour, everyone, quota)

    def _found(self, members: list[int]) -> None:
        self.level = self.model.p.level
        self.founded = self.model.quarter
        if self.first_founded < 0:
            self.first_founded = self.model.quarter
        for i in members:
            self._admit(i)
        for m in self._people():
            m.binds_time_for_the_unit()
        self._set_up_level()
        self.model.remember("unit_founded", -1, members=list(self.members), level=self.level)

    def _admit(self, i: int) -> None:
        self.members.append(i)
        self.members.sort()
        self.model.municipalities[i].in_unit = True

    def _set_up_level(self) -> None:
        p = self.model.p
        self.start_up = 0.0 if self.level == OFFICE and p.start_up_quarters > 0 else 1.0
        self.grant_left = 0
        if self.level == OFFICE and self.model.grants_run and not self.had_grant:
            self.grant_left = p.office_grant_quarters
            self.had_grant = True
        self.backlog = 0.0
        self.weak = self.outgrown = 0

    def _let_in(self) -> None:
        """A coalition may be joined later: those outside are asked once a year, in random order."""
        model = self.model
        asked = []
        for i in self._outside():
            m = model.municipalities[i]
            waited = model.quarter - self.left.get(i, -1_000) >= model.p.pause_quarters
            if (model.quarter + m.identity) % 4 == 0 and waited:
                u = model.draw(draws.UNIT_ENTRY, m.identity)
                asked.append((u[2], i, (u[0], u[1])))
        for _, i, luck in sorted(asked):
            together = sorted([*self.members, i])
            if model.municipalities[i].votes_on_unit(ENTER_UNIT, self.level, together, luck):
                self._admit(i)
                model.municipalities[i].binds_time_for_the_unit()
                model.remember("unit_entered", i)

    def _renew(self) -> None:
        """Decide on going on: when the grant ends, and every few years."""
        p, model = self.model.p, self.model
        grant_ends = self.grant_left == 1 or (self.grant_left > 0 and not model.grants_run)
        self.grant_left = max(self.grant_left - 1, 0) if model.grants_run else 0
        age = model.quarter - self.founded
        if not grant_ends and (age == 0 or age % p.renewal_quarters != 0):
            return
        if grant_ends:
            model.remember("office_grant_ended", -1)
        yes = self._ask(RENEW_UNIT, self.level, list(self.members), draws.UNIT_RENEWAL)
        if p.membership == COALITION:
            goes_on = len(yes) >= p.minimum_members
        else:
            goes_on = self._quota_met(yes, self.members, self._quota(RENEW_UNIT))
        model.remember(
            "unit_renewal",
            -1,
            yes=list(yes),
            asked=list(self.members),
            needed=self._needed(RENEW_UNIT, self.members),
            quota=self._quota(RENEW_UNIT),
            carried=goes_on,
        )
        if p.membership == COALITION:
            for i in [i for i in self.members if i not in yes]:
                self._release(i)
                model.remember("unit_left", i)
        if not goes_on:
            self._fall_back("no_majority")

    def _release(self, i: int) -> None:
        self.members.remove(i)
        self.left[i] = self.model.quarter
        self.model.municipalities[i].in_unit = False

    def _fall_back(self, reason: str) -> None:
        """One level down where the level may develop, else the end of the unit."""
        p = self.model.p
        enough = p.minimum_members if p.membership == COALITION else 2
        if p.adaptive and self.level > INFORMAL and len(self.members) >= enough:
            self.level -= 1
            self._set_up_level()
            self.model.remember("unit_level", -1, level=self.level, raised=False)
        else:
            self._end(reason)

    def _end(self, reason: str) -> None:
        self.model.remember("unit_ended", -1, reason=reason, members=list(self.members))
        for i in list(self.members):
            self._release(i)
        self.level = NONE
        self.founded = -1
        self.grant_left = 0
        self.tasks, self.capacity_fte = NOTHING_DONE, 0.0
        self.pause = self.model.p.pause_quarters

    def _develop(self) -> None:
        """Falter without capacity; formalise when the work has outgrown the unit."""
        p = self.model.p
        if not self.exists:
            return
        self.weak = self.weak + 1 if coordinating.falters(self.level, self.capacity_fte, p) else 0
        if self.weak >= 4:
            self._fall_back("faltered")
            return
        grown = coordinating.outgrown(self.backlog, self.capacity_fte, p)
        self.outgrown = self.outgrown + 1 if grown else 0
        self.vote_pause = max(self.vote_pause - 1, 0)
        may_vote = p.adaptive and self.level < OFFICE and self.vote_pause == 0
        if may_vote and self.outgrown >= 4:
            self._vote_on_next_level()

    def _vote_on_next_level(self) -> None:
        self.outgrown, self.vote_pause = 0, self.model.p.pause_quarters
        yes = self._ask(RAISE_LEVEL, self.level + 1, list(self.members), draws.UNIT_RENEWAL)
        carried = self._quota_met(yes, self.members, self._quota(RAISE_LEVEL))
        self.model.remember(
            "unit_level_vote",
            -1,
            yes=list(yes),
            asked=list(self.members),
            needed=self._needed(RAISE_LEVEL, self.members),
            quota=self._quota(RAISE_LEVEL),
            carried=carried,
            level=self.level + 1,
        )
        if carried:
            self.level += 1
            self._set_up_level()
            self.model.remember("unit_level", -1, level=self.level, raised=True)
