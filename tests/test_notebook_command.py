"""`kuemmerer notebooks`: which there are, and files that Jupyter opens and runs."""

import os
import re
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from click.testing import CliRunner

import sim
from sim import cli
from sim.cli.notebooks import shipped

ROOT = Path(sim.__file__).parents[1]
ENGLISH = [
    "01-first-steps", "02-coalition-or-county-wide", "03-coordination-unit",
    "04-sweep-and-sensitivity", "05-own-rule", "06-calibration",
]  # fmt: skip
GERMAN = ["01-erste-schritte", "02-koalition-oder-kreisweit", "03-kuemmerer", *ENGLISH[3:]]


def call(*arguments):
    done = CliRunner().invoke(cli.commands, ["notebooks", *map(str, arguments)])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def names_in(folder):
    return sorted(path.name.removesuffix(".ipynb") for path in folder.iterdir())


def test_every_notebook_is_shipped():
    """In a clone and in a wheel."""
    assert sorted({*ENGLISH, *GERMAN}) == [one.name for one in shipped()]


@pytest.mark.parametrize(("lang", "names"), [("de", GERMAN), ("en", ENGLISH)])
def test_a_line_for_each_number_in_the_language_if_it_can_be(lang, names):
    lines = [re.split(" {2,}", line) for line in call("--lang", lang).splitlines()]
    assert [name for name, _, _ in lines] == names
    assert [given for _, given, _ in lines] == [lang] * 3 + ["en"] * 3
    titles = {one.name: one.title for one in shipped()}
    assert all(title == titles[name] for name, _, title in lines)
    assert all(titles.values())


@pytest.mark.parametrize(
    ("lang", "typed", "names"),
    [
        ("en", [], ENGLISH),
        ("de", [], GERMAN),
        ("en", ["2"], ["02-coalition-or-county-wide"]),
        ("de", ["02", "4"], ["02-koalition-oder-kreisweit", "04-sweep-and-sensitivity"]),
        ("en", ["03-k", "koal"], ["02-koalition-oder-kreisweit", "03-kuemmerer"]),
        ("de", ["05-own-rule.py", "5", "Own"], ["05-own-rule"]),
        ("de", ["01-first-steps"], ["01-first-steps"]),
    ],
)
def test_what_a_student_types(lang, typed, names, tmp_path):
    folder = tmp_path / "my notebooks" / "of today"
    said = call(*typed, "--out", folder, "--lang", lang).splitlines()
    assert names_in(folder) == names
    assert sorted(said[: len(names)]) == [str(folder / f"{name}.ipynb") for name in names]
    assert said[-1].endswith(f'jupyter lab "{folder}"')


def test_text_and_code_are_those_of_the_file_each_time(tmp_path):
    for name in ("a", "b"):
        call("--out", tmp_path / name)
    for name in ENGLISH:
        one, other = ((tmp_path / x / f"{name}.ipynb").read_bytes() for x in ("a", "b"))
        assert one == other
        notebook = nbformat.reads(one.decode(), as_version=4)
        nbformat.validate(notebook)
        assert notebook.metadata.kernelspec.name == "python3"
        assert notebook.cells[0].cell_type == "markdown"
        assert notebook.cells[0].source.startswith("# ")
        path = next(one.path for one in shipped() if one.name == name)
        words = path.read_text(encoding="utf-8")
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        assert len(code) == words.count("\n# %%\n")
        assert all(cell in words for cell in code)


def test_nothing_is_overwritten(tmp_path, capsys):
    (tmp_path / "05-own-rule.ipynb").write_text("mine")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(SystemExit) as left:
        cli.main(["notebooks", "--out", str(tmp_path)])
    assert left.value.code == 2
    assert "holds 05-own-rule.ipynb already; allowed: another folder" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["05-own-rule.ipynb", "notes.txt"]
    call("1", "--out", tmp_path)
    assert (tmp_path / "05-own-rule.ipynb").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["2"], "notebooks 2: given no folder; allowed: --out FOLDER"),
        (["own-rul", "07", "--out", "x"], "notebook '07': there is no such notebook; allowed: 01-"),
        (["ownrule", "--out", "x"], "no such notebook; did you mean '05-own-rule'? allowed: 01-"),
        (["3-kümmerer", "--out", "x"], "did you mean '03-kuemmerer'? allowed: 01-"),
        (["0", "--out", "x"], "notebook '0': there is no such notebook; allowed: 01-"),
        (["c", "--out", "x"], "several begin like that; allowed: 02-coalition-or-county-wide, 03-"),
        (["", "--out", "x"], "notebook '': there is no such notebook; allowed: 01-"),
        (["--out", "file"], "--out file: is a file; allowed: a folder"),
        (["--out", "file/x"], "file/x"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(typed, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as left:
        cli.main(["notebooks", *typed, "--lang", "en"])
    assert left.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_it_says_where_jupyter_is_missing(tmp_path, monkeypatch):
    module = sys.modules["sim.cli.notebooks"]
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    is_wheel = (Path(module.__file__).parents[1] / "notebooks").is_dir()
    where = "" if is_wheel else "; im Ordner von Kümmerer"
    what = "jupyterlab" if is_wheel else '-c constraints.txt -e ".[notebook]"'
    assert f"JupyterLab fehlt hier{where}: pip install {what}" in call(
        "1", "--out", tmp_path, "--lang", "de"
    )
    monkeypatch.setattr(module, "find_spec", lambda name: name)
    assert "fehlt" not in call("2", "--out", tmp_path, "--lang", "de")


def test_jupyter_runs_it_and_shows_the_figures(tmp_path, monkeypatch):
    call("01-first-steps", "--out", tmp_path)
    monkeypatch.setenv("KUEMMERER_QUICK", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(tmp_path / "01-first-steps.ipynb", as_version=4)
    done = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    outputs = [output for cell in done.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4
    said = "".join(output.text for output in outputs if output.output_type == "stream")
    assert "With such a sum a council agrees in" in said
