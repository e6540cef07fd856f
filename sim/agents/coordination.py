"""What the coordination unit ("Kümmerer") is and what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.entities import COALITION, FOUND_UNIT, NONE, RAISE_LEVEL
from sim.rules import coordinating

NOTHING_DONE = (0.0, 0.0, 0.0, 0.0, 0.0)

if TYPE_CHECKING:
    from sim.agents.municipality import Municipality
    from sim.model import CooperationModel


class Coordination(mesa.Agent):
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
        hired_fte: posts that interventions have added (FTE).
        closed: whether an intervention has ruled out that one is founded without another.
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
        self.hired_fte = 0.0
        self.closed = False

    @property
    def exists(self) -> bool:
        """Whether there is a coordination unit at present."""
        return self.level != NONE

    @property
    def running_fte(self) -> float:
        """Working time besides that of its members' own people, FTE.

        Posts and overhead of an office and what others pay for; before the founding those who
        prepare and persuade.
        """
        p = self.model.p
        if not self.exists:
            return self.preparation_fte
        own = coordinating.unit_running_fte(self.level, 0.0, len(self.members), p)
        return own + coordinating.lent_fte(self.hired_fte, p)

    def grant_quarters(self, kind: int) -> int:
        """For how many quarters a grant to the office would still run for those who decide."""
        if not self.model.grants_run:
            return 0
        is_new = kind in (FOUND_UNIT, RAISE_LEVEL) and not self.had_grant
        return self.model.p.office_grant_quarters if is_new else self.grant_left

    @property
    def people(self) -> list[Municipality]:
        """The municipalities that carry it."""
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
            coordinating.lent_fte(self.hired_fte, p),
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
        for m in self.people:
            uncovered += len(m.loads) - len(m.field_cooperations())
        cared_for = 0.0
        for cooperation in self.model.cooperations:
            inside = 0
            for i in cooperation.members:
                inside += self.model.municipalities[i].in_unit
            cared_for += inside / len(cooperation.members)
        return coordinating.coordination_needs(
            len(self.members), cared_for, uncovered, len(self.outside()), self.model.p
        )

    def outside(self) -> list[int]:
        """Those who may still come in: in an open coalition all others, else nobody."""
        if self.model.p.membership != COALITION or not self.model.p.open_for_entry:
            return []
        return [m.index for m in self.model.municipalities if not m.in_unit]
