"""`kuemmerer notebooks`: the notebooks for students, as files that Jupyter opens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import WrongInput, write_whole
from sim.texts.mistakes import Said, say

_PACKAGE = Path(__file__).resolve().parents[1]


class Notebook(NamedTuple):
    """A shipped notebook: a Python file in which comments are the text."""

    path: Path
    lang: str
    title: str

    @property
    def name(self) -> str:
        """What it is called, such as ``05-own-rule``."""
        return self.path.stem

    def begins(self, start: str) -> bool:
        """Whether the name begins like that, with its number or without."""
        return self.name.startswith(start) or self.name[3:].startswith(start)


@click.command(cls=Command, short_help="The notebooks for Jupyter: list them, or write them.")
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=completing.notebooks)
@options.out("Folder for the notebooks.  [default: they are listed]")
@options.language
def notebooks(names: tuple[str, ...], out: Path | None, lang: str) -> None:
    """The notebooks for Jupyter: list them, or write them.

    One of each number, in English where there is none in your language; --lang chooses another.
    NAME is a number, or how a name begins; without names all are written.  Existing files are
    never overwritten.  Two of them, for example:

        kuemmerer notebooks 01 05 --out my-notebooks
    """
    chosen = chosen_notebooks(names, lang)
    if out is not None:
        write(chosen, out)
        say_how_to_open(out, lang)
        return
    if names:
        raise WrongInput(say("cli.no_folder", names=" ".join(names)))
    width = max((len(one.name) for one in chosen), default=0)
    for one in chosen:
        click.echo(f"{one.name:<{width}}  {one.lang}  {one.title}")


def shipped() -> tuple[Notebook, ...]:
    """All notebooks, sorted by name; in a clone they lie at the top level."""
    inside = _PACKAGE / "notebooks"
    folder = inside if inside.is_dir() else _PACKAGE.parent / "notebooks"
    return tuple(_read(path) for path in sorted(folder.glob("[0-9][0-9]-*.py")))


def in_language(found: Iterable[Notebook], lang: str) -> list[Notebook]:
    """One of each number: in this language, or in English where there is none."""
    by_number = {one.name[:2]: one for one in found if one.lang == "en"}
    by_number |= {one.name[:2]: one for one in found if one.lang == lang}
    return [by_number[number] for number in sorted(by_number)]


def chosen_notebooks(names: Sequence[str], lang: str) -> list[Notebook]:
    """Those that were named, each once; without names one of each number."""
    found = shipped()
    in_order = in_language(found, lang)
    if not names:
        return in_order
    return list(dict.fromkeys(_meant(name, found, in_order) for name in names))


def write(chosen: Sequence[Notebook], out: Path) -> None:
    """Write them as ``.ipynb``; none if one is there already."""
    if out.exists() and not out.is_dir():
        raise WrongInput(say("cli.out_is_file", out=out))
    held = [name for one in chosen if (out / (name := f"{one.name}.ipynb")).exists()]
    if held:
        raise WrongInput(say("cli.out_holds", out=out, name=held[0]))
    texts = {f"{one.name}.ipynb": as_ipynb(one.path) for one in chosen}
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_whole(out / name, text.encode())
        click.echo(str(out / name))


def as_ipynb(path: Path) -> str:
    """A notebook as Jupyter keeps it; cells are numbered, so that it is the same each time."""
    import jupytext

    notebook = jupytext.read(path, fmt="py:percent")
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number}"
    return str(jupytext.writes(notebook, fmt="ipynb"))


def say_how_to_open(out: Path, lang: str) -> None:
    """What to type next."""
    from sim.texts import text

    missing = find_spec("jupyterlab") is None
    click.echo()
    if missing:
        is_clone = shipped()[0].path.parent.parent != _PACKAGE
        click.echo(text(f"cli.notebooks.missing{'_in_clone' if is_clone else ''}", lang))
    folder = f'"{out}"' if " " in str(out) else str(out)
    click.echo(text("cli.notebooks.open", lang, folder=folder))


def _read(path: Path) -> Notebook:
    words = path.read_text(encoding="utf-8")
    title = re.search(r"^# # (.+)$", words, re.MULTILINE)
    lang = re.search(r'^LANG = "(\w+)"$', words, re.MULTILINE)
    return Notebook(path, lang[1] if lang else "en", title[1] if title else "")


def _meant(given: str, found: Sequence[Notebook], preferred: Sequence[Notebook]) -> Notebook:
    """The one of this name, number or beginning; the preferred language wins."""
    start = given.lower().removesuffix(".py").removesuffix(".ipynb")
    start = start.zfill(2) if start.isdecimal() else start
    for several in ([one for one in found if one.name == start], preferred, found):
        begun = [one for one in several if start and one.begins(start)]
        if len(begun) == 1:
            return begun[0]
        if begun:
            names = ", ".join(one.name for one in begun)
            raise WrongInput(say("cli.several_notebooks", given=repr(given), names=names))
    told = {"given": repr(given), "meant": _near(start, found)}
    raise WrongInput(say("cli.no_notebook", **told, names=", ".join(one.name for one in found)))


def _near(start: str, found: Sequence[Notebook]) -> Said | str:
    """The name written most alike, with or without its number."""
    from difflib import get_close_matches

    written = {part: one.name for one in found for part in (one.name, one.name[3:])}
    near = get_close_matches(start, written, n=1, cutoff=0.6)
    return say("cli.meant", name=repr(written[near[0]])) if near else ""
