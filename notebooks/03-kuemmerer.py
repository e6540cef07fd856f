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
# # Der Kümmerer: Was bringt eine Koordinationsstelle, und wem?
#
# Jemand, der die Fäden zusammenhält: Anstöße gibt, Informationen bündelt, die Gemeinden bei der
# Stange hält. Das Projekt *lebensWert* (Riechel & Trapp 2020) nennt das einen „Kümmerer“. Die Frage
# ist, wie fest man ihn einrichtet. Das Modell kennt vier Stufen:
#
# | Stufe | wer die Arbeit macht | was sie kostet | woran sie scheitern kann |
# |---|---|---|---|
# | keine | niemand | nichts | Projekte laufen nebeneinander her |
# | informell | Vertreter der Gemeinden, nebenbei | Stunden | Belastung, Weggang von Personen |
# | geteiltes Personal | freigestellte Teile von Stellen | Stellenanteile | Rückruf bei Engpässen |
# | Geschäftsstelle | eigene Leute | Beiträge, anfangs gefördert | Ende der Förderung, Mehrheiten |
#
# Dieses Notebook fragt dreierlei: Was kann jede Stufe, und was kostet sie? Was bleibt davon, wenn
# Leute wegziehen oder das Personal in den Ruhestand geht? Und hilft sie denen, die es am nötigsten
# haben?
#
# **Nichts davon ist eine Vorhersage.** Ein einzelner Lauf ist ein Beispiel. Verglichen werden immer
# viele Läufe, in denen alle Stufen dasselbe Glück und Pech haben; dazu steht, wie genau man es weiß
# (95-%-Intervall). Wo ein Intervall die Null enthält, ist die Frage offen.
#
# Wie man ein Notebook öffnet, steht am Anfang von `01-erste-schritte.py`: in Jupyter (die Datei
# schreibt `kuemmerer notebooks`), in Visual Studio Code, oder ohne beides mit
# `python notebooks/03-kuemmerer.py`. Es rechnet eine halbe Minute. Mit `KUEMMERER_QUICK=1` sind es
# so wenige Läufe, dass man nur sieht, ob alles geht.

# %%
import os
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.analysis import difference_over_time, mean_estimate, paired_difference
from sim.entities import NO_TIME
from sim.patterns.maps import FOCAL, resized
from sim.plots.charts import number_axis, plain
from sim.plots.palette import INK, QUIET
from sim.plots.paper import NORMAL, SMALL, add_axes, add_foot, new_sheet, save, write
from sim.region import load_region
from sim.texts import number

# The only line of code in which the German and the English notebook differ:
LANG = "de"
QUICK = os.environ.get("KUEMMERER_QUICK", "") not in ("", "0")
RUNS, SEED = (40, 1) if QUICK else (1000, 1)
PLACE = Path("results") / f"coordination-unit-{LANG}"
pd.set_option("display.width", 160, "display.max_columns", 30)


def say(german, english):
    """The words of this notebook's language."""
    return german if LANG == "de" else english


PERCENT = say(" %", "%")
HIDDEN = say(
    "Wo kein Strich zu sehen ist, ist er kürzer als das Zeichen. ",
    "Where no bar is to be seen it is shorter than the mark. ",
) + say("Läufe eines Modells, keine Vorhersage.", "Runs of a model, not a forecast.")


def interval(found, decimals, factor=1):
    """An estimate with its interval, in words."""
    low, high = (number(factor * end, decimals, LANG) for end in (found.low, found.high))
    middle = number(factor * found.estimate, decimals, LANG)
    return f"{middle} ({low} {say('bis', 'to')} {high})"


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
        print(f"{say('Abbildung', 'Figure')}: {png.as_posix()}")


if QUICK:
    print(
        say(
            "Schnell: viel zu wenige Läufe, alles unten kann Zufall sein.",
            "Quick: far too few runs; everything below may be luck.",
        )
    )

# %% [markdown]
# ## Der Versuch
#
# Vier Stufen, jede in vier Welten: ruhig; in zwei Jahren ziehen zwölf Prozent der Einwohner weg; in
# drei Jahren geht zusätzlich ein Fünftel des Personals in den Ruhestand; Schlüsselpersonen gehen,
# zusätzlich zu den Wahlen im Schnitt alle vier Jahre eine je Gemeinde. Die ersten beiden Schocks
# beginnen nach acht Jahren.
#
# Lauf 17 hat in allen sechzehn Kombinationen dasselbe Glück: dieselben Kündigungen, dieselben
# Wahlen. Was sich unterscheidet, kommt daher von der Stufe und vom Schock.

# %%
LEVELS = {  # name of the scenario, name, colour, line and marker
    "none": ("no-coordination", say("keine", "none"), QUIET, ":", "s"),
    "informal": ("informal", say("informell", "informal"), "#e69f00", "--", "^"),
    "shared": ("shared-staff", say("geteiltes Personal", "shared staff"), "#0072b2", "-.", "D"),
    "office": ("coalition-of-the-willing", say("Geschäftsstelle", "office"), "#009e73", "-", "o"),
}
UNITS = ("informal", "shared", "office")  # the levels at which there is somebody
SHOCKS = {
    "calm": (say("ruhig", "calm"), []),
    "move": (
        say("Wegzug", "residents leave"),
        [{"kind": "out_migration", "quarter": 32, "magnitude": 0.12, "duration": 8}],
    ),
    "retire": (
        say("Pensionierungswelle", "retirement wave"),
        [{"kind": "retirement_wave", "quarter": 32, "magnitude": 0.2, "duration": 12}],
    ),
    "key": (
        say("Schlüsselpersonen gehen", "key persons leave"),
        [{"kind": "key_person_loss", "rate": 0.25, "each": True, "magnitude": 1, "duration": 1}],
    ),
}
scenarios = {level: sim.load_scenario(row[0]) for level, row in LEVELS.items()}
runs = {}
for level, (name, *_) in LEVELS.items():
    for shock, (_, shocks) in SHOCKS.items():
        scenario = sim.load_scenario(name, overrides={"shocks": shocks})
        runs[level, shock] = sim.run_ensemble(scenario, RUNS, SEED, details=shock == "calm")
quarters = scenarios["none"].quarters
years = scenarios["none"].start + np.arange(quarters) / 4
print(
    f"{len(runs)} × {number(RUNS, 0, LANG)} {say('Läufe', 'runs')}, "
    f"{quarters} {say('Quartale, Startwert', 'quarters, seed')} {SEED}"
)

# %% [markdown]
# ## Was bringt jede Stufe, und was kostet sie?
#
# Gezeigt ist immer der Unterschied zu „keine“, Lauf für Lauf, im Mittel der zweiten Hälfte der
# Laufzeit. Strich: 95-%-Intervall. Über der Null heißt „mehr als ohne“. Eine Stelle (FTE) ist eine
# Vollzeitkraft. Schauen Sie zuerst auf die obere Reihe (was entsteht), dann unten links auf den
# Aufwand und unten rechts darauf, ob es sich rechnet.

# %%
MEASURES = {  # the measure, its name, its unit
    "field_cooperations": (
        say("Zusammenarbeit in einem Feld", "Cooperations in one field"),
        say("Anzahl", "number"),
    ),
    "cross_field_cooperations": (
        say("Über Felder hinweg", "Cooperations across fields"),
        say("Anzahl", "number"),
    ),
    "relief": (say("Entlastung", "Relief"), say("Stellen", "FTE")),
    "coordination_effort": (
        say("Aufwand, alles zusammen", "Effort, all of it"),
        say("Stellen", "FTE"),
    ),
    "synergy": (say("Zusammenspiel der Felder", "Interplay of fields"), say("Stellen", "FTE")),
    "net_benefit": (say("Unterm Strich", "Net benefit"), say("Stellen", "FTE")),
}


def late(level, measure, shock="calm"):
    """Mean of a measure over the second half of each run."""
    return runs[level, shock][measure].isel(quarter=slice(quarters // 2, None)).mean("quarter")


sheet = new_sheet(
    say(
        "Was bringt jede Stufe, und was kostet sie?",
        "What does each level bring, and what does it cost?",
    ),
    say(
        f"Unterschied zu „keine“, Jahre 11 bis 20; {number(RUNS, 0, LANG)} Paare, 95-%-Intervall",
        f"Difference from none, years 11 to 20; {number(RUNS, 0, LANG)} pairs, 95% interval",
    ),
)
print(say("Unterschied zu „keine“ (95-%-Intervall):", "Difference from none (95% interval):"))
for place, (measure, (title, unit)) in enumerate(MEASURES.items()):
    axes = add_axes(sheet, 1.0 + 5.1 * (place % 3), 4.95 - 3.7 * (place // 3), 4.2, 2.5)
    for x, level in enumerate(UNITS):
        found = paired_difference(late(level, measure), late("none", measure))
        _, label, colour, _, marker = LEVELS[level]
        axes.plot([x, x], [found.low, found.high], color=colour, lw=5, solid_capstyle="butt")
        axes.plot(x, found.estimate, marker, color=colour, ms=11, zorder=4)
        print(f"  {title} ({unit}), {label}: {interval(found, 2)}")
    axes.axhline(0, color=INK, lw=1.2)
    axes.set(xlim=(-0.6, 2.6), xticks=range(3))
    low, high = axes.get_ylim()
    axes.set_ylim(min(1.1 * low, -0.1 * (high - low)), max(1.1 * high, 0.1 * (high - low)))
    plain(axes, "y")
    number_axis(axes, "y", LANG)
    axes.set_xticklabels([LEVELS[level][1].replace(" ", "\n") for level in UNITS], fontsize=SMALL)
    axes.set_title(title, fontsize=NORMAL, loc="left", weight="bold")
    axes.set_ylabel(unit, fontsize=SMALL)
add_foot(sheet, HIDDEN)
show(sheet, "what-each-level-brings")

# %% [markdown]
# Je fester die Stufe, desto mehr entsteht, und desto mehr kostet sie. Ob es sich rechnet, sagen die
# nächsten Zeilen; sie sind aus den Läufen gerechnet, nicht getippt. „Unterm Strich“ zählt nur
# Arbeitszeit: Entlastung und Zusammenspiel weniger Aufwand. Was es wert ist, wenn die Versorgung
# hält oder Vertrauen wächst, steht nicht darin. Wie groß Ersparnisse durch Zusammenarbeit wirklich
# sind, ist in der Forschung umstritten; im Modell ist es eine Annahme mit einer Spanne, die auch
# die Null enthält.

# %%
for level in UNITS:
    found = paired_difference(late(level, "net_benefit"), late("none", "net_benefit"))
    answer = say("ist offen", "is open")
    if found.is_clear:
        answer = say("ja", "yes") if found.low > 0 else say("nein", "no")
    print(
        f"{LEVELS[level][1]}: {say('rechnet es sich?', 'does it pay?')} {answer}; "
        f"{interval(found, 2)} {say('Stellen', 'FTE')}"
    )

# %% [markdown]
# ## Wie lange hält sie?
#
# Jede Linie: in wie viel Prozent der Läufe die Stelle noch lebt, so viele Jahre nach ihrer
# Gründung. Breit und farbig: ruhige Zeiten. Gestrichelt: Schlüsselpersonen gehen. Achten Sie auf
# zwei Dinge: wie weit beide Linien auseinanderliegen, und wo eine Linie plötzlich fällt.

# %%
HORIZON = 40  # quarters after the founding: ten years


def alive(level, shock):
    """Whether the first unit still lives, (run, quarter since its founding); early ones only."""
    data = runs[level, shock]
    begun = data["founding_quarter"].to_numpy().astype(int)
    lives = data["institution_level"].transpose("run", "quarter").to_numpy() > 0
    early = [(r, q) for r, q in enumerate(begun) if 0 <= q <= quarters - HORIZON]
    return np.array([np.logical_and.accumulate(lives[r, q : q + HORIZON]) for r, q in early])


sheet = new_sheet(
    say("Wie lange hält die Koordinationsstelle?", "How long does the coordination unit last?"),
    say(
        "Anteil der Läufe, in denen sie noch lebt; Strich am Ende: 95-%-Intervall",
        "Share of runs in which it is still alive; bar at the end: 95% interval",
    ),
)
lowest = 100.0
panels = [add_axes(sheet, 1.1 + 5.0 * place, 1.6, 4.3, 5.5) for place in range(len(UNITS))]
for axes, level in zip(panels, UNITS, strict=True):
    _, label, colour, *_ = LEVELS[level]
    for shock, style in (("calm", "-"), ("key", "--")):
        lives = alive(level, shock)
        if not len(lives):  # few runs may have founded none so early
            continue
        after_years = np.arange(1, HORIZON + 1) / 4
        line = {"color": INK, "lw": 3}
        if shock == "calm":
            line = {"color": colour, "lw": 9, "alpha": 0.45}
        axes.plot(after_years, 100 * lives.mean(axis=0), style, **line)
        found = mean_estimate(lives[:, -1])
        shift = 0.12 if shock == "calm" else 0.3
        ends = [100 * found.low, 100 * found.high]
        axes.plot([10 + shift] * 2, ends, color=line["color"], lw=4)
        lowest = min(lowest, *ends)
        after = {n: number(100 * lives[:, 4 * n - 1].mean(), 0, LANG) for n in (3, 5)}
        print(
            f"{label}, {SHOCKS[shock][0]}: {say('nach 3, 5, 10 Jahren', 'after 3, 5, 10 years')} "
            f"{after[3]}, {after[5]}, {interval(found, 0, 100)}{PERCENT}"
        )
    axes.set(xlim=(0, 10.5))
    axes.set_title(label, fontsize=NORMAL, loc="left", weight="bold")
    axes.set_xlabel(say("Jahre seit der Gründung", "years since the founding"), fontsize=SMALL)
for axes in panels:
    axes.set_ylim(lowest - 3, 101)
    plain(axes, "both")
    number_axis(axes, "x", LANG)
    number_axis(axes, "y", LANG)
panels[0].set_ylabel(say("% der Läufe", "% of runs"), fontsize=SMALL)
add_foot(
    sheet,
    say(
        "Breit und farbig: ruhige Zeiten. Gestrichelt: Schlüsselpersonen gehen. "
        "Die senkrechte Achse beginnt nicht bei null.",
        "Broad and coloured: calm times. Dashed: key persons leave. "
        "The upright axis does not begin at zero.",
    ),
)
show(sheet, "how-long-it-lasts")

# %% [markdown]
# Die Selbstverpflichtung hängt an Personen: Gehen sie, endet sie öfter. Geteiltes Personal und
# Geschäftsstelle stört das kaum. Dafür hat die Geschäftsstelle einen eigenen schwachen Punkt: das
# Geld. Läuft die Förderung nach drei Jahren aus, entscheiden die Gemeinden, ob sie voll zahlen, und
# zwei Jahre später noch einmal. Erwartet wurde aus der Literatur „je fester, desto länger“ (Muster
# P15). Das kommt im Modell **nicht** heraus; ODD.md sagt, warum.

# %% [markdown]
# ## Wie viel vom Schock kommt bei den Leuten an?
#
# Die Versorgung sinkt, wenn die Verwaltung ihre Arbeit nicht mehr schafft. Gemessen wird gegen den
# Zwilling: denselben Lauf ohne den Schock. Eine 1 auf der linken Achse heißt: Ein Quartal
# lang fehlte die ganze Versorgung, oder hundert Quartale lang ein Hundertstel. Rechts steht, wie
# viel jede Stufe davon verhindert, verglichen mit „keine“: links der Null ist besser.

# %%
STRUCK = ("move", "retire")
sheet = new_sheet(
    say(
        "Schützt die Koordinationsstelle, wenn ein Schock kommt?",
        "Does the coordination unit protect when a shock comes?",
    ),
    say(
        "Verlust an Versorgung gegen denselben Lauf ohne Schock, ganzer Kreis; 95-%-Intervall",
        "Loss of service against the same run without the shock, whole county; 95% interval",
    ),
)
left, right = add_axes(sheet, 3.6, 1.4, 4.6, 5.9), add_axes(sheet, 9.6, 1.4, 5.6, 5.9)
for place, shock in enumerate(STRUCK):
    without = runs["none", shock]["service_loss"]
    for row, (level, (_, label, colour, _, marker)) in enumerate(LEVELS.items()):
        y = -(5 * place + row)
        lost = mean_estimate(runs[level, shock]["service_loss"], is_share=False)
        left.plot([lost.low, lost.high], [y, y], color=colour, lw=5, solid_capstyle="butt")
        left.plot(lost.estimate, y, marker, color=colour, ms=13, mec="white", zorder=4)
        write(left, -0.05, y, label, ha="right", transform=left.get_yaxis_transform(), size=SMALL)
        if level != "none":
            less = paired_difference(runs[level, shock]["service_loss"], without, is_share=False)
            right.plot([less.low, less.high], [y, y], color=colour, lw=5, solid_capstyle="butt")
            right.plot(less.estimate, y, marker, color=colour, ms=8, zorder=4)
            share = number(-100 * less.estimate / max(float(without.mean()), 1e-9), 1, LANG)
            print(
                f"{SHOCKS[shock][0]}, {label}: {interval(less, 4)}; "
                f"{say('verhinderter Anteil', 'share prevented')} {share}{PERCENT}"
            )
    write(
        left,
        -0.62,
        -5 * place + 0.75,
        SHOCKS[shock][0],
        weight="bold",
        transform=left.get_yaxis_transform(),
    )
for axes, title in (
    (left, say("Verlust (Quartale)", "Loss (quarters)")),
    (right, say("Unterschied zu „keine“ (Quartale)", "Difference from none (quarters)")),
):
    axes.set(ylim=(-8.7, 1.1), yticks=[])
    plain(axes, "x")
    axes.set_xlabel(title, fontsize=NORMAL)
left.set_xlim(0, None)
for axes in (left, right):
    number_axis(axes, "x", LANG)
    axes.axvline(0, color=INK, lw=1.2)
add_foot(sheet, HIDDEN)
show(sheet, "protection")

# %% [markdown]
# **Der größte Teil des Schocks kommt an, mit und ohne Kümmerer**, und es kommt auf den Schock an.
# Ziehen Leute weg, müssen Angebote kleiner werden; das gelingt im Modell schneller, wo man
# zusammenarbeitet, regelmäßig zurückblickt und aktuelle Prognosen hat, und je fester die Stufe,
# desto mehr davon gibt es. Fehlt dagegen Personal, hilft fast nichts: Zusammenarbeit entlastet zu
# wenig. Eine Stufe kann dann sogar ein wenig schaden, denn sie nimmt selbst Zeit. „Sicher“ (das
# Intervall lässt die Null aus) heißt also nicht „groß“.

# %% [markdown]
# ## Und was macht der Schock mit der Zusammenarbeit?
#
# Umgekehrt gefragt: Wie viel Zusammenarbeit geht durch den Schock verloren? Abdeckung ist der
# Anteil aller Paare aus Gemeinde und Handlungsfeld, die in einer lebendigen Zusammenarbeit stehen.
# Gezeigt ist der mittlere Unterschied zum selben Lauf ohne Schock, als Band sein 95-%-Intervall.

# %%
sheet = new_sheet(
    say("Hält die Zusammenarbeit den Schock aus?", "Does cooperation survive the shock?"),
    say(
        "Abdeckung mit Schock weniger ohne, dieselben Läufe, 95-%-Band; grau: der Schock",
        "Coverage with the shock less without, the same runs, 95% band; grey: the shock",
    ),
)
panels = [add_axes(sheet, 1.2 + 7.3 * place, 1.6, 6.3, 5.6) for place in range(2)]
for axes, shock in zip(panels, STRUCK, strict=True):
    title, (blow,) = SHOCKS[shock]
    begins = years[blow["quarter"]]
    axes.axvspan(begins, begins + blow["duration"] / 4, color="0.9", zorder=0)
    for level, (_, label, colour, style, _) in LEVELS.items():
        pair = [
            runs[level, which]["coverage"].transpose("run", "quarter").to_numpy()
            for which in (shock, "calm")
        ]
        band = difference_over_time(*pair)
        axes.fill_between(years, 100 * band.low, 100 * band.high, color=colour, alpha=0.15, lw=0)
        axes.plot(years, 100 * band.estimate, style, color=colour, lw=3, label=label)
        last = paired_difference(pair[0][:, -1], pair[1][:, -1], is_share=False)
        points = say("Prozentpunkte am Ende", "percentage points at the end")
        print(f"{title}, {label}: {interval(last, 1, 100)} {points}")
    axes.axhline(0, color=INK, lw=1.2)
    axes.set_xlim(years[24], years[-1])
    axes.set_title(title, fontsize=NORMAL, loc="left", weight="bold")
    axes.set_xlabel(say("Jahr", "year"), fontsize=SMALL)
low = min(axes.get_ylim()[0] for axes in panels)
high = max(axes.get_ylim()[1] for axes in panels)
for axes in panels:
    axes.set_ylim(low, high)
    plain(axes, "y")
    number_axis(axes, "y", LANG)
panels[0].set_ylabel(say("Prozentpunkte", "percentage points"), fontsize=SMALL)
sheet.legend(
    *panels[0].get_legend_handles_labels(),
    loc="lower center",
    ncols=4,
    frameon=False,
    fontsize=NORMAL,
)
show(sheet, "cooperation-under-shock")

# %% [markdown]
# Ein Schock nimmt Zeit, und ohne Zeit schläft Zusammenarbeit ein. Wer mehr Zusammenarbeit hat, kann
# auch mehr verlieren: Eine tiefe Linie heißt nicht, dass die Stufe schlechter schützt. Vergleichen
# Sie sie mit dem, was diese Stufe vorher mehr gebracht hatte (erste Abbildung). Beim Wegzug fällt
# die Geschäftsstelle auf: Sie hätte am meisten zu verlieren und verliert am Ende doch am wenigsten.

# %% [markdown]
# ## Die Kapazitätsfalle: Wer es am nötigsten hat, hat die wenigste Zeit
#
# Das Argument der Studie: Kleine Verwaltungen brauchten Entlastung am meisten, haben aber am
# wenigsten Zeit, Zusammenarbeit aufzubauen. Jeder Punkt ist eine Gemeinde des
# Werra-Meißner-Kreises, links die kleinste. Oben: Bedarf und freie Zeit ohne Koordination. Unten:
# wie oft die Zeit fehlt, wenn jemand anfragt, und wer am Ende dabei ist.

# %%
region = load_region()
residents = np.array([place.population for place in region.places])
free = np.zeros((2 if QUICK else 15, len(residents)))  # FTE, one run per row
for replicate in range(len(free)):
    model = sim.CooperationModel(scenarios["none"], seed=SEED, replicate=replicate)
    while model.running:
        model.step()
        free[replicate] += [m.time_fte / quarters for m in model.municipalities]


def taking_part(data):
    """Share of its fields and quarters in which each municipality cooperates, (run, place)."""
    of_fields = (
        data["memberships"].isel(field=slice(0, -1)).transpose("run", "municipality", "field")
    )
    return of_fields.to_numpy().mean(axis=2) / data.sizes["quarter"]


def no_time(data):
    """How often the time was missing when somebody asked, (run, place).

    The mean over the runs is the share of all answers; around it each run's part in its error.
    """
    answers = data["answers"].transpose("run", "municipality", "answer").to_numpy()
    missing, asked = answers[:, :, NO_TIME], answers.sum(axis=2)
    share = missing.sum(axis=0) / np.maximum(asked.sum(axis=0), 1)
    return share + (missing - share * asked) / np.maximum(asked.mean(axis=0), 1e-9)


calm = {level: runs[level, "calm"] for level in LEVELS}
PANELS = (
    (
        say("Der Bedarf: Arbeit je Stelle", "The need: work per post"),
        say("Arbeit je Stelle", "work / post"),
        {"none": calm["none"]["strain"].transpose("run", "municipality").to_numpy()},
    ),
    (say("Die freie Zeit", "The free time"), say("Stellen", "FTE"), {"none": free}),
    (
        say("„Keine Zeit“, wenn jemand anfragt", "“No time” when somebody asks"),
        "%",
        {level: 100 * no_time(calm[level]) for level in ("none", "office")},
    ),
    (
        say("Wer dabei ist", "Who is in"),
        say("% der Felder und Zeit", "% of fields and time"),
        {level: 100 * taking_part(calm[level]) for level in ("none", "office")},
    ),
)
sheet = new_sheet(
    say("Wer es am nötigsten hat, hat die wenigste Zeit", "Who needs it most has least time"),
    say(
        f"16 Gemeinden; Mittel von {number(RUNS, 0, LANG)} ruhigen Läufen, freie Zeit: {len(free)}",
        f"16 municipalities; means of {number(RUNS, 0, LANG)} calm runs, free time: {len(free)}",
    ),
)
for place, (title, unit, values) in enumerate(PANELS):
    axes = add_axes(sheet, 1.3 + 7.4 * (place % 2), 4.85 - 3.7 * (place // 2), 6.2, 2.7)
    for level, of_runs in values.items():
        _, label, colour, _, marker = LEVELS[level]
        look = {"mfc": colour if level == "office" else "white", "mew": 2.5}
        for x, of_place in zip(residents, of_runs.T, strict=True):
            mean = mean_estimate(of_place, is_share=False)
            axes.plot([x, x], [mean.low, mean.high], color=colour, lw=4)
        axes.plot(residents, of_runs.mean(axis=0), marker, color=colour, ms=11, label=label, **look)
    for which in (residents.argmin(), residents.argmax()):
        means = [mean_estimate(of_runs[:, which], is_share=False) for of_runs in values.values()]
        below = place < 2 and which == residents.argmax()
        spot = min(mean.low for mean in means) if below else max(mean.high for mean in means)
        axes.annotate(
            region.places[which].name,
            (residents[which], spot),
            (0, -22 if below else 11),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
        )
    axes.set_xscale("log")
    axes.set(
        xlim=(700, 25000),
        xticks=[1000, 2000, 5000, 10_000, 20_000],
        ylim=(-0.05 * axes.get_ylim()[1], 1.2 * axes.get_ylim()[1]),
    )
    if place == 0:
        axes.set_ylim(0.93, 1.2)
        axes.axhline(1, color=INK, lw=1.2, ls=(0, (4, 3)))
    axes.minorticks_off()
    plain(axes, "y")
    axes.set_xticklabels([number(n, 0, LANG) for n in (1000, 2000, 5000, 10_000, 20_000)])
    number_axis(axes, "y", LANG)
    axes.set_title(title, fontsize=NORMAL, loc="left", weight="bold")
    axes.set_ylabel(unit, fontsize=SMALL)
    if len(values) > 1:
        axes.legend(fontsize=SMALL, frameon=False, loc="upper center", ncols=2)
about = say(
    "Waagerecht: Einwohner (logarithmisch). Striche: 95-%-Intervalle. ",
    "Across: residents (logarithmic). Bars: 95% intervals. ",
)
add_foot(sheet, about + HIDDEN)
show(sheet, "capacity-trap")

order = np.argsort(residents)
for which in (order[:3], order[-3:]):
    names = ", ".join(region.places[i].name for i in which)
    time = number(free.mean(axis=0)[which].mean(), 2, LANG)
    missing = number(100 * no_time(calm["none"]).mean(axis=0)[which].mean(), 0, LANG)
    words = say("Stellen freie Zeit im Mittel; keine Zeit", "FTE of free time on average; no time")
    print(f"{names}: {time} {words}: {missing}{PERCENT}")

# %% [markdown]
# Die kleinste Gemeinde sticht heraus. Aber Vorsicht: Die großen Gemeinden dieses Kreises liegen
# auch in der Mitte, haben mehr Nachbarn und aufgeschlossenere Räte. Was davon ist *Größe*? Das
# verrät die Landkarte nicht. Ein Versuch schon: **dieselbe** Gemeinde (Wehretal), einmal so klein
# wie die kleinste, einmal so groß wie die größte, alles andere gleich, mit und ohne
# Geschäftsstelle.

# %%
SIZES = (0.2, 1, 4) if QUICK else (0.2, 0.3, 0.5, 0.7, 1, 1.5, 2.5, 4)
here = list(region.keys).index(FOCAL)
found = {}
for size in SIZES:
    county = resized({FOCAL: size})(region)
    for level in ("none", "office"):
        found[level, size] = sim.run_ensemble(
            scenarios[level], RUNS, SEED, region=county, details=True
        )
sizes = [residents[here] * size for size in SIZES]
sheet = new_sheet(
    say(
        "Dieselbe Gemeinde, einmal klein, einmal groß: Wem hilft die Geschäftsstelle?",
        "The same municipality, small and large: whom does the office help?",
    ),
    say(
        "Wehretal mit anderer Einwohnerzahl, alles andere gleich; Strich: 95-%-Intervall",
        "Wehretal with other numbers of residents, all else equal; bar: 95% interval",
    ),
)
titles = (
    (say("Der Bedarf", "The need"), say("Arbeit je Stelle", "work / post")),
    (
        say("Wie oft sie dabei ist", "How often it is in"),
        say("% der Felder und Zeit", "% of fields and time"),
    ),
    (
        say("Was die Geschäftsstelle ändert", "What the office changes"),
        say("Prozentpunkte", "percentage points"),
    ),
)
panels = [add_axes(sheet, 1.2 + 5.0 * place, 1.8, 4.0, 5.2) for place in range(3)]
lifts = {}
for x, size in zip(sizes, SIZES, strict=True):
    shares = {level: taking_part(found[level, size])[:, here] for level in ("none", "office")}
    lifts[size] = shares["office"] - shares["none"]
    rows = [
        (
            panels[0],
            "none",
            1,
            mean_estimate(found["none", size]["strain"].isel(municipality=here)),
        ),
        *((panels[1], level, 100, mean_estimate(shares[level])) for level in shares),
        (panels[2], "office", 100, mean_estimate(lifts[size], is_share=False)),
    ]
    for axes, level, factor, value in rows:
        _, label, colour, _, marker = LEVELS[level]
        axes.plot([x, x], [factor * value.low, factor * value.high], color=colour, lw=4)
        axes.plot(
            x,
            factor * value.estimate,
            marker,
            color=colour,
            ms=11,
            mew=2.5,
            mfc=colour if level == "office" else "white",
            label=label if size == SIZES[0] else None,
        )
for axes, (title, unit) in zip(panels, titles, strict=True):
    axes.set_xscale("log")
    axes.set(xlim=(800, 24000), xticks=[1000, 5000, 20_000])
    axes.minorticks_off()
    plain(axes, "y")
    axes.set_xticklabels([number(n, 0, LANG) for n in (1000, 5000, 20_000)])
    axes.set_title(title, fontsize=NORMAL, loc="left", weight="bold")
    axes.set_ylabel(unit, fontsize=SMALL)
    axes.set_xlabel(say("Einwohner (logarithmisch)", "residents (logarithmic)"), fontsize=SMALL)
for axes in panels[1:]:
    axes.set_ylim(min(axes.get_ylim()[0], 0), None)
for axes in panels:
    number_axis(axes, "y", LANG)
panels[2].axhline(0, color=INK, lw=1.2)
panels[1].legend(fontsize=SMALL, frameon=False, loc="lower right")
add_foot(sheet, say("Läufe eines Modells, keine Vorhersage.", "Runs of a model, not a forecast."))
show(sheet, "same-place-other-size")

for size in (SIZES[0], 1, SIZES[-1]):
    label = say("Einwohner: Die Geschäftsstelle ändert", "residents: the office changes it by")
    value = mean_estimate(lifts[size], is_share=False)
    points = say("Prozentpunkte", "percentage points")
    print(f"{number(residents[here] * size, 0, LANG)} {label} {interval(value, 1, 100)} {points}")
larger = (lifts[1] + lifts[SIZES[-1]]) / 2
gap = mean_estimate(lifts[SIZES[0]] - larger, is_share=False)
words = say(
    "Was sie bei der Kleinen mehr ändert als bei den beiden anderen:",
    "What it changes more for the small one than for the other two:",
)
print(f"{words} {interval(gap, 1, 100)} {points}")

# %% [markdown]
# Die Falle ist da: Ganz links, bei der kleinsten, ist der Bedarf am höchsten und die Teilnahme am
# niedrigsten. (Dass der
# Bedarf zwischendurch einmal sinkt, kommt daher, dass kleine Verwaltungen im Modell etwas mehr
# Stellen je Kopf haben; `kuemmerer settings small_staff_bonus` nennt die Quelle.) Erwartet wurde
# nach der Studie, dass ein Kümmerer gerade dieses Ende hebt (Muster P17). Die letzte Zeile oben
# sagt, ob das im Modell herauskommt; ein Minus heißt: **nein, er hilft den anderen mehr**. Die
# Kleinsten tragen die Stelle selten mit, denn schon zum Mitsteuern fehlt die Zeit, und wer nicht
# mitträgt, wird nicht betreut. Was dieses Ende im Modell hebt, ist die Hilfe des Landkreises
# (Aufgabe 3). Ob das in Wirklichkeit so ist, kann das Modell nicht sagen; es sagt, was aus seinen
# Annahmen folgt.

# %% [markdown]
# ## Aufgaben
#
# 1. Geld: Lassen Sie die Förderung der Geschäftsstelle nie enden: neben `"shocks": shocks` noch
#    `"funding.office_grant_quarters": 400` (`kuemmerer settings office_grant` nennt Bereich und
#    Quelle). Wie sieht die Abbildung „Wie lange hält die Koordinationsstelle?“ dann aus?
# 2. Stufen: Setzen Sie in `LEVELS` an die Stelle von `"shared-staff"` das Szenario
#    `"start-informal-then-office"` (und einen passenden Namen). Verbindet es das Beste aus beiden?
# 3. Die Falle: Geben Sie dem Landkreis Leute, mit denen er Stelle und Kleinen hilft: in der Zeile
#    `scenarios = …` `sim.load_scenario(row[0], {"county.county_support_fte": 2})` (siehe `kuemmerer
#    settings county`). Was ändert sich bei 0,2-facher Größe?
# 4. Ein härterer Schock: Verdoppeln Sie in `SHOCKS` die `magnitude` der Pensionierungswelle.
#    Verhindert die Geschäftsstelle dann einen größeren oder einen kleineren Anteil? Was sagt Muster
#    P16 (`kuemmerer patterns P16`)?
# 5. Streit: Jemand im Rat sagt „Das rechnet sich nie“. Welche Annahme müssten Sie ändern, damit er
#    recht hat, und welche, damit er unrecht hat? Steht eine davon in `sim/ODD.md` als umstritten?
