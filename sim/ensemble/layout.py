"""How the ensemble engine keeps a run: arrays of records, made once and used for run after run.

A record has the attributes that the Mesa agents have, under the same names, so that a stage reads
alike in both engines: ``m.strain`` is the strain of a municipality here and there.  Nothing is
allocated while runs go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, get_type_hints

import numpy as np

from sim.demography import expected_change
from sim.draws import identity
from sim.entities import SHOCKS, ActionField, Parameters
from sim.world import World

# Rows of `State.pairs`, each symmetrical: trust is mutual, it grows and fades alike on both sides.
# What one has with oneself is 0, so that sums over the others may run over all.
TRUST, START_TRUST, UNLIKENESS, ADJACENT, SHARED, MOVING = range(6)
# Rows of `State.lists`, each a list of municipalities.
UNIT_MEMBERS, SCOPE, TOGETHER, YES, PARTNERS, INVITED, BEFORE, BY_SERVICE, NEARNESS = range(9)
# Rows of `State.slots`: living cooperations in the order of founding, slots not in use, and when
# a slot was last looked at.
LIVING, FREE, SEEN = range(3)
# Groupings and classes of `State.commitment`.
BY_MEMBERS, BY_DIFFERENCE, BY_AGE = range(3)
COMMITMENT_CLASSES = 5


def _record(integers: str, numbers: str) -> np.dtype[Any]:
    """A record of whole numbers and of numbers."""
    names = [(name, np.int64) for name in integers.split()]
    return np.dtype([*names, *((name, np.float64) for name in numbers.split())], align=True)


MUNICIPALITY = _record(
    # what no run changes, then what does
    "identity near_from near_to in_ring drafts_known "
    "is_small mayor_offset has_key_person in_unit left_unit drafting n_fields n_cooperations "
    "marked going no_time not_considered refused agreed",
    "nearness residents_given young_given working_given old_given staff_given willingness_given "
    "change "
    "young working old residents start_residents start_plan_fte plan_fte staff_fte other_demand "
    "other_built_for strain pressure service_level vacancy time_fte free_fte given_fte "
    "effort_fte unit_fte steering_fte work_fte relief_fte promised_fte synergy_fte "
    "hired_fte "
    "willingness home_willingness willingness_before autonomy_concern belief persuaded "
    "budget_room_eur given asked_fte "
    "sort_key strain_sum",
)
CELL = _record("slot quarters_in", "demand built_for load asked unlikeness")
COOPERATION = _record(
    "field fields founder founded sequence grant_left n_members phase rounds dormant partner",
    "setup_fte effect quality progress vitality coordinated worked given delivered",
)
UNIT = _record(
    "level founded first_founded n_members n_scope vote_pause had_grant grant_left prepared pause "
    "attempts weak outgrown closed others_asked others_yes drafting_asked drafting_yes",
    "capacity_fte need_fte backlog carried_fte preparation_fte start_up hired_fte "
    "care brokering linking persuading forecasting",
)
RUN = _record(
    "seed replicate quarter start_year start_quarter shuffled cross_identity to_election "
    "grants_run n_living n_free n_founded n_shocks first_shock longest look n_moving",
    "other_work_per_1000 county_help_fte",
)
PARTNER = _record("identity field in_use", "openness capacity_fte")
SHOCK = _record("kind quarter each duration identity first last", "rate magnitude")
INTERVENTION = _record("kind quarter level asked who field", "fte")
QUEUE = _record("who field", "luck")
PAIR = _record("first second", "")
FIELD = np.dtype(
    [("identity", np.int64), *((name, np.float64) for name in ActionField._fields)], align=True
)
PARAMETERS = np.dtype(
    [
        (name, np.int64 if kind is int else np.float64)
        for name, kind in get_type_hints(Parameters).items()
    ],
    align=True,
)


class State(NamedTuple):
    """Everything that one run reads and changes; N municipalities, F fields, S slots.

    ``run`` and ``unit`` hold one record each.
    """

    p: Any  # parameters (a record for compiled code, `Parameters` in plain Python)
    run: Any  # time and luck, (1,)
    unit: Any  # the coordination unit, (1,)
    people: Any  # municipalities, (N,)
    cells: Any  # municipality × field, (N, F + 1); the last column stands for work across fields
    fields: Any  # action fields, (F,)
    interplay: Any  # synergy and conflict of each pair of fields, (2, F, F)
    pairs: Any  # what each has with each, (6, N, N)
    moving: Any  # pairs whose trust is not, or may not stay, where it started
    sums: Any  # sums over the others of each municipality, (2, N)
    near: Any  # neighbours one municipality after the other
    coops: Any  # cooperations, (S,)
    members: Any  # sorted members of each cooperation, (S, N)
    slots: Any  # which slots are in use, (3, S)
    lists: Any  # lists of municipalities, (9, N)
    queue: Any  # who waits for a turn, (N × F,)
    partners: Any  # partner organisations
    shocks: Any  # shocks of the scenario
    targets: Any  # whom each shock may strike, one shock after the other
    shock_start: Any  # quarter in which each shock last began, (shocks, N)
    shock_now: Any  # how hard each kind of shock bites, (N, 7)
    interventions: Any  # interventions of the scenario
    group_sizes: Any  # cooperation-quarters by number of members, (N + 1,)
    commitment: Any  # could leave and left, by grouping and class, (3, 5, 2)


# Kind and dimensions of each array of a state.
DIMENSIONS: dict[str, tuple[np.dtype[Any], int]] = {
    "run": (RUN, 1),
    "unit": (UNIT, 1),
    "people": (MUNICIPALITY, 1),
    "cells": (CELL, 2),
    "fields": (FIELD, 1),
    "interplay": (np.dtype(np.float64), 3),
    "pairs": (np.dtype(np.float64), 3),
    "moving": (PAIR, 1),
    "sums": (np.dtype(np.float64), 2),
    "near": (np.dtype(np.int64), 1),
    "coops": (COOPERATION, 1),
    "members": (np.dtype(np.int64), 2),
    "slots": (np.dtype(np.int64), 2),
    "lists": (np.dtype(np.int64), 2),
    "queue": (QUEUE, 1),
    "partners": (PARTNER, 1),
    "shocks": (SHOCK, 1),
    "targets": (np.dtype(np.int64), 1),
    "shock_start": (np.dtype(np.int64), 2),
    "shock_now": (np.dtype(np.float64), 2),
    "interventions": (INTERVENTION, 1),
    "group_sizes": (np.dtype(np.int64), 1),
    "commitment": (np.dtype(np.int64), 3),
}


def arrays(world: World, seed: int, plain: bool) -> State:
    """Room for one run after the other of a scenario on its region.

    Args:
        world: the scenario on its region.
        seed: 0 … 2³² - 1.
        plain: for plain Python (records that know their attributes), else for compiled code.
    """
    n, n_fields = len(world.identities), len(world.fields)
    n_slots = (n_fields + 1) * max(n // 2, 1)
    neighbours = [j for near in world.neighbours for j in near]
    state = State(
        p=np.array([tuple(world.p)], PARAMETERS),
        run=_run(world, seed),
        unit=np.zeros(1, UNIT),
        people=_people(world),
        cells=np.zeros((n, n_fields + 1), CELL),
        fields=_fields(world),
        interplay=np.ascontiguousarray(np.moveaxis(_interplay(world), 2, 0)),
        pairs=_pairs(world),
        moving=np.zeros(n * (n - 1) // 2, PAIR),
        sums=np.zeros((2, n)),
        near=np.array(neighbours, np.int64),
        coops=np.zeros(n_slots, COOPERATION),
        members=np.zeros((n_slots, n), np.int64),
        slots=np.zeros((3, n_slots), np.int64),
        lists=np.zeros((9, n), np.int64),
        queue=np.zeros(n * n_fields, QUEUE),
        partners=_partners(world),
        shocks=_shocks(world),
        targets=np.array([i for shock in world.shocks for i in shock.targets], np.int64),
        shock_start=np.zeros((len(world.shocks), n), np.int64),
        shock_now=np.zeros((n, len(SHOCKS))),
        interventions=_table(list(world.interventions), INTERVENTION),
        group_sizes=np.zeros(n + 1, np.int64),
        commitment=np.zeros((3, COMMITMENT_CLASSES, 2), np.int64),
    )
    state.lists[BY_SERVICE] = range(n)
    if not plain:
        return state
    named = {
        name: getattr(state, name).view(np.recarray) if kind.names else getattr(state, name)
        for name, (kind, _) in DIMENSIONS.items()
    }
    return state._replace(**named)._replace(p=world.p)


def _run(world: World, seed: int) -> Any:
    run = np.zeros(1, RUN)
    run["seed"] = seed
    run["start_year"] = world.scenario.start
    run["start_quarter"] = world.scenario.coordination.start_quarter
    run["shuffled"] = world.scenario.municipalities.willingness_shuffled
    run["cross_identity"] = world.field_identities[-1]
    run["other_work_per_1000"] = world.other_work_per_1000
    run["n_shocks"] = len(world.shocks)
    return run


def _people(world: World) -> Any:
    people = np.zeros(len(world.identities), MUNICIPALITY)
    end, everywhere = 0, world.region.annual_change
    for i, (m, place) in enumerate(zip(people, world.region.places, strict=True)):
        residents = float(place.population)
        m["identity"] = world.identities[i]
        m["near_from"], m["near_to"] = end, end + len(world.neighbours[i])
        end = int(m["near_to"])
        m["in_ring"] = i in world.core_and_ring
        m["drafts_known"] = i in world.drafting_partners
        m["nearness"] = world.nearness[i]
        m["residents_given"] = residents
        m["young_given"] = residents * place.share_under_20
        m["working_given"] = residents * (1.0 - place.share_under_20 - place.share_65_plus)
        m["old_given"] = residents * place.share_65_plus
        m["staff_given"] = -1.0 if place.staff_fte is None else place.staff_fte
        m["willingness_given"] = -1.0 if place.willingness is None else place.willingness
        m["change"] = expected_change(place.annual_change, everywhere, world.p)
    return people


def _fields(world: World) -> Any:
    rows = zip(world.field_identities, world.fields, strict=False)
    return np.array([(number, *field) for number, field in rows], FIELD)


def _interplay(world: World) -> Any:
    return np.array(world.scenario.interplay_matrix, np.float64)


def _pairs(world: World) -> Any:
    n = len(world.identities)
    pairs = np.zeros((6, n, n))
    pairs[UNLIKENESS] = world.unlikeness
    np.fill_diagonal(pairs[UNLIKENESS], 0.0)
    for i, near in enumerate(world.neighbours):
        pairs[ADJACENT, i, list(near)] = 1.0
    return pairs


def _partners(world: World) -> Any:
    names = [field.name for field in world.scenario.fields]
    return _table(
        [
            (identity(q.name), names.index(q.field), 0, q.openness, q.capacity_fte)
            for q in world.scenario.active_partners
        ],
        PARTNER,
    )


def _shocks(world: World) -> Any:
    rows, end = [], 0
    for q in world.shocks:
        first, end = end, end + len(q.targets)
        row = (q.kind, q.quarter, q.each, q.duration, q.identity, first, end, q.rate, q.magnitude)
        rows.append(row)
    return _table(rows, SHOCK)


def _table(rows: Sequence[tuple[Any, ...]], kind: np.dtype[Any]) -> Any:
    return np.array(rows, kind) if rows else np.zeros(0, kind)
