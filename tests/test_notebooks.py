"""The notebooks for students run anywhere, say what they should, and are the same in two languages.

Every file `notebooks/01-….py` to `05-….py` is found by its name.  Two files with the same number
are a pair: German and English, with the same code.
"""

import os
import re
import subprocess
import sys
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-5]-*.py"))
PAIRS = [
    pair
    for _, same_number in groupby(NOTEBOOKS, key=lambda path: path.name[:2])
    if len(pair := list(same_number)) == 2
]
MARKS = ("# %%", "# %% [markdown]")
HEADER = """# ---
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
"""
SAYS = {  # and how many figures
    "01-erste-schritte": (
        4,
        "Abstimmung über die Koordinationsstelle: Ja aus",
        "lehnt ab. Dagegen spricht vor allem:",
        "Mit dieser Rechnung stimmt ein Rat in",
        "In neun von zehn Läufen sind es",
        "Im Mittel: ",
    ),
    "01-first-steps": (
        4,
        "Vote on the coordination unit: yes from",
        "refuses. What speaks against it above all:",
        "With such a sum a council agrees in",
        "In nine of ten runs it is",
        "On average: ",
    ),
    "02-koalition-oder-kreisweit": (
        5,
        "findet das Paket eine Mehrheit",
        "Koalition der Willigen verglichen mit Kreisweit: alle oder keiner",
        "mit anderem Glück",
        "Alle weniger Koalition:",
        "Wenn alle müssen, ändert sich für die anderen:",
        "gegründet in",
    ),
    "02-coalition-or-county-wide": (
        5,
        "the package finds a majority",
        "Coalition of the willing compared with County-wide: all or none",
        "with other luck",
        "All less coalition:",
        "When all must, this changes for the others:",
        "founded in",
    ),
}


def name(path):
    """Name of a notebook in the list of tests."""
    return path.stem


# Each notebook in a folder of its own, one after the other; "====" ends what one of them says.
RUN = """
import os, runpy, sys
for place, path in zip(sys.argv[1::2], sys.argv[2::2]):
    os.chdir(place)
    runpy.run_path(path, run_name="__main__")
    print("====", flush=True)
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Run the notebooks with a number in one new process; of each, the folder and the words.

    The second of a pair has the same code as the first (see below), so nothing that it needs can
    be there for the only reason that the first has run.
    """

    @cache
    def run(number):
        paths = [path for path in NOTEBOOKS if path.name.startswith(number)]
        places = [tmp_path_factory.mktemp("empty") for _ in paths]
        asked = [str(one) for both in zip(places, paths, strict=True) for one in both]
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", RUN, *asked],
            cwd=places[0],
            env={
                **os.environ,
                "KUEMMERER_QUICK": "1",
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
                "PYTHONUTF8": "1",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        *said, rest = done.stdout.split("====\n")
        assert not rest
        return dict(zip(paths, zip(places, said, strict=True), strict=True))

    return run


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=name)
def told(request, ran):
    """A notebook, the empty folder it ran in, and what it said, line breaks aside."""
    return request.param, *ran(request.param.name[:2])[request.param]


def cells(path):
    """The cells below the header as (whether it is text, its lines); blank ends left out."""
    found = []
    for line in path.read_text(encoding="utf-8").removeprefix(HEADER).splitlines():
        if line in MARKS:
            found.append((line == MARKS[1], []))
        elif found:
            found[-1][1].append(line)
    return [(is_text, "\n".join(lines).strip()) for is_text, lines in found]


def figures(words):
    """The figures that a notebook has named."""
    return re.findall(r"^(?:Figure|Bild|Abbildung): (.+\.png)$", words, flags=re.MULTILINE)


def test_it_runs_in_an_empty_folder_and_shows_figures(told):
    _, place, words = told
    assert words.strip()
    named = figures(words)
    assert named
    assert len(named) == len(set(named))
    assert all((place / one).stat().st_size > 10_000 for one in named)


def test_it_says_what_it_should(told):
    path, _, words = told
    count, *sentences = SAYS.get(path.stem, (len(figures(words)),))
    assert len(figures(words)) == count
    plain = " ".join(words.split())
    assert [sentence for sentence in sentences if sentence not in plain] == []
    assert not re.search(r"\bnan\b", plain)
    if path.stem.startswith("02-"):
        founded_most_often_by_the_willing(words)


def founded_most_often_by_the_willing(words):
    """The three shares of runs in which a unit was founded, in the order of the rules."""
    ask = r"^.+: (?:gegründet in|founded in) ([\d.,]+)"
    shares = re.findall(ask, words, flags=re.MULTILINE)[:3]
    everybody, ring, willing = (float(share.replace(",", ".")) for share in shares)
    assert everybody < willing
    assert ring < willing


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_is_text_in_cells(path):
    words = path.read_text(encoding="utf-8")
    assert words.startswith(HEADER)
    marks = [line for line in words.splitlines() if line.startswith("# %%")]
    assert set(marks) == set(MARKS)
    parts = cells(path)
    assert parts[0][0]
    assert parts[0][1].startswith("# # ")  # the title
    assert all(words for _, words in parts)
    for is_text, lines in parts:
        assert not is_text or all(line.startswith("#") for line in lines.splitlines() if line)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name[:2])
def test_both_languages_share_their_code(pair):
    codes = [[words for is_text, words in cells(path) if not is_text] for path in pair]
    asked = r'^LANG = "(de|en)"$'
    langs = [re.findall(asked, "\n".join(code), flags=re.MULTILINE) for code in codes]
    assert sorted(langs) == [["de"], ["en"]]
    first, second = (
        [re.sub(asked, "LANG = ...", cell, flags=re.MULTILINE) for cell in code] for code in codes
    )
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        assert one == other


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name[:2])
def test_both_languages_have_the_same_order_of_text_and_code(pair):
    first, second = ([is_text for is_text, _ in cells(path)] for path in pair)
    assert first == second


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name[:2])
def test_both_languages_have_as_many_tasks(pair):
    tasks = [re.findall(r"^# \d+\. ", cells(path)[-1][1], flags=re.MULTILINE) for path in pair]
    assert tasks[0] == tasks[1]
    assert len(tasks[0]) >= 3
