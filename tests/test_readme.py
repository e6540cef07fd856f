"""What the README names exists, and what it tells one to type works."""

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import urllib.request
from pathlib import Path

import mesa
import pytest

import sim
from sim import cli
from sim.cli import commands
from sim.patterns import PATTERNS
from sim.scenario import load_scenario, shipped_scenarios
from sim.sweep import load_design
from sim.world import World

ROOT = Path(sim.__file__).parents[1]
README = ROOT / "README.md"
READMES = [README, ROOT / "README.de.md"]
pytestmark = pytest.mark.skipif(not README.is_file(), reason="only in a clone")


@pytest.fixture(scope="module")
def text():
    return README.read_text(encoding="utf-8")


def blocks(text, language):
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in found]


def write_germany(path):
    """The table of all municipalities, or the shipped county in its place where it is not here."""
    shared = ROOT.parent / "shared" / "data" / "germany" / "germany.csv"
    if shared.is_file():
        path.write_bytes(shared.read_bytes())
        return
    rows = ["ags,name,kind,population,area_km2,lat,lon,county_ags,county_name"]
    for key, name in (("06633", "Kassel"), ("06636", "Werra-Meißner-Kreis")):
        for place in sim.load_region().places:
            name_here = "Vellmar" if key == "06633" and place.is_seat else place.name
            figures = f"{place.population},{place.area_km2},{place.lat},{place.lon}"
            rows.append(f"{key}{place.key[5:]},{name_here},Gemeinde,{figures},{key},{name}")
    path.write_text("\n".join(rows), encoding="utf-8")


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_linked_files_exist(path):
    text = path.read_text(encoding="utf-8")
    links = [x for x in re.findall(r"\]\(([^)]+)\)", text) if not x.startswith("http")]
    assert links
    headings = {
        heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", text, re.M)
    }
    for link in links:
        assert (ROOT / link).exists() or link.removeprefix("#") in headings, link
    other = {"README.md": "README.de.md", "README.de.md": "README.md"}[path.name]
    assert other in text.partition("\n## ")[0], "each is found from the other, at the top"


def test_set_up_lines_are_those_of_ci(text):
    """CI installs and tests exactly as the README says."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    first, second = (block.strip() for block in blocks(text, "sh")[:2])
    assert "kuemmerer run coalition-of-the-willing" in first
    for line in (first, second):
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install -q -c constraints")
        assert "\n" not in line
    install, test = second.split(" && ")[1:]
    assert install.replace(".venv/", ".venv-ci/") in ci
    assert test.replace(".venv/", ".venv-ci/") in ci
    german, *_ = blocks(READMES[1].read_text(encoding="utf-8"), "sh")
    assert german.strip() == first + " --lang de"


def commands_by_block(text):
    found = []
    for block in blocks(text, "sh"):
        lines = [shlex.split(line.partition(" #")[0]) for line in block.splitlines()]
        found.append([words[1:] for words in lines if words and words[0] == "kuemmerer"])
    return [block for block in found if block]


def commands_of(text):
    return [words for block in commands_by_block(text) for words in block]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_named_commands_and_options_exist(path):
    found = list(commands_of(path.read_text(encoding="utf-8")))
    assert len(found) >= 5
    for name, *rest in found:
        command = commands.commands[name]
        if name == "region":
            command = command.commands[rest[0]]
        options = {o for parameter in command.params for o in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options
        if name == "run":
            assert rest[0] in shipped_scenarios()


def test_patterns_are_counted(text):
    assert f"{len(PATTERNS)} patterns" in text


def quoted_command(text):
    return next(words for words in commands_of(text) if words[0] == "compare")


BLOCKS = [
    block
    for path in READMES
    if path.is_file()
    for block in commands_by_block(path.read_text(encoding="utf-8"))
    # what the German page shares with this one is run once
    if path == README or block[0][0] == "region"
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: " ".join(block[0]))
def test_the_cheap_commands_run(text, block, tmp_path, monkeypatch, capsys):
    """Block by block, in a folder of its own; what is quoted is run below."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    if any(word.startswith(("germany.csv", "counties.toml")) for words in block for word in words):
        write_germany(tmp_path / "germany.csv")
        design = blocks(text, "toml")[-1]
        (tmp_path / "counties.toml").write_text(design.replace("runs = 100", "runs = 2"))
    for words in block:
        # the board takes long, the live view has no end: both have tests of their own
        if words[0] not in ("live", "board") and words != quoted_command(text):
            cli.main(words)
            assert capsys.readouterr().out, words


def test_the_live_view_of_the_readme_opens(text, start_live):
    words = next(words for words in commands_of(text) if words[0] == "live")
    server = start_live(*words[1:])
    try:
        assert urllib.request.urlopen(server.address, timeout=30).status == 200
    finally:
        server.stop()


def test_compare_says_and_writes_what_is_quoted(text, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sim", *quoted_command(text)],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    (quoted,) = blocks(text, "text")
    for line in quoted.splitlines():
        assert " ".join(line.split()) in said, line
    (folder,) = (tmp_path / "results").iterdir()
    written = {path.name for path in folder.iterdir()}
    told = text.split("## Comparing")[1].split("## Sweeping")[0]
    named = set(re.findall(r"`(\w+\.(?:csv|parquet|json))`", told))
    assert len(named) == 4
    assert named | {"report.html"} <= written


def test_the_scenario_of_the_readme_loads(text, tmp_path):
    _, block, *_ = blocks(text, "toml")
    path = tmp_path / "my.toml"
    path.write_text(block, encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.coordination.quota == 0.5
    assert scenario.fields[0].scale_effect == 0.08


def test_the_design_of_the_readme_can_be_planned(text, tmp_path):
    block, *_ = blocks(text, "toml")
    path = tmp_path / "my-design.toml"
    path.write_text(block, encoding="utf-8")
    plan = load_design(path)
    assert (plan.count, plan.scenario.quarters) == (1000, 60)
    assert plan.factors[0].name == "municipalities.willingness_mean"


def test_the_scenario_of_the_own_county_loads(text, tmp_path):
    *_, block, _ = blocks(text, "toml")
    (tmp_path / "my-county").mkdir()
    (tmp_path / "my-county" / "region.csv").write_text(blocks(text, "csv")[0], encoding="utf-8")
    (tmp_path / "my.toml").write_text(block, encoding="utf-8")
    world = World.of(load_scenario(tmp_path / "my.toml"))
    assert world.region.seat.name == "Neustadt"


def test_the_county_of_the_readme_is_the_shipped_one(text):
    (block,) = blocks(text, "csv")
    assert block == (ROOT / "scenarios" / "my-county.csv").read_text(encoding="utf-8")


def test_it_can_be_cited_as_the_readme_says(text):
    """The reference, the BibTeX and CITATION.cff say the same."""
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    cited = dict(re.findall(r'^([\w-]+): "?([^"\n]+)"?$', cff, re.M))
    version = importlib.metadata.version("kuemmerer")
    (bibtex,) = blocks(text, "bibtex")
    plain = text.replace("\n> ", " ")
    assert cited["version"] == version
    assert f"version = {{{version}}}" in bibtex
    assert f"Version {version}. Computer software" in plain
    rest = cited["title"].partition(": ")[2]
    assert rest in bibtex
    assert rest.capitalize() in plain
    year = cited["date-released"][:4]
    assert f"year    = {{{year}}}" in bibtex
    assert f"({year}): Kümmerer" in plain


def test_the_python_of_the_readme_runs(text, capsys):
    names = {}
    *clusters, one_run, many_runs = blocks(text, "python")
    for cluster in clusters:  # there is none here
        assert "run_sweep(" in cluster
        compile(cluster, "README.md", "exec")
    exec(compile(one_run, "README.md", "exec"), names)
    assert len(capsys.readouterr().out.splitlines()) == 4
    exec(compile(many_runs, "README.md", "exec"), names)
    assert names["runs"].sizes == {"run": 50, "quarter": 80}
    assert "net_benefit" in capsys.readouterr().out
    batch = re.search(r"`(mesa\.batch_run\(.+?\))`", text)[1]
    rows = eval(batch, {"mesa": mesa, "sim": sim})
    assert [(row["scenario"], row["seed"]) for row in rows] == [
        (scenario, seed) for scenario in ("county-wide", "open-forum") for seed in (1, 2)
    ]


def test_glossary_has_both_languages(text):
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, flags=re.MULTILINE)
    assert ("municipality", "Gemeinde") in rows
    assert len(rows) > 20
    assert all(english.strip() and german.strip() for english, german in rows)
