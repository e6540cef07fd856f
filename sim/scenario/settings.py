"""Every setting of a scenario: meaning, unit, allowed range, default, prior range, source.

The classes are the manual: `kuemmerer settings` and the tables of ODD.md are read from them.
A source in short: ``seed`` is Riechel & Trapp (2020); ``A1`` … ``E11`` and numbers such as ``2.3``
are rows of the list of evidence in ODD.md; "assumption" says that no source was found.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.entities import LEVELS, MEMBERSHIP_RULES
from sim.shocks import SHOCKS


def setting(
    default: Any,
    meaning: str,
    unit: str = "share",
    allowed: tuple[float, float] | None = None,
    prior: tuple[float, float] | None = None,
    source: str = "assumption",
) -> Any:
    """One setting with all that a reader must know of it.

    Args:
        default: its value when nothing is said.
        meaning: one line in plain words.
        unit: unit of the value.
        allowed: lowest and highest allowed value.
        prior: range in which the value is uncertain, for sweeps; None when it is a choice.
        source: source of default and range, or "assumption".
    """
    low, high = allowed if allowed else (None, None)
    return Field(
        default=default,
        description=meaning,
        ge=low,
        le=high,
        json_schema_extra={"unit": unit, "prior": list(prior) if prior else None, "source": source},
    )


class Section(BaseModel):
    """A frozen group of settings that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class RegionSettings(Section):
    """Which county, and which of its municipalities."""

    source: str = setting("werra-meissner", "built-in county, or path of a CSV file", "name or path")
    municipalities: tuple[str, ...] = setting(
        (), "only these municipalities (keys or names); empty: all", "keys or names"
    )


class Population(Section):
    """The path of the residents.  A stable path stands beside every declining one."""

    annual_change: float = setting(
        -0.0023,
        "yearly change of the county's residents; 0: the stable path",
        "share per year",
        (-0.05, 0.05),
        (-0.008, 0.0),
        "HSL 2023: -6.4 % from 2021 to 2050; prior evidence 2.2",
    )
    trend_persistence: float = setting(
        0.5,
        "how much of a municipality's past deviation from the county goes on",
        "share",
        (0, 1),
        (0.0, 1.0),
        "derivation of municipal projections (sim/data/SOURCES.md)",
    )
    migration_spread: float = setting(
        0.006,
        "standard deviation of a municipality's yearly net migration",
        "share per year",
        (0, 0.1),
        (0.003, 0.010),
        "assumption; yearly figures 2013-2022 vary by about this much",
    )
    birth_rate: float = setting(
        0.0114,
        "births per resident of 20 to 64",
        "per year",
        (0, 0.05),
        None,
        "derived: 654 births in 2013 (2.2)",
    )
    death_rate_working: float = setting(
        0.0038, "deaths per resident of 20 to 64", "per year", (0, 0.1), None, "derived: 1,444 deaths in 2013, 15 % below 65 assumed (2.2)"
    )
    death_rate_old: float = setting(
        0.049, "deaths per resident of 65 and more", "per year", (0, 0.3), None, "derived: 1,444 deaths in 2013, 85 % from 65 on assumed (2.2)"
    )


class Staff(Section):
    """Administration: posts, work and the time left over."""

    staff_fte_per_1000: float = setting(
        3.0, "posts in general administration", "FTE per 1,000 residents", (0.5, 20), (2.4, 3.6), "derived: one fifth of 14.8 per 1,000 (2.3)"
    )
    staff_spread: float = setting(
        0.06, "spread of posts between municipalities of one size (plus or minus)", "share", (0, 0.7), (0.0, 0.2),
        "assumption; the audit range 94-237 around 138 EUR per head is the upper limit (2.3)",
    )
    small_staff_bonus: float = setting(
        0.20, "more posts per head in the smallest, fading out at 4,000 residents", "share", (0, 1), (0.0, 0.3),
        "Hessian audit office: 167 against 135 EUR per head below and above 2,000 (2.3)",
    )
    fixed_duties_fte: float = setting(
        1.1, "other duties that every municipality has whatever its size", "FTE", (0, 10), (0.5, 2.0), "assumption"
    )
    work_fte_per_1000: float = setting(
        2.8, "all work by residents, of which the action fields are a part", "FTE per 1,000 residents", (0, 30), (2.65, 2.95), "assumption: work and posts balance at about 8,000 residents (2.3)"
    )
    retirement_rate: float = setting(
        0.035, "staff retiring", "per year", (0, 0.5), (0.025, 0.08), "DStGB: 30 % in ten years; Bertelsmann: 25 % in eight (2.3)"
    )
    turnover_rate: float = setting(0.02, "staff leaving for other reasons", "per year", (0, 0.5), (0.0, 0.05), "assumption")
    vacancy_quarters: float = setting(
        3.0, "how long a post stays vacant on average", "quarters", (1, 40), (1.0, 8.0), "assumption: no source found (2.3)"
    )
    plan_follows_population: float = setting(
        0.6, "how far posts follow the residents", "share", (0, 1), (0.3, 1.0), "assumption"
    )
    strategic_share: float = setting(
        0.03, "working time kept free for strategy at a strain of 1", "share", (0, 0.3), (0.0, 0.10), "seed says only: little; free parameter (2.3)"
    )
    strain_limit: float = setting(
        1.2, "strain at which no time for strategy is left", "work / staff", (1.01, 3), (1.1, 1.4), "assumption"
    )
    relief_to_strategy: float = setting(
        1.0, "how much of the relief becomes free time (0: it is absorbed)", "share", (0, 1), (0.0, 1.0), "seed: relief gives room for strategy; size assumed"
    )
    mismatch_cost: float = setting(
        0.3, "work added by mismatch between the size a service was built for and its users", "share", (0, 2), (0.0, 0.6), "seed (mismatch); size assumed"
    )
    adaptation_rate: float = setting(
        0.02, "how fast services adapt to their users without cooperation", "per year", (0, 1), (0.0, 0.05), "assumption"
    )
    service_elasticity: float = setting(
        1.0, "service lost per share of the work left undone", "share per share", (0, 2), (0.7, 1.3), "assumption"
    )


class Attitudes(Section):
    """Councils and mayors at the start: `[municipalities]`."""

    willingness_mean: float = setting(0.5, "mean political openness of the councils", "0-1", (0, 1), (0.3, 0.7), "assumption: no measurement found (evidence 5.7)")
    willingness_spread: float = setting(0.2, "standard deviation of political openness", "0-1", (0, 0.5), (0.05, 0.3), "assumption")
    willingness_clustering: float = setting(
        0.5, "correlation of openness with nearness to the county seat", "0-1", (0, 1), (0.0, 0.8), "7 of 8 partners in core and ring, 3 of 8 elsewhere (0.3); size assumed"
    )
    willingness_shuffled: bool = setting(False, "shuffle nearness in space (a null case)", "true/false")
    autonomy_concern_mean: float = setting(0.5, "how much councils mind not deciding alone", "0-1", (0, 1), (0.3, 0.7), "seed, B1; size assumed")
    autonomy_concern_spread: float = setting(0.12, "standard deviation of that concern", "0-1", (0, 0.3), (0.0, 0.25), "assumption")
    trust_mean: float = setting(0.4, "mean trust between two municipalities at the start", "0-1", (0, 1), (0.2, 0.6), "assumption")
    trust_neighbour_bonus: float = setting(0.2, "more trust between neighbours", "0-1", (0, 1), (0.0, 0.3), "E1, E2; size assumed")
    trust_spread: float = setting(0.1, "standard deviation of trust", "0-1", (0, 0.3), (0.0, 0.2), "assumption")
    belief_mean: float = setting(
        0.5, "share of a promise that councils expect to be kept", "share", (0, 1), (0.3, 0.8), "seed: doubt is largest at the beginning (B4); promised 15 %, realised 0-13 % (2.6)"
    )
    budget_room_eur: float = setting(3.0, "room in the budget for new contributions", "EUR per resident and year", (0.1, 100), (1.0, 6.0), "assumption; an office costs 1-3 EUR (2.4)")


class Decisions(Section):
    """How councils weigh.  Weights are shares of the work in question."""

    decision_noise: float = setting(0.05, "noise of the logit choice", "share of the work", (0.001, 1), (0.03, 0.10), "assumption")
    willingness_weight: float = setting(0.15, "what full openness is worth", "share of the work", (0, 1), (0.08, 0.25), "assumption")
    peer_weight: float = setting(0.04, "what it is worth that all neighbours are in", "share of the work", (0, 1), (0.0, 0.10), "A4, C3, E1; size assumed")
    domination_weight: float = setting(0.03, "fear of a partner ten times as large", "share of the work", (0, 1), (0.0, 0.08), "B2; size assumed")
    likeness_effect: float = setting(0.0, "likeness draws together (+) or difference does (-)", "share of the work", (-0.5, 0.5), (-0.04, 0.04), "open: A4, A5 against A6")
    growth_effect: float = setting(0.0, "growth (+) or shrinking (-) as such favours joining", "share of the work", (-0.5, 0.5), (-0.04, 0.04), "open: A1 against A6")
    election_weight: float = setting(0.03, "election ahead: less at low, more at high cost pressure", "share of the work", (0, 1), (0.0, 0.06), "B3; size assumed")
    pressure_weight: float = setting(1.0, "attention: weight of problem pressure", "1", (0, 10), (0.3, 2.0), "A1, A8, A10; size assumed")
    gain_weight: float = setting(3.0, "attention: weight of expected gains", "1 per share of the work", (0, 30), (1.0, 6.0), "A3, A10; size assumed")
    vacancy_weight: float = setting(1.5, "attention: weight of vacant posts", "1 per share of the posts", (0, 30), (0.0, 4.0), "A15; size assumed")
    attention_half: float = setting(0.5, "stimulus at which half of the councils look", "1", (0.01, 10), (0.2, 1.0), "assumption")
    initiative_rate: float = setting(0.35, "proposals of a municipality in a field at full attention", "per year", (0, 4), (0.1, 0.8), "assumption")
    tie_weight: float = setting(0.5, "one tie makes the next easier", "share", (0, 5), (0.0, 1.5), "C6; size assumed")
    quick_wins: float = setting(0.1, "share of the relief that shows at once", "share", (0, 1), (0.0, 0.4), "seed (visible benefits); size assumed")
    promised_share: float = setting(0.15, "relief that a cooperation promises", "share of the work", (0, 0.6), (0.10, 0.25), "Hessian grant rules: 15 % a year at least (2.5)")
    sharing_gain: float = setting(0.4, "part of an effect that needs no scale", "share", (0, 1), (0.2, 0.7), "A9, D5; size assumed")
    invitations: int = setting(4, "how many others one initiator invites", "municipalities", (1, 50), (2, 8), "two to four members make up 66-82 % of groups (A14)")
    welcome_trust: float = setting(0.45, "trust in a newcomer at which a pair of members lets it in", "0-1", (0, 1), (0.3, 0.6), "C3 (small number, trust); size assumed")
    welcome_per_member: float = setting(0.06, "how much more trust each further member makes necessary", "0-1", (0, 1), (0.0, 0.12), "C1, A14; size assumed")
    exit_rate: float = setting(0.15, "how often a member that would not join again leaves", "per year", (0, 4), (0.05, 0.4), "assumption: no German exit rates found (evidence 5.7)")
    habit_share: float = setting(0.5, "how much of the autonomy cost still counts once one is in", "share", (0, 1), (0.2, 1.0), "longer interaction, more commitment (C1); size assumed")


class CooperationSettings(Section):
    """Work in cooperations: effort, cycle, vitality: `[cooperation]`."""

    size_effort: float = setting(0.08, "effort added by each member beyond two", "share", (0, 1), (0.02, 0.2), "C1, C3, C5; size assumed")
    difference_effort: float = setting(0.3, "effort added by members ten times as large or small", "share", (0, 3), (0.0, 0.8), "C1; size assumed")
    running_effort_share: float = setting(0.4, "running effort after the set-up", "share of the set-up effort", (0, 2), (0.2, 0.7), "assumption: no source found (evidence 5.7)")
    analysis_quarters: float = setting(2.0, "length of the analysis at full work", "quarters", (0.25, 40), (1, 4), "seed (cycle); length assumed")
    ideas_quarters: float = setting(2.0, "length of the search for ideas", "quarters", (0.25, 40), (1, 4), "seed (cycle); length assumed")
    planning_quarters: float = setting(3.0, "length of the planning", "quarters", (0.25, 40), (2, 6), "seed (cycle); grants take 2-3 months (2.5)")
    implementation_quarters: float = setting(8.0, "length of the implementation", "quarters", (0.25, 80), (4, 16), "savings grow for up to six years (D1); length assumed")
    reflection_quarters: float = setting(2.0, "length of the reflection", "quarters", (0.25, 40), (1, 4), "seed (cycle); length assumed")
    quality_start: float = setting(0.5, "working quality of a new cooperation", "0-1", (0, 1), (0.3, 0.7), "assumption")
    quality_rate: float = setting(0.3, "how fast quality follows the work given", "per year", (0, 4), (0.1, 0.8), "assumption")
    mutual_cover: float = setting(0.25, "standing in for one another, per unit of difference in strain", "share of the work", (0, 2), (0.0, 0.6), "partial protection (D13); size assumed")
    refit_share: float = setting(0.6, "how far a reflection refits a service to its users", "share", (0, 1), (0.2, 1.0), "seed (mismatch); size assumed")
    nourishment: float = setting(0.06, "vitality gained in a quarter of full work", "0-1 per quarter", (0, 1), (0.03, 0.12), "assumption")
    wear: float = setting(0.15, "vitality worn off in a quarter", "share per quarter", (0, 1), (0.08, 0.22), "working groups lapse (C7); size assumed")
    neglect: float = setting(0.03, "vitality lost in a quarter in which no work is given", "0-1 per quarter", (0, 1), (0.0, 0.06), "working groups lapse (C7); size assumed")
    size_wear: float = setting(0.05, "wear added by each member beyond two", "share", (0, 1), (0.0, 0.15), "C1; size assumed")
    difference_wear: float = setting(0.5, "wear added by members ten times as large or small", "share", (0, 3), (0.0, 1.0), "C1; size assumed")
    deepening_quarters: float = setting(40.0, "age at which wear has halved", "quarters", (1, 400), (16, 80), "longer interaction, more commitment (C1); size assumed")
    dormant_below: float = setting(0.25, "vitality below which a cooperation is dormant", "0-1", (0, 0.8), None, "assumption")
    link_rate: float = setting(0.3, "how often a link between fields is seen", "per year and municipality", (0, 4), (0.1, 0.6), "E8; size assumed")
    interplay_on: bool = setting(True, "fields help and hinder each other", "true/false")
    synergy: float = setting(0.10, "gain between two fields, linked", "share of the smaller work", (0, 1), (0.0, 0.20), "seed, E8; size assumed")
    conflict: float = setting(0.015, "loss between two fields with cooperations that are not coordinated", "share of the smaller work", (0, 1), (0.0, 0.05), "seed (parallel structures); size assumed")
    cross_autonomy_cost: float = setting(0.08, "autonomy cost of working across fields", "share of the work", (0, 1), (0.04, 0.15), "B1, seed (no majority); size assumed")


class Coordination(Section):
    """The coordination unit ("Kümmerer"): who carries it, at which level, by which majority."""

    membership: Literal[MEMBERSHIP_RULES] = setting("coalition_of_the_willing", "who is asked, who must agree", "rule", source="seed; open_forum: Kreis Groß-Gerau (0.4)")  # type: ignore[valid-type]
    level: Literal[LEVELS] = setting("office", "level of institutionalisation (at the start)", "level", source="seed")  # type: ignore[valid-type]
    development: Literal["fixed", "adaptive"] = setting("fixed", "whether the level may develop", "kind", source="seed; Provan & Kenis 2008 [recalled]")
    quota: float = setting(0.6667, "share of the councils asked that must agree", "share", (0.01, 1), None, "no unanimity in the seed (0.1); two thirds assumed")
    weighted_by_residents: bool = setting(False, "count the votes by residents", "true/false")
    minimum_members: int = setting(3, "members that a coalition needs", "municipalities", (2, 500), None, "grant rules: normally three partners (2.5)")
    open_for_entry: bool = setting(True, "a coalition may be joined later", "true/false", source="seed; E11")
    start_quarter: int = setting(0, "quarter in which the preparation begins", "quarter", (0, 400))
    preparation_quarters: int = setting(8, "length of the preparation before a vote", "quarters", (0, 80), None, "project 2016-2019: three years (seed)")
    preparation_fte: float = setting(0.5, "people who prepare and persuade", "FTE", (0, 10), (0.2, 1.5), "assumption: not published (evidence 5.7)")
    persuasion_rate: float = setting(2.5, "doubt taken away by one FTE-year for one council", "share per FTE-year", (0, 20), (1.0, 5.0), "assumption")
    mayor_openness_bonus: float = setting(0.08, "how much more open mayors are than councils", "0-1", (0, 0.5), (0.0, 0.2), "B1, B6; 10 of 16 partners (0.3); size assumed")
    drafting_partners: tuple[str, ...] = setting((), "mayors known to draft along (keys or names); empty: drawn", "keys or names")
    pause_quarters: int = setting(8, "pause after a failed vote", "quarters", (0, 80))
    attempts: int = setting(3, "how often a vote is tried at most", "votes", (1, 50))
    renewal_quarters: int = setting(20, "how often members decide on going on", "quarters", (1, 400), None, "five years as grants ask (2.5)")
    attached: bool = setting(False, "office attached to an existing body", "true/false", source="seed; E7")
    unit_promise: float = setting(0.12, "relief that the unit promises when it can do all its work", "share of the work in the fields", (0, 0.5), (0.05, 0.20), "assumption")
    unit_effort_fte: float = setting(0.03, "own time for the steering of the unit", "FTE", (0, 1), (0.01, 0.08), "assumption")
    informal_fte_per_member: float = setting(0.04, "informal: time of each member's representative", "FTE", (0.001, 1), (0.01, 0.08), "assumption within 0.1-0.5 in all (2.4)")
    shared_staff_fte_per_member: float = setting(0.08, "shared staff: released by each member", "FTE", (0.001, 1), (0.04, 0.15), "assumption within 0.5-1.5 in all (2.4)")
    part_timer_loss: float = setting(0.02, "shared staff: lost to coordinating part-timers, per member", "share", (0, 0.5), (0.0, 0.04), "seed (weakness); size assumed")
    office_fte_minimum: float = setting(1.0, "office: posts at least", "FTE", (0.25, 10), (0.5, 2.0), "one manager for 11 municipalities (2.4)")
    office_fte_per_member: float = setting(0.125, "office: posts per member", "FTE", (0, 2), (0.09, 0.19), "two posts for 16 members; 1.5-3 (2.4)")
    office_overhead_fte: float = setting(0.4, "office: premises, management, books", "FTE", (0, 5), (0.2, 0.8), "E7; size assumed")
    host_saving_share: float = setting(0.75, "what a host saves of that", "share", (0, 1), (0.5, 1.0), "seed, E7; size assumed")
    office_professionalism: float = setting(1.2, "work done per FTE of the office", "factor", (0.2, 3), (1.0, 1.5), "seed (professional); size assumed")
    start_up_quarters: float = setting(4.0, "office: start-up time", "quarters", (0, 40), (2, 8), "assumption")
    equal_share: float = setting(0.2, "part of the contributions paid in equal parts", "share", (0, 1), None, "assumption; the rest by residents")
    commitment_package: float = setting(1.0, "autonomy bound by a package vote", "share", (0, 2), (0.7, 1.3), "seed (no majority); size assumed")
    commitment_coalition: float = setting(0.7, "autonomy bound by a coalition that one may leave", "share", (0, 2), (0.4, 1.0), "assumption")
    commitment_forum: float = setting(0.15, "autonomy bound by a forum", "share", (0, 2), (0.0, 0.3), "0.4; size assumed")
    care_fte: float = setting(0.06, "caring for one cooperation", "FTE", (0, 1), (0.03, 0.12), "assumption; tasks: seed, E8")
    brokering_fte: float = setting(0.012, "brokering for one member in one field", "FTE", (0, 1), (0.005, 0.03), "assumption; tasks: seed, E8")
    linking_fte: float = setting(0.02, "seeking links, per cooperation", "FTE", (0, 1), (0.01, 0.04), "assumption; tasks: seed, E8")
    persuading_fte: float = setting(0.02, "persuading one municipality outside", "FTE", (0, 1), (0.01, 0.04), "assumption; tasks: seed, E8")
    forecasting_fte: float = setting(0.01, "keeping one member's forecast up to date", "FTE", (0, 1), (0.005, 0.03), "assumption; tasks: seed, E8")
    effort_saving: float = setting(0.4, "own effort saved in a cooperation fully looked after", "share", (0, 0.95), (0.1, 0.6), "C5, E4, E8; causal evidence thin (5.5); size assumed")
    shared_meetings: float = setting(0.3, "effort saved when cooperations of one member share meetings", "share", (0, 0.95), (0.0, 0.5), "seed; size assumed")
    brokering_weight: float = setting(1.0, "attention and initiative added by full brokering", "factor", (0, 10), (0.3, 2.0), "E2, E6, E8; causal evidence thin (5.5); size assumed")
    care_protection: float = setting(0.5, "wear kept away by full care", "share", (0, 1), (0.2, 0.8), "C5, C7; size assumed")
    formalise_backlog: float = setting(1.5, "adaptive: backlog at which members vote on the next level", "years of capacity", (0.1, 20), (0.5, 3.0), "assumption")
    lapse_below_fte: float = setting(0.05, "capacity below which a unit without own people falters", "FTE", (0, 1), (0.02, 0.1), "assumption; C4")

    @model_validator(mode="after")
    def _level_none_cannot_develop(self) -> Coordination:
        if self.level == "none" and self.development == "adaptive":
            raise ValueError(
                "development: given 'adaptive' with level 'none'; allowed: 'fixed', or a level to start from"
            )
        return self


class Funding(Section):
    """Grants and what a post costs."""

    price_per_fte_eur: float = setting(90_000.0, "cost of a post with overhead", "EUR per year", (10_000, 300_000), (80_000, 110_000), "[recalled: KGSt order of magnitude] (2.4)")
    office_grant_share: float = setting(0.5, "part of the office's cost that a grant pays", "share", (0, 1), None, "75 % in Bavaria (2.4); half assumed")
    office_grant_quarters: int = setting(12, "how long that grant runs", "quarters", (0, 400), None, "three years, assumption")
    cooperation_grant: float = setting(1.0, "grants for cooperations: 1 as in Hesse, 0 none", "factor", (0, 5), None, "50/75/100 thousand EUR (2.5)")
    grant_quarters: int = setting(20, "years of commitment that a grant asks, as quarters", "quarters", (0, 400), None, "five years (2.5)")
    funding_end_quarter: int = setting(-1, "quarter in which all grants end; -1: never", "quarter", (-1, 400), None, "scenario")


class County(Section):
    """The county as a supporter, most useful to the small."""

    county_support_fte: float = setting(0.0, "people that the county lends to the unit and the small", "FTE", (0, 20), None, "scenario; D9")
    county_support_eur: float = setting(0.0, "money that the county adds to an office", "EUR per year", (0, 5_000_000), None, "scenario")
    small_below: float = setting(8000.0, "size below which a municipality counts as small", "residents", (0, 1_000_000), None, "Hessian audit office (2.3)")


class Learning(Section):
    """How experience moves belief, willingness and trust."""

    belief_learning: float = setting(0.3, "how fast belief in promises follows experience", "per year", (0, 4), (0.1, 0.8), "assumption")
    willingness_learning: float = setting(0.1, "how fast success moves willingness", "per year", (0, 4), (0.0, 0.3), "C6, C9; size assumed")
    social_influence: float = setting(0.03, "how fast willingness follows those one trusts", "per year", (0, 4), (0.0, 0.1), "DeGroot 1974; size assumed")
    trust_gain: float = setting(0.08, "trust gained per shared cooperation", "share per year", (0, 4), (0.02, 0.2), "C6, C9; size assumed")
    trust_decay: float = setting(0.05, "how fast trust fades to where it started", "per year", (0, 4), (0.0, 0.2), "assumption")
    trust_loss: float = setting(0.15, "trust lost among partners when a cooperation fails", "share", (0, 1), (0.0, 0.4), "assumption")
    fatigue: float = setting(0.08, "willingness lost by those who voted yes in vain", "share", (0, 1), (0.0, 0.2), "assumption")


class Politics(Section):
    """Elections and key persons."""

    council_election_year: int = setting(2021, "a year with council elections (every five years)", "year", (1900, 2200), None, "Hesse: 2011, 2016, 2021 (2.5)")
    election_shift: float = setting(0.08, "change of willingness by an election (standard deviation)", "0-1", (0, 0.5), (0.0, 0.15), "assumption")
    election_reversion: float = setting(0.3, "how much of the gained willingness an election undoes", "share", (0, 1), (0.0, 0.6), "assumption")
    mayor_change: float = setting(0.35, "chance that a mayoral election takes the key person", "probability", (0, 1), (0.2, 0.5), "assumption")
    key_person_rate: float = setting(0.05, "other losses of the key person", "per year", (0, 1), (0.0, 0.15), "assumption")
    key_person_return: float = setting(0.6, "how fast somebody new grows into the role", "per year", (0, 4), (0.3, 1.5), "assumption")


class FieldSettings(Section):
    """An action field: `[[fields]]`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, description="name of the field", json_schema_extra={"unit": "lower-case letters, digits, _", "prior": None, "source": "scenario"})
    title_de: str = setting("", "German title; empty: the name", "text")
    title_en: str = setting("", "English title; empty: the name", "text")
    fte_per_1000_young: float = setting(0.3, "work per 1,000 residents under 20", "FTE", (0, 50), None, "assumption")
    fte_per_1000_working: float = setting(0.3, "work per 1,000 residents from 20 to 64", "FTE", (0, 50), None, "assumption")
    fte_per_1000_old: float = setting(0.3, "work per 1,000 residents of 65 and more", "FTE", (0, 50), None, "assumption")
    fixed_share: float = setting(0.5, "work that does not shrink with demand (cost remanence)", "share", (0, 1), (0.3, 0.8), "seed (remanence), A1; size assumed")
    scale_effect: float = setting(0.05, "true saving of joint provision on average", "share of the work", (-0.5, 0.6), (-0.03, 0.13), "0-13 % in the literature (D1-D6, 2.6)")
    scale_effect_spread: float = setting(0.05, "spread of the true saving (plus or minus)", "share of the work", (0, 0.6), (0.0, 0.1), "D1-D8 contradict one another")
    scale_limit: float = setting(20_000.0, "residents up to which scale pays", "residents", (600, 10_000_000), None, "D5, D12")
    autonomy_cost: float = setting(0.10, "autonomy cost of sharing the field", "share of the work", (0, 2), (0.05, 0.2), "A12, B1; size assumed")
    setup_effort_fte: float = setting(0.10, "own effort of each member while it is set up", "FTE", (0, 5), (0.04, 0.2), "assumption: no source found (evidence 5.7)")

    def title(self, lang: str) -> str:
        """Title in a language ("de" or "en")."""
        return (self.title_de if lang == "de" else self.title_en) or self.name.replace("_", " ")


class Interplay(Section):
    """What two fields do to each other, where it differs from the general figures: `[[interplay]]`."""

    fields: tuple[str, str] = setting(..., "the two fields", "names")
    synergy: float = setting(0.10, "gain when linked", "share of the smaller work", (0, 1), (0.0, 0.20), "assumption")
    conflict: float = setting(0.015, "loss when not coordinated", "share of the smaller work", (0, 1), (0.0, 0.05), "assumption")


class Partner(Section):
    """A utility, firm, welfare or civic organisation that some fields work with: `[[partners]]`."""

    name: str = setting(..., "name of the organisation", "text")
    kind: Literal["utility", "private_firm", "welfare", "civic"] = setting("civic", "kind of organisation", "kind", source="seed")
    field: str = setting(..., "field that it works in", "name of a field")
    capacity_fte: float = setting(0.2, "what it can put into cooperations in all", "FTE", (0, 20), (0.0, 0.5), "seed (partners); size assumed")
    openness: float = setting(0.5, "how readily it takes part when asked", "per year", (0, 4), (0.1, 1.0), "assumption")


class ShockSettings(Section):
    """Something that strikes at a quarter, or at random: `[[shocks]]`."""

    kind: Literal[SHOCKS] = setting(..., "what happens", "kind", source="seed, 2.2, 2.3")  # type: ignore[valid-type]
    quarter: int | None = setting(None, "quarter in which it begins", "quarter", (0, 400))
    rate: float | None = setting(None, "instead of a quarter: how often it strikes at random", "per year", (0, 4))
    each: bool = setting(False, "random: strikes each municipality for itself", "true/false")
    magnitude: float = setting(0.1, "how hard: share of residents, staff, budget or work", "share", (0, 1))
    duration: int = setting(4, "how long", "quarters", (1, 400))
    municipalities: tuple[str, ...] = setting((), "whom (keys or names); empty: all", "keys or names")

    @model_validator(mode="after")
    def _quarter_or_rate(self) -> ShockSettings:
        if (self.quarter is None) == (self.rate is None):
            given = "neither" if self.quarter is None else "both"
            raise ValueError(f"quarter: given {given} of quarter and rate; allowed: one of the two")
        return self


class Texts(Section):
    """A text in both languages."""

    de: str
    en: str
