"""Stages 5 and 6: who starts a proposal, whom it reaches, what comes of it."""

from __future__ import annotations

from sim import draws
from sim.compiling import rule
from sim.draws import cooperation_identity
from sim.ensemble.layout import (
    ADJACENT,
    FREE,
    INVITED,
    LIVING,
    PARTNERS,
    SEEN,
    TOGETHER,
    TRUST,
    State,
)
from sim.ensemble.starting import draw
from sim.ensemble.weighing import (
    care_for,
    considers_joining,
    covers,
    effort,
    field_identity,
    is_awake_in,
    noticed,
    others_of,
    served,
    setup_of,
)
from sim.rules import cooperating, deciding

CLOSE_TRUST = 0.6  # trust from which one invites somebody who is not a neighbour


@rule
def proposals_are_made(s: State) -> None:
    """Those who start a proposal do so one after the other, in the order of their draws."""
    n_waiting, people, n_fields = 0, s.people, len(s.fields)
    for i in range(len(people)):
        m = people[i]
        if m.n_fields == n_fields:
            continue
        most = _initiative_chance(s, i, 1.0, 1.0)
        for f in range(n_fields):
            has_time = m.free_fte > 0.0 or s.fields[f].setup_effort_fte <= 0.0
            if has_time and s.cells[i, f].slot < 0:
                luck = draw(s, draws.INITIATIVE, m.identity, 0, s.fields[f].identity)
                if luck[0] < most and _takes_initiative(s, i, f, luck[0]):
                    n_waiting = wait(s, n_waiting, i, f, luck[0])
    for k in range(n_waiting):
        i, f = s.queue[k].who, s.queue[k].field
        if s.cells[i, f].slot < 0:
            _propose(s, i, f)


@rule
def _takes_initiative(s: State, i: int, f: int, luck: float) -> bool:
    """Whether it starts a proposal in a field in this quarter."""
    p, load = s.p, s.cells[i, f].load
    grant = cooperating.grant_per_member_fte(2, p) if s.run[0].grants_run else 0.0
    attention = noticed(s, i, load, cooperating.promised_relief(load, 1.0, p), grant)
    able = deciding.able_share(s.people[i].free_fte, s.fields[f].setup_effort_fte)
    return luck < _initiative_chance(s, i, attention, able)


@rule
def _initiative_chance(s: State, i: int, attention: float, able: float) -> float:
    """Chance that it starts a proposal; it grows with both, so that with 1 and 1 it is the most."""
    p, m = s.p, s.people[i]
    impulse = p.brokering_weight * served(s, i, s.unit[0].brokering)
    return deciding.initiative_chance(
        attention,
        m.willingness,
        able,
        m.n_cooperations > 0,
        impulse,
        s.run[0].to_election,
        m.pressure,
        p,
    )


@rule
def wait(s: State, n: int, i: int, f: int, luck: float) -> int:
    """Put somebody into a queue of n, in the order of luck; its new length."""
    a = n
    while a > 0 and s.queue[a - 1].luck > luck:
        ahead, behind = s.queue[a - 1], s.queue[a]
        behind.who, behind.field, behind.luck = ahead.who, ahead.field, ahead.luck
        a -= 1
    place = s.queue[a]
    place.who, place.field, place.luck = i, f, luck
    return n + 1


@rule
def _propose(s: State, i: int, f: int) -> None:
    """Join a cooperation within reach that lets one in, or else found one."""
    existing, n_free = _within_reach(s, i, f)
    if existing >= 0:
        enter(s, i, existing)
        return
    n_invited = _most_trusted(s, i, n_free)
    if n_invited > 0:
        _found(s, i, f, 1 << f, n_invited)


@rule
def _within_talking_distance(s: State, i: int, j: int) -> bool:
    """Neighbours, fellow members of the coordination unit, or close friends."""
    if s.people[i].in_unit and s.people[j].in_unit:
        return True
    return s.pairs[ADJACENT, i, j] > 0.0 or s.pairs[TRUST, i, j] >= CLOSE_TRUST


@rule
def _most_trusted(s: State, i: int, n: int) -> int:
    """Of the first n of the list of partners, those to invite: the most trusted first."""
    n_invited = min(n, s.p.invitations)
    for b in range(n):
        j = s.lists[PARTNERS, b]
        a = min(b, n_invited)
        while a > 0 and s.pairs[TRUST, i, j] > s.pairs[TRUST, i, s.lists[INVITED, a - 1]]:
            if a < n_invited:
                s.lists[INVITED, a] = s.lists[INVITED, a - 1]
            a -= 1
        if a < n_invited:
            s.lists[INVITED, a] = j
    return n_invited


@rule
def _within_reach(s: State, i: int, f: int) -> tuple[int, int]:
    """The cooperation in a field whose members one trusts most, if they let one in; else -1.

    And how many within reach have none in the field: they are put into the list of partners.
    """
    best, best_trust, n_free = -1, 0.0, 0
    run = s.run[0]
    run.look += 1
    for j in range(len(s.people)):
        if j == i or not _within_talking_distance(s, i, j):
            continue
        k = s.cells[j, f].slot
        if k < 0:
            s.lists[PARTNERS, n_free] = j
            n_free += 1
        elif s.slots[SEEN, k] != run.look and not s.coops[k].dormant:
            s.slots[SEEN, k] = run.look
            best, best_trust = _better(s, i, k, best, best_trust)
    return best, n_free


@rule
def _better(s: State, i: int, k: int, best: int, best_trust: float) -> tuple[int, float]:
    """The cooperation one trusts more, if it lets one in; of two alike the older one."""
    n = s.coops[k].n_members
    trust = others_of(s, i, s.members, k, n).trust
    if not deciding.is_welcome(trust, n, s.p):
        return best, best_trust
    older = best >= 0 and s.coops[k].sequence < s.coops[best].sequence
    if trust > best_trust or (trust == best_trust and older):
        return k, trust
    return best, best_trust


@rule
def enter(s: State, i: int, k: int) -> None:
    """One council decides on a cooperation that is there, and joins with a yes."""
    c = s.coops[k]
    if considers_joining(
        s, i, c.field, c.fields, c.founder, c.founded, s.members, k, c.n_members, False
    ):
        _joins(s, i, k)
        _binds_time(s, i, k)


@rule
def _found(s: State, i: int, f: int, fields: int, n_invited: int) -> None:
    """The founder's council first, then the others asked, in the order of trust."""
    now = s.run[0].quarter
    if not considers_joining(s, i, f, fields, i, now, s.lists, INVITED, 1, True):
        return
    s.lists[TOGETHER, 0] = i
    n = 1
    for a in range(n_invited):
        j = s.lists[INVITED, a]
        if considers_joining(s, j, f, fields, i, now, s.lists, TOGETHER, n, True):
            n = insert(s, TOGETHER, n, j)
    if n < 2:
        return
    k = _new_cooperation(s, i, f, fields, n)
    for a in range(n):
        _joins(s, s.lists[TOGETHER, a], k)
    for a in range(n):
        _binds_time(s, s.lists[TOGETHER, a], k)


@rule
def insert(s: State, row: int, n: int, i: int) -> int:
    """Put a municipality into a sorted list of n; its new length."""
    a = n
    while a > 0 and s.lists[row, a - 1] > i:
        s.lists[row, a] = s.lists[row, a - 1]
        a -= 1
    s.lists[row, a] = i
    return n + 1


@rule
def _new_cooperation(s: State, i: int, f: int, fields: int, n: int) -> int:
    """A slot with a cooperation that n will join, and to which nobody belongs yet."""
    p, run = s.p, s.run[0]
    run.n_free -= 1
    k = s.slots[FREE, run.n_free]
    s.slots[LIVING, run.n_living] = k
    run.n_living += 1
    run.n_founded += 1
    c = s.coops[k]
    c.field, c.fields, c.founder, c.founded = f, fields, i, run.quarter
    c.sequence = run.n_founded
    c.setup_fte = setup_of(s, fields)
    c.quality, c.vitality, c.progress = p.quality_start, 0.6, 0.0
    c.effect = 0.0
    c.grant_left = c.n_members = c.phase = c.rounds = c.dormant = 0
    c.partner = -1
    c.worked = c.given = 1.0
    inside = 0
    for a in range(n):
        inside += s.people[s.lists[TOGETHER, a]].in_unit
    c.coordinated = care_for(s, inside, n)
    if f < len(s.fields):
        about = cooperation_identity(field_identity(s, f), run.quarter)
        luck = draw(s, draws.EFFECT, s.people[i].identity, 0, about)
        field = s.fields[f]
        c.effect = cooperating.true_effect(luck[0], field.scale_effect, field.scale_effect_spread)
        if cooperating.grant_eur(n, p) > 0.0 and run.grants_run:
            c.grant_left = p.grant_quarters
    return int(k)


@rule
def _joins(s: State, i: int, k: int) -> None:
    """Enter a cooperation."""
    c, m = s.coops[k], s.people[i]
    a = c.n_members
    while a > 0 and s.members[k, a - 1] > i:
        s.members[k, a] = s.members[k, a - 1]
        a -= 1
    s.members[k, a] = i
    c.n_members += 1
    s.cells[i, c.field].slot = k
    m.n_cooperations += 1
    if c.field < len(s.fields):
        m.n_fields += 1


@rule
def _binds_time(s: State, i: int, k: int) -> None:
    """Keep the time for a cooperation just entered: it is no longer free in this quarter."""
    c, m = s.coops[k], s.people[i]
    others = others_of(s, i, s.members, k, c.n_members)
    coordinated = care_for(s, others.in_unit + m.in_unit, c.n_members)
    m.free_fte = max(m.free_fte - effort(s, c.setup_fte, others, coordinated), 0.0)


@rule
def links_are_seen(s: State) -> None:
    """Where somebody cooperates in several fields and sees the link, work across is proposed."""
    p, n_waiting, cross = s.p, 0, len(s.fields)
    for i in range(len(s.people)):
        m = s.people[i]
        if _can_link(s, i, (1 << cross) - 1):
            chance = cooperating.link_chance(m.free_fte, served(s, i, s.unit[0].linking), p)
            luck = draw(s, draws.LINK, m.identity, 0, s.run[0].cross_identity)
            if luck[0] < chance:
                n_waiting = wait(s, n_waiting, i, cross, luck[0])
    for a in range(n_waiting):
        i = s.queue[a].who
        if s.cells[i, cross].slot < 0:
            _propose_across(s, i)


@rule
def _can_link(s: State, i: int, fields: int) -> bool:
    """Whether it cooperates in at least two of these fields and not yet across any."""
    n_fields = len(s.fields)
    if s.people[i].n_fields < 2 or s.cells[i, n_fields].slot >= 0:
        return False
    mine = 0
    for f in range(n_fields):
        if covers(fields, f) and is_awake_in(s, i, f):
            mine += 1
    return mine >= 2


@rule
def _propose_across(s: State, i: int) -> None:
    """Join work across fields that lets one in, or else found it with one's partners."""
    fields = 0
    for f in range(len(s.fields)):
        if is_awake_in(s, i, f):
            fields |= 1 << f
            k = s.cells[i, f].slot
            for a in range(s.coops[k].n_members):
                s.people[s.members[k, a]].marked = 1
    s.people[i].marked = 0
    existing = _across_within_reach(s, i)
    n = 0
    for j in range(len(s.people)):
        if s.people[j].marked:
            s.people[j].marked = 0
            if existing < 0 and _can_link(s, j, fields):
                s.lists[PARTNERS, n] = j
                n += 1
    if existing >= 0:
        enter(s, i, existing)
        return
    n_invited = _most_trusted(s, i, n)
    if n_invited > 0:
        _found(s, i, len(s.fields), fields, n_invited)


@rule
def _across_within_reach(s: State, i: int) -> int:
    """The work across fields whose members one trusts most, if it fits and lets one in; else -1."""
    best, best_trust, cross = -1, 0.0, len(s.fields)
    run = s.run[0]
    run.look += 1
    for j in range(len(s.people)):
        k = s.cells[j, cross].slot
        if not s.people[j].marked or k < 0 or s.slots[SEEN, k] == run.look:
            continue
        s.slots[SEEN, k] = run.look
        if not s.coops[k].dormant and _can_link(s, i, s.coops[k].fields):
            best, best_trust = _better(s, i, k, best, best_trust)
    return best
