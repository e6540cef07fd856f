"""What `kuemmerer sensitivity` prints: effects, policies and boxes in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from sim.cli.console import console_of
from sim.plots.charts import About, factor_name, level_name, short_number
from sim.texts import number, text

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery
    from sim.plots.counties import Shown
    from sim.sweep.answers import Contest, Effects

LEAST_WIDTH = 110  # columns where there is no terminal to fit
NARROW = 72  # columns below which numbers go under the names
MOST = 12  # settings of a table; the files have them all


def print_effects(found: Effects, policy: str, about: About, lang: str) -> None:
    """The strongest settings first, each with its numbers and intervals."""
    heading(f"sensitivity.{found.kind}.title", about, policy, lang)
    rows = {"sobol": _sobol, "morris": _morris, "curves": _curves}[found.kind](found, about, lang)
    heads, *cells = rows
    more = max(len(cells) - MOST, 0) if found.kind != "sobol" else max(len(cells) - MOST - 1, 0)
    shown = cells if not more else [*cells[:MOST], *(cells[-1:] if found.kind == "sobol" else [])]
    _print(heads, shown)
    if more:
        console_of(LEAST_WIDTH).print(text("sensitivity.more", lang, count=more))


def print_choice(found: Contest, names: dict[str, str], about: About, lang: str) -> None:
    """What one loses by each policy."""
    heading("sensitivity.winners.title", about, "", lang)
    unit = about.unit_of_effect(lang)
    heads = ("", *(text(f"sensitivity.winners.{key}", lang) for key in ("largest", "mean")), "")
    rows = [
        (
            names[row["policy"]],
            short_number(about.scale * row["largest_regret"], lang),
            short_number(about.scale * row["mean_regret"], lang),
            text(
                "sensitivity.winners.share",
                lang,
                percent=number(100.0 * row["share_best"], 0, lang),
            ),
        )
        for row in found.choice.to_dict("records")
    ]
    console_of(LEAST_WIDTH).print(text("sensitivity.winners.regret", lang, unit=unit))
    _print(heads, rows)


def print_counties(shown: Shown, rows: Sequence[tuple[str, ...]], lang: str) -> None:
    """Each policy over all counties; how many of them are open."""
    about = shown.about
    key = "title_one" if shown.winners is None else "title"
    heading(f"counties.{key}", about, "", lang)
    heads = ["", text("counties.column_mean", lang, unit=about.unit(lang))]
    if shown.winners is not None:
        heads.append(text("counties.column_ahead", lang))
    if about.measure == "founded":
        heads.append(text("counties.column_half", lang))
    _print(heads, rows)
    if shown.winners is not None:
        count = number(int((shown.looks < 0).sum()), 0, lang)
        console_of(LEAST_WIDTH).print(text("counties.open_count", lang, count=count))


def print_boxes(found: Discovery, question: str, about: About, lang: str) -> None:
    """Each box: its limits, what it is worth, and whether that is more than luck."""
    console = console_of(LEAST_WIDTH)
    console.print(f"\n[bold]{question}[/bold]")
    if about.policy:
        console.print(about.policy)
    for box in found.boxes.to_dict("records"):
        limits = found.limits[found.limits["box"] == box["box"]].to_dict("records")
        for limit in limits:
            console.print(f"  {factor_name(limit['factor'], lang)}: {_limit(limit, lang)}")
        if not limits:
            console.print("  " + text("sensitivity.discovery.limits_none", lang))
        shares = {
            "density": box["held_out_density"],
            "base": box["base_rate"],
            "coverage": box["held_out_coverage"],
        }
        percent = {name: number(100.0 * share, 0, lang) for name, share in shares.items()}
        verdict = "clear" if box["is_more_than_luck"] else "luck"
        console.print(text("sensitivity.discovery.verdict", lang, **percent))
        console.print(text(f"sensitivity.discovery.{verdict}", lang))


def heading(key: str, about: About, policy: str, lang: str) -> None:
    """What follows."""
    title = text(key, lang, measure=about.name(lang))
    words = f"{title} ({policy})" if policy else title
    console_of(LEAST_WIDTH).print(f"\n[bold]{words}[/bold]")


def _limit(limit: dict[Any, Any], lang: str) -> str:
    if limit["levels"] is not None:
        return ", ".join(level_name(limit["factor"], level, lang) for level in limit["levels"])
    return f"{short_number(limit['low'], lang)} … {short_number(limit['high'], lang)}"


def _sobol(found: Effects, about: About, lang: str) -> list[tuple[str, ...]]:
    table = found.table
    by = {(row["index"], row["factor"]): row for row in table.to_dict("records")}
    totals = table[table["index"] == "total"].sort_values("estimate", ascending=False)
    rows = [
        (
            factor_name(factor, lang),
            _with_interval(by["first", factor], lang),
            _with_interval(by["total", factor], lang),
        )
        for factor in totals["factor"]
    ]
    (noise,) = table[table["index"] == "noise"].to_dict("records")
    words = [text(f"sensitivity.sobol.{key}", lang) for key in ("first", "total", "noise")]
    return [("", words[0], words[1]), *rows, (words[2], "", _with_interval(noise, lang))]


def _morris(found: Effects, about: About, lang: str) -> list[tuple[str, ...]]:
    table = found.table.sort_values("mu_star", ascending=False)
    unit = about.unit_of_effect(lang)
    heads = ("", f"mu* ({unit})", f"sigma ({unit})")
    return [
        heads,
        *(
            (
                factor_name(row["factor"], lang),
                _with_interval({**row, "estimate": row["mu_star"]}, lang, about.scale),
                short_number(about.scale * row["sigma"], lang),
            )
            for row in table.to_dict("records")
        ),
    ]


def _curves(effects: Effects, about: About, lang: str) -> list[tuple[str, ...]]:
    rows = []
    for factor, table in effects.table.groupby("factor", sort=False):
        found_at = sorted(table.to_dict("records"), key=lambda row: row["mean"])
        ends = [
            f"{short_number(about.scale * row['mean'], lang)} "
            f"({level_name(str(factor), row['value'], lang)})"
            for row in (found_at[0], found_at[-1])
        ]
        span = found_at[-1]["mean"] - found_at[0]["mean"]
        rows.append((span, (factor_name(str(factor), lang), *ends)))
    rows.sort(key=lambda row: -row[0])
    unit = about.unit(lang)
    heads = [text(f"sensitivity.curves.{key}", lang, unit=unit) for key in ("least", "most")]
    return [("", *heads), *(row for _, row in rows)]


def _with_interval(row: dict[Any, Any], lang: str, scale: float = 1.0) -> str:
    numbers = [number(scale * row[key], 2, lang) for key in ("estimate", "low", "high")]
    return f"{numbers[0]}  [{numbers[1]} … {numbers[2]}]"


def _print(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    console = console_of(LEAST_WIDTH)
    if console.width < NARROW:
        for name, *cells in rows:
            console.print(name, markup=False)
            for head, cell in zip(heads[1:], cells, strict=True):
                console.print(f"  {head}: {cell}" if head else f"  {cell}", markup=False)
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(table)
