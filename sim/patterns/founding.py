"""Patterns of founding: membership rules, majorities, preparation."""

from __future__ import annotations

from typing import Any

from sim.analysis import Estimate
from sim.patterns.definition import (
    LESS,
    MORE,
    Numbers,
    Part,
    Pattern,
    Term,
    difference,
    side,
)
from sim.patterns.estimating import (
    mean_of,
    mean_of_shares,
    ratio,
    second_difference_of_shares,
    where_both_are_known,
)
from sim.patterns.maps import HALF, OTHER_HALF, only
from sim.patterns.quantities import (
    across_fields,
    founded,
    members_after_ten_years,
    net_benefit,
    net_benefit_if_founded,
    time_with_a_field_cooperation,
    votes,
)

COALITION = side("coalition-of-the-willing")
COUNTY_WIDE = side("county-wide")
RING = side("core-and-ring")
FORUM = side("open-forum")

# "Mixed willingness" is the default: mean 0.5, standard deviation 0.2.
P1 = Pattern(
    "P1",
    (
        "Kreisweit mit hohem Quorum wird seltener gegründet als eine Koalition der Willigen",
        "County-wide with a high quota is founded less often than a coalition of the willing",
    ),
    "seed, 0.1, B5, E9",
    (
        difference(
            founded,
            side("county-wide", quota=0.8),
            COALITION,
            LESS,
            ("kreisweit (80 %) − Koalition", "county-wide (80 %) − coalition"),
        ),
    ),
)


def _less_than_its_halves(whole: Numbers, half: Numbers, other_half: Numbers) -> Estimate:
    return mean_of_shares(whole - (half + other_half) / 2.0)


# The ends of the prior range of the spread; default quota.  Sixteen against eight: against both
# halves of the county, so that the same municipalities stand on both sides, with a quota of three
# quarters, which is a whole number of councils among sixteen (12) and among eight (6).  Nearness
# to the seat is standardised within the municipalities that are there, so that the mean
# willingness is the same.
_QUARTERS: dict[str, Any] = {"quota": 0.75}
P2 = Pattern(
    "P2",
    (
        "Kreisweit wird seltener gegründet, je verschiedener die Bereitschaft und je mehr "
        "Gemeinden",
        "County-wide is founded less often the more willingness differs and the more "
        "municipalities",
    ),
    "B5, C3, E9",
    (
        difference(
            founded,
            side("county-wide", willingness_spread=0.3),
            side("county-wide", willingness_spread=0.05),
            LESS,
            ("Bereitschaft weit − eng gestreut", "willingness wide − narrow"),
        ),
        Part(
            (
                Term(founded, side("county-wide", **_QUARTERS)),
                Term(founded, side("county-wide", **_QUARTERS, **only(HALF))),
                Term(founded, side("county-wide", **_QUARTERS, **only(OTHER_HALF))),
            ),
            _less_than_its_halves,
            LESS,
            ("16 − 8 Gemeinden", "16 − 8 municipalities"),
            founded.unit,
        ),
    ),
    explanation=(
        "Bei der üblichen mittleren Bereitschaft von 0,5 sagen die meisten Gremien Nein, auch "
        "wenn alle gleich denken; kreisweit wird fast nie gegründet. Verschiedenheit schadet "
        "erst, wo im Mittel eine Mehrheit dafür ist: ab einer mittleren Bereitschaft von etwa "
        "0,6 gründen die weit Gestreuten deutlich seltener, weil dann die Unwilligen das "
        "Quorum verhindern. Darunter bringen eher die besonders Willigen einmal eine Mehrheit "
        "zustande. Der zweite Teil, die Zahl der Gemeinden, trifft zu.",
        "At the default mean willingness of 0.5 most councils say no even where all think "
        "alike, and county-wide is hardly ever founded. Differences do harm only where a "
        "majority is in favour on average: from a mean of about 0.6 on a wide spread founds "
        "clearly less often, since the unwilling then spoil the quota. Below it is rather the "
        "very willing who bring a majority about now and then. The second part, the number of "
        "municipalities, holds.",
    ),
)

_SHUFFLED: dict[str, Any] = {"willingness_shuffled": True}
P3 = Pattern(
    "P3",
    (
        "Kreisstadt und Ring werden öfter gegründet als kreisweit; ohne räumliche Häufung der "
        "Bereitschaft schrumpft der Vorsprung",
        "Core and ring are founded more often than county-wide; the lead shrinks when willingness "
        "is shuffled in space",
    ),
    "0.3",
    (
        difference(founded, RING, COUNTY_WIDE, MORE, ("Ring − kreisweit", "ring − county-wide")),
        Part(
            (
                Term(founded, RING),
                Term(founded, COUNTY_WIDE),
                Term(founded, side("core-and-ring", **_SHUFFLED)),
                Term(founded, side("county-wide", **_SHUFFLED)),
            ),
            second_difference_of_shares,
            MORE,
            ("Vorsprung: gelegen − gemischt", "lead: as it lies − shuffled"),
            founded.unit,
        ),
    ),
)


def _drafting_less_all(counts: Numbers) -> Estimate:
    asked, yes, asked_drafting, yes_drafting = counts.T
    return mean_of(ratio(yes_drafting, asked_drafting) - ratio(yes, asked))


def _drafting_less_yes(counts: Numbers) -> Estimate:
    asked, yes, asked_drafting, _ = counts.T
    return mean_of(ratio(asked_drafting, asked) - ratio(yes, asked))


# Mayors do not vote in the model.  So: do the councils of those who draft along say yes more often
# than all councils that ratify?  And are there more mayors who draft along than councils that say
# yes?
P5 = Pattern(
    "P5",
    (
        "Wer am Entwurf mitarbeitet, ist eher dafür als die Gremien, die entscheiden",
        "Those who help to draft are more in favour than the councils that ratify",
    ),
    "B1, B6, 0.3",
    (
        Part(
            (Term(votes, COUNTY_WIDE),),
            _drafting_less_all,
            MORE,
            ("Ja: Mitwirkende − alle Gremien", "yes: drafters − all councils"),
            votes.unit,
        ),
        Part(
            (Term(votes, COUNTY_WIDE),),
            _drafting_less_yes,
            MORE,
            ("Mitwirkung − Zustimmung", "drafting along − saying yes"),
            votes.unit,
        ),
    ),
)

# One vote on either side, at the end of the preparation; else the shorter one could vote more
# often.
P6 = Pattern(
    "P6",
    (
        "Zehn statt drei Jahre Überzeugungsarbeit: kreisweit wird öfter gegründet",
        "Ten instead of three years of persuasion: county-wide is founded more often",
    ),
    "B4, E10",
    (
        difference(
            founded,
            side("county-wide", preparation_quarters=40, attempts=1),
            side("county-wide", preparation_quarters=12, attempts=1),
            MORE,
            ("Gründung: 10 − 3 Jahre", "founded: 10 − 3 years"),
        ),
    ),
)

P7 = Pattern(
    "P7",
    (
        "Eine offene Koalition hat nach zehn Jahren mehr Mitglieder als kreisweit abgestimmt",
        "An open coalition has more members after ten years than a county-wide vote brings",
    ),
    "E11",
    (
        difference(
            members_after_ten_years,
            COALITION,
            COUNTY_WIDE,
            MORE,
            ("Mitglieder: Koalition − kreisweit", "members: coalition − county"),
        ),
    ),
)

# Only the runs in which the county-wide unit was founded, on both sides: the willing are then more
# willing for the coalition, too.
P8 = Pattern(
    "P8",
    (
        "Wo kreisweit gegründet wurde, bringt es mehr als eine Koalition",
        "Where county-wide was founded it yields more than a coalition",
    ),
    "D5, E3",
    (
        Part(
            (Term(net_benefit_if_founded, COUNTY_WIDE), Term(net_benefit, COALITION)),
            where_both_are_known,
            MORE,
            ("Nutzen: kreisweit − Koalition", "benefit: county-wide − coalition"),
            "fte",
        ),
    ),
    explanation=(
        "Die Koalition behält, wer sie braucht; kreisweit zahlen auch die Überstimmten, "
        "arbeiten aber kaum öfter in Feldern mit. Jedes weitere Mitglied kostet die "
        "Geschäftsstelle gleich viel (ein Achtel einer Stelle), so dass "
        "ihre Kosten mit den Mitgliedern wachsen, die Entlastung aber nicht: Auch wo die "
        "kreisweite Stelle bestehen bleibt, liegt die Abdeckung nicht höher. Dazu enden viele "
        "kreisweite Stellen nach der Anschubförderung oder bei der nächsten Entscheidung.",
        "The coalition keeps those who need it; county-wide the outvoted pay, too, but hardly "
        "cooperate more in fields. Every further member costs the office the same (an eighth "
        "of a post), so that its cost grows with the members and the "
        "relief does not: even where the county-wide office lives on, coverage is no higher. "
        "Besides, many county-wide offices end with the grant or at the next decision on "
        "going on.",
    ),
)

# Nearly every run has a field cooperation some day: hence the share of the time with at least one.
P9 = Pattern(
    "P9",
    (
        "Ein offenes Forum bringt mehr zustande als die kreisweite Abstimmung über ein Paket",
        "An open forum brings more about than the county-wide vote on a package",
    ),
    "0.4",
    (
        difference(
            time_with_a_field_cooperation,
            FORUM,
            COUNTY_WIDE,
            MORE,
            ("mindestens eine im Feld", "at least one in a field"),
        ),
        difference(
            across_fields,
            FORUM,
            COUNTY_WIDE,
            MORE,
            ("über Felder hinweg", "across fields"),
        ),
    ),
)

# The ends of the prior range of `quick_wins`: nothing shows at once, or 40 % of the relief does.
P19 = Pattern(
    "P19",
    (
        "Früh sichtbarer statt später Nutzen: kreisweit wird öfter gegründet",
        "Benefit visible early instead of late: county-wide is founded more often",
    ),
    "seed, B4",
    (
        difference(
            founded,
            side("county-wide", quick_wins=0.4),
            side("county-wide", quick_wins=0.0),
            MORE,
            ("Gründung: früh − spät", "founded: early − late"),
        ),
    ),
)

# Of sixteen councils nine must agree (more than half), eleven (two thirds), or all.
_SIMPLE, _UNANIMOUS = side("county-wide", quota=0.51), side("county-wide", quota=1.0)
P28 = Pattern(
    "P28",
    (
        "Je niedriger das Quorum, desto öfter wird kreisweit gegründet",
        "The lower the quota, the more often county-wide is founded",
    ),
    "0.1, B5",
    (
        difference(
            founded,
            _SIMPLE,
            COUNTY_WIDE,
            MORE,
            ("einfache Mehrheit − zwei Drittel", "simple majority − two thirds"),
        ),
        difference(
            founded,
            COUNTY_WIDE,
            _UNANIMOUS,
            MORE,
            ("zwei Drittel − Einstimmigkeit", "two thirds − unanimity"),
        ),
    ),
)

FOUNDING = (P1, P2, P3, P5, P6, P7, P8, P9, P19, P28)

__all__ = ["COALITION", "COUNTY_WIDE", "FORUM", "FOUNDING", "RING"]
