"""The notebook on calibration runs anywhere, and speaks of every setting and every fact."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.sweep import load_design

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "06-calibration.py"
FACTS = 9


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """The folder in which it ran, and what it said."""
    place = tmp_path_factory.mktemp("empty")
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-W", "error", str(NOTEBOOK)],
        cwd=place,
        env={
            **os.environ,
            "KUEMMERER_QUICK": "1",
            "PYTHONPATH": paths,
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return place / "results" / "calibration-quick-told", done.stdout


def test_shrinkage_is_told_of_every_setting_that_varies(said):
    folder, words = said
    table = pd.read_csv(folder / "parameters.csv").set_index("parameter")
    names = [factor.name for factor in load_design("calibration").factors]
    assert 15 <= len(names) <= 30
    assert sorted(table.index) == sorted(names)
    assert np.isfinite(
        table[["shrinkage", "low", "high", "random_low", "random_high", "lean"]]
    ).all(axis=None)
    plain = words.split("The facts tell something of", 1)[1].split("Pairs beyond", 1)[0]
    assert all(plain.count(f"({name})") == 1 for name in names)


def test_every_fact_is_listed_before_and_after(said):
    folder, words = said
    table = pd.read_csv(folder / "facts.csv")
    assert len(table) == FACTS
    assert table["anchor"].tolist() == [16, 11, 0, 7, 3, 0.80, 0.36, 0.66, 0.82]
    assert np.isfinite(table.drop(columns="summary")).all(axis=None)
    assert all(words.count(f"\n{name} ") >= 1 for name in table["summary"])
    assert f"Near to all {FACTS} facts at once: " in words


def test_every_figure_is_there(said):
    folder, words = said
    figures = sorted(path.name for path in folder.glob("*.png"))
    assert figures == ["facts.png", *(f"settings-{k}.png" for k in range(1, 6))]
    assert words.count("Figure: ") == len(figures)


def test_it_is_text_in_cells():
    lines = NOTEBOOK.read_text(encoding="utf-8").splitlines()
    cells = [line for line in lines if line.startswith("# %%")]
    assert set(cells) == {"# %%", "# %% [markdown]"}
    where = lines.index(cells[0])
    assert "#       format_name: percent" in lines[:where]
    is_text = False
    for line in lines[where:]:
        is_text = line.endswith("[markdown]") if line.startswith("# %%") else is_text
        assert not is_text or line.startswith("#") or not line
