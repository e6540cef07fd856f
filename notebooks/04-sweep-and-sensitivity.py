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
# # Which assumptions matter, and which policy wins where?
#
# Notebook 03 compared the levels of the coordination unit at *one* set of assumptions. Nobody knows
# that these are right. Here several of them vary at once over the ranges that the settings declare
# (“prior”), and every combination meets every level. That is a **sweep**; what is asked of it is a
# **sensitivity analysis**.
#
# Three words, in this sense throughout:
#
# - a **point** is one choice of all assumptions that vary;
# - a **run** is one course of luck at a point; run 7 has the same luck at every point;
# - a **policy** is what one can choose (here: the level), as against what one cannot know.
#
# Nothing here is a forecast: the ranges are assumptions themselves, and a share of them is no
# probability of anything in the world.
#
# How to open a notebook stands at the beginning of `01-first-steps.py`: in Jupyter
# (`kuemmerer notebooks` writes the file), in Visual Studio Code, or without either by `python
# notebooks/04-sweep-and-sensitivity.py`. It computes for about a minute. With
# `KUEMMERER_QUICK=1` the designs are so small that they only show that everything works. The same
# from the command line: `kuemmerer sweep` and `kuemmerer sensitivity`.

# %%
import os
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.analysis import mean_estimate, paired_difference, runs_needed
from sim.analysis.regret import policies_of, robust_choice, winners, winners_by_cell
from sim.analysis.sobol import sobol_indices
from sim.plots.charts import About, factor_name, level_name, number_axis, plain
from sim.plots.palette import INK, LINE_COLOURS, QUIET
from sim.plots.paper import NORMAL, SMALL, add_axes, add_foot, new_sheet, save
from sim.plots.sensitivity import sobol_bars
from sim.plots.winners import winner_map
from sim.sweep import load_design

QUICK = os.environ.get("KUEMMERER_QUICK", "") not in ("", "0")
PLACE = Path("results") / ("sensitivity-quick" if QUICK else "sensitivity")  # one design's runs
pd.set_option("display.width", 160, "display.max_columns", 30)


def show(figure, name):
    """Save a figure; show it where there is a notebook to show it in."""
    png, _ = save(figure, PLACE / "figures" / name)
    try:
        from IPython import get_ipython
        from IPython.display import Image, display
    except ImportError:
        get_ipython = None
    if get_ipython is not None and get_ipython() is not None:
        display(Image(png))
    else:
        print(f"Figure: {png.as_posix()}")


# %% [markdown]
# ## A design
#
# A design says what varies, how points are chosen, and how many runs each gets. It may be a TOML
# file (`scenarios/sweeps` has some) or, as here, a table with the same keys. `"prior"` stands for
# the range that the setting declares; `kuemmerer settings synergy` shows it with its source. A
# Latin hypercube spreads points evenly over all ranges; `cross` puts every level at every point.

# %%
VARY = dict.fromkeys(
    (
        "municipalities.willingness_mean",
        "municipalities.trust_mean",
        "decisions.initiative_rate",
        "cooperation.running_effort_share",
        "cooperation.synergy",
        "fields.water.scale_effect",
    ),
    "prior",
)
DESIGN = {
    "scenario": "coalition-of-the-willing",
    "design": "latin_hypercube",
    "points": 24 if QUICK else 240,
    "runs": 8 if QUICK else 40,
    "seed": 1,
    "vary": VARY,
    "cross": {"coordination.level": ["none", "informal", "shared_staff", "office"]},
    "record": {"indicators": ["net_benefit", "coverage", "cross_field_cooperations"]},
}
if QUICK:
    print("Quick: far too few points; what is told below may be luck.")
plan = load_design(DESIGN)
total = plan.count * plan.design.runs
print(f"{plan.count} points (levels included) of {plan.design.runs} runs: {total:,} runs")
for factor in plan.factors:
    print(f"- {factor_name(factor.name, 'en')}: {factor.ends[0]:g} to {factor.ends[1]:g}")

# %% [markdown]
# What is wrong with a design is said before anything is run, in one line:

# %%
try:
    load_design({**DESIGN, "vary": {"municipalities.willingnes_mean": "prior"}})
except sim.sweep.SweepError as error:
    print(error)

# %% [markdown]
# ## Stopping and going on
#
# A sweep may be stopped at any moment (Ctrl-C, a power cut). What is finished lies in parts with a
# checksum, and the same call makes those that are missing. Here it is stopped on purpose after half
# of the runs.


# %%
class Stopped(Exception):  # noqa: N818 - a stop is no error
    """Somebody stopped the sweep."""


counted = []


def stop_half_way(runs):
    """Count the runs; stop when half of them are there."""
    counted.append(runs)
    if sum(counted) >= total / 2:
        raise Stopped


def parts():
    """How many parts of the sweep are on the disk."""
    return len(list((PLACE / "levels" / "runs").glob("part-*.parquet")))


if parts():
    print(f"Parts from an earlier time: {parts()}. Remove the folder to begin anew.")
try:
    sim.run_sweep(plan, PLACE / "levels", progress=stop_half_way)
except Stopped:
    print(f"Stopped after about {sum(counted):,.0f} of {total:,} runs; parts kept: {parts()}")

for time_number in ("first", "second"):
    before = time.perf_counter()
    sim.run_sweep(plan, PLACE / "levels")
    took = time.perf_counter() - before
    print(f"The {time_number} call after that took {took:.1f} s; parts there: {parts()}")

# %% [markdown]
# The first call did what was missing, the second found nothing to do. (A part is ten thousand runs,
# so a small sweep has one only, and begins anew.) The rows are the same, bit by bit, as if nobody
# had stopped it: luck hangs on the number of a run, never on when or where it is made.
#
# ## What is in the folder
#
# `sim.open_results` gives an `xarray.Dataset` with the dimensions point and run; the settings of
# the points are coordinates.

# %%
found = sim.open_results(PLACE / "levels")
print({name: size for name, size in found.sizes.items()})
print("measures:", ", ".join(found.data_vars))
office = found.isel(point=found["coordination.level"].to_numpy() == "office")
willing = office["municipalities.willingness_mean"] > 0.5
print(f"Net benefit of an office, all points: {float(office['net_benefit'].mean()):+.2f} FTE")
print(f"… where councils are open on average: {float(office['net_benefit'][willing].mean()):+.2f}")

# %% [markdown]
# The files themselves are Parquet. pandas reads them, and so do Polars, DuckDB and R: a row per
# run, and a row per point that it is joined with.

# %%
rows = pd.read_parquet(PLACE / "levels" / "runs")
points = pd.read_parquet(PLACE / "levels" / "points.parquet")
table = rows.merge(points, on="point")
print(table.groupby("coordination.level")[["founded", "net_benefit", "coverage"]].mean().round(3))

# %% [markdown]
# ## What the luck of the runs is
#
# Before asking what matters, look how much does *not* come from any assumption. Below are some
# points with an office, in the order of their means. Each grey dot is one run; the black line is
# the mean of the point with its 95% interval. Compare how far the dots of *one* point spread with
# how far the *means* do.

# %%
net = office["net_benefit"].transpose("point", "run").to_numpy()
order = np.argsort(net.mean(axis=1))
shown = order[np.linspace(0, len(order) - 1, min(24, len(order))).astype(int)]
sheet = new_sheet(
    "How much of what one sees in a run is luck?",
    f"{len(shown)} of {len(net)} points with an office; each dot is one of {net.shape[1]} runs",
)
axes = add_axes(sheet, 1.3, 1.5, 14.2, 6.1)
shift = np.random.default_rng(1).uniform(-0.22, 0.22, net.shape[1])
for x, point in enumerate(shown):
    axes.plot(x + shift, net[point], "o", color="0.7", ms=5, mew=0)
    mean = mean_estimate(net[point], is_share=False)
    axes.plot([x, x], [mean.low, mean.high], color=INK, lw=3)
    axes.plot([x - 0.3, x + 0.3], [mean.estimate] * 2, color=INK, lw=3)
axes.axhline(0, color=LINE_COLOURS[1], lw=1.5)
axes.set(xlim=(-0.7, len(shown) - 0.3), xticks=[])
plain(axes, "y")
number_axis(axes, "y", "en", most=6)
axes.set_ylabel("net benefit (FTE)", fontsize=NORMAL)
axes.set_xlabel("points, in the order of their means", fontsize=NORMAL)
add_foot(
    sheet,
    "Net benefit: relief + interplay of fields − all effort, mean of the last year. "
    "Black: means with 95% intervals. Runs of a model, not a forecast.",
)
show(sheet, "luck")

spread = net.std(axis=1, ddof=1).mean()
print(f"Runs of one point spread by ±{spread:.2f} FTE (standard deviation, mean over the points),")
print(f"the means of the points by ±{net.mean(axis=1).std(ddof=1):.2f} FTE.")
first = mean_estimate(net[0], is_share=False)
print(
    f"To know the mean of point 0 to ±0.1 FTE takes about {runs_needed(first, 0.1):,} runs; "
    f"with {first.runs} it is known to ±{first.half_width:.2f}."
)

# %% [markdown]
# So one run tells only roughly where its point lies. Means help, and so does a second thing: **the
# same luck on both sides**. A difference between two levels is taken run by run, so that luck
# that is good or bad for both cancels out. The next lines tell how many runs *without* common luck
# one paired run is worth (1: pairing saves nothing; the less two policies have in common, the
# less).

# %%
by_level = {
    level: found.isel(point=found["coordination.level"].to_numpy() == level)["net_benefit"]
    .transpose("point", "run")
    .to_numpy()
    for level in ("none", "informal", "shared_staff", "office")
}
for level in ("informal", "shared_staff", "office"):
    pairs = [
        paired_difference(a, b) for a, b in zip(by_level[level], by_level["none"], strict=True)
    ]
    worth = np.median([pair.variance_ratio for pair in pairs])
    clear = np.mean([pair.is_clear for pair in pairs])
    print(
        f"{level} − none: one pair is worth {worth:.1f}; sign told at {100 * clear:.0f}% of points"
    )

# %% [markdown]
# ## Which assumptions matter?
#
# For this there is a design of its own (Sobol'): it changes one assumption at a time in a clever
# order, and takes the variance of the means apart. The **first** index of an assumption is the
# share it accounts for by itself, the **total** index the share it has any part in. What is left
# over between them is interaction: it matters *together* with others.
#
# At the bottom of the figure stands the luck of the runs. Every total index contains it: a bar that
# is no longer than the luck says nothing at all. Lines are 95% intervals.

# %%
sobol = load_design(
    {
        **{key: DESIGN[key] for key in ("scenario", "seed", "vary", "record")},
        "design": "sobol",
        "points": 8 if QUICK else 128,
        "runs": 4 if QUICK else 20,
        "set": {"coordination.level": "office"},
    }
)
print(f"{sobol.count} points of {sobol.design.runs} runs")
sim.run_sweep(sobol, PLACE / "sobol")
outcome = sim.open_results(PLACE / "sobol")
indices = {}
for measure in ("net_benefit", "coverage"):
    values = outcome[measure].transpose("point", "run").to_numpy()
    indices[measure] = sobol_indices(sobol.points, sobol.factors, values)
    about = About(measure, sobol.count, sobol.design.runs, sobol.design.seed)
    show(sobol_bars(indices[measure], about, "en"), f"sobol-{measure}")

# %%
for measure, result in indices.items():
    totals = result[result["index"] == "total"].set_index("factor")
    noise = float(result.loc[result["index"] == "noise", "estimate"].iloc[0])
    first_sum = float(result.loc[result["index"] == "first", "estimate"].sum())
    above = totals[totals["low"] > noise].sort_values("estimate", ascending=False)
    print(f"{measure}: luck {noise:.2f}; the first indices add up to {first_sum:.2f}")
    for name, row in above.iterrows():
        print(
            f"- {factor_name(name, 'en')}: total {row.estimate:.2f} "
            f"({row.low:.2f} to {row.high:.2f})"
        )
    silent = [factor_name(name, "en") for name in totals.index if name not in above.index]
    print(f"- not told from luck: {', '.join(silent) or 'none'}")

# %% [markdown]
# Two cautions. What matters for one measure need not matter for another: compare the two figures.
# And an assumption looks important when its *range* is wide; the index says as much about what we
# do not know as about the model.
#
# ## Which policy wins where?
#
# Now all levels at the same points. A policy's **regret** at a point is what one loses there
# against the best one. A win is *clear* where the paired interval against every other policy leaves
# out zero; elsewhere the best mean may just be the luckiest. In the map each cell is a mean over
# its points; pale cells are open. On the right: what one loses by each policy at worst, and on
# average.

# %%
across, up = (
    next(factor for factor in plan.factors if factor.name == name)
    for name in ("cooperation.synergy", "municipalities.willingness_mean")
)
BINS = 3 if QUICK else 5
for measure in ("net_benefit", "coverage"):
    values = found[measure].transpose("point", "run").to_numpy()
    where, policies = policies_of(plan.points, values, ["coordination.level"])
    cells = winners_by_cell(where, across, up, policies, bins=BINS)
    choice = robust_choice(policies)
    won = winners(policies)
    titles = {level: level_name("coordination.level", level, "en") for level in policies}
    about = About(measure, len(where), plan.design.runs, plan.design.seed)
    show(winner_map(cells, choice, (across, up), BINS, titles, about, "en"), f"winners-{measure}")
    clear = won[won["is_clear"]]
    print(f"{measure}: a clear winner at {len(clear)} of {len(won)} points")
    print("  clear wins:", clear["winner"].value_counts().to_dict())
    for column, words in (("is_least_mean", "on average"), ("is_minimax", "at worst")):
        print(f"  least regret {words}: {', '.join(choice.loc[choice[column], 'policy'])}")

# %% [markdown]
# The two maps need not agree, and both are right: **who wins hangs on what one wants.** Net
# benefit counts working time only; coverage counts who works together at all, whatever it costs. No
# analysis decides which of the two a county should want. What it can say is where the choice is
# robust and where it hangs on an assumption that nobody has measured.
#
# One curve makes the second point plainer: how the lead of the office over having none goes with
# the gain from linked fields, which is an assumption with a range that begins at zero.

# %%
lead = by_level["office"] - by_level["none"]
synergy = plan.points.loc[plan.points["coordination.level"] == "office", "cooperation.synergy"]
edges = np.linspace(*across.ends, 5 if QUICK else 7)
sheet = new_sheet(
    "From which gain on does an office pay?",
    "Net benefit of the office less none; each dot is a point, each bar the mean of a stretch",
)
axes = add_axes(sheet, 1.6, 1.6, 13.8, 6.0)
axes.plot(synergy, lead.mean(axis=1), "o", color="0.72", ms=7, mew=0)
for low, high in pairwise(edges):
    inside = ((synergy >= low) & (synergy <= high)).to_numpy()
    mean = mean_estimate(lead[inside].mean(axis=1), is_share=False)
    middle = (low + high) / 2
    axes.plot([middle] * 2, [mean.low, mean.high], color=LINE_COLOURS[0], lw=5)
    axes.plot(middle, mean.estimate, "D", color=LINE_COLOURS[0], ms=11)
    print(
        f"gain {low:.2f} to {high:.2f}: {mean.estimate:+.2f} FTE "
        f"({mean.low:+.2f} to {mean.high:+.2f})"
    )
axes.axhline(0, color=INK, lw=1.5)
plain(axes, "y")
number_axis(axes, "x", "en", most=6)
number_axis(axes, "y", "en", most=6)
axes.set_xlabel("gain between two linked fields (share of the smaller work)", fontsize=NORMAL)
axes.set_ylabel("difference (FTE)", fontsize=NORMAL)
axes.tick_params(labelsize=SMALL, colors=QUIET)
add_foot(
    sheet,
    "Above zero the office pays, below having none does. Bars: 95% intervals over the points.",
)
show(sheet, "lead-and-synergy")

# %% [markdown]
# The dots scatter around the bars because the other assumptions vary as well. Whether the true gain
# lies left or right in this figure is the question to take to the evidence; the model cannot answer
# it.
#
# ## Where it comes from
#
# The dataset carries its design, the versions and a fingerprint of the rules; the folder has the
# same in `provenance.json`, and a checksum for every file.

# %%
print(f"seed {plan.design.seed}, rules {found.attrs['rules_fingerprint']}")
print(found.attrs["versions"])

# %% [markdown]
# ## Tasks
#
# A folder holds one sweep only. Whoever changes a design also changes `PLACE`, in the first cell of
# code.
#
# 1. A Morris design finds the few assumptions that matter among many, with few runs: `morris =
#    load_design({"scenario": DESIGN["scenario"], "design": "morris", "points": 20, "runs": 10},
#    all_priors=True)`; run it as the Sobol' design above, and give `morris.points`,
#    `morris.factors` and the values to `sim.analysis.morris.morris_effects`. Which assumption that
#    this notebook held fixed should have varied?
# 2. Give the Sobol' design 4 runs a point instead of 20. What happens to the luck in the figure,
#    and to the shortest bars?
# 3. Another seed (`"seed": 2` in `DESIGN`): which statements of this notebook survive, which do
#    not?
# 4. Vary the shock as well: `"shocks[0].magnitude": {"low": 0.05, "high": 0.4}` in `VARY`, with the
#    scenario `retirement-wave`, and compare the levels by `service_loss`. There less is better:
#    give `is_more_better=False` to `winners`, `winners_by_cell` and `robust_choice`.
# 5. Give the gain from linked fields a range that you can defend by a source
#    (`"cooperation.synergy": {"low": …, "high": …}`). Does the winner change?
