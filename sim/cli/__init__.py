"""The command line: parse, call, print.  Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from sim.cli.board import board
from sim.cli.compare import compare
from sim.cli.completion import completion
from sim.cli.console import alike, with_colours
from sim.cli.helping import WIDEST, Group
from sim.cli.live import live
from sim.cli.notebooks import notebooks
from sim.cli.options import language
from sim.cli.patterns import patterns
from sim.cli.region import region
from sim.cli.run import run
from sim.cli.scenarios import scenarios
from sim.cli.sensitivity import sensitivity
from sim.cli.settings import settings
from sim.cli.shared import COMPLETING, INTERRUPTED, WRONG_INPUT, system_language
from sim.cli.sweep import sweep
from sim.texts import languages
from sim.texts.mistakes import say

__all__ = ["commands", "main", "system_language"]


@click.group(
    "kuemmerer",
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)
@click.version_option(package_name="kuemmerer", prog_name="kuemmerer")
@language
def commands(lang: str) -> None:
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


def language_in(typed: Sequence[str]) -> str:
    """The language that was typed, wherever it stands, else that of the system.

    Mistakes and help are told in it before anything else was understood.

    >>> language_in(["run", "nowhere", "--lang", "de"]), language_in(["--lang=en"])
    ('de', 'en')
    """
    found = system_language()
    for word, after in pairwise([*typed, ""]):
        option, equals, value = word.partition("=")
        value = value if equals else after
        if option == "--lang" and value in languages:
            found = value
    return found


def main(arguments: Sequence[str] | None = None, program: str = "kuemmerer") -> None:
    """Run a command; mistakes of the user become one line and exit code 2.

    Args:
        arguments: what was typed behind the program's name; that of this process if None.
        program: what help calls the program.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    lang = language_in(typed)
    if typed[:1] == ["help"]:  # as git and others have it
        typed = [*typed[1:], "--help"]
    codecs.register_error("alike", alike)
    for stream in (sys.stdout, sys.stderr):  # a code page may lack a sign
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="alike")
    if COMPLETING in os.environ:
        from sim.cli import shells  # noqa: F401 - the shells that may ask for completions
    try:
        commands.main(
            args=typed,
            obj=lang,
            prog_name=program,
            complete_var=COMPLETING,
            standalone_mode=False,
            color=with_colours(sys.stdout.isatty()),
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.ClickException as error:
        from sim.cli.mistakes import is_only_options, told

        if is_only_options(error) and (context := getattr(error, "ctx", None)):
            with context.scope(cleanup=False):  # which knows the language
                click.echo(context.get_help())  # as without the option
            sys.exit(0)
        click.echo(f"kuemmerer: {' '.join(told(error, typed, lang).split())}", err=True)
        sys.exit(WRONG_INPUT)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"kuemmerer: {say('interrupted').text(lang)}", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # a full disk, a folder that went away
        place, what = error.filename or "output", error.strerror or type(error).__name__
        line = say("no_access", place=place, reason=what).text(lang)
        click.echo(f"kuemmerer: {line}", err=True)
        sys.exit(WRONG_INPUT)
