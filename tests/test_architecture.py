"""The picture of the architecture shows the rooms that there are, and who imports whom.

`python tests/test_architecture.py --write` draws it anew from pyproject.toml and the source.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import networkx as nx
import pytest
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).parent.parent
SIM = ROOT / "sim"
PICTURE = ROOT / "notebooks" / "figures" / "architecture"
CONTRACTS = ("A module imports only from the rooms below it", "need NumPy and Numba only")
pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="only in a clone")
# How far the drawn number of lines may be from the present one.
ABOUT = 0.25


class Room(NamedTuple):
    """A module or a package of `sim`, as drawn."""

    name: str
    purpose: str
    modules: int
    lines: int
    is_plain: bool  # whether it needs NumPy and Numba only


# ------------------------------------------------------------------------------- read from the code
@cache
def contract(name: str) -> dict[str, Any]:
    """The import-linter contract whose name ends so."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    every = found["tool"]["importlinter"]["contracts"]
    return next(one for one in every if one["name"].endswith(name))


def layers() -> list[list[str]]:
    """The rooms from the top to the bottom; those of one layer do not know each other."""
    return [re.findall(r"\w+", layer) for layer in contract(CONTRACTS[0])["layers"]]


def files_of(name: str) -> list[Path]:
    """The modules of a room."""
    folder = SIM / name
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def room(name: str) -> Room:
    """What is drawn of a room."""
    paths = files_of(name)
    first = next((path for path in paths if path.name == "__init__.py"), paths[0])
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)
    purpose = (ast.get_docstring(tree_of(first)) or "").splitlines()[0].rstrip(".")
    plain = f"sim.{name}" in contract(CONTRACTS[1])["source_modules"]
    return Room(name, purpose.replace("`", "").replace("  ", " "), len(paths), lines, plain)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    """All that is imported when the code runs, in functions, too."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module == "sim":
        yield from (f"sim.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
    for child in ast.iter_child_nodes(node):
        yield from imported(child)


def imports() -> list[tuple[str, str]]:
    """Room and room that it imports from."""
    names = [name for layer in layers() for name in layer]
    found = {
        (name, source.split(".")[1])
        for name in names
        for path in files_of(name)
        for source in imported(tree_of(path))
        if source.startswith("sim.")
    }
    return sorted((a, b) for a, b in found if a != b and b in names)


def facts() -> dict[str, Any]:
    """All that the picture shows."""
    drawn = layers()
    return {
        "layers": drawn,
        "rooms": [room(name)._asdict() for layer in drawn for name in layer],
        "imports": [list(pair) for pair in imports()],
    }


# ------------------------------------------------------------------------------------------- drawn
WIDTH, ROW, GAP, TOP, BOTTOM = 8.0, 0.33, 0.06, 0.62, 0.05  # inches
NAME, PURPOSE, SIZE, RIGHT = 0.12, 1.12, 5.5, 5.57  # where a row's parts stand
INK, QUIET, LINE, PLAIN, PAPER = "#1a1a1a", "#555555", "#0072b2", "#d9f0e7", "#f1f1f1"
LETTERS = 62  # in a line of purpose


def picture(shown: dict[str, Any]) -> Figure:
    """Rooms in layers, and beside them who imports from whom."""
    rooms = [Room(**one) for one in shown["rooms"]]
    height = TOP + BOTTOM + ROW * len(rooms) + GAP * len(shown["layers"])
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    heading(axes, len(rooms), len(shown["imports"]))
    middle, y, left = {}, TOP, iter(rooms)
    for layer in shown["layers"]:
        for one in (next(left) for _ in layer):
            box(axes, one, y)
            middle[one.name] = y + ROW / 2
            y += ROW
        y += GAP
    graph = nx.DiGraph(map(tuple, shown["imports"]))
    for pair in sorted(graph.edges, key=lambda pair: middle[pair[1]] - middle[pair[0]]):
        arrow(axes, middle[pair[0]], middle[pair[1]], pair in nx.transitive_reduction(graph).edges)
    return figure


def heading(axes: Axes, rooms: int, pairs: int) -> None:
    axes.text(NAME, 0.2, "sim: a room imports only from rooms below it", size=12, weight="bold")
    more = f"{rooms} rooms. Green: needs NumPy and Numba only. Joined boxes do not know each other."
    axes.text(NAME, 0.45, more, size=8.5, color=QUIET, va="center")
    said = {"size": 8.5, "ha": "right", "color": LINE, "va": "center"}
    axes.text(WIDTH - 0.1, 0.16, f"arrow: imports ({pairs} pairs)", **said)
    axes.text(WIDTH - 0.1, 0.45, "thin: also by way of others", **said)


def box(axes: Axes, one: Room, y: float) -> None:
    """A room with its name, its purpose and its size."""
    colour = PLAIN if one.is_plain else PAPER
    shape = FancyBboxPatch(
        (0.05, y + 0.01), RIGHT - 0.05, ROW - 0.02, "square,pad=0", fc=colour, ec="#bbbbbb", lw=0.6
    )
    axes.add_patch(shape)
    middle = y + ROW / 2
    axes.text(NAME, middle, one.name, size=9, weight="bold", color=INK, va="center")
    axes.text(PURPOSE, middle, wrapped(one.purpose), size=7.4, color=INK, va="center")
    size = f"{one.lines:,} lines" + (f"\nin {one.modules} modules" if one.modules > 1 else "")
    axes.text(SIZE, middle, size, size=7, color=QUIET, va="center", ha="right")


def wrapped(words: str) -> str:
    """In at most two lines."""
    if len(words) <= LETTERS:
        return words
    cut = words.rfind(" ", 0, LETTERS)
    return f"{words[:cut]}\n{words[cut + 1 :]}"


def arrow(axes: Axes, start: float, end: float, is_needed: bool) -> None:
    """An import, from the room that needs to the one below that gives."""
    way = (end - start) / (ROW * 27)
    bulge = 0.12 + 2.1 * way**0.75  # the longer the way, the further out
    look = {"lw": 0.9, "alpha": 0.9} if is_needed else {"lw": 0.35, "alpha": 0.35}
    style = f"arc3,rad={-2.0 * bulge / (end - start)}"
    line = FancyArrowPatch(
        (RIGHT, start),
        (RIGHT, end),
        connectionstyle=style,
        arrowstyle="-|>",
        mutation_scale=5,
        color=LINE,
        shrinkA=0,
        shrinkB=0,
        **look,
    )
    axes.add_patch(line)


def write() -> None:
    shown = facts()
    about = {"Description": json.dumps(shown, ensure_ascii=True)}
    with rc_context({"font.family": "DejaVu Sans", "svg.fonttype": "none", "svg.hashsalt": "sim"}):
        figure = picture(shown)
        figure.savefig(PICTURE.with_suffix(".svg"), metadata={**about, "Date": None})
        drawn = BytesIO()
        figure.savefig(drawn, dpi=200)
    note = PngInfo()
    note.add_text("Description", about["Description"], zip=True)
    few_colours = Image.open(drawn).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    few_colours.save(PICTURE.with_suffix(".png"), optimize=True, pnginfo=note)


# ------------------------------------------------------------------------------------------- tests
def drawn_in_png() -> dict[str, Any]:
    with Image.open(PICTURE.with_suffix(".png")) as opened:
        return json.loads(opened.info["Description"])


def drawn_in_svg() -> dict[str, Any]:
    tag = "{http://purl.org/dc/elements/1.1/}description"
    (found,) = ElementTree.parse(PICTURE.with_suffix(".svg")).iter(tag)
    return json.loads(found.text or "")


def differences(drawn: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What a picture shows otherwise; a number of lines is about right."""
    found = [f"{part} differ" for part in ("layers", "imports") if drawn[part] != now[part]]
    rooms = {one["name"]: one for one in drawn["rooms"]}
    for one in now["rooms"]:
        other = rooms.get(one["name"], {})
        found += [
            f"{one['name']}: {part} was {other.get(part)!r}, is {value!r}"
            for part, value in one.items()
            if (part != "lines" and other.get(part) != value)
            or (part == "lines" and abs(other.get(part, 0) - value) > ABOUT * value)
        ]
    return found


@pytest.mark.parametrize("drawn", [drawn_in_png, drawn_in_svg])
def test_the_picture_is_that_of_the_code(drawn):
    wrong = differences(drawn(), facts())
    assert not wrong, f"draw it with `python tests/test_architecture.py --write`: {wrong}"


def test_a_change_is_seen():
    changed = json.loads(json.dumps(facts()))
    changed["imports"].append(["texts", "model"])
    changed["rooms"][0]["purpose"] = "Something else"
    changed["rooms"][1]["lines"] *= 2
    assert len(differences(changed, facts())) == 3


def test_all_rooms_are_there_and_import_downwards():
    order = {name: k for k, layer in enumerate(layers()) for name in layer}
    there = {path.stem for path in SIM.iterdir() if list(path.glob("*.py")) or path.suffix == ".py"}
    assert set(order) == there - {"__init__", "__pycache__"}
    assert all(order[a] < order[b] for a, b in imports())


def test_the_picture_can_be_drawn():
    assert len(picture(facts()).axes[0].patches) == len(facts()["rooms"]) + len(facts()["imports"])


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_architecture.py --write")
    write()
    print(f"{PICTURE.name}: {len(facts()['rooms'])} rooms drawn")
