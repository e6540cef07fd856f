"""Patterns of joining and staying: who joins, which fields, how large the groups, who leaves."""

from __future__ import annotations

import numpy as np

from sim.analysis import Estimate, mean_estimate
from sim.patterns.coordinating import NOBODY
from sim.patterns.definition import (
    LESS,
    MORE,
    Expected,
    Measure,
    Numbers,
    Part,
    Pattern,
    Side,
    Term,
    Words,
    above,
    difference,
    not_below,
    side,
)
from sim.patterns.estimating import mean_of, ratio
from sim.patterns.founding import COALITION
from sim.patterns.maps import FOCAL, neighbours_resized, resized
from sim.patterns.quantities import (
    answers_of,
    coverage,
    field_cooperations,
    lasting_members,
    lasting_package,
    leaving,
    small_groups,
    strain_of,
    taking_part,
)

# Own staff grows with own size.  The largest of the county are also its centre, with the most
# neighbours and the most willing councils, so one municipality is compared with itself: Wehretal
# as small as the smallest of the county, as it is, and as large as the largest.  Joining: the
# share of its fields and quarters in which it is in a cooperation.  The hump is looked for where
# nobody coordinates.
_TAKING_PART, _STRAIN = taking_part(FOCAL), strain_of(FOCAL)
_FEW, _MANY = resized({FOCAL: 0.2}), resized({FOCAL: 4.0})
_ALONE = (side("no-coordination", on=_FEW), NOBODY, side("no-coordination", on=_MANY))
_LED = (
    side("coalition-of-the-willing", on=_FEW),
    COALITION,
    side("coalition-of-the-willing", on=_MANY),
)


def _lift_of_few(*shares: Numbers) -> Estimate:
    """How much more the small one gains by coordination than the other two do on average."""
    few, middle, many = (led - alone for led, alone in zip(shares[:3], shares[3:], strict=True))
    return mean_of(few - (middle + many) / 2.0)


P17 = Pattern(
    "P17",
    (
        "Gemeinden mit wenig Personal machen am seltensten mit, obwohl der Bedarf dort am größten "
        "ist; Koordination hilft gerade ihnen",
        "Municipalities with few staff join least although need is highest there; coordination "
        "lifts that end most",
    ),
    "seed, A9",
    (
        difference(
            _TAKING_PART,
            _ALONE[1],
            _ALONE[0],
            MORE,
            ("mittleres − wenig Personal", "middling − few staff"),
        ),
        difference(
            _TAKING_PART,
            _ALONE[1],
            _ALONE[2],
            MORE,
            ("mittleres − viel Personal", "middling − many staff"),
        ),
        difference(
            _STRAIN,
            _ALONE[0],
            _ALONE[1],
            MORE,
            ("Last: wenig − mittleres Personal", "strain: few − middling staff"),
        ),
        Part(
            tuple(Term(_TAKING_PART, s) for s in (*_LED, *_ALONE)),
            _lift_of_few,
            MORE,
            ("Hebung: wenig − mehr Personal", "lifted: few − more staff"),
            _TAKING_PART.unit,
        ),
    ),
    explanation=(
        "Der Buckel kommt heraus, die Hilfe für die Kleinsten nicht. Sie gehören der "
        "Koordinationsstelle selten an: Oft fehlt schon die Zeit, sie mitzusteuern, und Beitrag "
        "und Aufwand wiegen bei wenig Arbeit in den Feldern schwer. Wer doch dabei ist, dem "
        "nimmt das Mitsteuern den größten Teil der Zeit, die die Stelle ihm erspart. Größere "
        "gewinnen durch Anstöße viel mehr. Was dieses Ende hebt, ist im Modell die Hilfe des "
        "Landkreises.",
        "The hump comes out, the help for the smallest does not. They seldom carry the "
        "coordination unit: often the time to steer it is missing already, and contribution and "
        "effort weigh heavily against little work in the fields. For those who are in, steering "
        "takes most of the time that the unit saves them. Larger ones gain much more from its "
        "impulses. What lifts that end in the model is the support of the county.",
    ),
)


# Take-up: municipalities that took part for five years or more.  "At least as often": one
# municipality of sixteen fewer still counts.  History, 16, 11 and 0 of 16, is one draw of one
# county: it must not be rarer than one run in twenty, give or take one municipality at the top and
# three in the middle.
_THREE_KINDS = side("three-kinds-of-cooperation")
_FUNDED, _OFFICE_WORK = lasting_members("regional_funding"), lasting_members("back_office")


def _is_as_in_history(funded: Numbers, office_work: Numbers, package: Numbers) -> Estimate:
    top, middle = 16.0 * funded >= 14.5, np.abs(16.0 * office_work - 11.0) < 3.5
    return mean_estimate((top & middle & (package == 0.0)).astype(np.float64))


P22 = Pattern(
    "P22",
    (
        "Am meisten wird mitgemacht, was billig und gefördert ist, dann die Verwaltung, am "
        "wenigsten das Paket über alle Felder",
        "What is cheap and funded is taken up most, then back office, least the package across "
        "fields",
    ),
    "0.2, A13",
    (
        Part(
            (Term(_FUNDED, _THREE_KINDS), Term(_OFFICE_WORK, _THREE_KINDS)),
            lambda funded, office_work: mean_of(funded - office_work),
            not_below(-0.0625),
            ("gefördert − Verwaltung", "funded − back office"),
            _FUNDED.unit,
        ),
        Part(
            (Term(_OFFICE_WORK, _THREE_KINDS), Term(lasting_package, _THREE_KINDS)),
            lambda office_work, package: mean_of(office_work - package),
            MORE,
            ("Verwaltung − Paket", "back office − package"),
            _FUNDED.unit,
        ),
        Part(
            (
                Term(_FUNDED, _THREE_KINDS),
                Term(_OFFICE_WORK, _THREE_KINDS),
                Term(lasting_package, _THREE_KINDS),
            ),
            _is_as_in_history,
            above(0.05),
            ("Läufe wie die Geschichte", "runs like history"),
            "share_of_runs",
        ),
    ),
)


# Shrinking as projected in 2019.  Sizes: Wehretal, a middling municipality with six neighbours,
# twice and half as large; then all its neighbours twice and half as large.  Joining there: its
# share of yes.
def _yes_less_yes(first: Numbers, second: Numbers) -> Estimate:
    return mean_of(ratio(first[:, 0], first[:, 1]) - ratio(second[:, 0], second[:, 1]))


_ANSWERS = answers_of(FOCAL)


def _sized(own: float) -> Side:
    return side("coalition-of-the-willing", resized({FOCAL: own}))


def _among(factor: float) -> Side:
    return side("coalition-of-the-willing", neighbours_resized(FOCAL, factor))


P23 = Pattern(
    "P23",
    (
        "Wer schrumpft und wer größer ist, macht eher mit; wer größere Nachbarn hat, seltener",
        "The shrinking and the larger join more, those with larger neighbours less",
    ),
    "A1, B2; against it A6",
    (
        difference(
            coverage,
            side("shrinking-2019"),
            COALITION,
            MORE,
            ("Abdeckung: Schwund − stabil", "coverage: shrinking − stable"),
        ),
        Part(
            (Term(_ANSWERS, _sized(2.0)), Term(_ANSWERS, _sized(0.5))),
            _yes_less_yes,
            MORE,
            ("Ja: selbst doppelt − halb so groß", "yes: itself twice − half"),
            "share",
        ),
        Part(
            (Term(_ANSWERS, _among(2.0)), Term(_ANSWERS, _among(0.5))),
            _yes_less_yes,
            LESS,
            ("Ja: Nachbarn doppelt − halb", "yes: neighbours twice − half"),
            "share",
        ),
    ),
    explanation=(
        "Schrumpfen erhöht Belastung und Druck nur wenig, kostet aber Zeit: Mit den "
        "Einwohnern gehen Stellen verloren, ein Teil der Arbeit bleibt, und ein Viertel der "
        "freien Zeit verschwindet. Es wird etwa gleich oft zugestimmt, doch die Kooperationen "
        "schlafen öfter ein und entlasten weniger, weil die Arbeit in den Feldern mit den "
        "Einwohnern schrumpft, der Aufwand aber nicht. Druck wirkt im Modell nur auf die "
        "Aufmerksamkeit (A10), nicht auf die Zustimmung. Die Literatur ist uneins (A1 gegen "
        "A6). Der zweite Teil trifft zu, der dritte zeigt "
        "sich kaum.",
        "Shrinking raises strain and pressure only a little but costs time: posts go with the "
        "residents, a part of the work stays, and a quarter of the free time is gone. "
        "Councils agree about as often, yet cooperations fall asleep more and relieve less, "
        "since the work in the fields shrinks with the residents and the effort does not. In "
        "the model pressure moves attention only (A10), not agreement. The literature is "
        "divided (A1 against A6). The second part holds, the third hardly "
        "shows.",
    ),
)


def _share_of_small(counts: Numbers) -> Estimate:
    return mean_of(ratio(counts[:, 0], counts[:, 1]))


# Where nobody coordinates, as in most of the municipalities that were surveyed (A3, A14).
P25 = Pattern(
    "P25",
    (
        "Fördergeld bringt mehr Kooperationen hervor, und die meisten haben zwei bis vier "
        "Mitglieder",
        "Grants bring about more cooperations, and most have two to four members",
    ),
    "A3, A14, 2.5",
    (
        difference(
            field_cooperations,
            NOBODY,
            side("no-coordination", cooperation_grant=0.0),
            MORE,
            ("mit − ohne Fördergeld", "with − without grants"),
        ),
        Part(
            (Term(small_groups, NOBODY),),
            _share_of_small,
            above(0.5),
            ("Anteil mit 2 bis 4 Mitgliedern", "share with 2 to 4 members"),
            "share",
        ),
    ),
)


# Commitment: members that could leave a field cooperation in a quarter, and do not.  Where nobody
# coordinates.  Age: ten years and more against six to nine, so that the end of the grant after five
# years, when all reconsider at once, lies on neither side.
def _staying(counts: Numbers) -> Estimate:
    """Commitment in the second classes less in the first."""
    left_few, could_few, left_many, could_many = counts.T
    return mean_of(ratio(left_few, could_few) - ratio(left_many, could_many))


def _commitment(measured: Measure, expected: Expected, says: Words) -> Part:
    return Part((Term(measured, NOBODY),), _staying, expected, says, measured.unit)


P27 = Pattern(
    "P27",
    (
        "Große und ungleiche Gruppen binden weniger, alte mehr",
        "Larger and more different groups bind less, older ones more",
    ),
    "C1",
    (
        _commitment(
            leaving(0, slice(0, 1), slice(3, 5)),
            LESS,
            ("Treue: ab 5 − 2 Mitglieder", "staying: from 5 − 2 members"),
        ),
        _commitment(
            leaving(1, slice(0, 1), slice(2, 5)),
            LESS,
            ("Treue: ungleich − gleich groß", "staying: unlike − like in size"),
        ),
        _commitment(
            leaving(2, slice(2, 3), slice(3, 5)),
            MORE,
            ("Treue: ab 10 − 6 bis 9 Jahre", "staying: from 10 − 6 to 9 years"),
        ),
    ),
    explanation=(
        "Gemessen wird, wer bleibt, und bleiben heißt: Es lohnt sich noch. Größere Gruppen "
        "bringen mehr Größenvorteil, mehr Nachbarn sind dabei, und hinein kommt nur, wem man "
        "traut; dagegen wiegt der Aufwand weniger. Gruppen ab fünf sind zudem selten. "
        "Ungleiche Größe zehrt im Modell an der Lebenskraft: Solche Kooperationen schlafen "
        "viel öfter ein, aber ein schlafendes Bündnis kostet wenig und wird nicht verlassen. "
        "C1 misst Ausgaben, Personal und Aufträge, nicht Austritte. Mit dem Alter steigt die "
        "Bindung wie erwartet.",
        "What is measured is who stays, and staying means that it still pays. Larger groups "
        "gain more scale, more neighbours are in, and only the trusted get in; effort weighs "
        "less than that. Groups of five or more are rare besides. Difference in size wears on "
        "vitality in the model: such cooperations fall asleep much more often, but one that "
        "sleeps costs little and is not left. C1 measures spending, staff and procurement, "
        "not exits. Commitment grows with age as expected.",
    ),
)

JOINING = (P17, P22, P23, P25, P27)

__all__ = ["JOINING"]
