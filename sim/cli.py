"""The command line: parse, call, print.  Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.results import RunResult

WRONG_INPUT, INTERRUPTED = 2, 130


class WrongInput(click.ClickException):
    """A mistake of the user: one line, exit code 2."""

    exit_code = WRONG_INPUT


def system_language() -> str:
    """German where the system speaks German, else English."""
    for variable in ("KUEMMERER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "de" if value.lower().startswith("de") else "en"
    return "en"


language = click.option(
    "--lang",
    type=click.Choice(["de", "en"]),
    default=system_language,
    show_default="that of the system",
    help="Language of texts.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kuemmerer", prog_name="kuemmerer")
def commands() -> None:
    """Kümmerer: how municipalities of a rural county come to cooperate, or do not.

    It explains and explores; it never predicts.  Begin with:

        kuemmerer run coalition-of-the-willing
    """


@commands.command()
@click.argument("scenario")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=1,
    show_default=True,
    help="Luck of the run.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Change a setting; repeatable.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the results.  [default: results/SCENARIO-seedN]",
)
@click.option("--overwrite", is_flag=True, help="Replace the folder if it exists.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@language
def run(
    scenario: str,
    seed: int,
    settings: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """One run: its story, figures and data.

    SCENARIO is a file, or the name of a shipped one (see `kuemmerer scenarios`).  Example:

        kuemmerer run county-wide --seed 7 --set coordination.quota=0.5
    """
    from sim.scenario import ScenarioError, load_scenario
    from sim.world import World

    try:
        chosen = load_scenario(scenario, overrides(settings))
        World.of(chosen)
    except ScenarioError as error:
        raise WrongInput(str(error)) from None
    folder = free_folder(out, f"{chosen.name or 'scenario'}-seed{seed}", overwrite)
    from sim import results

    typed = " ".join(["kuemmerer run", scenario, *(f"--set {item}" for item in settings)])
    result = results.run(chosen, seed, lang, command=typed)
    with Beside(folder) as beside:
        write_everything(result, beside)
    if not quiet:
        from sim.terminal import summary

        summary(result, folder)


def write_everything(result: RunResult, folder: Path) -> None:
    """Tables, figures and the report of a run."""
    from sim import plots, report, results

    results.write_tables(result, folder)
    figures = report.draw_figures(result)
    for name, figure in figures.items():
        plots.save(figure, folder / name)
    report.write_report(result, figures, folder / "report.html")


@commands.command()
@language
def scenarios(lang: str) -> None:
    """The shipped scenarios, a line each.

    In German, for example:

        kuemmerer scenarios --lang de
    """
    from sim.scenario import load_scenario, shipped_scenarios

    names = shipped_scenarios()
    width = max(len(name) for name in names)
    for name in names:
        click.echo(f"{name:<{width}}  {load_scenario(name).text('title', lang)}")


@commands.command()
@click.argument("search", required=False, default="")
@language
def settings(search: str, lang: str) -> None:
    """Every setting: meaning, unit, range, default, source.

    SEARCH shows only settings whose name or meaning has this text.  Example:

        kuemmerer settings grant
    """
    from sim.scenario.manual import all_settings
    from sim.texts.settings import meaning, unit

    section = None
    found = 0
    for info in all_settings():
        words = meaning(info.section or "general", info.name, info.meaning, lang)
        if search.lower() not in f"{info.path} {words}".lower():
            continue
        if info.section != section:
            section = info.section
            heading(section, lang)
        found += 1
        value = f" = {info.default}" if info.default else ""
        click.echo(f"{click.style(info.path, bold=True)}{value}")
        click.echo(f"    {words} [{unit(info.unit, lang)}]")
        click.echo("    " + facts(info, lang))
    if not found:
        raise WrongInput(f"settings: no setting has {search!r} in its name or meaning")


def heading(section: str, lang: str) -> None:
    """Title of a section."""
    from sim.texts.settings import section_title

    click.echo(f"\n{click.style(section_title(section or 'general', lang), underline=True)}")


def facts(info: Any, lang: str) -> str:
    """Allowed values, prior range and source in one line."""
    from sim.texts import text

    parts = [
        (text("settings.allowed", lang), info.allowed),
        (text("settings.prior", lang), info.prior),
        (text("settings.source", lang), info.source),
    ]
    return "; ".join(f"{name}: {value}" for name, value in parts if value)


def overrides(settings: Sequence[str]) -> dict[str, Any]:
    """``--set`` arguments as settings: values are TOML, or plain text."""
    import tomllib

    values: dict[str, Any] = {}
    for item in settings:
        key, equals, text = item.partition("=")
        if not equals or not key.strip():
            raise WrongInput(f"--set {item}: given no '='; allowed: section.key=value")
        try:
            values[key.strip()] = tomllib.loads(f"x = {text}")["x"]
        except tomllib.TOMLDecodeError:
            values[key.strip()] = text.strip()
    return values


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
        raise WrongInput(f"--out {out}: is a file; allowed: a folder")
    if out.resolve() == Path.cwd() or out.resolve() in Path.cwd().parents:
        raise WrongInput(f"--out {out}: holds the present folder; allowed: another folder")
    held = sorted(path.name for path in out.iterdir()) if out.exists() else []
    if held and not overwrite:
        raise WrongInput(f"--out {out}: exists already; allowed: another folder, or --overwrite")
    if held and "provenance.json" not in held:
        raise WrongInput(
            f"--out {out}: holds other files ({held[0]}); "
            "allowed with --overwrite: a folder of earlier results"
        )
    return out.resolve()


class Beside:
    """Write a folder beside its place and rename it when it is whole."""

    def __init__(self, folder: Path) -> None:
        """Remember the place; nothing is written yet."""
        self.folder = folder
        self.partial = folder.parent / f".{folder.name}.partial-{os.getpid()}"

    def __enter__(self) -> Path:
        """Make the folder beside."""
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            raise WrongInput(f"--out {self.folder}: cannot be written: {error.strerror}") from None
        return self.partial

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Put the folder in its place, or take it away."""
        if kind is not None:
            shutil.rmtree(self.partial, ignore_errors=True)
            return
        old = self.folder.parent / f".{self.folder.name}.old-{os.getpid()}"
        try:
            if self.folder.exists():
                self.folder.rename(old)
            self.partial.rename(self.folder)
        except OSError as error:
            raise WrongInput(
                f"--out {self.folder}: cannot be replaced: {error.strerror}; "
                f"the results are in {self.partial}"
            ) from None
        shutil.rmtree(old, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; mistakes of the user become one line and exit code 2."""
    try:
        commands.main(args=arguments, prog_name="kuemmerer", standalone_mode=False)
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


if __name__ == "__main__":
    main()
