"""The coordination unit ("Kümmerer"): prepared, voted on, carried, formalised, or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import draws
from sim.agents.coordination import NOTHING_DONE, Coordination
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

if TYPE_CHECKING:
    from sim.agents.municipality import Municipality


class CoordinationUnit(Coordination):
    """Holds the threads, bundles information, motivates, asks for needs, gives impulses.

    Its state and its capacity are described at `Coordination`; here it is founded, decides on
    itself (stage 4) and ends.
    """

    def decide_on_itself(self) -> None:
        """Prepare and vote while there is none; go on, grow, fall back or end once there is one."""
        self.preparation_fte = 0.0
        if self.exists:
            hours = self.model.p.persuading_fte * self.tasks[PERSUADING]
            self._persuade(self.outside(), hours)
            self._let_in()
            self._renew()
            self._develop()
        elif self._may_prepare():
            self._prepare()

    def _may_prepare(self) -> bool:
        """Whether one is prepared by itself: not when an intervention decides on it."""
        model = self.model
        is_wanted = model.p.level != NONE and not self.closed
        return is_wanted and model.quarter >= model.start_quarter and not model.sets_level()

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
            self.hold_the_vote(p.level)

    def _begin_preparation(self) -> None:
        """Ask those in scope; see which mayors draft along."""
        p, model = self.model.p, self.model
        self.find_scope()
        if p.membership == COALITION and len(self.scope) < p.minimum_members:
            self.finds_nobody()
            return
        self.prepared = 0
        self.find_drafting()
        model.remember("preparation", -1, scope=list(self.scope), drafting=list(self.drafting))

    def find_scope(self) -> None:
        """Whom the membership rule asks; for a coalition those who signal interest."""
        p, model = self.model.p, self.model
        asked = (
            model.world.core_and_ring
            if p.membership == CORE_AND_RING
            else range(len(model.municipalities))
        )
        self.scope = [i for i in asked if self._is_asked(model.municipalities[i])]

    def find_drafting(self) -> None:
        """See which mayors of those in scope draft along."""
        p, model = self.model.p, self.model
        known = model.world.drafting_partners
        self.drafting = []
        for i in self.scope:
            m = model.municipalities[i]
            u = model.draw(draws.PREPARATION, m.identity)
            drawn = coordinating.drafts_along(u[0], m.willingness, p)
            if i in known or (drawn and not known):
                self.drafting.append(i)

    def finds_nobody(self) -> None:
        """Too few are interested for a coalition: try again after a pause."""
        self.prepared = -1
        self.attempts += 1
        self.pause = self.model.p.pause_quarters
        needed = self.model.p.minimum_members
        self.model.remember("no_interest", -1, scope=list(self.scope), needed=needed)

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

    def hold_the_vote(self, level: int) -> None:
        """Those in scope vote on founding the unit at a level."""
        p = self.model.p
        self.prepared = -1
        self.attempts += 1
        yes = self._ask(FOUND_UNIT, level, self.scope, draws.UNIT_VOTE)
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
            self.found(level, members)
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

    def found(self, level: int, members: list[int]) -> None:
        """Found it at a level with these members."""
        self.level, self.prepared, self.closed = level, -1, False
        self.founded = self.model.quarter
        if self.first_founded < 0:
            self.first_founded = self.model.quarter
        for i in members:
            self._admit(i)
        for m in self.people:
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
        for i in self.outside():
            m = model.municipalities[i]
            waited = model.quarter - self.left.get(i, -1_000) >= model.p.pause_quarters
            if (model.quarter + m.identity) % 4 == 0 and waited:
                u = model.draw(draws.UNIT_ENTRY, m.identity)
                asked.append((u[2], i))
        for _, i in sorted(asked):
            self.asks_to_enter(i)

    def asks_to_enter(self, i: int) -> bool:
        """One council decides on entering, and does so with a yes."""
        m = self.model.municipalities[i]
        u = self.model.draw(draws.UNIT_ENTRY, m.identity)
        together = sorted([*self.members, i])
        agreed = m.votes_on_unit(ENTER_UNIT, self.level, together, (u[0], u[1]))
        if agreed:
            self._admit(i)
            m.binds_time_for_the_unit()
            self.model.remember("unit_entered", i)
        return agreed

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
            self.change_level(self.level - 1)
        else:
            self.end(reason)

    def end(self, reason: str) -> None:
        """Let all members go."""
        self.model.remember("unit_ended", -1, reason=reason, members=list(self.members))
        for i in list(self.members):
            self._release(i)
        self.level = NONE
        self.founded = -1
        self.grant_left = 0
        self.tasks, self.capacity_fte = NOTHING_DONE, 0.0
        self.pause = self.model.p.pause_quarters

    def closes(self) -> None:
        """By an intervention: no unit from now on, nor is one prepared, until another founds it."""
        if self.exists:
            self.end("intervention")
        self.prepared, self.closed = -1, True

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
            self.vote_on_level(self.level + 1, "outgrown")

    def vote_on_level(self, level: int, reason: str) -> None:
        """The members vote on another level, as the work has outgrown it or by an intervention."""
        self.rests_from_votes()
        yes = self._ask(RAISE_LEVEL, level, list(self.members), draws.UNIT_RENEWAL)
        carried = self._quota_met(yes, self.members, self._quota(RAISE_LEVEL))
        self.model.remember(
            "unit_level_vote",
            -1,
            yes=list(yes),
            asked=list(self.members),
            needed=self._needed(RAISE_LEVEL, self.members),
            quota=self._quota(RAISE_LEVEL),
            carried=carried,
            level=level,
            reason=reason,
        )
        if carried:
            self.change_level(level)

    def rests_from_votes(self) -> None:
        """No other vote on the level for a while."""
        self.outgrown, self.vote_pause = 0, self.model.p.pause_quarters

    def change_level(self, level: int) -> None:
        """Work at another level from now on."""
        raised, self.level = level > self.level, level
        self._set_up_level()
        self.model.remember("unit_level", -1, level=level, raised=raised)
