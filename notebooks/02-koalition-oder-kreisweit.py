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
# # Koalition der Willigen oder gleich der ganze Kreis?
#
# Im Werra-Meißner-Kreis haben Bürgermeisterinnen und Bürgermeister mit Fachleuten ein
# Regionalmanagement für **alle** Gemeinden entworfen (Projekt lebensWert). In den Räten fand es
# **keine politische Mehrheit**. Was wäre gewesen, wenn nur die Willigen begonnen hätten, oder die
# Kreisstadt mit ihren Nachbarn?
#
# Niemand kann die Geschichte noch einmal ablaufen lassen. Das Modell kann viele erfundene Verläufe
# unter jeder der drei Regeln durchspielen. Es sagt, was **im Modell** aus einer Regel folgt und
# warum; es sagt nicht, was im Kreis geschehen wäre.
#
# Wer `01-erste-schritte.py` noch nicht kennt, beginnt dort; da steht auch, wie man ein Notebook
# öffnet: in Jupyter (die Datei schreibt `kuemmerer notebooks`), in Visual Studio Code, oder ohne
# beides mit `python notebooks/02-koalition-oder-kreisweit.py`. Es rechnet eine halbe Minute.

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

LANG = "de"
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
# ## Drei Regeln, dasselbe Glück
#
# Die Regeln unterscheiden sich darin, **wer gefragt wird und wer zustimmen muss**. Alles andere
# ist gleich, auch das Glück: In Lauf 7 fallen unter jeder Regel für jede Gemeinde und jedes
# Quartal dieselben Würfel, etwa dafür, ob jemand kündigt oder wie die Wahl ausgeht.

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
# ## Kommt überhaupt etwas zustande?
#
# Der Punkt ist der Anteil der Läufe, in denen eine Koordinationsstelle gegründet wird; der Strich
# sein 95-%-Intervall. Wo der Strich kurz ist, weiß man es gut: im Modell, nicht in der Welt.

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
# Das ist keine Zauberei, man kann es abzählen. Und die Geschichte selbst? Das Szenario
# `lebenswert-2016` stellt sie nach: eine lange Vorbereitung, dann eine einzige Abstimmung.

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
# ## Und nützt es etwas?
#
# Mit der Gründung ist noch nichts gewonnen. Die Tabelle nennt zu jeder Kennzahl das Mittel im
# letzten Jahr, zuerst unter der kreisweiten Regel, dann unter der Regel, um die es geht, dann den
# Unterschied und sein 95-%-Intervall. **„Offen“** heißt: Das Intervall enthält die Null, die Läufe
# entscheiden es nicht. Etwa eines von zwanzig solchen Intervallen liegt daneben.

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
# Das Bild zeigt dasselbe über die Jahre. Jede Zeile ist eine Kennzahl. In den linken Spalten steht
# für jede Regel ein **Fächer** (so weit streuen die Läufe), rechts der **mittlere Unterschied**
# zur kreisweiten Regel mit seinem Intervall. Sehen Sie auf die Zeile „Nutzen unterm Strich“: Wann
# liegt die Koalition unter null, und wohin bewegt sie sich?

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
# Es ist kein Widerspruch, wenn Versorgung und Belastung besser werden und der Nutzen unterm Strich
# nicht. Unterm Strich zählt **jede** Stunde, auch die der Geschäftsstelle, gleich wer sie bezahlt.
# In den Rathäusern kommt davon nur ein Teil als Arbeit an.
#
# ## Was das gleiche Glück bringt
#
# Ob eine Gemeinde in einem Lauf Pech mit ihrem Personal hat, liegt nicht an der Regel. Läuft jede
# Regel mit **demselben** Glück, fällt dieses Pech beim Abziehen heraus. Um zu sehen, was das
# bringt, geben wir nun jedem Lauf der Koalition einen kreisweiten Lauf mit **anderem** Glück zum
# Vergleich, und das mit wenigen Läufen. Der mittlere Unterschied bleibt derselbe. Sehen Sie nur
# auf die Länge der Striche.

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
# Das gleiche Glück hilft dort am meisten, wo das Glück der Gemeinden groß und die Wirkung der
# Regel klein ist (Versorgung, Belastung). Wo die Regel selbst alles umwirft, hilft es wenig.
# Geschenkt ist es immer.
#
# ## Der Haken: was die Wenigen bekommen, und was alle bekämen
#
# Kreisweit wird fast nie gegründet. Aber **wenn** doch: Hätten alle zusammen dann mehr davon?
# Dafür unterstellen wir etwas Erfundenes: Schon ein einziges Ja genügt, und **alle müssen
# mitmachen und zahlen** (`quota` auf 1 %). Das ist keine Empfehlung, es ist ein
# Gedankenexperiment.
#
# Im Bild verläuft die Linie der Koalition links wie eine Säge: Immer wenn die Mitglieder über die
# Fortführung entscheiden, steigen einige aus, später kommen andere dazu. Sehen Sie dann auf die
# Abdeckung und auf das, was unterm Strich bleibt. (Die Stufen der grauen Linie rechts: Kreisweit
# wird bis zu dreimal ein Paket vorbereitet und abgestimmt, und das Vorbereiten kostet Arbeit.)

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
# Und wer hat etwas davon? Dazu sehen wir in einzelne Gemeinden hinein. Wer die Koalition gerade
# **mitträgt**, zählt zu den Willigen, wer nicht, zu den anderen. Verglichen wird **dieselbe
# Gemeinde im selben Quartal mit demselben Glück**: einmal unter der Koalition, einmal, wenn alle
# müssen. Jede trägt ihren Anteil an der Geschäftsstelle (zum Teil zu gleichen Teilen, zum Teil
# nach Einwohnern, wie im Modell), auch wo eine Förderung davon etwas bezahlt.
#
# Ein Vorbehalt: Wer mitträgt, bleibt auch deshalb dabei, weil es sich gerade lohnt, und wer
# aussteigt, hat seine Gründe. Ein Teil des Unterschieds zwischen den beiden Gruppen ist diese
# Auswahl; verglichen wird darum innerhalb jeder Gruppe.


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
# So kann man die Frage der Geschichte im Modell lesen: Mit der Koalition **kommt etwas zustande**,
# mit dem Paket für alle fast nie. Erkauft wird es damit, dass die Willigen die Geschäftsstelle
# allein tragen und weniger Partner haben. Das hängt an Annahmen, etwa daran, was ein Mitglied mehr
# kostet. Aufgabe 2 rührt daran.
#
# ## Ein eigener Landkreis in einer Zeile
#
# Eine Tabelle mit sechs Spalten genügt (die README sagt, was alles geht, auch die amtliche Tabelle
# des Statistischen Bundesamts). Hier ein erfundener Kreis mit sechs Gemeinden; die eine Zeile, die
# vergleicht, ist die mit `sim.compare`.

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
# Vergleichen Sie mit den Zahlen von oben: In diesem Kreis trennt die Regel viel weniger, und auch
# die Koalition kommt selten zustande. Woran könnte das liegen? (Wie viele müssten hier ja sagen,
# und wie viel Personal haben so kleine Gemeinden übrig?)
#
# ## Was man im Kopf behalten muss
#
# - Das sind Unterschiede **im Modell**. Wie es zustande kommt, steht in `sim/ODD.md`; dort steht
#   auch, welche Muster der Wirklichkeit es trifft und welche nicht.
# - Viele Größen sind Annahmen mit einer Spanne. Ob ein Ergebnis daran hängt, prüft man mit einem
#   Sweep (`kuemmerer sweep willingness-and-level`).
# - Ein Intervall sagt, wie genau man das **Mittel der Läufe** kennt. Über den Werra-Meißner-Kreis
#   sagt es nichts.
#
# ## Aufgaben
#
# 1. Ersetzen Sie in `RULES` `"core-and-ring"` durch `"open-forum"`. Was bringt ein offenes Forum
#    (wie im Kreis Groß-Gerau), das die Koalition nicht bringt?
# 2. Senken Sie für alle Regeln die Kosten eines weiteren Mitglieds: `CHANGES =
#    {"coordination.office_fte_per_member": 0.05}` (`kuemmerer settings office` nennt Bereich und
#    Quelle). Wie nahe kommt „alle zusammen“ der Koalition dann? Warum ändert sich unter etwa
#    0,06 nichts mehr (`coordination.office_fte_minimum`)?
# 3. Bei welcher Mehrheit kommt das kreisweite Paket in der Hälfte der Läufe zustande? (In `CHANGES`
#    `"coordination.quota"`; voreingestellt sind zwei Drittel, beginnen Sie bei 0.5.) Und wenn die
#    Räte offener sind (`"municipalities.willingness_mean"`: 0.6)?
# 4. Erhöhen Sie `FEW`: Wie viele Läufe brauchen Sie mit gleichem Glück, bis das Intervall des
#    Nutzens unterm Strich die Null nicht mehr enthält? Und mit anderem Glück?
# 5. Nehmen Sie Ihren eigenen Landkreis (`kuemmerer region check` hilft) und vergleichen Sie.
#    Fragen Sie dann jemanden, der dort in einem Rathaus arbeitet: Was fehlt dem Modell?
