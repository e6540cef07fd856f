"""Councils and mayors: `[municipalities]`, `[decisions]`, `[learning]`, `[politics]`."""

from __future__ import annotations

from sim.scenario.settings.base import Section, setting


class Attitudes(Section):
    """Councils and mayors at the start: `[municipalities]`."""

    willingness_mean: float = setting(
        0.5,
        "mean political openness of the councils",
        "0-1",
        (0, 1),
        (0.3, 0.7),
        "assumption: no measurement found (evidence 5.7)",
    )
    willingness_spread: float = setting(
        0.2, "standard deviation of political openness", "0-1", (0, 0.5), (0.05, 0.3), "assumption"
    )
    willingness_clustering: float = setting(
        0.5,
        "correlation of openness with nearness to the county seat",
        "0-1",
        (0, 1),
        (0.0, 0.8),
        "7 of 8 partners in core and ring, 3 of 8 elsewhere (0.3); size assumed",
    )
    willingness_shuffled: bool = setting(
        False, "shuffle nearness in space (a null case)", "true/false"
    )
    autonomy_concern_mean: float = setting(
        0.5,
        "how much councils mind not deciding alone",
        "0-1",
        (0, 1),
        (0.3, 0.7),
        "seed, B1; size assumed",
    )
    autonomy_concern_spread: float = setting(
        0.12, "standard deviation of that concern", "0-1", (0, 0.3), (0.0, 0.25), "assumption"
    )
    trust_mean: float = setting(
        0.4,
        "mean trust between two municipalities at the start",
        "0-1",
        (0, 1),
        (0.2, 0.6),
        "assumption",
    )
    trust_neighbour_bonus: float = setting(
        0.2, "more trust between neighbours", "0-1", (0, 1), (0.0, 0.3), "E1, E2; size assumed"
    )
    trust_spread: float = setting(
        0.1, "standard deviation of trust", "0-1", (0, 0.3), (0.0, 0.2), "assumption"
    )
    belief_mean: float = setting(
        0.5,
        "share of a promise that councils expect to be kept",
        "share",
        (0, 1),
        (0.3, 0.8),
        "seed: doubt is largest at the beginning (B4); promised 15 %, realised 0-13 % (2.6)",
    )
    budget_room_eur: float = setting(
        3.0,
        "room in the budget for new contributions",
        "EUR per resident and year",
        (0.1, 100),
        (1.0, 6.0),
        "assumption; an office costs 1-3 EUR (2.4)",
    )
    budget_room_spread: float = setting(
        0.3,
        "spread of that room between municipalities (plus or minus)",
        "share",
        (0, 1),
        (0.0, 0.6),
        "assumption",
    )


class Decisions(Section):
    """How councils weigh.  Weights are shares of the work in question."""

    decision_noise: float = setting(
        0.05,
        "noise of the logit choice",
        "share of the work",
        (0.001, 1),
        (0.03, 0.10),
        "assumption",
    )
    willingness_weight: float = setting(
        0.15, "what full openness is worth", "share of the work", (0, 1), (0.08, 0.25), "assumption"
    )
    peer_weight: float = setting(
        0.04,
        "what it is worth that all neighbours are in",
        "share of the work",
        (0, 1),
        (0.0, 0.10),
        "A4, C3, E1; size assumed",
    )
    domination_weight: float = setting(
        0.03,
        "fear of a partner ten times as large",
        "share of the work",
        (0, 1),
        (0.0, 0.08),
        "B2; size assumed",
    )
    likeness_effect: float = setting(
        0.0,
        "likeness draws together (+) or difference does (-)",
        "share of the work",
        (-0.5, 0.5),
        (-0.04, 0.04),
        "open: A4, A5 against A6",
    )
    growth_effect: float = setting(
        0.0,
        "growth (+) or shrinking (-) as such favours joining",
        "share of the work",
        (-0.5, 0.5),
        (-0.04, 0.04),
        "open: A1 against A6",
    )
    election_weight: float = setting(
        0.03,
        "election ahead: less at low, more at high cost pressure",
        "share of the work",
        (0, 1),
        (0.0, 0.06),
        "B3; size assumed",
    )
    pressure_weight: float = setting(
        1.0,
        "attention: weight of problem pressure",
        "1",
        (0, 10),
        (0.3, 2.0),
        "A1, A8, A10; size assumed",
    )
    gain_weight: float = setting(
        3.0,
        "attention: weight of expected gains",
        "1 per share of the work",
        (0, 30),
        (1.0, 6.0),
        "A3, A10; size assumed",
    )
    vacancy_weight: float = setting(
        1.5,
        "attention: weight of vacant posts",
        "1 per share of the posts",
        (0, 30),
        (0.0, 4.0),
        "A15; size assumed",
    )
    attention_half: float = setting(
        0.5,
        "stimulus at which half of the councils look",
        "1",
        (0.01, 10),
        (0.2, 1.0),
        "assumption",
    )
    initiative_rate: float = setting(
        0.35,
        "proposals of a municipality in a field at full attention",
        "per year",
        (0, 4),
        (0.1, 0.8),
        "assumption",
    )
    tie_weight: float = setting(
        0.5, "one tie makes the next easier", "share", (0, 5), (0.0, 1.5), "C6; size assumed"
    )
    quick_wins: float = setting(
        0.1,
        "share of the relief that shows at once",
        "share",
        (0, 1),
        (0.0, 0.4),
        "seed (visible benefits); size assumed",
    )
    promised_share: float = setting(
        0.15,
        "relief that a cooperation promises",
        "share of the work",
        (0, 0.6),
        (0.10, 0.25),
        "Hessian grant rules: 15 % a year at least (2.5)",
    )
    sharing_gain: float = setting(
        0.4,
        "part of an effect that needs no scale",
        "share",
        (0, 1),
        (0.2, 0.7),
        "A9, D5; size assumed",
    )
    invitations: int = setting(
        4,
        "how many others one initiator invites",
        "municipalities",
        (1, 50),
        (2, 8),
        "two to four members make up 66-82 % of groups (A14)",
    )
    welcome_trust: float = setting(
        0.45,
        "trust in a newcomer at which a pair of members lets it in",
        "0-1",
        (0, 1),
        (0.3, 0.6),
        "C3 (small number, trust); size assumed",
    )
    welcome_per_member: float = setting(
        0.06,
        "how much more trust each further member makes necessary",
        "0-1",
        (0, 1),
        (0.0, 0.12),
        "C1, A14; size assumed",
    )
    exit_rate: float = setting(
        0.15,
        "how often a member that would not join again leaves",
        "per year",
        (0, 4),
        (0.05, 0.4),
        "assumption: no German exit rates found (evidence 5.7)",
    )
    habit_share: float = setting(
        0.5,
        "how much of the autonomy cost still counts once one is in",
        "share",
        (0, 1),
        (0.2, 1.0),
        "longer interaction, more commitment (C1); size assumed",
    )


class Learning(Section):
    """How experience moves belief, willingness and trust."""

    belief_learning: float = setting(
        0.3,
        "how fast belief in promises follows experience",
        "per year",
        (0, 4),
        (0.1, 0.8),
        "assumption",
    )
    neighbour_learning: float = setting(
        0.1,
        "how fast belief follows what the neighbours received",
        "per year",
        (0, 4),
        (0.0, 0.3),
        "C9; size assumed",
    )
    willingness_learning: float = setting(
        0.03,
        "how fast success moves willingness",
        "per year",
        (0, 4),
        (0.0, 0.08),
        "C6, C9; size assumed",
    )
    social_influence: float = setting(
        0.03,
        "how fast willingness follows those one trusts",
        "per year",
        (0, 4),
        (0.0, 0.1),
        "DeGroot 1974; size assumed",
    )
    trust_gain: float = setting(
        0.08,
        "trust gained per shared cooperation",
        "share per year",
        (0, 4),
        (0.02, 0.2),
        "C6, C9; size assumed",
    )
    trust_decay: float = setting(
        0.05,
        "how fast trust fades to where it started",
        "per year",
        (0, 4),
        (0.0, 0.2),
        "assumption",
    )
    trust_loss: float = setting(
        0.15,
        "trust lost among partners when a cooperation fails",
        "share",
        (0, 1),
        (0.0, 0.4),
        "assumption",
    )
    fatigue: float = setting(
        0.08,
        "willingness lost by those who voted yes in vain",
        "share",
        (0, 1),
        (0.0, 0.2),
        "assumption",
    )


class Politics(Section):
    """Elections and key persons."""

    council_election_year: int = setting(
        2021,
        "a year with council elections (every five years)",
        "year",
        (1900, 2200),
        None,
        "Hesse: 2011, 2016, 2021 (2.5)",
    )
    election_shift: float = setting(
        0.08,
        "change of willingness by an election (standard deviation)",
        "0-1",
        (0, 0.5),
        (0.0, 0.15),
        "assumption",
    )
    election_reversion: float = setting(
        0.3,
        "how much of the gained willingness an election undoes",
        "share",
        (0, 1),
        (0.0, 0.6),
        "assumption",
    )
    mayor_change: float = setting(
        0.35,
        "chance that a mayoral election takes the key person",
        "probability",
        (0, 1),
        (0.2, 0.5),
        "assumption",
    )
    key_person_rate: float = setting(
        0.05, "other losses of the key person", "per year", (0, 1), (0.0, 0.15), "assumption"
    )
    key_person_return: float = setting(
        0.6,
        "how fast somebody new grows into the role",
        "per year",
        (0, 4),
        (0.3, 1.5),
        "assumption",
    )
