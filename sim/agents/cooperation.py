"""A cooperation: an agreement of two or more municipalities in one field or across several."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from sim.entities import ANALYSIS, PHASES, REFLECTION, Parameters
from sim.rules.cooperating import (
    delivered_share,
    is_dormant,
    next_progress,
    next_quality,
    next_vitality,
)

CROSS = -1  # instead of the number of a field: across fields


@dataclass(eq=False)
class Cooperation:
    """What its members have agreed, how far they have got, and how alive it is.

    Attributes:
        identifier: field, key of the founder and founding quarter; unique in a run.
        field: number of the field, or CROSS.
        fields: numbers of the fields that it covers.
        founder: index of the founding municipality.
        founded: quarter.
        members: indices, sorted.
        joined: quarter in which each joined, by index (of all who ever did).
        left: quarter in which each left, by index; not of those who came back.
        earlier: index, quarter of joining and of leaving, of each stay before one came back.
        phase: of the process cycle, ANALYSIS … REFLECTION.
        progress: in the phase, 0 … 1.
        rounds: how often the cycle has been completed.
        quality: working quality, 0 … 1.
        vitality: 0 … 1.
        effect: true saving of joint provision, share of the work; known to nobody inside.
        dormant: whether it exists on paper only.
        grant_left: quarters that its grant (and the commitment that it asks) still runs.
        coordinated: how well the coordination unit looks after it, 0 … 1.
        worked: share of the work asked for that was done last quarter, partners included.
        given: share of it that members and coordinator gave.
        partner: number of the organisation that takes part, or -1.
        promised: relief promised to all members, FTE a year.
        received: relief that came, FTE a year.
        ended: quarter in which it was dissolved, or -1.
    """

    identifier: str
    field: int
    fields: tuple[int, ...]
    founder: int
    founded: int
    effect: float
    quality: float
    grant_left: int = 0
    members: list[int] = dataclasses.field(default_factory=list)
    joined: dict[int, int] = dataclasses.field(default_factory=dict)
    left: dict[int, int] = dataclasses.field(default_factory=dict)
    earlier: list[tuple[int, int, int]] = dataclasses.field(default_factory=list)
    phase: int = ANALYSIS
    progress: float = 0.0
    rounds: int = 0
    vitality: float = 0.6
    dormant: bool = False
    coordinated: float = 0.0
    worked: float = 1.0
    given: float = 1.0
    partner: int = -1
    promised: float = 0.0
    received: float = 0.0
    ended: int = -1

    @property
    def is_cross_field(self) -> bool:
        """Whether it works across fields."""
        return self.field == CROSS

    @property
    def is_set_up(self) -> bool:
        """Whether the set-up (analysis, ideas, planning) lies behind."""
        return self.rounds > 0 or self.phase > 2

    @property
    def phase_name(self) -> str:
        """Name of the phase."""
        return PHASES[self.phase]

    def effort_share(self, p: Parameters) -> float:
        """Share of the effort that members still give: all, or a part while it is dormant."""
        return max(p.dormant_effort_share, 1e-6) if self.dormant else 1.0

    def delivers(self, p: Parameters) -> float:
        """Which share of its relief flows, 0 … 1."""
        return 0.0 if self.dormant else delivered_share(self.phase, self.progress, self.rounds, p)

    def admit(self, municipality: int, quarter: int) -> None:
        """Take in a member."""
        self.members.append(municipality)
        self.members.sort()
        if municipality in self.left:
            stay = (municipality, self.joined[municipality], self.left.pop(municipality))
            self.earlier.append(stay)
        self.joined[municipality] = quarter

    def release(self, municipality: int, quarter: int) -> None:
        """Let a member go."""
        self.members.remove(municipality)
        self.left[municipality] = quarter

    def proceed(self, worked: float, given: float, p: Parameters) -> bool:
        """Work for a quarter; True when a reflection has just been completed."""
        self.worked, self.given = worked, given
        self.quality = next_quality(self.quality, worked, p)
        self.progress = next_progress(self.progress, worked, self.phase, p)
        if self.progress < 1.0:
            return False
        reflected = self.phase == REFLECTION
        self.progress = 0.0
        self.phase = ANALYSIS if reflected else self.phase + 1
        self.rounds += int(reflected)
        return reflected

    def age(self, quarter: int, difference: float, p: Parameters) -> None:
        """Grow or lose vitality, fall asleep or wake up."""
        self.vitality = next_vitality(
            self.vitality,
            self.given,
            len(self.members),
            difference,
            quarter - self.founded,
            self.coordinated,
            p,
        )
        self.dormant = is_dormant(self.dormant, self.vitality, p)
        if self.grant_left > 0:
            self.grant_left -= 1

    def has_failed(self) -> bool:
        """Whether nothing is left of it."""
        return len(self.members) < 2 or self.vitality <= 0.05
