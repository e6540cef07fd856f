"""`kuemmerer live`: the workshop view in the browser."""

from __future__ import annotations

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import INTERRUPTED, WrongInput, called, overrides

DEFAULT = "coalition-of-the-willing"
HOST, PORT = "127.0.0.1", 8765


@click.command(
    cls=Command, short_help="Two futures side by side in the browser: the workshop view."
)
@click.argument("scenario", default=DEFAULT, shell_complete=completing.scenarios)
@options.seed("Luck of the run that the page begins with.")
@options.settings()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=PORT,
    show_default=True,
    help="Port of the page; if it is taken, the next free one.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default=HOST,
    show_default=True,
    help="Who can open the page: this machine only; 0.0.0.0 is everybody in the same network.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@options.language
def live(
    scenario: str,
    seed: int,
    settings: tuple[str, ...],
    port: int,
    host: str,
    no_browser: bool,
    lang: str,
) -> None:
    """The workshop view: two futures side by side in the browser.

    SCENARIO is a file, or the name of a shipped one, with which the page begins; Ctrl-C ends it.
    Nothing leaves this machine.  Example:

        kuemmerer live county-wide --lang de
    """
    from sim.scenario import ScenarioError, load_scenario

    try:
        chosen = load_scenario(scenario, overrides(settings))
    except ScenarioError as error:
        raise WrongInput(error) from None
    from sim.live.server import address_for_others, address_of, free_socket, is_local, serve
    from sim.texts import text

    try:
        found = free_socket(host, port)
    except OSError as error:
        raise WrongInput(f"--host {host} --port {port}: {error.strerror or error}") from None
    from sim.live.answering import Answerer

    try:
        typed = called(scenario, settings)
        answerer = Answerer(chosen, seed, lang, typed=typed, is_shared=not is_local(host))
    except ScenarioError as error:
        raise WrongInput(error) from None
    address = address_of(found, host)

    def say() -> None:
        taken = found.getsockname()[1]
        if port not in (0, taken):
            click.echo(text("live.server.next_port", lang, taken=port, port=taken))
        if not is_local(host):
            others = address_for_others(found, host)
            click.echo(text("live.server.everybody", lang, address=others))
        click.echo(text("live.server.address", lang, address=address))
        if not no_browser:
            open_browser(address)

    try:
        serve(found, host, answerer.answer, lang, say)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def open_browser(address: str) -> None:
    """Show a page in the browser of this machine, without waiting for it."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
