"""`kuemmerer completion`: have the shell complete commands, scenarios, settings and values."""

from __future__ import annotations

import click

from sim.cli.helping import Command
from sim.cli.options import language
from sim.cli.shared import COMPLETING

SHELLS = ("bash", "zsh", "fish", "powershell")
# What to type so that every new shell completes.
LINES = {
    "bash": """echo 'eval "$(kuemmerer completion bash)"' >> ~/.bashrc""",
    "zsh": """echo 'eval "$(kuemmerer completion zsh)"' >> ~/.zshrc""",
    "fish": "kuemmerer completion fish > ~/.config/fish/completions/kuemmerer.fish",
    "powershell": "Add-Content $PROFILE "
    "'kuemmerer completion powershell | Out-String | Invoke-Expression'",
}


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
    told = text(f"cli.completion.{shell}", lang, line=LINES[shell])
    comment = "".join(f"# {line}".rstrip() + "\n" for line in told.strip().splitlines())
    script = found(click.get_current_context().command, {}, "kuemmerer", COMPLETING).source()
    click.echo(f"{first}{comment}{script}", nl=False)
