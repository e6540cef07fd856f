"""The commands as a user types them: what they write, print, refuse and leave alone."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import click
import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim import cli
from sim.cli.compare import split
from sim.cli.shared import overrides
from sim.measures import INDICATOR_NAMES, OUTCOME_NAMES
from sim.patterns import PATTERNS
from sim.provenance import rules_fingerprint
from sim.scenario import shipped_scenarios
from sim.sweep import load_design, shipped_designs
from sim.workbook import tables_workbook

FILES = {
    "indicators.csv", "municipalities.csv", "cooperations.csv", "events.csv", "decisions.csv",
    "network.graphml", "tables.xlsx", "report.html", "provenance.json",
    "map.png", "map.svg", "time_series.png", "time_series.svg",
    "map_founding.png", "map_founding.svg", "membership.png", "membership.svg",
    "service.png", "service.svg",
}  # fmt: skip


COLOURS = ("NO_COLOR", "FORCE_COLOR")


def call(*arguments, cwd=None, **more):
    """A command in a process of its own, as a user would run it; what it prints goes to a pipe."""
    kept = {key: value for key, value in os.environ.items() if key not in COLOURS}
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        timeout=120,
        env={**kept, "PYTHONPATH": str(Path(sim.__file__).parents[1]), **more},
    )


def german_run(folder, **more):
    """One German run with a shock."""
    done = call("run", "out-migration", "--seed", 3, "--lang", "de", "--out", folder, **more)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return german_run(tmp_path_factory.mktemp("run") / "ergebnis")


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """The same command once more, with colours that nobody would see."""
    return german_run(tmp_path_factory.mktemp("run") / "again", FORCE_COLOR="1")


def test_run_writes_everything(finished):
    folder, _ = finished
    assert {path.name for path in folder.iterdir()} == FILES
    assert all(path.stat().st_size > 200 for path in folder.iterdir())
    assert [p.name for p in folder.parent.iterdir()] == ["ergebnis"]


def test_tables_can_be_read_without_us(finished):
    folder, _ = finished
    indicators = pd.read_csv(folder / "indicators.csv")
    assert tuple(indicators.columns) == ("quarter", *INDICATOR_NAMES)
    assert len(indicators) == 80
    municipalities = pd.read_csv(folder / "municipalities.csv", dtype={"key": str})
    assert len(municipalities) == 80 * 16
    assert set(municipalities["name"]) >= {"Großalmerode", "Weißenborn"}
    assert municipalities["key"].str.len().eq(8).all()
    decisions = pd.read_csv(folder / "decisions.csv")
    terms = ["relief", "effort", "contribution", "grant", "autonomy", "peers", "willingness",
             "election", "domination", "likeness", "growth"]  # fmt: skip
    assert decisions[terms].sum(axis=1).to_numpy() == pytest.approx(decisions["balance_fte"])
    assert decisions["why"].str.len().gt(20).all()


def test_a_name_that_looks_like_a_formula_stays_a_name():
    table = pd.DataFrame({"name": ["=1+1", "Au"], "population": [5, 7]})
    book = openpyxl.load_workbook(
        io.BytesIO(tables_workbook({"municipalities": table}, "en", None))
    )
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_workbook_is_for_a_german_spreadsheet(finished):
    """Numbers as numbers, umlauts, the year, keys with their zeros, and every column explained."""
    folder, _ = finished
    names = {
        "indicators": "Kennzahlen", "municipalities": "Gemeinden", "cooperations": "Kooperationen",
        "events": "Ereignisse", "decisions": "Beschlüsse",
    }  # fmt: skip
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == [*names.values(), "Spalten"]
    explained = {row[:2] for row in book["Spalten"].iter_rows(values_only=True) if row[2]}
    for name, german in names.items():
        sheet = book[german]
        assert sheet.freeze_panes == "A2"
        head, *rows = sheet.iter_rows(values_only=True)
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            known = list(csv.DictReader(file))
        assert {(german, column) for column in head} <= explained
        assert [c for c in head if c != "year"] == [c for c in known[0] if c != "year"]
        assert ("year" in head) == ("quarter" in head)
        assert len(rows) == len(known)
        for row, line in zip(rows, known, strict=True):
            cells = dict(zip(head, row, strict=True))
            for column, value in line.items():
                cell = cells[column]
                if isinstance(cell, int | float):
                    assert cell == pytest.approx(float(value), rel=1e-15)  # 16 digits
                else:
                    assert (cell or "") == value
            if "year" in cells:
                assert cells["year"] == 2025 + cells["quarter"] // 4
    assert isinstance(book["Gemeinden"]["B2"].value, int)


def test_a_long_table_stays_in_its_csv_file(monkeypatch):
    table = pd.DataFrame({"quarter": range(30), "who": "", "text": "ä"})
    monkeypatch.setattr("sim.workbook.MOST_ROWS", 29)
    short = tables_workbook({"events": table, "decisions": table[["quarter"]][:29]}, "de", 2030)
    book = openpyxl.load_workbook(io.BytesIO(short))
    assert book.sheetnames == ["Beschlüsse", "Spalten"]
    assert book["Beschlüsse"]["B29"].value == 2036


def test_another_run_of_an_ensemble(tmp_path, monkeypatch):
    """Run 3 of an ensemble with a seed, as the live view may show it."""
    monkeypatch.chdir(tmp_path)
    cli.main(["run", "county-wide", "--replicate", "3", "--quiet", "--lang", "de"])
    folder = tmp_path / "results" / "county-wide-seed1-run3"
    assert json.loads((folder / "provenance.json").read_text())["replicate"] == 3
    model = sim.CooperationModel("county-wide", seed=1, replicate=3).run()
    indicators = pd.read_csv(folder / "indicators.csv")
    told = model.datacollector.get_model_vars_dataframe()
    assert indicators["trust"].to_numpy() == pytest.approx(told["trust"].to_numpy(), abs=1e-12)
    assert "1, Lauf 3" in (folder / "report.html").read_text(encoding="utf-8")


def test_numbers_in_the_file_are_those_of_the_model(finished):
    """Written and read again, each indicator is the same to the last bit."""
    folder, _ = finished
    model = sim.CooperationModel("out-migration", seed=3).run()
    with (folder / "indicators.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for name in INDICATOR_NAMES:
        assert [float(row[name]) for row in rows] == model.datacollector.model_vars[name]


def test_events_tell_the_story_in_german(finished):
    folder, _ = finished
    events = pd.read_csv(folder / "events.csv")
    assert events["text"].str.contains("Abwanderung in allen Gemeinden").any()
    assert not events["text"].str.contains(r"[{}]|None|nan", regex=True).any()


def test_network_opens_in_networkx(finished):
    folder, _ = finished
    graph = nx.read_graphml(folder / "network.graphml")
    assert nx.is_bipartite(graph)
    assert sum(d["kind"] == "municipality" for _, d in graph.nodes(data=True)) == 16


def test_provenance_says_what_and_nothing_of_the_machine(finished):
    folder, _ = finished
    text = (folder / "provenance.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert record["seed"] == 3
    assert record["scenario"]["shocks"][0]["kind"] == "out_migration"
    assert set(record["versions"]) >= {"kuemmerer", "mesa", "numpy", "python"}
    assert record["rules_fingerprint"] == rules_fingerprint()
    assert record["command"] == "kuemmerer run out-migration --lang de --seed 3"
    assert str(Path.home()) not in text
    assert str(folder) not in text


def test_summary_is_printed(finished):
    folder, done = finished
    assert "Abwanderung" in done.stdout
    assert "Ein Lauf ist ein Beispiel, keine Vorhersage." in done.stdout
    assert folder.name in done.stdout
    assert done.stderr == ""


def test_summary_says_where_the_run_stands(finished):
    """As the report does: among the runs of the ensemble with the same seed."""
    folder, done = finished
    printed = " ".join(done.stdout.split())
    net = sim.run_ensemble("out-migration", runs=200, seed=3)["net_benefit"].values[:, -1]
    low, high = (
        f"{x:.1f}".replace("-", "−").replace(".", ",") for x in np.quantile(net, [0.05, 0.95])
    )
    sentence = f"in neun von zehn Läufen zwischen {low} und {high} Stellen"
    assert sentence in printed
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert sentence in page
    typed = re.search(r"kuemmerer run out-migration --lang de --seed 3 --replicate \d+", printed)
    assert typed
    assert typed[0] in page


def test_why_there_was_no_vote_is_printed(tmp_path, monkeypatch, capsys):
    """In a county of two no coalition of three is possible."""
    monkeypatch.chdir(tmp_path)
    pair = 'region.municipalities=["Eschwege", "Meißner"]'
    for scenario, reason in (
        ("coalition-of-the-willing", "at least 3 are needed"),
        ("no-coordination", "no coordination unit to vote on in this scenario"),
    ):
        cli.main(["run", scenario, "--set", pair, "--set", "quarters=24", "--lang", "en"])
        printed = " ".join(capsys.readouterr().out.split())
        assert reason in printed
        # what is set stays one word of the command
        typed = re.search(r"kuemmerer (run .* --replicate \d+) Everything", printed)
        assert typed
        assert pair in shlex.split(typed[1])


def test_the_same_command_writes_the_same_bytes(finished, again):
    for name in FILES:
        assert (finished[0] / name).read_bytes() == (again[0] / name).read_bytes(), name


def test_default_folder_is_never_overwritten(finished, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    first = tmp_path / "results" / "no-coordination-seed1"
    shutil.copytree(finished[0], first)
    cli.main(["run", "no-coordination", "--set", "quarters=4", "--quiet"])
    assert capsys.readouterr() == ("", "")
    assert sorted(p.name for p in (tmp_path / "results").iterdir()) == [
        "no-coordination-seed1",
        "no-coordination-seed1-2",
    ]
    for name in FILES:
        assert (first / name).read_bytes() == (finished[0] / name).read_bytes(), name


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Look whether a command ends with 2 and one line, and nothing is written."""

    def look(arguments, message):
        before = sorted(tmp_path.rglob("*"))
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            with pytest.raises(SystemExit) as ended:
                cli.main([*arguments])
        check_refusal(ended.value.code, *capsys.readouterr(), message)
        assert sorted(tmp_path.rglob("*")) == before

    return look


def check_refusal(code, printed, told, message):
    assert code == 2
    assert printed == ""
    assert told.count("\n") == 1, told
    assert message in told
    assert "Traceback" not in told


def test_a_refusal_of_the_process(tmp_path):
    """What the process leaves behind is that of the call that the tests below look at."""
    done = call("run", "county-wide", "--set", "quota=2", cwd=tmp_path)
    check_refusal(done.returncode, done.stdout, done.stderr, "given 2; allowed: a number from")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "countywide"), "did you mean 'county-wide'?"),
        (("run", "missing.toml"), "missing.toml: there is no such file"),
        (("run", "county-wide", "--set", "quota=2"), "given 2; allowed: a number from 0.01 to 1"),
        (("run", "county-wide", "--set", "quota"), "given no '='; allowed: section.key=value"),
        (("run", "county-wide", "--set", "levle=office"), "did you mean 'level'?"),
        (("run", "county-wide", "--seed", "-1"), "--seed"),
        (("run", "county-wide", "--seed", "x"), "--seed"),
        (("run", "county-wide", "--lang", "fr"), "--lang"),
        (("run",), "SCENARIO"),
        (("rnu", "county-wide"), "rnu"),
        (("settings", "qwertz"), "no setting has 'qwertz'"),
        (("run", "county-wide", "--set", "region.unit=county"), "'municipality' or 'association'"),
    ],
)
def test_bad_input_is_one_line(refused, arguments, message):
    refused(arguments, message)


def test_an_existing_folder_is_refused_and_kept(refused, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "precious.txt").write_text("keep me")
    arguments = ("run", "county-wide", "--set", "quarters=4", "--out", "mine")
    refused(arguments, "exists already; allowed: another folder, or --overwrite")
    assert (folder / "precious.txt").read_text() == "keep me"


def test_overwrite_replaces_results_only(refused, finished, tmp_path, monkeypatch):
    """--overwrite never takes a folder that holds something else, nor the present one."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "precious.txt").write_text("keep me")
    short = ("run", "county-wide", "--set", "quarters=4", "--overwrite", "--out")
    refused((*short, "mine"), "holds other files (precious.txt)")
    refused((*short, "."), "holds the present folder")
    refused((*short, "mine/../.."), "holds the present folder")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(finished[0], "fresh")
    cli.main([*short, "fresh", "--quiet"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fresh", "mine"]
    assert len(pd.read_csv("fresh/indicators.csv")) == 4


def test_a_file_in_the_way_is_refused(refused, tmp_path):
    (tmp_path / "file").write_text("x")
    refused(("run", "county-wide", "--out", "file"), "is a file; allowed: a folder")


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_ctrl_c_leaves_nothing_half_done(tmp_path):
    code = "import sys; from sim.cli import main; print('begun', flush=True); main(sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "run", "county-wide", "--set", "quarters=400"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
    )
    assert process.stdout.readline() == "begun\n"
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert list(tmp_path.rglob("*.csv")) == []


def test_a_folder_that_cannot_be_written_is_told_before_any_run(refused, tmp_path):
    """Nobody waits for a million runs to hear that there is no room for them."""
    (tmp_path / "file").write_text("x")
    for words in (("run", "county-wide"), ("compare", "county-wide", "three-kinds-of-cooperation")):
        refused((*words, "--out", "file/below"), "cannot be written")
    refused(("patterns", "P1", "--runs", "1000000", "--out", "file/x"), "cannot be")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is made of /dev/full")
def test_a_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "sim", "scenarios"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
        )
    assert ended.returncode == 2
    assert ended.stderr == "kuemmerer: output: cannot be read or written: No space left on device\n"


def test_the_wrong_setting_is_the_one_that_is_blamed(refused):
    words = ("compare", "county-wide", "county-wide:quota=0.5")
    refused((*words, "--set", "level=nix"), "--set: coordination.level: given 'nix'")
    words = ("compare", "county-wide", "county-wide:quota=5", "--set", "level=none")
    refused(words, "kuemmerer: county-wide:quota=5: coordination.quota: given 5; allowed")


def test_scenarios_are_listed_with_what_they_are():
    lines = call("scenarios", "--lang", "de").stdout.splitlines()
    names, told = lines[::2], lines[1::2]
    assert [line.split()[0] for line in names] == list(shipped_scenarios())
    assert any("Koalition der Willigen" in line for line in names)
    assert all(line.startswith("    ") and line.endswith(".") for line in told)
    assert any("lebensWert" in line or "Abwanderung" in line for line in lines)


def test_a_scenario_says_what_it_is():
    german = call("scenarios", "shrinking-2019", "--lang", "de").stdout
    assert german.startswith("Schrumpfen nach der Vorausberechnung 2019\n    Wie die Koalition")
    assert "    population.annual_change = -0.0052\n        Jährliche Änderung" in german
    assert german.count(" = ") == 1
    assert german.endswith("Zum Ausprobieren: kuemmerer run shrinking-2019 --lang de\n")
    shock = call("scenarios", "out-migration").stdout
    assert "shocks[0]: kind = out_migration, quarter = 32, magnitude = 0.12, duration = 8" in shock
    assert "Nothing differs" in call("scenarios", "coalition-of-the-willing").stdout


def test_lists_fit_a_narrow_terminal():
    for words in (("scenarios",), ("scenarios", "three-kinds-of-cooperation"), ("settings",)):
        lines = call(*words, "--lang", "de", COLUMNS="40").stdout.splitlines()
        body = [line for line in lines if line.startswith("    ")]
        assert body
        assert not [line for line in body if len(line) > 40 and len(line.split()) > 1]


def test_settings_prints_them_all():
    text = call("settings", "--lang", "en").stdout
    for line in ("coordination.level = office", "fields.NAME.scale_effect = 0.05", "quarters = 80"):
        assert line in text
    assert text.count("source: ") > 150
    german = call("settings", "--lang", "de").stdout
    assert german.count("Quelle: ") == text.count("source: ")


def test_settings_can_be_searched():
    text = call("settings", "quota", "--lang", "en").stdout
    assert "coordination.quota = 0.666667" in text
    assert "allowed: 0.01 … 1" in text
    assert "willingness_mean" not in text
    assert "section 11" in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("word", "setting"),
    [
        ("Quorum", "coordination.quota"),
        ("Mitgliedschaftsregel", "coordination.membership"),
        ("Fördermittel", "funding.cooperation_grant"),
        ("Kümmerer", "coordination.level"),
        ("Abwanderung", "shocks[].kind"),
    ],
)
def test_settings_are_found_by_the_words_of_the_glossary(word, setting):
    assert setting in call("settings", word, "--lang", "de").stdout


def test_a_language_that_is_none_is_told_in_that_of_the_system(refused, monkeypatch):
    monkeypatch.setattr(cli, "system_language", lambda: "de")
    refused(["--lang", "dee"], "'--lang': 'dee' angegeben; erlaubt: 'de', 'en'\n")


@pytest.mark.parametrize("typed", [(), ("region",)])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_nothing_but_a_language_shows_the_help(typed, lang, capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main([*typed, "--lang", lang])
    shown = capsys.readouterr()
    cli.main([*typed, "--help", "--lang", lang])
    assert shown.err == ""
    assert shown.out == capsys.readouterr().out
    assert {"de": "Aufruf:", "en": "Usage:"}[lang] in shown.out


@pytest.mark.parametrize(
    ("one", "many"), [("grant", "grants"), ("Förderung", "Förderungen"), ("quarter", "quarters")]
)
def test_settings_are_found_in_singular_and_plural(one, many):
    found = [call("settings", word, "--lang", "de").stdout for word in (one, many)]
    assert found[0] == found[1]
    assert found[0].count("Quelle: ") >= 5
    both = call("settings", "grants", "office").stdout
    assert both.count("source: ") == 2


def all_commands(group=cli.commands, above=()):
    """Every command with the words that lead to it."""
    for name, command in group.commands.items():
        yield (*above, name), command
        if hasattr(command, "commands"):
            yield from all_commands(command, (*above, name))


def examples(words, columns):
    """The examples in the help of a command, as one sees them on a terminal of that width."""
    shown = CliRunner().invoke(
        cli.commands, [*words, "--help"], env={"COLUMNS": str(columns)}, terminal_width=None
    )
    assert shown.exit_code == 0
    return [line.split() for line in shown.output.splitlines() if line.startswith("      kuem")]


@pytest.mark.parametrize("words", [(), *(words for words, _ in all_commands())], ids=" ".join)
def test_the_examples_in_the_help_are_right(words, tmp_path, monkeypatch):
    """Each command has one of its own, in one piece, and all that it names exists."""
    monkeypatch.chdir(tmp_path)
    found = examples(words, 80)
    assert found == examples(words, 40)
    assert any(example[1 : len(words) + 1] == [*words] for example in found)
    for _, *typed in found:
        if typed[-1] == "--help":
            assert typed[0] in cli.commands.commands
            continue
        context = cli.commands.make_context("kuemmerer", list(typed))
        while isinstance(context.command, click.Group):
            name, command, rest = context.command.resolve_command(
                context, [*context._protected_args, *context.args]
            )
            context = command.make_context(name, rest, parent=context)
        check_names(context.info_name, context.params)


GERMAN_MISTAKES = [
    (
        "run nix",
        "Szenario 'nix': weder eine Datei noch ein mitgeliefertes Szenario; welche es gibt",
    ),
    ("run countywide", "gemeint ist vielleicht 'county-wide'"),
    ("run nix.toml", "nix.toml: diese Datei gibt es nicht"),
    ("run county-wide --set coordination.level=x", "'x' angegeben; erlaubt: 'none', 'informal', "),
    ("run county-wide --set quota=2", "2 angegeben; erlaubt: eine Zahl von 0.01 bis 1"),
    ("run county-wide --set quota", "ohne '=' angegeben; erlaubt: Abschnitt.Einstellung=Wert"),
    ("run county-wide --set levle=x", "unbekannte Einstellung; gemeint ist vielleicht 'level'"),
    ("run county-wide --set region.seat=Eschwge", "gemeint ist vielleicht 'Eschwege'"),
    ("run county-wide --set region.municipalities=['X']", "keine Gemeinde 'X'"),
    ("run county-wide --set region.source=x.csv", "x.csv: diese Datei gibt es nicht"),
    ("run county-wide --out here", "--out here: gibt es schon; erlaubt: ein anderer Ordner"),
    (
        "run",
        "Es fehlt die Angabe 'SCENARIO'. Welche es gibt, zeigt `kuemmerer scenarios --lang de`",
    ),
    ("run county-wide --seed x", "'--seed': 'x' angegeben; erlaubt: eine ganze Zahl"),
    ("run county-wide --seed -1", "'--seed': -1 angegeben; erlaubt: 0 bis 4294967295"),
    ("run county-wide --nix", "Die Option '--nix' gibt es hier nicht."),
    ("run county-wide:quota=0.5", "hier: county-wide --set quota=0.5"),
    ("run county-wide nix", "Eine Angabe zu viel: nix"),
    ("region chek", "Welche es gibt, zeigt `kuemmerer region --help --lang de`"),
    ("nix", "Den Befehl 'nix' gibt es nicht."),
    ("--seed 2 run county-wide", "hinter den Befehl: kuemmerer run county-wide --lang de --seed 2"),
    ("compare out-migration", "zum Beispiel coalition-of-the-willing und out-migration"),
    ("compare county-wide county-wide", "dieselben Einstellungen angegeben wie in county-wide"),
    ("compare county-wide open-forum --precision x=1", "keine Kennzahl 'x'; erlaubt: founded"),
    ("compare", "Es fehlt die Angabe"),
    ("live nix", "Szenario 'nix'"),
    ("board county-wide --out here", "--out here: ist ein Ordner; erlaubt: eine Datei"),
    ("board county-wide --slider x=1", "Die Einstellung „x“ lässt sich hier nicht verändern"),
    ("scenarios nix", "Szenario 'nix'"),
    ("settings nix", "keine Einstellung hat 'nix' in Namen oder Bedeutung"),
    ("notebooks nix", "Notebook 'nix': dieses gibt es nicht; erlaubt: 01-"),
    ("patterns P4", "Muster 'P4': dieses gibt es nicht; gemeint ist vielleicht 'P"),
    ("sweep nix", "Plan 'nix': weder eine Datei noch ein mitgelieferter; erlaubt: eine TOML-Datei"),
    ("sweep what-matters --set level=x --dry-run", "set: coordination.level: 'x' angegeben"),
    ("sensitivity here", "here: enthält keine Versuchsreihe; erlaubt: ein Ordner, den `kuemmerer"),
    ("sweep", "Es fehlt die Angabe 'DESIGN'. Das ist eine Datei, oder willingness-and-level"),
    (
        "sensitivity",
        "Es fehlt die Angabe 'DIR'. Das ist ein Ordner, den `kuemmerer sweep --lang de`",
    ),
]


@pytest.mark.parametrize(("typed", "message"), GERMAN_MISTAKES, ids=[m[0] for m in GERMAN_MISTAKES])
def test_mistakes_are_told_in_german(typed, message, refused, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "precious.txt").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "system_language", lambda: "en")
        refused([*typed.split(), "--lang", "de"], message)


def test_a_dry_run_names_the_first_of_many_settings(capsys):
    cli.main(["sweep", "what-matters", "--all-priors", "--dry-run", "--lang", "de"])
    told = capsys.readouterr().out
    assert re.search(
        r"Verändert werden: (\w+\.\w+, ){4}\w+\.\w+ und \d+ weitere \(1\d\d Einst", told
    )


def test_a_dry_run_says_each_thing_in_words(capsys):
    for lang, words in (("en", "Runs already done: 0"), ("de", "Läufe, die schon fertig sind: 0")):
        cli.main(["sweep", "willingness-and-level", "--dry-run", "--lang", lang])
        told = capsys.readouterr().out
        assert words in told.splitlines()
        assert all(line[0].isupper() for line in told.splitlines())
        assert ("as soon as it is done" in told) == (lang == "en")


def test_the_language_of_the_system_is_that_of_mistakes(tmp_path):
    done = call("run", "nix", cwd=tmp_path, KUEMMERER_LANG="de")
    check_refusal(done.returncode, done.stdout, done.stderr, "`kuemmerer scenarios`")
    assert "weder eine Datei" in done.stderr
    done = call("run", "nix", "--lang", "en", cwd=tmp_path, KUEMMERER_LANG="de")
    assert "neither a file" in done.stderr


@pytest.mark.parametrize("words", [(), *(words for words, _ in all_commands())], ids=" ".join)
def test_help_in_german(words):
    """The frame, what it does, every option: nothing is left in English; examples are the same."""
    german, english = (
        CliRunner().invoke(cli.commands, [*words, "--help"], obj=lang, terminal_width=80).output
        for lang in ("de", "en")
    )
    assert german.startswith("Aufruf: ")
    for left in (
        "Options:",
        "Usage:",
        "Commands:",
        "[default",
        "Show this",
        "repeatable",
        "Folder",
    ):
        assert left not in german
    lines = [{*found.splitlines()} for found in (german, english)]
    kept = {line for line in lines[0] & lines[1] if len(line.split()) > 3}
    assert not [line for line in kept if "kuemmerer " not in line]
    options = [
        [line.split()[0] for line in found.partition(heading)[2].splitlines() if "  -" in line[:3]]
        for found, heading in ((german, "Optionen:"), (english, "Options:"))
    ]
    assert options[0] == options[1] != []
    assert not any(line.endswith("...") for line in german.splitlines()[1:])


def test_help_can_be_asked_for_in_many_ways():
    asked = [
        call(*words).stdout
        for words in (
            *(("help", "run", "--lang", "de"), ("run", "--help", "--lang", "de")),
            *(("--lang", "de", "run", "--help"), ("run", "--lang=de", "-h")),
        )
    ]
    assert asked[0].startswith("Aufruf: ")
    assert len({*asked}) == 1
    assert call("help").stdout == call("--help").stdout


def test_the_language_may_stand_in_front(tmp_path):
    done = call("--lang", "de", "scenarios", "out-migration")
    assert done.stdout.startswith("Abwanderung\n")
    assert done.stdout.endswith("kuemmerer run out-migration --lang de\n")
    done = call("--lang", "de", "scenarios", "out-migration", "--lang", "en")
    assert done.stdout.startswith("Out-migration\n")


def test_reports_suggest_commands_in_their_language(finished, compared_folder):
    report = (finished[0] / "report.html").read_text(encoding="utf-8")
    assert "kuemmerer run out-migration --lang de --seed 4" in report
    report = (compared_folder / "report.html").read_text(encoding="utf-8")
    assert re.search(r"--runs 20 --lang de --seed \d", report)


def check_names(name, given):
    for typed in [given.get("scenario"), *given.get("scenarios", ())]:
        if typed is not None:
            source, own = split(typed)
            assert source in shipped_scenarios()
            sim.load_scenario(source, overrides([*own, *given.get("settings", ())]))
    if name == "sweep":
        load_design(given["design"])
    if name == "sensitivity":
        assert given["folder"].name.removeprefix("sweep-") in shipped_designs()
        assert set(given["measures"]) <= {*INDICATOR_NAMES, *OUTCOME_NAMES}
    if name == "patterns":
        assert set(given["names"]) <= set(PATTERNS)
    if name == "settings":
        assert given["search"][0] in call("settings", *given["search"]).stdout


def test_help_comes_in_the_order_of_a_newcomer():
    names = list(cli.commands.list_commands(None))
    assert names[:3] == ["run", "compare", "live"]
    assert set(names) == set(cli.commands.commands)
    lines = call("--help").stdout.splitlines()
    first = lines.index("Commands:") + 1
    assert [line.split()[0] for line in lines[first:]] == names
    assert not any(line.endswith("...") for line in lines[first:])


@pytest.mark.parametrize("columns", [24, 40, 60, 80, 200])
def test_help_fits_the_terminal(columns):
    for words, _ in all_commands():
        environment = {"COLUMNS": str(columns)}
        shown = CliRunner().invoke(cli.commands, [*words, "--help"], env=environment).output
        for line in shown.splitlines():
            is_long = len(line.split()) == 1 or "kuemmerer " in line or "python" in line
            assert len(line) <= min(columns, 100) or is_long or columns < 40, line


def test_python_m_sim_is_named_in_its_help():
    assert call("--help").stdout.startswith("Usage: python -m sim [OPTIONS]")
    assert call("run", "--help").stdout.startswith("Usage: python -m sim run ")
    shown = CliRunner().invoke(cli.commands, ["run", "--help"], prog_name="kuemmerer").output
    assert shown.startswith("Usage: kuemmerer run ")


ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
QUICK = {
    "run": ("run", "county-wide", "--set", "quarters=8"),
    "compare": ("compare", "county-wide", "county-wide:quota=0.5", "--runs", "300"),
    "patterns": ("patterns", "N5", "--runs", "300"),
}


def on_a_terminal(arguments, folder, columns=80, **more):
    """What a terminal of that width gets."""
    import fcntl
    import pty
    import struct
    import termios

    child, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(Path(sim.__file__).parents[1]), "TERM": "xterm", **more},
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            part = os.read(child, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(child)
    assert process.wait() == 0, shown
    return shown.decode()


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What a terminal gets of each command: a narrow one without colours in German, or another."""

    @cache
    def once(name, lang):
        more = {"de": {"columns": 40, "NO_COLOR": "1"}, "en": {}}[lang]
        folder = tmp_path_factory.mktemp(f"{name}-{lang}")
        return on_a_terminal([*QUICK[name], "--lang", lang], folder, **more)

    return once


@pytest.mark.skipif(os.name == "nt", reason="terminals are those of POSIX")
@pytest.mark.parametrize(
    ("name", "lang", "columns"),
    [("run", "de", 40), ("patterns", "en", 80), ("compare", "de", 40), ("compare", "en", 80)],
)
def test_progress_and_tables_on_a_terminal(name, lang, columns, shown):
    lines = [ESCAPES.sub("", line) for line in re.split(r"[\r\n]+", shown(name, lang))]
    compiling = ("übersetzt", "Compiling")
    for line in lines:
        free = any(word in line for word in compiling) or line.startswith("  kuemmerer run ")
        assert len(line) <= columns or free, line  # a command stays whole, to be copied
    word = {"run": "Steps" if lang == "en" else "Schritte"}.get(name, "Runs")
    word = {"Runs": "Runs" if lang == "en" else "Läufe"}.get(word, word)
    bars = [line for line in lines if line.startswith(word) and re.search(r"\d(/| %)", line)]
    assert bars, lines
    if name == "compare":
        rate, left = ("runs/s", " left") if lang == "en" else ("Läufe/s", " noch ")
        assert any(rate in line and left in line for line in bars), bars
    if name == "run":  # each number whole
        assert not any("…" in line for line in lines[-25:])


@pytest.mark.skipif(os.name == "nt", reason="terminals are those of POSIX")
def test_colours_on_a_terminal_only(tmp_path, shown):
    compare = (*QUICK["compare"][:-1], "20", "--overwrite", "--out", "x")
    styled = re.compile(r"\x1b\[[0-9;]*m")
    assert styled.search(shown("compare", "en"))
    assert styled.search(on_a_terminal(("settings", "quota"), tmp_path))
    for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        assert not styled.search(on_a_terminal(("settings", "quota"), tmp_path, **more)), more
    assert not styled.search(shown("compare", "de"))
    assert "\x1b" not in on_a_terminal(compare, tmp_path, TERM="dumb")


def test_no_escapes_in_a_pipe_unless_asked_for(finished, again):
    for (_, done), expected in ((finished, False), (again, True)):
        assert done.stderr == ""  # no bar, whatever is forced
        assert ("\x1b" in done.stdout) is expected


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A comparison in a process of its own, as a machine with an old code page shows it."""
    folder = tmp_path_factory.mktemp("compared")
    done = subprocess.run(
        [sys.executable, "-m", "sim", *QUICK["compare"][:-1], "20", "--lang", "de"],
        capture_output=True,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(sim.__file__).parents[1]),
            "PYTHONIOENCODING": "cp1252",
        },
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def compared_folder(compared, tmp_path_factory):
    """Where that comparison lies."""
    root = tmp_path_factory.getbasetemp()
    (found,) = root.glob("compared[0-9]*/results/compare-*")
    return found


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii"])
def test_a_code_page_that_lacks_signs(encoding, compared, tmp_path, monkeypatch):
    """What can be said with other signs is: a minus never becomes a question mark."""
    monkeypatch.chdir(tmp_path)
    printed = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding))
        cli.main([*QUICK["compare"][:-1], "20", "--lang", "de"])
        sys.stdout.flush()
        shown = printed.getvalue().decode(encoding)
    assert re.search(r" -\d", shown)
    assert "?" not in shown
    if encoding == "cp1252":
        assert shown.splitlines() == compared.decode(encoding).splitlines()


def test_help_imports_nothing_heavy():
    code = (
        "import sys, sim.cli\n"
        "try: sim.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numba', 'mesa', 'solara', 'matplotlib', 'dask', 'pandas', 'numpy'}\n"
        "heavy |= {'pydantic', 'jupytext'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


def test_language_of_the_system(monkeypatch):
    for variable in ("KUEMMERER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    assert cli.system_language() == "en"
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert cli.system_language() == "de"
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert cli.system_language() == "en"
