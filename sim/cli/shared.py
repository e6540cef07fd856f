"""What the commands share: languages, wrong input, settings, folders that appear whole."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from sim.texts import languages
from sim.texts.mistakes import say

WRONG_INPUT, INTERRUPTED = 2, 130
UNTOLD = ("out", "overwrite", "quiet", "threads", "cluster", "dry_run")
COMMANDLINE = click.core.ParameterSource.COMMANDLINE
COMPLETING = "_KUEMMERER_COMPLETE"  # the variable by which a shell asks for completions


class WrongInput(click.ClickException):
    """A mistake of the user: one line in each language, exit code 2."""

    exit_code = WRONG_INPUT

    def __init__(self, what: object) -> None:
        """Remember words (`sim.texts.mistakes`), a mistake, or plain text."""
        super().__init__(str(what))
        self.what = what


def system_language() -> str:
    """That of the system where its texts are here, else English."""
    for variable in ("KUEMMERER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return next((lang for lang in languages if value.lower().startswith(lang)), "en")
    return "en"


def announce_compiling(lang: str, *, is_quiet: bool) -> None:
    """Let the ensemble engine say in this language that it compiles; nothing in a pipe."""
    from sim.ensemble import kernel
    from sim.texts import text

    def say() -> None:
        if sys.stderr.isatty() and not is_quiet:
            # by the stream of the moment: under a progress bar it writes above the bar
            print(text("ensemble.compiling", lang), file=sys.stderr, flush=True)

    kernel.on_compiling = say


def overrides(settings: Sequence[str]) -> dict[str, Any]:
    """``--set`` arguments as settings: values are TOML, or plain text."""
    import tomllib

    values: dict[str, Any] = {}
    for item in settings:
        key, equals, text = item.partition("=")
        if not equals or not key.strip():
            raise WrongInput(say("cli.set_without", item=item))
        try:
            values[key.strip()] = tomllib.loads(f"x = {text}")["x"]
        except tomllib.TOMLDecodeError:
            values[key.strip()] = text.strip()
    return values


def called(scenario: str, settings: Sequence[str]) -> list[str]:
    """How a scenario was asked for, with what was set, word by word."""
    return [scenario, *(word for item in settings for word in ("--set", item))]


def typed_command() -> str:
    """The running command as it was typed, for the provenance of what it makes.

    Without what no number depends on (where to, how loud, with how many hands), so that the same
    command makes the same files wherever it runs.
    """
    context = click.get_current_context()
    names, above = [], context
    while above.parent is not None:  # the outermost is the program, whatever it was called by
        names.append(above.info_name or "")
        above = above.parent
    typed = ["kuemmerer", *reversed(names)]
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in UNTOLD or context.get_parameter_source(name) is not COMMANDLINE:
            continue
        value = context.params[name]
        option = [] if isinstance(parameter, click.Argument) else [parameter.opts[0]]
        if isinstance(value, bool):
            typed += option
            continue
        for one in value if parameter.multiple else [value]:
            parts = one if isinstance(one, tuple) else (one,)
            typed += [*option, *map(str, parts)]
    return shlex.join(typed)


def free_folder(out: Path | None, name: str, overwrite: bool) -> Path:
    """Where to write: what was asked for if free, else a default with the next free number."""
    if out is None:
        folder = Path("results") / name
        number = 2
        while folder.exists() and not overwrite:
            folder = Path("results") / f"{name}-{number}"
            number += 1
        return folder
    if out.exists() and not out.is_dir():
        raise WrongInput(say("cli.out_is_file", out=out))
    if out.resolve() == Path.cwd() or out.resolve() in Path.cwd().parents:
        raise WrongInput(say("cli.out_holds_present", out=out))
    held = sorted(path.name for path in out.iterdir()) if out.exists() else []
    if held and not overwrite:
        raise WrongInput(say("cli.out_exists", out=out))
    if "points.parquet" in held:
        raise WrongInput(say("cli.out_holds_sweep", out=out))
    if held and "provenance.json" not in held:
        raise WrongInput(say("cli.out_holds_others", out=out, name=held[0]))
    return out.resolve()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it when it is whole."""
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise WrongInput(say("cli.not_written", out=path, reason=error.strerror)) from None
    finally:
        partial.unlink(missing_ok=True)


class Beside:
    """Write a folder beside its place and rename it when it is whole."""

    def __init__(self, folder: Path) -> None:
        """Remember the place; nothing is written yet."""
        self.folder = folder
        self.partial = folder.parent / f".{folder.name}.partial-{os.getpid()}"
        self.made = [above for above in folder.parents if not above.exists()]

    def __enter__(self) -> Path:
        """Make the folder beside."""
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            words = say("cli.not_written", out=self.folder, reason=error.strerror)
            raise WrongInput(words) from None
        return self.partial

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Put the folder in its place, or take it away."""
        if kind is not None:
            shutil.rmtree(self.partial, ignore_errors=True)
            with suppress(OSError):  # somebody else may have put something there
                for above in self.made:
                    above.rmdir()
            return
        old = self.folder.parent / f".{self.folder.name}.old-{os.getpid()}"
        try:
            if self.folder.exists():
                self.folder.rename(old)
            self.partial.rename(self.folder)
        except OSError as error:
            told = {"out": self.folder, "reason": error.strerror, "partial": self.partial}
            raise WrongInput(say("cli.not_replaced", **told)) from None
        shutil.rmtree(old, ignore_errors=True)
