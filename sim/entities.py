"""The nouns of the model as numbers: what rules read and both engines store.

Nothing here decides anything.  The meaning, unit, range, default and source of each parameter
stand once, in `sim.scenario`; the names here are the same, and a test keeps them so.
Time is counted in quarters from 0; rates are per year; work, effort and relief are full-time
equivalents (FTE) over a year; shares lie in [0, 1]; money is EUR.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

# How far the coordination unit is institutionalised.
NONE, INFORMAL, SHARED_STAFF, OFFICE = 0, 1, 2, 3
LEVELS = ("none", "informal", "shared_staff", "office")

# Who is asked to carry the coordination unit, and who must agree.
COUNTY_WIDE, CORE_AND_RING, COALITION, FORUM = 0, 1, 2, 3
MEMBERSHIP_RULES = ("county_wide", "core_and_ring", "coalition_of_the_willing", "open_forum")

# The process cycle of a cooperation.
ANALYSIS, IDEAS, PLANNING, IMPLEMENTATION, REFLECTION = 0, 1, 2, 3, 4
PHASES = ("analysis", "ideas", "planning", "implementation", "reflection")

# What a council decides, and what came of it.
FOUND_UNIT, ENTER_UNIT, RENEW_UNIT, RAISE_LEVEL, JOIN_FIELD, JOIN_CROSS, STAY = range(7)
DECISIONS = (
    "found_unit",
    "enter_unit",
    "renew_unit",
    "raise_level",
    "join_field",
    "join_cross_field",
    "stay",
)
NO_TIME, NOT_CONSIDERED, REFUSED, AGREED = 0, 1, 2, 3
OUTCOMES = ("no_time", "not_considered", "refused", "agreed")

# What those outside the model may do at a quarter of a run (see the settings of `interventions`).
SET_LEVEL, INVITE, HIRE, END_FUNDING = range(4)
INTERVENTIONS = ("set_level", "invite", "hire", "end_funding")

# What may strike a municipality.  Flows are spread evenly over their duration and act on what is
# there in each quarter; states hold as long as they last.
OUT_MIGRATION = 0  # flow: share of the residents that leaves
IN_MIGRATION = 1  # flow: share of the residents that arrives
AGEING = 2  # flow: share of those of working age replaced by older people
RETIREMENT_WAVE = 3  # flow: share of the staff that leaves besides the usual
KEY_PERSON_LOSS = 4  # flow: probability that the key person leaves
BUDGET_CUT = 5  # state: share by which budget room falls and vacant posts stay frozen
FACILITY_CLOSURE = 6  # state: share by which work in the fields grows
ShockKind = Literal[
    "out_migration",
    "in_migration",
    "ageing",
    "retirement_wave",
    "key_person_loss",
    "budget_cut",
    "facility_closure",
]
SHOCKS: tuple[str, ...] = get_args(ShockKind)  # the names in the order of their numbers

# What a coordination unit does.
CARE, BROKERING, LINKING, PERSUADING, FORECASTING = 0, 1, 2, 3, 4
TASKS = ("care", "brokering", "linking", "persuading", "forecasting")

# Age groups: under 20, 20 to 64, 65 and older.
YOUNG, WORKING, OLD = 0, 1, 2


class Terms(NamedTuple):
    """What speaks for (+) and against (-) joining, each in FTE a year of the council's own staff.

    Attitudes have no natural unit; they count as the part of the work in question that the
    council would give for them, so that every term can be compared with every other.
    """

    relief: float  # the promised relief, doubted
    effort: float  # own working time for taking part
    contribution: float  # own money or staff for the coordination unit
    grant: float  # own part of grants
    autonomy: float  # tasks no longer decided alone
    peers: float  # who else of the neighbours is in
    willingness: float  # political openness
    election: float  # an election ahead
    domination: float  # a much larger partner
    likeness: float  # partners of one's own kind (sign open in the literature)
    growth: float  # growing or shrinking as such (sign open in the literature)


class Verdict(NamedTuple):
    """One council decision with its two stages: consider, then agree."""

    outcome: int  # NO_TIME, NOT_CONSIDERED, REFUSED or AGREED
    able: float  # share of the working time needed that is there, 0 … 1
    attention: float  # probability that it is considered, given the time
    balance: float  # sum of the terms, FTE a year
    probability: float  # probability of a yes, once considered


class ActionField(NamedTuple):
    """What a service is about, as numbers (see the settings of `fields`)."""

    fte_per_1000_young: float
    fte_per_1000_working: float
    fte_per_1000_old: float
    fixed_share: float
    scale_effect: float
    scale_effect_spread: float
    scale_limit: float
    autonomy_cost: float
    setup_effort_fte: float


class Parameters(NamedTuple):
    """Every number that a rule may read, flat; names as in the scenario settings."""

    # population
    annual_change: float
    trend_persistence: float
    migration_spread: float
    birth_rate: float
    death_rate_working: float
    death_rate_old: float
    # staff
    staff_fte_per_1000: float
    staff_spread: float
    small_staff_bonus: float
    fixed_duties_fte: float
    work_fte_per_1000: float
    other_fixed_share: float
    retirement_rate: float
    turnover_rate: float
    vacancy_quarters: float
    plan_follows_population: float
    plan_lag_years: float
    strategic_share: float
    strain_limit: float
    relief_to_strategy: float
    mismatch_cost: float
    adaptation_rate: float
    service_elasticity: float
    # municipalities
    willingness_mean: float
    willingness_spread: float
    willingness_clustering: float
    autonomy_concern_mean: float
    autonomy_concern_spread: float
    trust_mean: float
    trust_neighbour_bonus: float
    trust_spread: float
    belief_mean: float
    budget_room_eur: float
    budget_room_spread: float
    # decisions
    decision_noise: float
    willingness_weight: float
    peer_weight: float
    domination_weight: float
    likeness_effect: float
    growth_effect: float
    election_weight: float
    pressure_weight: float
    gain_weight: float
    vacancy_weight: float
    attention_half: float
    initiative_rate: float
    tie_weight: float
    quick_wins: float
    promised_share: float
    sharing_gain: float
    invitations: int
    welcome_trust: float
    welcome_per_member: float
    exit_rate: float
    habit_share: float
    # cooperation
    size_effort: float
    difference_effort: float
    running_effort_share: float
    analysis_quarters: float
    ideas_quarters: float
    planning_quarters: float
    implementation_quarters: float
    reflection_quarters: float
    quality_start: float
    quality_rate: float
    mutual_cover: float
    refit_share: float
    nourishment: float
    wear: float
    neglect: float
    size_wear: float
    difference_wear: float
    deepening_quarters: float
    dormant_below: float
    dormant_effort_share: float
    link_rate: float
    interplay_on: int
    cross_autonomy_cost: float
    # coordination
    membership: int
    level: int
    adaptive: int
    quota: float
    weighted_by_residents: int
    minimum_members: int
    open_for_entry: int
    preparation_quarters: int
    preparation_fte: float
    persuasion_rate: float
    mayor_openness_bonus: float
    pause_quarters: int
    attempts: int
    renewal_quarters: int
    attached: int
    unit_promise: float
    unit_effort_fte: float
    informal_fte_per_member: float
    shared_staff_fte_per_member: float
    part_timer_loss: float
    office_fte_minimum: float
    office_fte_per_member: float
    office_overhead_fte: float
    host_saving_share: float
    office_professionalism: float
    start_up_quarters: float
    equal_share: float
    commitment_package: float
    commitment_coalition: float
    commitment_forum: float
    care_fte: float
    brokering_fte: float
    linking_fte: float
    persuading_fte: float
    forecasting_fte: float
    care_emphasis: float
    brokering_emphasis: float
    linking_emphasis: float
    persuading_emphasis: float
    forecasting_emphasis: float
    effort_saving: float
    shared_meetings: float
    brokering_weight: float
    care_protection: float
    formalise_backlog: float
    lapse_below_fte: float
    # funding and the county
    price_per_fte_eur: float
    office_grant_share: float
    office_grant_quarters: int
    cooperation_grant: float
    grant_quarters: int
    funding_end_quarter: int
    county_support_fte: float
    county_support_eur: float
    county_impulse: float
    small_below: float
    # learning
    belief_learning: float
    neighbour_learning: float
    willingness_learning: float
    social_influence: float
    trust_gain: float
    trust_decay: float
    trust_loss: float
    fatigue: float
    # politics
    council_election_year: int
    election_shift: float
    election_reversion: float
    mayor_change: float
    key_person_rate: float
    key_person_return: float
