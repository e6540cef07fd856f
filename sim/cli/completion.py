"""`kuemmerer completion`: have the shell complete commands, scenarios, settings and values."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from shlex import quote

import click

from sim.cli.helping import Command
from sim.cli.options import language
from sim.cli.shared import COMPLETING

SHELLS = ("bash", "zsh", "fish", "powershell")


def line_for(shell: str, program: str | None) -> str:
    """What to type so that every new window completes, and none complains.

    A program in a virtual environment is no command yet where a new window opens, so it is called
    by its whole path; where it is gone, nothing happens.

    Args:
        shell: one of `SHELLS`.
        program: path of `kuemmerer`; None where it is only known by name.

    >>> print(line_for("bash", "/e/kuemmerer"))
    echo 'if [ -x /e/kuemmerer ]; then eval "$(/e/kuemmerer completion bash)"; fi' >> ~/.bashrc
    """
    if shell == "fish":  # reads its file when the word is typed, not before
        folder = "~/.config/fish/completions"
        called = quote(program) if program else "kuemmerer"
        return f"mkdir -p {folder}; {called} completion fish > {folder}/kuemmerer.fish"
    if shell == "powershell":
        called = f'"{program}"' if program else "kuemmerer"
        found = f"Test-Path {called}" if program else "Get-Command kuemmerer -ea Ignore"
        made = f"& {called} completion powershell | Out-String | Invoke-Expression"
        line = f"if ({found}) {{ {made} }}".replace("'", "''")
        return f"Add-Content $PROFILE '{line}'"
    called = quote(program) if program else "kuemmerer"
    found = f"[ -x {called} ]" if program else "command -v kuemmerer > /dev/null"
    line = f'if {found}; then eval "$({called} completion {shell})"; fi'
    return f"echo {quote(line)} >> ~/.{shell}rc"


def program_here() -> str | None:
    """Path of `kuemmerer` beside the Python that runs, else where the shell finds it."""
    beside = shutil.which("kuemmerer", path=str(Path(sys.executable).parent))
    return beside or shutil.which("kuemmerer")


@click.command(cls=Command, short_help="Let the Tab key complete commands, names and settings.")
@click.argument("shell", type=click.Choice(SHELLS))
@language
def completion(shell: str, lang: str) -> None:
    """Let the Tab key complete commands, scenarios, settings and their values.

    Prints a script that teaches it to a shell; the first lines say what to type so that every
    new window knows it.  For example:

        kuemmerer completion bash
    """
    from click.shell_completion import get_completion_class

    from sim.cli import shells  # noqa: F401 - the shells that may ask for completions
    from sim.texts import text

    found = get_completion_class(shell)
    assert found is not None
    first = "#compdef kuemmerer\n" if shell == "zsh" else ""
    told = text(f"cli.completion.{shell}", lang, line=line_for(shell, program_here()))
    comment = "".join(f"# {line}".rstrip() + "\n" for line in told.strip().splitlines())
    script = found(click.get_current_context().command, {}, "kuemmerer", COMPLETING).source()
    click.echo(f"{first}{comment}{script}", nl=False)
