"""Every rule as a table (situation → decision) and as promises over the whole allowed range.

The tables are worked out by hand.  A table names every parameter that its rule reads: all others
are not-a-number, so that no value hangs on a default.  The promises hold for every argument that
may occur and every setting between its lowest and highest allowed value.
"""

import inspect
import math
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from types import FunctionType
from typing import Any, NamedTuple, get_type_hints

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim import demography, entities, shocks
from sim.draws import bell, uniforms
from sim.entities import (
    AGEING,
    AGREED,
    ANALYSIS,
    BUDGET_CUT,
    COALITION,
    CORE_AND_RING,
    COUNTY_WIDE,
    FACILITY_CLOSURE,
    FORUM,
    IDEAS,
    IMPLEMENTATION,
    IN_MIGRATION,
    INFORMAL,
    KEY_PERSON_LOSS,
    LEVELS,
    MEMBERSHIP_RULES,
    NO_TIME,
    NONE,
    NOT_CONSIDERED,
    OFFICE,
    OUT_MIGRATION,
    PLANNING,
    REFLECTION,
    REFUSED,
    RETIREMENT_WAVE,
    SHARED_STAFF,
    TASKS,
    Parameters,
    Terms,
    Verdict,
)
from sim.measures import weighted_mean
from sim.rules import beginning, cooperating, coordinating, deciding, learning
from sim.scenario import PLAIN_SECTIONS, Scenario

MODULES = (beginning, deciding, coordinating, cooperating, learning, demography, shocks)
EVERY_RULE = [
    function
    for module in MODULES
    for function in vars(module).values()
    if isinstance(function, FunctionType) and function.__module__ == module.__name__
]
RULES = {rule.__name__: rule for rule in EVERY_RULE}


# ---------------------------------------------------------------------------------------- tables

UNSET = Parameters(*(math.nan for _ in Parameters._fields))


class Case(NamedTuple):
    rule: str
    situation: str
    arguments: tuple[Any, ...]
    gives: Any


CASES: list[Case] = []


def table(header: str, *rows: Any) -> None:
    """Rows of arguments, result and situation; a dict sets parameters for the rows below it."""
    name, columns = (part.split() for part in header.split(":"))
    names = list(inspect.signature(RULES[name[0]]).parameters)
    takes_parameters = names[-1] == "p"
    assert columns == (names[:-1] if takes_parameters else names), header
    p = UNSET
    for row in rows:
        if isinstance(row, dict):
            p = p._replace(**row)
        else:
            *arguments, gives, situation = row
            arguments += [p] if takes_parameters else []
            CASES.append(Case(name[0], situation, tuple(arguments), gives))


# --- deciding

table(
    "clamp: value low high",
    (0.5, 0.0, 1.0, 0.5, "inside"),
    (-0.1, 0.0, 1.0, 0.0, "below"),
    (1.1, 0.0, 1.0, 1.0, "above"),
    (1.0, 0.0, 1.0, 1.0, "on the edge"),
)
table(
    "logistic: x",
    (0.0, 0.5, "in the balance"),
    (math.log(3.0), 0.75, "log 3: odds of three to one"),
    (-math.log(3.0), 0.25, "-log 3: odds of one to three"),
    (1e300, 1.0, "beyond all doubt"),
    (-1e300, 0.0, "out of the question"),
)
table(
    "able_share: free_fte needed_fte",
    (0.2, 0.1, 1.0, "more than enough"),
    (0.1, 0.2, 0.5, "half of the time needed"),
    (0.0, 0.2, 0.0, "nothing free"),
    (0.0, 0.0, 1.0, "nothing needed"),
)
table(
    "pressure: strain",
    (0.0, 0.0, "idle"),
    (0.9, 0.0, "at 90 % it begins"),
    (1.05, 0.5, "half-way"),
    (1.2, 1.0, "at 120 % it is full"),
    (5.0, 1.0, "and cannot grow"),
)
table(
    "attention: pressed gain_share vacancy impulse",
    {"pressure_weight": 1.0, "gain_weight": 3.0, "vacancy_weight": 1.5, "attention_half": 0.5},
    (0.0, 0.0, 0.0, 9.0, 0.0, "an impulse without any cause"),
    (0.5, 0.0, 0.0, 0.0, 0.5, "pressure: 0.5 / (0.5 + 0.5)"),
    (0.0, 0.5, 0.0, 0.0, 0.75, "gain: 1.5 / (1.5 + 0.5)"),
    (0.0, 0.0, 0.1, 0.0, 3 / 13, "vacant posts: 0.15 / (0.15 + 0.5)"),
    (0.5, 0.0, 0.0, 1.0, 2 / 3, "pressure and impulse: 1 / (1 + 0.5)"),
)
table(
    "expected_relief: promised_fte belief quick_wins",
    (2.0, 1.0, 0.1, 2.0, "believed"),
    (2.0, 0.0, 0.0, 0.0, "doubted, nothing to see"),
    (2.0, 0.0, 0.25, 0.5, "doubted, a quarter to be seen"),
    (2.0, 0.5, 0.1, 1.1, "2 (0.5 + 0.5 x 0.1)"),
)
table(
    "convinced: value persuaded",
    (0.4, 0.0, 0.4, "not persuaded"),
    (0.4, 0.5, 0.7, "half of the doubt gone"),
    (0.4, 1.0, 1.0, "all of the doubt gone"),
    (1.0, 0.3, 1.0, "no doubt before"),
)
table(
    "contribution_term: eur residents room_eur budget_cut",
    {"price_per_fte_eur": 90_000.0},
    (0.0, 1000.0, 3.0, 0.0, 0.0, "nothing to pay"),
    (3000.0, 1000.0, 3.0, 0.0, -1 / 30, "all of the room, one for one"),
    (6000.0, 1000.0, 3.0, 0.0, -2 / 15, "twice the room: double weight"),
    (90_000.0, 1000.0, 3.0, 0.0, -3.0, "thirty times the room: three times at most"),
    (3000.0, 1000.0, 3.0, 0.5, -1 / 15, "half of the room cut: double weight"),
    (900.0, 1000.0, 3.0, 1.0, -0.03, "no room left: three times"),
    (900.0, 1000.0, 3.0, 1.5, -0.03, "two cuts at once take no more than all"),
    (900.0, 0.0, 3.0, 0.0, -0.03, "no residents, no room"),
    (0.0, 0.0, 0.0, 0.0, 0.0, "nothing to pay, no room"),
)
table(
    "peers_term: share_in load_fte",
    {"peer_weight": 0.04},
    (0.0, 10.0, -0.4, "none is in"),
    (0.5, 10.0, 0.0, "half are in: neutral"),
    (1.0, 10.0, 0.4, "all are in"),
)
table(
    "autonomy_term: autonomy_cost concern load_fte",
    (0.1, 0.5, 10.0, -0.5, "0.1 x 0.5 x 10"),
    (0.1, 0.0, 10.0, 0.0, "the council does not mind"),
    (0.0, 1.0, 10.0, 0.0, "nothing to give up"),
)
table(
    "willingness_term: willingness load_fte",
    {"willingness_weight": 0.15},
    (0.0, 2.0, -0.3, "closed"),
    (0.5, 2.0, 0.0, "neutral"),
    (1.0, 2.0, 0.3, "open"),
)
table(
    "election_term: quarters_to_election pressed load_fte",
    {"election_weight": 0.03},
    (4, 1.0, 10.0, 0.0, "a year ahead"),
    (3, 1.0, 10.0, 0.3, "less than a year ahead, hard pressed"),
    (0, 0.0, 10.0, -0.3, "in its quarter, at ease"),
    (2, 0.5, 10.0, 0.0, "half pressed: neutral"),
)
table(
    "domination_term: residents largest load_fte",
    {"domination_weight": 0.03},
    (1000.0, 1000.0, 10.0, 0.0, "of one size"),
    (1000.0, 500.0, 10.0, 0.0, "one is the largest oneself"),
    (1000.0, 10_000.0, 10.0, -0.3, "ten times as large: the whole weight"),
    (100.0, 1e6, 10.0, -0.45, "one and a half times the weight at most"),
    (0.0, 10_000.0, 10.0, 0.0, "nobody lives here who could fear"),
)
table(
    "likeness_term: unlikeness load_fte",
    {"likeness_effect": 0.04},
    (0.0, 10.0, 0.4, "alike"),
    (0.5, 10.0, 0.0, "half-way: neutral"),
    (1.0, 10.0, -0.4, "different"),
    {"likeness_effect": -0.04},
    (1.0, 10.0, 0.4, "different, where difference draws together"),
)
table(
    "growth_term: annual_change load_fte",
    {"growth_effect": 0.04},
    (0.02, 10.0, 0.4, "two per cent a year count fully"),
    (0.05, 10.0, 0.4, "and more no more"),
    (0.0, 10.0, 0.0, "stable"),
    (-0.01, 10.0, -0.2, "shrinking by one per cent"),
    (-0.05, 10.0, -0.4, "by five: counts as two"),
)
table(
    "unlikeness: residents_a residents_b",
    (2000.0, 2000.0, 0.0, "alike"),
    (1000.0, 10_000.0, 1.0, "ten times as large"),
    (10_000.0, 1000.0, 1.0, "a tenth as large"),
    (1000.0, math.sqrt(10.0) * 1000.0, 0.5, "root of ten: half"),
    (1050.0, 1000.0, math.log10(1.05), "hardly larger"),
    (1.0, 1e6, 1.0, "one at most"),
    (0.0, 1000.0, 1.0, "nobody here"),
    (1000.0, 0.0, 1.0, "nobody there"),
)
NEUTRAL = Terms(*(0.0 for _ in Terms._fields))
table(
    "balance: terms",
    (NEUTRAL, 0.0, "nothing for, nothing against"),
    (Terms(1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, -8.0, 9.0, -10.0, 11.0), 6.0, "each counts once"),
)
table(
    "agreement: balance_fte load_fte",
    {"decision_noise": 0.05},
    (0.0, 10.0, 0.5, "in the balance"),
    (0.5 * math.log(3.0), 10.0, 0.75, "log 3 times the noise of 0.5 FTE"),
    (-0.5 * math.log(3.0), 10.0, 0.25, "as much against"),
    (1.0, 0.0, 0.0, "no work in question"),
)
table(
    "verdict: consider_draw agree_draw able noticed terms load_fte",
    {"decision_noise": 0.05},
    (0.0, 0.49, 1.0, 1.0, NEUTRAL, 1.0, Verdict(AGREED, 1.0, 1.0, 0.0, 0.5), "below even odds"),
    (0.0, 0.5, 1.0, 1.0, NEUTRAL, 1.0, Verdict(REFUSED, 1.0, 1.0, 0.0, 0.5), "at even odds"),
    (0.5, 0.0, 0.5, 1.0, NEUTRAL, 1.0, Verdict(NO_TIME, 0.5, 1.0, 0.0, 0.5), "half the time"),
    (0.24, 0.0, 0.5, 0.5, NEUTRAL, 1.0, Verdict(AGREED, 0.5, 0.5, 0.0, 0.5), "just looked at"),
    (0.25, 0.0, 0.5, 0.5, NEUTRAL, 1.0, Verdict(NOT_CONSIDERED, 0.5, 0.5, 0.0, 0.5), "just not"),
    (0.0, 0.0, 0.0, 1.0, NEUTRAL, 1.0, Verdict(NO_TIME, 0.0, 1.0, 0.0, 0.5), "no time at all"),
    (0.0, 0.0, 1.0, 0.0, NEUTRAL, 1.0, Verdict(NOT_CONSIDERED, 1.0, 0.0, 0.0, 0.5), "no cause"),
    (0.0, 0.0, 1.0, 1.0, NEUTRAL, 0.0, Verdict(REFUSED, 1.0, 1.0, 0.0, 0.0), "no work"),
)
table(
    "is_welcome: mean_trust n_members",
    {"welcome_trust": 0.5, "welcome_per_member": 0.125},
    (0.5, 2, True, "a pair, just trusted enough"),
    (0.49, 2, False, "a pair, not quite"),
    (0.5, 3, False, "three want more: 0.625"),
    (0.625, 3, True, "and get it"),
    (1.0, 7, False, "seven would want 1.125"),
)
table(
    "initiative_chance: noticed willingness able has_tie impulse quarters_to_election pressed",
    {"initiative_rate": 0.4, "tie_weight": 0.5, "election_weight": 0.03, "decision_noise": 0.05},
    (1.0, 0.5, 1.0, False, 0.0, 9, 0.0, 0.1, "0.4 a year, neutral council"),
    (1.0, 1.0, 1.0, False, 0.0, 9, 0.0, 0.2, "an open council: twice as often"),
    (1.0, 0.5, 1.0, True, 0.0, 9, 0.0, 0.15, "a tie: half as often again"),
    (1.0, 0.5, 1.0, False, 1.0, 9, 0.0, 0.2, "an impulse: twice as often"),
    (1.0, 0.5, 1.0, False, 0.0, 4, 0.0, 0.1, "an election in a year"),
    (1.0, 0.5, 1.0, False, 0.0, 3, 0.0, 0.07, "election ahead, at ease: less by 0.5 x 3/5"),
    (1.0, 0.5, 1.0, False, 0.0, 3, 1.0, 0.13, "election ahead, hard pressed"),
    (1.0, 0.5, 1.0, False, 0.0, 0, 0.75, 0.115, "election now, pressed"),
    (1.0, 0.5, 0.0, True, 9.0, 9, 1.0, 0.0, "no time"),
    (0.0, 0.5, 1.0, True, 9.0, 9, 1.0, 0.0, "no cause"),
    (1.0, 1.0, 1.0, True, 9.0, 9, 1.0, 1.0, "never above 1"),
    {"election_weight": 0.5},
    (1.0, 0.5, 1.0, False, 0.0, 3, 0.0, 0.0, "election ahead, at ease: never below 0"),
)

# --- coordinating

OFFICE_SIZE = {"office_fte_minimum": 1.0, "office_fte_per_member": 0.125}
OFFICE_COST = {"office_overhead_fte": 0.4, "host_saving_share": 0.75, "attached": 0}
STAFF = {"informal_fte_per_member": 0.04, "shared_staff_fte_per_member": 0.08}
LOSS = {"part_timer_loss": 0.02}
SKILL = {"office_professionalism": 1.2}
TASK_FTE = {
    "care_fte": 0.06,
    "linking_fte": 0.02,
    "brokering_fte": 0.012,
    "persuading_fte": 0.02,
    "forecasting_fte": 0.01,
}
table(
    "carrier_capacity: level willingness spare_fte strain key_person",
    {**STAFF, "strain_limit": 1.2},
    (NONE, 1.0, 1.0, 1.0, 1, 0.0, "no unit"),
    (INFORMAL, 1.0, 1.0, 1.0, 1, 0.04, "informal, fully open"),
    (INFORMAL, 0.5, 1.0, 1.0, 1, 0.02, "informal, half open"),
    (INFORMAL, 0.5, 0.01, 1.0, 1, 0.005, "informal, a quarter of the time to spare"),
    (INFORMAL, 0.5, 0.0, 1.0, 1, 0.0, "informal, no time"),
    (INFORMAL, 0.5, 1.0, 1.0, 0, 0.0, "informal, without the key person"),
    (SHARED_STAFF, 0.0, 0.0, 1.0, 1, 0.08, "shared staff, at ease"),
    (SHARED_STAFF, 0.0, 0.0, 1.1, 1, 0.052, "shared staff, half-way to the limit: 65 % stay"),
    (SHARED_STAFF, 0.0, 0.0, 5.0, 1, 0.024, "shared staff, beyond the limit: 30 % stay"),
    (SHARED_STAFF, 0.0, 0.0, 1.0, 0, 0.04, "shared staff, without the key person: half"),
    (OFFICE, 1.0, 1.0, 1.0, 1, 0.0, "an office has its own people"),
)
table(
    "office_posts: n_members",
    OFFICE_SIZE,
    (0, 0.0, "nobody"),
    (1, 1.0, "one post at least"),
    (8, 1.0, "up to eight"),
    (16, 2.0, "two for sixteen"),
)
table(
    "office_overhead:",
    OFFICE_COST,
    (0.4, "stand-alone"),
    {"attached": 1},
    (0.1, "attached: a quarter"),
)
table(
    "unit_capacity: level carried_fte n_members start_up support_fte",
    {**OFFICE_SIZE, **LOSS, **SKILL},
    (NONE, 1.0, 8, 1.0, 1.0, 0.0, "no unit, no capacity"),
    (INFORMAL, 0.3, 8, 0.0, 0.1, 0.4, "informal: what is carried and lent"),
    (SHARED_STAFF, 1.0, 11, 0.0, 0.0, 0.8, "shared staff of eleven: 20 % lost"),
    (SHARED_STAFF, 1.0, 61, 0.0, 0.0, 0.3, "shared staff of many: 30 % stay"),
    (OFFICE, 0.0, 16, 1.0, 0.0, 2.4, "office: 2 posts x 1.2"),
    (OFFICE, 9.0, 16, 0.5, 0.5, 1.7, "office, half started up, half a post lent"),
    (OFFICE, 0.0, 16, 0.0, 0.0, 0.0, "office, founded today"),
)
table(
    "steering_effort: n_members difference trust",
    {
        "unit_effort_fte": 0.03,
        "size_effort": 0.1,
        "difference_effort": 0.5,
        "effort_saving": 0.4,
    },
    (2, 0.0, 0.5, 0.03, "two like members"),
    (4, 0.0, 0.5, 0.036, "two more of them"),
    (6, 0.0, 0.5, 0.042, "a full steering group"),
    (16, 0.0, 0.5, 0.042, "no more of them sit there"),
    (2, 1.0, 0.0, 0.0675, "0.03 x 1.5 x 1.5"),
)
table(
    "unit_running_fte: level carried_fte n_members",
    {**OFFICE_SIZE, **OFFICE_COST},
    (NONE, 1.0, 8, 0.0, "no unit"),
    (INFORMAL, 0.3, 8, 0.3, "informal: what is carried"),
    (SHARED_STAFF, 0.6, 8, 0.6, "shared staff: what is carried"),
    (OFFICE, 9.0, 16, 2.4, "office: 2 posts and 0.4 overhead"),
)
table(
    "unit_cost_eur: level n_members",
    {**OFFICE_SIZE, **OFFICE_COST, "price_per_fte_eur": 90_000.0, "county_support_eur": 0.0},
    (SHARED_STAFF, 16, 0.0, "paid in time"),
    (OFFICE, 16, 216_000.0, "2.4 FTE at 90,000"),
    {"county_support_eur": 100_000.0},
    (OFFICE, 16, 116_000.0, "less what the county adds"),
    {"county_support_eur": 5e6},
    (OFFICE, 16, 0.0, "never below nothing"),
)
table(
    "contribution_eur: cost_eur n_members residents all_residents",
    {"equal_share": 0.2},
    (100.0, 4, 500.0, 1000.0, 45.0, "100 (0.2 / 4 + 0.8 / 2)"),
    (100.0, 4, 0.0, 0.0, 25.0, "nobody lives in any: equal parts"),
    (100.0, 0, 500.0, 1000.0, 0.0, "no members"),
    (100.0, 1, 500.0, 500.0, 100.0, "alone: all of it"),
    {"equal_share": 1.0},
    (100.0, 4, 500.0, 1000.0, 25.0, "all in equal parts"),
    {"equal_share": 0.0},
    (100.0, 4, 500.0, 1000.0, 50.0, "all by residents"),
)
table(
    "staff_contribution_fte: level willingness",
    STAFF,
    (NONE, 0.5, 0.0, "no unit"),
    (INFORMAL, 0.5, 0.02, "informal: 0.04 x 0.5"),
    (SHARED_STAFF, 0.5, 0.08, "shared staff: the released share"),
    (OFFICE, 0.5, 0.0, "office: money, not time"),
)
table(
    "coordination_needs: n_members cared_for n_uncovered n_outside",
    TASK_FTE,
    (0, 0.0, 0, 0, (0.0, 0.0, 0.0, 0.0, 0.0), "nothing to do"),
    (10, 5.0, 20, 3, (0.3, 0.24, 0.1, 0.06, 0.1), "care, brokering, links, persuading, forecasts"),
    (0, 0.5, 0, 0, (0.03, 0.0, 0.01, 0.0, 0.0), "half of one cooperation"),
)
EVEN = dict.fromkeys((f"{task}_emphasis" for task in TASKS), 1.0)
table(
    "shared_out: capacity_fte needs",
    EVEN,
    (0.4, (0.2, 0.2, 0.2, 0.1, 0.1), (0.5, 0.5, 0.5, 0.5, 0.5), "half of all that is needed"),
    (0.9, (0.2, 0.2, 0.2, 0.1, 0.1), (1.0, 1.0, 1.0, 1.0, 1.0), "more than is needed"),
    (0.0, (0.2, 0.2, 0.2, 0.1, 0.1), (0.0, 0.0, 0.0, 0.0, 0.0), "nobody there"),
    (1.0, (0.0, 0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, 1.0, 1.0), "nothing to do"),
    {"care_emphasis": 3.0},
    # 0.2 FTE by 0.6 to 0.2
    (0.2, (0.2, 0.2, 0.0, 0.0, 0.0), (0.75, 0.25, 0.25, 0.25, 0.25), "care counts three times"),
    {f"{task}_emphasis": float(k + 1) for k, task in enumerate(TASKS)},
    (0.3, 5 * (0.1,), (0.2, 0.4, 0.6, 0.8, 1.0), "each emphasis for its task: 0.1 x 15 to share"),
    {**EVEN, "care_emphasis": 100.0},
    # care gets its 0.1, the rest of 0.2 meets a third of 0.3
    (0.2, (0.1, 0.3, 0.0, 0.0, 0.0), (1.0, *4 * (1 / 3,)), "care first, what is left to the rest"),
)
table(
    "_served: first_share more",
    (0.25, 0.0, 0.25, "one round"),
    (0.5, 0.5, 0.75, "half of the rest in the second"),
    (7.0, 0.5, 1.0, "all in the first"),
)
table(
    "share_of_need: capacity_fte need_fte",
    (1.0, 2.0, 0.5, "half"),
    (3.0, 2.0, 1.0, "all"),
    (0.0, 2.0, 0.0, "none"),
    (1.0, 0.0, 1.0, "nothing to do"),
    (0.0, 0.0, 0.0, "nothing to do, nobody there"),
)
table(
    "expected_capacity: level n_members",
    {**STAFF, **LOSS, **OFFICE_SIZE, **SKILL},
    (NONE, 10, 0.0, "no unit"),
    (INFORMAL, 10, 0.2, "10 x 0.04, half of it"),
    (SHARED_STAFF, 11, 0.704, "11 x 0.08 x 0.8"),
    (SHARED_STAFF, 61, 1.464, "61 x 0.08 x 0.3"),
    (OFFICE, 16, 2.4, "2 posts x 1.2"),
)
table(
    "promised_by_unit: level n_members n_fields load_fte",
    {**TASK_FTE, **STAFF, **LOSS, **OFFICE_SIZE, **SKILL, "unit_promise": 0.12},
    # need of twelve with three fields: 6 x 0.08 + 18 x 0.012 + 12 x 0.01 = 0.816 FTE
    (OFFICE, 12, 3, 10.0, 1.2, "1.8 of 0.816 FTE: all of the promise"),
    (INFORMAL, 12, 3, 10.0, 6 / 17, "0.24 of 0.816 FTE: 5/17 of it"),
    (NONE, 12, 3, 10.0, 0.0, "no unit, no promise"),
    (OFFICE, 0, 3, 10.0, 0.0, "no members, no promise"),
)
table(
    "commitment: membership",
    {"commitment_package": 1.0, "commitment_coalition": 0.7, "commitment_forum": 0.15},
    (COUNTY_WIDE, 1.0, "package"),
    (CORE_AND_RING, 1.0, "package of the core"),
    (COALITION, 0.7, "coalition"),
    (FORUM, 0.15, "forum"),
)
table(
    "persuade: persuaded hours_fte emphasis",
    {"persuasion_rate": 2.0},
    (0.0, 0.5, 1.0, 0.25, "half an FTE for a quarter"),
    (0.0, 0.5, 2.0, 0.5, "the own mayor drafts along"),
    (0.5, 0.5, 1.0, 0.625, "a quarter of the doubt left"),
    (0.3, 0.0, 1.0, 0.3, "nobody came"),
    (0.3, 9.0, 1.0, 1.0, "never above 1"),
)
table(
    "drafts_along: draw willingness",
    {"mayor_openness_bonus": 0.08},
    (0.49, 0.42, True, "0.42 + 0.08: even odds, below"),
    (0.51, 0.42, False, "even odds, above"),
    (0.73, 0.54, True, "0.12 more: 0.731, below"),
    (0.74, 0.54, False, "0.731, above"),
)
table(
    "signals_interest: draw willingness pressed",
    (0.49, 0.5, 0.0, True, "even odds, below"),
    (0.51, 0.5, 0.0, False, "even odds, above"),
    (0.88, 0.5, 1.0, True, "hard pressed: 1 / (1 + exp -2) = 0.881, below"),
    (0.89, 0.5, 1.0, False, "hard pressed, above"),
)
table(
    "_nobody_below_zero: young working old",
    (10.0, 20.0, 30.0, (10.0, 20.0, 30.0), "nobody is missing"),
    (-10.0, 20.0, 40.0, (0.0, 20.0 * 50 / 60, 40.0 * 50 / 60), "ten are taken from the others"),
    (-10.0, -20.0, 5.0, (0.0, 0.0, 0.0), "more leave than there are"),
    (-1.0, -1.0, -1.0, (0.0, 0.0, 0.0), "nobody is left"),
)
table(
    "quota_met: yes total quota",
    (2.0, 3.0, 2 / 3, True, "exactly two thirds"),
    (2.0, 3.0, 0.666667, True, "two thirds to six decimals"),
    (2.0, 3.0, 0.667, False, "a hair more is asked"),
    (99_960.0, 100_000.0, 1.0, False, "a few residents can block unanimity"),
    (2.0, 3.0, 0.67, False, "more is asked"),
    (2.0, 3.0, 1.0, False, "one against: not unanimous"),
    (3.0, 3.0, 1.0, True, "unanimous"),
    (0.0, 3.0, 0.01, False, "nobody"),
    (0.0, 0.0, 0.5, False, "nobody was asked"),
)
table(
    "start_up_progress: start_up",
    {"start_up_quarters": 4.0},
    (0.0, 0.25, "a quarter of four"),
    (0.9, 1.0, "never above 1"),
    {"start_up_quarters": 0.0},
    (0.0, 1.0, "at once"),
)
table(
    "next_backlog: backlog need_fte capacity_fte",
    (1.0, 0.8, 0.4, 1.0, "0.9 + 0.4 / 4"),
    (1.0, 0.4, 0.8, 0.8, "0.9 - 0.4 / 4"),
    (0.0, 0.4, 0.8, 0.0, "nothing left to do"),
)
table(
    "outgrown: backlog capacity_fte",
    {"formalise_backlog": 1.5},
    (1.5, 1.0, False, "a year and a half of capacity"),
    (1.6, 1.0, True, "more"),
    (0.07, 0.0, False, "no capacity counts as 0.05: up to 0.075"),
    (0.08, 0.0, True, "no capacity, more"),
)
table(
    "falters: level capacity_fte",
    {"lapse_below_fte": 0.05},
    (INFORMAL, 0.04, True, "almost nothing left"),
    (INFORMAL, 0.05, False, "just enough"),
    (SHARED_STAFF, 0.0, True, "nothing left"),
    (OFFICE, 0.0, False, "an office starts from nothing"),
)
table(
    "unit_grant_fte: level contribution_eur grant_quarters",
    {"price_per_fte_eur": 90_000.0, "office_grant_share": 0.5},
    (OFFICE, 9000.0, 12, 0.03, "0.1 FTE x 0.5 x 12 / 20"),
    (OFFICE, 9000.0, 40, 0.05, "five years count at most"),
    (OFFICE, 9000.0, 1, 0.0025, "its last quarter"),
    (OFFICE, 9000.0, 0, 0.0, "the grant has ended"),
    (SHARED_STAFF, 9000.0, 12, 0.0, "only offices get one"),
)
table(
    "lent_fte: hired_fte",
    {"county_support_fte": 2.0},
    (0.0, 1.0, "half of what the county lends"),
    (1.5, 2.5, "and posts added by an intervention"),
)
table(
    "county_help: n_small",
    {"county_support_fte": 2.0},
    (0, 0.0, "none is small"),
    (1, 1.0, "half of it to one"),
    (4, 0.25, "half of it to four"),
)

# --- cooperating

GRANT = {"cooperation_grant": 1.0}
CYCLE = {
    "analysis_quarters": 2.0,
    "ideas_quarters": 3.0,
    "planning_quarters": 4.0,
    "implementation_quarters": 8.0,
    "reflection_quarters": 5.0,
}
table(
    "member_effort: base_fte n_members difference trust coordinated",
    {"size_effort": 0.1, "difference_effort": 0.5, "effort_saving": 0.4},
    (1.0, 2, 0.0, 0.5, 0.0, 1.0, "two like partners"),
    (1.0, 1, 0.0, 0.5, 0.0, 1.0, "alone: no less than two"),
    (1.0, 4, 0.0, 0.5, 0.0, 1.2, "two more partners"),
    (1.0, 2, 1.0, 0.5, 0.0, 1.5, "ten times as large"),
    (1.0, 2, 0.0, 0.0, 0.0, 1.5, "no trust"),
    (1.0, 2, 0.0, 1.0, 0.0, 0.5, "full trust"),
    (1.0, 2, 0.0, 0.5, 1.0, 0.6, "fully looked after"),
    (2.0, 3, 0.5, 0.0, 0.5, 3.3, "2 x 1.1 x 1.25 x 1.5 x 0.8"),
)
table(
    "taken_over: n_members coordinated",
    {"care_fte": 0.12},
    (3, 1.0, 0.04, "an equal part for each of three"),
    (3, 0.5, 0.02, "half looked after"),
    (2, 0.0, 0.0, "nobody coordinates"),
    (0, 1.0, 0.12, "no less than one"),
)
table(
    "effort_base: setup_fte is_set_up",
    {"running_effort_share": 0.4},
    (0.1, False, 0.1, "while it is set up"),
    (0.1, True, 0.04, "once it runs"),
)
table(
    "lasting_effort_base: setup_fte",
    {"running_effort_share": 0.4},
    (0.1, 0.064, "0.1 (2/5 + 3/5 x 0.4)"),
    {"running_effort_share": 1.0},
    (0.1, 0.1, "running costs as much"),
)
table(
    "scale_gain: own_residents all_residents limit",
    {"sharing_gain": 0.4},
    (500.0, 50_000.0, 50_000.0, 1.0, "the smallest, up to the limit"),
    (500.0, 5000.0, 50_000.0, 0.7, "log 10 / log 100: half of what scale gives"),
    (500.0, 1e6, 50_000.0, 1.0, "beyond the limit nothing is added"),
    (50_000.0, 60_000.0, 50_000.0, 0.4, "large enough oneself: sharing alone"),
    (100.0, 5000.0, 50_000.0, 0.7, "below 500 counts as 500"),
    (100.0, 300.0, 50_000.0, 0.4, "all together below 500: sharing alone"),
    (500.0, 5000.0, 1000.0, 1.0, "where scale ends at 1,000"),
    (0.0, 5000.0, 50_000.0, 0.0, "nobody lives here"),
)
table(
    "promised_relief: load_fte gain",
    {"promised_share": 0.15},
    (10.0, 1.0, 1.5, "15 %"),
    (10.0, 0.4, 0.6, "without scale"),
)
table(
    "promised_synergy: synergy smaller_load_fte n_fields",
    {"interplay_on": 1},
    (0.1, 10.0, 2, 1.0, "the only pair"),
    (0.1, 10.0, 3, 0.5, "one of two pairs that a field can form"),
    (0.1, 10.0, 1, 1.0, "one field: as two"),
    {"interplay_on": 0},
    (0.1, 10.0, 3, 0.0, "switched off"),
)
table(
    "true_effect: draw mean spread",
    (0.5, 0.05, 0.04, 0.05, "as on average"),
    (0.75, 0.05, 0.04, 0.07, "lucky"),
    (0.0, 0.02, 0.05, -0.03, "it costs more than it saves"),
)
table(
    "delivered_share: phase progress rounds",
    {"quick_wins": 0.1},
    (ANALYSIS, 0.9, 0, 0.1, "analysis: quick wins"),
    (PLANNING, 0.9, 0, 0.1, "planning: quick wins"),
    (IMPLEMENTATION, 0.5, 0, 0.55, "half implemented: 0.1 + 0.9 / 2"),
    (IMPLEMENTATION, 1.2, 0, 1.0, "never above 1"),
    (REFLECTION, 0.0, 0, 1.0, "implemented"),
    (ANALYSIS, 0.0, 1, 1.0, "second round: what runs goes on"),
)
table(
    "received_relief: load_fte effect gain quality delivered",
    (10.0, 0.05, 0.8, 0.5, 1.0, 0.2, "10 x 0.05 x 0.8 x 0.5"),
    (10.0, 0.05, 0.8, 0.5, 0.1, 0.02, "quick wins"),
    (10.0, -0.05, 0.8, 0.5, 1.0, -0.2, "joint provision costs more"),
)
table(
    "felt_strain: strain",
    (0.0, 0.5, "idle counts as half"),
    (1.1, 1.1, "as it is"),
    (5.0, 1.5, "no more than half too much"),
)
table(
    "cover: own_strain mean_strain load_fte quality delivered",
    {"mutual_cover": 0.25},
    (1.2, 1.0, 10.0, 0.5, 1.0, 0.25, "more strained: gets"),
    (0.8, 1.0, 10.0, 0.5, 1.0, -0.25, "less strained: gives"),
    (1.0, 1.0, 10.0, 0.5, 1.0, 0.0, "as all"),
    (1.2, 1.0, 10.0, 0.5, 0.0, 0.0, "dormant"),
)
table(
    "phase_quarters: phase",
    CYCLE,
    (ANALYSIS, 2.0, "analysis"),
    (IDEAS, 3.0, "ideas"),
    (PLANNING, 4.0, "planning"),
    (IMPLEMENTATION, 8.0, "implementation"),
    (REFLECTION, 5.0, "reflection"),
)
table(
    "next_progress: progress worked phase",
    CYCLE,
    (0.5, 1.0, IMPLEMENTATION, 0.625, "an eighth"),
    (0.5, 0.0, IMPLEMENTATION, 0.5, "nobody had time"),
    (0.5, 9.0, IMPLEMENTATION, 0.6875, "half as fast again at most"),
    {"analysis_quarters": 0.25},
    (0.0, 1.0, ANALYSIS, 4.0, "shorter than a quarter"),
)
table(
    "next_quality: quality worked",
    {"quality_rate": 0.4},
    (0.5, 1.0, 0.55, "all the work done"),
    (0.5, 0.0, 0.45, "none"),
    (0.5, 1.5, 0.55, "more than all teaches no more"),
)
table(
    "next_vitality: vitality given n_members difference age_quarters coordinated",
    {
        "nourishment": 0.06,
        "wear": 0.15,
        "neglect": 0.03,
        "size_wear": 0.05,
        "difference_wear": 0.5,
        "care_protection": 0.5,
        "deepening_quarters": 40.0,
    },
    (0.5, 1.0, 2, 0.0, 0, 0.0, 0.455, "0.5 + 0.06 / 2 - 0.15 / 2"),
    (0.5, 1.0, 1, 0.0, 0, 0.0, 0.455, "alone: as two"),
    (0.5, 1.5, 2, 0.0, 0, 0.0, 0.455, "more than all is no more"),
    (0.5, 0.0, 2, 0.0, 0, 0.0, 0.41, "neglected: 0.5 - 0.15 / 2 - 0.03 / 2"),
    (0.5, 1.0, 6, 0.0, 0, 0.0, 0.44, "six: worn by 0.18"),
    (0.5, 1.0, 2, 1.0, 0, 0.0, 0.4175, "different: worn by 0.225"),
    (0.5, 1.0, 2, 0.0, 40, 0.0, 0.4925, "ten years old: worn by 0.075"),
    (0.5, 1.0, 2, 0.0, 0, 1.0, 0.4925, "looked after: worn by 0.075"),
    (1.0, 1.0, 2, 0.0, 0, 0.0, 0.85, "full of life: nothing to gain"),
    (0.5, 0.0, 202, 0.0, 0, 0.0, 0.0, "two hundred more: worn by 1.65, never below 0"),
)
table(
    "is_dormant: was_dormant vitality",
    {"dormant_below": 0.25},
    (False, 0.24, True, "falls asleep"),
    (False, 0.25, False, "stays awake"),
    (True, 0.34, True, "sleeps on"),
    (True, 0.36, False, "wakes up"),
)
table(
    "interplay: synergy conflict smaller_load_fte n_fields delivered linked coordinated",
    {"interplay_on": 1},
    (0.1, 0.02, 10.0, 2, 1.0, 0.0, 0.0, -0.2, "side by side: they hinder each other"),
    (0.1, 0.02, 10.0, 3, 1.0, 0.0, 0.0, -0.1, "one of two pairs that a field can form"),
    (0.1, 0.02, 10.0, 2, 0.1, 0.0, 0.0, -0.02, "hardly begun"),
    (0.1, 0.02, 10.0, 2, 1.0, 0.0, 1.0, 0.0, "coordinated: they do not"),
    (0.1, 0.02, 10.0, 2, 1.0, 0.5, 0.0, 0.4, "linked: 10 (0.05 - 0.01)"),
    (0.1, 0.02, 10.0, 2, 1.0, 1.0, 0.0, 1.0, "fully linked"),
    {"interplay_on": 0},
    (0.1, 0.02, 10.0, 2, 1.0, 0.0, 0.0, 0.0, "switched off"),
)
table(
    "grant_eur: n_members",
    GRANT,
    (1, 0.0, "alone"),
    (2, 50_000.0, "two"),
    (3, 75_000.0, "three"),
    (4, 100_000.0, "four"),
    (16, 100_000.0, "more"),
    {"cooperation_grant": 0.0},
    (2, 0.0, "two, no grants"),
    {"cooperation_grant": 0.5},
    (3, 37_500.0, "three, half the grant"),
    (4, 50_000.0, "four, half the grant"),
)
table(
    "grant_per_member_fte: n_members",
    {**GRANT, "grant_quarters": 20, "price_per_fte_eur": 100_000.0},
    (1, 0.0, "alone"),
    (2, 0.05, "25,000 EUR over five years"),
    (4, 0.05, "as much to four"),
    (5, 0.04, "less to five"),
    {"grant_quarters": 1},
    (2, 1.0, "25,000 EUR in a single quarter"),
    {"grant_quarters": 0},
    (2, 0.0, "no commitment, no grant"),
)
table(
    "refit: built_for_fte demand_fte forecast",
    {"refit_share": 0.6},
    (10.0, 8.0, 1.0, 8.8, "6/10 of the way, forecast up to date"),
    (10.0, 8.0, 0.0, 9.4, "half as far without"),
    (8.0, 10.0, 1.0, 9.2, "growing"),
    {"refit_share": 1.0},
    (10.0, 8.0, 1.0, 8.0, "all of the way"),
)
table(
    "leave_chance: stay_probability grant_ends",
    {"exit_rate": 0.2},
    (1.0, False, 0.0, "content"),
    (0.5, False, 0.025, "0.05 x 0.5"),
    (0.0, False, 0.05, "would not join again"),
    (0.0, True, 0.5, "the grant ends: all reconsider"),
    (1.0, True, 0.0, "the grant ends, content"),
)
table(
    "link_chance: free_fte coordinated",
    {"link_rate": 0.4},
    (0.0, 0.0, 0.0, "nobody has the time"),
    (1.5, 0.0, 0.0075, "time alone: 0.1 x 0.1 x 3/4"),
    (0.0, 1.0, 0.09, "the coordinator: 0.1 x 0.9"),
    (1.5, 1.0, 0.0975, "both"),
)
table(
    "shared_meetings_factor: n_cooperations coordinated",
    {"shared_meetings": 0.3},
    (0, 1.0, 1.0, "in none"),
    (1, 1.0, 1.0, "nothing to share"),
    (2, 1.0, 0.85, "two: half is shared"),
    (3, 0.5, 0.9, "three: 1 - 0.3 x 0.5 x 2/3"),
    (3, 0.0, 1.0, "nobody holds the threads"),
)
table(
    "worked_share: given_fte asked_fte care_fte partner_fte",
    (1.0, 2.0, 0.0, 0.0, 0.5, "half"),
    (1.0, 2.0, 0.5, 0.5, 1.0, "coordinator and partner do the rest"),
    (9.0, 2.0, 0.0, 0.0, 1.5, "half more at most"),
    (0.0, 2.0, 0.0, 0.0, 0.0, "nobody"),
    (0.0, 0.0, 0.0, 0.0, 1.0, "nothing was asked for"),
)
table(
    "partner_chance: openness coordinated",
    (0.0, 1.0, 0.0, "closed"),
    (0.4, 0.0, 0.1, "0.4 a year"),
    (0.4, 1.0, 0.2, "twice with a coordinator"),
    (4.0, 1.0, 1.0, "never above 1"),
)

# --- learning

table(
    "next_belief: belief received_fte promised_fte rate",
    (0.5, 2.0, 2.0, 0.4, 0.55, "kept: a tenth of the way to 1"),
    (0.5, 3.0, 2.0, 0.4, 0.55, "more than kept is kept"),
    (0.5, 1.0, 2.0, 0.4, 0.5, "half kept, as believed"),
    (0.5, 0.0, 2.0, 0.4, 0.45, "broken"),
    (0.5, -1.0, 2.0, 0.4, 0.45, "worse than broken is broken"),
    (0.5, 0.0, 2.0, 9.0, 0.0, "as fast as can be"),
    (0.5, 0.0, 0.0, 0.4, 0.5, "nothing was promised"),
)
table(
    "encouraged: willingness received_fte effort_fte",
    {"willingness_learning": 0.4},
    (0.5, 0.3, 0.1, 0.55, "0.2 / 0.4 of a success: half of 0.1"),
    (0.5, 1.0, 0.0, 0.6, "a gift"),
    (0.5, 0.1, 0.1, 0.5, "as much as it takes"),
    (0.5, 0.0, 0.1, 0.4, "all in vain"),
    (0.5, -0.05, 0.1, 0.4, "worse than in vain"),
    (0.5, -0.3, 0.1, 0.4, "much worse than in vain"),
    (0.5, 0.0, 0.0, 0.5, "nothing happened"),
    (1.0, 1.0, 0.0, 1.0, "never above 1"),
    (0.0, 0.0, 1.0, 0.0, "never below 0"),
)
table(
    "influenced: willingness trusted_mean",
    {"social_influence": 0.4},
    (0.5, 0.7, 0.52, "a tenth of the way up"),
    (0.5, 0.3, 0.48, "a tenth of the way down"),
    (0.5, 0.5, 0.5, "of one mind"),
)
table(
    "next_trust: trust start n_shared",
    {"trust_gain": 0.4, "trust_decay": 0.2},
    (0.5, 0.4, 0, 0.495, "nothing shared: fades by 0.05 x 0.1"),
    (0.3, 0.4, 0, 0.305, "nothing shared: heals"),
    (0.5, 0.5, 1, 0.5475, "0.55, fades by 0.05 x 0.05"),
    (0.5, 0.5, 2, 0.595, "0.6, fades by 0.05 x 0.1"),
    {"trust_gain": 4.0},
    (0.5, 0.5, 3, 1.0, "never above 1"),
)
table(
    "disappointed: trust",
    {"trust_loss": 0.15},
    (0.6, 0.51, "0.6 x 0.85"),
    (0.0, 0.0, "nothing to lose"),
)
table(
    "tired: willingness",
    {"fatigue": 0.08},
    (0.5, 0.46, "0.5 x 0.92"),
    (0.0, 0.0, "nothing to lose"),
)
table(
    "after_election: willingness home bell",
    {"election_reversion": 0.3, "election_shift": 0.08},
    (0.7, 0.5, 0.0, 0.64, "three tenths of the way home"),
    (0.5, 0.5, 1.0, 0.58, "luck"),
    (0.1, 0.0, -3.0, 0.0, "never below 0"),
    (0.9, 1.0, 3.0, 1.0, "never above 1"),
)
table(
    "quarters_to_council_election: quarter start_year",
    {"council_election_year": 2021},
    (0, 2021, 0, "in its quarter"),
    (1, 2021, 19, "just over"),
    (0, 2020, 4, "next year"),
    (0, 2025, 4, "that of 2026"),
    (4, 2025, 0, "2026"),
    (24, 2025, 0, "2031"),
    (0, 2027, 16, "that of 2031"),
)
table(
    "is_mayoral_election: quarter offset",
    (0, 0, False, "not at the start"),
    (24, 0, True, "after six years"),
    (23, 1, True, "a quarter earlier"),
    (1, 23, True, "soon"),
    (12, 0, False, "half-way"),
)
table(
    "key_person_stays: draw mayoral_election extra_risk",
    {"key_person_rate": 0.2, "mayor_change": 0.35},
    (0.051, False, 0.0, True, "above a risk of 0.05"),
    (0.049, False, 0.0, False, "below it"),
    (0.39, True, 0.0, False, "election: a risk of 0.4, below"),
    (0.41, True, 0.0, True, "election, above"),
    (0.54, False, 0.5, False, "a shock: a risk of 0.55, below"),
    (0.999, True, 1.0, False, "a certain loss"),
    {"key_person_rate": 0.0},
    (0.0, False, 0.0, True, "no risk"),
)
table(
    "key_person_returns: draw",
    {"key_person_return": 0.8},
    (0.19, True, "below 0.2"),
    (0.21, False, "above"),
    {"key_person_return": 0.0},
    (0.0, False, "never"),
    {"key_person_return": 4.0},
    (0.999, True, "at once"),
)

# --- beginning

# The sum of four uniforms less 2, times the root of 3: (1, 0.5, 0.5, 0.5) gives 0.8660254.
HALF_ROOT_3 = math.sqrt(3.0) / 2.0
table(
    "start_willingness: nearness u0 u1 u2 u3",
    {"willingness_mean": 0.5, "willingness_spread": 0.2, "willingness_clustering": 0.6},
    (0.0, 0.5, 0.5, 0.5, 0.5, 0.5, "the mean"),
    (1.0, 0.5, 0.5, 0.5, 0.5, 0.62, "near the seat: 0.2 x 0.6"),
    (0.0, 1.0, 0.5, 0.5, 0.5, 0.5 + 0.16 * HALF_ROOT_3, "luck: 0.2 x 0.8 x 0.866"),
    (-9.0, 0.5, 0.5, 0.5, 0.5, 0.02, "never quite closed"),
    (9.0, 0.5, 0.5, 0.5, 0.5, 0.98, "never quite open"),
    {"willingness_clustering": 1.0},
    (1.0, 1.0, 1.0, 1.0, 1.0, 0.7, "place alone"),
)
table(
    "start_autonomy_concern: draw",
    {"autonomy_concern_mean": 0.5, "autonomy_concern_spread": 0.1},
    (0.5, 0.5, "the mean"),
    (0.0, 0.5 - 0.17320508, "0.1 times the root of 3 below"),
    (1.0, 0.5 + 0.17320508, "as much above"),
    {"autonomy_concern_mean": 1.0},
    (0.9, 1.0, "never above 1"),
    {"autonomy_concern_mean": 0.0},
    (0.1, 0.0, "never below 0"),
)
table(
    "start_plan: residents draw",
    {"staff_fte_per_1000": 3.0, "small_staff_bonus": 0.2, "staff_spread": 0.1},
    (10_000.0, 0.5, 30.0, "3 per 1,000"),
    (10_000.0, 0.0, 27.0, "unlucky"),
    (10_000.0, 1.0, 33.0, "lucky"),
    (2500.0, 0.5, 8.25, "half of the bonus"),
    (500.0, 0.5, 1.8, "all of it"),
    (0.0, 0.5, 0.0, "nobody"),
)
table(
    "start_budget_room: draw",
    {"budget_room_eur": 3.0, "budget_room_spread": 0.3},
    (0.5, 3.0, "the mean"),
    (0.0, 2.1, "30 % less"),
    (1.0, 3.9, "30 % more"),
)
table(
    "start_trust: is_neighbour u0 u1 u2 u3",
    {"trust_mean": 0.4, "trust_neighbour_bonus": 0.2, "trust_spread": 0.1},
    (False, 0.5, 0.5, 0.5, 0.5, 0.4, "the mean"),
    (True, 0.5, 0.5, 0.5, 0.5, 0.6, "neighbours"),
    (False, 0.0, 0.5, 0.5, 0.5, 0.4 - 0.1 * HALF_ROOT_3, "bad luck"),
    {"trust_mean": 0.9},
    (True, 0.5, 0.5, 0.5, 0.5, 1.0, "never above 1"),
    {"trust_mean": 0.1},
    (False, 0.0, 0.0, 0.0, 0.0, 0.0, "never below 0"),
)

# --- demography

PEOPLE = (800.0, 1800.0, 1000.0)  # 10 grow up and 10 retire in a quarter
table(
    "expected_change: own_trend county_trend",
    {"annual_change": -0.004, "trend_persistence": 0.5},
    (0.002, 0.002, -0.004, "as the county"),
    (0.010, 0.002, 0.0, "half of its lead goes on"),
    {"trend_persistence": 0.0},
    (0.010, 0.002, -0.004, "nothing goes on"),
)
table(
    "quarter_of_people: young working old change luck extra_migration extra_ageing",
    {"birth_rate": 0.0, "death_rate_working": 0.0, "death_rate_old": 0.0, "migration_spread": 0.0},
    (*PEOPLE, 0.0, 0.0, 0.0, 0.0, (790.0, 1800.0, 1010.0), "growing older"),
    (*PEOPLE, 0.04, 0.0, 0.0, 0.0, (799.0, 1823.4, 1013.6), "36 more by the path"),
    (*PEOPLE, 0.0, 0.0, -0.1, 0.0, (682.0, 1566.0, 992.0), "360 leave, mostly the younger"),
    (*PEOPLE, 0.0, 0.0, 0.0, 0.1, (790.0, 1620.0, 1190.0), "180 more grow old"),
    {"migration_spread": 0.02},
    (*PEOPLE, 0.0, 1.0, 0.0, 0.0, (799.0, 1823.4, 1013.6), "36 more by luck"),
    {"birth_rate": 0.04, "death_rate_working": 0.02, "death_rate_old": 0.08},
    # 18 born, 9 and 20 dead: 11 fewer, whom moves bring back as 2.75, 7.15 and 1.10
    (*PEOPLE, 0.0, 0.0, 0.0, 0.0, (810.75, 1798.15, 991.1), "life, on a stable path"),
    (0.0, 0.0, 0.0, 0.05, 3.0, 0.0, 0.0, (0.0, 0.0, 0.0), "nobody lives here"),
)
table(
    "demand: per_1000_young per_1000_working per_1000_old young working old",
    (0.5, 0.25, 1.0, 200.0, 600.0, 200.0, 0.45, "0.1 + 0.15 + 0.2"),
    (0.5, 0.25, 1.0, 0.0, 0.0, 0.0, 0.0, "nobody asks"),
)
table(
    "field_load: demand_fte built_for_fte fixed_share closure",
    {"mismatch_cost": 0.3},
    (10.0, 10.0, 0.5, 0.0, 10.0, "it fits"),
    (8.0, 10.0, 0.5, 0.0, 9.6, "built too large: 9 + 0.3 x 2"),
    (10.0, 8.0, 0.5, 0.0, 9.6, "built too small: 9 + 0.3 x 2"),
    (0.0, 10.0, 1.0, 0.0, 13.0, "nobody comes, nothing shrinks"),
    (10.0, 10.0, 0.5, 0.5, 15.0, "a facility closes"),
)
table(
    "adapt: built_for_fte demand_fte",
    {"adaptation_rate": 0.04},
    (10.0, 8.0, 9.98, "a hundredth of the way down"),
    (8.0, 10.0, 8.02, "and up"),
)
table(
    "other_duties: residents demand_fte built_for_fte",
    {"fixed_duties_fte": 1.1, "other_fixed_share": 0.5, "mismatch_cost": 0.3},
    (1000.0, 2.5, 2.5, 3.6, "1.1 + 2.5"),
    (800.0, 2.0, 3.0, 3.9, "shrunk: 1.1 + 2.5 + 0.3 x 1"),
    (0.0, 2.5, 2.5, 0.0, "nobody lives here"),
)
table(
    "next_plan: plan_fte start_plan_fte hired_fte residents start_residents",
    {"plan_follows_population": 0.8, "plan_lag_years": 2.0},
    (30.0, 30.0, 0.0, 10_000.0, 10_000.0, 30.0, "as many people"),
    (30.0, 30.0, 0.0, 9000.0, 10_000.0, 29.7, "a tenth fewer: an eighth of the way to 27.6"),
    (30.0, 30.0, 0.0, 11_000.0, 10_000.0, 30.3, "a tenth more: an eighth of the way to 32.4"),
    (28.0, 30.0, 0.0, 10_000.0, 10_000.0, 28.25, "they came back: an eighth of the way to 30"),
    (32.0, 30.0, 2.0, 9000.0, 10_000.0, 31.7, "posts added stay: an eighth of the way to 29.6"),
    (28.0, 30.0, 2.0, 5.0, 0.0, 32.0, "nobody lived here at the start"),
    {"plan_lag_years": 0.25},
    (30.0, 30.0, 0.0, 9000.0, 10_000.0, 27.6, "at once"),
    {"plan_follows_population": 1.0},
    (30.0, 30.0, 0.0, 0.0, 10_000.0, 0.0, "all gone, and posts with them"),
)
table(
    "staff_leaving: staff_fte draw extra_share",
    {"retirement_rate": 0.04, "turnover_rate": 0.04},
    (10.0, 0.79, 0.0, 0.0, "0.2 + 0.79: nobody"),
    (10.0, 0.81, 0.0, 1.0, "0.2 + 0.81: one"),
    (10.0, 0.5, 0.3, 3.0, "a wave: 3.2 + 0.5"),
    (0.5, 0.999, 0.0, 0.5, "no more than there are"),
    (10.0, 0.9, 1.0, 10.0, "all go, not more"),
    (0.0, 0.999, 1.0, 0.0, "nobody there"),
)
table(
    "posts_filled: staff_fte plan_fte draw frozen",
    {"vacancy_quarters": 2.0},
    (8.0, 9.0, 0.49, 0.0, 0.0, "0.5 + 0.49: none"),
    (8.0, 9.0, 0.51, 0.0, 1.0, "0.5 + 0.51: one"),
    (8.0, 10.0, 0.9, 0.5, 1.0, "half frozen: 0.5 + 0.9"),
    (8.0, 10.0, 0.9, 1.0, 0.0, "all frozen"),
    (8.0, 10.0, 0.9, 2.0, 0.0, "frozen by two cuts"),
    (9.5, 10.0, 0.51, 0.0, 0.5, "half a post: as fast as a whole one, 0.5 + 0.51"),
    (9.5, 10.0, 0.49, 0.0, 0.0, "half a post: 0.5 + 0.49"),
    (10.0, 8.0, 0.9, 0.0, 0.0, "none open"),
)
table(
    "strain: work_fte staff_fte",
    (9.0, 10.0, 0.9, "nine tenths"),
    (0.0, 0.0, 0.0, "nothing to do, nobody there"),
    (-1.0, 10.0, 0.0, "less than nothing to do"),
    (1.0, 0.0, 5.0, "nobody there"),
    (100.0, 1.0, 5.0, "5 at most"),
)
table(
    "service_level: strained",
    {"service_elasticity": 1.0},
    (0.5, 1.0, "at ease"),
    (1.0, 1.0, "just done"),
    (1.05, 20 / 21, "hardly anything undone"),
    (1.25, 0.8, "a fifth undone"),
    (5.0, 0.2, "four fifths undone"),
    {"service_elasticity": 2.0},
    (5.0, 0.0, "never below 0"),
    {"service_elasticity": 0.0},
    (5.0, 1.0, "nobody notices"),
)
table(
    "free_time: staff_fte strained",
    {"strategic_share": 0.04, "strain_limit": 1.2},
    (10.0, 0.9, 1.4, "1 left over, 0.4 kept free"),
    (10.0, 1.0, 0.4, "0.4 kept free"),
    (10.0, 1.1, 0.2, "half of it melted"),
    (10.0, 1.2, 0.0, "all of it"),
    (10.0, 5.0, 0.0, "far beyond"),
    (0.0, 0.5, 0.0, "nobody there"),
)

# --- shocks

table(
    "is_flow: kind",
    (OUT_MIGRATION, True, "people leave"),
    (IN_MIGRATION, True, "people come"),
    (AGEING, True, "people age"),
    (RETIREMENT_WAVE, True, "staff retire"),
    (KEY_PERSON_LOSS, True, "key persons leave"),
    (BUDGET_CUT, False, "budgets are cut"),
    (FACILITY_CLOSURE, False, "a facility closes"),
)
table(
    "intensity: kind magnitude quarters_since duration",
    (OUT_MIGRATION, 0.12, -1, 4, 0.0, "not yet"),
    (OUT_MIGRATION, 0.12, 0, 4, 0.03, "a flow: a quarter of it"),
    (OUT_MIGRATION, 0.12, 3, 4, 0.03, "a flow: its last part"),
    (OUT_MIGRATION, 0.12, 4, 4, 0.0, "over"),
    (BUDGET_CUT, 0.2, 0, 4, 0.2, "a state: all of it"),
    (BUDGET_CUT, 0.2, 4, 4, 0.0, "a state, over"),
    (KEY_PERSON_LOSS, 1.0, 0, 1, 1.0, "a blow"),
)
table(
    "strikes: draw yearly_rate",
    (0.12, 0.5, True, "below 0.125"),
    (0.13, 0.5, False, "above"),
    (0.0, 0.0, False, "never"),
    (0.999, 4.0, True, "every quarter"),
    (0.999, 9.0, True, "no more often than that"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.situation}")
def test_table(case):
    result = RULES[case.rule](*case.arguments)
    if isinstance(case.gives, bool):
        assert result is case.gives
    else:
        assert result == pytest.approx(case.gives, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_table(rule):
    assert sum(case.rule == rule for case in CASES) >= 2


def test_every_rule_has_a_name_of_its_own():
    assert len(RULES) == len(EVERY_RULE)


# -------------------------------------------------------------------------------- what may occur

QUICK = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
THOROUGH = settings(QUICK, max_examples=60)
DEFAULT = Scenario().parameters
CHOICES = {"membership": len(MEMBERSHIP_RULES) - 1, "level": len(LEVELS) - 1, "adaptive": 1}


def allowed_ranges() -> dict[str, tuple[float, float]]:
    """Lowest and highest allowed value of every parameter, from the settings themselves."""
    found: dict[str, tuple[float, float]] = {name: (0, high) for name, high in CHOICES.items()}
    kinds = get_type_hints(Parameters)
    for section in PLAIN_SECTIONS:
        for name, info in Scenario.model_fields[section].annotation.model_fields.items():
            limits = {
                k: getattr(m, k) for m in info.metadata for k in ("ge", "le") if hasattr(m, k)
            }
            if name in kinds and name not in CHOICES:
                low, high = (0, 1) if info.annotation is bool else (limits["ge"], limits["le"])
                found[name] = (kinds[name](low), kinds[name](high))
    return found


ALLOWED = allowed_ranges()

LUCK = 2.0 * math.sqrt(3.0)  # furthest from 0 that `bell` can be
RANGES = (
    ((0.0, 1.0 - 2.0**-32), "draw u0 u1 u2 u3 consider_draw agree_draw"),
    ((0.0, 1.0), "able noticed pressed vacancy belief quick_wins value persuaded share_in"),
    ((0.0, 1.0), "willingness unlikeness mean_trust start_up difference trust start coordinated"),
    ((0.0, 1.0), "progress quality delivered gain home vitality synergy conflict linked forecast"),
    ((0.0, 1.0), "stay_probability trusted_mean fixed_share magnitude low quota concern more"),
    # shocks of one kind add up
    ((0.0, 2.0), "budget_cut closure extra_share extra_risk frozen extra_ageing high"),
    ((-2.0, 2.0), "extra_migration"),
    ((0.0, 1000.0), "free_fte needed_fte load_fte promised_fte base_fte setup_fte carried_fte"),
    ((0.0, 1000.0), "support_fte capacity_fte need_fte backlog plan_fte given_fte asked_fte"),
    ((0.0, 1000.0), "care_fte partner_fte smaller_load_fte effort_fte demand_fte staff_fte"),
    ((0.0, 1000.0), "built_for_fte start_plan_fte spare_fte hired_fte"),
    ((-1000.0, 1000.0), "received_fte work_fte balance_fte x"),
    ((0.0, 30.0), "hours_fte"),
    ((0.0, 500.0), "cared_for"),
    ((5 * (0.0,), 5 * (100.0,)), "needs"),
    ((0.0, 1000.0), "first_share"),
    ((0.0, 200.0), "room_eur"),
    ((0.0, 8.0), "rate"),
    ((0.0, 6.0), "autonomy_cost"),
    ((0.0, 50.0), "per_1000_young per_1000_working per_1000_old"),
    ((0.0, 1e7), "residents own_residents all_residents largest residents_a residents_b"),
    ((0.0, 1e7), "young working old"),
    ((0, 10_000_000), "start_residents"),  # of a region: whole persons
    ((0.0, 1e8), "eur cost_eur contribution_eur"),
    ((0.0, 5.0), "strain strained"),
    ((0.5, 1.5), "own_strain mean_strain"),
    ((0.0, 1.5), "worked given"),
    ((-LUCK, LUCK), "luck bell"),
    ((-0.2, 0.2), "annual_change change own_trend county_trend"),
    ((-1.1, 1.1), "effect mean"),
    ((0.0, 0.6), "spread"),
    ((600.0, 1e7), "limit"),
    ((0.0, 4.0), "openness yearly_rate"),
    ((0.0, 20.0), "gain_share"),
    ((0.0, 10.0), "impulse"),
    ((1.0, 2.0), "emphasis"),
    ((0.0, 500.0), "yes total"),
    ((-20.0, 20.0), "nearness"),
    ((0, 500), "n_members n_uncovered n_outside n_small"),
    ((0, 25), "n_cooperations n_shared"),
    ((1, 24), "n_fields"),
    ((False, True), "has_tie is_set_up grant_ends is_neighbour mayoral_election"),
    ((False, True), "was_dormant key_person"),
    ((0, 400), "quarter age_quarters rounds grant_quarters"),
    ((1, 400), "duration"),
    ((-100_000, 400), "quarters_since"),
    ((0, 99), "quarters_to_election"),
    ((0, 23), "offset"),
    ((1950, 2200), "start_year"),
    ((NONE, OFFICE), "level"),
    ((COUNTY_WIDE, FORUM), "membership"),
    ((ANALYSIS, REFLECTION), "phase"),
    ((0, len(entities.SHOCKS) - 1), "kind"),
    ((Terms(*11 * [-1000.0]), Terms(*11 * [1000.0])), "terms"),
)
ARGUMENTS: dict[str, tuple[Any, Any]] = {
    name: limits for limits, names in RANGES for name in names.split()
}


def between(low: Any, high: Any) -> st.SearchStrategy[Any]:
    """Anything from low to high, of the kind that they are."""
    if isinstance(low, tuple):
        drawn = st.tuples(*(between(a, b) for a, b in zip(low, high, strict=True)))
        return drawn.map(Terms._make) if isinstance(low, Terms) else drawn
    if isinstance(low, bool):
        return st.booleans()
    if isinstance(low, int):
        return st.integers(low, high)
    return st.floats(low, high, allow_subnormal=False)


def arguments(*names: str) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*(between(*ARGUMENTS[name]) for name in names))


def read_by(rule: Callable[..., Any]) -> set[str]:
    """Parameters that a rule reads, itself or in the rules that it asks."""
    names = set(rule.__code__.co_names)
    asked = [rule.__globals__.get(name) for name in names]
    found = names & set(Parameters._fields)
    return found.union(*(read_by(other) for other in asked if isinstance(other, FunctionType)))


def parameters(*rules: Callable[..., Any], also: str = "") -> st.SearchStrategy[Parameters]:
    """All that these rules read anywhere in its allowed range, the rest as it is by default."""
    names = sorted(set(also.split()).union(*(read_by(rule) for rule in rules)))
    drawn = st.fixed_dictionaries({name: between(*ALLOWED[name]) for name in names})
    return drawn.map(lambda values: DEFAULT._replace(**values))


def situations(rule: Callable[..., Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = inspect.signature(rule).parameters
    return st.fixed_dictionaries(
        {name: parameters(rule) if name == "p" else between(*ARGUMENTS[name]) for name in names}
    )


def ask(rule: Callable[..., Any], situation: dict[str, Any]) -> Any:
    """The rule's answer; one's own residents are among all residents."""
    if "all_residents" in situation:
        own = situation["own_residents" if rule is cooperating.scale_gain else "residents"]
        situation = {**situation, "all_residents": own + situation["all_residents"]}
    return rule(**situation)


def test_every_parameter_has_a_range():
    assert set(ALLOWED) == set(Parameters._fields)
    assert all(low <= getattr(DEFAULT, name) <= high for name, (low, high) in ALLOWED.items())


def test_a_rule_is_known_to_read_what_it_reads():
    assert read_by(deciding.is_welcome) == {"welcome_trust", "welcome_per_member"}
    assert {"care_fte", "unit_promise"} < read_by(coordinating.promised_by_unit)


# ----------------------------------------------------- promises of every rule, wherever it is asked

LIMITS = (
    # probabilities, shares and attitudes
    (0.0, 1.0, "logistic able_share pressure attention convinced unlikeness agreement"),
    (0.0, 1.0, "initiative_chance share_of_need persuade start_up_progress scale_gain"),
    (0.0, 1.0, "delivered_share next_quality next_vitality leave_chance link_chance"),
    (0.0, 1.0, "shared_meetings_factor partner_chance next_belief encouraged influenced"),
    (0.0, 1.0, "next_trust disappointed tired after_election start_willingness start_trust"),
    (0.0, 1.0, "start_autonomy_concern service_level shared_out _served"),
    (0.0, 1.5, "worked_share"),
    (0.5, 1.5, "felt_strain"),
    (0.0, 5.0, "strain"),
    (0, 19, "quarters_to_council_election"),
    # people, work and money
    (0.0, math.inf, "expected_relief carrier_capacity office_posts office_overhead unit_capacity"),
    (0.0, math.inf, "unit_running_fte unit_cost_eur contribution_eur staff_contribution_fte"),
    (0.0, math.inf, "coordination_needs expected_capacity promised_by_unit commitment"),
    (0.0, math.inf, "next_backlog unit_grant_fte county_help member_effort effort_base"),
    (0.0, math.inf, "steering_effort taken_over lent_fte"),
    (0.0, math.inf, "lasting_effort_base phase_quarters next_progress grant_eur refit"),
    (0.0, math.inf, "grant_per_member_fte start_plan quarter_of_people demand field_load adapt"),
    (0.0, math.inf, "other_duties next_plan staff_leaving posts_filled free_time intensity"),
    (0.0, math.inf, "promised_relief promised_synergy start_budget_room"),
    (-math.inf, 0.0, "contribution_term domination_term autonomy_term"),
)
LOWEST_AND_HIGHEST = {name: (low, high) for low, high, names in LIMITS for name in names.split()}


def check_range(name: str, result: Any) -> None:
    low, high = LOWEST_AND_HIGHEST.get(name, (-math.inf, math.inf))
    for value in result if isinstance(result, tuple) else (result,):
        assert math.isfinite(value)
        assert low <= value <= high


@pytest.mark.parametrize("name", RULES)
@QUICK
@given(data=st.data())
def test_no_rule_leaves_its_range(name, data):
    """Finite; probabilities, shares and attitudes in [0, 1]; no negative people, work or money."""
    check_range(name, ask(RULES[name], data.draw(situations(RULES[name]))))


def settings_at_the_edge(rule: Callable[..., Any]) -> Iterator[Parameters]:
    """All that a rule reads lowest, highest, and each alone at either end."""
    names = sorted(read_by(rule))
    for end in (0, 1):
        yield DEFAULT._replace(**{name: ALLOWED[name][end] for name in names})
        for name in names:
            yield DEFAULT._replace(**{name: ALLOWED[name][end]})


@pytest.mark.parametrize("name", RULES)
def test_everything_at_the_edge_of_its_range(name):
    """No staff, no residents, no members; the most of everything; in every combination."""
    rule = RULES[name]
    names = [n for n in inspect.signature(rule).parameters if n != "p"]
    for values in product(*(ARGUMENTS[n] for n in names)):
        situation = dict(zip(names, values, strict=True))
        for p in settings_at_the_edge(rule):
            more = {"p": p} if "p" in inspect.signature(rule).parameters else {}
            check_range(name, ask(rule, {**situation, **more}))


# Of more of it comes more (+) or less (-), all else the same; never the other way.
MONOTONE = {
    "logistic": "+x",
    "able_share": "+free_fte -needed_fte",
    "pressure": "+strain",
    "attention": "+pressed +gain_share +vacancy +impulse",
    "expected_relief": "+promised_fte +belief +quick_wins",
    "convinced": "+value +persuaded",
    "contribution_term": "-eur +residents +room_eur -budget_cut",
    "peers_term": "+share_in",
    "autonomy_term": "-autonomy_cost -concern -load_fte",
    "willingness_term": "+willingness",
    "election_term": "+pressed",
    "domination_term": "-largest",
    "agreement": "+balance_fte",
    "is_welcome": "+mean_trust -n_members",
    "initiative_chance": "+noticed +willingness +able +has_tie +impulse +pressed",
    "carrier_capacity": "+willingness +spare_fte -strain +key_person",
    "office_posts": "+n_members",
    "unit_capacity": "+carried_fte +start_up +support_fte",
    "steering_effort": "+n_members +difference -trust",
    "taken_over": "-n_members +coordinated",
    "unit_running_fte": "+carried_fte +n_members",
    "unit_cost_eur": "+n_members",
    "contribution_eur": "+cost_eur +residents",
    "staff_contribution_fte": "+willingness",
    "_served": "+first_share +more",
    "share_of_need": "+capacity_fte -need_fte",
    "promised_by_unit": "+load_fte",
    "persuade": "+persuaded +hours_fte +emphasis",
    "drafts_along": "+willingness -draw",
    "signals_interest": "+willingness +pressed -draw",
    "quota_met": "+yes -quota",
    "start_up_progress": "+start_up",
    "next_backlog": "+backlog +need_fte -capacity_fte",
    "outgrown": "+backlog -capacity_fte",
    "falters": "-capacity_fte",
    "unit_grant_fte": "+contribution_eur +grant_quarters",
    "member_effort": "+base_fte +n_members +difference -trust -coordinated",
    "effort_base": "+setup_fte",
    "lasting_effort_base": "+setup_fte",
    "scale_gain": "+all_residents",
    "promised_relief": "+load_fte +gain",
    "lent_fte": "+hired_fte",
    "promised_synergy": "+synergy +smaller_load_fte -n_fields",
    "true_effect": "+draw +mean",
    "delivered_share": "+progress +rounds",
    "received_relief": "+effect",
    "cover": "+own_strain -mean_strain",
    "next_progress": "+progress +worked",
    "next_quality": "+quality +worked",
    "next_vitality": "+given -n_members -difference +age_quarters +coordinated",
    "is_dormant": "+was_dormant -vitality",
    "interplay": "+synergy -conflict +linked +coordinated",
    "grant_eur": "+n_members",
    "leave_chance": "-stay_probability",
    "link_chance": "+free_fte +coordinated",
    "shared_meetings_factor": "-n_cooperations -coordinated",
    "worked_share": "+given_fte +care_fte +partner_fte",
    "partner_chance": "+openness +coordinated",
    "next_belief": "+belief +received_fte",
    "encouraged": "+willingness +received_fte -effort_fte",
    "influenced": "+willingness +trusted_mean",
    "next_trust": "+start +n_shared",
    "disappointed": "+trust",
    "tired": "+willingness",
    "after_election": "+willingness +home +bell",
    "key_person_stays": "+draw -mayoral_election -extra_risk",
    "key_person_returns": "-draw",
    "start_willingness": "+nearness +u0 +u3",
    "start_autonomy_concern": "+draw",
    "start_budget_room": "+draw",
    "start_plan": "+draw",
    "start_trust": "+is_neighbour +u0 +u3",
    "expected_change": "+own_trend -county_trend",
    "demand": "+young +working +old +per_1000_old",
    "field_load": "+closure",
    "adapt": "+built_for_fte +demand_fte",
    "refit": "+built_for_fte +demand_fte",
    "next_plan": "+plan_fte +start_plan_fte +hired_fte +residents",
    "staff_leaving": "+staff_fte +draw +extra_share",
    "posts_filled": "+plan_fte +draw -staff_fte -frozen",
    "strain": "+work_fte -staff_fte",
    "service_level": "-strained",
    "free_time": "+staff_fte -strained",
    "intensity": "+magnitude",
    "strikes": "+yearly_rate -draw",
}


@pytest.mark.parametrize(
    ("name", "what"), [(name, what) for name, whats in MONOTONE.items() for what in whats.split()]
)
@QUICK
@given(data=st.data())
def test_more_never_turns_the_other_way(name, what, data):
    sign, argument = (1 if what[0] == "+" else -1), what[1:]
    situation = data.draw(situations(RULES[name]))
    values = sorted((situation[argument], data.draw(between(*ARGUMENTS[argument]))))
    less, more = (ask(RULES[name], {**situation, argument: value}) for value in values)
    assert sign * (more - less) >= -1e-9 * max(1.0, abs(less))


# ------------------------------------------------------------------------ promises of some of them


def chance_of_joining(promised, effort, offer, p):
    """The way from an offer to a yes: relief, attention, time, balance."""
    belief, free, load, against = offer
    relief = deciding.expected_relief(promised, belief, p.quick_wins)
    noticed = deciding.attention(0.1, promised / load, 0.0, 0.0, p)
    terms = NEUTRAL._replace(relief=relief, effort=-effort, autonomy=-against)
    able = deciding.able_share(free, effort)
    return able * noticed * deciding.agreement(deciding.balance(terms), load, p)


OFFERS = arguments("belief", "free_fte", "load_fte", "base_fte").filter(lambda o: o[2] > 1e-6)
JOINING = parameters(deciding.attention, deciding.agreement, also="quick_wins")


@THOROUGH
@given(offer=OFFERS, promised=arguments(*2 * ["promised_fte"]), p=JOINING, data=st.data())
def test_more_benefit_never_lowers_the_chance_of_joining(offer, promised, p, data):
    (effort,) = data.draw(arguments("effort_fte"))
    less, more = (chance_of_joining(value, effort, offer, p) for value in sorted(promised))
    assert 0.0 <= less <= more + 1e-12 <= 1.0 + 1e-12


@THOROUGH
@given(offer=OFFERS, efforts=arguments(*2 * ["effort_fte"]), p=JOINING, data=st.data())
def test_more_effort_never_raises_the_chance_of_joining(offer, efforts, p, data):
    (promised,) = data.draw(arguments("promised_fte"))
    less, more = (chance_of_joining(promised, value, offer, p) for value in sorted(efforts))
    assert 0.0 <= more <= less + 1e-12


@THOROUGH
@given(
    staff=arguments("staff_fte", "staff_fte"),
    facts=arguments("work_fte", "needed_fte"),
    p=parameters(demography.free_time),
)
def test_more_staff_never_lowers_the_time_to_take_part(staff, facts, p):
    work, needed = facts
    free = [demography.free_time(x, demography.strain(work, x), p) for x in sorted(staff)]
    less, more = (deciding.able_share(x, needed) for x in free)
    assert less <= more + 1e-9


@THOROUGH
@given(
    draws=arguments("consider_draw", "agree_draw"),
    facts=arguments("work_fte", "terms", "load_fte"),
    p=parameters(deciding.verdict, demography.free_time),
)
def test_no_staff_no_time_never_agreed(draws, facts, p):
    work, terms, load = facts
    free = demography.free_time(0.0, demography.strain(work, 0.0), p)
    able = deciding.able_share(free, 0.01)
    assert (free, able) == (0.0, 0.0)
    assert deciding.verdict(*draws, able, 1.0, terms, load, p).outcome == NO_TIME


@THOROUGH
@given(situation=situations(deciding.verdict))
def test_a_yes_passes_all_three_gates(situation):
    answer = deciding.verdict(**situation)
    has_time = situation["consider_draw"] < answer.able
    looks = situation["consider_draw"] < answer.able * answer.attention
    agrees = situation["agree_draw"] < answer.probability
    assert (answer.outcome == AGREED) == (has_time and looks and agrees)
    assert (answer.outcome == NO_TIME) == (not has_time)
    assert (answer.outcome == NOT_CONSIDERED) == (has_time and not looks)


def test_verdicts_fall_as_often_as_their_chances_say():
    """Over keyed draws: time 0.8, attention 0.5, agreement 0.75."""
    p = DEFAULT._replace(decision_noise=0.05)
    terms = NEUTRAL._replace(relief=0.05 * math.log(3.0))
    found = [0, 0, 0, 0]
    for who in range(10_000):
        consider, agree, _, _ = uniforms(7, 0, 0, 1, who, 0, 0)
        found[deciding.verdict(consider, agree, 0.8, 0.5, terms, 1.0, p).outcome] += 1
    shares = [n / 10_000 for n in found]
    assert shares == pytest.approx([0.2, 0.4, 0.1, 0.3], abs=0.015)


@THOROUGH
@given(
    people=arguments("young", "working", "old"),
    quarters=st.lists(
        arguments("change", "luck", "extra_migration", "extra_ageing"), min_size=1, max_size=8
    ),
    p=parameters(demography.quarter_of_people),
)
def test_residents_are_never_negative(people, quarters, p):
    for quarter in quarters:
        people = demography.quarter_of_people(*people, *quarter, p)
        assert all(0.0 <= group < math.inf for group in people)


@THOROUGH
@given(
    residents=between(1.0, 1e6),
    young_and_old=st.tuples(between(0.1, 0.4), between(0.1, 0.4)),
    change=between(-0.05, 0.05),
    luck=between(*ARGUMENTS["luck"]),
)
def test_the_path_sets_how_many_there_are(residents, young_and_old, change, luck):
    """Births and deaths change who lives here, the path and luck how many."""
    young, old = (share * residents for share in young_and_old)
    people = (young, residents - young - old, old)
    after = sum(demography.quarter_of_people(*people, change, luck, 0.0, 0.0, DEFAULT))
    by_hand = residents * (1.0 + change / 4.0 + DEFAULT.migration_spread / 2.0 * luck)
    assert after == pytest.approx(by_hand, rel=1e-9)


@THOROUGH
@given(
    members=st.lists(arguments("strain", "load_fte"), min_size=2, max_size=16),
    facts=arguments("quality", "delivered"),
    p=parameters(cooperating.cover),
)
def test_what_some_are_given_others_give(members, facts, p):
    """Mutual cover sums to zero when the mean is weighted by the members' work."""
    felt = [cooperating.felt_strain(own) for own, _ in members]
    loads = [load for _, load in members]
    assume(all(load == 0.0 or load > 1e-9 for load in loads))
    mean = weighted_mean(felt, loads)
    flows = [
        cooperating.cover(own, mean, load, *facts, p) for own, load in zip(felt, loads, strict=True)
    ]
    assert math.fsum(flows) == pytest.approx(0.0, abs=1e-9 * max(1.0, sum(loads)))


@THOROUGH
@given(
    cost=between(*ARGUMENTS["cost_eur"]),
    residents=st.lists(between(1.0, 1e6), min_size=1, max_size=20),
    p=parameters(coordinating.contribution_eur),
)
def test_contributions_add_up_to_the_cost(cost, residents, p):
    n, everyone = len(residents), sum(residents)
    paid = [coordinating.contribution_eur(cost, n, own, everyone, p) for own in residents]
    assert math.fsum(paid) == pytest.approx(cost, rel=1e-9, abs=1e-6)


@THOROUGH
@given(
    capacities=arguments("hours_fte", "hours_fte"),
    needs=st.tuples(*5 * [between(0.0, 10.0)]),
    p=parameters(coordinating.shared_out),
)
def test_capacity_is_shared_out_and_none_is_lost(capacities, needs, p):
    """What is done is the capacity or all that is needed; of more no needed task is worse off."""
    shares = [coordinating.shared_out(capacity, needs, p) for capacity in sorted(capacities)]
    for capacity, done in zip(sorted(capacities), shares, strict=True):
        worked = math.fsum(need * share for need, share in zip(needs, done, strict=True))
        assert worked == pytest.approx(min(capacity, math.fsum(needs)), rel=1e-6, abs=1e-9)
    for need, less, more in zip(needs, *shares, strict=True):
        assert less <= more + 1e-9 or need < 1e-6


@pytest.mark.parametrize("n", range(1, 41))
def test_simple_two_thirds_unanimous(n):
    """The fewest votes that are enough, for each number of councils."""
    needed = [
        min(yes for yes in range(n + 1) if coordinating.quota_met(float(yes), float(n), quota))
        for quota in (0.5, 2 / 3, 1.0)
    ]
    assert needed == [-(-n // 2), -(-2 * n // 3), n]


@THOROUGH
@given(
    start=arguments("vitality", "quality"),
    shares=st.lists(arguments("given"), min_size=1, max_size=10),
    facts=arguments("n_members", "difference", "age_quarters", "coordinated"),
    p=parameters(cooperating.next_vitality, cooperating.next_quality),
)
def test_a_cooperation_lives_between_0_and_1(start, shares, facts, p):
    vitality, quality = start
    for (share,) in shares:
        vitality = cooperating.next_vitality(vitality, share, *facts, p)
        quality = cooperating.next_quality(quality, share, p)
        assert 0.0 <= vitality <= 1.0
        assert 0.0 <= quality <= 1.0


@THOROUGH
@given(
    start=arguments("trust", "willingness", "belief"),
    seen=st.lists(
        arguments("received_fte", "promised_fte", "effort_fte", "n_shared", "bell"),
        min_size=1,
        max_size=10,
    ),
    p=parameters(
        *(learning.next_trust, learning.encouraged, learning.influenced),
        *(learning.after_election, learning.disappointed),
        also="belief_learning",
    ),
)
def test_attitudes_stay_between_0_and_1(start, seen, p):
    trust, willingness, belief = start
    for received, promised, effort, n_shared, luck in seen:
        belief = learning.next_belief(belief, received, promised, p.belief_learning)
        willingness = learning.encouraged(willingness, received, effort, p)
        willingness = learning.influenced(willingness, belief, p)
        willingness = learning.after_election(willingness, start[1], luck, p)
        trust = learning.disappointed(learning.next_trust(trust, start[0], n_shared, p), p)
        assert all(0.0 <= attitude <= 1.0 for attitude in (belief, willingness, trust))


@pytest.mark.parametrize("rule", [demography.adapt, cooperating.refit])
@THOROUGH
@given(data=st.data())
def test_fitting_never_overshoots(rule, data):
    situation = data.draw(situations(rule))
    low, high = sorted((situation["built_for_fte"], situation["demand_fte"]))
    assert low - 1e-9 <= rule(**situation) <= high + 1e-9


@THOROUGH
@given(
    posts=arguments("staff_fte", "plan_fte"),
    luck=arguments("draw", "draw"),
    blows=arguments("extra_share", "frozen"),
    p=parameters(demography.staff_leaving, demography.posts_filled),
)
def test_staff_is_never_negative_nor_beyond_the_plan(posts, luck, blows, p):
    staff, plan = posts
    left = staff - demography.staff_leaving(staff, luck[0], blows[0], p)
    after = left + demography.posts_filled(left, plan, luck[1], blows[1], p)
    assert 0.0 <= left <= staff
    assert left <= after <= max(left, plan) + 1e-9


def test_relief_never_falls_in_the_course_of_a_cycle():
    """Quick wins, more and more while implementing, all of it then and in every later round."""
    course = [
        cooperating.delivered_share(phase, step / 10.0, rounds, DEFAULT)
        for rounds in (0, 1)
        for phase in range(5)
        for step in range(10)
    ]
    assert all(a <= b for a, b in pairwise(course))
    assert (course[0], course[-1]) == (DEFAULT.quick_wins, 1.0)


@THOROUGH
@given(when=arguments("quarter", "start_year"), p=parameters(learning.quarters_to_council_election))
def test_council_elections_come_closer_by_a_quarter(when, p):
    now = learning.quarters_to_council_election(*when, p)
    then = learning.quarters_to_council_election(when[0] + 1, when[1], p)
    assert then == (now - 1 if now > 0 else 19)
    assert learning.quarters_to_council_election(0, p.council_election_year, p) == 0


@pytest.mark.parametrize("offset", range(24))
def test_each_mayor_is_elected_every_six_years(offset):
    elections = [q for q in range(200) if learning.is_mayoral_election(q, offset)]
    assert 0 < elections[0] <= 24
    assert {b - a for a, b in pairwise(elections)} == {24}


@pytest.mark.parametrize("kind", range(len(entities.SHOCKS)), ids=entities.SHOCKS)
@QUICK
@given(shock=arguments("magnitude", "duration"))
def test_a_shock_brings_what_its_magnitude_says(kind, shock):
    """Flows add up to it, states hold it; none of it before or after."""
    magnitude, duration = shock
    course = [
        shocks.intensity(kind, magnitude, since, duration) for since in range(-2, duration + 2)
    ]
    assert course[:2] == course[-2:] == [0.0, 0.0]
    if shocks.is_flow(kind):
        assert math.fsum(course) == pytest.approx(magnitude)
    else:
        assert set(course[2:-2]) == {magnitude}


@pytest.mark.parametrize("corner", [0.0, 1.0 - 2.0**-32])
def test_the_luckiest_and_the_unluckiest_start(corner):
    """Where all uniforms lie at one end of their range, under the widest settings."""
    widest = {name: high for name, (_, high) in ALLOWED.items() if name.endswith("_spread")}
    p = DEFAULT._replace(**widest)
    luck = (corner,) * 4
    assert abs(bell(*luck)) <= LUCK
    assert 0.02 <= beginning.start_willingness(0.0, *luck, p) <= 0.98
    assert 0.0 <= beginning.start_trust(True, *luck, p) <= 1.0
    assert 0.0 <= beginning.start_autonomy_concern(corner, p) <= 1.0
    assert beginning.start_plan(1000.0, corner, p) > 0.0
