# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Coalition of the willing, or the whole county at once?
#
# In the Werra-Meißner-Kreis mayors and experts designed a regional management for **all**
# municipalities (project lebensWert). In the councils it found **no political majority**. What if
# only the willing had begun, or the county seat with its neighbours?
#
# Nobody can run history again. The model can play many invented courses under each of the three
# rules. It says what follows from a rule **in the model**, and why; it does not say what would
# have happened in the county.
#
# Whoever does not know `01-first-steps.py` yet begins there; it also says how to open a notebook:
# in Jupyter (`kuemmerer notebooks` writes the file), in Visual Studio Code, or without either by
# `python notebooks/02-coalition-or-county-wide.py`. It computes for half a minute.

# %%
import os
import textwrap
from pathlib import Path

import numpy as np

import sim
from sim.analysis import difference_over_time, mean_estimate, paired_difference
from sim.comparison import Comparison
from sim.comparison.words import (
    interval_shown,
    measure_text,
    row_of,
    scale_of,
    signed,
    unit_of,
    verdict_of,
    worth_shown,
)
from sim.plots import save
from sim.plots.charts import number_axis
from sim.plots.comparison import COLOURS, comparison_fans
from sim.plots.palette import GRID, INK, QUIET, tint
from sim.plots.paper import NORMAL, SMALL, add_axes, add_foot, new_sheet, write
from sim.texts import number, text

LANG = "en"
QUICK = os.environ.get("KUEMMERER_QUICK", "") not in ("", "0")
RUNS = 60 if QUICK else 1000
CLOSE = 6 if QUICK else 40  # runs in which every municipality is looked at: these take longer
PLACE = Path("results") / f"coalition-{LANG}"  # the figures
# Grey is county-wide, blue the ring, orange the coalition; green is all who must, further below.
GREY, _, ORANGE, GREEN = COLOURS


def words(de, en):
    """The same in the language of this notebook."""
    return {"de": de, "en": en}[LANG]


def say(de, en):
    """Print a sentence in the language of this notebook."""
    print(textwrap.fill(words(de, en), 96, subsequent_indent="  ", break_on_hyphens=False))


def num(value, decimals=0):
    """A number as one writes it in this language."""
    return number(float(value), decimals, LANG)


def percent(share, decimals=0):
    """A share as a percentage."""
    return text("plots.percent", LANG, value=num(100 * share, decimals))


def with_interval(found, decimals=2):
    """A difference or a net benefit with its sign and its interval."""
    low, middle, high = (
        signed(value, decimals, LANG) for value in (found.low, found.estimate, found.high)
    )
    return f"{middle} ({low} {words('bis', 'to')} {high})"


def bare(axes, grid):
    """No frame, readable numbers, thin lines behind."""
    axes.tick_params(labelsize=SMALL, length=0)
    axes.grid(axis=grid, color=GRID, lw=1)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)


def show(figure, name):
    """Save a figure; show it where there is a notebook to show it in."""
    png, _ = save(figure, PLACE / name)
    try:
        from IPython import get_ipython
        from IPython.display import Image, display
    except ImportError:
        get_ipython = None
    if get_ipython is not None and get_ipython() is not None:
        display(Image(png))
    else:
        print(f"{words('Bild', 'Figure')}: {png.as_posix()}")


# %% [markdown]
# ## Three rules, the same luck
#
# The rules differ in **who is asked and who must agree**. All else is the same, the luck too: in
# run 7 the same dice fall under each rule for each municipality and quarter, such as whether
# somebody quits or how the election goes.

# %%
RULES = ["county-wide", "core-and-ring", "coalition-of-the-willing"]
CHANGES = {}  # settings to be changed under all rules, as in {"coordination.quota": 0.5}
found = Comparison.of([sim.load_scenario(rule, CHANGES) for rule in RULES], runs=RUNS, seed=1)
county, ring, coalition = found.sides
for side in found.sides:
    print(f"{side.label(LANG)}")
    about = side.scenario.text("description", LANG)
    print(textwrap.fill(about, 96, initial_indent="  ", subsequent_indent="  "))

# %% [markdown]
# ## Does anything come about at all?
#
# The dot is the share of runs in which a coordination unit is founded; the bar is its 95%
# interval. Where the bar is short it is known well: in the model, not in the world.

# %%
sheet = new_sheet(
    words("Wie oft wird eine Koordinationsstelle gegründet?", "How often is a unit founded?"),
    words(
        f"Anteil der Läufe mit 95-%-Intervall; {num(found.runs)} Läufe je Regel, 20 Jahre",
        f"Share of runs with 95% interval; {num(found.runs)} runs of each rule, 20 years",
    ),
    5.6,
)
axes = add_axes(sheet, 4.6, 1.25, 10.4, 3.1)
shares = {}
for place, side in enumerate(found.sides):
    shares[side.key] = mean_estimate(found.drawn[side.key].values["founded"], is_share=True)
    one = shares[side.key]
    axes.plot([100 * one.low, 100 * one.high], [-place] * 2, color=COLOURS[place], lw=7)
    axes.plot(100 * one.estimate, -place, "o", color=COLOURS[place], ms=12, clip_on=False)
    write(
        axes,
        100 * one.estimate,
        0.38 - place,
        percent(one.estimate),
        size=NORMAL,
        weight="bold",
        ha="center",
    )
axes.set(xlim=(0, 100), ylim=(-2.5, 0.75), yticks=[0, -1, -2])
axes.set_yticklabels([side.label(LANG) for side in found.sides])
bare(axes, "x")
axes.tick_params(axis="y", labelsize=NORMAL, pad=22)
axes.tick_params(axis="x", pad=10)
axes.set_xlabel(words("% der Läufe", "% of runs"), fontsize=SMALL)
add_foot(
    sheet,
    words("Läufe eines Modells, keine Vorhersage.", "Runs of a model, not a forecast."),
)
show(sheet, "founded")

for side in found.sides:
    one = shares[side.key]
    ends = f"{percent(one.low, 1)} {words('bis', 'to')} {percent(one.high, 1)}"
    say(
        f"{side.label(LANG)}: gegründet in {percent(one.estimate, 1)} der Läufe ({ends}).",
        f"{side.label(LANG)}: founded in {percent(one.estimate, 1)} of the runs ({ends}).",
    )

# %% [markdown]
# There is no magic in this, one can count it. And history itself? The scenario `lebenswert-2016`
# re-enacts it: a long preparation, then a single vote.

# %%
councils = len(sim.load_region().keys)
needed = int(np.ceil(county.scenario.coordination.quota * councils))
least = coalition.scenario.coordination.minimum_members
say(
    f"Kreisweit müssen {needed} von {councils} Räten zustimmen: {councils - needed + 1} Nein "
    f"genügen, und niemand beginnt. Der Koalition genügen {least} Ja.",
    f"County-wide {needed} of {councils} councils must agree: {councils - needed + 1} noes are "
    f"enough, and nobody begins. The coalition needs {least} yeses.",
)
history = sim.run_ensemble(sim.load_scenario("lebenswert-2016"), runs=RUNS, seed=1)
passed = mean_estimate(history["founded"].to_numpy(), is_share=True)
ends = f"{percent(passed.low, 1)} {words('bis', 'to')} {percent(passed.high, 1)}"
say(
    f"Nachgestellt ab 2016: In {percent(passed.estimate, 1)} der Läufe ({ends}) findet das Paket "
    "eine Mehrheit.",
    f"Re-enacted from 2016: in {percent(passed.estimate, 1)} of the runs ({ends}) the package "
    "finds a majority.",
)

# %% [markdown]
# ## And is it of any use?
#
# To be founded is not yet to be useful. For each measure the table gives the mean in the last year,
# first under the county-wide rule, then under the rule in question, then the difference and its 95%
# interval. **“Open”** means: the interval holds zero,
# the runs do not decide. About one in twenty such intervals misses.

# %%
MEASURES = (
    *("institution_members", "coverage", "cross_field_cooperations", "relief"),
    *("coordination_effort", "net_benefit", "staff_strain", "service_level"),
)
HEAD = words(
    ("Kennzahl (Einheit)", "kreisweit", "hier", "Unterschied", "95-%-Intervall", "Befund"),
    ("Measure (unit)", "c.-wide", "here", "difference", "95% interval", "verdict"),
)
ROW = "  {:51s}{:>9s}{:>9s}{:>13s}  {:24s}{}"
for side in found.others:
    print(text("compare.against", LANG, scenario=side.label(LANG), baseline=county.label(LANG)))
    print(ROW.format(*HEAD))
    for measure in MEASURES:
        told = row_of(found, side, measure, LANG)
        print(
            ROW.format(
                f"{told.name} ({told.unit})",
                told.baseline,
                told.scenario,
                told.difference,
                told.interval,
                text(f"compare.verdicts.{told.verdict}", LANG),
            )
        )
    print()
for measure in ("coverage", "net_benefit", "staff_strain"):
    about = measure_text(measure, "explanation", LANG)
    print(textwrap.fill(f"{measure_text(measure, 'name', LANG)}: {about}", 96))

# %% [markdown]
# The figure shows the same over the years. Each row is a measure. The left columns hold a **fan**
# for each rule (so far do runs spread), the right one the **mean difference** from the county-wide
# rule with its interval. Look at the row of the net benefit: when is the coalition below zero, and
# where does it move?

# %%
for sheet in comparison_fans(found, LANG):
    show(sheet, "fans")

net = difference_over_time(
    found.drawn[coalition.key].series["net_benefit"], found.drawn[county.key].series["net_benefit"]
)
worst = int(net.estimate.argmin())
start = coalition.scenario.start
say(
    f"Am weitesten zurück liegt die Koalition {start + worst // 4}: "
    f"{num(net.estimate[worst], 1)} Stellen für den ganzen Kreis. Aufbau kostet, bevor er trägt. "
    f"Im letzten Quartal sind es {num(net.estimate[-1], 2)} ({num(net.low[-1], 2)} bis "
    f"{num(net.high[-1], 2)}).",
    f"The coalition is furthest behind in {start + worst // 4}: {num(net.estimate[worst], 1)} FTE "
    "for the whole county. Building up costs before it pays. In the last quarter it is "
    f"{num(net.estimate[-1], 2)} ({num(net.low[-1], 2)} to {num(net.high[-1], 2)}).",
)

# %% [markdown]
# It is no contradiction when services and strain get better and the net benefit does not. The net
# benefit counts **every** hour, those of the office too, whoever pays for them. Only a part of
# these arrives in the town halls as work.
#
# ## What the same luck is good for
#
# Whether a municipality has bad luck with its staff in a run has nothing to do with the rule. When
# each rule runs with the **same** luck, this bad luck drops out of the difference. To see what
# that is worth, we now give each run of the coalition a county-wide run with **other** luck to be
# compared with, and with few runs. The mean difference stays the same. Look only at the length of
# the bars.

# %%
FEW = 30
sheet = new_sheet(
    words(
        f"Was weiß man nach {FEW} Läufen? Mit gleichem Glück mehr",
        f"What is known after {FEW} runs? With the same luck, more",
    ),
    words(
        f"{coalition.label(LANG)} weniger „{county.label(LANG)}“: Unterschied mit 95-%-Intervall",
        f"{coalition.label(LANG)} less “{county.label(LANG)}”: difference with 95% interval",
    ),
)
pairing = ("service_level", "staff_strain", "coverage", "net_benefit")
luck = {}
for place, measure in enumerate(pairing):
    axes = add_axes(sheet, 5.6, 6.3 - 1.62 * place, 7.1, 0.95)
    own = found.drawn[coalition.key].values[measure][:FEW]
    other = found.drawn[county.key].values[measure][:FEW]
    same = paired_difference(own, other)
    apart = paired_difference(own, np.roll(other, 1))  # each run gets the luck of the one before
    luck[measure] = same, apart
    for y, one, colour in ((1, same, INK), (0, apart, tint(INK, 0.45))):
        low, middle, high = (scale_of(measure) * v for v in (one.low, one.estimate, one.high))
        axes.plot([low, high], [y, y], color=colour, lw=7, solid_capstyle="butt")
        axes.plot(middle, y, "o", color=colour, ms=13)
    axes.axvline(0, color=INK, lw=1.6)
    axes.margins(x=0.04)
    axes.set(ylim=(-0.6, 1.6), yticks=[0, 1])
    axes.set_yticklabels(
        words(("anderes Glück", "gleiches Glück"), ("other luck", "the same luck"))
    )
    bare(axes, "x")
    number_axis(axes, "x", LANG)
    title = measure_text(measure, "name", LANG)
    write(axes, -0.732, 0.78, title, size=NORMAL, weight="bold", transform=axes.transAxes)
    unit = unit_of(measure, LANG)
    write(axes, -0.732, 0.4, unit, size=SMALL, colour=QUIET, transform=axes.transAxes)
    worth = worth_shown(same.variance_ratio, LANG)
    share = words(f"1 Paar ersetzt {worth} Paare", f"1 pair replaces {worth} pairs")
    write(axes, 1.04, 0.72, share, size=NORMAL, transform=axes.transAxes)
add_foot(
    sheet,
    words(
        "Rechts: so viele Paare mit verschiedenem Glück ersetzt ein Paar mit gleichem. "
        "Schwarze Linie: kein Unterschied.",
        "Right: so many pairs with other luck does one pair with the same luck replace. "
        "Black line: no difference.",
    ),
)
show(sheet, "pairing")

for measure, (same, apart) in luck.items():
    shorter = apart.half_width / same.half_width
    say(
        f"{measure_text(measure, 'name', LANG)}: {interval_shown(same, measure, LANG)} mit "
        f"gleichem, {interval_shown(apart, measure, LANG)} mit anderem Glück "
        f"({num(shorter, 1)}-mal so lang).",
        f"{measure_text(measure, 'name', LANG)}: {interval_shown(same, measure, LANG)} with the "
        f"same luck, {interval_shown(apart, measure, LANG)} with other luck "
        f"({num(shorter, 1)} times as long).",
    )

# %% [markdown]
# The same luck helps most where the luck of the municipalities is large and the effect of the rule
# is small (services, strain). Where the rule itself turns everything over, it helps little. It
# always comes free.
#
# ## The catch: what the few get, and what all would get
#
# County-wide hardly ever founds anything. But **if** it did: would all together get more out of
# it? For that we suppose something invented: a single yes is enough, and **all must take part and
# pay** (`quota` at 1%). This is no recommendation, it is a thought experiment.
#
# In the figure the line of the coalition goes up and down like a saw on the left: whenever the
# members decide on going on, some leave, and later others come. Then look at the coverage, and at
# what is left in the end. (The steps of the grey line on the right: county-wide, a package is
# prepared and voted on up to three times, and preparing it is work.)

# %%
together = sim.load_scenario("county-wide", {**CHANGES, "coordination.quota": 0.01})
everyone = sim.run_ensemble(together, runs=found.kept_runs, seed=1)
names = {
    "voted": county.label(LANG),
    "few": coalition.label(LANG),
    "all": words("Gedankenexperiment: alle müssen", "Thought experiment: all must"),
}
looks = {"voted": (GREY, "-"), "few": (ORANGE, "--"), "all": (GREEN, ":")}
shown = ("institution_members", "coverage", "net_benefit")
series = {
    "voted": {name: found.drawn[county.key].series[name] for name in shown},
    "few": {name: found.drawn[coalition.key].series[name] for name in shown},
    "all": {name: everyone[name].to_numpy() for name in shown},
}
sheet = new_sheet(
    words(
        "Alle zusammen: mehr Zusammenarbeit, aber was bleibt unterm Strich?",
        "All together: more cooperation, but what is left in the end?",
    ),
    words(
        f"Mittel von {num(found.kept_runs)} Läufen mit gleichem Glück und sein 95-%-Intervall",
        f"Mean of {num(found.kept_runs)} runs with the same luck, and its 95% interval",
    ),
)
when = start + np.arange(found.quarters) / 4
for place, measure in enumerate(shown):
    axes = add_axes(sheet, 0.9 + 5.1 * place, 2.0, 4.4, 5.1)
    for who, (colour, style) in looks.items():
        values = scale_of(measure) * series[who][measure]
        middle, low, high = difference_over_time(values, np.zeros_like(values))
        axes.fill_between(when, low, high, color=tint(colour, 0.35), lw=0)
        axes.plot(when, middle, color=colour, ls=style, lw=3.4)
    bare(axes, "y")
    axes.tick_params(axis="x", pad=8)
    axes.set_xticks(range(start, start + found.quarters // 4 + 1, 5))
    axes.yaxis.set_major_formatter(lambda y, _: num(y))
    unit = measure_text(measure, "unit", LANG) if scale_of(measure) == 1 else "%"
    title = textwrap.fill(f"{measure_text(measure, 'name', LANG)} ({unit})", 32)
    axes.set_title(title, fontsize=NORMAL, weight="bold", loc="left")
    if measure == "net_benefit":
        axes.axhline(0, color=INK, lw=1.4)
key = add_axes(sheet, 0.9, 0.75, 14.6, 0.5)
key.set(xlim=(0, 14.6), ylim=(0, 1))
key.set_axis_off()
for place, (who, (colour, style)) in enumerate(looks.items()):
    x = 5.1 * place
    key.plot([x, x + 0.7], [0.5] * 2, color=colour, ls=style, lw=3.4)
    write(key, x + 0.85, 0.5, names[who], size=SMALL, weight="bold")
add_foot(
    sheet,
    words("Läufe eines Modells, keine Vorhersage.", "Runs of a model, not a forecast."),
)
show(sheet, "trade-off")

for who in names:
    summed = mean_estimate(series[who]["net_benefit"].sum(axis=1) / 4)
    cover = mean_estimate(series[who]["coverage"][:, -4:].mean(axis=1))
    say(
        f"{names[who]}: Abdeckung zuletzt {percent(cover.estimate)}; über 20 Jahre zusammen "
        f"{with_interval(summed, 1)} Stellen mal Jahre unterm Strich.",
        f"{names[who]}: coverage at last {percent(cover.estimate)}; over 20 years together "
        f"{with_interval(summed, 1)} FTE-years of net benefit.",
    )
gap = paired_difference(
    series["all"]["net_benefit"].sum(axis=1) / 4, series["few"]["net_benefit"].sum(axis=1) / 4
)
verdict = verdict_of(gap)
say(
    f"Alle weniger Koalition: {with_interval(gap, 1)} Stellen mal Jahre, also "
    f"{text(f'compare.verdicts.{verdict}', LANG)}.",
    f"All less coalition: {with_interval(gap, 1)} FTE-years, that is, "
    f"{text(f'compare.verdicts.{verdict}', LANG)}.",
)

# %% [markdown]
# And who gets something out of it? For that we look into single municipalities. Who **carries**
# the coalition at the time counts as willing, who does not as the others. Compared is **the same
# municipality in the same quarter with the same luck**: once under the coalition, once when all
# must. Each bears its share of the office (partly in equal parts, partly by residents, as in the
# model), also where a grant pays some of it.
#
# A caution: who carries the unit stays also because it pays at the time, and who leaves has
# reasons. A part of the difference between the two groups is this choice; so compare within each
# group.


# %%
def net_of(scenario, replicate):
    """Net benefit by municipality and quarter, and whether it carries the unit."""
    result = sim.run(scenario, seed=1, replicate=replicate)
    tables = {
        name: result.municipalities.pivot(index="quarter", columns="key", values=name).to_numpy()
        for name in ("relief", "synergy", "effort", "in_unit", "population")
    }
    inside = tables["in_unit"] > 0
    bill = result.indicators["coordination_effort"].to_numpy() - tables["effort"].sum(axis=1)
    heads = np.where(inside, tables["population"], 0)
    alike = scenario.coordination.equal_share  # this part is shared equally, the rest by people
    part = alike * inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
    part = part + (1 - alike) * heads / np.maximum(heads.sum(axis=1, keepdims=True), 1)
    gained = tables["relief"] + tables["synergy"] - tables["effort"]
    return gained - bill[:, None] * part, inside


LATE = slice(found.quarters // 2, None)  # the second half: building up is over
rows = []
for run in range(CLOSE):
    few, willing = net_of(coalition.scenario, run)
    all_in, _ = net_of(together, run)
    few, all_in, willing = few[LATE], all_in[LATE], willing[LATE]
    if willing.any() and not willing.all():
        rows.append([world[who].mean() for who in (willing, ~willing) for world in (few, all_in)])
each = np.array(rows)
groups = words(("die Willigen", "die anderen"), ("the willing", "the others"))
sheet = new_sheet(
    words("Wer hat etwas davon, wenn alle müssen?", "Who gains when all must?"),
    words(
        f"Nutzen unterm Strich je Gemeinde, zweite zehn Jahre; {len(each)} Läufe, 95-%-Intervall",
        f"Net benefit per municipality, second ten years; {len(each)} runs, 95% interval",
    ),
    6.4,
)
axes = add_axes(sheet, 6.0, 1.35, 9.0, 3.9)
lines = [0, -0.6, -1.7, -2.3]
axes.axvline(0, color=INK, lw=1.6)
for column, y in enumerate(lines):
    one = mean_estimate(each[:, column])
    colour, mark = ((ORANGE, "o"), (GREEN, "D"))[column % 2]
    axes.plot([one.low, one.high], [y, y], color=colour, lw=7, solid_capstyle="butt")
    axes.plot(one.estimate, y, mark, color=colour, ms=13)
for group, y in zip(groups, lines[::2], strict=True):
    words_of_group = group[0].upper() + group[1:]
    write(axes, -0.62, y - 0.3, words_of_group, weight="bold", transform=axes.get_yaxis_transform())
axes.set(ylim=(-2.75, 0.45), yticks=lines)
axes.set_yticklabels([names["few"], words("alle müssen", "all must")] * 2)
bare(axes, "x")
axes.tick_params(axis="y", labelsize=NORMAL, pad=16)
axes.margins(x=0.1)
number_axis(axes, "x", LANG)
axes.set_xlabel(words("Stellen je Gemeinde", "FTE per municipality"), fontsize=SMALL)
add_foot(
    sheet,
    words("Läufe eines Modells, keine Vorhersage.", "Runs of a model, not a forecast."),
)
show(sheet, "who-gains")

verdicts = []
for place, group in enumerate(groups):
    change = paired_difference(each[:, 2 * place + 1], each[:, 2 * place])
    verdicts.append(verdict_of(change))
    say(
        f"Wenn alle müssen, ändert sich für {group}: {with_interval(change, 3)} Stellen je "
        f"Gemeinde, also {text(f'compare.verdicts.{verdict_of(change)}', LANG)}.",
        f"When all must, this changes for {group}: {with_interval(change, 3)} FTE per "
        f"municipality, that is, {text(f'compare.verdicts.{verdict_of(change)}', LANG)}.",
    )
if verdicts == ["higher", "lower"]:
    say(
        "Die Willigen gewinnen, wenn alle mitmachen und mitzahlen; die anderen verlieren. Ihr Nein "
        "ist im Modell also keine Kurzsichtigkeit.",
        "The willing gain when all take part and pay; the others lose. So in the model their no is "
        "not short-sighted.",
    )

# %% [markdown]
# So one can read the question of history in the model: with the coalition **something comes
# about**, with the package for all hardly ever. The price is that the willing carry the office
# alone and have fewer partners. This depends on assumptions, such as what one more member costs.
# Task 2 touches it.
#
# ## A county of your own in one line
#
# A table of six columns is enough (the README says all that is possible, the official table of all
# German municipalities included). Here is an invented county of six municipalities; the one line
# that compares is the one with `sim.compare`.

# %%
own = PLACE / "my-county.csv"
own.write_text(
    """key,name,population,area_km2,lat,lon
001,Oberdorf,4200,31.5,51.10,9.90
002,Unterdorf,1300,12.0,51.14,9.97
003,Neustadt,9800,44.2,51.08,10.02
004,Altenhain,2700,25.8,51.17,10.08
005,Steinbach,3500,29.0,51.04,9.93
006,Lindental,1900,22.4,51.12,10.13
""",
    encoding="utf-8",
)
mine = [sim.load_scenario(rule, {**CHANGES, "region.source": str(own.resolve())}) for rule in RULES]
table = sim.compare(mine, runs=RUNS, seed=1)

for row in table[table["measure"] == "founded"].itertuples():
    title = sim.load_scenario(row.scenario).text("title", LANG)
    low, high = signed(100 * row.low, 1, LANG), signed(100 * row.high, 1, LANG)
    say(
        f"{title}: gegründet in {percent(row.mean_scenario)} der Läufe, kreisweit in "
        f"{percent(row.mean_baseline)}; Unterschied {low} bis {high} Prozentpunkte.",
        f"{title}: founded in {percent(row.mean_scenario)} of the runs, county-wide in "
        f"{percent(row.mean_baseline)}; difference {low} to {high} percentage points.",
    )

# %% [markdown]
# Compare with the numbers above: in this county the rule makes much less difference, and even the
# coalition seldom comes about. What may be the reason? (How many would have to say yes here, and
# how much staff do such small municipalities have to spare?)
#
# ## What must be kept in mind
#
# - These are differences **in the model**. How it works stands in `sim/ODD.md`, and also which
#   patterns of reality it meets and which not.
# - Many sizes are assumptions with a range. Whether a result depends on them is tested with a
#   sweep (`kuemmerer sweep willingness-and-level`).
# - An interval says how well the **mean of the runs** is known. It says nothing about the
#   Werra-Meißner-Kreis.
#
# ## Tasks
#
# 1. In `RULES` put `"open-forum"` in the place of `"core-and-ring"`. What does an open forum (as in
#    Kreis Groß-Gerau) give that the coalition does not?
# 2. Lower the cost of one more member under all rules: `CHANGES =
#    {"coordination.office_fte_per_member": 0.05}` (`kuemmerer settings office` names range and
#    source). How near does “all together” come to the coalition then? Why does nothing change any
#    more below about 0.06 (`coordination.office_fte_minimum`)?
# 3. At which majority does the county-wide package come about in half of the runs? (In `CHANGES`
#    `"coordination.quota"`; it is two thirds if nothing is said, begin with 0.5.) And with more
#    open councils (`"municipalities.willingness_mean"`: 0.6)?
# 4. Raise `FEW`: how many runs with the same luck do you need until the interval of the net benefit
#    no longer holds zero? And with other luck?
# 5. Take a county of your own (`kuemmerer region check` helps) and compare. Then ask somebody who
#    works in a town hall there: what does the model lack?
