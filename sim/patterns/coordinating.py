"""Patterns of the coordination unit: what it adds, what it costs, how long it lasts."""

from __future__ import annotations

from typing import Any

from sim.analysis import Estimate
from sim.patterns.definition import (
    LESS,
    MORE,
    NOT_MORE,
    Expected,
    Numbers,
    Part,
    Pattern,
    Side,
    Term,
    between,
    difference,
    side,
    value,
)
from sim.patterns.estimating import (
    break_even,
    crossings,
    mean_of,
    ratio,
    second_difference,
    where_both_are_known,
)
from sim.patterns.founding import COALITION
from sim.patterns.maps import OUTWARDS, only
from sim.patterns.quantities import (
    across_fields,
    at,
    field_cooperations,
    lifetime,
    net_benefit,
    service_loss,
    synergy,
)

NOBODY = side("no-coordination")
INFORMAL = side("informal")

# A unit that all carry and that goes on, whatever the councils think: what it does can then be
# compared apart from whether it is founded.  One yes is enough, and the promise, which counts in
# votes on the unit alone, is as large as it may be.
CARRIED_BY_ALL: dict[str, Any] = {"quota": 0.01, "unit_promise": 0.5}


def _grows_by_a_larger_factor(x: Numbers, x_0: Numbers, f: Numbers, f_0: Numbers) -> Estimate:
    return mean_of(ratio(x, x_0) - ratio(f, f_0))


# "Large" and "small" are read against each other: by which factor each grows.
P10 = Pattern(
    "P10",
    (
        "Mit Koordinationsstelle gibt es viel mehr Zusammenarbeit über Felder hinweg und etwas "
        "mehr in den Feldern",
        "With a coordination unit there is much more cooperation across fields and a little more "
        "within fields",
    ),
    "E2, E6, E8; caveat E5",
    (
        difference(across_fields, COALITION, NOBODY, MORE, ("über Felder hinweg", "across fields")),
        difference(field_cooperations, COALITION, NOBODY, MORE, ("in den Feldern", "in fields")),
        Part(
            (
                Term(across_fields, COALITION),
                Term(across_fields, NOBODY),
                Term(field_cooperations, COALITION),
                Term(field_cooperations, NOBODY),
            ),
            _grows_by_a_larger_factor,
            MORE,
            ("Faktor: über Felder − im Feld", "factor: across − within fields"),
            "factor",
        ),
    ),
)

# With the interplay switched off synergy is exactly 0, so the side with interplay says it all.
P11 = Pattern(
    "P11",
    (
        "Ohne Koordination bringen sich die Felder gegenseitig nichts oder behindern einander",
        "Without coordination fields bring each other nothing, or hinder one another",
    ),
    "seed, C7, E8",
    (
        value(
            synergy,
            NOBODY,
            NOT_MORE,
            ("Synergie ohne Koordination", "synergy without coordination"),
        ),
    ),
)

# Tasks and members grow together, from one field and the county seat with three neighbours to
# twelve fields and the whole county.  All fields are alike and of the mean size of the default
# ones, so small that twelve fit into the work that there is; set-up effort in the same proportion.
STEPS = ((1, 4), (2, 6), (3, 8), (6, 12), (12, 16))  # fields, members


def _fields(count: int) -> list[dict[str, Any]]:
    work = dict.fromkeys((f"fte_per_1000_{age}" for age in ("young", "working", "old")), 0.22)
    return [{"name": f"task_{n}", **work, "setup_effort_fte": 0.06} for n in range(1, count + 1)]


def _step(level: str, fields: int, members: int, *, attached: bool = False) -> Side:
    return side(
        "county-wide",
        level=level,
        attached=attached,
        fields=_fields(fields),
        **CARRIED_BY_ALL,
        **only(OUTWARDS[:members]),
    )


def _lead_of_the_office(fields: int, members: int, expected: Expected) -> Part:
    return difference(
        net_benefit,
        _step("office", fields, members),
        _step("informal", fields, members),
        expected,
        (
            f"{fields} Feld{'er' if fields > 1 else ''}, {members} Gemeinden",
            f"{fields} field{'s' if fields > 1 else ''}, {members} municipalities",
        ),
    )


def _crossings_of_lead(*pairs: Numbers) -> Estimate:
    return crossings(*(pairs[k] - pairs[k + 1] for k in range(0, len(pairs), 2)))


P12 = Pattern(
    "P12",
    (
        "Eine Geschäftsstelle lohnt sich gegenüber der Selbstverpflichtung erst, wenn Aufgaben und "
        "Mitglieder wachsen",
        "An office is worth more than self-commitment only as tasks and members grow",
    ),
    "C4; Provan & Kenis 2008 [recalled]",
    (
        _lead_of_the_office(*STEPS[0], LESS),
        _lead_of_the_office(*STEPS[-1], MORE),
        Part(
            tuple(
                Term(net_benefit, _step(level, *step))
                for step in STEPS
                for level in ("office", "informal")
            ),
            _crossings_of_lead,
            Expected("= 1", 1.0, 1.0, closed=True),
            ("Vorzeichenwechsel auf dem Weg", "changes of sign on the way"),
            "number",
        ),
    ),
)

# Size: pairs of field and member, on the way of P12; breaking even: being worth as much as the
# self-commitment that costs next to nothing.  (With members alone, at the three default fields, no
# office breaks even at any size: a further member yields less than its part of the posts.)
SIZES = tuple(float(fields * members) for fields, members in STEPS)


def _break_even_difference(*values: Numbers) -> Estimate:
    n = len(STEPS)
    informal = values[2 * n :]
    attached = [a - b for a, b in zip(values[:n], informal, strict=True)]
    alone = [a - b for a, b in zip(values[n : 2 * n], informal, strict=True)]
    return mean_of(break_even(SIZES, attached) - break_even(SIZES, alone))


P13 = Pattern(
    "P13",
    (
        "Angelehnt an einen bestehenden Träger lohnt sich eine Geschäftsstelle schon bei weniger "
        "Aufgaben und Mitgliedern",
        "Attached to an existing body an office breaks even with fewer tasks and members",
    ),
    "seed, E7",
    (
        Part(
            (
                *(Term(net_benefit, _step("office", *step, attached=True)) for step in STEPS),
                *(Term(net_benefit, _step("office", *step)) for step in STEPS),
                *(Term(net_benefit, _step("informal", *step)) for step in STEPS),
            ),
            _break_even_difference,
            LESS,
            ("Größe: angelehnt − allein", "size: attached − stand-alone"),
            "pairs",
        ),
    ),
)

# Besides elections each municipality loses its key person every four years on average.
_LOSSES = [{"kind": "key_person_loss", "rate": 0.25, "each": True, "magnitude": 1.0, "duration": 1}]


def _losing(scenario: str) -> Side:
    return side(scenario, shocks=_LOSSES)


# Lifetime: quarters from the founding, followed for ten years; runs in which both were founded.
P15 = Pattern(
    "P15",
    (
        "Wo Schlüsselpersonen gehen, hält die Selbstverpflichtung am kürzesten, die "
        "Geschäftsstelle am längsten",
        "Where key persons leave, self-commitment lasts shortest and an office longest",
    ),
    "seed, C4",
    (
        Part(
            (
                Term(lifetime, _losing("shared-staff")),
                Term(lifetime, _losing("informal")),
            ),
            where_both_are_known,
            MORE,
            ("geteiltes Personal − informell", "shared staff − informal"),
            lifetime.unit,
        ),
        Part(
            (
                Term(lifetime, _losing("coalition-of-the-willing")),
                Term(lifetime, _losing("shared-staff")),
            ),
            where_both_are_known,
            MORE,
            ("Geschäftsstelle − geteilt", "office − shared staff"),
            lifetime.unit,
        ),
    ),
    explanation=(
        "Am Weggang von Schlüsselpersonen liegt es nicht: Er kostet die Selbstverpflichtung "
        "Lebenszeit, das geteilte Personal und die Geschäftsstelle keine. Die Geschäftsstelle "
        "endet am Geld, wenn die Förderung ausläuft und die Mitglieder nach drei und nach "
        "fünf Jahren über den vollen Beitrag entscheiden; mit Förderung ohne Ende lebt sie so "
        "lange wie das geteilte Personal.",
        "It is not the loss of key persons: that costs self-commitment some of its life, "
        "shared staff and office none. The office ends over money, when its grant runs out "
        "and the members decide after three and after five years on paying in full; with a "
        "grant that never ends it lives as long as shared staff.",
    ),
)


# A shock to the staff, as in the study behind D13: a wave of retirements over three years.
def _wave(scenario: str, magnitude: float) -> Side:
    shock = {
        "kind": "retirement_wave", "quarter": 32, "duration": 12, "magnitude": magnitude
    }  # fmt: skip
    return side(scenario, shocks=[shock])


_SMALL, _LARGE = 0.1, 0.4


def _protected_share(with_office: Numbers, without: Numbers) -> Estimate:
    return mean_of(1.0 - ratio(with_office, without))


P16 = Pattern(
    "P16",
    (
        "Je härter der Schock, desto mehr schützt eine Geschäftsstelle, aber nie ganz",
        "The harder the shock, the more an office protects, but never fully",
    ),
    "D13, 5.4",
    (
        difference(
            service_loss,
            _wave("coalition-of-the-willing", _LARGE),
            _wave("informal", _LARGE),
            LESS,
            ("Geschäftsstelle − informell", "office − informal"),
        ),
        Part(
            (
                Term(service_loss, _wave("coalition-of-the-willing", _LARGE)),
                Term(service_loss, _wave("informal", _LARGE)),
                Term(service_loss, _wave("coalition-of-the-willing", _SMALL)),
                Term(service_loss, _wave("informal", _SMALL)),
            ),
            second_difference,
            LESS,
            ("Abstand: großer − kleiner", "gap: large − small shock"),
            service_loss.unit,
        ),
        Part(
            (
                Term(service_loss, _wave("coalition-of-the-willing", _LARGE)),
                Term(service_loss, _wave("no-coordination", _LARGE)),
            ),
            _protected_share,
            between(0.0, 1.0),
            ("verhinderter Anteil", "share prevented"),
            "share",
        ),
    ),
)

P18 = Pattern(
    "P18",
    (
        "Wird Entlastung zu Zeit für Strategisches, entsteht mehr Zusammenarbeit über Felder "
        "hinweg",
        "Where relief becomes time for strategy there is more cooperation across fields",
    ),
    "seed",
    (
        difference(
            across_fields,
            side("coalition-of-the-willing", relief_to_strategy=1.0),
            side("coalition-of-the-willing", relief_to_strategy=0.0),
            MORE,
            ("Zeit für Strategisches: an − aus", "relief becomes time: on − off"),
        ),
    ),
)

# All grants end after eight years.  Lost: the share of the field cooperations that would be alive a
# year later if the grants went on, and are not.
_END: dict[str, Any] = {"funding_end_quarter": 32}
alive_a_year_later = at("field_cooperations", 35, "number")


def _more_is_lost(
    ended: Numbers, went_on: Numbers, ended_c: Numbers, went_on_c: Numbers
) -> Estimate:
    return mean_of(ratio(ended_c, went_on_c) - ratio(ended, went_on))


P20 = Pattern(
    "P20",
    (
        "Läuft die Förderung aus, brechen ohne Koordinationsstelle mehr Kooperationen weg",
        "When grants end, more cooperations lapse without a coordination unit",
    ),
    "seed, C5, C7",
    (
        Part(
            (
                Term(alive_a_year_later, side("no-coordination", **_END)),
                Term(alive_a_year_later, NOBODY),
                Term(alive_a_year_later, side("coalition-of-the-willing", **_END)),
                Term(alive_a_year_later, COALITION),
            ),
            _more_is_lost,
            MORE,
            ("verlorener Anteil: ohne − mit", "share lost: without − with"),
            "share",
        ),
    ),
)

COORDINATING = (P10, P11, P12, P13, P15, P16, P18, P20)
