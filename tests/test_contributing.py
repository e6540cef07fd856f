"""What CONTRIBUTING.md shows works: each example is applied to a copy of the program and used.

Nothing is compiled here (NUMBA_DISABLE_JIT=1), so runs are few and short.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import sim

ROOT = Path(__file__).parent.parent
TEXT = ROOT / "CONTRIBUTING.md"
RECIPES = ("A rule", "A shock", "An indicator", "A pattern", "A language")
MOST_LINES = 20
SCENARIO, QUARTERS = "coalition-of-the-willing", 8
COPIED = ("sim", "scenarios", "tests", "pyproject.toml")
pytestmark = pytest.mark.skipif(not TEXT.is_file(), reason="only in a clone")


# -------------------------------------------------------------------------------- reading, applying
class Hunk(NamedTuple):
    """A place in a file: what stands there, and what shall."""

    before: list[str]
    after: list[str]
    adds: bool  # whether a line has come; what stands after that is another place


def example(recipe: str) -> list[str]:
    """The lines of a recipe's example."""
    text = TEXT.read_text(encoding="utf-8").split(f"\n## {recipe}\n")[1].split("\n## ")[0]
    (found,) = re.findall(r"```diff\n(.*?)```", text, re.DOTALL)
    return found.splitlines()


def hunks(lines: list[str]) -> Iterator[Hunk]:
    found = Hunk([], [], False)
    for line in lines:
        sign, words = line[:1], line[1:]
        if found.adds and sign != "+":
            yield found
            found = Hunk([], [], False)
        if sign != "+":
            found.before.append(words)
        if sign != "-":
            found.after.append(words)
        found = found._replace(adds=sign == "+")
    yield found


def changed(text: str, hunk: Hunk) -> str:
    """The text with one change."""
    if not hunk.before:
        return text + "\n".join([*hunk.after, ""])
    before, after = ("\n".join(["", *part, ""]) for part in (hunk.before, hunk.after))
    assert f"\n{text}".count(before) == 1, f"not there, or more than once: {before}"
    return f"\n{text}".replace(before, after)[1:]


def apply(lines: list[str], folder: Path) -> list[Path]:
    """Carry out an example; the files that it changes."""
    while lines[0].startswith("copy "):
        _, source, target = lines.pop(0).split()
        shutil.copy(folder / source, folder / target)
    parts = re.split(r"^\+\+\+ (.+)$\n", "\n".join([*lines, ""]), flags=re.MULTILINE)
    paths = [folder / name for name in parts[1::2]]
    for path, part in zip(paths, parts[2::2], strict=True):
        text = path.read_text(encoding="utf-8")
        for hunk in hunks(part.splitlines()):
            text = changed(text, hunk)
        path.write_text(text, encoding="utf-8")
    return paths


def python(folder: Path, *arguments: str) -> str:
    """What Python prints, with the program of this folder."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=outer | {"PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def check(folder: Path, *arguments: str) -> None:
    """Run tests of the copy."""
    python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", *arguments)


# Both engines at once: an indicator's last value where they give the same, to the last bit.
BITS = f"""
import json, sys
import numpy as np, sim
for changes in json.loads(sys.argv[1]):
    scenario = sim.load_scenario("{SCENARIO}", {{"quarters": {QUARTERS}, **changes}})
    many = sim.run_ensemble(scenario, 1, seed=3, threads=1).isel(run=0)
    model = sim.CooperationModel(scenario, seed=3).run()
    series = model.datacollector.model_vars
    for one in model.indicators():
        assert np.asarray(series[one], float).tobytes() == many[one].to_numpy().tobytes(), one
    print(json.dumps(model.indicators()))
"""


def both_engines(folder: Path, *changes: dict[str, object], then: str = "") -> Iterator[object]:
    """The indicators with each of the changes, and what is printed then."""
    said = python(folder, "-c", BITS + then, json.dumps(changes)).splitlines()
    yield from map(json.loads, said[: len(changes)])
    yield from said[len(changes) :]


def as_it_is(**changes: object) -> dict[str, float]:
    """The same run of the program as it is."""
    scenario = sim.load_scenario(SCENARIO, {"quarters": QUARTERS, **changes})
    return sim.CooperationModel(scenario, seed=3).run().indicators()


@pytest.fixture
def make(tmp_path):
    """Apply a recipe to a copy of the program; the folder of the copy."""

    def made(recipe: str) -> Path:
        ignored = shutil.ignore_patterns("bench", "*.js")  # what is compiled stays valid
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, tmp_path / name)
        paths = [str(path) for path in apply(example(recipe), tmp_path) if path.suffix == ".py"]
        if paths and shutil.which("ruff"):
            for command in (["check", "--quiet"], ["format", "--check", "--quiet"]):
                subprocess.run(["ruff", *command, "--no-cache", *paths], cwd=tmp_path, check=True)
        return tmp_path

    return made


# ------------------------------------------------------------------------------------------- tests
@pytest.mark.parametrize("recipe", RECIPES)
def test_an_example_is_short(recipe):
    assert 0 < len(example(recipe)) <= MOST_LINES


def test_every_recipe_is_tested():
    text = TEXT.read_text(encoding="utf-8")
    assert text.count("```diff") == len(RECIPES)


def test_linked_and_named_files_exist():
    text = TEXT.read_text(encoding="utf-8")
    headings = {
        f"#{head.lower().replace(' ', '-')}" for head in re.findall("^## (.+)$", text, re.M)
    }
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert link in headings or (ROOT / link).is_file(), link
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for path in re.findall(r"`((?:sim|tests|\.ci)/[\w/.]*)`", prose):
        assert (ROOT / path).exists(), path


def test_a_rule(make):
    folder = make("A rule")
    python(folder, "tests/test_odd.py", "--write")
    assert "`worn`" in (folder / "sim" / "ODD.md").read_text(encoding="utf-8")
    wanted = "worn or test_every_rule_has or (table_is and rules) or (breaks and learning)"
    check(folder, "tests/test_odd.py", "tests/test_compilable.py", "-k", wanted)
    hard = {"staff_fte_per_1000": 1.0}
    before, (after,) = as_it_is(**hard), both_engines(folder, hard)
    assert after["staff_strain"] > 1.0
    assert after["willingness"] < before["willingness"]


def test_a_shock(make):
    folder = make("A shock")
    wanted = "test_kinds_and_levels or strikes or intensity or same"
    check(folder, "tests/test_odd.py", "tests/test_texts.py", "-k", wanted)
    shock = {"kind": "labour_shortage", "quarter": 1, "magnitude": 1.0, "duration": 7}
    calm, struck, kinds = both_engines(folder, {}, {"shocks": [shock]}, then=SHOCK_IN_LIVE)
    assert struck["staff_strain"] > calm["staff_strain"]
    assert calm == as_it_is()
    assert kinds.split() == ["labour_shortage", "labour_shortage"]


SHOCK_IN_LIVE = """
from typing import get_args
from sim.entities import SHOCKS
from sim.live.question import ShockKind
print(SHOCKS[-1], get_args(ShockKind)[-1])
"""


def test_an_indicator(make):
    folder = make("An indicator")
    wanted = "same_keys or (indicator and not table)"
    check(folder, *(f"tests/test_{name}.py" for name in ("texts", "measures")), "-k", wanted)
    (found,) = both_engines(folder, {"start_quarter": 0})
    old = as_it_is(start_quarter=0)
    gained = found["relief"] + found["synergy"]
    assert found["return_on_effort"] == gained / found["coordination_effort"]
    assert {name: found[name] for name in old} == old
    assert list(found)[len(old) :] == ["return_on_effort"]


PATTERN = """
from dataclasses import replace
from sim.patterns import PATTERNS, evaluate
pattern = PATTERNS["P29"]
(part,) = pattern.parts
terms = [t._replace(side=replace(t.side, settings={**t.side.settings, "quarters": 8}))
         for t in part.terms]
(finding,) = evaluate([replace(pattern, parts=(replace(part, terms=tuple(terms)),))], runs=2)
from sim.cli.patterns import chosen_patterns
print(finding.verdict, finding.parts[0].found.runs, chosen_patterns(["p29"])[0].says[1], sep=", ")
"""


def test_a_pattern(make):
    folder = make("A pattern")
    odd = folder / "sim" / "ODD.md"
    (row,) = re.findall(r"`(\| P29 \|.+\|)`", TEXT.read_text(encoding="utf-8"))
    text = odd.read_text(encoding="utf-8")
    odd.write_text(re.sub(r"(\n\| P28 \|.+\|\n)", rf"\1{row}\n", text, count=1), encoding="utf-8")
    wanted = "test_every_pattern_stands_once or test_every_source_has"
    check(folder, "tests/test_odd.py", "-k", wanted)
    verdict, runs, says = python(folder, "-c", PATTERN).strip().split(", ")
    assert verdict in ("holds", "does_not_hold", "undecided")
    assert runs == "2"
    assert says == "County money brings members"


FRENCH = """
from sim import cli
from sim.texts import languages, number, text
print(languages, number(-9876.54, 1, "fr"), text("levels.office", "fr"))
for line in "scenarios", "settings meetings", "run {scenario} --set quarters={quarters} --out out":
    cli.main([*line.split(), "--lang", "fr"])
"""


def test_a_language(make):
    folder = make("A language")
    check(folder, "tests/test_texts.py")
    code = FRENCH.replace("{scenario}", SCENARIO).replace("{quarters}", str(QUARTERS))
    said = python(folder, "-c", code)
    assert said.startswith("('de', 'en', 'fr') −9.876,5 bureau\n")
    assert SCENARIO in said
    assert "coordination.shared_meetings" in said
    assert '<html lang="fr"' in (folder / "out" / "report.html").read_text(encoding="utf-8")
