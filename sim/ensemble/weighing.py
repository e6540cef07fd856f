"""What an offer means to a council and how it weighs it: the arithmetic of `Council`."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim import draws
from sim.compiling import rule
from sim.draws import cooperation_identity
from sim.ensemble.layout import TRUST, UNLIKENESS, State
from sim.ensemble.starting import draw
from sim.entities import AGREED, NO_TIME, NOT_CONSIDERED, REFUSED, Terms
from sim.rules import cooperating, deciding


class Others(NamedTuple):
    """What a council knows of those whom it would be, or is, together with."""

    n: int
    unlikeness: float  # mean difference in size
    trust: float  # mean trust in them
    largest: float  # residents of the largest
    together: float  # residents of all, oneself included
    in_unit: int  # how many of them carry the coordination unit


@rule
def others_of(s: State, i: int, table: Any, row: int, n: int) -> Others:
    """The first n municipalities in a row of a table, seen by i, which is left out itself."""
    people, pairs = s.people, s.pairs
    unlikeness = trust = largest = 0.0
    together = people[i].residents
    count = in_unit = 0
    for a in range(n):
        j = table[row, a]
        if j != i:
            unlikeness += pairs[UNLIKENESS, i, j]
            trust += pairs[TRUST, i, j]
            residents = people[j].residents
            largest = max(largest, residents)
            together += residents
            in_unit += people[j].in_unit
            count += 1
    if count > 0:
        unlikeness = unlikeness / count
        trust = trust / count
    return Others(count, unlikeness, trust, largest, together, in_unit)


@rule
def effort(s: State, base_fte: float, others: Others, coordinated: float) -> float:
    """Working time that taking part with these others asks, FTE."""
    return cooperating.member_effort(
        base_fte, others.n + 1, others.unlikeness, others.trust, coordinated, s.p
    )


@rule
def served(s: State, i: int, task_done: float) -> float:
    """How well the coordination unit serves a municipality in a task, 0 … 1."""
    return task_done if s.people[i].in_unit else 0.0


@rule
def care_for(s: State, inside: int, n: int) -> float:
    """How well the coordination unit looks after n together, of whom some carry it, 0 … 1."""
    return s.unit[0].care * inside / n


@rule
def covers(fields: int, f: int) -> bool:
    """Whether a field is one of those kept as bits."""
    return (fields >> f) & 1 == 1


@rule
def setup_of(s: State, fields: int) -> float:
    """Mean effort that setting up a cooperation in these fields asks of a member, FTE."""
    total, n = 0.0, 0
    for f in range(len(s.fields)):
        if covers(fields, f):
            total += s.fields[f].setup_effort_fte
            n += 1
    return total / n


@rule
def is_awake_in(s: State, i: int, f: int) -> bool:
    """Whether it is in a cooperation in a field that is not dormant."""
    slot = s.cells[i, f].slot
    return slot >= 0 and not s.coops[slot].dormant


@rule
def load_across(s: State, i: int, fields: int) -> float:
    """Work in those of the fields in which it cooperates, FTE."""
    load = 0.0
    for f in range(len(s.fields)):
        if covers(fields, f) and is_awake_in(s, i, f):
            load += s.cells[i, f].load
    return load


@rule
def promised_across(s: State, i: int, fields: int) -> float:
    """What linking those of the fields in which it cooperates promises, FTE a year."""
    promised = 0.0
    n_fields = len(s.fields)
    for f in range(n_fields):
        if covers(fields, f) and is_awake_in(s, i, f):
            for g in range(f + 1, n_fields):
                if covers(fields, g) and is_awake_in(s, i, g):
                    promised += cooperating.promised_synergy(
                        s.interplay[0, f, g], smaller_load(s, i, f, g), n_fields, s.p
                    )
    return promised


@rule
def smaller_load(s: State, i: int, f: int, g: int) -> float:
    """The smaller work of two fields, FTE."""
    return min(s.cells[i, f].load, s.cells[i, g].load)


@rule
def gain_with(s: State, i: int, f: int, together: float) -> float:
    """Which part of a field's effect a municipality can have with so many residents, 0 … 1."""
    return cooperating.scale_gain(s.people[i].residents, together, s.fields[f].scale_limit, s.p)


@rule
def weigh(
    s: State,
    i: int,
    load: float,
    grant: float,
    autonomy_cost: float,
    others: Others,
    share_in: float,
    effort_fte: float,
    relief_fte: float,
) -> Terms:
    """What speaks for and against a cooperation with these others."""
    p, m = s.p, s.people[i]
    return Terms(
        relief_fte,
        0.0 - effort_fte,
        0.0,
        grant,
        deciding.autonomy_term(autonomy_cost, m.autonomy_concern, load),
        deciding.peers_term(share_in, load, p),
        deciding.willingness_term(m.willingness, load, p),
        deciding.election_term(s.run[0].to_election, m.pressure, load, p),
        deciding.domination_term(m.residents, others.largest, load, p),
        deciding.likeness_term(others.unlikeness, load, p),
        deciding.growth_term(m.change, load, p),
    )


@rule
def share_of_neighbours(s: State, i: int, f: int, table: Any, row: int, n: int) -> float:
    """Share of the neighbours, weighted by trust, that cooperate in f or are among these n."""
    for a in range(n):
        s.people[table[row, a]].marked = 1
    inside = total = 0.0
    for a in range(n_near(s, i)):
        j = nth_near(s, i, a)
        trust = s.pairs[TRUST, i, j]
        total += trust
        if s.people[j].marked or s.cells[j, f].slot >= 0:
            inside += trust
    for a in range(n):
        s.people[table[row, a]].marked = 0
    return inside / total if total > 0.0 else 0.0


@rule
def n_near(s: State, i: int) -> int:
    """How many neighbours it has; all others for one without neighbours."""
    m = s.people[i]
    n = m.near_to - m.near_from
    return n if n > 0 else len(s.people) - 1


@rule
def nth_near(s: State, i: int, a: int) -> int:
    """The neighbour with number a."""
    m = s.people[i]
    if m.near_to > m.near_from:
        return int(s.near[m.near_from + a])
    return a if a < i else a + 1


@rule
def noticed(s: State, i: int, load: float, promised: float, grant: float) -> float:
    """How likely the council looks at an offer, 0 … 1."""
    p, m = s.p, s.people[i]
    if load <= 0.0:
        return 0.0
    gain = (promised + grant) / load
    impulse = p.brokering_weight * served(s, i, s.unit[0].brokering)
    if m.is_small:
        impulse += p.county_impulse
    return deciding.attention(m.pressure, gain, m.vacancy, impulse, p)


@rule
def considers_joining(
    s: State,
    i: int,
    f: int,
    fields: int,
    founder: int,
    founded: int,
    table: Any,
    row: int,
    n: int,
    is_new: bool,
) -> bool:
    """Weigh joining the first n of a list: the time, the attention, the terms; True for yes.

    The cooperation is in field f (the last column: across ``fields``), or is only proposed.
    """
    p, run, m = s.p, s.run[0], s.people[i]
    is_cross = f == len(s.fields)
    others = others_of(s, i, table, row, n)
    grant = 0.0
    if is_cross:
        load, promised = load_across(s, i, fields), promised_across(s, i, fields)
        setup, autonomy_cost = setup_of(s, fields), p.cross_autonomy_cost
    else:
        load = s.cells[i, f].load
        promised = cooperating.promised_relief(load, gain_with(s, i, f, others.together), p)
        setup, autonomy_cost = s.fields[f].setup_effort_fte, s.fields[f].autonomy_cost
        if is_new and run.grants_run:
            grant = cooperating.grant_per_member_fte(others.n + 1, p)
    coordinated = care_for(s, others.in_unit + m.in_unit, others.n + 1)
    lasting = effort(s, cooperating.lasting_effort_base(setup, p), others, coordinated)
    terms = weigh(
        s,
        i,
        load,
        grant,
        autonomy_cost,
        others,
        share_of_neighbours(s, i, f, table, row, n),
        lasting,
        deciding.expected_relief(promised, m.belief, p.quick_wins),
    )
    about = cooperation_identity(field_identity(s, f), founded)
    purpose = draws.CROSS_JOIN if is_cross else draws.FIELD_JOIN
    u = draw(s, purpose, m.identity, s.people[founder].identity, about)
    needed = effort(s, setup, others, coordinated)
    needed = max(needed - cooperating.taken_over(others.n + 1, coordinated, p), 0.0)
    able = deciding.able_share(m.free_fte, needed)
    attention = 1.0
    if not (founder == i and is_new):
        attention = noticed(s, i, load, promised, grant)
    outcome = deciding.verdict(u[0], u[1], able, attention, terms, load, p).outcome
    _count(s, i, outcome)
    return outcome == AGREED


@rule
def field_identity(s: State, f: int) -> int:
    """By which draws know a field."""
    return int(s.fields[f].identity if f < len(s.fields) else s.run[0].cross_identity)


@rule
def _count(s: State, i: int, outcome: int) -> None:
    m = s.people[i]
    if outcome == NO_TIME:
        m.no_time += 1
    elif outcome == NOT_CONSIDERED:
        m.not_considered += 1
    elif outcome == REFUSED:
        m.refused += 1
    else:
        m.agreed += 1
