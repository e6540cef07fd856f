"""Does the model still behave as it must?  Each pattern as a comparison that can be run.

`PATTERNS` are those of `ODD.md`; `evaluate` runs them, or one's own.  One of one's own takes ten
lines (`tests/test_patterns.py` runs exactly these):

    from sim.patterns import MORE, Pattern, difference, evaluate, late, side

    coalition = side("coalition-of-the-willing")
    helped = side("coalition-of-the-willing", county_support_eur=90_000)
    money_helps = Pattern(
        "X1", ("Geld vom Kreis bringt Mitglieder", "County money brings members"), "2.4",
        (difference(late("institution_members", "municipalities"), helped, coalition, MORE),),
    )
    (finding,) = evaluate([money_helps], runs=200)
    print(finding.verdict, finding.parts[0].found)
"""

from sim.patterns.coordinating import COORDINATING
from sim.patterns.definition import (
    LESS,
    MORE,
    NOT_MORE,
    NOTHING,
    Expected,
    Measure,
    Part,
    Pattern,
    Side,
    Term,
    above,
    between,
    difference,
    measure,
    no_difference,
    not_below,
    side,
    value,
)
from sim.patterns.estimating import mean_of, ratio
from sim.patterns.founding import FOUNDING
from sim.patterns.joining import JOINING
from sim.patterns.judging import Finding, PartFound, Verdict
from sim.patterns.nulls import NULLS
from sim.patterns.origin import origin
from sim.patterns.quantities import at, late, outcome, whole_run
from sim.patterns.running import RUNS, evaluate, places_of
from sim.patterns.telling import as_json, as_text, counted


def _order(pattern: Pattern) -> tuple[bool, int]:
    return pattern.name.startswith("N"), int(pattern.name[1:])


PATTERNS: dict[str, Pattern] = {
    pattern.name: pattern
    for pattern in sorted((*FOUNDING, *COORDINATING, *JOINING, *NULLS), key=_order)
}

__all__ = [
    "LESS",
    "MORE",
    "NOTHING",
    "NOT_MORE",
    "PATTERNS",
    "RUNS",
    "Expected",
    "Finding",
    "Measure",
    "Part",
    "PartFound",
    "Pattern",
    "Side",
    "Term",
    "Verdict",
    "above",
    "as_json",
    "as_text",
    "at",
    "between",
    "counted",
    "difference",
    "evaluate",
    "late",
    "mean_of",
    "measure",
    "no_difference",
    "not_below",
    "origin",
    "outcome",
    "places_of",
    "ratio",
    "side",
    "value",
    "whole_run",
]
