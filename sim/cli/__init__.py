"""The command line: parse, call, print.  Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Sequence

import click

from sim.cli.board import board
from sim.cli.compare import compare
from sim.cli.completion import completion
from sim.cli.console import alike, with_colours
from sim.cli.helping import WIDEST, Group
from sim.cli.lists import scenarios, settings
from sim.cli.live import live
from sim.cli.notebooks import notebooks
from sim.cli.patterns import patterns
from sim.cli.region import region
from sim.cli.run import run
from sim.cli.sensitivity import sensitivity
from sim.cli.shared import COMPLETING, INTERRUPTED, WRONG_INPUT, system_language
from sim.cli.sweep import sweep

__all__ = ["commands", "main", "system_language"]


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)
@click.version_option(package_name="kuemmerer", prog_name="kuemmerer")
def commands() -> None:
    """Kümmerer: how municipalities of a rural county come to cooperate, or do not.

    It explains and explores; it never predicts.  Begin with:

        kuemmerer run coalition-of-the-willing

    Each command tells more, with an example:

        kuemmerer compare --help
    """


for command in (
    run,
    compare,
    live,
    board,
    scenarios,
    settings,
    notebooks,
    region,
    sweep,
    sensitivity,
    patterns,
    completion,
):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None, program: str = "kuemmerer") -> None:
    """Run a command; mistakes of the user become one line and exit code 2.

    Args:
        arguments: what was typed behind the program's name; that of this process if None.
        program: what help calls the program.
    """
    codecs.register_error("alike", alike)
    for stream in (sys.stdout, sys.stderr):  # a code page may lack a sign
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="alike")
    if COMPLETING in os.environ:
        from sim.cli import shells  # noqa: F401 - the shells that may ask for completions
    try:
        commands.main(
            args=arguments,
            prog_name=program,
            complete_var=COMPLETING,
            standalone_mode=False,
            color=with_colours(sys.stdout.isatty()),
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.ClickException as error:
        click.echo(f"kuemmerer: {' '.join(error.format_message().split())}", err=True)
        sys.exit(WRONG_INPUT)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kuemmerer: interrupted", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # a full disk, a folder that went away
        place, what = error.filename or "output", error.strerror or type(error).__name__
        click.echo(f"kuemmerer: {place}: cannot be read or written: {what}", err=True)
        sys.exit(WRONG_INPUT)
