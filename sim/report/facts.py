"""Tables of the report: key figures, cooperations, and what shocks did."""

from collections import Counter
from typing import Any, NamedTuple

from sim.report.lead import shock_effect
from sim.report.run import Run, Told

MOST_ROWS, MOST_SHOCKS = 60, 6
KEY_FIGURES = (  # indicator, decimals, whether it is shown as a percentage
    ("service_level", 1, True),
    ("service_level_min", 1, True),
    ("staff_strain", 2, False),
    ("field_cooperations", 0, False),
    ("cross_field_cooperations", 0, False),
    ("coverage", 0, True),
    ("relief", 1, False),
    ("synergy", 1, False),
    ("coordination_effort", 1, False),
    ("net_benefit", 1, False),
    ("institution_members", 0, False),
    ("population", 0, False),
)
AROUND_A_SHOCK = (
    ("population", 0, False),
    ("staff_strain", 2, False),
    ("service_level", 1, True),
    ("net_benefit", 1, False),
)


class KeyFigure(NamedTuple):
    """A row of the key figures."""

    name: str
    explanation: str
    values: list[str]
    change: str


class Cooperation(NamedTuple):
    """A row of the cooperations."""

    fields: str
    is_cross_field: bool
    is_over: bool
    members: str
    span: str
    state: str
    promised: str
    received: str


class Shocks(NamedTuple):
    """What struck, and what it did."""

    struck: list[tuple[str, str]]  # when, sentence
    effect: list[str]
    columns: list[str]
    rows: list[KeyFigure]


def key_figures(run: Run) -> tuple[list[str], list[KeyFigure]]:
    """Columns and rows of the key figures: start, middle and end of the run."""
    quarters = sorted({0, run.result.quarters // 2, run.last})
    names = {1: ["end"], 2: ["start", "end"], 3: ["start", "middle", "end"]}[len(quarters)]
    columns = [
        run.words(f"table.{name}", year=run.year(quarter))
        for name, quarter in zip(names, quarters, strict=True)
    ]
    return columns, [_key_figure(run, figure, quarters) for figure in KEY_FIGURES]


def _key_figure(run: Run, figure: tuple[str, int, bool], quarters: list[int]) -> KeyFigure:
    name, decimals, is_percent = figure
    shift = 100.0 if is_percent else 1.0
    values = [round(shift * run.indicator(name, quarter), decimals) for quarter in quarters]
    change = run.words.signed(values[-1] - values[0], decimals)
    shown = [run.words.number(value, decimals) for value in values]
    return KeyFigure(
        name=run.words.of(f"indicators.{name}.name"),
        explanation=run.words.of(f"indicators.{name}.explanation"),
        values=[run.words("percent", value=v) for v in shown] if is_percent else shown,
        change=run.words("points", value=change) if is_percent else change,
    )


# Cooperations ---------------------------------------------------------------------------------


def cooperations(run: Run) -> tuple[list[Cooperation], int]:
    """The cooperations, living ones first, and how many more there were."""
    ordered = sorted(run.cooperations, key=lambda row: (row["ended"] >= 0, row["founded"]))
    return [_cooperation(run, row) for row in ordered[:MOST_ROWS]], len(ordered[MOST_ROWS:])


def _cooperation(run: Run, row: dict[str, Any]) -> Cooperation:
    is_over, across = row["ended"] >= 0, row["kind"] == "cross_field"
    start = run.year(row["founded"])
    span = f"{start}–{run.year(row['ended'])}" if is_over else run.words("table.since", year=start)
    relief = [
        run.words("table.nothing") if across else run.words.number(row[name], 2)
        for name in ("promised", "received")
    ]
    return Cooperation(
        fields=run.words.names(run.field_titles(row["fields"])),
        is_cross_field=across,
        is_over=is_over,
        members=", ".join(run.name_of[key] for key in row["members"].split()),
        span=span,
        state=_state(run, row),
        promised=relief[0],
        received=relief[1],
    )


def _state(run: Run, row: dict[str, Any]) -> str:
    if row["ended"] >= 0:
        return run.words("table.over")
    if row["dormant"]:
        return run.words("table.dormant")
    phase = run.words.of(f"phases.{row['phase']}")
    if row["rounds"] == 0:
        return phase
    return run.words("table.round", phase=phase, number=run.words.number(row["rounds"] + 1))


# Shocks ---------------------------------------------------------------------------------------


def shocks(run: Run) -> Shocks | None:
    """What struck and what came of it; None where the scenario knows no shocks."""
    if not run.result.scenario.shocks:
        return None
    told = run.happened("shock")
    if not told:
        return Shocks([], [run.words("shocks.none")], [], [])
    if len(told) > MOST_SHOCKS:
        return Shocks(_by_kind(run, told), [shock_effect(run)], [], [])
    struck = [(run.when(t.event.quarter), t.sentence) for t in told]
    first = told[0].event.quarter
    columns, rows = _around(run, first)
    return Shocks(struck, [shock_effect(run), *_lighter(run, first)], columns, rows)


def _by_kind(run: Run, told: list[Told]) -> list[tuple[str, str]]:
    """A line for each kind of shock: when, how often, and whom most."""
    found = []
    for kind in dict.fromkeys(str(t.event.details["shock"]) for t in told):
        same = [t.event for t in told if t.event.details["shock"] == kind]
        years = run.words("span", start=run.year(same[0].quarter), end=run.year(same[-1].quarter))
        hit = Counter(i for event in same for i in event.details["whom"])
        most, count = hit.most_common(1)[0]
        name = run.result.model.municipalities[most].name
        values = {"kind": run.words.of(f"shocks.{kind}"), "name": name, "most": count}
        found.append((years, run.words.counted("shocks.kind", len(same), **values)))
    return found


def _around(run: Run, first: int) -> tuple[list[str], list[KeyFigure]]:
    """Some indicators before the first shock and one and three years after."""
    moments = {"before": first - 1, "year": first + 4, "years": first + 12}
    inside = {name: q for name, q in moments.items() if 0 <= q <= run.last}
    if "before" not in inside or len(inside) < 2:
        return [], []
    columns = [run.words(f"shocks.{name}") for name in inside]
    return columns, [_key_figure(run, f, list(inside.values())) for f in AROUND_A_SHOCK]


def _lighter(run: Run, first: int) -> list[str]:
    """Where people have left and strain has fallen, say so: less people, less work."""
    before, after = first - 1, min(first + 12, run.last)
    if before < 0:
        return []
    fewer = run.indicator("population", after) < 0.97 * run.indicator("population", before)
    eased = run.indicator("staff_strain", after) < run.indicator("staff_strain", before) - 0.005
    return [run.words("shocks.lighter")] if fewer and eased else []
