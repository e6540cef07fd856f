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
# # A rule of your own
#
# A model is an argument: *if* councils decide like this, *then* that follows. Whoever doubts the
# “if” should be able to change it and look. There are two ways:
#
# - **(a) A subclass.** A few lines of Python that change how municipalities decide, in the Mesa
#   model. Right for trying an idea out. Runs one after the other, a fraction of a second each.
# - **(b) The rule itself.** Rules are pure functions in `sim/rules`, written once; the Mesa model
#   calls them, and the ensemble engine compiles the same source. Change the one place, and both
#   engines follow, bit by bit. Right for what is to stay, and for many runs.
#
# Both parts below ask the same question, so that they can be compared. In the model a council that
# has only half of the time that a proposal needs finds it half as often (“no time”). That form is
# an assumption. What if people *make* time for what seems worth it?
#
# Nothing here is a forecast, and neither version is the true one.
#
# How to open a notebook stands at the beginning of `01-first-steps.py`: in Jupyter
# (`kuemmerer notebooks` writes the file), in Visual Studio Code, or without either by `python
# notebooks/05-own-rule.py`. It computes for half a minute. With `KUEMMERER_QUICK=1` there are so
# few runs that it only shows that everything works.

# %%
import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.ticker import MaxNLocator

import sim
from sim.agents import Municipality
from sim.analysis import difference_over_time, mean_estimate, paired_difference
from sim.entities import JOIN_CROSS, JOIN_FIELD, NO_TIME
from sim.plots.charts import number_axis, plain
from sim.plots.palette import INK, LINE_COLOURS
from sim.plots.paper import NORMAL, SMALL, add_axes, add_foot, new_sheet, save
from sim.rules import deciding

QUICK = os.environ.get("KUEMMERER_QUICK", "") not in ("", "0")
RUNS, SEED, QUARTERS = (3, 1, 16) if QUICK else (60, 1, 80)
PLACE = Path("results") / "own-rule"


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
        print(f"Figure: {png.as_posix()}")


if QUICK:
    print("Quick: far too few runs; what is told below may be luck.")

# %% [markdown]
# ## (a) A subclass
#
# `Municipality` has methods named after what a municipality does: `takes_initiative`,
# `decides_to_join`, `reconsiders`, `learns` … Override one and leave the rest. `decides_to_join`
# gets all that the council knows: its luck (two draws), the offer, what speaks for and against
# (`terms`, each in FTE a year), the time that taking part needs, and how many others there are.
#
# The own rule: where more speaks for a proposal than against it, the time is found.


# %%
class MakesTime(Municipality):
    """A council that makes time for what seems worth it."""

    def decides_to_join(self, cooperation, luck, offer, terms, needed_fte, others):
        """As before, but a proposal with a positive balance does not fail for want of time."""
        if deciding.balance(terms) > 0.0:
            needed_fte = 0.0
        return super().decides_to_join(cooperation, luck, offer, terms, needed_fte, others)


# %% [markdown]
# Now both versions, with the same luck. Draws have an address (municipality, quarter, purpose), not
# a place in a queue, so the own rule does not shift anybody's luck. What differs comes from the
# rule, and from all that follows from it. Each run also counts who said “no time”, and who was in.

# %%
scenario = sim.load_scenario("coalition-of-the-willing", overrides={"quarters": QUARTERS})
MEASURES = {
    "coverage": ("coverage", "percentage points", 100),
    "staff_strain": ("strain", "percent of the staff", 100),
    "service_level": ("service level", "percentage points", 100),
    "net_benefit": ("net benefit", "FTE", 1),
}


def one_run(replicate, municipality_class):
    """Indicators by quarter; by municipality: answers, those without time, how often it is in."""
    model = sim.CooperationModel(
        scenario, seed=SEED, replicate=replicate, municipality_class=municipality_class
    )
    inside = np.zeros(len(model.municipalities))
    while model.running:
        model.step()
        inside += [len(m.field_cooperations()) for m in model.municipalities]
    asked, without_time = np.zeros(len(inside)), np.zeros(len(inside))
    for decision in model.decisions:
        if decision.kind in (JOIN_FIELD, JOIN_CROSS):
            asked[decision.municipality] += 1
            without_time[decision.municipality] += decision.verdict.outcome == NO_TIME
    series = {name: model.datacollector.model_vars[name] for name in MEASURES}
    return series, asked, without_time, inside / (QUARTERS * len(scenario.fields))


runs = {
    kind: [one_run(replicate, kind) for replicate in range(RUNS)]
    for kind in (Municipality, MakesTime)
}
series = {
    kind: {name: np.array([run[0][name] for run in runs[kind]]) for name in MEASURES}
    for kind in runs
}
print(f"{RUNS} pairs of runs, {QUARTERS} quarters, seed {SEED}")
print("Own rule less original, second half of the time:")
for name, (title, unit, factor) in MEASURES.items():
    late = [factor * series[kind][name][:, QUARTERS // 2 :].mean(axis=1) for kind in runs]
    found = paired_difference(late[1], late[0], is_share=False)
    clear = "more than luck" if found.is_clear else "open"
    print(
        f"- {title}: {found.estimate:+.2f} ({found.low:+.2f} to {found.high:+.2f}) {unit}: {clear}"
    )

# %% [markdown]
# Look left first: the rule takes “no time” away mostly where it was said most, at the smallest.
# Then in the middle: are they in more often now? On the right, the county as a whole: coverage with
# the own rule less without, the mean of the pairs and as a band its 95% interval.

# %%
county = sim.load_region()
residents = np.array([place.population for place in county.places])
sheet = new_sheet(
    "What if councils made time for what seems worth it?",
    f"Original (white) and own rule (blue), {RUNS} pairs of runs with the same luck",
)
panels = [add_axes(sheet, 1.2 + 5.1 * place, 1.6, 4.1, 5.4) for place in range(3)]
looks = {
    Municipality: ("original", "s", INK, "white"),
    MakesTime: ("own rule", "o", LINE_COLOURS[0], LINE_COLOURS[0]),
}
no_time = {}
for kind, (label, marker, colour, inner) in looks.items():
    asked, without_time, taking_part = (np.array([run[k] for run in runs[kind]]) for k in (1, 2, 3))
    share = without_time.sum(axis=0) / np.maximum(asked.sum(axis=0), 1)
    no_time[kind] = 100 * share
    # The mean over the runs is that share of all answers; around it each run's part in its error.
    of_runs = share + (without_time - share * asked) / np.maximum(asked.mean(axis=0), 1e-9)
    look = {"color": colour, "mfc": inner, "ms": 10, "mew": 2, "ls": "", "label": label}
    for axes, values in zip(panels, (of_runs, taking_part), strict=False):
        for x, of_place in zip(residents, 100 * values.T, strict=True):
            mean = mean_estimate(of_place, is_share=False)
            axes.plot([x, x], [mean.low, mean.high], color=colour, lw=2)
        axes.plot(residents, 100 * values.mean(axis=0), marker, **look)
for axes, title in zip(panels, ("“No time”", "Who is in", "The whole county"), strict=True):
    axes.set_title(title, fontsize=NORMAL, loc="left", weight="bold")
for axes, unit in zip(panels, ("% of answers", "% of fields and time"), strict=False):
    axes.set_xscale("log")
    axes.minorticks_off()
    axes.set(xlim=(800, 24_000), xticks=[1000, 5000, 20_000])
    axes.set_xticklabels(["1,000", "5,000", "20,000"])
    axes.set_xlabel("residents (logarithmic)", fontsize=SMALL)
    axes.set_ylabel(unit, fontsize=SMALL)
    axes.set_ylim(-0.03 * axes.get_ylim()[1], 1.18 * axes.get_ylim()[1])
    axes.legend(fontsize=SMALL, frameon=False, loc="upper right", ncols=2)
years = scenario.start + np.arange(QUARTERS) / 4
band = difference_over_time(series[MakesTime]["coverage"], series[Municipality]["coverage"])
panels[2].fill_between(
    years, 100 * band.low, 100 * band.high, color=LINE_COLOURS[0], alpha=0.2, lw=0
)
panels[2].plot(years, 100 * band.estimate, color=LINE_COLOURS[0], lw=3)
panels[2].axhline(0, color=INK, lw=1.2)
panels[2].set_xlabel("year", fontsize=SMALL)
panels[2].xaxis.set_major_locator(MaxNLocator(5, integer=True))
panels[2].set_ylabel("coverage, difference (percentage points)", fontsize=SMALL)
for axes in panels:
    plain(axes, "y")
    number_axis(axes, "y", "en")
add_foot(
    sheet,
    "Bars and band: 95% intervals of the means; the difference of a pair is known better than the "
    "bars of its two sides. Runs of a model, not a forecast.",
)
show(sheet, "own-rule")

smallest = int(residents.argmin())
change = [100 * (b[3] - a[3])[smallest] for a, b in zip(*runs.values(), strict=True)]
found = paired_difference(change, np.zeros(RUNS), is_share=False)
print(
    f"{county.places[smallest].name}, the smallest: no time in "
    f"{no_time[Municipality][smallest]:.0f}% of answers, "
    f"with the own rule in {no_time[MakesTime][smallest]:.0f}%; "
    f"in more often by {found.estimate:+.1f} ({found.low:+.1f} to {found.high:+.1f}) points"
)

# %% [markdown]
# Where “no time” remains, more spoke against the proposal than for it; most of these councils would
# have refused, had they looked. Whether the rule does much or little, the next question is the
# interesting one: *why*? Each decision is kept with all its terms in `model.decisions`; there one
# finds whether it was time that had stood in the way.
#
# ### The ensemble engine refuses a subclass
#
# The fast engine does not know Python classes; it compiled the rules of `sim/rules`. It does not
# run something else silently, it says so:

# %%
try:
    sim.run_ensemble(scenario, runs=10, municipality_class=MakesTime)
except TypeError as error:
    print(f"TypeError: {error}")

# %% [markdown]
# ## (b) The rule itself
#
# This is the rule about time, as it stands in `sim/rules/deciding.py`:

# %%
print(inspect.getsource(deciding.able_share))

# %% [markdown]
# It is a pure function of numbers: no agent, no draw, no state. `@rule` marks it for the compiler.
# Who asks it? In both engines, in several places:

# %%
package = Path(sim.__file__).parent
for path in sorted(package.rglob("[!0-9]*.py")):  # not the notebooks themselves
    lines = path.read_text(encoding="utf-8").splitlines()
    calls = [number for number, line in enumerate(lines, 1) if "deciding.able_share(" in line]
    if calls:
        print(f"- sim/{path.relative_to(package).as_posix()}, lines {', '.join(map(str, calls))}")

# %% [markdown]
# In your clone you would open the file and change the line. Here that is done to a copy in a
# temporary folder, so that nothing of yours is touched: half of the time needed shall do. Unlike
# the subclass, this changes *every* decision that asks for time: starting a proposal, joining,
# carrying the coordination unit.

# %%
OLD = "return clamp(free_fte / needed_fte, 0.0, 1.0)"
SHOWN = 10  # a seed with which it shows early; often time is not what is missing
NEW = "return clamp(2.0 * free_fte / needed_fte, 0.0, 1.0)"
PROGRAM = """
import json, sys
import numpy as np
import sim
from sim.ensemble.kernel import rules_fingerprint
from sim.measures import INDICATOR_NAMES

name, quarters, seed = "coalition-of-the-willing", int(sys.argv[1]), int(sys.argv[2])
scenario = sim.load_scenario(name, overrides={"quarters": quarters})
model = sim.CooperationModel(scenario, seed=seed).run()
many = sim.run_ensemble(scenario, runs=1, seed=seed, threads=1)
mesa = np.array([model.datacollector.model_vars[name] for name in INDICATOR_NAMES], float)
ensemble = np.array([many[name].isel(run=0) for name in INDICATOR_NAMES], float)
told = {
    "same bits": bool((mesa.view(np.int64) == ensemble.view(np.int64)).all()),
    "numbers": mesa.size,
    "rules": rules_fingerprint(),
    "coverage": [list(row[INDICATOR_NAMES.index("coverage")]) for row in (mesa, ensemble)],
}
print(json.dumps(told))
"""


def both_engines(old="", new=""):
    """One run in each engine, of a copy of the package in which one line may be changed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sim", "scenarios"):  # in a clone the scenarios lie beside the package
            if (package.parent / name).is_dir():
                leave = shutil.ignore_patterns("__pycache__", "assets")
                shutil.copytree(package.parent / name, Path(folder) / name, ignore=leave)
        rules = Path(folder) / "sim" / "rules" / "deciding.py"
        text = rules.read_text(encoding="utf-8")
        assert text.count(old) == 1 or not old, "the line is not there exactly once"
        rules.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        # Without the compiler: the same source as plain Python, so that this takes seconds.
        environment = {**os.environ, "PYTHONPATH": folder, "NUMBA_DISABLE_JIT": "1"}
        found = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(QUARTERS), str(SHOWN)],
            cwd=folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
    if found.returncode:
        raise RuntimeError(found.stderr)
    return json.loads(found.stdout)


told = {"original": both_engines(), "changed": both_engines(OLD, NEW)}
for name, result in told.items():
    agree = "agree to the last bit" if result["same bits"] else "DO NOT AGREE"
    print(
        f"{name}: the engines {agree} ({result['numbers']:,} numbers), rules {result['rules'][:12]}"
    )
assert all(result["same bits"] for result in told.values())
assert told["original"]["rules"] != told["changed"]["rules"]

# %% [markdown]
# Nobody told the second engine. The figure shows one run (an example, not a result) before and
# after: the line is the Mesa model, the marks are the ensemble. Each line should go through all of
# its marks; and up to some quarter the two runs should be the same.

# %%
sheet = new_sheet(
    "One line changed in one file: do both engines follow?",
    f"Coverage in one run, seed {SHOWN}; lines: Mesa model, marks: ensemble engine",
)
axes = add_axes(sheet, 1.4, 1.6, 11.4, 6.0)
for (name, result), colour, marker in zip(told.items(), LINE_COLOURS, "so", strict=False):
    mesa_model, ensemble = (100 * np.array(values) for values in result["coverage"])
    axes.plot(years, mesa_model, color=colour, lw=3, drawstyle="steps-mid")
    axes.plot(years, ensemble, marker, color=colour, ms=7, mfc="white", mew=2, label=name)
plain(axes, "y")
number_axis(axes, "y", "en")
axes.set_xlabel("year", fontsize=NORMAL)
axes.set_ylabel("coverage (%)", fontsize=NORMAL)
axes.xaxis.set_major_locator(MaxNLocator(integer=True))
axes.legend(fontsize=NORMAL, frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5))
add_foot(sheet, "One run: an example, not a forecast.")
show(sheet, "both-engines")

before, after = (np.array(result["coverage"][0]) for result in told.values())
if (before != after).any():
    apart = int(np.argmax(before != after))
    print(
        f"Coverage is the same before quarter {apart}: the rule matters only where time is short."
    )
else:
    print("In this run nobody's answer hung on the rule; try another seed, or more quarters.")

# %% [markdown]
# The fingerprint of the rules differs as well. Every sweep keeps it, so that numbers of two
# versions of the rules can be told apart, and the compiled engine compiles anew by itself when a
# rule changes (in your clone, without `NUMBA_DISABLE_JIT`: once, some seconds).
#
# ### What must follow
#
# A rule is written down in words, too: `sim/ODD.md` has an equation for each, and a test feeds
# random numbers to both. This is what it says about the rule:

# %%
odd = (package / "ODD.md").read_text(encoding="utf-8").splitlines()
start = next(number for number, line in enumerate(odd) if line.startswith("able_share("))
print("\n".join(odd[start : start + 3]))

# %% [markdown]
# So in your clone, after changing the rule:
#
# 1. `pytest tests/test_odd.py` fails and names the equation. Change it by hand: it is your claim.
# 2. `python tests/test_odd.py --write` rewrites the tables of ODD.md (docstrings, settings,
#    ranges).
# 3. `pytest tests/test_same_bits.py` compares the two engines in all scenarios.
# 4. `python tests/test_odd.py --verdicts` computes the patterns anew (minutes) and writes what came
#    out. A rule that looks plausible and breaks patterns that held has something to explain; and
#    one that is kept *because* it mends a pattern has been tuned to it. Say which it was.
#
# A new number that the rule needs is a setting: it gets a meaning, a unit, a range and a source (or
# the word “assumption”) in `sim/scenario/settings`, and then it can vary in a sweep (notebook 04).
# That is mostly better than a second rule: the old behaviour stays in the range.
#
# ## Tasks
#
# 1. Let `MakesTime` look at `needed_fte` instead: time is found up to half of what is needed, as in
#    part (b). Do the two ways now say the same? If not, which decisions does the subclass miss?
# 2. Write a municipality that never works with anybody more than three times its size: override
#    `weigh(self, offer, others, *rest)`, where `others` are the numbers of the partners
#    (`self.model.municipalities[j].residents`), and return the terms with
#    `terms._replace(domination=-10)` where one of them is too large. Who is left alone?
# 3. Override `learns` so that a council does not learn from its neighbours (copy the method, see
#    `inspect.getsource(Municipality.learns)`, and leave out what is about neighbours; `learning` is
#    in `sim.rules`). After how many years does it show? How many pairs of runs does that take?
# 4. In a clone, make part (b) a setting of its own with a range that includes the old rule, and run
#    a sweep over it.
# 5. Which of the two rules about time would you defend before mayors, and what would you have to
#    observe to decide?
