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
# # What do the observed facts tell of the uncertain settings?
#
# Most sizes in the model are assumptions with a range. A few facts about real cooperation are
# known. Here those that bear on the facts are drawn at random from their ranges, again and again;
# the runs that come nearest to the facts are kept (rejection ABC), and we look which settings
# differ between the kept runs and all runs. Where they do not differ, **the facts tell nothing of
# that setting**, and the honest range stays as wide as it was.
#
# Nothing here is a forecast. It asks what the evidence can carry, and mostly it cannot carry much.
#
# How to open a notebook stands at the beginning of `01-first-steps.py`: in Jupyter
# (`kuemmerer notebooks` writes the file), in Visual Studio Code, or without either by `python
# notebooks/06-calibration.py`. The sweep takes two to three minutes on two cores, once. With
# `KUEMMERER_QUICK=1` it is so small that it only shows that everything works.

# %%
import json
import os
from itertools import combinations
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

import sim
from sim.analysis.calibration import accept
from sim.plots.charts import factor_name
from sim.plots.palette import INK, LINE_COLOURS, QUIET, tint
from sim.plots.paper import SMALL, add_axes, new_sheet, save, write
from sim.plots.posterior import posterior_sheets
from sim.scenario.manual import all_settings
from sim.sweep import load_design, run_sweep

QUICK = os.environ.get("KUEMMERER_QUICK", "") not in ("", "0")
SHARE = 0.08 if QUICK else 0.01  # of all runs that are accepted
RESAMPLES = 100 if QUICK else 1000
PLACE = Path("results") / ("calibration-quick" if QUICK else "calibration")
TOLD = Path("results") / f"{PLACE.name}-told"  # tables and figures of this notebook
pd.set_option("display.width", 160, "display.max_columns", 30, "display.max_rows", 100)


def show(figure, name):
    """Save a figure; show it where there is a notebook to show it in."""
    png, _ = save(figure, TOLD / name)
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
# ## The runs
#
# The design is `scenarios/sweeps/calibration.toml`; it says which settings vary and why these. A
# sweep that was stopped goes on where it stopped; one that is there is not done again.

# %%
plan = load_design("calibration", {"points": 300, "runs": 3} if QUICK else None)
if QUICK:
    print("Quick: far too few points; what is told below may be luck.")
print(f"{plan.count} points of {plan.design.runs} runs each, in {PLACE.as_posix()}")
run_sweep(plan, PLACE)
found = sim.open_results(PLACE)

level = found["coordination.level"].to_numpy()
county = found.isel(point=level == "office")  # the county votes on an office for all
survey = found.isel(point=level == "none")  # the same points and luck, nobody coordinates
names = [factor.name for factor in plan.factors]
points = pd.DataFrame({name: county[name].to_numpy() for name in names})
assert all((points[name] == survey[name].to_numpy()).all() for name in names)

# %% [markdown]
# ## The facts, and what they are compared with
#
# **One county, one history** (Werra-Meißner, 16 municipalities; evidence 0.2, 0.3). A history is
# one draw of luck, so each *single run* is compared with it, and all five at once:
#
# - *association*: all 16 are in the funded regional association (since 1995). Compared: those in
#   any cooperation of the field `regional_funding` at the end of a run of 20 years.
# - *back office*: 11 of 16 shared IT by 2016. Compared: those in any cooperation of `back_office`.
# - *package*: the management for the whole county found no majority. Compared: whether a unit was
#   founded; all 16 are asked, once, after three years of preparation, two thirds must agree.
# - *drafting*: 7 of the 8 municipalities in core and ring and 3 of the 8 others were named partners
#   of the project. Compared: mayors who draft along. These are not votes: how the 16 councils would
#   have voted is not known, and the votes are compared with nothing.
#
# **A survey** (A13, A14; 1,321 German municipalities answered). A share of many municipalities is
# nearly without luck, so the *mean over the runs of a point* is compared with it, at the same point
# with nobody coordinating, as in most places that were asked:
#
# - *administration*: 80% of the Hessian ones cooperate. Compared: `back_office` at the end.
# - *depots*: 36% do. Compared: `neighbourhood`, of which depots are only a part.
# - *small groups*: of the groups 66% (administration) and 82% (depots), in all of Germany, have
#   two to four members. Compared: the same two fields; a point without any group counts as 0.


# %%
def mean_over_runs(values):
    """The mean of a point, for each of its runs."""
    return np.repeat(values.mean("run").to_numpy()[:, None], values.sizes["run"], axis=1)


def share_of_small(field):
    """Share of groups with two to four members among all groups of a point's runs."""
    small = mean_over_runs(survey[f"small_groups_at_end.{field}"])
    groups = mean_over_runs(survey[f"groups_at_end.{field}"])
    return np.divide(small, groups, out=np.zeros_like(small), where=groups > 0)


def members(runs, field):
    """Municipalities in a cooperation of a field at the end of each run."""
    return runs[f"members_at_end.{field}"]


# Name: the quantity of each run, what was observed, how near is near, the most there can be.
FACTS = {
    "association": (members(county, "regional_funding").to_numpy(), 16, 1, 16),
    "back office": (members(county, "back_office").to_numpy(), 11, 1, 16),
    "package founded": (county["founded"].to_numpy(), 0, 0, 1),
    "drafting, core and ring": (county["drafting_core_and_ring"].to_numpy(), 7, 1, 8),
    "drafting, elsewhere": (county["drafting_elsewhere"].to_numpy(), 3, 1, 8),
    "administration": (mean_over_runs(members(survey, "back_office")) / 16, 0.80, 0.1, 1),
    "depots": (mean_over_runs(members(survey, "neighbourhood")) / 16, 0.36, 0.1, 1),
    "small groups, administration": (share_of_small("back_office"), 0.66, 0.1, 1),
    "small groups, depots": (share_of_small("neighbourhood"), 0.82, 0.1, 1),
}
summaries = {name: fact[0] for name, fact in FACTS.items()}
anchors = {name: float(fact[1]) for name, fact in FACTS.items()}
told = accept(points, plan.factors, summaries, anchors, SHARE, resamples=RESAMPLES)

accepted, runs = int(told.accepted.sum()), told.distance.size
print(f"{accepted} of {runs} runs accepted, from {int((told.accepted > 0).sum())} points")

# %% [markdown]
# ## The facts before and after
#
# `prior`: of all runs, 5%, half and 95% lie below; `posterior`: of the accepted ones. Accepted
# are the *nearest* runs. That does not make them near: where the observed value lies outside of
# the posterior, the model does not produce this fact together with the others.

# %%
TOLD.mkdir(parents=True, exist_ok=True)
facts = told.summaries
facts.to_csv(TOLD / "facts.csv", index=False)
ENDS = ("5", "50", "95")
columns = [f"{kind}_{end}" for kind in ("prior", "posterior") for end in ENDS]
print(facts[["summary", "anchor", *columns]].round(2).to_string(index=False))

print()
missed = []
for row in facts.itertuples():
    if not row.posterior_5 <= row.anchor <= row.posterior_95:
        missed.append(row.summary)
        if row.share_below == 1 or row.share_above == 1:
            print(f"- {row.summary}: {row.anchor:g} was observed, and no run reaches it.")
        else:
            print(
                f"- {row.summary}: {row.anchor:g} was observed; single runs reach it, but not the "
                f"accepted ones, which have {row.posterior_5:.2f} to {row.posterior_95:.2f}."
            )
if not missed:
    print("Every observed value lies between the 5% and the 95% of the accepted runs.")


# %%
def observed_value(name):
    """What was observed, in words."""
    _, value, tolerance, most = FACTS[name]
    if most == 1:
        return f"{100 * value:.0f}%" if tolerance else "no"
    return f"{value} of {most}"


sheet = new_sheet(
    "How near do the runs come to the facts?",
    f"{accepted:,} of {runs:,} runs accepted, seed {plan.design.seed}",
)
axes = add_axes(sheet, 4.6, 1.5, 10.6, 6.1)
for place, row in enumerate(facts.itertuples()):
    most, y = FACTS[row.summary][3] / 100, -place
    after = tint(LINE_COLOURS[0], 0.75)
    axes.barh(y + 0.16, (row.prior_95 - row.prior_5) / most, 0.24, row.prior_5 / most, color="0.85")
    width = (row.posterior_95 - row.posterior_5) / most
    axes.barh(y - 0.14, width, 0.24, row.posterior_5 / most, color=after)
    axes.plot([row.prior_50 / most] * 2, [y + 0.04, y + 0.28], color=QUIET, lw=3)
    axes.plot([row.posterior_50 / most] * 2, [y - 0.26, y - 0.02], color=INK, lw=3)
    axes.plot(row.anchor / most, y, "D", color=LINE_COLOURS[1], ms=11, zorder=5, clip_on=False)
axes.set(xlim=(0, 100), ylim=(-len(facts) + 0.5, 0.5), yticks=range(0, -len(facts), -1))
axes.set_yticklabels([f"{name} ({observed_value(name)})" for name in facts["summary"]])
axes.set_xlabel("% of the most that there can be", fontsize=SMALL)
axes.tick_params(labelsize=SMALL, length=0, pad=12)
axes.spines[["top", "right", "left"]].set_visible(False)
key = add_axes(sheet, 0.4, 0.25, 15.0, 0.4)
key.set_axis_off()
words = (
    "Grey: from 5% to 95% of all runs; blue: of the accepted runs; lines: medians; "
    "diamond and in brackets: observed. Not a forecast."
)
write(key, 0, 0.5, words, size=SMALL, colour=QUIET)
show(sheet, "facts")

# %% [markdown]
# ## Can they be reached together?
#
# Near: one municipality more or less, ten points of a hundred more or less, the package exactly.
# How many runs are near to each fact, to all of them, and to all but one? A fact without which many
# more runs would do is the one that the model finds hard to join with the others.

# %%
near = {
    name: np.abs(values - anchor) <= tolerance + 1e-9
    for name, (values, anchor, tolerance, _) in FACTS.items()
}
together = np.logical_and.reduce(list(near.values()))
table = pd.DataFrame(
    {
        "near, % of all runs": {name: 100 * is_near.mean() for name, is_near in near.items()},
        "near to all but this, runs": {
            name: int(np.logical_and.reduce([near[n] for n in near if n != name]).sum())
            for name in near
        },
    }
)
print(table.round(1).to_string())
print(f"\nNear to all {len(near)} facts at once: {together.sum()} of {runs} runs.")
how_many = np.sum(list(near.values()), axis=0)
most = how_many.max()
print(f"The most that a run is near to: {most} (runs: {(how_many == most).sum()}).")

by_luck = runs * float(np.prod([is_near.mean() for is_near in near.values()]))
print(f"Had the facts nothing to do with each other, it would be about {by_luck:.1f}.")

pairs = []
for a, b in combinations(near, 2):
    expected = near[a].mean() * near[b].mean()
    if expected > 0:
        pairs.append((float((near[a] & near[b]).mean() / expected), a, b))
print("Hardest to have both (as often as if they had nothing to do with each other = 1):")
for ratio, a, b in sorted(pairs)[:3]:
    print(f"- {a} and {b}: {ratio:.2f}")

# %% [markdown]
# In the survey administration and depots lie far apart. How far apart are they in the model?

# %%
fields = [
    mean_over_runs(members(survey, field))[:, 0] for field in ("back_office", "neighbourhood")
]
apart = (fields[0] - fields[1]) / 16
observed = 0.80 - 0.36
of_accepted = np.repeat(apart, told.accepted)
low, middle, high = np.quantile(of_accepted, [0.05, 0.5, 0.95])
print(
    f"Administration less depots: observed {observed:+.2f}; accepted runs {middle:+.2f} "
    f"({low:+.2f} to {high:+.2f}); {(apart >= observed).sum()} of {len(apart)} points reach it."
)

# %% [markdown]
# ## A fact that was not asked for
#
# In the county all 16 are in *one* association, and the 11 in *one* group. Above, several groups
# beside each other count as well. How large is the largest group in the model?

# %%
chosen = told.distance <= np.partition(told.distance, accepted - 1, axis=None)[accepted - 1]
for field, observed in (("regional_funding", 16), ("back_office", 11)):
    largest = county[f"largest_at_end.{field}"].to_numpy()
    low, middle, high = np.quantile(largest[chosen], [0.05, 0.5, 0.95])
    print(
        f"{field}: the largest group of the accepted runs has {middle:.0f} members "
        f"({low:.0f} to {high:.0f}), observed {observed}; "
        f"{(largest >= observed).sum()} of all {runs} runs have one as large."
    )

# %% [markdown]
# ## The settings before and after
#
# `shrinkage` is how much smaller the spread of a setting is among the accepted runs: 0 nothing, 1
# known for certain; with an interval (`low`, `high`). As many runs accepted by pure chance would
# give `random_low` to `random_high`. Only where the two intervals have nothing in common does the
# table say that the facts tell (`is_told`).

# %%
settings = told.parameters.sort_values("shrinkage", ascending=False, ignore_index=True)
columns = ["parameter", "prior_5", "prior_50", "prior_95"]
columns += ["posterior_5", "posterior_50", "posterior_95", "shrinkage", "low", "high"]
columns += ["random_low", "random_high", "is_told"]
print(settings[columns].round(3).to_string(index=False))

# %% [markdown]
# A setting whose spread stays may still lean: the accepted runs have more of it, or less, on
# average than all runs. Leaning is called what lies further from the mean of all runs than luck
# gives to any of so many settings in 95 of 100 cases (resampled accepted points; normal).

# %%
luck = np.random.default_rng(plan.design.seed)
kept = np.flatnonzero(told.accepted)
draws = luck.integers(len(kept), size=(1000, len(kept)))
weights = told.accepted[kept]
far = NormalDist().inv_cdf(1 - 0.025 / len(names))
lean = {}
for factor in plan.factors:
    where = factor.positions(points[factor.name])
    means = (where[kept] * weights)[draws].sum(axis=1) / weights[draws].sum(axis=1)
    lean[factor.name] = (np.average(where[kept], weights=weights) - where.mean()) / means.std()
settings["lean"] = settings["parameter"].map(lean)
settings["leans"] = settings["lean"].abs() > far
settings.to_csv(TOLD / "parameters.csv", index=False)
print(settings.loc[settings["leans"], ["parameter", "lean"]].round(1).to_string(index=False))

# %% [markdown]
# ## In plain words

# %%
told_of = settings[settings["is_told"]]
leaning = settings[settings["leans"] & ~settings["is_told"]]
silent = settings[~settings["is_told"] & ~settings["leans"]]
print(f"The facts tell something of {len(told_of)} of {len(settings)} settings:")
for row in told_of.itertuples():
    change = f"spread {100 * row.shrinkage:.0f}% smaller"
    if row.shrinkage < 0:
        change = "driven to both ends of its range"
    print(
        f"- {factor_name(row.parameter, 'en')} ({row.parameter}): {change}; "
        f"middle {row.prior_50:.3g} before, {row.posterior_50:.3g} after, "
        f"still anything from {row.posterior_5:.3g} to {row.posterior_95:.3g}"
    )
print(f"\nOf {len(leaning)} they tell that there is rather more or less, hardly how much:")
for row in leaning.itertuples():
    print(
        f"- {factor_name(row.parameter, 'en')} ({row.parameter}): rather "
        f"{'more' if row.lean > 0 else 'less'}; middle {row.prior_50:.3g} before, "
        f"{row.posterior_50:.3g} after"
    )
print(f"\nThey cannot tell the other {len(silent)}. Their ranges stay as wide as they were:")
for name in silent["parameter"]:
    print(f"- {factor_name(name, 'en')} ({name})")

# %% [markdown]
# Two settings can each stay open while the facts tie them to each other: more of the one needs
# less of the other. Below are the pairs whose correlation among the accepted runs is more than
# luck gives to the largest of all pairs (each accepted point counted once).

# %%
kept = points[told.accepted > 0]
places = pd.DataFrame({f.name: f.positions(kept[f.name]) for f in plan.factors})
correlation = places.corr()
luck = np.random.default_rng(plan.design.seed)
strongest = []
for _ in range(200):
    mixed = places.apply(lambda values: luck.permutation(values.to_numpy()))
    strongest.append(float(np.abs(np.triu(mixed.corr(), 1)).max()))
limit = float(np.quantile(strongest, 0.95))
tied = [(a, b, float(correlation.loc[a, b])) for a, b in combinations(names, 2)]
tied = sorted((t for t in tied if abs(t[2]) > limit), key=lambda t: -abs(t[2]))
print(f"Pairs beyond ±{limit:.2f}: {len(tied)}")
for a, b, value in tied[:8]:
    print(f"- {a} and {b}: {value:+.2f}")

# %% [markdown]
# ## Does it hang on how many runs are accepted?
#
# Few accepted runs are near but few; many are far. What is told should not hang on it.

# %%
for share in [SHARE, 2 * SHARE] if QUICK else [0.005, 0.01, 0.02, 0.05]:
    other = accept(points, plan.factors, summaries, anchors, share, resamples=RESAMPLES)
    which = other.parameters.query("is_told").sort_values("shrinkage", ascending=False)
    print(f"{share:.1%} accepted: {', '.join(which['parameter']) or 'nothing told'}")

# %% [markdown]
# Each sheet shows six settings, those first of which the facts tell most. They judge by the spread
# alone; which settings lean stands above.

# %%
by_name = {factor.name: factor for factor in plan.factors}
ordered = [by_name[name] for name in settings["parameter"]]
for number, sheet in enumerate(posterior_sheets(points, ordered, told, plan.design.seed, "en"), 1):
    show(sheet, f"settings-{number}")

# %% [markdown]
# ## What must be kept in mind
#
# - **Few facts.** Nine numbers, some of them about the same thing, cannot fix so many settings.
# - **One county and one survey.** Five of the facts are one history of 16 municipalities; another
#   county with the same settings could have had another. Who cooperates may have answered the
#   survey more readily.
# - **Not quite the same things.** Depots are a part of the model's field `neighbourhood`, shared
#   IT a part of administration; the association and the IT group came about before the project,
#   in the model all begins at once; cooperations that sleep count, as they would in a survey.
# - **Rejection ABC keeps the nearest runs**, however far they are, and weighs every fact alike, in
#   units of its spread over all runs. To let a survey of hundreds and a vote of one county count
#   alike is a choice, too.
# - **The ranges are assumptions.** A setting that is told within its range may still be wrong if
#   the range is, and what was held fixed (quota, grants, work in the fields) is taken for
#   granted.
# - **Some facts were known when the ranges were assumed**, so they are no independent test. Their
#   own sources say so:

# %%
SEEN = ("(0.2)", "0.3)", "A13", "A14")  # rows of the list of evidence that the facts come from
for info in all_settings():
    for name in names:
        parts = name.split(".")
        known = any(mark in info.source for mark in SEEN)
        if known and (parts[0], parts[-1]) == (info.section, info.name):
            print(f"- {name}: {info.source}")

# %% [markdown]
# Where the numbers come from: design, luck and the versions that they were made with.

# %%
print(json.dumps(json.loads(found.attrs["versions"])))
print(f"{plan.design.scenario}, seed {plan.design.seed}, rules {found.attrs['rules_fingerprint']}")

# %% [markdown]
# ## Tasks
#
# 1. Leave the survey out: after the cell of `FACTS`, keep the first five (`FACTS =
#    dict(list(FACTS.items())[:5])`, before `summaries`). Of which settings does the county's own
#    history tell anything?
# 2. Give `fields.back_office.setup_effort_fte` a wider range (`{ low = 0.02, high = 0.5 }`) in a
#    copy of the design, load the copy by its path, and change `PLACE`, for a folder holds one sweep
#    only. Do administration and depots come apart as they did in the survey?
# 3. A second county with the same settings and other luck, in which 5 of 8 and 5 of 8 drafted
#    along: add two facts whose values are those of the next run, as in
#    `np.roll(values, 1, axis=1)`. How much do two counties tell that one cannot?
# 4. Take one accepted point: `point = points[told.accepted > 0].iloc[0]`. `print(*(f"--set
#    {name}={value}" for name, value in point.items()))` writes what `kuemmerer run
#    three-kinds-of-cooperation` needs. Run it and read its story. Would you believe it?
# 5. Which single number, if somebody measured it, would tell the most? Add it to `FACTS` with the
#    value you would expect and look at the shrinkage.
