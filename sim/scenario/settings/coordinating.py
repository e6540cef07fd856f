"""The coordination unit, its money and the county: `[coordination]`, `[funding]`, `[county]`."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.scenario.settings.base import Section, setting
from sim.texts.mistakes import Mistake, say


class Coordination(Section):
    """The coordination unit ("Kümmerer"): who carries it, at which level, by which majority."""

    membership: Literal[
        "county_wide", "core_and_ring", "coalition_of_the_willing", "open_forum"
    ] = setting(
        "coalition_of_the_willing",
        "who is asked, who must agree",
        "rule",
        source="seed; open_forum: Kreis Groß-Gerau (0.4)",
    )
    level: Literal["none", "informal", "shared_staff", "office"] = setting(
        "office", "level of institutionalisation (at the start)", "level", source="seed"
    )
    development: Literal["fixed", "adaptive"] = setting(
        "fixed",
        "whether the level may develop",
        "kind",
        source="seed; Provan & Kenis 2008 [recalled]",
    )
    quota: float = setting(
        2 / 3,
        "share of the councils asked that must agree",
        "share",
        (0.01, 1),
        None,
        "no unanimity in the study (0.1); two thirds assumed",
    )
    weighted_by_residents: bool = setting(False, "count the votes by residents", "true/false")
    minimum_members: int = setting(
        3,
        "members that a coalition needs",
        "municipalities",
        (2, 500),
        None,
        "grant rules: normally three partners (2.5)",
    )
    open_for_entry: bool = setting(
        True, "a coalition may be joined later", "true/false", source="seed; E11"
    )
    start_quarter: int = setting(0, "quarter in which the preparation begins", "quarter", (0, 400))
    preparation_quarters: int = setting(
        8,
        "length of the preparation before a vote",
        "quarters",
        (0, 80),
        None,
        "project 2016-2019: three years (seed)",
    )
    preparation_fte: float = setting(
        0.5,
        "people who prepare and persuade",
        "FTE",
        (0, 10),
        (0.2, 1.5),
        "assumption: not published (evidence 5.7)",
    )
    persuasion_rate: float = setting(
        2.5,
        "doubt taken away by one FTE-year for one council",
        "share per FTE-year",
        (0, 20),
        (1.0, 5.0),
        "assumption",
    )
    mayor_openness_bonus: float = setting(
        0.08,
        "how much more open mayors are than councils",
        "0-1",
        (0, 0.5),
        (0.0, 0.2),
        "B1, B6; 10 of 16 partners (0.3); size assumed",
    )
    drafting_partners: tuple[str, ...] = setting(
        (), "mayors known to draft along (keys or names); empty: drawn", "keys or names"
    )
    pause_quarters: int = setting(8, "pause after a failed vote", "quarters", (0, 80))
    attempts: int = setting(3, "how often a vote is tried at most", "votes", (1, 50))
    renewal_quarters: int = setting(
        20,
        "how often members decide on going on",
        "quarters",
        (1, 400),
        None,
        "five years as grants ask (2.5)",
    )
    attached: bool = setting(
        False, "office attached to an existing body", "true/false", source="seed; E7"
    )
    unit_promise: float = setting(
        0.12,
        "relief that the unit promises when it can do all its work",
        "share of the work in the fields",
        (0, 0.5),
        (0.05, 0.20),
        "assumption",
    )
    unit_effort_fte: float = setting(
        0.03, "own time for the steering of the unit", "FTE", (0, 1), (0.01, 0.08), "assumption"
    )
    informal_fte_per_member: float = setting(
        0.06,
        "informal: time that a fully open member's representative gives",
        "FTE",
        (0.001, 1),
        (0.02, 0.10),
        "assumption within 0.1-0.5 in all (2.4)",
    )
    shared_staff_fte_per_member: float = setting(
        0.08,
        "shared staff: released by each member",
        "FTE",
        (0.001, 1),
        (0.04, 0.15),
        "assumption within 0.5-1.5 in all (2.4)",
    )
    part_timer_loss: float = setting(
        0.02,
        "shared staff: lost to coordinating part-timers, per member",
        "share",
        (0, 0.5),
        (0.0, 0.04),
        "seed (weakness); size assumed",
    )
    office_fte_minimum: float = setting(
        1.0,
        "office: posts at least",
        "FTE",
        (0.25, 10),
        (0.5, 2.0),
        "one manager for 11 municipalities (2.4)",
    )
    office_fte_per_member: float = setting(
        0.125,
        "office: posts per member",
        "FTE",
        (0, 2),
        (0.09, 0.19),
        "two posts for 16 members; 1.5-3 (2.4)",
    )
    office_overhead_fte: float = setting(
        0.4, "office: premises, management, books", "FTE", (0, 5), (0.2, 0.8), "E7; size assumed"
    )
    host_saving_share: float = setting(
        0.75, "what a host saves of that", "share", (0, 1), (0.5, 1.0), "seed, E7; size assumed"
    )
    office_professionalism: float = setting(
        1.2,
        "work done per FTE of the office",
        "factor",
        (0.2, 3),
        (1.0, 1.5),
        "seed (professional); size assumed",
    )
    start_up_quarters: float = setting(
        4.0, "office: start-up time", "quarters", (0, 40), (2, 8), "assumption"
    )
    equal_share: float = setting(
        0.2,
        "part of the contributions paid in equal parts",
        "share",
        (0, 1),
        None,
        "assumption; the rest by residents",
    )
    commitment_package: float = setting(
        1.0,
        "autonomy bound by a package vote",
        "share",
        (0, 2),
        (0.7, 1.3),
        "seed (no majority); size assumed",
    )
    commitment_coalition: float = setting(
        0.7,
        "autonomy bound by a coalition that one may leave",
        "share",
        (0, 2),
        (0.4, 1.0),
        "assumption",
    )
    commitment_forum: float = setting(
        0.15, "autonomy bound by a forum", "share", (0, 2), (0.0, 0.3), "0.4; size assumed"
    )
    care_fte: float = setting(
        0.06,
        "caring for one cooperation",
        "FTE",
        (0, 1),
        (0.03, 0.12),
        "assumption; tasks: seed, E8",
    )
    brokering_fte: float = setting(
        0.012,
        "brokering for one member in one field",
        "FTE",
        (0, 1),
        (0.005, 0.03),
        "assumption; tasks: seed, E8",
    )
    linking_fte: float = setting(
        0.02,
        "seeking links, per cooperation",
        "FTE",
        (0, 1),
        (0.01, 0.04),
        "assumption; tasks: seed, E8",
    )
    persuading_fte: float = setting(
        0.02,
        "persuading one municipality outside",
        "FTE",
        (0, 1),
        (0.01, 0.04),
        "assumption; tasks: seed, E8",
    )
    forecasting_fte: float = setting(
        0.01,
        "keeping one member's forecast up to date",
        "FTE",
        (0, 1),
        (0.005, 0.03),
        "assumption; tasks: seed, E8",
    )
    care_emphasis: float = setting(
        1.0, "weight of caring when capacity is scarce", "factor", (0.01, 100), None, "scenario"
    )
    brokering_emphasis: float = setting(
        1.0, "weight of brokering when capacity is scarce", "factor", (0.01, 100), None, "scenario"
    )
    linking_emphasis: float = setting(
        1.0,
        "weight of seeking links when capacity is scarce",
        "factor",
        (0.01, 100),
        None,
        "scenario",
    )
    persuading_emphasis: float = setting(
        1.0, "weight of persuading when capacity is scarce", "factor", (0.01, 100), None, "scenario"
    )
    forecasting_emphasis: float = setting(
        1.0,
        "weight of forecasting when capacity is scarce",
        "factor",
        (0.01, 100),
        None,
        "scenario",
    )
    effort_saving: float = setting(
        0.4,
        "own effort saved in a cooperation fully looked after",
        "share",
        (0, 0.95),
        (0.1, 0.6),
        "C5, E4, E8; causal evidence thin (5.5); size assumed",
    )
    shared_meetings: float = setting(
        0.3,
        "effort saved when cooperations of one member share meetings",
        "share",
        (0, 0.95),
        (0.0, 0.5),
        "seed; size assumed",
    )
    brokering_weight: float = setting(
        1.0,
        "attention and initiative added by full brokering",
        "factor",
        (0, 10),
        (0.3, 2.0),
        "E2, E6, E8; causal evidence thin (5.5); size assumed",
    )
    care_protection: float = setting(
        0.5, "wear kept away by full care", "share", (0, 1), (0.2, 0.8), "C5, C7; size assumed"
    )
    formalise_backlog: float = setting(
        1.5,
        "adaptive: backlog at which members vote on the next level",
        "years of capacity",
        (0.1, 20),
        (0.5, 3.0),
        "assumption",
    )
    lapse_below_fte: float = setting(
        0.05,
        "capacity below which a unit without own people falters",
        "FTE",
        (0, 1),
        (0.02, 0.1),
        "assumption; C4",
    )

    @model_validator(mode="after")
    def _level_none_cannot_develop(self) -> Coordination:
        if self.level == "none" and self.development == "adaptive":
            raise Mistake(say("scenario.adaptive"), "development")
        return self


class Funding(Section):
    """Grants and what a post costs."""

    price_per_fte_eur: float = setting(
        90_000.0,
        "cost of a post with overhead",
        "EUR per year",
        (10_000, 300_000),
        (80_000, 110_000),
        "[recalled: KGSt order of magnitude] (2.4)",
    )
    office_grant_share: float = setting(
        0.5,
        "part of the office's cost that a grant pays",
        "share",
        (0, 1),
        None,
        "75 % in Bavaria (2.4); half assumed",
    )
    office_grant_quarters: int = setting(
        12, "how long that grant runs", "quarters", (0, 400), None, "three years, assumption"
    )
    cooperation_grant: float = setting(
        1.0,
        "grants for cooperations: 1 as in Hesse, 0 none",
        "factor",
        (0, 5),
        None,
        "50/75/100 thousand EUR (2.5)",
    )
    grant_quarters: int = setting(
        20,
        "years of commitment that a grant asks, as quarters",
        "quarters",
        (0, 400),
        None,
        "five years (2.5)",
    )
    funding_end_quarter: int = setting(
        -1, "quarter in which all grants end; -1: never", "quarter", (-1, 400), None, "scenario"
    )


class County(Section):
    """The county as a supporter, most useful to the small."""

    county_support_fte: float = setting(
        0.0,
        "people that the county lends to the unit and the small",
        "FTE",
        (0, 20),
        None,
        "scenario; D9",
    )
    county_support_eur: float = setting(
        0.0,
        "money that the county adds to an office",
        "EUR per year",
        (0, 5_000_000),
        None,
        "scenario",
    )
    county_impulse: float = setting(
        0.0,
        "attention that the county's impulses add among the small",
        "factor",
        (0, 10),
        None,
        "scenario; D9",
    )
    small_below: float = setting(
        8000.0,
        "size below which a municipality counts as small",
        "residents",
        (0, 1_000_000),
        None,
        "Hessian audit office (2.3)",
    )
