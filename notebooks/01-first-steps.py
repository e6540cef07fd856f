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
# # First steps: one run, and why a municipality says no
#
# Small municipalities have few staff and many duties. Cooperating would relieve them, and yet it
# often does not come about. This notebook runs the model **once**, reads what happens, and looks
# into a single refusal. After that it runs many times, with other luck.
#
# **One run is an example and never a forecast.** The end shows why.
#
# **How to run it.** The package must be set up; one line in the README does that. Then there are
# three ways:
#
# - **Jupyter:** `kuemmerer notebooks --out my-notebooks` writes the notebooks as `jupyter lab
#   my-notebooks` opens them; `pip install jupyterlab` brings that program.
# - **Visual Studio Code** with the extensions Python and Jupyter: open the file, above each cell
#   stands “Run Cell”.
# - **Without either**, `python notebooks/01-first-steps.py` computes everything and names the
#   figures that it puts into the folder `results`.
#
# It takes a few seconds. Only the very first time the model is compiled, which takes about half a
# minute, once. If it is too slow for you: with the environment variable `KUEMMERER_QUICK=1` there
# are fewer runs.

# %% [markdown]
# ## What is needed
#
# The package `sim` computes everything. The helpers below show figures and write numbers as one
# does in English. The German version has the same code, with `LANG = "de"`.

# %%
import os
import textwrap
from pathlib import Path

import numpy as np

import sim
from sim.analysis import quantile_band
from sim.entities import AGREED, ENTER_UNIT, FOUND_UNIT, NO_TIME, REFUSED
from sim.plots import county_map, save, time_series
from sim.plots.palette import GRID, INK, LINE_COLOURS, QUIET, tint
from sim.plots.paper import MEDIUM, SMALL, add_axes, add_foot, new_sheet, write
from sim.texts import number, text

LANG = "en"
QUICK = os.environ.get("KUEMMERER_QUICK", "") not in ("", "0")
RUNS = 60 if QUICK else 500
SEED = 1  # fixes the luck
PLACE = Path("results") / f"first-steps-{LANG}"  # the figures
BLUE, ORANGE = LINE_COLOURS[:2]


def words(de, en):
    """The same in the language of this notebook."""
    return {"de": de, "en": en}[LANG]


def say(de, en):
    """Print a sentence in the language of this notebook."""
    print(textwrap.fill(words(de, en), 96, subsequent_indent="  ", break_on_hyphens=False))


def num(value, decimals=0):
    """A number as one writes it in this language."""
    return number(float(value), decimals, LANG)


def percent(share):
    """A share as a percentage."""
    return text("plots.percent", LANG, value=num(100 * share))


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
# ## One run
#
# A **scenario** is a list of settings. This one is the coalition of the willing. The **seed**
# fixes the luck: who retires, how an election goes, who has a good day. The same seed gives the
# same run.

# %%
scenario = sim.load_scenario("coalition-of-the-willing")
example = sim.run(scenario, seed=SEED, lang=LANG)

people = sum(place.population for place in example.region.places)
years = scenario.quarters // 4
print(example.title)
print(textwrap.fill(scenario.text("description", LANG), 96))
print()
say(
    f"{len(example.region.keys)} Gemeinden mit {num(people)} Menschen, {years} Jahre ab "
    f"{scenario.start}, Quartal für Quartal.",
    f"{len(example.region.keys)} municipalities with {num(people)} people, {years} years from "
    f"{scenario.start} on, quarter by quarter.",
)

# %% [markdown]
# ## What happens in this run
#
# The run keeps a diary. Here are only the events around the **coordination unit**, the “Kümmerer”:
# a joint office that brings partners together and keeps agreements alive.

# %%
TURNS = ("unit_vote", "unit_founded", "office_grant_ended", "unit_renewal", "unit_ended")
diary = example.events
for event in diary[diary["kind"].isin(TURNS)].itertuples():
    print(textwrap.fill(f"{event.year}  {event.text}", 96, subsequent_indent="      "))

count = diary["kind"].value_counts()
founded, ended = count.get("cooperation_founded", 0), count.get("cooperation_ended", 0)
lost = count.get("key_person_left", 0)
print()
say(
    f"Daneben werden {founded} Verabredungen zur Zusammenarbeit gegründet und {ended} wieder "
    f"aufgelöst; {lost}-mal geht die Person, an der sie hängen.",
    f"Besides, {founded} cooperations are founded and {ended} end; {lost} times the person on "
    "whom they depend leaves.",
)

# %% [markdown]
# The figure shows the same run as curves. Look at the third row on the right first: **what it
# brings and what it costs**, in full-time equivalents (FTE). The effort comes early, the relief
# late. In the end the net benefit is more than relief less effort, for something else counts that
# has no curve of its own: fields that are linked save each other work.

# %%
show(time_series(example, LANG), "run")

net = example.indicators["net_benefit"]
lowest = int(net.idxmin())
say(
    f"Am tiefsten steht es {example.year(lowest)}: {num(net[lowest], 1)} Stellen unterm Strich für "
    f"den ganzen Kreis. Am Ende sind es {num(net.iloc[-1], 1)}.",
    f"The lowest point is {example.year(lowest)}: a net benefit of {num(net[lowest], 1)} FTE for "
    f"the whole county. In the end it is {num(net.iloc[-1], 1)}.",
)

# %% [markdown]
# Who works with whom in the end? On the map the green municipalities carry the coordination unit;
# the short codes are the action fields.

# %%
show(county_map(example, example.quarters - 1, LANG), "map")

carriers = int(example.indicators["institution_members"].iloc[-1])
say(
    f"Am Ende dieses Laufs tragen {carriers} von {len(example.region.keys)} Gemeinden die "
    "Koordinationsstelle.",
    f"At the end of this run {carriers} of {len(example.region.keys)} municipalities carry the "
    "coordination unit.",
)

# %% [markdown]
# ## Why a municipality says no
#
# At the founding each council that is asked decides for itself, in two steps: do we have the
# **time and the people** to deal with this at all? And if so: **does what speaks for it weigh
# more?** The model remembers every decision with all its reasons.

# %%
first_vote = min(d.quarter for d in example.model.decisions if d.kind == FOUND_UNIT)
votes = [d for d in example.model.decisions if (d.kind, d.quarter) == (FOUND_UNIT, first_vote)]
for vote in votes:
    print(textwrap.fill(example.narrator.decision(vote), 96, subsequent_indent="  "))

# %% [markdown]
# Take the clearest no, and beside it the yes of a municipality where about as much work is at
# stake. (Where nobody says a clear no at the founding, a later one is taken.) Bars to the right
# (blue) speak for it, to the left (orange) against. All is measured in **FTE**: an attitude such as
# “concern for autonomy” has no measure of its own; it counts as much as the work that the council
# would give for it.

# %%
later = [d for d in example.model.decisions if d.kind == ENTER_UNIT]


def explained(outcome, sign):
    """Votes that go as their sum does: those at the founding or, where there are none, later."""
    for asked in (votes, later):
        found = [d for d in asked if d.verdict.outcome == outcome and sign * d.verdict.balance > 0]
        if found:
            return found
    return []


refused = min(explained(REFUSED, -1), key=lambda d: d.verdict.balance)
agreed = min(explained(AGREED, +1), key=lambda d: abs(d.load_fte - refused.load_fte))
no, yes = (example.narrator.name(d.municipality) for d in (refused, agreed))

terms = [
    name
    for name in refused.terms._fields
    if max(abs(getattr(d.terms, name)) for d in (refused, agreed)) >= 0.001
]
terms.sort(key=lambda name: getattr(refused.terms, name), reverse=True)
reach = 1.55 * max(abs(getattr(d.terms, name)) for d in (refused, agreed) for name in terms)
sheet = new_sheet(
    words(f"Warum sagte {no} nein und {yes} ja?", f"Why did {no} say no and {yes} yes?"),
    words(
        "Was für die Koordinationsstelle sprach und was dagegen, in Stellen",
        "What spoke for the coordination unit and what against it, in FTE",
    ),
)
for place, vote in enumerate((refused, agreed)):
    axes = add_axes(sheet, 4.0 + 6.0 * place, 1.35, 5.6, 5.95)
    values = [getattr(vote.terms, name) for name in terms]
    for y, value in enumerate((*values, vote.verdict.balance)):
        is_sum = y == len(values)
        y = -y - 0.5 * is_sum
        colour = BLUE if value > 0 else ORANGE
        axes.barh(y, value, 0.62, color=colour, edgecolor=INK, lw=2.0 if is_sum else 0)
        mark = f"+{num(value, 2)}" if value >= 0.005 else num(value, 2)
        side = 1 if value > 0 else -1
        align = "left" if value > 0 else "right"
        write(axes, value + side * 0.03 * reach, y, mark, size=SMALL, ha=align)
    axes.axvline(0, color=INK, lw=1.2)
    axes.set(xlim=(-reach, reach), ylim=(-len(terms) - 1.1, 0.6))
    axes.set_yticks([-y for y in range(len(terms))] + [-len(terms) - 0.5])
    names = [text(f"terms.{name}", LANG) for name in terms]
    axes.set_yticklabels(
        [] if place else [*names, words("zusammen", "together")], fontsize=SMALL, color=INK
    )
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=SMALL)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda x, _: num(x, 1))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel(words("Stellen", "FTE"), fontsize=SMALL)
    verdict = words(("nein", "ja")[place], ("no", "yes")[place])
    axes.set_title(f"{(no, yes)[place]}: {verdict}", fontsize=MEDIUM, weight="bold", loc="left")
add_foot(
    sheet,
    words("Blau spricht dafür, orange dagegen. ", "Blue speaks for it, orange against. ")
    + text("plots.note", LANG),
)
show(sheet, "why")

for name, vote in ((no, refused), (yes, agreed)):
    say(
        f"{name}: zusammen {num(vote.verdict.balance, 2)} Stellen. Mit dieser Rechnung stimmt ein "
        f"Rat in {percent(vote.verdict.probability)} der Fälle zu.",
        f"{name}: {num(vote.verdict.balance, 2)} FTE together. With such a sum a council agrees in "
        f"{percent(vote.verdict.probability)} of cases.",
    )

# %% [markdown]
# What made the difference? Compare the longest bars on the left and on the right. And still: a
# council is no pocket calculator. Even where more speaks for it, it can go the other way, and the
# reverse. So these are probabilities. And some do not even get that far:

# %%
tired = [d for d in example.model.decisions if d.verdict.outcome == NO_TIME]
say(
    f"{len(tired)} von {len(example.model.decisions)} Entscheidungen dieses Laufs scheitern schon "
    "an der Zeit. Eine davon:",
    f"{len(tired)} of the {len(example.model.decisions)} decisions of this run fail for lack of "
    "time. One of them:",
)
if tired:
    hardest = max(tired, key=lambda d: d.needed_fte - d.free_fte)
    print(textwrap.fill(example.narrator.decision(hardest), 96))

# %% [markdown]
# ## The same with other luck
#
# Now the same scenario runs many times. None of the settings changes, only the luck. The run above
# is the first of them.
#
# Left: in every quarter the dark band holds the middle half of the runs, the light one nine of
# ten. The thick line is our example, the thin ones are three other runs. Where the bands jump up,
# the members have just voted on going on (see the diary above): some leave, the office gets smaller
# and costs less. Right: how many municipalities carry the unit in the end.

# %%
runs = sim.run_ensemble(scenario, runs=RUNS, seed=SEED)
nets = runs["net_benefit"].to_numpy()
ends = runs["institution_members"].to_numpy()[:, -1].astype(int)
assert np.array_equal(nets[0], net.to_numpy()), "run 0 is the example, to the last bit"

sheet = new_sheet(
    words("Wie viel hängt am Glück?", "How much depends on luck?"),
    words(
        f"{example.title}: {num(RUNS)} Läufe mit denselben Einstellungen, Startwert {SEED}",
        f"{example.title}: {num(RUNS)} runs with the same settings, seed {SEED}",
    ),
)
left = add_axes(sheet, 1.2, 1.45, 7.6, 5.7)
when = scenario.start + np.arange(scenario.quarters) / 4
low, lower, middle, upper, high = quantile_band(nets)
left.fill_between(when, low, high, color=tint(BLUE, 0.2), lw=0)
left.fill_between(when, lower, upper, color=tint(BLUE, 0.45), lw=0)
for other, style in zip(nets[1:4], ("-", "--", ":"), strict=True):
    left.plot(when, other, color=QUIET, lw=1.4, ls=style)
left.plot(when, nets[0], color=ORANGE, lw=3.5)
left.axhline(0, color=INK, lw=1.2)
left.yaxis.set_major_formatter(lambda y, _: num(y))
left.set_title(
    words("Nutzen unterm Strich, ganzer Kreis (Stellen)", "Net benefit, whole county (FTE)"),
    fontsize=SMALL,
    weight="bold",
    loc="left",
)
left.set_xticks(range(scenario.start, scenario.start + years + 1, 5))
right = add_axes(sheet, 9.9, 1.45, 5.6, 5.7)
sizes = np.arange(len(example.region.keys) + 1)
share = 100 * np.array([(ends == size).mean() for size in sizes])
right.bar(sizes, share, 0.8, color=[ORANGE if k == ends[0] else tint(BLUE, 0.6) for k in sizes])
right.set_xticks(sizes[::2])
right.set_title(
    words("Anteil der Läufe (%)", "Share of the runs (%)"),
    fontsize=SMALL,
    weight="bold",
    loc="left",
)
right.set_xlabel(
    words("Gemeinden, die am Ende mittragen", "Municipalities that carry it in the end"),
    fontsize=SMALL,
)
for axes in (left, right):
    axes.tick_params(labelsize=SMALL)
    axes.grid(axis="y", color=GRID, lw=1)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
add_foot(
    sheet,
    words(
        "Orange: unser Beispiel, der Lauf von oben. Grau: drei weitere Läufe. "
        "Bänder: die mittlere Hälfte und neun von zehn aller Läufe.",
        "Orange: our example, the run above. Grey: three other runs. "
        "Bands: the middle half and nine of ten of all runs.",
    ),
)
show(sheet, "luck")

few, many = np.quantile(ends, [0.05, 0.95], method="inverted_cdf")
say(
    f"Im Beispiel tragen am Ende {ends[0]} Gemeinden die Stelle. In neun von zehn Läufen sind es "
    f"{few} bis {many}. In {percent((ends == 0).mean())} der Läufe gibt es am Ende keine.",
    f"In the example {ends[0]} municipalities carry the unit in the end. In nine of ten runs it is "
    f"{few} to {many}. In {percent((ends == 0).mean())} of the runs there is none in the end.",
)
bottom, top = np.quantile(nets[:, -1], [0.05, 0.95])
say(
    f"Unterm Strich bringt es im Beispiel zuletzt {num(nets[0, -1], 1)} Stellen, in neun von zehn "
    f"Läufen {num(bottom, 1)} bis {num(top, 1)}.",
    f"The net benefit of the example is {num(nets[0, -1], 1)} FTE at last, in nine of ten runs "
    f"{num(bottom, 1)} to {num(top, 1)}.",
)
higher = percent((nets[:, -1] > nets[0, -1]).mean())
say(
    f"Höher als das Beispiel kommen am Ende {higher} der Läufe.",
    f"Of all runs {higher} end higher than the example.",
)

# %% [markdown]
# Whoever had seen the example only would not know whether it is an ordinary run or a rare one. The
# last sentence tells.
#
# ## Why one run proves nothing
#
# Somebody runs two scenarios once each and cries: “It is better with a coordination unit!” What
# would others have cried, with other luck? We compare run by run with “No coordination”, both with
# the same luck each time.

# %%
without = sim.run_ensemble(sim.load_scenario("no-coordination"), runs=RUNS, seed=SEED)
gain = nets[:, -1] - without["net_benefit"].to_numpy()[:, -1]
better, worse = percent((gain > 0).mean()), percent((gain < 0).mean())
say(
    f"In {better} der {num(RUNS)} Paare steht es mit der Stelle am Ende besser, in {worse} "
    f"schlechter. Unser Beispiel: {num(gain[0], 1)} Stellen Unterschied.",
    f"In {better} of the {num(RUNS)} pairs the county is better off in the end with the unit, in "
    f"{worse} worse off. Our example: a difference of {num(gain[0], 1)} FTE.",
)
found = sim.compare(["no-coordination", scenario], runs=RUNS, seed=SEED).set_index("measure")
row = found.loc["net_benefit"]
say(
    f"Im Mittel: {num(row.estimate, 2)} Stellen, mit dem 95-%-Intervall von {num(row.low, 2)} bis "
    f"{num(row.high, 2)} (letztes Jahr des Laufs).",
    f"On average: {num(row.estimate, 2)} FTE, with the 95% interval from {num(row.low, 2)} to "
    f"{num(row.high, 2)} (last year of the run).",
)

# %% [markdown]
# So a single pair can show the one as well as the other. What a rule changes is told only by many
# runs with the same luck and an interval. That is what `02-coalition-or-county-wide` is about.
# And even this holds **in the model** only: many of its numbers are assumptions (`kuemmerer
# settings` names the source of each). It explains and explores; it never predicts.
#
# ## Tasks
#
# 1. Put `SEED = 2` in the first cell of code and run everything again. Which sentences of the
#    diary stay, which do not?
# 2. Who said no most clearly in your new run? What would one have to offer this municipality so
#    that the sum comes above zero?
# 3. The table `example.decisions` holds all decisions, with reasons in the column `why`. What do
#    the smallest municipalities (Weißenborn, Berkatal) fail for, what the largest (Eschwege,
#    Witzenhausen)? To begin with: `example.decisions.groupby(["name", "outcome"]).size()`.
# 4. Load the scenario with less trust: `sim.load_scenario("coalition-of-the-willing",
#    {"municipalities.trust_mean": 0.2})`. Guess first: how many carry the unit in the end, on
#    average over all runs (`ends.mean()`)?
# 5. How many runs does it take until the mean of the net benefit hardly moves any more? Draw the
#    mean of the first 10, 20, 50 … runs (`nets[:50, -1].mean()`).
